"""How good a class-conditional picture generator is, in figures that a small machine can measure.

    recognised   a classifier that saw only real pictures names the class of made ones, and of unseen real ones
    teaches      a classifier that saw only made pictures names the class of the same unseen real ones
    density      of made pictures among the real ones of their class, in that classifier's features: 1 as real ones
    coverage     share of real pictures that have a made one for a neighbour: 0.97 as real ones
    diversity    distance of two made pictures of a class, over that of two real ones
    smoothness   largest step along a path, over the median step: 1 is even, 10 is a jump
    milliseconds of one picture, on one thread

Density and coverage are those of M. F. Naeem et al. (arXiv 2002.09797), class by class, in the mean.

All of it is measured on the ONNX file, at the truncation it is played with.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from export.data.pictures import PictureSet
from export.to_onnx import Run

TRUNCATION = 1.0
JUDGE_SIZE = 64
MADE = 240
"""Pictures of a class that are made to be judged."""
NEIGHBOURS = 5


@dataclass(frozen=True)
class Player:
    """Calls a generator's graph with its inputs by name."""

    run: Run
    z_size: int
    classes: int
    style_shape: tuple[int, ...]

    def picture(self, z: np.ndarray, classes: np.ndarray) -> np.ndarray:
        """Shape: z `(z_size,)`, classes `(classes,)` -> `(size, size, 3)` uint8."""
        picture: np.ndarray = self.run(
            {
                "z": z[None].astype(np.float32),
                "classes": classes[None].astype(np.float32),
                "truncation": np.full(1, TRUNCATION, np.float32),
                "styles": np.zeros(self.style_shape, np.float32),
                "noise": np.zeros(1, np.float32),
            }
        )["picture"][0]
        return picture

    def of_class(self, label: int, count: int) -> np.ndarray:
        """`count` seeded pictures of one class. Shape: `(count, size, size, 3)` uint8."""
        z = np.random.default_rng([5, label]).standard_normal((count, self.z_size))
        return np.stack([self.picture(row, np.eye(self.classes)[label]) for row in z])


def measure(
    player: Player, real: PictureSet, unseen: np.ndarray, count: int = MADE, steps: int = 800
) -> dict[str, float]:
    """All figures; takes some minutes, most of them to teach the judges.

    Args:
        player: the generator.
        real: what it was trained on.
        unseen: real pictures that it was not. Shape: `(classes, n, size, size, 3)`.
        count: pictures of a class that are made.
        steps: that a judge is taught for.
    """
    made = np.stack([player.of_class(label, count) for label in range(player.classes)])
    judge, pupil = teach_judge(real.pictures, steps), teach_judge(made, steps)
    known = [recognised(judge, pictures, label) for label, pictures in enumerate(unseen)]
    shares = [recognised(judge, pictures, label) for label, pictures in enumerate(made)]
    taught = [recognised(pupil, pictures, label) for label, pictures in enumerate(unseen)]
    spreads = [diversity(pictures, real.pictures[label, :count]) for label, pictures in enumerate(made)]
    crowds = [
        density_and_coverage(features(judge, real.pictures[label, :count]), features(judge, pictures))
        for label, pictures in enumerate(made)
    ]
    figures = {
        "recognised_real": float(np.mean(known)),
        "recognised": float(np.mean(shares)),
        "teaches": float(np.mean(taught)),
        "density": float(np.mean([density for density, _ in crowds])),
        "coverage": float(np.mean([coverage for _, coverage in crowds])),
        "diversity": float(np.mean(spreads)),
        "diversity_least": min(spreads),
        "smoothness_worst": max(smoothness(player, path) for path in range(6)),
        "milliseconds": milliseconds(player),
    }
    of_each = {"recognised": shares, "teaches": taught, "coverage": [each[1] for each in crowds], "diversity": spreads}
    for figure, values in of_each.items():
        figures |= {f"{figure}_{name}": value for name, value in zip(real.names, values, strict=True)}
    return {name: round(float(figure), 4) for name, figure in figures.items()}


