"""A show without a stage, and controllers to play with it: what the OSC tests share."""

from __future__ import annotations

import math
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.hostile import HOSTILE, ODD, SET, bundle, tag_at
from rtxmodal.control import OscChoice
from rtxmodal.control.learn import Learn
from rtxmodal.control.osc import OscServer
from rtxmodal.control.transport import Transport
from rtxmodal.control.wire import Message, decode, encode
from rtxmodal.devices.audio import AudioChoice
from rtxmodal.notes import NoteEvent
from rtxmodal.params import Parameter, Table
from rtxmodal.recall.presets import Presets
from rtxmodal.recall.snapshot import Word, fit
from rtxmodal.scene import LaneSpec
from rtxmodal.stage.levels import Levels
from rtxmodal.stage.loading import Loading
from rtxmodal.stage.shared import SWAP_SECONDS, OpenAudio, PictureStatus, SoundStatus
from rtxmodal.stage.sound_devices import SoundDevices

__all__ = ["HOSTILE", "ODD", "PARAMETERS", "PATIENCE_SECONDS", "SET", "Client", "Show", "bundle", "playing", "tag_at"]

PATIENCE_SECONDS = 5.0
PARAMETERS = (
    Parameter("output_gain", "Output gain", -12.0, -90.0, 6.0, "dB"),
    Parameter("drywet", default=1.0),
    Parameter("mute", kind="toggle"),
    Parameter("limiter", default=1.0, kind="toggle"),
    Parameter("ceiling", default=-1.0, minimum=-12.0, maximum=0.0, unit="dB"),
    Parameter("blackout", kind="toggle"),
    Parameter("freeze", kind="toggle"),
    Parameter("brightness", default=1.0),
    Parameter("lane_1/wet", default=1.0),
    Parameter("timbre/cutoff", default=1000.0, minimum=20.0, maximum=20_000.0, unit="Hz", curve="log"),
    Parameter("path/kind", kind="enum", options=("both", "min", "max")),
    Parameter("path/steps", default=4.0, minimum=1.0, maximum=16.0, kind="int"),
    Parameter("path/next", kind="trigger"),
)


@dataclass(frozen=True)
class NamedScene:
    """All that OSC reads of a scene."""

    name: str
    lanes: tuple[LaneSpec, ...] = (
        LaneSpec("voice", "mic", ("timbre",), "speakers"),
        LaneSpec("eyes", "mix", ("path", "bloom"), "window"),
    )


class FakeRecorder:
    """Writes nothing, keeps what it is asked."""

    def __init__(self) -> None:
        self.is_recording, self.seconds, self.minutes_left = False, 0.0, 90.0
        self.asked: list[str] = []

    def begin(self, name: str = "") -> Path:
        if self.is_recording or "/" in name:
            raise ValueError(f"recording must be stopped before another begins, got {name!r}")
        self.is_recording = True
        return Path("recordings") / (name or "now")

    def finish(self) -> None:
        self.is_recording, self.seconds = False, 2.5

    def toggle(self) -> None:
        if self.is_recording:
            self.finish()
        else:
            self.begin()

    def mark(self, text: str = "") -> None:
        self.asked.append(text)

    def still(self, name: str = "") -> Path:
        return Path(f"{name or 'still'}.png")


