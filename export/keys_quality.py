"""Figures for the card of the keys, on keys that were not trained on.

recognised        how often a classifier taught on real notes takes a key for the instrument it is set to
recognised_real   the same for the real notes that were kept from both
tuning_*_cents    worst key, in the middle of a held note, inside and outside of the range of the data
click_*_db        largest second difference at an onset, a release, a theft, over the notes' own
morph_evenness    largest step over mean step of the spectrum on the way through all timbres
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import librosa
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from export.data.folders import find_folder
from export.data.keynotes import HOP_SIZE, SAMPLE_RATE, KeyNote, demodulate, load_notes, phases, render_notes
from export.data.keyset import Instrument, is_held_out, notes_of
from export.data.sounds import Sound
from export.keys_stage import KeysPlan, play, struck
from export.nets.keystage import RAMP
from export.to_onnx import Run
from rtxmodal.notes import NoteEvent

HEARD_SECONDS = 1.0
"""Of a note that the classifier hears; what is shorter ends in silence."""
BANDS = 64
STRANGERS = (0, 11, 19, 22)
"""General MIDI programs that are none of them: piano, vibraphone, church organ, harmonica."""


class Ear(nn.Module):
    """A small convolutional classifier of the first second of a note."""

    def __init__(self, classes: int, channels: int = 48) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv1d(BANDS, channels, 5, stride=2),
            nn.BatchNorm1d(channels),
            nn.ReLU(),
            nn.Conv1d(channels, channels, 5, stride=2),
            nn.ReLU(),
        )
        self.last = nn.Sequential(nn.Dropout(0.3), nn.Linear(2 * channels, classes))

    def forward(self, x: Tensor) -> Tensor:
        """Shape: (batch, BANDS, windows), dB -> (batch, classes)."""
        x = (x - x.amax((1, 2), keepdim=True)).clamp(min=-60.0) / 30.0 + 1.0
        x = self.layers(x)
        return self.last(torch.cat([x.mean(2), x.amax(2)], 1))


def heard(sound: Sound) -> NDArray[np.float32]:
    """What the ear is given of a note. Shape: (frames,) -> (BANDS, windows), dB."""
    size = int(HEARD_SECONDS * SAMPLE_RATE)
    cut = np.pad(sound[:size], (0, max(0, size - len(sound))))
    power = librosa.feature.melspectrogram(y=cut, sr=SAMPLE_RATE, n_fft=2048, hop_length=512, n_mels=BANDS, fmax=14000)
    return (10.0 * np.log10(power + 1e-8)).astype(np.float32)


@dataclass(frozen=True)
class Real:
    """Real notes as the ear is given them."""

    pictures: NDArray[np.float32]
    """Shape: (notes, BANDS, windows)"""
    labels: NDArray[np.int64]
    """Place of the instrument; one more than there are: a stranger. Shape: (notes,)"""
    kept: NDArray[np.bool_]
    """Whether the key is held out. Shape: (notes,)"""


def real_notes(instruments: Sequence[Instrument], every: int) -> Real:
    """All notes of the instruments, and strangers: the other folders beside theirs, and some rendered."""
    rows = [(note, place) for place, one in enumerate(instruments) for note in notes_of(one)]
    rows += [(note, len(instruments)) for note in _strangers(instruments)]
    return Real(
        np.stack([heard(note.sound) for note, _ in rows]),
        np.array([label for _, label in rows]),
        np.array([is_held_out(note.pitch, every) for note, _ in rows]),
    )


def _strangers(instruments: Sequence[Instrument]) -> Iterator[KeyNote]:
    own = {find_folder(one.folder) for one in instruments if one.folder}
    for folder in sorted({path.parent for path in own}):
        for beside in sorted(path for path in folder.iterdir() if path.is_dir() and path not in own):
            yield from load_notes(beside, decays=False, every=3)
    for program in STRANGERS:
        if program not in {one.program for one in instruments if not one.folder}:
            yield from render_notes(program, 45, 85, seconds=1.2)


def train_ear(real: Real, classes: int, steps: int = 700, seed: int = 3) -> Ear:
    """Teach an ear on the notes that are not kept, each class as often, equalised and shifted at random."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    ear = Ear(classes).train()
    optimiser = torch.optim.Adam(ear.parameters(), 1e-3, weight_decay=1e-4)
    places = [np.flatnonzero((real.labels == label) & ~real.kept) for label in range(classes)]
    bands = np.linspace(-1.0, 1.0, BANDS)[:, None]
    for _ in range(steps):
        labels = rng.integers(classes, size=48)
        batch = []
        for label in labels:
            picture = real.pictures[rng.choice(places[label])]
            tilt = rng.normal(0.0, 4.0) * bands + rng.normal(0.0, 2.0) * np.cos(np.pi * bands * rng.uniform(0.5, 3.0))
            noise = 10.0 * np.log10(10.0 ** (picture / 10.0) + 10.0 ** ((picture.max() - rng.uniform(45, 90)) / 10.0))
            moved = np.roll(noise + tilt, int(rng.integers(-2, 3)), axis=0)
            batch.append(np.roll(moved, int(rng.integers(0, 4)), axis=1))
        given = torch.from_numpy(np.stack(batch).astype(np.float32))
        loss = functional.cross_entropy(ear(given), torch.from_numpy(labels))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return ear.eval()


