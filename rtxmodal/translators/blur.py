"""Blur: the picture in coarse pixels, smoothed. One of the filters of the "566" CycleGAN, whose way back is learnt."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rtxmodal.card import Card
from rtxmodal.params import Parameter
from rtxmodal.stream.blend import mix
from rtxmodal.stream.filters import blur
from rtxmodal.translators import Context
from rtxmodal.translators.picture_filter import AMOUNT, PictureFilter, filter_card, still

NAME = "blur"
PARAMETERS = (
    AMOUNT,
    Parameter("factor", "Factor", 4.0, 1.0, 32.0, curve="log", description="Pixels that become one"),
)


def card(context: Context) -> Card:
    """What it says of itself."""
    return filter_card(NAME, "Blur", "Coarse pixels, smoothed", PARAMETERS)


def create(context: Context) -> PictureFilter:
    """Build it."""
    return PictureFilter(card(context), still(change))


def change(picture: np.ndarray, values: Mapping[str, float]) -> np.ndarray:
    """One picture."""
    return mix(picture, blur(picture, values["factor"]), values["amount"])
