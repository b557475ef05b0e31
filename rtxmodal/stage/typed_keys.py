"""The computer's keys, pressed in the window, heard as a keyboard like any other. A companion of the main process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from rtxmodal.devices.midi_bytes import MidiBytes
from rtxmodal.notes import NoteEvent
from rtxmodal.stage.rounds import Rounds

LOOK_SECONDS = 0.004  # the window looks at its keys 60 times a second
NAME = "computer keys"


class Typing:
    """Passes on what was typed, and lets go of it when the window is gone."""

    def __init__(self, pull: Callable[[], list[NoteEvent]], hear: Callable[[NoteEvent, float, str], None]) -> None:
        """Nothing is passed on yet.

        Args:
            pull: the events since the last call.
            hear: takes an event, its time.monotonic(), and the name of the keyboard.
        """
        self._pull, self._hear = pull, hear
        self._held = MidiBytes()
        self._hearing = threading.Lock()
        self._rounds = Rounds("rtxmodal-typing", LOOK_SECONDS, self._turn)

    def start(self) -> None:
        """Begin to listen."""
        self._rounds.start()

    def stop(self) -> None:
        """Let go of what is held and end."""
        self._rounds.stop()
        self.let_go()

    def let_go(self) -> None:
        """Let go of what is held; from any thread."""
        with self._hearing:
            for event in self._held.release():
                self._hear(event, time.monotonic(), NAME)

    def _turn(self) -> None:
        with self._hearing:
            for event in self._pull():
                self._held.keep(event)
                self._hear(event, time.monotonic(), NAME)
