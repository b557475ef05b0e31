"""The folder of presets: one readable file each, written beside and renamed, nothing ever overwritten for good.

presets/
  soft strings.toml      a preset
  order                  names in the order of their indices, one a line; the others follow by the alphabet
  sets/friday.toml       a set list
  trash/                 what was deleted or saved over, under its name and the time
"""

from __future__ import annotations

import os
import re
import shutil
import threading
import time
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import tomli_w

from rtxmodal.recall.snapshot import Snapshot

NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 _.-]{0,62}[A-Za-z0-9_-])?")

THROWN = re.compile(r" \d{4}-\d\d-\d\d \d\d-\d\d-\d\d \d{9}")
"""What stands behind the name of a file in the trash."""


class Shelf:
    """Reads and writes presets. Any thread may call; one writes at a time."""

    def __init__(self, folder: Path | None) -> None:
        """Look at a folder, which need not be there yet; None for a shelf that nothing can be put on."""
        self._folder = folder
        self._writing = threading.Lock()

    @property
    def folder(self) -> Path:
        """Where it is; raises ValueError where nothing is kept."""
        if self._folder is None:
            raise ValueError("presets must have a folder; play with --presets FOLDER")
        return self._folder

    def names(self) -> list[str]:
        """Every preset in the order of its index."""
        if self._folder is None:
            return []
        there = sorted((path.stem for path in self.folder.glob("*.toml") if _is_name(path.stem)), key=str.lower)
        try:
            wanted = (self.folder / "order").read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            wanted = []
        first = list(dict.fromkeys(name for name in wanted if name in there))
        return first + [name for name in there if name not in first]

    def load(self, name: str) -> Snapshot:
        """Read a preset.

        Raises:
            KeyError: none of that name.
            ValueError: its file is broken; the message says where.
        """
        path = self._path(name)
        if not path.is_file():
            raise KeyError(f"preset must be one of {_listed(self.names())}, got {name!r}")
        snapshot: Snapshot = read_toml(path, Snapshot)
        return snapshot

    def save(self, name: str, snapshot: Snapshot, index: int | None = None) -> None:
        """Write a preset; one of that name goes to the trash. Raises ValueError, OSError."""
        path, content = self._path(name), tomli_w.dumps(msgspec.to_builtins(snapshot)).encode()
        with self._writing:
            order = self.names()
            others = [other for other in order if other != name]
            if path.is_file():
                index = order.index(name) if index is None else index
                if path.read_bytes() != content:
                    shutil.copy2(path, self._trash(path))
            write_whole(path, content)
            if index is not None:
                others.insert(min(max(index, 0), len(others)), name)
                self._write_order(others)

    def rename(self, name: str, new: str) -> None:
        """Give a preset another name, at the same index. Raises KeyError, ValueError, OSError."""
        self.load(name)
        path, there = self._path(name), self._path(new)
        with self._writing:
            if there.exists():
                raise ValueError(f"preset must get a name that is free, got {new!r}; delete that one first")
            order = [new if other == name else other for other in self.names()]
            path.rename(there)
            self._write_order(order)

    def delete(self, name: str) -> None:
        """Put a preset into the trash, broken or not. Raises KeyError, ValueError, OSError."""
        path = self._path(name)
        if not path.is_file():
            raise KeyError(f"preset must be one of {_listed(self.names())}, got {name!r}")
        with self._writing:
            path.rename(self._trash(path))

    def restore(self, name: str) -> None:
        """Bring back what was deleted or saved over last; one that is there goes to the trash, so twice is not at all.

        Raises:
            KeyError: nothing of that name lies in the trash.
            ValueError, OSError: no name, or the disk refuses.
        """
        path = self._path(name)
        thrown = [
            old for old in (self.folder / "trash").glob(f"{name} *.toml") if THROWN.fullmatch(old.stem[len(name) :])
        ]
        if not thrown:
            raise KeyError(f"preset must be one that was deleted or saved over, got {name!r}")
        with self._writing:
            if path.is_file():
                path.rename(self._trash(path))
            max(thrown, key=lambda old: old.stem).rename(path)

    def set_lists(self) -> list[str]:
        """Names of the set lists that lie in the folder."""
        if self._folder is None:
            return []
        return sorted(path.stem for path in (self.folder / "sets").glob("*.toml") if _is_name(path.stem))

    def set_list(self, name: str) -> Path:
        """The file of a set list; raises KeyError, ValueError."""
        path = self.folder / "sets" / f"{checked_name(name)}.toml"
        if not path.is_file():
            raise KeyError(f"set list must be one of {_listed(self.set_lists())}, got {name!r}")
        return path

    def _path(self, name: str) -> Path:
        return self.folder / f"{checked_name(name)}.toml"

    def _trash(self, path: Path) -> Path:
        """A free place in the trash."""
        trash = self.folder / "trash"
        trash.mkdir(parents=True, exist_ok=True)
        seconds, rest = divmod(time.time_ns(), 10**9)
        stamp = time.strftime("%Y-%m-%d %H-%M-%S", time.localtime(seconds)) + f" {rest:09d}"
        return trash / f"{path.stem} {stamp}.toml"

    def _write_order(self, names: list[str]) -> None:
        write_whole(self.folder / "order", "".join(f"{name}\n" for name in names).encode())


def checked_name(name: str) -> str:
    """The name of a preset or set list, never a path; raises ValueError."""
    if not _is_name(name):
        raise ValueError(
            f"name must be up to 64 of A-Z a-z 0-9 space _ . -, begin with a letter or digit and not end in "
            f"space or dot, got {name[:80]!r}"
        )
    return name


def read_toml(path: Path, kind: type[Any]) -> Any:
    """A file as the struct `kind`; raises ValueError with one line that names the file, OSError."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), kind)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name} must be TOML: {error}; correct that line") from None
    except msgspec.ValidationError as error:
        raise ValueError(f"{path.name} must hold what it should: {error}; correct it") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path.name} must be text in UTF-8; save it as such") from None


def write_toml(path: Path, content: dict[str, Any]) -> None:
    """Write a whole file or none, so that neither a crash nor a power cut leaves half of one."""
    write_whole(path, tomli_w.dumps(content).encode())


def write_whole(path: Path, content: bytes) -> None:
    """Write beside, push to the disk, rename; raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _is_name(name: str) -> bool:
    return NAME.fullmatch(name) is not None


def _listed(names: list[str]) -> str:
    return ", ".join(names[:20]) or "none yet (save one first)"
