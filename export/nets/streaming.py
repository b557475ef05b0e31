"""Sound to spectrum and back inside a graph, any number of hops at a time, all memory outside.

Every module takes `(what is new, its past)` and gives `(what comes out, its past for the next call)`, so that
one hop at a time, as the stage calls it, equals many at once, as a test does. No STFT operator is used
(CUDA has none in ONNX Runtime): a Fourier transform of 2048 is two small matrix products.

Axes: `K` hops, `B` bins or bands. The batch is always one sound and has no axis here.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from export.data.mel import MelSettings, low_delay_windows, mel_edges, mel_filters

NEPERS = float(np.log(10.0) / 20.0)
"""Natural logarithm of an amplitude ratio of 1 dB."""


def tensor(values: NDArray) -> Tensor:
    """A float32 constant."""
    return torch.from_numpy(np.ascontiguousarray(values, np.float32))


class Fourier(nn.Module):
    """Real Fourier transform as two matrix products and a twist between them (Cooley and Tukey, 1965).

    `n = columns * n1 + n2`, `k = rows * k2 + k1`; only the bins up to half are made, only the newest `kept`
    frames come back. Against one big matrix it needs 20 times fewer weights and products.
    """

    def __init__(self, size: int = 2048, rows: int = 32, kept: int = 1024) -> None:
        super().__init__()
        self.size, self.rows, self.columns, self.bins, self.kept = size, rows, size // rows, size // 2 + 1, kept
        half = self.columns // 2 + 1
        first = _turn(np.outer(np.arange(rows), np.arange(rows)) / rows)
        twist = _turn(np.outer(np.arange(rows), np.arange(self.columns)) / size)
        second = _turn(np.outer(np.arange(self.columns), np.arange(half)) / self.columns)
        self.register_buffer("first", tensor(np.concatenate([first.real, first.imag])))
        self.register_buffer("twist", tensor(np.stack([twist.real, twist.imag])))
        self.register_buffer("second", tensor(np.block([[second.real, second.imag], [-second.imag, second.real]])))
        back, last = second.conj().T, first.conj()[rows - kept // self.columns :]
        self.register_buffer("back", tensor(np.block([[back.real, back.imag], [-back.imag, back.real]])))
        self.register_buffer("last", tensor(np.concatenate([last.real, -last.imag], axis=1) / size))
        twice = np.full(self.bins, 2.0)
        twice[[0, -1]] = 1.0
        self.register_buffer("twice", tensor(twice))

    def forward(self, windows: Tensor) -> Tensor:
        """Spectra. Shape: (K, size) -> (K, 2, bins), real and imaginary part."""
        x = self.first @ windows.reshape(-1, self.rows, self.columns)
        real, imaginary = x[:, : self.rows], x[:, self.rows :]
        x = torch.cat(self._twisted(real, imaginary, 1.0), dim=2) @ self.second
        half = self.columns // 2 + 1
        x = torch.stack([x[:, :, :half], x[:, :, half:]], dim=1)  # (K, 2, k1, k2)
        return x.transpose(2, 3).reshape(-1, 2, half * self.rows)[:, :, : self.bins]

    def inverse(self, spectra: Tensor) -> Tensor:
        """The newest `kept` frames of each window. Shape: (K, 2, bins) -> (K, kept)."""
        half = self.columns // 2 + 1
        x = functional.pad(spectra * self.twice, (0, half * self.rows - self.bins))
        x = x.reshape(-1, 2, half, self.rows).transpose(2, 3)  # (K, 2, k1, k2)
        x = torch.cat([x[:, 0], x[:, 1]], dim=2) @ self.back
        real, imaginary = self._twisted(x[:, :, : self.columns], x[:, :, self.columns :], -1.0)
        return (self.last @ torch.cat([real, imaginary], dim=1)).reshape(-1, self.kept)

    def _twisted(self, real: Tensor, imaginary: Tensor, sign: float) -> tuple[Tensor, Tensor]:
        cosine, sine = self.twist[0], self.twist[1] * sign
        return real * cosine - imaginary * sine, real * sine + imaginary * cosine


def _turn(cycles: NDArray) -> NDArray:
    return np.exp(-2j * np.pi * cycles)


class Analysis(nn.Module):
    """Sound to spectra under the long low-delay window. Past: the newest `window_size - hop_size` frames."""

    def __init__(self, settings: MelSettings, fourier: Fourier) -> None:
        super().__init__()
        self.hop_size, self.window_size = settings.hop_size, settings.window_size
        self.fourier = fourier
        self.register_buffer("window", tensor(low_delay_windows(settings.window_size, settings.synthesis_size)[0]))

    def forward(self, sound: Tensor, past: Tensor) -> tuple[Tensor, Tensor]:
        """Shape: (K * hop_size,), (window_size - hop_size,) -> (K, 2, bins), the past."""
        sound = torch.cat([past, sound])
        hops = (sound.shape[0] - past.shape[0]) // self.hop_size
        windows = torch.stack(
            [sound[hop * self.hop_size : hop * self.hop_size + self.window_size] for hop in range(hops)]
        )
        return self.fourier(windows * self.window), sound[sound.shape[0] - past.shape[0] :]


class Synthesis(nn.Module):
    """Spectra to sound by overlap-add. Past: what the windows so far leave for the hops to come.

    With unchanged spectra the sound comes back whole, `synthesis_size - hop_size` frames late.
    """

    def __init__(self, settings: MelSettings, fourier: Fourier) -> None:
        super().__init__()
        self.hop_size, self.overlap = settings.hop_size, settings.synthesis_size // settings.hop_size
        self.delay = settings.synthesis_size - settings.hop_size
        self.fourier = fourier
        window = low_delay_windows(settings.window_size, settings.synthesis_size)[1][-settings.synthesis_size :]
        self.register_buffer("window", tensor(window * 2.0 / self.overlap))  # Hann windows add up to overlap / 2

    def forward(self, spectra: Tensor, past: Tensor) -> tuple[Tensor, Tensor]:
        """Shape: (K, 2, bins), (delay,) -> (K * hop_size,), the past."""
        parts = (self.fourier.inverse(spectra) * self.window).reshape(-1, self.overlap, self.hop_size)
        hops = parts.shape[0]
        late = self.overlap - 1
        total = functional.pad(past.reshape(late, self.hop_size), (0, 0, 0, hops))
        for step in range(self.overlap):
            total = total + functional.pad(parts[:, step], (0, 0, step, late - step))
        return total[:hops].reshape(-1), total[hops:].reshape(-1)


class Mel(nn.Module):
    """Spectra to mel power in dB, not below the scale's floor, and a gain for each band to one for each bin."""

    def __init__(self, settings: MelSettings) -> None:
        super().__init__()
        self.floor = float(10.0 ** (settings.scale.floor_db / 10.0))
        self.register_buffer("filters", tensor(mel_filters(settings).T))
        bins = np.arange(settings.window_size // 2 + 1) * settings.sample_rate / settings.window_size
        centres = mel_edges(settings)[1:-1]
        spread = np.stack([np.interp(bins, centres, row) for row in np.eye(settings.bands)])
        self.register_buffer("spread", tensor(spread))
        octaves = np.log2(np.maximum(bins, 60.0) / 1000.0)
        self.register_buffer("octaves", tensor(octaves))

    def forward(self, spectra: Tensor) -> Tensor:
        """Shape: (K, 2, bins) -> (K, bands)."""
        power = spectra.square().sum(1) @ self.filters
        return 10.0 / np.log(10.0) * torch.log(power.clamp(min=self.floor))

    def gains(self, gains_db: Tensor, tilt_db: Tensor) -> Tensor:
        """Linear gains with a tilt of `tilt_db` an octave around 1 kHz. Shape: (K, bands), (1,) -> (K, 1, bins)."""
        tilt = (tilt_db * self.octaves).clamp(-30.0, 30.0)
        return torch.exp(NEPERS * (gains_db @ self.spread + tilt)).unsqueeze(1)


class Ensemble(nn.Module):
    """Several players from one: two copies whose delay swings slowly and trembles fast, beside the sound itself.

    The string machines' three-phase chorus. Past: the newest frames, and how many hops have passed
    (modulo the period, so that it stays a whole number that float32 holds).
    """

    PERIOD = 1200
    """Hops after which all swings are where they began."""

    def __init__(self, settings: MelSettings, reach: int = 512) -> None:
        super().__init__()
        self.hop_size, self.reach = settings.hop_size, reach
        rate = settings.sample_rate / 1000.0  # frames a ms
        self.register_buffer("middle", tensor(np.array([[7.0 * rate], [12.0 * rate]])))
        self.register_buffer("slow", tensor(np.array([[0.0], [1.0 / 3.0]])))
        self.swing, self.tremble = 1.6 * rate, 0.07 * rate
        self.register_buffer("frames", tensor(np.arange(settings.hop_size)))

    def forward(self, sound: Tensor, share: Tensor, past: Tensor, count: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Shape: (K * hop_size,), (1,), (reach,), (1,) -> (K * hop_size,), past, count."""
        both = torch.cat([past, sound])
        hops = sound.shape[0] // self.hop_size
        passed = torch.cat(
            [torch.remainder(count + hop, float(self.PERIOD)) + self.frames / self.hop_size for hop in range(hops)]
        )
        turns = passed.unsqueeze(0)
        swings = self.swing * torch.sin(2.0 * np.pi * (turns / 150.0 + self.slow))
        trembles = self.tremble * torch.sin(2.0 * np.pi * (turns / 16.0 + 2.0 * self.slow))
        delay = self.middle + swings + trembles
        whole = torch.ceil(delay)
        part = whole - delay
        index = torch.arange(sound.shape[0]) + self.reach - whole.to(torch.int64)
        copies = (both[index] * (1.0 - part) + both[index + 1] * part).sum(0)
        mixed = (sound + 0.7 * share * copies) / torch.sqrt(1.0 + 0.98 * share * share)
        return mixed, both[both.shape[0] - self.reach :], torch.remainder(count + hops, float(self.PERIOD))
