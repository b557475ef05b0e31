"""A CycleGAN's files for the stage: a picture in, a picture out, bytes at both ends, norms frozen."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from export.nets.cyclegan import Generator
from export.nets.spectra import from_bytes, to_bytes
from export.to_onnx import Graph, card_from
from export.train import Recipe
from rtxmodal.card import Tensor as TensorCard
from rtxmodal.params import Parameter

AMOUNT = Parameter(
    id="amount",
    label="Amount",
    default=3.0,
    maximum=6.0,
    description="0: the picture as it came, 1: as the network gives it, above: its change carried further",
)


class Restyler(nn.Module):
    """Picture to picture.

    Shape:
        picture: (1, size, size, 3) uint8; amount: (1,) -> (1, size, size, 3) uint8
    """

    def __init__(self, generator: Generator) -> None:
        super().__init__()
        self.generator = generator.freeze()

    def forward(self, picture: Tensor, amount: Tensor) -> Tensor:
        """See the class."""
        x = from_bytes(picture)
        return to_bytes(x + amount * (self.generator(x) - x))


def graphs(to_b: Generator, to_a: Generator, recipe: Recipe) -> list[Graph]:
    """The ways that the recipe's `[export]` names under `ways`: `to_a`, `to_b`, or both, each a file."""
    from export.roll_stage import picture_to_roll, roll_to_picture
    from export.spectra_stage import picture_to_sound, sound_to_picture

    makers = {
        ("picture", "picture"): picture_graph,
        ("spectra", "picture"): sound_to_picture,
        ("picture", "spectra"): picture_to_sound,
        ("roll", "picture"): roll_to_picture,
        ("picture", "roll"): picture_to_roll,
    }
    made = []
    for way in recipe.export["ways"]:
        generator, media = {
            "to_a": (to_a, (recipe.net["b"], recipe.net["a"])),
            "to_b": (to_b, (recipe.net["a"], recipe.net["b"])),
        }[way]
        if media not in makers:
            known = ", ".join(" to ".join(pair) for pair in makers)
            raise ValueError(f"{recipe.name} must be for the stage one of {known}, got {' to '.join(media)}")
        name = recipe.name if len(recipe.export["ways"]) == 1 else f"{recipe.name}-{way.replace('_', '-')}"
        made.append(makers[media](generator.eval(), recipe, name))
    return made


def probe_picture(size: int) -> Tensor:
    """A picture with slopes and edges. Shape: -> (1, size, size, 3) uint8."""
    x, y = np.mgrid[:size, :size]
    return torch.from_numpy((np.stack([x, y, (x * y) // size], axis=-1) * 255 // size).astype(np.uint8)[None])


def picture_graph(generator: Generator, recipe: Recipe, name: str) -> Graph:
    """One way between two domains of pictures."""
    picture = probe_picture(int(recipe.data["size"]))
    return Graph(
        file_name=f"{name}.onnx",
        module=Restyler(generator).eval(),
        example_inputs=(picture, torch.ones(1)),
        input_names=("picture", "amount"),
        output_names=("restyled",),
        card=card_from(
            recipe,
            name=name,
            takes="picture",
            gives="picture",
            inputs=(
                TensorCard("picture", "picture", layout="bhwc", black=0.0, white=255.0),
                TensorCard("amount", "parameter", "amount"),
            ),
            outputs=(TensorCard("restyled", "picture", layout="bhwc", black=0.0, white=255.0),),
            parameters=(AMOUNT,),
        ),
        golden_inputs=({"picture": picture.numpy(), "amount": np.array([AMOUNT.default], np.float32)},),
        golden_tolerance=4.0,
    )
