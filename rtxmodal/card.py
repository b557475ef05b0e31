"""What a model file says of itself: its card, the schema of the card, and how it is read from the file.

The card is one JSON string in the ONNX file's own metadata under `rtxmodal.card`; for a foreign model the
same fields stand in `NAME.toml` beside `NAME.onnx`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
import numpy as np

from rtxmodal.model_file import graph_sha256, read_metadata
from rtxmodal.params import Parameter

METADATA_KEY = "rtxmodal.card"
SCHEMA = "rtxmodal.card/1"

Medium = Literal["sound", "notes", "picture"]
Role = Literal[
    "sound",
    "picture",
    "notes",
    "roll",
    "onsets",
    "voices",
    "parameter",
    "state",
    "latent",
    "classes",
    "styles",
    "constant",
    "unused",
]


class Struct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Common settings of the card's parts: immutable, and a misspelt field is an error."""


class Credit(Struct, frozen=True):
    """Where training data came from."""

    name: str
    licence: str
    url: str = ""
    credit: str = ""
    """The words its licence asks for."""


class Tensor(Struct, frozen=True):
    """One input or output of the graph and what it means. Its shape and type stand in the graph itself."""

    name: str
    role: Role
    parameter: str = ""
    """Role parameter: the parameter's id."""
    layout: str = ""
    """One letter an axis: b batch (1), c channels, t time, h height, w width, p pitch; `bct`, `bchw`, `bhwc`, `bpt`."""
    black: float = 0.0
    """Pictures: the number that means black."""
    white: float = 255.0
    """Pictures: the number that means white."""
    value: float = 0.0
    """Role constant: what it is fed, always."""


class StatePair(Struct, frozen=True):
    """A tensor that comes back: output of one call, input of the next."""

    input: str
    output: str
    shape: tuple[int, ...]
    dtype: str = "float32"
    init: float = 0.0
    """What it starts as."""


class Stream(Struct, frozen=True):
    """How the model is fed a stream of sound. All numbers are frames at the model's own rate.

    state      hop_size in, hop_size out; what came before is in the state tensors
    window     context + hop_size + lookahead in; the hop in the middle is kept and is exact
    crossfade  context + hop_size + fade_size + search_size in; aligned within search_size, faded over fade_size
    """

    mode: Literal["state", "window", "crossfade"]
    hop_size: int
    context: int = 0
    lookahead: int = 0
    fade_size: int = 0
    search_size: int = 0
    delay: int = 0
    """Frames by which the graph itself holds sound back (its STFT, its look-ahead), measured at export."""

    def __post_init__(self) -> None:
        for field in ("context", "lookahead", "fade_size", "search_size", "delay"):
            if getattr(self, field) < 0:
                raise ValueError(f"stream.{field} must be >= 0 frames, got {getattr(self, field)}")
        if self.hop_size < 1:
            raise ValueError(f"stream.hop_size must be >= 1 frame, got {self.hop_size}")
        if self.mode == "crossfade" and not 0 < self.fade_size <= self.hop_size:
            raise ValueError(f"stream.fade_size must be in 1..hop_size for crossfade, got {self.fade_size}")

    @property
    def window_size(self) -> int:
        """Frames the model takes a call."""
        if self.mode == "state":
            return self.hop_size
        return self.context + self.hop_size + self.lookahead + self.fade_size + self.search_size

    @property
    def latency(self) -> int:
        """Frames from a change at the model's input to the change at its output, buffering left out."""
        if self.mode == "crossfade":  # the middle of the search range is where an unshifted window lands
            return self.delay + self.lookahead + self.fade_size + self.search_size - self.search_size // 2
        return self.delay + (self.lookahead if self.mode == "window" else 0)


class Array(Struct, frozen=True):
    """A small array inside a card."""

    shape: tuple[int, ...]
    dtype: str
    data: bytes
    """Row-major, little-endian; base64 in the JSON."""

    @classmethod
    def of(cls, array: np.ndarray) -> Array:
        """Pack an array of any type and shape."""
        little = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"))
        return cls(tuple(array.shape), array.dtype.name, little.tobytes())

    def unpack(self) -> np.ndarray:
        """The array again; raises ValueError when the bytes do not fill the shape."""
        return np.frombuffer(self.data, np.dtype(self.dtype).newbyteorder("<")).reshape(self.shape).astype(self.dtype)


class Golden(Struct, frozen=True):
    """What the graph must give for a small input, replayed on load on the provider in use."""

    inputs: dict[str, Array]
    """By tensor name, states included; an input left out is fed zeros of its shape."""
    outputs: dict[str, Array]
    tolerance: float = 1e-4
    """Largest absolute difference allowed; for uint8 pictures in grey levels."""


