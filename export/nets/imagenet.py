"""Three networks that were trained on ImageNet, as far as dreams go, with torchvision's names for every layer.

So a file of weights as torchvision publishes it goes in, and torchvision itself is not needed. The layers that are
dreamt of go from grain to whole things. Widths and order: torchvision's `googlenet`, `inception_v3` and `vgg16`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

from export.nets.dream import Dreamer

Size = int | tuple[int, int]


class Conv(nn.Module):
    """A convolution without bias, batch norm and ReLU: `BasicConv2d`."""

    def __init__(self, inputs: int, outputs: int, kernel: Size, stride: int = 1, padding: Size = 0) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False)
        self.bn = nn.BatchNorm2d(outputs, eps=0.001)

    def forward(self, x: Tensor) -> Tensor:
        """Shape: (batch, inputs, height, width) -> (batch, outputs, ...)."""
        return torch.relu(self.bn(self.conv(x)))


class Inception(nn.Module):
    """GoogLeNet's four branches side by side."""

    def __init__(self, inputs: int, one: int, middle: tuple[int, int], wide: tuple[int, int], pooled: int) -> None:
        super().__init__()
        self.branch1 = Conv(inputs, one, 1)
        self.branch2 = nn.Sequential(Conv(inputs, middle[0], 1), Conv(*middle, 3, padding=1))
        self.branch3 = nn.Sequential(Conv(inputs, wide[0], 1), Conv(*wide, 3, padding=1))
        self.branch4 = nn.Sequential(nn.MaxPool2d(3, 1, 1), Conv(inputs, pooled, 1))

    def forward(self, x: Tensor) -> Tensor:
        """Shape: (batch, inputs, height, width) -> the same with other channels."""
        return torch.cat([self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)], 1)


