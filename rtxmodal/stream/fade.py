"""Fades, and what to play where sound ought to go on and there is none."""

from __future__ import annotations

import numpy as np

FADE_SECONDS = 0.002  # shorter clicks; longer lets a whole late block through
HOLD_SECONDS = 0.02
"""How long a sound that breaks off is drawn out before it has died away."""


def fade_curve(length: int) -> np.ndarray:
    """The gains of a fade-in at frames 0..length, both ends included: a raised cosine, curve + curve[::-1] == 1.

    Shape: (length + 1, 1), so that it multiplies sound.
    """
    rising = np.sin(0.5 * np.pi * np.arange(length + 1) / length) ** 2
    return np.asarray(rising[:, None], np.float32)


class Tail:
    """Draws out a sound that breaks off: no corner at the join, then its own recent past, dying away.

    With T its last frame, frame T + k is the mirror 2 x(T) - x(T - k) at first (value and slope go on), faded within
    `fade` frames into the same past played backwards, x(T - k), itself faded to nothing by `length`.
    """

    def __init__(self, fade: int, length: int) -> None:
        self.length = length
        self._steps = min(fade, length)
        self._mirror = fade_curve(fade)[::-1][1 : self._steps + 1]
        self._backwards = fade_curve(length)[::-1][1:].copy()
        self._backwards[: self._steps] *= 1.0 - self._mirror

    def after(self, history: np.ndarray, ceiling: float = 1.0) -> np.ndarray:
        """What follows `history`.

        Args:
            history: at least length + 1 frames, none above the ceiling. Shape: (frames, channels).
            ceiling: largest absolute value that may come out.

        Returns:
            Shape: (length, channels).
        """
        last = history[-1]
        past = history[-2 : -2 - self.length : -1]
        tail = (self._backwards * past).astype(np.float32)
        mirror = self._mirror * (2.0 * last - past[: self._steps])
        tail[: self._steps] += mirror
        if np.abs(tail[: self._steps]).max() > ceiling:
            tail = _bend(tail, np.abs(last), ceiling)
        clipped: np.ndarray = np.clip(tail, -ceiling, ceiling, out=tail)
        return clipped


def _bend(sound: np.ndarray, level: np.ndarray, ceiling: float) -> np.ndarray:
    """Bring what overshoots the ceiling back under it, without a corner: straight up to `level`, then a tanh."""
    knee = np.minimum(level, ceiling)
    room = np.maximum(ceiling - knee, 1e-9)
    over = np.maximum(np.abs(sound) - knee, 0.0)
    bent = np.sign(sound) * (np.minimum(np.abs(sound), knee) + room * np.tanh(over / room))
    return np.asarray(bent, np.float32)
