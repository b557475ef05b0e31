"""Tiny picture generators for the tests, their weights drawn once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from onnx import TensorProto, helper
from tiny import constant, save_model, value_info

from rtxmodal.card import Card, Tensor
from rtxmodal.params import Parameter

SIDE, LATENT, CLASSES, LAYERS, STYLE = 16, 8, 4, 6, 8
NAMES = ("red", "green", "blue", "grey")


def generator(
    folder: Path, name: str = "tiny-generator", styles: bool = True, side: int = SIDE, smaller_of: str = ""
) -> Path:
    """A generator whose picture is a sigmoid of a linear map of latent, classes and styles, times `truncation`."""
    random = np.random.default_rng(5)
    pixels = side * side * 3
    sizes = {"z": [1, LATENT], "classes": [1, CLASSES]} | ({"styles": [1, LAYERS, STYLE]} if styles else {})
    nodes, weights, sums = [], [constant("shape", [1, side, side, 3], np.int64), constant("top", [255.0])], []
    for entry, shape in sizes.items():
        flat = int(np.prod(shape))
        weights += [
            constant(f"{entry}_flat", [1, flat], np.int64),
            constant(f"{entry}_map", random.standard_normal((flat, pixels)) / np.sqrt(flat)),
        ]
        nodes += [
            helper.make_node("Reshape", [entry, f"{entry}_flat"], [f"{entry}_row"]),
            helper.make_node("MatMul", [f"{entry}_row", f"{entry}_map"], [f"{entry}_pixels"]),
        ]
        sums.append(f"{entry}_pixels")
    nodes += [
        helper.make_node("Sum", sums, ["sum"]),
        helper.make_node("Mul", ["sum", "truncation"], ["scaled"]),
        helper.make_node("Sigmoid", ["scaled"], ["light"]),
        helper.make_node("Mul", ["light", "top"], ["levels"]),
        helper.make_node("Cast", ["levels"], ["bytes"], to=TensorProto.UINT8),
        helper.make_node("Reshape", ["bytes", "shape"], ["picture"]),
    ]
    inputs = [value_info(entry, shape) for entry, shape in sizes.items()] + [value_info("truncation", [1])]
    output = value_info("picture", [1, side, side, 3], TensorProto.UINT8)
    roles = {"z": "latent", "classes": "classes", "styles": "styles"}
    tensors = [Tensor(entry, roles[entry]) for entry in sizes]  # type: ignore[arg-type]
    card = Card(
        name=name,
        takes="latent",
        gives="picture",
        inputs=(*tensors, Tensor("truncation", "parameter", "truncation")),
        outputs=(Tensor("picture", "picture", layout="bhwc"),),
        parameters=(Parameter("truncation", default=0.8, maximum=1.5),),
        classes=NAMES,
        smaller_of=smaller_of,
    )
    return save_model(folder / f"{name}.onnx", helper.make_graph(nodes, name, inputs, [output], weights), card)


def clicks(seconds: float, sample_rate: int = 48_000, per_second: float = 2.0) -> np.ndarray:
    """Kicks on silence. Shape: (frames, 1)."""
    sound = np.zeros(int(seconds * sample_rate), np.float32)
    time = np.arange(sample_rate // 20) / sample_rate
    kick = 0.8 * np.exp(-80.0 * time) * np.sin(2 * np.pi * 80.0 * time)
    for start in range(0, len(sound) - len(kick), int(sample_rate / per_second)):
        sound[start : start + len(kick)] += kick.astype(np.float32)
    return sound[:, None]
