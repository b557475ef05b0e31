"""The live texture's file: its knobs, and what it must pass."""

from __future__ import annotations

from collections.abc import Callable

from export.nets.texture import SETTINGS, Texture
from export.sound_checks import SoundPlan
from export.stage_graph import GATE, plan_of, sound_graph
from export.to_onnx import Graph, Run
from export.train import Recipe
from rtxmodal.params import Parameter

KNOBS = (
    Parameter(
        id="amount",
        label="Style amount",
        default=1.0,
        description="0: what goes in, 1: all of the style; between: a morph of the two spectra",
    ),
    Parameter(
        id="grain",
        label="Grain",
        default=0.1,
        description="fine structure from a soft noise, where the input has none of its own",
    ),
    GATE,
)


def texture_plan(module: Texture) -> SoundPlan:
    """How the stage calls the graph."""
    return plan_of(module, SETTINGS, KNOBS)


def stage_graph(module: Texture, recipe: Recipe, measure: Callable[[Run], dict[str, float]]) -> Graph:
    """What is written to `models/`."""
    return sound_graph(module, SETTINGS, KNOBS, recipe, measure)
