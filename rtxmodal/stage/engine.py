"""The sound engine of one device format: timeline, worker thread, loader thread, and what is told of them."""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any

import numpy as np

from rtxmodal.stage.chronicle import Chronicle
from rtxmodal.stage.loader import Loader
from rtxmodal.stage.mixer import Mixer
from rtxmodal.stage.shared import MOST_LANES, Notice, SoundStatus, StageParts
from rtxmodal.stage.timeline import Timeline

IDLE_SECONDS = 0.1  # how long the worker waits for a callback before it looks whether it should stop
NOTICE_SECONDS = 2.0
SILENCE_DB = -120.0
WORKER_PRIORITY = 40  # below the sound card's own threads, which ask for 60 and more


def decibels(power: float) -> float:
    """Of a power; silence is -120."""
    return max(SILENCE_DB, 10.0 * math.log10(power)) if power > 0.0 else SILENCE_DB


def ask_for_priority() -> bool:
    """Let the calling thread go before all ordinary ones, as PortAudio's does; False where that is not allowed.

    Without it a busy machine wakes the worker milliseconds late. Only Linux lets a thread ask for itself.
    """
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(WORKER_PRIORITY))
    except (AttributeError, OSError):
        return False
    return True


class Engine:
    """Plays scenes at one sample rate and block size. Started and stopped by the sound process's main thread."""

    def __init__(
        self, parts: StageParts, sample_rate: int, block_size: int, slack: int, reply: Callable[[Any], None]
    ) -> None:
        """Set it up, silent.

        Args:
            parts: the shared memory.
            sample_rate: of the device, Hz.
            block_size: frames of an engine block.
            slack: blocks of time for the worker; 0 makes the blocks inside the callback.
            reply: says something to the main process; may be called from any thread.
        """
        self.format = (sample_rate, block_size, slack)
        start = parts.came.written
        parts.heard.write(np.zeros((start - parts.heard.written, 2), np.float32))  # a process that died between the two
        self.timeline = Timeline(sample_rate, block_size, slack, parts.heard, parts.came, start)
        chronicle = Chronicle(parts.log, start, sample_rate, block_size)
        self.mixer = Mixer(self.timeline, parts.parameters.get, parts.notes_sound.pull, parts.timed.pull, chronicle)
        self.loader = Loader(self.mixer, parts.parameters.get, reply, parts.seen.get)
        self._notes = parts.notes_sound
        self._reply = reply
        self._inline = slack == 0
        self._wake: SimpleQueue[None] = SimpleQueue()
        self._stopped = False
        self._crashes = 0
        self._spoke = -math.inf
        self._worker = threading.Thread(target=self._work, name="worker", daemon=True)

    def start(self) -> None:
        """Start loader and worker."""
        self.loader.start()
        if not self._inline:
            self._worker.start()

    def stop(self) -> None:
        """Stop both; no callback may come any more."""
        self._stopped = True
        if not self._inline:
            self._worker.join()
        self.loader.stop()

    def callback(self, block_in: np.ndarray, block_out: np.ndarray, flags: int) -> None:
        """One block of the device. Copies and counts; makes no sound itself unless the engine has no slack."""
        self.timeline.take(block_in, flags)
        if self._inline:
            self._make_blocks()
        self.timeline.give(block_out)
        self._wake.put(None)

    def _work(self) -> None:
        ask_for_priority()
        while not self._stopped:
            try:
                self._wake.get(timeout=IDLE_SECONDS)
            except Empty:
                continue
            self._make_blocks()

    def _make_blocks(self) -> None:
        """Every block that is due."""
        try:
            while not self._stopped and self.mixer.step():
                pass
        except Exception as error:  # noqa: BLE001 - the top of a thread: one bad block must not end the show
            self._crashes += 1
            self.timeline.skip()
            self.say(f"a block of sound could not be made: {type(error).__name__}: {error}")

    def say(self, text: str) -> None:
        """Tell the performer, at most once in two seconds."""
        if time.monotonic() - self._spoke > NOTICE_SECONDS:
            self._spoke = time.monotonic()
            self._reply(Notice(text))

    def say_faults(self) -> None:
        """Tell of a lane that failed since the last call."""
        for strip in self.mixer.ensemble.strips:
            if strip.error:
                self.say(strip.error)
                strip.error = ""

    def levels(self) -> np.ndarray:
        """Generation of the scene, what the limiter takes away in dB, peaks and powers of the input, peak of each lane.

        Shape: (6 + lanes,).
        """
        meters, ensemble = self.mixer.meters, self.mixer.ensemble
        lanes = [strip.peak for strip in ensemble.strips[:MOST_LANES]]
        head = [ensemble.generation, self.mixer.master.limiter.reduction_db]
        return np.array([*head, *meters.peaks_in, *meters.powers_in, *lanes], np.float64)

    def status(self, device_ok: bool, device_latency: tuple[int, int]) -> SoundStatus:
        """How it is right now."""
        position, beat = self.timeline.clock
        meters, master, ensemble = self.mixer.meters, self.mixer.master, self.mixer.ensemble
        median, tail = meters.load()
        lane = ensemble.latency
        return SoundStatus(
            position=position,
            sample_rate=self.timeline.sample_rate,
            block_size=self.timeline.block_size,
            xruns=self.timeline.xruns,
            misses=self.timeline.misses,
            dropped=self.timeline.dropped + self._notes.dropped,
            load_p50=median,
            load_p99=tail,
            latency_block=self.timeline.delay + (lane.block if lane else 0),
            latency_window=lane.window if lane else 0,
            latency_lookahead=master.latency + (lane.lookahead if lane else 0),
            latency_resampling=lane.resampling if lane else 0,
            latency_device_in=device_latency[0],
            latency_device_out=device_latency[1],
            peak_in=decibels(meters.peak_in**2),
            peak_out=decibels(meters.peak_out**2),
            rms_out=decibels(meters.power_out),
            reduction_db=master.limiter.reduction_db,
            provider=ensemble.provider,
            generation=ensemble.generation,
            device_ok=float(device_ok),
            faults=self.mixer.faults + self._crashes,
            heartbeat=beat,
        )
