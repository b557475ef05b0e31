"""What a MIDI port says, byte by byte, as note events; and note events as bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import mido

from rtxmodal.notes import SUSTAIN_PEDAL, NoteEvent, from_midi

DATA_BYTES = {0x80: 2, 0x90: 2, 0xA0: 2, 0xB0: 2, 0xC0: 1, 0xD0: 1, 0xE0: 2}
FIRST_REALTIME = 0xF8  # clock, start, stop, active sensing: one byte, anywhere


STATUS = {"off": 0x80, "control": 0xB0}


def to_bytes(event: NoteEvent) -> list[int]:
    """A note event as it is sent; what lies outside of MIDI's range is brought to its edge.

    >>> to_bytes(NoteEvent(0, "on", 60, 100.0, channel=1))
    [145, 60, 100]
    """
    channel, value = event.channel & 15, min(max(round(event.value), 0), 127)
    match event.kind:
        case "bend":
            amount = min(max(round(event.value * 8192) + 8192, 0), 16383)
            return [0xE0 | channel, amount & 127, amount >> 7]
        case "program":
            return [0xC0 | channel, event.number & 127]
        case "pressure":
            return [0xA0 | channel, event.number & 127, value] if event.number else [0xD0 | channel, value]
        case "on":
            return [0x90 | channel, event.number & 127, max(1, value)]  # 0 would let go
    return [STATUS[event.kind] | channel, event.number & 127, value]


class MidiBytes:
    """Bytes of one port -> note events, keeping running status and which keys are down.

    ALSA hands over whole messages; JACK hands over whatever was sent, running status and all. Clock, active sensing,
    SysEx and what is no MIDI are passed over.
    """

    def __init__(self) -> None:
        self._status = 0
        self._data: list[int] = []
        self._down: dict[tuple[int, int], None] = {}
        self._pedals: dict[int, None] = {}

    def feed(self, data: Sequence[int]) -> Iterator[NoteEvent]:
        """The events that these bytes complete; their `frame` is 0."""
        for byte in data:
            if not 0 <= byte < FIRST_REALTIME:
                continue
            if byte >= 0x80:
                self._status, self._data = byte if byte < 0xF0 else 0, []
            elif self._status:
                self._data.append(byte)
            if self._status and len(self._data) == DATA_BYTES[self._status & 0xF0]:
                message = mido.Message.from_bytes([self._status, *self._data])
                self._data = []  # and the status runs on
                event = from_midi(message, frame=0)
                if event is not None:
                    self.keep(event)
                    yield event

    def release(self) -> Iterator[NoteEvent]:
        """What lets go of everything held; for a port that is gone."""
        for channel in sorted({*self._pedals, *(channel for _, channel in self._down)}):
            yield from self.release_channel(channel)
        self._status, self._data = 0, []

    def release_channel(self, channel: int) -> Iterator[NoteEvent]:
        """What lets go of everything held on one channel: not everybody obeys `all notes off`."""
        for key in [key for key in self._down if key[1] == channel]:
            del self._down[key]
            yield NoteEvent(0, "off", key[0], 0.0, channel)
        if channel in self._pedals:
            del self._pedals[channel]
            yield NoteEvent(0, "control", SUSTAIN_PEDAL, 0.0, channel)

    def keep(self, event: NoteEvent) -> None:
        """Note which keys and pedals an event leaves down."""
        if event.kind == "on":
            self._down[event.number, event.channel] = None
        elif event.kind == "off":
            self._down.pop((event.number, event.channel), None)
        elif event.kind == "control" and event.number == SUSTAIN_PEDAL:
            self._pedals.pop(event.channel, None)
            if event.value >= 64:
                self._pedals[event.channel] = None
