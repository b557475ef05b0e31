"""Pixel sorting: stretches of each line in order. One of the filters of the "566" CycleGAN."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rtxmodal.card import Card
from rtxmodal.params import Parameter
from rtxmodal.stream.filters import DIRECTIONS, KEYS, sort_pixels
from rtxmodal.stream.warp import within
from rtxmodal.translators import Context
from rtxmodal.translators.picture_filter import BASS, REACT, PictureFilter, filter_card, still

NAME = "pixelsort"
MOST = 384  # pixels of the longer edge
PARAMETERS = (
    Parameter("amount", "Amount", 0.45, description="How sharp an edge must be to end a stretch"),
    Parameter("direction", "Direction", 2.0, kind="enum", options=DIRECTIONS, description="Where the largest go"),
    Parameter("key", "Sorted by", kind="enum", options=KEYS, description="What is compared"),
    REACT,
)


def card(context: Context) -> Card:
    """What it says of itself."""
    return filter_card(NAME, "Pixel sorting", "Stretches of each line in order", PARAMETERS)


def create(context: Context) -> PictureFilter:
    """Build it."""
    return PictureFilter(card(context), still(change))


def change(picture: np.ndarray, values: Mapping[str, float]) -> np.ndarray:
    """One picture; the bass lengthens the stretches."""
    amount = min(1.0, values["amount"] * (1.0 + values["react"] * values.get(BASS, 0.0)))
    direction, key = DIRECTIONS[int(values["direction"])], KEYS[int(values["key"])]
    return sort_pixels(within(picture, MOST), amount, direction, key)
