"""What listeners are told without asking: changes, dumps, another scene, health."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from rtxmodal.control.addresses import ALIASES
from rtxmodal.control.asking import send_dump
from rtxmodal.control.desk import Call, Desk
from rtxmodal.control.health import READINGS, heartbeat
from rtxmodal.control.pacing import Host
from rtxmodal.control.streaming import OPT_IN, Streamer, news
from rtxmodal.control.turning import echoes
from rtxmodal.control.wire import ROOT, Message, pages
from rtxmodal.params import Table

HEARTBEAT_SECONDS = 1.0
TOLD = tuple(path for path, reading in READINGS.items() if reading.is_told)


class Teller:
    """Sends to the listeners what is due. Owned by the OSC thread; others may call `remember` and `relay`."""

    def __init__(self, desk: Desk, send: Callable[[Host, Message], None]) -> None:
        self._desk, self._send = desk, send
        self._table = desk.port.table
        self._changes: deque[tuple[Table, str, float, object]] = deque()
        self._events: deque[Message] = deque()
        self._streamer = Streamer(desk, send)
        self._next_beat = desk.started

    def remember(self, parameter_id: str, value: float, origin: object) -> None:
        """Note a change, from whatever thread made it."""
        self._changes.append((self._desk.port.table, parameter_id, value, origin))

    def relay(self, path: str, arguments: tuple[object, ...]) -> None:
        """Note something that happened, from whatever thread it did."""
        address = f"{ROOT}/{path}"
        texts = [given for given in arguments if isinstance(given, str)]
        is_list = len(texts) == len(arguments) > 1  # which may be longer than a packet
        self._events.extend(pages(address, texts) if is_list else [Message(address, arguments)])

    def announce(self, messages: Iterable[Message]) -> None:
        """Send to every listener, now."""
        for message in messages:
            for listener in self._desk.listeners:
                self._send(listener.target, message)

    def next_due(self) -> float:
        """time.monotonic() when `tell` has something to do."""
        if self._changes or self._events:
            return 0.0
        due = self._desk.outbox.next_due(), self._desk.listeners.next_due(), self._streamer.next_due()
        return min(self._next_beat, *due)

    def tell(self, now: float) -> None:
        """Send all that is due."""
        self._notice_scene()
        self._note_changes()
        for listener in self._desk.listeners:
            for name in listener.due(now):
                value = listener.take(name, now)
                for message in echoes(listener, self._table[name], value, ALIASES.get(name, ())):
                    self._send(listener.target, message)
        self._pass_events_on()
        self._streamer.tell(now)
        for target, message in self._desk.outbox.due(now):
            self._send(target, message)
        if now >= self._next_beat:
            self._next_beat = now + HEARTBEAT_SECONDS
            self._desk.listeners.expire(now)
            beat = heartbeat(self._desk, Call(f"{ROOT}/status/heartbeat", "", (), ("", 0), now))
            self.announce(beat)
            for listener in self._desk.listeners:
                for message in news(self._desk, listener, TOLD):
                    self._send(listener.target, message)

    def _notice_scene(self) -> None:
        """Another table: everybody starts afresh."""
        port = self._desk.port
        if port.table is self._table:
            return
        self._table = port.table
        self._desk.ramps.clear()
        for listener in self._desk.listeners:
            listener.forget()
            send_dump(self._desk, listener.target, listener.family)
        self.announce([Message(f"{ROOT}/visual/scene", (port.scene.name,))])

    def _note_changes(self) -> None:
        while self._changes:
            table, name, value, origin = self._changes.popleft()
            if table is not self._table or name not in table:
                continue
            ramp = self._desk.ramps.get(name)
            if ramp is not None and origin is not ramp.origin:
                del self._desk.ramps[name]  # a hand is on the knob
            for listener in self._desk.listeners:
                listener.change(table[name], value, origin)

    def _pass_events_on(self) -> None:
        while self._events:
            event = self._events.popleft()
            group = OPT_IN.get(event.address.removeprefix(f"{ROOT}/"))
            for listener in self._desk.listeners:
                if group is None or group in listener.streams:
                    self._send(listener.target, event)
