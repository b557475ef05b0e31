"""The live timbre model as the stage runs it: sound in, sound out, everything between in one graph.

    sound ──> spectrum ──gate──> carrier (own harmonics + overtones + echo)
                 │                  │
                mel                mel ─────────────────> x gain of each bin ──> inverse FFT, overlap-add ──> ensemble
                 └────> generator <─┘                           ^
                            └──> change of each mel band, dB ───┘

The generator says how loud each mel band shall be; the carrier brings the fine structure and the phase: the
input's own, so that what comes out is exactly in tune with what goes in.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from export.data.mel import MelSettings
from export.nets.carrier import Carrier
from export.nets.live import LiveGenerator
from export.nets.streaming import Ensemble, Fourier, Mel, Synthesis

MOST_GAIN_DB = 40.0
"""No band is made louder than this, so that hiss stays hiss."""
GATE_WIDTH_DB = 12.0
"""From closed to open."""


class Timbre(nn.Module):
    """Sound to sound by hops; parameters and memory are inputs.

    Shape:
        sound: (1, 1, K * hop_size); amount, brightness, ensemble, gate: (1,); then the memory, see `memory`.
    """

    PARAMETERS = ("amount", "brightness", "ensemble", "gate")

    def __init__(self, settings: MelSettings, generator: LiveGenerator) -> None:
        super().__init__()
        fourier = Fourier(settings.window_size, kept=settings.synthesis_size)
        self.settings = settings
        self.carrier, self.synthesis = Carrier(settings, fourier), Synthesis(settings, fourier)
        self.mel, self.ensemble, self.generator = Mel(settings), Ensemble(settings), generator
        scale = settings.scale
        self.middle_db, self.half_db = (scale.top_db + scale.floor_db) / 2.0, (scale.top_db - scale.floor_db) / 2.0
        self.full_scale_db = float(10.0 * torch.log10(self.carrier.analysis.window.square().sum()))

    @property
    def delay(self) -> int:
        """Frames from a sound going in to the same sound coming out."""
        return self.synthesis.delay

    def memory(self) -> dict[str, tuple[int, ...]]:
        """Name and shape of each tensor that comes back; all start as zeros."""
        after = {"overlap": (self.synthesis.delay,), "played": (self.ensemble.reach,), "count": (1,)}
        layers = {f"layer_{i}": shape for i, shape in enumerate(self.generator.past_shapes())}
        return self.carrier.memory() | after | layers

    def forward(
        self, sound: Tensor, amount: Tensor, brightness: Tensor, ensemble: Tensor, gate: Tensor, *memory: Tensor
    ) -> tuple[Tensor, ...]:
        """Give the sound and the memory for the next call."""
        heard, overtones, echoes, overlap, played, count, *layers = memory
        spectra, rich, heard, overtones = self.carrier.spectra(sound.reshape(-1), heard, overtones)
        opened = self._gate(spectra, gate)
        spectra = spectra * opened
        carrier, echoes = self.carrier(rich * opened, echoes)
        mixed = spectra + amount * (carrier - spectra)
        change_db, layers = self._change(self.mel(spectra), self.mel(carrier), self.mel(mixed), amount, list(layers))
        out, overlap = self.synthesis(mixed * self.mel.gains(change_db, brightness), overlap)
        out, played, count = self.ensemble(out, ensemble * amount, played, count)
        return (out.reshape(1, 1, -1), heard, overtones, echoes, overlap, played, count, *layers)

    def _gate(self, spectra: Tensor, threshold: Tensor) -> Tensor:
        """Gain of each hop: 0 below the threshold (dB of full scale), 1 from `GATE_WIDTH_DB` above. (K, 1, 1)."""
        power = 2.0 * spectra.square().sum((1, 2)) / self.settings.window_size
        level_db = 10.0 * torch.log10(power.clamp(min=1e-9)) - self.full_scale_db
        opened = ((level_db - threshold) / GATE_WIDTH_DB).clamp(0.0, 1.0)
        return (opened * opened * (3.0 - 2.0 * opened)).reshape(-1, 1, 1)

    def _change(
        self, heard_db: Tensor, rich_db: Tensor, mixed_db: Tensor, amount: Tensor, layers: list[Tensor]
    ) -> tuple[Tensor, list[Tensor]]:
        """Gain in dB of each band of what is played. (K, bands)."""
        made, layers = self.generator(self._seen(heard_db), self._seen(rich_db), layers)
        made_db = (made[0].T * self.half_db + self.middle_db).clamp(max=self.middle_db + 1.2 * self.half_db)
        floor_db = self.middle_db - self.half_db
        made_db = made_db - 3.0 * (floor_db + 10.0 - made_db).clamp(0.0, 10.0)  # next to silence becomes silence
        wanted_db = heard_db + amount * (made_db - heard_db)
        return (wanted_db - mixed_db).clamp(max=MOST_GAIN_DB), layers

    def _seen(self, power_db: Tensor) -> Tensor:
        """As the generator saw it in training. Shape: (K, bands) -> (1, bands, K)."""
        return ((power_db - self.middle_db) / self.half_db).clamp(max=1.0).T.unsqueeze(0)
