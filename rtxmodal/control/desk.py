"""What an answer works with, and how it refuses."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from rtxmodal.control import ControlPort, OscChoice
from rtxmodal.control.listeners import Listeners, Origin
from rtxmodal.control.logbook import Logbook
from rtxmodal.control.pacing import Host, Outbox
from rtxmodal.control.wire import Message
from rtxmodal.devices.gpu import Gpu

if TYPE_CHECKING:
    from rtxmodal.control.turning import Ramp


class Refusal(ValueError):
    """An answer that is an error; `code` is what a program reads, the text what a person reads."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass
class Desk:
    """All that answers may touch. Owned by the OSC thread."""

    port: ControlPort
    choice: OscChoice
    started: float
    """time.monotonic() at the start of the server."""
    udp_port: int = 0
    id: str = field(default_factory=lambda: uuid4().hex[:8])
    """Of this run, to tell two shows apart."""
    is_locked: bool = False
    """Whether nothing may be loaded, saved or deleted over OSC."""
    is_frozen: bool = False
    """Whether controllers turn nothing."""
    http_port: int = 0
    """Of the panel and OSCQuery; 0 where there is none."""
    log: Logbook = field(default_factory=lambda: Logbook(lambda line: None))
    gpu: Gpu = field(default_factory=Gpu)
    listeners: Listeners = field(default_factory=Listeners)
    outbox: Outbox = field(default_factory=Outbox)
    ramps: dict[str, Ramp] = field(default_factory=dict)
    announcements: list[Message] = field(default_factory=list)
    """To be sent to every listener after this answer."""

    def forget(self, host: Host) -> None:
        """A client's connection has ended."""
        self.listeners.remove(host)
        self.outbox.drop(host)


@dataclass(frozen=True)
class Call:
    """One message that is being answered."""

    address: str
    name: str
    """What stands at `<id>` in the route's address; empty where it has none."""
    arguments: tuple[Any, ...]
    source: Host
    now: float
    """time.monotonic()."""
    when: float | None = None
    """time.monotonic() at which it is to happen; None for at once."""

    @property
    def asks(self) -> bool:
        """Whether it is a question: no argument, or `?`."""
        return not self.arguments or self.arguments[0] == "?"

    @property
    def fires(self) -> bool:
        """Whether a trigger goes off: a bare address or anything but 0, which is a button let go."""
        return not self.arguments or bool(self.arguments[0])

    def reply(self, *arguments: Any) -> list[Message]:
        """One message on the address that was called."""
        return [Message(self.address, arguments)]

    def origin(self, given: object = None, is_norm: bool = False) -> Origin:
        """Who it was, for `ControlPort.set`; with the number given, the stored one is echoed if it differs."""
        is_number = isinstance(given, int | float)
        return Origin(self.source, float(given) if is_number else None, is_norm)  # type: ignore[arg-type]

    def number(self, place: int, low: float = -math.inf, high: float = math.inf, default: float | None = None) -> float:
        """The argument at `place` as a number in low..high."""
        if place >= len(self.arguments) and default is not None:
            return default
        given = self.arguments[place] if place < len(self.arguments) else None
        if not isinstance(given, int | float):
            raise Refusal("bad_type", f"argument {place + 1} of {self.address} must be a number, got {_short(given)}")
        if not low <= given <= high:
            raise Refusal("range", f"argument {place + 1} of {self.address} must be {low:g}..{high:g}, got {given!r}")
        return float(given)

    def text(self, place: int, default: str | None = None) -> str:
        """The argument at `place` as text; a number counts as its digits."""
        if place >= len(self.arguments) and default is not None:
            return default
        given = self.arguments[place] if place < len(self.arguments) else None
        if isinstance(given, bool) or not isinstance(given, str | int | float):
            raise Refusal("bad_type", f"argument {place + 1} of {self.address} must be a string, got {_short(given)}")
        return given if isinstance(given, str) else f"{given:g}"


Answer = Callable[[Desk, Call], Iterable[Message]]
"""Does what was asked and gives what is sent back; raises Refusal, ValueError or KeyError."""


def check_finite(arguments: tuple[Any, ...]) -> None:
    """Refuse NaN and infinity, wherever they are meant to go."""
    if any(isinstance(given, float) and not math.isfinite(given) for given in arguments):
        raise Refusal("range", f"numbers must be finite, got {_short(arguments)}")


def _short(given: object) -> str:
    return "none" if given is None else repr(given)[:60]
