// The language switch, remembered on this machine, and which publication it is. Without this script the report is in
// Chinese, and publication.txt says which publication it is.
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
  // A place that is folded away is opened for whoever follows a link to it.
  function unfold() {
    var place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var part = place && place.parentElement; part; part = part.parentElement) {
      if (part.tagName === "DETAILS" && !part.open) { part.open = true; place.scrollIntoView(); }
    }
  }
  addEventListener("hashchange", unfold);
  document.addEventListener("DOMContentLoaded", function () {
    unfold();
    var button = document.getElementById("language");
    button.hidden = false;
    document.getElementById("publication").textContent = root.dataset.publication;
    button.addEventListener("click", function () { show(root.dataset.language === "en" ? "zh" : "en"); });
  });
})();
