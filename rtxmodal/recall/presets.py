"""Presets, slots, morphs, cues and undo as the rest of the show sees them.

    caller (OSC, MIDI, window)  reads the file, refuses what is wrong, hands the rest over
    the worker's thread         recalls (recaller.py), goes through the set list (cue_desk.py), tells what happened
    the keeper's thread         writes the session (keeping.py)

What a preset moves is what lanes and translators have; see `rtxmodal.scene.is_recalled`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rtxmodal.recall.cue_desk import CueDesk
from rtxmodal.recall.keeping import Keeper
from rtxmodal.recall.morph_desk import MorphDesk
from rtxmodal.recall.mover import ON_THE_WAY, THERE, Target
from rtxmodal.recall.recaller import Recaller
from rtxmodal.recall.session_file import Session
from rtxmodal.recall.shelf import Shelf, checked_name
from rtxmodal.recall.snapshot import Snapshot, take

if TYPE_CHECKING:
    from rtxmodal.control import ControlPort

SLOTS = 16


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
        self.initial = self._asked = ""
        self.safe: set[str] = set()
        """Ids that the performer keeps from being recalled."""
        self.slots: dict[int, Snapshot] = {}
        self._recaller = Recaller(port, self.shelf, self.safe, say)
        self.cues = CueDesk(port, self.shelf, self._recaller, say)
        self.morph = MorphDesk(port, self._find, self._recaller.mover)
        self._keeper = Keeper(session, say)
        self._recaller.on_turn = lambda now: self._keeper.keep(self._session, now)

    # -- life --------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to listen."""
        self._keeper.start()
        self._port.on_change(self._hear)
        self._recaller.start()

    def stop(self) -> None:
        """End well: the session says so."""
        self._recaller.stop()
        self._keeper.stop(self._session(ended=True))

    def resume(self, session: Session, asked: str = "") -> None:
        """Go on as a show stood; its scene and values have been taken already. Before `start`.

        Args:
            session: of that show; a new one has a scene no more than an end.
            asked: what this one was started with.
        """
        self._asked, self.initial = asked, session.initial
        self.safe.update(session.safe)
        self.slots = {int(slot): snapshot for slot, snapshot in session.slots.items() if slot.isdecimal()}
        self.cues.resume(session)
        try:
            self.morph.choose(session.morph)
            if session.preset:
                self._recaller.loaded.take(session.preset, self.shelf.load(session.preset).values)
            if self.initial and not session.scene:
                self.recall(self.initial, quantum="now")
        except (KeyError, ValueError, OSError) as error:
            self._say(str(error.args[0]))

    # -- presets -----------------------------------------------------------------------------------------------

    @property
    def loaded(self) -> str:
        """The preset that was recalled or saved last."""
        return self._recaller.loaded.name

    @property
    def is_dirty(self) -> bool:
        """Whether a knob that `loaded` moves stands elsewhere by now."""
        return self._recaller.loaded.is_dirty

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
        self._recaller.go(Target(self.shelf.load(name), seconds or 0.0, preset=name), quantum)

    def next(self, step: int = 1) -> None:
        """Recall the preset after the loaded one, or before it, round and round. Raises KeyError without any."""
        names = self.names()
        here = names.index(self.loaded) if self.loaded in names else (-1 if step > 0 else 0)
        self.recall((here + step) % len(names) if names else 0)

    def save(self, name: str, index: int | None = None) -> None:
        """Keep how the knobs stand now; a preset of that name goes to the trash. Raises ValueError, OSError."""
        snapshot = take(self._port.table, self._port.scene.name)
        self.shelf.save(name, snapshot, index)
        self._recaller.load(name, snapshot.values)
        self._port.announce("preset/entries", *self.names())

    def rename(self, name: str, new: str) -> None:
        """Give a preset another name. Raises KeyError, ValueError, OSError."""
        self.shelf.rename(name, new)
        if self.loaded == name:
            self._recaller.load(new, self.shelf.load(new).values)
        self._port.announce("preset/entries", *self.names())

    def delete(self, name: str) -> None:
        """Put a preset into the trash. Raises KeyError, ValueError, OSError."""
        self.shelf.delete(name)
        self._port.announce("preset/entries", *self.names())

    def restore(self, name: str) -> None:
        """Bring back what was deleted or saved over last under this name. Raises KeyError, ValueError, OSError."""
        self.shelf.restore(name)
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

    # -- slots and morphs --------------------------------------------------------------------------------------

    def store(self, slot: int) -> None:
        """Keep how the knobs stand now in a slot, 1..16."""
        snapshot = take(self._port.table, self._port.scene.name)
        self.slots = {**self.slots, _slot(slot): snapshot}
        self._port.announce("snapshot/state", slot, 1)

    def recall_slot(self, slot: int, seconds: float = 0.0, quantum: str | None = None) -> None:
        """Move the knobs to what a slot holds, in its scene. Raises KeyError for an empty one."""
        snapshot = self._find(_slot(slot))
        self._recaller.go(Target(snapshot, seconds, scene=snapshot.scene), quantum)

    def undo(self) -> None:
        """As it was before the last recall."""
        self._recaller.undo()

    def redo(self) -> None:
        """As it was before the last undo."""
        self._recaller.redo()

    @property
    def can_undo(self) -> bool:
        """Whether there is a recall to go back before."""
        return self._recaller.history.can_undo

    def mix(self, weights: Sequence[float]) -> None:
        """Stand anywhere between the ends of the morph, drawn to each by its weight."""
        self._recaller.do(lambda: self.morph.mix(weights))

    # -- cues --------------------------------------------------------------------------------------------------

    def go(self) -> None:
        """The next cue; a second time while one waits for its beat: at once."""
        self._recaller.do(self.cues.go)

    def back(self) -> None:
        """The cue before."""
        self._recaller.do(self.cues.back)

    def arm(self) -> None:
        """Build the next cue's scene beside the one that plays."""
        self._recaller.do(self.cues.arm)

    # -- inside ------------------------------------------------------------------------------------------------

    def _hear(self, parameter_id: str, value: float, origin: object) -> None:
        """Somebody turned something; called from any thread, so be quick."""
        if origin is ON_THE_WAY or origin is THERE:
            return
        mover, foot = self._recaller.mover, self.cues.foot(parameter_id, value)
        if foot is not None:
            self._recaller.do(foot)
        elif parameter_id == "morph/pos":
            self._recaller.do(lambda: self.morph.move_to(value))
        elif mover.moves:
            self._recaller.do(lambda: mover.let_go(parameter_id))

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

    def _session(self, ended: bool = False) -> Session:
        scene = self._port.scene.name
        return Session(
            ended=ended,
            asked=self._asked,
            scene=scene,
            values=take(self._port.table, scene, lambda parameter: parameter.kind != "trigger").values,
            preset=self.loaded,
            initial=self.initial,
            safe=sorted(self.safe),
            morph=self.morph.names,
            slots={str(slot): snapshot for slot, snapshot in self.slots.items()},
            **self.cues.session(),
        )


def _slot(number: int) -> int:
    if not 1 <= number <= SLOTS:
        raise ValueError(f"slot must be 1..{SLOTS}, got {number}")
    return number
