"""Procedural pictures: eight kinds made for a stage (dark grounds, light that glows, few clear colours each).

Each kind is a function `(generator, size) -> picture`, float32 in 0..1. `KINDS` holds them by name.

Shape:
    a field is `(size, size)`, a picture `(size, size, 3)`
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Generator = np.random.Generator
Painter = Callable[[Generator, int], np.ndarray]

# Dark to light; an odd number of stops, so that the middle is a colour and not a mixture.
FIRE = ("12020a", "5c0a2e", "d6331f", "ff9a2e", "fff2c4")
SEA = ("020818", "06325c", "0a86a8", "4fe0c8", "f2fff4")
VIOLET = ("0a0318", "3a1078", "a02bd0", "ff6ab8", "ffe8f2")
FOREST = ("030f0a", "0b4a34", "3f9b4a", "c8e05a", "fffbd8")
PEACOCK = ("060f2c", "0c5a78", "12b5a0", "f2c14a", "fff4da")
DUSK = ("0d0a24", "4a2a6a", "c84a6a", "ffa25c", "ffeec8")
ICE = ("04101e", "1c4a7a", "5aa8e0", "b8e8ff", "ffffff")
GOLD = ("0c0804", "4a2c0e", "a8721e", "f0c85a", "fff8e0")
ALL = (FIRE, SEA, VIOLET, FOREST, PEACOCK, DUSK, ICE, GOLD)


def colours(stops: tuple[str, ...]) -> np.ndarray:
    """Palette stops written in hex as `(stops, 3)` in 0..1."""
    return np.array([[int(stop[i : i + 2], 16) for i in (0, 2, 4)] for stop in stops], np.float32) / 255.0


def paint(value: np.ndarray, stops: np.ndarray) -> np.ndarray:
    """Colour a field in 0..1 along a palette; values beyond are clipped."""
    table = np.stack(
        [np.interp(np.linspace(0, len(stops) - 1, 256), np.arange(len(stops)), stops[:, c]) for c in range(3)], axis=1
    )
    return table.astype(np.float32)[(np.clip(value, 0.0, 1.0) * 255.0 + 0.5).astype(np.int32)]


def palette(generator: Generator, choices: tuple[tuple[str, ...], ...]) -> np.ndarray:
    """One of the palettes, its colours turned a little so that no two pictures share one."""
    stops = colours(choices[generator.integers(len(choices))])
    turned = stops @ _hue_rotation(generator.normal(0.0, 0.18)).T
    return np.clip(turned * generator.uniform(0.9, 1.1), 0.0, 1.0).astype(np.float32)


def _hue_rotation(angle: float) -> np.ndarray:
    """Rotation about the grey axis (Rodrigues' formula)."""
    cross = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]) / np.sqrt(3.0)
    rotation: np.ndarray = np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * (cross @ cross)
    return rotation


def grid(size: int) -> tuple[np.ndarray, np.ndarray]:
    """Pixel centres as x and y in -1..1."""
    axis = (np.arange(size, dtype=np.float32) + 0.5) * (2.0 / size) - 1.0
    x, y = np.meshgrid(axis, axis)
    return x, y


def cloud(generator: Generator, size: int, slope: float = 1.8, lowest: float = 1.0) -> np.ndarray:
    """Smooth random field of spectrum f^-slope, zero mean, unit deviation.

    Waves that fit fewer than `lowest` times into two pictures are left out. Made on a field of twice
    the size and cut, so that its period is not seen.
    """
    wide = 2 * size
    fy, fx = np.fft.fftfreq(wide)[:, None] * wide, np.fft.rfftfreq(wide)[None, :] * wide
    radius = np.hypot(fy, fx)
    gain = np.where(radius < lowest, 0.0, np.maximum(radius, 1.0) ** -slope)
    waves = generator.standard_normal(radius.shape) + 1j * generator.standard_normal(radius.shape)
    field = np.fft.irfft2(waves * gain, (wide, wide))[:size, :size]
    return ((field - field.mean()) / (field.std() + 1e-6)).astype(np.float32)


