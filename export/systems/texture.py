"""A texture: a network that does in one pass what the random filters' optimisation does in hundreds.

    content ──> network ──> styled ──> 4096 random filters ──> F ──> gram ──> as in the style
                                                               └────> F as in the content, with weight alpha

The loss is Ulyanov's, exactly in the mean: every step draws some of the 4096 filters and counts them for all.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from export.data.contents import by_published_hop, load_style, seen, sound_files
from export.data.folders import find_folder
from export.data.sounds import levelled, load_sound
from export.nets.levelled import PERIOD
from export.nets.texture import SETTINGS, STRIDE, TextureNet
from export.nets.texture import Texture as TextureGraph
from export.parts import Parts
from export.random_filters import FILTERS, KERNEL, as_weights, draw_filters, find, gram
from export.texture_quality import measure
from export.texture_stage import stage_graph
from export.to_onnx import Graph, Run
from export.train import Recipe

PUBLISHED_FRAMES = 430
"""Of the published clip. The content is a sum over frames, so it is scaled to that many."""


class Texture(Parts):
    """Trains one style; see `export.train.System`."""

    PARTS = ("net", "optimiser")
    OWN: ClassVar = {"style": "a sound or a picture, from a second on"}

    @classmethod
    def own_data(cls, data: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
        """Another style in place of the recipe's; raises ValueError and OSError for what is none."""
        path = Path(given["style"]).resolve()
        load_style(path)
        return {**data, "style": str(path)}

    def __init__(self, recipe: Recipe, seed: int) -> None:
        torch.manual_seed(seed)
        self.recipe, self.seed = recipe, seed
        net, plan = recipe.net, recipe.schedule
        self.net = TextureNet(channels=int(net["channels"]), dilations=tuple(net["dilations"]))
        self.stage = TextureGraph(self.net)
        self.optimiser = torch.optim.Adam(self.net.parameters(), lr=float(plan["rate"]))
        self._contents: list[NDArray[np.float16]] = []
        self._filters = self._style = torch.zeros(0)

    def to(self, device: str) -> None:
        """See `System.to`; the graph round the network goes along."""
        super().to(device)
        self.stage.to(device)

    def describe(self) -> list[tuple[str, nn.Module, tuple[Tensor, ...]]]:
        """See `System.describe`."""
        noise = torch.zeros(1, TextureNet.NOISES, 64)
        return [("texture", self.net, (torch.zeros(1, SETTINGS.window_size // 2 + 1, 64), noise))]

    def step(self, step: int) -> dict[str, float]:
        """See `System.step`."""
        self._open()
        rng = np.random.default_rng((self.seed, step))
        content, noise = self._draw(rng)
        styled = self.net(content, noise)[0]
        late = self._context
        x, given = by_published_hop(styled[..., late:]), by_published_hop(content[..., late:])
        losses = self._losses(x, given, rng)
        (losses["style"] + losses["content"]).backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        share = step / self.recipe.steps
        for group in self.optimiser.param_groups:
            group["lr"] = float(self.recipe.schedule["rate"]) * (0.05 + 0.95 * 0.5 * (1.0 + math.cos(math.pi * share)))
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        return {name: float(value.detach()) for name, value in losses.items()}

    def _losses(self, x: Tensor, given: Tensor, rng: np.random.Generator) -> dict[str, Tensor]:
        """Both sums of the published loss over the style's own energy, estimated from some of the filters."""
        drawn = int(self.recipe.schedule["drawn"])
        chosen = torch.from_numpy(rng.permutation(FILTERS)[:drawn]).to(x.device)
        filters, style = self._filters[chosen], self._style[chosen][:, chosen]
        with torch.autocast(x.device.type, torch.bfloat16, enabled=self.recipe.schedule["precision"] == "bfloat16"):
            found = find(x, filters).float()
            with torch.no_grad():
                wanted = find(given, filters).float()
        apart = (gram(found, x.shape[2]) - style).square()
        own = apart.diagonal(dim1=1, dim2=2).sum()
        pairs = (FILTERS * (FILTERS - 1)) / (drawn * (drawn - 1))  # of filters, that each drawn pair stands for
        style_loss = (apart.sum() - own) * pairs + own * (FILTERS / drawn)
        frames = PUBLISHED_FRAMES / (found.shape[2] + KERNEL - 1)
        content_loss = (found - wanted).square().sum() * (FILTERS / drawn) * frames
        alpha, energy, batch = float(self.recipe.schedule["alpha"]), float(self._energy), x.shape[0]
        return {"style": style_loss / energy / batch, "content": alpha * content_loss / energy / batch}

    def _draw(self, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Crops of the contents with their noises. Shape: (batch, bins, hops), (batch, NOISES, hops)."""
        width = int(self.recipe.schedule["frames"]) * STRIDE + self._context
        lengths = np.array([len(content) for content in self._contents], float)
        crops, noises = [], []
        for _ in range(self.recipe.batch_size):
            content = self._contents[rng.choice(len(lengths), p=lengths / lengths.sum())]
            start = int(rng.integers(0, len(content) - width + 1))
            crops.append(torch.from_numpy(content[start : start + width].astype(np.float32).T))
            place = (int(rng.integers(PERIOD)) + np.arange(width)) % PERIOD
            noises.append(self.stage.chance[place].T.cpu())
        return torch.stack(crops).to(self.device), torch.stack(noises).to(self.device)

    @property
    def _context(self) -> int:
        """Hops before a crop that fill the network's memory."""
        return int(sum(block.past for block in self.net.blocks))

    def style_file(self) -> Path:
        """The recipe's style, where it lies; raises FileNotFoundError."""
        path = Path(self.recipe.data["style"])
        return path if path.is_absolute() or path.is_file() else find_folder(str(path.parent)) / path.name

    def _open(self) -> None:
        """Read the sounds, once."""
        if self._contents:
            return
        style, stage = load_style(self.style_file()), TextureGraph(self.net)
        width = int(self.recipe.schedule["frames"]) * STRIDE + self._context
        most = int(float(self.recipe.data["seconds"]) * SETTINGS.sample_rate)
        for path in sound_files([find_folder(str(folder)) for folder in self.recipe.data["contents"]]):
            content = seen(stage, levelled(load_sound(path, SETTINGS.sample_rate)[:most]))
            self._contents += [content] if len(content) >= width else []
        if not self._contents:
            seconds = width * SETTINGS.hop_size / SETTINGS.sample_rate
            raise ValueError(f"contents must hold a sound of {seconds:.1f} s or more, got none; add longer sounds")
        self._filters = as_weights(draw_filters(int(self.recipe.schedule["filter_seed"]))).to(self.device)
        x = torch.from_numpy(_long_enough(seen(stage, style, follows=False)).astype(np.float32).T)[None].to(self.device)
        with torch.no_grad():
            grams = [gram(find(one[None], self._filters), one.shape[1]) for one in by_published_hop(x)]
            self._style = torch.cat(grams).mean(0)
        self._energy = self._style.square().sum()

    def sample(self, folder: Path, step: int) -> None:
        """One crop before and after, as one picture."""
        from PIL import Image

        self._open()
        content, noise = self._draw(np.random.default_rng(self.seed))
        with torch.no_grad():
            styled = self.net(content, noise)[0]
        rows = torch.cat([content[0, :512], styled[0, :512]]).flip(0).cpu().numpy()
        Image.fromarray((rows / 5.0 * 255.0).clip(0, 255).astype(np.uint8)).save(folder / f"{step:06d}.png")

    def graph(self) -> TextureGraph:
        """What the stage runs."""
        return self.stage.cpu().eval()

    def export(self) -> list[Graph]:
        """The stage's graph: sound in, sound out."""
        return [stage_graph(self.graph(), self.recipe, self._measure)]

    def _measure(self, run: Run) -> dict[str, float]:
        try:
            return measure(run, self.graph(), self.recipe, self.style_file())
        except FileNotFoundError:
            return {}


def _long_enough(style: NDArray, least: int = 4 * STRIDE * KERNEL) -> NDArray:
    """A style repeated until filters fit into it. Shape: (hops, bins)."""
    return np.tile(style, (max(1, -(-least // len(style))), 1))
