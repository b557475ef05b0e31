"""The main process of a running show: starts the other two, feeds them notes and parameters, brings them back.

Everything is started in `Supervisor.start` and stopped in reverse order in `Supervisor.stop`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from rtxmodal.control.osc import OscServer
from rtxmodal.devices.midi import MidiInputs
from rtxmodal.notes import NoteEvent
from rtxmodal.params import Table
from rtxmodal.scene import Scene, scene_table, without_microphone
from rtxmodal.scene_file import load_scene
from rtxmodal.stage import picture, sound
from rtxmodal.stage.child import Child
from rtxmodal.stage.report import status_line
from rtxmodal.stage.shared import (
    Devices,
    Failed,
    LoadScene,
    Notice,
    Panic,
    PictureStatus,
    Ready,
    Request,
    SoundStatus,
    StageParts,
)
from rtxmodal.stage.show import Show
from rtxmodal.translators import Context

TICK_SECONDS = 0.02
TABLE_RATE = 48_000  # Hz; parameters are the same at every rate, the device's is not known yet
STATUS_SECONDS = 0.5


class Supervisor:
    """Implements `ControlPort`. Owned by the main thread; `set` and `note` may be called from the OSC thread."""

    def __init__(self, show: Show, say: Callable[[str], None], tell: Callable[[str], None]) -> None:
        """Make the table; nothing is started.

        Args:
            show: what was chosen.
            say: prints a line that stays.
            tell: prints the status line in place of the last one.

        Raises:
            ValueError, KeyError: a value that no parameter takes.
        """
        self._show, self._say, self._tell = show, say, tell
        self.scene: Scene = show.scene if show.has_input else without_microphone(show.scene)
        self.table: Table = self._make_table(self.scene)
        for name, value in show.values.items():
            self.table.set(name, value)
        self._generation = 1
        self._before: tuple[Scene, Table, int] | None = None
        self._writing = threading.Lock()  # the slot has one writer, but OSC has its own thread
        self._listeners: list[Callable[[str, float, object], None]] = []
        self._quit = False
        self._waiting_scene: str | None = None

    # -- life -------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start memory, children, OSC and MIDI."""
        self._shared = StageParts()
        self._publish()
        self._sound = Child("sound", sound.run, lambda: (self._shared.memory, self._show.audio, *self._plan()))
        self._picture = Child("picture", picture.run, lambda: (self._shared.memory, self._show.window, *self._plan()))
        self._sound.start()
        if self._show.window is not None:
            self._picture.start()
        self._osc = OscServer(self, self._show.osc, self._say)
        self._osc.start()
        self._midi = MidiInputs(self._show.midi, self.note_at, self._say)
        self._midi.start()
        self._started = time.monotonic()

    def run(self) -> None:
        """Watch over the show until the window is closed, the time is over or Ctrl-C."""
        next_status = 0.0
        while not self._quit:
            self._tick()
            now = time.monotonic()
            if self._show.seconds and now - self._started > self._show.seconds:
                break
            if now >= next_status:
                self._tell(status_line(*self.status()))
                next_status = now + STATUS_SECONDS
            time.sleep(TICK_SECONDS)

    def stop(self) -> None:
        """Stop all in reverse order of start."""
        self._midi.stop()
        self._osc.stop()
        if self._show.window is not None:
            self._picture.stop(patience=2.0)
        self._sound.stop(patience=2.0)
        self._shared.close()

    def quit(self) -> None:
        """End `run` at its next tick."""
        self._quit = True

    @property
    def process_ids(self) -> dict[str, int | None]:
        """Of the two children, as they run now."""
        return {child.name: child.process_id for child in (self._sound, self._picture)}

    @property
    def osc_port(self) -> int:
        """The UDP port that OSC is heard on."""
        return self._osc.address[1]

    # -- ControlPort ------------------------------------------------------------------------------------

    def set(self, parameter_id: str, value: object, origin: object = None) -> float:
        """Store a value, hand it to the children, tell the listeners. Raises KeyError, ValueError."""
        stored = self.table.set(parameter_id, value)
        self._publish()
        for tell in self._listeners:
            tell(parameter_id, stored, origin)
        return stored

    def on_change(self, tell: Callable[[str, float, object], None]) -> None:
        """Call `tell(parameter id, value, origin)` on every change."""
        self._listeners.append(tell)

    def status(self) -> tuple[SoundStatus, PictureStatus]:
        """The newest of both."""
        sound_status = SoundStatus.of(self._shared.sound_status.get())
        return sound_status, PictureStatus.of(self._shared.picture_status.get())

    def note_at(self, event: NoteEvent, when: float) -> None:
        """Send a note that was played at `when` (monotonic seconds) to both processes."""
        frame = round(self.status()[0].position_at(when))
        placed = NoteEvent(frame, event.kind, event.number, event.value, event.channel)
        self._shared.notes_sound.push(placed)
        self._shared.notes_picture.push(placed)

    def note(self, event: NoteEvent) -> None:
        """Send a note to be played now."""
        self.note_at(event, time.monotonic())

    def panic(self) -> None:
        """All notes off, all states forgotten."""
        for channel in range(16):
            self.note(NoteEvent(0, "control", 123, 0.0, channel))
        for child in (self._sound, self._picture):
            child.send(Panic())

    def scenes(self) -> list[str]:
        """Names that `load_scene` takes."""
        return list(self._show.scenes)

    def load_scene(self, name: str) -> None:
        """Change to another scene at the next tick; raises KeyError for a name that is not in the list."""
        if name not in self._show.scenes:
            raise KeyError(f"scene must be one of {', '.join(self._show.scenes)}, got {name!r}")
        self._waiting_scene = name

    # -- inside -----------------------------------------------------------------------------------------

    def _make_table(self, scene: Scene) -> Table:
        return scene_table(scene, Context(TABLE_RATE, self._show.provider))

    def _plan(self) -> tuple[Any, ...]:
        return self.scene, self.table.parameters, self._generation, self._show.provider

    def _publish(self) -> None:
        with self._writing:
            self._shared.parameters.put(np.concatenate([[self._generation], self.table.values]))

    def _tick(self) -> None:
        if self._waiting_scene is not None:
            name, self._waiting_scene = self._waiting_scene, None
            self._change_scene(name)
        for child in (self._sound, self._picture):
            for message in child.messages():
                self._hear(child, message)
        sound_status, picture_status = self.status()
        self._revive(self._sound, sound_status.heartbeat)
        if self._show.window is not None:
            self._revive(self._picture, picture_status.heartbeat)

    def _revive(self, child: Child, heartbeat: float) -> None:
        if child.is_gone(heartbeat) and child.may_restart():
            self._say(f"the {child.name} process ended and is started again")
            child.stop(patience=0.0)
            child.start()

    def _hear(self, child: Child, message: Any) -> None:
        if isinstance(message, Notice):
            self._say(message.text)
        elif isinstance(message, Devices):
            inputs = f"{message.channels_in} in" if message.input else "no input"
            self._say(f"playing at {message.sample_rate} Hz on {message.output or 'a clock'}, {inputs}")
        elif isinstance(message, Failed) and message.generation == self._generation:
            self._say(f"{child.name}: {message.text}")
            self._go_back()
        elif isinstance(message, Ready) and message.generation == self._generation and child is self._sound:
            self._before = None
        elif isinstance(message, Request):
            self._obey(message)

    def _obey(self, request: Request) -> None:
        """What the keys of the window ask for."""
        if request.what == "quit":
            self.quit()
        elif request.what == "set":
            self.set(request.parameter, request.value)
        elif self._show.scenes:
            names = self.scenes()
            here = names.index(self.scene.name) if self.scene.name in names else 0
            self._waiting_scene = names[(here + (1 if request.what == "next_scene" else -1)) % len(names)]

    def _change_scene(self, name: str) -> None:
        """Load another scene beside the running one; values of parameters that both have are kept."""
        try:
            scene = load_scene(name)
            scene = scene if self._show.has_input else without_microphone(scene)
            table = self._make_table(scene)
        except (ValueError, KeyError, OSError) as error:
            self._say(f"scene {name!r} is not loaded: {error}")
            return
        for parameter in table:
            if parameter.id in self.table:
                table.set(parameter.id, self.table.value(parameter.id))
        self._before = self.scene, self.table, self._generation
        self.scene, self.table, self._generation = scene, table, self._generation + 1
        self._publish()
        self._load()

    def _go_back(self) -> None:
        """The new scene was refused: play on with the one before, under a generation of its own."""
        if self._before is None:
            return
        self.scene, self.table, _ = self._before
        self._before = None
        self._generation += 1
        self._publish()
        self._load()

    def _load(self) -> None:
        scene, parameters, generation, provider = self._plan()
        for child in (self._sound, self._picture):
            child.send(LoadScene(scene, parameters, generation, provider))


def play(show: Show, say: Callable[[str], None], tell: Callable[[str], None]) -> Table:
    """Run a show until it ends; returns the parameters as they were left."""
    supervisor = Supervisor(show, say, tell)
    supervisor.start()
    try:
        supervisor.run()
    except KeyboardInterrupt:
        pass
    finally:
        supervisor.stop()
    return supervisor.table
