"""Keeps the transport: by its parameters, by MIDI clock or by Link; and beats time for others.

    parameters transport/... ─┐                    ┌─> MIDI clock out, within a millisecond
    MIDI clock ───────────────┼─> Transport.course ┼─> on_beat
    Link ─────────────────────┘                    └─> parameters transport/tempo, transport/play

The beating has a thread of its own; all else happens where it is called.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

from rtxmodal.control.baton import Baton, Send
from rtxmodal.control.following import ClockFollower
from rtxmodal.control.link import LinkSession
from rtxmodal.control.transport import AT_ONCE, Course, Transport
from rtxmodal.devices.midi_clock import ClockMessage
from rtxmodal.params import Table
from rtxmodal.stage.engine import ask_for_priority

LOOK_SECONDS = 0.02  # between two looks at a course that may change
CLOSE_SECONDS = 0.003  # before a tick the thread sleeps without listening for changes: that wakes it more exactly
TOLD_SECONDS = 0.25  # between two changes of the tempo that are told
TOLD_BPM = 0.05
LOST_SECONDS = 1.0  # of silence after which another clock may take over
PREFIX = "transport/"


class Knobs(Protocol):
    """What the conductor needs of the show."""

    @property
    def table(self) -> Table:
        """The parameters."""
        ...

    def set(self, parameter_id: str, value: object, origin: object = None) -> float:
        """Store a value."""
        ...

    def on_change(self, tell: Callable[[str, float, object], None]) -> None:
        """Call `tell(parameter id, value, origin)` on every change."""
        ...


class Conductor:
    """A companion. `hear_clock` is called on the thread of MIDI's events, parameters come from any thread."""

    def __init__(self, knobs: Knobs, transport: Transport, send: Send, say: Callable[[str], None]) -> None:
        """Bring them together.

        Args:
            knobs: the show.
            transport: what is conducted.
            send: takes the bytes of MIDI clock; called from the beating thread.
            say: takes one line for the performer.
        """
        self._knobs, self.transport, self._send, self._say = knobs, transport, send, say
        self._follower, self._leader = ClockFollower(), ""
        self._link: LinkSession | None = None
        self._changed = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._beat_time, name="rtxmodal-clock", daemon=True)
        self._told = 0.0
        self._complaint = ""

    # -- life -----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Take the parameters as they stand, and begin to beat."""
        for name in ("quantum", "tempo", "source", "play"):
            self._obey(name, self._value(name))
        self._knobs.on_change(self._hear)
        self._thread.start()

    def stop(self) -> None:
        """Stop; whoever follows our clock is told."""
        self._stopping.set()
        self._changed.set()
        if self._thread.ident is not None:
            self._thread.join(2.0)
        self._leave_link()

    def tick(self, now: float) -> None:
        """Look at Link, and show the tempo that was heard."""
        if self.source == "link":
            self._look_at_link()
        if self.source != "internal" and now - self._told > TOLD_SECONDS:
            self._told = now
            self._show()

    # -- what it is led by ----------------------------------------------------------------------------------

    @property
    def source(self) -> str:
        """`internal`, `midi` or `link`."""
        table = self._knobs.table
        return table[PREFIX + "source"].text(self._value("source")) if PREFIX + "source" in table else "internal"

    def hear_clock(self, message: ClockMessage, when: float, port: str) -> None:
        """What the clock of a MIDI port says; the first that speaks leads until it falls silent."""
        if self.source != "midi":
            return
        if port != self._leader:
            if self._leader and when - self._follower.last_heard < LOST_SECONDS:
                return
            if self._leader:
                self._say(f"MIDI clock from {port}")
            self._leader, self._follower = port, ClockFollower(self.transport.bpm)
        course = self._follower.hear(message, when)
        if course is not None:
            self.transport.follow(course)
            if course.moves and message.kind != "tick":
                self._changed.set()

    def _look_at_link(self) -> None:
        if self._link is None:
            try:
                self._link = LinkSession(self.transport.bpm)
            except OSError as error:
                if self._complaint != str(error):
                    self._complaint = str(error)
                    self._say(str(error))
                return
        before = self.transport.course
        self.transport.peers = self._link.peers
        course = self._link.look(before, self.transport.beats_per_bar)
        if course is not before:
            self.transport.follow(course)

    def _leave_link(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            link.close()
        self.transport.peers = -1

    def _show(self) -> None:
        """Let the parameters say what is heard."""
        bpm, plays = round(self.transport.bpm, 1), float(self.transport.is_playing)
        if abs(bpm - self._value("tempo", bpm)) > TOLD_BPM:
            self._knobs.set(PREFIX + "tempo", bpm, self)
        if plays != self._value("play", plays):
            self._knobs.set(PREFIX + "play", plays, self)

    # -- parameters -----------------------------------------------------------------------------------------

    def _value(self, name: str, otherwise: float = 0.0) -> float:
        table = self._knobs.table
        return table.value(PREFIX + name) if PREFIX + name in table else otherwise

    def _hear(self, parameter_id: str, value: float, origin: object) -> None:
        if parameter_id.startswith(PREFIX) and origin is not self:
            self._obey(parameter_id.removeprefix(PREFIX), value)
            self._changed.set()

    def _obey(self, name: str, value: float) -> None:
        now, source, transport = time.monotonic(), self.source, self.transport
        if name == "quantum" and value >= 1:
            transport.beats_per_bar = int(value)
        elif name == "tempo" and value and source != "midi":
            transport.bpm = value
            if self._link is not None:
                self._link.bpm = value
        elif name == "play" and source != "midi" and bool(value) != transport.is_playing:
            transport.play(now=now) if value else transport.stop_playing(now)
        elif name == "resync" and source == "internal":
            transport.resync(now)
        elif name == "tap" and source != "midi" and transport.tap(now) is not None:
            self._tell_tapped()
        elif name == "source" and source != "link":
            self._leave_link()

    def _tell_tapped(self) -> None:
        if self._link is not None:
            self._link.bpm = self.transport.bpm
        self._knobs.set(PREFIX + "tempo", round(self.transport.bpm, 2), self)
        if not self._value("play", 1.0):
            self._knobs.set(PREFIX + "play", 1.0, self)

    # -- the beating thread ---------------------------------------------------------------------------------

    def _beat_time(self) -> None:
        ask_for_priority()
        baton = Baton(self._send, self.transport.tell_beat)
        while not self._stopping.is_set():
            try:
                due = baton.due(self.transport.course, bool(self._value("clock_out")))
                if self._wait_for(due):
                    baton.beat(due)
            except Exception as error:  # noqa: BLE001 - top of the thread: the beat goes on
                self._say(f"a beat was lost: {error!r}")
                time.sleep(LOOK_SECONDS)
        baton.due(Course(), True)

    def _wait_for(self, due: float) -> bool:
        """Whether it is time; False when the course should be looked at first."""
        ahead = due - time.monotonic()
        if ahead > CLOSE_SECONDS:
            self._changed.wait(min(ahead - CLOSE_SECONDS / 2, LOOK_SECONDS))
            self._changed.clear()
            return False
        if ahead > 0.0:
            time.sleep(ahead)
        return True


def quantum_of(table: Table) -> str:
    """What scenes, presets and cues wait for, as `Transport.next_time` takes it."""
    name = PREFIX + "quantize"
    return table[name].text(table.value(name)) if name in table else AT_ONCE[0]
