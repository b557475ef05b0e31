"""Whole segments of mel spectrogram, cut and joined as the published TraVeLGAN's data pipeline does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from export.data.mel import PUBLISHED, MelSettings, mel_power, power_to_db
from export.data.sounds import Sound, levelled, load_sound, read_performance, render
from export.data.takes import HELD_OUT_PIECES

SEGMENT = 258
"""Windows of one segment: three thirds of 86."""
SOUND_FILES = (".flac", ".ogg", ".wav", ".aif", ".aiff", ".mp3")
TOP_DB = 80.0
"""A segment's spectrogram ends this far below its loudest value."""


def split(x: NDArray, width: int) -> NDArray:
    """Cut into pieces, what is left over at the end dropped. Shape: (bands, windows) -> (pieces, bands, width)."""
    pieces = x.shape[1] // width
    return x[:, : pieces * width].reshape(x.shape[0], pieces, width).transpose(1, 0, 2)


def join(pieces: NDArray) -> NDArray:
    """Undo `split`. Shape: (pieces, bands, width) -> (bands, pieces * width)."""
    return np.concatenate(list(pieces), axis=1)


def chop(x: NDArray, width: int) -> NDArray:
    """Cut so that nothing is lost: the last piece is taken from the end and overlaps (MelGAN-VC).

    Raises:
        ValueError: less than one piece.
    """
    if x.shape[1] < width:
        raise ValueError(f"a spectrogram must have at least {width} windows, got {x.shape[1]}; take a longer sound")
    pieces = split(x, width)
    return pieces if x.shape[1] % width == 0 else np.concatenate([pieces, x[None, :, -width:]])


def assemble(pieces: NDArray, windows: int) -> NDArray:
    """Undo `chop`: of the last piece only what is left over. Shape: (pieces, bands, width) -> (bands, windows)."""
    left = windows % pieces.shape[2]
    if left == 0:
        return join(pieces)
    return np.concatenate([*pieces[:-1], pieces[-1][:, -left:]], axis=1)


def segments_of(folders: Sequence[Path], settings: MelSettings = PUBLISHED) -> NDArray[np.float32]:
    """All sounds of some folders (or files), one after another, as normalised segments. Shape: (segments, bands, 258).

    Raises:
        FileNotFoundError: no sound is in the folders.
        ValueError: a file that is no sound, or too little of it.
    """
    segments: list[NDArray[np.float32]] = []
    for folder in folders:
        files = (
            [folder]
            if folder.is_file()
            else sorted(path for path in folder.rglob("*") if path.suffix.lower() in SOUND_FILES)
        )
        if not files:
            raise FileNotFoundError(
                f"training sounds ({', '.join(SOUND_FILES)}) must lie in {folder}, got none; put some there"
            )
        sound = np.concatenate([levelled(load_sound(path, settings.sample_rate)) for path in files])
        found = _segments(sound, settings)
        if not found:
            least, got = SEGMENT * settings.hop_size / settings.sample_rate, len(sound) / settings.sample_rate
            raise ValueError(f"the sounds in {folder} must last {least:.1f} s together, got {got:.1f} s; add more")
        segments += found
    return np.stack(segments)


def played_segments(
    pieces: Sequence[Path], programs: Sequence[int], seconds: float, settings: MelSettings = PUBLISHED
) -> NDArray[np.float32]:
    """The middle of MIDI files, each played by FluidSynth on all of some programs. Shape: (segments, bands, 258).

    Held-out pieces are left out.
    """
    segments: list[NDArray[np.float32]] = []
    for path in pieces:
        if any(held in path.name for held in HELD_OUT_PIECES):
            continue
        piece = read_performance(path)
        start = max(0.0, (piece.seconds - seconds) / 2.0)
        cut = piece.cut(start, start + seconds)
        for program in programs:
            segments += _segments(levelled(render(cut, program, settings.sample_rate)), settings)
    return np.stack(segments)


def _segments(sound: Sound, settings: MelSettings) -> list[NDArray[np.float32]]:
    return [
        settings.scale.normalise(power_to_db(piece, TOP_DB)).astype(np.float32)
        for piece in split(mel_power(sound, settings), SEGMENT)
    ]
