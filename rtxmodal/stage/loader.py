"""Brings a new scene on stage beside the running one: built, fed with live input, adopted at an exact block."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import numpy as np

from rtxmodal.devices.files import read_sound, read_still
from rtxmodal.hands import Hands
from rtxmodal.lane import build_lanes
from rtxmodal.notes import NoteEvent, Notes
from rtxmodal.params import Table
from rtxmodal.stage.chronicle import Feed
from rtxmodal.stage.ensemble import Ensemble, Sources
from rtxmodal.stage.mixer import Mixer, Offer
from rtxmodal.stage.shared import SWAP_SECONDS, Failed, LoadScene, Notice, Ready
from rtxmodal.stage.timeline import Timeline
from rtxmodal.stream.fade import fade_curve
from rtxmodal.stream.resample import Resampler
from rtxmodal.translators import Context

WARM_SECONDS = 0.1  # of live input beyond the latency: states and gains have settled
LAG_SECONDS = 2.0
"""A scene that cannot keep up with the input while it is being fed falls this far behind before it jumps."""
AHEAD_BLOCKS = 8
"""Then it waits so far ahead to be taken over, unfed: on a busy machine the worker, which goes first, may keep up."""
SWAP_PATIENCE = 10.0
STOP_SECONDS = 1.5  # the main process waits 2 s before it ends this one


class Feeder:
    """Feeds a new ensemble from the input's past until the mixer takes it over. Owned by the loader's thread."""

    def __init__(
        self,
        mixer: Mixer,
        ensemble: Ensemble,
        vector: Callable[[], np.ndarray],
        begin: float = 0.0,
        fade: float = SWAP_SECONDS,
    ) -> None:
        """Begin with the past that it needs.

        Args:
            mixer: where it goes.
            ensemble: what is fed; the worker must not have it yet.
            vector: gives the parameters.
            begin: time.monotonic() before which it does not take over.
            fade: seconds of the crossfade to it.
        """
        self._mixer, self._ensemble, self._begin = mixer, ensemble, begin
        self._timeline = mixer.timeline
        self._curve = fade_curve(max(1, round(fade * self._timeline.sample_rate)))
        ensemble.hear(vector())  # once: what moves meanwhile it hears of when it is adopted
        self._values = ensemble.values.copy()
        self._offered = False
        self._hands = mixer.hands.copy()  # held before it came: it is told in its first block
        self._first = self._hands.events_after(Hands())
        self._told = self._first
        self._fed = self._block_before(ensemble.latency_total + int(WARM_SECONDS * self._timeline.sample_rate))
        self._stretches = [(self._fed, self._fed)]

    def advance(self) -> bool:
        """Feed what is there, offer, look for the answer; True once the mixer has adopted the ensemble."""
        if self._offered:
            try:
                adopted = self._mixer.answers.get_nowait()
            except Empty:
                return False
            if adopted:
                return True
        size = self._timeline.block_size
        while self._timeline.received >= self._fed + size and self._timeline.made >= self._fed:
            if self._timeline.received - self._fed > LAG_SECONDS * self._timeline.sample_rate:
                self._fed = self._block_before(0) + AHEAD_BLOCKS * size
                self._stretches.append((self._fed, self._fed))
                break
            self._feed_block(size)
        if time.monotonic() < self._begin:
            return False
        feed = Feed(self._values, tuple(self._stretches), self._told, len(self._curve) - 1)
        self._mixer.offers.put(Offer(self._ensemble, self._fed, self._hands, feed, self._curve))
        self._offered = True
        return False

    def _block_before(self, frames: int) -> int:
        """The start of a block at least that far in the past, or the first block."""
        start, size = self._timeline.start, self._timeline.block_size
        return start + max(0, (self._timeline.received - start - frames) // size) * size

    def _feed_block(self, size: int) -> None:
        feed_block(self._ensemble, self._timeline, self._fed, self._first)
        self._first = ()
        self._fed += size
        self._stretches[-1] = (self._stretches[-1][0], self._fed)


def feed_block(ensemble: Ensemble, timeline: Timeline, position: int, notes: Sequence[NoteEvent]) -> None:
    """Feed a block of the past to an ensemble that is not heard yet; the mix before it must have been made."""
    mic, mix = timeline.read(position), timeline.mix_before(position)
    ensemble.play(Sources(position, mic, mix, Notes(tuple(notes), len(mic))))


def build_ensemble(
    command: LoadScene, sample_rate: int, block_size: int, look: Callable[[], np.ndarray] | None = None
) -> Ensemble:
    """Load and warm the sound lanes of a scene.

    Args:
        command: the scene.
        sample_rate: of the engine, Hz.
        block_size: of the engine, frames.
        look: gives the camera's newest picture at once; None where there is no camera.

    Raises:
        ValueError, KeyError, OSError: a translator or a file is refused; the message names it.
    """
    table = Table(command.parameters)
    context = Context(sample_rate, command.provider)
    lanes = build_lanes(command.scene, table, context, block_size)
    sources = {lane.spec.source for lane in lanes}
    files = {source: read_loop(source, sample_rate) for source in sources if source.startswith("file:")}
    stills = {source: read_still(Path(source[8:])) for source in sources if source.startswith("picture:")}
    looks: dict[str, Callable[[], np.ndarray]] = {source: partial(stills.__getitem__, source) for source in stills}
    if look is not None:
        looks["camera"] = look
    ensemble = Ensemble(lanes, table, command.generation, sample_rate, files, looks)
    ensemble.provider = float(any(lane.provider == "cuda" for lane in lanes))
    return ensemble


def read_loop(source: str, sample_rate: int) -> np.ndarray:
    """The sound of a `file:PATH` source at the engine's rate. Shape: (frames, 2)."""
    sound, rate = read_sound(Path(source.partition(":")[2]))
    if rate == sample_rate:
        return sound
    # the resampler holds back what it cannot finish; the start of the loop follows its end anyway
    return Resampler(rate, sample_rate, 2).process(np.concatenate([sound, sound[: rate // 10]]))[
        : round(len(sound) * sample_rate / rate)
    ]


class Loader:
    """The thread that loads scenes, one after the other; a newer command replaces one that waits.

    A scene is built at once, fed from when the parameter slot carries its generation, and heard at the time of the
    newest command for it.
    """

    def __init__(
        self,
        mixer: Mixer,
        vector: Callable[[], np.ndarray],
        reply: Callable[[Any], None],
        look: Callable[[], np.ndarray] | None = None,
    ) -> None:
        self._mixer, self._vector, self._reply, self._look = mixer, vector, reply, look
        self._commands: SimpleQueue[LoadScene | None] = SimpleQueue()
        self._newest: LoadScene | None = None
        self._done = -1  # generation of the last scene that was brought on or refused
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="loader", daemon=True)

    def start(self) -> None:
        """Begin to wait for commands."""
        self._thread.start()

    def load(self, command: LoadScene) -> None:
        """Bring this scene on stage when its turn comes."""
        self._newest = command
        self._commands.put(command)

    def stop(self) -> None:
        """End; a scene that is being built is thrown away when it is ready."""
        self._stopped.set()
        self._commands.put(None)
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)  # an interpreter that ends under a model being loaded aborts

    def _run(self) -> None:
        while not self._stopped.is_set():
            command = self._commands.get()
            while command is not None and not self._commands.empty() and not self._is_due(command):
                command = self._commands.get()
            if command is None:
                return
            if command.generation == self._done:
                continue  # it was only told another time
            self._done = command.generation
            try:
                self._bring_on(command)
            except Exception as error:  # noqa: BLE001 - the top of a thread; a model file may fail in any way
                text = " ".join(str(error.args[0] if isinstance(error, KeyError) else error).split())
                self._reply(Failed(command.generation, text or type(error).__name__))

    def _is_due(self, command: LoadScene) -> bool:
        return bool(self._vector()[0] == command.generation)

    def _bring_on(self, command: LoadScene) -> None:
        timeline = self._mixer.timeline
        ensemble = build_ensemble(command, timeline.sample_rate, timeline.block_size, self._look)
        pause = timeline.block_size / timeline.sample_rate / 8  # several looks a block
        while not self._is_due(command):
            newest = self._newest or command
            if self._stopped.is_set() or newest.generation != command.generation:
                return
            command = newest
            time.sleep(pause)
        begin = command.at - timeline.delay / timeline.sample_rate  # what is made now is heard so much later
        feeder = Feeder(self._mixer, ensemble, self._vector, begin, command.fade)
        while not feeder.advance():
            if self._stopped.is_set():
                return
            time.sleep(pause)
        try:
            self._mixer.retired.get(timeout=command.fade + SWAP_PATIENCE)  # it is destroyed here, not in the worker
        except Empty:
            self._reply(Notice("the scene before is still being faded out; the sound device seems to stand"))
        self._reply(Ready(command.generation))
