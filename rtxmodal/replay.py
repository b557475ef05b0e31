"""A take played again: the worker's own mixer, driven by what was written down instead of by a card and a performer.

    input.wav  -> timeline -> mixer.step() -> sound, as late as it was heard
    take.jsonl -> values, notes, scenes, panics: each at its frame

On the provider that it was played on, the sound is the same bit for bit wherever the show did not miss. A take that was
begun in the middle of a show starts some seconds earlier, with the keys and values of then and models that are new:
what they remembered from before fades in that time, so the sound is close, but not the same in its last bits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

import numpy as np

from rtxmodal.hands import Hands
from rtxmodal.notes import KINDS, NoteEvent
from rtxmodal.stage.chronicle import Feed
from rtxmodal.stage.ensemble import Ensemble
from rtxmodal.stage.loader import build_ensemble, feed_block
from rtxmodal.stage.log import Happening
from rtxmodal.stage.memory import Timed
from rtxmodal.stage.mixer import Mixer, Offer
from rtxmodal.stage.shared import PARAMETER_CAPACITY, SWAP_SECONDS, LoadScene
from rtxmodal.stage.timeline import Timeline
from rtxmodal.stream.fade import fade_curve
from rtxmodal.take import Take, TakeInput

NEVER = 1 << 60  # settings without a time: none in a replay


@dataclass(frozen=True)
class Played:
    """One block of a take."""

    start: int
    """Frame of the engine's clock at which the block came in."""
    heard: int
    """Frame at which it was heard."""
    sound: np.ndarray
    """Shape: (block_size, 2)."""
    events: tuple[NoteEvent, ...]
    """Of the block, with frames of the engine's clock."""
    generation: int
    values: np.ndarray
    """Of the scene's table, at the block's end."""


class _Change:
    """A scene on its way in."""

    def __init__(self, at: int, generation: int, feed: Feed) -> None:
        self.at, self.generation, self.feed = at, generation, feed
        self.ensemble: Ensemble | None = None
        self._notes: Sequence[NoteEvent] = feed.notes

    def build(self, command: LoadScene, sample_rate: int, block_size: int) -> Ensemble:
        """The ensemble, with the values that it was fed with; built when it is first asked for."""
        if self.ensemble is None:
            self.ensemble = build_ensemble(command, sample_rate, block_size)
            self.ensemble.values = self.feed.values.copy()
        return self.ensemble

    def wants(self, position: int) -> bool:
        """Whether it was fed with the block there."""
        return any(begin <= position < end for begin, end in self.feed.stretches)

    def notes(self) -> Sequence[NoteEvent]:
        """What it is told in the block that it is fed with next."""
        notes, self._notes = self._notes, ()
        return notes


