"""What crosses between the processes: rings, slots and queues in shared memory, each with one writer.

The main process creates, hands `handle` to a child (it pickles), and the child attaches. Nothing here waits: a
reader that comes too early gets nothing, one that comes too late is told so.

Writers publish a counter after their bytes, readers look at it before and after their copy. `fence` orders both on
processors that reorder stores (Apple silicon).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from multiprocessing.shared_memory import SharedMemory
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np

from rtxmodal.notes import KINDS, NoteEvent
from rtxmodal.stream.ring import Ring

HEADER = 64
"""Bytes before the payload: eight int64 counters, one cache line."""
SLOT_COPIES = 8  # the writer laps a reader only if it puts seven times during one copy
EVENT = np.dtype([("frame", "i8"), ("kind", "i4"), ("number", "i4"), ("value", "f8"), ("channel", "i4")], align=True)


def fence() -> None:
    """What was written before is visible before what is written after: handing a lock on orders memory.

    The lock is new, so that nobody ever waits for it.
    """
    lock = threading.Lock()
    lock.acquire()
    lock.release()
    lock.acquire()


@dataclass(frozen=True)
class Handle:
    """Where a shared part lies; small, picklable."""

    name: str
    shape: tuple[int, ...]


class Shared:
    """Memory with eight counters in front of one array, seen by two processes."""

    def __init__(self, memory: SharedMemory, handle: Handle, dtype: np.dtype, owner: bool) -> None:
        self.handle = handle
        self._memory = memory
        self._owner = owner
        self._counters = np.ndarray((8,), np.int64, memory.buf)
        self._payload = np.ndarray(handle.shape, dtype, memory.buf, HEADER)

    @staticmethod
    def _allocate(shape: tuple[int, ...], dtype: np.dtype) -> tuple[SharedMemory, Handle]:
        size = HEADER + int(np.prod(shape)) * dtype.itemsize
        memory = SharedMemory(create=True, size=size)  # the system gives zeros
        return memory, Handle(memory.name, shape)

    def close(self) -> None:
        """Let go; whoever created it also gives the memory back to the system."""
        del self._counters, self._payload
        self._forget()
        self._memory.close()
        if self._owner:
            self._memory.unlink()

    def _forget(self) -> None:
        """Drop further views of the memory, which would keep it open."""


class SoundRing(Shared):
    """Sound that one process writes and others read behind it; nothing is lost within its capacity."""

    def __init__(self, memory: SharedMemory, handle: Handle, owner: bool) -> None:
        super().__init__(memory, handle, np.dtype(np.float32), owner)
        self._ring = Ring(self._payload)

    @classmethod
    def create(cls, capacity: int, channels: int) -> Self:
        """A ring of `capacity` frames, all silent, nothing written."""
        return cls(*cls._allocate((capacity, channels), np.dtype(np.float32)), owner=True)

    @classmethod
    def attach(cls, handle: Handle) -> Self:
        """The same ring in another process."""
        return cls(SharedMemory(handle.name), handle, owner=False)

    def _forget(self) -> None:
        del self._ring

    @property
    def capacity(self) -> int:
        """Frames that can be looked back at."""
        return self.handle.shape[0]

    @property
    def written(self) -> int:
        """Frames written since the ring was created."""
        return int(self._counters[0])

    def write(self, block: np.ndarray) -> None:
        """Append a block, not longer than the ring. One process, one thread.

        Shape: block (frames, channels) float32.
        """
        end = int(self._counters[0]) + len(block)
        self._counters[1] = end  # announced first: from here on the oldest frames are doubtful
        fence()
        self._ring.write(end - len(block), block)
        fence()
        self._counters[0] = end

    def read(self, start: int, count: int) -> np.ndarray | None:
        """A copy of frames [start, start + count); None if not there yet, or overwritten.

        Shape: (count, channels).
        """
        if start < 0 or count > self.capacity or start + count > self.written:
            return None
        fence()
        block = self._ring.read(start, count)
        fence()
        return block if start >= int(self._counters[1]) - self.capacity else None


class Slot(Shared):
    """A vector of numbers where the newest wins. A writer that dies while writing leaves the last good one."""

    def __init__(self, memory: SharedMemory, handle: Handle, owner: bool) -> None:
        super().__init__(memory, handle, np.dtype(np.float64), owner)

    @classmethod
    def create(cls, size: int) -> Self:
        """A slot for `size` numbers, all zero."""
        return cls(*cls._allocate((SLOT_COPIES, size), np.dtype(np.float64)), owner=True)

    @classmethod
    def attach(cls, handle: Handle) -> Self:
        """The same slot in another process."""
        return cls(SharedMemory(handle.name), handle, owner=False)

    @property
    def size(self) -> int:
        """Numbers it holds."""
        return self.handle.shape[1]

    def put(self, vector: np.ndarray) -> None:
        """Store up to `size` numbers, the rest becomes zero. One process, one thread."""
        count = int(self._counters[0]) + 1
        copy = self._payload[count % SLOT_COPIES]
        copy[: len(vector)] = vector
        copy[len(vector) :] = 0.0
        fence()
        self._counters[0] = count

    def get(self) -> np.ndarray:
        """A copy of the newest vector, always `size` long; zeros before the first."""
        while True:
            count = int(self._counters[0])
            fence()
            vector: np.ndarray = self._payload[count % SLOT_COPIES].copy()
            fence()
            if int(self._counters[0]) - count < SLOT_COPIES - 1:
                return vector


class Queue(Shared):
    """Records in order, from one process to another. Several threads of the writing process may push."""

    RECORD: ClassVar[np.dtype]
    """What one record is made of."""

    def __init__(self, memory: SharedMemory, handle: Handle, owner: bool) -> None:
        super().__init__(memory, handle, self.RECORD, owner)
        self._pushing = threading.Lock()

    @classmethod
    def create(cls, capacity: int) -> Self:
        """A queue for `capacity` records that wait to be pulled."""
        return cls(*cls._allocate((capacity,), cls.RECORD), owner=True)

    @classmethod
    def attach(cls, handle: Handle) -> Self:
        """The same queue in another process."""
        return cls(SharedMemory(handle.name), handle, owner=False)

    @property
    def dropped(self) -> int:
        """Records that found the queue full."""
        return int(self._counters[2])

    def _push(self, record: tuple[float, ...]) -> bool:
        """Append a record; False (and counted) if the reader is a whole queue behind."""
        with self._pushing:
            head = int(self._counters[0])
            if head - int(self._counters[1]) >= self.handle.shape[0]:
                self._counters[2] += 1
                return False
            self._payload[head % self.handle.shape[0]] = record
            fence()
            self._counters[0] = head + 1
            return True

    def _pull(self) -> list[Any]:
        """All records that wait, oldest first, each a tuple. One process, one thread."""
        tail, head = int(self._counters[1]), int(self._counters[0])
        fence()
        records = [self._payload[place % self.handle.shape[0]].item() for place in range(tail, head)]
        fence()
        self._counters[1] = head
        return records


class EventQueue(Queue):
    """Note events."""

    RECORD = EVENT

    def push(self, event: NoteEvent) -> bool:
        """Append an event; False (and counted) if the reader is a whole queue behind."""
        return self._push((event.frame, KINDS.index(event.kind), event.number, event.value, event.channel))

    def pull(self) -> list[NoteEvent]:
        """All events that wait, oldest first. One process, one thread."""
        return [
            NoteEvent(frame, KINDS[kind], number, value, channel)
            for frame, kind, number, value, channel in self._pull()
        ]


class Timed(NamedTuple):
    """A value that a parameter takes at a frame."""

    frame: int
    """Of the engine's clock."""
    generation: int
    """Of the table in which `place` counts."""
    place: int
    times_set: int
    """How often the parameter had been set without a time when this was asked for; once more, and this is void."""
    value: float


class TimedQueue(Queue):
    """Values ahead of their time."""

    RECORD = np.dtype(list(zip(Timed._fields, ("i8", "i4", "i4", "i8", "f8"), strict=True)), align=True)

    def push(self, timed: Timed) -> bool:
        """Append a value; False (and counted) if the reader is a whole queue behind."""
        return self._push(timed)

    def pull(self) -> list[Timed]:
        """All values that wait, in the order of asking. One process, one thread."""
        return [Timed(*record) for record in self._pull()]
