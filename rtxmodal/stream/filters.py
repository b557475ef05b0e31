"""Seven filters of pictures: the domains of the "566" CycleGAN, and each a look of its own. Pure.

Each takes a picture, uint8 (height, width, 3), and gives one of the same shape; the same numbers give the same picture.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PIL import Image

from rtxmodal.stream.warp import grid, look_up, to_picture

LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
"""Of red, green and blue (ITU-R BT.709)."""
DIRECTIONS = ("right", "left", "down", "up")
KEYS = ("light", "hue", "red")


def luma(picture: np.ndarray) -> np.ndarray:
    """How light each pixel is, 0..255. Shape: (h, w, 3) -> (h, w) float32."""
    return np.asarray(picture.astype(np.float32) @ LUMA)


def blur(picture: np.ndarray, factor: float = 4.0) -> np.ndarray:
    """Made `factor` times smaller, each pixel the mean of what it covers, and large again."""
    height, width = picture.shape[:2]
    size = max(1, round(width / factor)), max(1, round(height / factor))
    small = Image.fromarray(picture).resize(size, Image.Resampling.BOX)
    return np.asarray(small.resize((width, height), Image.Resampling.BILINEAR))


def tessellate(picture: np.ndarray, cells: int = 24, jitter: float = 0.8, seed: int = 0) -> np.ndarray:
    """Stained glass: every cell round one of scattered points has the mean colour of what it covers.

    Args:
        picture: see the module.
        cells: along the shorter edge.
        jitter: how far the points lie from a chequered order, 0..1.
        seed: of where they lie.
    """
    height, width = picture.shape[:2]
    cell_of, count = _cells(height, width, max(1, cells), round(100 * jitter), seed)
    flat = picture.reshape(-1, 3)
    covered = np.maximum(np.bincount(cell_of, minlength=count), 1)
    means = [np.bincount(cell_of, flat[:, channel], count) / covered for channel in range(3)]
    return np.asarray(to_picture(np.stack(means, axis=1))[cell_of].reshape(picture.shape))


@lru_cache(maxsize=16)
def _cells(height: int, width: int, cells: int, jitter: int, seed: int) -> tuple[np.ndarray, int]:
    """The cell of each pixel, row by row, and how many there are. The nearest point lies in one of nine squares."""
    edge = max(1.0, min(height, width) / cells)
    rows, columns = int(height / edge) + 3, int(width / edge) + 3
    rng = np.random.default_rng([seed, rows, columns])
    points = rng.uniform(-0.5, 0.5, (rows, columns, 2)) * (jitter / 100.0) + 0.5
    points += np.mgrid[:rows, :columns].transpose(1, 2, 0)
    y, x = (np.mgrid[:height, :width] + 0.5) / edge + 1.0
    row, column = y.astype(np.int64), x.astype(np.int64)
    nearest, found = np.full((height, width), np.inf), np.zeros((height, width), np.int64)
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            near_row = np.clip(row + down, 0, rows - 1)
            near_column = np.clip(column + right, 0, columns - 1)
            point = points[near_row, near_column]
            distance = (point[..., 0] - y) ** 2 + (point[..., 1] - x) ** 2
            closer = distance < nearest
            nearest = np.where(closer, distance, nearest)
            found = np.where(closer, near_row * columns + near_column, found)
    return found.ravel(), rows * columns


def fractal(picture: np.ndarray, amount: float = 1.0, angle: float = 0.0, folds: int = 3) -> np.ndarray:
    """The picture seen where z -> z^2 + c leads from each place after some turns: a Julia set tiled with it.

    Args:
        picture: see the module.
        amount: 0 is the picture itself; in between every place is on its way.
        angle: of c on its circle, degrees.
        folds: turns, >= 1.
    """
    x, y = grid(*picture.shape[:2])
    turn = np.deg2rad(angle)
    c_x, c_y = 0.7885 * np.cos(turn), 0.7885 * np.sin(turn)  # the circle on which Julia sets are most varied
    real, imaginary = 1.2 * x, 1.2 * y
    for _ in range(max(1, folds)):
        real, imaginary = real * real - imaginary * imaginary + c_x, 2.0 * real * imaginary + c_y
        far = np.maximum(1.0, np.hypot(real, imaginary) / 1.6)  # what escapes is held on a circle, and mirrored there
        real, imaginary = real / far, imaginary / far
    return to_picture(look_up(picture, x + amount * (real - x), y + amount * (imaginary - y)))


def sort_pixels(picture: np.ndarray, amount: float = 0.5, direction: str = "right", by: str = "light") -> np.ndarray:
    """Pixels of each stretch in order; a stretch is what lies between two edges.

    Args:
        picture: see the module.
        amount: 0 sorts nothing, 1 whole lines; between, stretches end where light changes by more.
        direction: where the largest go, one of DIRECTIONS.
        by: what is compared, one of KEYS.
    """
    if amount <= 0.0:
        return picture
    turned = picture.transpose(1, 0, 2) if direction in ("down", "up") else picture
    key = _key(turned, by)
    if direction in ("left", "up"):
        key = -key
    edge = 255.0 if amount >= 1.0 else 255.0 * amount**2
    step = np.abs(np.diff(luma(turned), axis=1, prepend=luma(turned[:, :1])))
    stretch = (step > edge).cumsum(axis=1)
    order = np.lexsort((key, stretch), axis=1)
    done = np.take_along_axis(turned, order[..., None], axis=1)
    return np.ascontiguousarray(done.transpose(1, 0, 2) if direction in ("down", "up") else done)


def _key(picture: np.ndarray, by: str) -> np.ndarray:
    if by == "light":
        return luma(picture)
    channels = picture.astype(np.float32)
    if by == "red":
        return np.asarray(channels[..., 0] - channels[..., 1:].mean(axis=-1))
    return np.asarray(np.arctan2(np.sqrt(3.0) * (channels[..., 1] - channels[..., 2]),
                                 2.0 * channels[..., 0] - channels[..., 1] - channels[..., 2]))  # fmt: skip


def blur_colour(picture: np.ndarray, radius: float = 12.0) -> np.ndarray:
    """Hue and saturation run like wet ink, light stays sharp.

    Args:
        picture: see the module.
        radius: pixels over which colour runs; 0 for none.
    """
    if radius < 1.0:
        return picture
    light = luma(picture)[..., None]
    colour = picture - light
    soft = to_picture(blur(to_picture(colour / 2.0 + 128.0), radius))  # a byte holds colours at half their strength
    return to_picture(light + (soft.astype(np.float32) - 128.0) * 2.0)


def shift_hue(picture: np.ndarray, degrees: float = 90.0) -> np.ndarray:
    """Colours turned round the grey axis."""
    turn = np.deg2rad(degrees % 360.0)
    cosine, sine = np.cos(turn), np.sin(turn)
    along, across = (1.0 - cosine) / 3.0, sine / np.sqrt(3.0)
    matrix = np.array(
        [
            [cosine + along, along - across, along + across],
            [along + across, cosine + along, along - across],
            [along - across, along + across, cosine + along],
        ],
        np.float32,
    )
    return to_picture(picture.astype(np.float32) @ matrix.T)


def reduce_bits(picture: np.ndarray, bits: int = 2) -> np.ndarray:
    """Each channel in 2^bits steps from black to white; 8 changes nothing."""
    steps = 2 ** min(max(bits, 1), 8) - 1
    table = np.rint(np.rint(np.arange(256) / 255.0 * steps) * 255.0 / steps).astype(np.uint8)
    return np.asarray(table[picture])
