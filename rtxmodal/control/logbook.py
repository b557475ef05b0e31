"""What the server says in the terminal, from as much as a person at a loss wants to nothing but what breaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

Level = Literal["debug", "info", "warning", "error"]
LEVELS: tuple[Level, ...] = get_args(Level)


class Logbook:
    """Owned by the OSC thread."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self.level: Level = "info"
        """`debug` every message that comes, `info` who listens, `warning` what is refused, `error` what breaks."""

    def writes(self, level: Level) -> bool:
        """Whether something of this weight is said."""
        return LEVELS.index(level) >= LEVELS.index(self.level)

    def write(self, level: Level, line: str) -> None:
        """Say it, if it weighs enough."""
        if self.writes(level):
            self._say(line)
