"""Who is told of changes, and how often.

The rule that keeps faders from fighting: everybody is told but the one who moved the fader, unless what was stored is
not what was sent. Several clients share 127.0.0.1, so a client is known by the source port that it registered from.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rtxmodal.control.pacing import Host, is_near
from rtxmodal.params import Parameter

ECHO_SECONDS = 1 / 60  # between two values of one address to one listener
MOVE_SECONDS = 1 / 20  # the same while a ramp or a morph moves it: more values follow by themselves
AGAIN_SECONDS = 0.25  # then a value is said once more, since UDP loses packets
MOST_LISTENERS = 16
FORGOTTEN_SECONDS = 60.0  # without a word: a patch that was closed without saying so
REMOTE_SECONDS = 60.0  # a listener on another machine is forgotten after this long without a word from there
TOLERANCE = 1e-6  # of what a 32-bit float holds

Family = Literal["params", "norm", "both"]


@dataclass(frozen=True)
class Origin:
    """Who changed a parameter over OSC, and what was asked for."""

    source: Host
    given: float | None = None
    """The number that was sent; None where nothing can differ (a name, a press)."""
    is_norm: bool = False
    """Whether `given` is 0..1 along the parameter's curve."""
    is_move: bool = False
    """Whether more values follow by themselves: a ramp or a morph on its way."""

    def got(self, parameter: Parameter, stored: float) -> bool:
        """Whether what was stored is what was asked for."""
        if self.given is None:
            return True
        seen = parameter.to_norm(stored) if self.is_norm else stored
        return abs(seen - self.given) <= TOLERANCE * max(1.0, abs(self.given))


@dataclass
class Stream:
    """A group of messages that a listener wants so often."""

    seconds: float
    next: float
    """time.monotonic() when it is due."""


class Listener:
    """One place that is told. Owned by the OSC thread."""

    def __init__(self, target: Host, source: Host, family: Family, seconds: float, now: float) -> None:
        self.target, self.source, self.family = target, source, family
        self.seconds = seconds
        """How long it is kept after its machine's last word; 0 for ever."""
        self.heard = now
        self.stays = False
        """Whether it makes room for nobody: it was named before the show."""
        self.wants_own = False
        """Whether it is told of its own changes too."""
        self.touched: set[str] = set()
        """Parameters that a finger is on there: nothing is said of them until it is lifted."""
        self.streams: dict[str, Stream] = {}
        """What it subscribed to."""
        self.news: dict[str, object] = {}
        """Readings that it was told last."""
        self._pending: dict[str, float] = {}
        self._again: dict[str, float] = {}
        self._free: dict[str, float] = {}
        self._moving: set[str] = set()
        self._once: set[str] = set()
        self._known: dict[str, float] = {}

    def change(self, parameter: Parameter, stored: float, origin: object) -> None:
        """Remember to tell, or that there is nothing to tell."""
        if parameter.kind == "trigger":
            self._once.add(parameter.id)  # told twice, it would go off twice
        moves = isinstance(origin, Origin) and origin.is_move
        (self._moving.add if moves else self._moving.discard)(parameter.id)
        if isinstance(origin, Origin) and origin.source == self.source:
            self._known.pop(parameter.id, None)  # it shows what it sent
            self._again.pop(parameter.id, None)
            if origin.got(parameter, stored) and not self.wants_own:
                self._known[parameter.id] = stored
        if self._known.get(parameter.id) == stored:
            self._pending.pop(parameter.id, None)  # an older value must not come after the one that it shows
        else:
            self._pending[parameter.id] = stored

    def due(self, now: float) -> list[str]:
        """Ids of the parameters that may be told now."""
        first = [name for name in self._pending if self._ready(name) <= now]
        return first + [name for name in self._again if name not in self._pending and self._due_again(name) <= now]

    def take(self, parameter_id: str, now: float) -> float:
        """The value to tell, noted as told."""
        is_first = parameter_id in self._pending
        value = self._pending.pop(parameter_id) if is_first else self._known[parameter_id]
        self._again.pop(parameter_id, None)
        if is_first and self.target[1] and parameter_id not in self._once:  # a connection loses nothing
            self._again[parameter_id] = now + AGAIN_SECONDS
        self._free[parameter_id] = now + (MOVE_SECONDS if parameter_id in self._moving else ECHO_SECONDS)
        self._known[parameter_id] = value
        return value

    def touch(self, parameter_id: str, is_down: bool) -> None:
        """Hold the echo of a parameter while a finger is on it; what changed meanwhile is said when it is lifted."""
        (self.touched.add if is_down else self.touched.discard)(parameter_id)

    def next_due(self) -> float:
        """When `due` gives something; infinity while nothing waits."""
        first = min(map(self._ready, self._pending), default=math.inf)
        return min(first, min(map(self._due_again, self._again), default=math.inf))

    def forget(self) -> None:
        """Another table: nothing told before is true."""
        for told in (self._pending, self._again, self._free, self._known):
            told.clear()
        self._moving.clear()
        self.touched.clear()

    def _due_again(self, parameter_id: str) -> float:
        return max(self._again[parameter_id], self._ready(parameter_id))

    def _ready(self, parameter_id: str) -> float:
        return math.inf if parameter_id in self.touched else self._free.get(parameter_id, 0.0)


