"""Palette: the picture in the colours of one mood, as light as it was."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rtxmodal.card import Card
from rtxmodal.params import Parameter
from rtxmodal.stream.effects import PALETTES, recolour
from rtxmodal.translators import Context
from rtxmodal.translators.picture_filter import PictureFilter, drift, filter_card

NAME = "palette"
PARAMETERS = (
    Parameter("amount", "Amount", 0.75, description="0: the picture's own colours"),
    Parameter("colours", "Colours", kind="enum", options=tuple(PALETTES), description="The mood"),
    Parameter("hue", "Hue", 0.0, 0.0, 360.0, "degrees", description="The palette turned"),
    Parameter("drift", "Drift", 1.0, -10.0, 10.0, "degrees/s", description="How fast it turns on"),
)


def card(context: Context) -> Card:
    """What it says of itself."""
    return filter_card(NAME, "Palette", "The colours of one mood, as light as they were", PARAMETERS)


def create(context: Context) -> PictureFilter:
    """Build it."""
    return PictureFilter(card(context), step)


def step(
    picture: np.ndarray, values: Mapping[str, float], past: float | None, since: float
) -> tuple[np.ndarray, float]:
    """One picture; remembered is how far the palette has drifted, degrees."""
    drifted = drift(past, values, since)
    colours = tuple(PALETTES)[int(values["colours"])]
    return recolour(picture, colours, values["amount"], values["hue"] + drifted), drifted
