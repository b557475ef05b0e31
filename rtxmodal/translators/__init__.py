"""Translators: one medium into another. One file a kind; put a file here and everything finds it.

A module of this package that defines `NAME: str`, `card(context) -> Card` (cheap: nothing loaded) and
`create(context) -> Translator` is a translator of that name. Every other name in a scene is a model:
`NAME.onnx` in the models folder, played by `onnx.py`.
"""

from __future__ import annotations

import functools
import importlib
import os
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

import numpy as np

from rtxmodal.card import Card, read_card
from rtxmodal.notes import Notes

Window = np.ndarray | Notes
"""Sound: float32 (window_size, channels). Picture: uint8 (height, width, 3). Notes: the events of one hop; from a
picture to sound or notes also the picture (`Watched`)."""
State = Any
"""What a translator carries from one call to the next; opaque to the host, replaced and never changed in place."""


class Translator(Protocol):
    """A function from one window to one hop, with explicit state."""

    card: Card

    def start(self) -> State:
        """The state before the first window."""

    def translate(self, window: Window, values: Mapping[str, float], state: State) -> tuple[Any, State]:
        """One step.

        Args:
            window: `card.stream.window_size` frames of sound, a picture, or the notes of one hop.
            values: parameter id (as in the card) -> native value; in picture lanes also the pulse (stream/pulse.py).
            state: what `start` or the last call gave.

        Returns:
            Sound: float32 (hop_size, channels), in mode crossfade (window_size, channels).
            Picture: uint8 (height, width, 3), or None where nothing new is to be shown.
            Notes: the events of the hop, or None.
            And the next state.
        """


@dataclass(frozen=True)
class Context:
    """What a translator is built with."""

    sample_rate: int
    """The engine's rate, Hz."""
    provider: str = "auto"
    """`auto`, `cuda` or `cpu`."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """The lane's `with` table: what is chosen once and not played (which generator, which file)."""


def models_folder() -> Path:
    """Where the models lie: `RTXMODAL_MODELS`, else `models/` beside the package, else in the current folder."""
    if "RTXMODAL_MODELS" in os.environ:
        return Path(os.environ["RTXMODAL_MODELS"])
    beside = Path(__file__).resolve().parents[2] / "models"
    return beside if beside.is_dir() else Path("models")


def coded() -> dict[str, ModuleType]:
    """The translators written in Python: name -> module."""
    found = {}
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        if hasattr(module, "NAME"):
            found[module.NAME] = module
    return found


def names() -> list[str]:
    """Every translator that a scene can name."""
    return sorted({*coded(), *(path.stem for path in models_folder().glob("*.onnx"))})


def lane_translators() -> list[str]:
    """Those that can stand in a lane: a generator of pictures takes a latent, and is played by others."""
    models = [path.stem for path in models_folder().glob("*.onnx") if _takes_medium(path, path.stat().st_mtime)]
    return sorted({*coded(), *models})


@functools.cache
def _takes_medium(path: Path, changed: float) -> bool:
    """Of a model, whose file is read once and again when it has changed."""
    try:
        card = read_card(path)
    except (ValueError, OSError):
        return False
    return card is not None and card.takes in ("sound", "notes", "picture")


def card_of(name: str, context: Context) -> Card:
    """The card of the translator of that name, nothing loaded; raises as `create` does."""
    module = coded().get(name)
    if module is not None:
        card: Card = module.card(context)
        return card
    card_in_file = read_card(_model_path(name))
    if card_in_file is None:
        raise ValueError(f"model {name!r} must have a card, got none; run `rtxmodal models check {name}.onnx`")
    return card_in_file


def models_of(name: str, context: Context) -> tuple[str, ...]:
    """The models in `models_folder` that the translator of that name plays with; raises as `create` does."""
    module = coded().get(name)
    if module is None:
        return (_model_path(name).stem,)
    found: tuple[str, ...] = module.models(context) if hasattr(module, "models") else ()
    return found


def create(name: str, context: Context) -> Translator:
    """Build the translator of that name, its model loaded, checked and warm.

    Raises:
        KeyError: no translator and no model has this name.
        ValueError: the model or its card is refused.
    """
    module = coded().get(name)
    if module is not None:
        translator: Translator = module.create(context)
        return translator
    from rtxmodal.translators import onnx

    return onnx.load(_model_path(name), context)


def _model_path(name: str) -> Path:
    path = models_folder() / f"{name}.onnx"
    if not path.is_file():
        known = ", ".join(names())
        raise KeyError(f"translator must be one of {known}, got {name!r}; put {name}.onnx into {models_folder()}")
    return path
