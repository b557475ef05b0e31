"""Undo and redo: how the knobs stood before each recall."""

from __future__ import annotations

from rtxmodal.recall.snapshot import Snapshot

STEPS = 64


class History:
    """Steps back and forth. What hands did since the last step goes with it. Owned by one thread.

    Moves of hands are no steps of their own: a controller that never rests would push every recall out.
    """

    def __init__(self) -> None:
        self._past: list[Snapshot] = []
        self._future: list[Snapshot] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is a step back."""
        return bool(self._past)

    def step(self, before: Snapshot) -> None:
        """A recall: this is how it was before."""
        self._past = [*self._past, before][-STEPS:]
        self._future = []

    def back(self, now: Snapshot) -> Snapshot | None:
        """How it was before the last step; `now` can be redone."""
        if not self._past:
            return None
        self._future.append(now)
        return self._past.pop()

    def forth(self, now: Snapshot) -> Snapshot | None:
        """How it was before the last undo."""
        if not self._future:
            return None
        self._past.append(now)
        return self._future.pop()
