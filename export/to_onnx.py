"""The gate between torch and the stage: a graph with its card is written whole and checked, or not at all.

    Graph ──torch.onnx──> bytes ──stripped──> session ──checks──> golden vectors ──> card ──> NAME.onnx
                                                 │ parity, finite zeros, streaming, latency
                                                 └──> ValueError, and nothing is written

Facts of the exporter that this file guards against: it folds away `x + eps` for eps <= 1e-8 (hence the
all-zeros input), writes weights to a second file unless told not to, and leaves source paths and
stack traces in the nodes' metadata.
"""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import onnx
import onnx.numpy_helper
import onnxruntime
import torch
from torch import nn

from export.train import Recipe
from rtxmodal.card import METADATA_KEY, Array, Card, Credit, Golden, graph_sha256, read_card

Arrays = dict[str, np.ndarray]
Run = Callable[[Mapping[str, np.ndarray]], Arrays]
Check = Callable[[Run], None]

OPSET = 20
PARITY = 1e-4
"""Largest allowed |ONNX Runtime - torch|, relative to the output's peak where that is above 1."""


@dataclass(frozen=True)
class Graph:
    """One file to write: a torch module, how it is called, what it says of itself, what it must pass."""

    file_name: str
    """Name of the file in `models/`, with `.onnx`."""
    module: nn.Module
    """Called as `module(*example_inputs)`; one tensor or a tuple of tensors comes back."""
    example_inputs: tuple[torch.Tensor, ...]
    """Inputs of the right shapes and types; integer ones are also used as they are in the checks."""
    input_names: tuple[str, ...]
    """Names of the inputs, in order."""
    output_names: tuple[str, ...]
    """Names of the outputs, in order."""
    card: Card | dict[str, Any]
    """The card, without golden vectors and hash (they are measured here)."""
    dynamic_shapes: tuple[Any, ...] | None = None
    """As for `torch.export`; `None`: all shapes fixed."""
    checks: tuple[Check, ...] = field(default=())
    """Each is called with `run(inputs by name) -> outputs by name` on the ONNX file and raises `ValueError`."""
    golden_inputs: tuple[Arrays, ...] = field(default=())
    """Inputs by name whose outputs go into the card; one left out is zeros, here as on the stage."""
    golden_outputs: tuple[str, ...] = ()
    """Names of the outputs that go into the card; none: all of them."""
    measure: Callable[[Run], dict[str, float]] | None = None
    """Called by `write` alone, after the checks: quality figures of the ONNX file for its card."""
    parity: float = PARITY
    """Largest allowed |ONNX Runtime - torch|; more where a ReLU's slope turns on rounding."""
    golden_tolerance: float = 1e-4
    """Largest difference the stage allows on replay, on any provider; grey levels for pictures."""


def write(graph: Graph, folder: Path) -> Path:
    """Export, check, and only then put `folder/file_name` in place with its card inside.

    Raises:
        ValueError: ONNX Runtime and torch disagree, a check fails, or the card breaks its schema.
            Nothing is written then, and an older file stays as it was.
    """
    model = to_model(graph)
    run = runner(model.SerializeToString())
    check_parity(graph, run)
    for check in graph.checks:
        check(run)
    card = finished_card(graph, run, model)
    check_golden(graph, card, run)
    model.metadata_props.add(key=METADATA_KEY, value=card.to_json())
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / graph.file_name
    part = path.with_suffix(".part")
    part.write_bytes(model.SerializeToString())
    os.replace(part, path)
    return path


def card_from(recipe: Recipe, **rest: Any) -> Card:
    """A card whose first lines are those of the recipe's `[export]`; `rest` are the other fields of `Card`."""
    table = recipe.export
    lines = {name: table[name] for name in ("title", "version", "description", "licence")}
    credits = tuple(Credit(**entry) for entry in table["training_data"])
    return Card(
        **{"name": recipe.name, "authors": ("the rtxmodal authors",), "training_data": credits, **lines, **rest}
    )


