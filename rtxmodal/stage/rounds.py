"""A thread of the main process that looks after something many times a second."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Rounds:
    """Does one thing again and again until it is stopped. Owned by a companion."""

    def __init__(self, name: str, seconds: float, turn: Callable[[], None]) -> None:
        """Nothing is done yet.

        Args:
            name: of the thread.
            seconds: between two turns.
            turn: what is done.
        """
        self._seconds, self._turn = seconds, turn
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, and wait for it."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(2.0)

    def _run(self) -> None:
        while not self._stopping.wait(self._seconds):
            self._turn()