class Card(Struct, frozen=True, kw_only=True):
    """What a model says of itself."""

    schema: str = SCHEMA
    name: str
    title: str = ""
    version: str = "1.0.0"
    description: str = ""
    authors: tuple[str, ...] = ()
    licence: str = ""
    training_data: tuple[Credit, ...] = ()
    takes: Literal["sound", "notes", "picture", "latent"]
    gives: Medium
    sample_rate: int = 0
    """Hz; 0 means any (a picture model, or a translator that follows the engine)."""
    channels_in: int = 1
    channels_out: int = 1
    stream: Stream | None = None
    """Needed for sound and notes; a hop of notes is one column of the piano roll."""
    inputs: tuple[Tensor, ...] = ()
    outputs: tuple[Tensor, ...] = ()
    states: tuple[StatePair, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    classes: tuple[str, ...] = ()
    """Latent models: the name of each entry of the class vector."""
    smaller_of: str = ""
    """Latent models: the generator whose pictures it paints from the same inputs, smaller; taken while that is late."""
    quality: dict[str, float] = {}
    """Measured figures, name -> number; the model's page says how."""
    golden: tuple[Golden, ...] = ()
    graph_sha256: str = ""

    def __post_init__(self) -> None:
        if self.schema != SCHEMA:
            raise ValueError(f"schema must be {SCHEMA!r}, got {self.schema!r}; update rtxmodal or the card")
        if {"sound", "notes"} & {self.takes, self.gives} and self.stream is None:
            raise ValueError("a card with sound or notes must say how it streams; add the [stream] table")
        if "sound" in (self.takes, self.gives) and self.inputs and self.sample_rate < 1:
            raise ValueError(f"sample_rate must be >= 1 Hz for a sound model, got {self.sample_rate}")
        ids = {parameter.id for parameter in self.parameters}
        for tensor in self.inputs:
            if tensor.role == "parameter" and tensor.parameter not in ids:
                raise ValueError(
                    f"input {tensor.name!r} must name one of the card's parameters, got {tensor.parameter!r}"
                )

    @classmethod
    def from_json(cls, text: str | bytes) -> Card:
        """Check and read a card; raises ValueError that names the field."""
        return msgspec.json.decode(text, type=cls)

    @classmethod
    def from_toml(cls, text: str | bytes) -> Card:
        """Check and read a card written beside a foreign model; raises ValueError that names the field."""
        return msgspec.toml.decode(text, type=cls)

    def to_json(self) -> str:
        """The card as it goes into the file's metadata."""
        return msgspec.json.encode(self).decode()


def read_card(path: Path) -> Card | None:
    """The card of a model file: from `NAME.toml` beside it, else from its metadata; None where neither is.

    Raises:
        OSError: the file cannot be read.
        ValueError: not an ONNX file, the card breaks its schema, or the graph is not the one the card was made for.
    """
    data = path.read_bytes()
    try:
        metadata = read_metadata(data)
    except (IndexError, UnicodeDecodeError):
        raise ValueError(
            f"{path.name} must be an ONNX file, got one cut short or corrupt; export or copy it again"
        ) from None
    beside = path.with_suffix(".toml")
    try:
        if beside.exists():
            return Card.from_toml(beside.read_bytes())
        if METADATA_KEY not in metadata:
            return None
        card = Card.from_json(metadata[METADATA_KEY])
    except (msgspec.DecodeError, ValueError) as error:
        raise ValueError(
            f"the card of {path.name} must follow {SCHEMA}: {error}; correct it and export again"
        ) from error
    if card.graph_sha256 and card.graph_sha256 != graph_sha256(data):
        raise ValueError(
            f"the graph in {path.name} must be the one its card was made for, but its sha256 differs; export again"
        )
    return card


def replay_golden(card: Card, runs_on: str, run: Callable[[Golden], Mapping[str, Any]]) -> None:
    """Run a card's golden vectors; raises ValueError where one comes out wrong.

    Args:
        card: whose.
        runs_on: the provider, for the message.
        run: one vector's inputs -> what the graph gives, by output name.
    """
    for place, golden in enumerate(card.golden):
        outputs = run(golden)
        for name, array in golden.outputs.items():
            wanted = array.unpack().astype(np.float64)
            got = np.asarray(outputs[name], np.float64)
            worst = float(np.abs(got - wanted).max()) if got.shape == wanted.shape else float("inf")
            if not worst <= golden.tolerance:
                raise ValueError(
                    f"{card.name} must repeat its golden vector {place} within {golden.tolerance:g} on "
                    f"{runs_on}, got {worst:g} off in {name!r}; export it again or use another provider"
                )
