"""The answers about tempo, beats and bars. Most are parameters under the names that controllers know."""

from __future__ import annotations

import time
from collections.abc import Iterable

from rtxmodal.control import turning
from rtxmodal.control.desk import Call, Desk
from rtxmodal.control.route import Route
from rtxmodal.control.wire import Message

MOST_NUDGED = 0.100001  # beats; 0.1 in 32 bits is a little more than 0.1


def nudge(desk: Desk, call: Call) -> Iterable[Message]:
    """Be a little farther on, or back, to meet other players."""
    desk.port.transport.nudge(call.number(0, -MOST_NUDGED, MOST_NUDGED))
    return ()


def beat(desk: Desk, call: Call) -> Iterable[Message]:
    """Which beat it is, how far into it, and the tempo."""
    transport = desk.port.transport
    here = transport.beat_at(time.monotonic())
    return call.reply(int(here // 1), here % 1.0, transport.bpm)


def peers(desk: Desk, call: Call) -> Iterable[Message]:
    """How many other programs share the Link session; -1 without one."""
    return call.reply(desk.port.transport.peers)


def _knob(path: str, takes: str, meaning: str) -> Route:
    return Route(path, takes, "get, echo" if takes != "[trigger]" else "echo", meaning, turning.alias(path), path)


ROUTES: tuple[Route, ...] = (
    _knob("transport/source", "s", "who leads: this program, MIDI clock or Ableton Link"),
    _knob("transport/tempo", "f", "beats a minute; shown, not taken, while MIDI clock leads"),
    _knob("transport/tap", "[trigger]", "tap tempo: from the third on, within 2 s each"),
    _knob("transport/play", "i", "let beats pass"),
    _knob("transport/resync", "[trigger]", "this is the first beat of a bar"),
    _knob("transport/quantum", "i", "beats a bar"),
    _knob("transport/quantize", "s", "what changes of scenes, presets and cues wait for"),
    _knob("transport/clock_out", "i", "send MIDI clock"),
    Route("transport/nudge", "f", "", "-0.1..0.1 beats farther on", nudge),
    Route("transport/beat", "", "get, i f f", "beat since the start, how far into it 0..1, tempo", beat),
    Route("transport/peers", "", "get, i", "other programs in the Link session, -1 without one", peers),
)
