"""Max: a `.maxpat` that opens as a panel of dials, menus and buttons. Max for Live shows the same controls.

A control sends through `speedlim` and `prepend ADDRESS`; what comes back goes through `route` on the whole address and
`prepend set`, which moves the control without sending. When the heartbeat stays away, the patch registers again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rtxmodal.params import Parameter
from rtxmodal.patches.max_json import Patcher, Rect, colour_of
from rtxmodal.patches.surface import (
    DARK,
    EARS,
    GREEN,
    LOUDEST,
    METER,
    PANEL,
    PICKERS,
    QUIET,
    QUIETEST,
    RAISED,
    RED,
    TEXT,
    Group,
    Picker,
    Surface,
    address,
    bend,
    fixed,
    label,
    readings,
)

UNIT_STYLES = {"": 1, "ms": 2, "Hz": 3, "dB": 4, "%": 5, "semitones": 7}
INT_UNIT, CUSTOM_UNIT = 0, 9
FLOAT, INT, ENUM = 0, 1, 2
LIVE_INTS = 255  # Live holds no larger ones
CELL, TITLE, EDGE, HEAD = (66, 58), 24, 6, 74  # pixels
NARROWEST = 880.0  # pixels that the head needs
WIDEST = 16  # cells in a row of groups
TALL_GROUP = 8  # cells in a row of one group
SEND_MS = 10  # between two values of one control


@dataclass(frozen=True)
class Cell:
    """Where a parameter's control stands on the panel."""

    group: Group
    parameter: Parameter
    x: float
    y: float
    size: tuple[int, int] = CELL


@dataclass(frozen=True)
class Layout:
    """Where everything stands."""

    cells: tuple[Cell, ...]
    grounds: tuple[tuple[Group, Rect], ...]
    width: float
    height: float


def make(surface: Surface) -> dict[str, bytes]:
    """The files of this client, by name."""
    patch = Patcher(lamp=(200, 44, 16, 16))
    layout = shelves(surface.groups)
    send = patch.obj(f"udpsend {surface.host} {surface.port}", 620, 340)
    panic(patch, send, (200, 8, 80, 26))
    patch.words("connected", (220, 43, 60, 18), QUIET)
    patch.words(f"rtxmodal {surface.scene.name}", (8, 10, 190, 24), TEXT, fontsize=16.0, fontface=1)
    for place, one in enumerate(PICKERS):
        patch.words(one.name, (300 + 190 * place, 12, 44, 18), QUIET)
        picker(patch, send, one, 780 + 220 * place, (345 + 190 * place, 10, 135, 22))
    meters(patch, (690, 9, 180, 24))
    for place, (name, osc, _) in enumerate(readings()):
        health(patch, name, osc, place, (300 + 110 * place, 43, 105, 18))
    for row, cell in enumerate(layout.cells):
        control(patch, surface, send, cell, row, stored=False)
    patch.connect(patch.obj("loadbang", 20, 20), send, EARS["max"])
    draw_grounds(patch, layout.grounds)
    patch.ground((0, 0, layout.width, HEAD - 8), PANEL)
    made = patch.finished((60.0, 90.0, layout.width, layout.height))
    return {"rtxmodal.maxpat": (json.dumps(made, indent=1) + "\n").encode()}


# -- the panel ----------------------------------------------------------------------------------------------


