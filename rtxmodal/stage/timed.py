"""Values that were asked for ahead of their time, obeyed by the worker at their very frame.

    main     set_at -> Schedule -> TimedQueue ............. due: into the table, slot, listeners told
    worker                         TimedQueue -> TurnTaker: the block is played in pieces, each with its values

The slot and the queue say the same in the end, in whatever order they come: a timed value stands until the parameter
is set without a time, which the slot's count of settings says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from rtxmodal.params import Table
from rtxmodal.stage.ensemble import Turn
from rtxmodal.stage.memory import Timed
from rtxmodal.stage.shared import PARAMETER_CAPACITY

FUTURE_SECONDS = 3.0  # a value farther ahead than this was stamped by another engine's clock


class TurnTaker:
    """What the parameters are during a block. Owned by the worker."""

    def __init__(self, pull: Callable[[], Sequence[Timed]], sample_rate: int) -> None:
        self._pull = pull
        self._future = round(FUTURE_SECONDS * sample_rate)
        self._waiting: list[Timed] = []
        self._standing: dict[int, Timed] = {}  # place -> what was obeyed there last

    def turns(self, vector: np.ndarray, table: Table, generation: int, block: tuple[int, int]) -> list[Turn]:
        """The values at the start of a block and at each frame in it where they change.

        Args:
            vector: the parameter slot.
            table: of the scene that plays.
            generation: of that scene.
            block: first frame and length.

        Returns:
            Nothing while the slot holds the values of another scene; else the first turn is at frame 0.
        """
        self._waiting += self._pull()
        if vector[0] != generation:
            return []
        values = vector[1 : 1 + len(table)]
        counts = vector[1 + PARAMETER_CAPACITY :][: len(table)]

        def stands(timed: Timed) -> bool:
            return timed.generation == generation and counts[timed.place] <= timed.times_set

        self._standing = {place: timed for place, timed in self._standing.items() if stands(timed)}
        for place, timed in self._standing.items():
            values[place] = timed.value
        turns = [(0, values)]
        for timed in self._due(generation, block):
            if stands(timed):
                self._standing[timed.place] = timed
                _turn(turns, max(0, timed.frame - block[0]), timed)
        return turns

    def _due(self, generation: int, block: tuple[int, int]) -> list[Timed]:
        """What falls into the block or is late, in time order; forgets what was meant for a scene that is gone."""
        if not self._waiting:
            return []
        end, future = sum(block), block[0] + self._future
        due: list[Timed] = []
        waiting: list[Timed] = []
        for timed in self._waiting:
            is_due = timed.generation == generation and (timed.frame < end or timed.frame > future)
            (due if is_due else waiting).append(timed)
        self._waiting = [timed for timed in waiting if timed.generation >= generation]
        return sorted(due, key=lambda timed: timed.frame)


def _turn(turns: list[Turn], frame: int, timed: Timed) -> None:
    """Let a parameter have another value from a frame on; where it has it already, nothing turns."""
    last, values = turns[-1]
    if values[timed.place] == timed.value:
        return
    if frame > last:
        values = values.copy()
        turns.append((frame, values))
    values[timed.place] = timed.value
