"""MIDI learn: arm a parameter, move a control, and from then on the one turns the other.

MIDI events ──> mappings ──> parameters ──> faders and lights of the controllers that are told
     └ what no mapping takes is played
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec

from rtxmodal.control.faders import Faders, SendTo
from rtxmodal.control.mapping import SELECTS, Controls, Kind, Mapping, Maps, Touch, load_maps, save_maps
from rtxmodal.control.turner import HALF, Turnable, Turner
from rtxmodal.notes import NoteEvent
from rtxmodal.params import Table

LEARN_SECONDS = 15.0
FINER_SECONDS = 0.3  # after a controller was learnt, its fine half makes it one of 14 bits
LEAST_MOVE = 0.15  # of a wheel or aftertouch that is meant


class Knobs(Turnable, Protocol):
    """What learning needs of the show."""

    def on_change(self, tell: Callable[[str, float, object], None]) -> None:
        """Call `tell(parameter id, value, origin)` on every change."""
        ...

    def announce(self, path: str, *arguments: object) -> None:
        """Tell every listener of something that is no parameter."""
        ...


class Port(NamedTuple):
    """A MIDI input as performers see it."""

    name: str
    is_there: bool
    is_wanted: bool


Recall = Callable[[int], bool]
"""Takes the number of a program; whether there was such a preset."""


class Learn:
    """A companion. `take` is called on the thread of MIDI's events, everything else from any thread."""

    def __init__(self, knobs: Knobs, path: Path, send_to: SendTo, recall: Recall, say: Callable[[str], None]) -> None:
        """Nothing is read yet.

        Args:
            knobs: the show.
            path: where mappings are remembered.
            send_to: sends bytes to a device by its name; False where it has no way in.
            recall: recalls the preset that a program change asks for.
            say: takes one line for the performer.
        """
        self._knobs, self._path, self._recall, self._say = knobs, path, recall, say
        self.settings = Maps()
        self.last: tuple[str, Touch] | None = None
        """The last control that was moved, and its port."""
        self.ignored: set[str] = set()
        """Ports that are not listened to, by name; the inputs look here."""
        self.is_frozen = False
        """Whether nothing is learnt, turned or recalled; what is mapped is not played either."""
        self.known: Callable[[], Sequence[str]] = tuple
        """Gives the ports that are there."""
        self._learning: tuple[str, float] | None = None
        self._finer: tuple[Mapping, float] | None = None
        self._controls: dict[str, Controls] = {}
        self._turner, self._faders = Turner(knobs), Faders(send_to)
        self._taken: set[tuple[str, int, int]] = set()  # keys that are held and were not played
        self._table: Table | None = None
        self._unsaved = False
        self._lock = threading.RLock()

    # -- life -----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Read what was learnt."""
        try:
            self.settings = load_maps(self._path)
        except (ValueError, OSError) as error:
            self._say(str(error))
        self.ignored.update(self.settings.ignored)
        self._knobs.on_change(self._hear)

    def tick(self, now: float) -> None:
        """Give up waiting for a control, tell controllers of changes, write what was learnt."""
        with self._lock:
            if self._learning is not None and now > self._learning[1]:
                self.cancel()
            if self._knobs.table is not self._table:  # another scene
                self._table = self._knobs.table
                self.tell_all()
        if self.settings.feedback:
            self._faders.tell(self._knobs.table)
        if self._unsaved:
            self._save()

    def stop(self) -> None:
        """Write what was learnt."""
        if self._unsaved:
            self._save()

    def ports(self) -> list[Port]:
        """Those that are there, those that something is mapped to, and those that are not listened to."""
        there = set(self.known())
        names = there | {mapping.port for mapping in self.settings.maps if mapping.port} | self.ignored
        return [Port(name, name in there, name not in self.ignored) for name in sorted(names)]

    def listen_to(self, name: str, wanted: bool) -> None:
        """Listen to a port or do not, from the inputs' next look on."""
        (self.ignored.discard if wanted else self.ignored.add)(name)
        self.change(ignored=tuple(sorted(self.ignored)))

    # -- learning -------------------------------------------------------------------------------------------

    @property
    def learning(self) -> str | None:
        """The parameter that waits for a control."""
        return None if self._learning is None else self._learning[0]

    def begin(self, parameter_id: str) -> None:
        """The next control that is moved turns this parameter, and no other one does. Raises KeyError."""
        self._knobs.table.index(parameter_id)
        self._learning = parameter_id, time.monotonic() + LEARN_SECONDS

    def cancel(self) -> None:
        """Wait for no control any more."""
        self._learning = None

    def mappings(self) -> list[Mapping]:
        """All of them, in the order in which they were learnt."""
        return list(self.settings.maps)

    def add(self, mapping: Mapping) -> None:
        """Take a mapping as it is; another of the same control to the same parameter makes place."""
        key = _key(mapping)
        kept = [other for other in self.settings.maps if _key(other) != key]
        self.change(maps=(*kept, mapping))
        self._faders.mark([mapping])

    def remove(self, parameter_id: str) -> bool:
        """Forget what turns a parameter; False if nothing did."""
        kept = tuple(other for other in self.settings.maps if other.parameter != parameter_id)
        if len(kept) == len(self.settings.maps):
            return False
        self.change(maps=kept)
        return True

    def change(self, **fields: Any) -> None:
        """Set what is remembered, by field of `Maps`."""
        with self._lock:
            self.settings = msgspec.structs.replace(self.settings, **fields)
            self._unsaved = True

    def tell_all(self) -> None:
        """Bring every fader and light to where it should be, at the next tick."""
        self._faders.mark(self.settings.maps)

    # -- what comes in --------------------------------------------------------------------------------------

    def take(self, event: NoteEvent, port: str) -> bool:
        """Turn what the event is mapped to; True if it is not to be played as well."""
        with self._lock:
            key = (port, event.channel, event.number)
            taken = False
            for touch in self._controls.setdefault(port, Controls()).feed(event):
                self.last = port, touch
                taken |= (not self.is_frozen and self._learn(touch, port)) or self._turn(touch, port)
            if event.kind == "program" and not taken and not self.is_frozen:
                taken = self.settings.pc_channel in (0, event.channel + 1) and self._recall(event.number)
            if event.kind == "on" and taken:
                self._taken.add(key)
            elif event.kind == "off":  # a key that was played is let go, whatever was learnt meanwhile
                taken = key in self._taken
                self._taken.discard(key)
            return taken

    def _turn(self, touch: Touch, port: str) -> bool:
        table, found = self._knobs.table, False
        for mapping in self.settings.maps:
            if mapping.hears(touch, port) and mapping.parameter in table:
                found = True
                if not self.is_frozen:
                    self._turner.move(mapping, touch, self.settings.pickup)
        return found

    # -- inside ---------------------------------------------------------------------------------------------

    def _learn(self, touch: Touch, port: str) -> bool:
        """Bind the control that was moved to the parameter that waits for one."""
        now = time.monotonic()
        if self._finer is not None and touch.family == "cc14":
            mapping, until = self._finer
            if now < until and mapping.hears(touch._replace(family="cc"), port):
                self._finer = None
                self._bind(msgspec.structs.replace(mapping, kind="cc14"))
                return True
        if self._learning is None:
            return False
        kind = self._kind_of(touch)
        if kind is None:
            return False
        mapping = Mapping(self._learning[0], kind, touch.channel, touch.number, port)
        self._finer = (mapping, now + FINER_SECONDS) if kind == "cc" and touch.number < 32 else None
        self._bind(mapping)
        return True

    def _kind_of(self, touch: Touch) -> Kind | None:
        """What a control is taken for; None if it was hardly moved or only let go."""
        assert self._learning is not None
        table, parameter_id = self._knobs.table, self._learning[0]
        match touch.family:
            case "note":
                is_toggle = parameter_id in table and table[parameter_id].kind == "toggle"
                return None if touch.value == 0.0 else "toggle" if is_toggle else "note"
            case "bend":
                return "bend" if abs(touch.value - HALF) > LEAST_MOVE / 2 else None
            case "press":
                return "press" if touch.value > LEAST_MOVE else None
            case "cc":
                return None if touch.number in SELECTS or touch.number >= 120 else "cc"
            case "nrpn":
                return "nrpn"
            case "pc":
                return "pc"
        return None

    def _bind(self, mapping: Mapping) -> None:
        self._learning = None
        self.remove(mapping.parameter)
        self.add(mapping)
        self._say(f"{mapping.parameter} is turned by {mapping.kind} {mapping.number} of {mapping.port}")
        self._knobs.announce(
            "midi/learned", mapping.parameter, mapping.kind, mapping.channel, mapping.number, mapping.port
        )

    def _hear(self, parameter_id: str, value: float, origin: object) -> None:
        if self.settings.feedback:
            self._faders.mark([one for one in self.settings.maps if one.parameter == parameter_id], origin)

    def _save(self) -> None:
        self._unsaved = False
        try:
            save_maps(self._path, self.settings)
        except OSError as error:
            self._say(f"MIDI maps cannot be remembered: {error}")


def _key(mapping: Mapping) -> tuple[str, str, int, int, str]:
    return mapping.parameter, mapping.family, mapping.channel, mapping.number, mapping.port
