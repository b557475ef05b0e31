"""The files of a CycleGAN between pictures and sound, one a way, and what they must pass."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from export.cyclegan_stage import probe_picture
from export.data.domains import SOUND_RATE
from export.nets.cyclegan import Generator
from export.nets.spectra import PictureToSound, SoundToPicture
from export.sound_checks import probe_sound
from export.to_onnx import Arrays, Check, Graph, Run, card_from
from export.train import Recipe
from rtxmodal.card import Card, StatePair, Stream, Tensor
from rtxmodal.params import Parameter

PICTURE = {"layout": "bhwc", "black": 0.0, "white": 255.0}
SEEN = (
    Parameter("gain", "Gain", 0.0, -24.0, 24.0, "dB", description="Of the sound before it is drawn"),
    Parameter("follow", "Follow", 1.0, description="1: soft and loud sound are drawn alike, 0: as they come"),
    Parameter(
        "pace", "Pace", 0.0, kind="enum", options=("full", "half", "quarter"), description="How fast it is written"
    ),
    Parameter("scroll", "Scroll", kind="toggle", description="The newest at the right, or written where the old was"),
    Parameter("persist", "Persistence", 0.5, maximum=0.98, description="How long a picture shines through the next"),
)
HEARD = (
    Parameter("speed", "Speed", 0.25, -2.0, 2.0, description="Of reading from left to right; 1: 0.74 s a picture"),
    Parameter("tune", "Tune", 0.0, -24.0, 24.0, "semitones", description="Of all tones"),
    Parameter("steady", "Steady", 0.0, description="0: noise and tones as made, 1: tones alone"),
    Parameter("contrast", "Contrast", 1.0, 0.5, 3.0, description="How far loud tones stand above soft ones"),
    Parameter("spread", "Spread", 0.5, description="How far the tones lie to the left and to the right"),
    Parameter("scatter", "Scatter", 1.0, description="0: tones are one harmonic row on 172 Hz, 1: none fits another"),
)
RESTS_WITHIN = 1.0
"""Grey levels that a picture of silence may still move by, once it has settled."""


def sound_to_picture(generator: Generator, recipe: Recipe, name: str) -> Graph:
    """The way from spectra to pictures."""
    module = SoundToPicture(generator, int(recipe.data["size"]), float(recipe.export["level_db"]))
    sound = torch.from_numpy(two_channels(module.hop_size))[None]
    return _graph(
        module,
        sound,
        SEEN,
        recipe,
        name,
        (Tensor("sound", "sound", layout="bct"), Tensor("drawn", "picture", **PICTURE)),
    )


def picture_to_sound(generator: Generator, recipe: Recipe, name: str) -> Graph:
    """The way from pictures to spectra."""
    module = PictureToSound(generator, int(recipe.data["size"]), float(recipe.export["gain_db"]))
    picture = probe_picture(module.size)
    return _graph(
        module,
        picture,
        HEARD,
        recipe,
        name,
        (Tensor("picture", "picture", **PICTURE), Tensor("read", "sound", layout="bct")),
    )


def _graph(
    module: SoundToPicture | PictureToSound,
    medium: torch.Tensor,
    knobs: Sequence[Parameter],
    recipe: Recipe,
    name: str,
    ends: tuple[Tensor, Tensor],
) -> Graph:
    memory, (given, made) = module.memory(), ends
    names = (given.name, *(knob.id for knob in knobs), *memory)
    values = tuple(torch.tensor([knob.default]) for knob in knobs)
    example = (medium, *values, *(torch.zeros(shape) for shape in memory.values()))
    golden = {name: tensor.numpy() for name, tensor in zip(names, (medium, *values), strict=False)}
    hears = given.role == "sound"
    return Graph(
        file_name=f"{name}.onnx",
        module=module.eval(),
        example_inputs=example,
        input_names=names,
        output_names=(made.name, *(f"next_{state}" for state in memory)),
        card=_card(module, knobs, recipe, name, ends),
        checks=(silence_comes_to_rest(module) if isinstance(module, SoundToPicture) else sound_is_safe(module),),
        golden_inputs=(golden,),
        golden_outputs=(made.name,),
        golden_tolerance=2.0 if hears else 1e-3,
    )


def _card(
    module: SoundToPicture | PictureToSound,
    knobs: Sequence[Parameter],
    recipe: Recipe,
    name: str,
    ends: tuple[Tensor, Tensor],
) -> Card:
    memory, (given, made) = module.memory(), ends
    own = recipe.export[name.removeprefix(recipe.name)[1:].replace("-", "_")]
    return card_from(
        recipe,
        name=name,
        title=own["title"],
        description=own["description"],
        takes=given.role,
        gives=made.role,
        sample_rate=SOUND_RATE,
        channels_in=2,
        channels_out=2,
        stream=Stream("state", module.hop_size),
        inputs=(
            given,
            *(Tensor(knob.id, "parameter", knob.id) for knob in knobs),
            *(Tensor(state, "state") for state in memory),
        ),
        outputs=(made, *(Tensor(f"next_{state}", "state") for state in memory)),
        states=tuple(StatePair(state, f"next_{state}", shape) for state, shape in memory.items()),
        parameters=tuple(knobs),
    )


def two_channels(frames: int) -> NDArray[np.float32]:
    """A voice-like sound, softer on the right. Shape: -> (2, frames)."""
    return probe_sound(frames) * np.array([[1.0], [0.5]], np.float32)


def stream(run: Run, given: Sequence[Arrays], memory: Sequence[str]) -> list[Arrays]:
    """A file's outputs for one hop after the other, its memory handed on; what is left out is zeros."""
    made: list[Arrays] = []
    state: Arrays = {}
    for hop in given:
        made.append(run({**state, **hop}))
        state = {name: made[-1][f"next_{name}"] for name in memory}
    return made


