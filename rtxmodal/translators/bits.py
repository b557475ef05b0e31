"""Bit reduction: few steps from black to white in each channel. One of the filters of the "566" CycleGAN."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rtxmodal.card import Card
from rtxmodal.params import Parameter
from rtxmodal.stream.blend import mix
from rtxmodal.stream.filters import reduce_bits
from rtxmodal.translators import Context
from rtxmodal.translators.picture_filter import AMOUNT, PictureFilter, filter_card, still

NAME = "bits"
PARAMETERS = (AMOUNT, Parameter("depth", "Depth", 2.0, 1.0, 8.0, "bits", kind="int", description="Of each channel"))


def card(context: Context) -> Card:
    """What it says of itself."""
    return filter_card(NAME, "Bit reduction", "Few steps from black to white in each channel", PARAMETERS)


def create(context: Context) -> PictureFilter:
    """Build it."""
    return PictureFilter(card(context), still(change))


def change(picture: np.ndarray, values: Mapping[str, float]) -> np.ndarray:
    """One picture."""
    return mix(picture, reduce_bits(picture, int(values["depth"])), values["amount"])
