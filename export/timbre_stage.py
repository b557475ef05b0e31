"""The live timbre model's file: its card, its knobs, and what it must pass."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from export.data.mel import LIVE
from export.nets.timbre import Timbre
from export.sound_checks import SoundPlan, latency_holds_for_what_is_translated
from export.stage_graph import GATE, plan_of, sound_graph
from export.to_onnx import Check, Graph, Run
from export.train import Recipe
from rtxmodal.params import Parameter

KNOBS = (
    Parameter(
        id="amount",
        label="Amount",
        default=1.0,
        description="0: what goes in, 1: the model's timbre; between: a morph of the two spectra",
    ),
    Parameter(
        id="brightness",
        label="Brightness",
        minimum=-6.0,
        maximum=6.0,
        unit="dB",
        description="tilt of the spectrum, dB an octave around 1 kHz",
    ),
    Parameter(
        id="ensemble",
        label="Ensemble",
        default=0.1,
        description="one player to many: a three-voice chorus after the model",
    ),
    Parameter(
        id="attack",
        label="Attack",
        default=60.0,
        minimum=5.0,
        maximum=300.0,
        unit="ms",
        curve="log",
        description="how fast it speaks: time for a rise of 40 dB",
    ),
    GATE,
)


def knobs_of(recipe: Recipe) -> tuple[Parameter, ...]:
    """The knobs, standing where the recipe's `[export.knobs]` sets them."""
    chosen = recipe.export.get("knobs", {})
    return tuple(msgspec.structs.replace(knob, default=chosen.get(knob.id, knob.default)) for knob in KNOBS)


def sound_plan(module: Timbre, knobs: tuple[Parameter, ...] = KNOBS) -> SoundPlan:
    """How the stage calls the graph."""
    return plan_of(module, LIVE, knobs)


def stage_graph(module: Timbre, recipe: Recipe, measure: Callable[[Run], dict[str, float]]) -> Graph:
    """What is written to `models/`."""
    return sound_graph(module, LIVE, knobs_of(recipe), recipe, measure, _latency_of_what_is_translated)


def _latency_of_what_is_translated(plan: SoundPlan, _: int) -> Check:
    return latency_holds_for_what_is_translated(plan)
