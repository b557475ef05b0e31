"""Programs that others wrote, to test against: started, read line by line, and ended by their own process id."""

from __future__ import annotations

import os
import queue
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NPM_PACKAGES = ("osc@2.4.5", "node-osc@11.7.1", "oscquery@1.1.1", "ws@8.18.0")
NPM_SECONDS = 120
PATIENCE_SECONDS = 30.0  # a program that is started on a busy machine takes its time
PACKAGES = {
    "oscsend": "liblo-tools",
    "oscdump": "liblo-tools",
    "pd": "puredata-core",
    "sclang": "supercollider-language",
    "node": "nodejs",
}
"""Which Debian package brings a program."""


class Lines:
    """What a program prints, line by line."""

    def __init__(self, stream) -> None:
        self.seen: list[str] = []
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=lambda: [self._lines.put(line.strip()) for line in stream], daemon=True).start()

    def wait_for(self, wanted: Callable[[str], bool]) -> str:
        """The first line that is wanted."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                self.seen.append(self._lines.get(timeout=max(1e-3, deadline - time.monotonic())))
            except queue.Empty:
                break
            if wanted(self.seen[-1]):
                return self.seen[-1]
        raise AssertionError(f"the line that was waited for did not come, but {self.seen[-10:]}")


def needed(name: str) -> None:
    """Skip the test where a program is not installed."""
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed (apt-get install {PACKAGES.get(name, name)})")


@contextmanager
def program(*command: str, **environment: str) -> Iterator[Lines]:
    """A program that prints, ended by its own process id."""
    needed([word for word in command if word not in ("stdbuf", "-oL")][0])
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | environment,
    )
    try:
        yield Lines(process.stdout)
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A UDP port that nobody has now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def oscsend(port: int, *words: object) -> None:
    """One message by liblo's own tool."""
    needed("oscsend")
    subprocess.run(["oscsend", "127.0.0.1", str(port), *map(str, words)], check=True, timeout=PATIENCE_SECONDS)


def node_modules(folder: Path) -> Path:
    """npm's packages in a folder that is kept from run to run; skips the test where they cannot be had."""
    needed("node")
    needed("npm")
    stamp = folder / ("-".join(NPM_PACKAGES).replace("@", "_") + ".installed")
    if not stamp.is_file():
        command = ["npm", "install", "--prefix", str(folder), "--omit=optional", "--ignore-scripts", "--no-audit"]
        (folder / "package.json").write_text("{}")
        try:
            done = subprocess.run(
                [*command, "--no-fund", *NPM_PACKAGES], capture_output=True, text=True, timeout=NPM_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            pytest.skip(f"npm did not bring {', '.join(NPM_PACKAGES)} in {NPM_SECONDS} s")
        if done.returncode:
            pytest.skip(f"npm does not bring {', '.join(NPM_PACKAGES)}: {done.stderr.strip().splitlines()[-1:]}")
        stamp.touch()
    return folder / "node_modules"
