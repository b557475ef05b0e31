"""The beat, the keys and the bass, as picture translators are told of them beside their parameters.

    values  [ parameters of the table ... | beat, bar, strikes, seconds, bass, halvings ]

The stage appends six numbers to the vector of values; a lane hands them to its translators under the names below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from rtxmodal.stream.hearing import Ear

PULSE = ("pulse/beat", "pulse/bar", "pulse/strikes", "pulse/seconds", "pulse/bass", "pulse/halvings")
"""Beats since the start of the song, fraction included, as they are heard; beats a bar; keys struck so far; seconds
of sound heard so far; how hard the bass beats, 0..1; how often the size of pictures is to be halved to be in time."""
HALVINGS = PULSE[5]
POINTS = ("sound", "beat", "bar", "notes")
"""What a picture may set out for a new point by."""
BACKWARD = 0.25  # beats or bars
CHORD_SECONDS = 0.06  # keys struck within it are one chord


def with_pulse(values: np.ndarray, beat: float, bar: float, strikes: float) -> np.ndarray:
    """The table's values, and the pulse behind them. Shape: (parameters,) -> (parameters + 3,)."""
    return np.append(values, (beat, bar, strikes))


def with_bass(values: np.ndarray, seconds: float, bass: float, halvings: int = 0) -> np.ndarray:
    """What `with_pulse` gave, and the rest of PULSE. Shape: (parameters + 3,) -> (parameters + 6,)."""
    return np.append(values, (seconds, bass, halvings))


class Bass:
    """How hard the bass beats in what is heard: up at once, down in a fifth of a second. Owned by one thread."""

    PIECE_SECONDS = 1 / 100

    def __init__(self, sample_rate: float) -> None:
        self._size = round(self.PIECE_SECONDS * sample_rate)
        self._waiting = np.zeros(0)
        self._ear = Ear(round(sample_rate), self._size)
        self._hearing = self._ear.start()

    def hear(self, sound: np.ndarray) -> float:
        """What came since, any number of frames. Shape: (n, channels)."""
        line = np.concatenate([self._waiting, sound.mean(axis=1)])
        pieces = len(line) // self._size
        for piece in line[: pieces * self._size].reshape(pieces, self._size):
            self._hearing = self._ear.step(self._hearing, piece)
        self._waiting = line[pieces * self._size :]
        return float(self._hearing.envelopes[1])


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
        beat, bar, strikes = (values.get(name, 0.0) for name in PULSE[:3])
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
