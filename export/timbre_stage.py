"""The live timbre model's file: its card, its knobs, and what it must pass."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import torch

from export.data.mel import LIVE
from export.nets.timbre import Timbre
from export.sound_checks import SoundPlan, probe_sound, sound_checks
from export.to_onnx import Graph, Run, card_from
from export.train import Recipe
from rtxmodal.card import Card, StatePair, Stream, Tensor
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
    Parameter(
        id="gate",
        label="Gate",
        default=-60.0,
        minimum=-100.0,
        maximum=-20.0,
        unit="dB",
        description="what is softer than this is silence",
    ),
)


def knobs_of(recipe: Recipe) -> tuple[Parameter, ...]:
    """The knobs, standing where the recipe's `[export.knobs]` sets them."""
    chosen = recipe.export.get("knobs", {})
    return tuple(msgspec.structs.replace(knob, default=chosen.get(knob.id, knob.default)) for knob in KNOBS)


def sound_plan(module: Timbre, knobs: tuple[Parameter, ...] = KNOBS) -> SoundPlan:
    """How the stage calls the graph."""
    defaults = {knob.id: knob.default for knob in knobs}
    return SoundPlan(module.settings.hop_size, module.delay, module.memory(), defaults)


def stage_graph(module: Timbre, recipe: Recipe, measure: Callable[[Run], dict[str, float]]) -> Graph:
    """What is written to `models/`, one hop of sound a call."""
    plan = sound_plan(module, knobs_of(recipe))
    hop = torch.from_numpy(probe_sound(LIVE.hop_size)).reshape(1, 1, -1)
    knobs = tuple(torch.tensor([default]) for default in plan.parameters.values())
    memory = tuple(torch.zeros(shape) for shape in plan.memory.values())
    names, example = ("sound", *plan.parameters, *plan.memory), (hop, *knobs, *memory)
    return Graph(
        file_name=f"{recipe.name}.onnx",
        module=module,
        example_inputs=example,
        input_names=names,
        output_names=("sound_out", *(f"next_{name}" for name in plan.memory)),
        card=stage_card(plan, recipe),
        checks=sound_checks(module, plan),
        golden_inputs=({name: value.numpy() for name, value in zip(names, example, strict=True)},),
        measure=measure,
    )


def stage_card(plan: SoundPlan, recipe: Recipe) -> Card:
    """What the file says of itself."""
    states = tuple(plan.memory)
    return card_from(
        recipe,
        takes="sound",
        gives="sound",
        sample_rate=LIVE.sample_rate,
        stream=Stream("state", LIVE.hop_size, delay=plan.delay),
        inputs=(
            Tensor("sound", "sound", layout="bct"),
            *(Tensor(name, "parameter", name) for name in plan.parameters),
            *(Tensor(name, "state") for name in states),
        ),
        outputs=(Tensor("sound_out", "sound", layout="bct"), *(Tensor(f"next_{name}", "state") for name in states)),
        states=tuple(StatePair(name, f"next_{name}", shape) for name, shape in plan.memory.items()),
        parameters=knobs_of(recipe),
    )
