"""What a show needs to go on after a crash or a power cut."""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec

from rtxmodal.recall.shelf import read_toml
from rtxmodal.recall.snapshot import Snapshot, Word


class Session(msgspec.Struct, frozen=True):
    """How a show stands. Unknown fields of a newer version are passed over."""

    ended: bool = False
    """Whether it was ended by its performer: what did not end crashed."""
    asked: str = ""
    """What it was started with."""
    scene: str = ""
    values: dict[str, Word] = {}
    """Of every parameter but triggers."""
    preset: str = ""
    """The one that was recalled last."""
    set_list: str = ""
    """Its file."""
    current: int = -1
    """Cue that was fired last."""
    standby: int = 0
    """Cue that `go` fires."""
    initial: str = ""
    """Preset that a new show begins with."""
    safe: list[str] = []
    """Parameters that the performer keeps from being recalled."""
    morph: list[int | str] = []
    slots: dict[str, Snapshot] = {}


def load_session(path: Path) -> Session | None:
    """What was kept; None where nothing was. Raises ValueError with one line for a file that is broken."""
    try:
        session: Session = read_toml(path, Session)
    except OSError:
        return None
    return session


def put_aside(path: Path) -> None:
    """Keep the session of the show before, whatever the next one writes."""
    with contextlib.suppress(OSError):
        path.replace(path.with_name(f"{path.stem}.before{path.suffix}"))
