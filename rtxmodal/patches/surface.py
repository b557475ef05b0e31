"""What every patch shows, in one order: the groups of a scene's parameters, and the few fixed addresses beside them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rtxmodal.control import DEFAULT_PORT
from rtxmodal.control.addresses import ALIASES, FIXED
from rtxmodal.control.health import READINGS
from rtxmodal.control.wire import ROOT
from rtxmodal.params import Parameter, Table
from rtxmodal.scene import Scene, prefixes, scene_table
from rtxmodal.translators import Context

EARS = {
    "max": 9111,
    "ableton": 9112,
    "touchdesigner": 9113,
    "puredata": 9114,
    "touchosc": 9115,
    "openstagecontrol": 9116,
    "supercollider": 57_120,
}
"""The UDP port that each client hears on: one each, so that all of them may run beside each other on one machine."""
SILENT_SECONDS = 3  # without a heartbeat: register again
METER, METER_HZ = "meter/out", 15
QUIETEST, LOUDEST = -60, 6  # dB of the meters shown
HEALTH = ("state", "latency", "misses", "xruns")
"""Readings that a patch shows; the server tells them when they change."""
MOST_CHOICES = 12  # buttons of a picker where there is no menu
CORE_COLOURS = {"sound": "#d9a441", "window": "#4fa3c7", "transport": "#b0b7c3"}
LANE_COLOURS = ("#7fae5c", "#b77fc4", "#d97757", "#6c8ae0", "#4fb39a", "#c9b458")
DARK, PANEL, RAISED, TEXT, QUIET, RED = "#17191d", "#22262c", "#343a43", "#e6e6e6", "#9aa3ad", "#d23c3c"
GREEN = "#7fae5c"


@dataclass(frozen=True)
class Picker:
    """A list that the server has, to choose from by name."""

    name: str
    entries: str
    """Tells the names."""
    current: str
    """Tells which one it is now, first of all its arguments."""
    choose: str
    """Takes a name, or its place in the list."""

    @property
    def addresses(self) -> tuple[str, str, str]:
        """Of entries, current and choose."""
        return fixed(self.entries), fixed(self.current), fixed(self.choose)


PICKERS = (
    Picker("scene", "visual/scenes", "visual/scene", "visual/scene"),
    Picker("preset", "preset/entries", "preset/loaded", "preset/load"),
)


@dataclass(frozen=True)
class Group:
    """Parameters that stand together."""

    title: str
    colour: str
    page: str
    """`show` for what belongs to the whole show, else the lane: where there are pages, a lane has one."""
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True)
class Surface:
    """A scene as a controller sees it."""

    scene: Scene
    table: Table
    groups: tuple[Group, ...]
    host: str = "127.0.0.1"
    """Where rtxmodal listens, as the patch has it when it is opened."""
    port: int = DEFAULT_PORT

    @property
    def parameters(self) -> Iterator[tuple[Group, Parameter]]:
        """Every parameter with its group, in the order shown."""
        return ((group, parameter) for group in self.groups for parameter in group.parameters)

    @property
    def example(self) -> str:
        """A parameter to explain things with: a lane's first fader."""
        floats = [parameter.id for _, parameter in self.parameters if parameter.kind == "float"]
        return next((name for name in floats if name.startswith(f"{self.scene.lanes[0].id}/")), floats[0])

    @property
    def long_names(self) -> dict[str, str]:
        """Parameter id -> a name that no other parameter has: `voice Wet`."""
        names = {parameter.id: f"{group.title} {label(parameter)}" for group, parameter in self.parameters}
        seen = list(names.values())
        return {key: name if seen.count(name) == 1 else key.replace("/", " ") for key, name in names.items()}


def surface_of(scene: Scene, host: str = "127.0.0.1", port: int = DEFAULT_PORT) -> Surface:
    """A scene with its table as it starts."""
    return grouped(scene, scene_table(scene, Context(48_000)), host, port)


def grouped(scene: Scene, table: Table, host: str = "127.0.0.1", port: int = DEFAULT_PORT) -> Surface:
    """The groups of a table in its order: the show's, then each lane with its translators in one colour."""
    titles: dict[str, str] = {}
    pages: dict[str, str] = {}
    colours = dict(CORE_COLOURS)
    place_of = prefixes(scene)
    for number, lane in enumerate(scene.lanes):
        own = {lane.id: lane.id} | {place_of[lane.id, place]: name for place, name in enumerate(lane.through)}
        titles |= own
        colours |= dict.fromkeys(own, LANE_COLOURS[number % len(LANE_COLOURS)])
        pages |= dict.fromkeys(own, lane.id)
    members: dict[str, list[Parameter]] = {}
    for parameter in table:
        members.setdefault(_first(parameter), []).append(parameter)
    groups = (
        Group(titles.get(first, first), colours.get(first, QUIET), pages.get(first, "show"), tuple(found))
        for first, found in members.items()
    )
    return Surface(scene, table, tuple(groups), host, port)


def _first(parameter: Parameter) -> str:
    """The group that a parameter belongs to; those of the whole show by whether a `visual` address stands for them."""
    if "/" in parameter.id:
        return parameter.id.split("/")[0]
    seen = any(address.startswith(f"{ROOT}/visual/") for address in ALIASES.get(parameter.id, ()))
    return "window" if seen else "sound"


def fixed(path: str) -> str:
    """A fixed address that the server has; raises KeyError for another."""
    return FIXED[f"{ROOT}/{path}"].address


def address(parameter: Parameter, family: str = "params") -> str:
    """Where a parameter is set and told."""
    return f"{ROOT}/{family}/{parameter.id}"


def readings() -> Sequence[tuple[str, str, str]]:
    """(label, address, type on the wire) of what a performer wants to see of the server's health."""
    return [(name, fixed(f"status/{name}"), READINGS[f"status/{name}"].gives) for name in HEALTH]


def label(parameter: Parameter, longest: int = 40) -> str:
    """A short name for the knob."""
    return (parameter.label or parameter.id.split("/")[-1].replace("_", " ").capitalize())[:longest].rstrip()


def number(value: float) -> str:
    """A number as every patch format reads it: no exponent, no needless zeros.

    >>> number(-90.0), number(0.001)
    ('-90', '0.001')
    """
    return f"{value:.6f}".rstrip("0").rstrip(".") or "0"


def bend(parameter: Parameter) -> float:
    """The exponent that brings a power curve as near to the parameter's as it comes: equal in the middle."""
    low, high = parameter.range
    return round(math.log2((high - low) / (parameter.from_norm(0.5) - low)), 4) if parameter.curve == "log" else 1.0


def rgb(colour: str) -> tuple[float, float, float]:
    """`#rrggbb` as three numbers of 0..1."""
    red, green, blue = (round(int(colour[place : place + 2], 16) / 255, 4) for place in (1, 3, 5))
    return red, green, blue


def fill(template: str, values: Mapping[str, object]) -> bytes:
    """A file of `templates/` with every `@NAME@` replaced; a name without a value is a KeyError."""
    text = (Path(__file__).parent / "templates" / template).read_text(encoding="utf-8")
    return re.sub(r"@([A-Z_]+)@", lambda found: str(values[found[1]]), text).encode()
