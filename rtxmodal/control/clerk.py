"""Takes packets at the desk: checks them, keeps messages until their time, answers them, refuses what is wrong."""

from __future__ import annotations

import heapq
import math
import time
from collections.abc import Callable
from itertools import count
from typing import NamedTuple

from rtxmodal.control.addresses import FREEZES, LOCKED_KNOBS, find, standing_for
from rtxmodal.control.desk import Call, Desk, Refusal, check_finite
from rtxmodal.control.logbook import Level
from rtxmodal.control.pacing import Bucket, Host, Sources, is_near, place_text
from rtxmodal.control.patterns import is_pattern
from rtxmodal.control.route import FARTHEST, Route
from rtxmodal.control.wire import ROOT, Message, decode

MOST_WAITING = 1024  # messages that wait for their time
SAY_SECONDS = 2.0
PATTERN_COST = 50  # messages that a question to many addresses counts for
LOCK = f"{ROOT}/server/lock"
FREEZE = f"{ROOT}/sys/freeze"
SHOWN_A_SECOND = 30.0  # messages that the terminal is told of, at level debug


class _Waiting(NamedTuple):
    """A message that waits for its time. In order of being due, then of coming."""

    due: float
    order: int
    message: Message
    source: Host
    when: float | None
    """The time that its answer keeps itself."""


