"""MIDI in: keyboards by name, plugged in and pulled out while the show goes on."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from rtxmodal.devices.midi_bytes import MidiBytes
from rtxmodal.devices.midi_clock import ClockBytes, ClockMessage
from rtxmodal.devices.midi_system import OWN_OUTPUT, MidiPort, MidiSystem, RtMidi, list_midi, short_names
from rtxmodal.notes import NoteEvent

__all__ = ["MidiInputs", "list_midi"]

POLL_SECONDS = 1.0
VIRTUAL_PORT = "rtxmodal"
BURST_SECONDS = 0.1  # messages closer than this keep the distance that the driver measured
LATEST_SECONDS = 0.05  # but are never dated back further than this

OnEvent = Callable[[NoteEvent, float, str], None]
"""Takes an event, whose frame means nothing yet, time.monotonic() at which it was played, and the port's name."""
OnClock = Callable[[ClockMessage, float, str], None]
"""The same for what a clock says."""


@dataclass(frozen=True)
class Arrival:
    """What the driver's thread hands over."""

    port: str
    data: Sequence[int] | None
    """The bytes; None: the port is gone."""
    time: float
    """time.monotonic() at the callback."""
    since_last: float
    """Seconds since the port's last message, from the driver."""


def _say_nothing(line: str) -> None:
    pass


def _pass_over(message: ClockMessage, when: float, port: str) -> None:
    pass


def _pass_by(name: str, is_there: bool) -> None:
    pass


