"""Hue and saturation blurring: colour runs, light stays sharp. One of the filters of the "566" CycleGAN."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rtxmodal.card import Card
from rtxmodal.params import Parameter
from rtxmodal.stream.filters import blur_colour
from rtxmodal.translators import Context
from rtxmodal.translators.picture_filter import PictureFilter, filter_card, still

NAME = "colourblur"
PARAMETERS = (Parameter("amount", "Amount", 0.25, description="How far colour runs, of the shorter edge"),)


def card(context: Context) -> Card:
    """What it says of itself."""
    return filter_card(NAME, "Hue and saturation blurring", "Colour runs like wet ink, light stays sharp", PARAMETERS)


def create(context: Context) -> PictureFilter:
    """Build it."""
    return PictureFilter(card(context), still(change))


def change(picture: np.ndarray, values: Mapping[str, float]) -> np.ndarray:
    """One picture."""
    return blur_colour(picture, values["amount"] * min(picture.shape[:2]))
