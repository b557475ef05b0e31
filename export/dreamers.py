"""Networks to dream with: our own from their recipes, and torchvision's ImageNet networks where their weights are.

They dream offline, in torch; no command writes them for the stage (`export.ascent` traces the slope of each).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from export.data.contents import PICTURES
from export.dream import Choice, Found, Progress, dream, dream_sound
from export.nets.dream import DreamNet
from export.stylize import safe
from export.train import RUNS, Recipe, build_system, load_checkpoint
from rtxmodal.devices.files import SOUND_OUT, read_picture, read_sound, write_picture, write_sound

FOREIGN = {
    "googlenet": ("inception3b", "inception4a", "inception4c", "inception4e"),
    "inception_v3": ("Mixed_5b", "Mixed_5d", "Mixed_6c", "Mixed_6e"),
    "vgg16": ("features.8", "features.15", "features.22", "features.29"),
}
"""Networks of torchvision, and the layers that are dreamt of, from grain to whole things."""
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Of ImageNet's pictures in 0..1: what these networks were trained on."""


class Tapped(nn.Module):
    """A network seen as the layers that are dreamt of. Takes -1..1."""

    def __init__(self, net: nn.Module, names: Sequence[str]) -> None:
        super().__init__()
        self.net, self.names = net.eval().requires_grad_(False), tuple(names)
        self.register_buffer("mean", torch.tensor(MEAN).reshape(1, 3, 1, 1))
        self.register_buffer("deviation", torch.tensor(DEVIATION).reshape(1, 3, 1, 1))

    def found(self, x: Tensor) -> list[Tensor]:
        """What each layer finds. Shape: (1, 3, height, width) -> [(1, channels, ...), ...]"""
        found: dict[str, Tensor] = {}
        hooks = [
            self.net.get_submodule(name).register_forward_hook(
                lambda _module, _given, out, name=name: found.__setitem__(name, out)
            )
            for name in self.names
        ]
        try:
            self.net((x * 0.5 + 0.5 - self.mean) / self.deviation)
        finally:
            for hook in hooks:
                hook.remove()
        return [found[name] for name in self.names]


def load_foreign(name: str, weights: Path | None) -> Tapped:
    """A network of torchvision.

    Args:
        name: one of `FOREIGN`.
        weights: file of its state_dict, as torchvision publishes it; None for random ones (to try the code).

    Raises:
        ValueError: torchvision is not installed, no such network, or the weights are not its own.
        OSError: the weights cannot be read.
    """
    try:
        from torchvision import models
    except (ImportError, RuntimeError) as error:  # the latter where it was built for another torch
        reason = str(error).splitlines()[0]
        raise ValueError(f"{name} must come from torchvision; pip install the one for this torch ({reason})") from None
    if name not in FOREIGN:
        raise ValueError(f"network must be one of dream-pictures, {', '.join(FOREIGN)}, got {name!r}")
    settings = {"weights": None} | ({} if name == "vgg16" else {"aux_logits": True, "init_weights": False})
    net = getattr(models, name)(**settings)
    if weights is not None:
        try:
            net.load_state_dict(torch.load(weights, map_location="cpu", weights_only=True))
        except (RuntimeError, ValueError, KeyError, EOFError) as error:
            reason = str(error).splitlines()[0]
            raise ValueError(f"{weights.name} must hold the weights of {name}; download it again ({reason})") from None
    return Tapped(net, FOREIGN[name])


def load_own(recipe_name: str, runs: Path = RUNS) -> DreamNet:
    """The network of one of our recipes, trained.

    Raises:
        ValueError: it is not a dream of pictures, or not trained here.
    """
    recipe = Recipe.load(recipe_name)
    system = build_system(recipe)
    net = getattr(system, "net", None)
    if not isinstance(net, DreamNet) or net.layers[0].in_channels != 3:
        raise ValueError(f"{recipe_name} must be a recipe of a dream of pictures, got {recipe.system!r}")
    if not load_checkpoint(system, recipe, runs):
        raise ValueError(
            f"{recipe.name} must be trained here, got no checkpoint in {runs}; run `python -m export train`"
        )
    return net.eval().requires_grad_(False)


def network(name: str, weights: Path | None, runs: Path) -> Found:
    """What the layers of a network find, by its name; see `load_foreign` and `load_own`."""
    return load_foreign(name, weights).found if name in FOREIGN else load_own(name, runs).found


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
        towards = read_picture(guide) / 127.5 - 1.0 if guide else None
        made = dream(read_picture(given) / 127.5 - 1.0, found, choice, towards, progress)
        write_picture(out, np.rint((made + 1.0) * 127.5).astype(np.uint8))
        return
    if out.suffix.lower() not in SOUND_OUT:
        raise ValueError(f"sound file must end in {' or '.join(SOUND_OUT)}, got {out.name!r}")
    sound, rate = read_sound(given)
    towards = read_sound(guide)[0] if guide else None
    dreamt = dream_sound(sound, found, choice, towards, progress) * np.float32(10.0 ** (gain_db / 20.0))
    write_sound(out, safe(dreamt, 0.999), rate)
