"""A whole sound file through the published TraVeLGAN, as published: cut, translate, join, invert.

    sound ──> mel, by segments of 258 ──> thirds of 86 ──generator──> joined ──> magnitudes ──phase──> sound, as long

Ways to find the phase that a spectrogram has not:

    griffin-lim  as published: mel to linear by non-negative least squares, random phase, 32 iterations
    source       the input's own spectrum under the gain of each band, then 32 fast iterations from its own phase
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import librosa
import numpy as np
import soundfile
import torch
from numpy.typing import NDArray

from export.data.mel import PUBLISHED, mel_edges, mel_power, power_to_db
from export.data.segments import SEGMENT, TOP_DB, assemble, chop
from export.data.sounds import Sound, levelled, load_sound, loudness_db
from export.nets.travelgan import THIRD, FoldedGenerator
from rtxmodal.devices.files import as_oserror, complete

ITERATIONS = 32
MOMENTUM = 0.99
"""Of the fast Griffin-Lim algorithm (Perraudin, Balazs, Sondergaard 2013), librosa's default."""
MOST_GAIN_DB = 30.0
OUT = (".wav", ".flac", ".ogg")


def seen(power: NDArray) -> NDArray[np.float32]:
    """Mel power as the network saw it, each segment down to 80 dB under its loudest. (bands, windows) -> the same."""
    segments = [power[:, at : at + SEGMENT] for at in range(0, power.shape[1], SEGMENT)]
    return np.concatenate(
        [PUBLISHED.scale.normalise(power_to_db(part, TOP_DB)) for part in segments], axis=1, dtype=np.float32
    )


def translate(generator: FoldedGenerator, x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Thirds through the generator, as wide as before. Shape: (bands, windows) -> the same."""
    wide = np.pad(x, ((0, 0), (0, max(0, THIRD - x.shape[1]))), constant_values=-1.0)
    with torch.no_grad():
        made = generator(torch.from_numpy(chop(wide, THIRD).copy())[:, None])[:, 0].numpy()
    return assemble(made, wide.shape[1])[:, : x.shape[1]]


def griffin_lim(made: NDArray, heard: NDArray, sound: Sound) -> Sound:
    """As published; the sound's own phase is not used. Shape: (bands, windows) twice, (frames,) -> (frames,)."""
    power = 10.0 ** (PUBLISHED.scale.denormalise(made) / 10.0)
    found = librosa.feature.inverse.mel_to_audio(
        power,
        sr=PUBLISHED.sample_rate,
        n_fft=PUBLISHED.window_size,
        hop_length=PUBLISHED.hop_size,
        n_iter=ITERATIONS,
        length=len(sound),
    )
    return np.asarray(found, np.float32)


def source_phase(made: NDArray, heard: NDArray, sound: Sound) -> Sound:
    """The sound's spectrum moved to what was made, and its phase made to fit. Shapes as `griffin_lim`."""
    settings = {"n_fft": PUBLISHED.window_size, "hop_length": PUBLISHED.hop_size}
    spectrum = librosa.stft(sound, **settings)
    scale = PUBLISHED.scale
    change_db = np.minimum(scale.denormalise(made) - scale.denormalise(heard), MOST_GAIN_DB)
    bins = np.arange(len(spectrum)) * PUBLISHED.sample_rate / PUBLISHED.window_size
    centres = mel_edges(PUBLISHED)[1:-1]
    gains_db = np.stack([np.interp(bins, centres, column) for column in change_db.T], axis=1)
    spectrum = spectrum * 10.0 ** (gains_db / 20.0)
    size, before = np.abs(spectrum), np.zeros_like(spectrum)
    for _ in range(ITERATIONS):
        rebuilt = librosa.stft(librosa.istft(spectrum, length=len(sound), **settings), **settings)
        leap = rebuilt + MOMENTUM / (1.0 + MOMENTUM) * (rebuilt - before)
        before = rebuilt
        spectrum = size * np.exp(1j * np.angle(leap))
    return np.asarray(librosa.istft(spectrum, length=len(sound), **settings), np.float32)


INVERSIONS: dict[str, Callable[[NDArray, NDArray, Sound], Sound]] = {
    "griffin-lim": griffin_lim,
    "source": source_phase,
}


def convert_sound(generator: FoldedGenerator, sound: Sound, inversion: str = "source") -> Sound:
    """A mono sound at 22.05 kHz, as loud as it came. Shape: (frames,) -> (frames,)."""
    if loudness_db(sound) <= -100.0:
        return np.zeros_like(sound)
    heard = seen(mel_power(levelled(sound), PUBLISHED))
    made = translate(generator, heard)
    out = INVERSIONS[inversion](made, heard, levelled(sound))
    return levelled(out, loudness_db(sound))


def convert_file(generator: FoldedGenerator, given: Path, out: Path, inversion: str) -> None:
    """A file to a file, written beside and then renamed.

    Raises:
        ValueError: the file is no sound, or has fewer frames than one window's half; or another suffix than `OUT`'s.
        OSError: a file that cannot be read or written.
    """
    if out.suffix.lower() not in OUT:
        raise ValueError(f"sound file must end in {', '.join(OUT)}, got {out.name!r}")
    sound = load_sound(given, PUBLISHED.sample_rate)
    if len(sound) <= PUBLISHED.window_size // 2:
        least = 1000.0 * PUBLISHED.window_size / 2 / PUBLISHED.sample_rate
        raise ValueError(f"{given} must last more than {least:.0f} ms, got {len(sound)} frames; take a longer sound")
    made = convert_sound(generator, sound, inversion)
    with complete(out) as part, as_oserror():
        soundfile.write(part, made, PUBLISHED.sample_rate)
