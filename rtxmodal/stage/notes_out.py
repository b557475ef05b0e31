"""What the lanes to midi wrote, sent when it is due. A companion of the main process, which owns the port."""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable
from itertools import count

from rtxmodal.notes import NoteEvent
from rtxmodal.stage.shared import SoundStatus

LOOK_SECONDS = 0.002
MOST_WAITING = 4096
LONGEST_WAIT = 10.0  # seconds; what is farther ahead was stamped by a clock that is gone, and leaves now


class NotesOut:
    """Waits for the frame of each event. `silence` may be called from any thread."""

    def __init__(
        self,
        pull: Callable[[], list[NoteEvent]],
        status: Callable[[], SoundStatus],
        play: Callable[[NoteEvent], None],
        silence: Callable[[], None],
    ) -> None:
        """Nothing is sent yet.

        Args:
            pull: the events since the last call.
            status: of the sound, for its clock.
            play: sends one event.
            silence: lets go of everything that was sent.
        """
        self._pull, self._status, self._play, self._silence = pull, status, play, silence
        self._waiting: list[tuple[float, int, NoteEvent]] = []
        self._order = count()
        self._sending = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="rtxmodal-notes-out", daemon=True)

    def start(self) -> None:
        """Send from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Let go of everything and end."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(2.0)
        self.silence()

    def silence(self) -> None:
        """Forget what waits and let go of what sounds."""
        with self._sending:
            self._waiting = []
            self._silence()

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_SECONDS):
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
        while self._waiting and self._waiting[0][0] <= now + LOOK_SECONDS / 2:
            self._play(heapq.heappop(self._waiting)[2])
