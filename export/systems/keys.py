"""The keys: a decoder from key, age and instrument to the spectrum of a note, learnt from single notes.

recorded note ──> harmonics, noise, pitch ──────────────> compared hop by hop, from the first step on
      │                                                           │
      └───> compared at five resolutions <── sound <── bank <── decoder <── key, age, instrument, the note's own
            (multi-scale spectral loss, after `warm_steps`)                 four numbers, learnt with it
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from export import losses
from export.data.keynotes import HARMONICS, HOP_SIZE, NOISE_BANDS, SAMPLE_RATE
from export.data.keyset import Instrument, KeySet, build_keyset, instruments_of
from export.keys_quality import measure
from export.keys_stage import demonstration, plan_of, stage_graph, stage_module
from export.nets.keys import VARIATION, Decoder, Spectrum
from export.nets.keysound import Bank, Noise
from export.parts import Parts
from export.to_onnx import Graph, Run
from export.train import Recipe

MOST_NOTES = 1024
"""Rows of the table of the notes' own numbers."""
CLIP_HOPS = 64
"""Length of what is compared as sound: 0.34 s."""
SHYNESS = 0.3
"""Standard deviation of what is added to a note's own numbers, so that between two of them lies a note as well."""
EARLY_HOPS = 40
"""What counts as the onset: 0.2 s."""
QUIET_DB = -85.0
"""Below this, levels are all the same."""
NEPERS = float(np.log(10.0) / 20.0)


