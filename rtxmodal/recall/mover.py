"""Moves the knobs to where a preset has them: at once or on the way, now or on the beat, here or in another scene."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rtxmodal.control.listeners import Origin
from rtxmodal.params import Parameter, Table
from rtxmodal.recall.morph import Fade
from rtxmodal.recall.snapshot import Snapshot, Word, fit, take
from rtxmodal.scene import is_recalled

if TYPE_CHECKING:
    from rtxmodal.control import ControlPort

ON_THE_WAY, THERE = Origin(("", -1), is_move=True), Origin(("", -1))
"""Who sets what is set here: listeners are told less often of what is on the way."""
STEP_SECONDS = 0.02  # of a fade: as long as the stage takes to glide to a new gain, so that the glides join
ARRIVAL_SECONDS = 30.0  # a scene that does not come within this after its time was refused


@dataclass(frozen=True)
class Target:
    """Where to go."""

    snapshot: Snapshot = field(default_factory=Snapshot)
    """Its scene is where its knobs were set; whether the scene changes is another question."""
    seconds: float = 0.0
    preset: str = ""
    """The preset's name, if it is one."""
    scene: str = ""
    """Change to this one; empty: the scene stays."""
    tempo: float | None = None
    cue: int | None = None
    """Its number in the set list, if it is one."""
    is_step: bool = True
    """Whether undo comes back to where the knobs stood before."""


@dataclass
class _Arriving:
    """A scene that was asked for, and what is to be done when it is there."""

    target: Target
    table: Table
    """Of the scene before."""
    scene: str
    """The one before."""
    patience: float


class Mover:
    """One way at a time; a new one takes the place of one that waits. Owned by one thread."""

    def __init__(
        self,
        port: ControlPort,
        safe: set[str],
        leave: Callable[[Snapshot], None],
        arrive: Callable[[Target, list[str]], None],
    ) -> None:
        """Stand still.

        Args:
            port: the show; what is set there has `ON_THE_WAY` or `THERE` as its origin.
            safe: ids that are not moved although a preset could; read every time.
            leave: gets how the knobs stood before each way.
            arrive: gets the target when its last knob is there, and the ids that the scene has no knob for.
        """
        self._port, self._safe, self._leave, self._arrive = port, safe, leave, arrive
        self._waiting: tuple[float, Target] | None = None
        self._arriving: _Arriving | None = None
        self._fade: Fade | None = None
        self._target = Target()
        self._left: list[str] = []

    @property
    def waits(self) -> bool:
        """Whether something waits for its beat."""
        return self._waiting is not None or self._arriving is not None

    @property
    def moves(self) -> bool:
        """Whether knobs are on the way."""
        return self._fade is not None or self._arriving is not None

    def wanted(self, parameter: Parameter) -> bool:
        """Whether a preset moves it."""
        return is_recalled(parameter) and parameter.id not in self._safe

    def go(self, target: Target, when: float, now: float) -> None:
        """Set out at a time.monotonic(); a scene is built until then.

        Where somebody else has asked for a scene that is on its way, the knobs of that one are meant; a scene that was
        asked for here is not meant any more, and only kept ready.
        """
        self._waiting = None
        coming = self._port.coming
        if coming is not None and not target.scene and self._arriving is None:
            target, when = replace(target, scene=coming[0]), max(when, coming[1])
        elif coming is not None and target.scene != coming[0]:
            self._port.load_scene(coming[0], {}, math.inf)
        self._arriving = None
        if target.scene and target.scene != self._port.scene.name:
            self._change_scene(target, when)
        elif when > now:
            self._waiting = when, target
        else:
            self._set_out(target, now, take(self._port.table, self._port.scene.name))

    def hurry(self, now: float) -> None:
        """What waits for its beat goes now."""
        if self._waiting is not None:
            self.go(self._waiting[1], now, now)
        elif self._arriving is not None:
            self._change_scene(self._arriving.target, now)

    def let_go(self, parameter_id: str) -> None:
        """A hand is on this knob: the fade moves it no more."""
        if self._fade is not None:
            self._fade.let_go(parameter_id)

    def stop(self) -> None:
        """Stay where the knobs are."""
        self._waiting = self._fade = None

    def next_due(self, now: float) -> float:
        """time.monotonic() at which `turn` has something to do."""
        if self._fade is not None or self._arriving is not None:
            return now + STEP_SECONDS
        return self._waiting[0] if self._waiting is not None else math.inf

    def turn(self, now: float) -> None:
        """Do what is due."""
        if self._waiting is not None and now >= self._waiting[0]:
            self.go(self._waiting[1], now, now)
        if self._arriving is not None:
            self._look_for_scene(self._arriving, now)
        if self._fade is not None:
            self._step(self._fade, now)

    # -- inside ------------------------------------------------------------------------------------------------

    def _change_scene(self, target: Target, when: float) -> None:
        """Build it; it comes with the values that the scene before has no knob for, with all of them if none fade."""
        table, values = self._port.table, target.snapshot.values
        given: dict[str, Word] = {
            name: value
            for name, value in values.items()
            if name not in self._safe and not (target.seconds and name in table)
        }
        self._fade = None
        self._arriving = _Arriving(target, table, self._port.scene.name, when + ARRIVAL_SECONDS)
        self._port.load_scene(target.scene, given, when)

    def _look_for_scene(self, arriving: _Arriving, now: float) -> None:
        if self._port.table is not arriving.table:
            self._arriving = None
            if self._port.scene.name == arriving.target.scene:
                self._set_out(arriving.target, now, take(arriving.table, arriving.scene))
        elif now > arriving.patience:
            self._arriving = None

    def _set_out(self, target: Target, now: float, before: Snapshot) -> None:
        if target.is_step:
            self._leave(before)
        table = self._port.table
        fitted = fit(target.snapshot.values, table, self.wanted)
        safe = [name for name in fitted.left if name in table and not self.wanted(table[name])]
        self._left = [name for name in fitted.left if name not in safe]
        self._target = target
        if target.tempo is not None and "transport/tempo" in table:
            self._port.set("transport/tempo", target.tempo, THERE)
        self._fade = Fade(table, fitted.values, now, target.seconds)
        self._step(self._fade, now)

    def _step(self, fade: Fade, now: float) -> None:
        """Move every knob that has somewhere to go, in one step for the stage."""
        if self._port.table is not fade.table:  # another scene or model came in between
            self._fade = fade = fade.on(self._port.table, now)
        is_over, moved = fade.is_over(now), fade.at(now)
        if moved:
            self._port.set_many(moved, THERE if is_over else ON_THE_WAY)
        if is_over:
            self._fade = None
            self._arrive(self._target, self._left)
