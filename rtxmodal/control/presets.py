"""Presets, slots, morphs, cues and undo: one companion with a thread of its own, so that a recall comes on its beat.

    caller (OSC, MIDI, window)  reads the file, refuses what is wrong, hands the rest over
    worker.py's thread          moves knobs (mover.py), goes through the set list (cue_desk.py), tells what happened
    the keeper's thread         writes the session (session_file.py)

What a preset moves is what lanes and translators have; see `rtxmodal.scene.is_recalled`.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rtxmodal.control.conductor import quantum_of
from rtxmodal.control.cue_desk import CueDesk
from rtxmodal.control.history import History
from rtxmodal.control.listeners import MOVE_SECONDS
from rtxmodal.control.morph_desk import MorphDesk
from rtxmodal.control.mover import ON_THE_WAY, THERE, Mover, Target
from rtxmodal.control.session_file import Keeper, Session
from rtxmodal.control.shelf import Shelf, checked_name
from rtxmodal.control.snapshot import Snapshot, Word, fit, take
from rtxmodal.control.worker import Worker

if TYPE_CHECKING:
    from rtxmodal.control import ControlPort

SLOTS = 16
LOOK_SECONDS = 0.1  # between two looks at whether anything was turned
KEEP_SECONDS = 0.4  # between two sessions on the disk
CLOSE = 1e-6  # of a value: what a 32-bit float holds


class Presets:
    """Implements `ControlPort.presets`. Its methods may be called from any thread; what is wrong they raise at once."""

    def __init__(
        self, port: ControlPort, folder: Path | None, say: Callable[[str], None], session: Path | None = None
    ) -> None:
        """Make them; nothing is read yet.

        Args:
            port: the show.
            folder: where presets and set lists lie; None for a show that saves none.
            say: takes one line for the performer.
            session: the file to go on from after a crash; None keeps none.
        """
        self._port, self._say = port, say
        self.shelf = Shelf(folder)
        self.loaded = self.initial = ""
        """The preset that was recalled or saved last; the one that a new show begins with."""
        self.is_dirty = False
        """Whether a knob that `loaded` moves stands elsewhere by now."""
        self.safe: set[str] = set()
        """Ids that the performer keeps from being recalled."""
        self.slots: dict[int, Snapshot] = {}
        self.history = History()
        self._mover = Mover(port, self.safe, self.history.step, self._arrive)
        self.cues = CueDesk(port, self.shelf, self._go, self._mover, say)
        self.morph = MorphDesk(port, self._find, self._mover)
        self._values: dict[str, Word] = {}  # of the preset that is loaded
        self._keeper = Keeper(session, say) if session is not None else None
        self._kept, self._asked = Session(), ""
        self._looked = self._saved = 0.0
        self._news: deque[tuple[float, str, tuple[object, ...]]] = deque()
        self._worker = Worker("rtxmodal-presets", self._turn, self._next_due, say)

    # -- life --------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to listen."""
        if self._keeper is not None:
            self._keeper.start()
        self._port.on_change(self._hear)
        self._worker.start()

    def stop(self) -> None:
        """End well: the session says so."""
        self._worker.stop()
        if self._keeper is not None:
            self._keeper.keep(self._session(ended=True))
            self._keeper.stop()

    def resume(self, session: Session, asked: str = "") -> None:
        """Go on as a show stood; its scene and values have been taken already. Before `start`.

        Args:
            session: of that show; a new one has a scene no more than an end.
            asked: what this one was started with.
        """
        self._asked, self.initial = asked, session.initial
        self.loaded = session.preset
        self.safe.update(session.safe)
        self.slots = {int(slot): snapshot for slot, snapshot in session.slots.items() if slot.isdecimal()}
        self.cues.resume(session)
        try:
            self.morph.choose([int(name) if name.isdecimal() else name for name in session.morph])
            self._values = self.shelf.load(self.loaded).values if self.loaded else {}
            if self.initial and not session.scene:
                self.recall(self.initial, quantum="now")
        except (KeyError, ValueError, OSError) as error:
            self._say(str(error.args[0]))

    # -- presets -----------------------------------------------------------------------------------------------

    def names(self) -> list[str]:
        """Every preset in the order of its index."""
        return self.shelf.names()

    def recall(self, name: str | int, seconds: float | None = None, quantum: str | None = None) -> None:
        """Move the knobs to a preset.

        Args:
            name: of the preset, or its index.
            seconds: how long that takes; None for at once.
            quantum: what it waits for: now, beat, bar, ...; None for what `transport/quantize` says.

        Raises:
            KeyError, ValueError, OSError: no such preset, quantum, or its file is broken.
        """
        name = self._named(name)
        self._go(Target(self.shelf.load(name), seconds or 0.0, preset=name), quantum)

    def next(self, step: int = 1) -> None:
        """Recall the preset after the loaded one, or before it, round and round. Raises KeyError without any."""
        names = self.names()
        here = names.index(self.loaded) if self.loaded in names else (-1 if step > 0 else 0)
        self.recall((here + step) % len(names) if names else 0)

    def save(self, name: str, index: int | None = None) -> None:
        """Keep how the knobs stand now; a preset of that name goes to the trash. Raises ValueError, OSError."""
        snapshot = take(self._port.table, self._port.scene.name)
        self.shelf.save(name, snapshot, index)
        self._worker.do(lambda: self._load(name, snapshot.values))
        self._port.announce("preset/entries", *self.names())

    def rename(self, name: str, new: str) -> None:
        """Give a preset another name. Raises KeyError, ValueError, OSError."""
        self.shelf.rename(name, new)
        if self.loaded == name:
            self.loaded = new
        self._port.announce("preset/entries", *self.names())

    def delete(self, name: str) -> None:
        """Put a preset into the trash. Raises KeyError, ValueError, OSError."""
        self.shelf.delete(name)
        self._port.announce("preset/entries", *self.names())

    def revert(self) -> None:
        """The loaded preset again. Raises KeyError, ValueError, OSError."""
        self.recall(self.loaded, quantum="now")

    def begin_with(self, name: str) -> None:
        """Have new shows begin with this preset; empty for none. Raises ValueError for what is no name."""
        self.initial = checked_name(name) if name else ""

    def keep_safe(self, parameter_id: str, is_safe: bool) -> None:
        """Keep a parameter from being recalled, or let it be again. Raises KeyError."""
        self._port.table.index(parameter_id)
        (self.safe.add if is_safe else self.safe.discard)(parameter_id)

    # -- slots and steps ---------------------------------------------------------------------------------------

    def store(self, slot: int) -> None:
        """Keep how the knobs stand now in a slot, 1..16."""
        snapshot = take(self._port.table, self._port.scene.name)
        self.slots = {**self.slots, _slot(slot): snapshot}
        self._port.announce("snapshot/state", slot, 1)

    def recall_slot(self, slot: int, seconds: float = 0.0, quantum: str | None = None) -> None:
        """Move the knobs to what a slot holds, in its scene. Raises KeyError for an empty one."""
        snapshot = self._find(_slot(slot))
        self._go(Target(snapshot, seconds, scene=snapshot.scene), quantum)

    def undo(self) -> None:
        """As it was before the last recall."""
        self._worker.do(lambda: self._step_to(self.history.back))

    def redo(self) -> None:
        """As it was before the last undo."""
        self._worker.do(lambda: self._step_to(self.history.forth))

    def mix(self, weights: Sequence[float]) -> None:
        """Stand anywhere between the ends of the morph, drawn to each by its weight."""
        self._worker.do(lambda: self.morph.mix(weights))

    def go(self) -> None:
        """The next cue; a second time while one waits for its beat: at once."""
        self._worker.do(self.cues.go)

    def back(self) -> None:
        """The cue before."""
        self._worker.do(self.cues.back)

    def arm(self) -> None:
        """Build the next cue's scene beside the one that plays."""
        self._worker.do(self.cues.arm)

    # -- on the worker's thread --------------------------------------------------------------------------------

    def _go(self, target: Target, quantum: str | None) -> None:
        now = time.monotonic()
        when = self._port.transport.next_time(quantum or quantum_of(self._port.table), now)
        self._worker.do(lambda: self._mover.go(target, when, time.monotonic()))

    def _hear(self, parameter_id: str, value: float, origin: object) -> None:
        """Somebody turned something; called from any thread, so be quick."""
        if origin is ON_THE_WAY or origin is THERE:
            return
        foot = self.cues.foot(parameter_id, value)
        if foot is not None:
            self._worker.do(foot)
        elif parameter_id == "morph/pos":
            self._worker.do(lambda: self.morph.move_to(value))
        elif self._mover.moves:
            self._worker.do(lambda: self._mover.let_go(parameter_id))

    def _arrive(self, target: Target, left: list[str]) -> None:
        """The knobs are there: tell."""
        what = f"preset {target.preset!r}" if target.preset else "the snapshot"
        if left:
            some = ", ".join(left[:6]) + (", ..." if len(left) > 6 else "")
            here = self._port.scene.name
            self._say(f"{what}: {len(left)} of its values have no knob in scene {here!r}: {some}")
            self._port.announce("preset/left", *left[:16])
        if target.preset:
            self._load(target.preset, target.snapshot.values)
        if target.cue is not None:
            self._tell("cue/done", self.cues.prompter.name(target.cue), target.cue)

    def _load(self, name: str, values: dict[str, Word]) -> None:
        self.loaded, self._values, self.is_dirty = name, values, False
        names = self.names()
        self._tell("preset/loaded", name, names.index(name) if name in names else -1)
        self._tell("preset/dirty", 0)

    def _tell(self, path: str, *arguments: object) -> None:
        """Announce behind the last values, which listeners are told at their pace."""
        self._news.append((time.monotonic() + 1.2 * MOVE_SECONDS, path, arguments))

    def _step_to(self, step: Callable[[Snapshot], Snapshot | None]) -> None:
        there = step(take(self._port.table, self._port.scene.name))
        if there is None:
            self._say("nothing to undo or redo")
            return
        now = time.monotonic()
        self._mover.go(Target(there, scene=there.scene, is_step=False), now, now)

    def _next_due(self, now: float) -> float:
        news = self._news[0][0] if self._news else math.inf
        return min(self._mover.next_due(now), self._looked + LOOK_SECONDS, news)

    def _turn(self, now: float) -> None:
        self._mover.turn(now)
        while self._news and now >= self._news[0][0]:
            _, path, arguments = self._news.popleft()
            self._port.announce(path, *arguments)
        if now - self._looked >= LOOK_SECONDS:
            self._looked = now
            self._look()
            if self._keeper is not None and now - self._saved >= KEEP_SECONDS:
                self._saved = now
                self._keep(self._keeper)

    def _look(self) -> None:
        """Notice that a hand has turned what the loaded preset moves."""
        if not self.loaded or self._mover.moves:
            return
        table = self._port.table
        wanted = fit(self._values, table, self._mover.wanted).values
        is_dirty = any(abs(table.value(name) - value) > CLOSE * max(1.0, abs(value)) for name, value in wanted.items())
        if is_dirty != self.is_dirty:
            self.is_dirty = is_dirty
            self._tell("preset/dirty", int(is_dirty))

    # -- inside ------------------------------------------------------------------------------------------------

    def _named(self, name: str | int) -> str:
        if isinstance(name, str):
            return name
        names = self.names()
        if not 0 <= name < len(names):
            raise KeyError(f"preset must be 0..{len(names) - 1}, got {name}" if names else "there is no preset yet")
        return names[name]

    def _find(self, name: str | int) -> Snapshot:
        """A preset by its name, or what a slot holds by its number. Raises KeyError, ValueError, OSError."""
        if isinstance(name, str):
            return self.shelf.load(name)
        if name not in self.slots:
            full = ", ".join(str(slot) for slot in sorted(self.slots)) or "none"
            raise KeyError(f"slot must be one that holds something ({full}), got {name}")
        return self.slots[name]

    def _keep(self, keeper: Keeper) -> None:
        session = self._session(ended=False)
        if session != self._kept:
            self._kept = session
            keeper.keep(session)

    def _session(self, ended: bool) -> Session:
        scene = self._port.scene.name
        return Session(
            ended=ended,
            asked=self._asked,
            scene=scene,
            values=take(self._port.table, scene, lambda parameter: parameter.kind != "trigger").values,
            preset=self.loaded,
            initial=self.initial,
            safe=sorted(self.safe),
            morph=list(self.morph.names),
            slots={str(slot): snapshot for slot, snapshot in self.slots.items()},
            **self.cues.session(),
        )


def _slot(number: int) -> int:
    if not 1 <= number <= SLOTS:
        raise ValueError(f"slot must be 1..{SLOTS}, got {number}")
    return number
