"""Ableton Link: one beat with every program on the network that has it. An extra: `pip install "rtxmodal[link]"`.

The library behind it, aalink, is under the GPL from version 3 on, which is why it is never installed unasked.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from rtxmodal.control.transport import Course

UNSURE_SECONDS = 0.0005  # a look at the clock that took longer says nothing
SAME_BEATS = 0.002  # 1 ms at 120 beats a minute: Link's own clock and ours are read one after the other


class LinkSession:
    """Membership in the session on this network. Owned by one thread."""

    def __init__(self, bpm: float) -> None:
        """Join.

        Raises:
            OSError: the extra is not installed.
        """
        try:
            from aalink import Link
        except ImportError:
            raise OSError('Link must be installed, got no aalink; pip install "rtxmodal[link]" (GPL-3)') from None
        self._loop = asyncio.new_event_loop()  # aalink must be made inside of one; its callbacks are not used
        self._link: Any = self._loop.run_until_complete(_make(Link, bpm))
        self._link.enabled = True

    @property
    def peers(self) -> int:
        """Other programs in the session."""
        return int(self._link.num_peers)

    @property
    def bpm(self) -> float:
        """The session's tempo."""
        return float(self._link.tempo)

    @bpm.setter
    def bpm(self, bpm: float) -> None:
        self._link.tempo = bpm

    def look(self, before: Course, beats_per_bar: int) -> Course:
        """The session's course; `before` where that says the same or the look took too long."""
        self._link.quantum = beats_per_bar
        began = time.monotonic()
        beat, bpm, now = float(self._link.beat), self.bpm, time.monotonic()
        is_same = abs(before.beat_at(now) - beat) < SAME_BEATS and abs(before.bpm - bpm) < 1e-3
        return before if is_same or now - began > UNSURE_SECONDS else Course(now, beat, bpm, before.moves)

    def close(self) -> None:
        """Leave."""
        self._link.enabled = False
        self._link = None
        self._loop.close()


async def _make(link: Any, bpm: float) -> Any:
    return link(bpm)
