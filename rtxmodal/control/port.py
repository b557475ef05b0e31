"""What controllers reach of a running show. `rtxmodal/stage/front.py` is the real one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from rtxmodal.control.learn import Learn
from rtxmodal.control.transport import Transport
from rtxmodal.notes import NoteEvent
from rtxmodal.params import Table
from rtxmodal.recall.snapshot import Word
from rtxmodal.stage.levels import Levels
from rtxmodal.stage.shared import SWAP_SECONDS, PictureStatus, SoundStatus
from rtxmodal.stage.sound_devices import SoundDevices

if TYPE_CHECKING:
    from rtxmodal.recall.presets import Presets


class PlayingLane(Protocol):
    """What OSC says of a lane."""

    @property
    def id(self) -> str:
        """The first level of its parameters' ids."""
        ...

    @property
    def through(self) -> tuple[str, ...]:
        """Its translators."""
        ...


class Progress(Protocol):
    """How far a change is."""

    @property
    def state(self) -> str:
        """`idle`, `loading`, `ready` or `error`."""
        ...

    @property
    def text(self) -> str:
        """Of what, or why not."""
        ...

    @property
    def progress(self) -> float:
        """0..1."""
        ...


class Recorder(Protocol):
    """What controllers reach of the recorder."""

    @property
    def is_recording(self) -> bool:
        """Whether something is being recorded."""
        ...

    @property
    def seconds(self) -> float:
        """Of what is being recorded, or of the last recording."""
        ...

    @property
    def minutes_left(self) -> float:
        """Until the disk is full; 0 while nothing is recorded."""
        ...

    def begin(self, name: str = "") -> Path:
        """Record from now on, into a new folder of that name; raises ValueError where that cannot be."""
        ...

    def finish(self) -> None:
        """Stop recording."""
        ...

    def toggle(self) -> None:
        """Begin, or finish what is being recorded."""
        ...

    def mark(self, text: str = "") -> None:
        """Note this moment."""
        ...

    def still(self, name: str = "") -> Path:
        """Write what the window shows; raises ValueError without a window."""
        ...


class PlayingScene(Protocol):
    """What OSC says of the scene that plays."""

    @property
    def lanes(self) -> Sequence[PlayingLane]:
        """In the scene's order."""
        ...

    @property
    def name(self) -> str:
        """As `load_scene` takes it."""
        ...


class ControlPort(Protocol):
    """What controllers reach of the show. Called from the OSC thread."""

    @property
    def table(self) -> Table:
        """The parameters of the running scene; another object after a change of scene."""
        ...

    @property
    def scene(self) -> PlayingScene:
        """The scene that plays."""
        ...

    def set(self, parameter_id: str, value: object, origin: object = None) -> float:
        """Store a value as a controller gave it and return what was stored; raises KeyError, ValueError."""
        ...

    def set_many(self, values: Mapping[str, object], origin: object = None) -> dict[str, float]:
        """Store many values in one step, which the stage takes over together; raises as `set`, then nothing is set."""
        ...

    def set_at(self, parameter_id: str, value: object, when: float, origin: object = None) -> float:
        """As `set`, at a time.monotonic() up to 2 s ahead, to the frame in the sound; else it is done now.

        A `set` in between voids it. Returns what it will be; `on_change` tells when it is.
        """
        ...

    def on_change(self, tell: Callable[[str, float, object], None]) -> None:
        """Call `tell(parameter id, stored value, origin)` for every value set, from the thread that did it."""
        ...

    def announce(self, path: str, *arguments: object) -> None:
        """Tell every listener of something that is no parameter: `/rtxmodal/` and the path. From any thread."""
        ...

    def on_announce(self, tell: Callable[[str, tuple[object, ...]], None]) -> None:
        """Call `tell(path, arguments)` for every announcement, from the thread that made it."""
        ...

    def status(self) -> tuple[SoundStatus, PictureStatus]:
        """The newest of both."""
        ...

    def levels(self) -> Levels:
        """The meters. From the OSC thread only: it measures what was heard since the last call."""
        ...

    def preview(self) -> np.ndarray | None:
        """What the window shows, at most 160 pixels wide and high; None where there is none. From any thread.

        Shape: (height, width, 3) uint8.
        """
        ...

    def note(self, event: NoteEvent) -> None:
        """Play a note now; its `frame` is not read."""
        ...

    def note_at(self, event: NoteEvent, when: float) -> None:
        """Play a note at a time.monotonic(), one second ahead at most."""
        ...

    def panic(self) -> None:
        """All notes off, all states forgotten."""
        ...

    @property
    def learn(self) -> Learn:
        """Which controls of MIDI turn which parameters."""
        ...

    @property
    def presets(self) -> Presets:
        """Presets, slots, morphs, cues, undo."""
        ...

    @property
    def transport(self) -> Transport:
        """Tempo, beats and bars."""
        ...

    @property
    def recorder(self) -> Recorder:
        """Recordings, takes, stills."""
        ...

    def models(self) -> Sequence[str]:
        """Translators that `load_model` takes."""
        ...

    def load_model(self, name: str, lane: str = "", fade: float = SWAP_SECONDS) -> None:
        """Put a translator in the place of the first one of the same media, of all lanes or of one; raises KeyError.

        It is built beside the running one and crossfaded in `fade` seconds; `loading` says how far it is, or
        why it is refused.
        """
        ...

    @property
    def devices(self) -> SoundDevices:
        """The sound card that plays, and others."""
        ...

    @property
    def loading(self) -> Progress:
        """How far the newest change of scene or model is."""
        ...

    def quit(self) -> None:
        """End the show cleanly, soon."""
        ...

    def reset_states(self) -> None:
        """Every lane starts again from silence."""
        ...

    def scenes(self) -> Sequence[str]:
        """Names that `load_scene` takes."""
        ...

    def titles(self) -> Sequence[str]:
        """What those scenes are called, in the same order."""
        ...

    def load_scene(self, name: str, values: Mapping[str, Word] | None = None, when: float | None = None) -> None:
        """Build another scene beside the running one, and cross over when it is ready and it is time.

        Args:
            name: of the list; KeyError for another.
            values: what its knobs start with, where it has them; other knobs that both scenes have stay.
            when: time.monotonic(); None for the beat that `transport/quantize` says, infinity to build it only: it
                takes over when it is asked for again.
        """
        ...

    @property
    def coming(self) -> tuple[str, float] | None:
        """The scene that is on its way and time.monotonic() of its coming; None where none has a time."""
        ...

    def add_scenes(self, files: Mapping[str, Path]) -> None:
        """Let `load_scene` take scenes of the performer's own, by name."""
        ...
