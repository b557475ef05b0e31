"""Models between piano rolls and pictures: the host moves the roll on the clock, and reads what the graph gives.

    notes ──> roll, moved on by the clock ──> graph ──> picture            card: an input of role `roll`
    picture ──> graph ──> roll ──> a column a step of the clock ──> notes  card: an output of role `roll`

A card of the first kind has the parameters of PAINT_KNOBS, one of the second those of READ_KNOBS. Both are named in a
scene like any other model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import onnxruntime

from rtxmodal.card import Card
from rtxmodal.notes import NoteEvent, Notes, Watched
from rtxmodal.params import Parameter
from rtxmodal.session import from_layout
from rtxmodal.stream.blend import fit
from rtxmodal.stream.reading import PITCH_KNOBS, Sounding
from rtxmodal.stream.roll import PITCHES, STEPS, Scroll, lit
from rtxmodal.stream.steps import TEMPO, Steps
from rtxmodal.translators import Context, State, Window
from rtxmodal.translators.generator import HOPS_PER_SECOND, hops_a_picture
from rtxmodal.translators.onnx import WARM_UP_RUNS, OnnxTranslator

RATE = 48_000
VIEW_HOP = RATE // HOPS_PER_SECOND
READ_HOP = 240
AHEAD_SECONDS = 0.03
"""By which a step is read before its time: on its beat the keys have come to whoever plays them."""
MOST_STEPS = 8  # in one hop; more of them: the clock was set elsewhere
READS = ("scan", "edge")
GRIDS = {"1/4": 4.0, "1/8": 2.0, "1/16": 1.0, "1/32": 0.5}
"""Sixteenths of a step."""

PAINT_KNOBS = (
    TEMPO,
    Parameter("speed", "Speed", 1.0, 0.125, 8.0, curve="log", description="Columns a sixteenth: 1 shows eight bars"),
    Parameter("touch", "Touch", 0.0, description="How much fainter soft keys are written"),
    Parameter("ground", "Ground", 0.7, description="How dark it is where nothing was played"),
)
READ_KNOBS = (
    TEMPO,
    Parameter("step", "Step", 2.0, kind="enum", options=tuple(GRIDS), description="Of the beat, a column each"),
    Parameter("read", "Read", kind="enum", options=READS, description="From left to right, or the right edge alone"),
    *PITCH_KNOBS,
)


def _check_knobs(card: Card, knobs: tuple[Parameter, ...]) -> None:
    missing = {knob.id for knob in knobs} - {parameter.id for parameter in card.parameters}
    if missing:
        raise ValueError(
            f"the card of {card.name} must have the parameters {', '.join(knob.id for knob in knobs)}, "
            f"but {', '.join(sorted(missing))} are missing; export it again"
        )


@dataclass(frozen=True)
class Painted:
    """What is remembered between hops."""

    scroll: Scroll = field(default_factory=Scroll)
    steps: Steps = field(default_factory=Steps)
    hops: int = 0
    roll: np.ndarray | None = None
    ground: float = 0.0
    """Both of the last picture."""


class RollPainter(OnnxTranslator):
    """Notes to pictures. See `Translator`. Owned by one thread."""

    def __init__(
        self, card: Card, session: onnxruntime.InferenceSession, provider: str = "cpu", context: Context | None = None
    ) -> None:
        """Open it as any model; raises ValueError where its card is no such one."""
        _check_knobs(card, PAINT_KNOBS)
        self._every = hops_a_picture(context.options if context else {})
        super().__init__(card, session, provider)

    def start(self) -> Painted:
        """An empty roll, all keys up."""
        return Painted()

    def translate(self, window: Window, values: Mapping[str, float], state: State) -> tuple[Any, State]:
        """See `Translator.translate`; None on hops between pictures, and where nothing has moved."""
        state = self.advance(window, values, state)
        if state.hops % self._every:
            return None, state
        roll = state.scroll.roll()
        ground = round(values["ground"], 2)
        if state.roll is not None and ground == state.ground and np.array_equal(roll, state.roll):
            return None, state
        return lit(self._paint(roll), roll, ground), replace(state, roll=roll, ground=ground)

    def advance(self, window: Window, values: Mapping[str, float], state: State) -> Painted:
        """One hop on without a picture."""
        assert isinstance(window, Notes)  # the card takes notes
        seconds = VIEW_HOP / RATE
        steps = state.steps.advance(values, seconds)
        columns = steps.passed(state.steps, seconds) * values["speed"]
        scroll = state.scroll.step(window, columns, values["touch"])
        return Painted(scroll, steps, state.hops + 1, state.roll, state.ground)

    def _paint(self, roll: np.ndarray) -> np.ndarray:
        inputs = dict(self._constant)
        for tensor in self.card.inputs:
            if tensor.role == "roll":
                inputs[tensor.name] = self._medium_in(tensor, roll)
        return self._medium_out(self._run(inputs)[self._result.name])

    def _warm(self) -> None:
        for _ in range(WARM_UP_RUNS):
            self._paint(np.zeros((PITCHES, STEPS), np.float32))


@dataclass(frozen=True)
class Read:
    """What is remembered between hops."""

    sounding: Sounding = field(default_factory=Sounding)
    steps: Steps = field(default_factory=Steps)
    step: int | None = None
    """The last one that was read, counted from the clock's start."""
    picture: np.ndarray | None = None
    roll: np.ndarray | None = None
    """That was read from it. Shape: (128, 128)."""
    light: np.ndarray | None = None
    """Of the picture at each key and column, 0..1. Shape: (128, 128)."""


