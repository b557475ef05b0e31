"""`python -m export list|describe|train|onnx|verify|evaluate RECIPE`: how the files in `models/` are made."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

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
        ("measure", _measure, "measure the model file's quality again; --write puts the figures into its card"),
    ):
        one = commands.add_parser(name, help=text, description=text, allow_abbrev=False)  # --b is a recipe's own
        one.add_argument("recipe", help="recipe" + described)
        one.add_argument("--runs", type=Path, default=Path("runs"), help="folder of the training runs (default: runs)")
        one.set_defaults(command=command)
        if name == "train":
            _add_training(one)
        if name == "measure":
            one.add_argument("--write", action="store_true", help="put the figures into the file's card")
        if name in ("onnx", "verify", "measure"):
            one.add_argument("--models", type=Path, default=MODELS, help="folder of the model files (default: models)")
    _add_evaluate(commands.add_parser("evaluate", help="a file through a trained CycleGAN and back, as published"))
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
    biggan = commands.add_parser("biggan", help="a public BigGAN-deep checkpoint as a model file")
    biggan.add_argument("weights", type=Path, help="pytorch_model.bin, 128, 256 or 512 px, or its folder")
    biggan.add_argument("--name", help="of the model (default: biggan-deep-SIZE)")
    biggan.add_argument("--names", type=Path, metavar="FILE", help="text with the name of each class in a line")
    biggan.add_argument("--models", type=Path, default=MODELS, help="folder of the model files (default: models)")
    biggan.set_defaults(command=_biggan)
    _add_stylize(commands.add_parser("stylize", help="a sound or a picture in the style of another, by optimisation"))
    _add_dream(commands.add_parser("dream", help="DeepDream on a sound packed as a picture, or on a picture"))
    dreamer = commands.add_parser("dreamer", help="a network of torchvision's as a dream of pictures for the stage")
    dreamer.add_argument("net", help="googlenet, inception_v3 or vgg16")
    dreamer.add_argument("--weights", type=Path, required=True, help="file of its ImageNet weights")
    dreamer.add_argument("--side", type=int, default=128, help="pixels of the picture (128)")
    dreamer.add_argument("--models", type=Path, default=MODELS, help="folder of the model files (default: models)")
    dreamer.set_defaults(command=_dreamer)
    return parser


def _add_training(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--minutes", type=float, default=math.inf, help="stop after this time (default: at the recipe's steps)"
    )
    parser.add_argument("--steps", type=int, help="stop at this step (default: the recipe's)")
    parser.add_argument("--threads", type=int, help="CPU threads (default: torch's; take 1 on a shared machine)")
    parser.add_argument("--device", default="cpu", help="torch device (default: cpu)")
    parser.add_argument("--begin", type=Path, help="checkpoint of a like network that a new run begins with")
    parser.add_argument("--sample-minutes", type=float, default=10.0, help="time between samples (default: 10)")


def _add_evaluate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("recipe", help="recipe of the system cyclegan; a name from `list` or the path of a .toml file")
    for side in "ab":
        parser.add_argument(
            f"--{side}", type=Path, metavar="FILE", help=f"picture, sound or MIDI file of domain {side}"
        )
    parser.add_argument("--out", type=Path, default=Path(), help="folder to write to (default: here)")
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="folder of the training runs (default: runs)")
    parser.add_argument("--published", action="store_true", help="rolls a sixteenth too early, as the published reader")
    parser.set_defaults(command=_evaluate)


def _add_stylize(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("content", type=Path, help="sound, or a picture whose bytes are heard")
    parser.add_argument("style", type=Path, help="sound or picture, from a second on; may be shorter than the content")
    parser.add_argument("--out", type=Path, required=True, help="wav or flac; of a picture png")
    parser.add_argument("--alpha", type=float, default=1e-2, help="weight of the content (0.01); 0: style alone")
    parser.add_argument("--iterations", type=int, default=300, help="of L-BFGS (300)")
    parser.add_argument("--filters", type=int, default=4096, help="random filters (4096); fewer are quicker")
    parser.add_argument("--griffin-lim", type=int, default=500, help="iterations of the phase (500)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=0.0, help="no more than the first so many of a sound")
    parser.set_defaults(command=_stylize)


def _add_dream(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("given", metavar="IN", type=Path, help="sound or picture")
    parser.add_argument("out", metavar="OUT", type=Path, help="wav or flac, or a picture")
    parser.add_argument("--net", default="dream-pictures", help="a recipe of ours, or googlenet, inception_v3, vgg16")
    parser.add_argument("--weights", type=Path, help="file of the ImageNet weights of a torchvision network")
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="folder of the training runs (default: runs)")
    parser.add_argument("--layers", type=int, nargs="+", default=[2], help="what is dreamt of (2)")
    parser.add_argument("--steps", type=int, default=50, help="of each octave (50)")
    parser.add_argument("--size", type=float, default=0.01, help="of a step (0.01)")
    parser.add_argument("--octaves", type=int, nargs=2, default=[-2, 2], metavar=("FROM", "TO"), help="(-2 2)")
    parser.add_argument("--scale", type=float, default=1.3, help="between octaves (1.3)")
    parser.add_argument("--jitter", type=int, default=32, help="pixels (32)")
    parser.add_argument("--order", default="planar", help="planar or interleaved")
    parser.add_argument("--canvas", default="412x500", metavar="HEIGHTxWIDTH", help="(412x500)")
    parser.add_argument("--guide", type=Path, help="sound or picture that is dreamt towards")
    parser.add_argument("--bits", type=int, default=32, help="8 as published, or 32 (floats)")
    parser.add_argument("--gain-db", type=float, default=-12.0, help="of the sound that is written (-12)")
    parser.add_argument("--seed", type=int, default=0)
    parser.set_defaults(command=_dream)


def _list(_: argparse.Namespace) -> None:
    from export.train import RUNS, Recipe, recipe_names

    for name in recipe_names():
        recipe = Recipe.load(name)
        trained = "checkpoint" if (RUNS / name / "checkpoint.pt").is_file() else "-"
        written = "model file" if [*MODELS.glob(f"{name}.onnx"), *MODELS.glob(f"{name}-to-?.onnx")] else "-"
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
        Options(
            options.minutes,
            options.steps,
            options.device,
            options.runs,
            sample_minutes=options.sample_minutes,
            begin=options.begin,
        ),
    )
    print(f"{recipe.name}: {done} of {recipe.steps} steps; checkpoint, log and samples in {options.runs / recipe.name}")


def _stylize(options: argparse.Namespace) -> None:
    from tqdm import tqdm

    from export.stylize import Choice, stylize_files

    choice = Choice(options.alpha, options.iterations, options.filters, options.griffin_lim, options.seed)
    with tqdm(total=options.iterations, desc="L-BFGS") as bar:

        def progress(done: int, loss: float) -> None:
            bar.set_postfix(loss=f"{loss:.3g}", refresh=False)
            bar.update(done - bar.n)

        written = stylize_files(options.content, options.style, options.out, choice, progress, options.seconds)
    for path in written:
        print(f"wrote {path}")


def _dream(options: argparse.Namespace) -> None:
    from tqdm import tqdm

    from export.dream import Choice
    from export.dreamers import dream_file, network

    height, _, width = options.canvas.lower().partition("x")
    if not (height.isdecimal() and width.isdecimal() and int(height) * int(width)):
        raise ValueError(f"--canvas must be written HEIGHTxWIDTH, got {options.canvas!r}")
    choice = Choice(
        tuple(options.layers),
        options.steps,
        options.size,
        tuple(range(options.octaves[0], options.octaves[1] + 1)),
        options.scale,
        options.jitter,
        options.seed,
        options.order,
        (int(height), int(width)),
        options.bits,
    )
    net = network(options.net, options.weights, options.runs)
    choice = replace(choice, smallest=net.smallest)
    with tqdm(total=1.0, desc="dreaming", bar_format="{desc}: {percentage:3.0f}% |{bar}| {elapsed}") as bar:
        dream_file(
            options.given,
            options.out,
            net.found,
            choice,
            options.guide,
            options.gain_db,
            lambda done, steps: bar.update(done / steps - bar.n),
        )
    print(f"wrote {options.out}")


def _dreamer(options: argparse.Namespace) -> None:
    from export.dreamers import foreign_graph
    from export.to_onnx import write

    print(f"wrote {write(foreign_graph(options.net, options.weights, options.side), options.models)}")


def _trained(options: argparse.Namespace, wanted: str = "") -> Any:
    """The recipe's system with the weights of its run; only of the system `wanted` where one is named."""
    from export.train import Recipe, build_system, load_checkpoint

    recipe = Recipe.load(options.recipe)
    if wanted not in ("", recipe.system):
        raise ValueError(f"the recipe must be of the system {wanted}, got {recipe.system!r}; name another")
    system = build_system(recipe)
    if not load_checkpoint(system, recipe, options.runs):
        raise ValueError(
            f"{recipe.name} must be trained, got no checkpoint in {options.runs}; "
            f"run `python -m export train {options.recipe}`"
        )
    return system


