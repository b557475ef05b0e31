"""Who may say how much, and answers that are sent piece by piece."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from rtxmodal.control.wire import Message

Host = tuple[str, int]
"""IP address and port; a name and 0 for a client that holds a connection."""

MESSAGES_PER_SECOND = 2000.0
MESSAGES_PER_SECOND_NEAR = 6000.0  # a patch on this machine that automates all it has
BURST_SECONDS = 2.0
ERRORS_PER_SECOND = 5.0
MOST_SOURCES = 256
DUMP_SECONDS = 0.01  # between two packets to one place: Max drops silently what it cannot queue
MOST_OUTBOXES = 32


def is_near(host: Host) -> bool:
    """Whether nobody can send in its name, so that a question may get a long answer: this machine, or a connection."""
    return host[0].startswith("127.") or host[1] == 0


def place_text(host: Host) -> str:
    """A host as it is told: `127.0.0.1:9111`, or the name of a connection."""
    return f"{host[0]}:{host[1]}" if host[1] else host[0]


class Bucket:
    """Tokens that refill: `rate` a second, at most `burst` at once."""

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate, self._burst = rate, burst
        self._tokens, self._filled = burst, now

    def take(self, count: float, now: float) -> bool:
        """Whether `count` tokens were there; they are gone then."""
        self._tokens = min(self._burst, self._tokens + (now - self._filled) * self._rate)
        self._filled = now
        if self._tokens < count:
            return False
        self._tokens -= count
        return True


class Source:
    """What one sender may still do."""

    def __init__(self, host: Host, now: float) -> None:
        self.rate = MESSAGES_PER_SECOND_NEAR if is_near(host) else MESSAGES_PER_SECOND
        """Messages a second."""
        self.messages = Bucket(self.rate, BURST_SECONDS * self.rate, now)
        self.errors = Bucket(ERRORS_PER_SECOND, ERRORS_PER_SECOND, now)


class Sources:
    """The last 256 senders; one that was forgotten starts with full buckets."""

    def __init__(self) -> None:
        self._sources: dict[Host, Source] = {}

    def get(self, host: Host, now: float) -> Source:
        """The sender's account; the one silent for longest makes room for a new one."""
        source = self._sources.pop(host, None) or Source(host, now)
        if len(self._sources) >= MOST_SOURCES:
            del self._sources[next(iter(self._sources))]
        self._sources[host] = source  # last in the order: the most recent
        return source


class Outbox:
    """Long answers, one packet each 10 ms to each place. A message is made when it is sent, so it is never stale."""

    def __init__(self) -> None:
        self._queues: dict[Host, deque[Callable[[], Message | None]]] = {}
        self._next: dict[Host, float] = {}

    def put(self, target: Host, makers: Iterable[Callable[[], Message | None]]) -> None:
        """Send these from now on; an answer that is still being sent to the same place is broken off.

        Raises:
            ValueError: too many places are being answered.
        """
        if target not in self._queues and len(self._queues) >= MOST_OUTBOXES:
            raise ValueError(f"dumps must go to at most {MOST_OUTBOXES} places at once; ask again in a second")
        self._queues[target] = deque(makers)
        self._next.setdefault(target, 0.0)

    def drop(self, target: Host) -> None:
        """Send this place nothing more."""
        self._queues.pop(target, None)
        self._next.pop(target, None)

    def due(self, now: float) -> Iterator[tuple[Host, Message]]:
        """What may be sent now."""
        for target in [target for target, when in self._next.items() if when <= now]:
            queue = self._queues[target]
            message = None
            while queue and message is None:
                message = queue.popleft()()
            self._next[target] = now + DUMP_SECONDS
            if message is None:
                del self._queues[target], self._next[target]
            else:
                yield target, message

    def next_due(self) -> float:
        """When to call `due` again; infinity while nothing waits."""
        return min(self._next.values(), default=float("inf"))
