"""The published TraVeLGAN with ears and a mouth: sound in, sound out, one window a call.

    sound ──> spectra ──> mel, dB ──> generator ──> change of each band ──> gain of each bin ─┐
                 └────────────────────── the middle seven, their own phase ─────────────── x ─┴──> overlap-add

A call hears 54 Fourier windows and gives the four hops in the middle, which no longer window would change: the
generator sees 21 windows back and 24 ahead, in steps of four (its strides), and a hop lies under four windows.

             -24 ........ -1 0 1 2 3 4 5 ........ 29     windows, centred on multiples of the hop
                              |_______|                  given: hops 0 to 3
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from export.data.mel import PUBLISHED, hann
from export.nets.streaming import Fourier, Mel, tensor
from export.nets.travelgan import FoldedGenerator

HOP = PUBLISHED.hop_size
BEFORE, AFTER = 24, 26
"""Windows heard before the first and from the last hop on."""
OVERLAP = PUBLISHED.window_size // HOP
"""Windows over one hop."""
HOPS = 4
"""Given in a call: the generator's strides."""
HEARD_FLOOR = -0.57
"""Below this the network heard nothing in training: a segment ended 80 dB under its loudest value (median)."""
MOST_GAIN_DB = 30.0
"""No band is made louder than this, so that hiss stays hiss."""


class TravelganSound(nn.Module):
    """`hops` hops a call; any multiple of four gives the same sound.

    Shape:
        sound: (1, 1, context + hops * 512 + lookahead); amount, brightness: (1,) -> (1, 1, hops * 512)
    """

    PARAMETERS = ("amount", "brightness")
    context = BEFORE * HOP + PUBLISHED.window_size // 2
    lookahead = (AFTER - 1) * HOP + PUBLISHED.window_size // 2

    def __init__(self, generator: FoldedGenerator, hops: int = HOPS) -> None:
        super().__init__()
        self.generator, self.hops = generator, hops
        self.fourier, self.mel = Fourier(PUBLISHED.window_size, kept=PUBLISHED.window_size), Mel(PUBLISHED)
        self.register_buffer("window", tensor(hann(PUBLISHED.window_size)))
        scale = PUBLISHED.scale
        self.floor_db, self.half_db = scale.floor_db, (scale.top_db - scale.floor_db) / 2.0

    @property
    def window_size(self) -> int:
        """Frames of sound a call takes."""
        return self.context + self.hops * HOP + self.lookahead

    def forward(self, sound: Tensor, amount: Tensor, brightness: Tensor) -> Tensor:
        """See the class."""
        spectra = self._spectra(sound.reshape(-1))
        heard = self._normalised(self.mel(spectra))
        made = self.generator(heard.T[None, None])[0, 0].T
        kept = slice(BEFORE - 1, BEFORE + self.hops + OVERLAP - 2)
        change_db = ((made - heard)[kept] * self.half_db).clamp(max=MOST_GAIN_DB)
        return self._sound(spectra[kept] * self.mel.gains(amount * change_db, brightness)).reshape(1, 1, -1)

    def _spectra(self, sound: Tensor) -> Tensor:
        """Shape: (frames,) -> (windows, 2, bins)."""
        starts = range(0, self.window_size - PUBLISHED.window_size + 1, HOP)
        return self.fourier(torch.stack([sound[at : at + PUBLISHED.window_size] for at in starts]) * self.window)

    def _normalised(self, power_db: Tensor) -> Tensor:
        return ((power_db - self.floor_db) / self.half_db - 1.0).clamp(HEARD_FLOOR, 1.0)

    def _sound(self, spectra: Tensor) -> Tensor:
        """Overlap-add; hops under fewer than four windows are dropped. (n, 2, bins) -> ((n - 3) * 512,)."""
        parts = self.fourier.inverse(spectra) * self.window * (8.0 / (3.0 * OVERLAP))  # squared Hann adds up to 3/8
        parts = parts.reshape(-1, OVERLAP, HOP)
        late = OVERLAP - 1
        total = sum(functional.pad(parts[:, step], (0, 0, step, late - step)) for step in range(OVERLAP))
        return total[late : late + self.hops].reshape(-1)


def probe(frames: int) -> np.ndarray:
    """A gliding tone with overtones, a pause and some noise. Shape: (frames,) float32."""
    time = np.arange(frames) / PUBLISHED.sample_rate
    phase = 2.0 * np.pi * np.cumsum(220.0 + 60.0 * np.sin(2.0 * np.pi * 1.5 * time)) / PUBLISHED.sample_rate
    tone = sum(np.sin(k * phase) / k for k in range(1, 12)) * 0.15
    noise = np.random.default_rng(1).standard_normal(frames) * 0.003
    return ((tone + noise) * (np.sin(2.0 * np.pi * 2.0 * time) > -0.6)).astype(np.float32)
