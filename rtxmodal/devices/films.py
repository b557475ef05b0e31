"""Film files: in, pictures one by one and the sound track as a whole; out, both in step."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from rtxmodal.devices.files import LIVE_PIXELS
from rtxmodal.stream.warp import within

FILM_IN = (".mp4", ".mov", ".mkv", ".webm", ".avi", ".gif")
SILENT_RATE = 48_000  # Hz, of the track of a film that has none
DEFAULT_RATE = Fraction(30)  # pictures a second, where the file does not say

LIVE_CONTAINER = {"movflags": "hybrid_fragmented+frag_keyframe+delay_moov"}
"""In fragments, made whole when it is closed; the encoder's delay is told before the first."""
PAUSE_SECONDS = 1.0
FILM_PIXELS = 512  # a small generator's picture is shown at least so high: players scale badly


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


class FilmLoop:
    """A film played round and round: the picture of a moment. Owned by one thread.

    One that breaks off begins again there; one that cannot be read any more stands.
    """

    def __init__(self, path: Path) -> None:
        """Open it and read its first picture. Raises ValueError, OSError."""
        self._path = path
        with FilmReader(path) as film:
            self._rate = float(film.pictures_per_second)
            first = next(film.pictures(), None)
        if first is None:
            raise ValueError(f"{path.name} must have pictures, got none; give a film")
        self._picture = first
        self._pictures = self._read()
        self._begun, self._count = 0.0, -1

    def look(self, seconds: float) -> tuple[int, np.ndarray]:
        """How many pictures there were up to that moment, and its picture. Shape: (height, width, 3) uint8.

        After a pause of a second or more, and at a step back, the film goes on where it stood.
        """
        wanted = int((seconds - self._begun) * self._rate + 1e-6)
        if not 0 <= wanted - self._count <= PAUSE_SECONDS * self._rate + 1.0:
            wanted = self._count + 1
            self._begun = seconds - wanted / self._rate
        while self._count < wanted:
            self._picture = next(self._pictures)
            self._count += 1
        return self._count, self._picture

    def _read(self) -> Iterator[np.ndarray]:
        """All of its pictures, again and again, no larger than is looked at."""
        while True:
            read = 0
            with contextlib.suppress(ValueError, OSError), FilmReader(self._path) as film:
                for picture in film.pictures():
                    read += 1
                    yield within(picture, LIVE_PIXELS)
            if not read:
                yield self._picture


class Film:
    """An mp4 with sound and pictures in step: H.264 and AAC, constant frame rate. Owned by one thread."""

    def __init__(
        self,
        path: Path,
        sample_rate: int,
        pictures_per_second: int | Fraction,
        height: int = 0,
        live: bool = False,
    ) -> None:
        """Open it.

        Args:
            path: where it is written; its suffix must be one that PyAV muxes.
            sample_rate: of the sound, Hz.
            pictures_per_second: constant.
            height: of the film in pixels, even; 0 takes the pictures' own, times what makes it 512 or more.
            live: it is written while the show plays: quick, and playable up to the last second if the writer dies.

        Raises:
            ValueError: a rate that AAC does not have.
        """
        import av  # 60 ms and 100 MB of libraries that only films need

        rates = av.Codec("aac", "w").audio_rates or ()
        if sample_rate not in rates:
            known = ", ".join(str(rate) for rate in sorted(rates))
            raise ValueError(f"sound of a film must be at one of {known} Hz, got {sample_rate}; render wav or flac")
        self._av = av
        self._height = height
        self._container = av.open(str(path), "w", options=LIVE_CONTAINER if live else {})
        self._sound = self._container.add_stream("aac", rate=sample_rate, layout="stereo")
        self._sound.bit_rate = 192_000
        self._video = self._container.add_stream("libx264", rate=pictures_per_second)
        self._video.pix_fmt = "yuv420p"
        self._video.options = {"preset": "veryfast", "crf": "17", "threads": "1"}
        if live:
            self._video.options |= {"preset": "superfast", "g": str(round(pictures_per_second)), "tune": "zerolatency"}
        self._picture_time = Fraction(1, pictures_per_second)
        self._rate = sample_rate
        self._frames = self._pictures = 0
        self._size: tuple[int, int] | None = None
        self._early: list[np.ndarray] = []  # sound before the first picture: the file's header needs its size

    def add_picture(self, picture: np.ndarray, number: int = 0) -> None:
        """The next picture, or the one of that number, the last one standing till then. Shape: (h, w, 3) uint8."""
        self._pictures = max(self._pictures, number)
        if self._size is None:
            self._size = film_size(picture, self._height)
            self._video.width, self._video.height = self._size
            for sound in self._early:
                self._add_sound(sound)
        if (picture.shape[1], picture.shape[0]) != self._size:
            picture = np.asarray(Image.fromarray(picture).resize(self._size, Image.Resampling.BICUBIC))
        frame = self._av.VideoFrame.from_ndarray(picture, format="rgb24")
        frame.pts, frame.time_base = self._pictures, self._picture_time
        self._pictures += 1
        self._container.mux(self._video.encode(frame))

    def add_sound(self, sound: np.ndarray) -> None:
        """The next stretch of sound; may be empty. Shape: (frames, 2) float32."""
        if not len(sound):  # an encoder has no words for it
            return
        if self._size is None:
            self._early.append(sound)
        else:
            self._add_sound(sound)

    def _add_sound(self, sound: np.ndarray) -> None:
        frame = self._av.AudioFrame.from_ndarray(np.ascontiguousarray(sound.T, np.float32), "fltp", "stereo")
        frame.sample_rate, frame.pts, frame.time_base = self._rate, self._frames, Fraction(1, self._rate)
        self._frames += len(sound)
        self._container.mux(self._sound.encode(frame))

    def close(self) -> None:
        """Write what is still in the encoders, and the index; raises ValueError for a film without pictures."""
        if self._size is None:
            self._container.close()
            raise ValueError("a film must have a picture, got none; render a longer sound")
        for stream in (self._video, self._sound):
            self._container.mux(stream.encode(None))
        self._container.close()


def film_size(picture: np.ndarray, wanted: int = 0) -> tuple[int, int]:
    """Width and height of a film of such pictures, even as yuv420p needs them.

    Args:
        picture: Shape: (height, width, 3).
        wanted: height of the film; 0 takes the picture's own, times what makes it 512 or more.

    >>> film_size(np.zeros((128, 160, 3)))
    (640, 512)
    """
    height, width = picture.shape[:2]
    factor = wanted / height if wanted else float(max(1, -(-FILM_PIXELS // height)))
    return 2 * round(width * factor / 2), 2 * round(height * factor / 2)
