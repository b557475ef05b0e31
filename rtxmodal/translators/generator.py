"""Picture generators: any ONNX model whose card takes `latent`, found, opened and run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rtxmodal.card import Card, Golden, read_card, replay_golden
from rtxmodal.session import from_layout, numpy_type, open_session
from rtxmodal.stream.pulse import HALVINGS
from rtxmodal.stream.warp import within
from rtxmodal.translators import Context, models_folder

WARM_UP_RUNS = 3
HOPS_PER_SECOND = 60
"""Of what moves through a generator's pictures; one picture comes every so many hops."""
RATES = (60, 30, 20, 15, 12, 10)


@dataclass(frozen=True)
class Point:
    """What a picture is made from."""

    latent: np.ndarray
    """Shape: (size,)."""
    classes: np.ndarray
    """Sums to 1. Shape: (classes,)."""
    styles: np.ndarray
    """Added to the style of each layer. Shape: (layers, size)."""

    def differs(self, other: Point | None, least: float = 1e-4) -> bool:
        """Whether the picture of the other would look different."""
        if other is None:
            return True
        pairs = ((self.latent, other.latent), (self.classes, other.classes), (self.styles, other.styles))
        return any(a.size and float(np.abs(a - b).max()) > least for a, b in pairs)


def find_generator(context: Context) -> tuple[Path, Card]:
    """The model named by the option `generator`, or its file, else the first that lies there and takes latent.

    Raises:
        ValueError: there is none, or the one named is no such model.
    """
    folder = models_folder()
    name = context.options.get("generator")
    if name is not None:
        path = Path(name) if str(name).endswith(".onnx") else folder / f"{name}.onnx"
        card = read_card(path) if path.is_file() else None
        if card is None or card.takes != "latent":
            known = ", ".join(path.stem for path, _ in _generators(folder)) or "none there"
            raise ValueError(f"generator must be a model that takes latent ({known}), got {name!r}")
        return path, card
    for path, card in _generators(folder):
        if not card.smaller_of:
            return path, card
    raise ValueError(f"ganterpret must have a picture generator, got none in {folder}; put atlas-128.onnx there")


def models(context: Context) -> tuple[str, ...]:
    """What `find_generator` finds, where it lies among the models; raises as it does."""
    path, _ = find_generator(context)
    return (path.stem,) if path.parent == models_folder() else ()


def hops_a_picture(options: Mapping[str, Any]) -> int:
    """Hops from one picture to the next, by the option `pictures_per_second`; raises ValueError for others."""
    rate = options.get("pictures_per_second", 30)
    if rate not in RATES:
        raise ValueError(f"pictures_per_second must be one of {', '.join(map(str, RATES))}, got {rate!r}")
    return HOPS_PER_SECOND // int(rate)


def class_numbers(given: Iterable[Any], names: Sequence[str], count: int) -> tuple[int, ...]:
    """Classes given by their names or numbers, as numbers.

    Raises:
        ValueError: one that the generator does not have.
    """
    numbers = []
    for one in given:
        place = names.index(one) if one in names else one
        if isinstance(place, bool) or not isinstance(place, int) or not 0 <= place < count:
            known = ", ".join(names) or (f"0..{count - 1}" if count else "none, for this generator has no classes")
            raise ValueError(f"classes must be among {known}, got {one!r}; correct the list")
        numbers.append(place)
    return tuple(numbers)


def _generators(folder: Path) -> list[tuple[Path, Card]]:
    found = []
    for path in sorted(folder.glob("*.onnx")):
        try:
            card = read_card(path)
        except (ValueError, OSError):
            continue  # a broken file is complained of when it is asked for by name
        if card is not None and card.takes == "latent":
            found.append((path, card))
    return found


