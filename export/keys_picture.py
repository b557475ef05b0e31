"""Real notes and the model's as a picture: `python -m export.keys_picture RECIPE OUT.png`.

A column an instrument: three keys that it was not trained on, real above, the model's below; 0 to 8 kHz.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image

from export.data.keynotes import SAMPLE_RATE
from export.data.keyset import Instrument, is_held_out, notes_of
from export.data.sounds import Sound
from export.keys_stage import KeysPlan, plan_of, play, stage_module, struck
from export.spectrogram import beside, spectrogram
from export.systems.keys import Keys
from export.to_onnx import Run, runner
from export.train import Recipe

SHOWN_SECONDS = 1.1
"""Of each note."""


def column(run: Run, plan: KeysPlan, instrument: Instrument, place: int, every: int) -> tuple[Sound, Sound]:
    """Three held-out notes one after the other, real and made. Shape: -> (frames,) twice."""
    kept = {note.pitch: note for note in notes_of(instrument) if is_held_out(note.pitch, every)}
    keys = [sorted(kept)[int(share * (len(kept) - 1))] for share in (0.15, 0.5, 0.85)]
    frames = int(SHOWN_SECONDS * SAMPLE_RATE)
    real = [np.pad(kept[key].sound, (0, frames))[:frames] for key in keys]
    lengths = [min(SHOWN_SECONDS, len(kept[key].sound) / SAMPLE_RATE) for key in keys]
    made = [
        play(run, plan, struck(key, 0.0, length, 115.0), SHOWN_SECONDS + 0.01, {"timbre": place}).sum(1)[:frames]
        for key, length in zip(keys, lengths, strict=True)
    ]
    return np.concatenate(real), np.concatenate(made)


def main(arguments: list[str]) -> int:
    """Draw the instruments of a recipe's model file."""
    name, out = arguments
    recipe = Recipe.load(name)
    system = Keys(recipe, 0)
    plan, run = plan_of(stage_module(system.average, system.instruments)), runner(str(Path("models") / f"{name}.onnx"))
    every = int(recipe.data["held_out_every"])
    columns = [column(run, plan, one, place, every) for place, one in enumerate(system.instruments)]
    Image.fromarray(beside([[spectrogram(sound, SAMPLE_RATE, 8000.0) for sound in pair] for pair in columns])).save(
        out, optimize=True
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
