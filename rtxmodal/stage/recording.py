"""The recorder's process: follows what is shared and writes it to files, at low priority, so that nobody waits for it.

    came, log      -> take.jsonl, input.wav       to play it again
    heard          -> sound.flac
    heard, window  -> film.mp4                    each picture at the frame that was heard when it was shown

It reads behind the others: the rings hold ten seconds, and what is lost beyond that is said in the take. A track that
fails (the disk is full) ends alone.
"""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
import onnxruntime

from rtxmodal import __version__
from rtxmodal.devices.files import Film
from rtxmodal.devices.recorder import SoundRecorder
from rtxmodal.stage.memory import SoundRing
from rtxmodal.stage.shared import LoadScene, Notice, SoundStatus, StageMemory, StageParts, Stop
from rtxmodal.take import FORMAT, INPUT, Header, TakeFile

Kind = Literal["take", "sound", "picture"]
KINDS: tuple[Kind, ...] = ("take", "sound", "picture")
TURN_SECONDS = 0.01  # twice between two pictures of a film
FLUSH_SECONDS = 0.5  # what is lost at most of sound and take when all dies
CHUNK_FRAMES = 48_000
PRE_ROLL_SECONDS = 4.0  # before a take that begins in the middle: models remember no longer
KEPT_BYTES = 100 << 20  # left free on the disk, for what has to be closed and for the system
PICTURES_PER_SECOND = 30
STANDING_SECONDS = 0.5  # a picture that stands is told again, so that the film's fragments are written
BLACK_SECONDS = 2.0  # a film that has no picture by then begins black
BLACK = np.zeros((512, 512, 3), np.uint8)
NICENESS = 5  # a third of the time that an ordinary process gets on a machine that is too busy


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


@dataclass(frozen=True)
class Mark:
    """main -> recorder: note these words at this frame."""

    at: int
    text: str


@dataclass(frozen=True)
class Finish:
    """main -> recorder: close what is being recorded."""


@dataclass(frozen=True)
class Rolling:
    """recorder -> main: how it is, twice a second."""

    folder: Path
    seconds: float
    minutes_left: float
    """Until the disk is full, at the rate so far."""


@dataclass(frozen=True)
class Recorded:
    """recorder -> main: done."""

    folder: Path
    seconds: float
    complaint: str = ""
    goes_on: Path | None = None
    """Where the recording goes on, after a change of the sample rate."""


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


class Recording:
    """What is being recorded. Owned by the recorder's process."""

    def __init__(self, parts: StageParts, begin: Begin, say: Callable[[str], None], kept: int = KEPT_BYTES) -> None:
        """Open the files.

        Raises:
            OSError: the folder or all files are refused.
        """
        self.begin, self._parts, self._say, self._kept = begin, parts, say, kept
        self._status = SoundStatus.of(parts.sound_status.get())
        self._flushed = time.monotonic()
        self.complaint = ""
        begin.folder.mkdir(parents=True, exist_ok=True)
        rate = round(self._status.sample_rate)
        makers: dict[str, Callable[[], Track]] = {
            "take": lambda: TakeTrack(parts, begin, self._status),
            "sound": lambda: SoundTrack(parts, begin, rate),
            "picture": lambda: FilmTrack(parts, begin, rate),
        }
        self._tracks: list[Track] = []
        for kind in begin.kinds:
            try:
                self._tracks.append(makers[kind]())
            except (OSError, ValueError) as error:
                self._complain(kind, error)

    @property
    def seconds(self) -> float:
        """Recorded so far."""
        return (self._parts.heard.written - self.begin.at) / self._status.sample_rate

    @property
    def is_over(self) -> bool:
        """Whether nothing can be recorded any more: every track failed, or the disk is full."""
        return not self._tracks

    @property
    def rate_changed(self) -> bool:
        """Whether the sound runs at another rate than the files."""
        return SoundStatus.of(self._parts.sound_status.get()).sample_rate != self._status.sample_rate

    def turn(self) -> None:
        """Write what is there."""
        self._each(lambda track: track.turn())
        if time.monotonic() - self._flushed > FLUSH_SECONDS:
            self._flushed = time.monotonic()
            self._each(lambda track: track.flush())
            if shutil.disk_usage(self.begin.folder).free < self._kept:
                self.complaint = "the disk is full; free some space or choose another place"
                self.close()

    def hear(self, command: Any) -> None:
        """A scene that is brought on, or a marker."""
        for track in self._tracks:
            if isinstance(track, TakeTrack) and isinstance(command, LoadScene):
                track.stage(command)
            elif isinstance(track, TakeTrack) and isinstance(command, Mark):
                track.mark(command.at, command.text)

    def minutes_left(self) -> float:
        """Until the disk is full, at the rate so far."""
        used = sum(file.stat().st_size for file in self.begin.folder.rglob("*") if file.is_file())
        free = shutil.disk_usage(self.begin.folder).free - self._kept
        return max(0.0, free / max(1.0, used / max(1.0, self.seconds)) / 60.0)

    def close(self) -> None:
        """Finish every file."""
        self._each(lambda track: track.turn())
        self._each(lambda track: track.close())
        self._tracks.clear()

    def _each(self, act: Callable[[Track], None]) -> None:
        """Let every track act; one that fails is closed as far as possible, and the others go on."""
        for track in list(self._tracks):
            try:
                act(track)
            except Exception as error:  # noqa: BLE001 - encoders raise types of their own; the other tracks go on
                self._tracks.remove(track)
                self._complain(track.name, error)
                with contextlib.suppress(Exception):
                    track.close()

    def _complain(self, name: str, error: Exception) -> None:
        self.complaint = f"{name} is not recorded any more: {error}"
        self._say(f"{self.complaint}; the show goes on")


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


