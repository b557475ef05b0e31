"""Tessellation: stained glass. One of the filters of the "566" CycleGAN."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rtxmodal.card import Card
from rtxmodal.params import Parameter
from rtxmodal.stream.blend import mix
from rtxmodal.stream.filters import tessellate
from rtxmodal.stream.warp import within
from rtxmodal.translators import Context
from rtxmodal.translators.picture_filter import AMOUNT, BASS, REACT, PictureFilter, filter_card, still

NAME = "tessellate"
MOST = 384  # pixels of the longer edge
PARAMETERS = (
    AMOUNT,
    Parameter("cells", "Cells", 28.0, 4.0, 96.0, curve="log", kind="int", description="Along the shorter edge"),
    Parameter("jitter", "Jitter", 0.8, description="0: a chequered order"),
    Parameter("seed", "Seed", 0.0, 0.0, 9999.0, kind="int", description="Where the cells lie"),
    REACT,
)


def card(context: Context) -> Card:
    """What it says of itself."""
    return filter_card(NAME, "Tessellation", "Stained glass", PARAMETERS)


def create(context: Context) -> PictureFilter:
    """Build it."""
    return PictureFilter(card(context), still(change))


def change(picture: np.ndarray, values: Mapping[str, float]) -> np.ndarray:
    """One picture; the bass widens the cells by up to half, in eight steps."""
    picture = within(picture, MOST)
    throw = round(8.0 * values.get(BASS, 0.0) * values["react"]) / 8.0
    cells = max(2, round(values["cells"] * (1.0 - 0.5 * throw)))
    glass = tessellate(picture, cells, round(values["jitter"], 2), int(values["seed"]))
    return mix(picture, glass, values["amount"])
