"""A real browser without a screen: Chromium, spoken to by its own protocol (https://chromedevtools.github.io)."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import shutil
import subprocess
import threading
import time
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import aiohttp
import pytest

PATIENCE_SECONDS = 20.0
FINGER_SECONDS = 0.03  # no finger is quicker; the browser drops what comes faster than its frames
PHONE = (390, 844)
TABLET = (1180, 820)


def chromium() -> str:
    """Where Chromium is; skips the test where there is none."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    return found


class Browser:
    """One page. The protocol runs in a thread of its own, so that tests read from top to bottom."""

    def __init__(self, folder: Path, size: tuple[int, int] = PHONE) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="browser", daemon=True)
        self._thread.start()
        self._count = 0
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self.complaints: list[str] = []
        """What the page's scripts threw."""
        options = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --hide-scrollbars"
        self._process = subprocess.Popen(
            [chromium(), *options.split(), f"--user-data-dir={folder}", "--remote-debugging-port=0", "about:blank"],
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        port = self._find_port()
        self._wait(self._connect(port))
        self.do("Page.enable")
        self.do("Runtime.enable")
        self.resize(size)
        self.do("Emulation.setTouchEmulationEnabled", enabled=True, maxTouchPoints=5)

    def do(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command of the protocol; its result."""
        return self._wait(self._call(method, parameters))

    def resize(self, size: tuple[int, int]) -> None:
        """A screen of so many pixels."""
        metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": True}
        self.do("Emulation.setDeviceMetricsOverride", **metrics)

    def open(self, url: str) -> None:
        """Go to a page."""
        self.do("Page.navigate", url=url)

    def read(self, script: str) -> Any:
        """The value of an expression in the page."""
        done = self.do("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in done:
            raise AssertionError(f"{script}: {done['exceptionDetails']}")
        return done["result"].get("value")

    def wait_for(self, script: str) -> None:
        """Until it is true; fails after a while."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            found = self.read(f"(() => {{ try {{ return Boolean({script}); }} catch {{ return null; }} }})()")
            if found:
                return
            time.sleep(0.05)
        raise AssertionError(f"it never came true: {script}; the page complained: {self.complaints}")

    def middle(self, selector: str) -> tuple[float, float]:
        """Where an element's middle is, scrolled into view."""
        box = self.read(
            f"(() => {{ const it = document.querySelector({json.dumps(selector)});"
            "it.scrollIntoView({block: 'center', behavior: 'instant'});"
            "const box = it.getBoundingClientRect();"
            "return [box.left + box.width / 2, box.top + box.height / 2]; })()"
        )
        return box[0], box[1]

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        """Fingers on the screen: `touchStart`, `touchMove`, `touchEnd`."""
        places = [{"x": x, "y": y, "id": place} for place, (x, y) in enumerate(points)]
        self.do("Input.dispatchTouchEvent", type=kind, touchPoints=places)

    def tap(self, selector: str, times: int = 1) -> None:
        """A finger, short."""
        at = self.middle(selector)
        for _ in range(times):
            self.touch("touchStart", at)
            time.sleep(FINGER_SECONDS)
            self.touch("touchEnd")

    def drag(self, selector: str, across: float, down: float = 0.0) -> None:
        """A finger set down in the middle of something and moved so many pixels in ten steps, then lifted."""
        x, y = self.middle(selector)
        self.touch("touchStart", (x, y))
        for step in range(1, 11):
            time.sleep(FINGER_SECONDS)
            self.touch("touchMove", (x + across * step / 10, y + down * min(1.0, step / 2)))
        self.touch("touchEnd")

    def picture(self, path: Path) -> None:
        """What is seen, as a PNG file."""
        path.write_bytes(base64.b64decode(self.do("Page.captureScreenshot", format="png")["data"]))

    def close(self) -> None:
        """End it."""
        try:
            self._wait(self._call("Browser.close", {}))
        except (AssertionError, OSError, TimeoutError, aiohttp.ClientError):
            self._process.kill()
        self._process.wait(10)
        self._wait(self._leave())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    # -- the protocol ------------------------------------------------------------------------------------

    def _find_port(self) -> int:
        for line in self._process.stderr:
            found = re.search(r"ws://127\.0\.0\.1:(\d+)/", line)
            if found:
                threading.Thread(target=self._process.stderr.read, daemon=True).start()  # or the pipe fills
                return int(found[1])
        pytest.skip("Chromium did not start here")

    def _wait(self, work: Any) -> Any:
        future: Future[Any] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return future.result(PATIENCE_SECONDS)

    async def _connect(self, port: int) -> None:
        self._session = aiohttp.ClientSession()
        async with self._session.get(f"http://127.0.0.1:{port}/json") as answer:
            page = next(target for target in await answer.json() if target["type"] == "page")
        self._socket = await self._session.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0)
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self._socket:
            said = json.loads(message.data)
            if said.get("method") == "Runtime.exceptionThrown":
                details = said["params"]["exceptionDetails"]
                self.complaints.append(details.get("exception", {}).get("description", details["text"]))
            waiting = self._waiting.pop(said.get("id"), None)
            if waiting is not None and not waiting.done():
                waiting.set_result(said)
        for waiting in self._waiting.values():
            waiting.cancel()

    async def _call(self, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        self._count += 1
        waiting = self._waiting[self._count] = self._loop.create_future()
        await self._socket.send_json({"id": self._count, "method": method, "params": parameters})
        said = await waiting
        if "error" in said:
            raise AssertionError(f"{method}: {said['error']}")
        return said["result"]

    async def _leave(self) -> None:
        await self._session.close()
        self._reader.cancel()
