"""A small copy of what the window shows, made only while somebody looks at it from elsewhere.

picture process   Previewer: shrinks a picture five times a second  ──> slot
main process      PreviewDesk: gives the newest, asks for more while it is looked at
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rtxmodal.stage.memory import Slot
from rtxmodal.stream.blend import fit

LARGEST = 160
"""Pixels of the longer side."""
PREVIEW_CAPACITY = 2 + LARGEST * LARGEST * 3 // 8
"""Numbers in the slot: height, width, and eight bytes of picture in each."""
SECONDS = 0.2  # between two
LOOKED_AT_SECONDS = 3.0  # after the last look


@dataclass(frozen=True)
class Watch:
    """main -> picture: somebody looks, until this time.monotonic()."""

    until: float


class Previewer:
    """Shrinks what is shown. Owned by the picture process's main thread."""

    def __init__(self, slot: Slot) -> None:
        self._slot = slot
        self._until = self._next = 0.0

    def watch(self, command: Watch) -> None:
        """Make pictures until then."""
        self._until = command.until

    def offer(self, picture: np.ndarray, light: float, now: float) -> None:
        """Take a picture that is shown at that brightness, if one is due."""
        if now < self._next or now > self._until:
            return
        self._next = now + SECONDS
        share = min(1.0, LARGEST / max(picture.shape[:2]))
        height, width = (max(1, round(share * side)) for side in picture.shape[:2])
        small = fit(picture, width, height)
        self._slot.put(pack(small if light >= 1.0 else (small * np.float32(light)).astype(np.uint8)))


class PreviewDesk:
    """Hands the small picture on. `tick` is the main thread's, `picture` may be called from any."""

    def __init__(self, send: Callable[[Watch], None], read: Callable[[], np.ndarray]) -> None:
        self._send, self._read = send, read
        self._looked = self._told = -LOOKED_AT_SECONDS

    def start(self) -> None:
        """Nothing to start."""

    def stop(self) -> None:
        """Nothing to stop."""

    def tick(self, now: float) -> None:
        """Tell the picture process that somebody looks, once a second."""
        if now - self._looked < LOOKED_AT_SECONDS and now - self._told > 1.0:
            self._told = now
            self._send(Watch(now + LOOKED_AT_SECONDS))

    def picture(self) -> np.ndarray | None:
        """The newest small picture; None before the first. Shape: (height, width, 3) uint8."""
        self._looked = time.monotonic()
        return unpack(self._read())


def pack(picture: np.ndarray) -> np.ndarray:
    """A picture as a vector for a slot. Shape: (height, width, 3) uint8 -> (n,) float64."""
    data = picture.tobytes()
    body = np.frombuffer(data + bytes(-len(data) % 8), np.float64)
    return np.concatenate([[float(picture.shape[0]), float(picture.shape[1])], body])


def unpack(vector: np.ndarray) -> np.ndarray | None:
    """The picture in a vector; None in one of zeros."""
    height, width = int(vector[0]), int(vector[1])
    if not height or not width:
        return None
    return vector[2:].view(np.uint8)[: height * width * 3].reshape(height, width, 3)
