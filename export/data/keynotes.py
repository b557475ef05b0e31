"""Single notes of instruments: found by name or by ear, cut to what a held key is, and taken apart.

    sound ──> course of its pitch ──> harmonics, pitch-synchronously ──> resynthesis ──> rest ──> bands of noise

All levels are dB of full scale, one column a hop of `HOP_SIZE` frames at `SAMPLE_RATE`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import librosa
import numpy as np
from numpy.typing import NDArray

from export.data.sounds import Note, Performance, Sound, load_sound, loudness_db, render

SAMPLE_RATE = 48000
HOP_SIZE = 256
HARMONICS = 128
NOISE_BANDS = 40
NOISE_SIZE = 512
"""Frames of a window of noise."""
FLOOR_DB = -110.0
LEVEL_DB = -22.0
"""Loudness that every note is brought to."""
ONSET_DB = 28.0
"""Below its loudest: where a note begins."""
LONGEST = 6.0
"""Seconds of a note that are looked at."""
HIGHEST = 20000.0
"""Hz; harmonics above are not listened for."""
SOUND_FILES = (".wav", ".flac", ".ogg", ".aif", ".aiff", ".mp3")
LETTERS = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "h": 11, "b": 11}
SIGNS = {"is": 1, "s": 1, "#": 1, "es": -1, "b": -1, "": 0}
NAME = re.compile(r"(?:^|[^a-z])([a-h])(is|es|s|#|b|)(-?[0-9])(?![0-9])")
NUMBER = re.compile(r"(?:^|[^0-9a-z])(\d{2,3})(?![0-9a-z])")


@dataclass(frozen=True)
class KeyNote:
    """One note as a held key plays it: trimmed to its onset, cut before its end, levelled."""

    name: str
    pitch: int
    """MIDI key, 0-127."""
    sound: Sound
    """Shape: (frames,)"""


@dataclass(frozen=True)
class Tracks:
    """A note taken apart. `T` hops, the first ends one hop after the onset."""

    harmonics_db: NDArray[np.float32]
    """Shape: (T, HARMONICS); NaN above `HIGHEST`."""
    noise_db: NDArray[np.float32]
    """What the harmonics leave, white noise of full scale is 0. Shape: (T, NOISE_BANDS)"""
    pitch: float
    """Where the note really lies, as a MIDI key with a fraction."""
    cents: NDArray[np.float32]
    """Course of the pitch around it. Shape: (T,)"""


def key_in(name: str) -> int | None:
    """The MIDI key in a file's name: a number, else a note's name in English or German; `None` where neither is.

    >>> key_in("Cl_ff-50-D3"), key_in("trumpet-ff-ais4"), key_in("piano C#5 soft"), key_in("Bb3"), key_in("pad")
    (50, 70, 73, 58, None)
    """
    stem = name.lower()
    numbers = [int(found) for found in NUMBER.findall(stem) if 12 <= int(found) <= 120]
    if numbers:
        return numbers[0]
    named = NAME.search(stem)
    if named is None:
        return None
    return 12 * (int(named[3]) + 1) + LETTERS[named[1]] + SIGNS[named[2]]


def estimated_key(sound: Sound) -> int | None:
    """The key of a note by ear (pYIN, Mauch and Dixon 2014); `None` where there is no pitch."""
    low = librosa.resample(sound[: 3 * SAMPLE_RATE], orig_sr=SAMPLE_RATE, target_sr=16000, res_type="soxr_mq")
    pitch, voiced, _ = librosa.pyin(low, fmin=27.5, fmax=4200.0, sr=16000, frame_length=2048)
    if not voiced.any():
        return None
    return int(round(float(np.median(librosa.hz_to_midi(pitch[voiced])))))


def load_notes(folder: Path, decays: bool, every: int = 1) -> list[KeyNote]:
    """Every sound file of a folder as a note, in order of their names.

    Args:
        folder: of wav, flac, ogg, aiff or mp3 files, one note each.
        decays: whether the instrument rings out by itself (then nothing is cut at the end).
        every: 1 for all files, 3 for one in three.

    Raises:
        ValueError: no file in it holds a note.
    """
    notes = []
    for path in sorted(path for path in folder.iterdir() if path.suffix.lower() in SOUND_FILES)[::every]:
        sound = load_sound(path, SAMPLE_RATE)
        pitch = key_in(path.stem)
        pitch = estimated_key(sound) if pitch is None else pitch
        held = held_part(sound, decays)
        if pitch is not None and len(held) >= 20 * HOP_SIZE:
            notes.append(KeyNote(path.stem, pitch, held))
    if not notes:
        raise ValueError(f"{folder} must hold sound files of one note each, got none; see models/keys-quartet.md")
    return notes


def render_notes(program: int, low: int, high: int, seconds: float = 5.0) -> list[KeyNote]:
    """Every key from `low` to `high`, held for `seconds` by FluidSynth's player of a General MIDI program."""
    gap, keys = 1.0, range(low, high + 1)
    starts = [place * (seconds + gap) for place in range(len(keys))]
    played = [Note(start, start + seconds, key, 100) for start, key in zip(starts, keys, strict=True)]
    sound = render(Performance(tuple(played)), program, SAMPLE_RATE)
    notes = []
    for note in played:
        cut = sound[int(note.start * SAMPLE_RATE) : int((note.end - 0.02) * SAMPLE_RATE)]
        notes.append(KeyNote(f"program-{program}-{note.pitch}", note.pitch, held_part(cut, decays=True)))
    return notes


