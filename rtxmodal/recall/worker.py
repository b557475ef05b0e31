"""A thread that does what it is given in order, and what is due at its time."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable

SAY_SECONDS = 2.0


class Worker:
    """Any thread may `do`; all of it is done by one."""

    def __init__(
        self,
        name: str,
        turn: Callable[[float], None],
        next_due: Callable[[float], float],
        say: Callable[[str], None],
    ) -> None:
        """Make the thread.

        Args:
            name: of the thread.
            turn: does what is due at a time.monotonic().
            next_due: gives the time.monotonic() at which `turn` is called again at the latest.
            say: takes one line for the performer.
        """
        self._turn, self._next_due, self._say = turn, next_due, say
        self._actions: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._stopping = False
        self._spoke = -SAY_SECONDS
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Do what was given so far, and end."""
        self.do(self._end)
        if self._thread.ident is not None:
            self._thread.join(2.0)

    def do(self, action: Callable[[], None]) -> None:
        """Have this done soon."""
        self._actions.put(action)

    def _end(self) -> None:
        self._stopping = True

    def _next_action(self, now: float) -> Callable[[], None] | None:
        """Wait for one until something is due."""
        try:
            return self._actions.get(timeout=max(1e-4, self._next_due(now) - now))
        except queue.Empty:
            return None

    def _run(self) -> None:
        while not self._stopping:
            try:
                action = self._next_action(time.monotonic())
                if action is not None:
                    action()
                self._turn(time.monotonic())
            except Exception as error:  # noqa: BLE001 - top of the thread: one thing that fails must not end the rest
                if time.monotonic() - self._spoke > SAY_SECONDS:
                    self._spoke = time.monotonic()
                    self._say(f"presets: that failed, the show goes on: {error!r}")
