"""BigGAN-deep's generator, its parameters named as in the public checkpoints (`pytorch-pretrained-biggan`).

    z, class embedding ──linear──> 4 x 4 ──blocks, every second doubles──> attention ──> ... ──> BN, conv, tanh ──> RGB
            └──────────────────────────────────> scale and offset of each batch norm

A. Brock, J. Donahue, K. Simonyan, "Large Scale GAN Training for High Fidelity Natural Image Synthesis" (2018). Batch
norm has means and variances for 51 values of the truncation, 0 to 1. For playing, not for training.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

EPS = 1e-4
BOTTLENECK = 4


@dataclass(frozen=True)
class Shape:
    """What tells one size of the network from another."""

    widths: tuple[int, ...]
    """Channels into each block, and out of the last, in units of `width`: one entry more than blocks."""
    attention: int
    """Place of the self-attention among the layers."""
    width: int = 128
    z_size: int = 128
    classes: int = 1000
    statistics: int = 51
    """Values of the truncation that batch norm has means and variances for."""

    @property
    def size(self) -> int:
        """Pixels of the picture's edge."""
        return 4 * 2 ** ((len(self.widths) - 1) // 2)

    @classmethod
    def of(cls, state: Mapping[str, Tensor]) -> Shape:
        """That of a checkpoint; raises KeyError where a tensor is missing."""
        layers = sorted({int(found[1]) for name in state if (found := re.match(r"generator\.layers\.(\d+)\.", name))})
        attention = next(place for place in layers if f"generator.layers.{place}.gamma" in state)
        width = state["generator.bn.weight"].shape[0]
        blocks = [place for place in layers if place != attention]
        into = [state[f"generator.layers.{place}.bn_0.running_means"].shape[1] // width for place in blocks]
        embedding = state["embeddings.weight"]
        return cls(
            (*into, 1), attention, width, embedding.shape[0], embedding.shape[1],
            state["generator.bn.running_means"].shape[0],
        )  # fmt: skip


PUBLISHED = {
    128: Shape((16, 16, 16, 16, 8, 8, 4, 4, 2, 2, 1), 8),
    256: Shape((16, 16, 16, 16, 8, 8, 8, 8, 4, 4, 2, 2, 1), 8),
    512: Shape((16, 16, 16, 16, 8, 8, 8, 8, 4, 4, 2, 2, 1, 1, 1), 8),
}
"""By the size of the picture."""


class Normed(nn.Module):
    """A linear map or convolution, its weight divided by its largest singular value; the checkpoint has the vectors."""

    def __init__(self, inputs: int, outputs: int, kernel_size: int | None = None, bias: bool = True) -> None:
        super().__init__()
        kernel = (kernel_size, kernel_size) if kernel_size else ()
        weight = torch.randn(outputs, inputs, *kernel) * inputs**-0.5
        self.weight_orig = nn.Parameter(weight)
        self.bias = nn.Parameter(torch.zeros(outputs)) if bias else None
        right = F.normalize(weight.flatten(1).T @ torch.randn(outputs), dim=0)
        self.register_buffer("weight_u", F.normalize(weight.flatten(1) @ right, dim=0))
        self.register_buffer("weight_v", right)

    @property
    def weight(self) -> Tensor:
        """The weight in use."""
        flat = self.weight_orig.flatten(1)
        return self.weight_orig / torch.dot(self.weight_u, flat @ self.weight_v)

    def forward(self, x: Tensor) -> Tensor:
        """Shape: `(batch, inputs)` -> `(batch, outputs)`, or `(batch, inputs, h, w)` -> `(batch, outputs, h, w)`."""
        weight = self.weight
        if weight.ndim == 2:
            return F.linear(x, weight, self.bias)
        return F.conv2d(x, weight, self.bias, padding=weight.shape[-1] // 2)

    def folded(self, outputs: int | None = None) -> nn.Module:
        """The same with its division done, of the first outputs only."""
        weight = self.weight[:outputs].detach()
        bias = None if self.bias is None else self.bias[:outputs].detach()
        plain: nn.Module
        if weight.ndim == 2:
            plain = nn.Linear(weight.shape[1], weight.shape[0], bias is not None)
        else:
            kernel = weight.shape[-1]
            plain = nn.Conv2d(weight.shape[1], weight.shape[0], kernel, padding=kernel // 2, bias=bias is not None)
        plain.load_state_dict({"weight": weight} | ({} if bias is None else {"bias": bias}))
        return plain


class TruncatedNorm(nn.Module):
    """Batch norm whose statistics depend on the truncation, and whose scale and offset may depend on a condition."""

    def __init__(self, channels: int, statistics: int, condition: int = 0) -> None:
        super().__init__()
        self.register_buffer("running_means", torch.zeros(statistics, channels))
        self.register_buffer("running_vars", torch.ones(statistics, channels))
        self.conditional = condition > 0
        if self.conditional:
            self.scale = Normed(condition, channels, bias=False)
            self.offset = Normed(condition, channels, bias=False)
        else:
            self.weight = nn.Parameter(torch.ones(channels))
            self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor, between: Tensor, condition: Tensor) -> Tensor:
        """Shape: x `(batch, channels, h, w)`, between `(1, statistics)`, condition `(batch, condition)` -> as x."""
        mean, spread = between @ self.running_means, torch.sqrt(between @ self.running_vars + EPS)
        if self.conditional:
            weight, offset = 1.0 + self.scale(condition), self.offset(condition)
        else:
            weight, offset = self.weight[None], self.bias[None]
        gain = weight / spread
        return x * gain[:, :, None, None] + (offset - mean * gain)[:, :, None, None]


class Block(nn.Module):
    """A bottleneck of four convolutions beside a shortcut that drops channels and repeats pixels."""

    def __init__(self, inputs: int, outputs: int, shape: Shape, doubles: bool) -> None:
        super().__init__()
        middle, condition = inputs // BOTTLENECK, 2 * shape.z_size
        self.bn_0 = TruncatedNorm(inputs, shape.statistics, condition)
        self.conv_0 = Normed(inputs, middle, 1)
        self.bn_1 = TruncatedNorm(middle, shape.statistics, condition)
        self.conv_1 = Normed(middle, middle, 3)
        self.bn_2 = TruncatedNorm(middle, shape.statistics, condition)
        self.conv_2 = Normed(middle, middle, 3)
        self.bn_3 = TruncatedNorm(middle, shape.statistics, condition)
        self.conv_3 = Normed(middle, outputs, 1)
        self.doubles, self.outputs = doubles, outputs

    def forward(self, x: Tensor, between: Tensor, condition: Tensor) -> Tensor:
        """Shape: `(batch, inputs, r, r)` -> `(batch, outputs, r, r)`, or 2r where it doubles."""
        y = self.conv_0(F.relu(self.bn_0(x, between, condition)))
        y = F.relu(self.bn_1(y, between, condition))
        y = self.conv_1(_double(y) if self.doubles else y)
        y = self.conv_2(F.relu(self.bn_2(y, between, condition)))
        y = self.conv_3(F.relu(self.bn_3(y, between, condition)))
        short = x[:, : self.outputs]
        return y + (_double(short) if self.doubles else short)


class Attention(nn.Module):
    """Every pixel looks at all others, these pooled by two."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.snconv1x1_theta = Normed(channels, channels // 8, 1, bias=False)
        self.snconv1x1_phi = Normed(channels, channels // 8, 1, bias=False)
        self.snconv1x1_g = Normed(channels, channels // 2, 1, bias=False)
        self.snconv1x1_o_conv = Normed(channels // 2, channels, 1, bias=False)
        self.gamma = nn.Parameter(torch.zeros(1))

    def forward(self, x: Tensor, between: Tensor, condition: Tensor) -> Tensor:
        """Shape: `(batch, channels, r, r)` -> the same."""
        asked = self.snconv1x1_theta(x).flatten(2)
        known = F.max_pool2d(self.snconv1x1_phi(x), 2).flatten(2)
        told = F.max_pool2d(self.snconv1x1_g(x), 2).flatten(2)
        shares = torch.softmax(asked.transpose(1, 2) @ known, dim=-1)
        seen = (told @ shares.transpose(1, 2)).unflatten(2, x.shape[2:])
        return x + self.gamma * self.snconv1x1_o_conv(seen)


class Generator(nn.Module):
    """All of it but the embedding."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        widths = [shape.width * width for width in shape.widths]
        self.gen_z = Normed(2 * shape.z_size, 16 * widths[0])
        layers: list[nn.Module] = [
            Block(a, b, shape, place % 2 == 1) for place, (a, b) in enumerate(zip(widths, widths[1:], strict=False))
        ]
        layers.insert(shape.attention, Attention(widths[shape.attention]))
        self.layers = nn.ModuleList(layers)
        self.bn = TruncatedNorm(widths[-1], shape.statistics)
        self.conv_to_rgb = Normed(widths[-1], widths[-1], 3)

    def forward(self, condition: Tensor, between: Tensor) -> Tensor:
        """Shape: condition `(batch, 2 * z_size)`, between `(1, statistics)` -> `(batch, 3, size, size)` in -1..1."""
        x = self.gen_z(condition).unflatten(1, (4, 4, -1)).permute(0, 3, 1, 2)
        for layer in self.layers:
            x = layer(x, between, condition)
        x = self.conv_to_rgb(F.relu(self.bn(x, between, condition)))
        return torch.tanh(x[:, :3])


class BigGan(nn.Module):
    """The generator with its embedding of the classes; a soft class vector is a mixture of embeddings."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embeddings = nn.Linear(shape.classes, shape.z_size, bias=False)
        self.generator = Generator(shape)

    def forward(self, z: Tensor, classes: Tensor, truncation: Tensor) -> Tensor:
        """z is as it came from its truncated distribution, not yet shortened.

        Shape:
            z `(batch, z_size)`, classes `(batch, classes)`, truncation `(1,)` in 0..1 -> `(batch, 3, size, size)`
        """
        condition = torch.cat([truncation * z, self.embeddings(classes)], dim=1)
        return self.generator(condition, self._between(truncation))

    def _between(self, truncation: Tensor) -> Tensor:
        """Weights of the two statistics beside a truncation; the nearer one weighs more. Shape: -> `(1, statistics)`.

        `pytorch-pretrained-biggan` weighs them the other way round, so that its pictures jump at every 50th; at these
        both are the same.
        """
        count = self.shape.statistics
        places = torch.arange(count, device=truncation.device)
        return torch.relu(1.0 - torch.abs(truncation.clamp(0.0, 1.0) * (count - 1) - places))[None]

    def folded(self) -> BigGan:
        """Every division by a singular value done, and the three channels alone that are seen; changes this network."""
        for module in list(self.modules()):
            for name, child in list(module.named_children()):
                if isinstance(child, Normed):
                    setattr(module, name, child.folded(3 if name == "conv_to_rgb" else None))
        return self


def _double(x: Tensor) -> Tensor:
    return F.interpolate(x, scale_factor=2, mode="nearest")


class Stage(nn.Module):
    """The generator as the stage calls it: one picture, 8 bits a channel, in the published scale."""

    def __init__(self, net: BigGan) -> None:
        super().__init__()
        self.net = net

    def forward(self, z: Tensor, classes: Tensor, truncation: Tensor) -> Tensor:
        """Shape: z `(1, z_size)`, classes `(1, classes)`, truncation `(1,)` -> `(1, size, size, 3)` uint8."""
        return levels(self.net(z, classes, truncation)).permute(0, 2, 3, 1)


def levels(picture: Tensor) -> Tensor:
    """The published scale from -1..1 to 8 bits.

    >>> levels(torch.tensor([-1, -0.5, 0, 0.5, 0.999, 1])).tolist()
    [0, 64, 128, 192, 255, 255]
    """
    return torch.clamp((picture + 1.0) / 2.0 * 256.0, 0.0, 255.0).to(torch.uint8)
