"""A page in Debian's Chromium, without its own window, driven over its debugging socket.

Belongs here: opening, waiting for text, clicking, taking a picture. Does not: what the page should show.

`websockets` comes with Dagster's web server; nothing is installed for this but the browser.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from websockets.sync.client import ClientConnection, connect

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser")
_AXE = """axe.run(document, {resultTypes: ['violations']}).then(r => JSON.stringify(r.violations.map(
  v => [v.id, v.impact, v.nodes.length, v.nodes[0].html.slice(0, 120)])))"""
_PATIENCE = 150.0  # seconds: a page that takes longer is broken, not slow


class Page:
    """One open page."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._number = 0

    def call(self, method: str, **parameters: object) -> Any:
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._socket.recv(timeout=_PATIENCE))
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise AssertionError(f"{method}: {answer['error']}")
                return answer["result"]

    def open(self, address: str) -> None:
        self.call("Page.navigate", url=address)

    def script(self, source: str) -> Any:
        return self.call("Runtime.evaluate", expression=source, returnByValue=True)["result"].get("value")

    def text(self) -> str:
        """What a person could read on the page now."""
        return str(self.script("document.body ? document.body.innerText : ''"))

    def wait_for(self, *texts: str) -> str:
        """The page's text, once all of these are in it."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            shown = self.text()
            if all(text in shown for text in texts):
                return shown
            time.sleep(0.2)
        raise AssertionError(f"never showed {texts}; it shows: {self.text()[:3000]}")

    def click(self, label: str) -> None:
        """Press the button with exactly this label, as soon as it can be pressed."""
        found = (
            "(() => { const b = [...document.querySelectorAll('button, a[role=button]')]"
            f".find(b => b.innerText.trim() === {json.dumps(label)} && !b.disabled);"
            " if (b) { b.click(); } return Boolean(b); })()"
        )
        until = time.monotonic() + _PATIENCE
        while not self.script(found):
            assert time.monotonic() < until, f"no button {label!r} on: {self.text()[:2000]}"
            time.sleep(0.2)

    def press(self, key: str, code: str, *, alt: bool = False) -> None:
        """Press and let go a key of the keyboard."""
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=code, modifiers=1 if alt else 0)

    def accessibility(self, axe: str) -> list[tuple[str, str, int, str]]:
        """What axe-core, given as its source, has against the page: rule, impact, how often, the first element."""
        self.script(axe + "; null")
        found = self.call("Runtime.evaluate", expression=_AXE, returnByValue=True, awaitPromise=True)["result"]["value"]
        return [(rule, impact, count, example) for rule, impact, count, example in json.loads(found)]

    def picture(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))


@contextmanager
def browser(folder: Path, width: int = 1600, height: int = 900) -> Iterator[Page]:
    """A page in a browser of its own, whose profile lies in the folder."""
    assert PROGRAM is not None
    command = [
        PROGRAM, "--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars",
        "--remote-debugging-port=0", f"--user-data-dir={folder}", f"--window-size={width},{height}", "about:blank",
    ]  # fmt: skip
    if os.geteuid() == 0:
        command.insert(1, "--no-sandbox")  # Chromium refuses to start for root with it; the page is our own
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        port = _port(folder, process)
        with urlopen(Request(f"http://127.0.0.1:{port}/json/list")) as answer:
            (target,) = [each for each in json.load(answer) if each["type"] == "page"]
        with connect(target["webSocketDebuggerUrl"], max_size=None) as socket:
            page = Page(socket)
            page.call("Page.enable")
            yield page
    finally:
        process.terminate()
        process.wait()


def _port(folder: Path, process: subprocess.Popen[bytes]) -> int:
    note = folder / "DevToolsActivePort"
    until = time.monotonic() + _PATIENCE
    while not (note.exists() and note.read_text()):
        assert process.poll() is None, "the browser ended"
        assert time.monotonic() < until, "the browser does not answer"
        time.sleep(0.1)
    return int(note.read_text().splitlines()[0])
