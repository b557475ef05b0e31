"""The way through a whole piece, as GANterpretations publishes it: what it turns at, and where each picture is made.

sound -> total variation -> mean -> inflection points -> a class and a latent a point
                              └──> alphas ───────────────> between which two, and how far
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from rtxmodal.stream.features import HOP_SIZE, WINDOW_SIZE, power_spectra
from rtxmodal.stream.latent import slerp, soft_classes, way_point
from rtxmodal.stream.variation import MEAN_LENGTH, Turn, alphas, column_changes, inflection_points, smoothed, to_largest

Follow = Literal["paper", "code"]
FOLLOWS: tuple[Follow, ...] = ("paper", "code")
Layout = Literal["fixed", "line", "arc"]
LAYOUTS: tuple[Layout, ...] = ("fixed", "line", "arc")
SHORTEST = MEAN_LENGTH * HOP_SIZE + WINDOW_SIZE
"""Frames that a piece must have: the running mean needs so many changes."""
PIECE = 4096  # columns whose spectra are in memory at a time


@dataclass(frozen=True)
class Survey:
    """What a whole piece says. A column is 128 frames."""

    variation: np.ndarray
    """Of successive spectra, the largest 1. Shape: (columns - 1,)."""
    mean: np.ndarray
    """Its running mean. Shape: (columns,)."""
    points: tuple[int, ...]
    """Columns of the inflection points, the first and the last column included."""
    along: np.ndarray
    """How far the way is gone at each column: 2.5 is halfway from point 2 to point 3. Shape: (columns,)."""


def survey(sound: np.ndarray, sample_rate: float, turn: Turn) -> Survey:
    """Look through a piece. Shape: (frames,), at least SHORTEST."""
    pieces = []
    for start in range(0, (len(sound) - WINDOW_SIZE) // HOP_SIZE, PIECE):
        first = start * HOP_SIZE
        pieces.append(column_changes(power_spectra(sound[first : first + PIECE * HOP_SIZE + WINDOW_SIZE], sample_rate)))
    variation = to_largest(np.concatenate(pieces))
    mean = smoothed(variation)
    points = inflection_points(mean, turn)
    return Survey(variation, mean, tuple(points), whole_way(alphas(mean, points), points))


def whole_way(shares: np.ndarray, points: Sequence[int]) -> np.ndarray:
    """The alphas of all segments in one line that never goes back.

    Shape: (columns - 1,) -> (columns,)

    >>> whole_way(np.array([1.0, 0.5, 1.0, 1.0]), [0, 2, 4]).tolist()
    [0.0, 1.0, 1.5, 2.0, 2.0]
    """
    columns = np.arange(1, points[-1] + 1)
    segments = np.minimum(np.searchsorted(points, columns, "right") - 1, len(points) - 2)
    return np.concatenate([[0.0], segments + shares])


def class_schedule(count: int, wanted: Sequence[int], classes: int, seed: int) -> tuple[int, ...]:
    """A class for each of `count` points: those wanted in their order, the rest drawn, never one twice in a row.

    >>> class_schedule(2, [4, 1, 3], 5, seed=0)
    (4, 1)
    """
    draw, chosen = np.random.default_rng(seed), list(wanted[:count])
    while len(chosen) < count:
        before = chosen[-1] if chosen and classes > 1 else classes
        drawn = int(draw.integers(classes - (before < classes)))
        chosen.append(drawn + (before <= drawn))
    return tuple(chosen)


@dataclass(frozen=True)
class Itinerary:
    """Where pictures are made."""

    along: np.ndarray
    """See `Survey`."""
    classes: tuple[int, ...]
    """Of each point; one more where the published code is followed, which goes to an extra one at last."""
    class_count: int
    latent_size: int
    follow: Follow = "paper"
    """paper: from a point's own class to the next one's; code: each way a class ahead, the first seen for a column."""
    layout: Layout = "line"
    """Of the latents from point to point; fixed: one latent for all."""
    seed: int = 0

    def at(self, column: float) -> tuple[np.ndarray, np.ndarray]:
        """Latent and class vector at a column, or between two. Shape: (latent_size,), (class_count,)."""
        whole = min(int(column), len(self.along) - 2)
        before, after = self.along[whole : whole + 2].tolist()
        place = min(before + (column - whole) * (after - before), after)
        segment = min(int(place), int(self.along[-1]) - 1)
        return self._latent(segment, place - segment), self._classes(column, segment, place - segment)

    def _latent(self, segment: int, share: float) -> np.ndarray:
        if self.layout == "fixed":
            return way_point(self.latent_size, self.seed, 0)
        here, there = (way_point(self.latent_size, self.seed, index) for index in (segment, segment + 1))
        return slerp(here, there, share) if self.layout == "arc" else (1.0 - share) * here + share * there

    def _classes(self, column: float, segment: int, share: float) -> np.ndarray:
        if not self.class_count:
            return np.zeros(0)
        if self.follow == "code":
            if column < 1.0:
                return soft_classes(self.classes[0], self.classes[0], 0.0, self.class_count)
            segment += 1
        return soft_classes(self.classes[segment], self.classes[segment + 1], share, self.class_count)
