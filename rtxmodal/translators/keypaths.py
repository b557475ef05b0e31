"""Each key draws a path of its own through a picture generator; a chord is their sum.

notes ──> held keys, pedal ──> an envelope a key ──┬──> x velocity = radius of the key's own circle ──> sum = latent
                                                   ├──> weight of the key's own class ────────────────> classes
                                                   └──> low keys coarse, high keys fine ──────────────> styles, light
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from rtxmodal.card import Card, Stream
from rtxmodal.notes import HeldKeys, Notes
from rtxmodal.params import Parameter
from rtxmodal.stream.envelope import Envelopes, Shape
from rtxmodal.stream.features import approach
from rtxmodal.stream.latent import latent_point, unit_directions
from rtxmodal.stream.pulse import HALVINGS
from rtxmodal.translators import Context, Window
from rtxmodal.translators.generator import HOPS_PER_SECOND, Generator, Point, find_generator, hops_a_picture
from rtxmodal.translators.generator import models as models

NAME = "keypaths"
LONGEST = 1.25
"""Of the latent, times its usual length: where more keys bend the path instead of stretching it."""
COARSE, MIDDLE, FINE = 1.2, 0.8, 0.6
"""Standard deviations of a style at react 1."""
LOW, HIGH = 45.0, 84.0
"""Keys at and below which all of a note is coarse, at and above which all is fine."""
PLACE_SECONDS = 0.08
"""In which the classes follow the keys."""
DARK = 0.12
"""Light of a picture at rest, at glow 1."""
FIRST_CLASS = 4
"""Of the tone C: so most white keys of atlas-128 are painted worlds, and most black ones flowers."""
MAPS = ("off", "fifths", "register")

PARAMETERS = (
    Parameter("attack", "Attack", 30.0, 1.0, 2000.0, "ms", curve="log", description="From the key to the full radius"),
    Parameter("decay", "Decay", 600.0, 10.0, 10000.0, "ms", curve="log", description="From there to the held radius"),
    Parameter("sustain", "Sustain", 0.6, description="The held radius, of the full one"),
    Parameter("release", "Release", 900.0, 10.0, 20000.0, "ms", curve="log", description="Back to rest"),
    Parameter("radius", "Radius", 1.0, 0.0, 2.0, description="How far the hardest touch leads away"),
    Parameter("motion", "Motion", 0.35, 0.0, 2.0, description="Turns a second on its circle while a key sounds"),
    Parameter("react", "React", 0.35, description="How far low keys bend shapes, high ones textures"),
    Parameter("glow", "Glow", 0.6, description="How far notes light the picture; 0: always full light"),
    Parameter("note_map", "Classes", 1.0, kind="enum", options=MAPS, description="By fifths, by register, or one only"),
    Parameter(
        "first_class",
        "First class",
        FIRST_CLASS,
        0.0,
        999.0,
        kind="int",
        description="Of the tone C or the lowest keys",
    ),
    Parameter("seed", "Seed", 0.0, 0.0, 9999.0, kind="int", description="Other circles and another place of rest"),
)


def card(context: Context) -> Card:
    """What it says of itself; the generator's own parameters and classes included."""
    made_by = find_generator(context)[1]
    theirs = {parameter.id for parameter in made_by.parameters}
    return Card(
        name=NAME,
        title=f"Paths of keys through {made_by.title or made_by.name}",
        description="Each held key draws its own path through a picture generator; chords are sums",
        takes="notes",
        gives="picture",
        stream=Stream("state", context.sample_rate // HOPS_PER_SECOND),
        parameters=(*(own for own in PARAMETERS if own.id not in theirs), *made_by.parameters),
        classes=made_by.classes,
    )


def create(context: Context) -> KeyPaths:
    """Open the generator.

    Raises:
        ValueError: no generator, or an option that is refused.
    """
    path, made_by = find_generator(context)
    return KeyPaths(card(context), Generator(path, made_by, context.provider), context)


@dataclass(frozen=True)
class State:
    """Everything that is remembered from one hop to the next."""

    keys: HeldKeys
    envelopes: Envelopes
    velocity: np.ndarray
    """Of each key when it was last struck, 0..1. Shape: (128,)"""
    angle: np.ndarray
    """Where each key is on its circle, radians. Shape: (128,)"""
    places: np.ndarray
    """Weight of each class, followed softly. Shape: (classes,)"""
    hops: int = 0
    painted: Point | None = None
    knobs: tuple[float, ...] = ()
    """Light and the generator's own parameters at the last picture."""


class KeyPaths:
    """See `Translator`. Owned by one thread; all that is remembered is in the state."""

    def __init__(self, own_card: Card, generator: Generator, context: Context) -> None:
        self.card = own_card
        self._generator, self.shrinks = generator, generator.shrinks
        assert own_card.stream is not None  # `card` gives one
        self._seconds = own_card.stream.hop_size / context.sample_rate
        self._every = hops_a_picture(context.options)
        self._knobs = tuple(parameter.id for parameter in generator.card.parameters)
        self._layers = unit_directions(3, max(3, generator.style_size), int(context.options.get("directions", 0)))
        self._seed = -1
        self._circles = np.zeros((2, 128, generator.latent_size))

    def start(self) -> State:
        """All keys up."""
        rest = np.zeros(self._generator.class_count)
        if len(rest):
            rest[FIRST_CLASS % len(rest)] = 1.0
        return State(HeldKeys(), Envelopes.start(), np.zeros(128), np.zeros(128), rest)

    def translate(self, window: Window, values: Mapping[str, float], state: State) -> tuple[Any, State]:
        """See `Translator.translate`; None on hops between pictures, and where nothing has moved."""
        state = self.advance(window, values, state)
        if state.hops % self._every:
            return None, state
        point, light = self._point(state, values), self._light(state, values)
        knobs = (round(light, 3), values.get(HALVINGS, 0.0), *(values[name] for name in self._knobs))
        if knobs == state.knobs and not point.differs(state.painted):
            return None, state
        picture = self._generator.paint(point, values)
        if light < 1.0:
            picture = (picture * np.float32(light)).astype(np.uint8)
        return picture, replace(state, painted=point, knobs=knobs)

    def advance(self, window: Window, values: Mapping[str, float], state: State) -> State:
        """One hop on without a picture."""
        assert isinstance(window, Notes)  # the card takes notes
        keys, velocity, struck = state.keys.copy(), state.velocity.copy(), np.zeros(128, bool)
        for event in window.events:
            keys.feed(event)
            if event.kind == "on" and event.value > 0:
                struck[event.number], velocity[event.number] = True, event.value / 127.0
        attack, decay, release = (values[name] / 1000.0 for name in ("attack", "decay", "release"))
        shape = Shape(attack, decay, values["sustain"], release)
        envelopes = state.envelopes.step(struck, keys.velocity > 0, self._seconds, shape)
        heights = envelopes.height * velocity
        angle = state.angle + 2.0 * np.pi * values["motion"] * self._seconds * envelopes.height
        places = state.places + self._pull(heights) * (self._wanted(heights, values) - state.places)
        return replace(
            state, keys=keys, envelopes=envelopes, velocity=velocity, angle=angle % (2.0 * np.pi), places=places,
            hops=state.hops + 1,
        )  # fmt: skip

    # -- inside ------------------------------------------------------------------------------------------

    def _pull(self, heights: np.ndarray) -> float:
        """How fast classes follow; where nothing sounds they stay, so that a picture at rest is still."""
        return approach(self._seconds, PLACE_SECONDS) * min(1.0, 4.0 * float(heights.max()))

    def _wanted(self, heights: np.ndarray, values: Mapping[str, float]) -> np.ndarray:
        """Each key's class, weighed by its height. Shape: (classes,), sums to one."""
        count = self._generator.class_count
        wanted = np.zeros(count)
        if count:
            keys = np.arange(128)  # tones a fifth apart lie side by side: what sounds related is
            of_key = (np.zeros(128, int), keys * 7 % 12, np.clip((keys - 24) * count // 84, 0, count - 1))
            np.add.at(wanted, (of_key[int(values["note_map"])] + int(values["first_class"])) % count, heights**2)
        total = wanted.sum()
        return wanted / total if total > 1e-9 else wanted

    def _point(self, state: State, values: Mapping[str, float]) -> Point:
        """The sum of all keys' paths."""
        self._draw_circles(int(values["seed"]))
        usual = self._generator.latent_size**0.5
        heights = state.envelopes.height * state.velocity
        lengths = values["radius"] * heights
        latent = (lengths * np.cos(state.angle)) @ self._circles[0] + (lengths * np.sin(state.angle)) @ self._circles[1]
        latent = latent + latent_point(self._generator.latent_size, int(values["seed"])) * 0.35
        far = float(np.linalg.norm(latent)) / (LONGEST * usual)
        if far > 1e-6:
            latent = latent * (np.tanh(far) / far)
        total = state.places.sum()
        classes = state.places / total if total > 1e-9 else state.places
        return Point(latent, classes, self._styles(heights, values["react"]))

    def _draw_circles(self, seed: int) -> None:
        """Two directions a key, of a latent's usual length: drawn again only where the seed has changed."""
        if seed != self._seed:
            drawn = np.random.default_rng(seed).standard_normal(self._circles.shape)
            self._circles = drawn * (self._generator.latent_size**0.5 / np.linalg.norm(drawn, axis=2, keepdims=True))
            self._seed = seed

    def _styles(self, heights: np.ndarray, react: float) -> np.ndarray:
        """Low keys on coarse layers, high keys on fine ones, all on the middle. Shape: (layers, style size)."""
        layers, size = self._generator.style_count, self._generator.style_size
        styles = np.zeros((layers, size))
        if layers:
            high = np.clip((np.arange(128) - LOW) / (HIGH - LOW), 0.0, 1.0)
            weights = np.array([heights @ (1.0 - high), heights.sum(), heights @ high])
            coarse, middle, fine = (react * size**0.5 * np.tanh(weights)).tolist()
            first, second = layers // 3, layers - layers // 3
            styles[:first] = COARSE * coarse * self._layers[0, :size]
            styles[first:second] = MIDDLE * middle * self._layers[1, :size]
            styles[second:] = FINE * fine * self._layers[2, :size]
        return styles

    def _light(self, state: State, values: Mapping[str, float]) -> float:
        """1 in full light."""
        lit = float(np.tanh(1.6 * np.linalg.norm(state.envelopes.height * state.velocity)))
        return 1.0 - values["glow"] * (1.0 - DARK) * (1.0 - lit)
