"""Sounds to be styled: every sound file of some folders as levelled log magnitudes, as the stage sees them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from export.data.sounds import Sound, levelled, load_sound, resample
from export.nets.texture import SETTINGS, STRIDE, Texture, log_magnitudes
from rtxmodal.devices.files import read_picture
from rtxmodal.stream.databend import to_bytes, to_sound

SOUNDS = {".wav", ".flac", ".ogg", ".mp3"}
PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif"}
BYTES_RATE = 44_100
"""Hz at which a picture's bytes are heard, as in Chaos Music."""
SHORTEST = 1.0
"""Seconds; a shorter style has no correlations to learn."""
LONGEST = 300.0
"""Seconds; the features of a longer sound take more than 2 GB."""


def sound_files(folders: list[Path]) -> list[Path]:
    """The sound files in and below these folders.

    Raises:
        ValueError: none is there.
    """
    found = sorted({path for folder in folders for path in folder.rglob("*") if path.suffix.lower() in SOUNDS})
    if not found:
        names = ", ".join(str(folder) for folder in folders)
        raise ValueError(f"{names} must hold sound files ({', '.join(sorted(SOUNDS))}), got none; put some there")
    return found


def load_style(path: Path) -> Sound:
    """A style: a sound file, or a picture whose bytes are heard (rgb24, 8 bits, 44.1 kHz). At 22 050 Hz, levelled.

    Raises:
        ValueError: neither, broken, silent or too short.
    """
    if path.suffix.lower() in PICTURES:
        sound = resample(heard_picture(read_picture(path), path), BYTES_RATE, SETTINGS.sample_rate)
    else:
        sound = checked_sound(path)
    if len(sound) < SHORTEST * SETTINGS.sample_rate:
        seconds = len(sound) / SETTINGS.sample_rate
        raise ValueError(f"{path.name} must last {SHORTEST} s to be a style, got {seconds:.2f} s; take a longer sound")
    made = levelled(sound - sound.mean(dtype=np.float64).astype(np.float32))
    if not np.abs(made).max() > 1e-3:
        raise ValueError(f"{path.name} must be heard to be a style, got silence; take another sound")
    return made


def heard_picture(picture: NDArray, path: Path) -> Sound:
    """A picture's bytes as sound at `BYTES_RATE`; raises ValueError where that lasts too long."""
    if picture.size > LONGEST * BYTES_RATE:
        most, got = LONGEST * BYTES_RATE / 3e6, picture.size / 3e6
        raise ValueError(f"{path.name} must have {most:.1f} megapixels or fewer, got {got:.1f}; make it smaller")
    return to_sound(to_bytes(picture))


def checked_sound(path: Path) -> Sound:
    """A sound file of any rate and number of channels, at 22 050 Hz, mono.

    Raises:
        ValueError: not a sound file, empty, or not finite.
        OSError: it cannot be read.
    """
    import soundfile

    with path.open("rb"):
        pass  # raises what the system says
    try:
        sound = load_sound(path, SETTINGS.sample_rate) if soundfile.info(path).frames else np.zeros(0, np.float32)
    except soundfile.LibsndfileError as error:
        reason = str(error).rsplit(": ", 1)[-1]
        raise ValueError(f"{path.name} must be a sound file; convert it to wav ({reason})") from None
    if not len(sound):
        raise ValueError(f"{path.name} must hold sound, got 0 frames; record it again")
    if not np.isfinite(sound).all():
        raise ValueError(f"{path.name} must hold finite numbers, got NaN or infinity; record it again")
    return sound


def seen(texture: Texture, sound: Sound, follows: bool = True, chunk: int = 512) -> NDArray[np.float16]:
    """Log magnitudes as the stage's graph makes them.

    Args:
        texture: has the analysis.
        sound: levelled, at 22 050 Hz.
        follows: whether the loudness is taken off hop by hop, as the stage does with what it hears; a style keeps its.
        chunk: hops at a time.

    Shape:
        (frames,) -> (hops, bins)
    """
    padded = torch.from_numpy(np.pad(sound, (0, -len(sound) % SETTINGS.hop_size)))
    memory = texture.memory()
    heard, powers = torch.zeros(memory["heard"]), torch.zeros(memory["powers"])
    parts = []
    with torch.no_grad():
        for piece in padded.split(chunk * SETTINGS.hop_size):
            if follows:
                spectra, _, heard, powers = texture.levelled(piece, heard, powers)
            else:
                spectra, heard = texture.levelled.analysis(piece, heard)
                spectra = spectra * texture.levelled.unit
            parts.append(log_magnitudes(spectra).numpy().astype(np.float16))
    return np.concatenate(parts)


def by_published_hop(x: torch.Tensor) -> torch.Tensor:
    """Every other hop, twice: the two spectrograms of hop 512. Shape: (batch, bins, 2 T) -> (2 batch, bins, T)."""
    even = x.shape[2] // STRIDE * STRIDE
    return torch.cat([x[:, :, start:even:STRIDE] for start in range(STRIDE)])
