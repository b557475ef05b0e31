"""Hue shifting: all colours turned. One of the filters of the "566" CycleGAN."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rtxmodal.card import Card
from rtxmodal.params import Parameter
from rtxmodal.stream.filters import shift_hue
from rtxmodal.translators import Context
from rtxmodal.translators.picture_filter import BASS, PictureFilter, drift, filter_card

NAME = "hueshift"
PARAMETERS = (
    Parameter("amount", "Amount", 90.0, 0.0, 360.0, "degrees", description="How far colours turn"),
    Parameter("drift", "Drift", 0.0, -10.0, 10.0, "degrees/s", description="How fast they turn on"),
    Parameter("react", "React", 0.0, description="How far the bass throws them, at most a sixth of the circle"),
)


def card(context: Context) -> Card:
    """What it says of itself."""
    return filter_card(NAME, "Hue shifting", "All colours turned", PARAMETERS)


def create(context: Context) -> PictureFilter:
    """Build it."""
    return PictureFilter(card(context), step)


def step(
    picture: np.ndarray, values: Mapping[str, float], past: float | None, since: float
) -> tuple[np.ndarray, float]:
    """One picture; remembered is how far colours have drifted, degrees."""
    drifted = drift(past, values, since)
    thrown = 60.0 * values["react"] * values.get(BASS, 0.0)
    return shift_hue(picture, values["amount"] + drifted + thrown), drifted
