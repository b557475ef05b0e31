"""The values that only the OSC thread knows, asked from the web thread."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from rtxmodal.control.web_session import Opener
from rtxmodal.control.wire import ROOT, Message, decode, encode

PATIENCE_SECONDS = 3.0  # a machine that is busy with pictures answers late


class Asker:
    """A controller of its own that asks addresses and collects what they answer. Owned by the web thread."""

    def __init__(self, server: Opener) -> None:
        self._loop = asyncio.get_running_loop()
        self._turn = asyncio.Lock()
        self._answers: dict[str, tuple[Any, ...]] = {}
        self._count = 0
        self._done = asyncio.Event()
        self._client = server.open_client(self._hear, "oscquery")

    async def ask(self, addresses: Sequence[str]) -> dict[str, tuple[Any, ...]]:
        """Address -> what it answered; one that was refused is missing."""
        if not addresses:
            return {}
        async with self._turn:
            self._answers, self._count = {}, self._count + 1
            self._done.clear()
            for address in addresses:
                self._client.receive(encode(Message(address)))
            self._client.receive(encode(Message(f"{ROOT}/ping", (self._count,))))  # answered in order: the last
            with suppress(TimeoutError):
                await asyncio.wait_for(self._done.wait(), PATIENCE_SECONDS)
            return self._answers

    def close(self) -> None:
        """Ask no more."""
        self._client.close()

    def _hear(self, packet: bytes) -> None:
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._take, packet)

    def _take(self, packet: bytes) -> None:
        for message in decode(packet):
            if message.address == f"{ROOT}/pong":
                if message.arguments[0] == self._count:
                    self._done.set()
            else:
                before = self._answers.get(message.address, ())
                self._answers[message.address] = before + message.arguments
