"""A first-in first-out store of frames, for joining blocks of different sizes."""

from __future__ import annotations

import numpy as np


class Fifo:
    """Frames wait here in order. Owned by one thread."""

    def __init__(self, channels: int) -> None:
        self._channels = channels
        self._frames = np.zeros((1024, channels), np.float32)
        self._start = self._stop = 0

    def __len__(self) -> int:
        return self._stop - self._start

    def push(self, block: np.ndarray) -> None:
        """Add frames at the end. Shape: (n, channels)."""
        if self._stop + len(block) > len(self._frames):
            self._make_room(len(block))
        self._frames[self._stop : self._stop + len(block)] = block
        self._stop += len(block)

    def pop(self, count: int) -> np.ndarray:
        """Take the `count` oldest frames, copied. Shape: (count, channels)."""
        assert count <= len(self), f"{count} frames asked for, {len(self)} there"
        taken = self._frames[self._start : self._start + count].copy()
        self._start += count
        return taken

    def clear(self, silence: int = 0) -> None:
        """Empty it, then put that many frames of silence in."""
        self._start = self._stop = 0
        self.push(np.zeros((silence, self._channels), np.float32))

    def _make_room(self, count: int) -> None:
        kept = self._frames[self._start : self._stop]
        if len(kept) + count > len(self._frames):
            self._frames = np.zeros((2 * (len(kept) + count), self._channels), np.float32)
        self._frames[: len(kept)] = kept.copy()
        self._start, self._stop = 0, len(kept)
