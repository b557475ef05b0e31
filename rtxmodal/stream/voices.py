"""Which key is played by which voice: allocation, stealing, pedal, bends and pressure, MPE included.

note events ──> Voices ──> one row a voice and hop: what a polyphonic model is told
                  ^ how loud each voice is now
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rtxmodal.notes import SUSTAIN_PEDAL, NoteEvent
from rtxmodal.params import Parameter

COLUMNS = ("pitch", "velocity", "gate", "start", "pressure", "modulation", "brightness", "damp")
"""A row of a voice. Pitch as a MIDI key with a fraction, tuning and bend included; velocity 0..1, 0 where the voice is
free; gate 1 while held; start the frame of the hop in which a note begins, else -1; pressure and modulation 0..1;
brightness -1..1; damp 1 where the sound is to be gone at once."""
MODULATION, DATA, EXPRESSION, DATA_FINE, BRIGHTNESS, RPN_FINE, RPN = 1, 6, 11, 38, 74, 100, 101
ALL_SOUND_OFF, RESET_CONTROLLERS, ALL_NOTES_OFF = 120, 121, 123
BEND_RANGE_RPN, MPE_RPN = 0, 6
MPE_BEND_RANGE = 48.0
"""Semitones of a note's own channel, until it is told another."""
SILENT = 1e-5
"""Level below which a released voice is free again: -100 dB."""


@dataclass(frozen=True)
class Tuning:
    """How keys become pitches."""

    concert_pitch: float = 440.0
    """Hz of the A above middle C."""
    bend_range: float = 2.0
    """Semitones of a full bend, where the keyboard has not said another."""
    mpe: bool = False
    """One channel a note; the first channel (0) speaks for all."""


TUNING_KNOBS = (
    Parameter("tuning", "Tuning", 440.0, 392.0, 494.0, "Hz", description="Of the A above middle C"),
    Parameter("bend_range", "Bend range", 2.0, 0.0, 48.0, "semitones", kind="int", description="Unless the keys tell"),
    Parameter("mpe", "MPE", kind="toggle", description="One channel a note; channel 1 speaks for all"),
)
"""What a polyphonic model's card has beside the parameters of its graph."""


def tuning_of(values: Mapping[str, float]) -> Tuning:
    """The tuning that these parameters ask for."""
    return Tuning(values["tuning"], values["bend_range"], values["mpe"] >= 0.5)


@dataclass(frozen=True)
class _Channel:
    bend: float = 0.0
    bend_range: float | None = None
    pressure: float = 0.0
    modulation: float = 0.0
    brightness: float = 0.0
    expression: float = 1.0
    pedal: bool = False
    rpn: tuple[int, int] = (127, 127)


@dataclass(frozen=True)
class _Voice:
    channel: int
    key: int
    velocity: float
    born: int
    """Count of notes before it."""
    start: int = -1
    """Frame of this hop in which it begins; -1 when it began before."""
    down: bool = True
    """Whether the key is."""
    let_go: int = -1
    """Count of releases before its own; -1 while it is held by key or pedal."""
    pressure: float = 0.0
    damp: bool = False
    kept: tuple[float, float, float, float] | None = None
    """Bend, pressure, modulation and brightness at the release: a channel may belong to another note by then."""


