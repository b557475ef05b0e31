"""Losses and penalties, shared by the systems. Each is a function of tensors and holds no state."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor


def hinge_critic(real: Tensor, made: Tensor) -> Tensor:
    """Hinge loss of a critic (Lim & Ye 2017). Shape: scores `(batch,)` twice -> `()`."""
    return F.relu(1.0 - real).mean() + F.relu(1.0 + made).mean()


def hinge_generator(made: Tensor) -> Tensor:
    """What the generator minimises beside `hinge_critic`. Shape: scores `(batch,)` -> `()`."""
    return -made.mean()


def relativistic(better: Tensor, worse: Tensor) -> Tensor:
    """Relativistic pairing loss (R3GAN, Huang et al. 2024): `softplus(worse - better)`.

    The critic takes (real, made), the generator (made, real).
    """
    return F.softplus(worse - better).mean()


def gradient_penalty(scores: Tensor, pictures: Tensor) -> Tensor:
    """Mean squared length of the scores' gradient at the pictures: R1 at real ones, R2 at made ones.

    Shape:
        scores `(batch,)`, pictures `(batch, ...)` that require gradients -> `()`
    """
    (slope,) = torch.autograd.grad(scores.sum(), pictures, create_graph=True)
    return slope.float().square().sum(tuple(range(1, slope.ndim))).mean()


def mode_seeking(z: Tensor, pictures: Tensor) -> tuple[Tensor, Tensor]:
    """Of colours and of layouts: how little they differ for two z of one class, for how much the z do.

    Mode-seeking (Mao et al. 2019), twice: colours are compared as 2 x 2 cells, layouts as light and dark
    of 16 x 16 cells, whatever their colour and contrast. The batch holds pairs: row i and row i + batch / 2
    share their class.

    Shape:
        z `(batch, z_size)`, pictures `(batch, 3, h, w)` -> `()` twice
    """
    z_a, z_b = z.chunk(2)
    moved = (z_a - z_b).abs().mean(1)
    fine = F.adaptive_avg_pool2d(pictures.float(), 16)
    coarse = F.adaptive_avg_pool2d(fine, 2)
    colour_a, colour_b = coarse.chunk(2)
    relief = (fine - F.interpolate(coarse, size=16, mode="bilinear", align_corners=False)).mean(1)
    relief_a, relief_b = (relief / (relief.abs().mean((1, 2), keepdim=True) + 0.02)).chunk(2)
    colours = moved / ((colour_a - colour_b).abs().mean((1, 2, 3)) + 0.05)
    layouts = moved / ((relief_a - relief_b).abs().mean((1, 2)) + 0.2)
    return colours.mean(), layouts.mean()


def augment(pictures: Tensor, chance: float) -> Tensor:
    """Shift, recolour and cut out, each with a chance, differentiably (DiffAugment, Zhao et al. 2020).

    Shape:
        `(batch, 3, size, size)` in -1..1 -> the same
    """
    batch, size = len(pictures), pictures.shape[-1]
    if not chance:
        return pictures

    def some(*shape: int) -> Tensor:
        return torch.rand(batch, *shape, device=pictures.device)

    chosen = (some(3) < chance).float()
    colour = chosen[:, 0, None, None, None]
    pictures = pictures + colour * (some(1, 1, 1) - 0.5) * 0.6
    grey = pictures.mean(1, keepdim=True)
    pictures = grey + (pictures - grey) * (1.0 + colour * (some(1, 1, 1) - 0.5) * 1.2)
    reach = 0.25 * chosen[:, 1, None] * (some(2) - 0.5)  # up to an eighth of the picture to each side
    turn = torch.eye(2, 3, device=pictures.device).repeat(batch, 1, 1)
    turn[:, :, 2] = torch.round(reach * size) * 2.0 / size
    where = F.affine_grid(turn, list(pictures.shape), align_corners=False)
    pictures = F.grid_sample(pictures, where, mode="nearest", padding_mode="reflection", align_corners=False)
    centre, axis = some(2), (torch.arange(size, device=pictures.device) + 0.5) / size
    rows = (axis - centre[:, :1]).abs() < 0.2
    columns = (axis - centre[:, 1:]).abs() < 0.2
    hole = (rows[:, :, None] & columns[:, None, :]).float() * chosen[:, 2, None, None]
    return pictures * (1.0 - hole[:, None])


def travel(between: Tensor, translated: Tensor) -> Tensor:
    """TraVeLGAN: differences of sounds keep their length and direction through the translation.

    Amodio, Krishnaswamy 2019: `mean((t - t')^2) - mean(cos(t, t'))`; -1 where they are equal.

    Shape:
        siamese differences `(batch, size)` before and after -> `()`
    """
    return (between - translated).square().mean() - F.cosine_similarity(between, translated, dim=1, eps=1e-6).mean()


def margin(between: Tensor, delta: float = 2.0) -> Tensor:
    """Keeps the siamese from mapping everything to one point: 0 where differences are `delta` long.

    Shape: `(batch, size)` -> `()`.
    """
    length = between.square().sum(1).clamp(min=1e-12).sqrt()
    return F.relu(delta - length).square().mean()


TRAVELGAN = {"adversarial": 1.0, "travel": 10.0, "margin": 10.0, "identity": 0.5}
"""What generator and siamese minimise together: alpha 0.5, beta 10, gamma 10 (Bratu; MelGAN-VC)."""
