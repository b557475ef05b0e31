"""The notes that the keys are trained on, taken apart and laid end to end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from export.data.folders import find_folder
from export.data.keynotes import HOP_SIZE, KeyNote, Tracks, load_notes, render_notes, take_apart
from export.data.sounds import Sound


@dataclass(frozen=True)
class Instrument:
    """One of the instruments that a model plays."""

    name: str
    folder: str = ""
    """Of recorded notes; empty where it is rendered."""
    program: int = 0
    """General MIDI, 0-127; of a rendered one."""
    low: int = 21
    high: int = 108
    """Keys that are rendered, or taken from the folder."""
    decays: bool = False
    """Whether it rings out by itself."""
    release: float = 0.2
    """Seconds in which a released key falls by 60 dB."""


@dataclass(frozen=True)
class Heard:
    """One note of the set."""

    instrument: int
    pitch: float
    """As it lies, a MIDI key with a fraction."""
    key: int
    sound: Sound
    """Shape: (frames,)"""
    first: int
    """Its first row in the set's tables."""
    hops: int
    """Its rows."""


@dataclass(frozen=True)
class KeySet:
    """All notes and their tables. `R` rows, one a hop of a note."""

    notes: tuple[Heard, ...]
    harmonics_db: NDArray[np.float32]
    """Shape: (R, HARMONICS); NaN where nothing was listened for."""
    flutter_db: NDArray[np.float32]
    """How far each harmonic is from its own course over a quarter of a second. Shape: (R, HARMONICS)"""
    noise_db: NDArray[np.float32]
    """Shape: (R, NOISE_BANDS)"""
    cents: NDArray[np.float32]
    """Shape: (R,)"""
    note_of: NDArray[np.int64]
    """Shape: (R,)"""
    hop_of: NDArray[np.int64]
    """Shape: (R,)"""

    @cached_property
    def instruments(self) -> NDArray[np.int64]:
        """Place of each note's instrument, in rising order. Shape: (notes,)."""
        return np.array([note.instrument for note in self.notes])

    @cached_property
    def pitches(self) -> NDArray[np.float32]:
        """Of each note. Shape: (notes,)."""
        return np.array([note.pitch for note in self.notes], np.float32)

    @cached_property
    def firsts(self) -> NDArray[np.int64]:
        """First row of each note. Shape: (notes,)."""
        return np.array([note.first for note in self.notes])

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """Rows of each note. Shape: (notes,)."""
        return np.array([note.hops for note in self.notes])


def instruments_of(data: Mapping[str, Any]) -> tuple[Instrument, ...]:
    """The instruments that a recipe names; one without notes where they are still to be given.

    Raises:
        ValueError: one has a key that does not exist.
    """
    try:
        found = tuple(Instrument(**entry) for entry in data.get("instruments", ()))
    except TypeError as error:
        raise ValueError(f"[[data.instruments]] must have the keys of export.data.keyset.Instrument: {error}") from None
    return found or (Instrument("own"),)


def is_held_out(pitch: int, every: int) -> bool:
    """Whether the notes of a key are kept for judging: one key of `every`; 0 keeps none."""
    return every > 0 and pitch % every == 2


def notes_of(instrument: Instrument) -> list[KeyNote]:
    """All notes of one instrument."""
    if instrument == Instrument("own"):
        raise ValueError("this recipe must be told what to learn from; add --notes DIR, a folder of single notes")
    if instrument.folder:
        notes = load_notes(find_folder(instrument.folder), instrument.decays)
    else:
        notes = render_notes(instrument.program, instrument.low, instrument.high)
    return [note for note in notes if instrument.low <= note.pitch <= instrument.high]


def build_keyset(instruments: Sequence[Instrument], held_out_every: int) -> KeySet:
    """Load, take apart and lay out the notes to train on."""
    heard: list[Heard] = []
    tracks: list[Tracks] = []
    row = 0
    for place, instrument in enumerate(instruments):
        for note in notes_of(instrument):
            if is_held_out(note.pitch, held_out_every):
                continue
            taken = take_apart(note)
            hops = len(taken.cents)
            heard.append(Heard(place, taken.pitch, note.pitch, note.sound, row, hops))
            tracks.append(taken)
            row += hops
    hops_of = [note.hops for note in heard]
    return KeySet(
        tuple(heard),
        np.concatenate([taken.harmonics_db for taken in tracks]),
        np.concatenate([flutter(taken.harmonics_db) for taken in tracks]),
        np.concatenate([taken.noise_db for taken in tracks]),
        np.concatenate([taken.cents for taken in tracks]),
        np.repeat(np.arange(len(heard)), hops_of),
        np.concatenate([np.arange(hops) for hops in hops_of]),
    )


def flutter(harmonics_db: NDArray[np.float32], seconds: float = 0.25) -> NDArray[np.float32]:
    """How far each level is from its running mean; 0 near the onset. Shape: (T, K) -> (T, K)."""
    size = int(seconds * 48000 / HOP_SIZE) | 1
    half = size // 2
    away = np.zeros_like(harmonics_db)
    if len(harmonics_db) > 2 * size:
        sums = np.cumsum(np.pad(harmonics_db, ((1, 0), (0, 0))), axis=0, dtype=np.float64)
        away[half : len(away) - half] = harmonics_db[half : len(away) - half] - (sums[size:] - sums[:-size]) / size
    return np.clip(away, -12.0, 12.0)
