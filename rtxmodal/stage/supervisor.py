"""The main process of a running show: starts the other two, feeds them notes and parameters, brings them back.

Everything is started in `Supervisor.start` and stopped in reverse order in `Supervisor.stop`.
"""

from __future__ import annotations

import math
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from rtxmodal.control.conductor import quantum_of
from rtxmodal.control.learn import Learn
from rtxmodal.control.osc import OscServer
from rtxmodal.control.transport import Transport
from rtxmodal.control.web import WebServer
from rtxmodal.notes import NoteEvent
from rtxmodal.params import Table
from rtxmodal.recall.presets import Presets
from rtxmodal.recall.snapshot import Word
from rtxmodal.scene import Scene, sends_notes
from rtxmodal.stage import picture, sound
from rtxmodal.stage.child import Child
from rtxmodal.stage.companions import Companion, Companions
from rtxmodal.stage.levels import LevelReader, Levels
from rtxmodal.stage.loading import Loading
from rtxmodal.stage.midi_desk import MidiDesk, Queues
from rtxmodal.stage.note_gate import NoteGate
from rtxmodal.stage.preview import PreviewDesk
from rtxmodal.stage.programme import Programme, Wanted
from rtxmodal.stage.recorder import Recorder
from rtxmodal.stage.report import status_line
from rtxmodal.stage.schedule import AHEAD_SECONDS, Schedule, SoundClock
from rtxmodal.stage.sender import PictureSender
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
from rtxmodal.stage.sound_devices import SoundDevices
from rtxmodal.translators import lane_translators

