"""OSCQuery and the panel: one TCP port, one thread with its own loop, started behind the sound.

web_guard.py    who may come in
web_pages.py    what is answered over HTTP
web_session.py  one WebSocket
web_values.py   values that the OSC thread is asked for
web_names.py    the show's name on the network
oscquery.py     the address space as JSON
panel/          the page

aiohttp is imported in the thread, so that the first sound does not wait for it.
"""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rtxmodal.control import ControlPort, OscChoice
from rtxmodal.control.osc import OscServer
from rtxmodal.control.oscquery import Host, changed_paths
from rtxmodal.control.web_guard import Guard, WebChoice
from rtxmodal.control.web_names import Names
from rtxmodal.params import Table

if TYPE_CHECKING:
    from rtxmodal.control.web_pages import Pages

MOST_CONNECTIONS = 96  # of all clients together: beyond it a stranger could take every file handle of the show
BACKLOG = 64
STOP_SECONDS = 3.0
Say = Callable[[str], None]


class WebServer:
    """Serves the panel. Start, stop and tick it from the main thread; all else is its own thread's."""

    def __init__(self, port: ControlPort, server: OscServer, osc: OscChoice, choice: WebChoice, say: Say) -> None:
        self._port, self._server, self._osc, self._choice, self._say = port, server, osc, choice, say
        self._table: Table = port.table
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pages: Pages | None = None
        self._ending: asyncio.Event | None = None
        self._is_ready = threading.Event()

    # -- life -----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Open the port and serve from now on; a port that is taken is said, and the show goes on without."""
        wanted = self._osc.port if self._choice.port is None else self._choice.port
        try:
            self._socket = _listening(self._osc.bind, wanted)
        except OSError as error:
            self._say(
                f"panel: port must be free, got {self._osc.bind}:{wanted} ({error.strerror}); "
                "the show goes on without; end the other program or use --panel-port"
            )
            return
        self._server.know_panel(self._socket.getsockname()[1])
        for line in self._lines():
            self._say(line)
        self._thread = threading.Thread(target=self._run, name="rtxmodal-web", daemon=True)
        self._thread.start()

    def tick(self, now: float) -> None:
        """Notice another scene: OSCQuery's clients are told which addresses came and went."""
        table = self._port.table
        if table is self._table:
            return
        told = changed_paths(self._table, table)
        self._table = table
        for command, path in told:
            self._tell(json.dumps({"COMMAND": command, "DATA": path}))

    def stop(self) -> None:
        """Say goodbye to the clients and close."""
        if self._thread is None or self._socket is None:
            return
        self._is_ready.wait(STOP_SECONDS)
        if self._loop is not None and self._ending is not None:
            self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join(STOP_SECONDS)
        self._socket.close()
        self._thread = None

    @property
    def address(self) -> tuple[str, int] | None:
        """IP address and TCP port; None where the port was taken."""
        if self._socket is None:
            return None
        host, port = self._socket.getsockname()[:2]
        return host, port

    @property
    def url(self) -> str:
        """Where a browser finds the panel: on a network, as other machines see this one."""
        host, port = self.address or (self._osc.bind, 0)
        is_far = not host.startswith("127.")
        token = f"?token={self._choice.token}" if self._choice.token and is_far else ""
        return f"http://{_seen_by_others() if host == '0.0.0.0' else host}:{port}/{token}"

    def _lines(self) -> list[str]:
        lines = [f"panel: {self.url}"]
        if self._choice.shows_code or not self._osc.bind.startswith("127."):
            lines.append(code(self.url))
        return lines

    # -- the thread -----------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as error:  # noqa: BLE001 - top of the thread: the show goes on without the panel
            self._say(f"panel: ended, the show goes on: {error!r}")
        finally:
            self._is_ready.set()

    async def _serve(self) -> None:
        from aiohttp import web

        from rtxmodal.control.web_pages import Pages, quiet_logger

        assert self._socket is not None
        self._loop, self._ending = asyncio.get_running_loop(), asyncio.Event()
        host = Host("rtxmodal", self._server.address[1])
        self._pages = Pages(self._port, self._server, Guard(self._osc, self._choice.token), host)
        logger = quiet_logger()
        runner = web.AppRunner(self._pages.application(), access_log=None, logger=logger, shutdown_timeout=0.5)
        await runner.setup()
        make = runner.server
        assert make is not None

        def connection() -> asyncio.BaseProtocol:
            return make() if len(make.connections) < MOST_CONNECTIONS else _Full()

        listening = await self._loop.create_server(connection, sock=self._socket, backlog=BACKLOG)
        self._is_ready.set()
        names = await self._announce()
        await self._ending.wait()
        if names is not None:
            await names.close()
        listening.close()
        await self._pages.close()
        await runner.cleanup()

    async def _announce(self) -> Names | None:
        """Let the network know, where others may come in and zeroconf is installed."""
        assert self._socket is not None
        port, far = self._socket.getsockname()[1], not self._osc.bind.startswith("127.")
        if not far:
            return None
        try:
            names = Names(_seen_by_others() if self._osc.bind == "0.0.0.0" else self._osc.bind)
            await names.announce("rtxmodal", port, self._server.address[1])
        except ImportError:
            return None
        except Exception as error:  # noqa: BLE001 - whatever the network refuses, the panel is there all the same
            self._say(f"panel: not announced on the network ({error!r}); type its address")
            return None
        return names

    def _tell(self, text: str) -> None:
        if self._loop is not None and self._pages is not None and self._is_ready.is_set():
            self._loop.call_soon_threadsafe(self._pages.tell, text)


class _Full(asyncio.Protocol):
    """A connection too many."""

    def connection_made(self, transport: Any) -> None:
        transport.abort()


def code(url: str) -> str:
    """A QR code that a terminal can print."""
    import io

    import segno

    drawn = io.StringIO()
    segno.make(url, error="l").terminal(drawn, compact=True, border=2)
    return drawn.getvalue().rstrip("\n")


def _listening(host: str, port: int) -> socket.socket:
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        opened.listen(BACKLOG)
    except OSError:
        opened.close()
        raise
    opened.setblocking(False)
    return opened


def _seen_by_others() -> str:
    """This machine's address on its network: the one that packets to elsewhere leave from; none is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("198.51.100.1", 9))
        except OSError:
            return "127.0.0.1"
        host: str = probe.getsockname()[0]
        return host
