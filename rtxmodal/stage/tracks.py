"""The tracks of a recording: what is read from shared memory, and the files that it is written to."""

from __future__ import annotations

import contextlib
import platform
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
import onnxruntime

from rtxmodal import __version__
from rtxmodal.devices.films import Film
from rtxmodal.devices.recorder import SoundRecorder
from rtxmodal.stage.memory import SoundRing
from rtxmodal.stage.shared import LoadScene, SoundStatus, StageParts
from rtxmodal.take import FORMAT, INPUT, Header
from rtxmodal.take_file import TakeFile

Kind = Literal["take", "sound", "picture"]
KINDS: tuple[Kind, ...] = ("take", "sound", "picture")
CHUNK_FRAMES = 48_000
PRE_ROLL_SECONDS = 4.0  # before a take that begins in the middle: models remember no longer
PICTURES_PER_SECOND = 30
STANDING_SECONDS = 0.5  # a picture that stands is told again, so that the film's fragments are written
BLACK_SECONDS = 2.0  # a film that has no picture by then begins black
BLACK = np.zeros((512, 512, 3), np.uint8)


@dataclass(frozen=True)
class Begin:
    """main -> recorder: record from this frame on."""

    folder: Path
    kinds: tuple[Kind, ...]
    at: int
    """0 with the show."""
    scene: LoadScene
    """What plays."""
    has_input: bool
    suffix: str = ".flac"


class Track(Protocol):
    """One of the things that are written."""

    name: str

    def turn(self) -> None:
        """Write what is there. Raises OSError."""
        ...

    def flush(self) -> None:
        """Hand it to the system. Raises OSError."""
        ...

    def close(self) -> None:
        """Finish it. Raises OSError."""
        ...


class _Follower:
    """Reads a ring behind its writer, silence for what was overwritten."""

    def __init__(self, ring: SoundRing, start: int) -> None:
        self._ring, self.next = ring, start
        self.lost: list[tuple[int, int]] = []

    def read(self) -> np.ndarray:
        """What is new, not too much at once. Shape: (frames, 2)."""
        count = min(self._ring.written - self.next, CHUNK_FRAMES)
        if count <= 0:
            return np.zeros((0, 2), np.float32)
        sound = self._ring.read(self.next, count)
        if sound is None:
            self.lost.append((self.next, self.next + count))
            sound = np.zeros((count, 2), np.float32)
        self.next += count
        return sound


class SoundTrack:
    """What is heard, as sound."""

    name = "sound"

    def __init__(self, parts: StageParts, begin: Begin, sample_rate: int) -> None:
        self._follower = _Follower(parts.heard, begin.at)
        self._file = SoundRecorder(begin.folder / f"sound{begin.suffix}", sample_rate)
        self.flush, self.close = self._file.flush, self._file.close

    def turn(self) -> None:
        """See `Track`."""
        while len(sound := self._follower.read()):
            self._file.add(sound)


class TakeTrack:
    """All that the sound was made of."""

    name = "take"

    def __init__(self, parts: StageParts, begin: Begin, status: SoundStatus) -> None:
        self._parts = parts
        rate = round(status.sample_rate)
        start, self._record, is_whole = _find_start(parts, begin.at, rate)
        self._input = _Follower(parts.came, start)
        header = Header(
            FORMAT, __version__, time.strftime("%Y-%m-%d %H:%M:%S"), rate, round(status.block_size),
            "cuda" if status.provider else "cpu", start, begin.at, is_whole, begin.has_input, _machine(),
        )  # fmt: skip
        self._take = TakeFile(begin.folder, header)
        self._file = SoundRecorder(begin.folder / f"{INPUT}.wav", rate) if begin.has_input else None
        self.stage, self.mark = self._take.stage, self._take.mark
        self.stage(begin.scene)

    def turn(self) -> None:
        """See `Track`."""
        first, happenings = self._parts.log.read(self._record)
        if first > self._record:
            self._take.lose(self._input.next, self._parts.came.written)
        self._record = first + len(happenings)
        self._take.add(happenings)
        while len(sound := self._input.read()):
            if self._file is not None:
                self._file.add(sound)
        for begin, end in self._input.lost:
            self._take.lose(begin, end)
        self._input.lost.clear()

    def flush(self) -> None:
        """See `Track`."""
        if self._file is not None:
            self._file.flush()
        self._take.flush(self._input.next)

    def close(self) -> None:
        """See `Track`."""
        with contextlib.ExitStack() as stack:
            if self._file is not None:
                stack.callback(self._file.close)
            stack.callback(self._take.close)
            self.flush()


