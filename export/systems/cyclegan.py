"""The "566" CycleGAN: two domains of squares, a generator each way, a discriminator for each.

    a ──> to_b ──> fake b ──> to_a ──> cycle a          L1 to a
          │          └──> judge_b: real?  (least squares, by way of a pool of 50 past fakes)
    b ──> to_a ──> fake a ──> to_b ──> cycle b          L1 to b

Domains are folders of pictures, the same pictures through a filter, folders of sound, or folders of MIDI files.
`pairs` in the schedule teaches the way back from a filter with what was there before it, as the published never was.
For the stage the last part of a training (`frozen` in the recipe's schedule) goes on with norms that stand still, as
they do there; the published one has no such part.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from export.data.domains import CHANNELS, Domain
from export.nets.cyclegan import Discriminator, Generator
from export.parts import Parts
from export.roll_losses import likeness, lit_l1
from export.to_onnx import Graph, Run
from export.train import Recipe


class Pool:
    """Past fakes: half of the time one of them is judged in a new one's place (Shrivastava et al. 2017)."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.fakes: list[Tensor] = []

    def draw(self, new: Tensor, rng: np.random.Generator) -> Tensor:
        """As many as are new. Shape: (batch, channels, h, w) -> the same."""
        drawn = []
        for fake in new.detach():
            if len(self.fakes) < self.size:
                self.fakes.append(fake.clone())
                drawn.append(fake)
            elif rng.random() < 0.5:
                place = int(rng.integers(len(self.fakes)))
                drawn.append(self.fakes[place])
                self.fakes[place] = fake.clone()
            else:
                drawn.append(fake)
        return torch.stack(drawn)


