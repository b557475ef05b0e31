"""One row of the table of addresses. A feature gives its own as a tuple `ROUTES`, which addresses.py joins."""

from __future__ import annotations

from dataclasses import dataclass

from rtxmodal.control.desk import Answer
from rtxmodal.control.wire import ROOT

ID = "<id>"


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

    @property
    def address(self) -> str:
        """As it is sent."""
        return f"{ROOT}/{self.path}"
