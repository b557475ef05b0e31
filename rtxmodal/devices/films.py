"""Film files in: pictures one by one, and the sound track as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

FILM_IN = (".mp4", ".mov", ".mkv", ".webm", ".avi", ".gif")
SILENT_RATE = 48_000  # Hz, of the track of a film that has none
DEFAULT_RATE = Fraction(30)  # pictures a second, where the file does not say


class FilmReader:
    """A film file, opened for reading; use it in a `with` block. Owned by one thread (or handed over once)."""

    def __init__(self, path: Path) -> None:
        """Open it.

        Raises:
            ValueError: no film, or one without pictures.
            OSError: it cannot be read.
        """
        import av  # 60 ms and 100 MB of libraries that only films need

        self._av, self._path = av, path
        with path.open("rb"):
            pass  # raises what the system says
        try:
            self._container: Any = av.open(str(path))
        except av.FFmpegError as error:
            raise ValueError(f"{path.name} must be a film that FFmpeg reads; convert it to mp4 ({error})") from None
        if not self._container.streams.video:
            self._container.close()
            raise ValueError(f"{path.name} must have pictures, got none; give a film")
        video = self._container.streams.video[0]
        self.size: tuple[int, int] = video.width, video.height
        """Width and height in pixels."""
        self.pictures_per_second: Fraction = video.average_rate or DEFAULT_RATE
        self.picture_count: int = video.frames
        """As the file says; 0 where it does not."""
        tracks = self._container.streams.audio
        self.sound_rate: int = tracks[0].rate if tracks else SILENT_RATE

    def __enter__(self) -> FilmReader:
        return self

    def __exit__(self, *_: object) -> None:
        self._container.close()

    def pictures(self) -> Iterator[np.ndarray]:
        """Each in turn. Shape: (height, width, 3) uint8. Raises ValueError where the file breaks off."""
        for frame in self._decoded(video=0):
            yield frame.to_ndarray(format="rgb24")

    def sound(self) -> np.ndarray:
        """The whole track in stereo; empty where there is none. Shape: (frames, 2) float32."""
        if not self._container.streams.audio:
            return np.zeros((0, 2), np.float32)
        resampler = self._av.AudioResampler("fltp", "stereo", self.sound_rate)
        frames = [one for frame in self._decoded(audio=0) for one in resampler.resample(frame)]
        parts = [frame.to_ndarray() for frame in (*frames, *resampler.resample(None))]
        return np.concatenate(parts, axis=1).T if parts else np.zeros((0, 2), np.float32)

    def _decoded(self, **stream: int) -> Iterator[Any]:
        try:
            self._container.seek(0)
            yield from self._container.decode(**stream)
        except self._av.FFmpegError as error:
            raise ValueError(f"{self._path.name} must be a whole film; copy or convert it again ({error})") from None
