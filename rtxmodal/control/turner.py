"""A control that was touched turns the parameters that it is mapped to."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from rtxmodal.control.mapping import SAYS_WHERE, Mapping, Touch
from rtxmodal.control.takeover import Hand
from rtxmodal.params import Parameter, Table

HALF = 0.5


class Turnable(Protocol):
    """What turning needs of the show."""

    @property
    def table(self) -> Table:
        """The parameters."""
        ...

    def set(self, parameter_id: str, value: object, origin: object = None) -> float:
        """Store a value."""
        ...


class Turned(NamedTuple):
    """Who turned a parameter, as `Turnable.set` is told."""

    mapping: Mapping
    place: float
    """Of the control, 0..1."""


class Turner:
    """Remembers of each control how it takes over and whether it is pressed. Owned by whoever hears the ports."""

    def __init__(self, show: Turnable) -> None:
        self._show = show
        self._hands: dict[Mapping, Hand] = {}
        self._pressed: dict[Mapping, bool] = {}

    def move(self, mapping: Mapping, touch: Touch, pickup: str) -> None:
        """Turn one parameter of the table by one touch."""
        parameter = self._show.table[mapping.parameter]
        is_trigger = parameter.kind == "trigger"
        current = 0.0 if is_trigger else parameter.to_norm(self._show.table.value(parameter.id))
        if self._is_held(mapping, touch, parameter):
            return
        norm = self._norm(mapping, touch, parameter, current, pickup)
        if norm is None:
            return
        value = 1.0 if is_trigger else parameter.from_norm(norm)
        stored = self._show.set(parameter.id, value, Turned(mapping, touch.value))
        if mapping in self._hands and not is_trigger:
            self._hands[mapping].leave(mapping.place(parameter.to_norm(stored)))

    def _is_held(self, mapping: Mapping, touch: Touch, parameter: Parameter) -> bool:
        """Whether a button says nothing new: for triggers, strokes and toggles only being pressed counts."""
        if parameter.kind != "trigger" and mapping.kind not in ("toggle", "velocity"):
            return False
        says_where = mapping.kind in SAYS_WHERE
        before, now = self._pressed.get(mapping, False), touch.value > (HALF if says_where else 0.0)
        self._pressed[mapping] = now
        return not now or (before and says_where)

    def _norm(self, mapping: Mapping, touch: Touch, parameter: Parameter, current: float, pickup: str) -> float | None:
        """Where a touch brings the parameter, 0..1; None if it stays."""
        match mapping.kind:
            case "toggle":
                return mapping.low if mapping.place(current) >= HALF else mapping.high
            case "note":
                return mapping.high if touch.value > 0.0 else mapping.low
            case "pc":
                return mapping.high
            case "velocity":
                return mapping.norm(touch.value)
            case "rel" | "rel_sign":
                return _stepped(mapping, round(touch.value * 127), parameter, current)
        if parameter.kind in ("toggle", "trigger", "enum"):
            return mapping.norm(touch.value)
        hand = self._hands.setdefault(mapping, Hand())
        place = hand.move(touch.value, mapping.place(current), mapping.pickup or pickup)
        return None if place is None else mapping.norm(place)


def _stepped(mapping: Mapping, value: int, parameter: Parameter, current: float) -> float:
    """An endless encoder was turned: by whole options where there are few, else by 1/127 of the way a step."""
    back = 128 - value if mapping.kind == "rel" else value - 64
    step = -back if value >= 64 else value
    low, high = parameter.range
    few = parameter.kind in ("int", "enum", "toggle") and high - low < 127
    share = step / (high - low) if few else step / 127
    norm = current + share * (1.0 if mapping.high > mapping.low else -1.0)
    ends = sorted((mapping.low, mapping.high))
    return min(max(norm, ends[0]), ends[1])
