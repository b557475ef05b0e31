"""One picture lane on stage: its source, its newest picture, and where it began on the ring of what was heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rtxmodal.lane import Lane
from rtxmodal.notes import Notes
from rtxmodal.params import Table
from rtxmodal.scene import medium_of
from rtxmodal.stage.lookout import Lookout
from rtxmodal.stream.stages import Shown
from rtxmodal.stream.warp import within

PIECE_SECONDS = 1 / 60  # a display frame of sound at a time
PICTURE_SECONDS = 1 / 30  # between two looks at a camera, or two runs over a picture that stands


@dataclass(frozen=True)
class Piece:
    """A piece of time as the lanes get it."""

    start: int
    """Frame of the ring."""
    sound: np.ndarray
    notes: Notes
    values: np.ndarray
    paints: bool = True
    """Whether pictures are to be made of it; else they would come too late."""
    halvings: int = 0
    """How often the size of pictures is to be halved."""


class Strip:
    """One lane with its source, its newest picture, and where it began on the ring."""

    def __init__(self, lane: Lane, table: Table, source: Lookout | np.ndarray | None) -> None:
        self.newest: np.ndarray | None = None
        self._lane, self._source = lane, source
        self._takes = medium_of(lane.spec.source)
        self._places = table.index(f"{lane.spec.id}/wet"), table.index(f"{lane.spec.id}/mute"), table.index("drywet")
        self._offset: int | None = None
        self._looked = -1

    @property
    def shrinks(self) -> bool:
        """Whether smaller pictures are made faster."""
        return self._lane.shrinks

    def feed(self, piece: Piece) -> list[Shown]:
        """What the lane made of a piece, stamped with frames of the ring."""
        end = piece.start + len(piece.sound)
        if self._takes == "picture":
            shown = [Shown(end, one.picture) for one in self._look(piece, end)]
        else:
            if self._offset is None:
                self._offset = piece.start
            given = piece.notes if self._takes == "notes" else piece.sound
            play = self._lane.show if piece.paints else self._lane.skim
            shown = [Shown(self._offset + one.frame, one.picture) for one in play(given, piece.values)]
        if shown:
            self.newest = shown[-1].picture
        return shown

    def share(self, values: np.ndarray) -> float:
        """How much of it is seen, 0..1."""
        wet, mute, drywet = self._places
        return 0.0 if values[mute] else float(values[wet] * values[drywet])

    def skip(self, frames: int) -> None:
        """Frames that the lane never heard."""
        if self._offset is not None:
            self._offset += frames

    def _look(self, piece: Piece, end: int) -> Sequence[Shown]:
        turn, picture = turn_of(end, len(piece.sound)), self._source
        if isinstance(picture, Lookout):
            turn, picture = picture.count, picture.newest
        if picture is None or turn == self._looked or not piece.paints:
            return []
        self._looked = turn
        return self._lane.show(within(picture, max(picture.shape) >> piece.halvings), piece.values)


def turn_of(end: int, count: int) -> int:
    """Which look at the pictures a piece of `count` frames that ends there is for."""
    return int(end / (count * PICTURE_SECONDS / PIECE_SECONDS))
