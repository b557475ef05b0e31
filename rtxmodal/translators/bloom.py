"""Bloom: light runs over the edges of what is bright."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rtxmodal.card import Card
from rtxmodal.params import Parameter
from rtxmodal.stream.effects import bloom
from rtxmodal.translators import Context
from rtxmodal.translators.picture_filter import BASS, REACT, PictureFilter, filter_card, still

NAME = "bloom"
PARAMETERS = (
    Parameter("amount", "Amount", 0.6, 0.0, 2.0, description="Strength of the light"),
    Parameter("threshold", "Threshold", 0.45, description="From where on it is bright"),
    Parameter("radius", "Radius", 0.06, 0.005, 0.3, curve="log", description="How far it runs, of the shorter edge"),
    REACT,
)


def card(context: Context) -> Card:
    """What it says of itself."""
    return filter_card(NAME, "Bloom", "Light runs over the edges of what is bright", PARAMETERS)


def create(context: Context) -> PictureFilter:
    """Build it."""
    return PictureFilter(card(context), still(change))


def change(picture: np.ndarray, values: Mapping[str, float]) -> np.ndarray:
    """One picture."""
    strength = values["amount"] * (1.0 + 1.5 * values["react"] * values.get(BASS, 0.0))
    return bloom(picture, values["threshold"], strength, values["radius"])
