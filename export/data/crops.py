"""Random crops of the takes, made as varied as a stage is: any level, any microphone, any room's hiss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from export.data.mel import Scale
from export.data.pairs import load_side

Pictures = NDArray[np.float32]
"""Normalised mel spectrograms, (batch, bands, windows)."""

RICH_NOISE = np.float32(3.0)
"""Power of a hiss in the carrier, where its echo is added to it, for a power of 1 in the input."""
_NEPERS = np.float32(np.log(10.0) / 10.0)
"""Natural logarithm of a power ratio of 1 dB."""


@dataclass(frozen=True)
class Crops:
    """One batch."""

    given: Pictures
    """What goes in, as a microphone would hear it."""
    given_rich: Pictures
    """The carrier made of it."""
    wanted: Pictures
    """The same music in the target timbre at the same level; silence where `paired` is 0."""
    paired: NDArray[np.float32]
    """1 where there is a wanted side, else 0. Shape: (batch,)."""
    real: Pictures
    """The target from elsewhere."""
    real_rich: Pictures
    """The carrier made of them."""


class Cropper:
    """Draws batches from a folder of takes.

    Args:
        folder: where `build_pairs` wrote.
        shares: how often a kind of take is drawn as what goes in, by file name pattern.
        real: the same for the target from elsewhere.
        scale: range of the spectrograms.
    """

    def __init__(self, folder: Path, shares: Mapping[str, float], real: Mapping[str, float], scale: Scale) -> None:
        names = ("given", "given_rich", "wanted", "wanted_rich")
        self._sides, self._scale = {name: load_side(folder, name) for name in names}, scale
        self._shares = _by_length(self._sides["given"], shares)
        self._real = _by_length(self._sides["wanted_rich"], real)

    def draw(self, batch_size: int, width: int, rng: np.random.Generator) -> Crops:
        """One batch of `width` windows."""
        given, rich, wanted, real, real_rich = (np.full((batch_size, 128, width), -1.0, np.float32) for _ in range(5))
        paired = np.zeros(batch_size, np.float32)
        for row in range(batch_size):
            name, part = self._where(self._shares, "given", width, rng)
            given[row], rich[row] = self._cut("given", name, part), self._cut("given_rich", name, part)
            if name in self._sides["wanted"]:
                wanted[row], paired[row] = self._cut("wanted", name, part), 1.0
            name, part = self._where(self._real, "wanted_rich", width, rng)
            real[row], real_rich[row] = self._cut("wanted", name, part), self._cut("wanted_rich", name, part)
        return self._on_stage(Crops(given, rich, wanted, paired, real, real_rich), rng)

    def _cut(self, side: str, name: str, part: slice) -> NDArray:
        """A stretch of one take; a take that is shorter is played again and again. Shape: (bands, width)."""
        found = self._sides[side][name][part]
        return np.resize(found, (part.stop - part.start, found.shape[1])).T

    def _where(
        self, shares: tuple[list[str], NDArray], side: str, width: int, rng: np.random.Generator
    ) -> tuple[str, slice]:
        name = str(rng.choice(shares[0], p=shares[1]))
        start = int(rng.integers(0, max(1, len(self._sides[side][name]) - width)))
        return name, slice(start, start + width)

    def _on_stage(self, crops: Crops, rng: np.random.Generator) -> Crops:
        size = len(crops.given)
        unit = 2.0 / (self._scale.top_db - self._scale.floor_db)
        gains, others = ((rng.uniform(-24.0, 6.0, (size, 1, 1)) * unit).astype(np.float32) for _ in range(2))
        silent = (rng.random((size, 1, 1)) < 0.03) * np.float32(4.0)  # far below the floor
        change = gains - silent + unit * equaliser(rng, size)
        noise = hiss(rng, crops.given.shape)
        return Crops(
            add_power(np.clip(crops.given + change, -1.0, 1.0), noise, self._scale),
            add_power(np.clip(crops.given_rich + change, -1.0, 1.0), RICH_NOISE * noise, self._scale),
            np.clip(crops.wanted + (gains - silent), -1.0, 1.0),
            np.maximum(crops.paired, silent[:, 0, 0] > 0.0).astype(np.float32),
            np.clip(crops.real + others, -1.0, 1.0),
            np.clip(crops.real_rich + others, -1.0, 1.0),
        )


def _by_length(takes: Mapping[str, NDArray], shares: Mapping[str, float]) -> tuple[list[str], NDArray]:
    names, weights = [], []
    for pattern, share in shares.items():
        found = [name for name in takes if fnmatch(name, pattern)]
        whole = sum(len(takes[name]) for name in found)
        names += found
        weights += [share * len(takes[name]) / whole for name in found]
    return names, np.array(weights) / sum(weights)


def equaliser(rng: np.random.Generator, size: int, bands: int = 128) -> NDArray:
    """Random smooth frequency responses, dB: vowels, microphones, cabinets. Shape: (size, bands, 1)."""
    band = np.arange(bands)[None, :]
    response = rng.uniform(-8.0, 8.0, (size, 1)) * (band / bands - 0.4)
    for _ in range(4):
        centre, width = rng.uniform(0.0, bands, (size, 1)), rng.uniform(4.0, 30.0, (size, 1))
        response = response + rng.uniform(-12.0, 10.0, (size, 1)) * np.exp(-0.5 * ((band - centre) / width) ** 2)
    used = rng.random((size, 1)) < 0.7
    return (response * used)[:, :, None].astype(np.float32)


def hiss(rng: np.random.Generator, shape: tuple[int, int, int]) -> Pictures:
    """Power of a microphone's hiss, from none at all to -30 dB of the scale. Shape: (batch, bands, windows)."""
    size, bands, _ = shape
    level = np.where(rng.random((size, 1, 1)) < 0.25, -90.0, rng.uniform(-62.0, -30.0, (size, 1, 1)))
    tilt = rng.uniform(-12.0, 4.0, (size, 1, 1)) * (np.arange(bands)[None, :, None] / bands - 0.3)
    flutter = rng.standard_exponential(shape, np.float32) * np.float32(0.7) + np.float32(0.3)
    return np.exp((level + tilt).astype(np.float32) * _NEPERS) * flutter


def add_power(x: Pictures, power: Pictures, scale: Scale) -> Pictures:
    """Add a power to normalised spectrograms. Shape: (batch, bands, windows) twice -> the same."""
    half = np.float32((scale.top_db - scale.floor_db) / 2.0)
    middle = np.float32((scale.top_db + scale.floor_db) / 2.0)
    total = np.exp((x * half + middle) * _NEPERS) + power
    return np.clip((np.log(total) / _NEPERS - middle) / half, -1.0, 1.0)
