"""What a show would need to go on after a crash, on the disk within half a second of every change."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from rtxmodal.control.shelf import read_toml, write_toml
from rtxmodal.control.snapshot import Snapshot, Word


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
    morph: list[str] = []
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


class Keeper:
    """Writes sessions in a thread of its own, the newest wins: a slow disk holds nobody up."""

    def __init__(self, path: Path, say: Callable[[str], None]) -> None:
        self._path, self._say = path, say
        self._sessions: queue.SimpleQueue[Session | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="rtxmodal-session", daemon=True)
        self._complaint = ""

    def start(self) -> None:
        """Begin to write what is kept."""
        self._thread.start()

    def keep(self, session: Session) -> None:
        """Have it written soon."""
        self._sessions.put(session)

    def stop(self) -> None:
        """Write what waits, and end."""
        self._sessions.put(None)
        if self._thread.ident is not None:
            self._thread.join(5.0)

    def _run(self) -> None:
        running = True
        while running:
            waiting = [self._sessions.get()]
            while not self._sessions.empty():
                waiting.append(self._sessions.get())
            running = None not in waiting
            newest = next((one for one in reversed(waiting) if one is not None), None)
            if newest is not None:
                self._write(newest)

    def _write(self, session: Session) -> None:
        try:
            write_toml(self._path, msgspec.to_builtins(session))
            self._complaint = ""
        except OSError as error:
            if str(error) != self._complaint:
                self._complaint = str(error)
                self._say(f"the session cannot be kept, the show goes on: {error}")
