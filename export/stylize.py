"""A sound in the style of another, by optimisation, as published; and pictures, heard as sound, in the style of music.

    content ──> F ─────────┐
    style ──> F ──> gram ──┴──> noise, moved by L-BFGS until its F and its gram fit ──> Griffin-Lim ──> sound

Ulyanov and Lebedev's random filters (`export.random_filters`); with a picture as content the pipeline of Hugh
O'Brien's Chaos Music: its bytes are the content, a song is the style, and the result is a picture again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize

from export.data.contents import BYTES_RATE, PICTURES, checked_sound, heard_picture, load_style
from export.data.sounds import Sound, resample
from export.random_filters import (
    ALPHA,
    FILTERS,
    KERNEL,
    SAMPLE_RATE,
    as_weights,
    draw_filters,
    find,
    gram,
    griffin_lim,
    log_magnitudes,
)
from rtxmodal.devices.files import read_picture, write_picture, write_samples, write_sound
from rtxmodal.stream.databend import from_sound, to_picture

Progress = Callable[[int, float], None]
"""Called with the iteration and its loss."""


@dataclass(frozen=True)
class Choice:
    """What decides a transfer; the defaults are the published ones."""

    alpha: float = ALPHA
    """Weight of the content; 0 makes a texture of the style alone."""
    iterations: int = 300
    """Of L-BFGS."""
    filters: int = FILTERS
    phase_iterations: int = 500
    """Of Griffin and Lim."""
    seed: int = 0
    """Of filters, start and phase."""

    def __post_init__(self) -> None:
        if self.alpha < 0.0:
            raise ValueError(f"alpha must be >= 0, got {self.alpha!r}")
        for name in ("iterations", "filters", "phase_iterations"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be >= 1, got {getattr(self, name)!r}")


@dataclass(frozen=True)
class Styled:
    """What an optimisation found."""

    spectrogram: NDArray[np.float32]
    """ln(1 + |S|), (bins, T); slightly below 0 in places, as published."""
    losses: tuple[float, ...]
    """Content and style, weighted, after each iteration; the first is that of the start."""
    content_error: float
    """The content's part, not weighted."""


def optimise(
    content: NDArray[np.float32], style: NDArray[np.float32], choice: Choice, progress: Progress = lambda *_: None
) -> Styled:
    """Find a spectrogram with the features of one and the gram of another.

    Shape:
        content: (bins, T); style: (bins, any number of frames)

    Raises:
        ValueError: either has fewer frames than a filter sees.
    """
    for name, given in (("content", content), ("style", style)):
        if given.shape[1] < KERNEL:
            raise ValueError(f"{name} must have {KERNEL} frames of 23 ms or more, got {given.shape[1]}; take more")
    weights = as_weights(draw_filters(choice.seed, content.shape[0], choice.filters))
    with torch.no_grad():
        wanted = find(torch.from_numpy(content)[None], weights)
        wanted_gram = gram(find(torch.from_numpy(style)[None], weights), style.shape[1])[0]
    parts = [0.0, 0.0]

    def loss_and_slope(flat: NDArray) -> tuple[float, NDArray]:
        x = torch.from_numpy(flat.astype(np.float32)).reshape(1, *content.shape).requires_grad_(True)
        found = find(x, weights)
        first = (found - wanted).square().sum()
        second = (gram(found, content.shape[1]) - wanted_gram).square().sum()
        (choice.alpha * first + second).backward()
        parts[:] = float(first.detach()), float(second.detach())
        assert x.grad is not None
        return choice.alpha * parts[0] + parts[1], x.grad.reshape(-1).numpy().astype(np.float64)

    start = 1e-3 * np.random.default_rng(choice.seed).standard_normal(content.size)
    losses = [loss_and_slope(start)[0]]

    def note(result: NDArray) -> None:
        losses.append(choice.alpha * parts[0] + parts[1])
        progress(len(losses) - 1, losses[-1])

    options = {"maxiter": choice.iterations}
    found = minimize(loss_and_slope, start, jac=True, method="L-BFGS-B", callback=note, options=options)
    loss_and_slope(found.x)
    return Styled(found.x.reshape(content.shape).astype(np.float32), tuple(losses), parts[0])


def stylize(content: Sound, style: Sound, choice: Choice, progress: Progress = lambda *_: None) -> Sound:
    """A sound in the style of another, both at 22 050 Hz. Shape: (frames,) -> the same."""
    styled = optimise(log_magnitudes(content), log_magnitudes(style), choice, progress)
    return griffin_lim(np.exp(styled.spectrogram) - 1.0, choice.phase_iterations, choice.seed, len(content))


def stylize_files(
    content: Path, style: Path, out: Path, choice: Choice, progress: Progress, seconds: float = 0.0
) -> list[Path]:
    """Stylize a sound file, or a picture by way of its bytes.

    Args:
        content: sound or picture.
        style: sound or picture, of any length from a second on.
        out: wav or flac; of a picture png, and beside it NAME-readable.wav and NAME-transferred.wav.
        choice: how.
        progress: called after each iteration.
        seconds: no more than the first so many of the content; 0 for all.

    Returns:
        The files written.

    Raises:
        ValueError: a file that is refused; nothing is written.
    """
    if content.suffix.lower() in PICTURES:
        return _stylize_picture(content, style, out, choice, progress)
    if out.suffix.lower() not in (".wav", ".flac"):
        raise ValueError(f"--out of a sound must end in .wav or .flac, got {out.name!r}")
    given = checked_sound(content)
    given = given[: int(seconds * SAMPLE_RATE)] if seconds else given
    _write(out, stylize(given, load_style(style), choice, progress))
    return [out]


def _stylize_picture(content: Path, style: Path, out: Path, choice: Choice, progress: Progress) -> list[Path]:
    if out.suffix.lower() not in PICTURES:
        raise ValueError(f"--out of a picture must be a picture, got {out.name!r}; end it in .png")
    picture = read_picture(content)
    readable = heard_picture(picture, content)
    styled = stylize(resample(readable, BYTES_RATE, SAMPLE_RATE), load_style(style), choice, progress)
    back = resample(styled, SAMPLE_RATE, BYTES_RATE)
    data = from_sound(back, picture.size)  # exactly as many bytes: the rate is converted, the end cut or filled
    paths = [out.with_name(f"{out.stem}-readable.wav"), out.with_name(f"{out.stem}-transferred.wav"), out]
    write_samples(paths[0], readable, BYTES_RATE, 8)
    _write(paths[1], styled)
    write_picture(out, to_picture(data, picture.shape[1], picture.shape[0]))
    return paths


def _write(path: Path, sound: Sound) -> None:
    """Into both channels, no louder than a file holds."""
    write_sound(path, np.repeat(safe(sound)[:, None], 2, axis=1), SAMPLE_RATE)


def safe(sound: Sound, peak: float = 0.9) -> Sound:
    """The sound with its peak no higher than that."""
    return sound * np.float32(min(1.0, peak / max(float(np.abs(sound).max(initial=0.0)), 1e-6)))