class MidiInputs:
    """Listens to all ports or to some, and follows them as they come and go.

    RtMidi never says that a port is gone, so one thread asks once a second which there are. The driver's callback only
    puts bytes into a queue; a second thread makes events of them.

    Args:
        names: parts of port names, case ignored; None for all. `rtxmodal` itself, a port that other programs can play
            into, is always there where the system can have one.
        on_event: called on the thread of this object that makes events.
        say: takes one line for the performer.
        system: makes the machine's MIDI; raises OSError where there is none.
        on_clock: called as `on_event`.
    """

    def __init__(
        self,
        names: Sequence[str] | None,
        on_event: OnEvent,
        say: Callable[[str], None] = _say_nothing,
        system: Callable[[], MidiSystem] = RtMidi,
        poll_seconds: float = POLL_SECONDS,
        on_clock: OnClock = _pass_over,
    ) -> None:
        self._names, self._on_event, self._on_clock, self._say = names, on_event, on_clock, say
        self._make_system, self._poll_seconds = system, poll_seconds
        self._system: MidiSystem | None = None
        self._open: dict[tuple[str, int], tuple[str, MidiPort]] = {}
        self._known: dict[tuple[str, int], str] = {}
        self._virtual: MidiPort | None = None
        self._arrivals: queue.SimpleQueue[Arrival | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._said: set[str] = set()
        self.ignored: set[str] = set()
        """Names of ports that are not listened to, as a performer chose; takes effect within a second."""
        self.on_port: Callable[[str, bool], None] = _pass_by
        """Takes the name of a port that was plugged in or pulled out, listened to or not, and which of the two."""

    # -- life -----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Open what is there now, and follow it from then on."""
        self._poll()
        for name, run in (("rtxmodal-midi-events", self._make_events), ("rtxmodal-midi-ports", self._watch)):
            self._threads.append(threading.Thread(target=run, name=name, daemon=True))
            self._threads[-1].start()

    def stop(self) -> None:
        """Close all ports; keys that are still held are let go."""
        self._stopping.set()
        if self._threads:
            self._threads[-1].join(2.0)
        self._leave()
        self._arrivals.put(None)
        if self._threads:
            self._threads[0].join(2.0)
        self._threads = []

    @property
    def open_names(self) -> list[str]:
        """The ports that are listened to."""
        return sorted(name for name, _ in list(self._open.values()))

    @property
    def known_names(self) -> list[str]:
        """The ports that are plugged in, listened to or not."""
        return sorted(self._known.values())

    # -- the watching thread --------------------------------------------------------------------------------

    def _watch(self) -> None:
        while not self._stopping.wait(self._poll_seconds):
            try:
                self._poll()
            except Exception as error:  # noqa: BLE001 - top of the thread: a driver's failure must not end the watch
                self._say_once(f"MIDI ports cannot be read, trying on: {error}")

    def _poll(self) -> None:
        """Bring what is open in line with what is plugged in."""
        if self._system is not None and not self._system.is_alive():
            self._leave()
        if self._system is None and not self._enter():
            return
        assert self._system is not None
        there = short_names(self._system.ports(), self._known)
        self._tell_ports(there)
        for key in [key for key in self._open if key not in there]:
            self._close(key, "is gone; waiting for it")
        for key in [key for key, (name, _) in self._open.items() if name in self.ignored]:
            self._close(key, "is not listened to any more")
        for key, name in there.items():
            if key not in self._open and self._is_wanted(name):
                self._try_to_open(key, name)
        self._say_what_is_missing(list(there.values()))

    def _tell_ports(self, there: dict[tuple[str, int], str]) -> None:
        before, self._known = set(self._known.values()), there
        for name in sorted(before ^ set(there.values())):
            self.on_port(name, name not in before)

    def _enter(self) -> bool:
        try:
            self._system = self._make_system()
        except OSError as error:
            self._say_once(f"no MIDI here: {error}")
            return False
        try:
            self._virtual = self._system.open_virtual(VIRTUAL_PORT, partial(self._deliver, VIRTUAL_PORT))
        except OSError:
            self._virtual = None  # Windows: there are only real ports
        return True

    def _leave(self) -> None:
        for key in list(self._open):
            self._close(key, "is gone; waiting for it")
        if self._virtual is not None:
            self._virtual.close()
            self._arrivals.put(Arrival(VIRTUAL_PORT, None, time.monotonic(), 0.0))
        if self._system is not None:
            self._system.close()
        self._virtual, self._system = None, None
        self._tell_ports({})

    def _try_to_open(self, key: tuple[str, int], name: str) -> None:
        assert self._system is not None
        try:
            port = self._system.open(*key, partial(self._deliver, name))
        except OSError as error:
            self._say_once(f"MIDI port {name!r} cannot be opened, trying on: {error}")
            return
        self._open[key] = name, port
        self._say(f"MIDI from {name}")

    def _close(self, key: tuple[str, int], why: str) -> None:
        name, port = self._open.pop(key)
        port.close()
        self._arrivals.put(Arrival(name, None, time.monotonic(), 0.0))
        if not self._stopping.is_set():
            self._say(f"MIDI port {name} {why}")

    def _is_wanted(self, name: str) -> bool:
        if name in self.ignored:
            return False
        if self._names is None:
            return OWN_OUTPUT not in name
        return any(part.lower() in name.lower() for part in self._names)

    def _say_what_is_missing(self, there: list[str]) -> None:
        for part in self._names or ():
            if not any(part.lower() in name.lower() for name in there):
                self._say_once(f"MIDI port {part!r} is waited for; there is: {', '.join(there) or 'none'}")

    def _say_once(self, line: str) -> None:
        if line not in self._said:
            self._said.add(line)
            self._say(line)

    # -- the driver's thread, then the events' --------------------------------------------------------------

    def _deliver(self, name: str, data: Sequence[int], since_last: float) -> None:
        self._arrivals.put(Arrival(name, data, time.monotonic(), since_last))

    def _make_events(self) -> None:
        ports: dict[str, MidiBytes] = {}
        clocks: dict[str, ClockBytes] = {}
        times: dict[str, float] = {}
        while (arrival := self._arrivals.get()) is not None:
            port = ports.setdefault(arrival.port, MidiBytes())
            when = times[arrival.port] = played_at(arrival, times.get(arrival.port, arrival.time))
            events = port.release() if arrival.data is None else port.feed(arrival.data)
            try:
                for message in clocks.setdefault(arrival.port, ClockBytes()).feed(arrival.data or ()):
                    self._on_clock(message, when, arrival.port)
                for event in events:
                    self._on_event(event, when, arrival.port)
            except Exception as error:  # noqa: BLE001 - top of the thread: the next key must be heard
                self._say_once(f"a note of {arrival.port} was lost: {error!r}")


def played_at(arrival: Arrival, last: float) -> float:
    """When a message was played: within a burst, so long after the last one as the driver says, else when it came.

    The callback may have waited for the interpreter, the driver's own clock did not.
    """
    dated = last + arrival.since_last
    is_burst = arrival.since_last < BURST_SECONDS and 0.0 <= arrival.time - dated < LATEST_SECONDS
    return dated if is_burst else arrival.time
