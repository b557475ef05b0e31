"""The lanes of a scene that are no sound, driven by hand: its pictures, and what plays its keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from rtxmodal.lane import Lane, build_lanes
from rtxmodal.notes import NoteEvent, Notes, Watched
from rtxmodal.params import Table
from rtxmodal.scene import Scene, medium_of
from rtxmodal.stage.strip import seen
from rtxmodal.stream.pulse import Bass, with_bass
from rtxmodal.stream.stages import Shown
from rtxmodal.translators import Context

STILLS_PER_SECOND = 30  # runs over a picture that stands


class OfflineFingers:
    """The lanes to the keys of a scene, driven by hand. Owned by one thread."""

    def __init__(self, scene: Scene, table: Table, context: Context) -> None:
        """Build them. Raises ValueError, KeyError, OSError: a translator or a still is refused."""
        self._lanes = build_lanes(scene, table, context, 0, ("keys",))
        self._sights = {lane.spec.source: seen(lane.spec.source) for lane in self._lanes}
        self._rate = context.sample_rate
        self._waiting: list[NoteEvent] = []

    def play(
        self, start: int, mix: np.ndarray, values: np.ndarray, newest: Mapping[str, np.ndarray]
    ) -> list[NoteEvent]:
        """The events of the block that begins at the frame `start`, in order.

        Args:
            start: frame.
            mix: what was heard during the block before. Shape: (n, 2).
            values: with the beat at `start`.
            newest: picture of each `lane:` source.
        """
        for lane in self._lanes:
            source = lane.spec.source
            if medium_of(source) == "sound":
                self._waiting += lane.write(mix, values)
                continue
            sight = self._sights[source]
            picture = newest.get(source) if sight is None else sight(int(start * STILLS_PER_SECOND / self._rate))[1]
            block = Notes((), len(mix)) if picture is None else Watched((), len(mix), picture)
            self._waiting += lane.write(block, values)
        due = [
            replace(event, frame=max(event.frame, start)) for event in self._waiting if event.frame < start + len(mix)
        ]
        self._waiting = [event for event in self._waiting if event.frame >= start + len(mix)]
        return sorted(due, key=lambda event: event.frame)


class OfflinePictures:
    """The picture lanes of a scene, driven by hand. Owned by one thread."""

    def __init__(self, scene: Scene, table: Table, context: Context, block_size: int) -> None:
        """Build them. Raises ValueError, KeyError, OSError: a translator or a still is refused."""
        self._lanes = build_lanes(scene, table, context, block_size, ("window",))
        self._rate, self._bass = context.sample_rate, Bass(context.sample_rate)
        self._sights = {lane.spec.source: seen(lane.spec.source) for lane in self._lanes}
        self.newest: dict[str, np.ndarray] = {}
        """The last picture of each lane, as the source of another."""

    def show(self, start: int, heard: np.ndarray, events: Sequence[NoteEvent], values: np.ndarray) -> list[Shown]:
        """One block that begins at the frame `start`, its events too; `values` with their pulse."""
        values = with_bass(values, start / self._rate, self._bass.hear(heard))
        shown = []
        for lane in self._lanes:
            made = self._show(lane, start, heard, events, values)
            if made:
                self.newest[f"lane:{lane.spec.id}"] = made[-1].picture
            shown += made
        return shown

    def _show(
        self, lane: Lane, start: int, heard: np.ndarray, events: Sequence[NoteEvent], values: np.ndarray
    ) -> list[Shown]:
        source = lane.spec.source
        if source == "keys":
            placed = tuple(replace(event, frame=event.frame - start) for event in events)
            return lane.show(Notes(placed, len(heard)), values)
        if medium_of(source) != "picture":
            return lane.show(heard, values)
        turn = int(start * STILLS_PER_SECOND / self._rate)
        if start and turn == int((start - len(heard)) * STILLS_PER_SECOND / self._rate):
            return []
        sight = self._sights[source]
        picture = self.newest.get(source) if sight is None else sight(turn)[1]
        return [] if picture is None else [Shown(start, one.picture) for one in lane.show(picture, values)]
