"""A light that never jumps."""

from __future__ import annotations

LONGEST = 0.05  # seconds between two display frames that count


class Fader:
    """Goes to each new target in a straight line, at a speed that takes 0 to 1 in `seconds`. Owned by one thread.

    A display that stalls makes it later, not steeper.

    >>> light = Fader(0.5, 0.0)
    >>> [round(light.towards(1.0, now), 6) for now in (0.0, 0.025, 0.05, 2.0)]
    [0.0, 0.05, 0.1, 0.2]
    """

    def __init__(self, seconds: float, start: float) -> None:
        self._speed = 1.0 / seconds
        self._value = start
        self._then: float | None = None

    def towards(self, target: float, now: float) -> float:
        """The light at `now`, seconds."""
        step = 0.0 if self._then is None else self._speed * min(max(0.0, now - self._then), LONGEST)
        self._then = now
        self._value += min(max(target - self._value, -step), step)
        return self._value
