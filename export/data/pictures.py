"""Sets of labelled pictures: folders of photographs and procedural kinds, cut once, kept in one array.

A recipe's data table says what is in a set:

    size = 128
    classes = ["flower_rose", "plasma"]     # a folder of that name under `folder`, else a procedural kind
    folder = "shared/data/train_images"
    pictures = 1600                         # of each class
    typical = 0.7                           # share of the photographs kept, the most typical ones
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from export.data.procedural import KINDS, make

ROOTS = ("", "..")
"""Where a recipe's relative folder is looked for: the working directory, and beside it."""


@dataclass(frozen=True)
class PictureSet:
    """Pictures of several classes, the same number of each.

    Shape:
        - `pictures`: `(classes, pictures, size, size, 3)`, uint8, on disk, read as needed
    """

    names: tuple[str, ...]
    """Names of the classes."""
    pictures: np.ndarray

    def take(self, labels: np.ndarray, generator: np.random.Generator) -> np.ndarray:
        """One random picture for each label, half of them mirrored.

        Shape:
            - Input: `(batch,)`, whole numbers
            - Output: `(batch, size, size, 3)`, uint8
        """
        chosen = generator.integers(self.pictures.shape[1], size=len(labels))
        mirrored = generator.random(len(labels)) < 0.5
        batch = np.empty((len(labels), *self.pictures.shape[2:]), np.uint8)
        for row, (label, index, flip) in enumerate(zip(labels, chosen, mirrored, strict=True)):
            picture = self.pictures[label, index]
            batch[row] = picture[:, ::-1] if flip else picture
        return batch


def open_pictures(table: Mapping[str, Any], cache: Path) -> PictureSet:
    """The set that a recipe's data table describes; made on the first call, then read from `cache`.

    Raises:
        ValueError: a class is neither a folder of pictures nor a procedural kind.
    """
    key = hashlib.sha256(json.dumps(dict(table), sort_keys=True).encode()).hexdigest()[:12]
    names, count, size = tuple(table["classes"]), int(table["pictures"]), int(table["size"])
    path = cache / f"pictures-{key}.npy"
    if not path.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        part = cache / f"pictures-{key}.part.npy"
        array = np.lib.format.open_memmap(part, "w+", np.uint8, (len(names), count, size, size, 3))
        for label, name in enumerate(names):
            array[label] = make_class(name, table)
        array.flush()
        os.replace(part, path)
    return PictureSet(names, np.load(path, mmap_mode="r"))


def make_class(name: str, table: Mapping[str, Any]) -> np.ndarray:
    """All pictures of one class: painted, or cut from the photographs of a folder.

    Shape:
        - Output: `(pictures, size, size, 3)`, uint8
    """
    size, count = int(table["size"]), int(table["pictures"])
    if name in KINDS:
        return np.stack([make(name, seed, size) for seed in range(count)])
    photographs = [_open(file) for file in kept_files(name, table)]
    generator = np.random.default_rng([len(picture_files(name, table)), *name.encode()])
    rounds = -(-count // len(photographs))
    order = np.concatenate([generator.permutation(len(photographs)) for _ in range(rounds)])[:count]
    return np.stack([cut(photographs[index], size, generator) for index in order])


def kept_files(name: str, table: Mapping[str, Any]) -> list[Path]:
    """The photographs that a class is made of: the most typical ones of its folder (credit these)."""
    files = picture_files(name, table)
    kept = typical([_open(file) for file in files], float(table.get("typical", 1.0)))
    return [files[index] for index in kept]


def picture_files(name: str, table: Mapping[str, Any]) -> list[Path]:
    """The picture files of a class's folder, sorted."""
    wanted = Path(table.get("folder", ".")) / name
    for root in ROOTS:
        files = sorted(
            path for path in (Path(root) / wanted).glob("*") if path.suffix.lower() in {".jpg", ".jpeg", ".png"}
        )
        if files:
            return files
    raise ValueError(
        f"class must be a folder of pictures or one of {sorted(KINDS)}, got {name!r}; nothing is in {wanted}"
    )


def _open(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        return picture.convert("RGB")


def typical(pictures: list[Image.Image], share: float) -> np.ndarray:
    """Indices of the pictures nearest to their likes: a small generator learns a crowd, not its outliers.

    Distance is between 8 x 8 thumbnails; kept are those with the smallest mean distance to their ten nearest.
    """
    thumbnails = np.stack(
        [np.asarray(picture.resize((8, 8), Image.Resampling.BOX), np.float32).ravel() for picture in pictures]
    )
    squares = (thumbnails**2).sum(1)
    distance = np.sqrt(np.maximum(squares[:, None] + squares[None] - 2.0 * thumbnails @ thumbnails.T, 0.0))
    near = np.sort(distance, axis=1)[:, 1:11].mean(1) if len(pictures) > 1 else np.zeros(1)
    return np.argsort(near)[: max(1, round(share * len(pictures)))]


def cut(picture: Image.Image, size: int, generator: np.random.Generator) -> np.ndarray:
    """A square of 65 to 100 % of the short side, near the middle, scaled to `size`.

    Shape:
        - Output: `(size, size, 3)`, uint8
    """
    side = min(picture.size) * generator.uniform(0.65, 1.0)
    left, top = ((edge - side) * np.clip(generator.normal(0.5, 0.15), 0.0, 1.0) for edge in picture.size)
    square = picture.resize((size, size), Image.Resampling.LANCZOS, box=(left, top, left + side, top + side))
    return np.asarray(square, np.uint8)
