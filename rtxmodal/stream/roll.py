"""The piano roll that moves: keys write at its right edge, the clock moves it on.

    columns   0 ........................ 126  127
              a sixteenth each                ^ what sounds now, at once

It moves by an eighth of a column, so that what is painted from it glides; a column's number is the share of it that a
key sounded.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageFilter

from rtxmodal.notes import HeldKeys, Notes

PITCHES = STEPS = 128
FINE = 8
"""Places to a column."""


NEAR = 5.0
"""Pixels (standard deviation) over which keys light their surroundings."""
BRIGHT = 16.0
"""Light of a spread-out key over its own: one held for a beat lights the ground fully."""


def lit(picture: np.ndarray, roll: np.ndarray, ground: float) -> np.ndarray:
    """A picture that was painted from a roll, darker where nothing was played.

    Args:
        picture: of any size. Shape: (h, w, 3) uint8.
        roll: 0..1, pitch before column. Shape: (128, 128).
        ground: 0: as it is; 1: black.
    """
    if ground <= 0.0:
        return picture
    keys = Image.fromarray(np.asarray(255.0 * roll[::-1], np.float32).astype(np.uint8))
    near = keys.filter(ImageFilter.GaussianBlur(NEAR)).resize(picture.shape[1::-1], Image.Resampling.BILINEAR)
    light = np.minimum(np.asarray(near, np.float32) * (BRIGHT / 255.0), 1.0)
    return np.asarray(picture * (1.0 - ground * (1.0 - light))[:, :, None], np.uint8)


@dataclass(frozen=True)
class Scroll:
    """The last 128 columns, and the keys as they are held. Replaced and never changed in place."""

    keys: HeldKeys = field(default_factory=HeldKeys)
    fine: np.ndarray = field(default_factory=lambda: np.zeros((PITCHES, STEPS * FINE), np.uint8))
    """How strongly each key sounded, 0..255, oldest first. Shape: (128, 1024)."""
    strength: np.ndarray = field(default_factory=lambda: np.zeros(PITCHES, np.uint8))
    """Of each key's last stroke, 0..255. Shape: (128,)."""
    left: np.ndarray = field(default_factory=lambda: np.zeros(PITCHES, int))
    """Places for which a key is written, held or not: a stroke is a column long or longer. Shape: (128,)."""
    rest: float = 0.0
    """Of a place that has begun."""

    def step(self, notes: Notes, columns: float, touch: float) -> Scroll:
        """What was played meanwhile, `columns` on.

        Args:
            notes: in time order.
            columns: >= 0.
            touch: 0: every key as strong; 1: as it was struck.
        """
        keys, strength, left = self.keys.copy(), self.strength.copy(), self.left.copy()
        for event in notes.events:
            keys.feed(event)
            if event.kind == "on" and event.value > 0:
                strength[event.number] = round(255.0 * (1.0 - touch + touch * event.value / 127.0))
                left[event.number] = FINE
        place = self.rest + columns * FINE
        count = min(int(place), STEPS * FINE)
        fine = self.fine
        if count:
            written = (keys.velocity > 0)[:, None] | (np.arange(count) < left[:, None])
            fine = np.concatenate([fine[:, count:], strength[:, None] * written], axis=1)
        return Scroll(keys, fine, strength, np.maximum(left - count, 0), place - int(place))

    def roll(self) -> np.ndarray:
        """Share of each column that a key sounded, times its strength, 0..1. Shape: (pitch 128, column 128)."""
        roll = self.fine.reshape(PITCHES, STEPS, FINE).mean(axis=2, dtype=np.float32)
        now = np.where((self.keys.velocity > 0) | (self.left > 0), self.strength, 0)
        np.maximum(roll[:, -1], now, out=roll[:, -1])
        return np.asarray(roll / np.float32(255.0))
