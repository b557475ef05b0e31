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
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from rtxmodal.stage.shared import LoadScene, Notice, SoundStatus, StageMemory, StageParts, Stop
from rtxmodal.stage.tracks import Begin, FilmTrack, SoundTrack, TakeTrack, Track

TURN_SECONDS = 0.01  # twice between two pictures of a film
FLUSH_SECONDS = 0.5  # what is lost at most of sound and take when all dies
KEPT_BYTES = 100 << 20  # left free on the disk, for what has to be closed and for the system
NICENESS = 5  # a third of the time that an ordinary process gets on a machine that is too busy


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
    with contextlib.suppress(AttributeError, OSError):  # Windows has no such number
        os.nice(NICENESS)
    parts = StageParts(memory)
    _Process(parts, connection).run()
    parts.close()
