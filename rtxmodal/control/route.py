"""One row of the table of addresses. A feature gives its own as a tuple `ROUTES`, which addresses.py joins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from rtxmodal.control.desk import Answer, Call, Desk, Refusal
from rtxmodal.control.wire import ROOT, Message

ID = "<id>"


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
    is_guarded: bool = False
    """Whether `server/lock` refuses it: it loads, saves or deletes."""

    @property
    def address(self) -> str:
        """As it is sent."""
        return f"{ROOT}/{self.path}"
