"""The scene's camera, opened once for all lanes that look through it, those of the sound process included."""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing.shared_memory import SharedMemory
from typing import Self

import numpy as np

from rtxmodal.devices.camera import Camera, PygameCamera
from rtxmodal.stage.memory import SLOT_COPIES, Handle, Shared, fence
from rtxmodal.stream.blend import fit


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
    """Owned by the painter's thread."""

    def __init__(self, camera: Camera | None, seen: PictureSlot) -> None:
        """Begin without a picture.

        Args:
            camera: None where none could be opened; nothing is seen then.
            seen: gets every new picture, shrunk, for the lanes that make sound of it.
        """
        self._camera, self._seen = camera, seen
        self._turn = -1
        self.newest: np.ndarray | None = None
        """Shape: (height, width, 3) uint8."""
        self.count = 0
        """Pictures so far."""

    def look(self, turn: int) -> None:
        """Take the camera's new picture if there is one; not twice in a turn."""
        if self._camera is None or turn == self._turn:
            return
        self._turn = turn
        picture = self._camera.picture()
        if picture is not None:
            self.newest, self.count = picture, self.count + 1
            height, width = self._seen.size
            self._seen.put(fit(picture, width, height))

    def sight(self, turn: int) -> tuple[int, np.ndarray | None]:
        """How many pictures there were, and the newest."""
        return self.count, self.newest

    def close(self) -> None:
        """Let the camera go."""
        if self._camera is not None:
            self._camera.close()


def open_lookout(seen: PictureSlot, say: Callable[[str], None]) -> Lookout:
    """Open the first camera; where there is none, say so and see nothing."""
    try:
        return Lookout(PygameCamera(), seen)
    except OSError as error:
        say(str(error))
        return Lookout(None, seen)
