"""A scene in its TOML file: read, and every mistake explained in one line."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from rtxmodal.card import Card
from rtxmodal.params import Parameter
from rtxmodal.scene import BUNDLED, CORE, FROM_FILES, SINKS, SOURCES, LaneSpec, Scene, medium_of, place_of, prefixes
from rtxmodal.translators import Context, card_of, names

SEEN = ("mix", "keys", "camera", "picture", "film", "lane")
"""Sources of a lane to the window. The picture process hears what is heard, neither the microphone nor files."""
WRITTEN_FROM = {"midi": SEEN, "keys": tuple(source for source in SEEN if source != "keys")}
"""Sources of a lane to notes, which the picture process plays as well. What the keys play, they do not play again."""
PLAYED = ("mic", "keys", "mix", "file", "camera", "picture")
"""Sources of a lane to the speakers. The sound process reads no films and sees no other lane's pictures."""
NAMED = {**dict.fromkeys(FROM_FILES, "PATH"), "lane": "NAME"}
"""Sources that are written with a name behind them."""


class _Lane(msgspec.Struct, forbid_unknown_fields=True, rename={"source": "from", "sink": "to", "options": "with"}):
    source: str
    sink: str
    through: list[str] = []
    name: str = ""
    wet: float = 1.0
    gain_db: float = 0.0
    values: dict[str, bool | float | str] = {}
    options: dict[str, Any] = {}


class _File(msgspec.Struct, forbid_unknown_fields=True):
    lane: list[_Lane]
    title: str = ""


def bundled_scenes() -> list[str]:
    """Names of the scenes that ship."""
    return sorted(path.stem for path in BUNDLED.glob("*.toml"))


@cache
def title_of(path_or_name: str | Path) -> str:
    """What a scene is called, without reading more of it; its name where it says nothing or cannot be read.

    >>> title_of("default")
    'Strings and flowers'
    """
    path = Path(path_or_name) if Path(path_or_name).is_file() else BUNDLED / f"{path_or_name}.toml"
    try:
        return str(tomllib.loads(path.read_text(encoding="utf-8")).get("title") or path.stem)
    except (OSError, ValueError):
        return path.stem


def load_scene(path_or_name: str | Path) -> Scene:
    """Read a scene, its media and files checked.

    Args:
        path_or_name: a TOML file, or the name of a scene that ships.

    Raises:
        ValueError: a mistake, in one line that names the lane.
        FileNotFoundError: no such file and no such scene.
    """
    path = Path(path_or_name)
    if not path.is_file() and path.suffix != ".toml":
        path = BUNDLED / f"{path_or_name}.toml"
    if not path.is_file():
        known = ", ".join(bundled_scenes())
        raise FileNotFoundError(f"scene must be a TOML file or one of {known}, got {str(path_or_name)!r}")
    try:
        parsed = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name} must be TOML: {error}; correct that line") from None
    except msgspec.ValidationError as error:
        raise ValueError(_explained(path, str(error))) from None
    except UnicodeDecodeError:
        raise ValueError(f"{path.name} must be text in UTF-8; save it as such") from None
    if not parsed.lane:
        raise ValueError(f"{path.name} must have a lane, got none; add a [[lane]] with from and to")
    lanes = tuple(_lane_spec(place, lane, path.parent) for place, lane in enumerate(parsed.lane, 1))
    scene = Scene(parsed.title or path.stem, path.stem, lanes)
    _check_ids(scene)
    _check_media(scene)
    return scene


def _explained(path: Path, error: str) -> str:
    """What msgspec says at `$.lane[0].wet`, as this file says it."""
    what, _, where = error.partition(" - at ")
    found = re.match(r"`\$\.lane\[(\d+)\](.*)`", where)
    words = msgspec.structs.fields(_Lane if found else _File)
    known = ", ".join(field.encode_name for field in words)
    if not found:
        return f"{path.name}: {what}; a scene has {known}"
    inside = found[2].strip(".").replace("[...]", "")
    return f"lane {int(found[1]) + 1}{inside and ', '}{inside}: {what}; a lane has {known}"


