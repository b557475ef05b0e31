"""All of MIDI in the main process: keyboards and clocks in, notes and clock out, and the transport they share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rtxmodal.control import ControlPort
from rtxmodal.control.conductor import Conductor, quantum_of
from rtxmodal.control.learn import Learn
from rtxmodal.control.mapping import maps_file
from rtxmodal.control.transport import Transport
from rtxmodal.devices.midi import MidiInputs
from rtxmodal.devices.midi_out import MidiOutputs
from rtxmodal.notes import NoteEvent
from rtxmodal.stage.companions import Companion, Companions
from rtxmodal.stage.shared import Beats
from rtxmodal.stage.show import Show


class MidiDesk:
    """A companion made of companions, the inputs last: when notes come in, everything is there."""

    def __init__(
        self, port: ControlPort, show: Show, play: Callable[[NoteEvent, float], None], say: Callable[[str], None]
    ) -> None:
        """Bring them together.

        Args:
            port: the show.
            show: what was chosen.
            play: takes a note and the time.monotonic() at which it was played.
            say: takes one line for the performer.
        """
        self._port, self._play = port, play
        self.transport = Transport()
        self.transport.on_beat(lambda beat, when: port.announce("transport/beat", beat, 0.0, self.transport.bpm))
        self.outputs = MidiOutputs(show.midi_out, say)
        self.conductor = Conductor(port, self.transport, self.outputs.send, say)
        self.inputs = MidiInputs(show.midi, self._hear, say, on_clock=self.conductor.hear_clock)
        self.learn = Learn(port, maps_file(), self.outputs.send_to, self._recall, say)
        self.learn.known = lambda: self.inputs.known_names
        self.inputs.ignored = self.learn.ignored
        members: list[Companion] = [self.outputs, self.conductor, self.learn, self.inputs]
        self._companions = Companions(members, say)

    def start(self) -> None:
        """Open the ports and begin to beat."""
        self._companions.start()

    def tick(self, now: float) -> None:
        """Give each its turn."""
        self._companions.tick(now)

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
        presets: Any = getattr(self._port, "presets", None)
        names = presets.names() if presets is not None else ()
        if program >= len(names):
            return False
        presets.recall(names[program], None, quantum_of(self._port.table))
        return True