class Cyclegan(Parts):
    """Both generators and discriminators, their pools and optimisers."""

    PARTS = ("to_b", "to_a", "judge_a", "judge_b", "generator_optimiser", "judge_optimiser")
    OWN: ClassVar = {
        "a": "a folder of pictures",
        "b": "a folder of pictures, sounds or MIDI files",
        "filter": "in place of --b: a filter of the instrument, whose way back is learnt as well",
    }

    @classmethod
    def own_data(cls, data: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
        """The domains in place of the recipe's; raises ValueError and OSError for what cannot be trained on."""
        if "a" not in given or ("b" in given) == ("filter" in given):
            raise ValueError(f"--a and one of --b and --filter must be given, got {', '.join(given) or 'none'}")
        a = str(Path(given["a"]).resolve())
        b = [a, given["filter"]] if "filter" in given else [str(Path(given["b"]).resolve())]
        own = {"folder": "/", "a": [a], "b": b, "size": data["size"]}
        own |= {name: data[name] for name in ("spectra", "crop") if name in data}
        for side in ("a", "b"):
            Domain.of(own, side).files()
        return own

    def __init__(self, recipe: Recipe, seed: int) -> None:
        torch.manual_seed(seed)
        self.recipe, self.seed = recipe, seed
        net, plan = recipe.net, recipe.schedule
        a, b = (CHANNELS[kind] for kind in (net["a"], net["b"]))
        sizes = {name: net[name] for name in ("filters", "blocks", "dropout", "skip") if name in net}
        self.to_b, self.to_a = Generator(a, b, **sizes), Generator(b, a, **sizes)
        self.judge_a, self.judge_b = (Discriminator(channels, int(net["judge_filters"])) for channels in (a, b))
        self.pools = [Pool(int(plan["pool"])) for _ in range(2)]
        making = [*self.to_b.parameters(), *self.to_a.parameters()]
        judging = [*self.judge_a.parameters(), *self.judge_b.parameters()]
        self.generator_optimiser = torch.optim.Adam(making, float(plan["rate"]), (0.5, 0.999))
        self.judge_optimiser = torch.optim.Adam(judging, float(plan["rate"]), (0.5, 0.999))
        self._domains: tuple[Domain, Domain] | None = None

    def state_dict(self) -> dict[str, Any]:
        """Weights, optimisers and the pools."""
        return super().state_dict() | {"pools": [pool.fakes for pool in self.pools]}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a `state_dict`."""
        super().load_state_dict(state)
        for pool, fakes in zip(self.pools, state["pools"], strict=True):
            pool.fakes = [fake.to(self.device) for fake in fakes]
        for generator in (self.to_b, self.to_a):
            generator.freeze(float(self.recipe.schedule.get("frozen", 0.0)) > 0.0)  # as it will end

    @property
    def domains(self) -> tuple[Domain, Domain]:
        """Both sides' data, read when first asked for."""
        if self._domains is None:
            self._domains = Domain.of(self.recipe.data, "a"), Domain.of(self.recipe.data, "b")
            kinds = tuple(domain.kind for domain in self._domains)
            if kinds != (self.recipe.net["a"], self.recipe.net["b"]):
                raise ValueError(f"the recipe's [net] must be for {' and '.join(kinds)}; set a and b to these")
        return self._domains

    def describe(self) -> list[tuple[str, nn.Module, tuple[Tensor, ...]]]:
        """The four networks on one example each."""
        size = int(self.recipe.data["size"])
        a, b = (torch.zeros(1, CHANNELS[self.recipe.net[side]], size, size) for side in ("a", "b"))
        return [
            ("generator a to b", self.to_b, (a,)),
            ("generator b to a", self.to_a, (b,)),
            ("discriminator a", self.judge_a, (a,)),
            ("discriminator b", self.judge_b, (b,)),
        ]

    def step(self, step: int) -> dict[str, float]:
        """One step of both generators, then one of both discriminators."""
        torch.manual_seed(self.seed * 1_000_003 + step)
        rng = np.random.default_rng([self.seed, step])
        (a, _), (b, before) = (self._draw(domain, rng) for domain in self.domains)
        for network in self.networks():
            network.train()
        stands = step >= (1.0 - float(self.recipe.schedule.get("frozen", 0.0))) * self.recipe.steps
        for generator in (self.to_b, self.to_a):
            generator.freeze(stands)
        found, fakes = self._train_generators(a, b, before)
        return found | self._train_judges(a, b, fakes, rng)

    def _draw(self, domain: Domain, rng: np.random.Generator) -> list[Tensor]:
        return [torch.from_numpy(side).to(self.device) for side in domain.draw_pairs(self.recipe.batch_size, rng)]

    def _train_generators(self, a: Tensor, b: Tensor, before: Tensor) -> tuple[dict[str, float], tuple[Tensor, Tensor]]:
        plan = self.recipe.schedule
        for judge in (self.judge_a, self.judge_b):
            judge.requires_grad_(False)
        with self._precision():
            fake_b, fake_a = self.to_b(a), self.to_a(b)
            parts = {
                "fool": least_squares(self.judge_a(fake_a), 1.0) + least_squares(self.judge_b(fake_b), 1.0),
                "cycle": functional.l1_loss(self.to_a(fake_b), a) + lit_l1(self.to_b(fake_a), b, plan.get("lit", 0.0)),
            }
            weights = {"fool": 1.0, "cycle": float(plan["cycle"])}
            if "likeness" in plan:
                parts["likeness"] = likeness(a, fake_b) + likeness(fake_a, b)
                weights["likeness"] = float(plan["likeness"])
            if plan["identity"]:
                parts["identity"] = functional.l1_loss(self.to_a(a), a) + functional.l1_loss(self.to_b(b), b)
                weights["identity"] = float(plan["identity"]) * float(plan["cycle"])
            if plan.get("pairs"):
                parts["pairs"] = functional.l1_loss(fake_a, before)
                weights["pairs"] = float(plan["pairs"])
        total = torch.stack([weights[name] * part for name, part in parts.items()]).sum()
        self.generator_optimiser.zero_grad(set_to_none=True)
        total.backward()
        self.generator_optimiser.step()
        return {name: float(part.detach()) for name, part in parts.items()}, (fake_a.float(), fake_b.float())

    def _train_judges(
        self, a: Tensor, b: Tensor, fakes: tuple[Tensor, Tensor], rng: np.random.Generator
    ) -> dict[str, float]:
        found = {}
        self.judge_optimiser.zero_grad(set_to_none=True)
        sides = zip("ab", (self.judge_a, self.judge_b), (a, b), fakes, self.pools, strict=True)
        for name, judge, real, fake, pool in sides:
            judge.requires_grad_(True)
            with self._precision():
                past = pool.draw(fake, rng)
                noise = (float(self.recipe.schedule.get("noise", 0.0)) * torch.randn_like(x) for x in (real, past))
                loss = least_squares(judge(real + next(noise)), 1.0) + least_squares(judge(past + next(noise)), 0.0)
            loss.backward()
            found[f"judge_{name}"] = float(loss.detach())
        self.judge_optimiser.step()
        return found

    def _precision(self) -> contextlib.AbstractContextManager[Any]:
        return torch.autocast(self.device, torch.bfloat16, enabled=self.recipe.schedule["precision"] == "bfloat16")

    def sample(self, folder: Path, step: int) -> None:
        """Original, fake, cycle and difference, a row an example: four of each domain."""
        from PIL import Image

        rng = np.random.default_rng(self.seed)
        columns = []
        for domain, there, back in zip(self.domains, (self.to_b, self.to_a), (self.to_a, self.to_b), strict=True):
            original = torch.from_numpy(domain.draw(4, rng)).to(self.device)
            there.eval()
            back.eval()
            with torch.no_grad():
                fake = there(original)
                cycle = back(fake)
            columns.append(sheet(original, fake, cycle))
        Image.fromarray(np.concatenate(columns, axis=1)).save(folder / f"{step:06d}.png")

    def export(self) -> list[Graph]:
        """The files of the recipe's `[export]`; see `export.cyclegan_stage`."""
        from export.cyclegan_stage import graphs

        made = graphs(self.to_b, self.to_a, self.recipe)
        return [
            replace(graph, measure=graph.measure or partial(self._figures, way=way))
            for graph, way in zip(made, self.recipe.export["ways"], strict=True)
        ]

    def _figures(self, run: Run, way: str) -> dict[str, float]:
        from export.cycle_quality import figures

        return figures((self.to_b, self.to_a), self.domains, way)


def least_squares(scores: Tensor, wanted: float) -> Tensor:
    """LSGAN (Mao et al. 2017). Shape: any -> ()."""
    return (scores.float() - wanted).square().mean()


def sheet(*squares: Tensor) -> NDArray[np.uint8]:
    """Squares of the first, the second, the third, and third minus first, side by side; a row an example."""
    from export.data.codecs import picture_of_square

    original, *_, cycle = squares
    columns = [*squares, (cycle - original) / 2.0]
    rows = [[picture_of_square(square[row, :3].cpu().numpy()) for square in columns] for row in range(len(original))]
    return np.concatenate([np.concatenate(row, axis=1) for row in rows])
