"""How far the newest change of scene or model is, for whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable

IDLE, LOADING, READY, ERROR = "idle", "loading", "ready", "error"


class Loading:
    """Written by the main thread, read from any."""

    def __init__(self, announce: Callable[..., None]) -> None:
        self._announce = announce
        self.state, self.text, self.progress = IDLE, "", 0.0
        """`idle`, `loading`, `ready` or `error`; of what, or why not; 0..1."""
        self._generation = -1

    def begin(self, what: str) -> None:
        """A change was asked for."""
        self._generation = -1
        self._tell(LOADING, what, 0.0)

    def build(self, generation: int) -> None:
        """Its table is made; the children build its lanes."""
        self._generation = generation
        self._tell(LOADING, self.text, 0.5)

    def heard(self, generation: int) -> None:
        """It plays."""
        if generation == self._generation:
            self._tell(READY, self.text, 1.0)

    def refuse(self, text: str, generation: int = -1) -> None:
        """It cannot be played; what played before plays on."""
        if generation == self._generation:
            self._tell(ERROR, text, 0.0)

    def _tell(self, state: str, text: str, progress: float) -> None:
        self.state, self.text, self.progress = state, text, progress
        self._announce("model/state", state, text)
        self._announce("model/progress", progress)
