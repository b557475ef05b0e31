"""Before and after as a picture: `python -m export.before_after MODEL OUT.png FILE... [NAME=VALUE...]`.

One column a sound file: above what goes in, below what the model file makes of it, 3 s each; 0 to 8 kHz from bottom to
top, 70 dB from black to white. For a model of pictures: the picture, and every tenth picture that it makes of it.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from export.data.sounds import levelled, load_sound
from export.spectrogram import beside, spectrogram
from rtxmodal.devices.files import read_picture
from rtxmodal.stream.window import Windower
from rtxmodal.translators import Context, Translator, create

SECONDS, START = 3.0, 1.0
TOP_HZ = 8000.0
PICTURES = 4


def sound_columns(translator: Translator, paths: list[Path], values: Mapping[str, float]) -> NDArray[np.uint8]:
    """Spectrograms before and after, side by side."""
    card = translator.card
    assert card.stream is not None
    hop, rate, delay = card.stream.hop_size, card.sample_rate, card.stream.latency
    columns = []
    for path in paths:
        sound = levelled(load_sound(path, rate))
        sound = np.resize(sound, int((START + SECONDS) * rate) // hop * hop + delay // hop * hop + hop)
        state, made = translator.start(), []
        for window in Windower(card.stream, 1).windows(sound[:, None]):
            out, state = translator.translate(window, values, state)
            made.append(out[:, 0])
        first, count = int(START * rate), int(SECONDS * rate)
        pair = (sound[first : first + count], np.concatenate(made)[first + delay : first + delay + count])
        columns.append([spectrogram(one, rate, TOP_HZ)[::2] for one in pair])
    return beside(columns)


def picture_columns(translator: Translator, paths: list[Path], values: Mapping[str, float]) -> NDArray[np.uint8]:
    """Each picture, and what it becomes when it stands."""
    rows = []
    for path in paths:
        state, shown = translator.start(), []
        for number in range(10 * PICTURES):
            out, state = translator.translate(read_picture(path), values, state)
            if number % 10 == 9:
                shown.append(out)
        given = np.asarray(Image.fromarray(read_picture(path)).resize(shown[0].shape[1::-1]))
        rows.append(np.concatenate([given, *shown], axis=1))
    return np.concatenate(rows)


def main(arguments: list[str]) -> int:
    """Draw it."""
    name, out, *rest = arguments
    translator = create(name, Context(48_000, "cpu"))
    values = {parameter.id: parameter.default for parameter in translator.card.parameters}
    values |= {key: float(value) for key, _, value in (word.partition("=") for word in rest if "=" in word)}
    paths = [Path(word) for word in rest if "=" not in word]
    draw = sound_columns if translator.card.takes == "sound" else picture_columns
    Image.fromarray(draw(translator, paths, values)).save(out, optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