TICK_SECONDS = 0.02
STATUS_SECONDS = 0.5
SWITCH_SECONDS = 0.0005  # a busy thread hands the interpreter to the clock ten times sooner than by default
FEEDING_SECONDS = 0.06  # before a scene is to be heard its values are published: enough to feed it what it missed


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
        self._programme = Programme(show)
        self._writing = threading.Lock()  # the slot has one writer, but OSC has its own thread
        self._listeners: list[Callable[[str, float, object], None]] = []
        self._announcers: list[Callable[[str, tuple[object, ...]], None]] = []
        self._quit = False
        self._has_pictures = show.is_seen or sends_notes(show.scene)
        self._wanted: Wanted | None = None
        self.loading = Loading(self.announce)
        self.devices = SoundDevices(show.audio, lambda command: self._sound.send(command), self.announce)
        self._osc = OscServer(self, show.osc, say)
        self._midi = MidiDesk(self, show, self.note_at, self._queues(), say)
        self.presets = Presets(self, show.presets, say, show.session_file)
        self.presets.resume(show.session, show.asked)
        sender = PictureSender(show.send, lambda: self._shared, say)
        self.recorder = Recorder(show, lambda: self._shared, self._programme.command, self.announce, say)
        self._preview = PreviewDesk(lambda watch: self._picture.send(watch), lambda: self._shared.preview.get())
        self._web = WebServer(self, self._osc, show.osc, show.panel, say) if show.panel is not None else None
        companions: list[Companion] = [self.presets, self._osc, self._midi, sender, self.recorder, self._preview]
        self._companions = Companions([*companions, *([] if self._web is None else [self._web])], say)

    # -- life -------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start memory, children and companions."""
        self._shared = StageParts()
        self._gate = NoteGate((self._shared.notes_sound, self._shared.notes_picture))
        self._clock = SoundClock(lambda: self.status()[0])
        self._schedule = Schedule(self._programme, self._shared.timed.push, self._clock)
        self._level_reader = LevelReader(self._shared)
        self._publish()
        self._sound = Child("sound", sound.run, lambda: (self._shared.memory, self.devices.choice, *self._plan()))
        self._picture = Child("picture", picture.run, lambda: (self._shared.memory, self._show.window, *self._plan()))
        self._sound.start()
        if self._has_pictures:
            self._picture.start()
        self._companions.start()
        self._started = time.monotonic()

    def run(self) -> None:
        """Watch over the show until the window is closed, the time is over or Ctrl-C."""
        next_status = 0.0
        while not self._quit:
            self._tick()
            now = time.monotonic()
            self._companions.tick(now)
            if self._show.seconds and now - self._started > self._show.seconds:
                break
            if now >= next_status:
                seconds = self.recorder.seconds if self.recorder.is_recording else None
                self._tell(status_line(*self.status(), seconds))
                next_status = now + STATUS_SECONDS
            due = self._programme.next_due() - FEEDING_SECONDS
            time.sleep(min(TICK_SECONDS, max(0.0, due - time.monotonic())))

    def stop(self) -> None:
        """Stop all in reverse order of start."""
        self._companions.stop()
        if self._has_pictures:
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

    @property
    def scene(self) -> Scene:
        """What plays."""
        return self._programme.now.scene

    @property
    def table(self) -> Table:
        """Its parameters; another object after a change of scene."""
        return self._programme.now.table

    def set(self, parameter_id: str, value: object, origin: object = None) -> float:
        """Store a value, hand it to the children, tell the listeners. Raises KeyError, ValueError."""
        return self.set_many({parameter_id: value}, origin)[parameter_id]

    def set_many(self, values: Mapping[str, object], origin: object = None) -> dict[str, float]:
        """Store values, hand them to the children in one step, tell the listeners. Raises KeyError, ValueError."""
        with self._writing:
            stored = self.table.set_many(values)
            self._shared.parameters.put(self._programme.vector())
        for parameter_id, value in stored.items():
            self._tell_change(parameter_id, value, origin)
        return stored

    def set_at(self, parameter_id: str, value: object, when: float, origin: object = None) -> float:
        """As `set`, to the frame in the sound at a time.monotonic(); others hear of it when it is due."""
        if not 0.0 < when - time.monotonic() <= AHEAD_SECONDS:
            return self.set(parameter_id, value, origin)
        return self._schedule.add(parameter_id, value, when, origin)

    def on_change(self, tell: Callable[[str, float, object], None]) -> None:
        """Call `tell(parameter id, value, origin)` on every change."""
        self._listeners.append(tell)

    def announce(self, path: str, *arguments: object) -> None:
        """Tell whoever listens of something that is no parameter."""
        for tell in self._announcers:
            tell(path, arguments)

    def on_announce(self, tell: Callable[[str, tuple[object, ...]], None]) -> None:
        """Call `tell(path, arguments)` on every announcement."""
        self._announcers.append(tell)

    def status(self) -> tuple[SoundStatus, PictureStatus]:
        """The newest of both."""
        sound_status = SoundStatus.of(self._shared.sound_status.get())
        return sound_status, PictureStatus.of(self._shared.picture_status.get())

    def levels(self) -> Levels:
        """The meters; from the OSC thread only."""
        return self._level_reader.read(self.scene, self._programme.now.generation)

    def preview(self) -> np.ndarray | None:
        """See `ControlPort.preview`."""
        return self._preview.picture() if self._show.is_seen else None

    def note_at(self, event: NoteEvent, when: float) -> None:
        """Send a note that was played at `when` (monotonic seconds) to both processes."""
        frame = self._clock.frame_at(when)
        self._gate.push(NoteEvent(frame, event.kind, event.number, event.value, event.channel))

    def note(self, event: NoteEvent) -> None:
        """Send a note to be played now."""
        self.note_at(event, time.monotonic())

    def panic(self) -> None:
        """All notes off, all states forgotten."""
        for channel in range(16):
            self.note(NoteEvent(0, "control", 123, 0.0, channel))
        self._midi.notes_out.silence()
        self.reset_states()

    @property
    def learn(self) -> Learn:
        """Which controls of MIDI turn which parameters."""
        return self._midi.learn

    @property
    def transport(self) -> Transport:
        """Tempo, beats and bars."""
        return self._midi.transport

    def models(self) -> list[str]:
        """Translators that `load_model` takes."""
        return lane_translators()

    def load_model(self, name: str, lane: str = "") -> None:
        """See `ControlPort.load_model`."""
        if name not in self.models():
            raise KeyError(f"model must be one of {', '.join(self.models())}, got {name!r}")
        self._wanted = Wanted(self.scene.name, {}, time.monotonic(), (name, lane))

    def reset_states(self) -> None:
        """Every lane starts again from silence."""
        for child in (self._sound, self._picture):
            child.send(Panic())

    def scenes(self) -> list[str]:
        """Names that `load_scene` takes."""
        return self._programme.names

    @property
    def coming(self) -> tuple[str, float] | None:
        """See `ControlPort.coming`."""
        wanted = self._wanted or self._programme.coming
        return None if wanted is None or math.isinf(wanted.when) else (wanted.name, wanted.when)

    def add_scenes(self, files: Mapping[str, Path]) -> None:
        """Let `load_scene` take these too."""
        self._programme.add(files)

    def load_scene(self, name: str, values: Mapping[str, Word] | None = None, when: float | None = None) -> None:
        """See `ControlPort.load_scene`."""
        if name not in self.scenes():
            raise KeyError(f"scene must be one of {', '.join(self.scenes())}, got {name!r}")
        if when is None:
            when = self.transport.next_time(quantum_of(self.table), time.monotonic())
        self._wanted = Wanted(name, values or {}, when)

    # -- inside -----------------------------------------------------------------------------------------

    def _queues(self) -> Queues:
        return Queues(lambda: self._shared.notes_out.pull(), lambda: self._shared.typed.pull())

    def _plan(self) -> tuple[Any, ...]:
        command = self._programme.command()
        return command.scene, command.parameters, command.generation, command.provider

    def _publish(self) -> None:
        with self._writing:
            self._shared.parameters.put(self._programme.vector())

    def _tell_change(self, parameter_id: str, stored: float, origin: object) -> None:
        for tell in self._listeners:
            tell(parameter_id, stored, origin)

    def _tick(self) -> None:
        self._fulfil()
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self._prepare(wanted)
        if time.monotonic() >= self._programme.next_due() - FEEDING_SECONDS:
            with self._writing:
                self._programme.commit()
                self._shared.parameters.put(self._programme.vector())
        self._gate.tick()
        self._shared.transport.put(self._midi.beats().vector())
        for child in (self._sound, self._picture):
            for message in child.messages():
                self._hear(child, message)
        sound_status, picture_status = self.status()
        self._revive(self._sound, sound_status.heartbeat)
        if self._has_pictures:
            self._revive(self._picture, picture_status.heartbeat)

    def _fulfil(self) -> None:
        """What was asked for at a time that has come: into the slot, and told."""
        with self._writing:
            done = self._schedule.due(time.monotonic())
            if done:
                self._shared.parameters.put(self._programme.vector())
        for change in done:
            self._tell_change(*change)

    def _revive(self, child: Child, heartbeat: float) -> None:
        if child.is_gone(heartbeat) and child.may_restart():
            self._say(f"the {child.name} process ended and is started again")
            child.stop(patience=0.0)
            self._midi.let_go()
            child.start()
            coming = self._programme.next_command()
            if coming is not None:
                child.send(coming)

    def _hear(self, child: Child, message: Any) -> None:
        if isinstance(message, Notice):
            self._say(message.text)
        elif isinstance(message, Devices):
            self.devices.hear(message)
            inputs = f"{message.channels_in} in" if message.input else "no input"
            self._say(f"playing at {message.sample_rate} Hz on {message.output or 'a clock'}, {inputs}")
        elif isinstance(message, Failed):
            self._say(f"{child.name}: {message.text}")
            self.loading.refuse(message.text, message.generation)
            if self._programme.refuse(message.generation):
                self._publish()
                self._tell_children(self._programme.command())
        elif isinstance(message, Ready) and child is self._sound:
            self._programme.is_heard(message.generation)
            self.loading.heard(message.generation)
        elif isinstance(message, Request):
            self._obey(message)

    def _obey(self, request: Request) -> None:
        """What the keys of the window ask for."""
        if request.what == "quit":
            self.quit()
        elif request.what == "set":
            self.set(request.parameter, request.value)
        elif request.what in ("record", "still"):
            self._record(request.what)
        elif self.scenes():
            names = self.scenes()
            here = names.index(self.scene.name) if self.scene.name in names else 0
            self.load_scene(names[(here + (1 if request.what == "next_scene" else -1)) % len(names)])

    def _record(self, what: str) -> None:
        try:
            if what == "still":
                self.recorder.still()
            else:
                self.recorder.toggle()
        except ValueError as error:
            self._say(str(error))

    def _prepare(self, wanted: Wanted) -> None:
        """Let the children build another scene beside the running one."""
        what = f"scene {wanted.name!r}" if wanted.model is None else f"model {wanted.model[0]!r}"
        self.loading.begin(what)
        try:
            self._programme.prepare(wanted)
        except (ValueError, KeyError, OSError) as error:
            text = str(error.args[0] if isinstance(error, KeyError) else error)
            self._say(f"{what} is not loaded: {text}")
            self.loading.refuse(text)
            return
        coming = self._programme.next_command()
        assert coming is not None
        self.loading.build(coming.generation)
        self._tell_children(coming)

    def _tell_children(self, command: LoadScene) -> None:
        for child in (self._sound, self._picture):
            child.send(command)


def play(show: Show, say: Callable[[str], None], tell: Callable[[str], None]) -> Table:
    """Run a show until it ends; returns the parameters as they were left."""
    sys.setswitchinterval(SWITCH_SECONDS)
    supervisor = Supervisor(show, say, tell)
    supervisor.start()
    try:
        supervisor.run()
    except KeyboardInterrupt:
        pass
    finally:
        supervisor.stop()
    return supervisor.table
