"""Pure Data: a vanilla patch of sliders, toggles and radios, wired by the names of their send and receive symbols.

Everything on the panel speaks through symbols, so that a user's own patch can as well:
`rtxmodal/ID` moves the widget, `rtxmodal/ID/out` is what it says. All OSC is in the subpatch `pd wires`.
"""

from __future__ import annotations

from collections.abc import Sequence

from rtxmodal.params import Parameter
from rtxmodal.patches.surface import (
    DARK,
    EARS,
    LOUDEST,
    METER,
    METER_HZ,
    MOST_SCENES,
    PANEL,
    QUIET,
    QUIETEST,
    RAISED,
    RED,
    SILENT_SECONDS,
    TEXT,
    Group,
    Surface,
    address,
    fixed,
    label,
    number,
    readings,
)

COLUMN, ROW, HEAD = 372, 24, 76  # pixels
NARROWEST = 1060  # pixels that the header needs
TALLEST = 26  # rows of a column


class Canvas:
    """A patch or subpatch in Pd's file format: numbered objects and the cords between them."""

    def __init__(self, opening: str) -> None:
        self.lines = [opening]
        self._cords: list[str] = []
        self._count = 0
        self._names: dict[str, int] = {}

    def add(self, x: int, y: int, kind: str, *words: object) -> int:
        """One object; returns its number."""
        text = " ".join(str(word) for word in words)
        return self._record(f"#X {kind} {x} {y} {text};")

    def obj(self, x: int, y: int, *words: object) -> int:
        """An object box; returns its number."""
        return self.add(x, y, "obj", *words)

    def sub(self, x: int, y: int, inner: Canvas, name: str) -> int:
        """A subpatch; returns its number."""
        self.lines += inner.finished()
        return self._record(f"#X restore {x} {y} pd {name};")

    def cord(self, source: int, target: int, outlet: int = 0, inlet: int = 0) -> None:
        """From an outlet to an inlet."""
        self._cords.append(f"#X connect {source} {outlet} {target} {inlet};")

    def chain(self, *numbers: int) -> None:
        """From first outlet to first inlet, all along."""
        for source, target in zip(numbers, numbers[1:], strict=False):
            self.cord(source, target)

    def finished(self) -> list[str]:
        """All lines."""
        return [*self.lines, *self._cords]

    def _record(self, line: str) -> int:
        self.lines.append(line)
        self._count += 1
        return self._count - 1


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
    top.sub(width - 60, height - 28, _wires(surface), "wires")
    return {"rtxmodal.pd": ("\n".join(top.finished()) + "\n").encode()}


def _columns(groups: Sequence[Group]) -> list[list[Group]]:
    columns: list[list[Group]] = [[]]
    for group in groups:
        if columns[-1] and sum(len(other.parameters) + 2 for other in [*columns[-1], group]) > TALLEST:
            columns.append([])
        columns[-1].append(group)
    return columns


# -- the panel ----------------------------------------------------------------------------------------------


def _text(top: Canvas, x: int, y: int, text: str, colour: str = TEXT, size: int = 12, name: str = "empty") -> None:
    """Words: a canvas of one pixel, since `text` can have no colour; a label has no spaces."""
    words = text.replace(";", "").replace(",", "").replace(" ", "\\ ")
    top.obj(x, y, f"cnv 1 1 1 empty {name}", words or "empty", 0, 8, 0, size, DARK, colour, 0)


