"""The answers about MIDI: ports, learning, maps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from rtxmodal.control.desk import Call, Desk, Refusal
from rtxmodal.control.mapping import KINDS, PICKUPS, Kind, Mapping
from rtxmodal.control.route import Route, only_told
from rtxmodal.control.wire import ROOT, Message

MOST_MAPS = 512


# -- ports --------------------------------------------------------------------------------------------------


def ports(desk: Desk, call: Call) -> Iterable[Message]:
    """Every port that is or was there: name, connected, enabled."""
    learn = desk.port.learn
    return [Message(call.address, (port.name, int(port.is_there), int(port.is_wanted))) for port in learn.ports()]


def ports_there(desk: Desk, call: Call) -> Iterable[Message]:
    """Every port that is or was there, and whether it is."""
    ports = [(port.name, int(port.is_there)) for port in desk.port.learn.ports()]
    return [Message(call.address, port) for port in ports or [("", 0)]]


def enable(desk: Desk, call: Call) -> Iterable[Message]:
    """Listen to a port, or do not."""
    name, wanted = call.text(0), call.number(1, 0, 1, default=1.0) != 0
    learn = desk.port.learn
    if name not in [port.name for port in learn.ports()]:
        raise Refusal("name", f"MIDI port must be one of those of {ROOT}/midi/ports, got {name[:64]!r}")
    learn.listen_to(name, wanted)
    return call.reply(name, int(wanted))


# -- learning -----------------------------------------------------------------------------------------------


def learn(desk: Desk, call: Call) -> Iterable[Message]:
    """The next control turns this parameter; an empty name waits for none."""
    if call.asks:
        return call.reply(desk.port.learn.learning or "")
    name = call.text(0)
    if name:
        desk.port.learn.begin(name)
    else:
        desk.port.learn.cancel()
    return call.reply(name)


def unlearn(desk: Desk, call: Call) -> Iterable[Message]:
    """Forget what turns a parameter."""
    name = call.text(0)
    if not desk.port.learn.remove(name):
        raise Refusal("name", f"parameter must be one that is mapped, got {name[:64]!r}; send {ROOT}/midi/maps")
    return call.reply(name)


def add_map(desk: Desk, call: Call) -> Iterable[Message]:
    """Map a control as it is written: parameter, kind, channel, number, low, high, pickup, port."""
    name, kind = call.text(0), call.text(1)
    if kind not in KINDS:
        raise Refusal("name", f"kind of a mapping must be one of {', '.join(KINDS)}, got {kind[:32]!r}")
    pickup = call.text(6, "")
    if pickup and pickup not in PICKUPS:
        raise Refusal("name", f"pickup must be one of {', '.join(PICKUPS)}, got {pickup[:32]!r}")
    desk.port.table.index(name)
    if len(desk.port.learn.mappings()) >= MOST_MAPS:
        raise Refusal("busy", f"mappings must be at most {MOST_MAPS}; send {ROOT}/midi/unlearn")
    mapping = Mapping(
        name,
        cast(Kind, kind),
        round(call.number(2, 0, 16)),
        round(call.number(3, 0, 16383)),
        call.text(7, ""),
        call.number(4, 0, 1, default=0.0),
        call.number(5, 0, 1, default=1.0),
        pickup,  # type: ignore[arg-type]
    )
    desk.port.learn.add(mapping)
    return [_told(mapping)]


def maps(desk: Desk, call: Call) -> Iterable[Message]:
    """One message for each mapping."""
    return [_told(mapping) for mapping in desk.port.learn.mappings()]


def _told(mapping: Mapping) -> Message:
    where = (mapping.parameter, mapping.kind, mapping.channel, mapping.number)
    return Message(f"{ROOT}/midi/map", (*where, mapping.low, mapping.high, mapping.pickup, mapping.port))


def last(desk: Desk, call: Call) -> Iterable[Message]:
    """The control that was moved last: port, kind, channel, number, place."""
    if desk.port.learn.last is None:
        return ()
    port, touch = desk.port.learn.last
    return call.reply(port, touch.family, touch.channel, touch.number, float(touch.value))


# -- what is remembered -------------------------------------------------------------------------------------


def pickup(desk: Desk, call: Call) -> Iterable[Message]:
    """How controls take over values that were set elsewhere."""
    if not call.asks:
        mode = call.text(0)
        if mode not in PICKUPS:
            raise Refusal("name", f"pickup must be one of {', '.join(PICKUPS)}, got {mode[:32]!r}")
        desk.port.learn.change(pickup=mode)
    return call.reply(desk.port.learn.settings.pickup)


def pc_channel(desk: Desk, call: Call) -> Iterable[Message]:
    """On which channel program changes recall presets."""
    if not call.asks:
        desk.port.learn.change(pc_channel=round(call.number(0, -1, 16)))
    return call.reply(desk.port.learn.settings.pc_channel)


def feedback(desk: Desk, call: Call) -> Iterable[Message]:
    """Whether faders and lights are told."""
    if not call.asks:
        desk.port.learn.change(feedback=call.number(0, 0, 1) != 0)
        desk.port.learn.tell_all()
    return call.reply(int(desk.port.learn.settings.feedback))


ROUTES: tuple[Route, ...] = (
    Route("midi/ports", "", "s i i each", "MIDI ports: name, connected, enabled", ports),
    Route("status/midi", "", "get, s i", "MIDI port that came or went, and whether it is there", ports_there),
    Route("midi/enable", "s i", "s i", "listen to a port, or do not; remembered", enable),
    Route("midi/learn", "s", "get, s", "the next control that moves turns this parameter; empty cancels", learn),
    Route("midi/learned", "", "s s i i s",
          "parameter, kind, channel, number, port", only_told("when a control was learnt")),
    Route("midi/unlearn", "s", "s", "forget what turns a parameter", unlearn),
    Route("midi/map", "s s i i [f f s s]", "s s i i f f s s",
          "parameter, kind, channel (0 any), number, low, high, pickup, port", add_map),
    Route("midi/maps", "", "/midi/map each", "all mappings", maps),
    Route("midi/last", "", "get, s s i i f", "what was moved last: port, kind, channel, number, 0..1", last),
    Route("midi/pickup", "s", "get", "jump, pickup or scale: how controls take over; remembered", pickup),
    Route("midi/pc_channel", "i", "get", "program changes recall presets: 1..16, 0 all, -1 none", pc_channel),
    Route("midi/feedback", "i", "get", "1: motor faders and lights follow; remembered", feedback),
)  # fmt: skip
