"""Picture generator of an atlas of classes, made for one CPU core, and its critic.

All work above 64 x 64 is one PixelShuffle and one small convolution; the rest of the 128 px picture is
the bilinear skip sum of the lower resolutions' RGB (StyleGAN2's skip generator). 0.2 GMAC a picture.

    z, classes ──mapping──> w ──+ styles[l]──> layer l ──> ... ──> RGB 8+16+32+64 (skip sum) + head ──> 128 px
       └───────layout: the 4 x 4 start, and waves at every level ─────┘

Styles act on activations, never on weights: `y = d * conv(s * x)`, `d = 1 / sqrt(s² · ΣW²)`, which equals
StyleGAN2's demodulated convolution and keeps weights constant for the runtime.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

SLOPE = 0.2
GAIN = 2.0**0.5  # keeps the variance through a leaky ReLU


class ModulatedConv(nn.Module):
    """Convolution whose input channels are scaled by a style, the output brought back to unit variance."""

    def __init__(
        self, inputs: int, outputs: int, style_size: int, kernel_size: int = 3, demodulate: bool = True
    ) -> None:
        super().__init__()
        self.weight = nn.Parameter(
            torch.randn(outputs, inputs, kernel_size, kernel_size) / (inputs * kernel_size**2) ** 0.5
        )
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.scale = nn.Linear(style_size, inputs)
        nn.init.normal_(self.scale.weight, std=style_size**-0.5)
        nn.init.ones_(self.scale.bias)
        self.demodulate = demodulate

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        """Shape: x `(batch, inputs, h, w)`, style `(batch, style_size)` -> `(batch, outputs, h, w)`."""
        scale = self.scale(style)
        y = F.conv2d(x * scale[:, :, None, None].to(x.dtype), self.weight, padding=self.weight.shape[-1] // 2)
        if self.demodulate:
            power = (scale.float() ** 2) @ self.weight.float().square().sum((2, 3)).T
            y = y * (GAIN * torch.rsqrt(power + 1e-5))[:, :, None, None].to(y.dtype)
        return y + self.bias[:, None, None].to(y.dtype)


class Fields(nn.Module):
    """z as waves over the picture: a sum of plane waves whose amplitudes are z's entries, cut to unit variance.

    A vector alone must be unfolded into a layout by the first layers, which takes long to learn; here the
    layout of clouds, cells and lights is given, differs with every z, and flows when z moves.
    """

    def __init__(self, z_size: int, count: int, resolution: int) -> None:
        super().__init__()
        axis = (torch.arange(resolution) + 0.5) / resolution
        wave = torch.randn(2, z_size, count) * min(max(resolution / 12.0, 0.5), 2.0)  # periods a picture
        phase = 2.0 * torch.pi * torch.rand(z_size, count)
        turns = axis[:, None, None, None] * wave[0] + axis[None, :, None, None] * wave[1]
        basis = torch.cos(2.0 * torch.pi * turns + phase) * (2.0 / z_size) ** 0.5
        self.register_buffer("basis", basis.permute(2, 3, 0, 1).reshape(z_size, -1))
        self.shape = (count, resolution, resolution)

    def forward(self, z: Tensor) -> Tensor:
        """Shape: z `(batch, z_size)` -> `(batch, count, resolution, resolution)`."""
        return (z @ self.basis).reshape(len(z), *self.shape)


class Layer(nn.Module):
    """A styled convolution, noise of a learnt strength, leaky ReLU."""

    def __init__(self, inputs: int, outputs: int, style_size: int, resolution: int) -> None:
        super().__init__()
        self.conv = ModulatedConv(inputs, outputs, style_size)
        self.strength = nn.Parameter(torch.zeros(()))
        self.register_buffer("noise", torch.randn(1, 1, resolution, resolution))

    def forward(self, x: Tensor, style: Tensor, gain: Tensor) -> Tensor:
        """In training the noise is drawn anew; else it is a fixed map.

        Shape:
            x `(batch, inputs, r, r)`, style `(batch, style_size)`, gain `(1,)` or `(batch, 1, 1, 1)`
            -> `(batch, outputs, r, r)`
        """
        y = self.conv(x, style)
        noise = torch.randn(len(y), 1, *y.shape[2:], device=y.device) if self.training else self.noise
        return F.leaky_relu(y + (self.strength * noise * gain).to(y.dtype), SLOPE)


class StyleMapping(nn.Module):
    """z and a soft class vector to the style w; a class vector is a mixture of embeddings."""

    def __init__(self, z_size: int, classes: int, style_size: int) -> None:
        super().__init__()
        self.embed = nn.Linear(classes, style_size, bias=False)
        nn.init.normal_(self.embed.weight)
        self.first = nn.Linear(z_size + style_size, style_size)
        self.second = nn.Linear(style_size, style_size)

    def forward(self, z: Tensor, classes: Tensor) -> Tensor:
        """Shape: z `(batch, z_size)`, classes `(batch, classes)` -> `(batch, style_size)`."""
        x = F.leaky_relu(self.first(torch.cat([_unit(z), self.embed(classes)], dim=1)), SLOPE) * GAIN
        return F.leaky_relu(self.second(x), SLOPE) * GAIN


class Generator(nn.Module):
    """Pictures in -1..1 from z, soft classes, truncation, per-layer style offsets and a noise gain."""

    def __init__(self, net: Mapping[str, Any], classes: int) -> None:
        super().__init__()
        self.z_size, self.style_size = int(net["z_size"]), int(net["style_size"])
        style_size = self.style_size
        channels, fields = [int(count) for count in net["channels"]], int(net["fields"])
        self.mapping = StyleMapping(self.z_size, classes, style_size)
        self.register_buffer("centre", torch.zeros(classes, style_size))
        self.start = nn.Linear(self.z_size + style_size, channels[0] * 16)
        self.first = Layer(channels[0], channels[0], style_size, 4)
        self.levels, self.fields = nn.ModuleList(), nn.ModuleList()
        for level, (before, width) in enumerate(zip(channels, channels[1:], strict=False)):
            self.levels.append(Level(before + fields, width, style_size, 4 * 2**level))
            self.fields.append(Fields(self.z_size, fields, 4 * 2**level))
        before = channels[-1]
        self.head = ModulatedConv(before, 4 * int(net["head"]), style_size)
        self.last = nn.Conv2d(int(net["head"]), 3, 3, padding=1)
        self.style_count = 2 * len(channels)  # the first layer, two a level, the head
        self.size = 8 * 2 ** (len(channels) - 1)

    def styles(self, z: Tensor, classes: Tensor, truncation: Tensor) -> Tensor:
        """The style, pulled towards the mean style of its classes: 0 is the mean, 1 leaves it.

        Shape:
            z `(batch, z_size)`, classes `(batch, classes)`, truncation `(1,)` -> `(batch, style_size)`
        """
        centre = classes @ self.centre
        return centre + truncation * (self.mapping(z, classes) - centre)

    def synthesis(self, layout: Tensor, styles: Tensor, gain: Tensor) -> Tensor:
        """Shape:
        layout `(batch, z_size + style_size)`, styles `(batch, style_count, style_size)`, gain `(1,)`
        -> `(batch, 3, size, size)` in -1..1
        """
        z = layout[:, : self.z_size]
        x = self.first(self.start(layout).reshape(len(layout), -1, 4, 4), styles[:, 0], gain)
        picture = torch.zeros(1, 3, 4, 4, device=x.device)
        for level, fields, at in zip(self.levels, self.fields, range(1, self.style_count, 2), strict=False):
            x = torch.cat([x, fields(z).to(x.dtype)], dim=1)
            x, colour = level(x, styles[:, at], styles[:, at + 1], gain)
            picture = _double(picture) + colour
        shuffled = F.leaky_relu(F.pixel_shuffle(self.head(x, styles[:, -1]), 2), SLOPE)
        detail = self.last(_smooth(shuffled))
        return torch.tanh(_double(picture) + detail)

    def layout(self, z: Tensor, classes: Tensor, truncation: Tensor) -> Tensor:
        """What places things: z at the same length for all, shortened by the truncation, and the class.

        Shape:
            z `(batch, z_size)`, classes `(batch, classes)`, truncation `(1,)` -> `(batch, z_size + style_size)`
        """
        return torch.cat([truncation * _unit(z), self.mapping.embed(classes)], dim=1)

    def forward(self, z: Tensor, classes: Tensor, gain: Tensor | None = None) -> Tensor:
        """As in training: no truncation, one style for all layers; without `gain` no noise.

        Shape:
            z `(batch, z_size)`, classes `(batch, classes)`, gain `(batch, 1, 1, 1)` -> `(batch, 3, size, size)`
        """
        one = torch.ones(1, device=z.device)
        style = self.mapping(z, classes)[:, None].expand(-1, self.style_count, -1)
        return self.synthesis(self.layout(z, classes, one), style, 0.0 * one if gain is None else gain)


class Level(nn.Module):
    """Twice the resolution: the channels are narrowed before the doubling, where a convolution costs a quarter."""

    def __init__(self, inputs: int, outputs: int, style_size: int, resolution: int) -> None:
        super().__init__()
        self.narrow = Layer(inputs, outputs, style_size, resolution)
        self.refine = Layer(outputs, outputs, style_size, 2 * resolution)
        self.to_rgb = ModulatedConv(outputs, 3, style_size, kernel_size=1, demodulate=False)

    def forward(self, x: Tensor, coarse: Tensor, fine: Tensor, gain: Tensor) -> tuple[Tensor, Tensor]:
        """Shape:
        x `(batch, inputs, r, r)`, styles `(batch, style_size)` twice, gain `(1,)`
        -> `(batch, outputs, 2r, 2r)`, its share of the picture `(batch, 3, 2r, 2r)`
        """
        x = self.refine(_double(self.narrow(x, coarse, gain)), fine, gain)
        return x, self.to_rgb(x, fine)


def _unit(z: Tensor) -> Tensor:
    return z * torch.rsqrt(z.square().mean(1, keepdim=True) + 1e-5)


def _smooth(x: Tensor) -> Tensor:
    """1-2-1 in both directions, which is zero at the period of two pixels: no chequers from the PixelShuffle."""
    return F.avg_pool2d(F.avg_pool2d(F.pad(x, (1, 1, 1, 1)), 2, 1), 2, 1)


def _double(x: Tensor) -> Tensor:
    return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


class Stage(nn.Module):
    """The generator as the stage calls it: one picture, 8 bits a channel, made inside the graph."""

    def __init__(self, generator: Generator) -> None:
        super().__init__()
        self.generator = generator

    def forward(self, z: Tensor, classes: Tensor, truncation: Tensor, styles: Tensor, noise: Tensor) -> Tensor:
        """Shape:
        z `(1, z_size)`, classes `(1, classes)`, truncation `(1,)`, styles `(1, style_count, style_size)`,
        noise `(1,)` -> `(1, size, size, 3)` uint8
        """
        style = self.generator.styles(z, classes, truncation)
        layout = self.generator.layout(z, classes, truncation)
        picture = self.generator.synthesis(layout, style[:, None] + styles, noise)
        levels = torch.clamp((picture + 1.0) * 127.5, 0.0, 255.0)
        return torch.round(levels).to(torch.uint8).permute(0, 2, 3, 1)


class Critic(nn.Module):
    """Real or made, given the class: residual halvings, minibatch deviation, projection on the class."""

    def __init__(self, net: Mapping[str, Any], classes: int) -> None:
        super().__init__()
        widths = [int(width) for width in net["critic_channels"]]
        norm = nn.utils.parametrizations.spectral_norm if net["critic_norm"] == "spectral" else _same
        self.enter = norm(nn.Conv2d(12, widths[0], 3, padding=1))
        self.halvings = nn.ModuleList(Halving(a, b, norm) for a, b in zip(widths, widths[1:], strict=False))
        self.join = norm(nn.Conv2d(widths[-1] + 1, widths[-1], 3, padding=1))
        self.score = norm(nn.Linear(widths[-1], 1))
        embed = nn.Linear(classes, widths[-1], bias=False)
        nn.init.normal_(embed.weight, std=widths[-1] ** -0.5)
        self.embed = norm(embed)
        self.gain = GAIN if norm is _same else 16.0  # a spectral norm of 1 leaves scores too small for a hinge at 1

    def forward(self, pictures: Tensor, classes: Tensor) -> Tensor:
        """A row of zeros in `classes` asks for the unconditional score.

        Shape:
            pictures `(batch, 3, size, size)`, classes `(batch, classes)` -> `(batch,)`
        """
        x = F.leaky_relu(self.enter(F.pixel_unshuffle(pictures, 2)), SLOPE)
        for halving in self.halvings:
            x = halving(x)
        x = F.leaky_relu(self.join(torch.cat([x, _deviation(x)], dim=1)), SLOPE)
        feature = x.float().mean((2, 3)) * self.gain
        return self.score(feature).float()[:, 0] + (self.embed(classes) * feature).float().sum(1)


class Halving(nn.Module):
    """Strided convolution and a second one, beside an averaged 1 x 1 shortcut."""

    def __init__(self, inputs: int, outputs: int, norm: Any) -> None:
        super().__init__()
        self.down = norm(nn.Conv2d(inputs, outputs, 3, stride=2, padding=1))
        self.second = norm(nn.Conv2d(outputs, outputs, 3, padding=1))
        self.short = norm(nn.Conv2d(inputs, outputs, 1))

    def forward(self, x: Tensor) -> Tensor:
        """Shape: `(batch, inputs, h, w)` -> `(batch, outputs, h / 2, w / 2)`."""
        y = self.second(F.leaky_relu(self.down(x), SLOPE))
        return F.leaky_relu(y + self.short(F.avg_pool2d(x, 2)), SLOPE)


def _same(module: nn.Module) -> nn.Module:
    return module


def _deviation(x: Tensor, group: int = 4) -> Tensor:
    """Mean deviation of groups of pictures as one more channel (minibatch standard deviation)."""
    batch = len(x)
    group = group if batch % group == 0 else batch
    grouped = x.float().reshape(group, batch // group, *x.shape[1:])
    spread = torch.sqrt(grouped.var(0, correction=0) + 1e-6).mean((1, 2, 3))
    return spread.repeat(group)[:, None, None, None].expand(-1, 1, *x.shape[2:]).to(x.dtype)
