"""The beat and the keys, as picture translators are told of them beside their parameters.

    values  [ parameters of the table ... | beat, bar, strikes ]

The stage appends three numbers to the vector of values; a lane hands them to its translators under the names below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

PULSE = ("pulse/beat", "pulse/bar", "pulse/strikes")
"""Beats since the start of the song, fraction included, as they are heard; beats a bar; keys struck so far."""
POINTS = ("sound", "beat", "bar", "notes")
"""What a picture may set out for a new point by."""
BACKWARD = 0.25  # beats or bars
CHORD_SECONDS = 0.06  # keys struck within it are one chord


def with_pulse(values: np.ndarray, beat: float, bar: float, strikes: float) -> np.ndarray:
    """The table's values, and the pulse behind them. Shape: (parameters,) -> (parameters + 3,)."""
    return np.append(values, (beat, bar, strikes))


@dataclass(frozen=True)
class Count:
    """Where the pulse was at the last look."""

    step: int | None = None
    """Whole beats or bars."""
    strikes: float | None = None
    rest: float = 0.0
    """Seconds until a key that is struck is a new chord."""

    def look(self, values: Mapping[str, float], by: str, seconds: float) -> tuple[bool, float | None, Count]:
        """Whether a beat, a bar or a chord has begun since.

        Args:
            values: what the translator is told.
            by: one of POINTS.
            seconds: since the last look.

        Returns:
            Whether one has, how far the beat or bar has gone, 0..1 (None for the others), and the count from now on.
        """
        beat, bar, strikes = (values.get(name, 0.0) for name in PULSE)
        rest = max(0.0, self.rest - seconds)
        struck = self.strikes is not None and strikes != self.strikes and rest == 0.0
        place = beat / (max(1.0, bar) if by == "bar" else 1.0)
        if self.step is not None and 0.0 < self.step - place < BACKWARD:
            place = float(self.step)  # a clock that is followed trembles a little about the beat
        step = int(np.floor(place))
        count = replace(self, step=step, strikes=strikes, rest=CHORD_SECONDS if struck else rest)
        if by in ("beat", "bar"):
            return self.step is not None and step != self.step, place - step, count
        return by == "notes" and struck, None, count
