"""What a player holds: handed to an instrument that comes on stage while keys are down."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from rtxmodal.notes import SUSTAIN_PEDAL, NoteEvent

RESET_CONTROLLERS = 121
SILENCING = (120, RESET_CONTROLLERS, 123)  # MIDI controllers: all sound off, ..., all notes off
Place = tuple[str, int, int]
"""Kind, channel and number of something that stands where it was put."""


class Hands:
    """Keys, pedals and wheels as they stand, by channel. Fed by one thread; others may copy it."""

    def __init__(self) -> None:
        self._down: dict[tuple[int, int], NoteEvent] = {}  # (channel, pitch) -> how it was pressed
        self._ringing: dict[tuple[int, int], NoteEvent] = {}  # let go, but the pedal holds it
        self._set: dict[Place, NoteEvent] = {}

    def copy(self) -> Hands:
        """The same, on its own from here on."""
        hands = Hands()
        hands._down, hands._ringing, hands._set = self._down.copy(), self._ringing.copy(), self._set.copy()
        return hands

    def feed(self, event: NoteEvent) -> None:
        """Take one event."""
        event = replace(event, frame=0)
        key = event.channel, event.number
        if event.kind == "on" and event.value > 0:
            self._ringing.pop(key, None)
            self._down[key] = event
        elif event.kind in ("on", "off"):
            before = self._down.pop(key, None)
            if before is not None and self._sustains(event.channel):
                self._ringing[key] = before
        elif event.kind == "control" and event.number in SILENCING:  # as `HeldKeys` takes them: the pedal comes up too
            self._down = _without(self._down, event.channel)
            self._ringing = _without(self._ringing, event.channel)
            lost = [place for place in self._set if place[1] == event.channel]
            for place in lost if event.number == RESET_CONTROLLERS else [("control", event.channel, SUSTAIN_PEDAL)]:
                self._set.pop(place, None)
        else:
            self._set[(event.kind, event.channel, 0 if event.kind == "program" else event.number)] = event
            if not self._sustains(event.channel):
                self._ringing = _without(self._ringing, event.channel)

    def reset(self) -> None:
        """All keys up, all pedals and wheels at rest."""
        self._down, self._ringing, self._set = {}, {}, {}

    def events_after(self, told: Hands) -> tuple[NoteEvent, ...]:
        """What tells an instrument that knows `told` how the hands are now; every frame is 0."""
        known, sounding = told._down | told._ringing, self._down | self._ringing
        ended = [_lift(event) for key, event in known.items() if sounding.get(key) != event]
        channels = {event.channel for event in ended if told._sustains(event.channel)}
        pedals_up = tuple(NoteEvent(0, "control", SUSTAIN_PEDAL, 0.0, channel) for channel in sorted(channels))
        told = told.copy()
        for event in (*pedals_up, *ended):  # what ends has to end before a pedal goes down that would hold it
            told.feed(event)
        known = told._down | told._ringing
        moved = [event for place, event in self._set.items() if told._set.get(place) != event]
        rested = [event for place, event in told._set.items() if place not in self._set and event.kind != "program"]
        pressed_again = self._down.keys() & told._ringing.keys()
        struck = [event for key, event in sounding.items() if known.get(key) != event or key in pressed_again]
        lifted = [_lift(event) for key, event in self._ringing.items() if key not in told._ringing]
        return (*pedals_up, *ended, *moved, *(replace(event, value=0.0) for event in rested), *struck, *lifted)

    def _sustains(self, channel: int) -> bool:
        pedal = self._set.get(("control", channel, SUSTAIN_PEDAL))
        return pedal is not None and pedal.value >= 64


def _without(keys: dict[tuple[int, int], NoteEvent], channel: int) -> dict[tuple[int, int], NoteEvent]:
    return {key: event for key, event in keys.items() if key[0] != channel}


def _lift(event: NoteEvent) -> NoteEvent:
    return replace(event, kind="off", value=0.0)


class NoteFeed:
    """One stream of events for several readers, each of which begins with what is held when it comes.

    Any thread may join, read and leave.
    """

    def __init__(self, pull: Callable[[], Sequence[NoteEvent]]) -> None:
        self._pull = pull
        self._lock = threading.Lock()
        self._hands = Hands()
        self._waiting: dict[NoteReader, list[NoteEvent]] = {}

    def join(self) -> NoteReader:
        """One more reader."""
        with self._lock:
            self._spread()
            reader = NoteReader(self)
            self._waiting[reader] = list(self._hands.events_after(Hands()))
        return reader

    def read(self, reader: NoteReader) -> list[NoteEvent]:
        """What came for a reader since it last asked; nothing for one that has left."""
        with self._lock:
            self._spread()
            events = self._waiting.get(reader, [])
            if events:
                self._waiting[reader] = []
        return events

    def leave(self, reader: NoteReader) -> None:
        """One reader less."""
        with self._lock:
            self._waiting.pop(reader, None)

    def _spread(self) -> None:
        for event in self._pull():
            self._hands.feed(event)
            for events in self._waiting.values():
                events.append(event)


class NoteReader:
    """A reader of a `NoteFeed`."""

    def __init__(self, feed: NoteFeed) -> None:
        self._feed = feed

    def pull(self) -> list[NoteEvent]:
        """The events since the last call."""
        return self._feed.read(self)

    def leave(self) -> None:
        """Read no more."""
        self._feed.leave(self)
