"""The steps of a lane: each takes a stretch of one medium and gives what is complete of the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol, runtime_checkable

import numpy as np

from rtxmodal.card import Stream
from rtxmodal.notes import NoteEvent, Notes, Watched
from rtxmodal.stream.resample import Resampler
from rtxmodal.stream.window import Joiner, Windower

Counter = Callable[[int], int]
"""Frames in -> frames out, remembering: a stage without its sound."""
Step = Callable[[Any, np.ndarray], Any]
"""One window and the values of the table -> what the translator makes of it."""


@dataclass(frozen=True)
class Shown:
    """A picture and when it belongs."""

    frame: int
    """The newest engine frame that it was made from, counted from the lane's start."""
    picture: np.ndarray
    """uint8 (height, width, 3) RGB."""


class Stage(Protocol):
    """One step of a lane. Owned by the thread that plays the lane."""

    def push(self, given: Any, values: np.ndarray) -> Any:
        """Take a stretch, give what is complete."""

    def reset(self) -> None:
        """Forget the past."""


@runtime_checkable
class SoundStage(Protocol):
    """A step that ends in sound."""

    def push(self, given: Any, values: np.ndarray) -> np.ndarray:
        """Take a stretch, give the sound that is complete. Shape: (m, channels)."""

    def reset(self) -> None:
        """Forget the past."""

    def counter(self, exact: bool) -> Counter:
        """A fresh counter of frames; `exact` says whether a resampler's delay counts."""


