"""Between presets: values mixed in the units that a performer hears them in, and the timed way from one to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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


@dataclass
class Fade:
    """The way to a preset. Whoever takes a knob in hand takes it out of the fade. Owned by one thread."""

    table: Table
    starts: dict[str, float]
    ends: dict[str, float]
    began: float
    """time.monotonic()."""
    seconds: float

    def at(self, now: float) -> dict[str, float]:
        """Where the knobs are; exactly the preset at the end."""
        share = 1.0 if self.is_over(now) else max(0.0, (now - self.began) / self.seconds)
        places = {name: [self.starts[name], end] for name, end in self.ends.items()}
        return {name: blend(self.table[name], both, (1.0 - share, share)) for name, both in places.items()}

    def is_over(self, now: float) -> bool:
        """Whether the preset is reached."""
        return now >= self.began + self.seconds

    def let_go(self, name: str) -> None:
        """Move this one no more."""
        self.ends.pop(name, None)
