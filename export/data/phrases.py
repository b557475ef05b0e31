"""Recordings (sung vowels, single notes, singing, speech) beside the target timbre that plays the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import librosa
import numpy as np

from export.data.sounds import Note, Performance, Sound, levelled, load_sound, render, resample
from export.data.takes import HELD_OUT_NOTES, SINGING_TRAINED_SECONDS, Sources, Take, number_in, paired


def envelope(sound: Sound, sample_rate: int, release: float = 0.12) -> Sound:
    """How loud a sound is over time, relative to its loud parts; falls no faster than `release` seconds."""
    size = sample_rate // 100
    rms = np.sqrt((sound[: len(sound) // size * size].reshape(-1, size) ** 2).mean(axis=1))
    rms = np.minimum(rms / max(float(np.percentile(rms, 80)), 1e-5), 1.4) ** 0.6
    keep, held = float(np.exp(-0.01 / release)), 0.0
    for index, value in enumerate(rms):
        held = max(float(value), held * keep)
        rms[index] = held
    return np.interp(np.arange(len(sound)), (np.arange(len(rms)) + 0.5) * size, rms).astype(np.float32)


def phrase_takes(sources: Sources, rng: np.random.Generator) -> Iterator[Take]:
    """Recorded single notes (sung vowels, instruments) as phrases, beside the target that plays the same notes."""
    left_out = (*sources.target.notes, *HELD_OUT_NOTES)
    for kind, variants in (("voices", 5), ("instruments", 1)):
        folders = [f for f in sorted((sources.audio / kind).iterdir()) if f.name not in left_out]
        files = [path for folder in folders for path in sorted(folder.iterdir()) if number_in(path.stem) is not None]
        for variant in range(variants):
            yield note_take(f"phrases-{kind}-{variant}", files, sources, rng)


def note_take(name: str, files: list[Path], sources: Sources, rng: np.random.Generator) -> Take:
    """Single notes in random order, up to three semitones off, beside the target that plays the same as loudly."""
    sample_rate = sources.settings.sample_rate
    given, notes, bends = _phrase(files, sample_rate, rng)
    wanted = render(Performance(tuple(notes), tuple(bends)), sources.target.program, sample_rate)
    frames = min(len(given), len(wanted))
    return paired(name, given, wanted[:frames] * envelope(given, sample_rate)[:frames])


def _phrase(
    files: list[Path], sample_rate: int, rng: np.random.Generator
) -> tuple[Sound, list[Note], list[tuple[float, float]]]:
    pieces: list[Sound] = []
    notes: list[Note] = []
    bends: list[tuple[float, float]] = []
    now = 0
    for index in rng.permutation(len(files)):
        shift = float(rng.uniform(-3.0, 3.0))
        sound = load_sound(files[index], sample_rate)
        sound, _ = librosa.effects.trim(sound, top_db=30)
        sound = resample(levelled(sound), sample_rate, sample_rate * 2.0 ** (-shift / 12.0))[
            : int(sample_rate * rng.uniform(0.25, 1.7))
        ]
        fade = np.minimum(1.0, np.minimum(np.arange(len(sound)), np.arange(len(sound))[::-1]) / (0.015 * sample_rate))
        gap = np.zeros(0 if rng.random() < 0.6 else int(sample_rate * rng.uniform(0.05, 0.6)), np.float32)
        pieces += [(sound * fade).astype(np.float32) * np.float32(10.0 ** (rng.uniform(-10.0, 0.0) / 20.0)), gap]
        exact = (number_in(files[index].stem) or 60) + shift
        bends.append((now / sample_rate, exact - round(exact)))
        notes.append(
            Note(now / sample_rate, (now + len(sound)) / sample_rate, int(np.clip(round(exact), 21, 108)), 100)
        )
        now += len(sound) + len(gap)
    return np.concatenate(pieces), notes, bends


def follow(sound: Sound, sample_rate: int) -> Performance:
    """The melody of one voice, with all its slides, as notes and bends (pYIN, Mauch and Dixon 2014)."""
    hop = 256
    pitch, voiced, _ = librosa.pyin(
        sound, fmin=70.0, fmax=900.0, sr=sample_rate, frame_length=2048, hop_length=hop, resolution=0.2
    )
    keys = librosa.hz_to_midi(np.where(voiced, pitch, 440.0))
    edges = np.flatnonzero(np.diff(np.concatenate([[0], voiced.astype(int), [0]])))
    notes, bends = [], []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if end - start < 5:
            continue
        base = int(np.round(np.median(keys[start:end])))
        notes.append(Note(start * hop / sample_rate, end * hop / sample_rate, base, 100))
        bends += [
            ((start + i) * hop / sample_rate, float(np.clip(keys[start + i] - base, -12, 12)))
            for i in range(end - start)
        ]
    return Performance(tuple(notes), tuple(bends))


def singing_takes(sources: Sources, rng: np.random.Generator) -> Iterator[Take]:
    """Singing and speech, shifted in pitch, beside the target that follows them."""
    rate = sources.settings.sample_rate
    for path in sorted((sources.audio / "singing").glob("*.*")) + sorted((sources.audio / "speech").glob("*.*")):
        sound = levelled(load_sound(path, rate))
        if "singing" in path.parts:
            sound = sound[: int(SINGING_TRAINED_SECONDS * rate)]
        performance = follow(sound, rate)
        for shift in (-5, -2, 0, 2, 5):
            ratio = 2.0 ** (shift / 12.0)
            notes = tuple(Note(n.start / ratio, n.end / ratio, n.pitch + shift, n.velocity) for n in performance.notes)
            moved = Performance(notes, tuple((t / ratio, bend) for t, bend in performance.bends))
            given = resample(sound, rate, rate / ratio)
            wanted = render(moved, sources.target.program, rate)
            wanted = np.pad(wanted, (0, max(0, len(given) - len(wanted))))[: len(given)]
            yield paired(f"{path.stem}{shift:+d}", given, wanted * envelope(given, rate))
