"""Databending, live: a camera's picture or a still read as a wavetable, tuned to the notes that are played."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from rtxmodal.card import Card, Stream
from rtxmodal.notes import Watched
from rtxmodal.params import Parameter
from rtxmodal.stream.wavetable import Keys, Sound, Voice, play_keys, sound_voices, wave_at, waves_of
from rtxmodal.translators import Context, Window

NAME = "databend-sound"
HOP_SIZE = 256
LEVEL = 0.35  # of a voice: a row from black to white is as loud as a square wave

PARAMETERS = (
    Parameter("scan", "Scan", 0.5, description="The row that is heard: 0 the picture's top, 1 its bottom"),
    Parameter("drift", "Drift", 0.0, -1.0, 1.0, "Hz", description="Pictures a second that the row travels by itself"),
    Parameter("attack", "Attack", 10.0, 1.0, 2000.0, "ms", "log", description="How fast a note rises"),
    Parameter("release", "Release", 250.0, 5.0, 5000.0, "ms", "log", description="How long a note rings on"),
    Parameter("spread", "Spread", 1.0, description="Red to the left, blue to the right"),
    Parameter("drone", "Drone", 0.0, description="Loudness of a note that needs no key"),
    Parameter("pitch", "Drone pitch", 36.0, 12.0, 96.0, "semitones", description="Of the drone, as a MIDI number"),
)


def card(context: Context) -> Card:
    """What it says of itself."""
    return Card(
        name=NAME,
        title="Databending: a picture as sound",
        description="Each row of the picture is a wave, tuned to the notes",
        takes="picture",
        gives="sound",
        sample_rate=context.sample_rate,
        channels_out=2,
        stream=Stream("state", HOP_SIZE),
        parameters=PARAMETERS,
    )


def create(context: Context) -> DatabendSound:
    """Build it."""
    return DatabendSound(card(context))


@dataclass(frozen=True)
class State:
    """Everything that is remembered from one hop to the next."""

    keys: Keys = field(default_factory=Keys)
    drone: Voice = field(default_factory=lambda: Voice(36.0, 0.0))
    travelled: float = 0.0
    """Pictures that the row has travelled by itself; up and down are one picture each."""
    picture: np.ndarray | None = None
    spectra: np.ndarray | None = None
    """Of the picture's rows."""
    wave: np.ndarray | None = None
    """Read at the end of the last hop."""
    scan: float = -1.0
    """Where."""


class DatabendSound:
    """A translator; see `rtxmodal.translators.Translator`."""

    def __init__(self, card: Card) -> None:
        self.card = card

    def start(self) -> State:
        """No keys down."""
        return State()

    def translate(self, window: Window, values: Mapping[str, float], state: State) -> tuple[np.ndarray, State]:
        """One hop. `window` is a `Watched`."""
        assert isinstance(window, Watched)
        spectra = state.spectra
        if spectra is None or window.picture is not state.picture:
            spectra = waves_of(window.picture)
        travelled = (state.travelled + values["drift"] * HOP_SIZE / self.card.sample_rate) % 2.0
        scan = _fold(values["scan"] + travelled)
        is_same = spectra is state.spectra and scan == state.scan and state.wave is not None
        wave = state.wave if is_same and state.wave is not None else wave_at(spectra, scan)
        waves = (wave if state.wave is None else state.wave, wave)
        keys = play_keys(state.keys, window)
        drone = replace(state.drone, number=values["pitch"], loudness=values["drone"])
        how = Sound(
            self.card.sample_rate,
            window.length,
            values["attack"] / 1000.0,
            values["release"] / 1000.0,
            keys.bend,
            values["spread"],
        )
        is_droning = drone.loudness > 0.0 or drone.level > 1e-4
        sound, voices = sound_voices((*keys.voices, drone) if is_droning else keys.voices, waves, how)
        if is_droning:
            *voices_left, drone = voices
            voices = tuple(voices_left)
        state = State(replace(keys, voices=voices), drone, travelled, window.picture, spectra, wave, scan)
        return LEVEL * sound, state


def _fold(place: float) -> float:
    """A place that turns round at the picture's top and bottom, 0..1."""
    place %= 2.0
    return 2.0 - place if place > 1.0 else place
