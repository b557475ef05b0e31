"""The front of house: what controllers reach of a running show. `supervisor` starts it and watches over it."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from rtxmodal.control.conductor import quantum_of
from rtxmodal.control.learn import Learn
from rtxmodal.control.transport import Transport
from rtxmodal.notes import NoteEvent
from rtxmodal.params import Table
from rtxmodal.recall.presets import Presets
from rtxmodal.recall.snapshot import Word
from rtxmodal.scene import Scene
from rtxmodal.stage.child import Child
from rtxmodal.stage.levels import LevelReader, Levels
from rtxmodal.stage.loading import Loading
from rtxmodal.stage.midi_desk import MidiDesk, Queues
from rtxmodal.stage.note_gate import NoteGate
from rtxmodal.stage.preview import PreviewDesk
from rtxmodal.stage.programme import Programme, Wanted
from rtxmodal.stage.recorder import Recorder
from rtxmodal.stage.schedule import AHEAD_SECONDS, Schedule, SoundClock
from rtxmodal.stage.shared import SWAP_SECONDS, Panic, PictureStatus, SoundStatus, StageParts
from rtxmodal.stage.show import Show
from rtxmodal.stage.sound_devices import SoundDevices
from rtxmodal.translators import lane_translators


class Front:
    """Implements `ControlPort`. What is asked of it is done by the supervisor's next tick, or at once in shared memory.

    Made by the main thread; `set`, `note` and what else a controller needs may be called from the OSC thread.
    """

    _sound: Child
    _picture: Child

    def __init__(self, show: Show, say: Callable[[str], None]) -> None:
        """Make the table and what stands beside it; nothing is started.

        Raises:
            ValueError, KeyError: a value that no parameter takes.
        """
        self._show, self._say = show, say
        self._programme = Programme(show)
        self._writing = threading.Lock()  # the slot has one writer, but OSC has its own thread
        self._listeners: list[Callable[[str, float, object], None]] = []
        self._announcers: list[Callable[[str, tuple[object, ...]], None]] = []
        self._quit = False
        self._wanted: Wanted | None = None
        self.loading = Loading(self.announce)
        self.devices = SoundDevices(show.audio, lambda command: self._sound.send(command), self.announce)
        self._midi = MidiDesk(self, show, self.note_at, self._queues(), say)
        self.presets = Presets(self, show.presets, say, show.session_file)
        self.presets.resume(show.session, show.asked)
        self.recorder = Recorder(show, lambda: self._shared, self._programme.command, self.announce, say)
        self._preview = PreviewDesk(lambda watch: self._picture.send(watch), lambda: self._shared.preview.get())

    def _open(self) -> None:
        """Make the memory, with the values of the first scene in it."""
        self._shared = StageParts()
        self._gate = NoteGate((self._shared.notes_sound, self._shared.notes_picture))
        self._clock = SoundClock(lambda: self.status()[0])
        self._schedule = Schedule(self._programme, self._shared.timed.push, self._clock)
        self._level_reader = LevelReader(self._shared)
        self._publish()

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
        self._midi.silence()
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

    def load_model(self, name: str, lane: str = "", fade: float = SWAP_SECONDS) -> None:
        """See `ControlPort.load_model`."""
        if name not in self.models():
            raise KeyError(f"model must be one of {', '.join(self.models())}, got {name!r}")
        self._wanted = Wanted(self.scene.name, {}, time.monotonic(), (name, lane), fade)

    def reset_states(self) -> None:
        """Every lane starts again from silence."""
        for child in (self._sound, self._picture):
            child.send(Panic())

    def scenes(self) -> list[str]:
        """Names that `load_scene` takes."""
        return self._programme.names

    def titles(self) -> list[str]:
        """See `ControlPort.titles`."""
        return self._programme.titles

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

    def quit(self) -> None:
        """End the show at its next tick."""
        self._quit = True

    # -- inside -----------------------------------------------------------------------------------------

    def _queues(self) -> Queues:
        return Queues(
            lambda: self._shared.notes_out.pull(),
            lambda: self._shared.notes_in.pull(),
            lambda: self._shared.typed.pull(),
        )

    def _publish(self) -> None:
        with self._writing:
            self._shared.parameters.put(self._programme.vector())

    def _tell_change(self, parameter_id: str, stored: float, origin: object) -> None:
        for tell in self._listeners:
            tell(parameter_id, stored, origin)

    def _fulfil(self) -> None:
        """What was asked for at a time that has come: into the slot, and told."""
        with self._writing:
            done = self._schedule.due(time.monotonic())
            if done:
                self._shared.parameters.put(self._programme.vector())
        for change in done:
            self._tell_change(*change)

    def _commit(self) -> None:
        """The scene that was prepared takes over."""
        with self._writing:
            self._programme.commit()
            self._shared.parameters.put(self._programme.vector())
