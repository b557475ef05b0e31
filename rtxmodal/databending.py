"""Databending of files: a picture's bytes through sound effects and back, as audio_shop's `mangle` does.

    picture or film ──layout──> bytes ──SoX's effects──> as many bytes ──layout──> picture or film, blended

The effects are SoX's, as a program of its own: every effect that databenders name is one of its words. (pedalboard
would have to be linked, under the GPL, and has no hilbert, riaa, loudness or sinc.)
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from PIL import Image

from rtxmodal.devices.files import SOUND_IN, complete, read_picture, read_sound, write_picture, write_samples
from rtxmodal.devices.films import FILM_IN, Film, FilmReader
from rtxmodal.stream.databend import BITS, LAYOUTS, SILENCE, Layout, from_sound, to_bytes, to_picture, to_sound

RATE = 44_100
"""Hz at which bytes are heard: SoX's default for raw sound, so that an echo of 60 ms means what it says."""
SUGGESTED = (
    "bass 5",
    "echo 0.8 0.88 60 0.4",
    "flanger 0 2 0 71 0.5 25 lin",
    "hilbert -n 5001",
    "loudness 6",
    "norm 90",
    "overdrive 17",
    "phaser 0.8 0.74 3 0.7 0.5",
    "pitch 2",
    "riaa",
    "sinc 20-4k",
    "vol 10",
)
Progress = Callable[[float], None]
"""Called with the share that is done, 0..1."""


@dataclass(frozen=True)
class Bend:
    """What is done to the bytes."""

    effects: tuple[str, ...] = ()
    """SoX's words, in order; none leaves every byte as it is."""
    layout: Layout = "rgb24"
    bits: int = 8
    blend: float = 0.0
    """Share of the original that is mixed in, 0..1."""
    size: tuple[int, int] | None = None
    """Width and height of the picture that is made; `None`: the given one's own."""

    def __post_init__(self) -> None:
        if self.layout not in LAYOUTS:
            raise ValueError(f"colour format must be one of {', '.join(LAYOUTS)}, got {self.layout!r}")
        if self.bits not in BITS:
            raise ValueError(f"bits must be one of 8, 16, 24, got {self.bits!r}")
        if not 0.0 <= self.blend <= 1.0:
            raise ValueError(f"blend must be in 0..1, got {self.blend!r}")
        if self.size is not None and min(self.size) < 1:
            raise ValueError(f"size must be at least 1x1, got {self.size[0]}x{self.size[1]}")


def bend_file(given: Path, out: Path, bend: Bend, progress: Progress = lambda share: None) -> None:
    """Bend a picture, a film or a sound file into another file.

    Raises:
        ValueError: files, effects or sizes that do not fit; nothing is written.
        OSError: a file that cannot be read or written.
    """
    kinds = _kind(given), _kind(out)
    if kinds == ("picture", "picture"):
        write_picture(out, bend_picture(_sized(read_picture(given), bend.size), bend))
    elif kinds == ("picture", "sound"):
        data = _through_sox(to_bytes(_sized(read_picture(given), bend.size), bend.layout), bend)
        write_samples(out, to_sound(data, bend.bits), RATE, bend.bits)
    elif kinds == ("sound", "picture"):
        write_picture(out, _picture_of_sound(given, bend))
    elif kinds == ("film", "film"):
        _bend_film(given, out, bend, progress)
    else:
        raise ValueError(
            f"databend goes from picture to picture or sound, from sound to picture, and from film to film, "
            f"got {given.name!r} and {out.name!r}"
        )


def bend_picture(picture: np.ndarray, bend: Bend) -> np.ndarray:
    """A picture through the effects. Shape: (height, width, 3) uint8 -> the same."""
    height, width = picture.shape[:2]
    bent = to_picture(_through_sox(to_bytes(picture, bend.layout), bend), width, height, bend.layout)
    return blended(picture, bent, bend.blend)


def blended(original: np.ndarray, bent: np.ndarray, share: float) -> np.ndarray:
    """Both over each other; at share 0 the bent one, bit for bit. Shape: (height, width, 3) uint8 each."""
    if share == 0.0:
        return bent
    mixed: np.ndarray = np.rint(bent + share * (original.astype(np.float32) - bent)).astype(np.uint8)
    return mixed


def _kind(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix in SOUND_IN:
        return "sound"
    return "film" if suffix in FILM_IN else "picture"


def _sized(picture: np.ndarray, size: tuple[int, int] | None) -> np.ndarray:
    if size is None or size == (picture.shape[1], picture.shape[0]):
        return picture
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS))


def _picture_of_sound(given: Path, bend: Bend) -> np.ndarray:
    if bend.size is None:
        raise ValueError("a picture made of sound must have a size, got none; give --size WIDTHxHEIGHT")
    sound, _ = read_sound(given)
    width, height = bend.size
    data = from_sound(sound.mean(axis=1), 3 * width * height, bend.bits)
    return to_picture(_through_sox(data, bend), width, height, bend.layout)


# -- SoX --------------------------------------------------------------------------------------------------


def sox_command(effects: Sequence[str], form: Sequence[str]) -> list[str]:
    """SoX from raw sound to raw sound, without dither (it would change bytes that no effect touched).

    Raises:
        ValueError: SoX is not installed, or the first word is none of its effects (it would be taken for a file).
    """
    program = shutil.which("sox")
    if program is None:
        raise ValueError("the effects need SoX, got none on this machine; install it (apt install sox)")
    told = subprocess.run([program, "-h"], capture_output=True, text=True, check=False).stdout
    lines = [line for line in told.splitlines() if line.startswith("EFFECTS:")]
    known = [word.rstrip("*+#") for word in " ".join(lines).split()[1:]]
    if effects and effects[0] not in known:
        raise ValueError(f"effect must be one of SoX's ({', '.join(known)}), got {effects[0]!r}")
    return [program, "-V1", "-D", *form, "-", *form, "-", *effects]


