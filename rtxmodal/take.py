"""A take: a folder with all that a show was played with, so that it can be played again.

    take.jsonl     the header, the scenes, and each thing that happened with its frame; one line each
    input.wav      what came in, 32-bit float; `input-2.wav` and so on where a set is long
    files/         sounds and pictures that the scenes read
    sound.flac     what was heard, where it was recorded too
    film.mp4       what was seen

Lines are only ever added: a show that dies leaves a take up to there. A line is an object with one key (`take`,
`scene`, `marker`, `end`, `lost`) or a happening, [at, what, number, value, channel, part] as in `stage.log`, without
the zeros at its end.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import soundfile

from rtxmodal.devices.files import as_oserror
from rtxmodal.params import Parameter
from rtxmodal.scene import FROM_FILES, LaneSpec, Scene
from rtxmodal.stage.log import Happening
from rtxmodal.stage.shared import LoadScene
from rtxmodal.translators import models_folder

FORMAT = 1
NAME = "take.jsonl"
INPUT = "input"


class Header(msgspec.Struct, frozen=True):
    """What a take says of itself first."""

    format: int
    version: str
    """Of rtxmodal."""
    begun: str
    """Local date and time."""
    sample_rate: int
    block_size: int
    provider: str
    start: int
    """The first frame of input.wav: some seconds before the recording began, where it began in the middle."""
    begin: int
    """The first frame of what was recorded."""
    is_whole: bool
    """Whether the show itself began at `start`; else what a model remembers from before is not known."""
    has_input: bool = True
    machine: dict[str, str] = {}
    """Versions and processor."""


class Staged(msgspec.Struct, frozen=True):
    """A scene as it was brought on stage."""

    generation: int
    provider: str
    title: str
    name: str
    lanes: tuple[LaneSpec, ...]
    parameters: tuple[Parameter, ...]
    models: dict[str, str]
    """Name -> sha256 of its file."""
    files: dict[str, str]
    """Path, below the take's folder where it lies there -> sha256."""

    def command(self, folder: Path) -> LoadScene:
        """What a sound process would be told."""
        lanes = tuple(replace(lane, source=_in_folder(lane.source, folder)) for lane in self.lanes)
        return LoadScene(Scene(self.title, self.name, lanes), self.parameters, self.generation, self.provider)


@dataclass
class Take:
    """A take as it was read."""

    folder: Path
    header: Header
    scenes: dict[int, Staged]
    """By generation."""
    happenings: list[Happening]
    end: int
    """The frame after the last that was recorded."""
    markers: list[tuple[int, str]] = field(default_factory=list)
    lost: list[tuple[int, int]] = field(default_factory=list)
    """Frames, from and to, that the recorder came too late for."""

    @property
    def misses(self) -> list[tuple[int, int]]:
        """Frames of what was heard, from and to, that were concealed and so are not what a replay gives."""
        return [
            (one.at, int(one.value))
            for one in self.happenings
            if one.what == "miss" and one.value > self.header.begin and one.at < self.end
        ]

    def other_models(self) -> list[str]:
        """Names of the models that are not here as they were then."""
        wanted = {name: wanted for scene in self.scenes.values() for name, wanted in scene.models.items()}
        return sorted(name for name, wanted in wanted.items() if file_hash(models_folder() / f"{name}.onnx") != wanted)

    def other_files(self) -> list[str]:
        """Files of the scenes that are not here as they were then."""
        wanted = {name: wanted for scene in self.scenes.values() for name, wanted in scene.files.items()}
        return sorted(name for name, wanted in wanted.items() if file_hash(self.folder / name) != wanted)


def is_take(path: Path) -> bool:
    """Whether this is a take's folder or the file in it."""
    return path.name == NAME or (path / NAME).is_file()


def read_take(path: Path) -> Take:
    """Read a take, given its folder or its file; what a show that died left half written at the end is left out.

    Raises:
        ValueError: not a take, or one of a later format.
        OSError: it cannot be read.
    """
    folder = path.parent if path.name == NAME else path
    lines = (folder / NAME).read_text(encoding="utf-8").split("\n")[:-1]
    try:
        first, *rest = [json.loads(line) for line in lines]
        header = msgspec.convert(first["take"], Header)
    except (ValueError, KeyError, TypeError, msgspec.ValidationError) as error:
        raise ValueError(f"{folder / NAME} must be a take; copy its whole folder again ({error})") from None
    if header.format > FORMAT:
        raise ValueError(f"{folder.name} must be a take of format {FORMAT}, got {header.format}; update rtxmodal")
    take = Take(folder, header, {}, [], header.begin)
    for line in rest:
        _take_in(take, line)
    return take


def _take_in(take: Take, line: Any) -> None:
    if isinstance(line, list):
        take.happenings.append(Happening(*line))
    elif "scene" in line:
        scene = msgspec.convert(line["scene"], Staged)
        take.scenes[scene.generation] = scene
    elif "marker" in line:
        take.markers.append((line["marker"][0], line["marker"][1]))
    elif "lost" in line:
        take.lost.append((line["lost"][0], line["lost"][1]))
    elif "end" in line:
        take.end = line["end"]


class TakeInput:
    """What came in, read piece by piece from the parts that it lies in. Owned by one thread."""

    def __init__(self, take: Take) -> None:
        """Open the files. Raises OSError."""
        paths = sorted(take.folder.glob(f"{INPUT}*.wav"), key=lambda path: (len(path.name), path.name))
        self._start = take.header.start
        with as_oserror():
            self._parts = [soundfile.SoundFile(path) for path in paths]

    def read(self, frame: int, count: int) -> np.ndarray:
        """So many frames from one of the engine's clock, silence where none was recorded. Shape: (count, 2) float32."""
        sound = np.zeros((count, 2), np.float32)
        begin = self._start
        for part in self._parts:
            first, last = max(frame, begin), min(frame + count, begin + part.frames)
            if first < last:
                part.seek(first - begin)
                part.read(out=sound[first - frame : last - frame], always_2d=True)
            begin += part.frames
        return sound

    def close(self) -> None:
        """Close the files."""
        for part in self._parts:
            part.close()


def _in_folder(source: str, folder: Path) -> str:
    kind, _, path = source.partition(":")
    return f"{kind}:{folder / path}" if kind in FROM_FILES else source


def file_hash(path: Path) -> str:
    """sha256 of a file; empty where there is none."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
