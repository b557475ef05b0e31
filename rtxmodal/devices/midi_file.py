"""MIDI files, played at their own pace: the keyboard player for rehearsals."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rtxmodal.devices.files import read_notes
from rtxmodal.devices.midi_bytes import MidiBytes
from rtxmodal.notes import NoteEvent

MICROSECONDS = 1_000_000  # a second: the frames that the file is read in


def play_midi_file(path: Path, on_event: Callable[[NoteEvent, float], None]) -> MidiPlayer:
    """Start playing a file; end it with `stop()`.

    Raises:
        ValueError: not a MIDI file.
        OSError: it cannot be read.
    """
    player = MidiPlayer(read_notes(path, MICROSECONDS), on_event)
    player.start()
    return player


class MidiPlayer:
    """A thread that plays events as a keyboard would, each with the time.monotonic() that it belongs to.

    Args:
        events: in time order, their frames in microseconds from the start.
        on_event: called on the player's thread.
    """

    def __init__(self, events: Sequence[NoteEvent], on_event: Callable[[NoteEvent, float], None]) -> None:
        self._events, self._on_event = events, on_event
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="rtxmodal-midi-file", daemon=True)

    def start(self) -> None:
        """Play from the start."""
        self._thread.start()

    def stop(self) -> None:
        """Let go of all keys and end."""
        self._stopping.set()
        self._thread.join(2.0)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end; whether it came."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        held = MidiBytes()
        began = time.monotonic()
        for event in self._events:
            when = began + event.frame / MICROSECONDS
            if self._stopping.wait(max(0.0, when - time.monotonic())):
                break
            held.keep(event)
            self._on_event(event, when)
        for event in held.release():
            self._on_event(event, time.monotonic())
