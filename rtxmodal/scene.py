"""A scene: the lanes that play together, and the table of their parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rtxmodal.params import Parameter, Table
from rtxmodal.translators import Context, card_of

SOURCES = {
    "mic": "sound",
    "keys": "notes",
    "mix": "sound",
    "file": "sound",
    "camera": "picture",
    "picture": "picture",
    "film": "picture",
    "lane": "picture",
}
FROM_FILES = ("file", "picture", "film")
"""Sources that are written with the path of a file; `lane` is written with the name of a lane."""
SINKS = {"speakers": "sound", "window": "picture", "midi": "notes", "keys": "notes"}
WRITTEN = ("midi", "keys")
"""Sinks of notes: out by a MIDI port, or played on the keys of this show."""
BUNDLED = Path(__file__).parent / "scenes"
LOOP = BUNDLED / "loop.flac"

QUANTA = ("off", "1/16", "1/8", "1/4", "1/2", "1bar", "2bars", "4bars", "8bars")
"""What a change of scene, preset or cue may wait for."""

CORE = (
    Parameter("output_gain", "Output gain", -12.0, -90.0, 6.0, "dB", description="Everything that leaves"),
    Parameter("input_gain", "Input gain", 0.0, -60.0, 24.0, "dB", description="The microphone before the lanes"),
    Parameter("drywet", "Dry / wet", 1.0, description="Multiplies the wet of every lane"),
    Parameter("bypass", "Bypass", kind="toggle", description="Every sound lane gives its input, as late as ever"),
    Parameter("mute", "Mute", kind="toggle", description="Silence, faded in and out"),
    Parameter("run", "Run", 1.0, kind="toggle", description="Off: silence, faded, and the sound lanes rest"),
    Parameter("smooth", "Smoothing", 0.0, 0.0, 2000.0, "ms", description="At least so long models' knobs take to move"),
    Parameter("limiter", "Limiter", 1.0, kind="toggle", description="Nothing above the ceiling"),
    Parameter("ceiling", "Ceiling", -1.0, -12.0, 0.0, "dB", description="What the limiter lets through, dBFS"),
    Parameter("blackout", "Blackout", kind="toggle", description="Black window, sound untouched"),
    Parameter("freeze", "Freeze", kind="toggle", description="Hold the picture"),
    Parameter("fullscreen", "Fullscreen", kind="toggle", description="The whole monitor, or a window"),
    Parameter("brightness", "Brightness", 1.0, description="Master dimmer of the window"),
    Parameter("test", "Test picture", kind="toggle", description="Circle, grid, greys and colours, for a projector"),
    Parameter("window/shown", "Window", 1.0, kind="toggle", description="Off: no window; pictures go on being made"),
    Parameter("window/display", "Monitor", 0.0, 0.0, 15.0, kind="int", description="Which one it stands on, from 0"),
    Parameter("window/max_fps", "Frame rate", 60.0, 10.0, 120.0, "Hz", kind="int", description="So many at most"),
    Parameter(
        "window/flash_limit",
        "Flash limit",
        3.0,
        0.0,
        30.0,
        "Hz",
        description="Flashes a second at most; above 3 harms people who are photosensitive, 0 limits nothing",
    ),
    Parameter("overlay", "Overlay", kind="toggle", description="Keys held, roll and level in the window"),
    Parameter("computer_keys", "Computer keys", kind="toggle", description="The computer's keys play notes"),
    Parameter("transport/source", "Clock", kind="enum", options=("internal", "midi", "link"), description="Who leads"),
    Parameter("transport/tempo", "Tempo", 120.0, 20.0, 300.0, "bpm", description="Beats a minute"),
    Parameter("transport/tap", "Tap", kind="trigger", description="Three taps are a tempo"),
    Parameter("transport/play", "Play", kind="toggle", description="Whether beats pass"),
    Parameter("transport/resync", "Resync", kind="trigger", description="This is the first beat of a bar"),
    Parameter("transport/quantum", "Beats a bar", 4.0, 1.0, 32.0, kind="int"),
    Parameter("transport/quantize", "Quantize", kind="enum", options=QUANTA, description="What changes wait for"),
    Parameter("transport/clock_out", "Clock out", kind="toggle", description="Send MIDI clock"),
    Parameter("morph/pos", "Morph", description="Way from the first preset of the morph to the last"),
    Parameter("cue/go", "Go", kind="trigger", description="The next cue of the set list"),
    Parameter("cue/back", "Back", kind="trigger", description="The cue before"),
    Parameter("cue/arm", "Arm", kind="trigger", description="Load the next cue's scene beside this one"),
)
CORE_IDS = frozenset(parameter.id for parameter in CORE)
RECALLED = ("drywet",)
"""Of `CORE`, what a preset moves. The rest belongs to the room (gains, ceiling, dimmer), to the machine (fullscreen) or
to a hand that must not be overruled (bypass, mute, blackout, freeze)."""


def is_recalled(parameter: Parameter) -> bool:
    """Whether a preset stores and moves it: what the lanes and their translators have, but no trigger."""
    return parameter.kind != "trigger" and (parameter.id in RECALLED or parameter.id not in CORE_IDS)


@dataclass(frozen=True)
class LaneSpec:
    """What a scene says of one lane."""

    id: str
    """`lane_1`, or the lane's name: the first level of its parameters' ids."""
    source: str
    through: tuple[str, ...]
    sink: str
    wet: float = 1.0
    gain_db: float = 0.0
    values: Mapping[str, float | str] = field(default_factory=dict)
    """Parameters that start elsewhere than at their default, by short id or `prefix/id`."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Chosen once and not played: goes to the translators as `Context.options`."""


