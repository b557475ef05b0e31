"""Max for Live: a MIDI effect whose dials are Live's parameters, so that Live automates, maps and stores them.

The file is Max's patcher behind a short header (the unfrozen form that Ableton ships its own devices in):

    ampf 4 mmmm | meta 4 0 | ptch length | JSON, a line feed, a zero

Lengths are little-endian and count what follows them. Notes pass through untouched.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from typing import Any

from rtxmodal.patches.max_json import Patcher, Rect
from rtxmodal.patches.max_patch import (
    EDGE,
    FLOAT,
    INT_UNIT,
    Cell,
    Layout,
    control,
    draw_grounds,
    health,
    meters,
    panic,
    picker,
    valued,
)
from rtxmodal.patches.surface import EARS, PANEL, PICKERS, QUIET, TEXT, Group, Surface, fixed, readings

KIND = b"mmmm"  # MIDI effect: passes notes, sits on any MIDI track
HEIGHT, HEAD = 169, 128  # pixels; Live's strip has no more height
ROWS, CELL, TITLE = 3, (56, 50), 18  # of controls; pixels
STORED_ONLY = 1  # parameter_invisible: kept with the set, not automated
BANK = 8  # dials on Push


def device(surface: Surface) -> bytes:
    """The `.amxd`."""
    patch = Patcher(lamp=(8, 30, 14, 14))
    layout = columns(surface.groups)
    send = patch.obj(f"udpsend {surface.host} {surface.port}", 620, 340)
    patch.words(f"rtxmodal {surface.scene.name}", (6, 6, 118, 18), TEXT, fontsize=12.0, fontface=1)
    patch.words("connected", (26, 28, 60, 18), QUIET)
    for place, one in enumerate(PICKERS):
        picker(patch, send, one, 780 + 220 * place, (6, 48 + 22 * place, 116, 20))
    panic(patch, send, (6, 94, 116, 22))
    meters(patch, (6, 119, 116, 12))
    for place, (name, osc, _) in enumerate(list(readings())[:2]):
        health(patch, name, osc, place, (6, 133 + 17 * place, 118, 17))
    for row, cell in enumerate(layout.cells):
        control(patch, surface, send, cell, row, stored=True)
    patch.chain(patch.obj("midiin", 1240, 340), patch.obj("midiout", 1240, 370))
    _port(patch, *patch.connect(patch.obj("live.thisdevice", 20, 20), send, EARS["ableton"]))
    draw_grounds(patch, layout.grounds)
    patch.ground((0, 0, HEAD - 2, HEIGHT), PANEL)
    patch.parameters["parameterbanks"] = _banks(surface)
    made = patch.finished((60.0, 90.0, layout.width, HEIGHT), **_project(layout.width))
    payload = json.dumps(made, indent=1).encode() + b"\n\0"
    return (
        b"ampf" + struct.pack("<I", 4) + KIND + b"meta" + struct.pack("<II", 4, 0)
        + b"ptch" + struct.pack("<I", len(payload)) + payload
    )  # fmt: skip


def columns(groups: Sequence[Group]) -> Layout:
    """Groups beside each other, three controls high."""
    cells: list[Cell] = []
    grounds: list[tuple[Group, Rect]] = []
    x = float(HEAD)
    for group in groups:
        wide = -(-len(group.parameters) // ROWS)
        grounds.append((group, (x, 0.0, wide * CELL[0] + EDGE, float(HEIGHT))))
        for place, parameter in enumerate(group.parameters):
            row, column = divmod(place, wide)
            cells.append(Cell(group, parameter, x + EDGE / 2 + column * CELL[0], TITLE + row * CELL[1], CELL))
        x += wide * CELL[0] + EDGE + 3
    return Layout(tuple(cells), tuple(grounds), x, float(HEIGHT))


def _port(patch: Patcher, ear: str, register: str) -> None:
    """The port to hear on can be changed: two devices in one set need two."""
    port = float(EARS["ableton"])
    value = valued("Listening port", "Port", FLOAT, parameter_mmin=1024.0, parameter_mmax=65535.0)
    value["saved_attribute_attributes"]["valueof"] |= {
        "parameter_initial": [port],
        "parameter_initial_enable": 1,
        "parameter_unitstyle": INT_UNIT,
        "parameter_invisible": STORED_ONLY,
    }
    box = patch.control("live.numbox", (1400, 20, 60, 16), (74, 29, 48, 15), **value)
    patch.parameters[box] = ["Listening port", "Port", 0]
    order = patch.obj("t b i i", 1400, 80)
    patch.chain(box, patch.obj("i", 1400, 50), order, register)
    changed = patch.obj(f"prepend set {fixed('listeners/add')}", 1400, 110)
    patch.cord(order, changed, 1)
    patch.chain(changed, register)
    moved = patch.obj("prepend port", 1400, 140)
    patch.cord(order, moved, 2)
    patch.chain(moved, ear)


def _banks(surface: Surface) -> dict[str, Any]:
    """Push shows eight dials at a time: a group each, as many banks as it needs."""
    banks: dict[str, Any] = {}
    for group in surface.groups:
        names = [surface.long_names[parameter.id] for parameter in group.parameters]
        for start in range(0, len(names), BANK):
            shown = names[start : start + BANK]
            title = group.title if start == 0 else f"{group.title} {start // BANK + 1}"
            number = len(banks)
            parameters = [*shown, *["-"] * (BANK - len(shown))]
            banks[str(number)] = {"index": number, "name": title, "parameters": parameters}
    return banks


def _project(width: float) -> dict[str, Any]:
    """What Max asks of a device beyond a patch; without `project` it refuses to open it."""
    project = {
        "version": 1,
        "creationdate": 0,
        "modificationdate": 0,
        "viewrect": [0.0, 0.0, 300.0, 500.0],
        "autoorganize": 1,
        "hideprojectwindow": 1,
        "showdependencies": 1,
        "autolocalize": 0,
        "contents": {"patchers": {}},
        "layout": {},
        "searchpath": {},
        "detailsvisible": 0,
        "amxdtype": int.from_bytes(KIND, "big"),
        "readonly": 0,
        "devpathtype": 0,
        "devpath": ".",
        "sortmode": 0,
        "viewmode": 0,
        "includepackages": 0,
    }
    return {
        "openrect": [0.0, 0.0, width, float(HEIGHT)],
        "devicewidth": width,
        "latency": 0,
        "is_mpe": 0,
        "platform_compatibility": 0,
        "project": project,
    }
