"""One WebSocket: OSC packets both ways, and OSCQuery's LISTEN and IGNORE."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Literal, Protocol

import msgspec
from aiohttp import WSMsgType, web

from rtxmodal.control.addresses import find
from rtxmodal.control.clients import Client
from rtxmodal.control.oscquery import is_readable
from rtxmodal.control.pacing import Bucket
from rtxmodal.control.route import is_only_told
from rtxmodal.control.wire import BUNDLE, LARGEST_PACKET, ROOT, Message, decode, encode

MESSAGES_PER_SECOND = 3000.0
BURST_SECONDS = 0.25
A_TURN = 32  # messages, then other connections get theirs
PAUSE_SECONDS = 0.02  # of reading, when more comes than may: the sender waits, nothing is lost
MANY_WAITING = 512  # from here on only the newest of each address is kept
MOST_WAITING = 2048  # then nobody is reading any more
HEARTBEAT_SECONDS = 10.0  # a phone that went away is noticed after one and a half
NOTED = tuple(f"{ROOT}/{path}".encode() for path in ("note", "listeners/add")) + (BUNDLE,)
"""How packets begin that say something about the client itself."""
STREAMS = {"meter": ("meter", 30.0), "status": ("status", 5.0), "visual": ("visual", 5.0), "text": ("text", 60.0)}
"""What has to be subscribed to so that addresses below these are told, and how often a second."""
ANSWERS = (f"{ROOT}/pong", f"{ROOT}/error")
BAD_COMMAND = json.dumps({"COMMAND": "ERROR", "DATA": "COMMAND must be LISTEN or IGNORE, and DATA an address"})
LONGEST_COMMAND = 512  # characters; thousands of brackets would exhaust the stack of Python's own decoder


class Command(msgspec.Struct):
    """What a client says as text, under the proposal's own names."""

    COMMAND: Literal["LISTEN", "IGNORE"]
    DATA: str


class Opener(Protocol):
    """Where connections are let in: `OscServer`."""

    def open_client(self, send: Callable[[bytes], None], name: str = "client") -> Client:
        """See `OscServer.open_client`."""
        ...


