"""What a person at the side of the stage and a VJ's program are shown of the sound: levels, bands, onsets, drive.

sound ──> peak, power
     └──> hops of 512 ──> spectrum ──> eight bands, 0..1
                     │           └──> its rise against the last half second's ──> onsets, counted
                     └──> onset, bass, treble: what drives the pictures (`Ear`)
"""

from __future__ import annotations

import math

import numpy as np

from rtxmodal.stream.features import follow
from rtxmodal.stream.hearing import Ear

HOP_SIZE = 512
WINDOW_SIZE = 1024
HANN = np.hanning(WINDOW_SIZE)
BANDS = 8
LOWEST, HIGHEST = 40.0, 16_000.0  # Hz: the bands share this range out evenly by ear
QUIETEST_DB = -60.0  # of a band that shows nothing
BAND_RELEASE = 0.25  # s
RMS_SECONDS = 0.3
FALL_DB = 20.0  # a second, of a peak that is shown
ONSET_PAST = 0.5  # s that a rise is compared with
ONSET_TIMES = 2.5  # the usual rise, to be an onset
ONSET_STEP = 1.5  # the rises just before: a noise that has begun does not begin again
ONSET_LEAST = 0.02  # of log10; noise that stands never rises so far on average
ONSET_GAP = 0.08  # s between two onsets: faster than a roll of drums
ONSET_DB = -50.0  # what is quieter begins nothing
CLEAR = 1000.0  # quiet parts of a spectrum below a thousandth of full scale count little


class Meter:
    """Measures sound that comes in pieces. Owned by one thread."""

    def __init__(self, sample_rate: int) -> None:
        self.sample_rate = sample_rate
        self.peak, self.power = np.zeros(2), np.zeros(2)
        """Left and right: the largest that falls slowly, and the mean square. Linear."""
        self.bands = np.zeros(BANDS)
        """Low to high, 0..1 of -60..0 dBFS."""
        self.drive = np.zeros(3)
        """Onset, bass and treble as they reach a picture lane, 0..1."""
        self.onsets = 0
        """Beginnings of sounds since the start."""
        self.strength = 0.0
        """Of the last onset, 0..1."""
        self._seconds = HOP_SIZE / sample_rate
        self._line = np.zeros(WINDOW_SIZE - HOP_SIZE)
        self._bins = _band_of_bins(sample_rate)
        self._before = np.zeros(WINDOW_SIZE // 2 + 1)
        self._rises = np.zeros(max(8, round(ONSET_PAST / self._seconds)))
        self._since = math.inf
        self._ear = Ear(round(sample_rate), HOP_SIZE)
        self._hearing = self._ear.start()

    def restart(self) -> None:
        """After a gap: nothing is kept but the count of onsets."""
        onsets = self.onsets
        self.__init__(self.sample_rate)  # type: ignore[misc]
        self.onsets = onsets

    def hear(self, sound: np.ndarray) -> None:
        """Measure the next piece. Shape: (frames, 2)."""
        if not len(sound):
            return
        seconds = len(sound) / self.sample_rate
        self.peak = np.maximum(np.abs(sound).max(axis=0), self.peak * 10.0 ** (-seconds * FALL_DB / 20.0))
        pull = 1.0 - math.exp(-seconds / RMS_SECONDS)
        self.power = self.power + pull * (np.square(sound, dtype=np.float64).mean(axis=0) - self.power)
        self._line = np.concatenate([self._line, sound.mean(axis=1)])
        while len(self._line) >= WINDOW_SIZE:
            self._hop(self._line[:WINDOW_SIZE])
            self._line = self._line[HOP_SIZE:]

    def _hop(self, window: np.ndarray) -> None:
        amplitudes = np.abs(np.fft.rfft(window * HANN)) * (2.0 / HANN.sum())
        self._measure_bands(amplitudes)
        self._find_onset(amplitudes)
        self._hearing = self._ear.step(self._hearing, window[-HOP_SIZE:])
        self.drive = self._hearing.envelopes

    def _measure_bands(self, amplitudes: np.ndarray) -> None:
        power = np.bincount(self._bins, np.square(amplitudes), BANDS + 1)[:BANDS] / 1.5  # 1.5: a Hann lobe has 3 bins
        shown = 1.0 - 10.0 * np.log10(power + 1e-12) / QUIETEST_DB
        self.bands = follow(self.bands, np.clip(shown, 0.0, 1.0), self._seconds, 1e-3, BAND_RELEASE)

    def _find_onset(self, amplitudes: np.ndarray) -> None:
        """A spectrum that rises far more than it usually does."""
        now = np.log10(1.0 + CLEAR * amplitudes)
        rise = float(np.maximum(0.0, now - self._before).mean())
        self._before = now
        usual, latest = float(np.median(self._rises)), float(self._rises[-4:].max())
        limit = max(ONSET_LEAST, ONSET_TIMES * usual, ONSET_STEP * latest)
        self._rises = np.append(self._rises[1:], rise)
        self._since += self._seconds
        loud = float(np.square(amplitudes).sum()) > 10.0 ** (ONSET_DB / 10.0)
        if rise > limit and loud and self._since >= ONSET_GAP:
            self.onsets += 1
            self.strength = min(1.0, rise / (4.0 * limit))
            self._since = 0.0


def _band_of_bins(sample_rate: int) -> np.ndarray:
    """Which band each bin of the spectrum belongs to; one more for those outside. Shape: (bins,)."""
    frequencies = np.fft.rfftfreq(WINDOW_SIZE, 1.0 / sample_rate)
    with np.errstate(divide="ignore"):
        place = BANDS * np.log(frequencies / LOWEST) / math.log(HIGHEST / LOWEST)
    return np.where((place >= 0.0) & (place < BANDS), place, BANDS).astype(np.intp)
