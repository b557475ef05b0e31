"""How good a CycleGAN is, on files that it was not trained on.

cycle_error_a, _b    mean distance of what comes back from what was sent; squares reach from -1 to 1
mean_error_a, _b     the same of a network that forgets all: the mean square of its domain comes back
judge_real           a classifier taught to tell the domains apart is right about so many real examples
judge_given          it takes so many of what goes in for the domain that is asked for
judge_made           and so many of what comes out
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from export.data.domains import Domain
from export.nets.cyclegan import Generator

EXAMPLES = 64
STEPS, BATCH, CROP = 150, 8, 64


class DomainJudge(nn.Module):
    """Tells two domains apart by a cut-out of their first channels."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        sizes = (channels, 16, 32, 64)
        self.layers = nn.Sequential(
            *(
                nn.Sequential(nn.Conv2d(before, after, 4, 2), nn.BatchNorm2d(after), nn.LeakyReLU(0.2))
                for before, after in zip(sizes, sizes[1:], strict=False)
            )
        )
        self.last = nn.Linear(sizes[-1], 1)

    def forward(self, x: Tensor) -> Tensor:
        """Shape: (batch, channels, h, w) -> (batch,), above 0 for domain b."""
        return self.last(self.layers(x).mean((2, 3)))[:, 0]


def train_judge(domains: tuple[Domain, Domain], channels: int) -> DomainJudge:
    """A judge that has seen what the networks were trained on."""
    torch.manual_seed(9)
    rng = np.random.default_rng(9)
    judge = DomainJudge(channels).train()
    optimiser = torch.optim.Adam(judge.parameters(), 1e-3)
    labels = torch.tensor([0.0] * BATCH + [1.0] * BATCH)
    for _ in range(STEPS):
        squares = torch.cat([torch.from_numpy(domain.draw(BATCH, rng)[:, :channels]) for domain in domains])
        edge = min(CROP, squares.shape[2])
        x, y = rng.integers(squares.shape[2] - edge + 1, size=2)
        loss = functional.binary_cross_entropy_with_logits(judge(squares[:, :, x : x + edge, y : y + edge]), labels)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return judge.eval()


def figures(generators: tuple[Generator, Generator], domains: tuple[Domain, Domain], way: str) -> dict[str, float]:
    """The figures of one way.

    Args:
        generators: to b and to a, frozen as on stage.
        domains: a and b.
        way: `to_a` or `to_b`.

    Raises:
        ValueError: too few files to hold some out.
        OSError: the data is not there.
    """
    rng = np.random.default_rng(7)
    to_b, to_a = (generator.eval().freeze() for generator in generators)
    real = [torch.from_numpy(domain.held_out().draw(EXAMPLES, rng)) for domain in domains]
    with torch.no_grad():
        made = [_through(to_a, real[1]), _through(to_b, real[0])]
        back = [_through(to_a, made[1]), _through(to_b, made[0])]
    found = {}
    for name, given, cycle in zip("ab", real, back, strict=True):
        found[f"cycle_error_{name}"] = _apart(cycle, given)
        found[f"mean_error_{name}"] = _apart(given.mean(0, keepdim=True), given)
    channels = min(3, *(square.shape[1] for square in real))
    judge = train_judge(domains, channels)
    asked, given = ("a", 1) if way == "to_a" else ("b", 0)
    shares = [_taken_for(judge, squares[:, :channels], asked) for squares in (*real, made[1 - given])]
    found["judge_given"], found["judge_made"] = shares[given], shares[2]
    found["judge_real"] = round(0.5 * (shares[1 - given] + 1.0 - shares[given]), 3)
    return found


def _through(generator: Generator, squares: Tensor) -> Tensor:
    return torch.cat([generator(square[None]) for square in squares])


def _apart(one: Tensor, other: Tensor) -> float:
    return round(float((one - other).abs().mean()), 3)


def _taken_for(judge: DomainJudge, squares: Tensor, domain: str) -> float:
    with torch.no_grad():
        taken = judge(squares) > 0.0
    return round(float((taken if domain == "b" else ~taken).float().mean()), 3)
