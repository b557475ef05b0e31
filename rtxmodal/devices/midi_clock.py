"""The bytes of MIDI clock: 24 ticks a beat, start, stop, continue, and where the song is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

ClockKind = Literal["tick", "start", "continue", "stop", "position"]
TICKS_PER_BEAT = 24
TICKS_PER_SIXTEENTH = 6
KINDS: dict[int, ClockKind] = {0xF8: "tick", 0xFA: "start", 0xFB: "continue", 0xFC: "stop"}
BYTES = {kind: byte for byte, kind in KINDS.items()}
SONG_POSITION = 0xF2


@dataclass(frozen=True)
class ClockMessage:
    """One thing a clock says."""

    kind: ClockKind
    sixteenths: int = 0
    """`position`: from the start of the song, 0..16383."""

    def bytes(self) -> list[int]:
        """As it is sent."""
        if self.kind == "position":
            return [SONG_POSITION, self.sixteenths & 0x7F, self.sixteenths >> 7 & 0x7F]
        return [BYTES[self.kind]]


class ClockBytes:
    """Bytes of one port -> what its clock says; everything else is passed over."""

    def __init__(self) -> None:
        self._position: list[int] | None = None

    def feed(self, data: Sequence[int]) -> Iterator[ClockMessage]:
        """The messages that these bytes complete."""
        for byte in data:
            if byte in KINDS:  # one byte, anywhere, even inside a song position
                yield ClockMessage(KINDS[byte])
            elif byte == SONG_POSITION:
                self._position = []
            elif byte >= 0x80:
                self._position = None if byte < 0xF8 else self._position
            elif self._position is not None:
                self._position.append(byte)
                if len(self._position) == 2:
                    low, high = self._position
                    self._position = None
                    yield ClockMessage("position", low + (high << 7))
