"""The preset that was recalled last, and whether anything has been turned since."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rtxmodal.params import Parameter, Table
from rtxmodal.recall.snapshot import Word, fit

CLOSE = 1e-6  # of a value: what a 32-bit float holds


class Loaded:
    """Owned by the presets' thread; any thread may read."""

    def __init__(self) -> None:
        self.name = ""
        self.is_dirty = False
        """Whether a knob that it moves stands elsewhere by now."""
        self._values: Mapping[str, Word] = {}

    def take(self, name: str, values: Mapping[str, Word]) -> None:
        """This one was recalled or saved."""
        self.name, self._values, self.is_dirty = name, values, False

    def look(self, table: Table, wanted: Callable[[Parameter], bool]) -> bool:
        """Compare the knobs with it; whether `is_dirty` changed."""
        values = fit(self._values, table, wanted).values if self.name else {}
        before = self.is_dirty
        self.is_dirty = any(
            abs(table.value(name) - value) > CLOSE * max(1.0, abs(value)) for name, value in values.items()
        )
        return self.is_dirty != before
