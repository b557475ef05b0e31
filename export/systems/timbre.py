"""The live TraVeLGAN: any sound's mel spectrogram to that of one timbre, causal, trained to be played.

    given ──> generator ──> strings, say ──> critic: real or not     (hinge)
      │                        │
      └──> siamese ── t, t' ───┘    differences survive              (TraVeL, margin)
    wanted, where the same music exists in that timbre: L1, alone at first (the warm start), then beside

Unlike the published model, the critic's three thirds come from one run of the generator: a streaming
generator has no seams to hide.
"""

from __future__ import annotations

import contextlib
import copy
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from export import losses
from export.data.crops import Cropper, Crops
from export.data.folders import find_folder
from export.data.mel import LIVE
from export.data.pairs import build_pairs
from export.data.takes import Sources, Target
from export.nets.carrier import ECHO
from export.nets.live import LiveGenerator
from export.nets.timbre import Timbre as TimbreGraph
from export.nets.travelgan import BANDS, THIRD, Critic, Siamese
from export.parts import Parts
from export.sound_quality import measure, translated
from export.timbre_stage import knobs_of, sound_plan, stage_graph
from export.to_onnx import Graph, Run
from export.train import RUNS, Recipe

CONTEXT = 30
"""Windows before the three thirds that only fill the generator's memory."""