class Keys(Parts):
    """The decoder, its averaged twin and the notes' own numbers."""

    PARTS = ("decoder", "average", "variations", "optimiser")
    OWN: ClassVar[dict[str, str]] = {"notes": "a folder of single notes, the key in each file's name or found by ear"}
    """Options of the command line for a performer's own material."""

    @classmethod
    def own_data(cls, data: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
        """The recipe's data with one instrument in the place of its own: the folder that was given."""
        folder = Path(given["notes"])
        if not folder.is_dir():
            raise FileNotFoundError(f"--notes must be a folder of sound files, got {str(folder)!r}")
        own = {"name": folder.resolve().name, "folder": str(folder.resolve())} | dict(data.get("own", {}))
        return {**{name: value for name, value in data.items() if name != "own"}, "instruments": [own]}

    def __init__(self, recipe: Recipe, seed: int) -> None:
        torch.manual_seed(seed)
        self.recipe, self.seed = recipe, seed
        self.instruments: tuple[Instrument, ...] = instruments_of(recipe.data)
        self.decoder, self.average = self._decoder(), self._decoder()
        self.average.load_state_dict(self.decoder.state_dict())
        self.average.eval().requires_grad_(False)
        self.variations = nn.Embedding(MOST_NOTES, VARIATION)
        nn.init.normal_(self.variations.weight, std=0.1)
        learnt = [*self.decoder.parameters(), *self.variations.parameters()]
        self.optimiser = torch.optim.Adam(learnt, float(recipe.schedule["rate"]))
        self.bank, self.noise = Bank(), Noise()
        self._notes: KeySet | None = None

    def _decoder(self) -> Decoder:
        return Decoder(
            tuple(float(one.decays) for one in self.instruments),
            int(self.recipe.net["width"]),
        )

    def to(self, device: str) -> None:
        """The keys are small: they are trained on the CPU.

        Raises:
            ValueError: another device was asked for.
        """
        if device != "cpu":
            raise ValueError(f"device must be cpu for the keys, got {device!r}; they train in minutes there")

    def describe(self) -> list[tuple[str, nn.Module, tuple[Tensor, ...]]]:
        """The decoder on two voices."""
        shares = torch.eye(len(self.instruments))[[0, -1]]
        return [("decoder", self.decoder, (torch.full((2,), 60.0), torch.zeros(2), shares, torch.zeros(2, VARIATION)))]

    @property
    def notes(self) -> KeySet:
        """The training set, taken apart (a minute) when first asked for."""
        if self._notes is None:
            self._notes = build_keyset(self.instruments, int(self.recipe.data.get("held_out_every", 0)))
            for place in range(len(self.instruments)):
                keys = self._notes.pitches[self._notes.instruments == place]
                self.decoder.ranges[place] = self.average.ranges[place] = torch.tensor([keys.min(), keys.max()])
        return self._notes

    def step(self, step: int) -> dict[str, float]:
        """One step on levels, and once warm on sound as well."""
        rng = np.random.default_rng([self.seed, step])
        torch.manual_seed(self.seed * 1_000_003 + step)
        plan = self.recipe.schedule
        for group in self.optimiser.param_groups:
            group["lr"] = float(plan["rate"]) * 0.03 ** (step / self.recipe.steps)
        parts = self._compare_levels(self._draw_rows(rng, self.recipe.batch_size))
        total = sum(parts.values(), torch.zeros(()))
        parts["sound"] = torch.zeros(())
        if step >= int(plan["warm_steps"]):
            parts["sound"] = self._compare_sound(rng, int(plan["clips"]))
            total = total + float(plan["sound"]) * parts["sound"]
        self.optimiser.zero_grad(set_to_none=True)
        total.backward()
        nn.utils.clip_grad_norm_(self.decoder.parameters(), 5.0)
        self.optimiser.step()
        keep = min(float(plan["average"]), (step + 1) / (step + 10))
        with torch.no_grad():
            for mean, now in zip(self.average.parameters(), self.decoder.parameters(), strict=True):
                mean.lerp_(now, 1.0 - keep)
        return {name: float(value.detach()) for name, value in parts.items()}

    def _draw_rows(self, rng: np.random.Generator, count: int) -> np.ndarray:
        """Rows to compare: each instrument as often, the onset as often as the rest."""
        sizes = np.bincount(self.notes.instruments, minlength=len(self.instruments))
        instruments = rng.integers(len(sizes), size=count)
        notes = (np.cumsum(sizes) - sizes)[instruments] + (rng.random(count) * sizes[instruments]).astype(int)
        early = np.where(rng.random(count) < 0.5, EARLY_HOPS, len(self.notes.hop_of))
        lengths = np.minimum(self.notes.lengths[notes], early)
        return self.notes.firsts[notes] + (rng.random(count) * lengths).astype(int)

    def _decode(self, rows: np.ndarray) -> Spectrum:
        """What the decoder makes of these rows' keys and ages."""
        notes = self.notes.note_of[rows]
        shy = SHYNESS * torch.randn(len(self.notes.notes), VARIATION)[notes]  # the same for a note's whole clip
        own = self.variations(torch.from_numpy(notes)) + shy
        share = torch.eye(len(self.instruments))[self.notes.instruments[notes]]
        return self.decoder(torch.from_numpy(self.notes.pitches[notes]), age_of(self.notes.hop_of[rows]), share, own)

    def _compare_levels(self, rows: np.ndarray) -> dict[str, Tensor]:
        made, notes = self._decode(rows), self.notes
        wanted = torch.from_numpy(notes.harmonics_db[rows])
        there = ~torch.isnan(wanted)
        wanted = torch.where(there, wanted, torch.tensor(QUIET_DB)).clamp(min=QUIET_DB)
        ours = soft_floor(made.harmonics_db)
        weight = there * (0.15 + ((torch.maximum(wanted, ours.detach()) + 80.0) / 50.0).clamp(0.0, 1.0))
        away = torch.from_numpy(np.nan_to_num(notes.flutter_db[rows])).abs()
        hop = torch.from_numpy(notes.hop_of[rows])
        late = ((hop > 30).unsqueeze(1) & there & (wanted > QUIET_DB + 5.0)).float()
        noise = soft_floor(torch.from_numpy(notes.noise_db[rows]))
        scoop = (made.cents - torch.from_numpy(notes.cents[rows]).clamp(-50.0, 50.0)).abs() * (hop < 20)
        own = self.variations(torch.from_numpy(notes.note_of[rows]))
        return {
            "harmonics": ((ours - wanted).abs() * weight).sum() / weight.sum() * 0.1,
            "noise": (soft_floor(made.noise_db) - noise).abs().mean() * 0.1,
            "flutter": ((made.flutter_db * 0.8 - away).abs() * late).sum() / late.sum().clamp(min=1.0) * 0.1,
            "scoop": scoop.mean() * 0.01,
            "own": 0.003 * own.square().mean(),
        }

    def _compare_sound(self, rng: np.random.Generator, clips: int) -> Tensor:
        rows, wanted, phases = [], [], []
        for row in self._draw_rows(rng, clips):
            note = self.notes.notes[self.notes.note_of[row]]
            hop = max(0, min(int(self.notes.hop_of[row]), note.hops - CLIP_HOPS - 1))
            hop = 0 if rng.random() < 0.4 else hop
            inside = np.minimum(np.arange(hop - 1, hop + CLIP_HOPS), note.hops - 1)  # a short note holds its last
            rows.append(note.first + np.maximum(inside, 0))
            cut = note.sound[hop * HOP_SIZE : (hop + CLIP_HOPS) * HOP_SIZE]
            wanted.append(np.pad(cut, (0, CLIP_HOPS * HOP_SIZE - len(cut))))
            cents = self.notes.cents[note.first + np.minimum(np.arange(hop, hop + CLIP_HOPS), note.hops - 1)]
            phases.append(phase_of(note.pitch, cents))
        made = self._decode(np.concatenate(rows))
        begins = torch.tensor([1.0 if self.notes.hop_of[r[1]] == 0 else 0.0 for r in rows])
        sound = self._synthesise(made, torch.from_numpy(np.stack(phases)), begins)
        return losses.multi_scale_spectral(sound, torch.from_numpy(np.stack(wanted)))

    def _synthesise(self, made: Spectrum, phase: Tensor, begins: Tensor) -> Tensor:
        """Sound of clips. Shape: rows of (clips * (CLIP_HOPS + 1),), (clips, frames), (clips,) -> (clips, frames)."""
        clips = len(phase)
        amplitudes = torch.exp(NEPERS * made.harmonics_db).reshape(clips, CLIP_HOPS + 1, HARMONICS)
        before = amplitudes[:, :-1] * (1.0 - begins[:, None, None] * (torch.arange(CLIP_HOPS) == 0)[:, None])
        share = torch.arange(1.0, HOP_SIZE + 1.0) / HOP_SIZE
        hops = phase.reshape(clips * CLIP_HOPS, HOP_SIZE)
        tone = self.bank(before.reshape(-1, HARMONICS), hops) * (1.0 - share)
        tone = tone + self.bank(amplitudes[:, 1:].reshape(-1, HARMONICS), hops) * share
        bands = made.noise_db.reshape(clips, CLIP_HOPS + 1, NOISE_BANDS)[:, 1:]
        power = self.noise.spectrum(bands.reshape(-1, NOISE_BANDS))
        stretches = self.noise(power, torch.randn(clips * CLIP_HOPS, 2 * Noise.BINS))
        halves = stretches.reshape(clips, CLIP_HOPS, 2, HOP_SIZE)
        noise = halves[:, :, 0] + functional.pad(halves[:, :-1, 1], (0, 0, 1, 0))
        return tone.reshape(clips, -1) + noise.reshape(clips, -1)

    def sample(self, folder: Path, step: int) -> None:
        """Two octaves of each instrument, one note after the other."""
        import soundfile

        played = demonstration(self.average, self.instruments)
        soundfile.write(folder / f"{step:06d}.wav", played, SAMPLE_RATE)

    def export(self) -> list[Graph]:
        """The stage's graph: notes in, sound out."""
        return [stage_graph(self.average, self.instruments, self.recipe, self._measure)]

    def _measure(self, run: Run) -> dict[str, float]:
        """Figures, see `export.keys_quality`; none without the data."""
        plan = plan_of(stage_module(self.average, self.instruments))
        try:
            return measure(run, plan, self.instruments, int(self.recipe.data.get("held_out_every", 0)))
        except FileNotFoundError:
            return {}


def soft_floor(levels_db: Tensor) -> Tensor:
    """Levels below `QUIET_DB` bent towards it: silence is silence. Shape: the same."""
    return QUIET_DB + functional.softplus((levels_db - QUIET_DB) * 0.5) * 2.0


def age_of(hops: np.ndarray) -> Tensor:
    """Seconds since the onset at the end of a hop of the tables, which begin half a hop before it."""
    return torch.from_numpy(((hops + 0.5) * HOP_SIZE / SAMPLE_RATE).astype(np.float32))


def phase_of(pitch: float, cents: np.ndarray) -> np.ndarray:
    """Cycles from 0 on along a course of the pitch. Shape: (T,) -> (T * HOP_SIZE,)."""
    places = np.arange(len(cents) * HOP_SIZE)
    course = np.interp(places, (np.arange(len(cents)) + 1) * HOP_SIZE, cents)
    cycles = np.cumsum(440.0 * 2.0 ** ((pitch + course / 100.0 - 69.0) / 12.0) / SAMPLE_RATE)
    return (cycles - np.floor(cycles)).astype(np.float32)
