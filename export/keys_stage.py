"""The keys' file: its card, its knobs, how it is played by hand, and what it must pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from export.data.keynotes import HOP_SIZE, SAMPLE_RATE
from export.data.keyset import Instrument
from export.nets.keys import Decoder
from export.nets.keystage import Instrument as Stage
from export.to_onnx import Arrays, Check, Graph, Run, card_from
from export.train import Recipe
from rtxmodal.card import Card, StatePair, Stream, Tensor
from rtxmodal.notes import NoteEvent
from rtxmodal.params import Parameter
from rtxmodal.stream.voices import TUNING_KNOBS, Voices, tuning_of

VOICES = 16
KNOBS = (
    Parameter(
        "attack", "Attack", 1.0, 0.25, 4.0, curve="log", description="How fast a note speaks, against the recordings"
    ),
    Parameter(
        "release",
        "Release",
        1.0,
        0.1,
        20.0,
        curve="log",
        description="How long it rings on, against its kind",
    ),
    Parameter("touch", "Touch", 0.8, description="How far velocity changes loudness and colour; 0: an organ's keys"),
    Parameter("brightness", "Brightness", 0.0, -6.0, 6.0, "dB", description="Tilt, dB an octave above the fundamental"),
    Parameter("breath", "Breath", 0.0, -30.0, 12.0, "dB", description="Bow, breath and pluck against the tone"),
    Parameter("vibrato", "Vibrato", 0.35, description="Of a held note, once it has settled; the wheel adds to it"),
    Parameter("variation", "Variation", 0.7, 0.0, 1.5, description="How unlike two strokes of a key are; trembling"),
    Parameter("width", "Width", 0.4, description="Low keys left, high keys right"),
)


@dataclass(frozen=True)
class KeysPlan:
    """How a polyphonic model is called."""

    voices: int
    memory: Mapping[str, tuple[int, ...]]
    """Shape of each state; `NAME` goes in, `next_NAME` comes out; all start as zeros."""
    parameters: Mapping[str, float]
    """Default of each parameter that goes into the graph."""


def timbre_knob(names: Sequence[str]) -> Parameter | None:
    """The morph from the first instrument to the last; none where there is one."""
    if len(names) < 2:
        return None
    text = ", ".join(f"{place}: {name}" for place, name in enumerate(names))
    return Parameter("timbre", "Timbre", 0.0, 0.0, len(names) - 1.0, description=f"{text}; a morph between")


def plan_of(module: Stage) -> KeysPlan:
    """How the stage calls the graph."""
    return KeysPlan(module.voices, module.memory(), {"timbre": 0.0} | {knob.id: knob.default for knob in KNOBS})


def play(
    run: Run,
    plan: KeysPlan,
    events: Iterable[NoteEvent],
    seconds: float,
    parameters: Mapping[str, float] | None = None,
) -> NDArray[np.float32]:
    """Events (frames from 0) through the file as the stage plays them. Shape: -> (frames, 2)."""
    given = {**plan.parameters, **(parameters or {})}
    tuning = tuning_of({knob.id: knob.default for knob in TUNING_KNOBS} | given)
    values = {name: np.array([given[name]], np.float32) for name in plan.parameters}
    state: Arrays = {name: np.zeros(shape, np.float32) for name, shape in plan.memory.items()}
    voices, waiting, played = Voices(plan.voices), sorted(events, key=lambda event: event.frame), []
    for start in range(0, int(seconds * SAMPLE_RATE), HOP_SIZE):
        voices.next_hop(state["level"].tolist(), tuning)
        while waiting and waiting[0].frame < start + HOP_SIZE:
            event = waiting.pop(0)
            voices.feed(NoteEvent(event.frame - start, event.kind, event.number, event.value, event.channel))
        got = run({"voices": voices.rows(), **values, **state})
        played.append(got["sound"][0].T)
        state = {name: got[f"next_{name}"] for name in plan.memory}
    return np.concatenate(played)


def struck(key: int, start: float, end: float, velocity: float = 100.0) -> list[NoteEvent]:
    """A key down and up again, seconds."""
    return [
        NoteEvent(int(start * SAMPLE_RATE), "on", key, velocity),
        NoteEvent(int(end * SAMPLE_RATE), "off", key),
    ]


def torch_run(module: Stage) -> Run:
    """The graph in torch, called as the file is."""
    names = ("voices", *module.PARAMETERS, *module.memory())

    def run(inputs: Mapping[str, np.ndarray]) -> Arrays:
        with torch.no_grad():
            given = module(*(torch.from_numpy(np.ascontiguousarray(inputs[name])) for name in names))
        outputs = ("sound", *(f"next_{name}" for name in module.memory()))
        return {name: value.numpy() for name, value in zip(outputs, given, strict=True)}

    return run


def demonstration(decoder: Decoder, instruments: Sequence[Instrument]) -> NDArray[np.float32]:
    """A few notes on each instrument, one after the other. Shape: -> (frames, 2)."""
    module = stage_module(decoder, instruments)
    parts = []
    for place in range(len(instruments)):
        events = [event for n, key in enumerate((48, 55, 64)) for event in struck(key, 0.4 * n, 0.4 * n + 0.35)]
        events += [event for key in (48, 60, 64, 67) for event in struck(key, 1.3, 2.2)]
        parts.append(play(torch_run(module), plan_of(module), events, 2.8, {"timbre": float(place)}))
    return np.concatenate(parts)


def stage_module(decoder: Decoder, instruments: Sequence[Instrument]) -> Stage:
    """The graph around a decoder."""
    return Stage(decoder, tuple(one.release for one in instruments), VOICES).eval()


def stage_graph(
    decoder: Decoder, instruments: Sequence[Instrument], recipe: Recipe, measure: Callable[[Run], dict[str, float]]
) -> Graph:
    """What is written to `models/`, one hop of all voices a call."""
    module = stage_module(decoder, instruments)
    plan = plan_of(module)
    voices = Voices(plan.voices)
    for key in (60, 64, 67):
        voices.feed(NoteEvent(0, "on", key, 90.0))
    rows = torch.from_numpy(voices.rows())
    knobs = tuple(torch.tensor([value]) for value in plan.parameters.values())
    memory = tuple(torch.zeros(shape) for shape in plan.memory.values())
    names, example = ("voices", *plan.parameters, *plan.memory), (rows, *knobs, *memory)
    return Graph(
        file_name=f"{recipe.name}.onnx",
        module=module,
        example_inputs=example,
        input_names=names,
        output_names=("sound", *(f"next_{name}" for name in plan.memory)),
        card=stage_card(plan, [one.name for one in instruments], recipe),
        checks=keys_checks(module, plan),
        golden_inputs=({name: value.numpy() for name, value in zip(names, example, strict=True)},),
        measure=measure,
    )


def stage_card(plan: KeysPlan, names: Sequence[str], recipe: Recipe) -> Card:
    """What the file says of itself."""
    timbre = timbre_knob(names)
    knobs = KNOBS if timbre is None else (timbre, *KNOBS)
    known = {knob.id for knob in knobs}
    return card_from(
        recipe,
        takes="notes",
        gives="sound",
        sample_rate=SAMPLE_RATE,
        channels_out=2,
        stream=Stream("state", HOP_SIZE),
        inputs=(
            Tensor("voices", "voices"),
            *(
                Tensor(name, "parameter", name) if name in known else Tensor(name, "constant")
                for name in plan.parameters
            ),
            *(Tensor(name, "state") for name in plan.memory),
        ),
        outputs=(Tensor("sound", "sound", layout="bct"), *(Tensor(f"next_{name}", "state") for name in plan.memory)),
        states=tuple(StatePair(name, f"next_{name}", shape) for name, shape in plan.memory.items()),
        parameters=(*knobs, *TUNING_KNOBS),
    )


# -- laws -------------------------------------------------------------------------------------------------


def keys_checks(module: Stage, plan: KeysPlan) -> tuple[Check, ...]:
    """All laws for one model."""

    def onnx_plays_what_torch_plays(run: Run) -> None:
        events = [event for n in range(12) for event in struck(36 + 5 * n, 0.05 * n, 0.05 * n + 0.2)]
        apart = float(np.abs(play(run, plan, events, 1.0) - play(torch_run(module), plan, events, 1.0)).max())
        if not apart <= 1e-3:
            raise ValueError(f"a second of notes must be torch's within 1e-3, got {apart:.3g}; look at the states")

    def nothing_held_is_silence(run: Run) -> None:
        zeros = float(np.abs(play(run, plan, [], 0.5)).max())
        rung = play(run, plan, struck(60, 0.0, 0.3), 2.0)
        after = float(np.abs(rung[-SAMPLE_RATE // 4 :]).max())
        if not (np.isfinite(rung).all() and zeros == 0.0 and after <= 1e-4):
            raise ValueError(f"nothing held must be silence, got {zeros:.3g}, and {after:.3g} after a note")

    def a_note_begins_where_it_is_struck(run: Run) -> None:
        place = 20 * HOP_SIZE + 77
        sound = np.abs(play(run, plan, [NoteEvent(place, "on", 60, 127.0)], 0.5, {"breath": -30.0})).max(1)
        first = int(np.argmax(sound > 1e-6)) - place
        if not -HOP_SIZE <= first <= HOP_SIZE:
            raise ValueError(f"a note must begin within a hop of its key, got {first} frames")

    return onnx_plays_what_torch_plays, nothing_held_is_silence, a_note_begins_where_it_is_struck
