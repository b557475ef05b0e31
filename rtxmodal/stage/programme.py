"""What plays and what is to play next: scene, table and generation, and the way back to the one before.

prepare   another scene's table is made; the children build it beside the running one
commit    its values are published under its generation: the sign for which the children wait
is_heard  the way back to the scene before is closed
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from rtxmodal.params import Table
from rtxmodal.recall.snapshot import Word, fit
from rtxmodal.scene import Scene, scene_table, with_translator, without_microphone
from rtxmodal.scene_file import load_scene, title_of
from rtxmodal.stage.shared import PARAMETER_CAPACITY, SWAP_SECONDS, LoadScene
from rtxmodal.stage.show import Show
from rtxmodal.translators import Context

TABLE_RATE = 48_000  # Hz; parameters are the same at every rate, the device's is not known yet


class Playing(NamedTuple):
    """What belongs together: exchanged in one step, since other threads publish it."""

    scene: Scene
    table: Table
    generation: int
    fade: float = SWAP_SECONDS
    """Seconds of the crossfade to it; once it is heard, those that it would take if it had to come again."""


@dataclass(frozen=True)
class Wanted:
    """A change of scene that was asked for."""

    name: str
    values: Mapping[str, Word]
    """What its knobs start with, where it has them."""
    when: float
    """time.monotonic() at which it takes over; infinity: when it is asked for again."""
    model: tuple[str, str] | None = None
    """Not another scene but this translator in the running one, and the lane where it goes, or empty."""
    fade: float = SWAP_SECONDS
    """Seconds of the crossfade from what plays."""


class Programme:
    """The scene that plays. Changed by the main thread only; any thread may read, and set the table's values."""

    def __init__(self, show: Show) -> None:
        """Begin with the show's scene and values.

        Raises:
            ValueError, KeyError: a value that no parameter takes.
        """
        self._show = show
        self._files: dict[str, str | Path] = {name: name for name in show.scenes} | dict(show.scene_files)
        scene = self._as_playable(show.scene)
        table = self._make_table(scene)
        for name, value in show.values.items():
            table.set(name, value)
        self.now = Playing(scene, table, 1, show.fade_in)
        self._before: Playing | None = None
        self._next: tuple[Playing, Wanted] | None = None
        self._generations = 1

    @property
    def names(self) -> list[str]:
        """Scenes that may be asked for."""
        return list(self._files)

    @property
    def titles(self) -> list[str]:
        """What they are called, in the same order."""
        return [title_of(file) for file in self._files.values()]

    def add(self, files: Mapping[str, Path]) -> None:
        """Scenes that may be asked for from now on."""
        self._files = {**self._files, **files}

    def vector(self) -> np.ndarray:
        """What the parameter slot holds: generation, values, and how often each was set."""
        now = self.now
        count = len(now.table)
        vector = np.zeros(1 + PARAMETER_CAPACITY + count)
        vector[0] = now.generation
        vector[1 : 1 + count] = now.table.values
        vector[1 + PARAMETER_CAPACITY :] = now.table.times_set
        return vector

    def command(self) -> LoadScene:
        """What a child is told to play."""
        return self._command(self.now)

    def next_command(self) -> LoadScene | None:
        """What a child is told to prepare; None where nothing is."""
        if self._next is None:
            return None
        playing, wanted = self._next
        return replace(self._command(playing), at=wanted.when if math.isfinite(wanted.when) else 0.0)

    @property
    def coming(self) -> Wanted | None:
        """The change that is being prepared."""
        return None if self._next is None else self._next[1]

    def next_due(self) -> float:
        """time.monotonic() at which the prepared scene takes over; infinity where none does."""
        return float("inf") if self._next is None else self._next[1].when

    def prepare(self, wanted: Wanted) -> None:
        """Get another scene ready; one that is ready already takes the new values and the new time.

        Raises:
            ValueError, KeyError, OSError: the scene is refused; nothing has changed.
        """
        if self._next is not None and (self._next[1].name, self._next[1].model) == (wanted.name, wanted.model):
            self._next = self._next[0]._replace(fade=wanted.fade), wanted
            return
        if wanted.model is None:
            scene = self._as_playable(load_scene(self._files[wanted.name]))
        else:
            scene = with_translator(self.now.scene, *wanted.model, Context(TABLE_RATE, self._show.provider))
        self._generations += 1
        self._next = Playing(scene, self._make_table(scene), self._generations, wanted.fade), wanted

    def commit(self) -> None:
        """The prepared scene takes over; its knobs stand as they do now where both have them, or as was asked."""
        assert self._next is not None
        coming, wanted = self._next
        before = self.now.table
        for parameter in coming.table:
            if parameter.id in before:
                value = before.value(parameter.id)  # of a trigger how often it fired: it must not fire by this
                coming.table.come(parameter.id, value if parameter.kind == "trigger" else parameter.parse(value))
        coming.table.set_many(fit(wanted.values, coming.table).values)
        self._before, self.now, self._next = self.now, coming, None

    def refuse(self, generation: int) -> bool:
        """A child cannot play this scene: forget it, or play on with the one before; whether the children are told."""
        if self._next is not None and self._next[0].generation == generation:
            self._next = None
            return False
        if self._before is None or self.now.generation != generation:
            return False
        self._generations += 1
        self.now, self._before = self._before._replace(generation=self._generations), None
        return True

    def is_heard(self, generation: int) -> None:
        """A scene plays: there is no way back any more."""
        if generation == self.now.generation:
            self._before, self.now = None, self.now._replace(fade=SWAP_SECONDS)

    def _command(self, playing: Playing) -> LoadScene:
        return LoadScene(
            playing.scene, playing.table.parameters, playing.generation, self._show.provider, fade=playing.fade
        )

    def _as_playable(self, scene: Scene) -> Scene:
        return scene if self._show.has_input else without_microphone(scene)

    def _make_table(self, scene: Scene) -> Table:
        return scene_table(scene, Context(TABLE_RATE, self._show.provider))
