"""What drives pictures, hop by hop: onset, bass, treble, loudness and harmony of what is heard.

    21 ms of sound ─> spectrum ─┬─> K-weighted power ──> loudness ──> gate
                                ├─> bands, how far they rise ──> onset ─────────┐
                                └─> bass, treble ──> automatic gain, 0..1 ──────┴──> up at once, slowly down
    0.17 s of sound ─> spectrum ───> pitch classes, slowly

Each is one thing that can be heard, and moves one thing that can be seen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from rtxmodal.stream.features import AutoGain, Gate, approach, follow, lufs

WINDOW_SECONDS, LONG_SECONDS = 1024 / 48_000, 8192 / 48_000  # beats are found in the one, tones in the other
FALLING = 0.25  # of the short window: what has just begun is heard within a display frame
BANDS, LOWEST, HIGHEST = 20, 40.0, 16_000.0
BASS, TREBLE = (35.0, 150.0), (4000.0, 20_000.0)  # Hz
TONES = (65.0, 2100.0)  # Hz: where tones are looked for, five octaves
CLEAR = 1000.0  # what is quieter than a thousandth of full scale counts little
PAST_SECONDS = 0.7  # that a rise is compared with
USUAL = 1.5  # usual rises, to be more than usual
LEAST = 0.02  # of log10, the mean of the bands: below, nothing begins
LARGEST_SECONDS = 4.0  # in which the largest onset is forgotten by two thirds
QUIET_ONSET = 0.12  # of log10: the largest one is never thought to be smaller
FLOORS = (0.004, 0.0008)  # ranges of bass and treble that are not stretched further
ATTACK, RELEASE = 0.008, (0.2, 0.28, 0.24)  # seconds; onset, bass and treble fall as one wave
CHROMA_SECONDS = 0.7
LOUD_SECONDS = 1.5
LOUD_RANGE = 24.0  # LU under the loudest passage that is not quiet
SOFTEST = -40.0  # LUFS: the loudest passage is never thought to be softer
LOUDEST_SECONDS = 30.0  # in which that is forgotten by 10 LU


@dataclass(frozen=True)
class Hearing:
    """What is remembered from hop to hop, and what is heard now."""

    line: np.ndarray
    """The sound so far. Shape: (long window,)."""
    levels: np.ndarray
    """Of the bands, log10. Shape: (bands,)."""
    rises: np.ndarray
    """Of the last hops."""
    gain: AutoGain
    gate: Gate = Gate()
    largest: float = QUIET_ONSET
    sounds: float = 0.0
    """0 in silence, 1 in music."""
    loudness: float = -120.0
    """Of the last 0.4 s, LUFS (ITU-R BS.1770-5, momentary), both channels taken as the same."""
    power: float = 0.0
    loudest: float = -30.0
    """LUFS of the loudest passage, slowly forgotten."""
    intensity: float = 0.0
    """0 in quiet passages, 1 in the loudest ones, over seconds."""
    envelopes: np.ndarray = field(default_factory=lambda: np.zeros(3))
    """Onset, bass, treble, 0..1. Shape: (3,)."""
    chroma: np.ndarray = field(default_factory=lambda: np.zeros(12))
    """Share of each pitch class from C, over the last second; sums to 1 once a tone was heard. Shape: (12,)."""


class Ear:
    """Steps a `Hearing`. Holds nothing that changes."""

    def __init__(self, sample_rate: int, hop_size: int) -> None:
        self._rate, self._hop, self._seconds = sample_rate, hop_size, hop_size / sample_rate
        short, long = (2 * round(seconds * sample_rate / 2) for seconds in (WINDOW_SECONDS, LONG_SECONDS))
        falling = int(FALLING * short)
        up, down = np.hanning(2 * (short - falling))[: short - falling], np.hanning(2 * falling)[falling:]
        self._short, self._long = np.concatenate([up, down]), np.hanning(long)
        frequencies = np.fft.rfftfreq(short, 1.0 / sample_rate)
        edges = np.geomspace(LOWEST, min(HIGHEST, 0.45 * sample_rate), BANDS + 1)
        bands = [_between(frequencies, low, high) for low, high in zip(edges, edges[1:], strict=False)]
        self._bands = np.stack([band for band in bands if band.any()]).astype(float)  # low ones share their bins
        self._sides = np.stack([_between(frequencies, *BASS), _between(frequencies, *TREBLE)]).astype(float)
        self._weights = k_weights(frequencies, sample_rate)
        self._pitches = _pitch_classes(np.fft.rfftfreq(long, 1.0 / sample_rate))

    def start(self) -> Hearing:
        """Before the first hop."""
        rises = np.zeros(max(4, round(PAST_SECONDS / self._seconds)))
        return Hearing(
            np.zeros(len(self._long)), np.zeros(len(self._bands)), rises, AutoGain.start(FLOORS, self._seconds)
        )

    def step(self, hearing: Hearing, sound: np.ndarray) -> Hearing:
        """One hop on. Shape: (hop_size,)."""
        line = np.concatenate([hearing.line, sound])[-len(self._long) :]
        short = line[-len(self._short) :] * self._short
        power = np.abs(np.fft.rfft(short)) ** 2 * (2.0 / (len(short) * (self._short**2).sum()))
        weighted = float(power @ self._weights)
        sounds, gate = hearing.gate.step(weighted, self._seconds)
        onset, levels, rises, largest = self._onset(hearing, power)
        fitted, gain = hearing.gain.step(np.sqrt(self._sides @ power), sounds > 0.5)
        wanted = sounds * np.append(onset, fitted**2)
        envelopes = np.array(
            [
                float(follow(value, target, self._seconds, ATTACK, release))
                for value, target, release in zip(hearing.envelopes, wanted, RELEASE, strict=True)
            ]
        )
        mean = hearing.power + approach(self._seconds, 0.4) * (weighted - hearing.power)
        loudness = lufs(mean)
        loudest, intensity = self._intensity(hearing, loudness, sounds)
        return Hearing(
            line, levels, rises, gain, gate, largest, sounds, loudness, mean, loudest, intensity, envelopes,
            self._chroma(hearing, line, sounds),
        )  # fmt: skip

    def _onset(self, hearing: Hearing, power: np.ndarray) -> tuple[float, np.ndarray, np.ndarray, float]:
        """How far bands rise beyond what is usual, 0..1 of the largest lately; and what is remembered of it."""
        levels = np.log10(1.0 + CLEAR * np.sqrt(self._bands @ power))
        rise = float(np.maximum(levels - hearing.levels, 0.0).mean())
        more = max(0.0, rise - USUAL * float(np.median(hearing.rises)) - LEAST)
        largest = max(more, QUIET_ONSET, hearing.largest * math.exp(-self._seconds / LARGEST_SECONDS))
        return more / largest, levels, np.append(hearing.rises[1:], rise), largest

    def _intensity(self, hearing: Hearing, loudness: float, sounds: float) -> tuple[float, float]:
        if sounds <= 0.5:
            return hearing.loudest, hearing.intensity
        loudest = max(loudness, hearing.loudest - 10.0 * self._seconds / LOUDEST_SECONDS, SOFTEST)
        wanted = min(max(1.0 + (loudness - loudest) / LOUD_RANGE, 0.0), 1.0)
        return loudest, hearing.intensity + approach(self._seconds, LOUD_SECONDS) * (wanted - hearing.intensity)

    def _chroma(self, hearing: Hearing, line: np.ndarray, sounds: float) -> np.ndarray:
        tones = np.abs(np.fft.rfft(line * self._long)) @ self._pitches
        total = float(tones.sum())
        if total <= 1e-9 or sounds <= 0.5:
            return hearing.chroma
        before = hearing.chroma if hearing.chroma.any() else tones / total
        return np.asarray(before + approach(self._seconds, CHROMA_SECONDS) * (tones / total - before))


def k_weights(frequencies: np.ndarray, sample_rate: float) -> np.ndarray:
    """Power gain of BS.1770's two filters (their analogue prototypes by the bilinear transform). Shape: (n,)."""
    z = np.exp(-2j * np.pi * frequencies / sample_rate)
    slope, q, gain_db = math.tan(math.pi * 1681.974450955533 / sample_rate), 0.7071752369554196, 3.999843853973347
    high = 10.0 ** (gain_db / 20.0)
    middle = high**0.4996667741545416 * slope / q
    top = [high - middle + slope**2, 2.0 * (slope**2 - high), high + middle + slope**2]
    shelf = np.polyval(top, z) / np.polyval(_denominator(slope, q), z)
    slope = math.tan(math.pi * 38.13547087602444 / sample_rate)
    low_cut = np.polyval([1.0, -2.0, 1.0], z) / np.polyval(_denominator(slope, 0.5003270373238773), z)
    norm = 1.0 + slope / 0.5003270373238773 + slope**2
    return np.asarray(np.abs(shelf * low_cut * norm) ** 2)


def _denominator(slope: float, q: float) -> list[float]:
    """Coefficients of a second-order section, the highest power of z^-1 first."""
    return [1.0 - slope / q + slope**2, 2.0 * (slope**2 - 1.0), 1.0 + slope / q + slope**2]


def _between(frequencies: np.ndarray, low: float, high: float) -> np.ndarray:
    return (frequencies >= low) & (frequencies < high)


def _pitch_classes(frequencies: np.ndarray) -> np.ndarray:
    """Which pitch class, from C, a bin belongs to. Shape: (bins, 12)."""
    found = np.zeros((len(frequencies), 12))
    heard = np.flatnonzero(_between(frequencies, *TONES))
    pitch = 69.0 + 12.0 * np.log2(frequencies[heard] / 440.0)
    found[heard, np.rint(pitch).astype(int) % 12] = 0.5 - np.abs(pitch - np.rint(pitch))  # least where classes meet
    return found