@dataclass(frozen=True)
class Scene:
    """The lanes that play together."""

    title: str
    name: str
    lanes: tuple[LaneSpec, ...]


def medium_of(end: str) -> str:
    """The medium of a source or a sink: sound, notes or picture."""
    kind = end.split(":")[0]
    return SOURCES.get(kind) or SINKS[kind]


def prefixes(scene: Scene) -> dict[tuple[str, int], str]:
    """(lane id, place in `through`) -> prefix of that translator's parameters, the same in every process."""
    count: dict[str, int] = {}
    found = {}
    for lane in scene.lanes:
        for place, name in enumerate(lane.through):
            prefix = "".join(letter if letter.isalnum() else "_" for letter in name.lower())
            count[prefix] = count.get(prefix, 0) + 1
            found[lane.id, place] = prefix if count[prefix] == 1 else f"{prefix}_{count[prefix]}"
    return found


def scene_table(scene: Scene, context: Context) -> Table:
    """All parameters of a scene: the core's, the lanes', the translators', set to where the scene starts them.

    Raises:
        ValueError: a lane starts a parameter that its translators do not have, or out of place.
    """
    parameters, starts = list(CORE), {}
    place_of = prefixes(scene)
    for lane in scene.lanes:
        parameters += _lane_parameters(lane)
        theirs: dict[str, Parameter] = {}
        for place, name in enumerate(lane.through):
            card = card_of(name, Context(context.sample_rate, context.provider, lane.options))
            theirs |= {
                own.id: own for own in (parameter.under(place_of[lane.id, place]) for parameter in card.parameters)
            }
        parameters += theirs.values()
        for key, value in lane.values.items():
            starts[_full_id(scene, lane, key, list(theirs))] = value
    table = Table(parameters)
    for name, value in starts.items():
        table.set(name, value)
    return table


def sends_notes(scene: Scene) -> bool:
    """Whether it has a lane to midi."""
    return any(medium_of(lane.sink) == "notes" for lane in scene.lanes)


def without_microphone(scene: Scene, sound: Path = LOOP) -> Scene:
    """The scene with a sound file, played round and round, in the microphone's place."""
    lanes = (replace(lane, source=f"file:{sound}") if lane.source == "mic" else lane for lane in scene.lanes)
    return replace(scene, lanes=tuple(lanes))


def with_translator(scene: Scene, name: str, lane_id: str, context: Context) -> Scene:
    """The scene with another translator in the place of the first one that takes and gives the same media.

    Args:
        scene: what plays.
        name: of the translator.
        lane_id: the only lane that is looked at; empty for all.
        context: of the translators.

    Raises:
        KeyError: no such translator, or no such lane.
        ValueError: nothing in the scene has its media.
    """
    if lane_id and lane_id not in [lane.id for lane in scene.lanes]:
        raise KeyError(f"lane must be one of {', '.join(lane.id for lane in scene.lanes)}, got {lane_id!r}")
    new = card_of(name, context)
    for number, lane in enumerate(scene.lanes):
        for place, old in enumerate(lane.through if lane_id in ("", lane.id) else ()):
            card = card_of(old, replace(context, options=lane.options))
            if (card.takes, card.gives) == (new.takes, new.gives):
                through = (*lane.through[:place], name, *lane.through[place + 1 :])
                lanes = list(scene.lanes)
                lanes[number] = replace(lane, through=through, values=_kept(lane, through, context))
                return replace(scene, lanes=tuple(lanes))
    media = f"from {new.takes} to {new.gives}"
    raise ValueError(f"{name} must take the place of one {media}, got none in the scene; load another scene")


def _kept(lane: LaneSpec, through: Sequence[str], context: Context) -> dict[str, float | str]:
    """The lane's start values that its new translators still have."""
    cards = [card_of(name, replace(context, options=lane.options)) for name in through]
    known = {parameter.id for card in cards for parameter in card.parameters}
    return {key: value for key, value in lane.values.items() if key in known}


def _lane_parameters(lane: LaneSpec) -> list[Parameter]:
    """The lane's strip of the mixer; of a lane that ends in pictures, how much of it is seen."""
    mute = Parameter("mute", "Mute", kind="toggle")
    if medium_of(lane.sink) == "notes":
        channel = Parameter("channel", "Channel", 0.0, 0.0, 16.0, kind="int", description="Of MIDI; 0 as it came")
        grid = Parameter(
            "quantize", "Quantize", kind="enum", options=QUANTA[:5], description="Keys wait for their beat"
        )
        return [parameter.under(lane.id) for parameter in (channel, grid, mute)]
    if medium_of(lane.sink) == "picture":
        own = [Parameter("wet", "Wet", lane.wet, description="How much of it is seen over the lanes before it"), mute]
    else:
        wet = Parameter("wet", "Wet", lane.wet, description="Translated against untouched")
        own = [wet, Parameter("gain", "Gain", lane.gain_db, -60.0, 12.0, "dB"), mute]
    return [parameter.under(lane.id) for parameter in own]


def _full_id(scene: Scene, lane: LaneSpec, key: str, ids: Sequence[str]) -> str:
    found = [name for name in ids if name == key or name.split("/", 1)[1] == key]
    if not found:
        known = ", ".join(name.split("/", 1)[1] for name in ids) or "none"
        raise ValueError(
            f"{place_of(scene, lane)}: values must name a parameter of its translators ({known}), got {key!r}"
        )
    return found[0]


def place_of(scene: Scene, lane: LaneSpec) -> str:
    return f"lane {scene.lanes.index(lane) + 1}"
