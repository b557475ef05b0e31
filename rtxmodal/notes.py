"""Note events in frames, the keys that are held, and the piano roll a network takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

NoteKind = Literal["on", "off", "bend", "control", "pressure", "program"]
KINDS: tuple[NoteKind, ...] = ("on", "off", "bend", "control", "pressure", "program")
SUSTAIN_PEDAL = 64  # MIDI controller number


@dataclass(frozen=True)
class NoteEvent:
    """One thing a keyboard said."""

    frame: int
    """When, in frames of the engine's clock (or from the start of the window that carries it)."""
    kind: NoteKind
    number: int = 0
    """Pitch 0-127 of a note, number of a controller, program."""
    value: float = 0.0
    """Velocity 0-127 of a note, value 0-127 of a controller or pressure, bend -1..1."""
    channel: int = 0
    """0-15."""


@dataclass(frozen=True)
class Notes:
    """What the keys did during one window."""

    events: tuple[NoteEvent, ...]
    """In time order; `frame` counts from the window's start."""
    length: int
    """Frames in the window."""


@dataclass(frozen=True)
class Watched(Notes):
    """What a lane from pictures to sound or notes gets: the newest picture, and what the keys did meanwhile."""

    picture: np.ndarray
    """Shape: (height, width, 3) uint8; the same array as long as it is the same picture."""


def from_midi(message: Any, frame: int) -> NoteEvent | None:
    """A mido message as a note event at `frame`; None for what is no note, controller, pressure, bend or program."""
    channel = getattr(message, "channel", 0)
    match message.type:
        case "note_on" | "note_off":
            kind: NoteKind = "on" if message.type == "note_on" and message.velocity > 0 else "off"
            return NoteEvent(frame, kind, message.note, float(message.velocity), channel)
        case "control_change":
            return NoteEvent(frame, "control", message.control, float(message.value), channel)
        case "pitchwheel":
            return NoteEvent(frame, "bend", 0, message.pitch / 8192.0, channel)
        case "polytouch":
            return NoteEvent(frame, "pressure", message.note, float(message.value), channel)
        case "aftertouch":
            return NoteEvent(frame, "pressure", 0, float(message.value), channel)
        case "program_change":
            return NoteEvent(frame, "program", message.program, 0.0, channel)
    return None


class HeldKeys:
    """Which keys sound: pressed, or released under the sustain pedal. Owned by whoever feeds it."""

    def __init__(self) -> None:
        self.velocity = np.zeros(128, np.float32)
        """Velocity 0..1 of each sounding key, 0 where silent."""
        self._pressed = np.zeros(128, bool)
        self._sustain = False

    def copy(self) -> HeldKeys:
        """The same keys held, on their own from here on."""
        keys = HeldKeys()
        keys.velocity[:] = self.velocity
        keys._pressed[:] = self._pressed
        keys._sustain = self._sustain
        return keys

    def feed(self, event: NoteEvent) -> None:
        """Take one event; a note-on with velocity 0 is a note-off, an unmatched note-off does nothing."""
        if event.kind == "on" and event.value > 0:
            self._pressed[event.number] = True
            self.velocity[event.number] = event.value / 127.0
        elif event.kind in ("on", "off"):
            self._pressed[event.number] = False
            if not self._sustain:
                self.velocity[event.number] = 0.0
        elif event.kind == "control" and event.number == SUSTAIN_PEDAL:
            self._sustain = event.value >= 64
            if not self._sustain:
                self.velocity[~self._pressed] = 0.0
        elif event.kind == "control" and event.number in (120, 121, 123):
            self.reset()  # all sound off, reset controllers, all notes off

    def reset(self) -> None:
        """All keys up, pedal up."""
        self.velocity[:] = 0.0
        self._pressed[:] = False
        self._sustain = False
