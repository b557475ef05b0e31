"""Pictures from a camera, where pygame can reach one."""

from __future__ import annotations

import contextlib
from typing import Any, Protocol

import numpy as np

WIDTH, HEIGHT = 640, 480


class Camera(Protocol):
    """Gives the newest picture. Owned by one thread."""

    def picture(self) -> np.ndarray | None:
        """Shape: (height, width, 3) uint8; None while there is no new one. Raises OSError: it is gone."""
        ...

    def close(self) -> None:
        """Let it go."""
        ...


class FakeCamera:
    """A camera that sees what it is told to see, until it is pulled out."""

    def __init__(self, pictures: list[np.ndarray]) -> None:
        self._pictures = pictures
        self.closed = self.gone = False

    def picture(self) -> np.ndarray | None:
        """See `Camera.picture`."""
        if self.gone:
            raise OSError("No such device")
        return self._pictures.pop(0) if self._pictures else None

    def close(self) -> None:
        """See `Camera.close`."""
        self.closed = True


class PygameCamera:
    """The first camera that pygame finds."""

    def __init__(self) -> None:
        """Open it.

        Raises:
            OSError: no camera, or no library for it.
        """
        try:
            import pygame
            import pygame.camera

            pygame.camera.init()
            found = pygame.camera.list_cameras()
            if not found:
                raise OSError("no camera is there; plug one in, or take 'picture:PATH' as the source")
            self._camera: Any = pygame.camera.Camera(found[0], (WIDTH, HEIGHT))
            self._camera.start()
        except (ImportError, NotImplementedError, SystemError, pygame.error) as error:
            raise OSError(f"no camera can be opened here ({error}); take 'picture:PATH' as the source") from None

    def picture(self) -> np.ndarray | None:
        """See `Camera.picture`."""
        import pygame

        try:
            if not self._camera.query_image():
                return None
            seen = pygame.surfarray.array3d(self._camera.get_image())
        except (SystemError, pygame.error) as error:  # what a device that was pulled out answers
            raise OSError(str(error)) from None
        return np.ascontiguousarray(seen.transpose(1, 0, 2))

    def close(self) -> None:
        """See `Camera.close`."""
        with contextlib.suppress(Exception):  # one that was pulled out cannot be stopped either
            self._camera.stop()
