"""A dream: a small classifier of sounds or of pictures, and gradient ascent on its layers as a graph for the stage.

    sound     mel spectrogram, 0.34 s ──┐
    picture   RGB ──────────────────────┴──> four convolutions ──> which instrument, loop, voice, flower, ...

What it learns to tell apart is what it dreams of afterwards.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional

from export.data.folders import find_folder
from export.data.sounds import levelled, load_sound
from export.dream_stage import picture_graph, sound_graph_of
from export.nets.dream import WIDTH, DreamNet, PictureDream, SoundDream
from export.parts import Parts
from export.to_onnx import Graph, Run
from export.train import Recipe

SOUNDS = (".flac", ".wav", ".ogg")
PICTURES = (".jpg", ".jpeg", ".png")
HELD_OUT = 6
"""Every so many-th file of a class is kept to be judged by; of a class of one file, that share of its end."""


@dataclass(frozen=True)
class Example:
    """One file as the network sees it."""

    seen: NDArray
    """Sound: (bands, hops), float16 in -1..1.2. Picture: (height, width, 3) uint8."""
    label: int


class Dream(Parts):
    """Trains the classifier; see `export.train.System`."""

    PARTS = ("net", "optimiser")

    def __init__(self, recipe: Recipe, seed: int) -> None:
        torch.manual_seed(seed)
        self.recipe, self.seed = recipe, seed
        self.is_sound = recipe.data["kind"] == "sound"
        self.classes = tuple(recipe.data["classes"])
        self.net = DreamNet(1 if self.is_sound else 3, tuple(recipe.net["widths"]), len(self.classes))
        self.optimiser = torch.optim.AdamW(self.net.parameters(), lr=1e-3, weight_decay=1e-2)
        self._examples: list[Example] = []
        self._held_out: list[Example] = []

    def describe(self) -> list[tuple[str, nn.Module, tuple[Tensor, ...]]]:
        """See `System.describe`."""
        return [("dream", self.net, (torch.zeros(1, self.net.layers[0].in_channels, *self._size()),))]

    def step(self, step: int) -> dict[str, float]:
        """See `System.step`."""
        self._open()
        x, labels = self._draw(self._examples, self.recipe.batch_size, np.random.default_rng((self.seed, step)))
        rate = float(self.recipe.schedule["rate"]) * 0.5 * (1.02 + math.cos(math.pi * step / self.recipe.steps))
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        scores = self.net(x)
        loss = functional.cross_entropy(scores, labels)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.optimiser.step()
        right = (scores.argmax(1) == labels).float().mean()
        return {"loss": float(loss.detach()), "right": float(right)}

    def accuracy(self, crops: int = 1024) -> float:
        """Share of crops of files that were not trained on which are told right, classes counted alike."""
        self._open()
        x, labels = self._draw(self._held_out, crops, np.random.default_rng(self.seed))
        with torch.no_grad():
            told = torch.cat([self.net(part).argmax(1) for part in x.split(64)])
        return float((told == labels).float().mean())

    def sample(self, folder: Path, step: int) -> None:
        """How many are told right, into a text file."""
        (folder / f"{step:06d}.txt").write_text(f"{self.accuracy():.3f} of held-out crops told right\n")

    def export(self) -> list[Graph]:
        """The stage's graph."""
        if self.is_sound:
            return [sound_graph_of(self.dream(), self.recipe, self._measure)]
        return [picture_graph(PictureDream(self.net, int(self.recipe.net["side"])), self.recipe, self._measure)]

    def dream(self) -> SoundDream:
        """What the stage runs, of a network of sounds."""
        return SoundDream(self.net).eval()

    def _measure(self, run: Run) -> dict[str, float]:
        try:
            return {"accuracy": round(self.accuracy(), 3)}
        except FileNotFoundError:
            return {}

    def _size(self) -> tuple[int, int]:
        """Height and width of what is trained on."""
        side = int(self.recipe.net["crop"])
        return (side, WIDTH) if self.is_sound else (side, side)

    def _draw(self, examples: list[Example], size: int, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Crops, every class as often as another. Shape: (size, channels, height, width), (size,)."""
        by_class = [[one for one in examples if one.label == label] for label in range(len(self.classes))]
        labels = rng.integers(0, len(self.classes), size)
        crops = []
        for label in labels:
            one = by_class[label][int(rng.integers(len(by_class[label])))]
            crops.append(self._sound_crop(one.seen, rng) if self.is_sound else self._picture_crop(one.seen, rng))
        return torch.from_numpy(np.stack(crops)).to(self.device), torch.from_numpy(labels).to(self.device)

    def _sound_crop(self, seen: NDArray, rng: np.random.Generator) -> NDArray[np.float32]:
        start = int(rng.integers(0, seen.shape[1] - WIDTH + 1))
        tilt = rng.uniform(-0.15, 0.15) * np.linspace(-1.0, 1.0, seen.shape[0])[:, None]  # of a microphone
        crop = seen[:, start : start + WIDTH].astype(np.float32) + tilt + rng.uniform(-0.1, 0.1)
        return np.clip(crop, -1.0, 1.2).astype(np.float32)[None]

    def _picture_crop(self, seen: NDArray, rng: np.random.Generator) -> NDArray[np.float32]:
        side = int(self.recipe.net["crop"])
        top, left = (int(rng.integers(0, length - side + 1)) for length in seen.shape[:2])
        crop = seen[top : top + side, left : left + side].astype(np.float32).transpose(2, 0, 1) / 127.5 - 1.0
        return np.ascontiguousarray(crop[:, :, :: rng.choice((-1, 1))])

    # -- data --------------------------------------------------------------------------------------------

    def _open(self) -> None:
        """Read the files, once."""
        if self._examples:
            return
        root = find_folder(str(self.recipe.data["folder"]))
        load = self._load_sound if self.is_sound else self._load_picture
        for label, name in enumerate(self.classes):
            suffixes = SOUNDS if self.is_sound else PICTURES
            paths = [path for path in sorted((root / name).iterdir()) if path.suffix.lower() in suffixes]
            if not paths:
                raise ValueError(f"{root / name} must hold files of {', '.join(suffixes)}, got none; put some there")
            for place, path in enumerate(paths[: int(self.recipe.data["files"])]):
                one = load(path)
                if len(paths) == 1 and self.is_sound:
                    cut = one.shape[1] - one.shape[1] // HELD_OUT
                    self._examples.append(Example(one[:, :cut], label))
                    self._held_out.append(Example(one[:, cut:], label))
                else:
                    kept = self._held_out if place % HELD_OUT == HELD_OUT - 1 or place == 1 else self._examples
                    kept.append(Example(one, label))

    def _load_sound(self, path: Path) -> NDArray:
        """Columns as the stage's graph makes them, what is nearly silent left out. Shape: (bands, hops) float16."""
        stage = self._stage()
        sound = levelled(load_sound(path, 24_000))[: 24_000 * 20]
        padded = torch.from_numpy(np.pad(sound, (0, -len(sound) % 256)))
        memory = stage.levelled.memory()
        with torch.no_grad():
            spectra, level, _, _ = stage.levelled(padded, *(torch.zeros(shape) for shape in memory.values()))
            seen = ((stage.mel(spectra) - stage.middle_db) / stage.half_db).clamp(-1.0, 1.2)
        loud = (level.reshape(-1) > 0.01).numpy()
        columns = seen.numpy()[loud].T if loud.sum() >= WIDTH else seen.numpy().T
        return np.pad(columns, ((0, 0), (0, max(0, WIDTH - columns.shape[1]))), mode="edge").astype(np.float16)

    def _stage(self) -> SoundDream:
        if not hasattr(self, "_front"):
            self._front = SoundDream(DreamNet(1, (2, 2, 2, 2), 1))
        return self._front

    def _load_picture(self, path: Path) -> NDArray:
        side = int(self.recipe.net["crop"]) * 9 // 8
        with Image.open(path) as image:
            scale = side / min(image.size)
            size = (max(side, round(image.width * scale)), max(side, round(image.height * scale)))
            return np.asarray(image.convert("RGB").resize(size, Image.Resampling.LANCZOS))
