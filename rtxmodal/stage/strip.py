"""One picture lane on stage: its source, its newest picture, and where it began on the ring of what was heard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rtxmodal.devices.files import read_still
from rtxmodal.devices.films import FilmLoop
from rtxmodal.lane import Lane
from rtxmodal.notes import Notes
from rtxmodal.params import Table
from rtxmodal.scene import medium_of
from rtxmodal.stream.stages import Shown
from rtxmodal.stream.warp import within

PIECE_SECONDS = 1 / 60  # a display frame of sound at a time
PICTURE_SECONDS = 1 / 30  # between two looks at a camera, or two runs over a picture that stands

Sight = Callable[[int], tuple[int, np.ndarray | None]]
"""Which look it is -> how many pictures there were, and the newest: none, or (height, width, 3) uint8."""


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

    def __init__(self, lane: Lane, table: Table, sight: Sight | None = None) -> None:
        self.newest: np.ndarray | None = None
        self.made = 0
        """Pictures so far."""
        self._lane, self._sight = lane, sight
        self._takes = medium_of(lane.spec.source)
        self._places = table.index(f"{lane.spec.id}/wet"), table.index(f"{lane.spec.id}/mute"), table.index("drywet")
        self._offset: int | None = None
        self._looked = -1

    @property
    def id(self) -> str:
        """Of the lane."""
        return self._lane.spec.id

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
            self.made += len(shown)
        return shown

    def sight(self, turn: int) -> tuple[int, np.ndarray | None]:
        """Its pictures as the source of another lane."""
        return self.made, self.newest

    def share(self, values: np.ndarray) -> float:
        """How much of it is seen, 0..1."""
        wet, mute, drywet = self._places
        return 0.0 if values[mute] else float(values[wet] * values[drywet])

    def skip(self, frames: int) -> None:
        """Frames that the lane never heard."""
        if self._offset is not None:
            self._offset += frames

    def _look(self, piece: Piece, end: int) -> Sequence[Shown]:
        assert self._sight is not None  # every source of pictures is one
        turn, picture = self._sight(turn_of(end, len(piece.sound)))
        if picture is None or turn == self._looked or not piece.paints:
            return []
        self._looked = turn
        return self._lane.show(within(picture, max(picture.shape) >> piece.halvings), piece.values)


def turn_of(end: int, count: int) -> int:
    """Which look at the pictures a piece of `count` frames that ends there is for."""
    return int(end / (count * PICTURE_SECONDS / PIECE_SECONDS))


def seen(source: str) -> Sight | None:
    """What a lane from a file of pictures looks at; none for other sources. Raises ValueError, OSError."""
    kind, _, path = source.partition(":")
    if kind == "picture":
        picture = read_still(Path(path))
        return lambda turn: (turn, picture)
    if kind == "film":
        loop = FilmLoop(Path(path))
        return lambda turn: loop.look(turn * PICTURE_SECONDS)
    return None
