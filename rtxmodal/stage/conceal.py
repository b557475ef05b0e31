"""What is heard when the worker is late: no click going, no click coming back.

Played is always `weight` parts of the front and the rest of the back, the weight moving along a 2 ms fade.

    effects       front: the mix, drawn out by its tail where it ends      back: the microphone, as late as the mix
    instruments   front: the mix, drawn out by its tail where it ends      back: the tail of the gap before

On a miss an effect fades to the back; an instrument lets its tail die away. When the mix is there again, both fade in.
Only a finished fade is followed by another change of sources, so nothing ever jumps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rtxmodal.stream.fade import fade_curve
from rtxmodal.stream.ring import Ring


@dataclass(frozen=True)
class Material:
    """What the worker has made ready."""

    start: int
    """Frames [start, end) of the output can be played."""
    end: int
    tail: np.ndarray
    """What to play from `end` if nothing follows. Shape: (frames, 2)."""
    late: int = 0
    """Frames from the input to the same moment in the output, lanes included."""
    dry_gain: float = 0.0
    """Of the input while the output is missing; 0 for silence."""
    ceiling: float = 1.0
    """Largest absolute value that may be played."""


class Concealment:
    """Plays the output ring where it is ready, and something bearable where it is not. Owned by the callback."""

    def __init__(self, dry: Ring, output: Ring, fade: int, nothing: Material) -> None:
        self.misses = 0
        self.concealed = (0, 0)
        """The last frames, from and to, in which something else was played than was made."""
        self._dry, self._output, self._fade = dry, output, max(1, fade)
        self._curve = fade_curve(self._fade)
        self._nothing = self._front = self._back = self._effect = nothing
        self._missing = False
        self._use_dry = False
        self._weight = self._target = self._fade
        self._spare = np.zeros((0, 2), np.float32)

    def reserve(self, count: int) -> None:
        """Make room for callbacks of up to `count` frames."""
        self._spare = np.zeros((count, 2), np.float32)

    def pause(self) -> None:
        """Begin with a fade-in from silence."""
        self._front = self._back = self._nothing
        self._missing = self._use_dry = False
        self._weight, self._target = 0, self._fade

    def play(self, material: Material, position: int, out: np.ndarray) -> None:
        """Fill `out` with what is to be heard from `position`. Shape: (n, 2)."""
        whole = material.start <= position and position + len(out) <= material.end
        self._decide(material, whole, position)
        self.misses += not whole
        if self._missing or self._weight != self._fade:
            begin, end = self.concealed
            self.concealed = (begin if end == position else position, position + len(out))
        if self._weight == self._target == self._fade:
            self._read(self._front, position, out)
            return
        back = self._spare[: len(out)]
        self._read_back(position, back)
        if self._weight == self._target == 0:
            out[:] = back
            return
        self._read(self._front, position, out)
        gain = self._gains(len(out))
        out -= back
        out *= gain
        out += back

    def _decide(self, material: Material, whole: bool, position: int) -> None:
        """Which two sources, and which way the weight moves."""
        settled = self._weight == self._target
        if self._missing:
            if not (whole and settled):
                return
            self._missing = False
            if not self._use_dry:
                self._back, self._weight = self._front, 0
            self._front, self._target = material, self._fade
            return
        if whole:
            self._front = material
            return
        self._missing = True
        if material.start <= position <= material.end:
            self._front = material
        if self._weight == self._fade:  # else a fade from the old back is still on its way
            self._use_dry, self._effect = self._front.dry_gain > 0.0, self._front
        self._target = 0 if self._use_dry else self._fade

    def _gains(self, count: int) -> np.ndarray:
        """The weight of the front for each frame, moved on. Shape: (count, 1)."""
        steps = min(count, abs(self._target - self._weight))
        gains = np.empty((count, 1), np.float32)
        if self._target > self._weight:
            gains[:steps] = self._curve[self._weight + 1 : self._weight + 1 + steps]
            self._weight += steps
        else:
            gains[:steps] = self._curve[::-1][self._fade - self._weight + 1 :][:steps]
            self._weight -= steps
        gains[steps:] = self._curve[self._weight]
        return gains

    def _read(self, material: Material, position: int, out: np.ndarray) -> None:
        """The output as far as it is ready, then its tail, then silence."""
        ready = min(max(material.end - position, 0), len(out))
        self._output.read_into(position, out[:ready])
        rest = out[ready:]
        since = position + ready - material.end
        tail = material.tail[since : since + len(rest)]
        rest[: len(tail)] = tail
        rest[len(tail) :] = 0.0

    def _read_back(self, position: int, out: np.ndarray) -> None:
        if not self._use_dry:
            self._read(self._back, position, out)
            return
        self._dry.read_into(position - self._effect.late, out)
        out *= self._effect.dry_gain
        np.clip(out, -self._effect.ceiling, self._effect.ceiling, out=out)
