"""The table of addresses: routing, echo, dump and documentation derive from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rtxmodal.control import answers, health, transport_answers, turning
from rtxmodal.control.health import READINGS
from rtxmodal.control.route import ID, Route
from rtxmodal.control.wire import ROOT
from rtxmodal.params import Parameter, Table


@dataclass(frozen=True)
class Described:
    """A row of the documentation."""

    address: str
    takes: str
    range: str
    gives: str
    meaning: str


def _same_as(path: str, parameter: str, takes: str, meaning: str) -> Route:
    return Route(path, takes, "get, echo", meaning, turning.alias(parameter), parameter)


CORE: tuple[Route, ...] = (
    Route("params/<id>", "f | i | s", "get, echo",
          "a parameter in native units; `+` or `-` and a number move it", turning.turn),
    Route("norm/<id>", "f", "get, echo", "the same parameter as 0..1 along its curve", turning.turn_norm),
    Route("text/<id>", "", "get", "the value as a performer reads it", turning.tell_text),
    Route("nudge/<id>", "f", "echo", "move by -1..1 of the range, for endless encoders", turning.nudge),
    Route("reset/<id>", "[trigger]", "echo", "back to the default", turning.reset),
    Route("ramp/<id>", "f f", "echo", "move to a value in so many seconds, 0..600", turning.ramp),
    Route("params_list", "", "s...", "the ids of all parameters", turning.tell_ids),
    Route("meta", "s", "s s f f f s s s i s...",
          "id, kind, minimum, maximum, default, unit, curve, label, place, options", turning.tell_meta),
    Route("dump", "[s]", "/dump/begin i, values, /dump/end i",
          "all values, or those below a prefix; paced", turning.dump),
    Route("dump/begin", "", "i", "how many values follow", answers.only_told("before a dump")),
    Route("dump/end", "", "i", "how many values came", answers.only_told("after a dump")),
    Route("ping", "[any]", "/pong", "liveness", answers.ping),
    Route("pong", "", "any... i s",
          "the arguments of /ping, the protocol's number, the version", answers.only_told("after /ping")),
    Route("info", "", "/info/...", "who this is, one message a fact", health.info),
    Route("listeners/add", "i | s [s] [i]", "/listeners/added s i, dump",
          "tell PORT or IP:PORT of changes; family params, norm or both; seconds to live", answers.add_listener),
    Route("listeners/added", "", "s i",
          "who is told now, and for how many seconds of silence", answers.only_told("after /listeners/add")),
    Route("listeners/del", "i | s", "/listeners/deleted s", "tell PORT or IP:PORT no more", answers.remove_listener),
    Route("listeners/deleted", "", "s", "who is told no more", answers.only_told("after /listeners/del")),
    Route("listeners/clear", "[trigger]", "/listeners/entries",
          "tell nothing more to the sender's machine", answers.clear_listeners),
    Route("listeners/entries", "", "s...", "who is told", answers.tell_listeners),
    Route("echo", "i", "get", "1: tell the sender of its own changes too", answers.echo_own),
    Route("error", "", "s s s",
          "code, address and one line of what to do; at most 5 a second", answers.only_told("when it refuses")),
    Route("panic", "[trigger]", "/panic i to listeners", "all notes off, all states forgotten", answers.panic),
    Route("note", "i i [i]", "", "a key: pitch, velocity (0 lets go), channel 1..16", answers.note),
    Route("note_off", "i [i]", "", "a key let go: pitch, channel 1..16", answers.note_off),
    Route("notes_off", "[trigger]", "", "all keys let go", answers.notes_off),
    _same_as("audio/mute", "mute", "i", "sound off"),
    _same_as("audio/limiter", "limiter", "i", "the limiter on or off"),
    _same_as("audio/ceiling", "ceiling", "f", "what the limiter lets through"),
    _same_as("visual/blackout", "blackout", "i", "window black, sound untouched"),
    _same_as("visual/freeze", "freeze", "i", "hold the picture"),
    _same_as("visual/brightness", "brightness", "f", "master dimmer"),
    _same_as("visual/fullscreen", "fullscreen", "i", "the whole display"),
    Route("visual/scene", "s | i", "get, echo", "the scene, by name or place in the list", answers.scene),
    Route("visual/scenes", "", "s...", "the names of all scenes", answers.scenes),
    *(Route(path, "", f"get, {one.gives}", one.meaning, one) for path, one in READINGS.items()),
    Route("status/heartbeat", "", "get, i f",
          "count and seconds since the start; each second to listeners", health.heartbeat),
    Route("status/hello", "", "get, s", "version; to listeners at the start", health.hello),
    Route("status/bye", "", "", "to listeners at the end", answers.only_told("when it ends")),
)  # fmt: skip
ROUTES: tuple[Route, ...] = (
    *CORE,
    # each feature's own, one line each
    *transport_answers.ROUTES,
)
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