def _header(top: Canvas, surface: Surface, width: int) -> None:
    top.obj(0, 0, "cnv 1", width, 36, "empty empty empty 0 0 0 12", PANEL, TEXT, 0)
    _text(top, 14, 10, f"rtxmodal {surface.scene.name}", TEXT, 16)
    top.obj(200, 10, "tgl 16 0 empty rtxmodal/connected connected 22 8 0 12", RAISED, "#7fae5c", QUIET, "0 1")
    top.obj(310, 8, "bng 20 250 50 0 rtxmodal/panic/out empty PANIC 26 10 0 14", RED, "#ffffff", RED)
    x = 400
    for name, _, kind in readings():
        _text(top, x, 12, name, QUIET, 10)
        x += 6 * len(name) + 12
        if kind == "s":
            _text(top, x, 12, "", TEXT, 12, f"rtxmodal/{name}")
        else:
            _number(top, x, 9, (0, 0), f"empty rtxmodal/{name}", TEXT)
        x += 74
    for y, side in ((4, "left"), (19, "right")):
        ends = f"{QUIETEST} {LOUDEST} 0 0 empty rtxmodal/meter/{side} empty 0 -9 0 10"
        top.obj(width - 130, y, "hsl 120 12", ends, RAISED, "#7fae5c", TEXT, "0 1")
    _text(top, 14, 47, "scene", QUIET)
    _text(top, 60, 46, "", TEXT, 14, "rtxmodal/scene")
    for place in range(MOST_SCENES):
        name = f"rtxmodal/scene/{place}"
        top.obj(190 + 110 * place, 46, f"bng 16 250 50 0 {name}/out {name} empty 22 8 0 12", RAISED, "#ffffff", TEXT)


def _number(top: Canvas, x: int, y: int, ends: tuple[float, float], names: str, colour: str) -> None:
    """A number that can be read, dragged and typed."""
    reach = f"{number(ends[0])} {number(ends[1])}" if ends[0] < ends[1] else "-1e+37 1e+37"
    top.obj(x, y, "nbx 5 18", reach, "0 0", names, f"empty 0 -8 0 11 {RAISED} {colour} {TEXT} 0 256")


def _group(top: Canvas, x: int, y: int, group: Group) -> int:
    """A group's title and rows; returns where the next group goes."""
    rows = len(group.parameters)
    top.obj(x, y, "cnv 1", COLUMN - 8, ROW * (rows + 1) + 6, "empty empty empty 0 0 0 12", PANEL, TEXT, 0)
    top.obj(x, y, "cnv 1 4", ROW * (rows + 1) + 6, "empty empty empty 0 0 0 12", group.colour, TEXT, 0)
    _text(top, x + 10, y + 4, group.title, group.colour, 14)
    for place, parameter in enumerate(group.parameters, 1):
        _row(top, x + 10, y + ROW * place + 2, parameter, group.colour)
    return y + ROW * (rows + 2)


def _row(top: Canvas, x: int, y: int, parameter: Parameter, colour: str) -> None:
    """Label, widget, and the number where there is one."""
    names = f"rtxmodal/{parameter.id}/out rtxmodal/{parameter.id}"
    low, high = parameter.range
    looks = f"empty 0 -9 0 10 {RAISED} {colour} {TEXT}"
    _text(top, x, y + 3, label(parameter, 14))
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
        _text(top, x + 262, y + 3, "", colour, 11, f"rtxmodal/{parameter.id}/name")
    elif parameter.kind == "int":
        _number(top, x + 116, y, parameter.range, names, colour)
    else:
        ends = f"{number(low)} {number(high)} {int(parameter.curve == 'log')}"
        top.obj(x + 116, y, "hsl 140 16", ends, 0, names, looks, "0 1")
        name = f"rtxmodal/{parameter.id}"
        _number(top, x + 262, y, parameter.range, f"{name} {name}/number", TEXT)
        _text(top, x + 332, y + 3, parameter.unit[:3], QUIET, 10)


# -- the wires ----------------------------------------------------------------------------------------------


def _words(osc_address: str) -> str:
    """An address as `oscformat` takes it."""
    return osc_address.strip("/").replace("/", " ")


def _wires(surface: Surface) -> Canvas:
    wires = Canvas("#N canvas 100 100 900 700 wires 0;")
    _sending(wires, surface)
    _hearing(wires, surface)
    _scenes(wires)
    for place, group in enumerate(surface.groups):
        inner = Canvas(f"#N canvas 140 140 900 700 {_plain(group.title)} 0;")
        for row, parameter in enumerate(group.parameters):
            _parameter(inner, 20, 20 + 150 * row, parameter)
        wires.sub(680, 20 + 30 * place, inner, _plain(group.title))
    return wires