def _onnx(options: argparse.Namespace) -> None:
    from export.to_onnx import write

    for graph in _trained(options).export():
        print(f"wrote {write(graph, options.models)}")


def _biggan(options: argparse.Namespace) -> None:
    from export.biggan import export_biggan

    print(f"wrote {export_biggan(options.weights, options.models, options.name, options.names)}")


def _convert(options: argparse.Namespace) -> None:
    from export.convert import convert_file

    system = _trained(options, "travelgan")
    convert_file(system.folded(), options.given, options.out, options.inversion)
    print(f"wrote {options.out}")


def _evaluate(options: argparse.Namespace) -> None:
    from export.evaluate import evaluate

    given = {side: path for side, path in (("a", options.a), ("b", options.b)) if path}
    for path in evaluate(_trained(options, "cyclegan"), given, options.out, options.published):
        print(f"wrote {path}")


def _verify(options: argparse.Namespace) -> None:
    from export.to_onnx import verify
    from export.train import Recipe, build_system, load_checkpoint

    recipe = Recipe.load(options.recipe)
    system = build_system(recipe)
    steps = load_checkpoint(system, recipe, options.runs)
    for graph in system.export():
        for line in verify(graph, options.models, trained=bool(steps)):
            print(f"{graph.file_name}: {line}")


def _measure(options: argparse.Namespace) -> None:
    from export.measuring import measure_file
    from export.train import Recipe, build_system

    for graph in build_system(Recipe.load(options.recipe)).export():
        for name, figure in measure_file(graph, options.models, options.write).items():
            print(f"{graph.file_name}: {name:32} {figure:8.4f}")


if __name__ == "__main__":
    sys.exit(main())
