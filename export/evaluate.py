"""A file through a CycleGAN and back: `python -m export evaluate RECIPE --a FILE --b FILE`, as "566" evaluated.

    original ──> fake, in the other domain ──> cycle, in its own again; diff is cycle less original

Each is written in the medium of its domain: png, wav or mid, darkest to black and lightest to white, loudest to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from export.data import codecs
from export.data.domains import FILTERS, MIDI_FILES, PICTURE_FILES, SOUND_RATE
from export.data.segments import SOUND_FILES
from export.data.sounds import Note, Performance, read_performance, resample, write_midi
from export.systems.cyclegan import Cyclegan
from rtxmodal.devices.files import read_picture, read_sound, write_picture, write_sound

Square = NDArray[np.floating]

SUFFIXES = {"picture": PICTURE_FILES, "roll": MIDI_FILES, "sound": SOUND_FILES, "spectra": SOUND_FILES}
STEPS_A_SECOND = 8  # sixteenths at 120 BPM
VELOCITY = 64


def evaluate(system: Cyclegan, given: Mapping[str, Path], folder: Path, published: bool = False) -> list[Path]:
    """Write original, fake, cycle and diff of one file a domain.

    Args:
        system: trained.
        given: a file for `a`, for `b`, or for both.
        folder: where they are written.
        published: read rolls as the published reader did, a sixteenth too early.

    Raises:
        ValueError: a file is not of its domain's medium, or has too little in it.
        OSError: a file cannot be read or written.
    """
    kinds = {side: str(system.recipe.net[side]) for side in "ab"}
    if not given:
        raise ValueError(f"a file must be given: --a of a {kinds['a']}, --b of a {kinds['b']}, or both")
    size = int(system.recipe.data["size"])
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for side, path in given.items():
        other = "b" if side == "a" else "a"
        square = read_square(path, kinds[side], size)
        if side == "b" and kinds["b"] == "picture":
            square = _filtered(square, system)
        there, back = (system.to_b, system.to_a) if side == "a" else (system.to_a, system.to_b)
        original = torch.from_numpy(square.astype(np.float32))[None]
        with torch.no_grad():
            fake = there.eval()(original)
            cycle = back.eval()(fake)
        squares = {"original": (side, original), "fake": (other, fake), "cycle": (side, cycle)}
        squares["diff"] = (side, cycle - original)
        for name, (owner, made) in squares.items():
            stem = folder / f"{name}_{owner}_{path.stem}"
            written.append(WRITERS[kinds[owner]](made[0].numpy(), stem, published))
    return written


def read_square(path: Path, kind: str, size: int) -> Square:
    """A file as the networks take it, from its beginning. Shape: -> (channels, size, size). Raises as `evaluate`."""
    if path.suffix.lower() not in SUFFIXES[kind]:
        known = ", ".join(SUFFIXES[kind])
        raise ValueError(f"a file of this domain must be one of {known}, got {path.name!r}; convert it first")
    if kind == "picture":
        return codecs.square_of_picture(read_picture(path), size)
    if kind == "roll":
        notes = read_performance(path).notes
        steps = [(round(note.start * STEPS_A_SECOND), note) for note in notes]
        cells = [
            codecs.Cell(start, note.pitch, max(1, round((note.end - note.start) * STEPS_A_SECOND)))
            for start, note in steps
            if start < codecs.STEPS
        ]
        return codecs.square_of_roll(codecs.roll_of_cells(cells), size)
    sound, rate = read_sound(path)
    both = np.stack([resample(sound[:, channel], rate, SOUND_RATE) for channel in (0, 1)])
    return codecs.square_of_spectra(both, size) if kind == "spectra" else codecs.square_of_sound(both, size)


def _filtered(square: Square, system: Cyclegan) -> Square:
    """Through the filter that makes the domain, if one does."""
    name = list(system.recipe.data["b"])[-1]
    if name not in FILTERS:
        return square
    picture = codecs.picture_of_square(square)
    return codecs.square_of_picture(FILTERS[name](picture, np.random.default_rng(0)), square.shape[1])


def _write_picture(square: Square, stem: Path, published: bool) -> Path:
    path = stem.with_name(f"{stem.name}.png")
    write_picture(path, codecs.picture_of_square(square, stretched=True))
    return path


def _write_sound(sound: NDArray[np.floating], stem: Path) -> Path:
    path = stem.with_name(f"{stem.name}.wav")
    write_sound(path, (sound / max(float(np.abs(sound).max()), 1e-9)).T.astype(np.float32), SOUND_RATE)
    return path


def _write_roll(square: Square, stem: Path, published: bool) -> Path:
    path = stem.with_name(f"{stem.name}.mid")
    cells = codecs.cells_of_roll(codecs.roll_of_square(square), published)
    notes = (Note(c.start / STEPS_A_SECOND, (c.start + c.steps) / STEPS_A_SECOND, c.pitch, VELOCITY) for c in cells)
    write_midi(Performance(tuple(notes)), 0, path)
    return path


WRITERS: dict[str, Callable[[Square, Path, bool], Path]] = {
    "picture": _write_picture,
    "sound": lambda square, stem, _: _write_sound(codecs.sound_of_square(square), stem),
    "spectra": lambda square, stem, _: _write_sound(codecs.sound_of_spectra(square), stem),
    "roll": _write_roll,
}
