"""How `doctor --watch` draws a show."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import Any

from rtxmodal.control.wire import ROOT, Message

EVENTS = 6
TOGETHER_SECONDS = 2.0  # in which misses are one event
RECENT_SECONDS = 10.0  # in which a miss is shown in red
SILENT_SECONDS = 2.5  # without an answer: two questions were missed
QUIET_DB = -60.0  # where a meter's bar begins
LABEL = 10  # columns
BARS = " ▁▂▃▄▅▆▇█"
COLOURS = {"red": 31, "green": 32, "yellow": 33, "grey": 90}
COUNTED = {"status/misses": "missed", "status/xruns": "lost by the device"}
TOLD = ("status/state", "visual/scene", "preset/loaded", "info/scene")
STATES = {"ready": "green", "muted": "yellow", "degraded": "red"}
NEVER = -1e9
PAINT = re.compile("(\x1b\\[[0-9]+m)")
ADVICE = "start one:            rtxmodal play", "it has another port:  rtxmodal doctor --watch --osc-port PORT"


class View:
    """What was heard of a show, and how it is drawn. Owned by one thread; `now` is time.monotonic()."""

    def __init__(self, place: str, colours: bool = True) -> None:
        self.place, self._colours = place, colours
        self.known: dict[str, tuple[Any, ...]] = {}
        """Newest arguments of each address, behind `/rtxmodal/`."""
        self.heard = NEVER
        """When the show said something last."""
        self.own = ""
        """The listener that this view itself is."""
        self._events: deque[tuple[float, str]] = deque(maxlen=EVENTS)
        self._losses: dict[str, tuple[float, int]] = {}

    def hear(self, message: Message, now: float) -> None:
        """Note what the show says."""
        path = message.address.removeprefix(f"{ROOT}/")
        before, self.known[path] = self.known.get(path), message.arguments
        self.heard = now
        if path in COUNTED and before and message.arguments > before:
            self._count(path, now, message.arguments[0] - before[0])
        elif path in TOLD and before not in (None, message.arguments):
            self._note(now, f"{path.split('/')[1]}: {message.arguments[0]}")
        elif path == "status/bye":
            self._note(now, "the show has ended")
            self.heard = NEVER
        elif path == "error":
            self._note(now, f"refused {message.arguments[1]}: {message.arguments[2]}")

    def answers(self, now: float) -> bool:
        """Whether the show is there."""
        return now - self.heard < SILENT_SECONDS

    def lines(self, now: float, width: int) -> list[str]:
        """The whole view, each line at most `width` columns."""
        return [_cut(line, width) for line in self._lines(now, width)]

    # -- inside ------------------------------------------------------------------------------------------

    def _lines(self, now: float, width: int) -> Iterator[str]:
        if not self.known:
            yield from (f"no show answers at {self.place}", "", *ADVICE)
            return
        for part in (self._head(now, width), self._figures(now), self._meters(width), self._people()):
            yield from part
            yield ""
        for when, text in reversed(self._events):
            yield self._paint("grey", f"{_ago(now - when):>9} ago  {text}")

    def _head(self, now: float, width: int) -> Iterator[str]:
        if not self.answers(now):
            yield self._paint("red", f"no answer from {self.place} for {_ago(now - max(self.heard, 0.0))}")
            return
        state = str(self._first("status/state", "starting"))
        uptime = _ago(float(self.known.get("status/heartbeat", (0, 0.0))[1]))
        name = f"{self._first('info/scene', '')}   {uptime}   "
        is_recording, seconds = self.known.get("rec/state", (0, 0.0))[:2]
        recording = f"   REC {_ago(seconds)}" if is_recording else ""
        shown = name[: max(0, width - len(state) - len(recording))]
        yield shown + self._paint(STATES.get(state, "yellow"), state.upper()) + self._paint("red", recording)

    def _figures(self, now: float) -> Iterator[str]:
        load, late = self._number("status/load"), self._number("status/latency")
        rate, block = self._number("info/sample_rate"), self._number("info/block_size")
        yield _row(
            "latency", f"{late:.1f} ms   {rate:.0f} Hz, block {block:.0f}, on {self._first('info/provider', '')}"
        )
        colour = "red" if load > 1.0 else "yellow" if load > 0.6 else "green"
        yield _row(
            "load", self._paint(colour, f"{100 * load:3.0f} % {_bar(load, 20)}") + "   of the time, slowest of 100"
        )
        counts = [f"{self._number(path):.0f} {word}" for path, word in COUNTED.items()]
        fresh = any(now - when < RECENT_SECONDS for when, _ in self._losses.values())
        yield _row("blocks", self._paint("red" if fresh else "", ", ".join(counts)))
        made, shown = self.known.get("visual/rate", (0.0, 0.0))
        median, tail = self.known.get("visual/delay", (0.0, 0.0))
        yield _row("pictures", f"{made:.0f}/s made, {shown:.0f}/s shown, {median:.0f} ms after the sound ({tail:.0f})")

    def _meters(self, width: int) -> Iterator[str]:
        size = max(10, min(50, width - LABEL - 14))
        for name in ("in", "out"):
            for side, level in zip("LR", self.known.get(f"meter/{name}", (-120.0, -120.0)), strict=False):
                yield _row(f"{name} {side}", self._level(level, size))
        lanes = self.known.get("meter/lanes", ())
        for lane, level in zip(lanes[::2], lanes[1::2], strict=False):
            yield _row(str(lane), self._level(level, size))
        yield _row("limiter", f"{self._number('meter/reduction'):.1f} dB")
        bands = "".join(BARS[round(8 * band)] * 2 for band in self.known.get("meter/bands", ()))
        drive = zip(("change", "bass", "treble"), self.known.get("meter/drive", ()), strict=False)
        count = self.known.get("meter/onset", (0,))[0]
        yield _row("bands", f"{bands}   " + "  ".join(f"{name} {_bar(share, 6)}" for name, share in drive))
        yield _row("onsets", str(count))

    def _people(self) -> Iterator[str]:
        others = [str(one) for one in self.known.get("listeners/entries", ()) if one != self.own]
        yield _row("listeners", ", ".join(others) or "none beside this view")
        if "transport/beat" in self.known:
            beat, _, tempo = self.known["transport/beat"]
            yield _row("transport", f"beat {beat} at {tempo:.1f} BPM")
        for label, path in (("preset", "preset/loaded"), ("next cue", "cue/standby")):
            if self._first(path, ""):
                yield _row(label, str(self._first(path, "")))
        yield _row("answers", f"in {self._number('round_trip'):.1f} ms on {self.place}")

    def _level(self, level: float, size: int) -> str:
        colour = "red" if level > -1.05 else "yellow" if level > -6.0 else "green"
        return self._paint(colour, _bar(1.0 - level / QUIET_DB, size)) + f" {level:6.1f} dBFS"

    def _count(self, path: str, now: float, more: int) -> None:
        """Blocks were lost: a new event, or more of the last one."""
        when, count = self._losses.get(path, (NEVER, 0))
        if now - when < TOGETHER_SECONDS and self._events and self._events[-1] == (when, _lost(path, count)):
            self._events.pop()
            more += count
        self._losses[path] = now, more
        self._note(now, _lost(path, more))

    def _note(self, now: float, text: str) -> None:
        self._events.append((now, text))

    def _first(self, path: str, otherwise: Any) -> Any:
        return self.known.get(path, (otherwise,))[0]

    def _number(self, path: str) -> float:
        return float(self._first(path, 0.0))

    def _paint(self, colour: str, text: str) -> str:
        return f"\x1b[{COLOURS[colour]}m{text}\x1b[0m" if text and self._colours and colour in COLOURS else text


def _cut(line: str, width: int) -> str:
    """At most so many columns of a line; its colours take none."""
    left, kept = width, []
    for piece in PAINT.split(line):
        if not PAINT.fullmatch(piece):
            piece = piece[:left]
            left -= len(piece)
        kept.append(piece)
    return "".join(kept)


def _lost(path: str, count: int) -> str:
    return f"{count} block{'s' * (count > 1)} {COUNTED[path]}"


def _row(label: str, text: str) -> str:
    return f"{label[: LABEL - 1]:<{LABEL}}{text}"


def _bar(share: float, size: int) -> str:
    """A bar of so many columns, an eighth of a column fine."""
    eighths = round(8 * size * min(max(share, 0.0), 1.0))
    full, rest = divmod(eighths, 8)
    return ("█" * full + (" ▏▎▍▌▋▊▉"[rest] if rest else "")).ljust(size, "·")


def _ago(seconds: float) -> str:
    """A time as a person says it: `7 s`, `12:05`, `1:02:03`."""
    whole = int(seconds)
    if whole < 60:
        return f"{whole} s"
    hours, minutes = whole // 3600, whole // 60 % 60
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"
