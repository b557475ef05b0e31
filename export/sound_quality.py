"""Figures for a timbre model's card, on music that it was not trained on.

    NAME_heard          how often a classifier, trained on real and rendered sounds, hears the target, by seconds
    chroma_correlation  whether the melody is still there: pitch classes of output and input, frame by frame
    log_spectral_db     distance to the same music played by FluidSynth in that timbre

Each also for the untouched input (`_input`) and for the input with a fixed equaliser that gives it the mean
spectrum of the target (`_eq`): a model that is no better than these has learnt nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import librosa
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from export.data.crops import equaliser
from export.data.mel import MelSettings, low_delay_windows, mel_edges, mel_power, melgram, power_to_db, windows_of
from export.data.pairs import load_side
from export.data.phrases import envelope, follow, note_take
from export.data.sounds import Sound, levelled, load_sound, read_performance, render
from export.data.takes import (
    HELD_OUT_NOTES,
    HELD_OUT_PIECES,
    SINGING_TRAINED_SECONDS,
    Sources,
    Take,
    number_in,
    paired,
)
from export.sound_checks import SoundPlan, play
from export.to_onnx import Run

SECOND = 94
"""Windows that the classifier hears at a time."""


def held_out_takes(sources: Sources) -> Iterator[Take]:
    """Two pieces as piano, guitar and voice oohs, the rest of the singing clip, a vowel and an oboe."""
    rate = sources.settings.sample_rate
    for key in HELD_OUT_PIECES:
        piece = read_performance(next(path for path in sorted(sources.midi.rglob("*.mid")) if key in path.name))
        start = min(note.start for note in piece.notes) + 4.0
        piece = piece.cut(start, start + 12.0)
        wanted = render(piece, sources.target.program, rate)
        for program in (0, 24, 53):
            yield paired(f"{key}-{program}", render(piece, program, rate), wanted)
    for path in sorted((sources.audio / "singing").glob("*.*")):
        sound = levelled(load_sound(path, rate))[int(SINGING_TRAINED_SECONDS * rate) :]
        wanted = render(follow(sound, rate), sources.target.program, rate)
        wanted = np.pad(wanted, (0, max(0, len(sound) - len(wanted))))[: len(sound)]
        yield paired("singing", sound, wanted * envelope(sound, rate))
    rng = np.random.default_rng(5)
    for folder in (f for kind in ("voices", "instruments") for f in sorted((sources.audio / kind).iterdir())):
        if folder.name in HELD_OUT_NOTES:
            files = [path for path in sorted(folder.iterdir()) if number_in(path.stem) is not None]
            yield note_take(folder.name, files[:16], sources, rng)


class Ear(nn.Module):
    """A small convolutional classifier of a second of sound: the target or not, or which of several."""

    def __init__(self, bands: int = 128, channels: int = 64, answers: int = 1) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv1d(bands, channels, 5, stride=2),
            nn.BatchNorm1d(channels),
            nn.ReLU(),
            nn.Conv1d(channels, channels, 5, stride=2),
            nn.ReLU(),
        )
        self.last = nn.Sequential(nn.Dropout(0.3), nn.Linear(2 * channels, answers))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Shape: (batch, bands, windows), normalised -> (batch,), above 0 for the target."""
        return self.answers(x)[:, 0]

    def answers(self, x: torch.Tensor) -> torch.Tensor:
        """Shape: (batch, bands, windows), normalised -> (batch, answers), the largest for what is heard."""
        x = (x - x.amax((1, 2), keepdim=True)).clamp(min=-1.3) + 0.6  # 65 dB below the loudest
        x = self.layers(x)
        return self.last(torch.cat([x.mean(2), x.amax(2)], dim=1))


def train_ear(folder: Path, steps: int = 1600, seed: int = 8) -> Ear:
    """Train an ear on the takes in a folder.

    Half of the seconds get the mean spectrum of another second of either kind, so that a fixed equaliser
    cannot pass for the target: the ear has to hear how the sound moves and what lies between its harmonics.
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    sides = [load_side(folder, "given"), load_side(folder, "wanted")]
    ear = Ear().train()
    optimiser = torch.optim.Adam(ear.parameters(), 1e-3, weight_decay=1e-4)
    labels = np.arange(64) % 2
    for _ in range(steps):
        batch = np.stack([draw_second(sides[label], rng) for label in labels]).astype(np.float32)
        other = rng.permutation(64)[:, None]
        swapped = (rng.random((64, 1)) < 0.5) * (batch.mean(2)[other[:, 0]] - batch.mean(2))
        batch += 0.02 * equaliser(rng, len(batch)) + swapped[:, :, None].astype(np.float32)
        loss = functional.binary_cross_entropy_with_logits(
            ear(torch.from_numpy(batch.clip(-1.0, 1.0))), torch.from_numpy(labels).float()
        )
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return ear.eval()


def draw_second(side: Mapping[str, NDArray], rng: np.random.Generator) -> NDArray:
    """A second of one of some takes that is not silent. Shape: (bands, `SECOND`)."""
    names = sorted(side)
    for _ in range(20):
        take = side[names[int(rng.integers(len(names)))]]
        start = int(rng.integers(0, max(1, len(take) - SECOND)))
        second = take[start : start + SECOND].T
        if second.shape[1] == SECOND and second.max() > 0.0:
            return second
    return second


def share_heard(ear: Ear, sound: Sound, settings: MelSettings) -> tuple[int, int]:
    """Seconds taken for the target, and seconds that hold sound (half overlapping)."""
    seconds = seconds_of(sound, settings)
    if not seconds:
        return 0, 0
    with torch.no_grad():
        return int((ear(torch.from_numpy(np.stack(seconds))) > 0.0).sum()), len(seconds)


def seconds_of(sound: Sound, settings: MelSettings) -> list[NDArray]:
    """Half overlapping seconds that hold sound, as an ear takes them. Shape of each: (bands, `SECOND`)."""
    x = melgram(levelled(sound), settings)
    seconds = [x[:, at : at + SECOND] for at in range(0, x.shape[1] - SECOND + 1, SECOND // 2)]
    return [second for second in seconds if second.max() > 0.0]


def chroma_correlation(sound: Sound, other: Sound, sample_rate: int) -> float:
    """Mean correlation of the pitch classes of two aligned sounds where the first is loud."""
    one, two = (
        librosa.feature.chroma_stft(y=x, sr=sample_rate, n_fft=4096, hop_length=1024, tuning=0.0, norm=None)
        for x in (sound, other)
    )
    one, two = one[:, : two.shape[1]], two[:, : one.shape[1]]
    loud = one.sum(0) > 0.01 * np.percentile(one.sum(0), 95)
    one, two = (x[:, loud] - x[:, loud].mean(0) for x in (one, two))
    return float(((one * two).sum(0) / np.sqrt((one**2).sum(0) * (two**2).sum(0)).clip(1e-9)).mean())


def log_spectral_db(sound: Sound, wanted: Sound, settings: MelSettings) -> float:
    """RMS distance of two levelled sounds' mel spectra, dB, where the second is within 50 dB of its loudest."""
    a, b = (power_to_db(mel_power(levelled(x), settings)) for x in (sound, wanted))
    a, b = a[:, : b.shape[1]], b[:, : a.shape[1]]
    floor, loud = b.max() - 70.0, b.max(0) > b.max() - 50.0
    return float(np.sqrt(((np.maximum(a, floor) - np.maximum(b, floor))[:, loud] ** 2).mean(0)).mean())


