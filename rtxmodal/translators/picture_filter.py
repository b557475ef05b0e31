"""What the picture -> picture translators share: a card, and a step that knows the time since the last one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rtxmodal.card import Card
from rtxmodal.params import Parameter
from rtxmodal.stream.pulse import PULSE

SECONDS, BASS = PULSE[3], PULSE[4]
LONGEST = 0.25  # seconds between two pictures that are believed
AMOUNT = Parameter("amount", "Amount", 1.0, description="0: the picture as it came")
REACT = Parameter("react", "React", 0.5, description="How far the bass throws it")

Step = Callable[[np.ndarray, Mapping[str, float], Any, float], tuple[np.ndarray, Any]]
"""(picture, values, what was remembered or None, seconds since) -> (picture, what is remembered)."""


def filter_card(name: str, title: str, description: str, parameters: Sequence[Parameter]) -> Card:
    """Of a translator that makes a picture of a picture."""
    return Card(
        name=name,
        title=title,
        description=description,
        takes="picture",
        gives="picture",
        parameters=tuple(parameters),
    )


@dataclass(frozen=True)
class State:
    """What was remembered, and when."""

    past: Any = None
    seconds: float | None = None


class PictureFilter:
    """A translator made of one pure step."""

    shrinks = True  # fewer pixels, less work

    def __init__(self, card: Card, step: Step) -> None:
        self.card, self._step = card, step

    def start(self) -> State:
        """See `Translator.start`."""
        return State()

    def translate(self, window: Any, values: Mapping[str, float], state: State) -> tuple[np.ndarray, State]:
        """See `Translator.translate`."""
        now = values.get(SECONDS, 0.0)
        since = 0.0 if state.seconds is None else min(max(now - state.seconds, 0.0), LONGEST)
        picture, past = self._step(window, values, state.past, since)
        return picture, State(past, now)


def still(change: Callable[[np.ndarray, Mapping[str, float]], np.ndarray]) -> Step:
    """A step that remembers nothing."""

    def step(picture: np.ndarray, values: Mapping[str, float], past: Any, since: float) -> tuple[np.ndarray, Any]:
        return change(picture, values), None

    return step


def drift(past: float | None, values: Mapping[str, float], since: float) -> float:
    """How far the parameter `drift` has led, degrees in 0..360: what the filters that turn remember."""
    return ((past or 0.0) + values["drift"] * since) % 360.0
