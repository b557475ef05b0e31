"""The TraVeLGAN for audio as published (Andrei Bratu): exact networks, losses, data pipeline and schedule.

a, 258 wide ──> thirds a1 a2 a3 ──> generator ──> f1 f2 f3 ──joined──> critic   (which so learns to see the seams)
                a1, a3 ──> siamese ── t = S(a1) - S(a3) ──┐
                f1, f3 ──> siamese ── t' ─────────────────┴─> TraVeL, margin
b, 258 wide ──> critic;  thirds b1 b2 b3 ──> generator ──> the same again: identity
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from export import losses
from export.data.folders import find_folder
from export.data.mel import LIVE
from export.data.pairs import build_pairs
from export.data.segments import SEGMENT, played_segments, segments_of
from export.data.takes import Sources, Target
from export.nets.travelgan import BANDS, THIRD, Critic, FoldedGenerator, Generator, Siamese
from export.parts import Parts
from export.sound_quality import measure
from export.to_onnx import Graph, Run
from export.train import RUNS, Recipe
from export.travelgan_stage import sound_graph, translated


@dataclass(frozen=True)
class Segments:
    """Normalised mel spectrograms. Shape: (segments, bands, 258) each."""

    given: NDArray[np.float32]
    """Of the one kind of music."""
    wanted: NDArray[np.float32]
    """Of the other."""
    paired_given: NDArray[np.float32]
    paired_wanted: NDArray[np.float32]
    """The same music played by both; none in the published recipe."""


class Travelgan(Parts):
    """Generator, siamese, critic and their two optimisers."""

    PARTS = ("generator", "siamese", "critic", "generator_optimiser", "critic_optimiser")
    OWN: ClassVar = {"a": "a folder of sounds to come from", "b": "a folder of sounds to become like"}
    OWN_SCHEDULE: ClassVar = {"pair_steps": 0, "pair": 0.0, "rate": 2e-4, "generator_every": 6}  # as published

    @classmethod
    def own_data(cls, data: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
        """Two folders in place of the recipe's; raises ValueError and OSError for what cannot be trained on."""
        if set(given) != set(cls.OWN):
            raise ValueError(f"two folders must be given, --a and --b, got only --{next(iter(given))}")
        for folder in given.values():
            segments_of([Path(folder)])
        return {"folder": "/", "from": [str(Path(given["a"]).resolve())], "to": [str(Path(given["b"]).resolve())]}

    def __init__(self, recipe: Recipe, seed: int) -> None:
        torch.manual_seed(seed)
        self.recipe, self.seed = recipe, seed
        self.generator, self.siamese, self.critic = Generator(), Siamese(), Critic()
        rate = float(recipe.schedule["rate"])
        translating = [*self.generator.parameters(), *self.siamese.parameters()]
        self.generator_optimiser = torch.optim.Adam(translating, rate, (0.5, 0.999), eps=1e-7)
        self.critic_optimiser = torch.optim.Adam(self.critic.parameters(), rate, (0.5, 0.999), eps=1e-7)
        self._last = dict.fromkeys(("pair", "adversarial", "travel", "margin", "identity"), 0.0)
        self._segments: Segments | None = None

    def state_dict(self) -> dict[str, Any]:
        """Weights, optimisers, and the losses last seen (the generator does not learn on every step)."""
        return super().state_dict() | {"last": dict(self._last)}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a `state_dict`."""
        super().load_state_dict(state)
        self._last = dict(state["last"])

    @property
    def segments(self) -> Segments:
        """What is learnt from; read when first asked for."""
        if self._segments is None:
            data, programs = self.recipe.data, self.recipe.data.get("programs", {})
            sides = []
            for side in ("from", "to"):
                folder = find_folder(data["folder"])
                kinds = [segments_of([folder / name for name in data[side]])] if data[side] else []
                if side in programs:
                    kinds.append(self._played(programs[side], side == "to"))
                sides.append(np.concatenate(kinds))
            pairs = (np.zeros((0, BANDS, SEGMENT), np.float32),) * 2
            if self.recipe.schedule["pair_steps"] or self.recipe.schedule["pair"]:
                wanted = self._played(programs["to"][:1] * len(programs["from"]), odd=False)
                pairs = self._played(programs["from"], odd=False), wanted
            self._segments = Segments(*sides, *pairs)
        return self._segments

    def _played(self, programs: Sequence[int], odd: bool) -> NDArray[np.float32]:
        """Every second MIDI file on each program: what strings play is not what the piano plays."""
        data = self.recipe.data
        pieces = sorted(find_folder(data["midi"]).rglob("*.mid"))
        return played_segments(pieces[odd::2], programs, float(data["piece_seconds"]))

    def describe(self) -> list[tuple[str, nn.Module, tuple[Tensor, ...]]]:
        """The three networks on one example each."""
        third, whole = torch.zeros(1, 1, BANDS, THIRD), torch.zeros(1, 1, BANDS, SEGMENT)
        return [
            ("generator", self.generator, (third,)),
            ("siamese", self.siamese, (third,)),
            ("critic", self.critic, (whole,)),
        ]

    def step(self, step: int) -> dict[str, float]:
        """One step on pairs alone; after those one of the critic, and every so often one of generator and siamese."""
        torch.manual_seed(self.seed * 1_000_003 + step)
        rng = np.random.default_rng([self.seed, step])
        for net in (self.generator, self.siamese, self.critic):
            net.train()
        plan, found = self.recipe.schedule, self.segments
        self._set_rates(step)
        if step < int(plan["pair_steps"]):
            self._last |= self._learn({"pair": 1.0, "identity": 0.5}, self._supervised(rng))
            return {"critic": 0.0} | self._last
        a, b = (self._draw(side, rng) for side in (found.given, found.wanted))
        translating = step % int(plan["generator_every"]) == 0
        with torch.set_grad_enabled(translating), self._precision():
            made = [self.generator(third) for third in a.split(THIRD, dim=3)]
        critic = self._train_critic(b, torch.cat(made, dim=3).detach())
        if translating:
            self._last = self._train_generator(a, made, b, rng)
        return {"critic": critic} | self._last

    def _set_rates(self, step: int) -> None:
        """Faster while there is no critic, and slower towards the end of that."""
        plan = self.recipe.schedule
        if step < int(plan["pair_steps"]):
            rate = float(plan["pair_rate"]) * 0.1 ** (step / int(plan["pair_steps"]))
        else:
            rate = float(plan["rate"])
        for group in self.generator_optimiser.param_groups:
            group["lr"] = rate

    def _draw(self, segments: NDArray[np.float32], rng: np.random.Generator) -> Tensor:
        chosen = segments[rng.integers(len(segments), size=self.recipe.batch_size)]
        return torch.from_numpy(chosen)[:, None].to(self.device)

    def _supervised(self, rng: np.random.Generator) -> dict[str, Tensor]:
        """The same music played by both: not in the published recipe, which has no pairs."""
        found, start = self.segments, int(rng.integers(SEGMENT - THIRD + 1))
        rows = rng.integers(len(found.paired_given), size=self.recipe.batch_size)
        window = slice(start, start + THIRD)
        given, wanted = (
            torch.from_numpy(side[rows, :, window])[:, None].to(self.device)
            for side in (found.paired_given, found.paired_wanted)
        )
        strings = self._draw(found.wanted, rng)[..., :THIRD]
        with self._precision():
            return {
                "pair": (self.generator(given) - wanted).abs().mean(),
                "identity": (self.generator(strings) - strings).abs().mean(),
            }

    def _learn(self, weights: Mapping[str, float], parts: Mapping[str, Tensor]) -> dict[str, float]:
        total = torch.stack([weight * parts[name].float() for name, weight in weights.items()]).sum()
        self.generator_optimiser.zero_grad(set_to_none=True)
        total.backward()
        self.generator_optimiser.step()
        return {name: float(part.detach()) for name, part in parts.items()}

    def _train_critic(self, real: Tensor, made: Tensor) -> float:
        self.critic.requires_grad_(True)
        with self._precision():
            loss = critic_loss(self.critic(real), self.critic(made))
        self.critic_optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.critic_optimiser.step()
        return float(loss.detach())

    def _train_generator(self, a: Tensor, made: list[Tensor], b: Tensor, rng: np.random.Generator) -> dict[str, float]:
        self.critic.requires_grad_(False)
        with self._precision():
            adversarial = losses.hinge_generator(self.critic(torch.cat(made, dim=3)))
            first, _, third = a.split(THIRD, dim=3)
            before = self.siamese(first) - self.siamese(third)
            after = self.siamese(made[0]) - self.siamese(made[2])
            identity = torch.stack([(self.generator(x) - x).abs().mean() for x in b.split(THIRD, dim=3)]).mean()
        parts = {
            "adversarial": adversarial,
            "travel": losses.travel(before, after),
            "margin": losses.margin(before),
            "identity": identity,
        }
        weights, pair = dict(losses.TRAVELGAN), float(self.recipe.schedule["pair"])
        if pair:
            parts["pair"] = self._supervised(rng)["pair"]
            weights["pair"] = pair
        return {"pair": 0.0} | self._learn(weights, parts)

    def _precision(self) -> contextlib.AbstractContextManager[Any]:
        return torch.autocast(self.device, torch.bfloat16, enabled=self.recipe.schedule["precision"] == "bfloat16")

    def sample(self, folder: Path, step: int) -> None:
        """Four segments before and after as one picture."""
        from PIL import Image

        x = torch.from_numpy(self.segments.given[:4, None]).to(self.device)
        self.generator.eval()
        with torch.no_grad():
            made = torch.cat([self.generator(third) for third in x.split(THIRD, dim=3)], dim=3)
        rows = torch.cat([x, made], dim=3)[:, 0].flip(1).reshape(-1, 2 * SEGMENT)
        Image.fromarray(((rows.cpu().numpy() + 1.0) * 127.5).clip(0, 255).astype(np.uint8)).save(
            folder / f"{step:06d}.png"
        )

    def export(self) -> list[Graph]:
        """Sound to sound, as the stage plays it."""
        return [sound_graph(self.folded(), self.recipe, self._measure)]

    def _measure(self, run: Run) -> dict[str, float]:
        """Quality figures on piano and guitar not trained on, see `export.sound_quality`; none without the data."""
        data = self.recipe.data
        if "target" not in data:
            return {}
        try:
            sources = Sources(find_folder(data["folder"]), find_folder(data["midi"]), LIVE, Target.of(data), self.seed)
        except FileNotFoundError:
            return {}
        takes = build_pairs(sources, RUNS / "features" / f"timbre-{sources.target.name}")
        return measure(lambda sound: translated(run, sound, LIVE.sample_rate), sources, takes, "*-0 *-24")

    def folded(self) -> FoldedGenerator:
        """The generator as it is exported."""
        self.generator.eval()
        return FoldedGenerator(self.generator).eval()


def critic_loss(real: Tensor, made: Tensor) -> Tensor:
    """Half the hinge loss, as published. Shape: scores (batch,) twice -> ()."""
    return 0.5 * losses.hinge_critic(real, made)