class Replay:
    """Plays a take block by block. Owned by one thread."""

    def __init__(self, take: Take, provider: str) -> None:
        """Prepare it; scenes are loaded when they come.

        Args:
            take: what to play.
            provider: `cuda`, `cpu` or `auto`.
        """
        self.take, self._provider = take, provider
        self._rate, self._size = take.header.sample_rate, take.header.block_size
        self._input = TakeInput(take)
        self._blocks, self._engines, self._skipped = _by_block(take)
        self._changes = _changes(take.happenings, round(SWAP_SECONDS * self._rate))
        self._delay, self._generation = 0, -1
        self._vector = np.zeros(1 + 2 * PARAMETER_CAPACITY)
        self._timed: list[Timed] = []
        self._events: list[NoteEvent] = []
        self._holds_back = False
        self._swap = round(SWAP_SECONDS * self._rate)
        self._open(take.header.start)
        self._begin()

    def blocks(self) -> Iterator[Played]:
        """Every block from the start of the take to its end.

        Raises:
            ValueError, KeyError, OSError: a scene cannot be loaded, or a lane fails.
        """
        while self._timeline.received + self._delay < self.take.end:
            if self._engines and self._timeline.received + self._size > self._engines[0]:
                self._open(self._engines.pop(0))
            position = self._timeline.received
            for one in self._blocks.get(position, ()):
                self._happen(one)
            played = self._play(position)
            if position not in self._skipped:
                yield played

    def close(self) -> None:
        """Close the files."""
        self._input.close()

    # -- inside ------------------------------------------------------------------------------------------

    def _open(self, start: int) -> None:
        """A new engine, silent."""
        self._timeline = Timeline(self._rate, self._size, slack=0, start=start)
        self._mixer = Mixer(self._timeline, lambda: self._vector, self._pull_notes, self._pull_timed)
        self._vector[0] = self._generation = -1

    def _begin(self) -> None:
        """In the middle of a show: the scene that played, its values, and the keys that were held."""
        here = self.take.header.start
        key = [one for one in self.take.happenings if one.part == "key" and one.at == here]
        scenes = [one.number for one in key if one.what == "key" and one.number >= 0]
        for one in key:
            if one.what in KINDS:
                self._mixer.hands.feed(one.note)
            elif one.what == "delay":
                self._happen(one)
        if scenes:
            change = _Change(
                here, scenes[0], Feed(np.array([one.value for one in key if one.what == "set"]), (), (), self._swap)
            )
            self._changes.insert(0, change)
            self._adopt(here)

    def _play(self, position: int) -> Played:
        """The block there, silent if the show left it out; scenes that come are fed with it in any case."""
        self._timeline.take(self._input.read(position, self._size))
        events = tuple(self._events)
        if position in self._skipped:
            self._timeline.skip()
        else:
            self._mixer.step()
        sound = np.empty((self._size, 2), np.float32)
        self._timeline.give(sound)
        for change in self._changes:
            if change.wants(position):
                feed_block(self._build(change), self._timeline, position, change.notes())
        ensemble = self._mixer.ensemble
        return Played(position, position + self._delay, sound, events, ensemble.generation, ensemble.values)

    def _happen(self, one: Happening) -> None:
        if one.what == "delay":
            self._delay = round(one.value)
        elif one.what == "scene":
            self._adopt(one.at)
        elif one.what == "set":
            self._timed.append(Timed(one.at, self._generation, one.number, NEVER, one.value))
        elif one.what == "panic":
            self._mixer.panic()
            self._holds_back = True
        elif one.what in KINDS:
            self._events.append(one.note)

    def _adopt(self, position: int) -> None:
        """Let the scene that comes next take over at this block."""
        change = self._changes.pop(0)
        ensemble = self._build(change)
        told = Hands()
        for event in change.feed.notes:
            told.feed(event)
        self._mixer.offers.put(Offer(ensemble, position, told, change.feed, fade_curve(change.feed.fade)))
        self._generation = change.generation
        self._vector = np.zeros(1 + 2 * PARAMETER_CAPACITY)
        self._vector[: 1 + len(change.feed.values)] = [change.generation, *change.feed.values]

    def _build(self, change: _Change) -> Ensemble:
        command = replace(self.take.scenes[change.generation].command(self.take.folder), provider=self._provider)
        return change.build(command, self._rate, self._size)

    def _pull_notes(self) -> list[NoteEvent]:
        if self._holds_back:  # a panic forgets what waits; what was written down came after it
            self._holds_back = False
            return []
        events, self._events = self._events, []
        return events

    def _pull_timed(self) -> list[Timed]:
        timed, self._timed = self._timed, []
        return timed


def _by_block(take: Take) -> tuple[dict[int, list[Happening]], list[int], set[int]]:
    """What happened in each block, by its first frame; where engines begin; the blocks that were never made."""
    size, origin = take.header.block_size, take.header.start
    blocks: dict[int, list[Happening]] = {}
    engines: list[int] = []
    skipped: set[int] = set()
    for one in take.happenings:
        if one.part != "now" or one.at < take.header.start:
            continue
        if one.what == "engine":
            origin = one.at
            engines.append(origin)
        elif one.what == "skip":
            skipped.update(range(round(one.value), one.at, size))
        elif one.what != "miss":
            blocks.setdefault(one.at - (one.at - origin) % size, []).append(one)
    return blocks, [start for start in engines if start > take.header.start], skipped


def _changes(happenings: Sequence[Happening], swap: int) -> list[_Change]:
    """The scenes that come, each with what it was fed with; `swap` frames of crossfade where none is told."""
    changes = []
    for place, one in enumerate(happenings):
        if one.what != "scene":
            continue
        fed = list(takewhile(lambda other: other.part == "feed", happenings[place + 1 :]))
        values = np.array([other.value for other in fed if other.what == "set"])
        stretches = [(other.at, round(other.value)) for other in fed if other.what == "fed"]
        notes = [replace(other.note, frame=0) for other in fed if other.what in KINDS]
        fade = next((other.number for other in fed if other.what == "fade"), swap)
        changes.append(_Change(one.at, one.number, Feed(values, stretches, notes, fade)))
    return changes
