"""A CycleGAN's files between pictures and piano rolls: the roll is what the stage moves on, norms are frozen."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from export.cyclegan_stage import probe_picture
from export.nets.cyclegan import Generator
from export.to_onnx import Graph, card_from
from export.train import Recipe
from rtxmodal.card import Card, Stream
from rtxmodal.card import Tensor as TensorCard
from rtxmodal.params import Parameter
from rtxmodal.stream.roll import PITCHES, STEPS
from rtxmodal.translators.rolls import PAINT_KNOBS, RATE, READ_HOP, READ_KNOBS, VIEW_HOP

ROLL, PICTURE = TensorCard("roll", "roll", layout="pt"), TensorCard("picture", "picture", layout="bhwc")
LEVELLING = (1.0, 2.0, 2.0, 2.0, 1.0)
"""Nothing is left by it of patterns that repeat every 2 or 4 pixels: the grain of two transposed convolutions."""


def level(x: Tensor, along: tuple[int, ...]) -> Tensor:
    """Without the grain along these axes, edges as they are. Shape: (batch, channels, x, y) -> the same."""
    for axis in along:
        kernel = torch.tensor(LEVELLING) / sum(LEVELLING)
        shape = (5, 1) if axis == 2 else (1, 5)
        pad = (0, 0, 2, 2) if axis == 2 else (2, 2, 0, 0)
        weight = kernel.reshape(1, 1, *shape).repeat(x.shape[1], 1, 1, 1)
        x = functional.conv2d(functional.pad(x, pad, mode="replicate"), weight, groups=x.shape[1])
    return x


class Painter(nn.Module):
    """Roll to picture.

    Shape:
        roll: (128, 128) 0..1, pitch before column -> (1, 128, 128, 3) uint8, columns from left to right
    """

    def __init__(self, generator: Generator) -> None:
        super().__init__()
        self.generator = generator.freeze().eval()
        with torch.no_grad():
            ground = level(self.generator(-torch.ones(1, 1, STEPS, PITCHES)), (2, 3))
        # of an empty roll all is ground; what mirrored edges make of it is a frame that would stand on stage
        self.register_buffer("frame", ground - ground[:, :, STEPS // 2, PITCHES // 2, None, None])

    def forward(self, roll: Tensor) -> Tensor:
        """See the class."""
        x = roll.flip(0).T[None, None] * 2.0 - 1.0  # time before pitch, high pitches first, as in training
        made = level(self.generator(x), (2, 3)) - self.frame
        return torch.round((made.clamp(-1.0, 1.0) + 1.0) * 127.5).to(torch.uint8).permute(0, 3, 2, 1)


class Reader(nn.Module):
    """Picture to roll.

    Shape:
        picture: (1, 128, 128, 3) uint8 -> (128, 128) 0..1, pitch before column
    """

    def __init__(self, generator: Generator) -> None:
        super().__init__()
        self.generator = generator.freeze()

    def forward(self, picture: Tensor) -> Tensor:
        """See the class."""
        x = picture.to(torch.float32).permute(0, 3, 2, 1) / 127.5 - 1.0
        return (level(self.generator(x), (2,))[0, 0].T.flip(0) + 1.0) / 2.0  # in time: a note is one, not a row of dots


def roll_to_picture(generator: Generator, recipe: Recipe, name: str) -> Graph:
    """Notes as pictures. Raises ValueError: squares of another size than a roll's."""
    place, pitch = np.mgrid[:STEPS, :PITCHES]
    chords = ((place // 8 * 5 + pitch) % 19 == 0) & (pitch > 35) & (pitch < 90)
    card = _card(recipe, name, (ROLL, PICTURE), VIEW_HOP, PAINT_KNOBS)
    return _graph(Painter(generator), torch.from_numpy(chords.T.astype(np.float32)), card, 2.0)


def picture_to_roll(generator: Generator, recipe: Recipe, name: str) -> Graph:
    """Pictures as notes. Raises ValueError: squares of another size than a roll's."""
    card = _card(recipe, name, (PICTURE, ROLL), READ_HOP, READ_KNOBS)
    return _graph(Reader(generator), probe_picture(STEPS), card, 0.02)


def _card(
    recipe: Recipe, name: str, ends: tuple[TensorCard, TensorCard], hop: int, knobs: tuple[Parameter, ...]
) -> Card:
    if int(recipe.data["size"]) != STEPS:
        raise ValueError(
            f"size must be {STEPS} between pictures and notes, got {recipe.data['size']}; set it in [data]"
        )
    takes, gives = ("notes" if end is ROLL else "picture" for end in ends)
    return card_from(
        recipe,
        name=name,
        takes=takes,
        gives=gives,
        sample_rate=RATE,
        stream=Stream("state", hop),
        inputs=ends[:1],
        outputs=ends[1:],
        parameters=knobs,
    )


def _graph(module: nn.Module, example: Tensor, card: Card, tolerance: float) -> Graph:
    given, made = card.inputs[0].name, card.outputs[0].name
    return Graph(
        file_name=f"{card.name}.onnx",
        module=module.eval(),
        example_inputs=(example,),
        golden_inputs=({given: example.numpy()},),
        input_names=(given,),
        output_names=(made,),
        card=card,
        golden_tolerance=tolerance,
    )
