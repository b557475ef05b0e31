"""Who is told of changes, and how often.

The rule that keeps faders from fighting: everybody is told but the one who moved the fader, unless what was stored is
not what was sent. Several clients share 127.0.0.1, so a client is known by the source port that it registered from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rtxmodal.control.pacing import Host
from rtxmodal.params import Parameter

ECHO_SECONDS = 1 / 60  # between two values of one address to one listener
MOST_LISTENERS = 16
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

    def got(self, parameter: Parameter, stored: float) -> bool:
        """Whether what was stored is what was asked for."""
        if self.given is None:
            return True
        seen = parameter.to_norm(stored) if self.is_norm else stored
        return abs(seen - self.given) <= TOLERANCE * max(1.0, abs(self.given))


class Listener:
    """One place that is told. Owned by the OSC thread."""

    def __init__(self, target: Host, source: Host, family: Family, seconds: float, now: float) -> None:
        self.target, self.source, self.family = target, source, family
        self.seconds = seconds
        """How long it is kept after its machine's last word; 0 for ever."""
        self.heard = now
        self.wants_own = False
        """Whether it is told of its own changes too."""
        self._pending: dict[str, float] = {}
        self._sent: dict[str, float] = {}
        self._known: dict[str, float] = {}

    def change(self, parameter: Parameter, stored: float, origin: object) -> None:
        """Remember to tell, or that there is nothing to tell."""
        if isinstance(origin, Origin) and origin.source == self.source:
            self._known.pop(parameter.id, None)  # it shows what it sent
            if origin.got(parameter, stored) and not self.wants_own:
                self._known[parameter.id] = stored
        if self._known.get(parameter.id) == stored:
            self._pending.pop(parameter.id, None)  # an older value must not come after the one that it shows
        else:
            self._pending[parameter.id] = stored

    def due(self, now: float) -> list[str]:
        """Ids of the parameters that may be told now."""
        return [name for name in self._pending if self._sent.get(name, 0.0) + ECHO_SECONDS <= now]

    def take(self, parameter_id: str, now: float) -> float:
        """The value to tell, noted as told."""
        value = self._pending.pop(parameter_id)
        self._sent[parameter_id], self._known[parameter_id] = now, value
        return value

    def next_due(self) -> float:
        """When `due` gives something; infinity while nothing waits."""
        return min((self._sent.get(name, 0.0) + ECHO_SECONDS for name in self._pending), default=float("inf"))

    def forget(self) -> None:
        """Another table: nothing told before is true."""
        self._pending.clear()
        self._sent.clear()
        self._known.clear()


class Listeners:
    """All who are told. Owned by the OSC thread."""

    def __init__(self) -> None:
        self._listeners: dict[Host, Listener] = {}

    def __iter__(self) -> Iterator[Listener]:
        return iter(tuple(self._listeners.values()))

    def add(self, listener: Listener) -> None:
        """Tell one more; registering the same place again renews it.

        Raises:
            ValueError: there are 16 of its kind; connections and UDP places do not take each other's room.
        """
        others = [target for target in self._listeners if target != listener.target]
        if sum(bool(target[1]) == bool(listener.target[1]) for target in others) >= MOST_LISTENERS:
            raise ValueError(f"listeners must be at most {MOST_LISTENERS}; send /rtxmodal/listeners/clear")
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

    def hear(self, ip: str, now: float) -> None:
        """A machine spoke: its listeners stay."""
        for listener in self._listeners.values():
            if listener.target[0] == ip:
                listener.heard = now

    def next_due(self) -> float:
        """When somebody is to be told; infinity while nothing waits."""
        return min((listener.next_due() for listener in self), default=float("inf"))

    def expire(self, now: float) -> None:
        """Forget those whose machine was silent for too long."""
        for listener in self:
            if listener.seconds and now - listener.heard > listener.seconds:
                self.remove(listener.target)
