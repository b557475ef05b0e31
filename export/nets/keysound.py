"""What turns a voice's spectrum into sound inside a graph: a bank of sines and a source of noise, hop by hop.

The bank: the sum of `a_k cos(k x + c_k)` for k = 1..128 is not made of 128 cosines a frame. With k = 1 + 16 i + j the
powers of one turning number split, `e^(ikx) = e^(i16ix) e^(i(1+j)x)`: 8 + 16 sines and cosines and two small matrix
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
TABLE = 16384
"""Numbers in the table that all chance is drawn from: a power of two."""
STRIDE = 5077
"""Odd, so that every start of the table comes before one comes twice."""


class Bank(nn.Module):
    """Amplitudes and phases to sound, the amplitudes straight from one end of the hop to the other."""

    def __init__(self) -> None:
        super().__init__()
        number = np.arange(HARMONICS)
        start = np.pi * number * (number + 1) / HARMONICS  # Schroeder's phases: no peak where all sines meet
        self.register_buffer("cosine", tensor(np.cos(start)))
        self.register_buffer("sine", tensor(np.sin(start)))
        self.register_buffer("inner", tensor(np.arange(1.0, INNER + 1.0).reshape(1, INNER, 1)))
        self.register_buffer("outer", tensor(INNER * np.arange(0.0, OUTER).reshape(1, OUTER, 1)))

    def forward(self, amplitudes: Tensor, phase: Tensor) -> Tensor:
        """The sum at amplitudes that do not change.

        Shape:
            amplitudes (V, K), phase in cycles (V, T) -> (V, T).
        """
        voices = amplitudes.shape[0]
        real = (amplitudes * self.cosine).reshape(voices, OUTER, INNER)
        imaginary = (amplitudes * self.sine).reshape(voices, OUTER, INNER)
        inner, outer = self._turns(self.inner, phase), self._turns(self.outer, phase)
        mix = torch.cat([torch.cat([real, -imaginary], 2), torch.cat([-imaginary, -real], 2)], 1)
        return ((mix @ inner) * outer).sum(1)

    @staticmethod
    def _turns(numbers: Tensor, phase: Tensor) -> Tensor:
        """Cosines of each multiple, then the sines. Shape: (1, n, 1), (V, T) -> (V, 2 n, T)."""
        cycles = numbers * phase.unsqueeze(1)
        angle = 2.0 * np.pi * (cycles - torch.floor(cycles))
        return torch.cat([torch.cos(angle), torch.sin(angle)], 1)


class Chance(nn.Module):
    """Normal numbers from a table: the same after the same past, different at every call."""

    def __init__(self) -> None:
        super().__init__()
        drawn = np.random.default_rng(7).standard_normal(TABLE)
        self.register_buffer("table", tensor((drawn - drawn.mean()) / drawn.std()))

    def forward(self, place: Tensor, count: int) -> Tensor:
        """Shape: place (1,), a whole number -> (count,)."""
        index = torch.remainder(place + torch.arange(count, dtype=torch.float32), float(TABLE))
        return self.table[index.to(torch.int64)]

    @staticmethod
    def moved(place: Tensor) -> Tensor:
        """The place for the next call. Shape: (1,) -> (1,)."""
        return torch.remainder(place + float(STRIDE), float(TABLE))


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
        magnitude = torch.sqrt(power + 1e-12)
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
