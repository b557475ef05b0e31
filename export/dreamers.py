"""Networks to dream with: our own from their recipes, and torchvision's ImageNet networks where their weights are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from pickle import UnpicklingError

import numpy as np
import torch
from numpy.typing import NDArray

from export.data.contents import PICTURES
from export.dream import Choice, Found, Progress, dream, dream_sound
from export.dream_stage import picture_graph
from export.nets.dream import Dreamer, DreamNet, PictureDream
from export.nets.imagenet import LAYERS, ImageNet
from export.stylize import safe
from export.to_onnx import Graph
from export.train import RUNS, Recipe, build_system, load_checkpoint
from rtxmodal.devices.files import SOUND_OUT, read_picture, read_sound, write_picture, write_sound

MOST_PIXELS = 4_000_000
"""Of a picture that is dreamt; its largest octave and what the layers find in it take some gigabytes."""


def load_foreign(name: str, weights: Path | None) -> ImageNet:
    """A network of torchvision's, which need not be installed.

    Args:
        name: one of `LAYERS`.
        weights: file of its state_dict, as torchvision publishes it; None for random ones (to try the code).

    Raises:
        ValueError: no such network, or the weights are not its own.
        OSError: the weights cannot be read.
    """
    if name not in LAYERS:
        raise ValueError(f"network must be one of dream-pictures, {', '.join(LAYERS)}, got {name!r}")
    net = ImageNet(name)
    if weights is not None:
        try:
            net.load(torch.load(weights, map_location="cpu", weights_only=True))
        except (RuntimeError, ValueError, KeyError, EOFError, TypeError, AttributeError, UnpicklingError) as error:
            reason = str(error).splitlines()[0]
            raise ValueError(f"{weights.name} must hold the weights of {name}; download it again ({reason})") from None
    return net


def foreign_graph(name: str, weights: Path, side: int = 128) -> Graph:
    """A network of torchvision's as a dream for the stage, `dream-NAME.onnx`: one step a picture; see `load_foreign`.

    Raises:
        ValueError: pictures of `side` pixels are too small for it, or no multiple of 32.
    """
    net = load_foreign(name, weights)
    if side < net.smallest or side % 32:
        least = max(32, net.smallest)
        raise ValueError(f"--side must be a multiple of 32 from {least} on for {name}, got {side!r}")
    credit = {
        "name": "ImageNet (ILSVRC 2012)",
        "licence": "for research, see its terms",
        "url": "https://www.image-net.org/download.php",
        "credit": f"weights: {weights.name}, of torchvision",
    }
    lines = {
        "title": f"Picture dream, {name}",
        "version": "1.0.0",
        "description": f"DeepDream on pictures, live, by ImageNet's {name}.",
        "licence": "as the weights'; not for passing on before you have read it",
        "training_data": [credit],
    }
    recipe = Recipe(f"dream-{name}", "dream", 0, 0, 0, export=lines)
    graph = picture_graph(PictureDream(net, side, steps=1), recipe, lambda _run: {})
    return replace(graph, parity=0.02)  # where a ReLU or a maximum turns on rounding


def load_own(recipe_name: str, runs: Path = RUNS) -> DreamNet:
    """The network of one of our recipes, trained.

    Raises:
        ValueError: it is not a dream of pictures, or not trained here.
    """
    recipe = Recipe.load(recipe_name)
    system = build_system(recipe)
    net = getattr(system, "net", None)
    if not isinstance(net, DreamNet) or net.takes != 3:
        raise ValueError(f"{recipe_name} must be a recipe of a dream of pictures, got {recipe.system!r}")
    if not load_checkpoint(system, recipe, runs):
        raise ValueError(
            f"{recipe.name} must be trained here, got no checkpoint in {runs}; run `python -m export train`"
        )
    return net.eval().requires_grad_(False)


def network(name: str, weights: Path | None, runs: Path) -> Dreamer:
    """A network that dreams of pictures, by its name; see `load_foreign` and `load_own`."""
    return load_foreign(name, weights) if name in LAYERS else load_own(name, runs)


def dream_file(
    given: Path,
    out: Path,
    found: Found,
    choice: Choice,
    guide: Path | None = None,
    gain_db: float = -12.0,
    progress: Progress = lambda *_: None,
) -> None:
    """Dream a picture, or a sound packed as pictures, into a file.

    Args:
        given: picture or sound.
        out: a file of the same kind.
        found: the network.
        choice: how.
        guide: a file of the same kind that is dreamt towards.
        gain_db: of the sound that is written; dreams are loud. What is still too loud is turned down, never wrapped.
        progress: called after each step.

    Raises:
        ValueError: a file that is refused; nothing is written.
    """
    is_picture = given.suffix.lower() in PICTURES
    for path in (out, *([guide] if guide else [])):
        if (path.suffix.lower() in PICTURES) != is_picture:
            kind = "picture" if is_picture else "sound"
            raise ValueError(f"{path.name} must be a {kind} like {given.name}; dreams stay what they are")
    if is_picture:
        picture, *towards = (_small_enough(path) / 127.5 - 1.0 for path in (given, *([guide] if guide else [])))
        made = dream(picture, found, choice, towards[0] if towards else None, progress)
        write_picture(out, np.rint((made + 1.0) * 127.5).astype(np.uint8))
        return
    if out.suffix.lower() not in SOUND_OUT:
        raise ValueError(f"sound file must end in {' or '.join(SOUND_OUT)}, got {out.name!r}")
    sound, rate = read_sound(given)
    towards = read_sound(guide)[0] if guide else None
    dreamt = dream_sound(sound, found, choice, towards, progress) * np.float32(10.0 ** (gain_db / 20.0))
    write_sound(out, safe(dreamt, 0.999), rate)


def _small_enough(path: Path) -> NDArray[np.uint8]:
    """A picture that can be dreamt. Shape: (height, width, 3)."""
    picture = read_picture(path)
    if picture.size > 3 * MOST_PIXELS:
        got = picture.size / 3e6
        raise ValueError(f"{path.name} must have {MOST_PIXELS / 1e6:.0f} megapixels or fewer, got {got:.1f}; shrink it")
    return picture
