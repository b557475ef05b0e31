"""Kaleidoscope: the picture between two mirrors."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rtxmodal.card import Card
from rtxmodal.params import Parameter
from rtxmodal.stream.effects import kaleidoscope
from rtxmodal.stream.warp import within
from rtxmodal.translators import Context
from rtxmodal.translators.picture_filter import BASS, REACT, PictureFilter, drift, filter_card

NAME = "kaleidoscope"
MOST = 384  # pixels of the longer edge
PARAMETERS = (
    Parameter("segments", "Segments", 6.0, 2.0, 24.0, kind="int", description="Mirror images in the round"),
    Parameter("turn", "Turn", 0.0, 0.0, 360.0, "degrees", description="Of the mirrors over the picture"),
    Parameter("drift", "Drift", 8.0, -180.0, 180.0, "degrees/s", description="How fast they turn on"),
    Parameter("zoom", "Zoom", 1.3, 0.5, 4.0, curve="log", description="Of what is seen"),
    REACT,
)


def card(context: Context) -> Card:
    """What it says of itself."""
    return filter_card(NAME, "Kaleidoscope", "The picture between two mirrors", PARAMETERS)


def create(context: Context) -> PictureFilter:
    """Build it."""
    return PictureFilter(card(context), step)


def step(
    picture: np.ndarray, values: Mapping[str, float], past: float | None, since: float
) -> tuple[np.ndarray, float]:
    """One picture; remembered is how far the mirrors have turned, degrees."""
    turned = drift(past, values, since)
    zoom = values["zoom"] * (1.0 + 0.2 * values["react"] * values.get(BASS, 0.0))
    return kaleidoscope(within(picture, MOST), int(values["segments"]), values["turn"] + turned, zoom), turned