def held_part(sound: Sound, decays: bool) -> Sound:
    """From just before the onset to just before the end, at `LEVEL_DB`, faded out over nothing."""
    step = SAMPLE_RATE // 500
    power = (sound[: len(sound) // step * step].reshape(-1, step).astype(np.float64) ** 2).mean(axis=1)
    if not len(power) or power.max() <= 1e-9:
        return sound[:0]
    power_db = 10.0 * np.log10(power + 1e-12)
    onset = int(np.argmax(power_db > power_db.max() - ONSET_DB))
    start = max(0, onset * step - HOP_SIZE // 2)
    smooth = np.convolve(power, np.ones(25) / 25.0, "same")  # 50 ms
    level = np.median(smooth[smooth > 0.05 * smooth.max()])
    wanted = 1e-6 * smooth.max() if decays else 0.15 * level
    end = int(np.flatnonzero(smooth > wanted)[-1]) * step - (0 if decays else SAMPLE_RATE // 25)
    cut = sound[start : min(max(end, start), start + int(LONGEST * SAMPLE_RATE))]
    if len(cut) < HOP_SIZE:
        return cut
    heard = cut[: int(0.5 * SAMPLE_RATE)] if decays else cut
    return cut * np.float32(10.0 ** ((LEVEL_DB - loudness_db(heard)) / 20.0))


def take_apart(note: KeyNote) -> Tracks:
    """Harmonics, noise and pitch of a note."""
    pitch = note.pitch + _offset(note) / 100.0
    hops = len(note.sound) // HOP_SIZE - 1
    cents = np.zeros(hops)
    for _ in range(3):
        cents = np.clip(cents + _detuning(note.sound, _hertz(pitch), cents), -80.0, 80.0)
        middle = float(np.median(cents))
        pitch, cents = pitch + middle / 100.0, cents - middle
    nominal = _hertz(pitch)
    phase = phases(nominal, cents, len(note.sound))
    count = int(min(HARMONICS, HIGHEST // nominal))
    complex_parts = demodulate(note.sound, phase, np.arange(1, count + 1), nominal, hops)
    harmonics_db = np.full((hops, HARMONICS), np.nan, np.float32)
    harmonics_db[:, :count] = 20.0 * np.log10(np.maximum(np.abs(complex_parts), 10.0 ** (FLOOR_DB / 20.0)))
    rest = note.sound - resynthesise(complex_parts, phase, len(note.sound))
    return Tracks(harmonics_db, noise_bands_db(rest, hops), pitch, cents.astype(np.float32))


def _hertz(pitch: float) -> float:
    return float(440.0 * 2.0 ** ((pitch - 69.0) / 12.0))


def _offset(note: KeyNote) -> float:
    """How far the note is from its key, cents: the comb of harmonics that catches most of its middle."""
    middle = note.sound[len(note.sound) // 4 :][: SAMPLE_RATE // 3]
    windowed = middle * np.hanning(len(middle))
    spectrum = np.abs(np.fft.rfft(windowed, 8 * SAMPLE_RATE)) ** 0.5  # the root: many harmonics count, not one
    tried = np.arange(-150.0, 151.0, 3.0)
    nominal = _hertz(note.pitch) * 2.0 ** (tried / 1200.0)
    count = int(np.clip(HIGHEST / 2.0 / nominal[0], 1, 10))
    places = np.rint(np.outer(nominal, np.arange(1, count + 1)) * 8.0).astype(int)
    return float(tried[spectrum[places].sum(axis=1).argmax()])


def phases(nominal: float, cents: NDArray, frames: int) -> NDArray:
    """Cycles of the fundamental at every frame. Shape: (T,) -> (frames,)."""
    places = (np.arange(len(cents)) + 1) * HOP_SIZE
    course = np.interp(np.arange(frames), places, cents)
    return np.cumsum(nominal * 2.0 ** (course / 1200.0) / SAMPLE_RATE)


def demodulate(
    sound: Sound, phase: NDArray, numbers: NDArray, nominal: float, hops: int, periods: float = 2.0
) -> NDArray:
    """Complex amplitudes of successive harmonics at the end of each hop: Hann windows of whole periods.

    Shape: (frames,), (frames,), (K,) -> (T, K).
    """
    period = SAMPLE_RATE / nominal
    size = int(round(period * np.ceil(max(periods, 0.006 * nominal))))
    long = int(round(period * np.ceil(max(periods, 0.02 * nominal))))  # once it sounds: less noise taken for tone
    parts = np.empty((hops, len(numbers)), np.complex64)
    for hop in range(hops):
        length = size if hop < 12 else long
        centre = (hop + 1) * HOP_SIZE
        first = centre - length // 2
        low, high = max(first, 0), min(first + length, len(sound))
        window = np.hanning(length + 2)[1:-1][low - first : high - first]
        window = window * (2.0 / max(window.sum(), 0.25 * length))
        turn = np.exp(-2j * np.pi * phase[low:high])
        turns = np.empty((len(numbers), high - low), np.complex64)
        turns[0] = turn ** float(numbers[0])
        for place in range(1, len(numbers)):
            turns[place] = turns[place - 1] * turn
        parts[hop] = turns @ (window * sound[low:high]).astype(np.complex64)
    return parts


def _detuning(sound: Sound, nominal: float, cents: NDArray) -> NDArray:
    """How far the pitch is above the given course, from the turning of the first harmonics. Shape: (T,) -> (T,)."""
    phase = phases(nominal, cents, len(sound))
    count = int(np.clip(0.35 * SAMPLE_RATE / HOP_SIZE / (0.03 * nominal), 1, 6))
    parts = demodulate(sound, phase, np.arange(1, count + 1), nominal, len(cents), periods=4.0)
    turned = np.zeros(parts.shape)
    turned[1:] = np.angle(parts[1:] * parts[:-1].conj()) / (2.0 * np.pi)
    relative = turned * SAMPLE_RATE / HOP_SIZE / (np.arange(1, count + 1) * nominal)
    weight = np.abs(parts) ** 2 * np.arange(1, count + 1) + 1e-12
    found = 1200.0 * np.log2(np.clip(1.0 + (relative * weight).sum(1) / weight.sum(1), 0.9, 1.1))
    found[:4] = found[4:8].mean() if len(found) > 8 else 0.0  # the onset turns phases by itself
    return _smooth(found, 5)


def _smooth(course: NDArray, size: int) -> NDArray:
    padded = np.pad(course, size // 2, mode="edge")
    return np.convolve(padded, np.hanning(size + 2)[1:-1] / np.hanning(size + 2).sum(), "valid")


def resynthesise(parts: NDArray, phase: NDArray, frames: int) -> Sound:
    """The harmonics alone, their complex amplitudes straight between hops. Shape: (T, K), (frames,) -> (frames,)."""
    hops = len(parts)
    place = np.clip(np.arange(frames) / HOP_SIZE - 1.0, 0.0, hops - 1.0)
    before = np.minimum(place.astype(int), hops - 2) if hops > 1 else np.zeros(frames, int)
    share = (place - before).astype(np.float32)
    turn = np.exp(2j * np.pi * phase).astype(np.complex64)
    total, now = np.zeros(frames, np.float32), np.ones(frames, np.complex64)
    for number in range(parts.shape[1]):
        now = now * turn
        amplitude = parts[before, number] * (1.0 - share) + parts[np.minimum(before + 1, hops - 1), number] * share
        total += (amplitude * now).real
    return total


def band_edges() -> NDArray:
    """Centres of the bands, Hz: even steps on a scale that is straight at first and logarithmic later."""
    scale = np.linspace(0.0, np.arcsinh(22000.0 / 400.0), NOISE_BANDS)
    return 400.0 * np.sinh(scale)


def band_weights(frequencies: NDArray) -> NDArray:
    """Share of each band's centre at each frequency, straight between centres. Shape: (F,) -> (F, NOISE_BANDS)."""
    return np.stack([np.interp(frequencies, band_edges(), row) for row in np.eye(NOISE_BANDS)], axis=1)


def noise_bands_db(rest: Sound, hops: int) -> NDArray[np.float32]:
    """Power of what is left around the end of each hop. Shape: (frames,) -> (T, NOISE_BANDS)."""
    padded = np.pad(rest, (0, NOISE_SIZE)).astype(np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(padded, NOISE_SIZE)[: hops * HOP_SIZE : HOP_SIZE]
    window = np.hanning(NOISE_SIZE + 2)[1:-1]
    power = np.abs(np.fft.rfft(windows * window, axis=1)) ** 2 / np.square(window).sum()
    weights = band_weights(np.fft.rfftfreq(NOISE_SIZE, 1.0 / SAMPLE_RATE))
    banded = power @ (weights / np.maximum(weights.sum(0), 1e-3))
    return (10.0 * np.log10(np.maximum(banded, 10.0 ** (FLOOR_DB / 10.0)))).astype(np.float32)