def judged(ear: Ear, pictures: NDArray[np.float32]) -> NDArray[np.int64]:
    """The class that an ear hears in each. Shape: (notes, BANDS, windows) -> (notes,)."""
    with torch.no_grad():
        return ear(torch.from_numpy(pictures)).argmax(1).numpy()


def detuning_cents(sound: Sound, key: int) -> float:
    """How far a steady sound's mean pitch is above its key, from the turning of its harmonics."""
    nominal = 440.0 * 2.0 ** ((key - 69) / 12.0)
    hops = len(sound) // 256 - 1
    course = np.zeros(hops)
    for _ in range(2):
        phase = phases(nominal, course, len(sound))
        count = int(np.clip(14000.0 // nominal, 1, 8))
        parts = demodulate(sound, phase, np.arange(1, count + 1), nominal, hops, periods=4.0)
        turned = np.angle(parts[9:] * parts[1:-8].conj()) / (2.0 * np.pi * 8.0)
        relative = turned * SAMPLE_RATE / 256.0 / (np.arange(1, count + 1) * nominal)
        weight = np.abs(parts[9:]) ** 2
        course = course + 1200.0 * np.log2(1.0 + (relative * weight).sum() / weight.sum())
    return float(course.mean())


def roughness_db(sound: Sound, at: int, before: int, after: int) -> float:
    """Largest second difference around a moment over the largest in the quarter second round it, dB."""
    bend = np.abs(np.diff(sound, 2))
    near = bend[max(0, at - before) : at + after].max()
    rest = np.concatenate([bend[max(0, at - 12000) : max(0, at - before)], bend[at + after : at + 12000]])
    return float(20.0 * np.log10((near + 1e-7) / (rest.max() + 1e-7)))


Player = Callable[[Sequence[NoteEvent], float, Mapping[str, float]], Sound]


def measure(run: Run, plan: KeysPlan, instruments: Sequence[Instrument], every: int) -> dict[str, float]:
    """All figures of one ONNX file."""

    def sound_of(events: Sequence[NoteEvent], seconds: float, parameters: Mapping[str, float]) -> Sound:
        return play(run, plan, events, seconds, parameters).sum(1)

    figures = recognition(sound_of, instruments, every) if every else {}
    figures |= tuning(sound_of, instruments) | clicks(sound_of, len(instruments))
    return figures | (morph(sound_of, len(instruments)) if len(instruments) > 1 else {})


def recognition(sound_of: Player, instruments: Sequence[Instrument], every: int) -> dict[str, float]:
    """Shares heard for what they are, of the model's notes and of real ones, on keys that were kept."""
    real = real_notes(instruments, every)
    ear = train_ear(real, len(instruments) + 1)
    known = real.kept & (real.labels < len(instruments))
    figures = {"recognised_real": float((judged(ear, real.pictures[known]) == real.labels[known]).mean())}
    shares = []
    for place, instrument in enumerate(instruments):
        keys = sorted({note.pitch for note in notes_of(instrument) if is_held_out(note.pitch, every)})
        notes = [struck(key, 0.0, HEARD_SECONDS, 110.0) for key in keys]
        made = [heard(sound_of(note, HEARD_SECONDS, {"timbre": place})) for note in notes]
        shares.append(float((judged(ear, np.stack(made)) == place).mean()))
        figures[f"recognised_{instrument.name}"] = shares[-1]
    return {name: round(share, 3) for name, share in (figures | {"recognised": float(np.mean(shares))}).items()}


def tuning(sound_of: Player, instruments: Sequence[Instrument]) -> dict[str, float]:
    """The worst key of all instruments, 21 to 108, inside and outside of what was recorded."""
    inside, outside = [0.0], [0.0]
    for place, instrument in enumerate(instruments):
        recorded = [note.pitch for note in notes_of(instrument)]
        for key in range(21, 109):
            sound = sound_of(struck(key, 0.0, 1.0), 0.8, {"timbre": place})[int(0.25 * SAMPLE_RATE) :]
            (inside if min(recorded) <= key <= max(recorded) else outside).append(abs(detuning_cents(sound, key)))
    return {"tuning_inside_cents": round(max(inside), 2), "tuning_outside_cents": round(max(outside), 2)}


def clicks(sound_of: Player, count: int) -> dict[str, float]:
    """The roughest onset, release and theft of all instruments."""
    worst = {"onset": -99.0, "release": -99.0, "theft": -99.0}
    moments = {"onset": 0.5037, "release": 1.3, "theft": 1.0011}
    at = {name: int(seconds * SAMPLE_RATE) for name, seconds in moments.items()}
    for place in range(count):
        for key in (30, 48, 60, 72, 90):
            sound = sound_of(struck(key, 0.5037, 1.3), 2.0, {"timbre": place})
            worst["onset"] = max(worst["onset"], roughness_db(sound, at["onset"], RAMP, RAMP))
            worst["release"] = max(worst["release"], roughness_db(sound, at["release"], HOP_SIZE, 2 * HOP_SIZE))
        chord = [event for key in range(40, 56) for event in struck(key, 0.0, 3.0)]
        sound = sound_of([*chord, *struck(67, 1.0011, 3.0)], 1.6, {"timbre": place})
        worst["theft"] = max(worst["theft"], roughness_db(sound, at["theft"], HOP_SIZE, HOP_SIZE))
    return {f"click_{name}_db": round(value, 1) for name, value in worst.items()}


def morph(sound_of: Player, count: int, steps: int = 24) -> dict[str, float]:
    """How even the way through all timbres is, by the mean spectrum of a held note."""
    places = np.linspace(0.0, count - 1.0, steps)
    made = [heard(sound_of(struck(60, 0.0, 1.0), 1.0, {"timbre": float(p), "variation": 0.0})) for p in places]
    floor = max(picture.max() for picture in made) - 60.0
    spectra = np.stack([np.maximum(picture, floor).mean(1) for picture in made])
    ways = np.abs(np.diff(spectra, axis=0)).mean(1)
    return {"morph_evenness": round(float(ways.max() / ways.mean()), 2)}


def main(arguments: list[str]) -> int:
    """Print every figure of a model file: `python -m export.keys_quality RECIPE`."""
    from export.keys_stage import plan_of, stage_module
    from export.systems.keys import Keys
    from export.to_onnx import runner
    from export.train import Recipe

    recipe = Recipe.load(arguments[0])
    system = Keys(recipe, 0)
    run = runner((Path("models") / f"{recipe.name}.onnx").read_bytes())
    plan = plan_of(stage_module(system.average, system.instruments))
    for name, value in measure(run, plan, system.instruments, int(recipe.data.get("held_out_every", 0))).items():
        print(f"{name:24} {value}")
    return 0


if __name__ == "__main__":
    import sys

    sys.exit(main(sys.argv[1:]))