class Voices:
    """The voices of one instrument. Owned by whoever feeds it; `copy` to keep a moment."""

    def __init__(self, count: int) -> None:
        self._voices: list[_Voice | None] = [None] * count
        self._levels: Sequence[float] = [0.0] * count
        self._channels = [_Channel()] * 16
        self._tuning = Tuning()
        self._told_mpe = False
        self._born = self._released = 0
        self.stolen = 0
        """Notes cut short so far, for another one."""

    def copy(self) -> Voices:
        """The same voices, on their own from here on."""
        twin = Voices(0)
        twin.__dict__.update(self.__dict__)
        twin._voices, twin._channels = list(self._voices), list(self._channels)
        return twin

    @property
    def held(self) -> list[tuple[int, int]]:
        """(channel, key) of each note that a key or the pedal holds, in no order."""
        return [(voice.channel, voice.key) for voice in self._voices if voice is not None and voice.let_go < 0]

    @property
    def sounding(self) -> int:
        """Voices in use, those that ring out included."""
        return sum(voice is not None for voice in self._voices)

    def next_hop(self, levels: Sequence[float], tuning: Tuning) -> None:
        """A hop is over.

        Args:
            levels: how loud each voice was at its end, linear.
            tuning: for the hop to come.
        """
        self._levels, self._tuning = levels, tuning
        for place, voice in enumerate(self._voices):
            if voice is None:
                continue
            if (voice.let_go >= 0 or voice.damp) and voice.start < 0 and levels[place] < SILENT:
                self._voices[place] = None
            elif voice.start >= 0:
                self._voices[place] = replace(voice, start=-1)
        self._release_unheld()

    def feed(self, event: NoteEvent) -> None:
        """Take one event; its frame counts from the start of the hop. What it cannot use does nothing."""
        channel = event.channel % 16
        if event.kind == "on" and event.value > 0:
            self._begin(channel, event)
        elif event.kind in ("on", "off"):
            self._change(lambda voice: replace(voice, down=False), channel, event.number)
            self._release_unheld()
        elif event.kind == "bend":
            self._channels[channel] = replace(self._channels[channel], bend=event.value)
        elif event.kind == "pressure" and event.number:
            amount = event.value / 127.0
            self._change(lambda voice: replace(voice, pressure=amount), channel, event.number)
        elif event.kind == "pressure":
            self._channels[channel] = replace(self._channels[channel], pressure=event.value / 127.0)
        elif event.kind == "control":
            self._control(channel, event.number, event.value)

    def rows(self) -> np.ndarray:
        """What the model is told for this hop. Shape: (voices, len(COLUMNS)) float32."""
        rows = np.zeros((len(self._voices), len(COLUMNS)), np.float32)
        rows[:, 0], rows[:, 3] = 60.0, -1.0
        offset = 12.0 * math.log2(self._tuning.concert_pitch / 440.0)
        for place, voice in enumerate(self._voices):
            if voice is not None:
                bend, pressure, modulation, brightness = voice.kept or self._expression(voice)
                loudness = voice.velocity * self._channels[voice.channel].expression
                rows[place] = (
                    voice.key + bend + offset, max(loudness, 1e-3), voice.let_go < 0, voice.start,
                    pressure, modulation, brightness, voice.damp,
                )  # fmt: skip
        return rows

    # -- inside ------------------------------------------------------------------------------------------

    @property
    def _mpe(self) -> bool:
        return self._tuning.mpe or self._told_mpe

    def _begin(self, channel: int, event: NoteEvent) -> None:
        place = self._place_for(channel, event.number)
        self._voices[place] = _Voice(channel, event.number, event.value / 127.0, self._born, max(0, event.frame))
        self._born += 1

    def _place_for(self, channel: int, key: int) -> int:
        """The voice that plays this key already, else a free one, else the one that is missed least."""
        free = -1
        for place, voice in enumerate(self._voices):
            if voice is None:
                free = place if free < 0 else free
            elif voice.key == key and voice.channel == channel:
                return place
        if free >= 0:
            return free
        self.stolen += 1
        return min(range(len(self._voices)), key=self._missed)

    def _missed(self, place: int) -> tuple[int, float, int]:
        """Small for what is stolen first: the oldest release, then the quietest held, and last what has just begun."""
        voice = self._voices[place]
        assert voice is not None  # asked only when none is free
        if voice.start >= 0:
            return 2, 0.0, voice.born
        if voice.let_go >= 0:
            return 0, 0.0, voice.let_go
        return 1, self._levels[place], voice.born

    def _change(self, change: Callable[[_Voice], _Voice], channel: int, key: int) -> None:
        """Change the voice that holds this key."""
        for place, voice in enumerate(self._voices):
            if voice is not None and voice.channel == channel and voice.let_go < 0 and voice.key == key:
                self._voices[place] = change(voice)

    def _release_unheld(self) -> None:
        """Let go of every note that neither its key nor a pedal holds."""
        for place, voice in enumerate(self._voices):
            if voice is not None and not voice.down and voice.let_go < 0 and not self._pedal(voice.channel):
                self._voices[place] = replace(voice, let_go=self._released, kept=self._expression(voice))
                self._released += 1

    def _pedal(self, channel: int) -> bool:
        return self._channels[channel].pedal or (self._mpe and self._channels[0].pedal)

    def _expression(self, voice: _Voice) -> tuple[float, float, float, float]:
        """Bend in semitones, pressure, modulation, brightness."""
        own, all_of_them = self._channels[voice.channel], self._channels[0]
        pressure = max(own.pressure, voice.pressure)
        if not self._mpe or voice.channel == 0:
            bend_range = self._tuning.bend_range if own.bend_range is None else own.bend_range
            return own.bend * bend_range, pressure, own.modulation, own.brightness
        bend = own.bend * (MPE_BEND_RANGE if own.bend_range is None else own.bend_range)
        bend += all_of_them.bend * (
            self._tuning.bend_range if all_of_them.bend_range is None else all_of_them.bend_range
        )
        brightness = min(1.0, max(-1.0, own.brightness + all_of_them.brightness))
        return bend, max(pressure, all_of_them.pressure), max(own.modulation, all_of_them.modulation), brightness

    def _control(self, channel: int, number: int, value: float) -> None:
        now = self._channels[channel]
        if number == SUSTAIN_PEDAL:
            self._channels[channel] = replace(now, pedal=value >= 64)
            self._release_unheld()
        elif number == MODULATION:
            self._channels[channel] = replace(now, modulation=value / 127.0)
        elif number == BRIGHTNESS:
            self._channels[channel] = replace(now, brightness=(value - 64.0) / 64.0)
        elif number == EXPRESSION:
            self._channels[channel] = replace(now, expression=value / 127.0)
        elif number in (RPN, RPN_FINE, DATA, DATA_FINE):
            self._registered(channel, number, value)
        elif number in (ALL_SOUND_OFF, RESET_CONTROLLERS) or number >= ALL_NOTES_OFF:
            self._stop(channel, number)

    def _registered(self, channel: int, number: int, value: float) -> None:
        """Registered parameters: the range of the bend, and MPE's own configuration message."""
        now = self._channels[channel]
        if number == RPN:
            self._channels[channel] = replace(now, rpn=(int(value), now.rpn[1]))
        elif number == RPN_FINE:
            self._channels[channel] = replace(now, rpn=(now.rpn[0], int(value)))
        elif now.rpn == (0, BEND_RANGE_RPN):
            whole = 0.0 if now.bend_range is None else now.bend_range // 1.0
            told = value if number == DATA else whole + value / 100.0
            self._channels[channel] = replace(now, bend_range=told)
        elif now.rpn == (0, MPE_RPN) and number == DATA and channel in (0, 15):
            self._told_mpe = value > 0
            self._release_unheld()

    def _stop(self, channel: int, number: int) -> None:
        now = self._channels[channel]
        if number == RESET_CONTROLLERS:
            self._channels[channel] = replace(_Channel(), bend_range=now.bend_range, rpn=now.rpn)
        else:  # a pedal that holds what was stopped would hold it for ever: it is up as well
            self._channels[channel] = replace(now, pedal=False)
            damp = number == ALL_SOUND_OFF
            for place, voice in enumerate(self._voices):
                if voice is not None and (voice.channel == channel or (self._mpe and channel == 0)):
                    self._voices[place] = replace(voice, down=False, damp=voice.damp or damp)
        self._release_unheld()
