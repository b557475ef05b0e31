"""What is answered over HTTP: the address space as JSON, the panel, the small picture; and WebSockets are let in."""

from __future__ import annotations

import io
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web
from PIL import Image

from rtxmodal.control import ControlPort
from rtxmodal.control.oscquery import ATTRIBUTES, READ, Host, host_info, node_at, questions
from rtxmodal.control.web_guard import Guard
from rtxmodal.control.web_session import HEARTBEAT_SECONDS, Opener, Session
from rtxmodal.control.web_values import Asker
from rtxmodal.control.wire import LARGEST_PACKET

PANEL = Path(__file__).parent / "panel"
PICTURE = "/panel/picture.jpg"
COOKIE = "rtxmodal_token"
HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self' ws: wss:; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Pages:
    """Answers requests. Owned by the web thread."""

    def __init__(self, port: ControlPort, server: Opener, guard: Guard, host: Host) -> None:
        self._port, self._server, self._guard, self._host = port, server, guard, host
        self._asker = Asker(server)
        self._sessions: set[Session] = set()

    def application(self) -> web.Application:
        """What aiohttp serves."""
        application = web.Application(middlewares=[self._let_in], client_max_size=1024)
        application.router.add_get(PICTURE, self._picture)
        application.router.add_static("/panel", PANEL)
        application.router.add_get("/{path:.*}", self._answer)
        return application

    def tell(self, text: str) -> None:
        """Say something to every WebSocket."""
        for session in self._sessions:
            session.send(text)

    async def close(self) -> None:
        """End every WebSocket."""
        for session in tuple(self._sessions):
            await session.close()
        self._asker.close()

    @web.middleware
    async def _let_in(self, request: web.Request, handler: Answer) -> web.StreamResponse:
        token = request.query.get("token") or request.cookies.get(COOKIE, "")
        refusal = self._guard.refusal(request.remote or "", request.headers, token)
        if refusal is not None:
            return web.Response(status=refusal[0], text=refusal[1] + "\n")
        try:
            response = await (handler(request) if request.path else self._answer(request))  # http://HOST:PORT?HOST_INFO
        except web.HTTPException as error:
            return web.Response(status=error.status, text=f"{error.reason}\n")
        if not response.prepared:
            response.headers.update(HEADERS)
            if "token" in request.query:
                response.set_cookie(COOKIE, token, httponly=True, samesite="Strict")
        return response

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await self._converse(request)
        asked = [name for name in request.query if name != "token"]
        is_browser = not asked and request.path == "/" and "text/html" in request.headers.get("Accept", "")
        if is_browser or "HTML" in asked:
            return web.FileResponse(PANEL / "index.html")
        if "HOST_INFO" in asked:
            return web.json_response(host_info(self._host))
        return await self._node(request.path, asked)

    async def _node(self, path: str, asked: list[str]) -> web.Response:
        unknown = [name for name in asked if name not in ATTRIBUTES]
        if unknown:
            return web.Response(status=400, text=f"attribute must be one of {', '.join(ATTRIBUTES)}\n")
        values = await self._asker.ask(questions(path) if not asked or {"VALUE", "TYPE", "CONTENTS"} & {*asked} else [])
        node = node_at(path, self._port, values)
        if node is None:
            return web.Response(status=404, text="no such address; / lists all\n")
        if asked == ["VALUE"] and not node.get("ACCESS", READ) & READ:
            return web.Response(status=204)
        wanted: dict[str, Any] = {name: node[name] for name in asked if name in node} if asked else node
        if asked == ["VALUE"] and "TYPE" in node and "VALUE" not in node:
            return web.Response(status=204)
        return web.json_response(wanted)

    async def _converse(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_SECONDS, max_msg_size=2 * LARGEST_PACKET, compress=False)
        try:
            session = Session(self._server, socket)
        except ValueError as error:
            return web.Response(status=503, text=f"{error}\n")
        try:
            await socket.prepare(request)
            self._sessions.add(session)
            await session.run()
        finally:
            self._sessions.discard(session)
            session.end()
        return socket

    async def _picture(self, request: web.Request) -> web.StreamResponse:
        """What the window shows, small."""
        picture = self._port.preview()
        if picture is None:
            return web.Response(status=204)
        packed = io.BytesIO()
        Image.fromarray(picture).save(packed, "JPEG", quality=80)
        return web.Response(body=packed.getvalue(), content_type="image/jpeg")


def quiet_logger() -> logging.Logger:
    """For aiohttp: what a stranger's bytes cause is no news to the performer."""
    logger = logging.getLogger("rtxmodal.web")
    logger.propagate = False
    logger.addHandler(logging.NullHandler())
    return logger