def to_model(graph: Graph) -> onnx.ModelProto:
    """The exporter's graph in memory: one file's worth, no paths, no stack traces."""
    with tempfile.TemporaryDirectory() as folder, torch.no_grad(), _quiet():
        program = torch.onnx.export(
            graph.module.eval(),
            graph.example_inputs,
            input_names=list(graph.input_names),
            output_names=list(graph.output_names),
            dynamic_shapes=graph.dynamic_shapes,
            opset_version=OPSET,
            dynamo=True,
            verbose=False,
        )
        path = Path(folder) / "graph.onnx"
        program.save(str(path), external_data=False)
        model = onnx.load(str(path))
    return strip(once_each(model))


def once_each(model: onnx.ModelProto) -> onnx.ModelProto:
    """Constants that are alike, kept once: a graph with forward and backward passes holds each weight many times."""
    if any(attribute.HasField("g") for node in model.graph.node for attribute in node.attribute):
        return model  # a branch may use any of them
    kept: dict[tuple[Any, ...], str] = {}
    same: dict[str, str] = {}
    outputs = {entry.name for entry in model.graph.output}
    for entry in model.graph.initializer:
        value = onnx.numpy_helper.to_array(entry)
        first = kept.setdefault((value.dtype.str, value.shape, value.tobytes()), entry.name)
        if first != entry.name and entry.name not in outputs:
            same[entry.name] = first
    left = [entry for entry in model.graph.initializer if entry.name not in same]
    del model.graph.initializer[:]
    model.graph.initializer.extend(left)
    for node in model.graph.node:
        node.input[:] = [same.get(name, name) for name in node.input]
    return model


def strip(model: onnx.ModelProto) -> onnx.ModelProto:
    """Remove names of files and stack traces that the exporter leaves in the graph."""
    model.doc_string = ""
    for graph in (model.graph, *model.functions):
        graph.doc_string = ""
        del graph.metadata_props[:]
        values = [*graph.value_info]
        if isinstance(graph, onnx.GraphProto):
            values += [*graph.input, *graph.output, *graph.initializer]
        for entry in (*graph.node, *values):
            entry.doc_string = ""
            del entry.metadata_props[:]
    del model.metadata_props[:]
    return model


