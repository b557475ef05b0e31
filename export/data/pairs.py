"""Pairs of the same music in two timbres: anything a musician sends in, and the target.

`build_pairs` makes the whole training set of the live timbre model once, as mel spectrograms on disk. The
two sides of a take are aligned in time, so that a warm start and an evaluation can compare them; the
adversarial training draws its two sides from different takes.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import librosa
import numpy as np
from numpy.typing import NDArray

from export.data.mel import MelSettings, melgram
from export.data.phrases import phrase_takes, singing_takes
from export.data.rich import rich_melgram
from export.data.sounds import chain, invent_melody, levelled, load_sound, read_performance, render
from export.data.takes import HELD_OUT_PIECES, MELODIC, POLYPHONIC, REAL, Sources, Take, paired


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
    wanted = render(whole, sources.target.program, sources.settings.sample_rate)
    for program in POLYPHONIC:
        yield paired(f"pieces-{program}", render(whole, program, sources.settings.sample_rate), wanted)


def melody_takes(sources: Sources, rng: np.random.Generator) -> Iterator[Take]:
    """Invented melodies in two registers on every melodic program."""
    for low, high in ((40, 62), (55, 82)):
        parts = [invent_melody(rng, 12.0, low, high) for _ in range(int(sources.melody_seconds / 12.0))]
        whole = chain(parts)
        wanted = render(whole, sources.target.program, sources.settings.sample_rate)
        for program in MELODIC:
            yield paired(f"melodies-{low}-{program}", render(whole, program, sources.settings.sample_rate), wanted)


def lone_takes(sources: Sources, rng: np.random.Generator) -> Iterator[Take]:
    """What has no other side: loops and music going in; the target recorded, and in long lines, wanted."""
    rate, target = sources.settings.sample_rate, sources.target
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
    for path in sorted((sources.audio / "music").glob(target.music or "-")):
        yield Take("recorded-music", None, levelled(load_sound(path, rate)))
    notes = []
    for folder in target.notes:
        for path in sorted((sources.audio / "instruments" / folder).iterdir()):
            sound, _ = librosa.effects.trim(load_sound(path, rate), top_db=35)
            notes.append(levelled(sound[: int(2.0 * rate)]))
    yield Take("recorded-notes", None, np.concatenate([notes[i] for i in rng.permutation(len(notes))]))
    lines = chain([invent_melody(rng, 12.0, 45, 80) for _ in range(20)])
    yield Take("slow", None, levelled(render(lines, target.slow_program, rate)))


def sides_of(take: Take, settings: MelSettings) -> Iterator[tuple[str, NDArray[np.float16]]]:
    """Each mel spectrogram of a take with its name. Shape: (windows, bands)."""
    for side, sound in (("given", take.given), ("wanted", take.wanted)):
        if sound is not None:
            yield side, melgram(sound, settings).T.astype(np.float16)
            if side == "given" or take.given is None or any(fnmatch(take.name, pattern) for pattern in REAL):
                yield f"{side}_rich", rich_melgram(sound, settings).T.astype(np.float16)


def build_pairs(sources: Sources, folder: Path) -> Path:
    """Make every take's mel spectrograms as `NAME.npz` in `folder`.

    `given` and `wanted`, and those of their carriers, `given_rich` and (for takes in `REAL`) `wanted_rich`;
    (windows, bands) float16. What is there already is kept, whole kinds at a time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for kind in (phrase_takes, melody_takes, piece_takes, singing_takes, lone_takes):
        done = folder / f"{kind.__name__}.done"
        if done.exists():
            continue
        rng = np.random.default_rng([sources.seed, zlib.crc32(kind.__name__.encode())])
        for take in kind(sources, rng):
            np.savez(folder / f"{take.name}.npz", **dict(sides_of(take, sources.settings)))
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
