"""What a take of the training set is, and what it is made of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from export.data.mel import MelSettings
from export.data.sounds import Sound, levelled

HELD_OUT_PIECES = ("BWV_863", "K239")
HELD_OUT_NOTES = ("claudia-ih", "oboe")
SINGING_TRAINED_SECONDS = 6.5
"""The singing clip is learnt up to here; the rest is for the evaluation."""
POLYPHONIC = (0, 4, 24, 11)
"""Piano, electric piano, nylon guitar, vibraphone."""
MELODIC = (53, 52, 73, 65, 24)
"""Voice oohs, choir aahs, flute, alto saxophone, nylon guitar."""
REAL = ("pieces-0", "melodies-*-53", "phrases-*-0")
"""Takes whose wanted side the critic takes for real, beside those that are nothing but the wanted timbre."""


@dataclass(frozen=True)
class Target:
    """The timbre that everything becomes."""

    name: str
    """As a performer says it: `strings`."""
    program: int
    """General MIDI program, 0-127, that the aligned side is played with."""
    slow_program: int
    """Another program of that kind, for long lines that nothing is paired with."""
    notes: tuple[str, ...]
    """Folders of `instruments/` with recorded single notes of that kind; they never go in."""
    music: str = ""
    """Files of `music/` that are nothing but that kind, as a pattern; they never go in."""

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Target:
        """From a recipe's `[data.target]`."""
        return cls(**{**data["target"], "notes": tuple(data["target"]["notes"])})


@dataclass(frozen=True)
class Take:
    """One stretch of sound in its two timbres; `None` where there is only one."""

    name: str
    """Where it comes from."""
    given: Sound | None
    """What goes in. Shape: (frames,)"""
    wanted: Sound | None
    """The target. Shape: (frames,)"""


@dataclass(frozen=True)
class Sources:
    """Where the material lies and what is made of it."""

    audio: Path
    """Folder with `voices/`, `instruments/`, `singing/`, `speech/`, `loops/`, `music/`."""
    midi: Path
    """Folder of MIDI files."""
    settings: MelSettings
    """Sample rate and spectrogram."""
    target: Target
    """What is wanted."""
    seed: int
    """Seed of cuts, transpositions and melodies."""
    piece_seconds: float = 20.0
    """Length of the cut of each piece."""
    melody_seconds: float = 300.0
    """Length of the invented melodies, for each of two registers."""


def number_in(name: str) -> int | None:
    """The MIDI key in a sample's file name, `None` where there is none.

    >>> number_in("claudia-ah-2b-57"), number_in("Cl_ff-50-D3"), number_in("trumpet-ff-a3")
    (57, 50, None)
    """
    found = re.search(r"-(\d{2,3})(?:-|$)", name)
    return int(found.group(1)) if found else None


def paired(name: str, given: Sound, wanted: Sound) -> Take:
    """A take with both sides at the same loudness and length."""
    frames = min(len(given), len(wanted))
    return Take(name, levelled(given[:frames]), levelled(wanted[:frames]))
