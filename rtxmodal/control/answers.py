"""The answers about the session, notes and scenes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial

from rtxmodal import __version__
from rtxmodal.control import FAMILIES, host_and_port
from rtxmodal.control.desk import Answer, Call, Desk, Refusal
from rtxmodal.control.health import PROTOCOL
from rtxmodal.control.listeners import REMOTE_SECONDS, Listener
from rtxmodal.control.pacing import is_near, place_text
from rtxmodal.control.turning import send_dump
from rtxmodal.control.wire import ROOT, Message, pages
from rtxmodal.notes import NoteEvent

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.-]{0,63}")
ALL_NOTES_OFF = 123  # MIDI controller number


# -- session ------------------------------------------------------------------------------------------------


def ping(desk: Desk, call: Call) -> Iterable[Message]:
    """The same arguments back, so that the sender can time the way, and who answers."""
    known = tuple(given for given in call.arguments[:16] if isinstance(given, int | float | str))
    kept = tuple(given[:64] if isinstance(given, str) else given for given in known)
    return [Message(f"{ROOT}/pong", (*kept, PROTOCOL, __version__))]


def add_listener(desk: Desk, call: Call) -> Iterable[Message]:
    """Register a place to be told of changes, then send it everything."""
    target = _own_place(desk, call)
    family = call.text(1, "params")
    if family not in FAMILIES:
        raise Refusal("name", f"family of a listener must be one of {', '.join(FAMILIES)}, got {family[:32]!r}")
    near = is_near(call.source)
    seconds = call.number(2, 0, 3600, default=0.0 if near else REMOTE_SECONDS)
    if not near:
        seconds = max(5.0, seconds)  # a machine that went away must not be sent to for ever
    listener = Listener(target, call.source, family, seconds, call.now)  # type: ignore[arg-type]
    desk.listeners.add(listener)
    send_dump(desk, target, family)
    return [Message(f"{ROOT}/listeners/added", (place_text(target), round(seconds)))]


def remove_listener(desk: Desk, call: Call) -> Iterable[Message]:
    """Tell a place no more."""
    target = _own_place(desk, call)
    if not desk.listeners.remove(target):
        raise Refusal("name", f"listener must be registered, got {place_text(target)}; send {ROOT}/listeners/entries")
    return [Message(f"{ROOT}/listeners/deleted", (place_text(target),))]


def clear_listeners(desk: Desk, call: Call) -> Iterable[Message]:
    """Tell nothing more to the sender's machine."""
    if not call.fires:
        return ()
    desk.listeners.clear(call.source[0])
    return tell_listeners(desk, Call(f"{ROOT}/listeners/entries", "", (), call.source, call.now))


def tell_listeners(desk: Desk, call: Call) -> Iterable[Message]:
    """Who is told."""
    return pages(call.address, [place_text(listener.target) for listener in desk.listeners])


def echo_own(desk: Desk, call: Call) -> Iterable[Message]:
    """Whether the sender is told of its own changes too."""
    own = [listener for listener in desk.listeners if listener.source == call.source]
    if not own:
        raise Refusal("name", f"echo must be asked for by a listener; send {ROOT}/listeners/add PORT from this socket")
    if call.asks:
        return call.reply(int(own[0].wants_own))
    for listener in own:
        listener.wants_own = call.number(0) != 0
    return ()


def _own_place(desk: Desk, call: Call) -> tuple[str, int]:
    """The place that a message names: on the sender's own machine, or allowed to this machine."""
    if not call.source[1]:
        return call.source  # a connection has no other place
    host = call.source[0]
    target = host_and_port(call.text(0), host)
    if target[0] != host and not (host.startswith("127.") and desk.choice.admits(target[0])):
        raise Refusal("name", f"listener must be on the machine that asks, {host}, got {target[0]}")
    if target[1] == desk.udp_port and target[0].startswith(("127.", desk.choice.bind)):
        raise Refusal("name", f"listener must not be the server itself, got {target[0]}:{target[1]}")
    return target


# -- notes --------------------------------------------------------------------------------------------------


def note(desk: Desk, call: Call) -> Iterable[Message]:
    """A key: pitch, velocity (0 lets go), channel."""
    pitch, velocity = round(call.number(0, 0, 127)), call.number(1, 0, 127)
    channel = round(call.number(2, 1, 16, default=1.0)) - 1
    desk.port.note(NoteEvent(0, "on" if velocity > 0 else "off", pitch, velocity, channel))
    return ()


def note_off(desk: Desk, call: Call) -> Iterable[Message]:
    """A key let go: pitch, channel."""
    channel = round(call.number(1, 1, 16, default=1.0)) - 1
    desk.port.note(NoteEvent(0, "off", round(call.number(0, 0, 127)), 0.0, channel))
    return ()


def notes_off(desk: Desk, call: Call) -> Iterable[Message]:
    """All keys let go, on all channels."""
    for channel in range(16 if call.fires else 0):
        desk.port.note(NoteEvent(0, "control", ALL_NOTES_OFF, 0.0, channel))
    return ()


def panic(desk: Desk, call: Call) -> Iterable[Message]:
    """All notes off, all states forgotten; every listener is told."""
    if call.fires:
        desk.port.panic()
        desk.announcements.append(Message(call.address, (1,)))
    return ()


# -- scenes -------------------------------------------------------------------------------------------------


def scene(desk: Desk, call: Call) -> Iterable[Message]:
    """Read or change the scene, by name or by its place in the list."""
    if call.asks:
        return call.reply(desk.port.scene.name)
    names = list(desk.port.scenes())
    given = call.arguments[0]
    if isinstance(given, int | float) and not isinstance(given, bool):
        place = call.number(0, 0, max(0, len(names) - 1))
        given = names[int(place)] if names else ""
    if not isinstance(given, str) or not NAME.fullmatch(given) or given not in names:
        raise Refusal("name", f"scene must be one of {', '.join(names)[:300] or 'none'}, got {str(given)[:64]!r}")
    desk.port.load_scene(given)
    return ()


def scenes(desk: Desk, call: Call) -> Iterable[Message]:
    """The names of all scenes."""
    return pages(call.address, desk.port.scenes())


def only_told(what: str) -> Answer:
    """The answer of an address that the server sends and nobody asks."""
    return partial(_only_told, what)


def _only_told(what: str, desk: Desk, call: Call) -> Iterable[Message]:
    raise Refusal("unknown", f"{call.address} must come from the server, which sends it {what}")
