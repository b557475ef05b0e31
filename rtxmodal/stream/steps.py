"""The clock of a piano roll: sixteenths that pass, by the transport's beat or by a tempo of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rtxmodal.params import Parameter
from rtxmodal.stream.features import approach
from rtxmodal.stream.pulse import PULSE

SIXTEENTHS = 4.0  # a beat
TREMBLE = 1.0
"""Sixteenths by which a clock that is followed may step back: it is waited for, nothing is played twice."""
LEAP = 4.0  # sixteenths in one look: the transport was set elsewhere
STILL_SECONDS = 0.1  # a beat that stands so long stands
RATE_SECONDS = 0.3  # over which the pace of the beat is measured

TEMPO = Parameter("tempo", "Tempo", 120.0, 20.0, 300.0, "bpm", description="While the transport stands, else its own")


@dataclass(frozen=True)
class Steps:
    """Where the clock is. Moves on by `advance`; in one look it never runs backwards unless it was set elsewhere."""

    place: float = 0.0
    """Sixteenths; those of the transport while it plays."""
    rate: float = 0.0
    """Sixteenths a second."""
    beat: float | None = None
    """Of the transport, when it was last seen to move."""
    since: float = STILL_SECONDS
    """Seconds since then."""

    def advance(self, values: Mapping[str, float], seconds: float) -> Steps:
        """That many seconds on.

        Args:
            values: `tempo`, and the beat (`stream.pulse`) at the beginning of these seconds.
            seconds: of one hop.
        """
        beat = values.get(PULSE[0], 0.0)
        own = values["tempo"] * SIXTEENTHS / 60.0
        if self.beat is None or beat == self.beat:
            since = self.since + seconds
            rate = own if since > STILL_SECONDS else self.rate
            return Steps(self.place + rate * seconds, rate, beat, since)
        if self.since > STILL_SECONDS:  # it begins to move
            return Steps(beat * SIXTEENTHS + own * seconds, own, beat, seconds)
        seen = (beat - self.beat) * SIXTEENTHS / self.since
        rate = self.rate + approach(self.since, RATE_SECONDS) * (seen - self.rate) if 0.0 < seen < 100.0 else self.rate
        place = beat * SIXTEENTHS + rate * seconds
        if 0.0 < self.place - place < TREMBLE:
            place = self.place
        return Steps(place, rate, beat, seconds)

    def passed(self, before: Steps, seconds: float) -> float:
        """Sixteenths since `before`, one look ago; where the clock was set elsewhere, as many as its pace makes."""
        passed = self.place - before.place
        return passed if 0.0 <= passed <= LEAP else self.rate * seconds