class Listeners:
    """All who are told. Owned by the OSC thread."""

    def __init__(self) -> None:
        self._listeners: dict[Host, Listener] = {}

    def __iter__(self) -> Iterator[Listener]:
        return iter(tuple(self._listeners.values()))

    def add(self, listener: Listener) -> None:
        """Tell one more; registering the same place again renews it, and one that was silent for long makes room.

        Raises:
            ValueError: 16 of its kind, UDP places or connections, are there and spoke lately.
        """
        kind = bool(listener.target[1])
        others = [one for one in self if one.target != listener.target and bool(one.target[1]) == kind]
        if len(others) >= MOST_LISTENERS:
            silent = [one for one in others if not one.stays and listener.heard - one.heard > FORGOTTEN_SECONDS]
            if not silent:
                raise ValueError(f"listeners must be at most {MOST_LISTENERS}; send /rtxmodal/listeners/clear")
            self.remove(min(silent, key=lambda one: one.heard).target)
        before = self._listeners.get(listener.target)
        if before is not None:
            listener.streams, listener.wants_own, listener.stays = before.streams, before.wants_own, before.stays
        self._listeners[listener.target] = listener

    def remove(self, target: Host) -> bool:
        """Tell this place no more; False where it was not told."""
        return self._listeners.pop(target, None) is not None

    def clear(self, ip: str) -> None:
        """Tell nothing more to a machine."""
        self._listeners = {target: kept for target, kept in self._listeners.items() if target[0] != ip}

    def of(self, source: Host) -> list[Listener]:
        """Those that answers to `source` go to as well: what it registered itself, else all on its machine.

        A sender that exits at once (`oscsend`) never comes twice from one port, so its machine has to do.
        """
        own = [listener for listener in self if listener.source == source]
        return own or [listener for listener in self if listener.target[0] == source[0]]

    def hear(self, source: Host, now: float) -> None:
        """Somebody spoke: the listeners of that machine stay; on this one, where many programs are, only its own."""
        for listener in self._listeners.values():
            if listener.source == source or (listener.target[0] == source[0] and not is_near(source)):
                listener.heard = now

    def next_due(self) -> float:
        """When somebody is to be told; infinity while nothing waits."""
        return min((listener.next_due() for listener in self), default=math.inf)

    def expire(self, now: float) -> None:
        """Forget those whose machine was silent for too long."""
        for listener in self:
            if listener.seconds and now - listener.heard > listener.seconds:
                self.remove(listener.target)