def _sending(wires: Canvas, surface: Surface) -> None:
    """The socket, and registering: at the start, and whenever the heartbeat stays away."""
    socket = wires.obj(20, 300, "netsend -u -b")
    wires.chain(
        wires.obj(20, 220, "r rtxmodal/tx"),
        wires.obj(20, 246, "list prepend send"),
        wires.obj(20, 272, "list trim"),
        socket,
    )
    again = wires.obj(20, 46, f"delay {1000 * SILENT_SECONDS}")
    register = wires.obj(20, 72, "t b b b b b b")
    wires.chain(wires.obj(20, 20, "loadbang"), register)
    wires.chain(again, register)
    wires.chain(wires.obj(120, 20, "r rtxmodal/alive"), again)
    wires.cord(register, again, 5)
    meter = wires.add(700, 90, "msg", f"list meter {METER_HZ}")
    wires.cord(register, meter, 2)
    subscribe = wires.obj(700, 120, "oscformat -f sf", _words(fixed("subscribe")))
    wires.chain(meter, subscribe, wires.obj(700, 146, "s rtxmodal/tx"))
    asks = [fixed("visual/scenes"), fixed("visual/scene")]
    for outlet, osc in enumerate(asks):
        asked = wires.obj(220 + 200 * outlet, 120, "oscformat", _words(osc))
        wires.cord(register, asked, outlet)
        wires.chain(asked, wires.obj(220 + 200 * outlet, 146, "s rtxmodal/tx"))
    ear = wires.add(20, 120, "msg", EARS["puredata"])
    wires.cord(register, ear, 3)
    wires.chain(
        ear, wires.obj(20, 146, "oscformat -f i", _words(fixed("listeners/add"))), wires.obj(20, 172, "s rtxmodal/tx")
    )
    opening = wires.add(220, 272, "msg", f"disconnect \\, connect {surface.host} {surface.port}")
    lamp = wires.add(460, 46, "msg", "set 0")
    wires.cord(register, opening, 4)
    wires.cord(register, lamp, 4)
    wires.chain(opening, socket)
    wires.chain(lamp, wires.obj(460, 72, "s rtxmodal/connected"))
    wires.chain(
        wires.obj(220, 220, "r rtxmodal/panic/out"),
        wires.obj(220, 246, "oscformat", _words(fixed("panic"))),
        wires.obj(400, 246, "s rtxmodal/tx"),
    )


def _hearing(wires: Canvas, surface: Surface) -> None:
    """What comes in, taken apart word by word, each leaf to a name of its own."""
    heard = wires.obj(20, 350, f"netreceive -u -b {EARS['puredata']}")
    parsed, trimmed = wires.obj(20, 376, "oscparse"), wires.obj(20, 402, "list trim")
    wires.chain(heard, parsed, trimmed)
    leaves = {osc: f"s rtxmodal/{name}/told" for name, osc, _ in readings()}
    leaves |= {fixed("visual/scenes"): "s rtxmodal/scenes/told", fixed("visual/scene"): "s rtxmodal/scene/told"}
    leaves |= {fixed("status/heartbeat"): "t b", fixed("error"): "print rtxmodal", fixed(METER): "unpack f f"}
    leaves |= {
        address(parameter): f"s rtxmodal/{parameter.id}/told"
        for _, parameter in surface.parameters
        if parameter.kind != "trigger"
    }
    places = _branch(wires, trimmed, "", leaves, [20, 428])
    beat = places[fixed("status/heartbeat")]
    wires.chain(beat, wires.obj(460, 376, "s rtxmodal/alive"))
    wires.chain(beat, wires.add(460, 402, "msg", "set 1"), wires.obj(460, 428, "s rtxmodal/connected"))
    for outlet, side in enumerate(("left", "right")):
        bar = _shown(wires, 460, 900 + 30 * outlet, f"rtxmodal/meter/{side}")
        wires.cord(places[fixed(METER)], bar[0], outlet)
        wires.chain(*bar)
    for row, (name, _, kind) in enumerate(readings()):
        show = wires.obj(460, 470 + 60 * row, f"r rtxmodal/{name}/told")
        word = "label" if kind == "s" else "set"
        wires.chain(show, *_shown(wires, 460, 490 + 60 * row, f"rtxmodal/{name}", word))


