"""The beat that is given: MIDI clock out, tick by tick along a course, with start, stop and place where they change."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence

from rtxmodal.control.transport import Course
from rtxmodal.devices.midi_clock import TICKS_PER_BEAT, TICKS_PER_SIXTEENTH, ClockMessage

MOST_BEHIND = TICKS_PER_BEAT  # ticks that are made up for; farther than that is another place in the song

Send = Callable[[Sequence[int]], None]


class Baton:
    """Which tick is next, and what has to be said before it. Owned by the beating thread."""

    def __init__(self, send: Send, tell_beat: Callable[[int, float], None]) -> None:
        self._send, self._tell_beat = send, tell_beat
        self._next: int | None = None  # ticks of the song; None while nothing moves
        self._sends = False
        self._began = True

    def due(self, course: Course, sends: bool) -> float:
        """When the next tick is; infinity while it stands. Says start, stop and place where those have changed."""
        now = time.monotonic()
        if not course.moves:
            if self._next is not None and self._sends:
                self._send(ClockMessage("stop").bytes())
            self._next = None
            return math.inf
        here = course.beat_at(now) * TICKS_PER_BEAT
        jumped = self._next is not None and not -MOST_BEHIND < here - self._next < MOST_BEHIND
        if self._next is None or jumped or sends != self._sends:
            self._begin(here, sends, must_stop=self._next is not None and self._sends)
        assert self._next is not None
        return course.time_of(self._next / TICKS_PER_BEAT)

    def beat(self, when: float) -> None:
        """One tick."""
        assert self._next is not None
        if not self._began:
            self._began = True
            place = ClockMessage("position", self._next // TICKS_PER_SIXTEENTH % (1 << 14))
            for message in [ClockMessage("start")] if self._next == 0 else [place, ClockMessage("continue")]:
                self._send(message.bytes())
        if self._sends:
            self._send(ClockMessage("tick").bytes())
        if self._next % TICKS_PER_BEAT == 0:
            self._tell_beat(self._next // TICKS_PER_BEAT, when)
        self._next += 1

    def _begin(self, here: float, sends: bool, must_stop: bool) -> None:
        """From the next sixteenth on, since a song position cannot say anything between."""
        if must_stop:
            self._send(ClockMessage("stop").bytes())
        grain = TICKS_PER_SIXTEENTH if sends else 1
        self._next = math.ceil((here - grain / 4) / grain) * grain
        self._sends, self._began = sends, not sends
