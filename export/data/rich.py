"""The carrier's mel spectrogram of a whole sound, as the generator will see it on stage."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from export.data.mel import MelSettings
from export.nets.carrier import Carrier
from export.nets.streaming import Fourier, Mel

HOPS = 300
"""Hops at a time: keeps the halo's windows under 60 MB."""


def rich_melgram(sound: NDArray[np.float32], settings: MelSettings) -> NDArray[np.float32]:
    """Shape: (frames,) -> (bands, windows), normalised."""
    carrier, mel = Carrier(settings, Fourier(settings.window_size)), Mel(settings)
    heard, overtones, echoes = (torch.zeros(shape) for shape in carrier.memory().values())
    whole = torch.from_numpy(sound[: len(sound) // settings.hop_size * settings.hop_size].astype(np.float32))
    parts = []
    with torch.no_grad():
        for piece in whole.split(HOPS * settings.hop_size):
            _, rich, heard, overtones = carrier.spectra(piece, heard, overtones)
            full, echoes = carrier(rich, echoes)
            parts.append(mel(full).numpy().T)
    return settings.scale.normalise(np.concatenate(parts, axis=1)).astype(np.float32)
