"""A streaming sound model's file: its card from its recipe and its knobs, and what every such model must pass."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import torch

from export.data.mel import MelSettings
from export.sound_checks import (
    SoundPlan,
    latency_is_where_an_impulse_comes_out,
    no_seam_at_the_hop_rate,
    probe_sound,
    silence_stays_silence,
    streaming_equals_offline,
)
from export.to_onnx import Check, Graph, Run, card_from
from export.train import Recipe
from rtxmodal.card import Card, StatePair, Stream, Tensor
from rtxmodal.params import Parameter

GATE = Parameter(
    id="gate",
    label="Gate",
    default=-60.0,
    minimum=-100.0,
    maximum=-20.0,
    unit="dB",
    description="what is softer than this is silence",
)
"""A knob that every sound model has: a microphone is never silent."""


class SoundGraph(Protocol):
    """A module from sound to sound by hops: `module(sound, *parameters, *memory)`."""

    @property
    def delay(self) -> int:
        """Frames from a sound going in to the same sound coming out."""

    def memory(self) -> dict[str, tuple[int, ...]]:
        """Name and shape of each tensor that comes back; all start as zeros."""


def plan_of(module: SoundGraph, settings: MelSettings, knobs: Sequence[Parameter]) -> SoundPlan:
    """How the stage calls the graph."""
    return SoundPlan(settings.hop_size, module.delay, module.memory(), {knob.id: knob.default for knob in knobs})


def sound_graph(
    module: torch.nn.Module,
    settings: MelSettings,
    knobs: Sequence[Parameter],
    recipe: Recipe,
    measure: Callable[[Run], dict[str, float]],
    law: Callable[[SoundPlan, int], Check] = no_seam_at_the_hop_rate,
) -> Graph:
    """What is written to `models/`, one hop of sound a call.

    Args:
        module: a `SoundGraph`.
        settings: its sample rate and hop.
        knobs: its parameters, standing at their defaults.
        recipe: what it was trained by.
        measure: see `Graph`.
        law: of the plan and the sample rate, beside the three that hold for all.
    """
    plan = plan_of(module, settings, knobs)  # type: ignore[arg-type]
    hop = torch.from_numpy(probe_sound(plan.hop_size)).reshape(1, 1, -1)
    values = tuple(torch.tensor([knob.default]) for knob in knobs)
    memory = tuple(torch.zeros(shape) for shape in plan.memory.values())
    names, example = ("sound", *plan.parameters, *plan.memory), (hop, *values, *memory)
    return Graph(
        file_name=f"{recipe.name}.onnx",
        module=module,
        example_inputs=example,
        input_names=names,
        output_names=("sound_out", *(f"next_{name}" for name in plan.memory)),
        card=sound_card(plan, settings.sample_rate, knobs, recipe),
        checks=(
            streaming_equals_offline(module, plan),
            silence_stays_silence(plan),
            latency_is_where_an_impulse_comes_out(plan),
            law(plan, settings.sample_rate),
        ),
        golden_inputs=({name: value.numpy() for name, value in zip(names, example, strict=True)},),
        measure=measure,
    )


def sound_card(plan: SoundPlan, sample_rate: int, knobs: Sequence[Parameter], recipe: Recipe) -> Card:
    """What the file says of itself."""
    states = tuple(plan.memory)
    return card_from(
        recipe,
        takes="sound",
        gives="sound",
        sample_rate=sample_rate,
        stream=Stream("state", plan.hop_size, delay=plan.delay),
        inputs=(
            Tensor("sound", "sound", layout="bct"),
            *(Tensor(name, "parameter", name) for name in plan.parameters),
            *(Tensor(name, "state") for name in states),
        ),
        outputs=(Tensor("sound_out", "sound", layout="bct"), *(Tensor(f"next_{name}", "state") for name in states)),
        states=tuple(StatePair(name, f"next_{name}", shape) for name, shape in plan.memory.items()),
        parameters=tuple(knobs),
    )
