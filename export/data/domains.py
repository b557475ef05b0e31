"""The domains of a CycleGAN: folders of pictures, sounds or MIDI files, and pictures through a filter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from export.data import codecs
from export.data.folders import find_folder
from export.data.segments import SOUND_FILES
from export.data.sounds import load_sound, read_performance
from rtxmodal.stream import filters

CHANNELS = {"picture": 3, "sound": 2, "spectra": 4, "roll": 1}
"""Of each kind of domain."""
PICTURE_FILES = (".jpg", ".jpeg", ".png", ".bmp", ".webp")
MIDI_FILES = (".mid", ".midi")
SOUND_RATE = 44_100
HELD_OUT_EVERY = 16
FILTERS: dict[str, Callable[[NDArray[np.uint8], np.random.Generator], NDArray[np.uint8]]] = {
    "blur": lambda picture, rng: filters.blur(picture, 4.0),
    "tessellate": lambda picture, rng: filters.tessellate(
        picture, int(rng.integers(12, 32)), 0.8, int(rng.integers(99))
    ),
    "fractal": lambda picture, rng: filters.fractal(picture, 0.8, float(rng.uniform(0.0, 360.0)), 2),
    "pixelsort": lambda picture, rng: filters.sort_pixels(picture, float(rng.uniform(0.25, 0.5)), "down"),
    "colourblur": lambda picture, rng: filters.blur_colour(picture, 0.25 * min(picture.shape[:2])),
    "hueshift": lambda picture, rng: filters.shift_hue(picture, float(rng.uniform(60.0, 300.0))),
    "bits": lambda picture, rng: filters.reduce_bits(picture, int(rng.integers(1, 3))),
}
"""The instrument's own filters, as various as they are played."""


