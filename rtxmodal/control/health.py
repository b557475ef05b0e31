"""What the server says of itself and of the show: one table of readings."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rtxmodal import __version__
from rtxmodal.control.desk import Call, Desk
from rtxmodal.control.route import Route, only_told
from rtxmodal.control.wire import Message
from rtxmodal.stage.shared import PictureStatus, SoundStatus

PROTOCOL = 1
Figure = str | int | float
Figures = Figure | tuple[float, ...]


@dataclass(frozen=True)
class Reading:
    """One figure, or some that belong together, read when they are asked for."""

    gives: str
    """Types on the wire."""
    meaning: str
    read: Callable[[Desk, SoundStatus, PictureStatus], Figures]
    is_told: bool = False
    """Whether listeners are told when it changed, once a second at most."""

    def value(self, desk: Desk) -> tuple[Figure, ...]:
        """What is told now."""
        value = self.read(desk, *desk.port.status())
        return value if isinstance(value, tuple) else (value,)

    def __call__(self, desk: Desk, call: Call) -> Iterable[Message]:
        """Answer the question for it."""
        return call.reply(*self.value(desk))


def _state(desk: Desk, sound: SoundStatus, picture: PictureStatus) -> str:
    if sound.generation < 0:
        return "starting"
    if not sound.device_ok or sound.load_p99 > 1.0:
        return "degraded"
    table = desk.port.table
    return "muted" if "mute" in table and table.value("mute") else "ready"


def _latency_ms(desk: Desk, sound: SoundStatus, picture: PictureStatus) -> float:
    return 1000.0 * sound.latency / sound.sample_rate if sound.sample_rate else 0.0


def _provider(desk: Desk, sound: SoundStatus, picture: PictureStatus) -> str:
    return "cuda" if sound.provider else "cpu"


def _ladder(desk: Desk, sound: SoundStatus, picture: PictureStatus) -> int:
    return int(picture.rung)


def _height(desk: Desk, sound: SoundStatus, picture: PictureStatus) -> int:
    return int(picture.height)


READINGS: dict[str, Reading] = {
    "status/state": Reading("s", "starting, ready, muted or degraded (late, or without its device)", _state, True),
    "status/load": Reading("f", "worker time / block time; 1 is late", lambda desk, sound, picture: sound.load_p99),
    "status/xruns": Reading("i", "times the device lost sound", lambda desk, sound, picture: int(sound.xruns), True),
    "status/misses": Reading("i", "blocks concealed", lambda desk, sound, picture: int(sound.misses), True),
    "status/latency": Reading("f", "ms from microphone to loudspeaker", _latency_ms, True),
    "status/gpu": Reading("f f", "share of the time that the NVIDIA card computes, 0..1, and GB in use; -1 without one",
                          lambda desk, sound, picture: desk.gpu.read()),
    "status/fps": Reading("f", "pictures shown a second", lambda desk, sound, picture: picture.shown_per_second),
    "status/ladder": Reading("i", "steps that pictures went down to be in time", _ladder, True),
    "status/height": Reading("i", "pixels, of the pictures as they are made", _height, True),
    "status/provider": Reading("s", "cpu or cuda", _provider, True),
    "status/clients": Reading("i", "listeners", lambda desk, sound, picture: len(list(desk.listeners)), True),
    "info/name": Reading("s", "rtxmodal", lambda desk, sound, picture: "rtxmodal"),
    "info/version": Reading("s", "of the program", lambda desk, sound, picture: __version__),
    "info/proto": Reading("i", "number of this table's version", lambda desk, sound, picture: PROTOCOL),
    "info/id": Reading("s", "of this run, to tell two shows apart", lambda desk, sound, picture: desk.id),
    "info/provider": Reading("s", "cpu or cuda", _provider),
    "info/sample_rate": Reading("i", "Hz", lambda desk, sound, picture: int(sound.sample_rate)),
    "info/block_size": Reading("i", "frames", lambda desk, sound, picture: int(sound.block_size)),
    "info/osc_port": Reading("i", "UDP port", lambda desk, sound, picture: desk.udp_port),
    "info/http_port": Reading("i", "TCP port of panel and OSCQuery, 0: none", lambda desk, *status: desk.http_port),
    "info/scene": Reading("s", "what plays", lambda desk, sound, picture: desk.port.scene.name),
}  # fmt: skip


def info(desk: Desk, call: Call) -> Iterable[Message]:
    """Who this is, one message for each fact."""
    start = call.address.removesuffix("info")
    return [Message(start + path, fact.value(desk)) for path, fact in READINGS.items() if path.startswith("info/")]


def heartbeat(desk: Desk, call: Call) -> Iterable[Message]:
    """That the server lives, and for how long."""
    uptime = call.now - desk.started
    return call.reply(math.floor(uptime), float(uptime))


def hello(desk: Desk, call: Call) -> Iterable[Message]:
    """The version, as it is told at the start."""
    return call.reply(__version__)


ROUTES: tuple[Route, ...] = (
    *(Route(path, "", f"get, {one.gives}", one.meaning, one) for path, one in READINGS.items()),
    Route("status/heartbeat", "", "get, i f",
          "count and seconds since the start; each second to listeners", heartbeat),
    Route("status/hello", "", "get, s", "version; to listeners at the start", hello),
    Route("status/bye", "", "", "to listeners at the end", only_told("when it ends")),
)  # fmt: skip