class Show:
    """A `ControlPort` with a real table and no stage behind it."""

    def __init__(self) -> None:
        self.table = Table(PARAMETERS)
        self.scene = NamedScene("flowers")
        self.notes: list[NoteEvent] = []
        self.timed: list[tuple[str, object, float]] = []
        self.note_times: list[float] = []
        self.panics = 0
        self.picture: np.ndarray | None = None
        self.transport = Transport()
        self.recorder = FakeRecorder()
        self.parameters: dict[str, Sequence[Parameter]] = {}
        self.loads: list[tuple[str, dict[str, Word], float | None]] = []
        self.shown = Levels()
        self.resets = 0
        self.fades: list[float] = []
        self.has_ended = False
        self.loading = Loading(self.announce)
        self.opened: list[OpenAudio] = []
        self.devices = SoundDevices(AudioChoice(), self.opened.append, self.announce)
        self.learn = Learn(self, Path(os.devnull).with_name("no-maps"), lambda *_: False, lambda _: False, str)
        self._listeners: list[Callable[[str, float, object], None]] = []
        self._announcers: list[Callable[[str, tuple[object, ...]], None]] = []
        self.presets = Presets(self, None, print)

    def set(self, parameter_id: str, value: object, origin: object = None) -> float:
        return self.set_many({parameter_id: value}, origin)[parameter_id]

    def set_many(self, values: Mapping[str, object], origin: object = None) -> dict[str, float]:
        stored = self.table.set_many(values)
        for parameter_id, value in stored.items():
            for tell in self._listeners:
                tell(parameter_id, value, origin)
        return stored

    def announce(self, path: str, *arguments: object) -> None:
        for tell in self._announcers:
            tell(path, arguments)

    def on_announce(self, tell: Callable[[str, tuple[object, ...]], None]) -> None:
        self._announcers.append(tell)

    def set_at(self, parameter_id: str, value: object, when: float, origin: object = None) -> float:
        self.timed.append((parameter_id, value, when))
        later = threading.Timer(when - time.monotonic(), self.set, (parameter_id, value, origin))
        later.daemon = True
        later.start()
        return self.table[parameter_id].parse(value)

    def on_change(self, tell: Callable[[str, float, object], None]) -> None:
        self._listeners.append(tell)

    def status(self) -> tuple[SoundStatus, PictureStatus]:
        return SoundStatus(sample_rate=48_000.0, generation=1.0, device_ok=1.0, misses=3.0), PictureStatus()

    def levels(self) -> Levels:
        return self.shown

    def preview(self) -> np.ndarray | None:
        return self.picture

    def note(self, event: NoteEvent) -> None:
        self.note_at(event, time.monotonic())

    def note_at(self, event: NoteEvent, when: float) -> None:
        self.notes.append(event)
        self.note_times.append(when)

    def panic(self) -> None:
        self.panics += 1

    def models(self) -> list[str]:
        return ["timbre", "path", "other"]

    def load_model(self, name: str, lane: str = "", fade: float = SWAP_SECONDS) -> None:
        if name not in self.models():
            raise KeyError(f"model must be one of {', '.join(self.models())}, got {name!r}")
        self.loading.begin(f"{name} {lane}".strip())
        self.fades.append(fade)

    def quit(self) -> None:
        self.has_ended = True

    def reset_states(self) -> None:
        self.resets += 1

    def scenes(self) -> list[str]:
        return ["flowers", "rain", *self.parameters]

    def titles(self) -> list[str]:
        return [name.capitalize() + " of May" for name in self.scenes()]

    def load_scene(self, name: str, values: Mapping[str, Word] | None = None, when: float | None = None) -> None:
        table = Table(self.parameters.get(name, PARAMETERS[:6]))
        table.set_many(fit(values or {}, table).values)
        self.loads.append((name, dict(values or {}), when))
        if when is None or when < math.inf:
            self.scene, self.table = NamedScene(name), table

    @property
    def coming(self) -> tuple[str, float] | None:
        return None

    def add_scenes(self, files: Mapping[str, Path]) -> None:
        self.parameters |= dict.fromkeys(files, PARAMETERS)


class Client:
    """A controller with one socket, that remembers all it hears."""

    def __init__(self, server: tuple[str, int], ip: str = "127.0.0.1") -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.socket.bind((ip, 0))
        self._server = server
        self.heard: list[Message] = []
        self._count = 0

    @property
    def port(self) -> int:
        return self.socket.getsockname()[1]

    def send(self, path: str, *arguments: object) -> None:
        self.send_bytes(encode(Message(f"/rtxmodal/{path}", arguments)))

    def send_bytes(self, packet: bytes) -> None:
        self.socket.sendto(packet, self._server)

    def hear(self, seconds: float = 0.0) -> list[Message]:
        """All that comes in so many seconds; with 0, what is here already."""
        deadline = time.monotonic() + seconds
        new = []
        while True:
            self.socket.settimeout(max(1e-4, deadline - time.monotonic()))
            try:
                new += decode(self.socket.recv(65_536))
            except TimeoutError:
                self.heard += new
                return new

    def wait_for(self, path: str) -> Message:
        """The next message at an address; fails after a few seconds."""
        return self.wait_until(lambda message: message.address == f"/rtxmodal/{path}")

    def wait_until(self, wanted: Callable[[Message], bool]) -> Message:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            self.socket.settimeout(max(1e-3, deadline - time.monotonic()))
            try:
                messages = decode(self.socket.recv(65_536))
            except TimeoutError:
                break
            self.heard += messages
            found = [message for message in messages if wanted(message)]
            if found:
                return found[0]
        raise AssertionError(f"nothing of what was waited for came, but {self.heard[-5:]}")

    def ask(self, path: str, *arguments: object) -> tuple[object, ...]:
        """Send and wait for the answer on the same address."""
        self.send(path, *arguments)
        return self.wait_for(path).arguments

    def settle(self) -> list[Message]:
        """All that the server had to send up to now: it answers in order."""
        self._count += 1
        self.send("ping", self._count)
        before = len(self.heard)
        self.wait_until(lambda message: message.address == "/rtxmodal/pong" and message.arguments[0] == self._count)
        return self.heard[before:-1]

    def listen(self, *arguments: object) -> None:
        """Register this socket, and wait until the dump is through."""
        self.send("listeners/add", self.port, *arguments)
        self.wait_for("dump/end")

    def close(self) -> None:
        self.socket.close()


@contextmanager
def playing(choice: OscChoice | None = None, *clients: str) -> Iterator[tuple[Show, OscServer, list[Client]]]:
    """A show, its OSC server on a free port, and controllers on the given addresses (two on loopback by default)."""
    show = Show()
    server = OscServer(show, choice or OscChoice(port=0))
    server.start()
    room = [Client(("127.0.0.1", server.address[1]), ip) for ip in clients or ("127.0.0.1", "127.0.0.1")]
    try:
        yield show, server, room
    finally:
        server.stop()
        for client in room:
            client.close()
