"""What a show begins with: what was asked for, or where the last one broke off.

ended well    begin as asked; the show before lies in session.before.toml, `--resume FILE` goes on with it
broke off     (crash, power cut) and started again with the same words: go on where it was, say so; --fresh does not
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from rtxmodal.recall.cues import SetList, load_set_list
from rtxmodal.recall.session_file import Session, load_session, put_aside
from rtxmodal.recall.snapshot import fit
from rtxmodal.scene import Scene, scene_table
from rtxmodal.scene_file import load_scene
from rtxmodal.settings import settings_file
from rtxmodal.stage.programme import TABLE_RATE
from rtxmodal.translators import Context

NOT_RESUMED = ("freeze", "window/shown")  # the picture that was held is gone; a show is to be seen

Say = Callable[[str], None]


@dataclass(frozen=True)
class Beginning:
    """How a show starts."""

    scene: Scene
    asked: str
    session: Session = Session()
    """What it goes on with beside scene and values."""
    files: dict[str, Path] = field(default_factory=dict)
    """Scenes of the performer's own, by name."""
    values: dict[str, float] = field(default_factory=dict)
    goes_on: bool = False
    """Whether another show is gone on with."""


def session_file() -> Path:
    """Where the running show is kept."""
    return settings_file().with_name("session.toml")


def presets_folder(given: Path | None) -> Path:
    """The one asked for, else the one beside the settings."""
    return given or settings_file().with_name("presets")


def begin(given: argparse.Namespace, provider: str, say: Say) -> Beginning:
    """Decide what to begin with.

    Args:
        given: the command line: `scene`, `set_list`, `resume` (None, a file, or empty for the last show), `fresh`.
        provider: for the table of a scene.
        say: takes one line for the performer.

    Raises:
        ValueError, OSError: what was asked for is refused.
    """
    cues = load_set_list(Path(given.set_list)) if given.set_list else None
    files = dict(cues.scenes) if cues is not None else {}
    if given.scene and Path(given.scene).is_file():
        files[Path(given.scene).stem] = Path(given.scene).resolve()
    asked = " ".join(str(part) for part in (given.scene, cues.path if cues is not None else None) if part)
    path = Path(given.resume) if given.resume else session_file()
    try:
        kept = load_session(path)
    except ValueError as error:
        say(f"the last show cannot be gone on with: {error}; it is put aside as {path.stem}.before{path.suffix}")
        kept = None
    broke_off = kept is not None and not kept.ended and kept.asked == asked
    if kept is not None and not given.fresh and (given.resume is not None or broke_off):
        return _go_on(kept, asked, files, provider, say)
    if given.resume is not None:
        say("there is no show to go on with: beginning anew")
    put_aside(session_file())
    if kept is not None and kept.scene and not given.fresh:
        before = session_file().with_name("session.before.toml")
        say(f"the show before, in scene {kept.scene!r}, is kept: --resume {str(before)!r} goes on with it")
    first = next((cue.scene for cue in cues.cues if cue.scene), "") if cues is not None else ""
    name = given.scene or first or "default"
    session = Session(set_list=_path_of(cues), initial=kept.initial if kept else "", safe=kept.safe if kept else [])
    return Beginning(load_scene(files.get(name, name)), asked, session, files)


def _go_on(kept: Session, asked: str, files: dict[str, Path], provider: str, say: Say) -> Beginning:
    """As that show stood."""
    if kept.set_list:
        try:
            files = {**load_set_list(Path(kept.set_list)).scenes, **files}
        except (ValueError, OSError) as error:
            say(f"set list: {error}")
    scene = load_scene(files.get(kept.scene, kept.scene))
    table = scene_table(scene, Context(TABLE_RATE, provider))
    values = fit(kept.values, table, lambda parameter: parameter.id not in NOT_RESUMED).values
    why = "the last show was not ended" if not kept.ended else "as asked"
    where = f", preset {kept.preset!r}" if kept.preset else ""
    cue = f", cue {kept.current + 1}" if kept.current >= 0 else ""
    say(f"going on where it was ({why}): scene {kept.scene!r}{where}{cue}; --fresh begins anew")
    return Beginning(scene, asked, kept, files, values, goes_on=True)


def _path_of(cues: SetList | None) -> str:
    return "" if cues is None else str(cues.path)
