"""Points in the space that a picture generator draws from, and ways between them."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

REACH = 2.0  # standard deviations at which the normal distribution is cut
STEP = 7919  # between the seeds of successive points of a way


def latent_point(size: int, seed: int) -> np.ndarray:
    """Normal numbers cut at +-2: BigGAN's `truncation * truncnorm.rvs(-2, 2)` before the truncation. Shape: (size,)."""
    normal = NormalDist()
    low, high = normal.cdf(-REACH), normal.cdf(REACH)
    uniform = np.random.RandomState(seed % 2**32).uniform(size=size)
    return np.array([normal.inv_cdf(low + share * (high - low)) for share in uniform])


def way_point(size: int, seed: int, index: int) -> np.ndarray:
    """The point of that index on the way that a seed draws. Shape: (size,)."""
    return latent_point(size, seed + STEP * index)


def slerp(a: np.ndarray, b: np.ndarray, share: float) -> np.ndarray:
    """From a to b along the arc, its length in between; exact at both ends. Shape: (size,)."""
    if share <= 0.0 or share >= 1.0:
        return a if share <= 0.0 else b
    cosine = float(a @ b) / (float(np.linalg.norm(a) * np.linalg.norm(b)) + 1e-12)
    angle = math.acos(min(max(cosine, -1.0), 1.0))
    if math.sin(angle) < 1e-4:
        return (1.0 - share) * a + share * b
    return np.asarray((math.sin((1.0 - share) * angle) * a + math.sin(share * angle) * b) / math.sin(angle))


def soft_classes(here: int, there: int, share: float, count: int) -> np.ndarray:
    """The class vector (1 - share) * onehot(here) + share * onehot(there); sums to 1. Shape: (count,)."""
    classes = np.zeros(count)
    classes[here] += 1.0 - share
    classes[there] += share
    return classes


def unit_directions(count: int, size: int, seed: int) -> np.ndarray:
    """Orthogonal directions, drawn once. Shape: (count, size), each of length 1."""
    drawn = np.random.RandomState(seed % 2**32).standard_normal((size, count))
    return np.ascontiguousarray(np.linalg.qr(drawn)[0].T)
