"""The answers about the session: who is there, who is told, who may save."""

from __future__ import annotations

from collections.abc import Iterable

from rtxmodal import __version__
from rtxmodal.control import FAMILIES, health, host_and_port
from rtxmodal.control.asking import send_dump
from rtxmodal.control.desk import Call, Desk, Refusal
from rtxmodal.control.listeners import REMOTE_SECONDS, Listener
from rtxmodal.control.logbook import LEVELS
from rtxmodal.control.pacing import is_near, place_text
from rtxmodal.control.route import Route, only_told
from rtxmodal.control.wire import ROOT, Message, pages


def ping(desk: Desk, call: Call) -> Iterable[Message]:
    """The same arguments back, so that the sender can time the way, and who answers."""
    known = tuple(given for given in call.arguments[:16] if isinstance(given, int | float | str))
    kept = tuple(given[:64] if isinstance(given, str) else given for given in known)
    return [Message(f"{ROOT}/pong", (*kept, health.PROTOCOL, __version__))]


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
    if all(known.target != target for known in desk.listeners):
        desk.log.write("info", f"OSC: {place_text(target)} listens")
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
    if call.asks:
        return call.reply(int(bool(own) and own[0].wants_own))
    if not own:
        raise Refusal("name", f"echo must be asked for by a listener; send {ROOT}/listeners/add PORT from this socket")
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


def lock(desk: Desk, call: Call) -> Iterable[Message]:
    """Whether nothing may be loaded, saved or deleted; every listener is told."""
    if call.asks:
        return call.reply(int(desk.is_locked))
    desk.is_locked = call.number(0) != 0
    desk.announcements.append(Message(call.address, (int(desk.is_locked),)))
    return ()


def freeze(desk: Desk, call: Call) -> Iterable[Message]:
    """Whether controllers turn nothing, by OSC or MIDI; keys play, panic works. Every listener is told."""
    if call.asks:
        return call.reply(int(desk.is_frozen))
    desk.is_frozen = desk.port.learn.is_frozen = call.number(0) != 0
    desk.announcements.append(Message(call.address, (int(desk.is_frozen),)))
    return ()


def log(desk: Desk, call: Call) -> Iterable[Message]:
    """How much is said in the terminal."""
    if not call.asks:
        level = call.text(0)
        if level not in LEVELS:
            raise Refusal("name", f"log level must be one of {', '.join(LEVELS)}, got {level[:32]!r}")
        desk.log.level = level
    return call.reply(desk.log.level)


def quit_show(desk: Desk, call: Call) -> Iterable[Message]:
    """End the show cleanly, where that was allowed when it began; listeners are told goodbye."""
    if not desk.choice.may_quit:
        raise Refusal("locked", f"{call.address} must be allowed when the show begins; play with --allow-quit")
    if call.text(0, "") != "confirm":
        raise Refusal("bad_type", f"{call.address} must be sent with the word confirm, since it ends the show")
    desk.port.quit()
    return ()


ROUTES: tuple[Route, ...] = (
    Route("ping", "[any]", "/pong", "liveness", ping),
    Route("pong", "", "any... i s",
          "the arguments of /ping, the protocol's number, the version", only_told("after /ping")),
    Route("info", "", "/info/...", "who this is, one message a fact", health.info),
    Route("listeners/add", "i | s [s] [i]", "/listeners/added s i, dump",
          "tell PORT or IP:PORT of changes; family params, norm or both; seconds to live", add_listener),
    Route("listeners/added", "", "s i",
          "who is told now, and for how many seconds of silence", only_told("after /listeners/add")),
    Route("listeners/del", "i | s", "/listeners/deleted s", "tell PORT or IP:PORT no more", remove_listener),
    Route("listeners/deleted", "", "s", "who is told no more", only_told("after /listeners/del")),
    Route("listeners/clear", "[trigger]", "/listeners/entries",
          "tell nothing more to the sender's machine", clear_listeners),
    Route("listeners/entries", "", "get, s...", "who is told", tell_listeners),
    Route("echo", "i", "get", "1: tell the sender of its own changes too", echo_own),
    Route("error", "", "s s s",
          "code, address and one line of what to do; at most 5 a second", only_told("when it refuses")),
    Route("server/quit", "s", "/status/bye", "with the word confirm: end the show; needs --allow-quit", quit_show,
          is_guarded=True),
    Route("server/lock", "i", "get, echo", "1: nothing is loaded, saved or deleted over OSC", lock),
    Route("server/log", "s", "get", "what the terminal is told: debug (every message), info, warning or error", log),
    Route("sys/freeze", "i", "get, echo",
          "1: no controller turns anything, by OSC or MIDI; keys play, panic works, window keys too", freeze),
)  # fmt: skip