class InceptionA(nn.Module):
    """Inception v3 at its finest."""

    def __init__(self, inputs: int, pooled: int) -> None:
        super().__init__()
        self.branch1x1 = Conv(inputs, 64, 1)
        self.branch5x5_1, self.branch5x5_2 = Conv(inputs, 48, 1), Conv(48, 64, 5, padding=2)
        self.branch3x3dbl_1, self.branch3x3dbl_2 = Conv(inputs, 64, 1), Conv(64, 96, 3, padding=1)
        self.branch3x3dbl_3, self.branch_pool = Conv(96, 96, 3, padding=1), Conv(inputs, pooled, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Shape: (batch, inputs, height, width) -> the same with other channels."""
        five = self.branch5x5_2(self.branch5x5_1(x))
        three = self.branch3x3dbl_3(self.branch3x3dbl_2(self.branch3x3dbl_1(x)))
        return torch.cat([self.branch1x1(x), five, three, self.branch_pool(functional.avg_pool2d(x, 3, 1, 1))], 1)


class InceptionB(nn.Module):
    """Inception v3's step to half the size."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.branch3x3 = Conv(inputs, 384, 3, 2)
        self.branch3x3dbl_1, self.branch3x3dbl_2 = Conv(inputs, 64, 1), Conv(64, 96, 3, padding=1)
        self.branch3x3dbl_3 = Conv(96, 96, 3, 2)

    def forward(self, x: Tensor) -> Tensor:
        """Shape: (batch, inputs, height, width) -> (batch, more, height // 2, width // 2)."""
        three = self.branch3x3dbl_3(self.branch3x3dbl_2(self.branch3x3dbl_1(x)))
        return torch.cat([self.branch3x3(x), three, functional.max_pool2d(x, 3, 2)], 1)


class InceptionC(nn.Module):
    """Inception v3 in the middle: long and thin kernels."""

    def __init__(self, inputs: int, width: int) -> None:
        super().__init__()
        flat: dict[str, Size] = {"kernel": (1, 7), "padding": (0, 3)}
        tall: dict[str, Size] = {"kernel": (7, 1), "padding": (3, 0)}
        self.branch1x1 = Conv(inputs, 192, 1)
        self.branch7x7_1, self.branch7x7_2 = Conv(inputs, width, 1), Conv(width, width, **flat)
        self.branch7x7_3 = Conv(width, 192, **tall)
        self.branch7x7dbl_1, self.branch7x7dbl_2 = Conv(inputs, width, 1), Conv(width, width, **tall)
        self.branch7x7dbl_3, self.branch7x7dbl_4 = Conv(width, width, **flat), Conv(width, width, **tall)
        self.branch7x7dbl_5, self.branch_pool = Conv(width, 192, **flat), Conv(inputs, 192, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Shape: (batch, inputs, height, width) -> (batch, 768, height, width)."""
        once = self.branch7x7_3(self.branch7x7_2(self.branch7x7_1(x)))
        twice = self.branch7x7dbl_3(self.branch7x7dbl_2(self.branch7x7dbl_1(x)))
        twice = self.branch7x7dbl_5(self.branch7x7dbl_4(twice))
        pooled = self.branch_pool(functional.avg_pool2d(x, 3, 1, 1))
        return torch.cat([self.branch1x1(x), once, twice, pooled], 1)


def _googlenet() -> dict[str, nn.Module]:
    return {
        "conv1": Conv(3, 64, 7, 2, 3),
        "maxpool1": nn.MaxPool2d(3, 2, ceil_mode=True),
        "conv2": Conv(64, 64, 1),
        "conv3": Conv(64, 192, 3, padding=1),
        "maxpool2": nn.MaxPool2d(3, 2, ceil_mode=True),
        "inception3a": Inception(192, 64, (96, 128), (16, 32), 32),
        "inception3b": Inception(256, 128, (128, 192), (32, 96), 64),
        "maxpool3": nn.MaxPool2d(3, 2, ceil_mode=True),
        "inception4a": Inception(480, 192, (96, 208), (16, 48), 64),
        "inception4b": Inception(512, 160, (112, 224), (24, 64), 64),
        "inception4c": Inception(512, 128, (128, 256), (24, 64), 64),
        "inception4d": Inception(512, 112, (144, 288), (32, 64), 64),
        "inception4e": Inception(528, 256, (160, 320), (32, 128), 128),
    }


def _inception_v3() -> dict[str, nn.Module]:
    return {
        "Conv2d_1a_3x3": Conv(3, 32, 3, 2),
        "Conv2d_2a_3x3": Conv(32, 32, 3),
        "Conv2d_2b_3x3": Conv(32, 64, 3, padding=1),
        "maxpool1": nn.MaxPool2d(3, 2),
        "Conv2d_3b_1x1": Conv(64, 80, 1),
        "Conv2d_4a_3x3": Conv(80, 192, 3),
        "maxpool2": nn.MaxPool2d(3, 2),
        "Mixed_5b": InceptionA(192, 32),
        "Mixed_5c": InceptionA(256, 64),
        "Mixed_5d": InceptionA(288, 64),
        "Mixed_6a": InceptionB(288),
        "Mixed_6b": InceptionC(768, 128),
        "Mixed_6c": InceptionC(768, 160),
        "Mixed_6d": InceptionC(768, 160),
        "Mixed_6e": InceptionC(768, 192),
    }


def _vgg16() -> dict[str, nn.Module]:
    layers: list[nn.Module] = []
    inputs = 3
    for width, count in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(count):
            layers += [nn.Conv2d(inputs, width, 3, padding=1), nn.ReLU()]
            inputs = width
        layers.append(nn.MaxPool2d(2, 2))
    return {"features": nn.Sequential(*layers[:-1])}


LAYERS: Mapping[str, tuple[str, ...]] = {
    "googlenet": ("inception3b", "inception4a", "inception4c", "inception4e"),
    "inception_v3": ("Mixed_5b", "Mixed_5d", "Mixed_6c", "Mixed_6e"),
    "vgg16": ("features.8", "features.15", "features.22", "features.29"),
}
"""What is dreamt of, from grain to whole things."""
SMALLEST: Mapping[str, int] = {"googlenet": 16, "inception_v3": 64, "vgg16": 16}
"""Pixels that the last of these layers needs."""
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Of ImageNet's pictures in 0..1: what torchvision trained on. The two others came from TensorFlow and take -1..1."""
_PARTS: Mapping[str, Callable[[], dict[str, nn.Module]]] = {
    "googlenet": _googlenet,
    "inception_v3": _inception_v3,
    "vgg16": _vgg16,
}


class ImageNet(Dreamer):
    """One of `LAYERS`, its weights random until its own are loaded."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.tapped, self.takes, self.smallest = LAYERS[name], 3, SMALLEST[name]
        self.order: list[str] = []
        for part, module in _PARTS[name]().items():
            self.add_module(part, module)
            self.order += (
                [f"{part}.{place}" for place in range(len(module))] if isinstance(module, nn.Sequential) else [part]
            )
        mean, deviation = (MEAN, DEVIATION) if name == "vgg16" else ((0.5,) * 3, (0.5,) * 3)
        self.register_buffer("mean", torch.tensor(mean).reshape(1, 3, 1, 1), persistent=False)
        self.register_buffer("deviation", torch.tensor(deviation).reshape(1, 3, 1, 1), persistent=False)
        self.eval().requires_grad_(False)

    def found(self, x: Tensor) -> list[Tensor]:
        """See `Dreamer`; takes -1..1."""
        x = (x * 0.5 + 0.5 - self.mean) / self.deviation
        found = []
        for name in self.order:
            x = self.get_submodule(name)(x)
            if name in self.tapped:
                found.append(x)
        return found

    def load(self, weights: Mapping[str, Tensor]) -> None:
        """Take what is ours of a state_dict of torchvision's; raises RuntimeError where something does not fit."""
        self.load_state_dict({name: weights[name] for name in self.state_dict() if name in weights})
