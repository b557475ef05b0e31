"""The OSC server: one thread, one UDP socket."""

from __future__ import annotations

import heapq
import select
import socket
import threading
import time
from collections.abc import Callable
from itertools import count

from rtxmodal import __version__
from rtxmodal.control import ControlPort, OscChoice, host_and_port
from rtxmodal.control.addresses import find, standing_for
from rtxmodal.control.clients import Client, Clients
from rtxmodal.control.desk import Call, Desk, Refusal, check_finite
from rtxmodal.control.listeners import Listener
from rtxmodal.control.pacing import Bucket, Host, Sources, is_near
from rtxmodal.control.patterns import is_pattern
from rtxmodal.control.telling import Teller
from rtxmodal.control.turning import RAMP_SECONDS, advance
from rtxmodal.control.wire import ROOT, Message, decode, encode

RECEIVE_BYTES = 4 << 20  # a burst waits here while the interpreter is busy elsewhere
SO_RCVBUFFORCE = 33  # Linux: beyond the system's limit, where the process may
PACKETS_A_TURN = 256  # then listeners and ramps get their turn
LONGEST_WAIT = 0.01  # a change made by another thread is told after this long at most
LATER = float("inf")
EARLIEST = 2.0  # seconds ahead that a time tag is waited for; beyond it, clocks differ and it is obeyed now
MOST_WAITING = 256
SAY_SECONDS = 2.0
PATTERN_COST = 50  # messages that a question to many addresses counts for
LOCK = f"{ROOT}/server/lock"


def _say_nothing(line: str) -> None:
    pass


class OscServer:
    """Answers controllers and tells listeners. Start and stop it from the main thread; all else is its own thread's."""

    def __init__(self, port: ControlPort, choice: OscChoice, say: Callable[[str], None] = _say_nothing) -> None:
        self._choice, self._say = choice, say
        now = time.monotonic()
        self._desk = Desk(port, choice, now)
        self._sources = Sources()
        self._may_say = Bucket(1 / SAY_SECONDS, 1.0, now)
        self._clients = Clients()
        self._teller = Teller(self._desk, self._send)
        self._waiting: list[tuple[float, int, Message, Host]] = []
        self._order = count()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self.refused = 0
        """Packets and messages that were not obeyed: malformed, not allowed, too many, or wrong."""
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
            self._desk.listeners.add(Listener(target, target, "both", 0.0, now))
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

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._turn()
            except Exception as error:  # noqa: BLE001 - top of the thread: control must outlive any one message
                self._complain(f"OSC answer failed, the show goes on: {error!r}")

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
            self._take(packet, source)
        now = time.monotonic()
        while self._waiting and self._waiting[0][0] <= now:
            _, _, message, source = heapq.heappop(self._waiting)
            self._obey(message, source, now)
        advance(self._desk, now)
        self._teller.tell(now)

    def _next_due(self) -> float:
        ramp = time.monotonic() + RAMP_SECONDS if self._desk.ramps else LATER
        return min(ramp, self._waiting[0][0] if self._waiting else LATER, self._teller.next_due())

    # -- in -------------------------------------------------------------------------------------------------

    def _hear_clients(self) -> None:
        for client, packet in self._clients.mail(PACKETS_A_TURN):
            if packet is not None:
                self._take(packet, client.host)
            else:
                self._desk.forget(client.host)

    def _take(self, packet: bytes, source: Host) -> None:
        """Check a packet, and obey its messages or keep them until their time."""
        now = time.monotonic()
        if source[1] and not self._choice.admits(source[0]):
            self.refused += 1
            self._complain(f"OSC from {source[0]} must be allowed first; add --allow {source[0]}")
            return
        account = self._sources.get(source, now)
        if not account.messages.take(1, now):
            self.refused += 1
            return
        self._desk.listeners.hear(source[0], now)
        try:
            messages = decode(packet)
            if not account.messages.take(max(0, len(messages) - 1), now):
                raise ValueError(f"OSC must come at {account.rate:.0f} messages a second at most; send changes only")
        except ValueError as error:
            self._refuse(source, Refusal("bad_packet", str(error)), f"{ROOT}/error", now)
            return
        for message in messages:
            ahead = 0.0 if message.time is None else message.time - time.time()
            if 0.0 < ahead <= EARLIEST and len(self._waiting) < MOST_WAITING:
                heapq.heappush(self._waiting, (now + ahead, next(self._order), message, source))
            else:
                self._obey(message, source, now)

    def _obey(self, message: Message, source: Host, now: float) -> None:
        """Answer one message; what is wrong with it goes back to the sender."""
        try:
            check_finite(message.arguments)
            if is_pattern(message.address):
                replies = self._ask_all(message, source, now)
            else:
                replies = self._answer(message, source, now)
        except Refusal as refusal:
            self._refuse(source, refusal, message.address, now)
        except KeyError as error:
            self._refuse(source, Refusal("unknown", str(error.args[0])), message.address, now)
        except ValueError as error:
            self._refuse(source, Refusal("range", str(error)), message.address, now)
        else:
            self._reply(source, replies)
            announcements, self._desk.announcements = self._desk.announcements, []
            self._teller.announce(announcements)

    def _answer(self, message: Message, source: Host, now: float) -> list[Message]:
        found = find(message.address)
        if found is None:
            raise Refusal("unknown", f"address must be in the table, got {message.address}; send {ROOT}/params_list")
        route, name = found
        call = Call(message.address, name, message.arguments, source, now)
        if route.is_guarded and self._desk.is_locked and not (call.asks and "get" in route.gives):
            raise Refusal("locked", f"{message.address} must wait until the server is unlocked; send {LOCK} 0")
        return list(route.answer(self._desk, call))

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
        self._complain(f"OSC {source[0]}:{source[1]} {address[:100]}: {refusal}")

    def _complain(self, line: str) -> None:
        if self._may_say.take(1, time.monotonic()):
            self._say(line)

    # -- out ------------------------------------------------------------------------------------------------

    def _reply(self, source: Host, replies: list[Message]) -> None:
        """To the sender, and to where it listens: Max, Pd and TouchDesigner hear nothing where they send from."""
        listeners = self._desk.listeners.of(source)
        if not listeners and not is_near(source):
            replies = replies[:1]  # a forged sender must not turn a small question into a flood
        for target in {source: None, **{listener.target: None for listener in listeners}}:
            for reply in replies:
                self._send(target, reply)

    def _send(self, target: Host, message: Message) -> None:
        packet = encode(message)
        client = self._clients.get(target)
        try:
            if client is not None:
                client.send(packet)
            elif target[1]:
                self._socket.sendto(packet, target)
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
