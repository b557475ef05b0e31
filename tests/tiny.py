"""Small translators and models for the tests: each does one thing that can be written down."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from rtxmodal.card import METADATA_KEY, Array, Card, Golden, StatePair, Stream, Tensor, graph_sha256
from rtxmodal.params import Parameter
from rtxmodal.translators.rolls import PAINT_KNOBS, READ_HOP, READ_KNOBS, VIEW_HOP

FIR = np.array([0.1, -0.2, 0.6, 0.3, 0.05], np.float32)  # not symmetric: a shift would show


class Identity:
    """Gives back what it takes, in any of the three ways to stream."""

    def __init__(self, stream: Stream, sample_rate: int = 0, channels: int = 1) -> None:
        self.card = Card(
            name="identity",
            takes="sound",
            gives="sound",
            sample_rate=sample_rate,
            channels_in=channels,
            channels_out=channels,
            stream=stream,
        )

    def start(self) -> Any:
        return 0

    def translate(self, window: np.ndarray, values: Mapping[str, float], state: Any) -> tuple[np.ndarray, Any]:
        return window, state + 1


class Filter(Identity):
    """A filter that looks `context` back and `lookahead` ahead, exact in mode window."""

    def translate(self, window: np.ndarray, values: Mapping[str, float], state: Any) -> tuple[np.ndarray, Any]:
        return np.stack([np.convolve(channel, FIR, "same") for channel in window.T], axis=1), state


class Recursive(Identity):
    """A one-pole low-pass with its memory in the state."""

    def start(self) -> Any:
        return np.zeros(self.card.channels_in, np.float32)

    def translate(self, window: np.ndarray, values: Mapping[str, float], state: Any) -> tuple[np.ndarray, Any]:
        out = np.empty_like(window)
        for frame, sample in enumerate(window):
            state = state + np.float32(0.2) * (sample - state)
            out[frame] = state
        return out, state


def save_model(path: Path, graph: onnx.GraphProto, card: Card | None) -> Path:
    """Write a graph with its card inside, as export does."""
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    if card is not None:
        entry = model.metadata_props.add()
        entry.key = METADATA_KEY
        signed = msgspec.structs.replace(card, graph_sha256=graph_sha256(model.SerializeToString()))
        entry.value = signed.to_json()
    path.write_bytes(model.SerializeToString())
    return path


def value_info(name: str, shape: list[int | str], kind: int = TensorProto.FLOAT) -> onnx.ValueInfoProto:
    """Short for ONNX's own."""
    return helper.make_tensor_value_info(name, kind, shape)


def constant(name: str, array: Any, kind: type = np.float32) -> onnx.TensorProto:
    """An initializer."""
    return numpy_helper.from_array(np.asarray(array, kind), name)


def fir_model(path: Path, hop_size: int = 64, sample_rate: int = 48_000, **card: Any) -> Path:
    """Sound -> sound: a causal 5-tap filter times `level`, the last 4 frames kept in the state `past`."""
    graph = helper.make_graph(
        [
            helper.make_node("Concat", ["past", "sound"], ["line"], axis=2),
            helper.make_node("Conv", ["line", "taps"], ["filtered"]),
            helper.make_node("Mul", ["filtered", "level"], ["out"]),
            helper.make_node("Slice", ["line", "from", "to", "axes"], ["past_out"]),
        ],
        "fir",
        [value_info("sound", [1, 1, hop_size]), value_info("past", [1, 1, 4]), value_info("level", [1])],
        [value_info("past_out", [1, 1, 4]), value_info("out", [1, 1, hop_size])],
        [
            constant("taps", FIR[::-1].reshape(1, 1, 5)),
            constant("from", [hop_size], np.int64),
            constant("to", [hop_size + 4], np.int64),
            constant("axes", [2], np.int64),
        ],
    )
    told = {
        "name": path.stem,
        "takes": "sound",
        "gives": "sound",
        "sample_rate": sample_rate,
        "stream": Stream("state", hop_size),
        "inputs": (Tensor("sound", "sound", layout="bct"), Tensor("level", "parameter", parameter="level")),
        "outputs": (Tensor("out", "sound", layout="bct"),),
        "states": (StatePair("past", "past_out", (1, 1, 4)),),
        "parameters": (Parameter("level", default=1.0, maximum=2.0, smoothing_ms=0.0),),
    }
    return save_model(path, graph, Card(**{**told, **card}))


