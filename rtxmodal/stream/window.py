"""Cutting a stream into windows and joining the hops again, in the three ways that a card can ask for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from rtxmodal.card import Stream
from rtxmodal.stream.fifo import Fifo
from rtxmodal.stream.overlap_add import AlignedFade

Step = Callable[[np.ndarray], Any]
"""One window of sound, shape (window_size, channels), -> what the model makes of it."""


class Windower:
    """Takes blocks of any size, gives the windows a model wants, one every hop_size frames.

    Before the first frame there was silence. Owned by one thread.
    """

    def __init__(self, stream: Stream, channels: int) -> None:
        self._stream = stream
        self._channels = channels
        self._waiting = Fifo(channels)
        self.reset()

    def reset(self) -> None:
        """Forget the past."""
        self._waiting.clear()
        self._window = np.zeros((self._stream.window_size, self._channels), np.float32)

    def windows(self, block: np.ndarray) -> list[np.ndarray]:
        """Every window that is complete now, oldest first. Shape: (n, channels) -> list of (window_size, channels)."""
        self._waiting.push(block)
        hop = self._stream.hop_size
        complete = []
        while len(self._waiting) >= hop:
            self._window = np.concatenate([self._window[hop:], self._waiting.pop(hop)])[-self._stream.window_size :]
            complete.append(self._window)
        return complete


class Joiner:
    """Makes one stream of what a model gives for successive windows."""

    def __init__(self, stream: Stream, channels: int) -> None:
        self._stream = stream
        self._fade = (
            AlignedFade(stream.hop_size, stream.fade_size, stream.search_size, channels)
            if stream.mode == "crossfade"
            else None
        )

    def reset(self) -> None:
        """Forget the past."""
        if self._fade is not None:
            self._fade.reset()

    def join(self, out: np.ndarray) -> np.ndarray:
        """What the model gave for one window -> the next hop. Shape: (hop_size, channels).

        A model in mode `window` may give the whole window, of which the middle hop is kept, or that hop alone.

        Raises:
            ValueError: the model gave another number of frames.
        """
        hop, whole = self._stream.hop_size, self._stream.window_size
        if len(out) not in (hop, whole) or (self._fade is not None and len(out) != whole):
            raise ValueError(f"a model must give {whole} frames a window, got {len(out)}; correct stream in its card")
        if self._fade is not None:
            end = whole - self._stream.lookahead
            return self._fade.join(out[end - hop - self._stream.fade_size - self._stream.search_size : end])
        if len(out) == hop:
            return out
        return out[self._stream.context : self._stream.context + hop]
