"""Sound, notes and pictures as what the "566" CycleGAN sees: channels of a square, -1..1.

All functions are pure; `size` is the square's edge, a power of two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Square = NDArray[np.floating]
"""(channels, size, size), nominally -1..1."""
STEPS = 128
"""Columns of a roll, sixteenths: eight bars of 4/4."""
PITCHES = 128


# -- pictures -----------------------------------------------------------------------------------------------


def square_of_picture(picture: NDArray[np.uint8], size: int) -> NDArray[np.float32]:
    """Padded to a square by its mirrored edges, resized, x before y. Shape: (h, w, 3) -> (3, size, size)."""
    height, width = picture.shape[:2]
    missing = max(height, width) - np.array([height, width])
    before = missing // 2
    around = [(int(before[axis]), int(missing[axis] - before[axis])) for axis in (0, 1)]
    whole = np.pad(picture, (*around, (0, 0)), mode="symmetric")
    resized = np.asarray(Image.fromarray(whole).resize((size, size), Image.Resampling.BILINEAR))
    return (resized.transpose(2, 1, 0).astype(np.float32) / 255.0) * 2.0 - 1.0


def picture_of_square(square: Square, stretched: bool = False) -> NDArray[np.uint8]:
    """Back to a picture; a missing third channel is black. Shape: (channels, size, size) -> (size, size, 3).

    Args:
        square: one to three channels.
        stretched: darkest to black and lightest to white, as published; else -1..1 to 0..255, which does not flicker.
    """
    low, high = (float(square.min()), float(square.max())) if stretched else (-1.0, 1.0)
    grey = np.clip((square - low) / max(high - low, 1e-9) * 255.0, 0.0, 255.0)
    full = np.zeros((3, *square.shape[1:]))
    full[: len(square)] = grey[:3]
    if len(square) == 1:
        full[:] = grey
    return np.rint(full).astype(np.uint8).transpose(2, 1, 0)


# -- sound as it is -----------------------------------------------------------------------------------------


def square_of_sound(sound: Square, size: int) -> NDArray[np.floating]:
    """The first size^2 frames row by row, by the loudest of them. Shape: (channels, frames) -> (channels, size, size).

    Raises:
        ValueError: less sound.
    """
    if sound.shape[1] < size * size:
        raise ValueError(f"a square of {size} needs {size * size} frames, got {sound.shape[1]}; take a longer sound")
    cut = sound[:, : size * size].reshape(len(sound), size, size)
    return np.asarray(cut / (1e-9 + np.abs(cut).max()), sound.dtype)


def sound_of_square(square: Square) -> NDArray[np.floating]:
    """Back, the loudest frame at 1. Shape: (channels, size, size) -> (channels, size^2)."""
    sound = square.reshape(len(square), -1)
    return np.asarray(sound / max(float(np.abs(sound).max()), 1e-9), square.dtype)


# -- sound as spectra ---------------------------------------------------------------------------------------


def square_of_spectra(sound: NDArray[np.floating], size: int) -> NDArray[np.floating]:
    """Spectra of blocks of 2 * size frames: ln magnitude by ln(size), and phase by pi; high pitches first.

    Magnitude left, right, phase left, right; time before frequency; the highest bin is left out. A full-scale sine in
    the middle of a bin is 1. Shape: (2, >= 2 * size^2 frames) -> (4, size, size).

    Raises:
        ValueError: less sound.
    """
    block = 2 * size
    if sound.shape[1] < block * size:
        raise ValueError(f"{size} spectra need {block * size} frames, got {sound.shape[1]}; take a longer sound")
    spectra = np.fft.rfft(sound[:, : block * size].reshape(2, size, block), axis=2)[:, :, :size]
    magnitude = np.log(np.maximum(np.abs(spectra), 1e-30)) / np.log(size)
    both = np.concatenate([np.clip(magnitude, -1.0, 1.0), np.angle(spectra) / np.pi])
    return np.asarray(both[:, :, ::-1], sound.dtype)


def sound_of_spectra(square: Square) -> NDArray[np.floating]:
    """Back, with nothing in the highest bin; not levelled. Shape: (4, size, size) -> (2, 2 * size^2)."""
    size = square.shape[1]
    unflipped = square[:, :, ::-1].astype(np.float64)
    magnitude = np.where(unflipped[:2] <= -1.0, 0.0, np.exp(unflipped[:2] * np.log(size)))
    spectra = np.pad(magnitude * np.exp(1j * np.pi * unflipped[2:]), ((0, 0), (0, 0), (0, 1)))
    return np.asarray(np.fft.irfft(spectra, 2 * size, axis=2).reshape(2, -1), square.dtype)


# -- notes --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, order=True)
class Cell:
    """A note on the grid of sixteenths."""

    start: int
    """Step, 0.."""
    pitch: int
    """MIDI key."""
    steps: int
    """Length, >= 1."""


def roll_of_cells(cells: Iterable[Cell]) -> NDArray[np.uint8]:
    """A picture of notes, 255 where one sounds. Shape: -> (pitch 128, step 128).

    What runs past the last step is cut there. (Published, the first note that did ended the reading.)
    """
    roll = np.zeros((PITCHES, STEPS), np.uint8)
    for cell in cells:
        roll[cell.pitch, cell.start : cell.start + cell.steps] = 255
    return roll


def roll_of_spans(spans: Iterable[tuple[float, float, int]]) -> NDArray[np.uint8]:
    """A picture of notes that begin and end anywhere, grey by their share of a step. Shape: -> (pitch 128, step 128).

    Args:
        spans: start and end in steps, and pitch.
    """
    roll, at = np.zeros((PITCHES, STEPS)), np.arange(STEPS)
    for start, end, pitch in spans:
        if start < STEPS and end > 0:
            share = np.clip(np.minimum(end, at + 1) - np.maximum(start, at), 0.0, 1.0)
            roll[pitch] = np.maximum(roll[pitch], share)
    return np.rint(255.0 * roll).astype(np.uint8)


def cells_of_roll(roll: NDArray[np.uint8], published: bool = False) -> list[Cell]:
    """Notes in a roll of 0 and 255, in order. Shape: (128, 128).

    Args:
        roll: pitch before step.
        published: as the published reader, which skips the first column and counts from there: a sixteenth too early.
    """
    on = roll[:, 1 if published else 0 :] > 127
    edges = np.diff(np.pad(on, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    cells = []
    for pitch in range(PITCHES):
        starts, ends = np.flatnonzero(edges[pitch] > 0), np.flatnonzero(edges[pitch] < 0)
        cells += [Cell(int(start), pitch, int(end - start)) for start, end in zip(starts, ends, strict=True)]
    return sorted(cells)


def square_of_roll(roll: NDArray[np.uint8], size: int) -> NDArray[np.float32]:
    """Resized without smoothing, time before pitch, high pitches first. Shape: (128, 128) -> (1, size, size)."""
    resized = np.asarray(Image.fromarray(roll).resize((size, size), Image.Resampling.NEAREST))
    return (resized.T[None, :, ::-1].astype(np.float32) / 255.0) * 2.0 - 1.0


def roll_of_square(square: Square) -> NDArray[np.uint8]:
    """Back, what is lighter than Otsu's threshold is on. Shape: (1, size, size) -> (128, 128)."""
    grey = np.clip((square[0, :, ::-1].T + 1.0) * 127.5, 0.0, 255.0)
    resized = np.asarray(Image.fromarray(grey.astype(np.float32)).resize((STEPS, PITCHES), Image.Resampling.BILINEAR))
    return np.where(resized > otsu(resized), 255, 0).astype(np.uint8)


def otsu(grey: NDArray[np.floating]) -> float:
    """The level between 0 and 255 that parts dark from light best (N. Otsu, 1979); 127.5 where all are alike."""
    counts, edges = np.histogram(grey, 256, (0.0, 255.0))
    levels = 0.5 * (edges[1:] + edges[:-1])
    below = counts.cumsum()
    above = below[-1] - below
    sums = (counts * levels).cumsum()
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    between = np.nan_to_num(between, nan=0.0, posinf=0.0)
    best = np.flatnonzero(between == between.max())
    return 127.5 if between.max() <= 0.0 else float(edges[1:][best].mean())
