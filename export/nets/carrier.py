"""What the gains are laid on: the input's own spectrum, made rich enough to become strings.

    sound ──window, FFT──> spectrum ──────────────┬─────────── + ──> carrier
      └──> exciter ──window, FFT──> overtones ── + ──> halo ──┘

Where a hummed note has no overtones the exciter makes them, in tune; where the note has ended the halo rings on.
All memory is outside, as in `export.nets.streaming`.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from export.data.mel import MelSettings
from export.nets.streaming import Analysis, Fourier, tensor

OVERTONES = 0.2
"""Amplitude of the exciter in the carrier."""
ECHO = 2.0
"""Amplitude of the halo in the carrier, as generators are trained; the stage may take less, for a drier sound."""


class Level(nn.Module):
    """How loud blocks of 16 frames are, smoothed over the last `blocks`, back at the frames' rate.

    Working on blocks keeps a window of 16 ms down to two dozen products.
    """

    def __init__(self, blocks: int = 24, size: int = 16) -> None:
        super().__init__()
        self.size, self.lost = size, blocks * size
        weights = np.hanning(blocks + 2)[1:-1]
        self.register_buffer("weights", tensor(weights / weights.sum()).reshape(1, 1, -1))
        self.register_buffer("ramp", tensor((np.arange(size) + 1.0) / size))

    def forward(self, x: Tensor) -> Tensor:
        """Weighted mean over the past. Shape: (frames,) -> (frames - lost,), the newest; in whole blocks."""
        means = x.reshape(-1, self.size).mean(1)
        means = functional.conv1d(means.reshape(1, 1, -1), self.weights).reshape(-1, 1)
        return (means[:-1] + (means[1:] - means[:-1]) * self.ramp).reshape(-1)


FIRST_BEND, SECOND_BEND = (0.3, 1.0, 1.5, 2.5), (0.3, 1.0, 2.0, 4.0)
"""Factors of x, x^2, x^3, x^4: of those tried, overtones fall most smoothly and the rest is least (-58 dB)."""


class Exciter(nn.Module):
    """Overtones for sounds that have none: what is hummed gets harmonics that are in tune with it.

    Polynomials of a low-passed sound brought to one level. Of one voice they give its own harmonics and
    nothing else. Below 700 Hz two polynomials of degree 4 follow each other, above one: 16 times 700 Hz
    and 4 times 2.6 kHz stay under half the sample rate, so that next to nothing folds back.
    """

    TAPS = 63

    def __init__(self, sample_rate: int) -> None:
        super().__init__()
        low = _low_pass(700.0 / sample_rate, self.TAPS)
        middle = _low_pass(2600.0 / sample_rate, self.TAPS) - _low_pass(500.0 / sample_rate, self.TAPS)
        self.register_buffer("filters", tensor(np.stack([low, middle])).unsqueeze(1))
        self.level = Level()

    def forward(self, sound: Tensor, frames: int) -> Tensor:
        """The newest `frames` overtones of a sound with its past (1792 frames do). Shape: (any,) -> (frames,)."""
        bands = functional.conv1d(sound.reshape(1, 1, -1), self.filters)[0]
        whole = bands.shape[1] // self.level.size * self.level.size
        low, middle = bands[0, -whole:], bands[1, -whole:]
        loudness = self._loudness(sound[-frames - self.level.lost :])
        low = self._bent(self._without_mean(self._bent(low, FIRST_BEND)), SECOND_BEND)
        middle = self._bent(middle, FIRST_BEND)
        mixed = self._without_mean(low + 0.4 * middle[-low.shape[0] :])
        return loudness * mixed[-frames:]

    def _loudness(self, x: Tensor) -> Tensor:
        return torch.sqrt(2.0 * self.level(x * x).clamp(min=1e-10))

    def _bent(self, x: Tensor, factors: tuple[float, float, float, float]) -> Tensor:
        x = (x[self.level.lost :] / (1.6 * self._loudness(x))).clamp(-1.0, 1.0)  # room for peaks of several partials
        a, b, c, d = factors
        return x * (a + x * (b + x * (c + x * d)))

    def _without_mean(self, x: Tensor) -> Tensor:
        return x[self.level.lost :] - self.level(x)


def _low_pass(frequency: float, taps: int) -> NDArray:
    places = np.arange(taps) - (taps - 1) / 2.0
    response = np.sinc(2.0 * frequency * places) * np.hamming(taps)
    return response / response.sum()


class Halo(nn.Module):
    """Echoes of the last spectra, scattered in phase and fading: what strings ring on with when the input stops.

    Past: the last `echoes` spectra up to `bins`.
    """

    def __init__(self, echoes: int = 24, bins: int = 513, fall_db: float = 24.0, seed: int = 3) -> None:
        super().__init__()
        self.echoes, self.bins = echoes, bins
        phases = np.exp(2j * np.pi * np.random.default_rng(seed).random((echoes, bins)))
        ages = np.arange(echoes, 0, -1)  # oldest first
        phases *= 10.0 ** (-fall_db / 20.0 * ages / echoes)[:, None] / np.sqrt(echoes)
        self.register_buffer("real", tensor(phases.real))
        self.register_buffer("imaginary", tensor(phases.imag))

    def forward(self, spectra: Tensor, past: Tensor) -> tuple[Tensor, Tensor]:
        """Shape: (K, 2, all bins), (echoes, 2, bins) -> the same, the past."""
        spread = spectra.shape[2] - self.bins
        both = torch.cat([past, spectra[:, :, : self.bins]])
        hops = spectra.shape[0]
        before = torch.stack([both[hop : hop + self.echoes] for hop in range(hops)])  # (K, echoes, 2, bins)
        real, imaginary = before[:, :, 0], before[:, :, 1]
        out = torch.stack(
            [
                (real * self.real - imaginary * self.imaginary).sum(1),
                (real * self.imaginary + imaginary * self.real).sum(1),
            ],
            dim=1,
        )
        return functional.pad(out, (0, spread)), both[hops:]


class Carrier(nn.Module):
    """Spectrum and carrier of a sound. Memory: frames heard, overtones, and the last spectra for the halo."""

    def __init__(self, settings: MelSettings, fourier: Fourier, echo: float = ECHO) -> None:
        super().__init__()
        self.echo = echo
        self.past_size = settings.window_size - settings.hop_size
        self.analysis, self.exciter, self.halo = Analysis(settings, fourier), Exciter(settings.sample_rate), Halo()

    def memory(self) -> dict[str, tuple[int, ...]]:
        """Name and shape of each tensor that comes back; all start as zeros."""
        echoes = (self.halo.echoes, 2, self.halo.bins)
        return {"heard": (self.past_size,), "overtones": (self.past_size,), "echoes": echoes}

    def spectra(self, sound: Tensor, heard: Tensor, overtones: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Spectrum, and that with overtones. Shape: (K * hop_size,) and memory -> (K, 2, bins) twice, memory."""
        excited = self.exciter(torch.cat([heard, sound]), sound.shape[0])
        spectra, heard = self.analysis(sound, heard)
        rich, overtones = self.analysis(excited, overtones)
        return spectra, spectra + OVERTONES * rich, heard, overtones

    def forward(self, rich: Tensor, echoes: Tensor) -> tuple[Tensor, Tensor]:
        """The carrier from the spectrum with its overtones. Shape: (K, 2, bins), memory -> (K, 2, bins), memory."""
        echo, echoes = self.halo(rich, echoes)
        return rich + self.echo * echo, echoes
