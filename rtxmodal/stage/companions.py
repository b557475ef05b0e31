"""What runs beside the two children in the main process: OSC, MIDI, presets and whatever else a show has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol


class Companion(Protocol):
    """A part of the main process with a life of its own.

    One that needs time has a thread, or a method `tick(now)`: called every 20 ms from the main thread with
    time.monotonic().
    """

    def start(self) -> None:
        """Begin; raises OSError where the show cannot go on without what it found taken or missing."""
        ...

    def stop(self) -> None:
        """End, and wait for it. Called once, also where `start` failed half-way."""
        ...


class Companions:
    """Started in order, stopped in reverse. Owned by the main thread."""

    def __init__(self, members: Sequence[Companion], say: Callable[[str], None]) -> None:
        self._members, self._say = list(members), say
        self._started: list[Companion] = []
        self._failed: set[Companion] = set()

    def start(self) -> None:
        """Start them one after the other."""
        for member in self._members:
            self._started.append(member)
            member.start()

    def tick(self, now: float) -> None:
        """Give those that want it their turn; one that fails says so once, and the show goes on."""
        for member in self._started:
            try:
                turn: Callable[[float], None] | None = getattr(member, "tick", None)
                if turn is not None:
                    turn(now)
            except Exception as error:  # noqa: BLE001 - top of the main thread: no companion ends the show
                if member not in self._failed:
                    self._say(f"{type(member).__name__} failed, the show goes on: {error!r}")
                self._failed.add(member)

    def stop(self) -> None:
        """Stop those that were started, the last one first."""
        while self._started:
            self._started.pop().stop()
