"""A sound card made of arrays: pumped by hand, or paced by a clock where there is no card."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import numpy as np

from rtxmodal.stream.ring import Ring

Callback = Callable[[np.ndarray, np.ndarray, int], None]
"""callback(block_in, block_out, flags): fill block_out. Shapes: (n, channels_in), (n, channels_out) float32."""
LATE_SECONDS = 0.25  # a clock that fell this far behind (a suspended machine) does not run after the time it lost


class FakeAudio:
    """Gives its callback a sound (or silence), block by block, and can keep what comes back."""

    name_in: str | None = None
    name_out: str | None = None
    latency_in = 0
    latency_out = 0

    def __init__(
        self,
        callback: Callback,
        sample_rate: int = 48000,
        block_size: int = 256,
        channels: tuple[int, int] = (2, 2),
        sound: np.ndarray | None = None,
    ) -> None:
        """Set the card up, standing still.

        Args:
            callback: is given and fills one block at a time.
            sample_rate: Hz.
            block_size: frames a callback.
            channels: in and out.
            sound: what it hears, round and round; None for silence. Shape: (frames, channels in).
        """
        self.sample_rate, self.block_size = sample_rate, block_size
        self.channels_in, self.channels_out = channels
        self.active = False
        self.played: list[np.ndarray] = []
        """Every block that came back while it was pumped by hand."""
        self._callback = callback
        self._position = 0
        self._sound = None if sound is None else Ring(sound)
        self._thread: threading.Thread | None = None
        self._in = np.zeros((block_size, self.channels_in), np.float32)
        self._out = np.zeros((block_size, self.channels_out), np.float32)

    def pump(self, blocks: int = 1, flags: int = 0) -> np.ndarray:
        """Call back so many times, now; returns what came out. Shape: (blocks * block_size, channels_out)."""
        came = []
        for _ in range(blocks):
            self._turn(flags)
            came.append(self._out.copy())
        self.played += came
        return np.concatenate(came)

    def start(self) -> None:
        """Call back in real time, in a thread of its own."""
        self.active = True
        self._thread = threading.Thread(target=self._run, name="clock", daemon=True)
        self._thread.start()

    def close(self) -> bool:
        """Stop; True, as this card always does."""
        self.active = False
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        return True

    def _run(self) -> None:
        period = self.block_size / self.sample_rate
        due = time.monotonic()
        while self.active:
            self._turn(0)
            due += period
            now = time.monotonic()
            if now - due > LATE_SECONDS:
                due = now
            time.sleep(max(0.0, due - now))

    def _turn(self, flags: int) -> None:
        if self._sound is not None:
            self._sound.read_into(self._position, self._in)
        self._callback(self._in, self._out, flags)
        self._position += self.block_size
