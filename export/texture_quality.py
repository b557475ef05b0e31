"""How well a live texture does what the optimisation does, by the loss of both, on a sound not trained on.

    style     sum (G - G_style)^2 / sum G_style^2        content    sum (F - F_content)^2 / sum F_content^2

both with all 4096 filters on the published spectrogram of the sound that comes out. `python -m export.texture_quality
RECIPE [ITERATIONS]` prints them for the model file, the input untouched, and the optimisation itself.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch

from export.data.contents import load_style
from export.data.folders import find_folder
from export.data.sounds import Sound, levelled, load_sound
from export.nets.texture import SETTINGS, Texture
from export.random_filters import SAMPLE_RATE, as_weights, draw_filters, find, gram, log_magnitudes
from export.sound_checks import SoundPlan, play
from export.texture_stage import texture_plan
from export.to_onnx import Run, runner
from export.train import Recipe

SECONDS = 4.0
START = 1.0
"""Seconds of the held-out sound that are left out: a texture's loudness settles in a third of one."""


def held_out(recipe: Recipe) -> Sound:
    """The recipe's sound to be judged by, levelled, in whole hops; raises FileNotFoundError."""
    path = Path(recipe.data["held_out"])
    sound = levelled(load_sound(find_folder(str(path.parent)) / path.name, SAMPLE_RATE))
    return sound[: int((START + SECONDS) * SAMPLE_RATE) // SETTINGS.hop_size * SETTINGS.hop_size]


def judged(sound: Sound, content: Sound, style: Sound, seed: int) -> dict[str, float]:
    """Both parts of the published loss, each over its own energy. All at 22 050 Hz."""
    weights = as_weights(draw_filters(seed))
    with torch.no_grad():
        x, wanted, kind = (torch.from_numpy(log_magnitudes(one))[None] for one in (sound, content, style))
        frames = min(x.shape[2], wanted.shape[2])
        found, whole = find(x[..., :frames], weights), find(wanted[..., :frames], weights)
        target = gram(find(kind, weights), kind.shape[2])
        apart = (gram(found, frames) - target).square().sum() / target.square().sum()
        return {"style": float(apart), "content": float((found - whole).square().sum() / whole.square().sum())}


def translated(run: Run, plan: SoundPlan, sound: Sound) -> Sound:
    """A sound through the model file, its delay taken off. Shape: (frames,) -> the same."""
    late = -(-plan.delay // plan.hop_size) * plan.hop_size
    return play(run, plan, np.pad(sound, (0, late)))[plan.delay : plan.delay + len(sound)]


def measure(run: Run, module: Texture, recipe: Recipe, style: Path) -> dict[str, float]:
    """Quality figures for the card."""
    given, start = held_out(recipe), int(START * SAMPLE_RATE)
    made, seed = translated(run, texture_plan(module), given)[start:], int(recipe.schedule["filter_seed"])
    kind, content = load_style(style), given[start:]
    figures = {}
    for end, sound in (("", made), ("_input", content)):
        figures |= {f"{name}_error{end}": round(v, 4) for name, v in judged(sound, content, kind, seed).items()}
    return figures


def main(arguments: list[str]) -> int:
    """Print the table for one recipe."""
    from tqdm import tqdm

    from export.stylize import Choice, stylize
    from export.systems.texture import Texture as System

    recipe = Recipe.load(arguments[0])
    iterations = int(arguments[1]) if len(arguments) > 1 else 300
    system, seed = System(recipe, recipe.seed), int(recipe.schedule["filter_seed"])
    run = runner(str(Path("models") / f"{recipe.name}.onnx"))
    given, start = held_out(recipe), int(START * SAMPLE_RATE)
    style, content = load_style(system.style_file()), given[start:]
    rows = {
        "input untouched": content,
        "this model": translated(run, texture_plan(system.graph()), given)[start:],
    }
    with tqdm(total=iterations, desc=recipe.name) as bar:
        choice = Choice(iterations=iterations, phase_iterations=100, seed=seed)
        rows["optimisation"] = stylize(content, style, choice, lambda done, loss: bar.update(done - bar.n))
    for name, sound in rows.items():
        figures = judged(sound, content, style, seed)
        print(f"| {name} | {figures['style']:.3f} | {figures['content']:.3f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
