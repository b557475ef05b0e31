"""Sets of labelled pictures: folders of photographs and procedural kinds, cut once, kept in one array.

A recipe's data table says what is in a set:

    size = 128
    classes = ["flower_rose", "plasma"]     # a folder of that name under `folder`, else a procedural kind
    folder = "shared/data/train_images"
    pictures = 1600                         # of each class
    typical = 0.7                           # share of the photographs kept, the most typical ones; more are held out
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

from export.data.folders import ROOTS
from export.data.photographs import SUFFIXES, cut, open_photograph, order_files
from export.data.procedural import KINDS, make

HELD_OUT = 0.15
"""Share of a class's photographs that pictures are judged by, from those that are not kept."""


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
    files = picture_files(name, table)
    if not files:
        return np.stack([make(name, seed, size) for seed in range(count)])
    return _cuts(kept_files(name, table), count, size, [len(files), *name.encode()])


def unseen_pictures(table: Mapping[str, Any], count: int = 100) -> np.ndarray:
    """Pictures of each class that are in no set: of photographs that are not kept, or painted later.

    Shape:
        - Output: `(classes, count, size, size, 3)`, uint8

    Raises:
        ValueError: every photograph of a class is kept.
    """
    return np.stack([_unseen(name, table, count) for name in table["classes"]])


def _unseen(name: str, table: Mapping[str, Any], count: int) -> np.ndarray:
    size, painted = int(table["size"]), int(table["pictures"])
    if not picture_files(name, table):
        return np.stack([make(name, painted + seed, size) for seed in range(count)])
    held_out = held_out_files(name, table)
    if not held_out:
        raise ValueError(f"typical must leave some pictures of {name!r} to judge by, got none; set typical = 0.85")
    return _cuts(held_out, count, size, [1, *name.encode()])


def _cuts(files: list[Path], count: int, size: int, seed: list[int]) -> np.ndarray:
    photographs = [open_photograph(file, size) for file in files]
    generator = np.random.default_rng(seed)
    rounds = -(-count // len(photographs))
    order = np.concatenate([generator.permutation(len(photographs)) for _ in range(rounds)])[:count]
    return np.stack([cut(photographs[index], size, generator) for index in order])


def kept_files(name: str, table: Mapping[str, Any]) -> list[Path]:
    """The photographs that a class is made of: the most typical ones of its folder (credit these)."""
    ordered = _by_typicality(name, table)
    return list(ordered[: _kept(len(ordered), table)])


def held_out_files(name: str, table: Mapping[str, Any]) -> list[Path]:
    """The photographs that a class is judged by: the most typical of those that are not kept."""
    ordered = _by_typicality(name, table)
    kept = _kept(len(ordered), table)
    return list(ordered[kept : kept + round(HELD_OUT * len(ordered))])


def _kept(count: int, table: Mapping[str, Any]) -> int:
    return max(1, round(float(table.get("typical", 1.0)) * count))


def _by_typicality(name: str, table: Mapping[str, Any]) -> tuple[Path, ...]:
    return order_files(tuple(picture_files(name, table)), int(table["size"]))


def picture_files(name: str, table: Mapping[str, Any]) -> list[Path]:
    """The picture files of a class's folder, sorted; none where it is painted.

    Raises:
        ValueError: neither a folder of pictures nor a procedural kind.
    """
    wanted = Path(table.get("folder", ".")) / name
    for root in ROOTS:
        files = sorted(path for path in (Path(root) / wanted).glob("*") if path.suffix.lower() in SUFFIXES)
        if files:
            return files
    if name in KINDS:
        return []
    raise ValueError(
        f"class must be a folder of pictures or one of {sorted(KINDS)}, got {name!r}; nothing is in {wanted}"
    )
