"""A picture read as sound: each row a wave, band-limited and tuned to the notes that are played.

    picture ──shrunk──> ROWS x COLUMNS, each colour a voice of its own: red left, green in the middle, blue right
    row at `scan` ──FFT──> spectrum without what would alias ──> one period, read as fast as the note asks for

Pixels are samples, (level - 128) / 128 as in databending; only the mean of a row is taken off, so a grey picture is
silence. Every row changes from one hop to the next by a crossfade, so nothing clicks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from rtxmodal.notes import Notes
from rtxmodal.stream.blend import fit
from rtxmodal.stream.databend import SILENCE

ROWS, COLUMNS = 64, 256
PERIOD = 1024
"""Samples of a period as it is read: four times the columns, so that reading between them is exact enough."""
MOST_VOICES = 16
"""Those that ring on included."""
SUSTAIN_PEDAL = 64
"""MIDI controller number."""
BEND_SEMITONES = 2.0
SILENT = 1e-4  # level at which a voice that was let go is over
SIDES = np.array([[0.75, 0.25], [0.5, 0.5], [0.25, 0.75]], np.float32)
"""Gain of red, green and blue in the left and the right channel at spread 1."""


def waves_of(picture: np.ndarray) -> np.ndarray:
    """The spectra of a picture's rows. Shape: (height, width, 3) uint8 -> (3, ROWS, COLUMNS // 2 + 1) complex."""
    levels = (fit(picture, COLUMNS, ROWS).astype(np.float32) - SILENCE) / 128.0
    spectra = np.fft.rfft(levels.transpose(2, 0, 1), axis=2)
    spectra[:, :, 0] = 0.0
    return np.asarray(spectra, np.complex64)


def wave_at(spectra: np.ndarray, scan: float) -> np.ndarray:
    """The spectrum at a height of the picture, 0 its top and 1 its bottom, between two rows. Shape: -> (3, bins)."""
    place = min(max(scan, 0.0), 1.0) * (ROWS - 1)
    above = min(int(place), ROWS - 2)
    share = np.float32(place - above)
    return np.asarray(spectra[:, above] * (1.0 - share) + spectra[:, above + 1] * share)


def periods(wave: np.ndarray, harmonics: np.ndarray) -> np.ndarray:
    """One period for each voice, without its harmonics above `harmonics`. Shape: (3, bins), (v,) -> (v, 3, PERIOD)."""
    kept = np.arange(wave.shape[1]) <= harmonics[:, None]
    limited = np.where(kept[:, None], wave, 0.0)
    return np.asarray(np.fft.irfft(limited, PERIOD, axis=2) * (PERIOD / COLUMNS), np.float32)


@dataclass(frozen=True)
class Voice:
    """One note that sounds."""

    number: float
    """MIDI pitch."""
    loudness: float
    """Of the key, 0..1."""
    phase: float = 0.0
    """Of the period, 0..1."""
    level: float = 0.0
    """Of its envelope, 0..1."""
    is_pressed: bool = True
    is_held: bool = True
    """By the key or by the pedal."""


@dataclass(frozen=True)
class Keys:
    """The voices and what the player's hands and feet do."""

    voices: tuple[Voice, ...] = ()
    bend: float = 0.0
    """-1..1."""
    pedal: bool = False


def play_keys(keys: Keys, notes: Notes) -> Keys:
    """The voices after these events; of too many the oldest make room."""
    for event in notes.events:
        voices = keys.voices
        if event.kind == "on" and event.value > 0:
            voices = _let_go(voices, event.number, False)
            keys = replace(keys, voices=(*voices, Voice(event.number, event.value / 127.0))[-MOST_VOICES:])
        elif event.kind in ("on", "off"):
            keys = replace(keys, voices=_let_go(voices, event.number, keys.pedal))
        elif event.kind == "bend":
            keys = replace(keys, bend=event.value)
        elif event.kind == "control" and event.number == SUSTAIN_PEDAL:
            is_down = event.value >= 64
            held = tuple(replace(one, is_held=one.is_pressed or (is_down and one.is_held)) for one in voices)
            keys = replace(keys, voices=held, pedal=is_down)
        elif event.kind == "control" and event.number in (120, 121, 123):  # all off, reset controllers
            keys = Keys(tuple(replace(one, is_pressed=False, is_held=False) for one in voices))
    return keys


def _let_go(voices: tuple[Voice, ...], number: int, is_held: bool) -> tuple[Voice, ...]:
    """The voices with that key up; under the pedal it sounds on."""
    return tuple(
        replace(one, is_pressed=False, is_held=is_held and one.is_held) if one.number == number else one
        for one in voices
    )


@dataclass(frozen=True)
class Sound:
    """How the voices of one hop sound."""

    sample_rate: int
    count: int
    """Frames of the hop."""
    attack: float
    """Seconds to two thirds of the way up."""
    release: float
    """Seconds to a third of the way down."""
    bend: float = 0.0
    """-1..1."""
    spread: float = 1.0
    """0: all colours in the middle, 1: red left and blue right."""


def sound_voices(
    voices: tuple[Voice, ...], waves: tuple[np.ndarray, np.ndarray], how: Sound
) -> tuple[np.ndarray, tuple[Voice, ...]]:
    """One hop of all voices, crossed over from one wave to the next.

    Args:
        voices: as the last hop left them.
        waves: the spectra read at the start and at the end of the hop. Shape: (3, bins) each.
        how: rate, length, envelope and place.

    Returns:
        Sound, stereo. Shape: (count, 2). And the voices afterwards, those that are over left out.
    """
    if not voices:
        return np.zeros((how.count, 2), np.float32), ()
    numbers = np.array([one.number for one in voices])
    steps = 440.0 * 2.0 ** ((numbers - 69.0 + BEND_SEMITONES * how.bend) / 12.0) / how.sample_rate
    phases = np.array([one.phase for one in voices])[:, None] + steps[:, None] * np.arange(how.count)
    tables = [periods(wave, 0.5 / steps) for wave in (waves if waves[0] is not waves[1] else waves[:1])]
    read = [_read(table, phases) for table in tables]
    ramp = np.arange(1, how.count + 1, dtype=np.float32) / how.count
    made = read[0] + (read[-1] - read[0]) * ramp
    before = np.array([one.level for one in voices])
    wanted = np.array([one.loudness if one.is_held else 0.0 for one in voices])
    times = np.where(wanted > before, how.attack, how.release)
    after = before + (1.0 - np.exp(-how.count / how.sample_rate / times)) * (wanted - before)
    levels = (before[:, None] + (after - before)[:, None] * ramp).astype(np.float32)
    colours = (made * levels[:, None]).sum(0)
    middle = np.float32(0.5)
    sound = colours.T @ (middle + how.spread * (SIDES - middle))
    left = [
        replace(one, phase=float((phase + step * how.count) % 1.0), level=float(level))
        for one, phase, step, level in zip(voices, phases[:, 0], steps, after, strict=True)
        if one.is_held or level > SILENT
    ]
    return np.asarray(sound, np.float32), tuple(left)


def _read(table: np.ndarray, phases: np.ndarray) -> np.ndarray:
    """Periods at these phases, on a line between samples. Shape: (v, 3, PERIOD), (v, n) -> (v, 3, n)."""
    places = phases % 1.0 * PERIOD
    whole = places.astype(np.int64)
    share = (places - whole).astype(np.float32)[:, None]
    first = np.take_along_axis(table, whole[:, None] % PERIOD, 2)
    second = np.take_along_axis(table, (whole[:, None] + 1) % PERIOD, 2)
    return np.asarray(first + (second - first) * share, np.float32)
