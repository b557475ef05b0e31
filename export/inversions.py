"""Which way from magnitudes back to sound is best, measured: `python -m export.inversions travelgan`.

Held-out pieces, as piano and as guitar. Each way gets the true mel spectrogram of strings that play the same, so that
only the way itself is judged, and then the generator's. Figure: RMS distance of the mel spectra of what came out and of
the strings, dB (`export.sound_quality.log_spectral_db`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from export.convert import INVERSIONS, seen, translate
from export.data.folders import find_folder
from export.data.mel import PUBLISHED, mel_power
from export.data.sounds import Sound, levelled, read_performance, render
from export.data.takes import HELD_OUT_PIECES, Target
from export.sound_quality import log_spectral_db
from export.systems.travelgan import Travelgan
from export.train import RUNS, Recipe, load_checkpoint

SECONDS = 12.0


def aligned(recipe: Recipe) -> Iterator[tuple[Sound, Sound]]:
    """What goes in, and the target playing the same. Shape: (frames,) twice."""
    rate, target = PUBLISHED.sample_rate, Target.of(recipe.data)
    for key in HELD_OUT_PIECES:
        path = next(path for path in sorted(find_folder(recipe.data["midi"]).rglob("*.mid")) if key in path.name)
        piece = read_performance(path)
        start = min(note.start for note in piece.notes) + 4.0
        cut = piece.cut(start, start + SECONDS)
        wanted = levelled(render(cut, target.program, rate))
        for program in recipe.data["programs"]["from"]:
            given = levelled(render(cut, program, rate))
            frames = min(len(given), len(wanted))
            yield given[:frames], wanted[:frames]


def main(arguments: list[str]) -> int:
    """Print the table."""
    recipe = Recipe.load(arguments[0])
    system = Travelgan(recipe, recipe.seed)
    load_checkpoint(system, recipe, Path(arguments[1]) if arguments[1:] else RUNS)
    generator = system.folded()
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in ("untouched", *INVERSIONS)}
    for given, wanted in aligned(recipe):
        heard, true = (seen(mel_power(sound, PUBLISHED)) for sound in (given, wanted))
        found["untouched"].append((log_spectral_db(given, wanted, PUBLISHED),) * 2)
        for name, invert in INVERSIONS.items():
            both = (invert(made, heard, given) for made in (true, translate(generator, heard)))
            one, other = (log_spectral_db(sound, wanted, PUBLISHED) for sound in both)
            found[name].append((one, other))
    print("| way | from the true mel, dB | from the generator's, dB |\n|---|---|---|")
    for name, figures in found.items():
        true_db, made_db = np.mean(figures, axis=0)
        print(f"| {name} | {true_db:.1f} | {made_db:.1f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
