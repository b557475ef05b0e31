"""The subpatch `pd wires`: between the names on the panel and OSC."""

from __future__ import annotations

from rtxmodal.params import Parameter
from rtxmodal.patches.pd_canvas import Canvas
from rtxmodal.patches.surface import (
    EARS,
    METER,
    METER_HZ,
    MOST_CHOICES,
    PICKERS,
    SILENT_SECONDS,
    Picker,
    Surface,
    address,
    fixed,
    readings,
)


def _words(osc_address: str) -> str:
    """An address as `oscformat` takes it."""
    return osc_address.strip("/").replace("/", " ")


def wires_of(surface: Surface) -> Canvas:
    """The subpatch: connection, lists, and a subpatch of its own for each group."""
    wires = Canvas("#N canvas 100 100 900 700 wires 0;")
    _sending(wires, surface)
    _hearing(wires, surface)
    for place, one in enumerate(PICKERS):
        _picker(wires, one, 1300 + 260 * place)
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
    register = wires.obj(20, 72, "t b b b b b b b b")
    wires.chain(wires.obj(20, 20, "loadbang"), register)
    wires.chain(again, register)
    wires.chain(wires.obj(120, 20, "r rtxmodal/alive"), again)
    wires.cord(register, again, 7)
    meter = wires.add(700, 90, "msg", f"list meter {METER_HZ}")
    wires.cord(register, meter, 4)
    subscribe = wires.obj(700, 120, "oscformat -f sf", _words(fixed("subscribe")))
    wires.chain(meter, subscribe, wires.obj(700, 146, "s rtxmodal/tx"))
    asks = [osc for one in PICKERS for osc in one.addresses[:2]]
    for outlet, osc in enumerate(asks):
        asked = wires.obj(220, 100 + 26 * outlet, "oscformat", _words(osc))
        wires.cord(register, asked, outlet)
        wires.chain(asked, wires.obj(440, 100 + 26 * outlet, "s rtxmodal/tx"))
    ear = wires.add(20, 120, "msg", EARS["puredata"])
    wires.cord(register, ear, 5)
    wires.chain(
        ear, wires.obj(20, 146, "oscformat -f i", _words(fixed("listeners/add"))), wires.obj(20, 172, "s rtxmodal/tx")
    )
    opening = wires.add(220, 272, "msg", f"disconnect \\, connect {surface.host} {surface.port}")
    lamp = wires.add(460, 46, "msg", "set 0")
    wires.cord(register, opening, 6)
    wires.cord(register, lamp, 6)
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
    leaves |= {one.addresses[0]: f"s rtxmodal/{one.name}/entries" for one in PICKERS}
    leaves |= {one.addresses[1]: f"s rtxmodal/{one.name}/told" for one in PICKERS}
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


def _picker(wires: Canvas, one: Picker, y: int) -> None:
    """Buttons that get the names of a list, and send their place in it."""
    told = wires.obj(20, y, f"r rtxmodal/{one.name}/entries")
    parts = wires.obj(20, y + 52, "unpack", *["s"] * MOST_CHOICES)
    wires.chain(told, wires.obj(20, y + 26, "list"), parts)
    out = wires.obj(20, y + 180, "oscformat -f i", _words(one.addresses[2]))
    wires.chain(out, wires.obj(20, y + 206, "s rtxmodal/tx"))
    for place in range(MOST_CHOICES):
        x = 20 + 180 * place
        named = wires.add(x, y + 78, "msg", "label \\$1")
        wires.cord(parts, named, place)
        wires.chain(named, wires.obj(x, y + 100, f"s rtxmodal/{one.name}/{place}"))
        pressed = wires.obj(x, y + 130, f"r rtxmodal/{one.name}/{place}/out")
        wires.chain(pressed, wires.add(x, y + 152, "msg", place), out)
    now, first = wires.obj(240, y, f"r rtxmodal/{one.name}/told"), wires.obj(240, y + 26, "list split 1")
    wires.chain(now, first, *_shown(wires, 340, y + 26, f"rtxmodal/{one.name}", "label"))


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
