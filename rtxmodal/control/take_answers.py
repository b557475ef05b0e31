"""The answers about recording: begun, finished, marked; stills of the window."""

from __future__ import annotations

from collections.abc import Iterable

from rtxmodal.control.desk import Call, Desk
from rtxmodal.control.route import Route, only_told
from rtxmodal.control.wire import Message


def start(desk: Desk, call: Call) -> Iterable[Message]:
    """Record sound, picture and take, under a name or under date and time."""
    if call.arguments and call.arguments[0] in (0, False):  # a button let go
        return ()
    named = bool(call.arguments) and isinstance(call.arguments[0], str)
    return call.reply(desk.port.recorder.begin(call.text(0) if named else "").name)


def stop(desk: Desk, call: Call) -> Iterable[Message]:
    """Finish the recording."""
    if call.fires:
        desk.port.recorder.finish()
    return ()


def toggle(desk: Desk, call: Call) -> Iterable[Message]:
    """Begin, or finish what is being recorded."""
    if call.fires:
        desk.port.recorder.toggle()
    return ()


def state(desk: Desk, call: Call) -> Iterable[Message]:
    """Whether something is recorded, and for how long."""
    return call.reply(int(desk.port.recorder.is_recording), float(desk.port.recorder.seconds))


def marker(desk: Desk, call: Call) -> Iterable[Message]:
    """Note this moment in the take."""
    desk.port.recorder.mark(call.text(0, ""))
    return ()


def disk(desk: Desk, call: Call) -> Iterable[Message]:
    """Minutes until the disk is full."""
    return call.reply(float(desk.port.recorder.minutes_left))


def still(desk: Desk, call: Call) -> Iterable[Message]:
    """What the window shows, to a PNG."""
    if call.arguments and call.arguments[0] in (0, False):
        return ()
    named = bool(call.arguments) and isinstance(call.arguments[0], str)
    return call.reply(desk.port.recorder.still(call.text(0) if named else "").name)


ROUTES: tuple[Route, ...] = (
    Route("rec/start", "[s]", "s, /rec/state", "record sound, picture and take; a name, or date and time", start),
    Route("rec/stop", "[trigger]", "/rec/done", "finish the recording", stop),
    Route("rec/toggle", "[trigger]", "/rec/state", "begin a recording, or finish it", toggle),
    Route("rec/state", "", "get, i f", "1 while recording, and for how many seconds; twice a second then", state),
    Route("rec/done", "", "s f", "name and seconds of a recording", only_told("when a recording is finished")),
    Route("rec/marker", "[s]", "", "note this moment in the take, with some words", marker),
    Route("rec/disk", "", "get, f", "minutes until the disk is full, at the rate so far; 0 while not recording", disk),
    Route("visual/still", "[s]", "s", "what the window shows, to a PNG beside the recordings", still),
)  # fmt: skip
