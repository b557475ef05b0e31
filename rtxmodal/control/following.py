"""MIDI clock in: ticks that come a little early and a little late -> one straight course.

    ticks ──> least squares over four beats ──> tempo and beat, as steady as the sender means them
               └─ three in a row that stray to one side: a new tempo, only the last ticks count

A clock that falls silent leaves the course as it is: the beat goes on by itself until ticks are there again.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from rtxmodal.control.transport import FASTEST, SLOWEST, Course
from rtxmodal.devices.midi_clock import TICKS_PER_BEAT, TICKS_PER_SIXTEENTH, ClockMessage

MOST_TICKS = 96  # four beats: the jitter of a sound card's period leaves 0.1 beats a minute
LEAST_TICKS = 6  # from here on they are a tempo
SILENCE_SECONDS = 0.5  # ticks after it do not continue those before it
STRAYING = 3  # ticks in a row off to one side
STRAY_SECONDS, STRAY_SHARE = 0.0015, 0.2  # off: farther than this and that share of a tick from where it should be
KEPT_AFTER_STRAYING = 6


class ClockFollower:
    """Follows one sender's clock. Owned by the thread that calls `hear`."""

    def __init__(self, bpm: float = 120.0) -> None:
        self.plays = False
        self.last_heard = -SILENCE_SECONDS
        self._bpm = bpm
        self._number = 0  # ticks of the song that the next one is
        self._times: deque[float] = deque(maxlen=MOST_TICKS)
        self._strayed = 0
        self._course: Course | None = None

    def hear(self, message: ClockMessage, when: float) -> Course | None:
        """Take a message that came at `when` (monotonic seconds); the new course, None if it is the same."""
        if message.kind == "tick":
            return self._tick(when)
        if message.kind == "position":
            self._number = message.sixteenths * TICKS_PER_SIXTEENTH
        elif message.kind == "start":
            self._number, self.plays = 0, True
        else:
            self.plays = message.kind == "continue"
        return self._stand(when) if not self.plays or message.kind == "position" else None

    def _stand(self, when: float) -> Course:
        """On the beat that the next tick will be."""
        self._course = Course(when, self._number / TICKS_PER_BEAT, self._bpm, moves=False)
        return self._course

    def _tick(self, when: float) -> Course | None:
        if when - self.last_heard > SILENCE_SECONDS:
            self._find_again(when)
        self.last_heard = when
        self._watch_for_straying(when)
        self._times.append(when)
        number = self._number
        self._number += self.plays
        begun = self._course is not None and self._course.moves
        if len(self._times) < LEAST_TICKS:
            if not self.plays or begun:
                return None
            self._course = Course(when, number / TICKS_PER_BEAT, self._bpm, moves=True)
            return self._course
        step, newest = self._line()
        self._bpm = min(max(60.0 / (TICKS_PER_BEAT * step), SLOWEST), FASTEST)
        self._course = Course(newest, number / TICKS_PER_BEAT, self._bpm, moves=self.plays)
        return self._course

    def _find_again(self, when: float) -> None:
        """After a silence: the beat went on by itself, so the tick is the one that is due now."""
        self._times.clear()
        self._strayed = 0
        if self._course is not None and self._course.moves:
            self._number = round(self._course.beat_at(when) * TICKS_PER_BEAT)

    def _watch_for_straying(self, when: float) -> None:
        """Forget the old tempo when ticks keep coming earlier or later than it says."""
        if len(self._times) < LEAST_TICKS:
            return
        step, newest = self._line()
        off = when - newest - step
        if abs(off) < STRAY_SECONDS + STRAY_SHARE * step:
            self._strayed = 0
            return
        side = 1 if off > 0 else -1
        self._strayed = side if self._strayed * side <= 0 else self._strayed + side
        if abs(self._strayed) >= STRAYING:
            self._strayed = 0
            kept = list(self._times)[1 - KEPT_AFTER_STRAYING :]
            self._times.clear()
            self._times.extend(kept)

    def _line(self) -> tuple[float, float]:
        """Seconds a tick, and when the newest tick was, by the line through all of them."""
        times = np.array(self._times) - self._times[0]
        places = np.arange(len(times)) - (len(times) - 1) / 2.0
        step = float(places @ times / (places @ places))
        return max(step, 1e-3), self._times[0] + float(times.mean()) + step * float(places[-1])
