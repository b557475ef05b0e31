"""Files that are written while the show plays, so that what is there can be played whatever happens next."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

from rtxmodal.devices.files import as_oserror, levels_of

PART_BYTES = 1 << 31
"""Where the next file begins: many programs count the bytes of a wav in signed 32-bit numbers."""
FORMATS = {".flac": ("PCM_24", 3), ".wav": ("FLOAT", 4)}
"""By suffix: how samples are stored, and bytes of one at most."""


FLAC_HELD = 2 * 4096  # frames that the encoder may still hold back
FLAC_LENGTH = 21  # place of the 36-bit number of frames, behind the four bits that end the byte before


class SoundRecorder:
    """Sound into flac (24 bit) or wav (32-bit float), stereo, in parts. Owned by one thread.

    Both kinds can be read up to the last `flush` if the writer dies.
    """

    def __init__(self, path: Path, sample_rate: int, part_bytes: int = PART_BYTES) -> None:
        """Open it.

        Args:
            path: of the first part; the others are `name-2`, `name-3` and so on.
            sample_rate: Hz.
            part_bytes: how large a part may become.

        Raises:
            OSError: it cannot be written.
        """
        self._path, self._rate = path, sample_rate
        self._stored, sample_bytes = FORMATS[path.suffix]
        self._part_frames = part_bytes // (2 * sample_bytes)
        self._parts = 0
        self._left = 0
        self._file: soundfile.SoundFile | None = None
        self.frames = 0
        """Written so far."""
        self._begin_part()

    def add(self, sound: np.ndarray) -> None:
        """The next stretch. Shape: (frames, 2) float32. Raises OSError."""
        while len(sound):
            if self._left == 0:
                self._begin_part()
            now, sound = sound[: self._left], sound[self._left :]
            self._write(now)
            self._left -= len(now)
            self.frames += len(now)

    def flush(self) -> None:
        """Hand what is there to the system, and say in the file how much that is."""
        if self._file is None:
            return
        self._file.flush()
        if self._path.suffix == ".flac":
            _tell_length(Path(self._file.name), self._part_frames - self._left - FLAC_HELD)

    def close(self) -> None:
        """Finish the last part. Raises OSError."""
        file, self._file = self._file, None
        if file is not None:
            with as_oserror():
                file.close()

    def _write(self, sound: np.ndarray) -> None:
        assert self._file is not None
        with as_oserror():
            self._file.write(levels_of(sound) if self._stored == "PCM_24" else sound)

    def _begin_part(self) -> None:
        self.close()
        self._parts += 1
        name = self._path.name if self._parts == 1 else f"{self._path.stem}-{self._parts}{self._path.suffix}"
        with as_oserror():
            self._file = soundfile.SoundFile(self._path.with_name(name), "w", self._rate, 2, self._stored)
        self._left = self._part_frames


def _tell_length(path: Path, frames: int) -> None:
    """Write into an open flac how long it is by now; the library does so only when it closes it."""
    with path.open("r+b") as file:
        file.seek(FLAC_LENGTH)
        before = file.read(1)[0] & 0xF0
        file.seek(FLAC_LENGTH)
        file.write((before << 32 | max(0, frames)).to_bytes(5, "big"))
