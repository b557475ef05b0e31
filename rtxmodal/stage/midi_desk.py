"""All of MIDI in the main process: keyboards and clocks in, notes and clock out, and the transport they share."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from rtxmodal.control import ControlPort
from rtxmodal.control.conductor import Conductor
from rtxmodal.control.learn import Learn
from rtxmodal.control.mapping import maps_file
from rtxmodal.control.transport import Transport
from rtxmodal.devices.midi import MidiInputs
from rtxmodal.devices.midi_file import MidiPlayer, play_midi_file
from rtxmodal.devices.midi_out import MidiOutputs
from rtxmodal.notes import NoteEvent
from rtxmodal.stage.companions import Companion, Companions
from rtxmodal.stage.notes_out import FINGERS_AHEAD, Fingers, NotesOut
from rtxmodal.stage.shared import Beats
from rtxmodal.stage.show import Show
from rtxmodal.stage.typed_keys import Typing

JUST_BEGUN = 0.25  # beats by which a bar may have begun and still be the song's first


class Queues(NamedTuple):
    """What comes from the picture process; each gives the events since its last call."""

    written: Callable[[], list[NoteEvent]]
    """By the lanes to midi."""
    played: Callable[[], list[NoteEvent]]
    """By the lanes to keys."""
    typed: Callable[[], list[NoteEvent]]
    """With the computer's keys."""


class Song:
    """A MIDI file that is played like a keyboard, under the file's name."""

    def __init__(
        self,
        path: Path,
        hear: Callable[[NoteEvent, float, str], None],
        transport: Transport | None,
        say: Callable[[str], None],
    ) -> None:
        self._path, self._hear, self._transport, self._say = path, hear, transport, say
        self._player: MidiPlayer | None = None
        self._begins: float | None = None

    def start(self) -> None:
        """Play, or wait for the transport to play."""
        name = self._path.name
        time_of_beat = None if self._transport is None else self._time_of
        try:
            self._player = play_midi_file(self._path, lambda event, when: self._hear(event, when, name), time_of_beat)
        except (ValueError, OSError) as error:
            self._say(str(error))

    def stop(self) -> None:
        """Let go of all keys and end."""
        if self._player is not None:
            self._player.stop()

    def _time_of(self, beat: float) -> float:
        """When a beat of the song is: its first one is the next bar's, or the transport's own first."""
        assert self._transport is not None
        if self._begins is None:
            if not self._transport.is_playing:
                return math.inf
            bar = self._transport.beats_per_bar
            self._begins = math.ceil((self._transport.beat_at(time.monotonic()) - JUST_BEGUN) / bar) * bar
        return self._transport.time_of(self._begins + beat)


class MidiDesk:
    """A companion made of companions, the inputs last: when notes come in, everything is there."""

    def __init__(
        self,
        port: ControlPort,
        show: Show,
        play: Callable[[NoteEvent, float], None],
        queues: Queues,
        say: Callable[[str], None],
    ) -> None:
        """Bring them together.

        Args:
            port: the show.
            show: what was chosen.
            play: takes a note and the time.monotonic() at which it was played.
            queues: what comes from the picture process.
            say: takes one line for the performer.
        """
        self._port, self._play, self._say = port, play, say
        self.transport = Transport()
        self.transport.on_beat(lambda beat, when: port.announce("transport/beat", beat, 0.0, self.transport.bpm))
        self.outputs = MidiOutputs(show.midi_out, say)
        fingers = Fingers(lambda event: play(event, port.status()[0].played_at(event.frame)))
        self._writers = (
            NotesOut(queues.written, lambda: port.status()[0], self.outputs.play, self.outputs.silence),
            NotesOut(queues.played, lambda: port.status()[0], fingers.play, fingers.let_go, FINGERS_AHEAD),
        )
        self.conductor = Conductor(port, self.transport, self.outputs.send, say)
        self.inputs = MidiInputs(show.midi, self._hear, say, on_clock=self.conductor.hear_clock)
        self.learn = Learn(port, maps_file(), self.outputs.send_to, self._recall, say)
        self.learn.known = lambda: self.inputs.known_names
        self.inputs.ignored = self.learn.ignored
        self.inputs.on_port = lambda name, is_there: port.announce("status/midi", name, int(is_there))
        self.typing = Typing(queues.typed, self._hear)
        songs = [Song(path, self._hear, self.transport if show.in_time else None, say) for path in show.midi_files]
        members: list[Companion] = [
            self.outputs, *self._writers, self.conductor, self.learn, self.inputs, self.typing, *songs
        ]  # fmt: skip
        self._companions = Companions(members, say)

    def start(self) -> None:
        """Open the ports and begin to beat."""
        self._companions.start()

    def tick(self, now: float) -> None:
        """Give each its turn."""
        self._companions.tick(now)

    def let_go(self) -> None:
        """A process is gone: what it played and what it held ends."""
        self.silence()
        self.typing.let_go()

    def silence(self) -> None:
        """What the lanes to midi and to keys played ends."""
        for writer in self._writers:
            writer.silence()

    def beats(self) -> Beats:
        """The transport as the picture process is told of it."""
        course = self.transport.course
        return Beats(course.time, course.beat, course.bpm, course.moves, self.transport.beats_per_bar)

    def stop(self) -> None:
        """Let go of all keys and close."""
        self._companions.stop()

    def _hear(self, event: NoteEvent, when: float, port: str) -> None:
        if not self.learn.take(event, port):
            self._play(event, when)

    def _recall(self, program: int) -> bool:
        """Recall the preset of that place in the list, now or on its beat."""
        presets = self._port.presets
        if program >= len(presets.names()):
            return False
        try:
            presets.recall(program)
        except (KeyError, ValueError, OSError) as error:
            self._say(f"program {program}: {error}")
        return True
