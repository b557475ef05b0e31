"""The "566" CycleGAN's networks as published, and what freezes them for a stage.

    generator      conv7 64 ─ conv3/2 128 ─ conv3/2 256 ─ 9 residual blocks ─ convT 128 ─ convT 64 ─ conv7 ─ norm ─ tanh
    discriminator  conv4/2 64 ─ 128 ─ 256 ─ conv4 512 ─ conv4 1                (70 x 70 patches)

Instance norm has weights everywhere, also before the tanh. Edges are mirrored.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

SLOPE = 0.2
"""Leaky ReLU of the discriminator."""


class Norm(nn.Module):
    """Instance norm with weights, by each picture's own statistics, or frozen: by those of training.

    A window that is louder or darker than the last would otherwise be made like it: the picture pumps.
    """

    MOMENTUM = 0.01

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.empty(channels)), nn.Parameter(torch.zeros(channels))
        nn.init.normal_(self.weight, 1.0, 0.02)
        self.register_buffer("mean", torch.zeros(channels))
        self.register_buffer("variance", torch.ones(channels))
        self.register_buffer("seen", torch.zeros(()))
        self.frozen = False

    def forward(self, x: Tensor) -> Tensor:
        """Shape: (batch, channels, h, w) -> the same."""
        if self.frozen:
            return functional.batch_norm(x, self.mean, self.variance, self.weight, self.bias, eps=1e-5)
        if self.training:
            with torch.no_grad():
                self.seen += 1.0
                share = max(self.MOMENTUM, 1.0 / float(self.seen))  # a short training must not remember the start
                # of all pictures together: what a fixed affine map must stand in for
                self.mean.lerp_(x.float().mean((0, 2, 3)), share)
                self.variance.lerp_(x.float().var((2, 3), unbiased=False).mean(0), share)
        return functional.instance_norm(x, weight=self.weight, bias=self.bias, eps=1e-5)

    def _load_from_state_dict(self, state_dict: dict[str, Tensor], prefix: str, *rest: object) -> None:
        state_dict.setdefault(f"{prefix}seen", torch.tensor(1.0 / self.MOMENTUM))  # of a checkpoint that did not count
        super()._load_from_state_dict(state_dict, prefix, *rest)


def conv(channels_in: int, channels_out: int, kernel: int, stride: int = 1) -> nn.Sequential:
    """Mirrored edges, convolution, norm. Weights start at 0.02 deviation."""
    layer = nn.Conv2d(channels_in, channels_out, kernel, stride, kernel // 2, padding_mode="reflect")
    return nn.Sequential(_started(layer), Norm(channels_out))


def _started(layer: nn.Conv2d | nn.ConvTranspose2d) -> nn.Module:
    nn.init.normal_(layer.weight, 0.0, 0.02)
    nn.init.zeros_(layer.bias)
    return layer


class Residual(nn.Module):
    """Two convolutions beside the way through; nothing after the sum."""

    def __init__(self, channels: int, dropout: float) -> None:
        super().__init__()
        between = [nn.ReLU(), nn.Dropout(dropout)] if dropout else [nn.ReLU()]
        self.layers = nn.Sequential(conv(channels, channels, 3), *between, conv(channels, channels, 3))

    def forward(self, x: Tensor) -> Tensor:
        """Shape: (batch, channels, h, w) -> the same."""
        return x + self.layers(x)


class Generator(nn.Module):
    """Picture of one domain to picture of the other: 11,385,542 values from 3 to 2 channels as published.

    Args:
        channels_in: of what comes in.
        channels_out: of what goes out.
        filters: of the first layer.
        blocks: residual blocks.
        dropout: in the blocks.
        skip: add what came in before the tanh (needs as many channels).
    """

    def __init__(
        self,
        channels_in: int,
        channels_out: int,
        filters: int = 64,
        blocks: int = 9,
        dropout: float = 0.0,
        skip: bool = False,
    ) -> None:
        super().__init__()
        self.skip = skip
        wide = 4 * filters
        up = {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1}
        self.layers = nn.Sequential(
            conv(channels_in, filters, 7),
            nn.ReLU(),
            conv(filters, 2 * filters, 3, 2),
            nn.ReLU(),
            conv(2 * filters, wide, 3, 2),
            nn.ReLU(),
            *(Residual(wide, dropout) for _ in range(blocks)),
            nn.Sequential(_started(nn.ConvTranspose2d(wide, 2 * filters, **up)), Norm(2 * filters)),
            nn.ReLU(),
            nn.Sequential(_started(nn.ConvTranspose2d(2 * filters, filters, **up)), Norm(filters)),
            nn.ReLU(),
            conv(filters, channels_out, 7),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Shape: (batch, channels_in, h, w), h and w multiples of 4 -> (batch, channels_out, h, w) in -1..1."""
        made = self.layers(x)
        return torch.tanh(made + x if self.skip else made)

    def freeze(self, frozen: bool = True) -> Generator:
        """Norms by the statistics of training from now on, or by each picture's own again."""
        for module in self.modules():
            if isinstance(module, Norm):
                module.frozen = frozen
        return self


class Discriminator(nn.Module):
    """Which patches look real: 2,766,657 values at 3 channels; 256 pixels give 32 x 32 verdicts."""

    def __init__(self, channels: int, filters: int = 64) -> None:
        super().__init__()
        sizes = [channels, filters, 2 * filters, 4 * filters, 8 * filters]
        layers: list[nn.Module] = []
        for place, (before, after) in enumerate(zip(sizes, sizes[1:], strict=False)):
            layers += [
                nn.ReflectionPad2d((1, 2, 1, 2)),
                _started(nn.Conv2d(before, after, 4, 2 if place < 3 else 1)),
                Norm(after),
                nn.LeakyReLU(SLOPE),
            ]
        self.layers = nn.Sequential(*layers, nn.ReflectionPad2d((1, 2, 1, 2)), _started(nn.Conv2d(sizes[-1], 1, 4)))

    def forward(self, x: Tensor) -> Tensor:
        """Shape: (batch, channels, size, size) -> (batch, 1, size / 8, size / 8)."""
        return self.layers(x)
