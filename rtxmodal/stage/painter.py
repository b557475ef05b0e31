"""Makes pictures of what is heard: the picture lanes of one scene, in a thread of their own.

    heard ring |=====================|----->     written by the sound callback
                        read ^       ^ written   taken in pieces, at most a display frame long
    lanes      piece -> pictures, each stamped with the frame of the ring that it was made from

A painter that is behind goes through the old sound without making pictures of it (`Lane.skim`), and jumps when
even that would take too long: the newest wins, and the sound never waits. One that stays behind makes cheaper
pictures (`Ladder`).
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from rtxmodal.devices.camera import PygameCamera
from rtxmodal.hands import NoteFeed
from rtxmodal.lane import build_lanes
from rtxmodal.notes import NoteEvent, Notes
from rtxmodal.params import Table
from rtxmodal.scene import WRITTEN
from rtxmodal.stage.ladder import Ladder, halvings_of
from rtxmodal.stage.lookout import Lookout
from rtxmodal.stage.scribe import Given, Scribe
from rtxmodal.stage.shared import Beats, LoadScene, SoundStatus, StageParts
from rtxmodal.stage.strip import PIECE_SECONDS, Piece, Sight, Strip, seen, turn_of
from rtxmodal.stream.blend import fit, mix
from rtxmodal.stream.pulse import Bass, with_bass, with_pulse
from rtxmodal.stream.stages import Shown
from rtxmodal.translators import Context

BEHIND_SECONDS = 0.05  # from here on old sound is not painted
JUMP_SECONDS = 1.0  # from here on it is not even gone through
SPARSE_SECONDS = 3.5 * PIECE_SECONDS  # on the lowest rung, from one picture to the next: fifteen a second
LONGEST_SECONDS = 0.3  # from here on a picture is made however late it is: the window never stands still
PAST_SECONDS = 0.5  # of sound that a new painter starts with: states have settled when it is first seen
WAIT_SECONDS = 0.002
READY = 32  # pictures that may wait to be heard: half a second of device latency at 60 a second


class Painter:
    """One scene's picture lanes. Built in the thread that calls; `start` gives them a thread of their own.

    `take` may be called by another thread.
    """

    def __init__(
        self,
        parts: StageParts,
        command: LoadScene,
        sample_rate: int,
        say: Callable[[str], None],
        notes: NoteFeed | None = None,
    ) -> None:
        """Load the lanes.

        Args:
            parts: what is heard, notes and parameters.
            command: the scene.
            sample_rate: of what is heard, Hz.
            say: gets one line for the performer; called from any thread.
            notes: shared with the painter that runs beside this one; by default the queue is read alone.

        Raises:
            ValueError, KeyError, OSError: a translator or a file is refused; the message names it.
        """
        self.command, self.sample_rate = command, sample_rate
        self._parts, self._say = parts, say
        self.table = Table(command.parameters)
        context = Context(sample_rate, command.provider)
        lanes = build_lanes(command.scene, self.table, context, 0, ("window",))
        watches = any(lane.source == "camera" for lane in command.scene.lanes)
        self._lookout = Lookout(PygameCamera, parts.seen, say) if watches else None
        self._strips: list[Strip] = []
        for lane in lanes:
            self._strips.append(Strip(lane, self.table, self._sight(lane.spec.source)))
        self._values = self.table.values
        self._ready: deque[Shown] = deque(maxlen=READY)
        self._next = max(0, parts.heard.written - int(PAST_SECONDS * sample_rate))
        feed = notes or NoteFeed(parts.notes_picture.pull)
        self._scribes = [
            Scribe(lane, self.table, parts, Given(feed, self._sight(lane.spec.source)), self.values, say)
            for lane in build_lanes(command.scene, self.table, context, 0, WRITTEN)
        ]
        self._reader = feed.join()
        self._events: list[NoteEvent] = []
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="painter", daemon=True)
        self._strikes = 0
        self._bass = Bass(sample_rate)
        self.ladder = Ladder()
        self._painted = self._next
        self.height = 0
        """Of the pictures as they are made, pixels; 0 before the first."""
        self.made = self.skipped = 0
        """Pictures made; pieces of sound that no picture was made of because it was late."""

    @property
    def has_lanes(self) -> bool:
        """Whether the scene has a lane to the window at all."""
        return bool(self._strips)

    def start(self) -> None:
        """Begin to paint."""
        self._thread.start()

    def write(self) -> None:
        """Begin to send notes, when the painter before has let go of its own."""
        for scribe in self._scribes:
            scribe.start()

    def stop(self) -> None:
        """End, and wait for it."""
        self._stopped.set()
        for scribe in self._scribes:
            scribe.stop()
        if self._thread.is_alive():
            self._thread.join()
        self._reader.leave()
        if self._lookout is not None:
            self._lookout.close()

    def values(self, last: np.ndarray) -> np.ndarray:
        """The parameters now; `last` while the slot holds those of another scene. Shape: (parameters,)."""
        vector = self._parts.parameters.get()
        fits = round(vector[0]) == self.command.generation
        return vector[1 : 1 + len(self.table)] if fits else last

    def take(self, frame: int) -> Shown | None:
        """The newest picture made from what was heard up to `frame`; None if there is no new one."""
        newest = None
        while self._ready and self._ready[0].frame <= frame:
            newest = self._ready.popleft()
        return newest

    def turn(self) -> bool:
        """Paint one piece; False when there is nothing to do yet."""
        heard, piece = self._parts.heard, max(1, int(PIECE_SECONDS * self.sample_rate))
        waiting = heard.written - self._next
        if waiting < piece:
            return False
        if waiting > JUMP_SECONDS * self.sample_rate:
            self.skipped += (waiting - piece) // piece
            self._jump(heard.written - piece)
        sound = heard.read(self._next, piece)
        if sound is None:  # overwritten while being read
            self._jump(heard.written)
            return False
        behind = heard.written - self._next - piece > BEHIND_SECONDS * self.sample_rate
        self.skipped += behind
        since = (self._next - self._painted) / self.sample_rate
        rests = behind or (self.ladder.is_sparse and since < SPARSE_SECONDS)
        began = time.monotonic()
        self._paint(sound, paints=not rests or since > LONGEST_SECONDS)
        now = time.monotonic()
        if self.made:  # how long the first one takes says nothing
            self.ladder.see(now, now - began, behind, SoundStatus.of(self._parts.sound_status.get()).misses)
        return True

    # -- inside ------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while not self._stopped.is_set():
            try:
                if not self.turn():
                    time.sleep(WAIT_SECONDS)
            except Exception as error:  # noqa: BLE001 - the top of a thread; a model may fail in any way
                self._say(f"no picture could be made: {type(error).__name__}: {error}")
                self._jump(self._parts.heard.written)
                time.sleep(1.0)

    def _paint(self, sound: np.ndarray, paints: bool) -> None:
        start = self._next
        self._next += len(sound)
        values = self._values = self.values(self._values)
        notes = self._notes(start, len(sound))
        bass, halvings = self._bass.hear(sound), self.ladder.halvings
        values = with_bass(self._with_pulse(values, notes), self._next / self.sample_rate, bass, halvings)
        if self._lookout is not None:
            self._lookout.look(turn_of(self._next, len(sound)))
        newest: list[Shown] = []
        for strip in self._strips:
            newest += strip.feed(Piece(start, sound, notes, values, paints, halvings))
        if newest:
            self.made += len(newest)
            self._painted = start
            picture = self._compose(values)
            if picture is not None:
                self._measure(picture)
                self._ready.append(Shown(max(shown.frame for shown in newest), picture))

    def _notes(self, start: int, count: int) -> Notes:
        self._events += self._reader.pull()
        due = [event for event in self._events if event.frame < start + count]
        self._events = [event for event in self._events if event.frame >= start + count]
        return Notes(tuple(replace(event, frame=max(0, event.frame - start)) for event in due), count)

    def _with_pulse(self, values: np.ndarray, notes: Notes) -> np.ndarray:
        """The values, and which beat it is when this piece is heard."""
        self._strikes += sum(event.kind == "on" for event in notes.events)
        beats = Beats.of(self._parts.transport.get())
        heard = SoundStatus.of(self._parts.sound_status.get()).heard_at(self._next)
        return with_pulse(values, beats.beat_at(heard), beats.bar, self._strikes)

    def _compose(self, values: np.ndarray) -> np.ndarray | None:
        """The lanes over each other, the first at the bottom, each by its wet."""
        whole: np.ndarray | None = None
        for strip in self._strips:
            share = strip.share(values)
            if strip.newest is None or (whole is not None and share == 0.0):
                continue
            if whole is None:
                whole = mix(np.zeros_like(strip.newest), strip.newest, share) if share < 1.0 else strip.newest
            else:
                whole = mix(whole, fit(strip.newest, whole.shape[1], whole.shape[0]), share)
        return whole

    def _measure(self, picture: np.ndarray) -> None:
        """Tell the ladder how far pictures of this size can be shrunk, where that makes anything faster."""
        self.height = picture.shape[0]
        if self.ladder.rung == 0 and any(strip.shrinks for strip in self._strips):
            self.ladder.halvings_at_most = halvings_of(*picture.shape[:2])

    def _jump(self, frame: int) -> None:
        for strip in self._strips:
            strip.skip(frame - self._next)
        self._next = frame

    def _sight(self, source: str) -> Sight | None:
        """What a lane from pictures looks at."""
        kind, _, name = source.partition(":")
        if kind == "camera" and self._lookout is not None:
            return self._lookout.sight
        if kind == "lane":
            return next(strip.sight for strip in self._strips if strip.id == name)
        return seen(source)
