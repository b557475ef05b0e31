"""A live texture as the stage runs it: what is heard, in the style of another sound. One graph, by hops.

    sound ──> spectrum ──> magnitudes / loudness ──> network ──> styled magnitudes x loudness ──> overlap-add
                 └──────────> phase, and a soft noise where the sound has none ──────────────────────┘

The network was trained on the loss of the random filters (`export.random_filters`) for one style, so it does in
one pass what the optimisation does in hundreds. It works on levelled magnitudes; the loudness of what is
heard is taken off before and put back after, so that the texture follows the playing, and silence is silence.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from export.data.mel import MelSettings, Scale
from export.nets.levelled import PERIOD, Hiss, Levelled
from export.nets.live import CausalConv
from export.nets.streaming import Fourier, Synthesis, tensor

SETTINGS = MelSettings(22_050, 2048, 256, 0, Scale(-60.0, 40.0), synthesis_size=1024)
"""The published window and rate; the hop is half the published 512, for smooth joins and a short delay."""
STRIDE = 2
"""Hops of the stage in one published hop."""


class TextureNet(nn.Module):
    """Log magnitudes of what is heard -> those of the same in another style. Causal; the memory is outside.

    A bottleneck of a few channels, dilated convolutions over time, and noise, from which it makes what a style has
    and the input has not (Ulyanov et al., "Texture Networks", 2016).
    """

    NOISES = 4

    def __init__(self, bins: int = 1025, channels: int = 64, dilations: Sequence[int] = (1, 2, 4, 8)) -> None:
        super().__init__()
        self.front = nn.Conv1d(bins + self.NOISES, channels, 1)
        self.blocks = nn.ModuleList([CausalConv(channels, channels, 3, dilation) for dilation in dilations])
        self.last = nn.Conv1d(channels, bins, 1)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)

    def past_shapes(self) -> list[tuple[int, ...]]:
        """Of the memory."""
        return [(1, block.conv.in_channels, block.past) for block in self.blocks]

    def forward(
        self, seen: Tensor, noise: Tensor, pasts: Sequence[Tensor] | None = None
    ) -> tuple[Tensor, list[Tensor]]:
        """Shape: (batch, bins, T), (batch, NOISES, T) -> (batch, bins, T), and the memory for the next call."""
        h = self.front(torch.cat([seen, noise], dim=1))
        kept = []
        for place, block in enumerate(self.blocks):
            inner, past = block(functional.leaky_relu(h, 0.2), None if pasts is None else pasts[place])
            h = h + inner
            kept.append(past)
        return seen + self.last(functional.leaky_relu(h, 0.2)), kept


class Texture(nn.Module):
    """Sound to sound by hops; parameters and memory are inputs.

    Shape:
        sound: (1, 1, K * hop_size); amount, grain, gate: (1,); then the memory, see `memory`.
    """

    PARAMETERS = ("amount", "grain", "gate")

    def __init__(self, net: TextureNet, seed: int = 0) -> None:
        super().__init__()
        fourier = Fourier(SETTINGS.window_size, kept=SETTINGS.synthesis_size)
        self.net, self.levelled = net, Levelled(SETTINGS, fourier)
        self.synthesis, self.hiss = Synthesis(SETTINGS, fourier), Hiss(self.levelled, seed)
        chance = np.random.default_rng((seed, 1)).standard_normal((PERIOD, TextureNet.NOISES))
        self.register_buffer("chance", tensor(chance))

    @property
    def delay(self) -> int:
        """Frames from a sound going in to the same sound coming out."""
        return self.synthesis.delay

    def memory(self) -> dict[str, tuple[int, ...]]:
        """Name and shape of each tensor that comes back; all start as zeros."""
        own = self.levelled.memory() | {"overlap": (self.delay,), "count": (1,)}
        return own | {f"layer_{place}": shape for place, shape in enumerate(self.net.past_shapes())}

    def forward(self, sound: Tensor, amount: Tensor, grain: Tensor, gate: Tensor, *rest: Tensor) -> tuple[Tensor, ...]:
        """Give the sound and the memory for the next call."""
        heard, powers, overlap, count, *layers = rest
        spectra, level, heard, powers = self.levelled(sound.reshape(-1), heard, powers)
        hops = spectra.shape[0]
        place = torch.remainder(count + torch.arange(hops), float(PERIOD)).to(torch.int64)
        seen = log_magnitudes(spectra)
        styled, layers = self.net(seen.T.unsqueeze(0), self.chance[place].T.unsqueeze(0), layers)
        mixed = seen + amount * (styled[0].T.clamp(min=0.0, max=8.0) - seen)
        carrier = spectra + amount * grain * self.hiss(place)
        length = carrier.square().sum(1).clamp(min=1e-12).sqrt()
        out = carrier * ((torch.exp(mixed) - 1.0) / length).unsqueeze(1)
        out, overlap = self.synthesis(out * self.levelled.put_back(level, gate), overlap)
        return (out.reshape(1, 1, -1), heard, powers, overlap, torch.remainder(count + hops, float(PERIOD)), *layers)


def log_magnitudes(spectra: Tensor) -> Tensor:
    """ln(1 + |S|). Shape: (K, 2, bins) -> (K, bins)."""
    return torch.log1p(spectra.square().sum(1).clamp(min=1e-12).sqrt())
