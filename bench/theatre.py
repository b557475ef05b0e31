"""A stage without a building: a JACK server as the sound card, Xvfb as the screen, for benchmarks and tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

PATIENCE_SECONDS = 10.0


@contextmanager
def environment(**names: str) -> Iterator[None]:
    """Set environment variables for a while; children inherit them."""
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(names)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def sound_card(sample_rate: int = 48_000, period: int = 256) -> Iterator[str]:
    """A JACK server with its dummy driver, the default server inside; gives its name.

    Raises:
        FileNotFoundError: jackd is not installed.
        TimeoutError: it did not come up.
    """
    if shutil.which("jackd") is None:
        raise FileNotFoundError("jackd must be installed to stand in for a sound card; apt-get install jackd2")
    name = f"rtxmodal_{os.getpid()}_{time.monotonic_ns() % 1_000_000}"
    with environment(JACK_DEFAULT_SERVER=name, JACK_NO_AUDIO_RESERVATION="1", JACK_NO_START_SERVER="1"):
        driver = ["-d", "dummy", "-r", str(sample_rate), "-p", str(period), "-C", "2", "-P", "2"]
        server = _start(["jackd", "-R", "-P", "70", "-n", name, "-t", "5000", *driver])
        try:
            _wait_for(lambda: _answers(["jack_wait", "-s", name, "-c"]), f"JACK server {name}")
            yield name
        finally:
            _end(server)


@contextmanager
def screen(width: int = 1280, height: int = 720) -> Iterator[Path]:
    """An X server without a screen, DISPLAY set inside; gives the file that its pixels lie in (see `look`).

    Raises:
        FileNotFoundError: Xvfb is not installed.
    """
    if shutil.which("Xvfb") is None:
        raise FileNotFoundError("Xvfb must be installed to stand in for a screen; apt-get install xvfb")
    with tempfile.TemporaryDirectory() as folder:
        reader, writer = os.pipe()
        size = f"{width}x{height}x24"
        command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", size, "-nolisten", "tcp", "-fbdir", folder]
        server = _start(command, pass_fds=(writer,))
        os.close(writer)
        try:
            with os.fdopen(reader) as said:
                number = said.readline().strip()
            with environment(DISPLAY=f":{number}", SDL_VIDEODRIVER="x11"):
                yield Path(folder) / "Xvfb_screen0"
        finally:
            _end(server)


def joined(blocks: Sequence[tuple[int, np.ndarray]]) -> tuple[int, np.ndarray]:
    """Blocks caught from the server, with their first frames, as one sound; cycles that the server lost are silent.

    Shape: (frame, (block,)) each -> first frame, (frames,) float32
    """
    first, last = blocks[0][0], blocks[-1]
    sound = np.zeros(last[0] + len(last[1]) - first, np.float32)
    for frame, block in blocks:
        sound[frame - first : frame - first + len(block)] = block
    return first, sound


def look(frame_buffer: Path) -> np.ndarray:
    """What the screen shows, from Xvfb's frame buffer (an XWD file). Shape: (height, width, 3) uint8."""
    data = frame_buffer.read_bytes()
    header = np.frombuffer(data[:100], ">u4")
    start, width, height, stride, colours = (int(header[place]) for place in (0, 4, 5, 12, 19))
    rows = np.frombuffer(data, np.uint8, height * stride, start + 12 * colours).reshape(height, stride)
    return rows[:, : 4 * width].reshape(height, width, 4)[..., 2::-1].copy()


def _start(command: list[str], pass_fds: tuple[int, ...] = ()) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=pass_fds)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _answers(command: list[str]) -> bool:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "running" in done.stdout and "not" not in done.stdout


def _wait_for(there: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not there():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} must come up within {PATIENCE_SECONDS:g} s, but did not")
        time.sleep(0.05)