class Resample:
    """Sound at one rate -> sound at another."""

    def __init__(self, rate_in: int, rate_out: int, channels: int) -> None:
        self._rates = rate_in, rate_out
        self._resampler = Resampler(rate_in, rate_out, channels)

    def push(self, given: np.ndarray, values: np.ndarray) -> np.ndarray:
        """See `SoundStage.push`."""
        return self._resampler.process(given)

    def reset(self) -> None:
        """Forget the past."""
        self._resampler.reset()

    def lag(self, block_size: int) -> int:
        """Frames by which it is ever behind its rate, fed blocks of that size: found by counting half a second."""
        ideal, real = self.counter(exact=False), self.counter(exact=True)
        behind = worst = 0
        for _ in range(0, self._rates[0] // 2, block_size):
            behind += ideal(block_size) - real(block_size)
            worst = max(worst, behind)
        return worst

    def counter(self, exact: bool) -> Counter:
        """See `SoundStage.counter`."""
        if not exact:
            return _rate_counter(*self._rates)
        twin = Resampler(*self._rates, 1)
        return lambda count: len(twin.process(np.zeros((count, 1), np.float32)))


class TranslateSound:
    """Sound -> sound through a translator, hop by hop.

    `ahead` frames of silence go first. Behind a resampler that is late by so many, hops are then complete when a block
    is, and not a block later.
    """

    def __init__(self, stream: Stream, step: Step, channels: tuple[int, int], ahead: int = 0) -> None:
        self._hop, self._ahead = stream.hop_size, ahead
        self._step = step
        self._channels = channels
        self._windower = Windower(stream, channels[0])
        self._joiner = Joiner(stream, channels[1])
        self.reset()

    def push(self, given: np.ndarray, values: np.ndarray) -> np.ndarray:
        """See `SoundStage.push`."""
        windows = self._windower.windows(fit_channels(given, self._channels[0]))
        hops = [self._joiner.join(self._step(window, values)) for window in windows]
        return np.concatenate(hops) if hops else np.zeros((0, self._channels[1]), np.float32)

    def reset(self) -> None:
        """Forget the past."""
        self._windower.reset()
        self._windower.windows(np.zeros((self._ahead, self._channels[0]), np.float32))
        self._joiner.reset()

    def counter(self, exact: bool) -> Counter:
        """See `SoundStage.counter`."""
        return _hop_counter(self._hop, self._ahead if exact else 0)


class CutNotes:
    """Notes at the engine's rate -> the notes of each hop of a model."""

    def __init__(self, rate_in: int, rate_out: int, hop_size: int) -> None:
        self._rates = rate_in, rate_out
        self._hop = hop_size
        self.reset()

    def reset(self) -> None:
        """Forget the past."""
        self._frames_in = self._frames_cut = 0
        self._waiting: list[NoteEvent] = []

    def push(self, given: Notes) -> list[Notes]:
        """The hops that are complete now, oldest first, each with its events."""
        rate_in, rate_out = self._rates
        for event in given.events:
            self._waiting.append(replace(event, frame=(self._frames_in + event.frame) * rate_out // rate_in))
        self._frames_in += given.length
        hops = []
        while self._frames_in * rate_out // rate_in - self._frames_cut >= self._hop:
            end = self._frames_cut + self._hop
            due = [replace(event, frame=event.frame - self._frames_cut) for event in self._waiting if event.frame < end]
            self._waiting = [event for event in self._waiting if event.frame >= end]
            hops.append(Notes(tuple(due), self._hop))
            self._frames_cut = end
        return hops

    def counter(self) -> Counter:
        """Frames in -> frames of complete hops."""
        rate, hop = _rate_counter(*self._rates), _hop_counter(self._hop)
        return lambda count: hop(rate(count))


class PlayNotes:
    """Notes, and the picture they are played on where there is one, -> sound through a translator, hop by hop."""

    def __init__(self, stream: Stream, step: Step, channels: int, rates: tuple[int, int]) -> None:
        self._step = step
        self._channels = channels
        self._cut = CutNotes(*rates, stream.hop_size)

    def push(self, given: Notes, values: np.ndarray) -> np.ndarray:
        """See `SoundStage.push`."""
        cut = self._cut.push(given)
        if isinstance(given, Watched):
            cut = [Watched(notes.events, notes.length, given.picture) for notes in cut]
        hops = [self._step(notes, values) for notes in cut]
        return np.concatenate(hops) if hops else np.zeros((0, self._channels), np.float32)

    def reset(self) -> None:
        """Forget the past."""
        self._cut.reset()

    def counter(self, exact: bool) -> Counter:
        """See `SoundStage.counter`."""
        return self._cut.counter()


class SoundToPictures:
    """Sound at the model's rate -> the pictures that are complete, each with the frame it was made from."""

    def __init__(self, stream: Stream, step: Step, channels: int, frames: Callable[[int], int]) -> None:
        self._windower = Windower(stream, channels)
        self._step, self._hop, self._channels = step, stream.hop_size, channels
        self._frames = frames
        self._done = 0

    def push(self, given: np.ndarray, values: np.ndarray) -> list[Shown]:
        """See `Stage.push`."""
        shown = []
        for window in self._windower.windows(fit_channels(given, self._channels)):
            self._done += self._hop
            picture = self._step(window, values)
            if picture is not None:
                shown.append(Shown(self._frames(self._done), picture))
        return shown

    def reset(self) -> None:
        """Forget the past."""
        self._windower.reset()
        self._done = 0


class NotesToPictures:
    """Notes at the engine's rate -> the pictures that are complete."""

    def __init__(self, stream: Stream, step: Step, rates: tuple[int, int], frames: Callable[[int], int]) -> None:
        self._cut = CutNotes(*rates, stream.hop_size)
        self._step, self._hop = step, stream.hop_size
        self._frames = frames
        self._done = 0

    def push(self, given: Notes, values: np.ndarray) -> list[Shown]:
        """See `Stage.push`."""
        shown = []
        for notes in self._cut.push(given):
            self._done += self._hop
            picture = self._step(notes, values)
            if picture is not None:
                shown.append(Shown(self._frames(self._done), picture))
        return shown

    def reset(self) -> None:
        """Forget the past."""
        self._cut.reset()
        self._done = 0


class SoundToNotes:
    """Sound at the model's rate -> note events, each at the frame of the sound that it was heard in.

    `frames` turns frames of the model into frames of the engine.
    """

    def __init__(self, stream: Stream, step: Step, channels: int, frames: Callable[[int], int]) -> None:
        self._windower = Windower(stream, channels)
        self._step, self._channels, self._frames = step, channels, frames
        self._hop = stream.hop_size
        self._ahead = stream.hop_size + (stream.lookahead if stream.mode == "window" else 0)
        self._done = 0

    def push(self, given: np.ndarray, values: np.ndarray) -> list[NoteEvent]:
        """See `Stage.push`."""
        events: list[NoteEvent] = []
        for window in self._windower.windows(fit_channels(given, self._channels)):
            self._done += self._hop
            events += _placed(self._step(window, values), self._done - self._ahead, self._frames)
        return events

    def reset(self) -> None:
        """Forget the past."""
        self._windower.reset()
        self._done = 0


class NotesToNotes:
    """Notes at the engine's rate -> other note events."""

    def __init__(self, stream: Stream, step: Step, rates: tuple[int, int], frames: Callable[[int], int]) -> None:
        self._cut = CutNotes(*rates, stream.hop_size)
        self._step, self._hop, self._frames = step, stream.hop_size, frames
        self._done = 0

    def push(self, given: Notes, values: np.ndarray) -> list[NoteEvent]:
        """See `Stage.push`."""
        events: list[NoteEvent] = []
        for notes in self._cut.push(given):
            events += _placed(self._step(notes, values), self._done, self._frames)
            self._done += self._hop
        return events

    def reset(self) -> None:
        """Forget the past."""
        self._cut.reset()
        self._done = 0


class PicturesToNotes:
    """The newest picture -> note events, hop by hop of the time that `pass_time` says has passed.

    Args of the constructor as of `NotesToNotes`.
    """

    def __init__(self, stream: Stream, step: Step, rates: tuple[int, int], frames: Callable[[int], int]) -> None:
        self._cut = CutNotes(*rates, stream.hop_size)
        self._step, self._hop, self._frames = step, stream.hop_size, frames
        self._newest: np.ndarray | None = None
        self._passed = self._done = 0

    def pass_time(self, count: int) -> None:
        """So many frames of the engine have passed; said before each `push`."""
        self._passed = count

    def push(self, given: list[Shown], values: np.ndarray) -> list[NoteEvent]:
        """See `Stage.push`."""
        if given:
            self._newest = given[-1].picture
        events: list[NoteEvent] = []
        for notes in self._cut.push(Notes((), self._passed)):
            if self._newest is not None:
                made = self._step(Watched((), notes.length, self._newest), values)
                events += _placed(made, self._done, self._frames)
            self._done += self._hop
        return events

    def reset(self) -> None:
        """Forget the past."""
        self._cut.reset()
        self._newest = None
        self._passed = self._done = 0


class PassNotes:
    """Notes as they are, in a lane without translators."""

    def __init__(self) -> None:
        self._done = 0

    def push(self, given: Notes, values: np.ndarray) -> list[NoteEvent]:
        """See `Stage.push`."""
        events = [replace(event, frame=self._done + event.frame) for event in given.events]
        self._done += given.length
        return events

    def reset(self) -> None:
        """Forget the past."""
        self._done = 0


class TranslatePictures:
    """Pictures -> pictures through a translator, one by one."""

    def __init__(self, step: Step) -> None:
        self._step = step

    def push(self, given: list[Shown], values: np.ndarray) -> list[Shown]:
        """See `Stage.push`."""
        done = [(shown.frame, self._step(shown.picture, values)) for shown in given]
        return [Shown(frame, picture) for frame, picture in done if picture is not None]

    def reset(self) -> None:
        """Nothing of its own to forget."""


def fit_channels(sound: np.ndarray, channels: int) -> np.ndarray:
    """Sound for another number of channels: to one by the mean, from one to each, else the first ones and silence.

    Shape: (n, given) -> (n, channels).
    """
    given = sound.shape[1]
    if given == channels:
        return sound
    if channels == 1:
        return np.asarray(sound.mean(axis=1, keepdims=True, dtype=np.float32))
    if given == 1:
        return np.repeat(sound, channels, axis=1)
    return np.pad(sound[:, :channels], ((0, 0), (0, max(0, channels - given))))


def _placed(notes: Notes | None, start: int, frames: Callable[[int], int]) -> list[NoteEvent]:
    """The events of a hop that began at `start` of the model's clock, at frames of the engine."""
    events = () if notes is None else notes.events
    return [replace(event, frame=frames(start + event.frame)) for event in events]


def _hop_counter(hop_size: int, waiting: int = 0) -> Counter:
    def count_hops(count: int) -> int:
        nonlocal waiting
        hops, waiting = divmod(waiting + count, hop_size)
        return hops * hop_size

    return count_hops


def _rate_counter(rate_in: int, rate_out: int) -> Counter:
    total = 0

    def convert(count: int) -> int:
        nonlocal total
        before = total * rate_out // rate_in
        total += count
        return total * rate_out // rate_in - before

    return convert
