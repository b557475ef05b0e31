"""How good a class-conditional picture generator is, in figures that a small machine can measure.

    recognised   a classifier that saw only real pictures names the class of made ones
    diversity    distance of two made pictures of a class, over that of two real ones
    smoothness   largest step along a path, over the median step: 1 is even, 10 is a jump
    milliseconds of one picture, on one thread

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
HELD_OUT = 0.15


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


def measure(player: Player, real: PictureSet, count: int = 48) -> dict[str, float]:
    """All figures; takes some minutes, most of them to teach the judge."""
    made = [player.of_class(label, count) for label in range(player.classes)]
    judge, real_share = teach_judge(real)
    shares = [recognised(judge, pictures, label) for label, pictures in enumerate(made)]
    spreads = [diversity(pictures, real.pictures[label, :count]) for label, pictures in enumerate(made)]
    paths = [smoothness(player, path) for path in range(6)]
    figures = {
        "recognised_real": real_share,
        "recognised": float(np.mean(shares)),
        "diversity": float(np.mean(spreads)),
        "diversity_least": min(spreads),
        "smoothness_worst": max(paths),
        "milliseconds": milliseconds(player),
    }
    figures |= {f"recognised_{name}": share for name, share in zip(real.names, shares, strict=True)}
    figures |= {f"diversity_{name}": spread for name, spread in zip(real.names, spreads, strict=True)}
    return {name: round(float(figure), 4) for name, figure in figures.items()}


def _small(pictures: np.ndarray) -> Tensor:
    """Shape: `(batch, size, size, 3)` uint8 -> `(batch, 3, 64, 64)` in -1..1."""
    x = torch.from_numpy(np.array(pictures)).permute(0, 3, 1, 2).float() / 127.5 - 1.0
    return F.interpolate(x, size=(JUDGE_SIZE, JUDGE_SIZE), mode="area")


def teach_judge(real: PictureSet, steps: int = 800, seed: int = 0) -> tuple[nn.Module, float]:
    """A small classifier of the real pictures, and its share of right answers on pictures it never saw.

    The last part of each class is held out; cuts of one photograph may lie on both sides.
    """
    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    classes, count = real.pictures.shape[:2]
    known = int(count * (1.0 - HELD_OUT))
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
        x = _small(real.pictures[labels, generator.integers(known, size=64)])
        loss = F.cross_entropy(judge(x), torch.from_numpy(labels), label_smoothing=0.05)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    judge.eval()
    shares = [recognised(judge, real.pictures[label, known:], label) for label in range(classes)]
    return judge, float(np.mean(shares))


@torch.no_grad()
def recognised(judge: nn.Module, pictures: np.ndarray, label: int) -> float:
    """Share of the pictures that the judge gives `label`."""
    return float((judge(_small(pictures)).argmax(1) == label).float().mean())


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
