"""The OSC server: one thread, one UDP socket."""

from __future__ import annotations

import select
import socket
import threading
import time
from collections.abc import Callable

from rtxmodal import __version__
from rtxmodal.control import ControlPort, OscChoice, host_and_port
from rtxmodal.control.clerk import Clerk
from rtxmodal.control.clients import Client, Clients
from rtxmodal.control.desk import Desk
from rtxmodal.control.listeners import Listener
from rtxmodal.control.logbook import Logbook
from rtxmodal.control.pacing import Host
from rtxmodal.control.telling import Teller
from rtxmodal.control.turning import RAMP_SECONDS, advance
from rtxmodal.control.wire import ROOT, Message, encode

RECEIVE_BYTES = 4 << 20  # a burst waits here while the interpreter is busy elsewhere
SO_RCVBUFFORCE = 33  # Linux: beyond the system's limit, where the process may
PACKETS_A_TURN = 256  # then listeners and ramps get their turn
LONGEST_WAIT = 0.01  # a change made by another thread is told after this long at most
LATER = float("inf")


def _say_nothing(line: str) -> None:
    pass


class OscServer:
    """Answers controllers and tells listeners. Start and stop it from the main thread; all else is its own thread's."""

    def __init__(self, port: ControlPort, choice: OscChoice, say: Callable[[str], None] = _say_nothing) -> None:
        self._choice = choice
        self._desk = Desk(port, choice, time.monotonic(), log=Logbook(say))
        self._clerk = Clerk(self._desk, self._send)
        self._clients = Clients()
        self._teller = Teller(self._desk, self._send)
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self.unsent = 0
        """Messages that the system did not take."""

    # -- life -----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Open the socket and answer from now on.

        Raises:
            OSError: the port is taken or the address is not this machine's.
        """
        self._socket = _open_socket(self._choice)
        self._desk.udp_port = self._socket.getsockname()[1]
        now = time.monotonic()
        for given in self._choice.listeners:
            target = host_and_port(given)
            listener = Listener(target, target, "both", 0.0, now)
            listener.stays = True
            self._desk.listeners.add(listener)
        self._desk.port.on_change(self._teller.remember)
        self._desk.port.on_announce(self._teller.relay)
        self._teller.announce([Message(f"{ROOT}/status/hello", (__version__,))])
        self._thread = threading.Thread(target=self._run, name="rtxmodal-osc", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Say goodbye to the listeners and close."""
        if self._thread is None:
            return
        self._stopping.set()
        self._thread.join(2.0)
        self._teller.announce([Message(f"{ROOT}/status/bye")])
        self._socket.close()
        self._clients.close()
        self._thread = None

    def open_client(self, send: Callable[[bytes], None], name: str = "client") -> Client:
        """Let a controller in that holds a connection; it is asked, answered, paced and told as every other.

        Its packets go in by `receive`; it is told of changes once it sent `/rtxmodal/listeners/add 0 FAMILY`.

        Args:
            send: takes a packet to it; called from the OSC thread, must neither wait nor raise.
            name: what it is called where listeners are listed; a number is added.

        Raises:
            ValueError: too many are connected.
        """
        return self._clients.open(name, send)

    @property
    def address(self) -> Host:
        """Where it listens: IP address and port."""
        return self._choice.bind, self._desk.udp_port

    def know_panel(self, http_port: int) -> None:
        """Where panel and OSCQuery are, for those who ask."""
        self._desk.http_port = http_port

    @property
    def refused(self) -> int:
        """Packets and messages that were not obeyed: malformed, not allowed, too many, or wrong."""
        return self._clerk.refused

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._turn()
            except Exception as error:  # noqa: BLE001 - top of the thread: control must outlive any one message
                self._clerk.complain(f"OSC answer failed, the show goes on: {error!r}", "error")

    def _turn(self) -> None:
        """Wait for what comes first, take packets, then do what is due."""
        wait = min(max(0.0, self._next_due() - time.monotonic()), LONGEST_WAIT)
        ready, _, _ = select.select([self._socket, self._clients.bell], [], [], wait)
        if self._clients.bell in ready:
            self._hear_clients()
        for _ in range(PACKETS_A_TURN if self._socket in ready else 0):
            try:
                packet, source = self._socket.recvfrom(65_536)
            except BlockingIOError:
                break
            except ConnectionResetError:
                continue  # Windows: somebody we sent to has closed
            self._clerk.take(packet, source)
        now = time.monotonic()
        self._clerk.work(now)
        advance(self._desk, now)
        self._teller.tell(now)

    def _next_due(self) -> float:
        ramp = time.monotonic() + RAMP_SECONDS if self._desk.ramps else LATER
        return min(ramp, self._clerk.next_due(), self._teller.next_due())

    def _hear_clients(self) -> None:
        for client, packet in self._clients.mail(PACKETS_A_TURN):
            if packet is not None:
                self._clerk.take(packet, client.host)
            else:
                self._desk.forget(client.host)

    def _send(self, target: Host, message: Message) -> None:
        client = self._clients.get(target)
        try:
            packet = encode(message)
            if client is not None:
                client.send(packet)
            elif target[1]:
                self._socket.sendto(packet, target)
        except ValueError as error:
            self.unsent += 1
            self._clerk.complain(f"OSC message cannot be told: {error}")
        except OSError:
            self.unsent += 1  # its network is gone, or the system's buffer is full


def _open_socket(choice: OscChoice) -> socket.socket:
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
        opened.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BYTES)
    except OSError:
        pass  # not Linux, or not allowed: the system's own limit has to do
    try:
        opened.bind((choice.bind, choice.port))
    except OSError as error:
        opened.close()
        raise OSError(
            f"OSC port must be free, got {choice.bind}:{choice.port} ({error.strerror}); "
            "end the other program or use --osc-port"
        ) from error
    opened.setblocking(False)
    return opened
