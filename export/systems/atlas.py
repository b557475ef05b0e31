"""Class-conditional picture generator, trained against a critic: the atlas that GANterpretations travels.

    labels ──> real pictures ──augment──> critic ──> scores ─┐
       └─ z ──> generator ──> made ──augment──> critic ──> scores ─┴─> loss (hinge or relativistic)

R1 and R2 are paid now and then. A share of the samples carries a mixture of two classes: the critic
judges those without their class, so that a morph between classes is as well made as its ends.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from export import losses
from export.data.photographs import check_folders
from export.data.pictures import HELD_OUT, PictureSet, open_pictures, unseen_pictures
from export.nets.atlas import Critic, Generator, Stage
from export.parts import Parts
from export.picture_quality import TRUNCATION, Player, measure
from export.to_onnx import Arrays, Check, Graph, Run, card_from
from export.train import RUNS, Recipe
from rtxmodal.card import Role
from rtxmodal.card import Tensor as TensorCard
from rtxmodal.params import Parameter


class Atlas(Parts):
    """Generator, its averaged twin, critic and their optimisers."""

    PARTS = ("generator", "critic", "average", "generator_optimiser", "critic_optimiser")

    OWN: ClassVar = {"images": "a folder that holds one folder of pictures a class"}
    OWN_EXPORT: ClassVar = {
        "title": "Own atlas",
        "description": "Pictures of its performer's own, and every mixture of them.",
        "licence": "the performer's own",
        "training_data": [{"name": "the performer's own pictures", "licence": "the performer's own"}],
    }

    @classmethod
    def own_data(cls, data: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
        """The folders in place of the recipe's; raises ValueError and OSError for what cannot be trained on."""
        return {**data, "typical": 1.0 - HELD_OUT, **check_folders(Path(given["images"]), int(data["size"]))}

    def __init__(self, recipe: Recipe, seed: int) -> None:
        torch.manual_seed(seed)
        self.recipe, self.seed = recipe, seed
        self.classes = len(recipe.data["classes"])
        self.generator = Generator(recipe.net, self.classes).to(memory_format=torch.channels_last)
        self.critic = Critic(recipe.net, self.classes).to(memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.generator).eval().requires_grad_(False)
        plan = recipe.schedule
        betas = (0.0, float(plan["beta2"]))
        self.generator_optimiser = torch.optim.Adam(self.generator.parameters(), float(plan["rate"]), betas)
        self.critic_optimiser = torch.optim.Adam(self.critic.parameters(), float(plan["critic_rate"]), betas)
        self._pictures: PictureSet | None = None

    @property
    def pictures(self) -> PictureSet:
        """The training pictures, opened (and made, the first time) when first asked for."""
        if self._pictures is None:
            self._pictures = open_pictures(self.recipe.data, RUNS / "cache")
        return self._pictures

    def describe(self) -> list[tuple[str, nn.Module, tuple[Tensor, ...]]]:
        """Generator and critic with inputs of two pictures."""
        z, classes = torch.zeros(2, self.generator.z_size), torch.eye(self.classes)[:2]
        pictures = torch.zeros(2, 3, self.generator.size, self.generator.size)
        return [("generator", self.generator, (z, classes)), ("critic", self.critic, (pictures, classes))]

    def step(self, step: int) -> dict[str, float]:
        """One step of the critic and one of the generator on the same made pictures."""
        torch.manual_seed(self.seed * 1_000_003 + step)
        self._set_rates(step)
        real, given, judged = self._batch(step)
        z = torch.randn(len(given), self.generator.z_size, device=self.device)
        grained = torch.rand(len(given), 1, 1, 1, device=self.device) < float(self.recipe.schedule["grained"])
        with self._precision():
            made = self.generator(z, given, grained.float())
        real_scores, critic_losses = self._train_critic(step, real, made.detach(), judged)
        generator_losses = self._train_generator(z, made, judged, real_scores)
        self._update_average(step)
        return critic_losses | generator_losses

    def _batch(self, step: int) -> tuple[Tensor, Tensor, Tensor]:
        """Real pictures, the classes the generator is given, and those the critic judges by (0: without class).

        Rows i and i + batch / 2 share their classes.
        """
        generator = np.random.default_rng([self.seed, step])
        half = self.recipe.batch_size // 2
        order = np.concatenate([generator.permutation(self.classes) for _ in range(-(-half // self.classes))])[:half]
        labels = np.concatenate([order, order])
        real = torch.from_numpy(self.pictures.take(labels, generator)).to(self.device).permute(0, 3, 1, 2)
        given = torch.eye(self.classes)[labels]
        mixed = torch.from_numpy(generator.random(half) < float(self.recipe.schedule["mixed"])).repeat(2)
        other = torch.eye(self.classes)[generator.integers(self.classes, size=half)].repeat(2, 1)
        share = torch.from_numpy(generator.uniform(0.0, 1.0, (half, 1)).astype(np.float32)).repeat(2, 1)
        blend = torch.where(mixed[:, None], share * given + (1.0 - share) * other, given)
        judged = given * (~mixed[:, None])
        pictures = real.to(memory_format=torch.channels_last).float() / 127.5 - 1.0
        return pictures, blend.to(self.device), judged.to(self.device)

    def _train_critic(self, step: int, real: Tensor, made: Tensor, judged: Tensor) -> tuple[Tensor, dict[str, float]]:
        plan = self.recipe.schedule
        self.critic.requires_grad_(True)
        penalised = bool(plan["penalty"]) and step % int(plan["penalty_every"]) == 0
        real = losses.augment(real, float(plan["augment"])).requires_grad_(penalised)
        made = losses.augment(made, float(plan["augment"])).requires_grad_(penalised)
        with self._precision():
            real_scores, made_scores = self.critic(real, judged), self.critic(made, judged)
        pick = losses.hinge_critic if plan["loss"] == "hinge" else losses.relativistic
        loss = pick(real_scores, made_scores)
        total, penalty = loss, torch.zeros(())
        if penalised:
            penalty = losses.gradient_penalty(real_scores, real) + losses.gradient_penalty(made_scores, made)
            total = loss + 0.5 * float(plan["penalty"]) * int(plan["penalty_every"]) * penalty
        self.critic_optimiser.zero_grad(set_to_none=True)
        total.backward()
        self.critic_optimiser.step()
        margin = (real_scores - made_scores).mean()
        return real_scores.detach(), {
            "critic": float(loss.detach()),
            "margin": float(margin.detach()),
            "penalty": float(penalty.detach()),
        }

    def _train_generator(self, z: Tensor, made: Tensor, judged: Tensor, real_scores: Tensor) -> dict[str, float]:
        plan = self.recipe.schedule
        self.critic.requires_grad_(False)
        with self._precision():
            scores = self.critic(losses.augment(made, float(plan["augment"])), judged)
        loss = losses.hinge_generator(scores) if plan["loss"] == "hinge" else losses.relativistic(scores, real_scores)
        colour, layout = losses.mode_seeking(z, made)
        seeking = float(plan["colour_seeking"]) * colour + float(plan["layout_seeking"]) * layout
        self.generator_optimiser.zero_grad(set_to_none=True)
        (loss + seeking).backward()
        self.generator_optimiser.step()
        return {"generator": float(loss.detach()), "colour": float(colour.detach()), "layout": float(layout.detach())}

    def _set_rates(self, step: int) -> None:
        plan = self.recipe.schedule
        start = float(plan["decay_from"])
        share = np.clip((step / self.recipe.steps - start) / max(1.0 - start, 1e-6), 0.0, 1.0)
        for optimiser, rate in ((self.generator_optimiser, plan["rate"]), (self.critic_optimiser, plan["critic_rate"])):
            for group in optimiser.param_groups:
                group["lr"] = float(rate) * float(1.0 - 0.9 * share)

    def _precision(self) -> torch.autocast:
        wanted = getattr(torch, self.recipe.schedule["precision"])
        return torch.autocast(self.device.split(":")[0], dtype=torch.bfloat16, enabled=wanted is torch.bfloat16)

    @torch.no_grad()
    def _update_average(self, step: int) -> None:
        """The averaged weights forget by half in `average_pictures`, sooner in the beginning."""
        seen = (step + 1) * self.recipe.batch_size
        half_life = min(float(self.recipe.schedule["average_pictures"]), 0.05 * seen)
        keep = 0.5 ** (self.recipe.batch_size / half_life)
        for mean, now in zip(self.average.parameters(), self.generator.parameters(), strict=True):
            mean.lerp_(now, 1.0 - keep)
        for mean, now in zip(self.average.buffers(), self.generator.buffers(), strict=True):
            mean.copy_(now)

    @torch.no_grad()
    def finished(self) -> Generator:
        """The averaged generator, ready to play: with the mean style of each class."""
        generator = copy.deepcopy(self.average)
        draw = torch.Generator().manual_seed(self.seed)
        z = torch.randn(1024, generator.z_size, generator=draw).to(self.device)
        one_hot = torch.eye(self.classes, device=self.device)
        generator.centre.copy_(torch.stack([generator.mapping(z, row.expand(len(z), -1)).mean(0) for row in one_hot]))
        return generator.eval()

    def sample(self, folder: Path, step: int) -> None:
        """A grid of one row a class, then two rows that morph from class to class."""
        Image.fromarray(self.grid(self.finished())).save(folder / f"{step:06d}.png")

    @torch.no_grad()
    def grid(self, generator: Generator, columns: int = 9) -> np.ndarray:
        """Shape: -> `((classes + 2) * size, columns * size, 3)`, uint8."""
        draw = torch.Generator().manual_seed(1)
        z = torch.randn(columns, generator.z_size, generator=draw)
        one_hot = torch.eye(self.classes)
        rows = [(z, row.expand(columns, -1)) for row in one_hot]
        share = torch.linspace(0.0, 1.0, columns)[:, None]
        for a, b in ((0, self.classes - 1), (self.classes // 3, self.classes // 2)):
            rows.append((z[:1].expand(columns, -1), (1 - share) * one_hot[a] + share * one_hot[b]))
        return np.concatenate([picture_row(generator(a.to(self.device), b.to(self.device))) for a, b in rows])

    def export(self) -> list[Graph]:
        """The stage's graph: one 8-bit picture a call."""
        stage = Stage(self.finished().cpu())
        net = stage.generator
        names = ("z", "classes", "truncation", "styles", "noise")
        styles = torch.zeros(1, net.style_count, net.style_size)
        example = (
            torch.randn(1, net.z_size),
            torch.eye(self.classes)[:1],
            torch.full((1,), TRUNCATION),
            styles,
            torch.zeros(1),
        )
        card = card_from(
            self.recipe,
            takes="latent",
            gives="picture",
            inputs=tuple(
                TensorCard(name, role, parameter) for name, role, parameter in zip(names, _ROLES, _KNOBS, strict=True)
            ),
            outputs=(TensorCard("picture", "picture", layout="bhwc", black=0.0, white=255.0),),
            parameters=_PARAMETERS,
            classes=tuple(self.recipe.data["classes"]),
        )
        return [
            Graph(
                file_name=f"{self.recipe.name}.onnx",
                module=stage,
                example_inputs=example,
                input_names=names,
                output_names=("picture",),
                card=card,
                checks=(
                    same_input_gives_the_same_picture(names, example),
                    every_class_gives_another_picture(names, example),
                ),
                golden_inputs=golden_inputs(names, example),
                golden_tolerance=4.0,  # grey levels; leaves room for a GPU's 19-bit products
                measure=self.measure,
            )
        ]

    def measure(self, run: Run) -> dict[str, float]:
        """Quality figures of the file, see `export.picture_quality`."""
        net = self.generator
        player = Player(run, net.z_size, self.classes, (1, net.style_count, net.style_size))
        return measure(player, self.pictures, unseen_pictures(self.recipe.data))


_ROLES: tuple[Role, ...] = ("latent", "classes", "parameter", "styles", "parameter")
_KNOBS = ("", "", "truncation", "", "grain")
_PARAMETERS = (
    Parameter(
        id="truncation",
        label="Truncation",
        default=TRUNCATION,
        maximum=1.5,
        description="0: every picture is its class's typical one; 1: all that was learnt; beyond: stranger",
    ),
    Parameter(id="grain", label="Grain", default=0.0, maximum=2.0, description="strength of the fine, still texture"),
)


def _feed(names: tuple[str, ...], example: tuple[Tensor, ...], **changed: np.ndarray) -> Arrays:
    return {name: value.numpy() for name, value in zip(names, example, strict=True)} | changed


def golden_inputs(names: tuple[str, ...], example: tuple[Tensor, ...]) -> tuple[Arrays, ...]:
    """Two points to store: the example, and an even mixture of all classes with styles moved."""
    generator = np.random.default_rng(2)
    classes, styles = example[1].numpy(), example[3].numpy()
    moved = 0.2 * generator.standard_normal(styles.shape).astype(np.float32)
    return (_feed(names, example), _feed(names, example, classes=np.full_like(classes, 1 / classes.size), styles=moved))


def same_input_gives_the_same_picture(names: tuple[str, ...], example: tuple[Tensor, ...]) -> Check:
    """A check: the graph draws no random numbers, so a show can be played again bit for bit."""

    def same_input_gives_the_same_picture(run: Run) -> None:
        feed = _feed(names, example)
        if not np.array_equal(run(feed)["picture"], run(feed)["picture"]):
            raise ValueError(
                "picture must be the same for the same input, got two; leave no random operator in the graph"
            )

    return same_input_gives_the_same_picture


def every_class_gives_another_picture(names: tuple[str, ...], example: tuple[Tensor, ...]) -> Check:
    """A check: no two classes give the same picture for one z (the class input is connected, none has collapsed)."""

    def every_class_gives_another_picture(run: Run) -> None:
        rows = np.eye(example[1].shape[1], dtype=np.float32)
        pictures = [run(_feed(names, example, classes=row[None]))["picture"].astype(np.float32) for row in rows]
        for b, other in enumerate(pictures):
            for a, one in enumerate(pictures[:b]):
                if np.abs(one - other).mean() < 4.0:
                    raise ValueError(
                        f"classes {a} and {b} must differ by 4 grey levels, got the same picture; train longer"
                    )

    return every_class_gives_another_picture


def picture_row(pictures: Tensor) -> np.ndarray:
    """Pictures side by side.

    Shape:
        `(batch, 3, size, size)` in -1..1 -> `(size, batch * size, 3)` uint8
    """
    levels = torch.round(torch.clamp((pictures.float() + 1.0) * 127.5, 0.0, 255.0)).to(torch.uint8).cpu()
    return np.concatenate(list(levels.permute(0, 2, 3, 1).numpy()), axis=1)
