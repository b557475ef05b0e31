"""A row of the table: what was measured, the goal, and whether it was held."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Row:
    """One line of the README's table of figures."""

    what: str
    goal: str
    p50: str
    p99: str
    held: bool | None
    """None where it could not be measured here; `p50` then says why."""

    def markdown(self) -> str:
        """The line as it stands in the README."""
        verdict = {True: "held", False: "**falls short**", None: "not measured"}[self.held]
        return f"| {self.what} | {self.goal} | {self.p50} | {self.p99} | {verdict} |"


def spread(values: Sequence[float] | np.ndarray, unit: str = "", digits: int = 2) -> tuple[str, str]:
    """Median and 99th percentile, written out."""
    p50, p99 = np.percentile(np.asarray(values, float), [50, 99])
    return f"{p50:.{digits}f} {unit}".strip(), f"{p99:.{digits}f} {unit}".strip()


def attempt(what: str, goal: str, measure: Callable[[], Iterable[Row]]) -> list[Row]:
    """Run one measurement; where a part is missing the row says so."""
    try:
        return list(measure())
    except (FileNotFoundError, TimeoutError, ImportError) as error:
        return [Row(what, goal, str(error), "", None)]
