"""Pictures read at other places than their own: the way of mirrors, zooms and fractals. Pure."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from rtxmodal.stream.blend import fit


def within(picture: np.ndarray, most: int) -> np.ndarray:
    """A picture no higher and no wider than `most` pixels. Shape: (h, w, 3) uint8 -> the same or smaller."""
    height, width = picture.shape[:2]
    share = most / max(height, width)
    if share >= 1.0:
        return picture
    return fit(picture, max(1, round(width * share)), max(1, round(height * share)))


@lru_cache(maxsize=8)
def grid(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates of the pixels' middles: 0 in the picture's middle, 1 at its nearer edges. Shape: (h, w) twice."""
    half = 0.5 * min(height, width)
    y, x = np.mgrid[:height, :width].astype(np.float32)
    return (x - 0.5 * (width - 1)) / half, (y - 0.5 * (height - 1)) / half


def look_up(picture: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The picture at coordinates as `grid` gives them, in between by the four neighbours, mirrored beyond its edges.

    Shape: (height, width, 3), (h, w), (h, w) -> (h, w, 3) float32.
    """
    height, width = picture.shape[:2]
    half = 0.5 * min(height, width)
    column, row = _mirrored(x * half + 0.5 * (width - 1), width), _mirrored(y * half + 0.5 * (height - 1), height)
    left, top = np.minimum(column.astype(np.int32), width - 1), np.minimum(row.astype(np.int32), height - 1)
    right, bottom = np.minimum(left + 1, width - 1), np.minimum(top + 1, height - 1)
    across, down = (column - left)[..., None], (row - top)[..., None]
    flat = picture.reshape(-1, 3).astype(np.float32, copy=False)
    upper = flat[top * width + left] * (1.0 - across) + flat[top * width + right] * across
    lower = flat[bottom * width + left] * (1.0 - across) + flat[bottom * width + right] * across
    return np.asarray(upper * (1.0 - down) + lower * down, np.float32)


def _mirrored(place: np.ndarray, size: int) -> np.ndarray:
    """Places folded back into 0..size - 1."""
    if size == 1:
        return np.zeros_like(place)
    folded = np.mod(place, 2.0 * (size - 1))
    return np.asarray(np.minimum(folded, 2.0 * (size - 1) - folded))


def to_picture(light: np.ndarray) -> np.ndarray:
    """Numbers around 0..255 as a picture. Shape: (h, w, 3) float -> uint8."""
    return np.asarray(np.clip(np.rint(light), 0, 255), np.uint8)
