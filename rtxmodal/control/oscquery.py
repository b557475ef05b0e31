"""OSCQuery: the address space as JSON, for programs that build their knobs from it.

The tree is made from the table of addresses and the table of parameters whenever it is asked for; nothing is kept
beside them. https://github.com/Vidvox/OSCQueryProposal is the protocol.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rtxmodal.control import ControlPort, addresses
from rtxmodal.control.addresses import ROUTES
from rtxmodal.control.route import ID, Route, is_only_told
from rtxmodal.control.turning import native
from rtxmodal.control.wire import ROOT
from rtxmodal.params import Parameter, Table
from rtxmodal.scene import CORE

Node = dict[str, Any]
Values = Mapping[str, tuple[Any, ...]]
"""What the fixed addresses answered: address -> arguments."""

STANDARD = (
    "FULL_PATH", "CONTENTS", "TYPE", "ACCESS", "RANGE", "VALUE", "DESCRIPTION", "TAGS", "EXTENDED_TYPE", "UNIT",
    "CRITICAL", "CLIPMODE", "OVERLOADS",
)  # fmt: skip
OWN = ("LABEL", "DEFAULT_VALUE", "CURVE")  # the second as libossia calls it
ATTRIBUTES = (*STANDARD, *OWN)
COMMANDS = ("LISTEN", "PATH_CHANGED", "PATH_ADDED", "PATH_REMOVED")
UNITS = {"dB": "gain.db", "Hz": "time.hz", "ms": "time.ms", "s": "time.second", "bpm": "time.bpm"}
"""Their names in the proposal's list of units; others go by our own."""
CRITICAL = ("panic", "visual/blackout", "params/blackout", "preset/load", "cue/go")
READ, WRITE = 1, 2
CORE_IDS = {parameter.id for parameter in CORE}  # those that every scene has
NORMALISED: dict[str, Mapping[str, float]] = {
    "norm": {"MIN": 0.0, "MAX": 1.0},
    "nudge": {"MIN": -1.0, "MAX": 1.0},
    "touch": {"MIN": 0, "MAX": 1},
}
"""Ranges of the addresses that exist for each parameter but do not take its own values."""


@dataclass(frozen=True)
class Host:
    """Where the show is reached."""

    name: str
    osc_port: int
    """UDP."""


def host_info(host: Host) -> Node:
    """The answer to `?HOST_INFO`; hosts are left out, as they are the one that was asked."""
    known = [*STANDARD[3:], *OWN, *COMMANDS, "HTML", "ECHO"]
    return {
        "NAME": host.name,
        "EXTENSIONS": {name: name != "ECHO" for name in known},
        "OSC_PORT": host.osc_port,
        "OSC_TRANSPORT": "UDP",
    }


def tree(port: ControlPort, values: Values) -> Node:
    """The whole address space.

    Args:
        port: the show.
        values: what the addresses of `questions` answered; one that is missing has no VALUE.
    """
    root: Node = {"FULL_PATH": "/", "ACCESS": 0, "CONTENTS": {}, "DESCRIPTION": "rtxmodal"}
    for route in ROUTES:
        for address, node in _nodes(route, port, values):
            _plant(root, address, node)
    return root


def node_at(path: str, port: ControlPort, values: Values) -> Node | None:
    """The node at an OSC path with all below it; None where there is none."""
    path = "/" + path.strip("/")
    found = addresses.find(path)
    nodes = dict(_nodes(found[0], port, values)) if found and ID not in found[0].path else {}
    if found and found[1] in port.table:
        nodes = {path: _parameter_node(found[0], port.table[found[1]], port.table.value(found[1]))}
    if path in nodes and not _is_container(path):
        return {"FULL_PATH": path, **nodes[path]}
    node: Node | None = tree(port, values)
    for name in path.strip("/").split("/") if path != "/" else ():
        node = (node or {}).get("CONTENTS", {}).get(name)
    return node


def questions(path: str) -> list[str]:
    """The addresses at and below a path whose value is not a parameter's, so that they have to be asked."""
    below = path.rstrip("/") + "/"
    return [
        route.address
        for route in ROUTES
        if is_readable(route)
        and not route.parameter
        and ID not in route.path
        and (route.address == path or route.address.startswith(below))
    ]


def is_readable(route: Route) -> bool:
    """Whether its value can be asked for."""
    return "get" in route.gives


def paths_of(parameter_id: str) -> list[str]:
    """The addresses that one parameter has; of none, the containers of all."""
    return [route.address.replace(ID, parameter_id).rstrip("/") for route in ROUTES if ID in route.path]


def _nodes(route: Route, port: ControlPort, values: Values) -> Iterator[tuple[str, Node]]:
    table = port.table
    if ID in route.path:
        for parameter in table:
            address = route.address.replace(ID, parameter.id)
            yield address, _parameter_node(route, parameter, table.value(parameter.id))
    elif route.parameter in table:
        yield route.address, _parameter_node(route, table[route.parameter], table.value(route.parameter))
    elif route.parameter == "":
        yield route.address, _plain_node(route, port, values.get(route.address))


