"""A take being written: line by line, its scenes' files beside it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import msgspec

from rtxmodal.scene import FROM_FILES
from rtxmodal.stage.log import Happening
from rtxmodal.stage.shared import LoadScene
from rtxmodal.take import NAME, Header, Staged, file_hash
from rtxmodal.translators import Context, models_folder, models_of

ANY_RATE = 48_000  # Hz; which models a translator plays with does not depend on it
COPIED_BYTES = 1 << 26  # a larger file of a scene is not copied into every take; its place and hash are kept


class TakeFile:
    """A take being written. Owned by the recorder's process."""

    def __init__(self, folder: Path, header: Header) -> None:
        self._folder = folder
        self._file: IO[str] = (folder / NAME).open("w", encoding="utf-8")
        self._write({"take": msgspec.to_builtins(header)})

    def stage(self, command: LoadScene) -> None:
        """A scene that is brought on; its files are copied beside."""
        self._write({"scene": msgspec.to_builtins(staged(command, self._folder))})

    def add(self, happenings: Iterable[Happening]) -> None:
        """What happened."""
        for one in happenings:
            line: list[Any] = list(one)
            for nothing in ("now", 0, 0.0, 0):
                if line[-1] != nothing:
                    break
                line.pop()
            self._write(line)

    def mark(self, frame: int, text: str) -> None:
        """A marker."""
        self._write({"marker": [frame, text]})

    def lose(self, begin: int, end: int) -> None:
        """Frames that could not be recorded."""
        self._write({"lost": [begin, end]})

    def flush(self, end: int) -> None:
        """Into the system's hands, so that it is there if this process dies; recorded up to `end`."""
        self._write({"end": end})
        self._file.flush()

    def close(self) -> None:
        """Finish it."""
        self._file.close()

    def _write(self, line: Any) -> None:
        self._file.write(json.dumps(line, separators=(",", ":")) + "\n")


def staged(command: LoadScene, folder: Path) -> Staged:
    """A scene with all that it needs; files that it reads are copied into `folder`."""
    files: dict[str, str] = {}
    lanes = tuple(replace(lane, source=_keep(lane.source, folder, files)) for lane in command.scene.lanes)
    words = {name for lane in lanes for name in (*lane.through, *_strings(lane.options)) if name.isprintable()}
    for lane in lanes:
        context = Context(ANY_RATE, command.provider, lane.options)
        for name in lane.through:
            with suppress(KeyError, ValueError, OSError):  # its model is gone since it was loaded
                words.update(models_of(name, context))
    models = {name: file_hash(models_folder() / f"{name}.onnx") for name in sorted(words)}
    return Staged(
        command.generation,
        command.provider,
        command.scene.title,
        command.scene.name,
        lanes,
        command.parameters,
        {name: found for name, found in models.items() if found},
        files,
    )


def _keep(source: str, folder: Path, files: dict[str, str]) -> str:
    """Copy the file of a source into the take and return the source as it is found from there."""
    kind, _, path = source.partition(":")
    if kind not in FROM_FILES:
        return source
    given = Path(path).resolve()
    digest = file_hash(given)
    name = str(given)
    if given.stat().st_size <= COPIED_BYTES:
        (folder / "files").mkdir(exist_ok=True)
        name = f"files/{digest[:8]}-{given.name}"
        if not (folder / name).exists():
            shutil.copyfile(given, folder / name)
    files[name] = digest
    return f"{kind}:{name}"


def _strings(value: Any) -> Sequence[str]:
    """Every text inside what TOML can hold."""
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [text for one in inside for text in _strings(one)]
