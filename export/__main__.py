"""`python -m export list|describe|train|onnx|verify RECIPE`: how the files in `models/` are made."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable
from pathlib import Path

MODELS = Path("models")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when all went well, 1 after a one-line error, 2 for a wrong command line."""
    parser = _parser()
    options, left = parser.parse_known_args(arguments)
    if left and options.command is not _train:
        parser.error(f"unrecognized arguments: {' '.join(left)}")
    options.left = left
    command: Callable[[argparse.Namespace], None] = options.command
    try:
        command(options)
    except (ValueError, OSError, FloatingPointError) as error:
        print(f"export: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m export", description="Train the generators and write them as ONNX files with a card."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    commands.add_parser("list", help="the recipes, and how far each is trained").set_defaults(command=_list)
    described = "; a name from `list` or the path of a .toml file"
    for name, command, text in (
        ("describe", _describe, "each network's layers with shapes and parameter counts"),
        (
            "train",
            _train,
            "train, or go on from the last checkpoint; with --a DIR --b DIR: on your own sounds",
        ),
        ("onnx", _onnx, "write the model file with its card, or nothing if a check fails"),
        ("verify", _verify, "run every check again on the model file"),
    ):
        one = commands.add_parser(name, help=text, description=text)
        one.add_argument("recipe", help="recipe" + described)
        one.add_argument("--runs", type=Path, default=Path("runs"), help="folder of the training runs (default: runs)")
        one.set_defaults(command=command)
        if name == "train":
            _add_training(one)
        if name in ("onnx", "verify"):
            one.add_argument("--models", type=Path, default=MODELS, help="folder of the model files (default: models)")
    convert = commands.add_parser("convert", help="a sound file through a trained TraVeLGAN, offline, as published")
    convert.add_argument("recipe", help="recipe of the system travelgan" + described)
    convert.add_argument("given", type=Path, metavar="IN", help="sound file")
    convert.add_argument("out", type=Path, metavar="OUT", help="sound file to write: wav, flac, ogg")
    convert.add_argument("--runs", type=Path, default=Path("runs"), help="folder of the training runs (default: runs)")
    convert.add_argument(
        "--inversion",
        choices=("source", "griffin-lim"),
        default="source",
        help="where the phase comes from: the sound itself, or nowhere, as published (default: source)",
    )
    convert.set_defaults(command=_convert)
    return parser


def _add_training(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--minutes", type=float, default=math.inf, help="stop after this time (default: at the recipe's steps)"
    )
    parser.add_argument("--steps", type=int, help="stop at this step (default: the recipe's)")
    parser.add_argument("--threads", type=int, help="CPU threads (default: torch's; take 1 on a shared machine)")
    parser.add_argument("--device", default="cpu", help="torch device (default: cpu)")
    parser.add_argument("--sample-minutes", type=float, default=10.0, help="time between samples (default: 10)")


def _list(_: argparse.Namespace) -> None:
    from export.train import RUNS, Recipe, recipe_names

    for name in recipe_names():
        recipe = Recipe.load(name)
        trained = "checkpoint" if (RUNS / name / "checkpoint.pt").is_file() else "-"
        written = "model file" if (MODELS / f"{name}.onnx").is_file() else "-"
        print(f"{name:24} {recipe.system:12} {recipe.steps:7} steps  {trained:10}  {written}")


def _describe(options: argparse.Namespace) -> None:
    from export.describe import layer_table
    from export.train import Recipe, build_system

    for title, module, inputs in build_system(Recipe.load(options.recipe)).describe():
        print(layer_table(title, module, inputs), end="\n\n")


def _train(options: argparse.Namespace) -> None:
    import torch

    from export.own import own_recipe, read_options
    from export.train import Options, Recipe, build_system, train

    if options.threads is not None:
        torch.set_num_threads(options.threads)
    recipe = Recipe.load(options.recipe)
    if options.left:
        recipe = own_recipe(recipe, read_options(options.left), options.runs)
        print(f"the recipe for what was given: {options.runs / recipe.name / recipe.name}.toml")
    done = train(
        build_system(recipe),
        recipe,
        Options(options.minutes, options.steps, options.device, options.runs, sample_minutes=options.sample_minutes),
    )
    print(f"{recipe.name}: {done} of {recipe.steps} steps; checkpoint, log and samples in {options.runs / recipe.name}")


def _onnx(options: argparse.Namespace) -> None:
    from export.to_onnx import write
    from export.train import Recipe, build_system, load_checkpoint

    recipe = Recipe.load(options.recipe)
    system = build_system(recipe)
    if not load_checkpoint(system, recipe, options.runs):
        raise ValueError(
            f"{recipe.name} must be trained before it is written, got no checkpoint in {options.runs}; "
            f"run `python -m export train {options.recipe}`"
        )
    for graph in system.export():
        print(f"wrote {write(graph, options.models)}")


def _convert(options: argparse.Namespace) -> None:
    from export.convert import convert_file
    from export.systems.travelgan import Travelgan
    from export.train import Recipe, build_system, load_checkpoint

    recipe = Recipe.load(options.recipe)
    system = build_system(recipe)
    if not isinstance(system, Travelgan):
        raise ValueError(f"a recipe that converts must be of the system travelgan, got {recipe.system!r}")
    if not load_checkpoint(system, recipe, options.runs):
        raise ValueError(f"{recipe.name} must be trained, got no checkpoint in {options.runs}; train it first")
    convert_file(system.folded(), options.given, options.out, options.inversion)
    print(f"wrote {options.out}")


def _verify(options: argparse.Namespace) -> None:
    from export.to_onnx import verify
    from export.train import Recipe, build_system, load_checkpoint

    recipe = Recipe.load(options.recipe)
    system = build_system(recipe)
    steps = load_checkpoint(system, recipe, options.runs)
    for graph in system.export():
        for line in verify(graph, options.models, trained=bool(steps)):
            print(f"{graph.file_name}: {line}")


if __name__ == "__main__":
    sys.exit(main())
