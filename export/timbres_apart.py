"""Do the timbres differ? `python -m export.timbres_apart timbre-strings timbre-brass ...` prints a table.

    heard as        what a classifier, trained to tell the rendered timbres apart, takes each model's seconds for
    centroid        mean of the spectrum's centre of gravity where it is loud, Hz
    attack          from the start of a tone to half its loudness, beyond the latency, ms

Each for the model, on the sounds that nothing was trained on, and for FluidSynth's rendering of the same music.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import librosa
import numpy as np
import torch
from torch.nn import functional

from export.data.crops import equaliser
from export.data.mel import LIVE
from export.data.pairs import load_side
from export.data.sounds import Sound
from export.sound_checks import SoundPlan
from export.sound_quality import Ear, draw_second, held_out_takes, seconds_of, translated
from export.systems.timbre import Timbre
from export.timbre_stage import sound_plan
from export.to_onnx import Run, runner
from export.train import RUNS, Recipe

RATE = LIVE.sample_rate


def train_chooser(names: Sequence[str], steps: int = 800, seed: int = 8) -> Ear:
    """An ear that tells the rendered timbres of some recipes apart, by their training takes."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    sides = [load_side(RUNS / "features" / name, "wanted") for name in names]
    ear = Ear(answers=len(names)).train()
    optimiser = torch.optim.Adam(ear.parameters(), 1e-3, weight_decay=1e-4)
    labels = np.arange(20 * len(names)) % len(names)
    for _ in range(steps):
        batch = np.stack([draw_second(sides[label], rng) for label in labels]).astype(np.float32)
        batch = (batch + 0.02 * equaliser(rng, len(batch))).clip(-1.0, 1.0).astype(np.float32)
        loss = functional.cross_entropy(ear.answers(torch.from_numpy(batch)), torch.from_numpy(labels))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return ear.eval()


def shares(ear: Ear, sounds: Sequence[Sound]) -> list[float]:
    """How often each answer is given, all sounds together."""
    seconds = np.stack([second for sound in sounds for second in seconds_of(sound, LIVE)])
    with torch.no_grad():
        answers = ear.answers(torch.from_numpy(seconds))
    return (answers.argmax(1).bincount(minlength=answers.shape[1]) / len(seconds)).tolist()


def centroid(sounds: Sequence[Sound]) -> float:
    """See the module; Hz."""
    found = []
    for sound in sounds:
        size = np.abs(librosa.stft(sound, n_fft=2048, hop_length=512))
        loud = size.sum(0) > 0.1 * size.sum(0).max()
        found.append(float(librosa.feature.spectral_centroid(S=size, sr=RATE)[0, loud].mean()))
    return float(np.mean(found))


def attack_ms(run: Run, plan: SoundPlan) -> float:
    """Of a sawtooth of 220 Hz that begins at once."""
    time = np.arange(2 * RATE) / RATE
    tone = 0.1 * (2.0 * ((220.0 * time) % 1.0) - 1.0) * (time >= 0.5)
    made = translated(run, plan, tone.astype(np.float32))
    level = np.sqrt(np.convolve(made**2, np.ones(218) / 218, "same"))  # two periods
    return 1000.0 * (float(np.argmax(level > 0.5 * np.median(level[RATE:]))) / RATE - 0.5)


def main(names: list[str]) -> int:
    """Print the table."""
    ear = train_chooser(names)
    print(f"| | {' | '.join(f'heard as {name}' for name in names)} | centroid, Hz | attack, ms |")
    print("|---|" + "---|" * (len(names) + 2))
    for name in names:
        system = Timbre(Recipe.load(name), 0)
        run, plan = runner(str(Path("models") / f"{name}.onnx")), sound_plan(system.graph())
        takes = [take for take in held_out_takes(system.sources()) if take.given is not None]
        made, wanted = [translated(run, plan, take.given) for take in takes], [take.wanted for take in takes]
        for title, sounds, attack in ((name, made, f"{attack_ms(run, plan):.0f}"), ("FluidSynth's", wanted, "")):
            heard = " | ".join(f"{share:.2f}" for share in shares(ear, sounds))
            print(f"| {title} | {heard} | {centroid(sounds):.0f} | {attack} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
