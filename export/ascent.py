"""The slope of a fixed network as a graph of plain operators: what lets ONNX Runtime dream.

ONNX Runtime gives no gradients, and torch's exporter does not take `torch.func.grad`. So the forward and the backward
pass are traced into one graph of elementary operators first, in which the backward pass of a convolution is a
transposed convolution; that graph exports like any other.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch._decomp import core_aten_decompositions
from torch.func import functionalize, grad
from torch.fx import GraphModule
from torch.fx.experimental.proxy_tensor import make_fx

aten = torch.ops.aten


def slope_graph(objective: Callable[..., Tensor], *example: Tensor) -> GraphModule:
    """The derivative of `objective` by its first argument, as a graph; called with the same arguments.

    The network's parameters must not require gradients: they become constants. Use smooth activations written as
    `x * torch.sigmoid(x)` (torch's own SiLU does not export this way, and ReLU's mask flips on rounding).

    Args:
        objective: gives one number.
        example: arguments of the shapes that the graph is for.
    """
    table = core_aten_decompositions() | {
        aten.convolution_backward.default: _convolution_backward,
        aten.max_pool2d_with_indices_backward.default: _max_pool_backward,
        aten.avg_pool2d_backward.default: _average_pool_backward,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return make_fx(functionalize(grad(objective)), decomposition_table=table)(*example)


def _convolution_backward(
    slope: Tensor,
    given: Tensor,
    weight: Tensor,
    _bias_sizes: Any,
    stride: list[int],
    padding: list[int],
    dilation: list[int],
    transposed: bool,
    _output_padding: list[int],
    groups: int,
    _mask: Any,
) -> tuple[Tensor, None, None]:
    """Back through a convolution to its input: the transposed convolution with the same weights.

    With a stride, the rows at the end that no window reached are the output padding.
    """
    if transposed:
        raise ValueError("a network that dreams must have no transposed convolutions, got one; leave it out")
    spread = [
        (slope.shape[axis + 2] - 1) * stride[axis] - 2 * padding[axis] + dilation[axis] * (weight.shape[axis + 2] - 1)
        for axis in range(len(stride))
    ]
    rest = [given.shape[axis + 2] - size - 1 for axis, size in enumerate(spread)]
    return aten.convolution(slope, weight, None, stride, padding, dilation, True, rest, groups), None, None


def _max_pool_backward(
    slope: Tensor,
    given: Tensor,
    _kernel: list[int],
    _stride: list[int],
    _padding: list[int],
    _dilation: list[int],
    _ceil_mode: bool,
    indices: Tensor,
) -> Tensor:
    """Back through a maximum: to the places where it was found."""
    batch, channels, height, width = given.shape
    flat = torch.zeros(batch, channels, height * width, dtype=slope.dtype, device=slope.device)
    filled = flat.scatter_add(2, indices.reshape(batch, channels, -1), slope.reshape(batch, channels, -1))
    return filled.reshape(batch, channels, height, width)


def _average_pool_backward(
    slope: Tensor,
    given: Tensor,
    kernel: list[int],
    stride: list[int],
    padding: list[int],
    ceil_mode: bool,
    count_include_pad: bool,
    divisor: int | None,
) -> Tensor:
    """Back through a mean: an equal share to every place of the window, a transposed convolution channel by channel."""
    if ceil_mode or (any(padding) and not count_include_pad):
        raise ValueError("a network that dreams must pool without ceil_mode and count its padding; change its pooling")
    stride = stride or kernel
    channels = given.shape[1]
    share = 1.0 / (divisor or kernel[0] * kernel[1])
    weight = torch.full((channels, 1, *kernel), share, dtype=slope.dtype, device=slope.device)
    rest = [
        given.shape[axis + 2] - ((slope.shape[axis + 2] - 1) * stride[axis] - 2 * padding[axis] + kernel[axis])
        for axis in range(2)
    ]
    return aten.convolution(slope, weight, None, stride, padding, [1, 1], True, rest, channels)
