"""The training loop, the same for every system: resumable, seeded, logged, sampled.

    recipe = Recipe.load("atlas-128")
    system = build_system(recipe)
    train(system, recipe, Options(minutes=20))

Everything it writes lies in `runs/NAME/`: `checkpoint.pt`, `log.csv` and `samples/`.
"""

from __future__ import annotations

import contextlib
import csv
import importlib
import math
import os
import signal
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import torch
from torch import nn

if TYPE_CHECKING:
    from export.to_onnx import Graph

RECIPES = Path(__file__).parent / "recipes"
RUNS = Path("runs")


@dataclass(frozen=True)
class Recipe:
    """One TOML file of `export/recipes`: all that decides what a model becomes."""

    name: str
    """Names the run's folder and the model file; the TOML file's own name."""
    system: str
    """Module in `export/systems` whose class trains it."""
    seed: int
    """Seed of weights, data order and noise."""
    steps: int
    """Training steps in all; schedules count in `step / steps`."""
    batch_size: int
    """Examples a step."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """What it is trained on; read by the system."""
    net: Mapping[str, Any] = field(default_factory=dict)
    """Sizes of the networks; read by the system."""
    schedule: Mapping[str, Any] = field(default_factory=dict)
    """Losses, learning rates and their course; read by the system."""
    export: Mapping[str, Any] = field(default_factory=dict)
    """What goes into the card beside the measured figures; read by the system."""

    @classmethod
    def load(cls, name: str) -> Recipe:
        """Read a recipe by its name in `export/recipes`, or by the path of a TOML file.

        Raises:
            FileNotFoundError: no such recipe; the message lists those that exist.
            ValueError: a key is missing or unknown.
        """
        path = Path(name) if name.endswith(".toml") else RECIPES / f"{name}.toml"
        if not path.is_file():
            raise FileNotFoundError(
                f"recipe must be one of {recipe_names()}, got {name!r}; or give the path of a .toml file"
            )
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        known = {entry.name for entry in fields(cls)}
        required = {"system", "seed", "steps", "batch_size"}
        if not required <= set(table) <= known - {"name"}:
            raise ValueError(
                f"keys of {path.name} must be among {sorted(known - {'name'})} and hold {sorted(required)}, "
                f"got {sorted(table)}; see export/recipes for examples"
            )
        return cls(name=path.stem, **table)


class System(Protocol):
    """What the loop needs of a kind of model. Built as `SystemClass(recipe, seed)`.

    Building opens no data: it is read at the first `step` (so that `describe`, `onnx` and
    `verify` work on a machine without it). All randomness of a step comes from `(seed, step)`,
    never from a global generator's past, so that a resumed run equals an uninterrupted one.
    """

    def to(self, device: str) -> None:
        """Move networks and optimisers' state to `device` (called before the first step)."""

    def describe(self) -> list[tuple[str, nn.Module, tuple[torch.Tensor, ...]]]:
        """Each network as (title, module, example inputs), for the layer tables."""

    def step(self, step: int) -> dict[str, float]:
        """One training step on its own data; losses by name, the same names at every step."""

    def state_dict(self) -> dict[str, Any]:
        """All that `load_state_dict` needs to go on exactly here (weights, averages, optimisers)."""

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a `state_dict`."""

    def sample(self, folder: Path, step: int) -> None:
        """Write what the model gives now into `folder` (PNG or WAV, the step in the name)."""

    def export(self) -> list[Graph]:
        """The graphs to write, with their cards and checks; the current weights."""


@dataclass(frozen=True)
class Options:
    """How long and where to train; nothing that changes what is learnt."""

    minutes: float = math.inf
    """Stop after this wall-clock time in this run, minutes."""
    steps: int | None = None
    """Stop at this step; `None`: at the recipe's."""
    device: str = "cpu"
    """Torch device."""
    runs: Path = RUNS
    """Folder that holds one folder a recipe."""
    save_minutes: float = 5.0
    """Time between checkpoints."""
    sample_minutes: float = 10.0
    """Time between samples."""
    begin: Path | None = None
    """A checkpoint of the same system that a new run begins with, at step 0; `None`: with random weights."""


def recipe_names() -> list[str]:
    """Names of the recipes in `export/recipes`."""
    return sorted(path.stem for path in RECIPES.glob("*.toml"))


def build_system(recipe: Recipe) -> System:
    """The system of a recipe, its networks new; raises as `system_class` does."""
    system: System = system_class(recipe)(recipe, recipe.seed)
    return system


def system_class(recipe: Recipe) -> type:
    """The class in `export/systems/SYSTEM.py` that is named like its module (case and `_` aside).

    Raises:
        ValueError: no such module, or no such class in it.
    """
    try:
        module = importlib.import_module(f"export.systems.{recipe.system}")
    except ModuleNotFoundError as error:
        if error.name != f"export.systems.{recipe.system}":
            raise
        raise ValueError(
            f"system of {recipe.name} must be a module of export/systems, got {recipe.system!r}; "
            "add it or correct the recipe"
        ) from error
    wanted = recipe.system.replace("_", "").lower()
    for name, value in vars(module).items():
        if isinstance(value, type) and name.lower() == wanted:
            return value
    raise ValueError(
        f"export/systems/{recipe.system}.py must hold a class named like it, got {sorted(vars(module))}; "
        "rename the class"
    )