def equalised(sound: Sound, target_db: NDArray, settings: MelSettings) -> Sound:
    """The sound with one fixed gain a band that gives it a mean spectrum. Shape: (frames,), (bands,) -> (frames,)."""
    power = mel_power(sound, settings).mean(1)
    gains = np.clip(target_db - power_to_db(power), -40.0, 40.0)
    bins = np.arange(settings.window_size // 2 + 1) * settings.sample_rate / settings.window_size
    gain = 10.0 ** (np.interp(bins, mel_edges(settings)[1:-1], gains) / 20.0)
    analysis, synthesis = low_delay_windows(settings.window_size, settings.synthesis_size)
    parts = np.fft.irfft(np.fft.rfft(windows_of(sound, settings) * analysis, axis=1) * gain, axis=1) * synthesis
    out, late = np.zeros(len(sound) + settings.window_size), settings.synthesis_size
    for hop, part in enumerate(parts[:, -late:]):
        out[hop * settings.hop_size : hop * settings.hop_size + late] += part
    start = late - settings.hop_size
    return levelled(out[start : start + len(sound)].astype(np.float32))


@dataclass
class Tally:
    """Sums of the figures over takes."""

    name: str
    """Of the target."""
    heard: int = 0
    seconds: int = 0
    chroma: list[float] | None = None
    distance: list[float] | None = None

    def add(self, ear: Ear, take: Take, sound: Sound, settings: MelSettings) -> None:
        """Count one take's output."""
        assert take.given is not None and take.wanted is not None
        heard, seconds = share_heard(ear, sound, settings)
        self.heard, self.seconds = self.heard + heard, self.seconds + seconds
        self.chroma = [*(self.chroma or []), chroma_correlation(take.given, sound, settings.sample_rate)]
        self.distance = [*(self.distance or []), log_spectral_db(sound, take.wanted, settings)]

    def figures(self, suffix: str) -> dict[str, float]:
        """Name to number."""
        return {
            f"{self.name}_heard{suffix}": round(self.heard / max(1, self.seconds), 3),
            f"chroma_correlation{suffix}": round(float(np.mean(self.chroma or [0.0])), 3),
            f"log_spectral_db{suffix}": round(float(np.mean(self.distance or [0.0])), 2),
        }


def measure(translate: Callable[[Sound], Sound], sources: Sources, folder: Path, takes: str = "*") -> dict[str, float]:
    """All figures of one ONNX file.

    Args:
        translate: a sound through the file, its latency taken off. Shape: (frames,) -> the same.
        sources: the data.
        folder: where `build_pairs` wrote; the classifier learns from it.
        takes: which of the held-out takes, by name; more patterns behind spaces.
    """
    settings = sources.settings
    ear = train_ear(folder)
    real = np.concatenate(
        [x for name, x in load_side(folder, "wanted").items() if name.startswith(("pieces-0", "melodies", "phrases"))]
    )
    target_db = settings.scale.denormalise(real[::10].astype(np.float64).mean(0))
    ways: dict[str, Callable[[Take], Sound]] = {
        "": lambda take: translate(take.given),
        "_input": lambda take: take.given,
        "_eq": lambda take: equalised(take.given, target_db, settings),
        "_wanted": lambda take: take.wanted,
    }
    tallies = {suffix: Tally(sources.target.name) for suffix in ways}
    for take in held_out_takes(sources):
        if not any(fnmatch(take.name, pattern) for pattern in takes.split()):
            continue
        for suffix, way in ways.items():
            tallies[suffix].add(ear, take, way(take), settings)
    return {name: value for suffix, tally in tallies.items() for name, value in tally.figures(suffix).items()}


def translated(run: Run, plan: SoundPlan, sound: Sound) -> Sound:
    """A sound through the file, its latency taken off. Shape: (frames,) -> the same."""
    padded = np.pad(sound, (0, plan.delay + (-len(sound) - plan.delay) % plan.hop_size))
    return play(run, plan, padded)[plan.delay : plan.delay + len(sound)]
