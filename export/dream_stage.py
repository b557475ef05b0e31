"""The dreams' files: their knobs, their cards, and what they must pass."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray

from export.data.mel import LIVE
from export.nets.dream import LAYERS, STEPS, PictureDream, SoundDream
from export.sound_checks import SoundPlan
from export.stage_graph import GATE, plan_of, sound_graph
from export.to_onnx import Check, Graph, Run, card_from
from export.train import Recipe
from rtxmodal.card import Card, StatePair, Tensor
from rtxmodal.params import Parameter

LAYER = Parameter(
    id="layer",
    label="Layer",
    default=2.0,
    maximum=LAYERS - 1.0,
    description="what is dreamt of: 0 edges and grain, 3 whole things; between: both",
)
GUIDE = Parameter(id="guide", label="Guide", description="towards what was there in the last seconds")
SOUND_KNOBS = (
    Parameter(id="amount", label="Amount", default=1.0, description="0: what goes in, 1: all of the dream"),
    Parameter(
        id="feedback", label="Feedback", default=0.95, description="how much of the dream goes on into the next hop"
    ),
    LAYER,
    Parameter(
        id="steps", label="Steps", default=1.0, maximum=float(STEPS), description="up the slope, each hop of 11 ms"
    ),
    Parameter(
        id="size", label="Step size", default=5.0, maximum=12.0, unit="dB", description="change of a band in one step"
    ),
    Parameter(
        id="octaves", label="Octaves", default=2.0, minimum=1.0, maximum=2.0, description="2: also at twice the size"
    ),
    GUIDE,
    Parameter(
        id="grain", label="Grain", default=0.03, description="a soft noise that is dreamt on, where nothing is heard"
    ),
    GATE,
)


def picture_knobs(module: PictureDream) -> tuple[Parameter, ...]:
    """What can be turned of a dream of pictures."""
    return (
        Parameter(
            id="feedback", label="Feedback", default=0.85, description="how much of the last dream is dreamt further"
        ),
        msgspec.structs.replace(LAYER, default=1.0),
        Parameter(
            id="steps",
            label="Steps",
            default=1.0,
            maximum=float(module.steps),
            description="up the slope, each picture",
        ),
        Parameter(
            id="size", label="Step size", default=0.06, maximum=0.3, description="change of the picture in one step"
        ),
        Parameter(
            id="octaves",
            label="Octaves",
            default=min(2.0, module.octaves),
            minimum=1.0,
            maximum=float(module.octaves),
            description="more: also at twice and four times the size",
        ),
        GUIDE,
        Parameter(
            id="zoom",
            label="Zoom",
            default=0.01,
            maximum=0.05,
            description="how fast one falls into the dream, a picture",
        ),
    )


def sound_plan(module: SoundDream) -> SoundPlan:
    """How the stage calls the graph."""
    return plan_of(module, LIVE, SOUND_KNOBS)


def sound_graph_of(module: SoundDream, recipe: Recipe, measure: Callable[[Run], dict[str, float]]) -> Graph:
    """What is written to `models/` of a network of sounds."""
    return sound_graph(module, LIVE, SOUND_KNOBS, recipe, measure)


def picture_graph(module: PictureDream, recipe: Recipe, measure: Callable[[Run], dict[str, float]]) -> Graph:
    """What is written to `models/` of a network of pictures."""
    module = module.eval()
    memory = module.memory()
    generator = np.random.default_rng(0)
    picture = torch.from_numpy(generator.integers(0, 256, (module.side, module.side, 3), np.uint8))
    line = np.linspace(0, 3 * np.pi, module.side)
    smooth = (127.5 + 100.0 * np.stack([np.sin(line + place) * np.cos(line)[:, None] for place in range(3)], 2)).astype(
        np.uint8
    )
    knobs = {knob.id: np.array([knob.default], np.float32) for knob in picture_knobs(module)}
    values = tuple(torch.from_numpy(value) for value in knobs.values())
    example = (picture, *values, *(torch.zeros(shape) for shape in memory.values()))
    return Graph(
        file_name=f"{recipe.name}.onnx",
        module=module,
        example_inputs=example,
        input_names=("picture", *knobs, *memory),
        output_names=("picture_out", *(f"next_{name}" for name in memory)),
        card=picture_card(module, recipe),
        checks=(no_step_gives_the_picture_back(module), layers_dream_of_different_things(module)),
        golden_inputs=({"picture": smooth} | knobs,),
        golden_outputs=("picture_out",),
        golden_tolerance=2.0,
        measure=measure,
    )


def _fed(run: Run, module: PictureDream, picture: NDArray, **knobs: float) -> NDArray:
    inputs = {k.id: np.array([knobs.get(k.id, k.default)], np.float32) for k in picture_knobs(module)}
    states = {name: np.zeros(shape, np.float32) for name, shape in module.memory().items()}
    return run({"picture": picture} | inputs | states)["picture_out"]


def no_step_gives_the_picture_back(module: PictureDream) -> Check:
    """A check: without a step, and before anything was dreamt, every pixel stays as it is."""

    def law(run: Run) -> None:
        picture = np.random.default_rng(1).integers(0, 256, (module.side, module.side, 3), np.uint8)
        if not np.array_equal(_fed(run, module, picture, steps=0.0), picture):
            raise ValueError("a dream of no steps must give the picture back, got another; look at its scaling")

    law.__name__ = "no_step_gives_the_picture_back"
    return law


def layers_dream_of_different_things(module: PictureDream) -> Check:
    """A check: each layer changes a picture, and none as another does."""

    def law(run: Run) -> None:
        picture = np.random.default_rng(1).integers(100, 156, (module.side, module.side, 3), np.uint8)
        dreams = [_fed(run, module, picture, layer=float(layer)).astype(float) for layer in range(LAYERS)]
        for place, dream in enumerate(dreams):
            others = [picture.astype(float), *dreams[:place]]
            if min(float(np.abs(dream - other).mean()) for other in others) < 0.255:
                raise ValueError(f"layer {place} must dream of something of its own, got what was there; train longer")

    law.__name__ = "layers_dream_of_different_things"
    return law


def picture_card(module: PictureDream, recipe: Recipe) -> Card:
    """What the file says of itself."""
    memory, knobs = module.memory(), picture_knobs(module)
    return card_from(
        recipe,
        takes="picture",
        gives="picture",
        inputs=(
            Tensor("picture", "picture", layout="hwc"),
            *(Tensor(knob.id, "parameter", knob.id) for knob in knobs),
            *(Tensor(name, "state") for name in memory),
        ),
        outputs=(Tensor("picture_out", "picture", layout="hwc"), *(Tensor(f"next_{name}", "state") for name in memory)),
        states=tuple(StatePair(name, f"next_{name}", shape) for name, shape in memory.items()),
        parameters=knobs,
    )
