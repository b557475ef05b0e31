"""MIDI files, played at their own pace: the keyboard player for rehearsals."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rtxmodal.devices.files import read_notes
from rtxmodal.devices.midi_bytes import MidiBytes
from rtxmodal.notes import NoteEvent

MICROSECONDS = 1_000_000  # a second, or a beat: the frames that the file is read in
LOOK_SECONDS = 0.02  # between two looks at a transport that may change
PAST_SECONDS = 0.1  # keys that should have been struck longer ago are left out: a transport has jumped over them

TimeOf = Callable[[float], float]
"""Seconds or beats of a song -> time.monotonic(); infinity for a transport that stands."""


def play_midi_file(
    path: Path, on_event: Callable[[NoteEvent, float], None], time_of_beat: TimeOf | None = None
) -> MidiPlayer:
    """Start playing a file; end it with `stop()`.

    Args:
        path: the file.
        on_event: called on the player's thread.
        time_of_beat: when each beat is; None plays the file at its own tempo, from now on.

    Raises:
        ValueError: not a MIDI file.
        OSError: it cannot be read.
    """
    player = MidiPlayer(read_notes(path, MICROSECONDS, time_of_beat is not None), on_event, time_of_beat)
    player.start()
    return player


class MidiPlayer:
    """A thread that plays events as a keyboard would, each with the time.monotonic() that it belongs to.

    Args:
        events: in time order, their frames in microseconds from the start, or in millionths of a beat.
        on_event: called on the player's thread.
        time_of: when each second or beat is; None for seconds from now on.
    """

    def __init__(
        self,
        events: Sequence[NoteEvent],
        on_event: Callable[[NoteEvent, float], None],
        time_of: TimeOf | None = None,
    ) -> None:
        self._events, self._on_event, self._time_of = events, on_event, time_of
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
        time_of = self._time_of or (lambda seconds: began + seconds)
        for event in self._events:
            when = self._wait_for(event.frame / MICROSECONDS, time_of)
            if when is None:
                break
            if event.kind == "on" and time.monotonic() - when > PAST_SECONDS:
                continue
            held.keep(event)
            self._on_event(event, when)
        for event in held.release():
            self._on_event(event, time.monotonic())

    def _wait_for(self, place: float, time_of: TimeOf) -> float | None:
        """When it is, once it is; None if the playing was stopped before."""
        while (ahead := (when := time_of(place)) - time.monotonic()) > 0.0:
            if self._stopping.wait(min(ahead, LOOK_SECONDS)):
                return None
        return None if self._stopping.is_set() else when
