"""Open Stage Control: a session for its server, to be played in any browser. A tab for the show and one for each lane.

Widgets hear the address that they send to, and do not send what they hear. A `script` widget registers, again whenever
the heartbeat stays away; it needs no custom module.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from rtxmodal.params import Parameter
from rtxmodal.patches.surface import (
    DARK,
    EARS,
    GREEN,
    LOUDEST,
    METER,
    METER_HZ,
    PANEL,
    PICKERS,
    QUIET,
    QUIETEST,
    RED,
    SILENT_SECONDS,
    TEXT,
    Group,
    Picker,
    Surface,
    address,
    fixed,
    label,
    readings,
)

Widget = dict[str, Any]
VERSION = "1.26.2"
FADER_WIDTH, FADER_HEIGHT = 92, 300  # pixels
SWITCH_MOST = 6  # options; more of them are a menu
REGISTERS = """locals.heard = 0
setInterval('heartbeat', () => {{
    if (Date.now() - locals.heard < {silent}) return
    set('connected', 'looking for rtxmodal', {{send: false}})
    send('{server}', '{add}', {{type: 'i', value: {ear}}})
    send('{server}', '{subscribe}', {{type: 's', value: 'meter'}}, {{type: 'f', value: {hz}}})
    {asks}
}}, {silent})"""
HEARS = "locals.heard = Date.now()\nset('connected', 'connected', {send: false})"
METERS = "set('meter_left', value[0], {send: false})\nset('meter_right', value[1], {send: false})"
NAMES = "JS{{{{ var names = @{{{}}}; return Array.isArray(names) ? names : names ? [names] : [] }}}}"
CURRENT = "set('{}', Array.isArray(value) ? value[0] : value, {{external: true, send: false}})"


def make(surface: Surface) -> dict[str, bytes]:
    """The files of this client, by name."""
    server = f"{surface.host}:{surface.port}"
    tabs = [_tab(name, list(groups), server) for name, groups in groupby(surface.groups, key=lambda group: group.page)]
    body = {"type": "panel", "id": "pages", "tabs": tabs, "expand": True, "colorBg": DARK}
    root = {
        "type": "root",
        "id": "root",
        "layout": "vertical",
        "colorBg": DARK,
        "colorText": TEXT,
        "widgets": [_head(surface, server), body, *_scripts(server)],
    }
    session = {"createdWith": "Open Stage Control", "version": VERSION, "type": "session", "content": root}
    return {"rtxmodal.json": (json.dumps(session, indent=1) + "\n").encode()}


def _scripts(server: str) -> list[Widget]:
    """What registers, and what hands the meters on."""
    registers = REGISTERS.format(
        silent=1000 * SILENT_SECONDS,
        server=server,
        add=fixed("listeners/add"),
        ear=EARS["openstagecontrol"],
        subscribe=fixed("subscribe"),
        hz=METER_HZ,
        asks="\n    ".join(f"send('{server}', '{osc}')" for one in PICKERS for osc in one.addresses[:2]),
    )
    beat = {"address": fixed("status/heartbeat"), "bypass": True, "onCreate": registers, "onValue": HEARS}
    return [
        {"type": "script", "id": "heartbeat", **beat},
        {"type": "script", "id": "meters", "address": fixed(METER), "bypass": True, "onValue": METERS},
        *(_lists(one) for one in PICKERS),
        *(_currents(one) for one in PICKERS),
    ]


def _lists(one: Picker) -> Widget:
    """Keeps the names of a list."""
    return {"type": "variable", "id": f"{one.name}_entries", "address": one.addresses[0], "bypass": True}


def _currents(one: Picker) -> Widget:
    """Shows in the menu which one it is."""
    shows = CURRENT.format(one.name)
    return {"type": "script", "id": f"{one.name}_now", "address": one.addresses[1], "bypass": True, "onValue": shows}


def _menu(one: Picker, server: str) -> Widget:
    menu = _place(one.name, one.addresses[2], server)
    return menu | {"type": "dropdown", "values": NAMES.format(f"{one.name}_entries"), "typeTags": "s", "width": 130}


def _head(surface: Surface, server: str) -> Widget:
    """What stays in reach on every tab."""
    panic = _place("panic", fixed("panic"), server)
    panic |= {
        "type": "button",
        "mode": "momentary",
        "label": "PANIC",
        "colorWidget": RED,
        "alphaFillOff": 0.7,
        "width": 130,
    }
    found = [_words("title", f"rtxmodal {surface.scene.name}", 190), panic]
    for name in ("blackout", "mute"):
        if name in surface.table:
            one = surface.table[name]
            found.append(_toggle(one, f"head_{name}", name.upper(), server) | {"colorWidget": RED, "width": 130})
    found += [*(_menu(one, server) for one in PICKERS), _words("connected", "", 160) | {"colorText": QUIET}]
    for name, osc, _ in readings():
        shown = [
            _words(f"name_{name}", name, "100%") | {"height": 22, "colorText": QUIET},
            _words(f"status_{name}", "-", "100%") | {"address": osc, "expand": True},
        ]
        cell = {"type": "panel", "id": f"cell_{name}", "layout": "vertical", "width": 90, "scroll": False}
        found.append(cell | {"padding": 0, "widgets": shown})
    meters = [
        {
            "type": "fader", "id": f"meter_{side}", "horizontal": True, "design": "compact", "interaction": False,
            "bypass": True, "range": {"min": QUIETEST, "max": LOUDEST}, "colorWidget": GREEN, "expand": True,
        }
        for side in ("left", "right")
    ]  # fmt: skip
    loud = {"type": "panel", "id": "loud", "layout": "vertical", "widgets": meters, "expand": True, "scroll": False}
    return {
        "type": "panel", "id": "head", "layout": "horizontal", "height": 64, "colorBg": PANEL, "scroll": False,
        "widgets": [*found, loud | {"padding": 2}],
    }  # fmt: skip


def _tab(name: str, groups: Sequence[Group], server: str) -> Widget:
    panels = [_panel(group, server) for group in groups]
    return {"type": "tab", "id": f"tab_{name}", "label": name, "layout": "vertical", "widgets": panels, "colorBg": DARK}


def _panel(group: Group, server: str) -> Widget:
    """A group: its faders in a row, what is chosen and pressed beside them."""
    faders = [_fader(one, server) for one in group.parameters if one.kind == "float"]
    others = [_other(one, server) for one in group.parameters if one.kind != "float"]
    title = _words(f"title_{group.title}", group.title, "100%") | {"colorText": group.colour, "height": 30}
    row: Widget = {
        "type": "panel", "id": f"row_{group.title}", "layout": "horizontal", "expand": True, "scroll": True,
        "widgets": faders,
    }  # fmt: skip
    side: Widget = {
        "type": "panel", "id": f"side_{group.title}", "layout": "grid", "gridTemplate": 3 if len(others) > 4 else 1,
        "width": 480 if len(others) > 4 else 200, "widgets": others,
    }  # fmt: skip
    both = {"type": "panel", "id": f"both_{group.title}", "layout": "horizontal", "expand": True, "scroll": False}
    return {
        "type": "panel", "id": f"group_{group.title}", "layout": "vertical", "colorBg": PANEL,
        "colorWidget": group.colour, "height": FADER_HEIGHT + 60 if faders else 130,
        "widgets": [title, both | {"widgets": [row, side] if others else [row]}],
    }  # fmt: skip


def _fader(parameter: Parameter, server: str) -> Widget:
    """Name, fader and number; the two have one id, by which they follow each other without sending."""
    low, high = parameter.range
    place = _place(parameter.id, address(parameter), server) | {"typeTags": "f", "decimals": 4}
    fader = place | {
        "type": "fader", "range": {"min": low, "max": high}, "logScale": parameter.curve == "log",
        "design": "compact", "expand": True,
    }  # fmt: skip
    shown = place | {"type": "input", "numeric": True, "unit": parameter.unit, "height": 32, "decimals": 3}
    return {
        "type": "panel", "id": f"cell_{parameter.id}", "layout": "vertical", "width": FADER_WIDTH, "scroll": False,
        "widgets": [_words(f"name_{parameter.id}", label(parameter, 12), "100%") | {"height": 28}, fader, shown],
    }  # fmt: skip


def _other(parameter: Parameter, server: str) -> Widget:
    """What is chosen or pressed, with its name above it where it does not show it itself."""
    if parameter.kind == "toggle":
        return _toggle(parameter, parameter.id, label(parameter), server)
    place = _place(parameter.id, address(parameter), server)
    if parameter.kind == "trigger":
        return place | {"type": "button", "mode": "momentary", "label": label(parameter)}
    if parameter.kind == "int":
        inner = place | {"type": "input", "numeric": True, "typeTags": "i", "unit": parameter.unit}
    else:
        kind = "switch" if len(parameter.options) <= SWITCH_MOST else "dropdown"
        inner = place | {"type": kind, "values": list(parameter.options), "typeTags": "s"}
        inner |= {"layout": "horizontal"} if kind == "switch" else {}
    name = _words(f"name_{parameter.id}", label(parameter, 16), "100%") | {"height": 24}
    cell = {"type": "panel", "id": f"cell_{parameter.id}", "layout": "vertical", "scroll": False}
    return cell | {"widgets": [name, inner | {"expand": True}]}


def _toggle(parameter: Parameter, name: str, text: str, server: str) -> Widget:
    place = _place(name, address(parameter), server)
    return place | {"type": "button", "mode": "toggle", "on": 1, "off": 0, "typeTags": "i", "label": text}


def _place(name: str, osc_address: str, server: str) -> Widget:
    """What sends to the server, and hears at the same address."""
    return {"type": "", "id": name, "address": osc_address, "target": [server], "ignoreDefaults": True}


def _words(name: str, text: str, width: int | str) -> Widget:
    return {"type": "text", "id": name, "default": text, "width": width, "bypass": True}
