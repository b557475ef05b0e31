"""The decoder of the keys: which key, how long ago, which instrument -> a spectrum (after DDSP, Engel et al. 2020).

    key, age, instrument, chance ──> trunk ──┬── source: level of each harmonic by its number  ─┐
                                             ├── body: level by frequency (resonances)  ────────┴─> harmonics, dB
                                             ├── noise: level of each band                          noise, dB
                                             ├── flutter: how far harmonics tremble, dB             scoop, cents
             key, instrument, chance ──> ringing: how fast each frequency fades, dB/s

There is no recurrent state: all that a note becomes is a function of its age, so nothing drifts however long a key is
held, and a hop costs the same at any time. What is remembered (phases, levels, ages) is in `keys_stage`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from export.data.keynotes import HARMONICS, NOISE_BANDS, band_edges
from export.nets.streaming import tensor

VARIATION = 4
"""Numbers that make one stroke of a key unlike the next."""
AGES = (0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28)
"""Seconds of the time constants by which the trunk sees time."""
KEYS = 12
"""Bumps along the keyboard by which the trunk sees the key."""
SCOOP, SCOOP_SECONDS = 25.0, 0.05
"""Most cents by which an onset may be off, and how soon that is over."""


@dataclass(frozen=True)
class Spectrum:
    """What a voice shall sound like at one moment."""

    harmonics_db: Tensor
    """Shape: (V, HARMONICS)"""
    noise_db: Tensor
    """Shape: (V, NOISE_BANDS)"""
    flutter_db: Tensor
    """Standard deviation of each harmonic's trembling. Shape: (V, HARMONICS)"""
    cents: Tensor
    """Of the onset. Shape: (V,)"""


class Trunk(nn.Module):
    """Three layers, the later two beside a straight way."""

    def __init__(self, taken: int, width: int) -> None:
        super().__init__()
        self.first, self.second, self.third = nn.Linear(taken, width), nn.Linear(width, width), nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        """Shape: (V, taken) -> (V, width)."""
        x = functional.silu(self.first(x))
        x = x + functional.silu(self.second(x))
        return x + functional.silu(self.third(x))


class Decoder(nn.Module):
    """A key of an instrument, some time after its onset, as a spectrum.

    Args:
        decays: 1 for each instrument that rings out by itself, else 0.
        width: of the layers.

    The buffer `ranges` holds the lowest and highest key of each instrument's data; beyond, the nearest one's source is
    played through the same body.
    """

    def __init__(self, decays: tuple[float, ...], width: int = 128) -> None:
        super().__init__()
        self.instruments = len(decays)
        self.register_buffer("decays", torch.tensor(decays, dtype=torch.float32))
        self.register_buffer("ranges", torch.tensor([[21.0, 108.0]] * len(decays)))
        self.register_buffer("ages", tensor(np.array(AGES)))
        self.register_buffer("bumps", tensor(np.linspace(24.0, 106.0, KEYS)))
        self.register_buffer("numbers", tensor(np.arange(1.0, HARMONICS + 1.0)))
        self.step = float(np.arcsinh(band_edges()[1] / 400.0))
        still = self.instruments + VARIATION + KEYS + 1
        self.trunk, self.ringing_trunk = Trunk(still + len(AGES) + 1, width), Trunk(still, width // 2)
        self.source, self.body = nn.Linear(width, HARMONICS), nn.Linear(width, NOISE_BANDS)
        self.noise, self.flutter = nn.Linear(width, NOISE_BANDS), nn.Linear(width, NOISE_BANDS)
        self.scoop, self.ringing = nn.Linear(width, 1), nn.Linear(width // 2, NOISE_BANDS)
        with torch.no_grad():
            self.source.bias.copy_(-40.0 - 4.0 * torch.log2(torch.arange(1.0, HARMONICS + 1.0)))
            self.noise.bias.fill_(-65.0)
            for head in (self.source, self.body, self.noise):
                head.weight.mul_(10.0)  # in dB

    def forward(self, pitch: Tensor, age: Tensor, share: Tensor, variation: Tensor) -> Spectrum:
        """One moment.

        Shape:
            pitch as a MIDI key with a fraction (V,), age in seconds (V,), share of each instrument, summing to one
            (V, I), variation of normal size (V, VARIATION).
        """
        share = share.expand(pitch.shape[0], -1)
        low, high = (share @ self.ranges).unbind(1)
        seen = torch.minimum(torch.maximum(pitch, low), high).unsqueeze(1)
        bumps = torch.exp(-0.5 * torch.square((seen - self.bumps) / 6.0))
        still = torch.cat([share, variation, bumps, (seen - 60.0) / 24.0], 1)
        time = torch.cat([torch.exp(-age.unsqueeze(1) / self.ages), torch.log1p(50.0 * age).unsqueeze(1) / 4.0], 1)
        trunk = self.trunk(torch.cat([still, time], 1))
        rings = functional.softplus(self.ringing(self.ringing_trunk(still))) * 10.0
        faded = age.unsqueeze(1) * (share @ self.decays).unsqueeze(1) * rings
        body, flutter = self.body(trunk) - faded, functional.softplus(self.flutter(trunk) - 1.0)
        body, flutter = self.at_harmonics(pitch, body, flutter)
        scoop = SCOOP * torch.tanh(self.scoop(trunk).squeeze(1)) * torch.exp(-age / SCOOP_SECONDS)
        return Spectrum(self.source(trunk) + body, self.noise(trunk) - faded, flutter, scoop)

    def at_harmonics(self, pitch: Tensor, *levels: Tensor) -> list[Tensor]:
        """Levels of bands read off at each harmonic's frequency. Shape: (V,), (V, NOISE_BANDS) -> (V, HARMONICS)."""
        frequency = 440.0 * torch.exp2((pitch.unsqueeze(1) - 69.0) / 12.0) * self.numbers / 400.0
        place = torch.log(frequency + torch.sqrt(frequency * frequency + 1.0)) / self.step  # arcsinh
        place = place.clamp(max=NOISE_BANDS - 1.001)
        below = torch.floor(place)
        share, index = place - below, below.to(torch.int64)
        return [torch.lerp(level.gather(1, index), level.gather(1, index + 1), share) for level in levels]
