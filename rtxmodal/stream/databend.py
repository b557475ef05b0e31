"""Pictures as bytes and bytes as sound, both ways without loss: the codec of databending.

    picture (height, width, 3) <──layout──> 3 * width * height bytes <──bits──> sound in [-1, 1)

After Hugh O'Brien's Chaos Music and Robert Foss' audio_shop, which chain FFmpeg's raw video and SoX's raw sound.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

Layout = Literal["rgb24", "bgr24", "gbrp", "yuv444p"]
LAYOUTS: tuple[Layout, ...] = ("rgb24", "bgr24", "gbrp", "yuv444p")
"""FFmpeg's names. rgb24 and bgr24 go pixel by pixel, gbrp and yuv444p plane by plane: an echo stays in its colour.
All keep every bit but yuv444p, whose colours come back within 2 levels."""
BITS = (8, 16, 24)
"""Of a sample: 8 is unsigned as SoX's raw default, 16 and 24 are signed and little-endian."""
SILENCE = 128
"""The byte that is silence."""

_ORDER = {"rgb24": (0, 1, 2), "bgr24": (2, 1, 0), "gbrp": (1, 2, 0), "yuv444p": (0, 1, 2)}
_TO_YUV = np.array([[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]])  # JFIF
_CENTRE = np.array([0.0, 128.0, 128.0])


def to_bytes(picture: np.ndarray, layout: Layout = "rgb24") -> np.ndarray:
    """The bytes of a picture. Shape: (height, width, 3) uint8 -> (3 * width * height,) uint8."""
    if layout == "yuv444p":
        picture = _levels(picture @ _TO_YUV.T + _CENTRE)
    ordered = picture[:, :, _ORDER[layout]]
    return np.ascontiguousarray(ordered.transpose(2, 0, 1) if is_planar(layout) else ordered).reshape(-1)


def to_picture(data: np.ndarray, width: int, height: int, layout: Layout = "rgb24") -> np.ndarray:
    """The picture of these bytes. Shape: (3 * width * height,) uint8 -> (height, width, 3) uint8."""
    shaped = data.reshape(3, height, width).transpose(1, 2, 0) if is_planar(layout) else data.reshape(height, width, 3)
    picture = np.ascontiguousarray(shaped[:, :, np.argsort(_ORDER[layout])])
    if layout == "yuv444p":
        picture = _levels((picture - _CENTRE) @ np.linalg.inv(_TO_YUV).T)
    return picture


def is_planar(layout: Layout) -> bool:
    """Whether all of one colour comes before the next."""
    return layout in ("gbrp", "yuv444p")


def to_sound(data: np.ndarray, bits: int = 8) -> np.ndarray:
    """Bytes heard as samples; what a last sample lacks is filled with zeros.

    >>> to_sound(np.array([0, 128, 255], np.uint8)).tolist()
    [-1.0, 0.0, 0.9921875]

    Shape: (bytes,) uint8 -> (samples,) float32.
    """
    if bits == 8:
        return np.asarray((data.astype(np.float32) - SILENCE) / 128.0, np.float32)
    size = bits // 8
    padded = np.concatenate([data, np.zeros(-len(data) % size, np.uint8)]).reshape(-1, size)
    filled = np.zeros((len(padded), 4), np.uint8)
    filled[:, 4 - size :] = padded
    return np.asarray(filled.view("<i4")[:, 0] / 2.0**31, np.float32)


def from_sound(sound: np.ndarray, count: int, bits: int = 8) -> np.ndarray:
    """Samples back to `count` bytes: the nearest levels, clipped; what is missing is silence, what is over is cut.

    Shape: (samples,) -> (count,) uint8.
    """
    size = bits // 8
    samples = -(-count // size)
    given = np.zeros(samples)
    given[: min(samples, len(sound))] = np.nan_to_num(sound[:samples])
    if bits == 8:
        return _levels(given * 128.0 + SILENCE)
    top = 2.0 ** (bits - 1)
    whole = np.clip(np.rint(given * top), -top, top - 1.0).astype("<i4")
    return np.ascontiguousarray(whole.view(np.uint8).reshape(-1, 4)[:, :size]).reshape(-1)[:count]


def _levels(values: np.ndarray) -> np.ndarray:
    return np.asarray(np.clip(np.rint(values), 0, 255), np.uint8)
