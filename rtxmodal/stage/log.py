"""What happened in the sound, frame by frame: a ring of small records that the worker writes and a recorder follows.

The ring holds some seconds; a reader that comes later begins at a key record, from which on everything is told again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from multiprocessing.shared_memory import SharedMemory
from typing import NamedTuple, Self

import numpy as np

from rtxmodal.notes import KINDS, NoteEvent
from rtxmodal.stage.memory import Handle, Shared, fence

WHATS = ("engine", "key", "scene", "fed", "set", "panic", "skip", "miss", "delay", "fade", *KINDS)
PARTS = ("now", "key", "feed")
RECORD = np.dtype(
    [("at", "i8"), ("what", "i4"), ("number", "i4"), ("value", "f8"), ("channel", "i4"), ("part", "i4")], align=True
)


class Happening(NamedTuple):
    """One record.

    | what | number | value |
    |---|---|---|
    | engine | block size | sample rate: a new engine begins here |
    | key | generation of the scene | how many values follow; all that stands before this frame, in part `key` |
    | scene | generation | the scene is adopted here; what it was fed with before stands in part `feed` |
    | fed | 0 | a stretch of input from `at` to here, that it was fed with |
    | fade | frames of the crossfade to the scene | 0 |
    | set | place in the table | the value from here on |
    | panic | 0 | 0 |
    | skip | 0 | the frame that was due; what lies between was never made |
    | delay | 0 | frames from here on by which what is made is heard later |
    | miss | 0 | up to where what was heard is not what was made |
    | a kind of note | pitch or controller | as in `NoteEvent` |
    """

    at: int
    """Frame of the engine's clock."""
    what: str
    number: int = 0
    value: float = 0.0
    channel: int = 0
    part: str = "now"
    """`now` happened at the frame; `key` and `feed` belong to the record before that has this name or `scene`."""

    @property
    def note(self) -> NoteEvent:
        """The note event that it is."""
        return NoteEvent(self.at, self.what, self.number, self.value, self.channel)  # type: ignore[arg-type]


class Log(Shared):
    """The ring. One thread writes; any number of readers, each with a count of its own."""

    def __init__(self, memory: SharedMemory, handle: Handle, owner: bool) -> None:
        super().__init__(memory, handle, RECORD, owner)

    @classmethod
    def create(cls, capacity: int) -> Self:
        """A ring of so many records, empty."""
        return cls(*cls._allocate((capacity,), RECORD), owner=True)

    @classmethod
    def attach(cls, handle: Handle) -> Self:
        """The same ring in another process."""
        return cls(SharedMemory(handle.name), handle, owner=False)

    @property
    def written(self) -> int:
        """Records since it was created."""
        return int(self._counters[0])

    def write(self, records: np.ndarray) -> None:
        """Append records, not more than the ring holds. Shape: (n,) of `RECORD`."""
        begin, capacity = int(self._counters[0]), len(self._payload)
        self._counters[1] = begin + len(records)  # announced first: from here on the oldest are doubtful
        fence()
        first = min(len(records), capacity - begin % capacity)
        self._payload[begin % capacity :][:first] = records[:first]
        self._payload[: len(records) - first] = records[first:]
        fence()
        self._counters[0] = begin + len(records)

    def read(self, start: int) -> tuple[int, list[Happening]]:
        """What was written from the record `start` on.

        Returns:
            The number of the first record that is given, past `start` where older ones are gone, and the records.
        """
        capacity, end = len(self._payload), self.written
        fence()
        start = max(start, end - capacity, 0)
        copy = self._payload[np.arange(start, end) % capacity]
        fence()
        gone = max(0, int(self._counters[1]) - capacity - start)
        return start + gone, [
            Happening(at, WHATS[what], number, value, channel, PARTS[part])
            for at, what, number, value, channel, part in copy[gone:].tolist()
        ]


def records_of(happenings: Iterable[Happening]) -> np.ndarray:
    """As the ring keeps them. Shape: (n,) of `RECORD`."""
    return np.array([(*one[:1], WHATS.index(one.what), *one[2:5], PARTS.index(one.part)) for one in happenings], RECORD)


def notes_as(events: Sequence[NoteEvent], position: int, part: str = "now") -> list[Happening]:
    """Note events, their frames counted from `position`."""
    return [
        Happening(position + event.frame, event.kind, event.number, event.value, event.channel, part)
        for event in events
    ]


def values_as(values: np.ndarray, position: int, part: str) -> np.ndarray:
    """A whole table of values, from `position` on. Shape: (n,) of `RECORD`."""
    records = np.zeros(len(values), RECORD)
    records["at"], records["what"], records["part"] = position, WHATS.index("set"), PARTS.index(part)
    records["number"], records["value"] = np.arange(len(values)), values
    return records
