"""A panel's server for tests, and a WebSocket that reads from top to bottom."""

from __future__ import annotations

import asyncio
import http.client
import json
import time
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from controllers import Client, Show, playing

from rtxmodal.control import OscChoice
from rtxmodal.control.osc import OscServer
from rtxmodal.control.web import WebServer
from rtxmodal.control.web_guard import WebChoice
from rtxmodal.control.wire import Message, decode, encode

PATIENCE_SECONDS = 15.0


@dataclass
class Served:
    """A show, its two servers and a controller that sends UDP."""

    show: Show
    osc: OscServer
    web: WebServer
    controller: Client
    said: list[str]

    @property
    def port(self) -> int:
        return self.web.address[1]

    def get(self, path: str, **headers: str) -> tuple[int, Any]:
        """Status and JSON, or the bytes where it is none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        is_json = answer.headers.get("Content-Type", "").startswith("application/json")
        return answer.status, json.loads(body) if is_json else body

    def wait(self, is_so: Callable[[], bool]) -> None:
        """Until it is so; fails after a while."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_so():
            assert time.monotonic() < deadline, "it never came true"
            time.sleep(0.01)


@contextmanager
def serving(choice: OscChoice | None = None, panel: WebChoice | None = None) -> Iterator[Served]:
    """A show with OSC and panel on free ports of 127.0.0.1."""
    osc = choice or OscChoice(port=0)
    said: list[str] = []
    with playing(osc) as (show, server, (controller, _)):
        web = WebServer(show, server, osc, panel or WebChoice(), said.append)
        web.start()
        try:
            yield Served(show, server, web, controller, said)
        finally:
            web.stop()


class Socket:
    """A WebSocket client that keeps what it hears."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.packets: list[Message] = []
        self.texts: list[dict[str, Any]] = []
        self._count = 0

    async def send(self, path: str, *arguments: object) -> None:
        await self.socket.send_bytes(encode(Message(f"/rtxmodal/{path}", arguments)))

    async def command(self, command: str, path: str) -> None:
        await self.socket.send_json({"COMMAND": command, "DATA": path})

    async def hear_until(self, is_it: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not is_it():
                message = await self.socket.receive()
                if message.type == aiohttp.WSMsgType.BINARY:
                    self.packets += decode(message.data)
                elif message.type == aiohttp.WSMsgType.TEXT:
                    self.texts.append(json.loads(message.data))
                else:
                    raise AssertionError(f"the connection ended: {message}")

    async def settle(self) -> None:
        """All that was on the way is heard."""
        self._count += 1
        await self.send("ping", self._count)
        await self.hear_until(lambda: self._count in [answer[0] for answer in self.heard("pong")])

    def heard(self, path: str) -> list[tuple[Any, ...]]:
        """The arguments of all that came at an address."""
        return [message.arguments for message in self.packets if message.address == f"/rtxmodal/{path}"]


@asynccontextmanager
async def connected(served: Served, path: str = "/", **headers: str) -> Any:
    """A WebSocket to the show."""
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"http://127.0.0.1:{served.port}{path}", headers=headers) as socket,
    ):
        yield Socket(socket)
