"""MIDI files, played at their own pace: the keyboard player for rehearsals."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import mido

from rtxmodal.devices.midi_bytes import MidiBytes, as_event
from rtxmodal.notes import NoteEvent

LARGEST_FILE = 16 << 20  # bytes


def read_midi_file(path: Path) -> list[tuple[float, NoteEvent]]:
    """Seconds from the start and event, in time order; the events' `frame` is 0.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: not a MIDI file, in one line.
    """
    with path.open("rb") as file:
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE or data[:4] != b"MThd":
        raise ValueError(f"{path.name} must be a MIDI file, got {data[:4]!r} at its start; export it as .mid")
    try:
        with path.open("rb") as file:
            return list(_events(mido.MidiFile(file=file, clip=True)))
    except (EOFError, OSError, ValueError, KeyError, IndexError, TypeError, ArithmeticError) as error:
        reason = str(error) or type(error).__name__
        raise ValueError(f"{path.name} must be a MIDI file, got a broken one ({reason}); export it again") from error


def _events(file: mido.MidiFile) -> Iterator[tuple[float, NoteEvent]]:
    seconds = 0.0
    for message in file:
        seconds += message.time
        if not message.is_meta and hasattr(message, "channel"):
            yield seconds, as_event(message)


def play_midi_file(path: Path, on_event: Callable[[NoteEvent, float], None]) -> MidiPlayer:
    """Start playing a file; raises like `read_midi_file`. Stop it with `stop()`."""
    player = MidiPlayer(read_midi_file(path), on_event)
    player.start()
    return player


class MidiPlayer:
    """A thread that plays events as a keyboard would. Owned by the main thread."""

    def __init__(self, events: list[tuple[float, NoteEvent]], on_event: Callable[[NoteEvent, float], None]) -> None:
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
        for seconds, event in self._events:
            when = began + seconds
            if self._stopping.wait(max(0.0, when - time.monotonic())):
                break
            held.keep(event)
            self._on_event(event, when)
        for event in held.release():
            self._on_event(event, time.monotonic())
