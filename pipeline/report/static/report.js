// The language switch, remembered on this machine. Without this script the report is in Chinese.
(function () {
  var root = document.documentElement, key = "budget-report-language";
  function show(language) {
    root.dataset.language = language;
    root.lang = language === "en" ? "en" : "zh-Hans";
    try { localStorage.setItem(key, language); } catch (error) { /* a browser may forbid it for files */ }
  }
  var kept = null;
  try { kept = localStorage.getItem(key); } catch (error) { /* as above */ }
  if (kept === "en" || /[?&]lang=en/.test(location.search)) { show("en"); }
  document.addEventListener("DOMContentLoaded", function () {
    var button = document.getElementById("language");
    button.hidden = false;
    button.addEventListener("click", function () { show(root.dataset.language === "en" ? "zh" : "en"); });
  });
})();
