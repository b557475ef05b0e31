"""One of the two processes, as the main process holds it."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from rtxmodal.stage.shared import Stop

SILENT_SECONDS = 5.0  # a child whose heartbeat is older than this hangs, and is started again
RESTART_SECONDS = 1.0  # between two starts of a child that keeps dying


class Child:
    """One of the two processes, with the pipe to it. Owned by the supervisor."""

    def __init__(self, name: str, run: Callable[..., None], arguments: Callable[[], tuple[Any, ...]]) -> None:
        self.name = name
        self._run, self._arguments = run, arguments
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None
        self._started = 0.0

    def start(self) -> None:
        """Start it, for the first time or again."""
        spawn = multiprocessing.get_context("spawn")
        self._connection, far_end = spawn.Pipe()
        memory, *rest = self._arguments()
        self._process = spawn.Process(
            target=self._run, args=(memory, far_end, *rest), name=f"rtxmodal-{self.name}", daemon=True
        )
        self._process.start()
        far_end.close()
        self._started = time.monotonic()

    def send(self, command: Any) -> None:
        """Send a command; a child that is gone does not hear it and gets the whole state when it is started again."""
        try:
            if self._connection is not None:
                self._connection.send(command)
        except (BrokenPipeError, OSError):
            pass

    def messages(self) -> list[Any]:
        """What it said since the last call."""
        heard = []
        try:
            while self._connection is not None and self._connection.poll():
                heard.append(self._connection.recv())
        except (EOFError, OSError):
            pass
        return heard

    @property
    def process_id(self) -> int | None:
        """Of the running process."""
        return None if self._process is None else self._process.pid

    def is_gone(self, heartbeat: float) -> bool:
        """Whether it ended, or its heartbeat (monotonic seconds) is too old."""
        assert self._process is not None
        last_sign = max(heartbeat, self._started + SILENT_SECONDS)  # loading models takes a while at first
        return not self._process.is_alive() or time.monotonic() - last_sign > SILENT_SECONDS

    def may_restart(self) -> bool:
        """Not more often than once in RESTART_SECONDS."""
        return time.monotonic() - self._started > RESTART_SECONDS

    def stop(self, patience: float) -> None:
        """Ask it to end, then end it."""
        if self._process is None:
            return
        self.send(Stop())
        self._process.join(patience)
        for end in (self._process.terminate, self._process.kill):
            if self._process.is_alive():
                end()
                self._process.join(1.0)
        if self._connection is not None:
            self._connection.close()
