"""The scene's camera, opened once for all lanes that look through it, those of the sound process included."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from multiprocessing.shared_memory import SharedMemory
from typing import Self

import numpy as np

from rtxmodal.devices.camera import Camera
from rtxmodal.stage.memory import SLOT_COPIES, Handle, Shared, fence
from rtxmodal.stream.blend import fit

STALE_TURNS = 15  # of thirty a second, after which the last picture is shown again
LOST_TURNS = 90  # after which a camera that says nothing counts as gone
RETRY_TURNS = 60  # between two tries to open one


class PictureSlot(Shared):
    """A small picture where the newest wins. Grey, which is silence, before the first."""

    def __init__(self, memory: SharedMemory, handle: Handle, owner: bool) -> None:
        super().__init__(memory, handle, np.dtype(np.uint8), owner)
        self._newest = np.full(handle.shape[1:], 128, np.uint8)
        self._count = 0

    @classmethod
    def create(cls, height: int, width: int) -> Self:
        """A slot for pictures of that size."""
        return cls(*cls._allocate((SLOT_COPIES, height, width, 3), np.dtype(np.uint8)), owner=True)

    @classmethod
    def attach(cls, handle: Handle) -> Self:
        """The same slot in another process."""
        return cls(SharedMemory(handle.name), handle, owner=False)

    @property
    def size(self) -> tuple[int, int]:
        """Height and width."""
        return self.handle.shape[1], self.handle.shape[2]

    def put(self, picture: np.ndarray) -> None:
        """Store a picture of that size. One process, one thread."""
        count = int(self._counters[0]) + 1
        self._payload[count % SLOT_COPIES] = picture
        fence()
        self._counters[0] = count

    def get(self) -> np.ndarray:
        """The newest picture; the same array as long as there is no newer one. One thread."""
        while (count := int(self._counters[0])) != self._count:
            fence()
            picture: np.ndarray = self._payload[count % SLOT_COPIES].copy()
            fence()
            if int(self._counters[0]) - count < SLOT_COPIES - 1:
                self._newest, self._count = picture, count
        return self._newest


class Lookout:
    """Looks through a camera that may be pulled out and plugged in again. Owned by the painter's thread.

    While it gives nothing new, its last picture is shown again, so that what moves goes on moving.
    """

    def __init__(self, open_camera: Callable[[], Camera], seen: PictureSlot, say: Callable[[str], None]) -> None:
        """Open the camera; where there is none, say so and go on trying.

        Args:
            open_camera: raises OSError where there is none.
            seen: gets every new picture, shrunk, for the lanes that make sound of it.
            say: gets one line for the performer.
        """
        self._open_camera, self._seen, self._say = open_camera, seen, say
        self._camera: Camera | None = None
        self._turn = -1
        self._silent = 0  # turns since the last picture
        self._waited = 0  # turns since the last picture, or since the camera was opened or tried
        self.newest: np.ndarray | None = None
        """Shape: (height, width, 3) uint8."""
        self.count = 0
        """Pictures so far, those that were shown again included."""
        try:
            self._camera = open_camera()
        except OSError as error:
            say(str(error))

    def look(self, turn: int) -> None:
        """Take the camera's new picture if there is one; not twice in a turn."""
        if turn == self._turn:
            return
        self._turn = turn
        picture = self._taken()
        self._silent = self._silent + 1 if picture is None else 0
        if picture is not None:
            self.newest = picture
            height, width = self._seen.size
            self._seen.put(fit(picture, width, height))
        if picture is not None or (self.newest is not None and self._silent > STALE_TURNS):
            self.count += 1

    def _taken(self) -> np.ndarray | None:
        if self._camera is None:
            self._try_again()
            return None
        try:
            picture = self._camera.picture()
            if picture is None and self._waited > LOST_TURNS:
                raise OSError("no picture for some seconds")
        except OSError as error:
            self._say(f"the camera must be plugged in, got: {error}; its last picture goes on until it is there again")
            self.close()
            return None
        self._waited = self._waited + 1 if picture is None else 0
        return picture

    def _try_again(self) -> None:
        self._waited += 1
        if self._waited < RETRY_TURNS:
            return
        self._waited = 0
        with contextlib.suppress(OSError):
            self._camera = self._open_camera()
            self._say("the camera is there again")

    def sight(self, turn: int) -> tuple[int, np.ndarray | None]:
        """How many pictures there were, and the newest."""
        return self.count, self.newest

    def close(self) -> None:
        """Let the camera go."""
        if self._camera is not None:
            self._camera.close()
            self._camera, self._waited = None, 0
