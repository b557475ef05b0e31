"""Before and after as a picture: `python -m export.cycle_sheet RECIPE`, of files that were not trained on.

For each model file of the recipe, beside it: restylers in rows of photo, filter, and what the file makes of both;
between pictures and sound in rows of picture and spectrogram, what goes in on the left.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from export.data import codecs
from export.data.domains import SOUND_RATE, Domain
from export.data.sounds import load_sound
from export.spectrogram import spectrogram
from export.train import Recipe
from rtxmodal.card import read_card
from rtxmodal.devices.files import read_picture
from rtxmodal.stream.stages import fit_channels
from rtxmodal.translators import Context
from rtxmodal.translators.onnx import OnnxTranslator, load

ROWS, SEED = 6, 5
SECONDS = 3.0
HEIGHT = 128


def restyled(file: OnnxTranslator, domains: tuple[Domain, Domain]) -> NDArray[np.uint8]:
    """Photo and its likeness, photo through the filter and its likeness; two photos a row."""
    given = []
    for domain in domains:
        squares = domain.held_out().draw(2 * ROWS, np.random.default_rng(SEED))
        given.append([codecs.picture_of_square(square) for square in squares])
    columns = [picture for pictures in given for picture in (pictures, [_made(file, one) for one in pictures])]
    rows = [np.concatenate([column[row] for column in columns], axis=1) for row in range(2 * ROWS)]
    halves = [np.concatenate(rows[half::2]) for half in (0, 1)]
    return np.concatenate([halves[0], np.full((len(halves[0]), 8, 3), 255, np.uint8), halves[1]], axis=1)


def drawn(file: OnnxTranslator, sounds: Domain) -> NDArray[np.uint8]:
    """Spectrograms of sounds, and what the file has drawn half-way and at their ends."""
    rows = []
    assert file.card.stream is not None
    hop = file.card.stream.hop_size
    for path in sounds.held_out().files()[:ROWS]:
        sound = np.resize(load_sound(path, SOUND_RATE), int(SECONDS * SOUND_RATE))[:, None]
        state, pictures = file.start(), []
        for start in range(0, len(sound) - hop, hop):
            picture, state = file.translate(fit_channels(sound[start : start + hop], 2), _defaults(file), state)
            pictures.append(picture)
        rows.append(_row([_spectrum(sound[:, 0]), *(pictures[len(pictures) * part // 4 - 1] for part in (1, 2, 3, 4))]))
    return np.concatenate(rows)


def read(file: OnnxTranslator, pictures: Domain) -> NDArray[np.uint8]:
    """Pictures, and spectrograms of what the file reads from them in one go."""
    rows = []
    for path in pictures.held_out().files()[:: max(1, len(pictures.held_out().files()) // ROWS)][:ROWS]:
        state, hops = file.start(), []
        for _ in range(int(SECONDS * SOUND_RATE) // 2048):
            hop, state = file.translate(read_picture(path), _defaults(file), state)
            hops.append(hop)
        picture = codecs.picture_of_square(codecs.square_of_picture(read_picture(path), HEIGHT))
        rows.append(_row([picture, _spectrum(np.concatenate(hops).mean(1))]))
    return np.concatenate(rows)


def _made(file: OnnxTranslator, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    made: NDArray[np.uint8] = file.translate(picture, _defaults(file), file.start())[0]
    return made


def _defaults(file: OnnxTranslator) -> dict[str, float]:
    return {parameter.id: parameter.default for parameter in file.card.parameters}


def _spectrum(sound: NDArray[Any]) -> NDArray[np.uint8]:
    grey = Image.fromarray(spectrogram(sound, SOUND_RATE, 10_000.0)).resize((2 * HEIGHT, HEIGHT))
    return np.repeat(np.asarray(grey)[..., None], 3, axis=2)


def _row(pictures: list[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    gap = np.full((HEIGHT, 4, 3), 255, np.uint8)
    whole = np.concatenate([part for picture in pictures for part in (picture, gap)], axis=1)
    return np.concatenate([whole, np.full((4, whole.shape[1], 3), 255, np.uint8)])


def main(arguments: list[str]) -> int:
    """Draw the sheets of a recipe's model files."""
    recipe = Recipe.load(arguments[0])
    models = Path(arguments[1] if len(arguments) > 1 else "models")
    domains = Domain.of(recipe.data, "a"), Domain.of(recipe.data, "b")
    for path in sorted([*models.glob(f"{recipe.name}.onnx"), *models.glob(f"{recipe.name}-to-?.onnx")]):
        file, card = load(path, Context(48_000, "cpu")), read_card(path)
        assert card is not None  # it has been loaded
        ends = (card.takes, card.gives)
        if ends == ("picture", "picture"):
            sheet = restyled(file, domains)
        else:
            sheet = drawn(file, domains[1]) if ends == ("sound", "picture") else read(file, domains[0])
        Image.fromarray(sheet).quantize(256).save(path.with_suffix(".png"), optimize=True)
        print(f"wrote {path.with_suffix('.png')}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
