"""A set list: what a performer goes through with one foot, written by hand.

title = "Friday"

[[cue]]
name = "Intro"
scene = "default"          # a scene that ships, or a TOML file beside this one; left away: the scene stays
preset = "soft strings"    # left away: the knobs stay
values = { "voice/wet" = 0.5 }   # on top of the preset
fade = 4.0                 # seconds
quantum = "bar"            # waits for the next bar: now, beat, bar, 2bars, 4bars, ...
tempo = 96                 # beats a minute
note = "wait for the breath of the singer"
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import msgspec

from rtxmodal.control.transport import BARS, BEATS, FASTEST, SLOWEST
from rtxmodal.recall.shelf import checked_name, read_toml
from rtxmodal.recall.snapshot import Word

LONGEST_FADE = 600.0
QUANTA = ("now", *BEATS, *BARS)


class Cue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One step of a set list."""

    name: str = ""
    scene: str = ""
    """A name of a scene, after loading; empty: the scene stays."""
    preset: str = ""
    values: dict[str, Word] = {}
    """On top of the preset, by parameter id."""
    fade: float = 0.0
    """Seconds, 0..600."""
    quantum: str = ""
    """What it waits for; empty: what the transport says."""
    tempo: float | None = None
    """Beats a minute."""
    note: str = ""
    """What the performer is told when it begins."""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    title: str = ""
    cue: list[Cue] = []


@dataclass(frozen=True)
class SetList:
    """Cues in order."""

    path: Path
    title: str
    cues: tuple[Cue, ...]
    scenes: dict[str, Path]
    """Scenes that lie in files of their own, by the name that the cues call them."""

    @property
    def name(self) -> str:
        """The file's."""
        return self.path.stem

    def place(self, wanted: str | int) -> int:
        """The place of a cue from its name or its number from 0; raises KeyError."""
        names = [cue.name for cue in self.cues]
        if isinstance(wanted, int) and 0 <= wanted < len(names):
            return wanted
        if wanted not in names:
            raise KeyError(f"cue must be 0..{len(names) - 1} or one of {', '.join(names[:20])}, got {wanted!r}")
        return names.index(str(wanted))


def load_set_list(path: Path) -> SetList:
    """Read a set list.

    Raises:
        ValueError: a mistake, in one line that names the cue.
        OSError: no such file.
    """
    if not path.is_file():
        raise FileNotFoundError(f"set list must be a TOML file, got {str(path)!r}")
    try:
        parsed: _File = read_toml(path, _File)
    except ValueError as error:
        raise ValueError(_explained(str(error))) from None
    if not parsed.cue:
        raise ValueError(f"{path.name} must have a cue, got none; add a [[cue]] with a scene or a preset")
    scenes: dict[str, Path] = {}
    cues = tuple(_checked(path, place, cue, scenes) for place, cue in enumerate(parsed.cue, 1))
    return SetList(path.resolve(), parsed.title or path.stem, cues, scenes)


def _checked(path: Path, place: int, cue: Cue, scenes: dict[str, Path]) -> Cue:
    where = f"{path.name}, cue {place}"
    if not (cue.scene or cue.preset or cue.values or cue.tempo):
        raise ValueError(f"{where}: must do something; give it a scene, a preset, values or a tempo")
    if not 0.0 <= cue.fade <= LONGEST_FADE:
        raise ValueError(f"{where}: fade must be 0..{LONGEST_FADE:g} seconds, got {cue.fade:g}")
    if cue.quantum and cue.quantum not in QUANTA:
        raise ValueError(f"{where}: quantum must be one of {', '.join(QUANTA)}, got {cue.quantum!r}")
    if cue.tempo is not None and not SLOWEST <= cue.tempo <= FASTEST:
        raise ValueError(f"{where}: tempo must be {SLOWEST:g}..{FASTEST:g} beats a minute, got {cue.tempo:g}")
    if cue.preset:
        try:
            checked_name(cue.preset)
        except ValueError as error:
            raise ValueError(f"{where}: preset: {error}") from None
    scene = cue.scene
    if scene.endswith(".toml"):
        found = path.parent / scene
        if not found.is_file():
            raise ValueError(f"{where}: scene must be a file beside the set list, got {scene!r}")
        scene = found.stem
        scenes[scene] = found.resolve()
    return msgspec.structs.replace(cue, name=cue.name or cue.preset or scene or f"cue {place}", scene=scene)


def _explained(error: str) -> str:
    """What msgspec says at `$.cue[0].fade`, as the file counts."""
    found = re.search(r" - at `\$\.cue\[(\d+)\]\.?(.*?)`", error)
    if found is None:
        return error
    part = f", {found[2]}" if found[2] else ""
    known = ", ".join(Cue.__struct_fields__)
    hint = f" (a cue has {known})" if "unknown field" in error else ""
    return error.replace(found[0], f" in cue {int(found[1]) + 1}{part}{hint}")
