"""A drawing of what GANterpretations found in a piece: spectrogram, variation, its mean, the inflection points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from rtxmodal.stream.features import HOP_SIZE, WINDOW_SIZE, power_spectra
from rtxmodal.stream.itinerary import Survey

WIDTH, SPECTROGRAM, CURVE = 1600, 258, 320  # pixels; 2 a bin
LEFT, RIGHT, TOP, GAP, BOTTOM = 70, 30, 132, 16, 44
PAPER, INK, FAINT, LINE, POINT = (252, 252, 250), (40, 40, 46), (214, 218, 224), (32, 92, 178), (206, 62, 40)
RANGE_DB = 80.0
TICKS_SECONDS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0)
MOST_TICKS = 12


def draw_survey(seen: Survey, sound: np.ndarray, sample_rate: int, names: Sequence[str]) -> np.ndarray:
    """The drawing; each point a line with its class's name.

    Shape: sound (frames,) -> (height, width, 3) uint8
    """
    below = TOP + SPECTROGRAM + GAP
    height = below + CURVE + BOTTOM
    sheet = Image.new("RGB", (WIDTH, height), PAPER)
    sheet.paste(_spectrogram(sound, sample_rate), (LEFT, TOP))
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(15)
    columns = len(seen.mean)
    inside = WIDTH - LEFT - RIGHT
    across = LEFT + np.linspace(0.0, inside - 1.0, columns)
    top = float(seen.mean.max()) or 1.0
    _draw_curves(pen, seen, across, (below, CURVE), top)
    for column, name in zip(seen.points, names or [""] * len(seen.points), strict=True):
        pen.line([(across[column], TOP), (across[column], below + CURVE)], POINT, 1)
        pen.ellipse([across[column] - 4, below + CURVE * (1 - seen.mean[column] / top) - 4,
                     across[column] + 4, below + CURVE * (1 - seen.mean[column] / top) + 4], POINT)  # fmt: skip
        _write_up(sheet, name, round(across[column]))
    pen.rectangle([LEFT, below, WIDTH - RIGHT - 1, below + CURVE], outline=INK)
    pen.text((LEFT - 8, TOP), f"{sample_rate / 2000:g}\nkHz", INK, font, anchor="ra", align="right")
    pen.text((LEFT - 8, TOP + SPECTROGRAM), "0", INK, font, anchor="rs")
    pen.text((LEFT - 8, below), f"{top:.2g}", INK, font, anchor="rt")
    pen.text((LEFT - 8, below + CURVE), "0", INK, font, anchor="rs")
    seconds = columns * HOP_SIZE / sample_rate
    for tick in _ticks(seconds):
        at = LEFT + tick / seconds * inside
        pen.line([(at, below + CURVE), (at, below + CURVE + 5)], INK)
        pen.text((at, below + CURVE + 9), f"{tick:g} s", INK, font, anchor="ma")
    return np.asarray(sheet)


def _draw_curves(pen: ImageDraw.ImageDraw, seen: Survey, across: np.ndarray, box: tuple[int, int], top: float) -> None:
    """The variation of each column, faint, as far as it fits, and its mean."""
    below, height = box
    for at, value in zip(across[1:], seen.variation, strict=True):
        pen.line([(at, below + height), (at, below + height * (1 - min(1.0, value / top)))], FAINT)
    pen.line([(at, below + height * (1 - value / top)) for at, value in zip(across, seen.mean, strict=True)], LINE, 2)


def _spectrogram(sound: np.ndarray, sample_rate: int) -> Image.Image:
    """Grey levels by decibels below the loudest, a column of pixels for the spectrum at its place."""
    starts = np.linspace(0, len(sound) - WINDOW_SIZE, WIDTH - LEFT - RIGHT).astype(int)
    power = np.stack([power_spectra(sound[start : start + WINDOW_SIZE], sample_rate)[0] for start in starts], axis=1)
    decibels = 10.0 * np.log10(power + 1e-20)
    dark = np.clip(1.0 + (decibels - decibels.max()) / RANGE_DB, 0.0, 1.0)[::-1, :, None]
    colours = (1.0 - dark) * np.array(PAPER) + dark * np.array((24, 30, 60))
    picture = Image.fromarray(colours.astype(np.uint8))
    return picture.resize((picture.width, SPECTROGRAM), Image.Resampling.NEAREST)


def _write_up(sheet: Image.Image, name: str, at: int) -> None:
    """A name, standing on end above its line."""
    font = ImageFont.load_default(14)
    label = Image.new("RGB", (TOP - 8, 18), PAPER)
    ImageDraw.Draw(label).text((0, 1), name, INK, font)
    sheet.paste(label.rotate(90, expand=True), (min(max(0, at - 9), WIDTH - 18), 4))


def _ticks(seconds: float) -> np.ndarray:
    step = next((step for step in TICKS_SECONDS if seconds / step <= MOST_TICKS), 3600.0)
    return np.arange(0.0, seconds, step)
