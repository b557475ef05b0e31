"""The way from point to point: how far along, and what sets it off.

    energy ──> alpha grows by energy / what such a segment usually takes, never back
    turn   ──> what is left is finished quickly, then the next point is set out for

Sound moves it, silence stops it, and nothing makes it jump.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

FINISH_SECONDS = 0.8  # from 0 to 1 when music turns: fast enough to be heard as one, slow enough not to pop
SHORTEST_SECONDS = 1.0  # of a way that energy alone drives
EXPECTED = (0.4, 4.0)  # seconds at full energy that a way is ever thought to take
LEARNING = 0.3  # share of each way that goes into what is expected of the next
PATIENCE = 2.0  # ways' worth of energy after which it goes on although nothing turned: steady music has no turns
LEAST_PACE = 0.3  # of the fastest, between two sounds: each sound is seen to push
IDLE_SPEED = 0.006  # of the wandering, in silence: almost still, not dead
WANDER_SPEED = 6.0  # radians a second at full drive


@dataclass(frozen=True)
class Journey:
    """Where the picture is on its way."""

    index: int = 0
    """Of the point that was left; the next one has index + 1."""
    here: int = 0
    """Class of the point that was left."""
    there: int = 1
    """Class of the point ahead."""
    alpha: float = 0.0
    """0..1 of the way."""
    spent: float = 0.0
    """Energy since the last turn, in seconds at full energy."""
    expected: float = 1.2
    """Energy that a way usually takes."""
    finishing: bool = False
    called: bool = False
    """Finishing because the performer wants to."""
    angle: float = 0.0
    """Of the wandering around the way, radians."""


@dataclass(frozen=True)
class Push:
    """What one hop does to a journey."""

    seconds: float
    energy: float
    """0..1."""
    drive: float
    """0..1, quick: of the wandering, and of the pace on the way."""
    turned: bool
    hold: bool = False
    """Stays on its way until `called`."""
    called: bool = False
    """The performer wants the next point now."""
    sounds: float = 0.0
    """0 in silence, where a way is finished at its full pace, 1 in music, where each sound pushes."""
    speed: float = 1.0
    finish_seconds: float = FINISH_SECONDS
    """From 0 to 1 once it has turned."""
    along: float | None = None
    """0..1: how far the way is gone, where a clock says so and not the energy; it is left at each turn."""


def travel(journey: Journey, push: Push) -> tuple[bool, Journey]:
    """One hop on.

    Returns:
        Whether the point ahead was reached and left: `here` and `index` have moved on and the caller names a new
        `there`. And the journey.
    """
    angle = journey.angle + push.seconds * push.speed * (IDLE_SPEED + WANDER_SPEED * push.drive)
    journey = replace(journey, angle=math.fmod(angle, 200.0 * math.pi))
    if push.hold and not push.called and not journey.finishing:
        return False, journey
    if push.along is not None:
        return _keep_time(journey, push.turned or push.called, push.along)
    energy = push.seconds * push.energy
    spent = journey.spent + energy
    called = journey.called or push.called
    pace = push.seconds * (1.0 if called else 1.0 - (1.0 - LEAST_PACE) * push.sounds * (1.0 - push.drive))
    step = min(push.speed * energy / journey.expected, pace / SHORTEST_SECONDS)
    overdue = push.speed * spent > PATIENCE * journey.expected
    finishing = journey.finishing or called or ((push.turned or overdue) and journey.spent > 0.0)
    if finishing:
        step = max(step, pace / push.finish_seconds)
    alpha = min(1.0, journey.alpha + step)
    if not (finishing and alpha >= 1.0):
        return False, replace(journey, alpha=alpha, spent=spent, finishing=finishing, called=called)
    expected = journey.expected + LEARNING * (min(max(spent, EXPECTED[0]), EXPECTED[1]) - journey.expected)
    return True, _arrived(replace(journey, expected=expected))


def _keep_time(journey: Journey, turned: bool, along: float) -> tuple[bool, Journey]:
    """Fall into the point on the beat: the way is gone ever faster, and left at its end."""
    if turned:
        return True, replace(_arrived(journey), alpha=along**2)
    return False, replace(journey, alpha=max(journey.alpha, along**2), finishing=False)


def _arrived(journey: Journey) -> Journey:
    return replace(
        journey, index=journey.index + 1, here=journey.there, alpha=0.0, spent=0.0, finishing=False, called=False
    )