class RollReader(OnnxTranslator):
    """Pictures to notes. See `Translator`. Owned by one thread."""

    def __init__(self, card: Card, session: onnxruntime.InferenceSession, provider: str = "cpu") -> None:
        """Open it as any model; raises ValueError where its card is no such one."""
        _check_knobs(card, READ_KNOBS)
        super().__init__(card, session, provider)

    def start(self) -> Read:
        """Nothing sounds."""
        return Read()

    def translate(self, window: Window, values: Mapping[str, float], state: State) -> tuple[Notes, State]:
        """See `Translator.translate`. Events may lie a little behind the window's end: they are known that early."""
        assert isinstance(window, Watched)  # the card takes pictures and gives notes
        seconds = READ_HOP / RATE
        steps, grid = state.steps.advance(values, seconds), list(GRIDS.values())[int(values["step"])]
        last = int(np.floor((steps.place + steps.rate * AHEAD_SECONDS) / grid))
        state = replace(state, steps=steps)
        if state.step is None or not -1 <= last - state.step <= MOST_STEPS:
            return Notes((), READ_HOP), replace(state, step=last)
        events: list[NoteEvent] = []
        for step in range(state.step + 1, last + 1):
            state = replace(self._look(window.picture, state), step=step)
            assert state.roll is not None and state.light is not None  # `_look` has seen to it
            column = step % STEPS if int(values["read"]) == 0 else STEPS - 1
            read, sounding = state.sounding.read(state.roll[:, column], state.light[:, column], values)
            state = replace(state, sounding=sounding)
            late = (step * grid - steps.place) / steps.rate + seconds
            events += [replace(event, frame=max(0, round(late * RATE))) for event in read]
        return Notes(tuple(events), READ_HOP), state

    def _look(self, picture: np.ndarray, state: Read) -> Read:
        """With the roll of this picture; asked of the graph once a picture."""
        if picture is state.picture:
            return state
        inputs = dict(self._constant)
        for tensor in self.card.inputs:
            if tensor.role == "picture":
                inputs[tensor.name] = self._medium_in(tensor, picture)
        roll = from_layout(self._run(inputs)[self._result.name], self._result.layout or "pt", "pt")
        light = fit(picture, STEPS, PITCHES).mean(axis=2)[::-1] / 255.0
        return replace(state, picture=picture, roll=np.clip(np.nan_to_num(roll), 0.0, 1.0), light=light)

    def _warm(self) -> None:
        for _ in range(WARM_UP_RUNS):
            self._look(np.zeros((STEPS, STEPS, 3), np.uint8), Read())
