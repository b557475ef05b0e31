"""The ladder: cheaper pictures while they come late, better ones again when there is time for them.

    rung 0           pictures as they are meant
    rung 1, 2, ...   half the size, a quarter ..., never under 64 pixels
    the lowest       and no more than fifteen a second

    busy for a quarter of a second, or the sound missed a block -> a rung down
    easy for five seconds -> a rung up, to try; where that is too much, twice the wait before the next try

Pure: whoever calls brings the clock.
"""

from __future__ import annotations

import math
from collections import deque

from rtxmodal.stream.features import approach

SMALLEST = 64  # pixels of the shorter edge: below, a picture is no picture
SPAN = 0.25  # seconds that the load is measured over
BUSY, EASY = 0.9, 0.5  # of the time: from where on it is too much; below, in the mean, there is room
MEAN_SECONDS = 2.0  # of that mean
PATIENCE, MOST_PATIENCE = 5.0, 80.0  # seconds of ease before a rung up is tried
TRIAL = 20.0  # seconds in which a rung must have proved itself


class Ladder:
    """Finds the rung on which pictures come in time. Owned by the painter's thread."""

    def __init__(self, halvings_at_most: int = 0) -> None:
        self.halvings_at_most = halvings_at_most
        """How often sizes can be halved before pictures become fewer instead."""
        self.rung = 0
        self._turns: deque[tuple[float, float]] = deque()
        self._last = self._changed = self._easy_since = -math.inf
        self._tried = -math.inf
        self._mean = 0.0
        self._patience = PATIENCE
        self._misses = math.inf

    @property
    def halvings(self) -> int:
        """How often the size of pictures is to be halved."""
        return min(self.rung, self.halvings_at_most)

    @property
    def is_sparse(self) -> bool:
        """Whether fewer pictures are to be made."""
        return self.rung > self.halvings_at_most

    def see(self, now: float, busy: float, is_behind: bool = False, misses: float = 0.0) -> int:
        """Take note of a turn that ended.

        Args:
            now: when it ended, seconds of any clock that goes on.
            busy: seconds that went into pictures.
            is_behind: whether more sound was waiting than can be painted: then all the time counts as busy.
            misses: blocks that the sound has missed so far.

        Returns:
            The rung from now on.
        """
        if self._last == -math.inf:
            self._changed = self._easy_since = now
        elif is_behind:
            busy = max(busy, now - self._last)
        self._turns.append((now, busy))
        since = min(now - self._last, SPAN)
        self._mean += approach(since, MEAN_SECONDS) * (min(1.0, busy / since) - self._mean) if since > 0.0 else 0.0
        missed = misses > self._misses
        self._last, self._misses = now, misses
        load = self._load(now)
        if load > BUSY or missed or self._mean > EASY:
            self._easy_since = now
        if now - self._changed >= SPAN:
            if load > BUSY or missed:
                self._step_down(now)
            elif self.rung and now - max(self._easy_since, self._changed) >= self._patience:
                self.rung, self._changed, self._tried = self.rung - 1, now, now
        return self.rung

    def _step_down(self, now: float) -> None:
        if self.rung > self.halvings_at_most:
            return
        failed = now - self._tried < TRIAL
        self._patience = min(2.0 * self._patience, MOST_PATIENCE) if failed else PATIENCE
        self.rung, self._changed, self._tried = self.rung + 1, now, -math.inf

    def _load(self, now: float) -> float:
        """Share of the last `SPAN` that was busy, 0..1."""
        begin = now - SPAN
        while self._turns and self._turns[0][0] <= begin:
            self._turns.popleft()
        return min(1.0, sum(min(busy, end - begin) for end, busy in self._turns) / SPAN)


def halvings_of(height: int, width: int) -> int:
    """How often a picture can be halved before it is too small.

    >>> [halvings_of(edge, edge) for edge in (16, 64, 100, 128, 256)]
    [0, 0, 0, 1, 2]
    """
    return max(0, (min(height, width) // SMALLEST).bit_length() - 1)
