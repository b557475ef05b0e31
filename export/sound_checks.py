"""What a streaming sound model must pass before it is written: laws of its ONNX file, not of its training."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from export.to_onnx import Arrays, Check, Run

STREAMING = 1e-5
"""Largest allowed |streaming - offline|."""
SEAM_DB = -60.0
"""A line at the hop rate may stand out no more than this below the sound."""
SILENCE_DB = -60.0
"""Silence may come out no louder than this."""


@dataclass(frozen=True)
class SoundPlan:
    """How a streaming sound model is called."""

    hop_size: int
    """Frames a call."""
    delay: int
    """Declared latency, frames."""
    memory: Mapping[str, tuple[int, ...]]
    """Shape of each state; `NAME` goes in, `next_NAME` comes out; all start as zeros."""
    parameters: Mapping[str, float]
    """Default of each parameter."""


def play(
    run: Run, plan: SoundPlan, sound: NDArray, parameters: Mapping[str, float] | None = None
) -> NDArray[np.float32]:
    """A sound through the file, hop by hop. Shape: (frames,) -> the same; frames in whole hops."""
    values = {name: np.array([value], np.float32) for name, value in {**plan.parameters, **(parameters or {})}.items()}
    state: Arrays = {name: np.zeros(shape, np.float32) for name, shape in plan.memory.items()}
    played = []
    for hop in np.asarray(sound, np.float32).reshape(-1, 1, 1, plan.hop_size):
        given = run({"sound": hop, **values, **state})
        played.append(given["sound_out"].reshape(-1))
        state = {name: given[f"next_{name}"] for name in plan.memory}
    return np.concatenate(played)


def play_offline(
    module: nn.Module, plan: SoundPlan, sound: NDArray, parameters: Mapping[str, float] | None = None
) -> NDArray[np.float32]:
    """The same in torch, all hops in one call."""
    values = [torch.tensor([value]) for value in {**plan.parameters, **(parameters or {})}.values()]
    memory = [torch.zeros(shape) for shape in plan.memory.values()]
    with torch.no_grad():
        out: Sequence[Tensor] = module(
            torch.from_numpy(np.asarray(sound, np.float32)).reshape(1, 1, -1), *values, *memory
        )
    return out[0].reshape(-1).numpy()


def probe_sound(frames: int, seed: int = 1) -> NDArray[np.float32]:
    """A gliding voice-like tone with noise and a pause. Shape: (frames,)."""
    time = np.arange(frames) / 24000.0
    phase = 2.0 * np.pi * np.cumsum(220.0 + 60.0 * np.sin(2.0 * np.pi * 1.5 * time)) / 24000.0
    tone = sum(np.sin(k * phase) / k for k in range(1, 12)) * 0.15
    noise = np.random.default_rng(seed).standard_normal(frames) * 0.003
    return ((tone + noise) * (np.sin(2.0 * np.pi * 2.0 * time) > -0.6)).astype(np.float32)


def _named(name: str, law: Callable[[Run], None]) -> Check:
    law.__name__ = name
    return law


def streaming_equals_offline(module: nn.Module, plan: SoundPlan) -> Check:
    """A check: hop by hop in ONNX Runtime is what torch gives for the whole sound at once."""

    def law(run: Run) -> None:
        sound = probe_sound(80 * plan.hop_size)
        apart = float(np.abs(play(run, plan, sound) - play_offline(module, plan, sound)).max())
        if not apart <= STREAMING:
            raise ValueError(
                f"streaming must equal offline within {STREAMING}, got {apart:.3g}; a state is missing or wrong"
            )

    return _named("streaming_equals_offline", law)


def silence_stays_silence(plan: SoundPlan) -> Check:
    """A check: zeros in, and what follows a sound once it has rung out, are silence; all finite."""

    def law(run: Run) -> None:
        sound = np.zeros(160 * plan.hop_size, np.float32)
        sound[: 40 * plan.hop_size] = probe_sound(40 * plan.hop_size)
        played = play(run, plan, sound)
        after = float(np.abs(played[-20 * plan.hop_size :]).max())
        zeros = float(np.abs(play(run, plan, np.zeros(40 * plan.hop_size))).max())
        if not (np.isfinite(played).all() and max(after, zeros) <= 10.0 ** (SILENCE_DB / 20.0)):
            raise ValueError(
                f"silence must stay below {SILENCE_DB} dB, got peaks {zeros:.3g} and {after:.3g}; mend the gate"
            )

    return _named("silence_stays_silence", law)


def latency_is_where_an_impulse_comes_out(plan: SoundPlan) -> Check:
    """A check: with `amount` at 0 one frame comes out as one frame, exactly where declared."""

    def law(run: Run) -> None:
        place = 7 * plan.hop_size + 91
        sound = np.zeros(24 * plan.hop_size, np.float32)
        sound[place] = 0.9
        played = play(run, plan, sound, {"amount": 0.0})
        found = int(np.abs(played).argmax()) - place
        rest = float(np.abs(np.delete(played, place + plan.delay)).max())
        if found != plan.delay or rest > 1e-3:
            raise ValueError(
                f"latency must be {plan.delay} frames, got {found} with {rest:.3g} beside; declare what is measured"
            )

    return _named("latency_is_where_an_impulse_comes_out", law)


def latency_holds_for_what_is_translated(plan: SoundPlan) -> Check:
    """A check: with `amount` at 1 noise is most like its translation when that is moved by the declared latency."""

    def law(run: Run) -> None:
        sound = 0.2 * np.random.default_rng(4).standard_normal(80 * plan.hop_size)
        played = play(run, plan, sound, {"amount": 1.0, "ensemble": 0.0})
        lags = np.arange(2 * plan.delay + 1)
        size = len(sound) - len(lags)
        likeness = [abs(float(np.dot(sound[:size], played[lag : lag + size]))) for lag in lags]
        found = int(lags[int(np.argmax(likeness))])
        if found != plan.delay:
            raise ValueError(
                f"latency must be {plan.delay} frames, got {found} for translated noise; declare what is measured"
            )

    return _named("latency_holds_for_what_is_translated", law)


def no_seam_at_the_hop_rate(plan: SoundPlan, sample_rate: int) -> Check:
    """A check: a steady tone comes out without a line where hops would be heard as one, all knobs as they stand."""

    def law(run: Run) -> None:
        frames = 14 * sample_rate // plan.hop_size * plan.hop_size
        tone = 0.2 * np.sin(2.0 * np.pi * 441.3 * np.arange(frames) / sample_rate)
        seam = hop_line_db(play(run, plan, tone)[2 * sample_rate :], plan.hop_size, sample_rate)
        if not seam <= SEAM_DB:
            raise ValueError(
                f"a steady tone must come out without a line at the hop rate, {SEAM_DB} dB below it at most, "
                f"got {seam:.1f} dB; overlap the hops"
            )

    return _named("no_seam_at_the_hop_rate", law)


def hop_line_db(sound: NDArray, hop_size: int, sample_rate: int) -> float:
    """How far a line at `sample_rate / hop_size` stands out of the loudest beside it, dB of the whole sound."""
    power = np.abs(np.fft.rfft(sound * np.blackman(len(sound)))) ** 2
    place, width = round(len(sound) / hop_size), 7  # bins under the window's main lobe
    lobes = power[place - width // 2 - 6 * width :][: 13 * width].reshape(13, width).sum(1)
    above = lobes[6] - np.delete(lobes, 6).max()
    return float(10.0 * np.log10(max(above, 1e-20) / max(power.sum(), 1e-20)))
