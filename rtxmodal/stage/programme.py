"""What plays: the scene, its table and its generation, and the way back to the one before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from rtxmodal.params import Table
from rtxmodal.scene import Scene, scene_table, without_microphone
from rtxmodal.scene_file import load_scene
from rtxmodal.stage.shared import PARAMETER_CAPACITY, LoadScene
from rtxmodal.stage.show import Show
from rtxmodal.translators import Context

TABLE_RATE = 48_000  # Hz; parameters are the same at every rate, the device's is not known yet


class Playing(NamedTuple):
    """What belongs together: exchanged in one step, since other threads publish it."""

    scene: Scene
    table: Table
    generation: int


class Programme:
    """The scene that plays. Changed by the main thread only; any thread may read, and set the table's values."""

    def __init__(self, show: Show) -> None:
        """Begin with the show's scene and values.

        Raises:
            ValueError, KeyError: a value that no parameter takes.
        """
        self._show = show
        scene = self._as_playable(show.scene)
        table = self._make_table(scene)
        for name, value in show.values.items():
            table.set(name, value)
        self.now = Playing(scene, table, 1)
        self._before: Playing | None = None

    def vector(self) -> np.ndarray:
        """What the parameter slot holds: generation, values, and how often each was set."""
        now = self.now
        values = np.pad(now.table.values, (0, PARAMETER_CAPACITY - len(now.table)))
        return np.concatenate([[now.generation], values, now.table.times_set])

    def command(self) -> LoadScene:
        """What a child is told to play."""
        now = self.now
        return LoadScene(now.scene, now.table.parameters, now.generation, self._show.provider)

    def change(self, name: str, values: Mapping[str, Any] | None = None) -> None:
        """Take another scene; parameters that both have keep their values, then `values` are set where they fit.

        Raises:
            ValueError, KeyError, OSError: the scene is refused; nothing has changed.
        """
        scene = self._as_playable(load_scene(name))
        table = self._make_table(scene)
        before = self.now.table
        for parameter in table:
            if parameter.id in before:
                table.set(parameter.id, before.value(parameter.id))
        for given, value in (values or {}).items():
            if given in table:
                table.set(given, value)
        self._before = self.now
        self.now = Playing(scene, table, self.now.generation + 1)

    def is_heard(self) -> None:
        """The new scene plays: there is no way back any more."""
        self._before = None

    def go_back(self) -> bool:
        """The new scene was refused: play on with the one before, under a generation of its own; False without one."""
        if self._before is None:
            return False
        self.now = self._before._replace(generation=self.now.generation + 1)
        self._before = None
        return True

    def _as_playable(self, scene: Scene) -> Scene:
        return scene if self._show.has_input else without_microphone(scene)

    def _make_table(self, scene: Scene) -> Table:
        return scene_table(scene, Context(TABLE_RATE, self._show.provider))
