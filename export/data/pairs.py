"""Pairs of the same music in two timbres: anything a musician sends in, and strings.

`build_pairs` makes the whole training set of the live timbre model once, as mel spectrograms on disk. The
two sides of a take are aligned in time, so that a warm start and an evaluation can compare them; the
adversarial training draws its two sides from different takes.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import librosa
import numpy as np
from numpy.typing import NDArray

from export.data.mel import MelSettings, melgram
from export.data.sounds import (
    Note,
    Performance,
    Sound,
    chain,
    invent_melody,
    levelled,
    load_sound,
    read_performance,
    render,
    resample,
)

STRINGS = 48
"""General MIDI "String Ensemble 1": what the aligned side is played with."""
BOWED = ("violin", "cello", "double-bass")
HELD_OUT_PIECES = ("BWV_863", "K239")
HELD_OUT_NOTES = ("claudia-ih", "oboe")
SINGING_TRAINED_SECONDS = 6.5
"""The singing clip is learnt up to here; the rest is for the evaluation."""
POLYPHONIC = (0, 4, 24, 11, 6, 19)
"""Piano, electric piano, nylon guitar, vibraphone, harpsichord, church organ."""
MELODIC = (53, 52, 73, 65, 71, 24, 81)
"""Voice oohs, choir aahs, flute, alto saxophone, clarinet, nylon guitar, saw lead."""


@dataclass(frozen=True)
class Take:
    """One stretch of sound in its two timbres; `None` where there is only one."""

    name: str
    """Where it comes from."""
    given: Sound | None
    """What goes in. Shape: (frames,)"""
    wanted: Sound | None
    """Strings. Shape: (frames,)"""


@dataclass(frozen=True)
class Sources:
    """Where the material lies and what is made of it."""

    audio: Path
    """Folder with `voices/`, `instruments/`, `singing/`, `speech/`, `loops/`, `music/`."""
    midi: Path
    """Folder of MIDI files."""
    settings: MelSettings
    """Sample rate and spectrogram."""
    seed: int
    """Seed of cuts, transpositions and melodies."""
    piece_seconds: float = 20.0
    """Length of the cut of each piece."""
    melody_seconds: float = 600.0
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


def piece_takes(sources: Sources, rng: np.random.Generator) -> Iterator[Take]:
    """Cuts of piano pieces, transposed, on every polyphonic program."""
    cuts = []
    for path in sorted(sources.midi.rglob("*.mid")):
        if any(held in path.name for held in HELD_OUT_PIECES):
            continue
        piece = read_performance(path)
        start = float(rng.uniform(0.0, max(0.1, piece.seconds - sources.piece_seconds)))
        cuts.append(piece.cut(start, start + sources.piece_seconds).transposed(int(rng.integers(-5, 7))))
    whole = chain(cuts)
    wanted = render(whole, STRINGS, sources.settings.sample_rate)
    for program in POLYPHONIC:
        yield paired(f"pieces-{program}", render(whole, program, sources.settings.sample_rate), wanted)


def melody_takes(sources: Sources, rng: np.random.Generator) -> Iterator[Take]:
    """Invented melodies in two registers on every melodic program."""
    for low, high in ((40, 62), (55, 82)):
        parts = [invent_melody(rng, 12.0, low, high) for _ in range(int(sources.melody_seconds / 12.0))]
        whole = chain(parts)
        wanted = render(whole, STRINGS, sources.settings.sample_rate)
        for program in MELODIC:
            yield paired(f"melodies-{low}-{program}", render(whole, program, sources.settings.sample_rate), wanted)


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
    """Recorded single notes (sung vowels, winds, brass) put together to phrases, beside strings that play the same notes."""
    for kind, variants in (("voices", 5), ("instruments", 1)):
        folders = [f for f in sorted((sources.audio / kind).iterdir()) if f.name not in (*BOWED, *HELD_OUT_NOTES)]
        files = [path for folder in folders for path in sorted(folder.iterdir()) if number_in(path.stem) is not None]
        for variant in range(variants):
            yield note_take(f"phrases-{kind}-{variant}", files, sources.settings.sample_rate, rng)


def note_take(name: str, files: list[Path], sample_rate: int, rng: np.random.Generator) -> Take:
    """Recorded single notes in random order, up to three semitones off, beside strings that play the same and are as loud."""
    given, notes, bends = _phrase(files, sample_rate, rng)
    wanted = render(Performance(tuple(notes), tuple(bends)), STRINGS, sample_rate)
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
    """Singing and speech, shifted in pitch, beside strings that follow them."""
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
            wanted = render(moved, STRINGS, rate)
            wanted = np.pad(wanted, (0, max(0, len(given) - len(wanted))))[: len(given)]
            yield paired(f"{path.stem}{shift:+d}", given, wanted * envelope(given, rate))


def lone_takes(sources: Sources, rng: np.random.Generator) -> Iterator[Take]:
    """What has no other side: loops and music going in; real strings and slow strings wanted."""
    rate = sources.settings.sample_rate
    tonal = [
        p
        for p in sorted((sources.audio / "loops").glob("*.*"))
        if p.name.startswith(("ambi", "arovane", "bass", "guit", "loop_m"))
    ]
    yield Take("loops", np.concatenate([levelled(load_sound(path, rate)) for path in tonal]), None)
    yield Take(
        "music",
        np.concatenate([levelled(load_sound(p, rate)) for p in sorted((sources.audio / "music").glob("Kevin*"))]),
        None,
    )
    for path in sorted((sources.audio / "music").glob("Hungarian*")):
        yield Take("orchestra", None, levelled(load_sound(path, rate)))
    notes = []
    for folder in BOWED:
        for path in sorted((sources.audio / "instruments" / folder).iterdir()):
            sound, _ = librosa.effects.trim(load_sound(path, rate), top_db=35)
            notes.append(levelled(sound[: int(2.0 * rate)]))
    yield Take("bowed", None, np.concatenate([notes[i] for i in rng.permutation(len(notes))]))
    lines = chain([invent_melody(rng, 12.0, 45, 80) for _ in range(20)])
    yield Take("slow-strings", None, levelled(render(lines, 49, rate)))


def build_pairs(sources: Sources, folder: Path) -> Path:
    """Make every take's mel spectrograms as `NAME.npz` (`given`, `wanted`: (windows, bands) float16) in `folder`.

    What is there already is kept, whole kinds at a time, so that an interrupted run goes on.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for kind in (phrase_takes, melody_takes, piece_takes, singing_takes, lone_takes):
        done = folder / f"{kind.__name__}.done"
        if done.exists():
            continue
        rng = np.random.default_rng([sources.seed, zlib.crc32(kind.__name__.encode())])
        for take in kind(sources, rng):
            sides = {
                side: sound for side, sound in (("given", take.given), ("wanted", take.wanted)) if sound is not None
            }
            np.savez(
                folder / f"{take.name}.npz",
                **{s: melgram(x, sources.settings).T.astype(np.float16) for s, x in sides.items()},
            )
        done.touch()
    return folder


def load_side(folder: Path, side: str) -> dict[str, NDArray[np.float16]]:
    """One side of every take that has it, by take name."""
    sides = {}
    for path in sorted(folder.glob("*.npz")):
        with np.load(path) as file:
            if side in file:
                sides[path.stem] = file[side]
    return sides