def _lane_spec(place: int, lane: _Lane, folder: Path) -> LaneSpec:
    where = f"lane {place}"
    _check_end(where, "from", lane.source, SOURCES)
    _check_end(where, "to", lane.sink, SINKS)
    if not 0.0 <= lane.wet <= 1.0:
        raise ValueError(f"{where}: wet must be in 0..1, got {lane.wet!r}")
    if not -60.0 <= lane.gain_db <= 12.0:
        raise ValueError(f"{where}: gain_db must be in -60..12 dB, got {lane.gain_db!r}")
    name = lane.name or f"lane_{place}"
    source = _with_folder(where, lane.source, folder)
    return LaneSpec(name, source, tuple(lane.through), lane.sink, lane.wet, lane.gain_db, lane.values, lane.options)


def _check_end(where: str, word: str, given: str, known: Mapping[str, str]) -> None:
    kind, _, path = given.partition(":")
    if kind not in known:
        shown = ", ".join(f"{name}:{NAMED[name]}" if name in NAMED else name for name in known)
        raise ValueError(f"{where}: {word} must be one of {shown}, got {given!r}{_near(kind, known)}")
    if bool(path) != (kind in NAMED):
        form = f"{kind}:{NAMED[kind]}" if kind in NAMED else kind
        raise ValueError(f"{where}: {word} must be written {form!r}, got {given!r}")


def _with_folder(where: str, source: str, folder: Path) -> str:
    """Files that a scene reads lie beside it."""
    kind, _, path = source.partition(":")
    if kind not in FROM_FILES:
        return source
    found = folder / path
    if not found.is_file():
        raise ValueError(f"{where}: the file of from must exist, got {path!r}; put it beside the scene")
    return f"{kind}:{found}"


def _near(given: str, known: Mapping[str, str] | Sequence[str]) -> str:
    near = difflib.get_close_matches(given, list(known), 1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _check_ids(scene: Scene) -> None:
    taken = {*(parameter.id for parameter in CORE), *prefixes(scene).values()}
    for lane in scene.lanes:
        if lane.id in taken:
            raise ValueError(
                f"{place_of(scene, lane)}: name must be unlike every other name, got {lane.id!r}; rename it"
            )
        taken.add(lane.id)
        try:
            Parameter(f"{lane.id}/wet")
        except ValueError:
            raise ValueError(
                f"{place_of(scene, lane)}: name must be words of a-z, 0-9 and _, got {lane.id!r}"
            ) from None


def _check_media(scene: Scene) -> None:
    for lane in scene.lanes:
        where = place_of(scene, lane)
        medium, giver = medium_of(lane.source), lane.source.split(":")[0]
        for name in lane.through:
            card = _card(where, name, lane)
            if (card.takes, card.gives) == ("picture", "picture") and medium_of(lane.sink) == "sound":
                raise ValueError(
                    f"{where}: {name!r} must stand in a lane to the window, got one to {lane.sink!r}; "
                    "a lane to the speakers begins with what makes sound of the picture"
                )
            if card.takes != medium:
                raise ValueError(f"{where}: {name!r} takes {card.takes}, but {giver!r} gives {medium}")
            medium, giver = card.gives, name
        if medium != medium_of(lane.sink):
            raise ValueError(f"{where}: {lane.sink!r} takes {medium_of(lane.sink)}, but {giver!r} gives {medium}")
        source = lane.source.split(":")[0]
        known = {"window": SEEN, "speakers": PLAYED, **WRITTEN_FROM}[lane.sink]
        if source not in known:
            way_out = {"speakers": "take camera or picture:PATH"}.get(
                lane.sink, "send it to the speakers in a lane of its own, and take mix here"
            )
            raise ValueError(
                f"{where}: from must be one of {', '.join(known)} in a lane to {lane.sink}, got {source!r}; {way_out}"
            )
        if source == "lane":
            _check_seen_before(scene, lane, where)


def _check_seen_before(scene: Scene, lane: LaneSpec, where: str) -> None:
    """A lane that takes another's pictures stands behind it."""
    name = lane.source.partition(":")[2]
    before = [one.id for one in scene.lanes[: scene.lanes.index(lane)] if one.sink == "window"]
    if name not in before:
        known = ", ".join(before) or "none"
        raise ValueError(f"{where}: from must name a lane to the window before it ({known}), got {lane.source!r}")


def _card(where: str, name: str, lane: LaneSpec) -> Card:
    try:
        return card_of(name, Context(48_000, options=lane.options))
    except KeyError as error:
        raise ValueError(f"{where}: {error.args[0]}{_near(name, names())}") from None
    except (ValueError, OSError) as error:
        raise ValueError(f"{where}: {error}") from None
