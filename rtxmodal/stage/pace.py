"""How fast and how late pictures are: the display's clock and the figures that are told."""

from __future__ import annotations

import time
from collections import deque

import numpy as np

from rtxmodal.stage.shared import PictureStatus

KEPT = 600  # display frames that the figures look back on: ten seconds
SPAN_SECONDS = 2.0  # that rates are counted over


class Pace:
    """Keeps the display's time. Owned by the picture process's main thread."""

    def __init__(self) -> None:
        self._due = 0.0
        self._shown: deque[float] = deque(maxlen=KEPT)
        self._pictures: deque[float] = deque(maxlen=KEPT)
        self._waiting: list[float] = []
        self._delays: deque[float] = deque(maxlen=KEPT)
        self._total = 0

    def wait(self, period: float) -> None:
        """Sleep until the next display frame, `period` seconds after the last one; a late one is not caught up."""
        now = time.monotonic()
        self._due = max(self._due + period, now)
        if self._due > now:
            time.sleep(self._due - now)

    def count_picture(self, delay: float) -> None:
        """A new picture is about to be shown, `delay` seconds after its sound was heard."""
        self._waiting.append(delay - time.monotonic())

    def count_shown(self, now: float) -> None:
        """The window has been updated at `now` (monotonic seconds)."""
        self._shown.append(now)
        self._total += 1
        for delay in self._waiting:
            self._pictures.append(now)
            self._delays.append(delay + now)
        self._waiting.clear()

    def status(self, now: float) -> PictureStatus:
        """The figures that time decides."""
        gaps = np.diff(self._shown) if len(self._shown) > 1 else np.zeros(1)
        delays = np.array(self._delays) if self._delays else np.zeros(1)
        return PictureStatus(
            shown=self._total,
            pictures_per_second=_rate(self._pictures, now),
            shown_per_second=_rate(self._shown, now),
            interval_p99_ms=1000.0 * float(np.percentile(gaps, 99)),
            delay_p50_ms=1000.0 * float(np.percentile(delays, 50)),
            delay_p99_ms=1000.0 * float(np.percentile(delays, 99)),
            heartbeat=now,
        )


def _rate(times: deque[float], now: float) -> float:
    """Events a second over the last two seconds."""
    recent = sum(1 for then in times if then > now - SPAN_SECONDS)
    return recent / SPAN_SECONDS
