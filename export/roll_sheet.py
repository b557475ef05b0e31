"""Before and after of a CycleGAN on rolls: `python -m export.roll_sheet RECIPE`, of files that were not trained on.

Beside its model files: rolls of a piece as it comes in and what is painted; pictures and the rolls read of them.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from export.data import codecs
from export.data.domains import Domain, read_timed
from export.to_onnx import Run, runner
from export.train import Recipe

COLUMNS = 9
PIECE = 0
PASSED = (0, 4, 16, 32, 48, 64, 96, 128, 192)
"""Sixteenths since the first key."""
EDGE = 192


def painted(run: Run, rolls: Domain) -> NDArray[np.uint8]:
    """Rolls above, pictures below. Shape: -> (2 * EDGE, COLUMNS * EDGE, 3)."""
    notes = read_timed(rolls.held_out().files()[PIECE])
    first = min(start for start, _, _ in notes)
    columns = []
    for passed in PASSED:
        spans = [(start - first - passed + 128, end - first - passed + 128, key) for start, end, key in notes]
        roll = codecs.roll_of_spans(spans)
        columns.append((roll, run({"roll": roll.astype(np.float32) / 255.0})["picture"][0]))
    return _sheet([(_grey(roll), picture) for roll, picture in columns])


def read(run: Run, pictures: Domain) -> NDArray[np.uint8]:
    """Pictures above, rolls below. Shape: -> (2 * EDGE, COLUMNS * EDGE, 3)."""
    squares = pictures.held_out().draw(COLUMNS, np.random.default_rng(3))
    given = [codecs.picture_of_square(square) for square in squares]
    return _sheet([(one, _grey(255.0 * run({"picture": one[None]})["roll"])) for one in given])


def _grey(roll: NDArray[np.generic]) -> NDArray[np.uint8]:
    """High keys on top. Shape: (128, 128) of 0..255 -> (128, 128, 3)."""
    return np.repeat(np.clip(roll[::-1, :, None], 0, 255).astype(np.uint8), 3, axis=2)


def _sheet(columns: list[tuple[NDArray[np.uint8], NDArray[np.uint8]]]) -> NDArray[np.uint8]:
    rows = [
        [np.asarray(Image.fromarray(one).resize((EDGE, EDGE), Image.Resampling.BICUBIC)) for one in row]
        for row in zip(*columns, strict=True)
    ]
    return np.concatenate([np.concatenate(row, axis=1) for row in rows])


def main(name: str, models: Path = Path("models")) -> None:
    """Write both sheets."""
    recipe = Recipe.load(name)
    sheets = {"to_a": (painted, Domain.of(recipe.data, "b")), "to_b": (read, Domain.of(recipe.data, "a"))}
    for way, (draw, domain) in sheets.items():
        path = models / f"{recipe.name}-{way.replace('_', '-')}.onnx"
        Image.fromarray(draw(runner(path.read_bytes()), domain)).save(path.with_suffix(".png"), optimize=True)


if __name__ == "__main__":
    main(sys.argv[1])