class Session:
    """One connected controller. Owned by the web thread; the OSC thread calls `send`."""

    def __init__(self, server: Opener, socket: web.WebSocketResponse) -> None:
        """Open it.

        Raises:
            ValueError: too many are connected.
        """
        self._socket = socket
        self._loop = asyncio.get_running_loop()
        self._outgoing: deque[bytes | str] = deque()
        self._wake = asyncio.Event()
        self._listened: set[str] = set()
        self._asked: Counter[str] = Counter()
        self._held: set[tuple[int, int]] = set()
        self._hears_all = True
        self._client = server.open_client(self.send, "web")

    async def run(self) -> None:
        """Until the connection ends."""
        writer = asyncio.create_task(self._write())
        try:
            await self._read()
        finally:
            writer.cancel()

    def end(self) -> None:
        """The connection is gone: keys that it held are let go."""
        for pitch, channel in self._held:
            self._give("note_off", pitch, channel)
        self._client.close()

    def send(self, packet: bytes | str) -> None:
        """Put on the way; from any thread."""
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._post, packet)

    async def close(self) -> None:
        """Say that the show has ended."""
        await self._socket.close(code=1001, message=b"the show has ended")

    # -- in -------------------------------------------------------------------------------------------------

    async def _read(self) -> None:
        may = Bucket(MESSAGES_PER_SECOND, BURST_SECONDS * MESSAGES_PER_SECOND, time.monotonic())
        count = 0
        async for message in self._socket:
            count += 1
            if count % A_TURN == 0:
                await asyncio.sleep(0)
            while not may.take(1, time.monotonic()):
                await asyncio.sleep(PAUSE_SECONDS)
            if message.type == WSMsgType.BINARY and len(message.data) <= LARGEST_PACKET:
                self._note(message.data)
                self._client.receive(message.data)
            elif message.type == WSMsgType.TEXT:
                self._command(message.data)

    def _note(self, packet: bytes) -> None:
        """Remember what is asked and which keys are held; what is wrong with a packet, the OSC thread says."""
        if not (packet.startswith(NOTED) or packet.endswith((b",\0\0\0", b"?\0\0\0")) or b"," not in packet):
            return  # as most are: a knob that is turned
        with suppress(ValueError):
            for message in decode(packet):
                if not message.arguments or message.arguments[0] == "?":
                    self._asked[message.address] += 1
                elif message.address == f"{ROOT}/listeners/add":
                    self._hears_all = True
                elif message.address in (f"{ROOT}/note", f"{ROOT}/note_off"):
                    self._note_key(message)

    def _note_key(self, message: Message) -> None:
        numbers = [given for given in message.arguments if isinstance(given, int | float)]
        is_off = message.address.endswith("_off")
        pitch, velocity, channel = ([numbers[0], 0, *numbers[1:], 1] if is_off else [*numbers, 0, 1])[:3]
        key = round(pitch), round(channel) or 1
        if velocity > 0 and len(self._held) < 128:
            self._held.add(key)
        else:
            self._held.discard(key)

    def _command(self, text: str) -> None:
        try:
            given = msgspec.json.decode(text if len(text) < LONGEST_COMMAND else "", type=Command)
        except msgspec.DecodeError:
            self._post(BAD_COMMAND)
            return
        path = given.DATA
        if given.COMMAND == "IGNORE":
            self._listened.discard(path)
            self._subscribe(path, 0.0)
        elif find(path) is not None:
            if not self._listened:
                self._hears_all = False
                self._give("listeners/add", 0, "both")
            self._listened.add(path)
            self._subscribe(path, 1.0)

    def _subscribe(self, path: str, share: float) -> None:
        head = path.removeprefix(f"{ROOT}/").split("/")[0]
        others = any(other.startswith(f"{ROOT}/{head}/") for other in self._listened if other != path)
        if head in STREAMS and not others:
            group, rate = STREAMS[head]
            self._give("subscribe", group, share * rate)

    def _give(self, path: str, *arguments: Any) -> None:
        self._client.receive(encode(Message(f"{ROOT}/{path}", arguments)))

    # -- out ------------------------------------------------------------------------------------------------

    def _passes(self, packet: bytes | str) -> bool:
        """Whether the client wants it: by LISTEN, because it asked, or since it listens to everything."""
        if self._hears_all or isinstance(packet, str):
            return True
        address = address_of(packet)
        if address in self._listened:
            return True
        found = find(address)
        if self._asked[address] > 0:
            self._asked[address] -= 1
            return True
        if found is None or address in ANSWERS:
            return True
        route = found[0]
        return not (is_readable(route) or "echo" in route.gives or is_only_told(route))  # else nobody hears it unasked

    def _post(self, packet: bytes | str) -> None:
        if not self._passes(packet):
            return
        self._outgoing.append(packet)
        if len(self._outgoing) > MANY_WAITING:
            newest = {address_of(one) if isinstance(one, bytes) else one: one for one in self._outgoing}
            self._outgoing = deque(newest.values())
        if len(self._outgoing) > MOST_WAITING:
            self._outgoing.clear()
        self._wake.set()

    async def _write(self) -> None:
        with suppress(ConnectionError):
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._outgoing:
                    packet = self._outgoing.popleft()
                    if isinstance(packet, str):
                        await self._socket.send_str(packet)
                    else:
                        await self._socket.send_bytes(packet)


def address_of(packet: bytes) -> str:
    """The address of a packet of one message, as this server sends them.

    >>> address_of(b"/rtxmodal/ping\\0\\0,\\0\\0\\0")
    '/rtxmodal/ping'
    """
    return packet[: packet.find(b"\0")].decode("ascii", "replace")
