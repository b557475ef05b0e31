"""Between presets: values mixed in the units that a performer hears them in, and the timed way from one to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from rtxmodal.params import Parameter, Table


def blend(parameter: Parameter, values: Sequence[float], weights: Sequence[float]) -> float:
    """Mix values of one parameter.

    Floats are mixed along the parameter's curve (a frequency by its octaves; a gain is in dB already). What has nothing
    in between (enums, toggles, whole numbers such as a seed) is what most of the weight wants, the later one where two
    want the same: of two presets the second from the half on.

    Args:
        values: native, one of each preset.
        weights: >= 0, one of each preset, not all 0.

    >>> octaves = Parameter("cutoff", default=100.0, minimum=1.0, maximum=10_000.0, curve="log")
    >>> blend(octaves, [1.0, 10_000.0], [1.0, 1.0])
    100.0
    """
    if parameter.kind != "float":
        wanted = {value: sum(w for w, own in zip(weights, values, strict=True) if own == value) for value in values}
        most = max(wanted.values())
        return next(value for value in reversed(values) if wanted[value] == most)
    heavy = [value for value, weight in zip(values, weights, strict=True) if weight > 0]
    if len(set(heavy)) == 1:
        return heavy[0]  # to the last digit
    total = sum(weights)
    norm = sum(weight * parameter.to_norm(value) for value, weight in zip(values, weights, strict=True)) / total
    return parameter.from_norm(norm)


def weights_at(position: float, count: int) -> list[float]:
    """Weights of `count` presets on a line, at 0..1 between the first and the last.

    >>> weights_at(0.75, 3)
    [0.0, 0.5, 0.5]
    """
    place = min(max(position, 0.0), 1.0) * (count - 1)
    return [max(0.0, 1.0 - abs(place - number)) for number in range(count)]


def mixture(table: Table, presets: Sequence[Mapping[str, float]], weights: Sequence[float]) -> dict[str, float]:
    """The values in between, of the parameters that every preset names."""
    shared = [name for name in presets[0] if all(name in values for values in presets)]
    return {name: blend(table[name], [values[name] for values in presets], weights) for name in shared}


class Fade:
    """The way to a preset. Whoever takes a knob in hand takes it out of the fade. Owned by one thread.

    At every moment what `blend` gives between both ends, for many knobs at once.
    """

    def __init__(self, table: Table, ends: Mapping[str, float], began: float, seconds: float) -> None:
        """Set out from where the knobs stand.

        Args:
            table: of the scene.
            ends: native values by id; those that stand there already are not moved.
            began: time.monotonic().
            seconds: until it is over.
        """
        self.table, self._began, self._seconds = table, began, seconds
        self._ends = {name: value for name, value in ends.items() if value != table.value(name)}
        self._glides = [table[name] for name in self._ends if table[name].kind == "float"]
        norms = [(one.to_norm(table.value(one.id)), one.to_norm(self._ends[one.id])) for one in self._glides]
        self._starts, self._ways = np.array([(a, b - a) for a, b in norms]).reshape(-1, 2).T
        self._jumps = [name for name in self._ends if table[name].kind != "float"]
        self._has_jumped = False

    def at(self, now: float) -> dict[str, float]:
        """Where the knobs are that move; exactly the preset at the end."""
        if self.is_over(now):
            return dict(self._ends)
        share = max(0.0, (now - self._began) / self._seconds)
        norms = (self._starts + share * self._ways).tolist()
        moved = {
            one.id: one.from_norm(norm) for one, norm in zip(self._glides, norms, strict=True) if one.id in self._ends
        }
        if share >= 0.5 and not self._has_jumped:
            self._has_jumped = True
            moved |= {name: self._ends[name] for name in self._jumps if name in self._ends}
        return moved

    def is_over(self, now: float) -> bool:
        """Whether the preset is reached."""
        return now >= self._began + self._seconds

    def on(self, table: Table, now: float) -> Fade:
        """The rest of the way on the knobs of another scene, as far as it has them."""
        ends = {name: value for name, value in self._ends.items() if name in table}
        return Fade(table, ends, now, max(0.0, self._began + self._seconds - now))

    def let_go(self, name: str) -> None:
        """Move this one no more."""
        self._ends.pop(name, None)
