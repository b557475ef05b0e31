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

_NEPERS = np.float32(np.log(10.0) / 10.0)
"""Natural logarithm of a power ratio of 1 dB."""


@dataclass(frozen=True)
class Crops:
    """One batch."""

    given: Pictures
    """What goes in, as a microphone would hear it."""
    wanted: Pictures
    """The same music on strings at the same level; silence where `paired` is 0."""
    paired: NDArray[np.float32]
    """1 where there is a wanted side, else 0. Shape: (batch,)."""
    strings: Pictures
    """Strings from elsewhere."""


class Cropper:
    """Draws batches from a folder of takes.

    Args:
        folder: where `build_pairs` wrote.
        shares: how often a kind of take is drawn as what goes in, by file name pattern.
        strings: the same for the strings from elsewhere.
        scale: range of the spectrograms.
    """

    def __init__(self, folder: Path, shares: Mapping[str, float], strings: Mapping[str, float], scale: Scale) -> None:
        self._given, self._wanted, self._scale = load_side(folder, "given"), load_side(folder, "wanted"), scale
        self._shares = _by_length(self._given, shares)
        self._strings = _by_length(self._wanted, strings)

    def draw(self, batch_size: int, width: int, rng: np.random.Generator) -> Crops:
        """One batch of `width` windows."""
        given, wanted, strings = (np.full((batch_size, 128, width), -1.0, np.float32) for _ in range(3))
        paired = np.zeros(batch_size, np.float32)
        for row in range(batch_size):
            name, start = self._where(self._given, self._shares, width, rng)
            given[row] = self._given[name][start : start + width].T
            if name in self._wanted:
                wanted[row], paired[row] = self._wanted[name][start : start + width].T, 1.0
            other, start = self._where(self._wanted, self._strings, width, rng)
            strings[row] = self._wanted[other][start : start + width].T
        return self._on_stage(Crops(given, wanted, paired, strings), rng)

    def _where(
        self, takes: dict, shares: tuple[list[str], NDArray], width: int, rng: np.random.Generator
    ) -> tuple[str, int]:
        name = str(rng.choice(shares[0], p=shares[1]))
        return name, int(rng.integers(0, max(1, len(takes[name]) - width)))

    def _on_stage(self, crops: Crops, rng: np.random.Generator) -> Crops:
        size = len(crops.given)
        unit = 2.0 / (self._scale.top_db - self._scale.floor_db)
        gains, others = ((rng.uniform(-24.0, 6.0, (size, 1, 1)) * unit).astype(np.float32) for _ in range(2))
        silent = (rng.random((size, 1, 1)) < 0.03) * np.float32(4.0)  # far below the floor
        given = np.clip(crops.given + (gains - silent + unit * equaliser(rng, size)), -1.0, 1.0)
        wanted = np.clip(crops.wanted + (gains - silent), -1.0, 1.0)
        strings = np.clip(crops.strings + others, -1.0, 1.0)
        paired = np.maximum(crops.paired, silent[:, 0, 0] > 0.0).astype(np.float32)
        return Crops(add_noise(given, self._scale, rng), wanted, paired, strings)


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


def add_noise(x: Pictures, scale: Scale, rng: np.random.Generator) -> Pictures:
    """Add hiss, from none at all to -30 dB of the scale, to normalised spectrograms."""
    size, bands, width = x.shape
    level = np.where(rng.random((size, 1, 1)) < 0.25, -90.0, rng.uniform(-62.0, -30.0, (size, 1, 1)))
    tilt = rng.uniform(-12.0, 4.0, (size, 1, 1)) * (np.arange(bands)[None, :, None] / bands - 0.3)
    flutter = rng.standard_exponential((size, bands, width), np.float32) * np.float32(0.7) + np.float32(0.3)
    noise = np.exp((level + tilt).astype(np.float32) * _NEPERS) * flutter
    half = np.float32((scale.top_db - scale.floor_db) / 2.0)
    power = np.exp((x * half + np.float32(scale.floor_db + half)) * _NEPERS) + noise
    return np.clip((np.log(power) / _NEPERS - np.float32(scale.floor_db + half)) / half, -1.0, 1.0)
