"""`python -m export.sheet models/NAME.onnx`: what a picture generator gives, as `models/NAME.png`.

A row for each class, then rows that morph from class to class with z held still.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from export.picture_quality import Player
from export.to_onnx import runner
from rtxmodal.card import read_card

MORPHS = 3


def player_of(path: Path) -> tuple[Player, tuple[str, ...]]:
    """The generator in a model file, ready to be asked for pictures, and the names of its classes.

    Raises:
        ValueError: the file has no card, or it is not that of a picture generator with classes.
    """
    card = read_card(path)
    if card is None or not card.classes or not card.golden:
        raise ValueError(
            f"{path.name} must be a picture generator with classes and golden vectors in its card, got none"
        )
    shapes = {name: array.shape for name, array in card.golden[0].inputs.items()}
    return Player(runner(path.read_bytes()), shapes["z"][1], len(card.classes), shapes["styles"]), card.classes


def sheet(player: Player, columns: int = 8, seed: int = 4) -> np.ndarray:
    """Shape: -> `((classes + 3) * size, columns * size, 3)` uint8."""
    draw = np.random.default_rng(seed)
    rows = [
        np.concatenate([player.picture(z, one) for z in draw.standard_normal((columns, player.z_size))], axis=1)
        for one in np.eye(player.classes)
    ]
    for number in range(MORPHS):
        z, ends = draw.standard_normal(player.z_size), np.eye(player.classes)[[number, -1 - number]]
        way = np.linspace(0.0, 1.0, columns)
        rows.append(np.concatenate([player.picture(z, (1 - t) * ends[0] + t * ends[1]) for t in way], axis=1))
    return np.concatenate(rows)


def main() -> None:
    """Write the sheet beside the model file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="model file with its card inside")
    parser.add_argument("--scale", type=float, default=0.55, help="size of the sheet (default: 0.55)")
    options = parser.parse_args()
    picture = Image.fromarray(sheet(player_of(options.model)[0]))
    size = round(picture.width * options.scale), round(picture.height * options.scale)
    path = options.model.with_suffix(".png")
    small = picture.resize(size, Image.Resampling.LANCZOS)
    small.quantize(palette=small.quantize(256), dither=Image.Dither.FLOYDSTEINBERG).save(path, optimize=True)
    print(f"wrote {path}")


if __name__ == "__main__":
    main()
