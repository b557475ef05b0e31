"""The worker's side of the log: what it did in each block, written down so that it can be done again bit for bit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rtxmodal.hands import Hands
from rtxmodal.notes import NoteEvent
from rtxmodal.stage.log import Happening, Log, notes_as, records_of, values_as

KEY_SECONDS = 1.0  # between two keys: a recording that is begun in the middle goes back to one


class Feed(NamedTuple):
    """What an ensemble was fed with before it was adopted."""

    values: np.ndarray
    """Of its table, all the while."""
    stretches: Sequence[tuple[int, int]]
    """Frames of the input, from and to."""
    notes: Sequence[NoteEvent]
    """What it was told in its first block."""
    fade: int
    """Frames of the crossfade to it."""


class Chronicle:
    """Writes into the log what the worker does. Owned by the worker."""

    def __init__(self, log: Log, start: int, sample_rate: int, block_size: int) -> None:
        """Begin at the frame `start`, where a new engine begins."""
        self._log = log
        self._size, self._key_frames = block_size, round(KEY_SECONDS * sample_rate)
        self._next = self._key_at = start
        self._generation = -1
        self._values = np.zeros(0)
        self._missed, self._delay = (0, 0), -1
        self._write([Happening(start, "engine", block_size, float(sample_rate))])

    def begin(self, position: int, hands: Hands, missed: tuple[int, int], delay: int) -> None:
        """A block is about to be made.

        Args:
            position: its first frame.
            hands: the keys before it.
            missed: the frames that were played last and are not what was made.
            delay: frames by which what is made is heard later.
        """
        if position != self._next:
            self._write([Happening(position, "skip", 0, float(self._next))])
        if missed != self._missed:
            self._missed = missed
            self._write([Happening(missed[0], "miss", 0, float(missed[1]))])
        if delay != self._delay:
            self._delay = delay
            self._write([Happening(position, "delay", 0, float(delay))])
        if position >= self._key_at:
            self._key_at = position + self._key_frames
            self._write([Happening(position, "key", self._generation, float(len(self._values)), 0, "key")])
            self._log.write(values_as(self._values, position, "key"))
            self._write([Happening(position, "delay", 0, float(delay), 0, "key")])
            self._write(notes_as(hands.events_after(Hands()), position, "key"))
        self._next = position + self._size

    def adopt(self, position: int, generation: int, feed: Feed) -> None:
        """A scene takes over at this block."""
        self._generation, self._values = generation, feed.values
        self._write([Happening(position, "scene", generation, float(len(feed.values)))])
        self._write([Happening(begin, "fed", 0, float(end), 0, "feed") for begin, end in feed.stretches])
        self._write([Happening(position, "fade", feed.fade, 0.0, 0, "feed")])
        self._log.write(values_as(feed.values, position, "feed"))
        self._write(notes_as(feed.notes, position, "feed"))

    def panic(self, position: int) -> None:
        """All is forgotten before this block."""
        self._write([Happening(position, "panic")])

    def values(self, position: int, values: np.ndarray) -> None:
        """The table from this frame on; what differs from before is written."""
        changed = np.flatnonzero(values != self._values)
        if len(changed):
            self._write([Happening(position, "set", int(place), float(values[place])) for place in changed])
            self._values = values.copy()

    def notes(self, position: int, events: Sequence[NoteEvent]) -> None:
        """The notes of a block that begins here."""
        self._write(notes_as(events, position))

    def _write(self, happenings: list[Happening]) -> None:
        if happenings:
            self._log.write(records_of(happenings))
