"""Sound to mel spectrogram and the numbers a network sees, in numpy; the graph does the same in torch.

    sound ──window, FFT──> |X|^2 ──mel filters──> power ──log, scale──> x in [-1, 1]

Two settings are used: `PUBLISHED`, those of the TraVeLGAN for audio (librosa 0.7.2's defaults), and
`LIVE`, with a short hop and windows that end at the newest frame.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

POWER_FLOOR = 1e-10
"""Smallest power that is taken a logarithm of (librosa's `amin`)."""


@dataclass(frozen=True)
class Scale:
    """Affine map between a power in dB and a network's [-1, 1]; the same constants for every sound."""

    floor_db: float
    """Power, dB, that becomes -1; anything below it too."""
    top_db: float
    """Power, dB, that becomes +1; anything above it too."""

    def normalise(self, power_db: Floats) -> Floats:
        """Power in dB to [-1, 1].

        >>> PUBLISHED.scale.normalise(np.array([-100.0, -80.0, -30.0, 0.0, 20.0, 40.0])).tolist()
        [-1.0, -1.0, 0.0, 0.6000000000000001, 1.0, 1.0]
        """
        return np.clip((power_db - self.floor_db) / (self.top_db - self.floor_db) * 2.0 - 1.0, -1.0, 1.0)

    def denormalise(self, x: Floats) -> Floats:
        """[-1, 1] back to power in dB; exact between floor and top."""
        return (np.clip(x, -1.0, 1.0) + 1.0) / 2.0 * (self.top_db - self.floor_db) + self.floor_db


@dataclass(frozen=True)
class MelSettings:
    """What decides a mel spectrogram."""

    sample_rate: int
    """Frames of sound a second."""
    window_size: int
    """Frames of sound under one window, and the size of its Fourier transform."""
    hop_size: int
    """Frames of sound from one window to the next."""
    bands: int
    """Mel bands from 0 Hz to half the sample rate."""
    scale: Scale
    """Range of the power in dB."""
    synthesis_size: int = 0
    """Frames of the synthesis window; 0: nothing is synthesised and the analysis window is Hann."""


PUBLISHED = MelSettings(22050, 2048, 512, 128, Scale(-80.0, 20.0))
"""Andrei Bratu's settings; MelGAN-VC's `(dB - 20 + 100) / 100` is a range of -80..20 dB."""

LIVE = MelSettings(24000, 2048, 256, 128, Scale(-60.0, 40.0), synthesis_size=1024)
"""10.7 ms hop; the range fits a microphone: a full-scale sine reaches 40 dB, -75 dBFS of hiss -50 dB."""


def hann(size: int) -> Floats:
    """Periodic Hann window. Shape: (size,)."""
    return 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(size) / size)


def low_delay_windows(analysis_size: int, synthesis_size: int) -> tuple[Floats, Floats]:
    """A long analysis and a short synthesis window whose product is a short Hann window.

    The analysis window rises over its far past and falls over the newest half of `synthesis_size`, so that
    pitch is resolved by `analysis_size` while the delay is that of `synthesis_size` (Mauler and Martin,
    "A low delay, variable resolution, perfect reconstruction spectral analysis-synthesis system", 2007).
    Both end at the newest frame; the synthesis window is zero before.

    Shape:
        two times (analysis_size,)
    """
    half = synthesis_size // 2
    rise = np.sqrt(hann(2 * (analysis_size - half))[: analysis_size - half])
    fall = np.sqrt(hann(synthesis_size)[half:])
    analysis = np.concatenate([rise, fall])
    synthesis = np.zeros(analysis_size)
    short = hann(synthesis_size)
    synthesis[-synthesis_size:] = short / np.maximum(analysis[-synthesis_size:], 1e-6)
    return analysis, synthesis


def analysis_window(settings: MelSettings) -> Floats:
    """The window before the Fourier transform. Shape: (window_size,)."""
    if settings.synthesis_size:
        return low_delay_windows(settings.window_size, settings.synthesis_size)[0]
    return hann(settings.window_size)


def hz_to_mel(hz: Floats) -> Floats:
    """Slaney's mel scale: linear below 1 kHz, logarithmic above (Auditory Toolbox, 1998)."""
    hz = np.asarray(hz, np.float64)
    return np.where(hz < 1000.0, hz * 3.0 / 200.0, 15.0 + 27.0 * np.log(np.maximum(hz, 1.0) / 1000.0) / np.log(6.4))


def mel_to_hz(mel: Floats) -> Floats:
    """Inverse of `hz_to_mel`."""
    mel = np.asarray(mel, np.float64)
    return np.where(mel < 15.0, mel * 200.0 / 3.0, 1000.0 * np.exp((mel - 15.0) * np.log(6.4) / 27.0))


def mel_edges(settings: MelSettings) -> Floats:
    """Left edge, centres and right edge of the bands, Hz. Shape: (bands + 2,)."""
    top = hz_to_mel(np.array(settings.sample_rate / 2.0))
    return mel_to_hz(np.linspace(0.0, float(top), settings.bands + 2))


def mel_filters(settings: MelSettings) -> Floats:
    """Triangles of unit area, as librosa's defaults. Shape: (bands, window_size / 2 + 1)."""
    edges = mel_edges(settings)
    bins = np.arange(settings.window_size // 2 + 1) * settings.sample_rate / settings.window_size
    left, centre, right = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    up, down = (bins - left) / (centre - left), (right - bins) / (right - centre)
    return np.maximum(0.0, np.minimum(up, down)) * 2.0 / (right - left)


def power_to_db(power: Floats, top_db: float | None = None) -> Floats:
    """Power to dB; with `top_db`, nothing lies further than that below the loudest value of the array."""
    power_db = 10.0 * np.log10(np.maximum(power, POWER_FLOOR))
    return power_db if top_db is None else np.maximum(power_db, power_db.max() - top_db)


def windows_of(sound: Floats, settings: MelSettings) -> Floats:
    """Cut a sound into windows.

    Published: centred on multiples of the hop, mirrored at the ends (librosa). Live: window `t` ends with
    frame `(t + 1) * hop_size`, silence before the start, so that it needs nothing that is yet to come.

    Shape:
        sound: (frames,)
        returns: (windows, window_size), a view
    """
    size, hop = settings.window_size, settings.hop_size
    if settings.synthesis_size:
        padded = np.concatenate([np.zeros(size - hop), sound[: len(sound) // hop * hop]])
    else:
        padded = np.pad(sound, size // 2, mode="reflect")
    return np.lib.stride_tricks.sliding_window_view(padded, size)[::hop]


def mel_power(sound: Floats, settings: MelSettings) -> NDArray[np.float32]:
    """Mel power spectrogram. Shape: (frames,) -> (bands, windows)."""
    window, filters = analysis_window(settings).astype(np.float32), mel_filters(settings).astype(np.float32)
    windows = windows_of(np.asarray(sound, np.float32), settings)
    out = np.empty((settings.bands, len(windows)), np.float32)
    for start in range(0, len(windows), 1024):  # in pieces: the windows overlap eightfold
        spectrum = np.abs(np.fft.rfft(windows[start : start + 1024] * window, axis=1)) ** 2
        out[:, start : start + 1024] = filters @ spectrum.T.astype(np.float32)
    return out


def melgram(sound: Floats, settings: MelSettings) -> NDArray[np.float32]:
    """Normalised mel spectrogram, what a network takes. Shape: (frames,) -> (bands, windows)."""
    return settings.scale.normalise(power_to_db(mel_power(sound, settings))).astype(np.float32)
