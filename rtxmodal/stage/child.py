"""One of the processes beside the main one, as that holds it, and how it lives and ends."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any

from rtxmodal.stage.shared import Stop

SILENT_SECONDS = 5.0  # a child whose heartbeat is older than this hangs, and is started again
MOST_DOUBLINGS = 5  # of the time to begin: a machine that is too busy to start a process in time gets longer each time
RESTART_SECONDS = 1.0  # between two starts of a child that keeps dying
ENDINGS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Child:
    """A process and the pipe to it. Owned by the main thread."""

    def __init__(self, name: str, run: Callable[..., None], arguments: Callable[[], tuple[Any, ...]]) -> None:
        self.name = name
        self._run, self._arguments = run, arguments
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None
        self._started = 0.0
        self._tries = 0
        """Starts since it last gave a sign of life."""

    def start(self) -> None:
        """Start it, for the first time or again."""
        spawn = multiprocessing.get_context("spawn")
        self._connection, far_end = spawn.Pipe()
        memory, *rest = self._arguments()
        self._process = spawn.Process(
            target=live, args=(self._run, memory, far_end, *rest), name=f"rtxmodal-{self.name}", daemon=True
        )
        with _deaf():
            self._process.start()
        far_end.close()
        self._started = time.monotonic()
        self._tries += 1

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
        if heartbeat > self._started:
            self._tries = 1
        beginning = SILENT_SECONDS * 2 ** min(max(0, self._tries - 1), MOST_DOUBLINGS)  # loading takes a while at first
        last_sign = max(heartbeat, self._started + beginning)
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
        if self._process.is_alive():
            self._process.kill()
            self._process.join(1.0)
        if self._connection is not None:
            self._connection.close()


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """What would end this process waits meanwhile; a process begun here is deaf to it from its first line on."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def live(run: Callable[..., None], *arguments: Any) -> None:
    """The whole life of a child; the target of a spawned process.

    What ends the terminal or the service reaches every process at once: only the main process heeds it and says Stop,
    so that a recording is finished. The interpreter is not taken down, which aborts under a thread that is inside of a
    model or a device.
    """
    for ending in ENDINGS:  # where signals cannot be held back while a process begins, this comes a little later
        signal.signal(ending, signal.SIG_IGN)
    failed = 0
    try:
        run(*arguments)
    except BaseException:  # noqa: BLE001 - the top of a process
        traceback.print_exc()
        failed = 1
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):  # closed, or none at all
            stream.flush()
    os._exit(failed)
