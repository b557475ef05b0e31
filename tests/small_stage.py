"""The sound stage in small: lanes that can be written down, an engine driven by hand, a click that can be measured."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np

from rtxmodal.notes import NoteEvent, Notes
from rtxmodal.params import Parameter, Table
from rtxmodal.scene import CORE
from rtxmodal.stage.ensemble import Ensemble
from rtxmodal.stage.memory import Timed
from rtxmodal.stage.mixer import Mixer
from rtxmodal.stage.shared import PARAMETER_CAPACITY
from rtxmodal.stage.timeline import Timeline

RATE = 48_000


class FakeLane:
    """A lane that delays its input and multiplies it; notes become single frames of their velocity."""

    def __init__(self, source: str = "mic", latency: int = 0, gain: float = 1.0, name: str = "lane_1") -> None:
        self.spec = SimpleNamespace(id=name, source=source)
        self.latency = SimpleNamespace(total=latency, block=latency, window=0, lookahead=0, resampling=0)
        self._gain = np.float32(gain)
        self.resets = 0
        self.poison: float | None = None
        self.error: Exception | None = None
        self.reset()

    def process(self, block: np.ndarray | Notes, values: np.ndarray, turns: Sequence[object] = ()) -> np.ndarray:
        """The block, late; poisoned while `poison` is set."""
        if self.error is not None:
            raise self.error
        if isinstance(block, Notes):
            sound = np.zeros((block.length, 2), np.float32)
            for event in block.events:
                sound[event.frame] = event.value / 127
            block = sound
        line = np.concatenate([self._past, block])
        self._past = line[len(block) :]
        out = line[: len(block)] * self._gain
        if self.poison is not None:
            out[len(out) // 2] = self.poison
        return out

    def reset(self) -> None:
        """Silence in the delay."""
        self.resets += 1
        self._past = np.zeros((self.latency.total, 2), np.float32)


def table(**values: float) -> Table:
    """The core's parameters at 0 dB, and one lane's strip; values by id."""
    strip = [Parameter("lane_1/gain", minimum=-60.0, maximum=12.0), Parameter("lane_1/mute", kind="toggle")]
    made = Table([*CORE, *strip])
    for name, value in {"output_gain": 0.0, **values}.items():
        made.set(name, value)
    return made


class Stage:
    """Timeline and mixer; whoever calls is the sound card, and says when the worker gets time."""

    def __init__(
        self, lanes: Sequence[FakeLane], block_size: int = 256, slack: int = 1, rate: int = RATE, **values: float
    ) -> None:
        self.table = table(**values)
        self.generation = 1
        self.notes: list[NoteEvent] = []
        self.timed: list[Timed] = []
        self.heard: list[np.ndarray] = []
        self.timeline = Timeline(rate, block_size, slack, heard=self)
        self.mixer = Mixer(self.timeline, self.vector, self._pull, self._pull_timed)
        self.mixer.ensemble = Ensemble(lanes, self.table, 1, rate)
        self.latency = max((lane.latency.total for lane in lanes), default=0) + self.mixer.master.latency

    def vector(self) -> np.ndarray:
        """What the parameter slot would hold."""
        values = np.pad(self.table.values, (0, PARAMETER_CAPACITY - len(self.table)))
        return np.concatenate([[self.generation], values, self.table.times_set])

    def write(self, block: np.ndarray) -> None:
        """What a SoundRing would keep."""
        self.heard.append(block.copy())

    def callback(self, block: np.ndarray, works: bool = True) -> np.ndarray:
        """One block of the card; the worker catches up behind it if it gets time."""
        out = np.empty_like(block)
        self.timeline.take(block)
        self.timeline.give(out)
        while works and self.mixer.step():
            pass
        return out

    def play(self, sound: np.ndarray, callback_size: int = 256, asleep: Sequence[int] = ()) -> np.ndarray:
        """A whole sound, the worker getting no time in the callbacks of these numbers."""
        count = len(sound) // callback_size
        blocks = (sound[n * callback_size : (n + 1) * callback_size] for n in range(count))
        return np.concatenate([self.callback(block, n not in asleep) for n, block in enumerate(blocks)])

    def _pull(self) -> list[NoteEvent]:
        events, self.notes = self.notes, []
        return events

    def _pull_timed(self) -> list[Timed]:
        timed, self.timed = self.timed, []
        return timed


def noise(frames: int, level: float = 0.2, seed: int = 0) -> np.ndarray:
    """White noise in stereo, no offset. Shape: (frames, 2)."""
    return (level * np.random.default_rng(seed).uniform(-1, 1, (frames, 2))).astype(np.float32)


def music(frames: int, level: float = 0.15, breath: float = 0.02) -> np.ndarray:
    """A chord with harmonics and a little breath, in stereo: something in which a click would be heard."""
    time = np.arange(frames) / RATE
    tones = [110.0, 220.5, 277.2, 329.6, 1318.5, 2637.0]
    left, right = (
        sum(np.sin(2 * np.pi * f * time + phase * f) / (1 + n) for n, f in enumerate(tones)) for phase in (0.1, 0.7)
    )
    return (level * np.stack([left, right], axis=1) + noise(frames, breath)).astype(np.float32)


def bend(sound: np.ndarray) -> float:
    """The sharpest corner in a sound: the peak of its second difference."""
    return float(np.abs(np.diff(sound, 2, axis=0)).max())


def click_db(heard: np.ndarray, programme: np.ndarray) -> float:
    """How much sharper the sharpest corner in what is heard is than the programme's own."""
    return float(20 * np.log10(bend(heard) / bend(programme)))
