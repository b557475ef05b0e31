"""GANterpretations, live: sound draws a path through a picture generator (after P. Castro, arXiv 2011.05158).

sound -> spectra -> total variation -> mean -> inflection points ─────> the next point is set out for
      -> onsets -> fast up, slow down: drive ─────────────────────────> how fast the way is gone, wandering round it
         bass, onsets, treble ────────────────────────────────────────> styles of coarse, middle and fine layers

Beats, bars or keys may set out the points in the turns' place.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from rtxmodal.card import Card, Stream
from rtxmodal.params import Parameter
from rtxmodal.stream.blend import zoom
from rtxmodal.stream.features import HOP_SIZE, Listener, approach
from rtxmodal.stream.hearing import Ear, Hearing
from rtxmodal.stream.journey import FINISH_SECONDS, Journey, Push, travel
from rtxmodal.stream.latent import slerp, soft_classes, unit_directions, way_point
from rtxmodal.stream.pulse import HALVINGS, POINTS, Count
from rtxmodal.stream.variation import EXTREMA, Turn, Watch, find_live
from rtxmodal.translators import Context, Window
from rtxmodal.translators.generator import (
    HOPS_PER_SECOND,
    Generator,
    Point,
    class_numbers,
    find_generator,
    hops_a_picture,
)
from rtxmodal.translators.generator import models as models

NAME = "ganterpret"
LONGEST_WINDOW = 3.0  # seconds of the parameter `window`
CONFIRM_SECONDS = 0.04  # after an inflection point, until it is believed
MEAN_SECONDS = 0.15  # of the running mean of the variation: a third of a beat at 120 BPM
PEAK_SECONDS = 10.0  # in which the loudest passage is forgotten by two thirds
WANDERING = 0.9  # of the latent's length at wander 1
STEADY = 0.05  # of the energy that goes with the running mean; the rest goes with each sound
COARSE, MIDDLE, FINE = 1.4, 1.0, 0.6  # standard deviations of a style at react 1
NEARER = 0.12  # of the picture that lies outside at pulse 1 and full bass
STRUCK_SECONDS = 0.25  # of the rest of a way when a key sets out for the next: as quick as a hand

PARAMETERS = (
    Parameter("speed", "Speed", 1.0, 0.1, 4.0, curve="log", description="How fast sound moves the picture"),
    Parameter(
        "react", "React", 0.5, description="How far bass bends shapes, change bends textures, treble bends grain"
    ),
    Parameter("pulse", "Pulse", 0.4, description="How far bass throws the picture towards you"),
    Parameter("wander", "Wander", 0.5, description="How far loud moments lead away from the way, and round it"),
    Parameter("points", "Points", kind="enum", options=POINTS, description="What sets out for the next point"),
    Parameter("threshold", "Threshold", 0.05, 0.001, 0.5, curve="log", description="Of a turn: low finds more"),
    Parameter("extremum", "Turns at", 2.0, kind="enum", options=EXTREMA, description="Dips, peaks, or both"),
    Parameter("window", "Window", 1.2, 0.1, LONGEST_WINDOW, "s", description="Compared with; least between turns"),
    Parameter("z_mode", "Layout", 1.0, kind="enum", options=("fixed", "path"), description="Whether shapes travel too"),
    Parameter("seed", "Seed", 0.0, 0.0, 9999.0, kind="int", description="Another journey; from the next point on"),
    Parameter("next", "Next", kind="trigger", description="Set out for the next point now"),
    Parameter("hold", "Hold", kind="toggle", description="Stay between these two points"),
)
TRUNCATION = Parameter("truncation", "Truncation", 0.8, 0.05, 1.5, description="Low is typical, high is strange")


def card(context: Context) -> Card:
    """What it says of itself; the generator's own parameters and classes included."""
    made_by = find_generator(context)[1]
    theirs = {parameter.id for parameter in made_by.parameters}
    own = [parameter for parameter in PARAMETERS if parameter.id not in theirs]
    if "truncation" not in theirs:
        own.append(TRUNCATION)
    names = ("random", *(name.replace(" ", "_") for name in made_by.classes))
    if made_by.classes:
        text = "Where the next point lies; random draws from the queue and the seed"
        own.insert(0, Parameter("next_class", "Next class", kind="enum", options=names, description=text))
    else:
        text = "Class of the next point; -1 draws it from the queue and the seed"
        own.insert(0, Parameter("next_class", "Next class", -1.0, -1.0, 999.0, kind="int", description=text))
    return Card(
        name=NAME,
        title=f"GANterpretations with {made_by.title or made_by.name}",
        description="Sound draws a path through a picture generator",
        takes="sound",
        gives="picture",
        stream=Stream("state", context.sample_rate // HOPS_PER_SECOND),
        parameters=(*own, *made_by.parameters),
        classes=made_by.classes,
    )


def create(context: Context) -> Ganterpret:
    """Open the generator.

    Raises:
        ValueError: no generator, or an option that is refused.
    """
    path, made_by = find_generator(context)
    return Ganterpret(card(context), Generator(path, made_by, context.provider), context)


@dataclass(frozen=True)
class State:
    """Everything that is remembered from one hop to the next."""

    listener: Listener
    hearing: Hearing
    watch: Watch
    journey: Journey
    ends: tuple[np.ndarray, np.ndarray]
    """Latents of the point that was left and the one ahead. Shape: (size,) each."""
    mean: float = 0.0
    """Running mean of the variation."""
    peak: float = 1e-12
    """Its largest, slowly forgotten."""
    count: Count = Count()
    """Where the beat and the keys were."""
    hops: int = 0
    presses: float | None = None
    """Value of the trigger `next` when last looked at."""
    painted: Point | None = None
    knobs: tuple[float, ...] = ()
    """The pulse and the generator's own parameters at the last picture."""


class Ganterpret:
    """See `Translator`. Owned by one thread; all that is remembered is in the state."""

    def __init__(self, own_card: Card, generator: Generator, context: Context) -> None:
        self.card = own_card
        self._generator, self.shrinks = generator, generator.shrinks
        self._rate = context.sample_rate
        assert own_card.stream is not None  # `card` gives one
        self._seconds = own_card.stream.hop_size / self._rate
        self._ear = Ear(self._rate, own_card.stream.hop_size)
        self._every = hops_a_picture(context.options)
        self._queue = class_numbers(context.options.get("classes", ()), own_card.classes, generator.class_count)
        self._knobs = tuple(parameter.id for parameter in generator.card.parameters)
        self._scales = "truncation" not in self._knobs
        seed = int(context.options.get("directions", 0))
        self._around = unit_directions(4, max(4, generator.latent_size), seed)
        self._layers = unit_directions(3, max(3, generator.style_size), seed + 1)

    def start(self) -> State:
        """Before the first hop: the first two points of the journey."""
        columns_per_second = self._rate / HOP_SIZE
        longest = int(columns_per_second * (LONGEST_WINDOW + CONFIRM_SECONDS)) + 3
        here = self._class_of(0, -1, 0)
        journey = Journey(here=here, there=self._class_of(1, here, 0))
        ends = self._latent(0, 0), self._latent(1, 0)
        return State(Listener.start(), self._ear.start(), Watch.start(longest), journey, ends)

    def translate(self, window: Window, values: Mapping[str, float], state: State) -> tuple[Any, State]:
        """See `Translator.translate`; None on hops between pictures, and where nothing has moved."""
        state = self.advance(window, values, state)
        if state.hops % self._every:
            return None, state
        point = self._point(state, values)
        nearer = round(NEARER * values["pulse"] * float(state.hearing.envelopes[1]), 4)
        knobs = (nearer, values.get(HALVINGS, 0.0), *(values[name] for name in self._knobs))
        if knobs == state.knobs and not point.differs(state.painted):
            return None, state
        picture = zoom(self._generator.paint(point, values), nearer)
        return picture, replace(state, painted=point, knobs=knobs)

    def advance(self, window: Window, values: Mapping[str, float], state: State) -> State:
        """One hop on without a picture. Shape of window: (hop_size, 1)."""
        assert isinstance(window, np.ndarray)  # the card takes sound
        change, listener = state.listener.hear(window[:, 0], self._rate)
        hearing = self._ear.step(state.hearing, window[:, 0])
        drive, sounds = float(hearing.envelopes[0]) ** 2, hearing.sounds
        means, peak = self._means(change, state, sounds > 0.0)
        turned, watch = find_live(state.watch, means / peak, self._turn(values))
        steady = math.sqrt(min(1.0, float(means.mean()) / peak))
        energy = sounds * STEADY * steady + (1.0 - STEADY) * drive
        called = state.presses is not None and values["next"] != state.presses
        by = POINTS[int(values["points"])]
        began, along, count = state.count.look(values, by, self._seconds)
        sets_out = bool(turned) and sounds > 0.5 if by == "sound" else began
        push = Push(
            self._seconds, energy, drive, sets_out, values["hold"] >= 0.5, called,
            sounds if by == "sound" else 0.0, values["speed"],
            STRUCK_SECONDS if by == "notes" else FINISH_SECONDS, along,
        )  # fmt: skip
        arrived, journey = travel(state.journey, push)
        ends = state.ends
        if arrived:
            journey, ends = self._set_out(journey, ends, values)
        return replace(
            state, listener=listener, hearing=hearing, watch=watch, journey=journey, ends=ends,
            mean=float(means[-1]), peak=peak, count=count, hops=state.hops + 1, presses=values["next"],
        )  # fmt: skip

    # -- inside ------------------------------------------------------------------------------------------

    def _means(self, change: np.ndarray, state: State, sounds: bool) -> tuple[np.ndarray, float]:
        """The running mean of the variation, column by column, and the peak it is measured by."""
        pull = approach(HOP_SIZE / self._rate, MEAN_SECONDS)
        means, mean = np.empty(len(change)), state.mean
        for place, value in enumerate(change.tolist()):
            mean += pull * (value - mean)
            means[place] = mean
        forgotten = state.peak * math.exp(-self._seconds / PEAK_SECONDS) if sounds else state.peak
        return means, max(float(means.max()), forgotten, 1e-12)

    def _turn(self, values: Mapping[str, float]) -> Turn:
        columns_per_second = self._rate / HOP_SIZE
        return Turn(
            max(8, round(values["window"] * columns_per_second)),
            values["threshold"],
            EXTREMA[int(values["extremum"])],
            confirm=max(2, round(CONFIRM_SECONDS * columns_per_second)),
            strict=False,
        )

    def _set_out(
        self, journey: Journey, ends: tuple[np.ndarray, np.ndarray], values: Mapping[str, float]
    ) -> tuple[Journey, tuple[np.ndarray, np.ndarray]]:
        """Name the point ahead."""
        seed = int(values["seed"])
        wanted = int(values["next_class"]) - (1 if self.card.classes else 0)
        there = self._class_of(journey.index + 1, journey.here, seed)
        if 0 <= wanted < max(1, self._generator.class_count):
            there = wanted
        index = journey.index + 1 if values["z_mode"] >= 0.5 else 0
        return replace(journey, there=there), (ends[1], self._latent(index, seed))

    def _class_of(self, index: int, before: int, seed: int) -> int:
        """The queue's class, and after the queue one drawn from the seed, never twice the same in a row."""
        count = self._generator.class_count
        if index < len(self._queue):
            return self._queue[index]
        if count < 2:
            return 0
        drawn = int(np.random.default_rng([seed, index]).integers(count - (before >= 0)))
        return drawn + (0 <= before <= drawn)

    def _latent(self, index: int, seed: int) -> np.ndarray:
        return way_point(self._generator.latent_size, seed, index)

    def _point(self, state: State, values: Mapping[str, float]) -> Point:
        """Where the picture is made."""
        generator, journey = self._generator, state.journey
        share = journey.alpha
        latent = slerp(*state.ends, share)
        if values["z_mode"] >= 0.5:
            latent = latent + self._away(journey.angle, values["wander"], float(np.linalg.norm(latent)))
        if self._scales:
            latent = latent * values["truncation"]
        classes = np.zeros(0)
        if generator.class_count:
            classes = soft_classes(journey.here, journey.there, share, generator.class_count)
        return Point(latent, classes, self._styles(state.hearing.envelopes, values["react"]))

    def _away(self, angle: float, wander: float, length: float) -> np.ndarray:
        """A closed curve round the way: two circles whose speeds never meet. Shape: (latent size,)."""
        weights = np.array([math.cos(angle), math.sin(angle), math.cos(0.618 * angle), math.sin(0.618 * angle)])
        return np.asarray(weights @ self._around)[: self._generator.latent_size] * (
            WANDERING * wander * length / 2**0.5
        )

    def _styles(self, envelopes: np.ndarray, react: float) -> np.ndarray:
        """Bass on coarse layers, onsets on middle ones, treble on fine ones. Shape: (layers, style size)."""
        layers, size = self._generator.style_count, self._generator.style_size
        styles = np.zeros((layers, size))
        if layers:
            drive, bass, treble = (react * math.sqrt(size) * envelopes).tolist()
            first, second = layers // 3, layers - layers // 3
            coarse, middle, fine = self._layers[:, :size]
            styles[:first] = COARSE * bass * coarse
            styles[first:second] = MIDDLE * drive * middle
            styles[second:] = FINE * treble * fine
        return styles
