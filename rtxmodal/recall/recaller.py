"""Recalls one after the other, undoes them, and tells what came of it."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from rtxmodal.control.conductor import quantum_of
from rtxmodal.control.listeners import MOVE_SECONDS
from rtxmodal.recall.history import History
from rtxmodal.recall.loaded import Loaded
from rtxmodal.recall.mover import Mover, Target
from rtxmodal.recall.shelf import Shelf
from rtxmodal.recall.snapshot import Snapshot, Word, take
from rtxmodal.recall.worker import Worker

if TYPE_CHECKING:
    from rtxmodal.control import ControlPort

LOOK_SECONDS = 0.1  # between two looks at whether anything was turned
TOLD_SECONDS = 1.2 * MOVE_SECONDS  # behind the last values, which listeners are told at their pace


class Recaller:
    """What a public method does here, the worker's thread does; `do` hands it any other action."""

    def __init__(self, port: ControlPort, shelf: Shelf, safe: set[str], say: Callable[[str], None]) -> None:
        """Recall nothing yet.

        Args:
            port: the show.
            shelf: where presets have their index.
            safe: ids that are not moved although a preset could; read every time.
            say: takes one line for the performer.
        """
        self._port, self._shelf, self._say = port, shelf, say
        self.loaded, self.history = Loaded(), History()
        self.mover = Mover(port, safe, self.history.step, self._arrive)
        self.on_arrival: Callable[[Target], None] = lambda target: None
        """Called when a target is reached."""
        self.on_turn: Callable[[float], None] = lambda now: None
        """Called ten times a second with time.monotonic()."""
        self._looked = 0.0
        self._news: deque[tuple[float, str, tuple[object, ...]]] = deque()
        worker = Worker("rtxmodal-presets", self._turn, self._next_due, say)
        self.start, self.stop, self.do = worker.start, worker.stop, worker.do

    def go(self, target: Target, quantum: str | None) -> None:
        """Set out now or on the beat; raises ValueError for a quantum that is none."""
        now = time.monotonic()
        when = self._port.transport.next_time(quantum or quantum_of(self._port.table), now)
        self.do(lambda: self.mover.go(target, when, time.monotonic()))

    def undo(self) -> None:
        """As it was before the last recall."""
        self.do(lambda: self._step_to(self.history.back))

    def redo(self) -> None:
        """As it was before the last undo."""
        self.do(lambda: self._step_to(self.history.forth))

    def load(self, name: str, values: dict[str, Word]) -> None:
        """This preset is the loaded one: the knobs stand as it says."""
        self.do(lambda: self._load(name, values))

    # -- on the worker's thread --------------------------------------------------------------------------------

    def tell(self, path: str, *arguments: object) -> None:
        """Announce behind the last values."""
        self._news.append((time.monotonic() + TOLD_SECONDS, path, arguments))

    def _arrive(self, target: Target, left: list[str]) -> None:
        if left:
            what = f"preset {target.preset!r}" if target.preset else "the snapshot"
            some = ", ".join(left[:6]) + (", ..." if len(left) > 6 else "")
            here = self._port.scene.name
            self._say(f"{what}: {len(left)} of its values have no knob in scene {here!r}: {some}")
            self._port.announce("preset/left", *left[:16])
        if target.preset:
            self._load(target.preset, target.snapshot.values)
        self.on_arrival(target)

    def _load(self, name: str, values: dict[str, Word]) -> None:
        self.loaded.take(name, values)
        names = self._shelf.names()
        self.tell("preset/loaded", name, names.index(name) if name in names else -1)
        self.tell("preset/dirty", 0)

    def _step_to(self, step: Callable[[Snapshot], Snapshot | None]) -> None:
        there = step(take(self._port.table, self._port.scene.name))
        if there is None:
            self._say("nothing to undo or redo")
            return
        now = time.monotonic()
        self.mover.go(Target(there, scene=there.scene, is_step=False), now, now)

    def _next_due(self, now: float) -> float:
        news = self._news[0][0] if self._news else math.inf
        return min(self.mover.next_due(now), self._looked + LOOK_SECONDS, news)

    def _turn(self, now: float) -> None:
        self.mover.turn(now)
        while self._news and now >= self._news[0][0]:
            _, path, arguments = self._news.popleft()
            self._port.announce(path, *arguments)
        if now - self._looked >= LOOK_SECONDS:
            self._looked = now
            if not self.mover.moves and self.loaded.look(self._port.table, self.mover.wanted):
                self.tell("preset/dirty", int(self.loaded.is_dirty))
            self.on_turn(now)
