"""The table of parameters: each declared once, every address, knob and preset entry derived from it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

import msgspec
import numpy as np

Curve = Literal["linear", "log"]
Kind = Literal["float", "int", "toggle", "trigger", "enum"]

TRUE_WORDS = {"true": 1.0, "on": 1.0, "yes": 1.0, "false": 0.0, "off": 0.0, "no": 0.0}


class Parameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing a performer can turn.

    A value is always a number inside: an enum is the index of its option, a toggle 0 or 1, and a trigger
    counts how often it was fired, so that no press is lost where only the newest value survives.
    """

    id: str
    """Lower-case words joined by `_`, levels by `/`: `lane_1/wet`."""
    label: str = ""
    default: float = 0.0
    minimum: float = 0.0
    maximum: float = 1.0
    unit: str = ""
    """`dB`, `Hz`, `ms`, `s`, `semitones` or empty."""
    curve: Curve = "linear"
    """How the normalised 0..1 maps to minimum..maximum; `log` needs both above zero."""
    kind: Kind = "float"
    options: tuple[str, ...] = ()
    """The names of an enum, in order; its range is then 0..len-1."""
    smoothing_ms: float = 30.0
    description: str = ""

    def __post_init__(self) -> None:
        if not self.id or any(
            not (level.isascii() and level.replace("_", "a").isalnum()) for level in self.id.split("/")
        ):
            raise ValueError(f"parameter id must be words of a-z, 0-9 and _ joined by /, got {self.id!r}; rename it")
        if self.id != self.id.lower() or any(level.isdigit() for level in self.id.split("/")):
            raise ValueError(f"parameter id must be lower-case and no level only digits, got {self.id!r}; rename it")
        if self.kind == "enum" and not self.options:
            raise ValueError(f"parameter {self.id!r} of kind enum must name its options, got none; add options")
        low, high = self.range
        if self.kind != "trigger" and not low < high:
            raise ValueError(f"parameter {self.id!r} must have minimum < maximum, got {low!r} and {high!r}")
        if self.kind != "trigger" and not low <= self.default <= high:
            raise ValueError(f"parameter {self.id!r} must have its default in {low!r}..{high!r}, got {self.default!r}")
        if self.curve == "log" and low <= 0:
            raise ValueError(f"parameter {self.id!r} with curve log must have minimum > 0, got {low!r}")

    @property
    def range(self) -> tuple[float, float]:
        """Smallest and largest value."""
        if self.kind == "enum":
            return 0.0, max(1.0, len(self.options) - 1.0)
        if self.kind == "toggle":
            return 0.0, 1.0
        return self.minimum, self.maximum

    def under(self, prefix: str) -> Parameter:
        """This parameter as it stands in the table of a scene, its id below `prefix`."""
        return msgspec.structs.replace(self, id=f"{prefix}/{self.id}")

    def clamp(self, value: float) -> float:
        """The nearest allowed value; raises ValueError for NaN and infinity."""
        if not math.isfinite(value):
            raise ValueError(f"{self.id} must be a finite number, got {value!r}; send a value in {self.range}")
        if self.kind == "trigger":
            return value
        low, high = self.range
        if self.kind == "enum":
            high = len(self.options) - 1.0  # below the range's end where there is but one option
        value = min(max(value, low), high)
        return float(round(value)) if self.kind in ("int", "toggle", "enum") else float(value)

    def parse(self, given: object) -> float:
        """A value as a controller sends it (number, bool, enum name, on/off) -> the stored number.

        Raises:
            ValueError: neither a number nor a name that this parameter knows.
        """
        if isinstance(given, str):
            if given in self.options:
                return float(self.options.index(given))
            word = TRUE_WORDS.get(given.strip().lower()) if self.kind in ("toggle", "trigger") else None
            try:
                given = float(given) if word is None else word
            except ValueError:
                known = f"one of {', '.join(self.options)}" if self.options else "a number"
                raise ValueError(f"{self.id} must be {known}, got {given!r}") from None
        if not isinstance(given, int | float | np.number):
            raise ValueError(f"{self.id} must be a number, got {given!r}; send a number in {self.range}")
        return self.clamp(float(given))

    def to_norm(self, value: float) -> float:
        """Native value -> 0..1 along the curve."""
        low, high = self.range
        value = min(max(value, low), high)
        if self.curve == "log":
            return math.log(value / low) / math.log(high / low)
        return (value - low) / (high - low)

    def from_norm(self, norm: float) -> float:
        """0..1 along the curve -> native value; out of range is clamped."""
        low, high = self.range
        norm = min(max(norm, 0.0), 1.0)
        return self.clamp(low * (high / low) ** norm if self.curve == "log" else low + norm * (high - low))

    def text(self, value: float) -> str:
        """The value as a performer reads it: `-6.0 dB`, `maxima`, `on`."""
        if self.kind == "enum":
            return self.options[int(self.clamp(value))]
        if self.kind == "toggle":
            return "on" if value >= 0.5 else "off"
        number = f"{value:.0f}" if self.kind in ("int", "trigger") else f"{value:.4g}"
        return f"{number} {self.unit}".rstrip()


