"""The lanes of a scene that are no sound, driven by hand: its pictures, and what plays its keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from rtxmodal.devices.files import read_picture
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
        self._stills = read_stills(self._lanes)
        self._waiting: list[NoteEvent] = []

    def play(self, start: int, mix: np.ndarray, values: np.ndarray) -> list[NoteEvent]:
        """The events of the block that begins at the frame `start`, in order.

        Args:
            start: frame.
            mix: what was heard during the block before. Shape: (n, 2).
            values: with the beat at `start`.
        """
        for lane in self._lanes:
            still = self._stills.get(lane.spec.source)
            block = mix if still is None else Watched((), len(mix), still)
            self._waiting += lane.write(block, values)
        due = [
            replace(event, frame=max(event.frame, start)) for event in self._waiting if event.frame < start + len(mix)
        ]
        self._waiting = [event for event in self._waiting if event.frame >= start + len(mix)]
        return sorted(due, key=lambda event: event.frame)


def read_stills(lanes: Sequence[Lane]) -> dict[str, np.ndarray]:
    """The pictures that lanes begin with, by source. Shape of each: (height, width, 3) uint8."""
    sources = {lane.spec.source for lane in lanes if lane.spec.source.startswith("picture:")}
    return {source: read_picture(Path(source.partition(":")[2])) for source in sources}


class OfflinePictures:
    """The picture lanes of a scene, driven by hand. Owned by one thread."""

    def __init__(self, scene: Scene, table: Table, context: Context, block_size: int) -> None:
        """Build them. Raises ValueError, KeyError, OSError: a translator or a still is refused."""
        self._lanes = build_lanes(scene, table, context, block_size, ("window",))
        self._rate, self._bass = context.sample_rate, Bass(context.sample_rate)
        self._sights = {lane.spec.source: seen(lane.spec.source) for lane in self._lanes}
        self._newest: dict[str, np.ndarray] = {}

    def show(self, start: int, heard: np.ndarray, events: Sequence[NoteEvent], values: np.ndarray) -> list[Shown]:
        """One block that begins at the frame `start`, its events too; `values` with their pulse."""
        values = with_bass(values, start / self._rate, self._bass.hear(heard))
        shown = []
        for lane in self._lanes:
            made = self._show(lane, start, heard, events, values)
            if made:
                self._newest[f"lane:{lane.spec.id}"] = made[-1].picture
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
        picture = self._newest.get(source) if sight is None else sight(turn)[1]
        return [] if picture is None else [Shown(start, one.picture) for one in lane.show(picture, values)]
