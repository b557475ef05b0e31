"""A guard against flashing pictures: at most three flashes a second, as WCAG 2.2 (criterion 2.3.1) asks.

A flash is a pair of opposing changes of relative luminance by 0.1 or more, the darker of the two below 0.8; or
such a pair into and out of saturated red. The picture is judged in 4 x 4 tiles, each by itself, which is stricter
than the rule's quarter of the view where that lies on whole tiles; across their edges five flashes in a second were
once found (a half of the view in saturated red at a random rate).

A tile that has used up its changes is not frozen: its light is held within what is allowed by a soft-edged gain
and goes on moving underneath, and it comes back slowly. https://www.w3.org/TR/WCAG22/#dfn-general-flash-and-red-flash-thresholds
"""

from __future__ import annotations

from collections import deque

import numpy as np

TILES = 4
CHANGE = 0.1  # of relative luminance
ALLOWED = 0.09  # what a held tile may still move: below CHANGE by more than rounding to 8 bits
DARK = 0.8
RED_CHANGE = 20.0
FLASHES = 3.0  # a second
WINDOW = 1.0 + 1 / 30  # seconds; a little more, so that no window of one second between display frames has more
RETURN_PER_SECOND = 1.8  # 0.03 a frame at 60: how fast held light comes back
LEVELS = 255.0
SAMPLED = 128  # rows and columns that are judged at most

_encoded = np.arange(256) / 255.0
LINEAR = np.where(_encoded <= 0.04045, _encoded / 12.92, ((_encoded + 0.055) / 1.055) ** 2.4).astype(np.float32)
"""sRGB level -> linear light 0..1."""
WEIGHTS = np.array([0.2126, 0.7152, 0.0722], np.float32)


class Changes:
    """Counts a quantity's opposing changes, tile by tile. Shape of everything: (4, 4)."""

    def __init__(self, size: float, dark: float = np.inf) -> None:
        self._size, self._dark = size, dark
        self.extreme: np.ndarray | None = None
        """The last turning point of each tile: the largest or smallest value since the last counted change."""
        self.direction = np.zeros((TILES, TILES))
        """Of the last counted change: 1 up, -1 down, 0 none yet."""
        self._times: deque[tuple[float, np.ndarray]] = deque()

    def spent(self, now: float) -> np.ndarray:
        """Changes of the last second."""
        while self._times and self._times[0][0] < now - WINDOW:
            self._times.popleft()
        return sum((tiles for _, tiles in self._times), np.zeros((TILES, TILES)))

    def see(self, values: np.ndarray, now: float) -> None:
        """Take note of what is shown at `now`, seconds."""
        if self.extreme is None:
            self.extreme = values.copy()
            return
        moved = values - self.extreme
        turned = (np.abs(moved) >= self._size) & (np.minimum(values, self.extreme) < self._dark)
        turned &= (self.direction == 0) | (np.sign(moved) == -self.direction)
        onward = (np.sign(moved) == self.direction) | (self.direction == 0) & (np.abs(moved) < 0.0)
        self.direction = np.where(turned, np.sign(moved), self.direction)
        self.extreme = np.where(turned | onward, values, self.extreme)
        if turned.any():
            self._times.append((now, turned.astype(float)))


class FlashLimiter:
    """Changes a stream of pictures as little as keeps it from flashing. Owned by one thread."""

    def __init__(self) -> None:
        self._light, self._red = Changes(CHANGE, DARK), Changes(RED_CHANGE)
        self._shown: np.ndarray | None = None
        self._then = 0.0
        self._returning = np.zeros((TILES, TILES), bool)
        self.flashes = FLASHES
        """A second at most, each a pair of opposing changes; 0 lets everything pass."""
        self.held = 0
        """Pictures that had to be changed."""

    def limit(self, picture: np.ndarray, now: float) -> np.ndarray:
        """The picture as it may be shown at `now`, seconds; itself if it may be.

        Shape: (height, width, 3) uint8 -> the same.
        """
        light = luminance(picture)
        allowed = self._allowed(light, now)
        out = picture
        if not np.allclose(allowed, light, atol=1e-6):
            out = relight(picture, light, allowed)
        if (self._red.spent(now) >= self._changes - 1).any() and (redness(out) > 0).any():
            out = pale(out, self._red.spent(now) >= self._changes - 1)
        self.held += out is not picture
        self._light.see(luminance(out) if out is not picture else light, now)
        self._red.see(redness(out), now)
        self._shown, self._then = (luminance(out) if out is not picture else light), now
        return out

    @property
    def _changes(self) -> float:
        """Opposing changes that a second may have."""
        return 2.0 * self.flashes if self.flashes else np.inf

    def _allowed(self, light: np.ndarray, now: float) -> np.ndarray:
        """The light nearest to the wanted one that every tile may have."""
        if self._shown is None or self._light.extreme is None:
            return light
        used_up = self._light.spent(now) >= self._changes
        self._returning |= used_up
        step = RETURN_PER_SECOND * min(max(now - self._then, 0.0), 0.05)
        slow = np.clip(light, self._shown - step, self._shown + step)
        self._returning &= used_up | (np.abs(slow - light) > 1e-6)
        allowed = np.where(self._returning, slow, light)
        down = used_up & (self._light.direction >= 0)
        up = used_up & (self._light.direction <= 0)
        allowed = np.where(down, np.maximum(allowed, self._light.extreme - ALLOWED), allowed)
        return np.where(up, np.minimum(allowed, self._light.extreme + ALLOWED), allowed)