class Table:
    """All parameters of the running scene and their values, in one order for everybody.

    Owned by the main process; the other processes get the vector of values by shared memory.
    """

    def __init__(self, parameters: Iterable[Parameter]) -> None:
        self.parameters = tuple(parameters)
        self._index = {parameter.id: place for place, parameter in enumerate(self.parameters)}
        if len(self._index) != len(self.parameters):
            seen = [parameter.id for parameter in self.parameters]
            twice = sorted({name for name in seen if seen.count(name) > 1})
            raise ValueError(f"parameter ids must differ, got {', '.join(twice)} twice; rename one lane or parameter")
        self.values = np.array([parameter.default for parameter in self.parameters], np.float64)
        self.times_set = np.zeros(len(self.parameters))
        """How often each was set: voids what was asked of it for later."""

    def __len__(self) -> int:
        return len(self.parameters)

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self.parameters)

    def __contains__(self, parameter_id: object) -> bool:
        return parameter_id in self._index

    def __getitem__(self, parameter_id: str) -> Parameter:
        return self.parameters[self.index(parameter_id)]

    def index(self, parameter_id: str) -> int:
        """Place in the vector of values; raises KeyError for an unknown id."""
        if parameter_id not in self._index:
            raise KeyError(
                f"parameter must be one of the scene's, got {parameter_id!r}; send /rtxmodal/dump to list them"
            )
        return self._index[parameter_id]

    def value(self, parameter_id: str) -> float:
        """The stored value in native units."""
        return float(self.values[self.index(parameter_id)])

    def set(self, parameter_id: str, given: object) -> float:
        """Store what a controller sent, clamped, and return what was stored.

        A trigger counts up when it gets nothing or any number but zero, and ignores zero (the release of a button).
        """
        return self.set_many({parameter_id: given})[parameter_id]

    def set_many(self, given: Mapping[str, object]) -> dict[str, float]:
        """As `set` for many, all of them or, where one is refused, none."""
        places = {name: self.index(name) for name in given}
        stored = {name: self._taken(self.parameters[place], given[name]) for name, place in places.items()}
        for name, place in places.items():
            self.values[place] = stored[name]
            self.times_set[place] += 1
        return stored

    def _taken(self, parameter: Parameter, given: object) -> float:
        if parameter.kind != "trigger":
            return parameter.parse(given)
        fired = given is None or parameter.parse(given) != 0.0
        return self.value(parameter.id) + (1.0 if fired else 0.0)

    def come(self, parameter_id: str, value: float) -> float:
        """Store a value whose time has come: not counted as a setting, as it was asked for before."""
        self.values[self.index(parameter_id)] = value
        return value

    def under(self, prefix: str) -> dict[str, int]:
        """Short id -> place in the vector, for the parameters below `prefix/`."""
        start = prefix + "/"
        return {name[len(start) :]: place for name, place in self._index.items() if name.startswith(start)}
