"""Figures of what goes wrong on stage: misses, stalls, swaps. The engine driven by hand, so every fault is exact."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from bench.lanes import BLOCK_SIZE, SAMPLE_RATE, lane_of, music
from bench.rows import Row, spread
from rtxmodal.card import Card, Stream
from rtxmodal.devices.fake_audio import FakeAudio
from rtxmodal.params import Table
from rtxmodal.scene import CORE, LaneSpec, Scene, scene_table
from rtxmodal.stage.engine import Engine
from rtxmodal.stage.ensemble import Ensemble
from rtxmodal.stage.mixer import Mixer
from rtxmodal.stage.shared import LoadScene, Ready, StageParts
from rtxmodal.stage.timeline import Timeline
from rtxmodal.translators import Context

FAULTS = 40
HOP_SIZE = 256


class Hum:
    """An effect with state and one hop of 256 frames: a one-pole low pass, so that dry and wet differ."""

    card = Card(
        name="hum", takes="sound", gives="sound", channels_in=2, channels_out=2, stream=Stream("state", HOP_SIZE)
    )

    def start(self) -> np.ndarray:
        """The pole at rest."""
        return np.zeros(2, np.float32)

    def translate(self, window: np.ndarray, values: Any, state: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """See `Translator.translate`."""
        line = np.concatenate([state[None], window])
        return (0.5 * (line[1:] + line[:-1])).astype(np.float32), window[-1]


class HandDriven:
    """Timeline and mixer with one effect; the caller is the sound card and decides when the worker gets time."""

    def __init__(self) -> None:
        lane, _ = lane_of(Hum(), BLOCK_SIZE)
        table = Table(CORE)
        self.timeline = Timeline(SAMPLE_RATE, BLOCK_SIZE, slack=1)
        self._mixer = Mixer(self.timeline, lambda: np.zeros(1), lambda: [])
        self._mixer.ensemble = Ensemble([_Bound(lane)], table, 1, SAMPLE_RATE)
        self.latency = lane.latency.total + self._mixer.master.latency

    def callback(self, block: np.ndarray, works: bool = True) -> np.ndarray:
        """One block of the card; the worker catches up behind it if it gets time."""
        out = np.empty_like(block)
        self.timeline.take(block)
        self.timeline.give(out)
        while works and self._mixer.step():
            pass
        return out


class _Bound:
    """A lane with values of its own, for an ensemble whose table has only the core's."""

    def __init__(self, lane: Any) -> None:
        self.spec, self.latency, self.reset = lane.spec, lane.latency, lane.reset
        self._lane, self._values = lane, np.array([1.0, 1.0, 0.0, 0.0])

    def process(self, block: Any, values: np.ndarray, turns: Any = ()) -> np.ndarray:
        """See `Lane.process`."""
        out: np.ndarray = self._lane.process(block, self._values)
        return out


def play(stalls: Callable[[int], bool], blocks: int) -> tuple[np.ndarray, HandDriven]:
    """What is heard while the worker gets no time in the blocks that `stalls` names."""
    sound = music(blocks * BLOCK_SIZE / SAMPLE_RATE + 1.0)
    stage = HandDriven()
    heard = [stage.callback(sound[n * BLOCK_SIZE : (n + 1) * BLOCK_SIZE], not stalls(n)) for n in range(blocks)]
    return np.concatenate(heard), stage


def click() -> Iterator[Row]:
    """How much sharper than the programme's own sharpest edge a miss is."""
    clean, _ = play(lambda block: False, 20 * FAULTS)
    bend = np.abs(np.diff(clean[:, 0], 2)).max()
    heard, stage = play(lambda block: block % 20 == 10, 20 * FAULTS)
    peaks = [
        np.abs(np.diff(heard[n * 20 * BLOCK_SIZE : (n + 1) * 20 * BLOCK_SIZE, 0], 2)).max() for n in range(1, FAULTS)
    ]
    level = 20 * np.log10(peaks / bend)
    held = bool(level.max() <= 1.5 and stage.timeline.misses >= FAULTS)
    what = f"click of a forced miss ({stage.timeline.misses} misses)"
    yield Row(what, "<= +1.5 dB", *spread(level, "dB"), held)


def latency() -> Iterator[Row]:
    """Where an impulse comes out, against what is reported."""
    stage = HandDriven()
    sound = np.zeros((64 * BLOCK_SIZE, 2), np.float32)
    sound[5000] = 0.5
    heard = np.concatenate([stage.callback(sound[n * BLOCK_SIZE : (n + 1) * BLOCK_SIZE]) for n in range(64)])
    measured = int(np.argmax(np.abs(heard[:, 0]))) - 5000
    reported = stage.timeline.delay + stage.latency
    held = abs(measured - reported) <= 1 and measured <= 512
    told = f"{measured} frames, {1000 * measured / SAMPLE_RATE:.1f} ms (reported {reported})"
    yield Row("engine-added latency, effect with state, hop 256", "<= 512 frames, reported +-1", told, "", held)


def recovery() -> Iterator[Row]:
    """How long after a stall of two seconds the sound is again what it would have been."""
    stalled = range(400, 400 + int(2.0 * SAMPLE_RATE / BLOCK_SIZE))
    clean, _ = play(lambda block: False, 1200)
    heard, _ = play(lambda block: block in stalled, 1200)
    apart = np.flatnonzero(np.abs(heard - clean).max(axis=1) > 1e-5)
    milliseconds = 1000 * (int(apart[-1]) + 1 - stalled.stop * BLOCK_SIZE) / SAMPLE_RATE
    what = "back to nominal latency, to the sample, after a 2 s stall"
    yield Row(what, "<= 250 ms", f"{milliseconds:.0f} ms", "", milliseconds <= 250)


def swap(times: int) -> Iterator[Row]:
    """Changes of scene while a clock paces the card: time from command to heard, and blocks missed."""
    scene = Scene("through", "through", (LaneSpec("lane_1", "mic", (), "speakers"),))
    table = scene_table(scene, Context(SAMPLE_RATE))
    parts, answers = StageParts(), list[Any]()
    engine = Engine(parts, SAMPLE_RATE, BLOCK_SIZE, 1, answers.append)
    card = FakeAudio(engine.callback, SAMPLE_RATE, BLOCK_SIZE)
    engine.start()
    card.start()
    spent, before = [], 0.0
    for generation in range(1, times + 2):
        asked = time.monotonic()
        engine.loader.load(LoadScene(scene, table.parameters, generation))
        parts.parameters.put(np.concatenate([[generation], table.values]))
        while Ready(generation) not in answers:
            time.sleep(0.002)
        if generation == 1:
            before = engine.timeline.misses  # the first scene begins from nothing
        else:
            spent.append(1000 * (time.monotonic() - asked))
    missed = engine.timeline.misses - before
    card.close()
    engine.stop()
    parts.close()
    held = bool(missed == 0 and max(spent) <= 150)
    told = spread(spent, "ms", 0)
    yield Row(f"swap of a loaded scene ({times} swaps, {missed:.0f} blocks missed)", "0 missed, <= 150 ms", *told, held)