class Timbre(Parts):
    """Generator, its averaged twin, siamese, critic and their optimisers."""

    PARTS = ("generator", "siamese", "critic", "average", "warm_average", "generator_optimiser", "critic_optimiser")

    def __init__(self, recipe: Recipe, seed: int) -> None:
        torch.manual_seed(seed)
        self.recipe, self.seed = recipe, seed
        net, plan = recipe.net, recipe.schedule
        self.generator = LiveGenerator(int(net["channels"]), tuple(net["dilations"]), int(net["width"]))
        self.siamese = Siamese(int(net["siamese_channels"]))
        self.critic = Critic(int(net["critic_channels"]))
        self.average = copy.deepcopy(self.generator).eval().requires_grad_(False)
        self.warm_average = copy.deepcopy(self.average)
        made_by = [*self.generator.parameters(), *self.siamese.parameters()]
        self.generator_optimiser = torch.optim.Adam(made_by, float(plan["rate"]), (0.5, 0.999))
        self.critic_optimiser = torch.optim.Adam(self.critic.parameters(), float(plan["critic_rate"]), (0.5, 0.999))
        self._cropper: Cropper | None = None

    @property
    def cropper(self) -> Cropper:
        """The training set, made (some minutes) or opened when first asked for."""
        if self._cropper is None:
            data = self.recipe.data
            self._cropper = Cropper(self._takes(self.sources()), data["given"], data["real"], LIVE.scale)
        return self._cropper

    def sources(self) -> Sources:
        """Where the training data lies; raises FileNotFoundError where it does not."""
        data = self.recipe.data
        return Sources(find_folder(data["audio"]), find_folder(data["midi"]), LIVE, Target.of(data), self.seed)

    def _takes(self, sources: Sources) -> Path:
        return build_pairs(sources, RUNS / "features" / self.recipe.name)

    def describe(self) -> list[tuple[str, nn.Module, tuple[Tensor, ...]]]:
        """Generator, siamese and critic on two examples."""
        third, whole = torch.zeros(2, 1, BANDS, THIRD), torch.zeros(2, 1, BANDS, 3 * THIRD)
        return [
            ("generator", self.generator, (third[:, 0], third[:, 0])),
            ("siamese", self.siamese, (third,)),
            ("critic", self.critic, (whole,)),
        ]

    def step(self, step: int) -> dict[str, float]:
        """One step on the aligned target, or one of the critic and one of generator and siamese."""
        torch.manual_seed(self.seed * 1_000_003 + step)
        self._set_rates(step)
        warm = self._is_warm(step)
        width = CONTEXT + (THIRD if warm else 3 * THIRD)
        size = self.recipe.batch_size if warm else int(self.recipe.schedule["late_batch_size"])
        crops = self.cropper.draw(size, width, np.random.default_rng([self.seed, step]))
        given, rich, wanted, paired, real, real_rich = (
            torch.from_numpy(getattr(crops, entry.name)).to(self.device) for entry in fields(Crops)
        )
        with self._precision():
            made = self.generator(given, rich)[0][:, :, CONTEXT:]
        parts = {"pair": paired_distance(made, wanted[:, :, CONTEXT:], paired)}
        parts["identity"] = self._identity(real, real_rich)
        plan = self.recipe.schedule
        total = float(plan["pair"]) * parts["pair"] + 0.5 * parts["identity"]
        critic = torch.zeros(())
        if not warm:
            critic = self._train_critic(real[:, None, :, CONTEXT:], made.detach()[:, None])
            parts |= self._judged(given[:, None, :, CONTEXT:], made[:, None])
            total = total + parts["adversarial"] + float(plan["travel"]) * (parts["travel"] + parts["margin"])
        else:
            parts |= {name: torch.zeros(()) for name in ("adversarial", "travel", "margin")}
        self.generator_optimiser.zero_grad(set_to_none=True)
        total.backward()
        self.generator_optimiser.step()
        self._update_average(step)
        return {name: float(value.detach()) for name, value in parts.items()} | {"critic": float(critic)}

    def _identity(self, real: Tensor, rich: Tensor) -> Tensor:
        """Strings stay strings (on a third only: it is half the generator's cost)."""
        real, rich = real[:, :, : CONTEXT + THIRD], rich[:, :, : CONTEXT + THIRD]
        with self._precision():
            same = self.generator(real, rich)[0]
        return (same - real)[:, :, CONTEXT:].abs().mean()

    def _train_critic(self, real: Tensor, made: Tensor) -> Tensor:
        self.critic.requires_grad_(True)
        with self._precision():
            loss = 0.5 * losses.hinge_critic(self.critic(real).float(), self.critic(made).float())
        self.critic_optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.critic_optimiser.step()
        self.critic.requires_grad_(False)
        return loss.detach()

    def _judged(self, given: Tensor, made: Tensor) -> dict[str, Tensor]:
        with self._precision():
            score = self.critic(made).float()
            ends = torch.cat([x[..., third] for x in (given, made) for third in (slice(THIRD), slice(2 * THIRD, None))])
            first, third, first_made, third_made = self.siamese(ends).float().chunk(4)
        before, after = first - third, first_made - third_made
        return {
            "adversarial": losses.hinge_generator(score),
            "travel": losses.travel(before, after),
            "margin": losses.margin(before),
        }

    def _precision(self) -> contextlib.AbstractContextManager[Any]:
        return torch.autocast(self.device, torch.bfloat16, enabled=self.recipe.schedule["precision"] == "bfloat16")

    def _is_warm(self, step: int) -> bool:
        return step < int(self.recipe.schedule["warm_steps"])

    def _set_rates(self, step: int) -> None:
        plan, progress, warm = self.recipe.schedule, step / self.recipe.steps, self._is_warm(step)
        late = max(0.0, progress - float(plan["decay_from"])) / (1.0 - float(plan["decay_from"]))
        rates = {"generator": float(plan["rate"]) * 0.1**late, "critic": float(plan["critic_rate"]) * 0.1**late}
        if warm:  # a first stretch of common regression: a steady direction, and slower towards its end
            rates["generator"] = float(plan["warm_rate"]) * 0.3 ** (step / int(plan["warm_steps"]))
        for name, rate in rates.items():
            for group in getattr(self, f"{name}_optimiser").param_groups:
                group["lr"], group["betas"] = rate, (0.9 if warm else 0.5, 0.999)

    def _update_average(self, step: int) -> None:
        keep = min(float(self.recipe.schedule["average"]), (step + 1) / (step + 10))
        with torch.no_grad():
            for mean, now in zip(self.average.parameters(), self.generator.parameters(), strict=True):
                mean.lerp_(now, 1.0 - keep)
        if self._is_warm(step):
            self.warm_average.load_state_dict(self.average.state_dict())

    def sample(self, folder: Path, step: int) -> None:
        """Four crops before, after and as wanted, as one picture."""
        from PIL import Image

        crops: Crops = self.cropper.draw(4, CONTEXT + 3 * THIRD, np.random.default_rng(self.seed))
        with torch.no_grad():
            seen = (torch.from_numpy(x).to(self.device) for x in (crops.given, crops.given_rich))
            made = self.average(*seen)[0].clamp(-1.0, 1.0).cpu().numpy()
        rows = [np.concatenate(row, axis=1)[::-1] for row in zip(crops.given, made, crops.wanted, strict=True)]
        grey = ((np.concatenate(rows) + 1.0) * 127.5).clip(0, 255).astype(np.uint8)
        Image.fromarray(grey).save(folder / f"{step:06d}.png")

    def graph(self) -> TimbreGraph:
        """The generator as the stage runs it: its average at the end, blended with that at the end of the warm start.

        The one is clearer and as loud as it should be, the other keeps closer to the notes; between them
        lies a generator that does both (weight averaging along one run, Izmailov et al. 2018).
        """
        blended, share = copy.deepcopy(self.average).cpu(), float(self.recipe.schedule["blend"])
        with torch.no_grad():
            for end, warm in zip(blended.parameters(), self.warm_average.parameters(), strict=True):
                end.lerp_(warm.cpu(), 1.0 - share)
        return TimbreGraph(LIVE, blended, float(self.recipe.export.get("echo", ECHO))).eval()

    def export(self) -> list[Graph]:
        """The stage's graph: sound in, sound out."""
        return [stage_graph(self.graph(), self.recipe, self._measure)]

    def _measure(self, run: Run) -> dict[str, float]:
        """Quality figures on sounds not trained on, see `export.sound_quality`; none without the data."""
        try:
            sources = self.sources()
        except FileNotFoundError:
            return {}
        plan = sound_plan(self.graph(), knobs_of(self.recipe))
        return measure(lambda sound: translated(run, plan, sound), sources, self._takes(sources))


def paired_distance(made: Tensor, wanted: Tensor, paired: Tensor) -> Tensor:
    """Mean absolute difference where there is a wanted side, what is loud in either counted up to four times.

    Shape:
        (batch, bands, windows) twice, (batch,) -> ()
    """
    loud = 0.25 + 0.375 * (torch.maximum(wanted, made.detach()) + 1.0).clamp(0.0, 2.0)
    return ((made - wanted).abs() * loud * paired[:, None, None]).mean()
