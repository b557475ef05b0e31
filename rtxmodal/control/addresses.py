"""The table of addresses: routing, echo, dump and documentation derive from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from rtxmodal.control import (
    answers,
    asking,
    audio_answers,
    health,
    learn_answers,
    model_answers,
    playing_answers,
    presets_answers,
    streaming,
    take_answers,
    transport_answers,
    turning,
)
from rtxmodal.control.patterns import matching
from rtxmodal.control.route import ID, Route
from rtxmodal.control.wire import ROOT
from rtxmodal.params import Parameter, Table

MOST = 64  # addresses that one pattern asks


@dataclass(frozen=True)
class Described:
    """A row of the documentation."""

    address: str
    takes: str
    range: str
    gives: str
    meaning: str


ROUTES: tuple[Route, ...] = (
    *turning.ROUTES,
    *asking.ROUTES,
    *answers.ROUTES,
    *playing_answers.ROUTES,
    *model_answers.ROUTES,
    *audio_answers.ROUTES,
    *health.ROUTES,
    *streaming.ROUTES,
    # each feature's own, one line each
    *transport_answers.ROUTES,
    *learn_answers.ROUTES,
    *presets_answers.ROUTES,
    *take_answers.ROUTES,
)
PLAYED = ("panic", "note", "note_off", "notes_off", "bend", "pressure", "cc")
FREEZES = frozenset(
    route.path
    for module in (
        turning, playing_answers, model_answers, audio_answers, transport_answers, learn_answers, presets_answers
    )
    for route in module.ROUTES
    if route.path not in PLAYED
)  # fmt: skip
"""What `sys/freeze` refuses."""
LOCKED_KNOBS = ("window/flash_limit",)
"""What `server/lock` keeps from being turned: what may harm."""
FIXED = {route.address: route for route in ROUTES if ID not in route.path}
BY_PARAMETER = {route.address.removesuffix(f"/{ID}"): route for route in ROUTES if ID in route.path}
ALIASES: dict[str, list[str]] = {
    route.parameter: [other.address for other in ROUTES if other.parameter == route.parameter]
    for route in ROUTES
    if route.parameter
}


def find(address: str) -> tuple[Route, str] | None:
    """The route of an address and what stands at its `<id>`; None for an address that is not in the table.

    >>> find("/rtxmodal/params/lane_1/wet")[1]
    'lane_1/wet'
    """
    if address in FIXED:
        return FIXED[address], ""
    head, name = address[: address.find("/", len(ROOT) + 1)], address[address.find("/", len(ROOT) + 1) + 1 :]
    return (BY_PARAMETER[head], name) if head in BY_PARAMETER and name else None


def standing_for(pattern: str, table: Table) -> list[str]:
    """The addresses that can be asked and that a pattern stands for, at most 64.

    Raises:
        ValueError: no pattern, or it stands for nothing.
    """
    fixed = [address for address, route in FIXED.items() if "get" in route.gives]
    heads = [head for head, route in BY_PARAMETER.items() if "get" in route.gives]
    found = list(islice(matching(pattern, [*fixed, *(f"{head}/{one.id}" for head in heads for one in table)]), MOST))
    if not found:
        raise ValueError(f"pattern must stand for an address that can be asked, got {pattern}; send {ROOT}/params_list")
    return found


def describe(table: Table | None = None) -> list[Described]:
    """Every address with types, range and meaning; with a table, one `params` row for each of its parameters."""
    return [row for route in ROUTES for row in _rows(route, table)]


def _rows(route: Route, table: Table | None) -> Iterable[Described]:
    parameters: list[Parameter] = list(table) if table is not None else []
    if route.path == f"params/{ID}" and table is not None:
        for parameter in parameters:
            address = route.address.replace(ID, parameter.id)
            meaning = parameter.description or parameter.label or route.meaning
            yield Described(address, _wire_type(parameter), _range(parameter), route.gives, meaning)
        return
    same = [parameter for parameter in parameters if parameter.id == route.parameter]
    yield Described(route.address, route.takes, _range(same[0]) if same else "", route.gives, route.meaning)


def _wire_type(parameter: Parameter) -> str:
    return {"float": "f", "enum": "s", "trigger": "[trigger]"}.get(parameter.kind, "i")


def _range(parameter: Parameter) -> str:
    if parameter.kind == "trigger":
        return ""
    if parameter.options:
        return " ".join(parameter.options)
    low, high = parameter.range
    return f"{low:g}..{high:g} {parameter.unit}".rstrip()
