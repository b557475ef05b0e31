"""Musical time: which beat it is, when the next bar begins, and the tempo that a foot taps.

    clock, Link, taps, hands ──> Transport.course: one straight line, beat against time.monotonic()
                                      ├──> clock out, pictures on the beat
                                      └──> next_time: presets and scenes that wait for their bar

The line is one frozen value: whoever reads it, from any thread, reads a whole one.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

SLOWEST, FASTEST = 20.0, 300.0  # beats a minute
TAP_SECONDS = 2.0  # after so long a tap is the first of a new tempo
TAPS = 3  # from here on they are a tempo
TAPS_KEPT = 8
ON_TIME = 1e-3  # beats by which one may be past a quantum and still be on it
BEATS = {"1/16": 0.25, "1/8": 0.5, "1/4": 1.0, "beat": 1.0, "1/2": 2.0}
BARS = {"bar": 1, "1bar": 1, "2bars": 2, "4bars": 4, "8bars": 8}
AT_ONCE = ("now", "off")

OnBeat = Callable[[int, float], None]
"""Takes the number of a beat and the time.monotonic() at which it falls."""


@dataclass(frozen=True)
class Course:
    """Beats against time: a straight line, or one beat that stands."""

    time: float = 0.0
    """time.monotonic() at which it was `beat`."""
    beat: float = 0.0
    """Beats since the start of the song."""
    bpm: float = 120.0
    moves: bool = False

    def beat_at(self, now: float) -> float:
        """The beat at a time, fraction included.

        >>> Course(time=10.0, beat=4.0, bpm=120.0, moves=True).beat_at(11.25)
        6.5
        """
        return self.beat + (now - self.time) * self.bpm / 60.0 if self.moves else self.beat

    def time_of(self, beat: float) -> float:
        """When that beat is; infinity while it stands."""
        return self.time + (beat - self.beat) * 60.0 / self.bpm if self.moves else math.inf

    def bent(self, now: float, bpm: float) -> Course:
        """The same until now, another tempo from now on."""
        return replace(self, time=now, beat=self.beat_at(now), bpm=min(max(bpm, SLOWEST), FASTEST))


class Transport:
    """The show's tempo and place in the song. Read and moved from any thread."""

    def __init__(self) -> None:
        self.beats_per_bar = 4
        self.peers = -1
        """Other programs in the Link session; -1 without one."""
        self._course = Course(time.monotonic())
        self._writing = threading.Lock()
        self._taps: list[float] = []
        self._listeners: list[OnBeat] = []

    # -- where it is ----------------------------------------------------------------------------------------

    @property
    def course(self) -> Course:
        """The line it is on now."""
        return self._course

    @property
    def bpm(self) -> float:
        """Beats a minute, 20..300; setting it keeps the beat that it is."""
        return self._course.bpm

    @bpm.setter
    def bpm(self, bpm: float) -> None:
        with self._writing:
            self._course = self._course.bent(time.monotonic(), bpm)

    @property
    def is_playing(self) -> bool:
        """Whether beats pass."""
        return self._course.moves

    def beat_at(self, now: float) -> float:
        """The beat at a time.monotonic(), fraction included; the one it stands on while it does not play."""
        return self._course.beat_at(now)

    def time_of(self, beat: float) -> float:
        """When that beat is; infinity while it does not play."""
        return self._course.time_of(beat)

    def next_time(self, quantum: str, now: float) -> float:
        """When the next `now`, `beat`, `bar`, `2bars`, `4bars` (or `1/16` ... `8bars`) begins; `now` if it stands.

        Raises:
            ValueError: no such quantum.
        """
        course = self._course
        step = self._beats_of(quantum)
        if not course.moves or not step:
            return now
        beat = math.ceil((course.beat_at(now) - ON_TIME) / step) * step
        return max(now, course.time_of(beat))

    def on_beat(self, tell: OnBeat) -> None:
        """Call `tell(beat, when)` on every beat, from the thread that keeps the clock: be quick."""
        self._listeners.append(tell)

    def tell_beat(self, beat: int, when: float) -> None:
        """Pass a beat on to all who wait for it."""
        for tell in self._listeners:
            tell(beat, when)

    # -- moving it ------------------------------------------------------------------------------------------

    def play(self, beat: float | None = None, now: float | None = None) -> None:
        """Let beats pass from a beat on; from where it stands if none is given."""
        now = time.monotonic() if now is None else now
        with self._writing:
            begin = self._course.beat_at(now) if beat is None else beat
            self._course = replace(self._course, time=now, beat=begin, moves=True)

    def stop_playing(self, now: float | None = None) -> None:
        """Stand on the beat that it is."""
        now = time.monotonic() if now is None else now
        with self._writing:
            self._course = replace(self._course, time=now, beat=self._course.beat_at(now), moves=False)

    def move_to(self, beat: float, now: float | None = None) -> None:
        """Be at another beat, playing or not."""
        now = time.monotonic() if now is None else now
        with self._writing:
            self._course = replace(self._course, time=now, beat=beat)

    def resync(self, now: float | None = None) -> None:
        """This is the first beat of a bar: the nearest one becomes it."""
        now = time.monotonic() if now is None else now
        bar = round(self._course.beat_at(now) / self.beats_per_bar)
        self.move_to(float(bar * self.beats_per_bar), now)

    def nudge(self, beats: float) -> None:
        """Be so much farther on, to meet other players."""
        with self._writing:
            self._course = replace(self._course, beat=self._course.beat + beats)

    def follow(self, course: Course) -> None:
        """Take the line of another clock."""
        with self._writing:
            self._course = course

    def tap(self, now: float) -> float | None:
        """One tap of the foot; from the third on it sets the tempo, and the beat falls on the taps.

        Returns:
            The new tempo, or None while there are too few taps.
        """
        if self._taps and now - self._taps[-1] > TAP_SECONDS:
            self._taps = []
        self._taps = [*self._taps, now][-TAPS_KEPT:]
        if len(self._taps) < TAPS:
            return None
        steps = sorted(later - earlier for earlier, later in zip(self._taps, self._taps[1:], strict=False))
        step = max(steps[len(steps) // 2], 60.0 / FASTEST)  # the middle one: a tap that slipped counts little
        with self._writing:
            beat = self._course.beat_at(now)
            self._course = Course(now, float(round(beat)), max(SLOWEST, 60.0 / step), moves=True)
        return self._course.bpm

    # -- inside ---------------------------------------------------------------------------------------------

    def _beats_of(self, quantum: str) -> float:
        if quantum in AT_ONCE:
            return 0.0
        if quantum in BARS:
            return float(BARS[quantum] * self.beats_per_bar)
        if quantum not in BEATS:
            raise ValueError(f"quantum must be one of {', '.join((*AT_ONCE, *BEATS, *BARS))}, got {quantum!r}")
        return BEATS[quantum]
