"""The keys as the stage runs them: what the voices are told in, sound out, everything between in one graph.

    voices ──> age, fade, vibrato, chance ──> decoder ──> levels ──> tone of the knobs ──> bank of sines ──┬──> stereo
                                                            └──────> bands of noise ──> one source of noise ┘

Of every hop the bank plays two ends: what was, on its own phases and fading out, and what comes, fading in. For a held
note the two phases are one; for a voice that begins anew, or was stolen, they are not, and nothing jumps.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from export.data.keynotes import HARMONICS, HOP_SIZE, SAMPLE_RATE, band_edges
from export.nets.keys import VARIATION, Decoder, Spectrum
from export.nets.keysound import Bank, Chance, Noise, straight_phase
from export.nets.streaming import NEPERS, tensor
from rtxmodal.stream.voices import COLUMNS

HOP_SECONDS = HOP_SIZE / SAMPLE_RATE
RAMP = 96
"""Frames in which a note fades in at the least: 2 ms."""
DAMP_SECONDS = 0.02
"""In which a voice is gone that must be silent at once, by 60 dB."""
LOUDNESS_STEP = 32.0
"""dB between a velocity and its tenth, at full touch."""
SOFTER_IS_DARKER = 4.0
"""dB an octave between the loudest and the softest touch."""
TREMBLING_SECONDS = 0.05
"""Time constant of the flutter of harmonics."""
VIBRATO_HERTZ, VIBRATO_CENTS, WHEEL_CENTS = 5.3, 20.0, 35.0
"""Rate; depth at the knob's full, and at the wheel's."""


class Instrument(nn.Module):
    """One hop of all voices; parameters and memory are inputs.

    Shape:
        voices: (V, len(COLUMNS)); each parameter: (1,); then the memory, see `memory`.
    """

    PARAMETERS = ("timbre", "attack", "release", "touch", "brightness", "breath", "vibrato", "variation", "width")

    def __init__(self, decoder: Decoder, releases: tuple[float, ...], voices: int) -> None:
        """Args:
        decoder: trained.
        releases: seconds in which each instrument's released note falls by 60 dB.
        voices: how many play at once.
        """
        super().__init__()
        self.decoder, self.voices = decoder, voices
        self.bank, self.noise, self.chance = Bank(), Noise(), Chance()
        self.register_buffer("releases", torch.tensor(releases, dtype=torch.float32))
        self.register_buffer("numbers", tensor(np.arange(1.0, HARMONICS + 1.0)))
        self.register_buffer("octaves", tensor(np.log2(np.arange(1.0, HARMONICS + 1.0))))
        self.register_buffer("band_octaves", tensor(np.log2(np.maximum(band_edges(), 100.0) / 1000.0)))
        self.register_buffer("instruments", torch.arange(float(decoder.instruments)))
        self.register_buffer("rise", tensor(np.arange(1.0, HOP_SIZE + 1.0) / HOP_SIZE))
        self.trembling = float(np.exp(-HOP_SECONDS / TREMBLING_SECONDS))

    def memory(self) -> dict[str, tuple[int, ...]]:
        """Name and shape of each tensor that comes back; all start as zeros."""
        count = self.voices
        one = dict.fromkeys(("phase", "frequency", "age", "fade", "swing", "level"), (count,))
        many = {"amplitudes": (count, HARMONICS), "flutter": (count, HARMONICS), "own": (count, VARIATION)}
        return one | many | {"place": (1,), "tail": (2, HOP_SIZE)}

    def forward(self, voices: Tensor, *rest: Tensor) -> tuple[Tensor, ...]:
        """Shape: see the class -> (1, 2, HOP_SIZE), the memory."""
        knobs = dict(zip(self.PARAMETERS, rest, strict=False))
        past = dict(zip(self.memory(), rest[len(self.PARAMETERS) :], strict=True))
        told = dict(zip(COLUMNS, voices.unbind(1), strict=True))
        fresh = told["start"] >= 0.0
        late = told["start"].clamp(0.0, HOP_SIZE - 1.0)
        drawn = self.chance(past["place"], self.voices * (VARIATION + HARMONICS) + 4 * Noise.BINS)
        strokes, tremble, hiss = drawn.split([self.voices * VARIATION, self.voices * HARMONICS, 4 * Noise.BINS])
        now = self._times(told, knobs, past, fresh, late)
        now["own"] = torch.where(fresh[:, None], 0.8 * knobs["variation"] * strokes.reshape(-1, VARIATION), past["own"])
        push = (1.0 - self.trembling**2) ** 0.5 * tremble.reshape(-1, HARMONICS)
        now["flutter"] = self.trembling * past["flutter"] + push
        spectrum = self.decoder(told["pitch"], now["age"], self._share(knobs).unsqueeze(0), now["own"])
        frequency = self._frequency(told, knobs, now, spectrum.cents)
        harmonics_db, bands_db = self._shaped(spectrum, told, knobs, now)
        heard = ((0.47 * SAMPLE_RATE - frequency[:, None] * self.numbers) / (0.05 * SAMPLE_RATE)).clamp(0.0, 1.0)
        used = (told["velocity"] > 0.0).float()
        amplitudes = torch.exp(NEPERS * harmonics_db) * heard * used[:, None]
        tone, phase, reached = self._sines(past, amplitudes, frequency, fresh, late)
        power = self.noise.spectrum(bands_db) * (used * (1.0 - fresh.float() * late / HOP_SIZE))[:, None]
        pan = self._pan(frequency, knobs["width"])
        stretch = self.noise((pan * pan) @ power, hiss.reshape(2, 2 * Noise.BINS))
        sound = self._pan(past["frequency"], knobs["width"]) @ tone[0] + pan @ tone[1]
        sound = sound + past["tail"] + stretch[:, :HOP_SIZE]
        level = torch.sqrt(reached.square().sum(1) + power.mean(1))
        memory = now | {
            "phase": phase,
            "frequency": frequency,
            "level": torch.maximum(level, 0.5 * past["level"] * (1.0 - fresh.float())),
            "amplitudes": reached,
            "place": self.chance.moved(past["place"]),
            "tail": stretch[:, HOP_SIZE:],
        }
        return (sound.unsqueeze(0), *(memory[name] for name in self.memory()))

    def _share(self, knobs: dict[str, Tensor]) -> Tensor:
        """Of each instrument in the sound; sums to one. Shape: (I,)."""
        return torch.relu(1.0 - torch.abs(knobs["timbre"] - self.instruments))

    def _times(
        self, told: dict[str, Tensor], knobs: dict[str, Tensor], past: dict[str, Tensor], fresh: Tensor, late: Tensor
    ) -> dict[str, Tensor]:
        """Age, dB that a released note has fallen, and the vibrato's turn."""
        hurry = torch.where(past["age"] < 0.25, knobs["attack"], torch.ones(1))
        first = (HOP_SIZE - late) / SAMPLE_RATE * knobs["attack"]
        age = torch.where(fresh, first, past["age"] + HOP_SECONDS * hurry).clamp(0.0, 600.0)
        falls = 60.0 * HOP_SECONDS / ((self._share(knobs) * self.releases).sum() * knobs["release"])
        step = (1.0 - told["gate"]) * falls + told["damp"] * (60.0 * HOP_SECONDS / DAMP_SECONDS)
        fade = torch.where(fresh, torch.zeros(1), past["fade"] + step).clamp(max=200.0)
        rate = VIBRATO_HERTZ * (1.0 + 0.05 * past["own"][:, 0].clamp(-2.0, 2.0))
        swing = torch.where(fresh, torch.zeros(1), past["swing"] + HOP_SECONDS * rate)
        return {"age": age, "fade": fade, "swing": swing - torch.floor(swing)}

    def _frequency(
        self, told: dict[str, Tensor], knobs: dict[str, Tensor], now: dict[str, Tensor], scoop: Tensor
    ) -> Tensor:
        """Hz at the end of the hop. Shape: (V,)."""
        grown = ((now["age"] - 0.2) / 0.6).clamp(0.0, 1.0)
        grown = grown * (1.0 - (self._share(knobs) * self.decoder.decays).sum())  # what rings by itself does not swing
        depth = VIBRATO_CENTS * (knobs["vibrato"] * grown + 0.4 * told["pressure"]) + WHEEL_CENTS * told["modulation"]
        cents = scoop + depth * torch.sin(2.0 * np.pi * now["swing"])
        return 440.0 * torch.exp2((told["pitch"] + cents / 100.0 - 69.0) / 12.0)

    def _shaped(
        self, spectrum: Spectrum, told: dict[str, Tensor], knobs: dict[str, Tensor], now: dict[str, Tensor]
    ) -> tuple[Tensor, Tensor]:
        """Levels of harmonics and of bands of noise as touch, knobs and release leave them, dB."""
        gain_db, tilt_db = (x[:, None] for x in self._tone(told, knobs))
        fade = now["fade"][:, None]
        trembling = knobs["variation"] * spectrum.flutter_db * now["flutter"]
        tilted = spectrum.harmonics_db + trembling + gain_db + (tilt_db * self.octaves).clamp(-60.0, 18.0)
        bands = spectrum.noise_db + knobs["breath"] + gain_db + tilt_db * self.band_octaves
        return (tilted - fade * (1.0 + 0.15 * self.octaves)).clamp(-150.0, 0.0), (bands - fade).clamp(-150.0, 0.0)

    def _tone(self, told: dict[str, Tensor], knobs: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
        """Gain in dB and tilt in dB an octave of each voice. Shape: (V,) twice."""
        loud = torch.log(told["velocity"].clamp(min=1e-3)) / float(np.log(10.0))
        gain_db = LOUDNESS_STEP * knobs["touch"] * loud + 5.0 * told["pressure"]
        soft = 1.0 - told["velocity"]
        tilt_db = knobs["brightness"] - SOFTER_IS_DARKER * knobs["touch"] * soft
        return gain_db, tilt_db + 4.0 * told["brightness"] + 2.0 * told["pressure"] + 1.5 * told["modulation"]

    def _pan(self, frequency: Tensor, width: Tensor) -> Tensor:
        """Gain of each voice in each channel: low keys left, high keys right, power constant. Shape: (V,) -> (2, V)."""
        octaves = torch.log2(frequency.clamp(min=20.0) / 330.0)
        angle = float(np.pi / 4.0) * (1.0 + width * 0.8 * (octaves / 3.0).clamp(-1.0, 1.0))
        return torch.stack([torch.cos(angle), torch.sin(angle)])

    def _sines(
        self, past: dict[str, Tensor], amplitudes: Tensor, frequency: Tensor, fresh: Tensor, late: Tensor
    ) -> tuple[tuple[Tensor, Tensor], Tensor, Tensor]:
        """What was and what comes, the phase and the amplitudes at the end.

        Shape:
            -> ((V, T), (V, T)), (V,), (V, HARMONICS).
        """
        before = torch.where(fresh, frequency, past["frequency"])
        old, _ = straight_phase(past["phase"], past["frequency"], torch.where(fresh, past["frequency"], frequency))
        new, phase = straight_phase(torch.where(fresh, torch.zeros(1), past["phase"]), before, frequency)
        both = self.bank(torch.cat([past["amplitudes"], amplitudes]), torch.cat([old, new]))
        begun = ((self.rise * HOP_SIZE - late[:, None]) / RAMP).clamp(0.0, 1.0)
        begun = 0.5 - 0.5 * torch.cos(np.pi * begun)
        share = torch.where(fresh[:, None], begun, self.rise)
        gone = torch.where(fresh[:, None], 0.5 + 0.5 * torch.cos(np.pi * self.rise), 1.0 - self.rise)
        return (both[: self.voices] * gone, both[self.voices :] * share), phase, amplitudes * share[:, -1:]
