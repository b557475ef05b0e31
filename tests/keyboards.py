"""What the MIDI tests share."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rtxmodal.devices.midi import MidiInputs
from rtxmodal.notes import NoteEvent

PATIENCE_SECONDS = 5.0


def kinds(events: object) -> list[tuple[str, int, float, int]]:
    return [(event.kind, event.number, event.value, event.channel) for event in events]  # type: ignore[attr-defined]


def wait_for(there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not there():
        assert time.monotonic() < deadline, "what was waited for did not come"
        time.sleep(0.005)


class Ears:
    """Takes what MIDI inputs give."""

    def __init__(self) -> None:
        self.events: list[NoteEvent] = []
        self.times: list[float] = []
        self.lines: list[str] = []
        self.threads: set[str] = set()

    def take(self, event: NoteEvent, when: float, port: str = "") -> None:
        self.events.append(event)
        self.times.append(when)
        self.threads.add(threading.current_thread().name)


@contextmanager
def listening(system: Callable[[], object], *names: str) -> Iterator[tuple[MidiInputs, Ears]]:
    ears = Ears()
    inputs = MidiInputs(names or None, ears.take, ears.lines.append, system, poll_seconds=0.05)  # type: ignore[arg-type]
    inputs.start()
    try:
        yield inputs, ears
    finally:
        inputs.stop()
