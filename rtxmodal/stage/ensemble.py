"""The lanes of one scene that play together, each guarded so that one that fails falls silent alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from rtxmodal.notes import Notes, Watched
from rtxmodal.params import Table
from rtxmodal.stream.fade import FADE_SECONDS, Tail, fade_curve
from rtxmodal.stream.master import gain_of

PEAK_FALL = 0.1  # in a second: 20 dB
Turn = tuple[int, np.ndarray]
"""A frame of a block and the table's values from there on."""


class SoundLane(Protocol):
    """What is needed of a `rtxmodal.lane.Lane`."""

    spec: Any
    latency: Any

    def process(self, block: np.ndarray | Notes, values: np.ndarray, turns: Sequence[Turn] = ()) -> np.ndarray:
        """One block, of the same length; at `turns` the values change. Shape: (n, 2)."""

    def reset(self) -> None:
        """Start again from silence."""


@dataclass(frozen=True)
class Sources:
    """What one engine block offers to the lanes. Sounds have the shape (block_size, 2)."""

    position: int
    mic: np.ndarray
    mix: np.ndarray
    """What was heard during the block before."""
    notes: Notes


class Strip:
    """A lane that may fail: then it is silent, starts again, and fades in when its sound is there.

    Owned by the thread that plays the ensemble.
    """

    def __init__(self, lane: SoundLane, sample_rate: int) -> None:
        self.lane = lane
        self.faults = 0
        self.error = ""
        """What the lane said when it failed last."""
        self.peak = 0.0
        """Of what it gave, falling slowly, linear."""
        self._fall = PEAK_FALL ** (1.0 / sample_rate)
        self._fade = max(1, round(FADE_SECONDS * sample_rate))
        self._curve = fade_curve(self._fade)
        self._age = lane.latency.total + self._fade  # frames since the start; a new lane needs no fade
        self._history = np.zeros((self._fade + 1, 2), np.float32)
        self._restarting = False

    def restart(self) -> None:
        """Fade out during the next block and start again from silence."""
        self._restarting = True

    def play(self, block: np.ndarray | Notes, values: np.ndarray, turns: Sequence[Turn] = ()) -> np.ndarray:
        """One block of the lane, or of the silence that stands for it. Shape: (n, 2)."""
        try:
            out = self.lane.process(block, values, turns)
            if not np.isfinite(out).all():
                raise ArithmeticError("its sound must be finite, got NaN or infinity")
        except Exception as error:  # noqa: BLE001 - a translator may be anybody's code; the other lanes play on
            self.faults += 1
            self.error = f"{self.lane.spec.id} fell silent and starts again: {error}"
            return self._break_off(block.length if isinstance(block, Notes) else len(block))
        if self._restarting:
            self._restarting = False
            self._begin_again()
            return self._close(out)
        start = self.lane.latency.total
        if self._age < start + self._fade:
            since = np.clip(np.arange(self._age, self._age + len(out)) - start, 0, self._fade)
            out = out * self._curve[since]
            self._age += len(out)
        self._history = np.concatenate((self._history, out))[-self._fade - 1 :]
        return out

    def measure(self, out: np.ndarray) -> None:
        """Take the level of a block."""
        self.peak = max(float(np.abs(out).max()), self.peak * self._fall ** len(out))

    def _close(self, out: np.ndarray) -> np.ndarray:
        """Fade a block out at its start."""
        steps = min(self._fade, len(out))
        closed = np.zeros_like(out)
        closed[:steps] = out[:steps] * fade_curve(steps)[::-1][1:]
        return closed

    def _break_off(self, count: int) -> np.ndarray:
        """A block in which what was heard before dies away, and the lane at its start."""
        out = np.zeros((count, 2), np.float32)
        steps = min(self._fade, count)
        out[:steps] = Tail(steps, steps).after(self._history)
        self._begin_again()
        return out

    def _begin_again(self) -> None:
        self.lane.reset()
        self._age = 0
        self._history = np.zeros_like(self._history)


class Ensemble:
    """Plays the sound lanes of one scene. Owned by the loader until it is adopted, then by the worker."""

    def __init__(
        self,
        lanes: Sequence[SoundLane],
        table: Table,
        generation: int,
        sample_rate: int,
        files: Mapping[str, np.ndarray] | None = None,
        looks: Mapping[str, Callable[[], np.ndarray]] | None = None,
    ) -> None:
        """Put the lanes together.

        Args:
            lanes: built for `sample_rate`; those that end in sound.
            table: the scene's parameters; its values are used until the slot carries this generation.
            generation: of the scene.
            sample_rate: the engine's, Hz.
            files: sound of each `file:` source, at `sample_rate`, played round and round. Shape: (frames, 2).
            looks: gives the newest picture of each `camera` or `picture:` source, at once. Shape: (h, w, 3) uint8.
        """
        self.strips = [Strip(lane, sample_rate) for lane in lanes]
        self.table, self.generation = table, generation
        self.values = table.values.copy()
        self.provider = 0.0
        """1 if a model runs on CUDA."""
        self.latency: Any = max((lane.latency for lane in lanes), key=lambda latency: latency.total, default=None)
        """Of the lane that is latest; None without lanes."""
        self._files, self._looks = dict(files or {}), dict(looks or {})

    @property
    def latency_total(self) -> int:
        """Frames by which the latest lane is late."""
        return 0 if self.latency is None else int(self.latency.total)

    @property
    def faults(self) -> int:
        """Lane blocks that were replaced by silence."""
        return sum(strip.faults for strip in self.strips)

    def value(self, parameter_id: str, otherwise: float, values: np.ndarray | None = None) -> float:
        """A core parameter's value, now or among `values`; `otherwise` where the scene has no such parameter."""
        values = self.values if values is None else values
        return float(values[self.table.index(parameter_id)]) if parameter_id in self.table else otherwise

    def hear(self, vector: np.ndarray) -> None:
        """Take the values from the parameter slot if they are meant for this scene. Shape: (1 + values ...,)."""
        if vector[0] == self.generation:
            self.values = vector[1 : 1 + len(self.table)]

    def play(self, sources: Sources, turns: Sequence[Turn] = ()) -> np.ndarray:
        """The sum of the lanes for one block, the values changing at `turns`. Shape: (block_size, 2)."""
        mix = np.zeros_like(sources.mic)
        for strip in self.strips:
            out = strip.play(self._source(strip.lane.spec.source, sources), self.values, turns)
            strip.measure(out)
            mix += out
        if turns:
            self.values = turns[-1][1]
        return mix

    def dry(self) -> tuple[int, float]:
        """For concealment: how late the microphone's lane is, in frames, and the gain of the microphone in the mix."""
        late, gain = 0, 0.0
        for strip in self.strips:
            if strip.lane.spec.source == "mic" and self.value(f"{strip.lane.spec.id}/mute", 0.0) < 0.5:
                late = late if gain else strip.lane.latency.total  # where lanes differ, the first one leads
                gain += gain_of(self.value(f"{strip.lane.spec.id}/gain", 0.0))
        return late, gain

    def _source(self, source: str, sources: Sources) -> np.ndarray | Notes:
        if source == "keys":
            return sources.notes
        if source == "mix":
            return sources.mix
        if source in self._looks:
            return Watched(sources.notes.events, sources.notes.length, self._looks[source]())
        if source in self._files:
            sound = self._files[source]
            return sound[np.arange(sources.position, sources.position + len(sources.mic)) % len(sound)]
        return sources.mic
