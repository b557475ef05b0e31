"""Notes on their way to the children. A child that stalls loses notes, and is told to let go of all keys for it."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from rtxmodal.notes import NoteEvent
from rtxmodal.stage.memory import EventQueue

ALL_NOTES_OFF = 123  # MIDI controller number
LETTING_GO = tuple(NoteEvent(0, "control", ALL_NOTES_OFF, 0.0, channel) for channel in range(16))


class NoteGate:
    """Writes the queues of several readers. Any thread may push."""

    def __init__(self, queues: Sequence[EventQueue]) -> None:
        self._queues = list(queues)
        self._behind = [False] * len(self._queues)  # it has lost something, a note-off maybe
        self._pushing = threading.Lock()

    def push(self, event: NoteEvent) -> None:
        """Send an event to all of them."""
        with self._pushing:
            for place, queue in enumerate(self._queues):
                self._catch_up(place)
                if not self._behind[place]:
                    self._behind[place] = not queue.push(event)

    def tick(self) -> None:
        """Let go of the keys of those that read on."""
        with self._pushing:
            for place in range(len(self._queues)):
                self._catch_up(place)

    def _catch_up(self, place: int) -> None:
        if self._behind[place]:
            self._behind[place] = not all(self._queues[place].push(event) for event in LETTING_GO)