def _small(pictures: np.ndarray) -> Tensor:
    """Shape: `(batch, size, size, 3)` uint8 -> `(batch, 3, 64, 64)` in -1..1."""
    x = torch.from_numpy(np.array(pictures)).permute(0, 3, 1, 2).float() / 127.5 - 1.0
    return F.interpolate(x, size=(JUDGE_SIZE, JUDGE_SIZE), mode="area")


def teach_judge(pictures: np.ndarray, steps: int, seed: int = 0) -> nn.Sequential:
    """A small classifier of these pictures. Shape: `(classes, n, size, size, 3)` uint8."""
    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    classes, count = pictures.shape[:2]
    widths = (3, 24, 48, 96, 128)
    blocks = [
        nn.Sequential(nn.Conv2d(a, b, 3, stride=2, padding=1), nn.BatchNorm2d(b), nn.ReLU())
        for a, b in zip(widths, widths[1:], strict=False)
    ]
    judge = nn.Sequential(*blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(widths[-1], classes))
    optimiser = torch.optim.Adam(judge.parameters(), 2e-3)
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = 2e-3 * (1.0 - step / steps)
        labels = generator.integers(classes, size=64)
        x = _small(pictures[labels, generator.integers(count, size=64)])
        loss = F.cross_entropy(judge(x), torch.from_numpy(labels), label_smoothing=0.05)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return judge.eval()


@torch.no_grad()
def recognised(judge: nn.Module, pictures: np.ndarray, label: int) -> float:
    """Share of the pictures that the judge gives `label`."""
    return float((judge(_small(pictures)).argmax(1) == label).float().mean())


@torch.no_grad()
def features(judge: nn.Sequential, pictures: np.ndarray) -> Tensor:
    """What the judge sees before it decides. Shape: `(n, size, size, 3)` uint8 -> `(n, features)`."""
    seen: Tensor = judge[:-1](_small(pictures))
    return seen


def density_and_coverage(real: Tensor, made: Tensor) -> tuple[float, float]:
    """How many made points lie in the balls round the real ones, and how many balls hold one.

    A real point's ball reaches to its fifth neighbour among the real ones. Shape: `(n, features)`, `(m, features)`.
    """
    reach = torch.cdist(real, real).kthvalue(NEIGHBOURS + 1, dim=1).values  # the first is the point itself
    inside = torch.cdist(real, made) < reach[:, None]
    return float(inside.sum(0).float().mean() / NEIGHBOURS), float(inside.any(1).float().mean())


def diversity(made: np.ndarray, real: np.ndarray) -> float:
    """Mean distance of neighbours in a list, made over real: 1 is as varied as the real ones, 0 is one picture."""

    def apart(pictures: np.ndarray) -> float:
        small = _small(pictures)
        return float((small[1:] - small[:-1]).abs().mean())

    return apart(made) / apart(real)


def smoothness(player: Player, seed: int, steps: int = 60) -> float:
    """Largest over median change of the picture along a straight way to another z and another class."""
    generator = np.random.default_rng([9, seed])
    z_a, z_b = generator.standard_normal((2, player.z_size))
    a, b = np.eye(player.classes)[generator.permutation(player.classes)[:2]]
    way = np.linspace(0.0, 1.0, steps + 1)
    pictures = [player.picture((1 - t) * z_a + t * z_b, (1 - t) * a + t * b).astype(np.float32) for t in way]
    changes = [float(np.abs(after - before).mean()) for before, after in zip(pictures, pictures[1:], strict=False)]
    return max(changes) / max(float(np.median(changes)), 1e-6)


def milliseconds(player: Player, calls: int = 100) -> float:
    """Median time of a picture, called back to back on one thread."""
    z, classes = np.zeros(player.z_size), np.eye(player.classes)[0]
    times = []
    for _ in range(calls):
        started = time.perf_counter()
        player.picture(z, classes)
        times.append(time.perf_counter() - started)
    return 1e3 * float(np.median(times[5:]))
