"""`doctor --watch`: a running show, as the person at the side of the stage looks at it.

It talks to the show by OSC on this machine as any controller may, so that it can be started, ended and started again
while the show plays on.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from rtxmodal.control.wire import ROOT, Message, decode, encode
from rtxmodal.watch_view import View

REDRAWS = 10  # a second
METERS = 20.0  # a second
ASKED = (
    *("ping", "info", "listeners/entries", "status/misses", "status/xruns"),
    *("transport/beat", "rec/state", "preset/loaded", "cue/standby"),
)
ASK_SECONDS = 1.0  # between two questions for what is not told by itself
HOME, CLEAR, CLEAR_BELOW = "\x1b[H", "\x1b[K\n", "\x1b[J"  # what stood there before goes


class Visit:
    """The conversation with one show: asks, listens, measures the way. Owned by one thread."""

    def __init__(self, view: View, port: int) -> None:
        self._view = view
        self._show = ("127.0.0.1", port)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        view.own = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self._asked = -1e9
        self._id: object = None

    def listen(self, seconds: float) -> None:
        """Hear what comes in so many seconds, and ask what has to be asked."""
        deadline = time.monotonic() + seconds
        if time.monotonic() - self._asked >= ASK_SECONDS:
            self._ask()
        while (left := deadline - time.monotonic()) > 0:
            self._socket.settimeout(left)
            try:
                packet = self._socket.recv(65_536)
            except TimeoutError:
                return
            except OSError:  # Windows says so when nobody listens there
                time.sleep(left)
                return
            with suppress(ValueError):
                for message in decode(packet):
                    self._hear(message)

    def close(self) -> None:
        """Be told nothing more."""
        self._send("listeners/del", self._socket.getsockname()[1])
        self._socket.close()

    def _ask(self) -> None:
        self._asked = time.monotonic()
        for path in ASKED:
            self._send(path)

    def _hear(self, message: Message) -> None:
        now = time.monotonic()
        if message.address == f"{ROOT}/pong":
            message = Message(f"{ROOT}/round_trip", (1000.0 * (now - self._asked),))
        elif message.address == f"{ROOT}/info/id" and message.arguments != self._id:
            self._id = message.arguments  # a show that was not here before
            self._send("listeners/add", self._socket.getsockname()[1], "params", 10)
            for group, rate in (("status", 5.0), ("meter", METERS), ("visual", 2.0)):
                self._send("subscribe", group, rate)
        self._view.hear(message, now)

    def _send(self, path: str, *arguments: object) -> None:
        with suppress(OSError):
            self._socket.sendto(encode(Message(f"{ROOT}/{path}", arguments)), self._show)


def watch(port: int) -> int:
    """Draw the show again and again until Ctrl-C; into a file or a pipe, write a page a second.

    Returns:
        0 if a show has answered, else 1.
    """
    is_screen = sys.stdout.isatty()
    view = View(f"127.0.0.1:{port}", is_screen and "NO_COLOR" not in os.environ)
    visit = Visit(view, port)
    try:
        with _screen(is_screen):
            while True:
                visit.listen(1 / REDRAWS if is_screen else 1.0)
                columns, rows = shutil.get_terminal_size()
                lines = view.lines(time.monotonic(), columns - 1)
                if is_screen:
                    lines = [*lines[: rows - 3], "", "Ctrl-C ends; the show plays on"]
                    sys.stdout.write(f"{HOME}{''.join(line + CLEAR for line in lines)}{CLEAR_BELOW}")
                else:
                    sys.stdout.write("\n".join([*lines, "", ""]))
                sys.stdout.flush()
    except KeyboardInterrupt:
        pass
    finally:
        visit.close()
    return 0 if view.known else 1


@contextmanager
def _screen(is_screen: bool) -> Iterator[None]:
    """The terminal's second page, without a cursor, and the first one back at the end."""
    if is_screen:
        sys.stdout.write("\x1b[?1049h\x1b[?25l")
    try:
        yield
    finally:
        if is_screen:
            sys.stdout.write("\x1b[?25h\x1b[?1049l")