def runner(model: bytes | str) -> Run:
    """A function from inputs by name to outputs by name, on one CPU thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    names = [entry.name for entry in session.get_outputs()]

    def run(inputs: Mapping[str, np.ndarray]) -> Arrays:
        return dict(zip(names, session.run(names, dict(inputs)), strict=True))

    return run


def probes(graph: Graph, seed: int = 0) -> Iterator[tuple[str, Arrays]]:
    """Inputs to compare on: the example, all zeros, and normal noise (floats; integers as in the example)."""
    generator = np.random.default_rng(seed)
    example = {
        name: value.detach().cpu().numpy() for name, value in zip(graph.input_names, graph.example_inputs, strict=True)
    }
    floats = {name for name, value in example.items() if np.issubdtype(value.dtype, np.floating)}
    yield "the example", example
    yield "all zeros", {name: np.zeros_like(value) if name in floats else value for name, value in example.items()}
    yield (
        "noise",
        {
            name: np.asarray(generator.standard_normal(value.shape), value.dtype) if name in floats else value
            for name, value in example.items()
        },
    )


def check_parity(graph: Graph, run: Run) -> None:
    """Raise unless ONNX Runtime gives what torch gives on every probe, all of it finite."""
    for title, inputs in probes(graph):
        with torch.no_grad():
            given = graph.module(*(torch.from_numpy(inputs[name].copy()) for name in graph.input_names))
        wanted = given if isinstance(given, tuple | list) else (given,)
        got = run(inputs)
        for name, value in zip(graph.output_names, wanted, strict=True):
            error = difference(value.cpu().numpy(), got[name])
            if not error <= graph.parity:
                raise ValueError(
                    f"{graph.file_name}: {name!r} of ONNX Runtime must equal torch's within {graph.parity}, "
                    f"got {error:.3g} on {title}; look for an epsilon below 1e-6 or an operator that is not exact"
                )


def difference(wanted: np.ndarray, got: np.ndarray) -> float:
    """Distance of two outputs; NaN where the shapes, types or finiteness differ.

    Floats: largest absolute difference, over the peak where that is above 1. Whole numbers (a
    picture's 0..255) may round differently at a tie: mean difference on a scale of 255, and NaN for
    a difference of more than one level.
    """
    if wanted.shape != got.shape or wanted.dtype != got.dtype:
        return float("nan")
    if not (np.isfinite(wanted).all() and np.isfinite(got).all()):
        return float("nan")
    apart = np.abs(wanted.astype(np.float64) - got.astype(np.float64))
    if np.issubdtype(wanted.dtype, np.integer):
        return float("nan") if apart.max(initial=0.0) > 1 else float(apart.mean() / 255.0) if apart.size else 0.0
    return float(apart.max(initial=0.0) / max(1.0, float(np.abs(wanted).max(initial=0.0))))


def finished_card(graph: Graph, run: Run, model: onnx.ModelProto) -> Card:
    """The graph's card, checked, with golden vectors from this very model and the hash of its graph."""
    card = graph.card if isinstance(graph.card, Card) else msgspec.convert(graph.card, Card)
    kept = graph.golden_outputs or graph.output_names
    golden = tuple(
        Golden(
            inputs={name: Array.of(value) for name, value in inputs.items()},
            outputs={name: Array.of(value) for name, value in run(silence(graph) | inputs).items() if name in kept},
            tolerance=graph.golden_tolerance,
        )
        for inputs in graph.golden_inputs
    )
    quality = card.quality | (graph.measure(run) if graph.measure else {})
    card = msgspec.structs.replace(
        card, quality=quality, golden=golden, graph_sha256=graph_sha256(model.SerializeToString())
    )
    return Card.from_json(card.to_json())


def silence(graph: Graph) -> Arrays:
    """Zeros for every input."""
    pairs = zip(graph.input_names, graph.example_inputs, strict=True)
    return {name: np.zeros(tuple(value.shape), value.detach().cpu().numpy().dtype) for name, value in pairs}


def check_golden(graph: Graph, card: Card, run: Run) -> None:
    """Raise unless every golden vector of the card comes out again."""
    for number, golden in enumerate(card.golden):
        got = run(silence(graph) | {name: array.unpack() for name, array in golden.inputs.items()})
        for name, array in golden.outputs.items():
            wanted = array.unpack().astype(np.float64)
            apart = float(np.abs(wanted - got[name]).max(initial=0.0)) if wanted.shape == got[name].shape else np.nan
            if not apart <= golden.tolerance:
                raise ValueError(
                    f"{name!r} of golden vector {number} must come out within {golden.tolerance}, got {apart:.3g} off; "
                    "the graph is not the one that the card was measured on"
                )


def verify(graph: Graph, folder: Path, trained: bool) -> list[str]:
    """Every check again, on the file as it lies in `folder`; what was found right, one line each.

    Args:
        graph: what a system exports now; its checks are used, and its weights where `trained`.
        folder: where the model file lies.
        trained: whether the weights in `graph` are those of the file (the run's checkpoint is here).

    Raises:
        ValueError: a check fails, or the file is not as it was written.
        OSError: the file cannot be read.
    """
    path = folder / graph.file_name
    card = read_card(path)
    if card is None:
        raise ValueError(f"{path.name} must hold a card, got none; write it with `python -m export onnx`")
    run = runner(path.read_bytes())
    found = [f"card and graph {card.graph_sha256[:12]} belong together"]
    check_golden(graph, card, run)
    found.append(f"{len(card.golden)} golden vectors come out again")
    check_finite(graph, run)
    found.append("finite on zeros and on noise")
    for check in graph.checks:
        check(run)
        found.append(check.__name__.strip("_").replace("_", " "))
    if trained:
        check_parity(graph, run)
        found.append(f"equal to the checkpoint in torch within {graph.parity}")
    return found


def check_finite(graph: Graph, run: Run) -> None:
    """Raise unless every output is finite on every probe."""
    for title, inputs in probes(graph):
        for name, value in run(inputs).items():
            if not np.isfinite(value).all():
                raise ValueError(f"{graph.file_name}: {name!r} must be finite, got NaN or infinity on {title}")


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Without the exporter's warnings, which are none of the reader's business."""
    level = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(level)
