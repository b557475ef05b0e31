"""How a control takes over a value that was set elsewhere meanwhile: at once, when it passes it, or towards it."""

from __future__ import annotations

NEAR = 1.5 / 127  # a 7-bit knob cannot come nearer
MOVED = 1e-3  # of the way; more than rounding moves a value


class Hand:
    """One control that says where it is. Owned by whoever hears its port."""

    def __init__(self) -> None:
        self._last: float | None = None
        self._left: float | None = None  # where the value was left by this control
        self._has = False

    def move(self, place: float, current: float, mode: str) -> float | None:
        """The control is at `place`; where the value goes, or None if it stays. All in 0..1.

        Args:
            place: of the control.
            current: of the value now, as a place of the control.
            mode: `jump` takes it over at once, `pickup` when the control passes it, `scale` moves it by as much of the
                way to the end as the control is moved.
        """
        last, self._last = self._last, place
        if mode == "scale":
            return self._scaled(place, current, last)
        if mode == "pickup":
            self._has = self._has and self._left is not None and abs(current - self._left) < MOVED
            passed = last is not None and (last - current) * (place - current) <= 0.0
            self._has = self._has or passed or abs(place - current) <= NEAR
            return place if self._has else None
        return place

    def leave(self, current: float) -> None:
        """What the value has come to."""
        self._left = current

    @staticmethod
    def _scaled(place: float, current: float, last: float | None) -> float | None:
        if last is None:
            return place if abs(place - current) <= NEAR else None
        if place > last:
            return current + (1.0 - current) * (place - last) / (1.0 - last)
        return current * place / last if place < last else None
