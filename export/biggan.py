"""`python -m export biggan WEIGHTS`: a public BigGAN-deep checkpoint as a model file, shaped by its weights."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import torch

from export.nets.biggan import PUBLISHED, BigGan, Shape, Stage
from export.to_onnx import Graph, write
from rtxmodal.card import Card, Credit, Tensor
from rtxmodal.params import Parameter

WEIGHTS_NAME = "pytorch_model.bin"
UNREADABLE = (pickle.UnpicklingError, OSError, EOFError, RuntimeError, LookupError, StopIteration, TypeError)
"""What torch raises for broken and for other files."""
TRUNCATION = 0.2
"""As GANterpretations was published."""


def export_biggan(weights: Path, models: Path, name: str | None = None, names: Path | None = None) -> Path:
    """Write the model file of a checkpoint.

    Args:
        weights: the checkpoint, or the folder in which it lies as `pytorch_model.bin`.
        models: folder of the model files.
        name: of the model; `None`: biggan-deep-SIZE.
        names: a text file with the name of each class in a line, in the order of the classes; `None`: numbers.

    Raises:
        ValueError: no such checkpoint, or not a name for each class; nothing is written.
        OSError: a file that cannot be read or written.
    """
    net = load_biggan(weights / WEIGHTS_NAME if weights.is_dir() else weights)
    classes = () if names is None else _names(names, net.shape.classes)
    return write(graph_of(net, name or f"biggan-deep-{net.shape.size}", classes), models)


def load_biggan(path: Path) -> BigGan:
    """The network of a checkpoint.

    Raises:
        ValueError: not a checkpoint of BigGAN-deep.
        OSError: it cannot be read.
    """
    with path.open("rb"):
        pass  # raises what the system says
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
        net = BigGan(Shape.of(state))
        net.load_state_dict(state)
    except UNREADABLE as error:
        reason = " ".join(str(error).split())[:120] or type(error).__name__
        raise ValueError(
            f"{path.name} must be a BigGAN-deep checkpoint in the format of pytorch-pretrained-biggan, got another "
            f"({reason}); take its {WEIGHTS_NAME}"
        ) from None
    return net.eval()


def graph_of(net: BigGan, name: str, classes: tuple[str, ...] = ()) -> Graph:
    """What is written; `net` is folded."""
    shape = net.shape
    one_hot = torch.zeros(1, shape.classes)
    one_hot[0, 0] = 1.0
    z = torch.from_numpy(np.random.default_rng(0).standard_normal((1, shape.z_size)).clip(-2, 2).astype(np.float32))
    example = (z, one_hot, torch.full((1,), TRUNCATION))
    inputs = ("z", "classes", "truncation")
    published = PUBLISHED.get(shape.size) == shape
    card = Card(
        name=name,
        title=name.replace("-", " ").title().replace("Biggan", "BigGAN"),
        description=f"BigGAN-deep, {shape.size} px, {shape.classes} classes; made from a checkpoint given by its user",
        authors=("A. Brock, J. Donahue, K. Simonyan",) if published else (),
        licence="that of the checkpoint",
        training_data=(Credit("ImageNet (ILSVRC 2012)", "research only"),) if published else (),
        takes="latent",
        gives="picture",
        inputs=(Tensor("z", "latent"), Tensor("classes", "classes"), Tensor("truncation", "parameter", "truncation")),
        outputs=(Tensor("picture", "picture", layout="bhwc", black=0.0, white=255.0),),
        parameters=(
            Parameter("truncation", "Truncation", TRUNCATION, 0.02, 1.0, description="Low is typical, high is strange"),
        ),
        classes=classes,
    )
    return Graph(
        file_name=f"{name}.onnx",
        module=Stage(net.folded()),
        example_inputs=example,
        input_names=inputs,
        output_names=("picture",),
        card=card,
        golden_inputs=({key: value.numpy() for key, value in zip(inputs, example, strict=True)},),
        golden_tolerance=4.0,
    )


def _names(path: Path, count: int) -> tuple[str, ...]:
    try:
        names = tuple(line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    except UnicodeDecodeError:
        raise ValueError(f"{path.name} must be a text file with a name a line, got something else") from None
    if len(names) != count:
        raise ValueError(f"{path.name} must name the {count} classes, a line each, got {len(names)} lines")
    return names
