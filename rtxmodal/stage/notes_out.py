"""What the lanes to midi and to keys wrote, sent when it is due. Companions of the main process."""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable
from itertools import count

from rtxmodal.devices.midi_bytes import MidiBytes
from rtxmodal.notes import NoteEvent
from rtxmodal.stage.rounds import Rounds
from rtxmodal.stage.shared import SoundStatus

LOOK_SECONDS = 0.002
MOST_WAITING = 4096
FINGERS_AHEAD = 0.02
"""Seconds by which the keys hear of a note before its frame, so that it sounds at that very frame."""
LONGEST_WAIT = 10.0  # seconds; what is farther ahead was stamped by a clock that is gone, and leaves now


class NotesOut:
    """Waits for the frame of each event. `silence` may be called from any thread."""

    def __init__(
        self,
        pull: Callable[[], list[NoteEvent]],
        status: Callable[[], SoundStatus],
        play: Callable[[NoteEvent], None],
        silence: Callable[[], None],
        ahead: float = LOOK_SECONDS / 2,
    ) -> None:
        """Nothing is sent yet.

        Args:
            pull: the events since the last call.
            status: of the sound, for its clock.
            play: sends one event.
            silence: lets go of everything that was sent.
            ahead: seconds before its time at which an event is sent.
        """
        self._pull, self._status, self._play, self._silence, self._ahead = pull, status, play, silence, ahead
        self._waiting: list[tuple[float, int, NoteEvent]] = []
        self._order = count()
        self._sending = threading.Lock()
        self._rounds = Rounds("rtxmodal-notes-out", LOOK_SECONDS, self._turn)

    def start(self) -> None:
        """Send from now on."""
        self._rounds.start()

    def stop(self) -> None:
        """Let go of everything and end."""
        self._rounds.stop()
        self.silence()

    def silence(self) -> None:
        """Forget what waits and let go of what sounds."""
        with self._sending:
            self._waiting = []
            self._silence()

    def _turn(self) -> None:
        events = self._pull()
        if events or self._waiting:
            with self._sending:
                self._send(events)

    def _send(self, events: list[NoteEvent]) -> None:
        status, now = self._status() if events else None, time.monotonic()
        for event in events:
            when = status.played_at(event.frame) if status is not None else now
            is_near = when - now < LONGEST_WAIT and len(self._waiting) < MOST_WAITING
            heapq.heappush(self._waiting, (when if is_near else now, next(self._order), event))
        while self._waiting and self._waiting[0][0] <= now + self._ahead:
            self._play(heapq.heappop(self._waiting)[2])


class Fingers:
    """Plays the keys of the show for the lanes to keys, and knows which it holds. Called by one `NotesOut`."""

    def __init__(self, press: Callable[[NoteEvent], None]) -> None:
        self._press = press
        self._held = MidiBytes()

    def play(self, event: NoteEvent) -> None:
        """Pass on one event, at its frame."""
        self._held.keep(event)
        self._press(event)

    def let_go(self) -> None:
        """Let go of what is held."""
        for event in self._held.release():
            self._press(event)
