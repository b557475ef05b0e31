"""The networks of the TraVeLGAN for audio (Andrei Bratu, after MelGAN-VC and TraVeLGAN).

The published networks are convolutions over time whose channels are the 128 mel bands: a kernel of (128, 3)
on one-channel pictures is a `Conv1d` with 128 inputs. Layers are counted as Keras counts them, so each
spectrally normalised layer keeps one vector `u` and batch normalisation four values a channel.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

BANDS = 128
"""Mel bands of every network here."""
THIRD = 86
"""Windows that the published generator sees; the critic sees three of them."""
SLOPE = 0.2
"""Leaky ReLU."""


def same_padding(width: int, kernel: int, stride: int) -> tuple[int, int]:
    """TensorFlow's 'same': the odd frame goes to the right.

    >>> same_padding(88, 9, 2), same_padding(44, 7, 2), same_padding(44, 7, 1)
    ((3, 4), (2, 3), (3, 3))
    """
    needed = max(0, (-(-width // stride) - 1) * stride + kernel - width)
    return needed // 2, needed - needed // 2


class SpectralNorm(nn.Module):
    """A weight divided by its largest singular value; one power iteration on every call, in evaluation too.

    Args:
        rows: size of the axis that `u` follows (Keras: the kernel's last axis).
        columns: product of the other axes.

    Shape:
        weight: (rows, columns); `u`: (1, rows)
    """

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(rows, columns))
        self.register_buffer("u", torch.randn(1, rows))

    def forward(self) -> Tensor:
        """The normalised weight; moves `u` one step on."""
        with torch.no_grad():
            v = functional.normalize(self.u @ self.weight, eps=1e-12)
            u = functional.normalize(v @ self.weight.T, eps=1e-12)
            self.u.copy_(u)
        return self.weight / (v @ self.weight.T @ u.T)


class NormedConv(nn.Module):
    """Convolution over time with spectral norm, no bias, TensorFlow's 'same' or no padding."""

    def __init__(self, channels_in: int, channels_out: int, kernel: int, stride: int = 1, padded: bool = True) -> None:
        super().__init__()
        self.shape, self.stride, self.padded = (channels_out, channels_in, kernel), stride, padded
        self.norm = SpectralNorm(channels_out, channels_in * kernel)
        nn.init.kaiming_uniform_(self.norm.weight.view(self.shape), nonlinearity="relu")

    def forward(self, x: Tensor) -> Tensor:
        """Shape: (batch, channels_in, width) -> (batch, channels_out, ceil(width / stride))."""
        if self.padded:
            x = functional.pad(x, same_padding(x.shape[2], self.shape[2], self.stride))
        return functional.conv1d(x, self.norm().view(self.shape), stride=self.stride)


class NormedTranspose(nn.Module):
    """The published last layer: a (128, 1) transposed convolution, one bias for all bands, `u` along its inputs."""

    def __init__(self, channels_in: int, bands: int) -> None:
        super().__init__()
        self.norm = SpectralNorm(channels_in, bands)
        self.bias = nn.Parameter(torch.zeros(1))
        nn.init.kaiming_uniform_(self.norm.weight.T, nonlinearity="relu")

    def forward(self, x: Tensor) -> Tensor:
        """Shape: (batch, channels_in, width) -> (batch, bands, width)."""
        return functional.conv1d(x, self.norm().T.unsqueeze(2)) + self.bias


class NormedDense(nn.Module):
    """Dense layer to one value, spectrally normalised, with bias; its `u` has one element."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.norm = SpectralNorm(1, features)
        self.bias = nn.Parameter(torch.zeros(1))
        nn.init.kaiming_uniform_(self.norm.weight, nonlinearity="relu")

    def forward(self, x: Tensor) -> Tensor:
        """Shape: (batch, features) -> (batch,)."""
        return functional.linear(x, self.norm(), self.bias)[:, 0]


class Block(nn.Sequential):
    """Convolution, Keras' batch normalisation (momentum 0.99, epsilon 1e-3) and leaky ReLU."""

    def __init__(self, conv: NormedConv, normalised: bool = True) -> None:
        layers = [nn.BatchNorm1d(conv.shape[0], eps=1e-3, momentum=0.01)] if normalised else []
        super().__init__(conv, *layers, nn.LeakyReLU(SLOPE))


class Generator(nn.Module):
    """The published generator, a U-Net over time: 2,856,705 values as Keras counts them.

    Works on any width with `(width + 2) % 4 == 0`. An output window depends on 21 past and 24 future ones.
    """

    def __init__(self, channels: int = 256, bands: int = BANDS) -> None:
        super().__init__()
        self.front = Block(NormedConv(bands, channels, 3, padded=False))
        self.down1 = Block(NormedConv(channels, channels, 9, 2))
        self.down2 = Block(NormedConv(channels, channels, 7, 2))
        self.up1 = Block(NormedConv(channels, channels, 7))
        self.up2 = Block(NormedConv(2 * channels, channels, 9), normalised=False)
        self.last = NormedTranspose(2 * channels, bands)

    def forward(self, x: Tensor) -> Tensor:
        """Shape: (batch, 1, bands, width) -> the same, in [-1, 1]."""
        front = self.front(functional.pad(x[:, 0], (1, 1)))
        front = functional.pad(front, (1, 1))
        half = self.down1(front)
        quarter = self.down2(half)
        up = torch.cat([self.up1(_doubled(quarter)), half], dim=1)
        up = torch.cat([self.up2(_doubled(up)), front], dim=1)
        return torch.tanh(self.last(up))[:, None, :, 1:-1]


def _doubled(x: Tensor) -> Tensor:
    return functional.interpolate(x, scale_factor=2.0, mode="nearest")


class Siamese(nn.Module):
    """The published siamese: a window of sound to a point, so that differences are vectors. 1,838,976 values."""

    def __init__(self, channels: int = 256, bands: int = BANDS, width: int = THIRD, size: int = 128) -> None:
        super().__init__()
        left = -(-(width - 2) // 2)
        self.layers = nn.Sequential(
            Block(NormedConv(bands, channels, 3, padded=False)),
            Block(NormedConv(channels, channels, 9, 2)),
            Block(NormedConv(channels, channels, 7, 2)),
            nn.Flatten(),
            nn.Linear(-(-left // 2) * channels, size),
        )
        nn.init.xavier_uniform_(self.layers[-1].weight)
        nn.init.zeros_(self.layers[-1].bias)

    def forward(self, x: Tensor) -> Tensor:
        """Shape: (batch, 1, bands, width) -> (batch, size)."""
        return self.layers(x[:, 0])


class Critic(nn.Module):
    """The published critic of three joined thirds; no batch normalisation. 4,425,218 values."""

    def __init__(self, channels: int = 512, bands: int = BANDS, width: int = 3 * THIRD) -> None:
        super().__init__()
        left = -(-(width - 2) // 2)
        self.layers = nn.Sequential(
            Block(NormedConv(bands, channels, 3, padded=False), normalised=False),
            Block(NormedConv(channels, channels, 9, 2), normalised=False),
            Block(NormedConv(channels, channels, 7, 2), normalised=False),
            nn.Flatten(),
            NormedDense(-(-left // 2) * channels),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Shape: (batch, 1, bands, width) -> (batch,), higher for what sounds real."""
        return self.layers(x[:, 0])


class FoldedGenerator(nn.Module):
    """The published generator for inference: spectral norms divided in, batch norms folded. 2,851,841 values."""

    def __init__(self, source: Generator) -> None:
        super().__init__()
        blocks = (source.front, source.down1, source.down2, source.up1, source.up2)
        self.convs = nn.ModuleList([_folded(block) for block in blocks])
        self.pads = ((0, 0), (3, 4), (2, 3), (3, 3), (4, 4))  # 'same' at every even width
        weight = frozen_weight(source.last.norm)
        self.last = nn.Parameter(weight.T.unsqueeze(2).contiguous())
        self.bias = nn.Parameter(source.last.bias.detach().clone())

    def _run(self, index: int, x: Tensor) -> Tensor:
        return functional.leaky_relu(self.convs[index](functional.pad(x, self.pads[index])), SLOPE)

    def forward(self, x: Tensor) -> Tensor:
        """Shape: (batch, 1, bands, width) -> the same; `(width + 2) % 4 == 0`."""
        front = functional.pad(self._run(0, functional.pad(x[:, 0], (1, 1))), (1, 1))
        half = self._run(1, front)
        up = torch.cat([self._run(3, _doubled(self._run(2, half))), half], dim=1)
        up = torch.cat([self._run(4, _doubled(up)), front], dim=1)
        return torch.tanh(functional.conv1d(up, self.last) + self.bias)[:, None, :, 1:-1]


def frozen_weight(norm: SpectralNorm) -> Tensor:
    """The normalised weight after one more power iteration, `u` left as it is: what the next evaluation would use."""
    kept = norm.u.clone()
    with torch.no_grad():
        weight = norm().detach()
        norm.u.copy_(kept)
    return weight


def _folded(block: Block) -> nn.Conv1d:
    conv = block[0]
    out, channels, kernel = conv.shape
    folded = nn.Conv1d(channels, out, kernel, stride=conv.stride, bias=isinstance(block[1], nn.BatchNorm1d))
    weight = frozen_weight(conv.norm).view(conv.shape)
    with torch.no_grad():
        if isinstance(block[1], nn.BatchNorm1d):
            norm = block[1]
            gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            folded.weight.copy_(weight * gain[:, None, None])
            folded.bias.copy_(norm.bias - norm.running_mean * gain)
        else:
            folded.weight.copy_(weight)
    return folded