class Clerk:
    """Answers one packet after the other. Owned by the OSC thread."""

    def __init__(self, desk: Desk, send: Callable[[Host, Message], None]) -> None:
        self._desk, self._send = desk, send
        self._sources = Sources()
        self._may_say = Bucket(1 / SAY_SECONDS, 1.0, desk.started)
        self._may_show = Bucket(SHOWN_A_SECOND, SHOWN_A_SECOND, desk.started)
        self._order = count()
        self.waiting: list[_Waiting] = []
        """A heap."""
        self.refused = 0
        """Packets and messages that were not obeyed: malformed, not allowed, too many, or wrong."""

    def take(self, packet: bytes, source: Host) -> None:
        """Check a packet, and obey its messages or keep them until their time."""
        now, wall = time.monotonic(), time.time()  # once, so that a bundle's messages stay together
        if source[1] and not self._desk.choice.admits(source[0]):
            self.refused += 1
            self.complain(f"OSC from {source[0]} must be allowed first; add --allow {source[0]}")
            return
        account = self._sources.get(source, now)
        if not account.messages.take(1, now):
            self.refused += 1
            return
        self._desk.listeners.hear(source, now)
        try:
            messages = decode(packet)
            if not account.messages.take(max(0, len(messages) - 1), now):
                raise ValueError(f"OSC must come at {account.rate:.0f} messages a second at most; send changes only")
        except ValueError as error:
            self._refuse(source, Refusal("bad_packet", str(error)), f"{ROOT}/error", now)
            return
        for message in messages:
            if self._desk.log.writes("debug") and self._may_show.take(1, now):
                shown = " ".join(repr(given) for given in message.arguments)  # a terminal obeys what is not quoted
                self._desk.log.write("debug", f"OSC {place_text(source)} {message.address} {shown}"[:200])
            ahead = 0.0 if message.time is None else message.time - wall
            if 0.0 < ahead <= FARTHEST and len(self.waiting) < MOST_WAITING:
                self._wait(message, source, now, ahead)
            else:
                self._obey(message, source, now)

    def next_due(self) -> float:
        """When `work` has something to do; infinity while nothing waits."""
        return self.waiting[0].due if self.waiting else math.inf

    def work(self, now: float) -> None:
        """Obey the messages whose time has come."""
        while self.waiting and self.waiting[0].due <= now:
            due = heapq.heappop(self.waiting)
            self._obey(due.message, due.source, now, due.when)

    def complain(self, line: str, level: Level = "warning") -> None:
        """Tell the performer, at most once in two seconds."""
        if self._desk.log.writes(level) and self._may_say.take(1, time.monotonic()):
            self._desk.log.write(level, line)

    # -- inside ---------------------------------------------------------------------------------------------

    def _wait(self, message: Message, source: Host, now: float, ahead: float) -> None:
        """Keep a message until its time; what the stage can keep itself, to the frame, is handed on earlier."""
        found = find(message.address)
        sets = bool(message.arguments) and message.arguments[0] not in ("?", "+", "-")
        lead = found[0].lead if found is not None and sets else 0.0
        if lead >= ahead:
            self._obey(message, source, now, now + ahead)
        else:
            when = now + ahead if lead else None
            heapq.heappush(self.waiting, _Waiting(now + ahead - lead, next(self._order), message, source, when))

    def _obey(self, message: Message, source: Host, now: float, when: float | None = None) -> None:
        """Answer one message; what is wrong with it goes back to the sender."""
        try:
            check_finite(message.arguments)
            if is_pattern(message.address):
                replies = self._ask_all(message, source, now)
            else:
                replies = self._answer(message, source, now, when)
        except Refusal as refusal:
            self._refuse(source, refusal, message.address, now)
        except KeyError as error:
            self._refuse(source, Refusal("unknown", str(error.args[0])), message.address, now)
        except ValueError as error:
            self._refuse(source, Refusal("range", str(error)), message.address, now)
        else:
            self._reply(source, replies)
            announcements, self._desk.announcements = self._desk.announcements, []
            for listener in self._desk.listeners:
                for announcement in announcements:
                    self._send(listener.target, announcement)

    def _answer(self, message: Message, source: Host, now: float, when: float | None = None) -> list[Message]:
        found = find(message.address)
        if found is None:
            raise Refusal("unknown", f"address must be in the table, got {message.address}; send {ROOT}/params_list")
        route, name = found
        call = Call(message.address, name, message.arguments, source, now, when)
        is_guarded = route.is_guarded or (call.name or route.parameter) in LOCKED_KNOBS
        if is_guarded and self._desk.is_locked and not (call.asks and "get" in route.gives):
            raise Refusal("locked", f"{message.address} must wait until the server is unlocked; send {LOCK} 0")
        if self._desk.is_frozen and route.path in FREEZES and not self._only_asks(route, call):
            raise Refusal("locked", f"{message.address} must wait until controllers turn again; send {FREEZE} 0")
        return list(route.answer(self._desk, call))

    def _only_asks(self, route: Route, call: Call) -> bool:
        """Whether it changes nothing; a bare address of a trigger fires it."""
        table = self._desk.port.table
        if call.name in table and table[call.name].kind == "trigger" and not call.arguments:
            return False
        return call.asks and "get" in route.gives

    def _ask_all(self, pattern: Message, source: Host, now: float) -> list[Message]:
        """The answers of all addresses that a pattern stands for."""
        if pattern.arguments and pattern.arguments[0] != "?":
            raise Refusal("name", f"patterns must ask, not set, got {pattern.address}; send to each address")
        if not self._sources.get(source, now).messages.take(PATTERN_COST, now):
            raise Refusal("busy", "patterns must come more seldom; ask for the addresses that you need")
        addresses = standing_for(pattern.address, self._desk.port.table)
        return [reply for address in addresses for reply in self._answer(Message(address), source, now)]

    def _refuse(self, source: Host, refusal: Refusal, address: str, now: float) -> None:
        self.refused += 1
        if self._sources.get(source, now).errors.take(1, now):
            self._reply(source, [Message(f"{ROOT}/error", (refusal.code, address[:200], str(refusal)[:400]))])
        self.complain(f"OSC {source[0]}:{source[1]} {address[:100]}: {refusal}")

    def _reply(self, source: Host, replies: list[Message]) -> None:
        """To the sender, and to where it listens: Max, Pd and TouchDesigner hear nothing where they send from."""
        if not replies:
            return
        listeners = self._desk.listeners.of(source)
        if not listeners and not is_near(source):
            replies = replies[:1]  # a forged sender must not turn a small question into a flood
        for target in {source: None, **{listener.target: None for listener in listeners}}:
            for reply in replies:
                self._send(target, reply)
