"""The morph: two or more presets or slots, and where between them the knobs stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rtxmodal.recall.morph import mixture, weights_at
from rtxmodal.recall.mover import ON_THE_WAY, Mover
from rtxmodal.recall.snapshot import Snapshot, fit

if TYPE_CHECKING:
    from rtxmodal.control import ControlPort

MOST = 8


class MorphDesk:
    """`choose` may be called from any thread, the rest belongs to the presets' own."""

    def __init__(self, port: ControlPort, find: Callable[[str | int], Snapshot], mover: Mover) -> None:
        self._port, self._find, self._mover = port, find, mover
        self._ends: tuple[tuple[str | int, Snapshot], ...] = ()

    @property
    def names(self) -> list[str | int]:
        """Presets and numbers of slots that are morphed between, in order."""
        return [name for name, _ in self._ends]

    def choose(self, names: Sequence[str | int]) -> None:
        """Morph between these presets, or slots by their numbers.

        Raises:
            KeyError, ValueError, OSError: one that is not there, or is broken, or too many.
        """
        if len(names) > MOST:
            raise ValueError(f"a morph must have at most {MOST} ends, got {len(names)}")
        self._ends = tuple((name, self._find(name)) for name in names)
        self._port.announce("morph/ends", *(str(name) for name in names))

    def put(self, place: int, name: str | int) -> None:
        """Exchange one end, or add one behind; it stands for those between that are missing. Raises as `choose`."""
        names = self.names + [name] * (place + 1 - len(self.names))
        names[place] = name
        self.choose(names)

    def move_to(self, position: float) -> None:
        """Stand at 0..1 of the way from the first end to the last."""
        self.mix(weights_at(position, len(self._ends)) if self._ends else [])

    def mix(self, weights: Sequence[float]) -> None:
        """Stand between the ends, drawn to each by its weight."""
        ends, table = self._ends, self._port.table
        if len(ends) < 2 or len(weights) != len(ends):
            return
        self._mover.stop()
        values = mixture(table, [fit(end.values, table, self._mover.wanted).values for _, end in ends], weights)
        moved = {name: value for name, value in values.items() if value != table.value(name)}
        if moved:
            self._port.set_many(moved, ON_THE_WAY)
