"""What is heard, in numbers: spectra and their change, and the gate and gains that fit features to any music.

    sound -> spectra every 128 frames -> their change          feature -> automatic gain 0..1 -> rise fast, fall slowly

The spectra are those of GANterpretations (P. Castro, arXiv 2011.05158), i.e. of `matplotlib.mlab.specgram`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

WINDOW_SIZE = 256
HOP_SIZE = 128
HANN = np.hanning(WINDOW_SIZE)
GAIN_SECONDS = 4.0  # of past that the automatic gain looks at
KNEE = 0.85  # of the range; what is beyond is bent, not cut
STEADIEST = 0.5  # of the 95th percentile: a smaller range is not stretched further, for what only trembles is steady
QUIET_DB, SOUNDING_DB = -55.0, -49.0  # LUFS: the gate opens between them
LOUDNESS_SECONDS = 0.04


def power_spectra(sound: np.ndarray, sample_rate: float) -> np.ndarray:
    """Power spectral density of windows of 256 frames every 128: Hann, one-sided, no detrending.

    Shape: (frames,) -> ((frames - 256) // 128 + 1, 129), units squared per Hz; no columns from under 256 frames.
    """
    if len(sound) < WINDOW_SIZE:
        return np.zeros((0, WINDOW_SIZE // 2 + 1))
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(sound, np.float64), WINDOW_SIZE)[::HOP_SIZE]
    power: np.ndarray = np.abs(np.fft.rfft(windows * HANN, axis=1)) ** 2 / (sample_rate * (HANN**2).sum())
    power[:, 1:-1] *= 2.0  # the negative frequencies
    return power


@dataclass(frozen=True)
class Listener:
    """The sound that waits for the next spectrum, and the last spectrum."""

    tail: np.ndarray
    spectrum: np.ndarray

    @classmethod
    def start(cls) -> Listener:
        """After silence."""
        return cls(np.zeros(WINDOW_SIZE - HOP_SIZE), np.zeros(WINDOW_SIZE // 2 + 1))

    def hear(self, sound: np.ndarray, sample_rate: float) -> tuple[np.ndarray, Listener]:
        """One hop, at least 128 frames: the mean absolute difference of successive spectra.

        Shape: (frames,) -> (columns,)
        """
        line = np.concatenate([self.tail, sound])
        spectra = power_spectra(line, sample_rate)
        change = np.abs(np.diff(np.vstack([self.spectrum, spectra]), axis=0)).mean(axis=1)
        return change, Listener(line[len(spectra) * HOP_SIZE :], spectra[-1])


@dataclass(frozen=True)
class Gate:
    """How sure it is that something sounds: 0 in silence, 1 in music, by the loudness of the last 40 ms."""

    power: float = 0.0

    def step(self, power: float, seconds: float) -> tuple[float, Gate]:
        """One hop of that mean square, K-weighted."""
        mean = self.power + approach(seconds, LOUDNESS_SECONDS) * (power - self.power)
        level = lufs(mean)
        return min(max((level - QUIET_DB) / (SOUNDING_DB - QUIET_DB), 0.0), 1.0), Gate(mean)


@dataclass(frozen=True)
class AutoGain:
    """Fits features to 0..1 by the 5th and 95th percentile of the last four seconds; stands while nothing sounds."""

    past: np.ndarray
    """Shape: (hops, features), NaN where nothing was heard yet."""
    floors: np.ndarray
    """The smallest range that is stretched to 0..1, so that noise is not music. Shape: (features,)."""

    @classmethod
    def start(cls, floors: tuple[float, ...], seconds: float) -> AutoGain:
        """For features of that many, a hop of that many seconds."""
        return cls(np.full((round(GAIN_SECONDS / seconds), len(floors)), np.nan), np.array(floors))

    def step(self, features: np.ndarray, sounds: bool) -> tuple[np.ndarray, AutoGain]:
        """One hop. Shape: (features,) -> (features,) in 0..1."""
        past = np.vstack([self.past[1:], features]) if sounds else self.past
        ordered = np.sort(past, axis=0)  # NaN last
        count = int(np.isfinite(ordered[:, 0]).sum())
        if count == 0:
            return np.zeros(len(features)), self
        low, high = ordered[int(0.05 * (count - 1))], ordered[int(math.ceil(0.95 * (count - 1)))]
        reach = np.maximum(high - low, np.maximum(self.floors, STEADIEST * high))
        share = np.clip((features - low) / reach, 0.0, None)
        bent = KNEE + (1.0 - KNEE) * np.tanh((share - KNEE) / (1.0 - KNEE))
        return np.where(share > KNEE, bent, share), AutoGain(past, self.floors)


def lufs(power: float) -> float:
    """Loudness of the K-weighted mean square of a sound that both loudspeakers play (ITU-R BS.1770-5)."""
    return -0.691 + 10.0 * math.log10(2.0 * power + 1e-12)


def approach(seconds: float, constant: float) -> float:
    """Share of the way that a one-pole with this time constant goes in that time."""
    return 1.0 - math.exp(-seconds / constant)


def follow(value: np.ndarray, target: np.ndarray, seconds: float, attack: float, release: float) -> np.ndarray:
    """An envelope that rises with one time constant and falls with another, s."""
    pull = np.where(target > value, approach(seconds, attack), approach(seconds, release))
    return np.asarray(value + pull * (target - value))
