"""The generator of the live timbre model: causal, small, and with its memory outside."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from export.nets.travelgan import BANDS, SLOPE


class CausalConv(nn.Module):
    """Convolution over time that sees the past only. The past is an argument, so streaming equals offline."""

    def __init__(self, channels_in: int, channels_out: int, kernel: int, dilation: int = 1) -> None:
        super().__init__()
        self.past = (kernel - 1) * dilation
        self.conv = nn.Conv1d(channels_in, channels_out, kernel, dilation=dilation)

    def forward(self, x: Tensor, past: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Give the output and what to pass as `past` next time (`None`: silence before).

        Shape:
            x: (batch, channels_in, width); past: (batch, channels_in, self.past)
        """
        if past is None:
            past = x.new_zeros(x.shape[0], x.shape[1], self.past)
        x = torch.cat([past, x], dim=2)
        return self.conv(x), x[:, :, x.shape[2] - self.past :]


class LiveGenerator(nn.Module):
    """Causal generator for the stage: no look-ahead, all memory outside.

    It sees two mel spectrograms: of what is heard, and of the carrier that will be played, and gives a change
    in loudness for every band of the carrier. Silence (-1) is the zero of its inside, so that nothing before
    the start is silence.

        heard, carrier ──> dilated causal convolutions, all bands at once: what is going on ──> 4 maps of the bands
              └───────────────────── with the maps ──> convolutions along the bands: the same for every pitch ──> change

    The second half is why it learns in minutes: it need not learn each note for itself.
    """

    MAPS = 4
    """Pictures of the bands that the first half hands to the second."""

    def __init__(
        self, channels: int = 96, dilations: tuple[int, ...] = (1, 2, 4, 8, 16), width: int = 12, bands: int = BANDS
    ) -> None:
        super().__init__()
        self.bands = bands
        self.front = CausalConv(2 * bands, channels, 3)
        self.blocks = nn.ModuleList([CausalConv(channels, channels, 3, dilation) for dilation in dilations])
        self.mixes = nn.ModuleList([nn.Conv1d(channels, channels, 1) for _ in dilations])
        self.maps = nn.Conv1d(channels, self.MAPS * bands, 1)
        self.along = nn.ModuleList([nn.Conv2d(2 + self.MAPS, width, (9, 3)), nn.Conv2d(width, width, (9, 1))])
        self.last = nn.Conv2d(width, 1, (9, 1))
        for layer in (*self.mixes, self.maps):
            nn.init.normal_(layer.weight, std=0.1 / channels**0.5)
            nn.init.zeros_(layer.bias)
        nn.init.normal_(self.last.weight, std=0.01)

    def past_shapes(self) -> list[tuple[int, ...]]:
        """Shapes of the memory for one sound, in the order of `forward`."""
        layers = [(1, conv.conv.in_channels, conv.past) for conv in (self.front, *self.blocks)]
        return [*layers, (1, 2 + self.MAPS, self.bands, 2)]

    def forward(self, heard: Tensor, rich: Tensor, pasts: list[Tensor] | None = None) -> tuple[Tensor, list[Tensor]]:
        """Shape: (batch, bands, width) twice -> the same once, and the memory for the next call. Not clipped."""
        given: list[Any] = [None] * (2 + len(self.blocks)) if pasts is None else list(pasts)
        h, past = self.front(torch.cat([heard, rich], dim=1) + 1.0, given[0])
        kept = [past]
        for block, mix, before in zip(self.blocks, self.mixes, given[1:-1], strict=True):
            inner, past = block(functional.leaky_relu(h, SLOPE), before)
            h = h + mix(functional.leaky_relu(inner, SLOPE))
            kept.append(past)
        maps = self.maps(functional.leaky_relu(h, SLOPE)).reshape(heard.shape[0], self.MAPS, self.bands, -1)
        z = torch.cat([heard[:, None] + 1.0, rich[:, None] + 1.0, maps], dim=1)
        z = torch.cat([z.new_zeros(*z.shape[:3], 2) if given[-1] is None else given[-1], z], dim=3)
        kept.append(z[..., z.shape[3] - 2 :])
        for layer in self.along:
            z = functional.leaky_relu(layer(functional.pad(z, (0, 0, 4, 4))), SLOPE)
        return rich + maps[:, 0] + self.last(functional.pad(z, (0, 0, 4, 4)))[:, 0], kept
