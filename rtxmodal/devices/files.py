"""Sound, MIDI and picture files in; sound, picture and film files out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import mido
import numpy as np
import soundfile
from PIL import Image, ImageOps, UnidentifiedImageError

from rtxmodal.notes import NoteEvent, from_midi
from rtxmodal.stream.warp import within

SOUND_IN = (".wav", ".flac", ".ogg")
SOUND_OUT = {".wav": "PCM_24", ".flac": "PCM_24"}
NOTES_IN = (".mid", ".midi")
LIVE_PIXELS = 640  # of the longer edge of pictures and films that are played with
BROKEN_MIDI = (OSError, EOFError, ValueError, LookupError, TypeError, ArithmeticError, mido.KeySignatureError)


def read_sound(path: Path) -> tuple[np.ndarray, int]:
    """A whole sound file.

    Returns:
        Sound in stereo, a mono file in both channels. Shape: (frames, 2) float32. And its rate in Hz.

    Raises:
        ValueError: not a sound file, empty, cut short, or neither mono nor stereo.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:  # raises what the system says, not what libsndfile makes of it
        start = file.read(12)
    try:
        sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except soundfile.LibsndfileError as error:
        reason = str(error).rsplit(": ", 1)[-1]
        raise ValueError(
            f"{path.name} must be a whole wav, flac or ogg file; convert or copy it again ({reason})"
        ) from None
    if not len(sound):
        raise ValueError(f"{path.name} must hold sound, got 0 frames; record it again")
    if sound.shape[1] > 2:
        raise ValueError(f"{path.name} must be mono or stereo, got {sound.shape[1]} channels; mix it down first")
    missing = int.from_bytes(start[4:8], "little") + 8 - path.stat().st_size if start[:4] == b"RIFF" else 0
    if missing > 1:
        raise ValueError(f"{path.name} must be whole, but {missing} bytes are missing at its end; copy it again")
    if not np.isfinite(sound).all():
        raise ValueError(f"{path.name} must hold finite numbers, got NaN or infinity; record it again")
    return np.repeat(sound, 2, axis=1) if sound.shape[1] == 1 else sound, int(rate)


