"""Attack, decay, sustain, release of every key at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from rtxmodal.stream.features import approach

STILL = 1e-3
"""Height below which a released key is at rest."""


@dataclass(frozen=True)
class Shape:
    """Times in seconds, the height that is held 0..1."""

    attack: float
    decay: float
    sustain: float
    release: float


@dataclass(frozen=True)
class Envelopes:
    """Where each of the 128 keys is; `step` gives the next moment."""

    height: np.ndarray
    """0..1. Shape: (128,)"""
    rising: np.ndarray
    """Whether the attack still goes on. Shape: (128,) bool"""

    @classmethod
    def start(cls) -> Envelopes:
        """All at rest."""
        return cls(np.zeros(128), np.zeros(128, bool))

    def step(self, struck: np.ndarray, held: np.ndarray, seconds: float, shape: Shape) -> Envelopes:
        """A little later.

        A key that is struck rises from where it is, to the top even when it is let go before; one that is held falls to
        the sustained height, one that is not falls to nothing.

        Shape:
            struck, held: (128,) bool.
        """
        rising = self.rising | struck
        risen = np.minimum(1.0, self.height + seconds / max(shape.attack, seconds))
        aim = np.where(held, shape.sustain, 0.0)
        pull = np.where(held, approach(seconds, shape.decay), approach(seconds, shape.release))
        height = np.where(rising, risen, self.height + pull * (aim - self.height))
        height = np.where((height < STILL) & ~held & ~rising, 0.0, height)
        return replace(self, height=height, rising=rising & (height < 1.0))