def silence_comes_to_rest(module: SoundToPicture) -> Check:
    """A check: silence is one picture that stands, and what was heard before leaves nothing behind."""

    def law(run: Run) -> None:
        values = defaults(SEEN)
        hops = np.split(two_channels(20 * module.hop_size), 20, axis=1)
        quiet = np.zeros((1, 2, module.hop_size), np.float32)
        silent = [{"sound": quiet, **values}] * (module.size // 2)
        start = {name: np.zeros(shape, np.float32) for name, shape in module.memory().items()}
        heard = [{"sound": hop[None], **values} for hop in hops]
        after, always = (
            stream(run, [{**start, **given[0]}, *given[1:]], module.memory())[-1]["drawn"].astype(np.float64)
            for given in (heard + silent, silent)
        )
        apart = float(np.abs(after - always).max())
        if not apart <= RESTS_WITHIN:
            raise ValueError(
                f"silence must come to rest within {RESTS_WITHIN} grey levels, got {apart:.3g}; mend a state"
            )

    return law


def sound_is_safe(module: PictureToSound) -> Check:
    """A check: whatever is seen, however it changes, the sound is finite, within -1..1, and has no steps."""

    def law(run: Run) -> None:
        rng = np.random.default_rng(1)
        start = {name: np.zeros(shape, np.float32) for name, shape in module.memory().items()}
        pictures = rng.integers(0, 256, (8, 1, module.size, module.size, 3), dtype=np.uint8)
        hops = [{"picture": picture, **defaults(HEARD)} for picture in pictures]
        made = stream(run, [{**start, **hops[0]}, *hops[1:]], module.memory())
        sound = np.concatenate([hop["read"][0] for hop in made], axis=1)
        if not np.abs(sound).max() <= 1.0:
            raise ValueError(
                f"sound must be finite and within -1..1, got a peak of {np.abs(sound).max()}; lower gain_db"
            )
        bend = np.abs(np.diff(sound, 2, axis=1)).max(0)
        seams = np.arange(1, len(pictures)) * module.hop_size - 1
        if not bend[seams].max() <= bend.max() / 2.0 + np.median(bend) * 10:
            raise ValueError(f"sound must pass from picture to picture without a step, got {bend[seams].max():.3g}")

    return law


def defaults(knobs: Sequence[Parameter]) -> Arrays:
    """Each parameter at its default, as a graph takes it."""
    return {knob.id: np.array([knob.default], np.float32) for knob in knobs}
