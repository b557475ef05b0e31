"""Writes down what is heard, seen or played as notes: one lane to `midi` or to `keys`, in a thread of its own.

    heard ring, pictures, keys ──> lane ──> events ──> their beat, if it waits for it ──> queue to the main process

The main process owns the port and plays the keys: whatever happens here, it lets go of them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from rtxmodal.devices.midi_bytes import MidiBytes
from rtxmodal.hands import NoteFeed
from rtxmodal.lane import Lane
from rtxmodal.notes import NoteEvent, Notes, Watched
from rtxmodal.params import Table
from rtxmodal.scene import QUANTA, medium_of
from rtxmodal.stage.shared import Beats, SoundStatus, StageParts
from rtxmodal.stage.strip import PICTURE_SECONDS, Sight
from rtxmodal.stream.pulse import with_pulse

PIECE_SECONDS = 0.004  # keys that are only passed on lose no more
JUMP_SECONDS = 2.0  # farther behind, what was heard is left out
WAIT_SECONDS = 0.002
GRIDS = {"1/16": 0.25, "1/8": 0.5, "1/4": 1.0, "1/2": 2.0}  # beats


@dataclass(frozen=True)
class Given:
    """What there is to write down beside the sound."""

    keys: NoteFeed
    sight: Sight | None = None
    """Of a lane from pictures; it gives the same array as long as it is the same picture."""


class Scribe:
    """Plays one lane to notes. Made in any thread; `start` gives it one of its own."""

    def __init__(
        self,
        lane: Lane,
        table: Table,
        parts: StageParts,
        given: Given,
        values: Callable[[np.ndarray], np.ndarray],
        say: Callable[[str], None],
    ) -> None:
        """Nothing is written yet.

        Args:
            lane: ends in notes.
            table: the scene's parameters.
            parts: what is heard, and where notes leave.
            given: keys and pictures.
            values: gives the parameters now, or those it is given while the slot holds another scene's.
            say: takes one line for the performer.
        """
        self._lane, self._parts, self._given, self._read_values, self._say = lane, parts, given, values, say
        self._queue = parts.notes_in if lane.spec.sink == "keys" else parts.notes_out
        self._values = table.values
        strip = lane.spec.id
        self._places = tuple(table.index(f"{strip}/{name}") for name in ("channel", "quantize", "mute"))
        self._takes = medium_of(lane.spec.source)
        self._grid = Grid()
        self._held = MidiBytes()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name=f"scribe {strip}", daemon=True)

    def start(self) -> None:
        """Begin with what is heard now."""
        self._next = self._began = self._parts.heard.written
        self._reader = self._given.keys.join()
        self._thread.start()

    def stop(self) -> None:
        """Let go of all keys and end."""
        self._stopped.set()
        if self._thread.ident is not None:
            self._thread.join()
            self._reader.leave()
            self._let_go()

    # -- inside ------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while not self._stopped.is_set():
            try:
                if not self._turn():
                    time.sleep(WAIT_SECONDS)
            except Exception as error:  # noqa: BLE001 - the top of a thread; a model may fail in any way
                self._say(f"no notes could be made: {type(error).__name__}: {error}")
                self._let_go()
                self._jump()
                time.sleep(1.0)

    def _turn(self) -> bool:
        """Write one piece; False when there is nothing to do yet."""
        heard, sound_status = self._parts.heard, SoundStatus.of(self._parts.sound_status.get())
        waiting, rate = heard.written - self._next, sound_status.sample_rate
        if rate == 0 or waiting < PIECE_SECONDS * rate:
            return False
        if waiting > JUMP_SECONDS * rate:
            self._jump()
            return False
        sound = heard.read(self._next, waiting)
        if sound is None:  # overwritten while being read
            self._jump()
            return False
        values = self._values = self._read_values(self._values)
        beats = Beats.of(self._parts.transport.get())
        told = with_pulse(values, beats.beat_at(sound_status.heard_at(self._next)), beats.bar, 0.0)
        block = self._block(sound, rate)
        self._next += waiting
        for event in self._lane.write(block, told):
            self._leave(event, values, beats, sound_status)
        return True

    def _block(self, sound: np.ndarray, rate: float) -> np.ndarray | Notes:
        """What the lane takes of this piece."""
        if self._takes == "sound":
            return sound
        if self._takes == "notes":
            return self._keys(len(sound))
        assert self._given.sight is not None  # every source of pictures is one
        picture = self._given.sight(int((self._next - self._began) / rate / PICTURE_SECONDS))[1]
        return Notes((), len(sound)) if picture is None else Watched((), len(sound), picture)

    def _keys(self, count: int) -> Notes:
        """What was played up to the end of this piece: what is late comes at its start."""
        placed = (
            replace(event, frame=min(max(event.frame - self._next, 0), count - 1)) for event in self._reader.pull()
        )
        return Notes(tuple(placed), count)

    def _leave(self, event: NoteEvent, values: np.ndarray, beats: Beats, status: SoundStatus) -> None:
        channel, grid, mute = (round(values[place]) for place in self._places)
        if event.kind == "on" and mute:
            return
        if channel:
            event = replace(event, channel=channel - 1)
        now = max(time.monotonic(), status.played_at(self._began + event.frame))
        when = self._grid.place(event, now, GRIDS.get(QUANTA[grid], 0.0), beats)
        self._push(replace(event, frame=round(status.position_at(when))))

    def _push(self, event: NoteEvent) -> None:
        self._held.keep(event)
        with self._parts.leaving:
            self._queue.push(event)

    def _let_go(self) -> None:
        for event in self._held.release():
            with self._parts.leaving:
                self._queue.push(event)

    def _jump(self) -> None:
        """Go on with what is heard now."""
        behind = self._parts.heard.written - self._next
        self._next += behind
        self._began += behind  # the lane never heard it


class Grid:
    """Makes keys wait for their beat, and their ends wait as long."""

    def __init__(self) -> None:
        self._delays: dict[tuple[int, int], float] = {}

    def place(self, event: NoteEvent, now: float, step: float, beats: Beats) -> float:
        """When an event that is due `now` leaves, in monotonic seconds.

        Args:
            event: of any kind; only keys wait.
            now: monotonic seconds.
            step: beats between two lines of the grid; 0 waits for nothing.
            beats: the transport; nothing waits for one that stands.
        """
        key = event.channel, event.number
        if event.kind == "off":
            return now + self._delays.pop(key, 0.0)
        if event.kind != "on" or step == 0.0 or not beats.moves:
            return now
        here = beats.beat_at(now)
        delay = (np.ceil(here / step - 1e-3) * step - here) * 60.0 / beats.bpm
        self._delays[key] = max(0.0, float(delay))
        return now + self._delays[key]
