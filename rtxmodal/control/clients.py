"""Controllers that hold a connection (a WebSocket) instead of sending UDP: the same rules, another way in and out."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from queue import Empty, SimpleQueue

from rtxmodal.control.pacing import Host

MOST_CLIENTS = 32
MOST_WAITING = 4096  # packets of one client that the OSC thread has not seen yet; more are a flood


class Client:
    """One controller on a connection. Its methods may be called from any thread."""

    def __init__(self, host: Host, send: Callable[[bytes], None], post: Callable[[Client, bytes | None], None]) -> None:
        self.host = host
        """Stands where UDP has IP address and port: `("panel_1", 0)`."""
        self.send = send
        """Takes a packet to the controller; called from the OSC thread, must neither wait nor raise."""
        self.waiting = 0
        """Packets that the OSC thread has not seen yet; counted without a lock, so about right."""
        self._post = post

    def receive(self, packet: bytes) -> None:
        """Hand in what the controller sent; what comes faster than it can be read is dropped."""
        if self.waiting < MOST_WAITING:
            self.waiting += 1
            self._post(self, packet)

    def close(self) -> None:
        """The connection has ended: nothing is sent any more."""
        self._post(self, None)


class Clients:
    """All that hold a connection, and what they sent. `open` may be called from any thread, the rest is the OSC's."""

    def __init__(self) -> None:
        self._mail: SimpleQueue[tuple[Client, bytes | None]] = SimpleQueue()
        self._opening = threading.Lock()
        self._count = 0
        self._clients: dict[Host, Client] = {}
        self._waker, self.bell = socket.socketpair()
        """`bell` becomes readable when `mail` has something, so that one select waits for all."""
        self._waker.setblocking(False)
        self.bell.setblocking(False)

    def open(self, name: str, send: Callable[[bytes], None]) -> Client:
        """One controller more.

        Raises:
            ValueError: there are 32 already.
        """
        with self._opening:
            if len(self._clients) >= MOST_CLIENTS:
                raise ValueError(f"connected controllers must be at most {MOST_CLIENTS}; close one first")
            self._count += 1
            client = Client((f"{name}_{self._count}", 0), send, self._post)
            self._clients[client.host] = client
        return client

    def get(self, host: Host) -> Client | None:
        """The client with this name, None for a UDP address and for one that is gone."""
        return self._clients.get(host)

    def mail(self, most: int) -> Iterator[tuple[Client, bytes | None]]:
        """What came since, at most so many packets; None in a packet's place where the connection ended."""
        with suppress(BlockingIOError):
            self.bell.recv(4096)
        for _ in range(most):
            try:
                client, packet = self._mail.get_nowait()
            except Empty:
                return
            client.waiting -= packet is not None
            if packet is None:
                with self._opening:
                    self._clients.pop(client.host, None)
            yield client, packet
        self._ring()  # there may be more

    def close(self) -> None:
        """Give the bell back."""
        self._waker.close()
        self.bell.close()

    def _post(self, client: Client, packet: bytes | None) -> None:
        self._mail.put((client, packet))
        self._ring()

    def _ring(self) -> None:
        with suppress(OSError):  # rings already, or the show is over
            self._waker.send(b"!")
