"""`presets`: what lies on the shelf, and what set lists cannot do, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rtxmodal.recall.cues import Cue, load_set_list
from rtxmodal.recall.shelf import Shelf
from rtxmodal.scene_file import load_scene


def preset_lines(folder: Path, files: Sequence[Path] = ()) -> Iterator[str]:
    """A line for each preset and set list, and one for everything that is wrong with it.

    Args:
        folder: of the presets.
        files: set lists to look at; none for those in the folder.
    """
    shelf = Shelf(folder)
    names = shelf.names()
    yield f"presets in {folder}" if names else f"no presets in {folder} yet; /rtxmodal/preset/save NAME keeps one"
    for place, name in enumerate(names):
        try:
            snapshot = shelf.load(name)
            yield f"{place:>4}  {name:<32} {len(snapshot.values):>3} values, of scene {snapshot.scene!r}"
        except ValueError as error:
            yield f"{place:>4}  {name:<32} cannot be recalled: {error}"
    for path in files or [shelf.set_list(name) for name in shelf.set_lists()]:
        yield from _set_list_lines(path, names)


def _set_list_lines(path: Path, presets: Sequence[str]) -> Iterator[str]:
    try:
        opened = load_set_list(path)
    except (ValueError, OSError) as error:
        yield f"set list {path} cannot be played: {error}"
        return
    yield f"set list {opened.title!r} ({path})"
    for place, cue in enumerate(opened.cues, 1):
        yield f"{place:>4}  {cue.name:<32} {_what(cue)}"
        if cue.preset and cue.preset not in presets:
            yield f"      there is no preset {cue.preset!r}"
        try:
            if cue.scene:
                load_scene(opened.scenes.get(cue.scene, cue.scene))
        except (ValueError, OSError) as error:
            yield f"      scene {cue.scene!r} cannot be played: {error}"


def _what(cue: Cue) -> str:
    parts = [
        f"scene {cue.scene}" if cue.scene else "",
        f"preset {cue.preset}" if cue.preset else "",
        f"{len(cue.values)} values" if cue.values else "",
        f"in {cue.fade:g} s" if cue.fade else "",
        f"on the {cue.quantum}" if cue.quantum else "",
        f"at {cue.tempo:g} bpm" if cue.tempo else "",
        cue.note,
    ]
    return ", ".join(part for part in parts if part)