class _Process:
    """The commands and the turns."""

    def __init__(self, parts: StageParts, connection: Connection) -> None:
        self._parts, self._connection = parts, connection
        self._recording: Recording | None = None
        self._waiting: Begin | None = None
        self._scene: LoadScene | None = None
        self._told = 0.0

    def run(self) -> None:
        """Until `Stop`, or until the main process is gone; what is being recorded is finished in any case."""
        while self._obey():
            if self._waiting is not None and self._parts.sound_status.get()[1] > 0:
                self._open(self._waiting)
            if self._recording is not None:
                self._recording.turn()
                self._tell()
                if self._recording.rate_changed:
                    self._go_on()
                elif self._recording.is_over:
                    self._finish()
        self._finish()

    def say(self, text: str) -> None:
        """One line for the performer."""
        self._send(Notice(text))

    def _obey(self) -> bool:
        try:
            if not self._connection.poll(TURN_SECONDS):
                return True
            command = self._connection.recv()
        except (EOFError, OSError):
            return False
        if isinstance(command, Begin):
            self._finish()
            self._waiting, self._scene = command, command.scene
        elif isinstance(command, Finish):
            self._finish()
        else:
            self._scene = command if isinstance(command, LoadScene) else self._scene
            if self._recording is not None:
                self._recording.hear(command)
        return not isinstance(command, Stop)

    def _open(self, begin: Begin) -> None:
        self._waiting = None
        try:
            self._recording = Recording(self._parts, begin, self.say)
        except OSError as error:
            self._send(Recorded(begin.folder, 0.0, f"nothing can be recorded in {begin.folder}: {error}"))

    def _finish(self, goes_on: Path | None = None) -> None:
        self._waiting = None
        recording, self._recording = self._recording, None
        if recording is not None:
            seconds = recording.seconds
            recording.close()
            self._send(Recorded(recording.begin.folder, seconds, recording.complaint, goes_on))

    def _go_on(self) -> None:
        """Another rate: files of their own, and a take that begins in the middle."""
        assert self._recording is not None and self._scene is not None
        begin = self._recording.begin
        name, _, number = begin.folder.name.rpartition(" part ")
        folder = begin.folder.with_name(f"{name or number} part {int(number) + 1 if name else 2}")
        self._finish(folder)
        self._waiting = replace(begin, folder=folder, at=self._parts.heard.written, scene=self._scene)

    def _tell(self) -> None:
        if self._recording is not None and time.monotonic() - self._told > FLUSH_SECONDS:
            self._told = time.monotonic()
            recording = self._recording
            self._send(Rolling(recording.begin.folder, recording.seconds, recording.minutes_left()))

    def _send(self, message: Any) -> None:
        with contextlib.suppress(OSError):  # nobody listens any more; the files are finished all the same
            self._connection.send(message)


def run(memory: StageMemory, connection: Connection) -> None:
    """The whole life of the recorder's process; the target of a spawned process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole terminal; the main process says Stop
    with contextlib.suppress(AttributeError, OSError):  # Windows has no such number
        os.nice(NICENESS)
    parts = StageParts(memory)
    _Process(parts, connection).run()
    parts.close()
