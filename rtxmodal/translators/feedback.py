"""Feedback: the picture before grows and turns under the new one."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from rtxmodal.card import Card
from rtxmodal.params import Parameter
from rtxmodal.stream.effects import trail
from rtxmodal.stream.warp import to_picture, within
from rtxmodal.translators import Context
from rtxmodal.translators.picture_filter import BASS, REACT, PictureFilter, filter_card

NAME = "feedback"
MOST = 384  # pixels of the longer edge
PARAMETERS = (
    Parameter("amount", "Amount", 0.8, description="How much of the past shows through"),
    Parameter("decay", "Decay", 400.0, 30.0, 4000.0, "ms", curve="log", description="How long a trail glows"),
    Parameter("zoom", "Zoom", 0.25, -2.0, 2.0, "1/s", description="How fast trails grow"),
    Parameter("turn", "Turn", 6.0, -180.0, 180.0, "degrees/s", description="How fast they turn"),
    REACT,
)


def card(context: Context) -> Card:
    """What it says of itself."""
    return filter_card(NAME, "Feedback", "Trails that flow outwards", PARAMETERS)


def create(context: Context) -> PictureFilter:
    """Build it."""
    return PictureFilter(card(context), step)


def step(
    picture: np.ndarray, values: Mapping[str, float], past: np.ndarray | None, since: float
) -> tuple[np.ndarray, np.ndarray]:
    """One picture; remembered is the trail."""
    picture = within(picture, MOST)
    left = math.exp(-since / (values["decay"] / 1000.0))
    growth = values["zoom"] * (1.0 + 4.0 * values["react"] * values.get(BASS, 0.0))
    glow = trail(picture, past, left, math.exp(growth * since), values["turn"] * since)
    return to_picture(picture + values["amount"] * (glow - picture)), glow
