"""Brings a new scene's pictures up beside the running ones: loaded, fed live, handed over when they paint."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from rtxmodal.hands import NoteFeed
from rtxmodal.stage.painter import Painter
from rtxmodal.stage.shared import Failed, LoadScene, Notice, Ready, StageParts

PATIENCE_SECONDS = 1.0  # for a first picture; a lane from the keys has none until a key is pressed
NOTICE_SECONDS = 2.0
TURN_SECONDS = 0.005


class SceneChange:
    """Builds painters in a thread of its own. Owned by the picture process's main thread."""

    def __init__(self, parts: StageParts, send: Callable[[Any], None]) -> None:
        self._parts, self._send = parts, send
        self.notes = NoteFeed(parts.notes_picture.pull)
        """The keys, for any number of readers."""
        self._wanted: list[LoadScene] = []
        self._built: Painter | None = None
        self._thread: threading.Thread | None = None
        self._running: tuple[LoadScene, int] | None = None
        self._since = 0.0
        self._spoke = 0.0
        self._stopping = False

    def load(self, command: LoadScene) -> None:
        """Ask for this scene, which comes on when the parameter slot carries its generation and it is time.

        A newer one replaces one that waits, unless that is due; the same one again is told another time.
        """
        if self._running is not None and self._running[0].generation == command.generation:
            self._running = command, self._running[1]
            return
        self._wanted = [one for one in self._wanted if self._is_due(one)] + [command]

    def ready(self, sample_rate: int) -> Painter | None:
        """The painter of the scene asked for, once it paints; None until then.

        Args:
            sample_rate: of what is heard now, Hz; 0 while there is none. Another rate builds the scene again.
        """
        if self._built is not None:
            return self._hand_over()
        if self._thread is not None or sample_rate == 0:
            return None
        if not self._wanted and self._running is not None and self._running[1] != sample_rate:
            self._wanted = [self._running[0]]
        if self._wanted:
            command, *self._wanted = self._wanted
            self._running = command, sample_rate
            self._thread = threading.Thread(
                target=self._build, args=(command, sample_rate), name="builder", daemon=True
            )
            self._thread.start()
        return None

    def stop(self) -> None:
        """Throw away what is being built."""
        self._stopping = True
        if self._thread is not None:
            self._thread.join()
        if self._built is not None:
            self._built.stop()

    def _build(self, command: LoadScene, sample_rate: int) -> None:
        try:
            painter = Painter(self._parts, command, sample_rate, self._say, self.notes)
        except Exception as error:  # noqa: BLE001 - the top of a thread; a model file may fail in any way
            text = str(error.args[0] if isinstance(error, KeyError) else error)
            self._send(Failed(command.generation, " ".join(text.split()) or type(error).__name__))
            self._thread = None
            return
        while not self._is_due(command):
            if self._stopping or self._wanted:
                painter.stop()
                self._thread = None
                return
            time.sleep(TURN_SECONDS)
        painter.start()
        self._since = time.monotonic()
        self._built = painter
        self._thread = None

    def _is_due(self, command: LoadScene) -> bool:
        return bool(self._parts.parameters.get()[0] == command.generation)

    def _hand_over(self) -> Painter | None:
        painter = self._built
        assert painter is not None
        waited = time.monotonic() - self._since
        if painter.has_lanes and painter.made == 0 and waited < PATIENCE_SECONDS:
            return None
        if self._running is not None and time.monotonic() < self._running[0].at:
            return None
        self._built = None
        self._send(Ready(painter.command.generation))
        return painter

    def _say(self, text: str) -> None:
        """Tell the performer, at most once in two seconds."""
        if time.monotonic() - self._spoke > NOTICE_SECONDS:
            self._spoke = time.monotonic()
            self._send(Notice(text))
