"""The worker's step: one engine block from the input to what will be played. No thread, no process, no device."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from queue import Empty, SimpleQueue
from typing import NamedTuple

import numpy as np

from rtxmodal.hands import Hands
from rtxmodal.lane import cut
from rtxmodal.notes import NoteEvent, Notes
from rtxmodal.params import Table
from rtxmodal.stage.chronicle import Chronicle, Feed
from rtxmodal.stage.ensemble import Ensemble, Sources
from rtxmodal.stage.memory import Timed
from rtxmodal.stage.shared import SWAP_SECONDS
from rtxmodal.stage.timed import TurnTaker
from rtxmodal.stage.timeline import Aligned, Timeline
from rtxmodal.stream.fade import fade_curve
from rtxmodal.stream.master import GLIDE_SECONDS, Master, gain_of
from rtxmodal.stream.smooth import Glide

FUTURE_SECONDS = 1.0  # a note farther ahead than this was stamped by another clock, and is played now
Pieces = list[tuple[int, int, np.ndarray]]
"""Start, end and values of the stretches of a block between two changes."""
LOADS = 1024  # blocks over which the load is told: 5.5 s at 256 frames


class Meters:
    """Levels and load, written by the worker, read by whoever reports."""

    def __init__(self, sample_rate: int, block_size: int) -> None:
        self.peak_out = self.power_out = 0.0
        self.peaks_in, self.powers_in = np.zeros(2), np.zeros(2)
        """Left and right, linear."""
        self._block_seconds = block_size / sample_rate
        self._fall = 10.0 ** (-self._block_seconds)  # 20 dB a second
        self._loads = np.zeros(LOADS)
        self._count = 0

    def hear(self, mic: np.ndarray, out: np.ndarray) -> None:
        """Take the levels of one block."""
        self.peaks_in = np.maximum(np.abs(mic).max(axis=0), self.peaks_in * self._fall)
        self.peak_out = max(float(np.abs(out).max()), self.peak_out * self._fall)
        pull = min(1.0, self._block_seconds / 0.3)
        self.powers_in = self.powers_in + pull * (np.square(mic).mean(axis=0) - self.powers_in)
        self.power_out += pull * (float(np.square(out).mean()) - self.power_out)

    @property
    def peak_in(self) -> float:
        """Of the louder side."""
        return float(self.peaks_in.max())

    def count_load(self, seconds: float) -> None:
        """Take the time that one block took."""
        self._loads[self._count % LOADS] = seconds / self._block_seconds
        self._count += 1

    def load(self) -> tuple[float, float]:
        """Median and 99th percentile of worker time / block time."""
        loads = self._loads[: min(self._count, LOADS)]
        return (float(np.percentile(loads, 50)), float(np.percentile(loads, 99))) if len(loads) else (0.0, 0.0)


class Offer(NamedTuple):
    """An ensemble that is ready to take over."""

    ensemble: Ensemble
    fed: int
    """The position up to which it has been fed."""
    hands: Hands
    """What it has been told of the keys."""
    feed: Feed
    """All that it was fed with, for the chronicle."""
    curve: np.ndarray
    """The gains of the crossfade to it, as `fade_curve` makes them."""


class Mixer:
    """Runs the ensemble block by block and crosses over to a new one. `step` belongs to one thread.

    A new ensemble comes through `offers` with the position up to which it has been fed, and is adopted at that very
    block; `answers` says so, or that the block was skipped. The old one leaves through `retired` when it is faded out.
    """

    def __init__(
        self,
        timeline: Timeline,
        vector: Callable[[], np.ndarray],
        notes: Callable[[], list[NoteEvent]],
        timed: Callable[[], Sequence[Timed]] = tuple,
        chronicle: Chronicle | None = None,
    ) -> None:
        """Start with silence.

        Args:
            timeline: where the sound lies.
            vector: gives [generation, values..., counts...], newest first served (`Slot.get`).
            notes: gives the events since the last call (`EventQueue.pull`).
            timed: gives the values ahead of their time since the last call (`TimedQueue.pull`).
            chronicle: is told of everything that happens.
        """
        self.timeline = timeline
        self.offers: SimpleQueue[Offer] = SimpleQueue()
        self.answers: SimpleQueue[bool] = SimpleQueue()
        self.retired: SimpleQueue[Ensemble] = SimpleQueue()
        self.ensemble = Ensemble([], Table([]), -1, timeline.sample_rate)
        self.meters = Meters(timeline.sample_rate, timeline.block_size)
        self.master = Master(timeline.sample_rate)
        self._vector, self._notes, self._chronicle = vector, notes, chronicle
        self._turn_taker = TurnTaker(timed, timeline.sample_rate)
        self._waiting: list[NoteEvent] = []
        self.hands = Hands()
        """The keys as they are held now; others may copy it."""
        self._catch_up: tuple[NoteEvent, ...] = ()
        self._offer: Offer | None = None
        self._leaving: Ensemble | None = None
        self._faded = 0
        self._faults = 0
        self._panic = False
        self._ending = 0
        """Frames since `run` went off."""
        self._resting: Ensemble | None = None
        self._curve = fade_curve(round(SWAP_SECONDS * timeline.sample_rate))
        self._fade_frames = round(GLIDE_SECONDS * timeline.sample_rate)
        self._input_gain = Glide(self._fade_frames)

    @property
    def faults(self) -> int:
        """Lane blocks replaced by silence since the start."""
        return self._faults + self.ensemble.faults

    def panic(self) -> None:
        """At the next block: forget the notes that wait, every lane starts again."""
        self._panic = True

    def step(self) -> bool:
        """Make one engine block; False if its input is not complete yet."""
        position = self.timeline.due()
        if position is None:
            return False
        began = time.perf_counter()
        if self._chronicle is not None:
            self._chronicle.begin(position, self.hands, self.timeline.concealed, self.timeline.delay)
        self._adopt(position)
        self._calm(position)
        vector = self._vector()
        pieces = self._pieces(position, vector)
        sources = self._gather(position, pieces)
        out = self._finish(self._play(sources, vector, pieces), pieces)
        self.timeline.publish(position, out, self._aligned())
        self.meters.hear(sources.mic, out)
        self.meters.count_load(time.perf_counter() - began)
        return True

    def _calm(self, position: int) -> None:
        if self._panic:
            self._panic = False
            if self._chronicle is not None:
                self._chronicle.panic(position)
            self._notes()
            self._waiting, self._catch_up = [], ()
            self.hands.reset()
            for strip in self.ensemble.strips:
                strip.restart()

    def _adopt(self, position: int) -> None:
        """Cross over to an ensemble that has been fed exactly up to here; one that was fed farther waits its turn."""
        if self._leaving is not None:
            return
        try:
            self._offer = self._offer or self.offers.get_nowait()
        except Empty:
            return
        ensemble, fed, told, feed, curve = self._offer
        if fed > position:
            return
        self._offer = None
        self.answers.put(fed == position)
        if fed == position:
            self._leaving, self.ensemble, self._faded, self._curve = self.ensemble, ensemble, 0, curve
            self._catch_up = self.hands.events_after(told)
            if self._chronicle is not None:
                self._chronicle.adopt(position, ensemble.generation, feed)

    def _pieces(self, position: int, vector: np.ndarray) -> Pieces:
        """The block cut where a value changes; the ensemble has the values of its start."""
        size = self.timeline.block_size
        ensemble = self.ensemble
        turns = self._turn_taker.turns(vector, ensemble.table, ensemble.generation, (position, size))
        if turns:
            ensemble.values = turns[0][1]
        pieces = [*cut(size, ensemble.values, turns[1:])]
        if self._chronicle is not None:
            for start, _, values in pieces:
                self._chronicle.values(position + start, values)
        return pieces

    def _gather(self, position: int, pieces: Pieces) -> Sources:
        heard = self.timeline.read(position)
        mic = np.empty_like(heard)
        for start, end, values in pieces:
            gain = gain_of(self.ensemble.value("input_gain", 0.0, values))
            mic[start:end] = heard[start:end] * self._input_gain.ramp(gain, end - start)
        return Sources(position, mic, self.timeline.mix_before(position), self._due_notes(position, len(heard)))

    def _due_notes(self, position: int, count: int) -> Notes:
        """The events of this block; those that are late are played at its start."""
        self._waiting += self._notes()
        horizon = position + FUTURE_SECONDS * self.timeline.sample_rate
        due: list[NoteEvent] = []
        waiting: list[NoteEvent] = []
        for event in self._waiting:
            is_due = event.frame < position + count or event.frame > horizon
            (due if is_due else waiting).append(event)
        self._waiting = waiting
        placed = [
            NoteEvent(
                min(max(event.frame - position, 0), count - 1), event.kind, event.number, event.value, event.channel
            )
            for event in due
        ]
        placed.sort(key=lambda event: event.frame)
        for event in placed:
            self.hands.feed(event)
        if self._chronicle is not None:
            self._chronicle.notes(position, placed)
        return Notes(tuple(placed), count)

    def _play(self, sources: Sources, vector: np.ndarray, pieces: Pieces) -> np.ndarray:
        """The sum of the lanes, across a change of scene where there is one; nothing while they rest."""
        if self._rests(len(sources.mic)):
            return np.zeros_like(sources.mic)
        caught_up = Notes((*self._catch_up, *sources.notes.events), sources.notes.length)
        self._catch_up = ()
        turns = [(start, values) for start, _, values in pieces[1:]]
        mix = self.ensemble.play(replace(sources, notes=caught_up), turns)
        if self._leaving is None:
            return mix
        self._leaving.hear(vector)
        before = self._leaving.play(sources)
        places = np.minimum(np.arange(self._faded + 1, self._faded + 1 + len(mix)), len(self._curve) - 1)
        self._faded += len(mix)
        mix = np.asarray(before + (mix - before) * self._curve[places], np.float32)
        if self._faded >= len(self._curve) - 1:
            self._faults += self._leaving.faults
            self.retired.put(self._leaving)
            self._leaving = None
        return mix

    def _rests(self, frames: int) -> bool:
        """Whether `run` is off and all has faded out. Lanes then have let go of what they knew: they come back new."""
        if self.ensemble.value("run", 1.0) >= 0.5:
            if self._resting is not None:
                self._catch_up = self.hands.events_after(Hands())
            self._ending, self._resting = 0, None
            return False
        self._ending += frames
        if self._ending <= self._fade_frames:
            return False
        if self._leaving is not None:
            self.retired.put(self._leaving)
            self._leaving = None
        if self._resting is self.ensemble:
            return True
        self._resting = self.ensemble
        for strip in self.ensemble.strips:
            strip.restart()  # by the end of this block, which nobody hears
        return False

    def _finish(self, mix: np.ndarray, pieces: Pieces) -> np.ndarray:
        """Master gain and limiter, by the newest scene's core parameters."""
        made = [
            self.master.process(mix[start:end], self._output_gain(values), self._ceiling(values))
            for start, end, values in pieces
        ]
        return np.concatenate(made)

    def _output_gain(self, values: np.ndarray | None = None) -> float:
        muted = self.ensemble.value("mute", 0.0, values) >= 0.5 or self.ensemble.value("run", 1.0, values) < 0.5
        return 0.0 if muted else gain_of(self.ensemble.value("output_gain", 0.0, values))

    def _ceiling(self, values: np.ndarray | None = None) -> float | None:
        if self.ensemble.value("limiter", 1.0, values) < 0.5:
            return None
        return gain_of(self.ensemble.value("ceiling", -1.0, values))

    def _aligned(self) -> Aligned:
        late, dry_gain = self.ensemble.dry()
        dry_gain *= gain_of(self.ensemble.value("input_gain", 0.0)) * self._output_gain()
        latest = self.master.latency + max(late, self.ensemble.latency_total)
        return Aligned(self.master.latency + late, latest, dry_gain, self._ceiling() or 1.0)
