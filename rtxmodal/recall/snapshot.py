"""How the knobs of a scene stand at one moment: what presets, slots, cues and undo are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import msgspec
import numpy as np

from rtxmodal.params import Parameter, Table
from rtxmodal.scene import is_recalled

Word = bool | int | float | str
"""A value as a file holds it: an enum by its option, a toggle as true or false."""


class Snapshot(msgspec.Struct, frozen=True):
    """Values by parameter id, and the scene that they were set in."""

    scene: str = ""
    values: dict[str, Word] = {}


class Fitted(NamedTuple):
    """What a table takes of a snapshot."""

    values: dict[str, float]
    left: list[str]
    """Ids that it has no knob for, or whose value its knob does not know."""


def word(parameter: Parameter, value: float) -> Word:
    """A stored value as a file holds it; numbers with the digits that a 32-bit float has.

    >>> word(Parameter("wet"), 0.8500000238418579)
    0.85
    """
    if parameter.kind == "enum":
        return parameter.text(value)
    if parameter.kind == "toggle":
        return value >= 0.5
    return float(str(np.float32(value))) if parameter.kind == "float" else int(value)


def take(table: Table, scene: str, wanted: Callable[[Parameter], bool] = is_recalled) -> Snapshot:
    """How the knobs stand now; by default those that a preset moves."""
    return Snapshot(scene, {one.id: word(one, table.value(one.id)) for one in table if wanted(one)})


def fit(values: Mapping[str, Word], table: Table, wanted: Callable[[Parameter], bool] = is_recalled) -> Fitted:
    """The values that a table takes, in native units; triggers never."""
    fitted = Fitted({}, [])
    for name, given in values.items():
        if name not in table or table[name].kind == "trigger" or not wanted(table[name]):
            fitted.left.append(name)
            continue
        try:
            fitted.values[name] = table[name].parse(given)
        except ValueError:
            fitted.left.append(name)
    return fitted
