"""MIDI out: notes, clock and feedback to ports by name, and nothing that is left sounding there."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Sequence

from rtxmodal.devices.midi_bytes import MidiBytes, to_bytes
from rtxmodal.devices.midi_system import OWN_OUTPUT, MidiOutPort, MidiSystem, RtMidi, short_names
from rtxmodal.notes import NoteEvent

POLL_SECONDS = 1.0
FLUSH_SECONDS = 0.2  # JACK sends with its next period, and forgets what a port that is closed had still to send
MOST_AT_ONCE, MOST_A_SECOND = 64.0, 8000.0  # messages: JACK keeps some hundreds for a period and drops the rest
ALL_SOUND_OFF, RESET_CONTROLLERS, ALL_NOTES_OFF = 120, 121, 123
DIRECTIONS = re.compile(r"\((?:capture|playback)\)|\b(?:in|out|input|output)\b|\s+\d+$|[\[\]:]", re.I)


def _say_nothing(line: str) -> None:
    pass


class MidiOutputs:
    """Sends to one port by name, or to a port of our own that others record; and back to controllers by name.

    `send`, `play` and `silence` may be called from any thread, all else from one. Ports come and go: what is sent to
    one that is not there is lost, and it is waited for.

    Args:
        name: part of a port's name, case ignored; None for a port of our own, `rtxmodal out`.
        say: takes one line for the performer.
        system: makes the machine's MIDI; raises OSError where there is none.
    """

    def __init__(
        self,
        name: str | None = None,
        say: Callable[[str], None] = _say_nothing,
        system: Callable[[], MidiSystem] = RtMidi,
    ) -> None:
        self._name, self._say, self._make_system = name, say, system
        self._system: MidiSystem | None = None
        self._main: MidiOutPort | None = None
        self._main_key: tuple[str, int] | None = None
        self._there: dict[tuple[str, int], str] = {}
        self._devices: dict[tuple[str, int], MidiOutPort] = {}
        self._held = MidiBytes()
        self._sending = threading.RLock()
        self._polled = self._burst = self._burst_at = 0.0
        self._said: set[str] = set()

    # -- life -----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Open what is there now."""
        self._poll()

    def tick(self, now: float) -> None:
        """Look once a second which ports there are."""
        if now - self._polled >= POLL_SECONDS:
            self._poll()

    def stop(self) -> None:
        """Let go of all that sounds, and close."""
        self.silence()
        if self.is_open:
            time.sleep(FLUSH_SECONDS)
        with self._sending:
            self._leave()

    # -- sending --------------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether what is sent goes anywhere."""
        return self._main is not None

    def play(self, event: NoteEvent) -> None:
        """Send a note event, remembering what is held."""
        events = [event]
        with self._sending:
            if event.kind == "control" and event.number in (ALL_SOUND_OFF, ALL_NOTES_OFF):
                events = [*self._held.release_channel(event.channel), event]
            self._held.keep(event)
        self._send_paced([to_bytes(one) for one in events])

    def send(self, data: Sequence[int]) -> None:
        """Send bytes to the port that notes go to."""
        with self._sending:
            if self._main is None:
                return
            try:
                self._main.send(data)
            except OSError as error:
                self._lose_main(str(error))

    def send_to(self, device: str, data: Sequence[int]) -> bool:
        """Send bytes to the output of the controller that comes in under this name; False where it has none."""
        with self._sending:
            key = next((key for key, name in self._there.items() if same_device(name, device)), None)
            if key is None or self._system is None:
                return False
            try:
                if key not in self._devices:
                    self._devices[key] = self._system.open_output(*key)
                self._devices[key].send(data)
            except OSError:
                port = self._devices.pop(key, None)
                if port is not None:
                    port.close()
                return False
            return True

    def silence(self) -> None:
        """Let go of every key that was sent and not let go, and tell all channels to be silent."""
        with self._sending:
            endings = [to_bytes(event) for event in self._held.release()]
        orders = (ALL_SOUND_OFF, ALL_NOTES_OFF, RESET_CONTROLLERS)
        self._send_paced([*endings, *([0xB0 | channel, order, 0] for channel in range(16) for order in orders)])

    def _send_paced(self, messages: Sequence[Sequence[int]]) -> None:
        """Send without overrunning the port, which loses what does not fit; clock comes between."""
        for message in messages:
            now = time.monotonic()
            self._burst = max(0.0, self._burst - (now - self._burst_at) * MOST_A_SECOND) + 1.0
            self._burst_at = now
            if self._burst > MOST_AT_ONCE:
                time.sleep(MOST_AT_ONCE / MOST_A_SECOND)
            self.send(message)

    # -- ports ----------------------------------------------------------------------------------------------

    def _poll(self) -> None:
        self._polled = time.monotonic()
        with self._sending:
            if self._system is not None and not self._system.is_alive():
                self._leave()
            if self._system is None and not self._enter():
                return
            assert self._system is not None
            self._there = short_names(self._system.outputs(), self._there)
            for key in [key for key in self._devices if key not in self._there]:
                self._devices.pop(key).close()
            if self._main_key is not None and self._main_key not in self._there:
                self._lose_main("it was pulled out")
            if self._main is None:
                self._open_main()

    def _enter(self) -> bool:
        try:
            self._system = self._make_system()
        except OSError as error:
            if self._name is not None:  # else the inputs have said so
                self._say_once(f"no MIDI out: {error}")
            return False
        return True

    def _open_main(self) -> None:
        assert self._system is not None
        try:
            if self._name is None:
                self._main = self._system.open_virtual_output(OWN_OUTPUT)
                return
            wanted = [key for key, name in self._there.items() if self._name.lower() in name.lower()]
            if not wanted:
                there = ", ".join(self._there.values()) or "none"
                self._say_once(f"MIDI output {self._name!r} is waited for; there is: {there}")
                return
            self._main, self._main_key = self._system.open_output(*wanted[0]), wanted[0]
            self._say(f"MIDI to {self._there[wanted[0]]}")
        except OSError as error:
            self._say_once(f"no MIDI out: {error}")

    def _lose_main(self, why: str) -> None:
        if self._main is not None:
            self._main.close()
            self._say(f"MIDI output is gone ({why}); waiting for it")
        self._main, self._main_key = None, None
        self._held = MidiBytes()  # what sounded there, sounds no more

    def _leave(self) -> None:
        for port in (*self._devices.values(), self._main):
            if port is not None:
                port.close()
        if self._system is not None:
            self._system.close()
        self._devices, self._main, self._main_key, self._system, self._there = {}, None, None, None, {}

    def _say_once(self, line: str) -> None:
        if line not in self._said:
            self._said.add(line)
            self._say(line)


def same_device(output: str, device: str) -> bool:
    """Whether an output's name and an input's name are the two directions of one device.

    >>> same_device("a2j:nano [20] (playback): nano MIDI 1", "a2j:nano [20] (capture): nano MIDI 1")
    True
    """
    return _device(output) == _device(device)


def _device(name: str) -> str:
    return " ".join(DIRECTIONS.sub(" ", name).lower().split())
