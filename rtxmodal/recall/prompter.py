"""Goes through a set list: which cue is played, which one is next."""

from __future__ import annotations

from rtxmodal.recall.cues import Cue, SetList

BOUNCE_SECONDS = 0.25  # a pedal whose contact bounces, or a double tap: one step


class Prompter:
    """The places in a set list. Owned by one thread."""

    def __init__(self) -> None:
        self.list: SetList | None = None
        self.current = -1
        """Number of the cue that was fired last; -1 before the first."""
        self.standby = 0
        """Number of the cue that `go` fires; one more than there are at the end."""
        self._pressed = -BOUNCE_SECONDS

    @property
    def cues(self) -> tuple[Cue, ...]:
        """All of them."""
        return self.list.cues if self.list is not None else ()

    def name(self, place: int) -> str:
        """Of a cue; empty for a place beyond either end."""
        return self.cues[place].name if 0 <= place < len(self.cues) else ""

    def open(self, opened: SetList, current: int = -1, standby: int = 0) -> None:
        """Take another set list, from its start or where it was left."""
        self.list = opened
        self.current = current if current < len(opened.cues) else -1
        self.standby = min(max(0, standby), len(opened.cues))

    def pressed(self, now: float) -> bool:
        """Whether a foot that comes down now means a step, rather than being the same step again."""
        is_step = now - self._pressed >= BOUNCE_SECONDS
        if is_step:
            self._pressed = now
        return is_step

    def fire(self, place: int) -> Cue | None:
        """Make a cue the current one and the one after it the next; None beyond either end."""
        if not 0 <= place < len(self.cues):
            return None
        self.current, self.standby = place, place + 1
        return self.cues[place]

    def stand_by(self, place: int) -> None:
        """Have another one come next."""
        self.standby = min(max(0, place), max(0, len(self.cues) - 1))
