"""A ring addressed by absolute position: frame 100 lies where frame 100 was written, until it is overwritten."""

from __future__ import annotations

import numpy as np


class Ring:
    """Sound by absolute frame number, in memory that somebody else may own.

    It knows nothing of what has been written; whoever holds it keeps count.

    >>> ring = Ring(np.zeros((4, 1), np.float32))
    >>> ring.write(6, np.array([[1.0], [2.0], [3.0]], np.float32))
    >>> ring.read(7, 2).ravel().tolist()
    [2.0, 3.0]
    """

    def __init__(self, memory: np.ndarray) -> None:
        self.memory = memory
        """Shape: (capacity, channels)."""
        self.capacity = len(memory)

    def write(self, position: int, block: np.ndarray) -> None:
        """Put a block at `position`; it must not be longer than the ring."""
        at = position % self.capacity
        first = min(len(block), self.capacity - at)
        self.memory[at : at + first] = block[:first]
        if first < len(block):
            self.memory[: len(block) - first] = block[first:]

    def read(self, position: int, count: int) -> np.ndarray:
        """A copy of `count` frames from `position`."""
        out = np.empty((count, self.memory.shape[1]), self.memory.dtype)
        self.read_into(position, out)
        return out

    def read_into(self, position: int, out: np.ndarray) -> None:
        """Fill `out` with the frames from `position`."""
        at = position % self.capacity
        first = min(len(out), self.capacity - at)
        out[:first] = self.memory[at : at + first]
        if first < len(out):
            out[first:] = self.memory[: len(out) - first]