def shelves(groups: Sequence[Group]) -> Layout:
    """Groups beside each other in rows."""
    cells: list[Cell] = []
    grounds: list[tuple[Group, Rect]] = []
    x, y, tallest, used, widest = float(EDGE), float(HEAD), 0.0, 0, 0.0
    for group in groups:
        rows = -(-len(group.parameters) // TALL_GROUP)
        columns = -(-len(group.parameters) // rows)
        if used + columns > WIDEST:
            x, y, tallest, used = float(EDGE), y + tallest + EDGE, 0.0, 0
        size = (columns * CELL[0] + EDGE, TITLE + rows * CELL[1] + EDGE)
        grounds.append((group, (x, y, *size)))
        for place, parameter in enumerate(group.parameters):
            row, column = divmod(place, columns)
            cells.append(Cell(group, parameter, x + EDGE / 2 + column * CELL[0], y + TITLE + row * CELL[1]))
        x, tallest, used = x + size[0] + EDGE, max(tallest, size[1]), used + columns
        widest = max(widest, x)
    return Layout(tuple(cells), tuple(grounds), max(widest, NARROWEST), y + tallest + EDGE)


def draw_grounds(patch: Patcher, grounds: Sequence[tuple[Group, Rect]]) -> None:
    """The field behind each group, its title and its coloured edge."""
    for group, (x, y, width, height) in grounds:
        patch.words(group.title, (x + 4, y + 2, width - 6, 18), group.colour, fontsize=11.0, fontface=1)
        patch.ground((x, y, width, height), PANEL)
        patch.ground((x, y, width, 2), group.colour)


def panic(patch: Patcher, send: str, shown: Rect) -> None:
    """The button that ends all notes."""
    looks = {"activebgcolor": colour_of(RED), "activetextcolor": colour_of("#ffffff"), "fontsize": 12.0, "fontface": 1}
    valueof = valued("Panic", "Panic", ENUM, parameter_enum=["off", "on"], parameter_mmax=1)
    button = patch.control("live.text", (620, 200, 60, 22), shown, mode=0, text="PANIC", **valueof, **looks)
    patch.parameters[button] = ["Panic", "Panic", 0]
    patch.chain(button, patch.message(fixed("panic"), 620, 240), send)


def picker(patch: Patcher, send: str, one: Picker, x: float, shown: Rect) -> None:
    """A menu that fills itself with a list of the server's; its wires start at `x`."""
    looks = {"bgfillcolor_type": "color", "bgfillcolor_color": colour_of(RAISED), "textcolor": colour_of(TEXT)}
    menu = patch.control("umenu", (x, 200, 120, 22), shown, items=[], varname=one.name, **looks)
    entries, current, choose = one.addresses
    out = patch.obj(f"prepend {choose}", x, 240)
    patch.cord(menu, out, outlet=1)
    patch.cord(out, send)
    order, emptied = patch.obj("t l b", x, 20), patch.message("clear", x + 120, 50)
    patch.cord(order, emptied, outlet=1)
    patch.chain(order, patch.obj("iter", x, 50), patch.obj("prepend append", x, 80), menu)
    patch.chain(emptied, menu)
    patch.hear(entries, order)
    told = patch.obj("zl slice 1", x, 120)
    patch.hear(current, told)
    patch.chain(told, patch.obj("prepend setsymbol", x, 150), menu)


def meters(patch: Patcher, shown: Rect) -> None:
    """How loud it is, left above right."""
    looks = {
        "size": 2,
        "setminmax": [float(QUIETEST), float(LOUDEST)],
        "orientation": 0,
        "setstyle": 1,
        "ignoreclick": 1,
    }
    looks |= {"bgcolor": colour_of(RAISED), "slidercolor": colour_of(GREEN), "parameter_enable": 0}
    patch.hear(fixed(METER), patch.control("multislider", (780, 300, 120, 24), shown, **looks))


def health(patch: Patcher, name: str, osc: str, place: int, shown: Rect) -> None:
    """A figure that the server tells of itself."""
    x, y = 1240, 200 + 30 * place
    told = patch.obj(f"prepend set {name}", x, y)
    patch.hear(osc, told)
    patch.chain(told, patch.words(name, shown, QUIET))


# -- the controls -------------------------------------------------------------------------------------------


def valued(long: str, short: str, kind: int, **more: Any) -> dict[str, Any]:
    """What makes a control a parameter, as it is stored in a patch."""
    names = {"parameter_longname": long, "parameter_shortname": short, "parameter_type": kind, "parameter_modmode": 0}
    return {"parameter_enable": 1, "varname": long, "saved_attribute_attributes": {"valueof": names | more}}


def control(patch: Patcher, surface: Surface, send: str, cell: Cell, row: int, stored: bool) -> None:
    """One parameter: what is seen, what it sends, and what moves it; `stored` ones send their value when opened."""
    parameter, y = cell.parameter, 480 + 44 * row
    long = surface.long_names[parameter.id]
    start = surface.table.value(parameter.id)
    remembered = {"parameter_initial": [start], "parameter_initial_enable": 1} if stored else {}
    if parameter.kind == "trigger":
        remembered = {}
    box = _seen(patch, cell, y, valued(long, label(parameter, 12), FLOAT, **remembered, **_info(parameter)))
    patch.parameters[box] = [long, label(parameter, 12), 0]
    if parameter.kind == "trigger":
        patch.chain(box, patch.message(address(parameter), 280, y), send)
        return
    patch.chain(box, patch.obj(f"speedlim {SEND_MS}", 180, y), patch.obj(f"prepend {address(parameter)}", 280, y), send)
    told = patch.obj("prepend setsymbol" if parameter.kind == "enum" else "prepend set", 640, y)
    patch.hear(address(parameter), told)
    patch.chain(told, box)


def _info(parameter: Parameter) -> dict[str, Any]:
    return {"parameter_info": parameter.description} if parameter.description else {}


def _seen(patch: Patcher, cell: Cell, y: float, base: dict[str, Any]) -> str:
    """The control itself; returns its box."""
    parameter, name, (width, height) = cell.parameter, label(cell.parameter, 12), cell.size
    value = base["saved_attribute_attributes"]["valueof"]
    if parameter.kind in ("toggle", "trigger"):
        value |= {"parameter_type": ENUM, "parameter_enum": ["off", "on"], "parameter_mmax": 1}
        looks = {"activebgcolor": colour_of(RAISED), "activebgoncolor": colour_of(cell.group.colour)}
        looks |= {"activetextcolor": colour_of(TEXT), "activetextoncolor": colour_of(DARK)}
        mode = int(parameter.kind == "toggle")
        place = (cell.x + 2, cell.y + height / 4, width - 10, 26)
        return patch.control("live.text", (40, y, 60, 20), place, mode=mode, text=name, texton=name, **looks, **base)
    if parameter.kind == "float":
        value |= _range(parameter)
        looks = {"activedialcolor": colour_of(cell.group.colour), "textcolor": colour_of(TEXT)}
        looks |= {"activeneedlecolor": colour_of(TEXT)}
        # 44 by 48 is the size that a dial is drawn for; a wider one leaves room for the name
        return patch.control("live.dial", (40, y - 8, 44, 40), (cell.x, cell.y, width - 6, 48), **looks, **base)
    patch.words(name, (cell.x, cell.y, width - 4, 16), TEXT)
    place = (cell.x + 2, cell.y + 20, width - 10, 16)
    if parameter.kind == "enum":
        value |= {"parameter_type": ENUM, "parameter_enum": list(parameter.options)}
        value |= {"parameter_mmax": len(parameter.options) - 1}
        return patch.control("live.menu", (40, y, 100, 16), place, **base)
    value |= _range(parameter)
    return patch.control("live.numbox", (40, y, 60, 16), place, **base)


def _range(parameter: Parameter) -> dict[str, Any]:
    """Range, curve and unit as Live shows them."""
    low, high = parameter.range
    found: dict[str, Any] = {"parameter_mmin": low, "parameter_mmax": high}
    if parameter.kind == "int":
        return found | {"parameter_type": INT if high - low <= LIVE_INTS else FLOAT, "parameter_unitstyle": INT_UNIT}
    if parameter.curve == "log":
        found["parameter_exponent"] = bend(parameter)
    style = UNIT_STYLES.get(parameter.unit, CUSTOM_UNIT)
    if style == CUSTOM_UNIT:
        found["parameter_units"] = f"%.2f {parameter.unit}"
    return found | {"parameter_unitstyle": style}
