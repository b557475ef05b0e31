"""Before and after as a picture: `python -m export.spectrogram RECIPE OUT.png`.

One row each of what goes in, what the model makes of it, and the same music on real (FluidSynth's) strings;
0 to 5 kHz from bottom to top, 70 dB from black to white in 16 steps (a small file).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from export.data.sounds import Sound, levelled
from export.sound_quality import held_out_takes, translated

SHOWN = ("singing", "claudia-ih", "BWV_863-0")
"""Takes that are shown, side by side."""


def spectrogram(sound: Sound, sample_rate: int, top_hz: float = 5000.0, range_db: float = 70.0) -> NDArray[np.uint8]:
    """Grey picture of a sound, low at the bottom. Shape: (frames,) -> (bins, columns)."""
    size, hop = 2048, 360
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(levelled(sound), size // 2), size)[::hop]
    power = np.abs(np.fft.rfft(windows * np.hanning(size), axis=1))[:, : int(top_hz / sample_rate * size)] ** 2
    power_db = 10.0 * np.log10(power + 1e-9)
    grey = (power_db - power_db.max()) / range_db + 1.0
    return (np.round(np.clip(grey, 0.0, 1.0) * 15.0) * 17.0).astype(np.uint8).T[::-1]


def beside(columns: Sequence[Sequence[NDArray[np.uint8]]], gap: int = 6) -> NDArray[np.uint8]:
    """Pictures in columns, a white line between."""
    stacked = []
    for column in columns:
        width = min(picture.shape[1] for picture in column)
        cut = [np.pad(picture[:, :width], ((0, gap), (0, gap)), constant_values=255) for picture in column]
        stacked.append(np.concatenate(cut))
    return np.concatenate(stacked, axis=1)


def main(arguments: list[str]) -> int:
    """Draw the takes of a recipe's model file."""
    from export.data.mel import LIVE
    from export.systems.timbre import Timbre
    from export.timbre_stage import sound_plan
    from export.to_onnx import runner
    from export.train import Recipe

    name, out = arguments
    system = Timbre(Recipe.load(name), 0)
    run, plan = runner(str(Path("models") / f"{name}.onnx")), sound_plan(system.graph())
    columns = []
    for take in held_out_takes(system.sources()):
        if take.name in SHOWN and take.given is not None and take.wanted is not None:
            start, rate = LIVE.sample_rate, LIVE.sample_rate
            sounds = (take.given, translated(run, plan, take.given), take.wanted)
            columns.append([spectrogram(x[start : start + 4 * rate], rate) for x in sounds])
    Image.fromarray(beside(columns)).save(out, optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
