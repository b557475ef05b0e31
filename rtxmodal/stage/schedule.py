"""When things happen: the engine's clock as the main process reads it, and values asked for ahead of their time."""

from __future__ import annotations

import heapq
import threading
from collections import deque
from collections.abc import Callable
from itertools import count
from typing import NamedTuple

from rtxmodal.stage.memory import Timed
from rtxmodal.stage.programme import Programme
from rtxmodal.stage.shared import SoundStatus

AHEAD_SECONDS = 2.0
"""How far ahead a value may be asked for; what is farther was stamped by a clock that runs wrong, and is done now."""
CLOCK_SECONDS = 1.0  # of readings from which the clock is told: two crystals drift 0.1 ms apart meanwhile


class SoundClock:
    """The engine's clock as the main process reads it: which frame is played when. Any thread may ask.

    Each reading is late by however long the callback waited for the processor; the least late of the last second tells
    the time.
    """

    def __init__(self, read: Callable[[], SoundStatus]) -> None:
        self._read = read
        self._seen: deque[tuple[float, float]] = deque()  # (when, second at which frame 0 was played)
        self._rate = 0.0

    def frame_at(self, when: float) -> int:
        """The frame at a time.monotonic()."""
        status = self._read()
        rate = status.sample_rate
        if rate == 0.0:
            return 0
        if rate != self._rate:
            self._rate = rate
            self._seen = deque()
        origin = status.heartbeat - status.position / rate
        seen = self._seen
        if not seen or seen[-1][0] != status.heartbeat:
            if seen and abs(origin - seen[-1][1]) > CLOCK_SECONDS / 10:  # the device stood still meanwhile
                self._seen = seen = deque()
            seen.append((status.heartbeat, origin))
        least = min(origin for when, origin in list(seen) if when > status.heartbeat - CLOCK_SECONDS)
        while len(seen) > 1 and seen[0][0] <= status.heartbeat - CLOCK_SECONDS:
            seen.popleft()
        return round((when - least) * rate)


class _Asked(NamedTuple):
    """A value that waits in the main process. In order of time, then of asking."""

    when: float
    order: int
    parameter_id: str
    value: float
    times_set: float
    origin: object


class Schedule:
    """What was asked for at a time and is not due yet. Any thread may `add`; `due` belongs to the main thread."""

    def __init__(self, programme: Programme, push: Callable[[Timed], bool], clock: SoundClock) -> None:
        self._programme, self._push, self._clock = programme, push, clock
        self._waiting: list[_Asked] = []
        self._generation = programme.now.generation
        self._order = count()
        self._lock = threading.Lock()

    def add(self, parameter_id: str, given: object, when: float, origin: object) -> float:
        """Have a parameter take a value at a time.monotonic(); returns what it will be. Raises KeyError, ValueError."""
        table = self._programme.now.table
        parameter = table[parameter_id]
        value = 1.0 if given is None and parameter.kind == "trigger" else parameter.parse(given)
        with self._lock:
            if parameter.kind == "trigger":
                fired = sum(asked.parameter_id == parameter_id for asked in self._waiting)
                now = table.value(parameter_id) + fired
                if value == 0.0:  # the release of a button
                    return now
                value = now + 1.0
            counted = table.times_set[table.index(parameter_id)]
            asked = _Asked(when, next(self._order), parameter_id, value, counted, origin)
            heapq.heappush(self._waiting, self._hand_on(asked))
        return value

    def due(self, now: float) -> list[tuple[str, float, object]]:
        """Put into the table what is due; returns id, value and origin of each, in time order.

        A value whose parameter has been set without a time since it was asked for is void. A trigger is never: it
        fires.
        """
        with self._lock:
            if self._generation != self._programme.now.generation:
                self._move()
            table, done = self._programme.now.table, []
            while self._waiting and self._waiting[0].when <= now:
                asked = heapq.heappop(self._waiting)
                name = asked.parameter_id
                if table[name].kind == "trigger":
                    done.append((name, table.come(name, table.value(name) + 1.0), asked.origin))
                elif table.times_set[table.index(name)] == asked.times_set:
                    done.append((name, table.come(name, asked.value), asked.origin))
        return done

    def _hand_on(self, asked: _Asked) -> _Asked:
        """Tell the worker; what finds the queue full is set when it is due, a display frame late at most."""
        playing = self._programme.now
        place = playing.table.index(asked.parameter_id)
        frame = self._clock.frame_at(asked.when)
        self._push(Timed(frame, playing.generation, place, int(asked.times_set), asked.value))
        return asked

    def _move(self) -> None:
        """The scene has changed: what its table knows too waits on under that one's count."""
        playing = self._programme.now
        self._generation = playing.generation
        kept = [asked for asked in self._waiting if asked.parameter_id in playing.table]
        self._waiting = []
        for asked in kept:
            counted = playing.table.times_set[playing.table.index(asked.parameter_id)]
            heapq.heappush(self._waiting, self._hand_on(asked._replace(times_set=counted)))
