"""Pictures in between: what the window shows while the next picture is being made."""

from __future__ import annotations

import numpy as np
from PIL import Image

FRAME = 1 / 60  # seconds that the display shows one picture
SHORTEST, LONGEST = FRAME, 0.25  # seconds between pictures that are believed


class Between:
    """Fades from what is shown to each new picture over the time that pictures take to come.

    So pictures at 15 or 30 a second become even motion at 60: at 30, half of each step at once, so that what the music
    does is seen in the same display frame, and the other half in the next one. Owned by one thread.
    """

    def __init__(self) -> None:
        self._from: np.ndarray | None = None
        self._to: np.ndarray | None = None
        self._since = 0.0
        self._interval = 1 / 30

    def push(self, picture: np.ndarray, now: float) -> None:
        """A new picture at `now`, seconds. Shape: (height, width, 3) uint8."""
        shown = self.at(now)
        if shown is not None:
            gap = min(max(now - self._since, SHORTEST), LONGEST)
            self._interval += 0.5 * (gap - self._interval)
        self._from = None if shown is None else fit(shown, picture.shape[1], picture.shape[0])
        self._to, self._since = picture, now

    def at(self, now: float) -> np.ndarray | None:
        """What to show at `now`; the same array again when nothing moves; None before the first picture."""
        if self._to is None or self._from is None:
            return self._to
        share = (now - self._since + FRAME) / self._interval
        if share >= 1.0 - 1e-3:
            self._from = None
            return self._to
        return mix(self._from, self._to, share)


def mix(a: np.ndarray, b: np.ndarray, share: float) -> np.ndarray:
    """`share` of b over a, of the same size. Shape: (height, width, 3) uint8.

    >>> mix(np.zeros((1, 1, 3), np.uint8), np.full((1, 1, 3), 200, np.uint8), 0.25)[0, 0].tolist()
    [50, 50, 50]
    """
    weight = round(256 * min(max(share, 0.0), 1.0))
    a_share = a.astype(np.uint16) * np.uint16(256 - weight)
    return ((a_share + b.astype(np.uint16) * np.uint16(weight) + np.uint16(128)) >> 8).astype(np.uint8)


def fit(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    """A picture at another size; itself when it has that size. Shape: (h, w, 3) -> (height, width, 3)."""
    if picture.shape[:2] == (height, width):
        return picture
    return np.asarray(Image.fromarray(picture).resize((width, height), Image.Resampling.BILINEAR))


def zoom(picture: np.ndarray, share: float) -> np.ndarray:
    """The middle of a picture enlarged to its size, `share` of width and height left outside; itself at 0.

    Shape: (height, width, 3) uint8 -> the same.
    """
    if share <= 0.0:
        return picture
    height, width = picture.shape[:2]
    left, top = 0.5 * share * width, 0.5 * share * height
    box = left, top, width - left, height - top
    return np.asarray(Image.fromarray(picture).resize((width, height), Image.Resampling.BICUBIC, box))
