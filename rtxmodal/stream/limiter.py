"""The last thing before the loudspeaker: nothing above the ceiling, and below it not one bit changed."""

from __future__ import annotations

import numpy as np

LOOKAHEAD_SECONDS = 2 / 3 * 1e-3  # 32 frames at 48 kHz: long enough that the gain bends instead of breaking
RELEASE_DB_PER_SECOND = 60.0  # slow enough that a 50 Hz bass is not bent by more than 0.6 dB a half-wave
DB_PER_NEPER = 20.0 / np.log(10.0)


class Limiter:
    """Brick wall with a short look-ahead, the same gain for all channels.

    Attenuation (in neper, >= 0) is held over the look-ahead, released in a straight line of decibels, and averaged over
    the look-ahead: every term of that average has seen the frame that it is applied to, hence the bound.
    While it is 0 the sound passes bit for bit, `latency` frames late. Owned by one thread.
    """

    def __init__(self, sample_rate: int, channels: int = 2) -> None:
        self.latency = max(1, round(LOOKAHEAD_SECONDS * sample_rate))
        self.reduction_db = 0.0
        """The most that was taken away in the last block, >= 0."""
        self._release = RELEASE_DB_PER_SECOND / DB_PER_NEPER / sample_rate
        self._average = np.full(self.latency + 1, 1.0 / (self.latency + 1))
        self._channels = channels
        self.reset()

    def reset(self) -> None:
        """Forget what was heard."""
        self._sound = np.zeros((self.latency, self._channels), np.float32)
        self._envelope = np.zeros(self.latency)

    def process(self, block: np.ndarray, ceiling: float | None) -> np.ndarray:
        """The block, `latency` frames late.

        Args:
            block: Shape: (frames, channels).
            ceiling: largest absolute value that may come out; None passes everything.
        """
        count = len(block)
        sound = np.concatenate((self._sound, block))
        envelope = np.concatenate((self._envelope, self._attenuation(sound, ceiling)))
        self._sound, self._envelope = sound[count:], envelope[count:]
        smooth = np.convolve(envelope, self._average, "valid")
        self.reduction_db = float(smooth.max(initial=0.0) * DB_PER_NEPER)
        if self.reduction_db == 0.0:
            return sound[:count]
        limited = sound[:count] * np.exp(-smooth).astype(np.float32)[:, None]
        # rounding, and a ceiling that came down since the envelope was drawn, are cut here
        return limited if ceiling is None else np.clip(limited, -ceiling, ceiling)

    def _attenuation(self, sound: np.ndarray, ceiling: float | None) -> np.ndarray:
        """Held and released attenuation for each new frame. Shape: (frames,)."""
        count = len(sound) - self.latency
        needed = np.zeros(len(sound))
        if ceiling is not None:
            needed = np.log(np.maximum(np.abs(sound).max(axis=1) / ceiling, 1.0))
        held = np.lib.stride_tricks.sliding_window_view(needed, self.latency + 1).max(axis=1)
        fallen = self._release * np.arange(1, count + 1)  # adding it turns the release into a running maximum
        risen = np.maximum.accumulate(np.concatenate((self._envelope[-1:], held + fallen)))[1:]
        attenuation: np.ndarray = np.maximum(risen - fallen, 0.0)
        return attenuation