@dataclass(frozen=True)
class Domain:
    """One side's data. Every draw reads its files anew; pictures are kept in memory, small."""

    kind: str
    """One of CHANNELS."""
    folders: tuple[Path, ...]
    size: int
    filter: str = ""
    """Of pictures: one of FILTERS, or none."""
    crop: int = 0
    """Pixels of the squares that are cut from pictures at random for training; 0: the whole."""
    is_held_out: bool = False
    """Whether these are the files that nothing is trained on, or the others."""

    @classmethod
    def of(cls, data: Mapping[str, Any], side: str) -> Domain:
        """The recipe's side `a` or `b`: `[folders..., filter]`, the filter by its name.

        Raises:
            FileNotFoundError: nothing to train on is in the folders.
        """
        names = list(data[side])
        chosen = names.pop() if names[-1] in FILTERS else ""
        folder = find_folder(data["folder"])
        folders = tuple(folder / name for name in names)
        for kind, suffixes in (("picture", PICTURE_FILES), ("roll", MIDI_FILES), ("sound", SOUND_FILES)):
            if any(_files(one, suffixes) for one in folders):
                kind = "spectra" if kind == "sound" and data.get("spectra") else kind
                return cls(kind, folders, int(data["size"]), chosen, int(data.get("crop", 0)))
        known = ", ".join((*PICTURE_FILES, *MIDI_FILES, *SOUND_FILES))
        raise FileNotFoundError(f"{', '.join(map(str, folders))} must hold files of {known}, got none; put some there")

    def held_out(self) -> Domain:
        """Every sixteenth file, which no training draws, whole: what a model is judged on."""
        return replace(self, crop=0, is_held_out=True)

    def files(self) -> list[Path]:
        """What is drawn from, in order.

        Raises:
            ValueError: too few to learn from, or to hold some out.
        """
        suffixes = {"picture": PICTURE_FILES, "roll": MIDI_FILES}.get(self.kind, SOUND_FILES)
        found = [path for folder in self.folders for path in _files(folder, suffixes)]
        if self.kind == "picture" and len(found) < 8:
            raise ValueError(f"a domain must have 8 pictures or more, got {len(found)} in {self.folders[0]}; add some")
        chosen = [path for place, path in enumerate(found, 1) if (place % HELD_OUT_EVERY == 0) == self.is_held_out]
        if not chosen:
            raise ValueError(
                f"{HELD_OUT_EVERY} files or more must be there to hold one out, got {len(found)}; add some"
            )
        return chosen

    def draw(self, count: int, rng: np.random.Generator) -> NDArray[np.float32]:
        """Random squares. Shape: -> (count, channels, size, size), of pictures that are cropped: crop for size."""
        return self.draw_pairs(count, rng)[0]

    def draw_pairs(self, count: int, rng: np.random.Generator) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Random squares, and each before its filter (the same where there is none). Shape: as of `draw`, both."""
        files = self.files()
        chosen = rng.integers(len(files), size=count)
        pairs = [self._read(files[index], rng) for index in chosen]
        drawn, before = (np.stack(side).astype(np.float32) for side in zip(*pairs, strict=True))
        return drawn, before

    def _read(self, path: Path, rng: np.random.Generator) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        if self.kind == "picture":
            return self._read_picture(path, rng)
        square = self._read_square(path, rng)
        return square, square

    def _read_picture(self, path: Path, rng: np.random.Generator) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        before = read_small(path, self.size)
        before = before[:, ::-1] if rng.random() < 0.5 else before
        picture = FILTERS[self.filter](before, rng) if self.filter else before
        edge, top, left = self.crop or self.size, 0, 0
        if self.crop:
            top, left = rng.integers(self.size - self.crop + 1, size=2)
        cut = (one[top : top + edge, left : left + edge] for one in (picture, before))
        drawn, as_it_was = (codecs.square_of_picture(one, edge) for one in cut)
        return drawn, as_it_was

    def _read_square(self, path: Path, rng: np.random.Generator) -> NDArray[np.floating]:
        if self.kind == "roll":
            return self._read_roll(path, rng)
        frames = self.size**2 * (2 if self.kind == "spectra" else 1)
        sound = np.stack([_sound(path)] * 2)
        start = int(rng.integers(max(1, sound.shape[1] - frames)))
        cut = np.pad(sound[:, start : start + frames], ((0, 0), (0, max(0, frames - sound.shape[1] + start))))
        read = codecs.square_of_spectra if self.kind == "spectra" else codecs.square_of_sound
        return read(cut, self.size)

    def _read_roll(self, path: Path, rng: np.random.Generator) -> NDArray[np.floating]:
        """Eight bars from anywhere; cropped: from anywhere in a column too, as the stage moves them."""
        if not self.crop:
            return codecs.square_of_roll(codecs.roll_of_cells(_cells(path, rng)), self.size)
        notes = read_timed(path)
        start = float(rng.uniform(0.0, max(1.0, max((end for _, end, _ in notes), default=0.0) - codecs.STEPS)))
        roll = codecs.roll_of_spans([(begin - start, end - start, pitch) for begin, end, pitch in notes])
        square = codecs.square_of_roll(roll, self.size)
        spare = self.size - self.crop
        left, top = rng.integers(spare + 1), spare // 2 + rng.integers(-spare // 4, spare // 4 + 1)  # where keys are
        return square[:, left : left + self.crop, top : top + self.crop]


@lru_cache(maxsize=64)
def _files(folder: Path, suffixes: Sequence[str]) -> tuple[Path, ...]:
    return tuple(sorted(path for path in folder.rglob("*") if path.suffix.lower() in suffixes))


@lru_cache(maxsize=20_000)
def read_small(path: Path, size: int) -> NDArray[np.uint8]:
    """The middle square of a picture file, `size` pixels wide. Shape: (size, size, 3).

    Raises:
        ValueError: the file is no picture.
    """
    try:
        with Image.open(path) as image:
            image.draft("RGB", (size, size))
            whole = image.convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise ValueError(f"{path} must be a picture, got one that cannot be read ({error}); remove it") from None
    edge = min(whole.size)
    left, top = (whole.width - edge) // 2, (whole.height - edge) // 2
    box = (left, top, left + edge, top + edge)
    return np.asarray(whole.resize((size, size), Image.Resampling.BOX, box))


@lru_cache(maxsize=64)
def _sound(path: Path) -> NDArray[np.float32]:
    return load_sound(path, SOUND_RATE)


@lru_cache(maxsize=256)
def _notes(path: Path) -> tuple[tuple[int, int, int], ...]:
    """Start and length in sixteenths at 120 BPM, and pitch, of a performance's notes."""
    notes = read_performance(path).notes
    return tuple((round(8 * n.start), max(1, round(8 * (n.end - n.start))), n.pitch) for n in notes)


@lru_cache(maxsize=256)
def read_timed(path: Path) -> tuple[tuple[float, float, int], ...]:
    """Start and end in sixteenths at 120 BPM, a sixteenth apart or more, and pitch, of a performance's notes."""
    return tuple((8 * n.start, 8 * max(n.end, n.start + 0.125), n.pitch) for n in read_performance(path).notes)


def _cells(path: Path, rng: np.random.Generator) -> list[codecs.Cell]:
    notes = _notes(path)
    start = int(rng.integers(max(1, max((n[0] for n in notes), default=0) - codecs.STEPS)))
    inside = [n for n in notes if start <= n[0] < start + codecs.STEPS]
    return [codecs.Cell(begin - start, pitch, steps) for begin, steps, pitch in inside]
