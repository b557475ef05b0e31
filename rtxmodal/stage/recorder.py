"""Recording as the performer has it: begun and finished from anywhere, told how it goes. `recording` writes."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue

import numpy as np

from rtxmodal.devices.files import write_picture
from rtxmodal.devices.films import film_size
from rtxmodal.stage import recording
from rtxmodal.stage.child import Child
from rtxmodal.stage.picture_ring import PictureRing
from rtxmodal.stage.recording import Finish, Mark, Recorded, Rolling
from rtxmodal.stage.shared import LoadScene, Notice, StageParts
from rtxmodal.stage.show import Show
from rtxmodal.stage.tracks import KINDS, Begin, Kind

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.-]{0,63}")
FINISH_SECONDS = 20.0  # a film's index is written last
STILL_SECONDS = 1.0  # a window that shows nothing in that time has nothing to show


class Recorder:
    """A companion. Any thread may ask; the main thread's `tick` does it."""

    def __init__(
        self,
        show: Show,
        parts: Callable[[], StageParts],
        scene: Callable[[], LoadScene],
        announce: Callable[..., None],
        say: Callable[[str], None],
    ) -> None:
        """Set it up; no process is started before there is something to record.

        Args:
            show: says where recordings lie, and whether one begins with the show.
            parts: gives the shared memory, once the show is started.
            scene: gives what plays.
            announce: tells every listener, given a path and arguments.
            say: prints a line that stays.
        """
        self._show, self._parts, self._scene, self._announce, self._say = show, parts, scene, announce, say
        self._asked: SimpleQueue[Begin | Finish | Mark] = SimpleQueue()
        self._child = Child("recorder", recording.run, lambda: (parts().memory,))
        self._generation = -1
        self._begun = 0.0
        self.is_recording = False
        self.seconds = 0.0
        """Of what is being recorded, or of the last recording."""
        self.minutes_left = 0.0
        """Until the disk is full; 0 while nothing is recorded."""
        self.path: Path | None = None
        """The folder of this recording, or of the last one."""

    # -- asked from any thread ---------------------------------------------------------------------------

    def begin(self, name: str = "", kinds: Sequence[Kind] = KINDS, whole: bool = False) -> Path:
        """Record from now on; `whole` from the show's very first frame, at its start.

        Raises:
            ValueError: a name that is none, or one that is taken; or something is being recorded.
        """
        if self.is_recording:
            raise ValueError(f"recording must be stopped before another begins, got {self.path}; stop it first")
        if name and not NAME.fullmatch(name):
            raise ValueError(f"name of a recording must be words of letters, digits and _ . -, got {name[:64]!r}")
        folder = self._show.recordings / (name or time.strftime("%Y%m%d-%H%M%S"))
        if folder.exists():
            raise ValueError(f"name of a recording must be a new one, got {folder.name!r}; choose another")
        at = 0 if whole else self._parts().heard.written
        asked = tuple(kind for kind in kinds if kind != "picture" or self._show.is_seen)
        self.is_recording, self.path, self.seconds = True, folder, 0.0
        self._asked.put(Begin(folder, asked, at, self._scene(), self._show.has_input, self._show.sound_suffix))
        return folder

    def finish(self) -> None:
        """Stop recording; nothing happens where nothing is recorded."""
        self._asked.put(Finish())

    def toggle(self) -> None:
        """Begin, or finish what is being recorded."""
        if self.is_recording:
            self.finish()
        else:
            self.begin()

    def mark(self, text: str = "") -> None:
        """Note this moment, with some words."""
        self._asked.put(Mark(self._parts().heard.written, text[:200]))

    def still(self, name: str = "") -> Path:
        """Write what the window shows to a PNG, in a thread of its own; returns where. Raises ValueError."""
        if not self._show.is_seen:
            raise ValueError("a still must have a window to be taken of, got none; play without --no-window")
        if name and not NAME.fullmatch(name):
            raise ValueError(f"name of a still must be words of letters, digits and _ . -, got {name[:64]!r}")
        parent = self.path if self.is_recording and self.path else self._show.recordings
        path = parent / f"{name or time.strftime('still-%Y%m%d-%H%M%S')}.png"
        arguments = (self._parts().pictures, path, self._say)
        threading.Thread(target=_write_still, args=arguments, name="still", daemon=True).start()
        return path

    # -- the main thread ---------------------------------------------------------------------------------

    def start(self) -> None:
        """Record from the first frame, if the show is to be recorded."""
        if self._show.record:
            self.begin(whole=True)

    def tick(self, now: float) -> None:
        """Hand on what was asked for, hear how it goes."""
        self._hand_on()
        self._parts().recording.put(np.array([self.seconds + 1.0 if self.is_recording else 0.0]))
        for message in self._child.messages():
            if isinstance(message, Notice):
                self._say(message.text)
            elif isinstance(message, Rolling):
                self.seconds, self.minutes_left = message.seconds, message.minutes_left
                self._announce("rec/state", 1, float(self.seconds))
            elif isinstance(message, Recorded):
                self._end(message)
        if self.is_recording and self._begun and self._child.is_gone(now):
            assert self.path is not None
            self._end(Recorded(self.path, self.seconds, "the recorder ended; what is written is kept"))

    def stop(self) -> None:
        """Finish the files."""
        self.finish()
        until = time.monotonic() + FINISH_SECONDS
        while self.is_recording and time.monotonic() < until:
            self.tick(time.monotonic())
            time.sleep(0.01)
        if self.is_recording:
            assert self.path is not None
            self._end(Recorded(self.path, self.seconds, "it could not be finished in time"))
        self._child.stop(FINISH_SECONDS)

    def _hand_on(self) -> None:
        command = self._scene()
        while True:
            try:
                asked = self._asked.get_nowait()
            except Empty:
                break
            if isinstance(asked, Begin):
                if self._child.process_id is None or self._child.is_gone(time.monotonic()):
                    self._child.start()
                self._begun, self._generation = time.monotonic(), asked.scene.generation
                self._say(f"recording to {asked.folder}")
                self._announce("rec/state", 1, 0.0)
            self._child.send(asked)
        if self._begun and command.generation != self._generation:
            self._generation = command.generation
            self._child.send(command)

    def _end(self, recorded: Recorded) -> None:
        if recorded.goes_on is not None:
            self.path = recorded.goes_on
            self._say(f"recorded: {recorded.folder}; the recording goes on in {recorded.goes_on}")
            return
        self.is_recording, self._begun, self.minutes_left = False, 0.0, 0.0
        self.seconds = recorded.seconds
        why = f" ({recorded.complaint})" if recorded.complaint else ""
        self._say(f"recorded: {recorded.folder}, {recorded.seconds:.1f} s{why}")
        self._announce("rec/state", 0, float(recorded.seconds))
        self._announce("rec/done", recorded.folder.name, float(recorded.seconds))


def _write_still(pictures: PictureRing, path: Path, say: Callable[[str], None]) -> None:
    """Wait for what is shown next and write it, as large as a film of it would be."""
    before, until = pictures.newest(), time.monotonic() + STILL_SECONDS
    while time.monotonic() < until:
        pictures.want()
        newest = pictures.newest()
        if newest is not None and (before is None or newest.number != before.number):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                write_picture(path, newest.picture, film_size(newest.picture))
                say(f"still: {path}")
            except OSError as error:
                say(str(error))
            return
        time.sleep(0.005)
    say("no still: the window shows nothing")