def read_notes(path: Path, sample_rate: int, in_beats: bool = False) -> tuple[NoteEvent, ...]:
    """All note events of a MIDI file, in time order, their frames at `sample_rate`.

    Args:
        path: the file.
        sample_rate: frames a second.
        in_beats: frames a beat instead, whatever tempo the file has.

    Raises:
        ValueError: not a MIDI file.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        try:
            song = mido.MidiFile(file=file, clip=True)
            messages = list(mido.merge_tracks(song.tracks) if in_beats else song)
            per_unit = 1.0 / song.ticks_per_beat if in_beats else 1.0
        except BROKEN_MIDI as error:
            raise ValueError(f"{path.name} must be a MIDI file; export it again ({error})") from None
    events, units = [], 0.0
    for message in messages:
        units += message.time * per_unit
        event = from_midi(message, round(units * sample_rate))
        if event is not None:
            events.append(event)
    return tuple(events)


def read_picture(path: Path) -> np.ndarray:
    """A picture file, upright as its camera was held. Shape: (height, width, 3) uint8. Raises ValueError, OSError."""
    with path.open("rb") as file:  # raises what the system says of a file that cannot be opened
        try:
            with Image.open(file) as image:
                return np.array(ImageOps.exif_transpose(image).convert("RGB"))
        except UnidentifiedImageError:
            raise ValueError(f"{path.name} must be a picture that Pillow reads; convert it to png") from None
        except (OSError, SyntaxError, Image.DecompressionBombError) as error:  # Pillow's words for broken files
            raise ValueError(f"{path.name} must be a whole picture; copy or convert it again ({error})") from None


def read_still(path: Path) -> np.ndarray:
    """A picture file no larger than is played with. Shape: (height, width, 3) uint8. Raises ValueError, OSError."""
    return within(read_picture(path), LIVE_PIXELS)


@contextmanager
def complete(path: Path) -> Iterator[Path]:
    """A file under another name until it is complete, then under its own; nothing is left of one that failed.

    Raises:
        OSError: the folder cannot be written.
    """
    part = path.with_name(f".{path.stem}.part{path.suffix}")
    try:
        yield part
        os.replace(part, path)
    except OSError as error:
        reason = error.strerror or error
        raise OSError(f"{path} must be writable, got {reason}; free some space or choose another place") from error
    finally:
        part.unlink(missing_ok=True)


class SoundOut:
    """A 24-bit wav or flac, written as its sound comes. Owned by one thread."""

    def __init__(self, path: Path, sample_rate: int) -> None:
        """Open it. Raises ValueError for another suffix, OSError."""
        if path.suffix.lower() not in SOUND_OUT:
            raise ValueError(f"sound file must end in {' or '.join(SOUND_OUT)}, got {path.name!r}")
        with as_oserror():
            self._file = soundfile.SoundFile(path, "w", sample_rate, 2, SOUND_OUT[path.suffix.lower()])

    def add(self, sound: np.ndarray) -> None:
        """The next stretch. Shape: (frames, 2). Raises OSError."""
        with as_oserror():
            self._file.write(levels_of(sound))

    def close(self) -> None:
        """Finish it. Raises OSError."""
        with as_oserror():
            self._file.close()


def levels_of(sound: np.ndarray) -> np.ndarray:
    """The nearest of 24 bits, in the upper bits of int32: libsndfile rounds in flac and cuts off in wav.

    >>> levels_of(np.array([0.5, 2.0, 0.75 / 2**23])).tolist()
    [1073741824, 2147483392, 256]
    """
    levels = np.clip(np.rint(sound.astype(np.float64) * 2.0**23), -(2**23), 2**23 - 1)
    return levels.astype(np.int32) << 8


def write_sound(path: Path, sound: np.ndarray, sample_rate: int) -> None:
    """Write 24-bit wav or flac. Shape: (frames, 2). Raises ValueError for another suffix, OSError."""
    with complete(path) as part:
        file = SoundOut(part, sample_rate)
        file.add(sound)
        file.close()


def write_samples(path: Path, sound: np.ndarray, sample_rate: int, bits: int) -> None:
    """Write a wav of 8, 16 or 24 bits a sample, every level as it is. Raises ValueError for another suffix, OSError.

    Shape: (frames,), whole levels / 2 ** (bits - 1).
    """
    if path.suffix.lower() != ".wav":
        raise ValueError(f"sound file must end in .wav, got {path.name!r}: only wav keeps unsigned bytes")
    levels = np.rint(sound.astype(np.float64) * 2.0**31).astype(np.int32)  # libsndfile drops the low bits of integers
    with complete(path) as part, as_oserror():
        soundfile.write(part, levels, sample_rate, "PCM_U8" if bits == 8 else f"PCM_{bits}")


@contextmanager
def as_oserror() -> Iterator[None]:
    """What libsndfile complains of, in Python's words; it asserts that all frames could be written."""
    try:
        yield
    except soundfile.LibsndfileError as error:
        raise OSError(str(error.error_string).rstrip(".")) from error
    except AssertionError as error:
        raise OSError("it could not be written to its end") from error


def write_picture(path: Path, picture: np.ndarray, size: tuple[int, int] | None = None) -> None:
    """Write a picture, its kind by the suffix, enlarged to a width and height. Shape: (height, width, 3) uint8.

    Raises:
        ValueError: no suffix that Pillow writes.
        OSError: it cannot be written.
    """
    if path.suffix.lower() not in Image.registered_extensions():
        raise ValueError(f"picture file must end in .png or another suffix that Pillow writes, got {path.name!r}")
    image = Image.fromarray(picture)
    if size is not None and size != image.size:
        image = image.resize(size, Image.Resampling.BICUBIC)
    with complete(path) as part:
        image.save(part)