def _branch(wires: Canvas, above: int, head: str, leaves: dict[str, str], pen: list[int]) -> dict[str, int]:
    """A `route` over the next words of all addresses below `head`; returns each address's object."""
    words = list(dict.fromkeys(osc[len(head) + 1 :].split("/")[0] for osc in leaves if osc.startswith(head + "/")))
    split = wires.obj(pen[0], pen[1], "route", *words)
    wires.chain(above, split)
    pen[1] += 26
    places: dict[str, int] = {}
    for outlet, word in enumerate(words):
        osc = f"{head}/{word}"
        if osc in leaves:
            places[osc] = wires.obj(pen[0] + 20, pen[1], leaves[osc])
            pen[1] += 22
            wires.cord(split, places[osc], outlet)
        else:
            inner = wires.obj(pen[0] + 10, pen[1], "list trim")  # a message that `route` can take apart again
            wires.cord(split, inner, outlet)
            places |= _branch(wires, inner, osc, leaves, pen)
    return places


def _shown(wires: Canvas, x: int, y: int, name: str, word: str = "set") -> tuple[int, int, int]:
    """Shows a value without sending it on."""
    return (
        wires.obj(x, y, f"list prepend {word}"),
        wires.obj(x + 130, y, "list trim"),
        wires.obj(x + 210, y, f"s {name}"),
    )


def _scenes(wires: Canvas) -> None:
    """Buttons that get the scenes' names, and send their place in the list."""
    told = wires.obj(20, 1300, "r rtxmodal/scenes/told")
    parts = wires.obj(20, 1352, "unpack", *["s"] * MOST_SCENES)
    wires.chain(told, wires.obj(20, 1326, "list"), parts)
    out = wires.obj(20, 1480, "oscformat -f i", _words(fixed("visual/scene")))
    wires.chain(out, wires.obj(20, 1506, "s rtxmodal/tx"))
    for place in range(MOST_SCENES):
        x = 20 + 180 * place
        named = wires.add(x, 1378, "msg", "label \\$1")
        wires.cord(parts, named, place)
        wires.chain(named, wires.obj(x, 1400, f"s rtxmodal/scene/{place}"))
        wires.chain(wires.obj(x, 1430, f"r rtxmodal/scene/{place}/out"), wires.add(x, 1452, "msg", place), out)
    shown = wires.obj(240, 1300, "r rtxmodal/scene/told")
    wires.chain(shown, *_shown(wires, 240, 1326, "rtxmodal/scene", "label"))


def _parameter(wires: Canvas, x: int, y: int, parameter: Parameter) -> None:
    """From the widget to the server, and back without an echo."""
    name = f"rtxmodal/{parameter.id}"
    moved = wires.obj(x, y, f"r {name}/out")
    wires.chain(
        moved, wires.obj(x, y + 24, "oscformat", _words(address(parameter))), wires.obj(x, y + 48, "s rtxmodal/tx")
    )
    if parameter.kind == "trigger":
        return
    told = wires.obj(x + 300, y, f"r {name}/told")
    if parameter.kind == "enum":
        _names(wires, (x, y), parameter, moved, told)
        return
    wires.chain(told, *_shown(wires, x + 300, y + 24, name))
    if parameter.kind == "float":
        wires.chain(told, *_shown(wires, x + 300, y + 48, f"{name}/number"))
        wires.chain(moved, *_shown(wires, x + 300, y + 72, f"{name}/number"))


def _names(wires: Canvas, corner: tuple[int, int], parameter: Parameter, moved: int, told: int) -> None:
    """An enum is told by name, and shown by place and name."""
    (x, y), options = corner, parameter.options
    name = f"rtxmodal/{parameter.id}"
    known = wires.obj(x + 300, y + 24, "route", *options)
    wires.chain(told, known)
    chosen = wires.obj(x + 300, y + 96, "select", *range(len(options)))
    wires.chain(moved, chosen)
    radio, shown = wires.obj(x, y + 96, f"s {name}"), wires.obj(x, y + 120, f"s {name}/name")
    for place, option in enumerate(options):
        here = wires.add(x + 300 + 80 * place, y + 48, "msg", place)
        wires.cord(known, here, place)
        wires.chain(here, wires.add(x + 300 + 80 * place, y + 72, "msg", "set \\$1"), radio)
        wires.chain(here, chosen)
        called = wires.add(x + 300 + 80 * place, y + 120, "msg", f"label {option}")
        wires.cord(chosen, called, place)
        wires.chain(called, shown)


def _plain(name: str) -> str:
    """A name that Pd takes as one word."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name)
