"""Joining windows whose edges differ: align, then fade (synchronised overlap-add).

After S. Roucos and A. Wilgus, "High quality time-scale modification for speech", ICASSP 1985, used at
speed 1: the search only undoes what a model shifted.
"""

from __future__ import annotations

import numpy as np

SILENCE = 1e-8  # energy below which there is nothing to align


class AlignedFade:
    """Cuts each new piece where it fits the end of the last one best, and fades across.

        last piece    ......|-fade-|
        new piece        |-search-|-fade-|-------hop-------|
                               ^ cut here, emit hop, keep the fade for next time

    Owned by one thread.
    """

    def __init__(self, hop_size: int, fade_size: int, search_size: int, channels: int) -> None:
        self._hop, self._fade, self._search = hop_size, fade_size, search_size
        self._channels = channels
        ramp = (np.arange(fade_size, dtype=np.float32) + 0.5) / max(fade_size, 1)
        self._rise = ramp[:, None]  # linear: after alignment the two sides are correlated, so gains add to one
        self.reset()

    def reset(self) -> None:
        """Forget the past."""
        self._tail = np.zeros((self._fade, self._channels), np.float32)
        self._shift = self._search // 2

    def join(self, piece: np.ndarray) -> np.ndarray:
        """The newest hop + fade + search frames of a model -> the next hop. Shape: (hop_size, channels)."""
        self._shift = self._best_shift(piece)
        start = self._shift
        head = piece[start : start + self._fade]
        faded = self._tail + self._rise * (head - self._tail)
        body = piece[start + self._fade : start + self._hop + self._fade]
        self._tail = body[self._hop - self._fade :]
        return np.concatenate([faded, body])[: self._hop]

    def _best_shift(self, piece: np.ndarray) -> int:
        """Where the normalised correlation with the kept tail is highest; the last shift where it cannot tell."""
        if self._search == 0:
            return 0
        tail = self._tail.mean(axis=1)
        reach = piece[: self._search + self._fade].mean(axis=1)
        energy = np.convolve(reach**2, np.ones(self._fade, np.float32), "valid")
        if float(tail @ tail) < SILENCE or float(energy.max()) < SILENCE:
            return self._shift
        score = np.correlate(reach, tail, "valid") / np.sqrt(np.maximum(energy, SILENCE))
        best = int(np.argmax(score))
        return best if score[best] > score[self._shift] * (1 + 1e-6) + 1e-9 else self._shift
