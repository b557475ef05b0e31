"""Cues fired by a foot: what `go`, `back` and `arm` do with the set list."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rtxmodal.recall.cues import Cue, load_set_list
from rtxmodal.recall.mover import Target
from rtxmodal.recall.prompter import Prompter
from rtxmodal.recall.recaller import Recaller
from rtxmodal.recall.session_file import Session
from rtxmodal.recall.shelf import Shelf
from rtxmodal.recall.snapshot import Snapshot

if TYPE_CHECKING:
    from rtxmodal.control import ControlPort

FEET = ("cue/go", "cue/back", "cue/arm")
"""Triggers that a pedal, a key or a pad may be mapped to."""


class CueDesk:
    """`open`, `goto`, `move` and `foot` may be called from any thread, the rest belongs to the presets' own."""

    def __init__(self, port: ControlPort, shelf: Shelf, recaller: Recaller, say: Callable[[str], None]) -> None:
        self._port, self._shelf, self._recaller, self._say = port, shelf, recaller, say
        self.prompter = Prompter()
        recaller.on_arrival = self._arrived
        self._counts: dict[str, float] = {}

    # -- the set list ------------------------------------------------------------------------------------------

    def open(self, path: Path, current: int = -1, standby: int = 0) -> list[str]:
        """Take a set list; returns a line for each cue that cannot do all it should, as things are.

        Raises:
            ValueError, OSError: the file is refused; the list before stays.
        """
        opened = load_set_list(path)
        self._port.add_scenes(opened.scenes)
        self.prompter.open(opened, current, standby)
        self._port.announce("setlist/current", opened.title)
        self._tell_standby()
        return [line for place, cue in enumerate(opened.cues) for line in self._lacks(place, cue)]

    def open_named(self, name: str) -> list[str]:
        """As `open`, for one that lies in the folder. Raises KeyError too."""
        return self.open(self._shelf.set_list(name))

    def goto(self, wanted: str | int) -> None:
        """Have this cue come next. Raises KeyError."""
        if self.prompter.list is None:
            raise KeyError("there is no set list; play with --set-list FILE or send /rtxmodal/setlist/load NAME")
        self.prompter.stand_by(self.prompter.list.place(wanted))
        self._tell_standby()

    def move(self, step: int) -> None:
        """Have the cue after the next one come next, or the one before it."""
        self.prompter.stand_by(self.prompter.standby + step)
        self._tell_standby()

    # -- feet --------------------------------------------------------------------------------------------------

    def foot(self, parameter_id: str, count: float) -> Callable[[], None] | None:
        """What a trigger that was set means; None for another parameter, and for a button that was let go."""
        if parameter_id not in FEET or self._counts.get(parameter_id, 0.0) == count:
            return None
        self._counts[parameter_id] = count
        return {"cue/go": self.go, "cue/back": self.back, "cue/arm": self.arm}[parameter_id]

    def go(self) -> None:
        """Fire the next cue; while one waits for its beat: fire that one at once."""
        now = time.monotonic()
        if not self.prompter.pressed(now):
            return
        if self._recaller.mover.waits:
            self._recaller.mover.hurry(now)
        else:
            self._play(self.prompter.standby, "the set list is at its end" if self.prompter.cues else "no set list")

    def back(self) -> None:
        """Fire the cue before the current one, or the current one again where it is the first."""
        if self.prompter.pressed(time.monotonic()):
            self._play(max(0, self.prompter.current - 1), "no set list")

    def arm(self) -> None:
        """Have the next cue's scene built and kept ready beside the one that plays."""
        place = self.prompter.standby
        if place >= len(self.prompter.cues) or not self.prompter.pressed(time.monotonic()):
            return
        scene = self.prompter.cues[place].scene
        if scene and scene != self._port.scene.name:
            try:
                self._port.load_scene(scene, {}, math.inf)
            except KeyError as error:
                self._say(f"cue {self.prompter.name(place)!r}: {error.args[0]}")
                return
        self._port.announce("cue/armed", self.prompter.name(place), place)

    # -- inside ------------------------------------------------------------------------------------------------

    def _arrived(self, target: Target) -> None:
        if target.cue is not None:
            self._recaller.tell("cue/done", self.prompter.name(target.cue), target.cue)

    def _play(self, place: int, otherwise: str) -> None:
        cue = self.prompter.fire(place)
        if cue is None:
            self._say(otherwise)
            return
        try:
            target = self._target(cue, place)
        except (KeyError, ValueError, OSError) as error:
            self._say(f"cue {cue.name!r}: {error.args[0]}")
            target = Target(Snapshot("", dict(cue.values)), cue.fade, "", cue.scene, cue.tempo, place)
        if target.scene and target.scene not in self._port.scenes():
            self._say(f"cue {cue.name!r}: no scene {target.scene!r}; the one that plays stays")
            target = Target(target.snapshot, cue.fade, target.preset, "", cue.tempo, place)
        self._recaller.go(target, cue.quantum or None)
        self._say(f"cue {place + 1} {cue.name}" + (f": {cue.note}" if cue.note else ""))
        self._port.announce("cue/current", cue.name, place)
        self._port.announce("cue/note", cue.note)
        self._tell_standby()

    def _target(self, cue: Cue, place: int) -> Target:
        preset = self._shelf.load(cue.preset) if cue.preset else Snapshot()
        snapshot = Snapshot(preset.scene, {**preset.values, **cue.values})
        return Target(snapshot, cue.fade, cue.preset, cue.scene, cue.tempo, place)

    def _lacks(self, place: int, cue: Cue) -> list[str]:
        lines = []
        if cue.scene and cue.scene not in self._port.scenes():
            lines.append(f"cue {place + 1} {cue.name}: no scene {cue.scene!r}")
        try:
            self._target(cue, place)
        except (KeyError, ValueError, OSError) as error:
            lines.append(f"cue {place + 1} {cue.name}: {error.args[0]}")
        return lines

    def _tell_standby(self) -> None:
        self._port.announce("cue/standby", self.prompter.name(self.prompter.standby), self.prompter.standby)

    # -- the session -------------------------------------------------------------------------------------------

    def session(self) -> dict[str, Any]:
        """What a show needs to go on in its set list."""
        opened = self.prompter.list
        path = "" if opened is None else str(opened.path)
        return {"set_list": path, "current": self.prompter.current, "standby": self.prompter.standby}

    def resume(self, session: Session) -> None:
        """Go on where a show was."""
        if not session.set_list:
            return
        try:
            for line in self.open(Path(session.set_list), session.current, session.standby):
                self._say(line)
        except (ValueError, OSError) as error:
            self._say(str(error))
