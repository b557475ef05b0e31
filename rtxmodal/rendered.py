"""What rendering writes: sound, the last picture, or a film."""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from rtxmodal.devices.files import SOUND_OUT, SoundOut, complete, write_picture
from rtxmodal.devices.films import Film
from rtxmodal.stream.flash import FlashLimiter
from rtxmodal.stream.stages import Shown


@dataclass(frozen=True)
class Output:
    """What is to be written.

    Raises:
        ValueError: a file that is not written here.
    """

    path: Path
    """wav, flac, png or mp4."""
    pictures_per_second: int = 30
    height: int = 0
    """Of a film in pixels; 0 for the pictures' own."""

    def __post_init__(self) -> None:
        if self.suffix not in (*SOUND_OUT, ".png", ".mp4"):
            raise ValueError(f"--out must end in {', '.join(SOUND_OUT)}, .png or .mp4, got {self.path.name!r}")

    @property
    def suffix(self) -> str:
        """In small letters."""
        return self.path.suffix.lower()

    @property
    def wants_pictures(self) -> bool:
        """Whether sound alone will not do."""
        return self.suffix in (".png", ".mp4")


class Writer(Protocol):
    """Takes what a stage gives, block by block."""

    def add(self, heard: np.ndarray, pictures: list[Shown]) -> None:
        """The next stretch of sound, and the pictures that are new, by the frame that they belong to."""
        ...

    def finish(self) -> None:
        """All is there. Raises ValueError, OSError."""
        ...


def open_writer(output: Output, sample_rate: int, stack: ExitStack) -> Writer:
    """Begin to write; the file has its name once the stack is closed without an error.

    Raises:
        ValueError: a rate that a film cannot have.
        OSError: the folder is not there, or cannot be written.
    """
    if not output.path.resolve().parent.is_dir():
        raise OSError(f"the folder of --out must exist, got {str(output.path)!r}; make it first")
    if output.suffix == ".png":
        return PictureWriter(output.path)
    parts: AbstractContextManager[Path] = complete(output.path)
    part = stack.enter_context(parts)
    if output.suffix in SOUND_OUT:
        return SoundWriter(part, sample_rate)
    film = Film(part, sample_rate, output.pictures_per_second, output.height)
    return FilmWriter(film, sample_rate, output.pictures_per_second)


class SoundWriter:
    """Sound, written as it comes."""

    def __init__(self, path: Path, sample_rate: int) -> None:
        self._file = SoundOut(path, sample_rate)

    def add(self, heard: np.ndarray, pictures: list[Shown]) -> None:
        """See `Writer`."""
        self._file.add(heard)

    def finish(self) -> None:
        """See `Writer`."""
        self._file.close()


class PictureWriter:
    """The last picture."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last: np.ndarray | None = None

    def add(self, heard: np.ndarray, pictures: list[Shown]) -> None:
        """See `Writer`."""
        self._last = pictures[-1].picture if pictures else self._last

    def finish(self) -> None:
        """See `Writer`."""
        if self._last is None:
            raise ValueError("the scene must give a picture, got none; render a longer sound")
        write_picture(self._path, self._last)


class FilmWriter:
    """Every picture of the film is the newest that belongs to a frame already heard, kept from flashing as on stage."""

    def __init__(self, film: Film, sample_rate: int, pictures_per_second: int) -> None:
        self._film, self._rate, self._fps = film, sample_rate, pictures_per_second
        self._heard = self._filmed = 0
        self._waiting: list[Shown] = []
        self._newest: np.ndarray | None = None
        self._flash = FlashLimiter()

    def add(self, heard: np.ndarray, pictures: list[Shown]) -> None:
        """See `Writer`."""
        self._film.add_sound(heard)
        self._heard += len(heard)
        self._waiting += pictures
        while self._filmed * self._rate < self._heard * self._fps and (self._newest is not None or self._waiting):
            due = self._filmed * self._rate // self._fps
            while self._waiting and (self._waiting[0].frame <= due or self._newest is None):
                self._newest = self._waiting.pop(0).picture
            assert self._newest is not None
            self._film.add_picture(self._flash.limit(self._newest, self._filmed / self._fps))
            self._filmed += 1

    def finish(self) -> None:
        """See `Writer`."""
        self._film.close()
