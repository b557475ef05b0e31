"""A column of a piano roll that a network gave -> keys: in a scale, no more than so many, without trembling.

how likely each key is ──> into the scale ──> on above one level, off below a lower one ──> the likeliest few
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from rtxmodal.notes import NoteEvent
from rtxmodal.params import Parameter

TONES = ("C", "C sharp", "D", "E flat", "E", "F", "F sharp", "G", "A flat", "A", "B flat", "B")
SCALES = {
    "chromatic": range(12),
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "harmonic minor": (0, 2, 3, 5, 7, 8, 11),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "pentatonic": (0, 2, 4, 7, 9),
    "minor pentatonic": (0, 3, 5, 7, 10),
    "blues": (0, 3, 5, 6, 7, 10),
    "whole tones": (0, 2, 4, 6, 8, 10),
}

PITCH_KNOBS = (
    Parameter("density", "Density", 0.5, 0.02, 0.98, description="How unlikely a key may be and still be struck"),
    Parameter("hold", "Hold", 0.6, description="How far below that a key that sounds may sink; 1: as far as it likes"),
    Parameter("voices", "Voices", 6.0, 1.0, 32.0, kind="int", description="Keys at a time: the likeliest"),
    Parameter("spread", "Spread", 3.0, 1.0, 24.0, kind="int", description="Semitones between keys, at least"),
    Parameter("longest", "Longest", 16.0, 1.0, 128.0, kind="int", description="Steps until a key is struck again"),
    Parameter("root", "Root", kind="enum", options=TONES, description="Of the scale"),
    Parameter("scale", "Scale", 6.0, kind="enum", options=tuple(SCALES), description="Keys move to the nearest tone"),
    Parameter("lowest", "Lowest key", 36.0, 0.0, 127.0, kind="int", description="Keys below are left out"),
    Parameter("highest", "Highest key", 96.0, 0.0, 127.0, kind="int", description="Keys above are left out"),
    Parameter("velocity", "Velocity", 96.0, 1.0, 127.0, kind="int", description="Of the hardest stroke"),
    Parameter("touch", "Touch", 0.6, description="How much softer keys are where the picture is dark"),
)


@dataclass(frozen=True)
class Sounding:
    """What sounds. Replaced and never changed in place."""

    age: np.ndarray = field(default_factory=lambda: np.zeros(128, int))
    """Steps since each key was struck, 0 where it does not sound. Shape: (128,)."""

    def read(
        self, likely: np.ndarray, light: np.ndarray, values: Mapping[str, float]
    ) -> tuple[tuple[NoteEvent, ...], Sounding]:
        """The ends and strokes of one step, at frame 0.

        Args:
            likely: how likely each key sounds, 0..1. Shape: (128,).
            light: of the picture at each key, 0..1. Shape: (128,).
            values: those of PITCH_KNOBS.
        """
        likely, light = in_scale(likely, values), in_scale(light, values)
        level = 1.0 - values["density"]
        sounds, spent = self.age > 0, self.age >= values["longest"]
        stays = sounds & ~spent & (likely > level * (1.0 - values["hold"]))
        stays = _chosen(np.where(stays, likely, 0.0), int(values["voices"]), 1, [])
        struck = np.where(~stays & (likely > level), likely, 0.0)
        free = int(values["voices"]) - int(stays.sum())
        struck = _chosen(struck, free, int(values["spread"]), np.flatnonzero(stays).tolist())
        soft = values["velocity"] * (1.0 - values["touch"] * (1.0 - light))
        events = [NoteEvent(0, "off", int(key)) for key in np.flatnonzero(sounds & ~stays)]
        events += [NoteEvent(0, "on", int(key), max(1.0, round(soft[key]))) for key in np.flatnonzero(struck)]
        return tuple(events), Sounding(np.where(stays, self.age + 1, 0) + struck)


def in_scale(column: np.ndarray, values: Mapping[str, float]) -> np.ndarray:
    """Each key moved to the nearest of the scale, down where two are as near; nothing outside of the range.

    Args:
        column: a number a key; where keys meet, the largest. Shape: (128,).
        values: `root`, `scale`, `lowest`, `highest`.
    """
    keys = np.arange(128)
    tones = np.array(list(SCALES.values())[int(values["scale"])])
    own = keys[np.isin((keys - int(values["root"])) % 12, tones)]
    nearest = own[np.abs(keys[:, None] - own[None]).argmin(axis=1)]
    moved = np.zeros(128)
    np.maximum.at(moved, nearest, column)
    return np.where((keys >= values["lowest"]) & (keys <= values["highest"]), moved, 0.0)


def _chosen(column: np.ndarray, count: int, spread: int, taken: list[int]) -> np.ndarray:
    """Which are the `count` largest above 0 that keep their distance from each other. Shape: (128,) bool.

    Args:
        column: a number a key. Shape: (128,).
        count: at most.
        spread: semitones between two of them, and to those that are taken.
        taken: keys.
    """
    chosen, near = np.zeros(len(column), bool), list(taken)
    for key in np.argsort(-column, kind="stable").tolist():
        if column[key] <= 0.0 or chosen.sum() >= count:
            break
        if all(abs(key - other) >= spread for other in near):
            chosen[key] = True
            near.append(key)
    return chosen
