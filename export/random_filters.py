"""Style as the correlations of random filters: D. Ulyanov and V. Lebedev, "Audio texture synthesis and style transfer".

    sound ──STFT──> ln(1 + |S|) ──4096 random filters over 11 frames──> F ──F^T F / T──> G: the style

The filters are never trained. https://dmitryulyanov.github.io/audio-texture-synthesis-and-style-transfer/
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import librosa
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

SAMPLE_RATE = 22_050
WINDOW, HOP = 2048, 512
BINS = WINDOW // 2 + 1
KERNEL = 11
"""Frames that a filter sees: 0.25 s."""
FILTERS = 4096
ALPHA = 1e-2
"""Weight of the content beside the style."""


def log_magnitudes(sound: NDArray) -> NDArray[np.float32]:
    """ln(1 + |STFT|), phase dropped. Shape: (frames,) at `SAMPLE_RATE` -> (bins, 1 + frames // 512)."""
    return np.log1p(np.abs(librosa.stft(np.asarray(sound, np.float32), n_fft=WINDOW, hop_length=HOP)))


def filter_deviation(bins: int = BINS, filters: int = FILTERS) -> float:
    """Standard deviation of the weights: He's for a layer seen from both sides.

    >>> round(filter_deviation(), 8)
    0.00842668
    """
    return math.sqrt(2.0) * math.sqrt(2.0 / ((bins + filters) * KERNEL))


def draw_filters(seed: int, bins: int = BINS, filters: int = FILTERS) -> Tensor:
    """The random filters of a seed. Shape: (1, 11, bins, filters), as published."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randn((1, KERNEL, bins, filters), generator=generator) * filter_deviation(bins, filters)


def features(x: Tensor, filters: Tensor) -> Tensor:
    """What the filters find: one valid convolution over time, ReLU, no bias.

    Shape:
        x: (batch, bins, T); filters: (1, 11, bins, filters) -> (batch, filters, T - 10)
    """
    return find(x, as_weights(filters))


def as_weights(filters: Tensor) -> Tensor:
    """Filters as torch's convolution takes them. Shape: (1, 11, bins, filters) -> (filters, bins, 11)."""
    return filters[0].permute(2, 1, 0).contiguous()


def find(x: Tensor, weights: Tensor) -> Tensor:
    """`features` by filters that are laid out for torch. Shape: (batch, bins, T), (filters, bins, 11) -> ..."""
    return functional.conv1d(x, weights).relu()


def gram(found: Tensor, frames: int) -> Tensor:
    """Correlations of what the filters find. The divisor is the number of frames that went in, as published.

    Shape:
        (batch, filters, T - 10) -> (batch, filters, filters)
    """
    return found @ found.transpose(1, 2) / frames


@dataclass(frozen=True)
class Losses:
    """Both sums of squares, not yet weighted."""

    content: Tensor
    style: Tensor


def style_losses(x: Tensor, filters: Tensor, content: Tensor, style: Tensor) -> Losses:
    """How far spectrograms are from what they shall hold, and from how they shall sound.

    Shape:
        x: (batch, bins, T); content: (batch, filters, T - 10), features; style: (filters, filters), a gram
    """
    found = features(x, filters)
    return Losses((found - content).square().sum(), (gram(found, x.shape[2]) - style).square().sum())


def griffin_lim(magnitudes: NDArray, iterations: int, seed: int, length: int | None = None) -> NDArray[np.float32]:
    """A sound with these magnitudes: random phase, then there and back again (Griffin and Lim, 1984).

    Shape:
        (bins, T) -> (frames,)
    """
    magnitudes = np.asarray(magnitudes, np.float32)
    turn = np.random.default_rng(seed).uniform(-np.pi, np.pi, magnitudes.shape).astype(np.float32)
    spectra = magnitudes * np.exp(1j * turn)
    for _ in range(iterations):
        again = librosa.stft(librosa.istft(spectra, hop_length=HOP, n_fft=WINDOW), n_fft=WINDOW, hop_length=HOP)
        spectra = magnitudes * np.exp(1j * np.angle(again))
    return np.asarray(librosa.istft(spectra, hop_length=HOP, n_fft=WINDOW, length=length), np.float32)


def convergence_db(magnitudes: NDArray, sound: NDArray) -> float:
    """How far a sound's magnitudes are from the wanted ones, dB of the wanted energy."""
    made = np.abs(librosa.stft(np.asarray(sound, np.float32), n_fft=WINDOW, hop_length=HOP))[:, : magnitudes.shape[1]]
    apart = np.linalg.norm(made - magnitudes[:, : made.shape[1]])
    return float(20.0 * np.log10(apart / max(np.linalg.norm(magnitudes), 1e-12)))
