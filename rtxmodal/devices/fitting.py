"""How a picture of any shape covers a window of any other, and a picture to set a projector by."""

from __future__ import annotations

import numpy as np
from PIL import Image

ENLARGED = 3  # times that the curved filter enlarges before the fast straight one, which costs a fifth as much
EDGE = 2  # pixels that a convolution paints otherwise than the rest: mirrored they would stand as a seam
WIDEST = 640  # pixels; what the curved filter may make without costing a picture of the 60 a second


def place(picture: tuple[int, int], window: tuple[int, int], fill: bool) -> tuple[int, int, int, int]:
    """Where a picture of that width and height stands in a window: left, top, width, height.

    >>> place((128, 128), (1920, 1080), fill=False)
    (420, 0, 1080, 1080)
    """
    if fill:
        return 0, 0, window[0], window[1]
    scale = min(window[0] / picture[0], window[1] / picture[1])
    width, height = max(1, round(picture[0] * scale)), max(1, round(picture[1] * scale))
    return (window[0] - width) // 2, (window[1] - height) // 2, width, height


def crop(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    """The middle of a picture that has the shape width : height. Shape: (h, w, 3) -> (h', w', 3)."""
    rows, columns = picture.shape[:2]
    keep_rows = min(rows, max(1, round(columns * height / width)))
    keep_columns = min(columns, max(1, round(rows * width / height)))
    top, left = (rows - keep_rows) // 2, (columns - keep_columns) // 2
    return picture[top : top + keep_rows, left : left + keep_columns]


def mirror(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    """A picture led on by its mirror image, to the shape width : height. Shape: (h, w, 3) -> larger."""
    rows, columns = picture.shape[:2]
    if min(rows, columns) > 16 * EDGE:
        picture = picture[EDGE:-EDGE, EDGE:-EDGE]
        rows, columns = picture.shape[:2]
    more_rows = max(0, round(columns * height / width) - rows)
    more_columns = max(0, round(rows * width / height) - columns)
    sides = (
        (more_rows // 2, more_rows - more_rows // 2),
        (more_columns // 2, more_columns - more_columns // 2),
        (0, 0),
    )
    return np.pad(picture, sides, mode="symmetric")


def soften(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    """Enlarge a small picture by a curved filter, part of the way to width x height.

    A straight (bilinear) filter draws each pixel of a 128 px picture as a diamond; a cubic one does not, but
    costs too much at full size. So: cubic until a pixel is small, straight for the rest.
    """
    rows, columns = picture.shape[:2]
    times = min(ENLARGED, width // columns, height // rows, max(1, WIDEST // columns))
    if times < 2:
        return np.ascontiguousarray(picture)
    larger = Image.fromarray(np.ascontiguousarray(picture)).resize(
        (columns * times, rows * times), Image.Resampling.BICUBIC
    )
    return np.asarray(larger)


def test_picture(size: int = 256) -> np.ndarray:
    """A picture to set a projector by: circle, grid, grey steps, colours. Shape: (size, size, 3) uint8."""
    y, x = (np.mgrid[:size, :size] + 0.5) / size
    picture = np.full((size, size, 3), 24, np.uint8)
    cell = (np.floor(x * 8) + np.floor(y * 8)) % 2 == 0
    picture[cell] = 40
    radius = np.hypot(x - 0.5, y - 0.5)
    ring = np.abs(radius - 0.47) < 0.006
    grey = (np.abs(y - 0.72) < 0.06) & (np.abs(x - 0.5) < 0.32)
    colour = (np.abs(y - 0.42) < 0.14) & (np.abs(x - 0.5) < 0.32)
    share = np.clip((x - 0.18) / 0.64, 0.0, 0.999)
    picture[grey] = np.repeat((np.floor(share[grey] * 8) * 255 / 7)[:, None], 3, axis=1).astype(np.uint8)
    bars = np.array([[1, 1, 1], [1, 1, 0], [0, 1, 1], [0, 1, 0], [1, 0, 1], [1, 0, 0], [0, 0, 1], [0, 0, 0]]) * 191
    picture[colour] = bars[np.floor(share[colour] * 8).astype(int)]
    picture[ring] = 230
    return picture


COVER = {"cut": crop, "mirror": mirror}
"""How a picture is given the window's shape."""