def latent_model(path: Path, wrong: float = 0.0) -> Path:
    """Latent -> picture: 16 x 16 grey, as bright as the mean of the latent; its golden vector off by `wrong`."""
    graph = helper.make_graph(
        [
            helper.make_node("ReduceMean", ["z"], ["mean"], axes=[0, 1], keepdims=0),
            helper.make_node("Sigmoid", ["mean"], ["bright"]),
            helper.make_node("Mul", ["bright", "white"], ["picture"]),
        ],
        "grey",
        [value_info("z", [1, 8])],
        [value_info("picture", [16, 16, 3])],
        [constant("white", np.full((16, 16, 3), 255))],
    )
    grey = np.full((16, 16, 3), 127.5 + wrong, np.float32)
    golden = Golden({"z": Array.of(np.zeros((1, 8), np.float32))}, {"picture": Array.of(grey)})
    told = Card(
        name=path.stem,
        takes="latent",
        gives="picture",
        inputs=(Tensor("z", "latent"),),
        outputs=(Tensor("picture", "picture", layout="hwc"),),
        golden=(golden,),
    )
    return save_model(path, graph, told)


def roll_painter(path: Path) -> Path:
    """Roll -> picture: the roll itself in grey, high keys on top."""
    graph = helper.make_graph(
        [
            helper.make_node("Slice", ["roll", "last", "before", "first_axis", "back"], ["upright"]),
            helper.make_node("Unsqueeze", ["upright", "third_axis"], ["one"]),
            helper.make_node("Mul", ["one", "white"], ["picture"]),
        ],
        "grey roll",
        [value_info("roll", [128, 128])],
        [value_info("picture", [128, 128, 3])],
        [
            constant("last", [-1], np.int64),
            constant("before", [-1000], np.int64),
            constant("first_axis", [0], np.int64),
            constant("back", [-1], np.int64),
            constant("third_axis", [2], np.int64),
            constant("white", np.full((1, 1, 3), 255)),
        ],
    )
    told = Card(
        name=path.stem,
        takes="notes",
        gives="picture",
        sample_rate=48_000,
        stream=Stream("state", VIEW_HOP),
        inputs=(Tensor("roll", "roll", layout="pt"),),
        outputs=(Tensor("picture", "picture", layout="hwc"),),
        parameters=PAINT_KNOBS,
    )
    return save_model(path, graph, told)


def roll_reader(path: Path, **card: Any) -> Path:
    """Picture -> roll: how light it is there, high keys on top."""
    graph = helper.make_graph(
        [
            helper.make_node("Cast", ["picture"], ["number"], to=TensorProto.FLOAT),
            helper.make_node("ReduceMean", ["number"], ["grey"], axes=[0, 3], keepdims=0),
            helper.make_node("Slice", ["grey", "last", "before", "first_axis", "back"], ["upright"]),
            helper.make_node("Mul", ["upright", "share"], ["roll"]),
        ],
        "light",
        [value_info("picture", [1, 128, 128, 3], TensorProto.UINT8)],
        [value_info("roll", [128, 128])],
        [
            constant("last", [-1], np.int64),
            constant("before", [-1000], np.int64),
            constant("first_axis", [0], np.int64),
            constant("back", [-1], np.int64),
            constant("share", 1 / 255),
        ],
    )
    told = {
        "name": path.stem,
        "takes": "picture",
        "gives": "notes",
        "sample_rate": 48_000,
        "stream": Stream("state", READ_HOP),
        "inputs": (Tensor("picture", "picture", layout="bhwc"),),
        "outputs": (Tensor("roll", "roll", layout="pt"),),
        "parameters": READ_KNOBS,
    }
    return save_model(path, graph, Card(**{**told, **card}))