class FilmTrack:
    """What is seen and heard. Late pictures are left out; each keeps the place of the sound that it was shown with."""

    name = "film"

    def __init__(self, parts: StageParts, begin: Begin, sample_rate: int) -> None:
        self._parts, self._rate, self._begin = parts, sample_rate, begin.at
        self._follower = _Follower(parts.heard, begin.at)
        self._film = Film(begin.folder / "film.mp4", sample_rate, PICTURES_PER_SECOND, live=True)
        self._seen = self._number = -1
        self._next: tuple[int, np.ndarray] | None = None  # the newest picture of its place in the film

    def turn(self) -> None:
        """See `Track`."""
        self._parts.pictures.want()
        while len(sound := self._follower.read()):
            self._film.add_sound(sound)
        newest = self._parts.pictures.newest()
        if newest is not None and newest.number != self._seen and newest.frame >= self._begin:
            self._seen = newest.number
            self._place(self._number_at(newest.frame), newest.picture)
        now = self._number_at(self._follower.next)
        standing = self._next is not None and now - self._next[0] > STANDING_SECONDS * PICTURES_PER_SECOND
        if standing or (self._next is None and now > BLACK_SECONDS * PICTURES_PER_SECOND):
            self._place(now - 1, BLACK if self._next is None else self._next[1])

    def flush(self) -> None:
        """A fragment is handed over each second."""

    def close(self) -> None:
        """See `Track`."""
        now = self._number_at(self._follower.next)
        last = BLACK if self._next is None else self._next[1]
        for number in (now, now + 1):  # the second lets the first be written
            self._place(number, last)
        self._film.close()

    def _number_at(self, frame: int) -> int:
        return round((frame - self._begin) * PICTURES_PER_SECOND / self._rate)

    def _place(self, number: int, picture: np.ndarray) -> None:
        """Put a picture where it belongs; of several for one place the newest is taken, once the next place comes."""
        if self._next is None:
            number = 0  # a film begins with a picture
        elif number > self._next[0] > self._number:
            self._number = self._next[0]
            self._film.add_picture(self._next[1], self._number)
        if self._next is None or number >= self._next[0]:
            self._next = number, picture


def _find_start(parts: StageParts, at: int, sample_rate: int) -> tuple[int, int, bool]:
    """Where a take has to begin so that it can be played from `at`: frame, record, whether the show begins there."""
    first, happenings = parts.log.read(0)
    if at == 0 and first == 0:
        return 0, 0, True
    oldest = max(0, parts.came.written - parts.came.capacity + sample_rate)
    places = [
        place for place, one in enumerate(happenings)
        if one.what == "key" and one.part == "key" and oldest <= one.at <= at - PRE_ROLL_SECONDS * sample_rate
    ] or [place for place, one in enumerate(happenings) if one.what == "key" and oldest <= one.at]  # fmt: skip
    if not places:
        return at, first + len(happenings), False
    place = places[-1] if happenings[places[-1]].at <= at else places[0]
    return happenings[place].at, first + place, False


def _machine() -> dict[str, str]:
    """What else the bits may depend on."""
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "onnxruntime": onnxruntime.__version__,
        "system": platform.platform(),
        "processor": platform.machine(),
    }