def _parameter_node(route: Route, parameter: Parameter, value: float) -> Node:
    head = route.path.split("/")[0] if ID in route.path else "params"
    node = _common(route, parameter.description or parameter.label or route.meaning)
    node["LABEL"] = parameter.label or parameter.id.split("/")[-1].replace("_", " ")
    node["TAGS"] = [head, "core" if parameter.id in CORE_IDS else parameter.id.split("/")[0]]
    if head == "norm":
        return node | _valued("f", [float(parameter.to_norm(value))], [NORMALISED["norm"]])
    if head == "text":
        return node | {"TYPE": "s", "ACCESS": READ, "VALUE": [parameter.text(value)]}
    if head != "params":
        ranges = [NORMALISED[head]] if head in NORMALISED else []
        types = _types(route.takes)
        return node | {"TYPE": types, "ACCESS": WRITE} | ({"RANGE": ranges, "CLIPMODE": ["both"]} if ranges else {})
    if parameter.kind == "trigger":
        return node | {"TYPE": "N", "ACCESS": WRITE, "CRITICAL": _is_critical(route)}
    node["DEFAULT_VALUE"] = [native(parameter, parameter.default)]
    node["CURVE"] = [parameter.curve]
    if parameter.unit:
        node["UNIT"] = [UNITS.get(parameter.unit, parameter.unit)]
    kind = {"float": "f", "enum": "s"}.get(parameter.kind, "i")
    return node | _valued(kind, [native(parameter, value)], [_range(parameter)])


def _range(parameter: Parameter) -> Node:
    if parameter.kind == "enum":
        return {"VALS": list(parameter.options)}
    low, high = (native(parameter, end) for end in parameter.range)
    return {"MIN": low, "MAX": high}


def _valued(types: str, value: list[Any], ranges: list[Any]) -> Node:
    clips = {} if types == "s" else {"CLIPMODE": ["both"]}
    extended = {"s": "enum", "f": "float", "i": "toggle" if ranges[0].get("MAX") == 1 else "integer"}[types]
    access = READ | WRITE
    return {"TYPE": types, "ACCESS": access, "VALUE": value, "RANGE": ranges, "EXTENDED_TYPE": [extended], **clips}


def _plain_node(route: Route, port: ControlPort, value: tuple[Any, ...] | None) -> Node:
    """An address that stands for no parameter."""
    node = _common(route, route.meaning)
    node["TAGS"] = [route.path.split("/")[0]]
    taken, given = _types(route.takes), _types(route.gives)
    readable = is_readable(route)
    if readable and value:  # an empty list is no content
        given = "".join("s" if isinstance(one, str) else "i" if isinstance(one, int) else "f" for one in value)
        node["VALUE"] = list(value)
    node["TYPE"] = taken or (given if readable or given else "") or "N"
    if is_only_told(route):
        node["ACCESS"] = READ if given else 0  # it can be listened to, not asked
    else:
        node["ACCESS"] = (WRITE if route.takes or not readable else 0) | (READ if readable else 0)
    others = re.split(r"\s*\|\s*", route.takes.split(" [")[0])[1:]
    if taken and others:
        node["OVERLOADS"] = [{"FULL_PATH": route.address, "TYPE": _types(other)} for other in others]
    if route.options is not None:
        node |= {"TYPE": "s", "RANGE": [{"VALS": list(route.options(port))}], "EXTENDED_TYPE": ["enum"]}
    return node


def _is_container(path: str) -> bool:
    return any(route.address.startswith(f"{path}/") for route in ROUTES)


def _common(route: Route, description: str) -> Node:
    node: Node = {"DESCRIPTION": description}
    if _is_critical(route):
        node["CRITICAL"] = True
    return node


def _is_critical(route: Route) -> bool:
    return route.path in CRITICAL


def _types(words: str) -> str:
    """The type tags in a route's words: `i | s [s]` -> `i`, `get, f f` -> `ff`, `[trigger]` -> `N`, else nothing."""
    if words in ("[trigger]", "[any]"):
        return "N"
    found = re.search(r"(?:^|, )((?:[fis](?:\.\.\.)?)(?: [fis](?:\.\.\.)?)*)(?= |,|$)", words)
    return "".join(tag[0] for tag in found[1].split()) if found else ""


def _plant(root: Node, address: str, node: Node) -> None:
    """Put a node in its place, making the containers above it."""
    above = root
    *containers, name = address.strip("/").split("/")
    path = ""
    for container in containers:
        path += f"/{container}"
        above = above["CONTENTS"].setdefault(container, {"FULL_PATH": path, "ACCESS": 0})
        above.setdefault("CONTENTS", {})
    above["CONTENTS"].setdefault(name, {})
    above["CONTENTS"][name] |= {"FULL_PATH": address, **node}


def changed_paths(before: Table, after: Table) -> list[tuple[str, str]]:
    """What OSCQuery's clients are told when another scene plays: commands and the paths they are about."""
    old, new = ({parameter.id: parameter for parameter in table} for table in (before, after))
    told = [("PATH_REMOVED", path) for name in old if name not in new for path in paths_of(name)]
    told += [("PATH_ADDED", path) for name in new if name not in old for path in paths_of(name)]
    told += [
        ("PATH_CHANGED", path) for name in new if name in old and old[name] != new[name] for path in paths_of(name)
    ]
    return [*told, *(("PATH_CHANGED", path) for path in paths_of("")), ("PATH_CHANGED", f"{ROOT}/visual/scene")]
