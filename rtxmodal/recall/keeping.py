"""Keeps the session on the disk, half a second behind the show at most."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from rtxmodal.recall.session_file import Session
from rtxmodal.recall.shelf import write_toml

KEEP_SECONDS = 0.4  # between two sessions


class Keeper:
    """Writes in a thread of its own, the newest wins: a slow disk holds nobody up. `keep` belongs to one thread."""

    def __init__(self, path: Path | None, say: Callable[[str], None]) -> None:
        """Write nothing yet, and nothing ever without a path."""
        self._path, self._say = path, say
        self._sessions: queue.SimpleQueue[Session | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="rtxmodal-session", daemon=True)
        self._last, self._next = Session(), 0.0
        self._complaint = ""

    def start(self) -> None:
        """Begin to write what is kept."""
        self._thread.start()

    def keep(self, make: Callable[[], Session], now: float) -> None:
        """Have the session written soon if it is time and it is another one."""
        if self._path is None or now < self._next:
            return
        self._next = now + KEEP_SECONDS
        session = make()
        if session != self._last or not self._path.exists():  # another show may have put it aside
            self._last = session
            self._sessions.put(session)

    def stop(self, last: Session) -> None:
        """Write the last one, and end."""
        if self._path is not None:
            self._sessions.put(last)
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
            if newest is not None and self._path is not None:
                self._write(newest, self._path)

    def _write(self, session: Session, path: Path) -> None:
        try:
            write_toml(path, msgspec.to_builtins(session))
            self._complaint = ""
        except OSError as error:
            if str(error) != self._complaint:
                self._complaint = str(error)
                self._say(f"the session cannot be kept, the show goes on: {error}")
