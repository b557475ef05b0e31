"""Total variation of a spectrogram, and the points where music turns: GANterpretations, offline and live.

The method is P. Castro's (arXiv 2011.05158), the details those of his code. `find_live` is the same test with a
few columns of the future in place of a whole window; with a whole window it finds the same points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

Extremum = Literal["both", "min", "max"]
EXTREMA: tuple[Extremum, ...] = ("both", "min", "max")
ABSOLUTE = 0.08  # a minimum must lie below
MEAN_LENGTH = 256  # columns of the running mean


def total_variation(spectra: np.ndarray) -> np.ndarray:
    """Mean absolute change from column to column, the largest scaled to 1.

    Shape: (columns, bins) -> (columns - 1,)

    >>> total_variation(np.array([[0, 0], [1, 3], [1, 1]])).tolist()
    [1.0, 0.5]
    """
    return to_largest(column_changes(spectra))


def column_changes(spectra: np.ndarray) -> np.ndarray:
    """Mean absolute change from column to column, as it is. Shape: (columns, bins) -> (columns - 1,)."""
    return np.asarray(np.abs(np.diff(np.asarray(spectra, np.float64), axis=0)).mean(axis=1))


def to_largest(change: np.ndarray) -> np.ndarray:
    """The largest scaled to 1; zeros stay zeros."""
    largest = change.max(initial=0.0)
    return change / largest if largest > 0 else change


def running_mean(values: np.ndarray, length: int) -> np.ndarray:
    """Mean of every `length` successive values. Shape: (n,) -> (n - length + 1,)."""
    sums = np.cumsum(np.concatenate([[0.0], values]))
    return np.asarray((sums[length:] - sums[:-length]) / length)


def smoothed(variation: np.ndarray, length: int = MEAN_LENGTH) -> np.ndarray:
    """Running mean of the total variation, its first value repeated in front: a value a column.

    Shape: (columns - 1,), at least `length` -> (columns,)
    """
    mean = running_mean(variation, length)
    return np.concatenate([np.full(length, mean[0]), mean])


@dataclass(frozen=True)
class Turn:
    """What counts as an inflection point."""

    window: int = 200
    """Columns on each side that the value is compared with, and between two points."""
    threshold: float = 0.035
    extremum: Extremum = "min"
    absolute: float = ABSOLUTE
    confirm: int = 0
    """Columns of the future; 0 means a whole window."""
    strict: bool = True
    """Whether a peak of the kind not asked for also ends the search for a window, as in the published code."""

    def is_peak(self, around: np.ndarray) -> bool:
        """Whether the value after the first window + 1 ones stands out.

        Shape: (window + 2 + columns of the future,): its past, itself, its future.
        """
        at = self.window + 1
        value, before, after = around[at], around[: at - 1].mean(), around[at + 1 :].mean()
        share = min(1.0, self.confirm / self.window) if self.confirm else 1.0  # a slope shows in a part of a window so
        return bool(
            np.sign(value - before) == np.sign(value - after)
            and np.sign(value - around[at - 1]) == np.sign(value - around[at + 1])
            and abs(value - before) > self.threshold
            and abs(value - after) > self.threshold * share
        )

    def is_wanted(self, value: float, before: float) -> bool:
        """Whether a peak of this value, after a value `before`, is of the kind asked for."""
        if self.extremum == "min":
            return value <= before and value <= self.absolute
        return self.extremum == "both" or value >= before


def inflection_points(values: np.ndarray, turn: Turn) -> list[int]:
    """Places of the inflection points of a whole piece, the first and the last place included. Shape: (n,)."""
    points, start, window = [0], 0, turn.window
    while start < len(values) - window - 1:
        at = start + window + 1
        around = values[start : at + window + 1]
        if at + 1 < len(values) and turn.is_peak(around):
            if turn.is_wanted(values[at], values[at - 1]):
                points.append(at)
                start += window
            else:
                start += window if turn.strict else 1
        else:
            start += 1
    return [*points, len(values) - 1]


def segment_alphas(segment: np.ndarray) -> np.ndarray:
    """How far along a segment each of its columns is: its energy so far over all of it; even steps in silence."""
    sums = np.cumsum(segment)
    return np.asarray(sums / sums[-1] if sums[-1] > 0 else np.arange(1, len(segment) + 1) / len(segment))


def alphas(values: np.ndarray, points: Sequence[int]) -> np.ndarray:
    """How far the travel between inflection points is. Shape: (n,) -> (n - 1,), each segment ends at 1."""
    edges = [1, *points[1:]]
    segments = [segment_alphas(values[a:b]) for a, b in zip(edges, edges[1:], strict=False) if b > a]
    return np.concatenate([*segments, [1.0]])


@dataclass(frozen=True)
class Watch:
    """What the live search for inflection points remembers."""

    past: np.ndarray
    """The newest values. Shape: (up to `length`,)."""
    length: int
    """How many are kept: the longest window, the columns of the future, and two."""
    quiet: int = 0
    """Columns until a candidate may be a point again."""

    @classmethod
    def start(cls, length: int) -> Watch:
        """Nothing seen yet."""
        return cls(np.zeros(0), length)


def find_live(watch: Watch, values: np.ndarray, turn: Turn) -> tuple[int, Watch]:
    """Search new values for inflection points, each confirmed by `turn.confirm` columns after it.

    Shape: values (n,), oldest first.

    Returns:
        How many of them end a confirmation, and what to remember.
    """
    ahead = turn.confirm or turn.window
    need = turn.window + 2 + ahead
    line = np.concatenate([watch.past, values])
    found, quiet = 0, watch.quiet
    for end in range(len(watch.past) + 1, len(line) + 1):
        if quiet > 0:
            quiet -= 1
            continue
        if end < need:
            continue
        around = line[end - need : end]
        if turn.is_peak(around):
            wanted = turn.is_wanted(around[turn.window + 1], around[turn.window])
            found += wanted
            quiet = turn.window - 1 if wanted or turn.strict else 0
    return found, Watch(line[-watch.length :], watch.length, quiet)
