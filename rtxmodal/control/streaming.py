"""What a listener may subscribe to: meters, status, beats and pictures so many times a second, texts as they change."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from rtxmodal.control import host_and_port
from rtxmodal.control.desk import Call, Desk, Refusal
from rtxmodal.control.health import READINGS
from rtxmodal.control.listeners import Listener, Stream
from rtxmodal.control.pacing import Host
from rtxmodal.control.route import Route, only_told
from rtxmodal.control.transport_answers import beat
from rtxmodal.control.wire import ROOT, Message
from rtxmodal.stage.levels import Levels

GROUPS = ("meter", "status", "beat", "text", "midi", "visual")
MOST_A_SECOND = 60.0
LOOK_SECONDS = 1 / 60  # between two looks at the levels, however seldom they are told: no onset may be missed
OPT_IN = {"midi/last": "midi"}
"""Announcements that only the subscribers of a group are told."""


class Streamer:
    """Sends the subscribed groups when they are due. Owned by the OSC thread."""

    def __init__(self, desk: Desk, send: Callable[[Host, Message], None]) -> None:
        self._desk, self._send = desk, send
        self._levels = Levels()
        self._looked = -math.inf

    def next_due(self) -> float:
        """time.monotonic() when `tell` has something to do; infinity while nobody subscribes."""
        due = math.inf
        for listener in self._desk.listeners:
            for group, stream in listener.streams.items():
                if group not in ("text", "midi"):
                    due = min(due, stream.next, self._looked + LOOK_SECONDS if group == "meter" else math.inf)
        return due

    def tell(self, now: float) -> None:
        """Send what is due to each."""
        onset = self._look(now)
        for listener in self._desk.listeners:
            for group, stream in listener.streams.items():
                if onset and group == "meter":
                    self._send(listener.target, _onset(self._levels))
                if group in ("text", "midi") or now < stream.next:
                    continue
                stream.next = max(stream.next + stream.seconds, now)  # late ones are left out, not made up for
                for message in self._messages(group, listener, now):
                    self._send(listener.target, message)

    def _look(self, now: float) -> bool:
        """Measure if anybody wants to know; whether a sound began."""
        if now < self._looked + LOOK_SECONDS or not any("meter" in one.streams for one in self._desk.listeners):
            return False
        before = self._levels.onsets
        self._looked = now
        self._levels = self._desk.port.levels()
        return self._levels.onsets > before

    def _messages(self, group: str, listener: Listener, now: float) -> Iterable[Message]:
        if group == "meter":
            return meters(self._levels)
        if group == "status":
            return news(self._desk, listener, [path for path in READINGS if path.startswith("status/")])
        if group == "visual":
            return pictures(self._desk)
        if group == "beat":
            return beat(self._desk, Call(f"{ROOT}/transport/beat", "", (), listener.source, now))
        return ()


def meters(levels: Levels) -> list[Message]:
    """All levels, one message each."""
    told: dict[str, tuple[float | str, ...]] = {
        "in": levels.peak_in,
        "out": levels.peak_out,
        "in_rms": levels.rms_in,
        "out_rms": levels.rms_out,
        "reduction": (levels.reduction_db,),
        "lanes": tuple(fact for lane in levels.lanes for fact in lane),
        "bands": levels.bands,
        "drive": levels.drive,
    }
    return [Message(f"{ROOT}/meter/{name}", figures) for name, figures in told.items()]


def _onset(levels: Levels) -> Message:
    return Message(f"{ROOT}/meter/onset", (levels.onsets, levels.strength))


def pictures(desk: Desk) -> list[Message]:
    """How the pictures come."""
    _, picture = desk.port.status()
    return [
        Message(f"{ROOT}/visual/rate", (picture.pictures_per_second, picture.shown_per_second)),
        Message(f"{ROOT}/visual/delay", (picture.delay_p50_ms, picture.delay_p99_ms)),
    ]


def news(desk: Desk, listener: Listener, paths: Iterable[str]) -> list[Message]:
    """Those readings that are not what this listener was told last."""
    figures = {path: READINGS[path].value(desk) for path in paths}
    changed = {path: now for path, now in figures.items() if listener.news.get(path) != now}
    listener.news |= changed
    return [Message(f"{ROOT}/{path}", now) for path, now in changed.items()]


def subscribe(desk: Desk, call: Call) -> Iterable[Message]:
    """Send a group to the listeners of the sender so many times a second; 0 ends it."""
    group, rate = call.text(0), call.number(1, 0.0, MOST_A_SECOND)
    if group not in GROUPS:
        raise Refusal("name", f"group must be one of {', '.join(GROUPS)}, got {group[:32]!r}")
    for listener in _listeners(desk, call):
        listener.streams.pop(group, None)
        if rate:
            listener.streams[group] = Stream(1.0 / rate, call.now)
    return [Message(f"{ROOT}/subscribed", (group, rate))]


def _listeners(desk: Desk, call: Call) -> list[Listener]:
    found = desk.listeners.of(call.source)
    if len(call.arguments) > 2:
        place = host_and_port(call.text(2), call.source[0])
        found = [listener for listener in desk.listeners if listener.target == place]
    if not found:
        raise Refusal("name", f"subscriber must be a listener; send {ROOT}/listeners/add PORT first")
    return found


def tell_meter(desk: Desk, call: Call) -> Iterable[Message]:
    """One meter, when it is asked for."""
    levels = desk.port.levels()
    return [message for message in [*meters(levels), _onset(levels)] if message.address == call.address]


def tell_pictures(desk: Desk, call: Call) -> Iterable[Message]:
    """One figure of the pictures, when it is asked for."""
    return [message for message in pictures(desk) if message.address == call.address]


ROUTES: tuple[Route, ...] = (
    Route("subscribe", "s f [i]", "/subscribed s f",
          f"to the sender's listener or the one at PORT: {', '.join(GROUPS)}; 0..60 times a second, 0 ends", subscribe),
    Route("subscribed", "", "s f", "what is sent from now on", only_told("after /subscribe")),
    Route("meter/in", "", "get, f f", "peak of the input, left and right, dBFS -120..6", tell_meter),
    Route("meter/out", "", "get, f f", "peak of what is heard, dBFS", tell_meter),
    Route("meter/in_rms", "", "get, f f", "loudness of the input over 0.3 s, dBFS", tell_meter),
    Route("meter/out_rms", "", "get, f f", "loudness of what is heard, dBFS", tell_meter),
    Route("meter/reduction", "", "get, f", "what the limiter takes away, dB <= 0", tell_meter),
    Route("meter/lanes", "", "get, s f...", "id and peak in dBFS of each sound lane", tell_meter),
    Route("meter/bands", "", "get, f f f f f f f f", "40 Hz to 16 kHz in eight bands, 0..1", tell_meter),
    Route("meter/drive", "", "get, f f f", "onset, bass, treble as they drive the pictures, 0..1", tell_meter),
    Route("meter/onset", "", "get, i f",
          "sounds that began, counted so that none is missed, and strength of the last 0..1", tell_meter),
    Route("visual/rate", "", "get, f f", "pictures made and shown a second", tell_pictures),
    Route("visual/delay", "", "get, f f", "ms from sound heard to picture shown, median and 99th", tell_pictures),
)  # fmt: skip