def _form(bits: int) -> list[str]:
    encoding = "unsigned" if bits == 8 else "signed"
    return ["-t", "raw", "-r", str(RATE), "-e", encoding, "-b", str(bits), "-L", "-c", "1"]


def _silence(bits: int) -> int:
    """The byte that is silence: unsigned samples have it in the middle."""
    return SILENCE if bits == 8 else 0


def _through_sox(data: np.ndarray, bend: Bend) -> np.ndarray:
    """The bytes through the effects, as many as before: cut, or filled with silence. Shape: (bytes,) uint8."""
    if not bend.effects:
        return data
    with Sox(bend.effects, _form(bend.bits)) as sox:
        sox.feed(iter([np.concatenate([data, np.zeros(-len(data) % (bend.bits // 8), np.uint8)])]))
        return sox.take(len(data), _silence(bend.bits))


class Sox:
    """SoX running beside: bytes go in from a thread of their own, bytes come out as they are asked for.

    Owned by one thread. Leaving the `with` block ends it.
    """

    def __init__(self, effects: Sequence[str], form: Sequence[str]) -> None:
        self._effects, self._command = effects, sox_command(effects, form)
        self._errors: list[Exception] = []

    def __enter__(self) -> Sox:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(self._command, stdin=pipe, stdout=pipe, stderr=pipe)
        self._feeder: threading.Thread | None = None
        self._said = b""
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        if self._feeder is not None:
            self._feeder.join()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                _close(stream)
        self._process.wait()

    def feed(self, pieces: Iterator[np.ndarray]) -> None:
        """Send these pieces as fast as SoX takes them; the iterator is used by another thread from here on."""
        self._feeder = threading.Thread(target=self._write, args=(pieces,), name="sox", daemon=True)
        self._feeder.start()

    def take(self, count: int, silence: int) -> np.ndarray:
        """The next `count` bytes; what SoX no longer gives is silence. Shape: (count,) uint8.

        Raises:
            ValueError: SoX refused the effects, or the pieces could not be made.
        """
        assert self._process.stdout is not None
        got = self._process.stdout.read(count)
        if len(got) < count:
            self._check()
        return np.frombuffer(got.ljust(count, bytes([silence])), np.uint8)

    def _write(self, pieces: Iterator[np.ndarray]) -> None:
        assert self._process.stdin is not None
        try:
            for piece in pieces:
                self._process.stdin.write(piece.tobytes())
        except BrokenPipeError:
            pass  # SoX ended early: `take` says why
        except Exception as error:  # noqa: BLE001 - the top of a thread: `take` raises it
            self._errors.append(error)
        finally:
            _close(self._process.stdin)

    def _check(self) -> None:
        """Raise what went wrong, now that nothing more comes."""
        assert self._process.stderr is not None
        self._said += self._process.stderr.read()
        if self._errors:
            raise self._errors[0]
        if self._process.wait() != 0:
            lines = [line for line in self._said.decode(errors="replace").splitlines() if "FAIL" in line]
            why = lines[0].partition("FAIL ")[2] if lines else "no reason given"
            raise ValueError(f"effects must be what SoX takes, got {' '.join(self._effects)!r}: {why}")


def _close(stream: IO[bytes]) -> None:
    with contextlib.suppress(OSError):  # the other end is gone
        stream.close()


# -- films ------------------------------------------------------------------------------------------------


def _bend_film(given: Path, out: Path, bend: Bend, progress: Progress) -> None:
    """All pictures are one stream of bytes, so effects ring on into the next; the sound track is bent too."""
    with FilmReader(given) as source, complete(out) as part:
        width, height = bend.size or source.size
        film = Film(part, source.sound_rate, source.pictures_per_second, height)
        film.add_sound(_bent_track(source.sound(), source.sound_rate, bend.effects))
        originals = (_sized(picture, bend.size) for picture in source.pictures())
        for number, (original, data) in enumerate(_side_by_side(given, originals, bend)):
            film.add_picture(blended(original, to_picture(data, width, height, bend.layout), bend.blend))
            progress(min(1.0, (number + 1) / max(1, source.picture_count)))
        film.close()


def _side_by_side(given: Path, originals: Iterator[np.ndarray], bend: Bend) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Each picture with its bent bytes. The film is read twice, since an effect may hear all of it before it speaks."""
    if not bend.effects:
        yield from ((original, to_bytes(original, bend.layout)) for original in originals)
        return
    with FilmReader(given) as again, Sox(bend.effects, _form(bend.bits)) as sox:
        sox.feed(to_bytes(_sized(picture, bend.size), bend.layout) for picture in again.pictures())
        for original in originals:
            yield original, sox.take(original.size, _silence(bend.bits))


def _bent_track(sound: np.ndarray, rate: int, effects: Sequence[str]) -> np.ndarray:
    """A film's sound through the same effects, as long as before. Shape: (frames, 2) float32 -> the same."""
    if not effects or not len(sound):
        return sound
    form = ["-t", "raw", "-r", str(rate), "-e", "floating-point", "-b", "32", "-L", "-c", "2"]
    with Sox(effects, form) as sox:
        sox.feed(iter([sound.astype("<f4")]))
        bent = sox.take(sound.size * 4, 0).view("<f4").reshape(-1, 2)
    return np.asarray(np.clip(np.nan_to_num(bent), -1.0, 1.0), np.float32)
