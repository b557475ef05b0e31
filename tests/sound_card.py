"""A JACK server with its dummy driver as the sound card, and a musician at its other end."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from types import TracebackType

import numpy as np
import pytest

needs_jack = pytest.mark.skipif(
    shutil.which("jackd") is None or shutil.which("jack_wait") is None,
    reason="jackd is not installed (apt install jackd2 libportaudio2): no sound card to test with",
)


class Card:
    """One server under a name of its own; can be pulled out and plugged in again."""

    def __init__(self, rate: int = 48_000, period: int = 256) -> None:
        self.name = f"rtxmodal_{os.getpid()}_{time.monotonic_ns() % 100_000}"
        self.environment = {
            "JACK_DEFAULT_SERVER": self.name,
            "JACK_NO_AUDIO_RESERVATION": "1",
            "JACK_NO_START_SERVER": "1",
        }
        self.plug(rate, period)

    def plug(self, rate: int, period: int) -> None:
        """Start the server."""
        command = ["jackd", "-n", self.name, "-t", "5000", "-d", "dummy", "-C", "2", "-P", "2"]
        self._process = subprocess.Popen(
            [*command, "-r", str(rate), "-p", str(period)],
            env={**os.environ, **self.environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait = ["jack_wait", "-s", self.name, "-w", "-t", "10"]
        subprocess.run(wait, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)

    def pull(self) -> None:
        """Kill the server, as a cable is pulled."""
        self._process.kill()
        self._process.wait(10)

    def __enter__(self) -> Card:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, where: TracebackType | None) -> None:
        self._process.terminate()
        try:
            self._process.wait(3)
        except subprocess.TimeoutExpired:  # it waits for a client that died with its server
            self.pull()


def play_through(card: Card, sound: np.ndarray, freewheel: bool = False) -> np.ndarray:
    """Send a sound into the card's inputs and return what the stage plays meanwhile. Shapes: (frames, 2).

    Frame n that is sent and frame n that is returned lie in the same turn of the server; a musician who listens to the
    stage is one period late behind it.
    """
    import jack

    client = jack.Client("musician", servername=card.name, no_start_server=True)
    send = [client.outports.register(f"send_{channel}") for channel in (1, 2)]
    listen = [client.inports.register(f"listen_{channel}") for channel in (1, 2)]
    heard, place = np.zeros_like(sound), [-(client.blocksize * 40)]

    @client.set_process_callback
    def process(frames: int) -> None:
        at = place[0]
        place[0] += frames
        for channel in range(2):
            out = send[channel].get_array()
            out[:] = 0.0
            if at >= 0 and at + frames <= len(sound):
                out[:] = sound[at : at + frames, channel]
                heard[at : at + frames, channel] = listen[channel].get_array()

    with client:
        for channel in (1, 2):
            client.connect(f"musician:send_{channel}", f"PortAudio:in_{channel - 1}")
            client.connect(f"PortAudio:out_{channel - 1}", f"musician:listen_{channel}")
        if freewheel:
            client.set_freewheel(True)
        until = time.monotonic() + 30
        while place[0] < len(sound) and time.monotonic() < until:
            time.sleep(0.02)
        if freewheel:
            client.set_freewheel(False)
            time.sleep(0.3)
    client.close()
    assert place[0] >= len(sound), "the JACK server must run, got no callbacks"
    return heard
