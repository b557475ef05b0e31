"""Layer tables: what `python -m export describe` prints of a network."""

from __future__ import annotations

import torch
from torch import nn


def layer_table(title: str, module: nn.Module, inputs: tuple[torch.Tensor, ...]) -> str:
    """A row for each layer that holds weights or has no parts: name, type, output shape, parameters.

    Counted as Keras does: trainable are parameters that learn, non-trainable the rest and the buffers
    (without torch's own count of batches).
    """
    rows: list[tuple[str, str, str, str]] = []
    named = {part: name for name, part in module.named_modules() if name and not _inside_parametrization(name)}
    hooks = [part.register_forward_hook(lambda p, _, out: rows.append(_row(named[p], p, out))) for part in named]
    training = module.training
    try:
        with torch.no_grad():
            module.eval()(*inputs)
    finally:
        module.train(training)
        for hook in hooks:
            hook.remove()
    shown = [row for row in dict.fromkeys(rows) if row[3] != "0" or "." not in row[0]]
    trainable, rest = count_parameters(module)
    widths = [max(len(row[column]) for row in [*shown, ("layer", "type", "output", "")]) for column in range(3)]
    lines = [f"{title}: {trainable + rest:,} parameters ({trainable:,} trainable, {rest:,} not)"]
    for row in [("layer", "type", "output", "parameters"), *shown]:
        lines.append("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)) + f"  {row[3]:>10}")
    return "\n".join(lines)


def count_parameters(module: nn.Module, recurse: bool = True) -> tuple[int, int]:
    """Trainable and non-trainable numbers that a network holds."""
    parameters = list(module.parameters(recurse))
    buffers = [
        value for name, value in module.named_buffers(recurse=recurse) if not name.endswith("num_batches_tracked")
    ]
    trainable = sum(value.numel() for value in parameters if value.requires_grad)
    frozen = sum(value.numel() for value in parameters if not value.requires_grad)
    return trainable, frozen + sum(value.numel() for value in buffers)


def _row(name: str, part: nn.Module, output: object) -> tuple[str, str, str, str]:
    """Own parameters of a layer (its parametrisations with it), not those of its parts."""
    own = sum(count_parameters(part, recurse=False))
    if hasattr(part, "parametrizations"):
        own += sum(count_parameters(part.parametrizations))
    kind = type(part).__name__.removeprefix("Parametrized")
    return name, kind, _shape(output), f"{own:,}"


def _shape(output: object) -> str:
    if isinstance(output, torch.Tensor):
        return " x ".join(str(edge) for edge in output.shape)
    if isinstance(output, tuple | list):
        return ", ".join(_shape(part) for part in output)
    return "-"


def _inside_parametrization(name: str) -> bool:
    return "parametrizations" in name.split(".")
