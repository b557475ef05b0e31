"""Values that move without a step: gains by the sample, parameters by the hop."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from rtxmodal.params import Parameter


class Glide:
    """A gain that reaches each new target in a straight line; the frames do not depend on the block sizes.

    Starts at its first target. Owned by one thread.
    """

    def __init__(self, length: int) -> None:
        self._length = max(1, length)
        self._target: float | None = None
        self._current = 0.0
        self._left = 0

    def ramp(self, target: float, count: int) -> np.ndarray | float:
        """The gain of the next `count` frames: one number while it stands, else shape (count, 1)."""
        if self._target is None:
            self._target = self._current = target
        elif target != self._target:
            self._target, self._left = target, self._length
        if self._left == 0:
            return self._target
        step = (self._target - self._current) / self._left
        moving = min(count, self._left)
        line = np.full((count, 1), self._target, np.float32)
        line[:moving, 0] = self._current + step * np.arange(1, moving + 1)
        self._left -= moving
        self._current = self._target if self._left == 0 else self._current + step * moving
        return line


class Smoother:
    """The parameters of one translator, eased towards what the performer set, once a hop.

    One pole a parameter, time constant `smoothing_ms`, or the table's own where that is longer; whole numbers, toggles
    and triggers jump. Starts where the values first stand. Owned by one thread.
    """

    def __init__(
        self, parameters: Sequence[Parameter], places: Sequence[int], hop_seconds: float, least: int | None = None
    ) -> None:
        """Begin at the first values that come.

        Args:
            parameters: the translator's.
            places: where they stand in the table.
            hop_seconds: between two calls of `values`.
            least: where the table holds the ms that each takes at least; None where it does not.
        """
        self._parameters, self._hop_seconds, self._least, self._slowest = parameters, hop_seconds, least, 0.0
        self._names = [parameter.id for parameter in parameters]
        self._places = np.array(places, int)
        self._pull = self._pulls()
        self._current: np.ndarray | None = None

    def values(self, table_values: np.ndarray) -> dict[str, float]:
        """Short id -> value for the next hop. Shape of `table_values`: (parameters of the table,)."""
        target = table_values[self._places]
        if self._least is not None and table_values[self._least] != self._slowest:
            self._slowest = float(table_values[self._least])
            self._pull = self._pulls()
        if self._current is None:
            self._current = target.copy()
        else:
            self._current = self._current + self._pull * (target - self._current)
        return dict(zip(self._names, self._current.tolist(), strict=True))

    def _pulls(self) -> np.ndarray:
        return np.array([_pull(parameter, self._hop_seconds, self._slowest) for parameter in self._parameters])


def _pull(parameter: Parameter, hop_seconds: float, least_ms: float) -> float:
    """Share of the way to the target that one hop goes."""
    if parameter.kind != "float" or parameter.smoothing_ms <= 0:
        return 1.0
    return 1.0 - math.exp(-hop_seconds * 1000.0 / max(parameter.smoothing_ms, least_ms))