class Generator:
    """A generator's session behind points, and those of its smaller siblings.

    Owned by one thread; nothing is remembered between pictures.
    """

    def __init__(self, path: Path, card: Card, provider: str) -> None:
        """Open and warm it.

        Raises:
            ValueError: the graph does not run, its card lacks a latent or a picture, or a golden vector fails; or a
                sibling takes other inputs.
        """
        self.card = card
        self._session, self.provider = open_session(path, provider)
        self._nodes = {node.name: node for node in self._session.get_inputs()}
        roles = {tensor.role: tensor.name for tensor in card.inputs}
        pictures = [tensor for tensor in card.outputs if tensor.role == "picture"]
        if "latent" not in roles or not pictures or {tensor.name for tensor in card.inputs} != set(self._nodes):
            raise ValueError(f"the card of {path.name} must name every input, a latent and a picture; correct the card")
        self._picture = pictures[0]
        self.latent_size = int(np.prod(self._shape(roles["latent"])))
        self.class_count = int(np.prod(self._shape(roles["classes"]))) if "classes" in roles else 0
        shape = self._shape(roles["styles"]) if "styles" in roles else [0, 0]
        self.style_count, self.style_size = shape[-2:]
        replay_golden(card, self.provider, self._run_golden)
        self._edge = self._warm()
        self._siblings = [] if card.smaller_of else self._open_siblings(path.parent, provider)

    @property
    def shrinks(self) -> bool:
        """Whether smaller pictures are made faster."""
        return bool(self._siblings)

    def paint(self, point: Point, values: Mapping[str, float]) -> np.ndarray:
        """The picture of a point. Shape: -> (height, width, 3) uint8.

        Args:
            point: where.
            values: the generator's own parameters, native; and how often the picture is to be halved.
        """
        wanted = self._edge >> int(values.get(HALVINGS, 0))
        for one in (*self._siblings, self):
            if one._edge >= wanted:
                return within(one._run(point, values), wanted)
        return self._run(point, values)

    def _run(self, point: Point, values: Mapping[str, float]) -> np.ndarray:
        """The picture at the graph's own size."""
        media = {"latent": point.latent, "classes": point.classes, "styles": point.styles}
        feed = {}
        for tensor in self.card.inputs:
            kind, shape = numpy_type(self._nodes[tensor.name].type), self._shape(tensor.name)
            if tensor.role in media:
                feed[tensor.name] = media[tensor.role].reshape(shape).astype(kind)
            else:
                value = values[tensor.parameter] if tensor.role == "parameter" else tensor.value
                feed[tensor.name] = np.full(shape, value, kind)
        array = self._session.run([self._picture.name], feed)[0]
        picture = from_layout(array, self._picture.layout or "hwc", "hwc")
        black, white = self._picture.black, self._picture.white
        if picture.dtype != np.uint8 or (black, white) != (0.0, 255.0):
            scaled = (np.nan_to_num(picture.astype(np.float32)) - black) * (255.0 / (white - black))
            picture = np.clip(np.rint(scaled), 0, 255).astype(np.uint8)
        return np.ascontiguousarray(np.broadcast_to(picture, (*picture.shape[:2], 3)))

    def _run_golden(self, golden: Golden) -> dict[str, np.ndarray]:
        feed = {tensor.name: np.zeros(self._shape(tensor.name)) for tensor in self.card.inputs}
        feed |= {name: array.unpack() for name, array in golden.inputs.items()}
        typed = {name: array.astype(numpy_type(self._nodes[name].type)) for name, array in feed.items()}
        return dict(zip(golden.outputs, self._session.run(list(golden.outputs), typed), strict=True))

    def _shape(self, name: str) -> list[int]:
        """Of an input; free axes are 1."""
        return [axis if isinstance(axis, int) else 1 for axis in self._nodes[name].shape]

    def _warm(self) -> int:
        """Run a few times. Pixels of the picture's longer edge."""
        classes = np.full(self.class_count, 1.0 / max(1, self.class_count))
        point = Point(np.zeros(self.latent_size), classes, np.zeros((self.style_count, self.style_size)))
        defaults = {parameter.id: parameter.default for parameter in self.card.parameters}
        pictures = [self._run(point, defaults) for _ in range(WARM_UP_RUNS)]
        height, width = pictures[0].shape[:2]
        return int(max(height, width))

    def _open_siblings(self, folder: Path, provider: str) -> list[Generator]:
        """Those whose cards say that they are smaller ones of this, the smallest first."""
        cards = [(path, card) for path, card in _generators(folder) if card.smaller_of == self.card.name]
        siblings = [Generator(path, card, provider) for path, card in cards]
        own = self._sizes
        for sibling in siblings:
            if sibling._sizes != own:
                raise ValueError(
                    f"{sibling.card.name} must take the inputs of {self.card.name} to stand in for it: {own}, "
                    f"got {sibling._sizes}; export it again"
                )
        return sorted(siblings, key=lambda sibling: sibling._edge)

    @property
    def _sizes(self) -> dict[str, list[int]]:
        return {name: self._shape(name) for name in sorted(self._nodes)}
