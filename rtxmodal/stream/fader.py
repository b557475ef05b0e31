"""A light that never jumps."""

from __future__ import annotations


class Fader:
    """Goes to each new target in a straight line, at a speed that takes 0 to 1 in `seconds`. Owned by one thread.

    >>> light = Fader(1.0, 0.0)
    >>> [light.towards(1.0, now) for now in (0.0, 0.25, 0.5, 2.0)]
    [0.0, 0.25, 0.5, 1.0]
    """

    def __init__(self, seconds: float, start: float) -> None:
        self._speed = 1.0 / seconds
        self._value = start
        self._then: float | None = None

    def towards(self, target: float, now: float) -> float:
        """The light at `now`, seconds."""
        step = 0.0 if self._then is None else self._speed * max(0.0, now - self._then)
        self._then = now
        self._value += min(max(target - self._value, -step), step)
        return self._value
