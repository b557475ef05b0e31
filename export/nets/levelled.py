"""Sound as if it were always equally loud: spectra for a network, and the loudness to be put back afterwards.

What is heard on a stage is soft and loud; a network is given one loudness. A hiss of the same loudness stands by for
where a style or a dream has something and the sound has nothing.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from export.data.mel import MelSettings, hann
from export.nets.streaming import Analysis, Fourier, tensor

LEVEL = 10.0 ** (-22.0 / 20.0)
"""RMS of a levelled sound, as `export.data.sounds.levelled` makes it."""
SOFTEST = 10.0 ** (-60.0 / 20.0)
"""RMS below which nothing is levelled up any more: hiss stays soft."""
GATE_WIDTH_DB = 12.0
"""From closed to open."""
PERIOD = 1024
"""Hops after which all that is random begins again: 11 s."""


class Follower(nn.Module):
    """Loudness as RMS over the last third of a second, quick to rise. Past: mean power of the last hops."""

    REACH = 28

    def __init__(self, hop_size: int) -> None:
        super().__init__()
        self.hop_size = hop_size
        weights = np.exp(-np.arange(self.REACH, -1, -1.0) / 9.0)
        self.register_buffer("weights", tensor(weights / weights.sum()))

    def forward(self, sound: Tensor, past: Tensor) -> tuple[Tensor, Tensor]:
        """Shape: (K * hop_size,), (REACH,) -> (K,), the past."""
        powers = torch.cat([past, sound.reshape(-1, self.hop_size).square().mean(1)])
        hops = sound.shape[0] // self.hop_size
        windows = torch.stack([powers[hop : hop + self.REACH + 1] for hop in range(hops)])
        mean = (windows * self.weights).sum(1)
        return torch.maximum(mean, 0.5 * windows[:, -1]).clamp(min=1e-12).sqrt(), powers[hops:]


class Levelled(nn.Module):
    """Sound to levelled spectra, as loud as under a Hann window, and its loudness. Past: sound, and powers of hops."""

    def __init__(self, settings: MelSettings, fourier: Fourier) -> None:
        super().__init__()
        self.analysis, self.follower = Analysis(settings, fourier), Follower(settings.hop_size)
        power = float(self.analysis.window.square().sum())
        self.unit = float(np.sqrt(np.sum(hann(settings.window_size) ** 2) / power))

    def memory(self) -> dict[str, tuple[int, ...]]:
        """Name and shape of each tensor that comes back; all start as zeros."""
        return {"heard": (self.analysis.window_size - self.analysis.hop_size,), "powers": (Follower.REACH,)}

    def forward(self, sound: Tensor, heard: Tensor, powers: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Spectra, loudness (RMS), and the memory. Shape: (K * hop_size,), ... -> (K, 2, bins), (K, 1, 1), ..."""
        spectra, heard = self.analysis(sound, heard)
        level, powers = self.follower(sound, powers)
        level = level.reshape(-1, 1, 1)
        return spectra * (self.unit * LEVEL) / level.clamp(min=SOFTEST), level, heard, powers

    def put_back(self, level: Tensor, gate: Tensor) -> Tensor:
        """Gain from levelled spectra to the sound, closed below the gate. Shape: (K, 1, 1), (1,) -> (K, 1, 1)."""
        return level.clamp(min=SOFTEST) * opened(level, gate) / (self.unit * LEVEL)


class Hiss(nn.Module):
    """Spectra of a steady noise as loud as a levelled sound, the same for the same place in the period.

    Whole numbers, for a small file; and nothing in it has the period of a hop, else a line would be heard there.
    """

    def __init__(self, levelled: Levelled, seed: int) -> None:
        super().__init__()
        analysis = levelled.analysis
        self.fourier, self.hop_size = analysis.fourier, analysis.hop_size
        hiss = np.random.default_rng(seed).integers(-120, 121, (PERIOD, analysis.hop_size))
        hiss = np.rint(hiss - hiss.mean(0)).astype(np.int8).reshape(-1)
        self.register_buffer("hiss", torch.from_numpy(hiss))
        self.register_buffer("window", analysis.window * (levelled.unit * LEVEL / float(hiss.std())))
        self.register_buffer("frames", torch.arange(analysis.window_size))

    def forward(self, place: Tensor) -> Tensor:
        """Shape: (K,) int64 -> (K, 2, bins)."""
        starts = place.reshape(-1, 1) * self.hop_size + self.frames
        return self.fourier(self.hiss[torch.remainder(starts, self.hiss.shape[0])].to(torch.float32) * self.window)


def opened(level: Tensor, threshold: Tensor) -> Tensor:
    """Gain of a gate: 0 below the threshold (dB of full scale, RMS), 1 from `GATE_WIDTH_DB` above; any shape."""
    level_db = 20.0 * torch.log10(level.clamp(min=1e-6))
    share = ((level_db - threshold) / GATE_WIDTH_DB).clamp(0.0, 1.0)
    return share * share * (3.0 - 2.0 * share)
