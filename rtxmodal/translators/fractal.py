"""Fractal mapping: the picture tiles a Julia set. One of the filters of the "566" CycleGAN."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rtxmodal.card import Card
from rtxmodal.params import Parameter
from rtxmodal.stream.filters import fractal
from rtxmodal.stream.warp import within
from rtxmodal.translators import Context
from rtxmodal.translators.picture_filter import BASS, REACT, PictureFilter, drift, filter_card

NAME = "fractal"
MOST = 384  # pixels of the longer edge
PARAMETERS = (
    Parameter("amount", "Amount", 0.8, description="0: the picture as it came"),
    Parameter("folds", "Folds", 2.0, 1.0, 6.0, kind="int", description="How often the plane is folded"),
    Parameter("angle", "Angle", 110.0, 0.0, 360.0, "degrees", description="Which Julia set"),
    Parameter("drift", "Drift", 4.0, -60.0, 60.0, "degrees/s", description="How fast it turns into others"),
    REACT,
)


def card(context: Context) -> Card:
    """What it says of itself."""
    return filter_card(NAME, "Fractal mapping", "The picture tiles a Julia set", PARAMETERS)


def create(context: Context) -> PictureFilter:
    """Build it."""
    return PictureFilter(card(context), step)


def step(
    picture: np.ndarray, values: Mapping[str, float], past: float | None, since: float
) -> tuple[np.ndarray, float]:
    """One picture; remembered is how far the set has turned, degrees."""
    turned = drift(past, values, since)
    throw = values["react"] * values.get(BASS, 0.0)
    amount = values["amount"] * (1.0 - 0.25 * throw)
    return fractal(within(picture, MOST), amount, values["angle"] + turned, int(values["folds"])), turned
