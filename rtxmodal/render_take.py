"""Rendering a take: a show that was played, into another kind of file, with larger pictures, or to hear it again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rtxmodal.notes import NoteEvent
from rtxmodal.offline import OfflinePictures
from rtxmodal.params import Table
from rtxmodal.render import Progress
from rtxmodal.rendered import Output, open_writer
from rtxmodal.replay import Played, Replay
from rtxmodal.session import which_provider
from rtxmodal.stream.pulse import with_pulse
from rtxmodal.stream.stages import Shown
from rtxmodal.take import Take, read_take
from rtxmodal.translators import Context

TOLD_MISSES = 8  # more are counted


@dataclass(frozen=True)
class TakeJob:
    """Which take is rendered into what."""

    take: Path
    output: Output
    provider: str = "auto"
    """`auto` is what the take was played on, where that can be had."""
    seconds: float = 0.0
    """Render no more than this; 0 for all."""
    any_model: bool = False
    """Whether to play it on models and files that are not those of the take."""


def render_take(job: TakeJob, progress: Progress, say: Callable[[str], None]) -> None:
    """Play a take again, into a file; says where that is not what was heard.

    Raises:
        ValueError: not a take, or its models are others than the ones here; nothing is written.
        OSError: a file that cannot be read or written.
    """
    take = read_take(job.take)
    _check(take, job.any_model)
    provider = _provider(take, job.provider)
    for line in differences(take, provider):
        say(line)
    rate = take.header.sample_rate
    frames = take.end - take.header.begin
    frames = min(frames, int(job.seconds * rate)) if job.seconds else frames
    with ExitStack() as stack:
        writer = open_writer(job.output, rate, stack)
        replay = stack.enter_context(closing(Replay(take, provider)))
        eyes = _Eyes(take, provider) if job.output.wants_pictures else None
        for place, sound, played in in_line(replay.blocks(), take.header.start):
            begin = place - take.header.begin
            if begin >= frames:
                break
            pictures = [] if eyes is None else eyes.look(place, sound, played)
            moved = [Shown(max(0, one.frame - take.header.begin), one.picture) for one in pictures]
            writer.add(sound[max(0, -begin) : max(0, frames - begin)], moved)
            progress(min(max(0, begin + len(sound)), frames), frames)
        writer.finish()


def differences(take: Take, provider: str) -> list[str]:
    """Where, and why, a replay on this provider is not the sound that was heard."""
    lines = []
    header = take.header
    if provider != header.provider:
        lines.append(
            f"the show was played on {header.provider}, this is {provider}: the sound is not the same bit for bit"
        )
    if not header.is_whole:
        lines.append("the recording began in the middle of the show: the sound is close, but not the same bit for bit")
    for what, spots in (("missed", take.misses), ("was not recorded", take.lost)):
        if spots:
            times = [f"{max(0, begin - header.begin) / header.sample_rate:.2f} s" for begin, _ in spots[:TOLD_MISSES]]
            more = f" and {len(spots) - TOLD_MISSES} more" if len(spots) > TOLD_MISSES else ""
            lines.append(f"the show {what} at {', '.join(times)}{more}: there the sound differs from what was heard")
    return lines


def in_line(blocks: Iterator[Played], start: int) -> Iterator[tuple[int, np.ndarray, Played]]:
    """Blocks as they are heard one after the other, silence where the show made none.

    Yields:
        The frame at which a stretch was heard, the stretch, and the block that it is of.
    """
    done = start
    for played in blocks:
        if played.heard > done:
            yield done, np.zeros((played.heard - done, 2), np.float32), played
            done = played.heard
        sound = played.sound[done - played.heard :]
        if len(sound):
            yield done, sound, played
            done += len(sound)


class _Eyes:
    """The picture lanes of whatever scene plays."""

    def __init__(self, take: Take, provider: str) -> None:
        self._take, self._provider = take, provider
        self._generation = -1
        self._offset = 0
        self._table = Table([])
        self._pictures: OfflinePictures | None = None
        self._strikes = 0
        self._beat = 0.0
        self._seen: Played | None = None

    def look(self, place: int, sound: np.ndarray, played: Played) -> list[Shown]:
        """The pictures of a stretch that is heard at `place`, stamped by the engine's clock."""
        if played.generation != self._generation:
            self._take_on(played.generation, place)
        if self._pictures is None:
            return []
        events: Sequence[NoteEvent] = () if played is self._seen else played.events
        self._seen = played
        self._strikes += sum(event.kind == "on" for event in events)
        shift = place - played.start - self._offset
        placed = [NoteEvent(e.frame + shift, e.kind, e.number, e.value, e.channel) for e in events]
        shown = self._pictures.show(place - self._offset, sound, placed, self._values(len(sound), played.values))
        return [Shown(one.frame + self._offset, one.picture) for one in shown]

    def _take_on(self, generation: int, place: int) -> None:
        self._generation, self._offset = generation, place
        command = self._take.scenes[generation].command(self._take.folder) if generation in self._take.scenes else None
        self._pictures = None
        if command is not None:
            self._table = Table(command.parameters)
            context = Context(self._take.header.sample_rate, self._provider)
            self._pictures = OfflinePictures(command.scene, self._table, context, 0)

    def _values(self, frames: int, values: np.ndarray) -> np.ndarray:
        """The values with the beat, counted from the take's start by the tempo of each moment."""
        moves, tempo, bar = (
            float(values[self._table.index(name)]) if name in self._table else 0.0
            for name in ("transport/play", "transport/tempo", "transport/quantum")
        )
        self._beat += moves * tempo / 60.0 * frames / self._take.header.sample_rate
        return with_pulse(values, self._beat, bar, self._strikes)


def _check(take: Take, any_model: bool) -> None:
    """Refuse a take that cannot be played here, or not as it was."""
    for others, what in ((take.other_models(), "models"), (take.other_files(), "files")):
        if others and not any_model:
            raise ValueError(
                f"{what} must be those that the take was played with, got others or none of {', '.join(others)}; "
                "put them there, or say --any-model to play it on what is here"
            )
    if not take.scenes:
        raise ValueError(f"{take.folder.name} must have a scene, got none: the show died before it was loaded")


def _provider(take: Take, asked: str) -> str:
    """What it is played on: what was asked for, else what it was played on where that can be had."""
    if asked != "auto":
        return which_provider(asked)
    return "cpu" if take.header.provider == "cpu" else which_provider("auto")
