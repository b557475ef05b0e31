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
from export.nets.carrier import ECHO, Carrier
from export.nets.live import LiveGenerator
from export.nets.streaming import Ensemble, Fourier, Mel, Synthesis

MOST_GAIN_DB = 40.0
"""No band is made louder than this, so that hiss stays hiss."""
RISE_DB = 40.0
"""What a band may rise in the time that the knob `attack` says."""
GATE_WIDTH_DB = 12.0
"""From closed to open."""


class Attack(nn.Module):
    """Lets no band rise faster than a bow makes a string speak. Past: what was wanted in the last hops.

    A band at hop t may be no louder than `j` steps above what it was at t - j, for every j within reach.
    """

    REACH = 12
    """Hops: 128 ms."""

    def __init__(self, lowest_db: float) -> None:
        super().__init__()
        self.lowest_db = lowest_db
        self.register_buffer("ages", torch.arange(self.REACH, -1, -1.0).reshape(1, -1, 1))

    def forward(self, wanted_db: Tensor, step_db: Tensor, past: Tensor) -> tuple[Tensor, Tensor]:
        """Shape: (K, bands), (1,), (REACH, bands) -> the same, the past (0: silence)."""
        both = torch.cat([past, wanted_db - self.lowest_db])
        hops = wanted_db.shape[0]
        before = torch.stack([both[hop : hop + self.REACH + 1] for hop in range(hops)])
        return (before + step_db * self.ages).amin(1) + self.lowest_db, both[hops:]


class Timbre(nn.Module):
    """Sound to sound by hops; parameters and memory are inputs.

    Shape:
        sound: (1, 1, K * hop_size); amount, brightness, ensemble, attack, gate: (1,); then the memory, see `memory`.
    """

    PARAMETERS = ("amount", "brightness", "ensemble", "attack", "gate")

    def __init__(self, settings: MelSettings, generator: LiveGenerator, echo: float = ECHO) -> None:
        super().__init__()
        fourier = Fourier(settings.window_size, kept=settings.synthesis_size)
        self.settings = settings
        self.carrier, self.synthesis = Carrier(settings, fourier, echo), Synthesis(settings, fourier)
        self.mel, self.ensemble, self.generator = Mel(settings), Ensemble(settings), generator
        scale = settings.scale
        self.middle_db, self.half_db = (scale.top_db + scale.floor_db) / 2.0, (scale.top_db - scale.floor_db) / 2.0
        self.floor_db, self.hop_ms = scale.floor_db, 1000.0 * settings.hop_size / settings.sample_rate
        self.attack = Attack(scale.floor_db - 30.0)
        self.full_scale_db = float(10.0 * torch.log10(self.carrier.analysis.window.square().sum()))

    @property
    def delay(self) -> int:
        """Frames from a sound going in to the same sound coming out."""
        return self.synthesis.delay

    def memory(self) -> dict[str, tuple[int, ...]]:
        """Name and shape of each tensor that comes back; all start as zeros."""
        bow = {"bow": (Attack.REACH, self.settings.bands)}
        after = {"overlap": (self.synthesis.delay,), "played": (self.ensemble.reach,), "count": (1,)}
        layers = {f"layer_{i}": shape for i, shape in enumerate(self.generator.past_shapes())}
        return self.carrier.memory() | bow | after | layers

    def forward(
        self, sound: Tensor, amount: Tensor, brightness: Tensor, ensemble: Tensor, attack: Tensor, *rest: Tensor
    ) -> tuple[Tensor, ...]:
        """Give the sound and the memory for the next call; `rest` is the gate, then the memory."""
        gate, heard, overtones, echoes, bow, overlap, played, count, *layers = rest
        spectra, rich, heard, overtones = self.carrier.spectra(sound.reshape(-1), heard, overtones)
        opened = self._gate(spectra, gate)
        spectra = spectra * opened
        carrier, echoes = self.carrier(rich * opened, echoes)
        mixed, heard_db = spectra + amount * (carrier - spectra), self.mel(spectra)
        made_db, layers = self._made(heard_db, self.mel(carrier), list(layers))
        made_db, bow = self.attack(made_db, RISE_DB * self.hop_ms / attack.clamp(min=1.0), bow)
        change_db = (heard_db + amount * (made_db - heard_db) - self.mel(mixed)).clamp(max=MOST_GAIN_DB)
        out, overlap = self.synthesis(mixed * self.mel.gains(change_db, brightness), overlap)
        out, played, count = self.ensemble(out, ensemble * amount, played, count)
        return (out.reshape(1, 1, -1), heard, overtones, echoes, bow, overlap, played, count, *layers)

    def _gate(self, spectra: Tensor, threshold: Tensor) -> Tensor:
        """Gain of each hop: 0 below the threshold (dB of full scale), 1 from `GATE_WIDTH_DB` above. (K, 1, 1)."""
        power = 2.0 * spectra.square().sum((1, 2)) / self.settings.window_size
        level_db = 10.0 * torch.log10(power.clamp(min=1e-9)) - self.full_scale_db
        opened = ((level_db - threshold) / GATE_WIDTH_DB).clamp(0.0, 1.0)
        return (opened * opened * (3.0 - 2.0 * opened)).reshape(-1, 1, 1)

    def _made(self, heard_db: Tensor, rich_db: Tensor, layers: list[Tensor]) -> tuple[Tensor, list[Tensor]]:
        """How loud each band shall be, dB. (K, bands)."""
        made, layers = self.generator(self._seen(heard_db), self._seen(rich_db), layers)
        made_db = (made[0].T * self.half_db + self.middle_db).clamp(max=self.middle_db + 1.2 * self.half_db)
        return made_db - 3.0 * (self.floor_db + 10.0 - made_db).clamp(0.0, 10.0), layers  # near silence is silence

    def _seen(self, power_db: Tensor) -> Tensor:
        """As the generator saw it in training. Shape: (K, bands) -> (1, bands, K)."""
        return ((power_db - self.middle_db) / self.half_db).clamp(max=1.0).T.unsqueeze(0)
