"""Quality figures of a model file that is there, measured again: `python -m export measure RECIPE`."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import onnx

from export.to_onnx import Graph, runner
from rtxmodal.card import METADATA_KEY, read_card


def measure_file(graph: Graph, folder: Path, write: bool) -> dict[str, float]:
    """The figures of `folder/file_name`, as its system measures them; with `write` they go into its card.

    Raises:
        ValueError: the system measures nothing, or the file has no card.
        OSError: the file cannot be read or written.
    """
    path = folder / graph.file_name
    card = read_card(path)
    if card is None or graph.measure is None:
        raise ValueError(f"{path.name} must be a model file of ours whose recipe measures it; write it again")
    figures = graph.measure(runner(path.read_bytes()))
    if write:
        model = onnx.load(path)
        kept = [entry for entry in model.metadata_props if entry.key != METADATA_KEY]
        del model.metadata_props[:]
        model.metadata_props.extend(kept)
        model.metadata_props.add(key=METADATA_KEY, value=msgspec.structs.replace(card, quality=figures).to_json())
        part = path.with_suffix(".part")
        part.write_bytes(model.SerializeToString())
        os.replace(part, path)
    return figures
