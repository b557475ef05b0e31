"""What turns a voice's spectrum into sound inside a graph: a bank of sines and a source of noise, hop by hop.

The bank: the sum of `a_k cos(k x + c_k)` for k = 1..128 is not made of 128 cosines a frame. With k = 1 + 16 i + j the
powers of one turning number split, `e^(ikx) = e^(i16ix) e^(i(1+j)x)`: 8 + 16 turning numbers and one small matrix
products do.

Axes: `V` voices, `K` harmonics, `T` frames of a hop, `B` bands of noise.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from export.data.keynotes import HARMONICS, HOP_SIZE, NOISE_SIZE, SAMPLE_RATE, band_weights
from export.nets.streaming import tensor

OUTER, INNER = 8, 16
"""`OUTER * INNER` harmonics."""
ROWS, ROW = 2048, 16
"""Size of the table that all chance is drawn from."""
STRIDE = 1237
"""Odd, so that every row of the table comes first once before one does twice, after 11 s."""


class Bank(nn.Module):
    """Amplitudes and phases to sound, the amplitudes straight from one end of the hop to the other."""

    def __init__(self) -> None:
        super().__init__()
        number = np.arange(HARMONICS)
        start = np.pi * number * (number + 1) / HARMONICS  # Schroeder's phases: no peak where all sines meet
        self.register_buffer("cosine", tensor(np.cos(start)))
        self.register_buffer("sine", tensor(np.sin(start)))

    def forward(self, amplitudes: Tensor, phase: Tensor) -> Tensor:
        """The sum at amplitudes that do not change.

        Shape:
            amplitudes (V, K), phase in cycles (V, T) -> (V, T).
        """
        voices = amplitudes.shape[0]
        angle = 2.0 * np.pi * phase.unsqueeze(1)
        inner = self._powers(torch.cos(angle), torch.sin(angle), INNER)
        step = inner[0][:, INNER - 1 :], inner[1][:, INNER - 1 :]
        outer = self._powers(*step, OUTER - 1)
        real = (amplitudes * self.cosine).reshape(voices, OUTER, INNER)
        imaginary = (amplitudes * self.sine).reshape(voices, OUTER, INNER)
        mix = torch.cat([torch.cat([real, -imaginary], 2), torch.cat([-imaginary, -real], 2)], 1)
        parts = mix @ torch.cat(inner, 1)
        straight, turned = parts[:, :OUTER], parts[:, OUTER:]
        return straight[:, 0] + (straight[:, 1:] * outer[0] + turned[:, 1:] * outer[1]).sum(1)

    @staticmethod
    def _powers(cosine: Tensor, sine: Tensor, count: int) -> tuple[Tensor, Tensor]:
        """The first `count` powers of a turning number, by doubling. Shape: (V, 1, T) -> (V, n, T)."""
        real, imaginary = cosine, sine
        while real.shape[1] < count:
            last_real, last_imaginary = real[:, -1:], imaginary[:, -1:]
            more = real * last_real - imaginary * last_imaginary, real * last_imaginary + imaginary * last_real
            real, imaginary = torch.cat([real, more[0]], 1), torch.cat([imaginary, more[1]], 1)
        return real[:, :count], imaginary[:, :count]


class Chance(nn.Module):
    """Normal numbers from a table: the same after the same past, different at every call."""

    def __init__(self) -> None:
        super().__init__()
        drawn = np.random.default_rng(7).standard_normal((ROWS, ROW))
        self.register_buffer("table", tensor((drawn - drawn.mean()) / drawn.std()))

    def forward(self, place: Tensor, count: int) -> Tensor:
        """Shape: place (1,), a whole number -> (count,)."""
        rows = torch.remainder(place + torch.arange(-(-count // ROW), dtype=torch.float32), float(ROWS))
        return self.table[rows.to(torch.int64)].reshape(-1)[:count]

    @staticmethod
    def moved(place: Tensor) -> Tensor:
        """The place for the next call. Shape: (1,) -> (1,)."""
        return torch.remainder(place + float(STRIDE), float(ROWS))


class Noise(nn.Module):
    """Levels of bands to noise: random spectra, a sine window, half overlapped (independent, so powers add to one)."""

    BINS = NOISE_SIZE // 2 + 1

    def __init__(self) -> None:
        super().__init__()
        bins = np.arange(self.BINS)
        frames = np.arange(NOISE_SIZE)
        angle = 2.0 * np.pi * np.outer(bins, frames) / NOISE_SIZE
        window = np.sin(np.pi * (frames + 0.5) / NOISE_SIZE)
        scale = np.where((bins == 0) | (bins == NOISE_SIZE // 2), 1.0, np.sqrt(2.0)) / np.sqrt(NOISE_SIZE)
        basis = np.concatenate([np.cos(angle), np.sin(angle)]) * np.tile(scale, 2)[:, None] * window
        self.register_buffer("basis", tensor(basis))
        self.register_buffer("spread", tensor(band_weights(bins * SAMPLE_RATE / NOISE_SIZE).T))

    def spectrum(self, levels_db: Tensor) -> Tensor:
        """Power of each bin, white noise of full scale is 1. Shape: (V, B) -> (V, BINS)."""
        return torch.exp(float(np.log(10.0) / 10.0) * (levels_db @ self.spread))

    def forward(self, power: Tensor, drawn: Tensor) -> Tensor:
        """A windowed stretch of noise. Shape: (C, BINS), (C, 2 BINS) -> (C, NOISE_SIZE)."""
        magnitude = torch.sqrt(power)
        return (torch.cat([magnitude, magnitude], 1) * drawn) @ self.basis


def straight_phase(start: Tensor, before: Tensor, after: Tensor) -> tuple[Tensor, Tensor]:
    """Cycles while the frequency goes straight from one end of the hop to the other.

    Shape:
        start cycles (V,), frequencies in Hz (V,) twice -> cycles (V, T), cycles at the end of the hop (V,) in 0..1.
    """
    frames = torch.arange(1.0, HOP_SIZE + 1.0)
    slope = (after - before) / (2.0 * HOP_SIZE * SAMPLE_RATE)
    phase = start[:, None] + before[:, None] / SAMPLE_RATE * frames + slope[:, None] * frames * frames
    end = phase[:, -1]
    return phase, end - torch.floor(end)
