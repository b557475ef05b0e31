"""One row of the table of addresses. A feature gives its own as a tuple `ROUTES`, which addresses.py joins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from rtxmodal.control import ControlPort
from rtxmodal.control.desk import Answer, Call, Desk, Refusal
from rtxmodal.control.wire import ROOT, Message

ID = "<id>"
FARTHEST = 2.0  # seconds ahead that a time tag is waited for; beyond it, clocks differ and it is obeyed now


def only_told(what: str) -> Answer:
    """The answer of an address that the server sends and nobody asks."""
    return partial(_only_told, what)


def _only_told(what: str, desk: Desk, call: Call) -> Iterable[Message]:
    raise Refusal("unknown", f"{call.address} must come from the server, which sends it {what}")


@dataclass(frozen=True)
class Route:
    """One address, or one for each parameter where it ends in `<id>`."""

    path: str
    """Behind `/rtxmodal/`."""
    takes: str
    """Types of the arguments, in brackets where they may be left away; empty for a bare address."""
    gives: str
    """What comes back: `get` for the value when asked, `echo` when it changes, or an address."""
    meaning: str
    answer: Answer
    parameter: str = ""
    """The core parameter that a fixed address stands for."""
    lead_seconds: float = 0.0
    """How long before its time a message with a time tag is answered; the answer then keeps `Call.when` itself."""
    is_guarded: bool = False
    """Whether `server/lock` refuses it: it loads, saves or deletes."""

    options: Callable[[ControlPort], Sequence[str]] | None = None
    """The names that it takes just now, where it takes names from a list."""

    @property
    def lead(self) -> float:
        """`lead_seconds`, or as far ahead as time tags go where it stands for a parameter."""
        return FARTHEST if self.parameter else self.lead_seconds

    @property
    def address(self) -> str:
        """As it is sent."""
        return f"{ROOT}/{self.path}"


def is_only_told(route: Route) -> bool:
    """Whether it is sent by the server and cannot be asked."""
    return isinstance(route.answer, partial) and route.answer.func is _only_told