def luminance(picture: np.ndarray) -> np.ndarray:
    """Mean relative luminance of each tile. Shape: (height, width, 3) uint8 -> (4, 4) in 0..1."""
    return _tile_means(LINEAR[_sample(picture)] @ WEIGHTS)


def redness(picture: np.ndarray) -> np.ndarray:
    """Mean of (R - G - B) x 320 where red is saturated (R / (R + G + B) >= 0.8). Shape: -> (4, 4), >= 0."""
    red, green, blue = np.moveaxis(LINEAR[_sample(picture)], -1, 0)
    saturated = red >= 0.8 * (red + green + blue)
    return _tile_means(np.where(saturated, np.maximum(red - green - blue, 0.0) * 320.0, 0.0))


def relight(picture: np.ndarray, light: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The picture with the mean luminance of its tiles brought from `light` to `wanted`.

    Where a tile is too dark to be lifted by a gain alone, grey is added.
    """
    gain = np.clip((wanted + 1e-4) / (light + 1e-4), 0.0, 4.0)
    rows, columns = picture.shape[:2]
    linear = LINEAR[picture] * _spread(gain, rows, columns)[..., None]
    for _ in range(3):  # clipping and the soft edges leave a rest, which is spread evenly
        missing = wanted - _tile_means((np.clip(linear, 0.0, 1.0) @ WEIGHTS)[_strides(picture)])
        linear = (
            np.clip(linear, 0.0, 1.0)
            + np.repeat(np.repeat(missing, -(-rows // TILES), 0)[:rows], -(-columns // TILES), 1)[
                :, :columns, None
            ].astype(np.float32)
            * 0.999
        )
    return encode(linear)


def pale(picture: np.ndarray, tiles: np.ndarray) -> np.ndarray:
    """Take the saturation out of red in some tiles. Shape: tiles (4, 4) bool."""
    rows, columns = picture.shape[:2]
    where = np.repeat(np.repeat(tiles, -(-rows // TILES), 0)[:rows], -(-columns // TILES), 1)[:, :columns]
    linear = LINEAR[picture]
    grey = (linear @ WEIGHTS)[..., None]
    red = linear[..., 0] >= 0.7 * linear.sum(-1)
    return np.asarray(np.where((where & red)[..., None], encode(0.4 * linear + 0.6 * grey), picture))


def encode(linear: np.ndarray) -> np.ndarray:
    """Linear light 0..1 -> sRGB levels."""
    clipped = np.clip(linear, 0.0, 1.0)
    levels: np.ndarray = np.where(clipped <= 0.0031308, clipped * 12.92, 1.055 * clipped ** (1 / 2.4) - 0.055)
    return np.rint(levels * LEVELS).astype(np.uint8)


def _strides(picture: np.ndarray) -> tuple[slice, slice]:
    return slice(None, None, max(1, picture.shape[0] // SAMPLED)), slice(
        None, None, max(1, picture.shape[1] // SAMPLED)
    )


def _sample(picture: np.ndarray) -> np.ndarray:
    return np.asarray(picture[_strides(picture)])


def _tile_means(values: np.ndarray) -> np.ndarray:
    rows, columns = (np.linspace(0, length, TILES + 1).astype(int)[:-1] for length in values.shape)
    sums = np.add.reduceat(np.add.reduceat(values, rows, 0), columns, 1)
    counts = np.diff(np.append(rows, values.shape[0]))[:, None] * np.diff(np.append(columns, values.shape[1]))
    return np.asarray(sums / counts, np.float64)


def _spread(tiles: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """A value a tile -> a soft map. Shape: (4, 4) -> (rows, columns)."""
    down = np.clip((np.arange(rows) + 0.5) / rows * TILES - 0.5, 0, TILES - 1)
    across = np.clip((np.arange(columns) + 0.5) / columns * TILES - 0.5, 0, TILES - 1)
    places = np.arange(TILES)
    columns_done = np.stack([np.interp(across, places, row) for row in tiles])
    return np.stack([np.interp(down, places, column) for column in columns_done.T], axis=1).astype(np.float32)
