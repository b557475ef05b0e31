"""From the sum of the lanes to what may leave: gain, no direct current, limiter."""

from __future__ import annotations

import math

import numpy as np

from rtxmodal.stream.limiter import Limiter
from rtxmodal.stream.smooth import Glide

GLIDE_SECONDS = 0.03
SILENT_DB = -90.0
"""A gain this low or lower is silence."""


def gain_of(gain_db: float) -> float:
    """Decibels -> factor; the bottom of a fader is silence.

    >>> gain_of(0.0), gain_of(-90.0)
    (1.0, 0.0)
    """
    return 0.0 if gain_db <= SILENT_DB else float(10.0 ** (gain_db / 20.0))


class DcBlocker:
    """Takes a constant offset away, and touches nothing that has none. Owned by one thread.

    The offset is the sound behind two one-pole low passes at 1 Hz. Above 0.01 (-40 dBFS) it is subtracted, sliding in;
    an ordinary blocker would filter every sound for an error that few have.
    """

    CORNER_HZ = 1.0
    SLIDE_SECONDS = 0.05
    ENGAGE, RELEASE = 0.01, 0.003

    def __init__(self, sample_rate: int, channels: int = 2) -> None:
        self._sample_rate = sample_rate
        self._first, self._second, self._offset = (np.zeros(channels) for _ in range(3))
        self._engaged = False

    def process(self, block: np.ndarray) -> np.ndarray:
        """The block without its offset; the very same array where there is none. Shape: (frames, channels)."""
        count = len(block)
        pull = 1.0 - math.exp(-2.0 * math.pi * self.CORNER_HZ * count / self._sample_rate)
        self._first += pull * (block.mean(axis=0, dtype=np.float64) - self._first)
        self._second += pull * (self._first - self._second)
        self._engaged = np.abs(self._second).max() > (self.RELEASE if self._engaged else self.ENGAGE)
        before = self._offset
        slide = 1.0 - math.exp(-count / (self.SLIDE_SECONDS * self._sample_rate))
        self._offset = before + slide * ((self._second if self._engaged else 0.0) - before)
        if not self._engaged and np.abs(self._offset).max() < 1e-6:
            self._offset = np.zeros_like(before)
            if not before.any():
                return block
        line = np.arange(1, count + 1)[:, None] / count
        return np.asarray(block - (before + line * (self._offset - before)), np.float32)


class Master:
    """The last strip of the mixer. Owned by one thread."""

    def __init__(self, sample_rate: int, channels: int = 2) -> None:
        self._gain = Glide(round(GLIDE_SECONDS * sample_rate))
        self._blocker = DcBlocker(sample_rate, channels)
        self.limiter = Limiter(sample_rate, channels)
        self.latency = self.limiter.latency
        """Frames by which sound is late behind it: the limiter's look-ahead."""

    def process(self, mix: np.ndarray, gain: float, ceiling: float | None) -> np.ndarray:
        """One block on its way out.

        Args:
            mix: the sum of the lanes, finite. Shape: (frames, channels).
            gain: factor to glide to.
            ceiling: largest absolute value that may leave; None switches the limiter off.
        """
        loud = np.asarray(self._blocker.process(mix) * self._gain.ramp(gain, len(mix)), np.float32)
        return self.limiter.process(loud, ceiling)
