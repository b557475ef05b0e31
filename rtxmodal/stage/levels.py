"""The levels of a running show, for whoever watches: from the ring of what was heard, and from the sound process."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rtxmodal.scene import Scene, medium_of
from rtxmodal.stage.shared import MOST_LANES, SoundStatus, StageParts
from rtxmodal.stream.meter import BANDS, Meter

LONGEST_SECONDS = 0.5  # of past that is measured after a pause of the watchers
PIECE = 4096  # frames measured at a time
SILENCE_DB = -120.0

Sides = tuple[float, float]


@dataclass(frozen=True)
class Levels:
    """What the meters show. Peaks fall by 20 dB a second; rms is over 0.3 s."""

    peak_in: Sides = (SILENCE_DB, SILENCE_DB)
    """Left and right, dBFS."""
    rms_in: Sides = (SILENCE_DB, SILENCE_DB)
    peak_out: Sides = (SILENCE_DB, SILENCE_DB)
    rms_out: Sides = (SILENCE_DB, SILENCE_DB)
    reduction_db: float = 0.0
    """What the limiter does, <= 0."""
    lanes: tuple[tuple[str, float], ...] = ()
    """Id and peak in dBFS of each sound lane."""
    bands: tuple[float, ...] = (0.0,) * BANDS
    """Low to high, 0..1."""
    drive: tuple[float, ...] = (0.0,) * 3
    """Onset, bass, treble, as they drive the pictures, 0..1."""
    onsets: int = 0
    """Beginnings of sounds, counted since the first look."""
    strength: float = 0.0
    """Of the last one, 0..1."""


class LevelReader:
    """Measures what was heard since the last look. Owned by the thread that looks."""

    def __init__(self, parts: StageParts) -> None:
        self._parts = parts
        self._meter: Meter | None = None
        self._next = 0

    def read(self, scene: Scene, generation: int) -> Levels:
        """The levels now; those of the lanes once the scene of this generation is heard."""
        rate = round(SoundStatus.of(self._parts.sound_status.get()).sample_rate)
        if rate <= 0:
            return Levels()
        if self._meter is None or self._meter.sample_rate != rate:
            self._meter, self._next = Meter(rate), 0
        self._measure(self._meter)
        told = self._parts.levels.get()
        names = [lane.id for lane in scene.lanes if medium_of(lane.sink) == "sound"][:MOST_LANES]
        peaks = told[6 : 6 + len(names)] if told[0] == generation else np.zeros(len(names))
        meter = self._meter
        return Levels(
            _sides(20.0, told[2:4]), _sides(10.0, told[4:6]), _sides(20.0, meter.peak), _sides(10.0, meter.power),
            0.0 - float(told[1]), tuple(zip(names, _decibels(20.0, peaks), strict=True)), tuple(meter.bands.tolist()),
            tuple(meter.drive.tolist()), meter.onsets, meter.strength,
        )  # fmt: skip

    def _measure(self, meter: Meter) -> None:
        heard = self._parts.heard
        oldest = heard.written - int(LONGEST_SECONDS * meter.sample_rate)
        if self._next < oldest:
            meter.restart()
            self._next = oldest
        while (count := min(PIECE, heard.written - self._next)) > 0:
            sound = heard.read(self._next, count)
            if sound is None:
                break
            meter.hear(sound)
            self._next += count


def _decibels(times: float, amounts: np.ndarray) -> list[float]:
    """20 for amplitudes, 10 for powers; not below -120."""
    return [float(value) for value in np.maximum(times * np.log10(np.maximum(amounts, 1e-30)), SILENCE_DB)]


def _sides(times: float, amounts: np.ndarray) -> Sides:
    left, right = _decibels(times, amounts)
    return left, right