def load_checkpoint(system: System, recipe: Recipe, runs: Path = RUNS) -> int:
    """Put the run's last checkpoint into the system and give its step; 0 where there is none."""
    path = runs / recipe.name / "checkpoint.pt"
    return _read_checkpoint(system, path) if path.is_file() else 0


def _read_checkpoint(system: System, path: Path) -> int:
    checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    system.load_state_dict(checkpoint["system"])
    return int(checkpoint["step"])


def save_checkpoint(system: System, step: int, folder: Path) -> None:
    """Write `folder/checkpoint.pt` whole or not at all; `step` is the number of steps done."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / "checkpoint.part"
    torch.save({"step": step, "system": system.state_dict()}, part)
    os.replace(part, folder / "checkpoint.pt")


class Log:
    """`log.csv`: one row of losses a step. Rows from `first_step` on, left by a run that died, are dropped."""

    def __init__(self, path: Path, first_step: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        kept: list[dict[str, str]] = []
        if path.is_file():
            with path.open(newline="", encoding="utf-8") as file:
                kept = [row for row in csv.DictReader(file) if int(row["step"]) < first_step]
        self._file = path.open("w", newline="", encoding="utf-8")
        self._writer: csv.DictWriter[str] | None = None
        for row in kept:
            self._write(row)

    def _write(self, row: Mapping[str, Any]) -> None:
        if self._writer is None:
            self._writer = csv.DictWriter(self._file, list(row))
            self._writer.writeheader()
        if list(row) != list(self._writer.fieldnames):
            raise ValueError(
                f"losses in {self._file.name} must be the same at every step, got {list(row)} "
                f"after {list(self._writer.fieldnames)}; move that file away to log others from here on"
            )
        self._writer.writerow(row)

    def add(self, step: int, seconds: float, losses: Mapping[str, float]) -> None:
        """Append one step.

        Raises:
            FloatingPointError: a loss is not finite; the weights are lost, the checkpoint is not.
        """
        for name, value in losses.items():
            if not math.isfinite(value):
                raise FloatingPointError(
                    f"loss {name!r} must be finite, got {value!r} at step {step}; resume with a lower learning rate"
                )
        self._write(
            {"step": step, "seconds": f"{seconds:.2f}"} | {name: f"{value:.6g}" for name, value in losses.items()}
        )

    def flush(self) -> None:
        """Bring what was added to the disk."""
        self._file.flush()

    def close(self) -> None:
        """Flush and close the file."""
        self._file.close()


@contextlib.contextmanager
def stop_asked() -> Iterator[Callable[[], bool]]:
    """SIGINT and SIGTERM end the training after the step in hand; yields the question."""
    asked: list[int] = []
    previous = {
        number: signal.signal(number, lambda got, _frame: asked.append(got))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


class Every:
    """True once each `minutes`."""

    def __init__(self, minutes: float) -> None:
        self._seconds = minutes * 60.0
        self._next = time.monotonic() + self._seconds

    def due(self) -> bool:
        """Whether the time has come; then the next one is set."""
        if time.monotonic() < self._next:
            return False
        self._next = time.monotonic() + self._seconds
        return True


def train(system: System, recipe: Recipe, options: Options) -> int:
    """Train from the last checkpoint (or from nothing) until steps, minutes or a signal end it.

    Returns:
        Steps done in all; the checkpoint holds them.
    """
    from tqdm import tqdm

    folder = options.runs / recipe.name
    first = load_checkpoint(system, recipe, options.runs)
    if not first and options.begin is not None:
        _read_checkpoint(system, options.begin)
    system.to(options.device)
    last = recipe.steps if options.steps is None else options.steps
    log, save, show, ends = (
        Log(folder / "log.csv", first),
        Every(options.save_minutes),
        Every(options.sample_minutes),
        Every(options.minutes),
    )
    started, done = time.monotonic(), first
    with (
        stop_asked() as stopped,
        contextlib.closing(log),
        tqdm(total=last, initial=first, desc=recipe.name, mininterval=2.0) as bar,
    ):
        while done < last and not stopped() and not ends.due():
            losses = system.step(done)
            log.add(done, time.monotonic() - started, losses)
            done += 1
            bar.set_postfix({name: f"{value:.3g}" for name, value in losses.items()}, refresh=False)
            bar.update()
            if save.due():
                save_checkpoint(system, done, folder)
                log.flush()
            if show.due():
                system.sample(_samples(folder), done)
        save_checkpoint(system, done, folder)
        system.sample(_samples(folder), done)
    return done


def _samples(folder: Path) -> Path:
    samples = folder / "samples"
    samples.mkdir(parents=True, exist_ok=True)
    return samples
