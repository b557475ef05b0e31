"""Pure Data: a vanilla patch of sliders, toggles and radios, wired by the names of their send and receive symbols.

Everything on the panel speaks through symbols, so that a user's own patch can as well:
`rtxmodal/ID` moves the widget, `rtxmodal/ID/out` is what it says. All OSC is in the subpatch `pd wires`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rtxmodal.params import Parameter
from rtxmodal.patches.pd_canvas import Canvas
from rtxmodal.patches.pd_wires import wires_of
from rtxmodal.patches.surface import (
    DARK,
    LOUDEST,
    MOST_CHOICES,
    PANEL,
    PICKERS,
    QUIET,
    QUIETEST,
    RAISED,
    RED,
    TEXT,
    Group,
    Surface,
    label,
    number,
    readings,
)

COLUMN, ROW, HEAD = 372, 24, 102  # pixels
NARROWEST = 1126  # pixels that the header needs
TALLEST = 30  # rows of a column


def make(surface: Surface) -> dict[str, bytes]:
    """The files of this client, by name."""
    columns = _columns(surface.groups)
    width = max(NARROWEST, COLUMN * len(columns) + 10)
    height = HEAD + ROW * max(sum(len(group.parameters) + 2 for group in column) for column in columns) + 10
    top = Canvas(f"#N canvas 60 60 {width} {height} 12;")
    top.obj(0, 0, "cnv 1", width, height, "empty empty empty 0 0 0 12", DARK, TEXT, 0)
    _header(top, surface, width)
    for place, column in enumerate(columns):
        y = HEAD
        for group in column:
            y = _group(top, 8 + COLUMN * place, y, group)
    top.obj(width - 66, height - 30, "cnv 1 58 24 empty empty empty 0 0 0 12", QUIET, TEXT, 0)
    top.sub(width - 60, height - 28, wires_of(surface), "wires")
    return {"rtxmodal.pd": ("\n".join(top.finished()) + "\n").encode()}


def _columns(groups: Sequence[Group]) -> list[list[Group]]:
    columns: list[list[Group]] = [[]]
    for group in groups:
        if columns[-1] and sum(len(other.parameters) + 2 for other in [*columns[-1], group]) > TALLEST:
            columns.append([])
        columns[-1].append(group)
    return columns


# -- the panel ----------------------------------------------------------------------------------------------


def _text(
    top: Canvas, where: tuple[int, int], text: str, colour: str = TEXT, size: int = 12, name: str = "empty"
) -> None:
    """Words: the label of a canvas of one pixel, as Pd's own comments are black; a message to `name` changes them."""
    words = re.sub(r"[;,$\\]", "", text).replace(" ", "\\ ")
    top.obj(*where, f"cnv 1 1 1 empty {name}", words or "empty", 0, 8, 0, size, DARK, colour, 0)


def _header(top: Canvas, surface: Surface, width: int) -> None:
    top.obj(0, 0, "cnv 1", width, 36, "empty empty empty 0 0 0 12", PANEL, TEXT, 0)
    _text(top, (14, 10), f"rtxmodal {surface.scene.name}", TEXT, 16)
    top.obj(200, 10, "tgl 16 0 empty rtxmodal/connected connected 22 8 0 12", RAISED, "#7fae5c", QUIET, "0 1")
    top.obj(310, 8, "bng 20 250 50 0 rtxmodal/panic/out empty PANIC 26 10 0 14", RED, "#ffffff", RED)
    x = 400
    for name, _, kind in readings():
        _text(top, (x, 12), name, QUIET, 10)
        x += 6 * len(name) + 12
        if kind == "s":
            _text(top, (x, 12), "", TEXT, 12, f"rtxmodal/{name}")
        else:
            _number(top, x, 9, (0, 0), f"empty rtxmodal/{name}", TEXT)
        x += 74
    for y, side in ((4, "left"), (19, "right")):
        ends = f"{QUIETEST} {LOUDEST} 0 0 empty rtxmodal/meter/{side} empty 0 -9 0 10"
        top.obj(width - 130, y, "hsl 120 12", ends, RAISED, "#7fae5c", TEXT, "0 1")
    for row, one in enumerate(PICKERS):
        y = 46 + 26 * row
        _text(top, (14, y + 1), one.name, QUIET)
        _text(top, (66, y), "", TEXT, 14, f"rtxmodal/{one.name}")
        for place in range(MOST_CHOICES):
            name = f"rtxmodal/{one.name}/{place}"
            looks = f"empty 21 8 0 10 {RAISED} #ffffff {TEXT}"
            top.obj(190 + 78 * place, y, f"bng 16 250 50 0 {name}/out {name}", looks)


def _number(top: Canvas, x: int, y: int, ends: tuple[float, float], names: str, colour: str) -> None:
    """A number that can be read, dragged and typed."""
    reach = f"{number(ends[0])} {number(ends[1])}" if ends[0] < ends[1] else "-1e+37 1e+37"
    top.obj(x, y, "nbx 5 18", reach, "0 0", names, f"empty 0 -8 0 11 {RAISED} {colour} {TEXT} 0 256")


def _group(top: Canvas, x: int, y: int, group: Group) -> int:
    """A group's title and rows; returns where the next group goes."""
    rows = len(group.parameters)
    top.obj(x, y, "cnv 1", COLUMN - 8, ROW * (rows + 1) + 6, "empty empty empty 0 0 0 12", PANEL, TEXT, 0)
    top.obj(x, y, "cnv 1 4", ROW * (rows + 1) + 6, "empty empty empty 0 0 0 12", group.colour, TEXT, 0)
    _text(top, (x + 10, y + 4), group.title, group.colour, 14)
    for place, parameter in enumerate(group.parameters, 1):
        _row(top, x + 10, y + ROW * place + 2, parameter, group.colour)
    return y + ROW * (rows + 2)


def _row(top: Canvas, x: int, y: int, parameter: Parameter, colour: str) -> None:
    """Label, widget, and the number where there is one."""
    names = f"rtxmodal/{parameter.id}/out rtxmodal/{parameter.id}"
    low, high = parameter.range
    looks = f"empty 0 -9 0 10 {RAISED} {colour} {TEXT}"
    _text(top, (x, y + 3), label(parameter, 14))
    if parameter.kind == "trigger":
        top.obj(x + 116, y, "bng 18 250 50 0", names, looks)
    elif parameter.kind == "toggle":
        top.obj(x + 116, y, "tgl 18 0", names, looks, "0 1")
    elif parameter.kind == "enum":
        side = min(18, 140 // len(parameter.options))
        if side >= 8:
            top.obj(x + 116, y, f"hradio {side} 0 0", len(parameter.options), names, looks, 0)
        else:
            _number(top, x + 116, y, parameter.range, names, colour)
        _text(top, (x + 262, y + 3), "", colour, 11, f"rtxmodal/{parameter.id}/name")
    elif parameter.kind == "int":
        _number(top, x + 116, y, parameter.range, names, colour)
    else:
        ends = f"{number(low)} {number(high)} {int(parameter.curve == 'log')}"
        top.obj(x + 116, y, "hsl 140 16", ends, 0, names, looks, "0 1")
        name = f"rtxmodal/{parameter.id}"
        _number(top, x + 262, y, parameter.range, f"{name} {name}/number", TEXT)
        _text(top, (x + 332, y + 3), parameter.unit[:3], QUIET, 10)
