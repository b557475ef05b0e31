"""What keeps a CycleGAN between pictures and rolls from the easy ways out: empty rolls, pictures that ignore them."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional

COARSE = 16
"""Pixels over which light and notes are compared."""


def likeness(picture: Tensor, roll: Tensor) -> Tensor:
    """How little notes lie where the picture is light: 1 less the correlation of both, seen coarsely.

    Shape:
        picture: (batch, 3, size, size), roll: (batch, 1, size, size) -> ()
    """
    light, notes = (_coarse(x.float().mean(1, keepdim=True)) for x in (picture, roll))
    return 1.0 - (light * notes).sum(1).mean()


def _coarse(x: Tensor) -> Tensor:
    """Shape: (batch, 1, size, size) -> (batch, places), of mean 0 and length 1."""
    flat = functional.avg_pool2d(x, COARSE, COARSE // 4).flatten(1)
    centred = flat - flat.mean(1, keepdim=True)
    return centred / (centred.norm(dim=1, keepdim=True) + 0.05)


def lit_l1(made: Tensor, roll: Tensor, lit: float) -> Tensor:
    """L1 in which a cell that sounds weighs 1 + `lit` times as much as one that rests. Shape: two alike -> ()."""
    weight = 1.0 + lit * (roll + 1.0) / 2.0
    return (weight * (made - roll).abs()).sum() / weight.sum()