def look_up(field: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The field at x, y in -1..1, bilinear, mirrored at the edges."""
    size = len(field)

    def folded(at: np.ndarray) -> np.ndarray:
        at = np.abs((at + 1.0) * (size / 2.0) - 0.5) % (2.0 * (size - 1))
        return np.where(at > size - 1, 2.0 * (size - 1) - at, at)

    column, row = folded(x), folded(y)
    left, top = np.minimum(column.astype(np.int32), size - 2), np.minimum(row.astype(np.int32), size - 2)
    across, down = column - left, row - top
    upper = field[top, left] * (1 - across) + field[top, left + 1] * across
    lower = field[top + 1, left] * (1 - across) + field[top + 1, left + 1] * across
    return (upper * (1 - down) + lower * down).astype(np.float32)


def plasma(generator: Generator, size: int) -> np.ndarray:
    """Colour flowing through twice-warped clouds (domain warping after I. Quilez)."""
    x, y = grid(size)
    first, second, base = (cloud(generator, size, 2.4, 1.5) for _ in range(3))
    bend = generator.uniform(0.25, 0.5)
    inner = look_up(second, x + bend * first, y + bend * look_up(second, y, x))
    value = look_up(base, x + bend * inner, y - bend * first)
    return paint(0.5 + 0.26 * value + 0.08 * inner, palette(generator, (FIRE, SEA, VIOLET, PEACOCK, DUSK)))


def stained_glass(generator: Generator, size: int) -> np.ndarray:
    """Voronoi cells of coloured glass, lit from behind, in black lead."""
    x, y = grid(size)
    count = int(generator.integers(9, 22))
    seeds = generator.uniform(-1.15, 1.15, (count, 2)).astype(np.float32)
    distance = np.hypot(x[..., None] - seeds[:, 0], y[..., None] - seeds[:, 1])
    order = np.partition(distance, 1, axis=2)
    edge = order[..., 1] - order[..., 0]
    stops = np.concatenate([palette(generator, ALL)[1:], palette(generator, ALL)[1:4]])
    glass = stops[generator.integers(len(stops), size=count)] * generator.uniform(0.75, 1.15, (count, 1))
    light = 0.72 + 0.4 * np.exp(-3.0 * order[..., :1] ** 2) + 0.06 * cloud(generator, size)[..., None]
    lead = np.clip((edge - 0.025) / 0.05, 0.0, 1.0)[..., None]
    return np.asarray(glass[np.argmin(distance, axis=2)] * light * (0.06 + 0.94 * lead), np.float32)


def rings(generator: Generator, size: int) -> np.ndarray:
    """Waves from two or three sources, crossing."""
    x, y = grid(size)
    waves = np.zeros_like(x)
    turns = generator.uniform(9.0, 20.0)
    sources = int(generator.integers(1, 4))
    for _ in range(sources):
        cx, cy = generator.uniform(-0.75, 0.75, 2)
        waves += np.cos(turns * np.hypot(x - cx, y - cy) + generator.uniform(0, 2 * np.pi))
    value = 0.5 + 0.5 * waves / np.sqrt(sources) + 0.05 * cloud(generator, size, 2.2)
    fade = 1.0 - 0.35 * np.clip(np.hypot(x, y), 0, 1.4)[..., None]
    return paint(0.92 * value, palette(generator, ALL)) * fade


def lightning(generator: Generator, size: int) -> np.ndarray:
    """Branching threads of light on near black: the zero lines of warped clouds."""
    x, y = grid(size)
    warp = 0.16 * cloud(generator, size, 2.0, 2.0)
    glow = np.zeros_like(x)
    for strength in (1.0, 0.55):
        field = look_up(cloud(generator, size, 2.3, 2.0), x + warp, y - warp)
        near = np.abs(field) / (0.05 + np.hypot(*np.gradient(field)) * size / 14.0)
        glow += strength * (np.exp(-((near / 0.13) ** 2)) + 0.35 * np.exp(-near / 0.5))
    return paint(
        0.04 + 0.62 * glow * (0.75 + 0.25 * cloud(generator, size, 2.5)),
        palette(generator, (SEA, VIOLET, FIRE, ICE, PEACOCK)),
    )


def bokeh(generator: Generator, size: int) -> np.ndarray:
    """Lights out of focus: soft discs with a bright rim, over a dark gradient."""
    x, y = grid(size)
    stops = palette(generator, (FIRE, DUSK, VIOLET, PEACOCK, GOLD, SEA))
    slope = generator.normal(size=2)
    picture = paint(0.16 + 0.08 * (slope[0] * x + slope[1] * y), stops)
    for _ in range(int(generator.integers(10, 22))):
        cx, cy, radius = *generator.uniform(-1.05, 1.05, 2), generator.uniform(0.09, 0.3)
        far = np.hypot(x - cx, y - cy) / radius
        disc = np.clip((1.0 - far) * radius * size / 5.0, 0.0, 1.0) * (0.55 + 0.45 * np.clip(far, 0, 1) ** 6)
        colour = stops[generator.integers(2, len(stops))] * generator.uniform(0.25, 0.75)
        picture = picture + disc[..., None] * colour
    return np.asarray(1.0 - np.exp(-1.5 * picture), np.float32)


def nebula(generator: Generator, size: int) -> np.ndarray:
    """Two glowing gases, dust in front of them, and stars."""
    gas, dust, second = cloud(generator, size, 2.1), cloud(generator, size, 1.8), cloud(generator, size, 2.3)
    one, two = palette(generator, (VIOLET, DUSK, FIRE)), palette(generator, (SEA, ICE, PEACOCK))
    picture = 0.85 * paint(0.34 + 0.2 * gas, one) + 0.8 * paint(0.22 + 0.2 * second, two)
    picture *= np.clip(0.72 + 0.38 * dust, 0.04, 1.15)[..., None]
    stars = np.zeros((size, size), np.float32)
    count = int(generator.integers(25, 60))
    rows, columns = generator.integers(1, size - 1, (2, count))
    stars[rows, columns] = generator.uniform(0.3, 1.0, count) ** 2
    halo = sum(np.roll(stars, shift, axis) for shift in (-1, 1) for axis in (0, 1))
    return np.clip(picture + (stars * 1.2 + 0.42 * halo)[..., None], 0.0, 1.0).astype(np.float32)


def aurora(generator: Generator, size: int) -> np.ndarray:
    """Curtains of light that hang in a night sky over a black ridge."""
    x, y = grid(size)
    top, bottom = palette(generator, (SEA, FOREST, PEACOCK, ICE)), palette(generator, (VIOLET, SEA, DUSK))
    sky = paint(0.07 + 0.1 * (y + 1.0), bottom) * 0.9
    folds, rays = cloud(generator, size, 2.6), 0.75 + 0.25 * cloud(generator, size, 1.2, 6.0)
    for depth in range(0, int(generator.integers(1, 4)) * size // 4, size // 4):
        line = generator.uniform(-0.1, 0.45) + 0.2 * folds[depth] + 0.1 * np.sin(3 * x + generator.uniform(0, 6))
        height = (line - y) / generator.uniform(0.5, 0.9)
        curtain = np.where(height > 0, np.exp(-2.2 * height), np.exp(14.0 * height)) * rays[depth]
        tint = paint(np.clip(0.7 - 0.3 * height, 0.35, 0.85), top) * (1 - np.clip(height, 0, 1)[..., None])
        sky = sky + 0.75 * curtain[..., None] * (tint + 0.55 * np.clip(height, 0, 1)[..., None] * bottom[3])
    ridge = 0.72 + 0.09 * cloud(generator, size, 1.9, 1.0)[:1]
    ground = np.clip((y - ridge) * size / 4.0, 0.0, 1.0)[..., None]
    return np.asarray((1.0 - np.exp(-1.5 * sky)) * (1 - 0.97 * ground), np.float32)


def ink(generator: Generator, size: int) -> np.ndarray:
    """Coloured ink sinking through pale water."""
    x, y = grid(size)
    paper = np.array([0.97, 0.95, 0.9], np.float32) - generator.uniform(0.0, 0.08, 3).astype(np.float32)
    light = np.broadcast_to(paper, (size, size, 3)).astype(np.float32)
    for _ in range(int(generator.integers(2, 4))):
        bend, fine = cloud(generator, size, 2.3), cloud(generator, size, 1.9, 2.0)
        cx, cy = generator.uniform(-0.6, 0.6, 2)
        far = np.hypot(x - cx + 0.28 * bend, y - cy + 0.28 * fine)
        density = np.clip(1.35 - far / generator.uniform(0.35, 0.75), 0.0, 1.0) * np.clip(0.75 + 0.45 * fine, 0.1, 1.6)
        stops = palette(generator, (SEA, VIOLET, FIRE, PEACOCK, DUSK, FOREST))
        absorbed = 1.0 - stops[generator.integers(1, 4)]
        light = light * np.exp(-2.6 * density[..., None] * absorbed)
    return light


KINDS: dict[str, Painter] = {
    kind.__name__: kind for kind in (plasma, stained_glass, rings, lightning, bokeh, nebula, aurora, ink)
}
"""Every procedural kind by name."""


def make(kind: str, seed: int, size: int) -> np.ndarray:
    """Picture number `seed` of a kind, uint8.

    Shape:
        - Output: `(size, size, 3)`

    Raises:
        ValueError: no such kind.
    """
    if kind not in KINDS:
        raise ValueError(
            f"procedural kind must be one of {sorted(KINDS)}, got {kind!r}; correct the recipe's data table"
        )
    generator = np.random.default_rng([seed, *kind.encode()])
    return (np.clip(KINDS[kind](generator, size), 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)
