"""Databending, live: sound as the bytes of a picture, written round and round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from rtxmodal.card import Card, Stream
from rtxmodal.params import Parameter
from rtxmodal.stream.blend import mix
from rtxmodal.stream.databend import SILENCE, Layout, from_sound, to_picture
from rtxmodal.translators import Context, Window

NAME = "databend"
PICTURES_PER_SECOND = 30
WIDTH, HEIGHT = 192, 108  # 1.3 s of sound at 48 kHz
LARGEST = 1024
LAYOUTS: tuple[Layout, ...] = ("rgb24", "gbrp")

PARAMETERS = (
    Parameter("gain", "Gain", 12.0, -24.0, 48.0, "dB", description="Of the sound before it becomes bytes"),
    Parameter(
        "layout", "Layout", 1.0, kind="enum", options=LAYOUTS, description="Colours side by side, or plane after plane"
    ),
    Parameter("scroll", "Scroll", kind="toggle", description="The newest at the bottom, or written where the old was"),
    Parameter("persist", "Persistence", 0.0, maximum=0.98, description="How long a picture shines through the next"),
)


def card(context: Context) -> Card:
    """What it says of itself.

    Raises:
        ValueError: the option `width` or `height` is refused.
    """
    _size(context)
    return Card(
        name=NAME,
        title="Databending: sound as a picture",
        description="The sound's samples are the picture's bytes",
        takes="sound",
        gives="picture",
        stream=Stream("state", context.sample_rate // PICTURES_PER_SECOND),
        parameters=PARAMETERS,
    )


def create(context: Context) -> Databend:
    """Build it; raises ValueError for an option that is refused."""
    return Databend(card(context), *_size(context))


def _size(context: Context) -> tuple[int, int]:
    found = []
    for name, usual in (("width", WIDTH), ("height", HEIGHT)):
        value = context.options.get(name, usual)
        if not isinstance(value, int) or not 1 <= value <= LARGEST:
            raise ValueError(f"{name} must be a whole number of pixels in 1..{LARGEST}, got {value!r}")
        found.append(value)
    return found[0], found[1]


@dataclass(frozen=True)
class State:
    """What has been heard, as bytes, and where the next goes."""

    data: np.ndarray
    """Shape: (3 * width * height,) uint8."""
    head: int = 0
    shown: np.ndarray | None = None
    """The last picture."""


class Databend:
    """A translator; see `rtxmodal.translators.Translator`."""

    def __init__(self, card: Card, width: int, height: int) -> None:
        self.card = card
        self._width, self._height = width, height

    def start(self) -> State:
        """Grey."""
        return State(np.full(3 * self._width * self._height, SILENCE, np.uint8))

    def translate(self, window: Window, values: Mapping[str, float], state: State) -> tuple[np.ndarray, State]:
        """One picture."""
        assert isinstance(window, np.ndarray)
        heard = from_sound(window[:, 0] * 10.0 ** (values["gain"] / 20.0), len(window))[-len(state.data) :]
        data = state.data.copy()
        data[np.arange(state.head, state.head + len(heard)) % len(data)] = heard
        head = (state.head + len(heard)) % len(data)
        ordered = np.roll(data, -head) if values["scroll"] else data
        picture = to_picture(ordered, self._width, self._height, LAYOUTS[round(values["layout"])])
        if state.shown is not None and values["persist"] > 0.0:
            picture = mix(picture, state.shown, values["persist"])
        return picture, State(data, head, picture)
