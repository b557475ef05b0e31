"""What the window shows, in shared memory for whoever records or sends it on: written only while somebody wants it."""

from __future__ import annotations

import time
from multiprocessing.shared_memory import SharedMemory
from typing import NamedTuple, Self

import numpy as np

from rtxmodal.stage.memory import Handle, Shared, fence

PLACES = 6  # the writer laps a reader only if it shows five pictures during one copy
PIXELS = 1280 * 720
"""The largest picture; a larger one is thinned out."""
HEADER = np.dtype([("frame", "i8"), ("height", "i4"), ("width", "i4")])
WANTED_SECONDS = 1.0
NANOSECONDS = 1_000_000_000


class Pictured(NamedTuple):
    """A picture as it was shown."""

    number: int
    """How many were shown before it."""
    frame: int
    """The frame of the sound that was heard when it was shown."""
    picture: np.ndarray
    """Shape: (height, width, 3) uint8."""


class PictureRing(Shared):
    """The last pictures. One process writes; any number may read the newest."""

    def __init__(self, memory: SharedMemory, handle: Handle, owner: bool) -> None:
        super().__init__(memory, handle, np.dtype(np.uint8), owner)

    @classmethod
    def create(cls) -> Self:
        """A ring that nobody wants yet; memory is taken when the first picture comes."""
        return cls(*cls._allocate((PLACES, HEADER.itemsize + 3 * PIXELS), np.dtype(np.uint8)), owner=True)

    @classmethod
    def attach(cls, handle: Handle) -> Self:
        """The same ring in another process."""
        return cls(SharedMemory(handle.name), handle, owner=False)

    def want(self) -> None:
        """Ask for pictures for a second from now."""
        self._counters[1] = time.monotonic_ns() + round(WANTED_SECONDS * NANOSECONDS)

    @property
    def is_wanted(self) -> bool:
        """Whether anybody asked lately."""
        return time.monotonic_ns() < int(self._counters[1])

    def put(self, picture: np.ndarray, frame: int) -> None:
        """Show a picture to those who want it. Shape: (height, width, 3) uint8."""
        step = int(np.ceil(np.sqrt(picture.shape[0] * picture.shape[1] / PIXELS)))
        picture = picture[::step, ::step]
        count = int(self._counters[0])
        place = self._payload[count % PLACES]
        place[: HEADER.itemsize].view(HEADER)[0] = (frame, *picture.shape[:2])
        place[HEADER.itemsize :][: picture.size] = picture.reshape(-1)
        fence()
        self._counters[0] = count + 1

    def newest(self) -> Pictured | None:
        """A copy of the newest picture; None before the first."""
        while True:
            count = int(self._counters[0])
            if count == 0:
                return None
            fence()
            place = self._payload[(count - 1) % PLACES]
            frame, height, width = place[: HEADER.itemsize].view(HEADER)[0].item()
            picture = place[HEADER.itemsize :][: 3 * height * width].reshape(height, width, 3).copy()
            fence()
            if int(self._counters[0]) - count < PLACES - 1:
                return Pictured(count - 1, frame, picture)
