"""Photographs: looked for in a performer's folders, opened, put in order, cut."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".bmp"}
FEWEST = 20
"""Pictures of a class that can be learnt from at all."""
SMALLEST_CUT = 0.65
"""Of a photograph's short side."""
UNREADABLE = (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError)
"""What Pillow raises for broken and for other files."""


def check_folders(folder: Path, size: int) -> dict[str, Any]:
    """What a recipe's data table says of a performer's folders, a class each, every picture looked at.

    Raises:
        ValueError: fewer than two classes, too few pictures in one, or one that cannot be read.
        OSError: no such folder.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"--images must be a folder that holds one folder a class, got {str(folder)!r}")
    classes = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    if len(classes) < 2:
        raise ValueError(
            f"{folder} must hold two folders or more, one a class, got {len(classes)}; put the pictures of each class "
            "into a folder of its own"
        )
    table: dict[str, Any] = {"folder": str(folder.resolve()), "classes": [path.name for path in classes]}
    stamps = []
    for path in classes:
        files = tuple(sorted(file for file in path.glob("*") if file.suffix.lower() in SUFFIXES))
        if len(files) < FEWEST:
            raise ValueError(
                f"{path} must hold {FEWEST} pictures or more ({', '.join(sorted(SUFFIXES))}), got {len(files)}; add "
                "some, a few hundred are good"
            )
        order_files(files, size)
        stamps += [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files]
    return table | {"contents": hashlib.sha256(json.dumps(stamps).encode()).hexdigest()[:12]}


@lru_cache(maxsize=64)
def order_files(files: tuple[Path, ...], size: int) -> tuple[Path, ...]:
    """Picture files, the most typical first; raises ValueError for one that cannot be read."""
    return tuple(files[index] for index in typical([open_photograph(file, size) for file in files]))


def open_photograph(path: Path, size: int) -> Image.Image:
    """A photograph the right way up, a large one made smaller: cuts of `size` need no more.

    Raises:
        ValueError: a broken file, or no picture.
    """
    try:
        with Image.open(path) as picture:
            least = 2 * round(size / SMALLEST_CUT)
            picture.draft("RGB", (least, least))
            whole = ImageOps.exif_transpose(picture).convert("RGB")
    except UNREADABLE as error:
        raise ValueError(
            f"{path} must be a whole picture, got one that cannot be read ({error}); remove it or copy it again"
        ) from None
    if min(whole.size) > least:
        factor = least / min(whole.size)
        whole = whole.resize((round(whole.width * factor), round(whole.height * factor)), Image.Resampling.LANCZOS)
    return whole


def typical(pictures: list[Image.Image]) -> np.ndarray:
    """Indices of the pictures, those nearest to their likes first: a small generator learns a crowd, not its outliers.

    Distance is between 8 x 8 thumbnails; first come those with the smallest mean distance to their ten nearest.
    """
    thumbnails = np.stack(
        [np.asarray(picture.resize((8, 8), Image.Resampling.BOX), np.float32).ravel() for picture in pictures]
    )
    squares = (thumbnails**2).sum(1)
    distance = np.sqrt(np.maximum(squares[:, None] + squares[None] - 2.0 * thumbnails @ thumbnails.T, 0.0))
    near = np.sort(distance, axis=1)[:, 1:11].mean(1) if len(pictures) > 1 else np.zeros(1)
    return np.argsort(near)


def cut(picture: Image.Image, size: int, generator: np.random.Generator) -> np.ndarray:
    """A square of 65 to 100 % of the short side, near the middle, scaled to `size`.

    Shape:
        - Output: `(size, size, 3)`, uint8
    """
    side = min(picture.size) * generator.uniform(SMALLEST_CUT, 1.0)
    left, top = ((edge - side) * np.clip(generator.normal(0.5, 0.15), 0.0, 1.0) for edge in picture.size)
    square = picture.resize((size, size), Image.Resampling.LANCZOS, box=(left, top, left + side, top + side))
    return np.asarray(square, np.uint8)
