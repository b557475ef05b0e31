"""The MIDI ports of this machine."""

from __future__ import annotations

import glob
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Literal, Protocol

CLIENT_NAME = "rtxmodal"
OWN_OUTPUT = "rtxmodal out"
"""The port that others can record; never listened to, or what leaves would come in again."""
LAST_CALL_SECONDS = 0.1  # for the driver to leave the callback: a port that is closed under it ends the program
ALSA_NUMBERS = re.compile(r" \d+:\d+$")
MidiApi = Literal["auto", "alsa", "jack"]
Deliver = Callable[[Sequence[int], float], None]
"""Called on the driver's thread with the bytes and the seconds since the port's last message."""


class MidiPort(Protocol):
    """An input that is open."""

    def close(self) -> None:
        """Deliver nothing more."""
        ...


class MidiOutPort(Protocol):
    """An output that is open."""

    def send(self, data: Sequence[int]) -> None:
        """Send one message. Raises OSError when the port is gone."""
        ...

    def close(self) -> None:
        """Send nothing more."""
        ...


class MidiSystem(Protocol):
    """What MIDI needs of a machine."""

    @property
    def name(self) -> str:
        """`ALSA`, `JACK`, `CoreMIDI`, `Windows` or `fake`."""
        ...

    def is_alive(self) -> bool:
        """Whether it may still be asked for ports."""
        ...

    def ports(self) -> list[str]:
        """The inputs that can be opened, under the names that they have now."""
        ...

    def open(self, name: str, place: int, deliver: Deliver) -> MidiPort:
        """Open the `place`-th port called `name`. Raises OSError when it is gone."""
        ...

    def open_virtual(self, name: str, deliver: Deliver) -> MidiPort:
        """Open a port that other programs can play into. Raises OSError where there is no such thing."""
        ...

    def outputs(self) -> list[str]:
        """The outputs that can be opened, under the names that they have now."""
        ...

    def open_output(self, name: str, place: int) -> MidiOutPort:
        """Open the `place`-th output called `name`. Raises OSError when it is gone."""
        ...

    def open_virtual_output(self, name: str) -> MidiOutPort:
        """Open an output that other programs can listen to. Raises OSError where there is no such thing."""
        ...

    def close(self) -> None:
        """Let go of the machine."""
        ...


class RtMidiPort:
    """One open RtMidi input. Owned by the watching thread."""

    def __init__(self, port: Any, deliver: Deliver) -> None:
        self._port = port
        port.ignore_types(sysex=True, timing=False, active_sense=True)
        port.set_callback(lambda message, _: deliver(message[0], message[1]))

    def close(self) -> None:
        """Close and free it; RtMidi keeps system resources until `delete`."""
        time.sleep(LAST_CALL_SECONDS)
        self._port.close_port()
        self._port.cancel_callback()
        self._port.delete()


class RtMidiOutPort:
    """One open RtMidi output. Owned by whoever sends, one thread at a time."""

    def __init__(self, port: Any) -> None:
        self._port = port

    def send(self, data: Sequence[int]) -> None:
        """Send one message."""
        try:
            self._port.send_message(data)
        except (RuntimeError, SystemError, ValueError) as error:  # RtMidi's own errors are RuntimeErrors
            raise OSError(f"MIDI output must take messages, got {error}") from error

    def close(self) -> None:
        """Close and free it."""
        self._port.close_port()
        self._port.delete()


class RtMidi:
    """ALSA, JACK, CoreMIDI or Windows through RtMidi.

    Raises:
        OSError: nothing of that kind runs here.
    """

    def __init__(self, api: MidiApi = "auto") -> None:
        import rtmidi

        self._rtmidi = rtmidi
        self._api, self.name = self._choose(api)
        self._server = jack_server() if self.name == "JACK" else 0
        # One probe for the whole life: ALSA runs out of clients when each poll makes its own.
        self._probe = rtmidi.MidiIn(self._api, f"{CLIENT_NAME} probe")
        self._out_probe: Any = None  # made when somebody sends

    def _choose(self, api: MidiApi) -> tuple[int, str]:
        rtmidi = self._rtmidi
        if not sys.platform.startswith("linux"):
            return rtmidi.API_UNSPECIFIED, "CoreMIDI" if sys.platform == "darwin" else "Windows"
        if api == "alsa" or (api == "auto" and os.path.exists("/dev/snd/seq")):
            return rtmidi.API_LINUX_ALSA, "ALSA"
        if api == "jack" or jack_server():
            return rtmidi.API_UNIX_JACK, "JACK"
        raise OSError("MIDI must have an ALSA sequencer or a JACK server, found none; load snd-seq or start JACK")

    def is_alive(self) -> bool:
        """Whether the JACK server that the probe hangs on still runs; the others cannot go away."""
        return self.name != "JACK" or jack_server() == self._server

    def ports(self) -> list[str]:
        """The inputs that can be opened."""
        return list(self._probe.get_ports())

    def open(self, name: str, place: int, deliver: Deliver) -> RtMidiPort:
        """Open a port, looked up again, since places shift when one is pulled out."""
        port = self._rtmidi.MidiIn(self._api, CLIENT_NAME)
        places = [number for number, other in enumerate(port.get_ports()) if other == name]
        if place >= len(places):
            port.delete()
            raise OSError(f"MIDI port must be plugged in, got {name!r}")
        port.open_port(places[place], "in")
        return RtMidiPort(port, deliver)

    def open_virtual(self, name: str, deliver: Deliver) -> RtMidiPort:
        """Open a port of our own; Windows has none."""
        port = self._rtmidi.MidiIn(self._api, CLIENT_NAME)
        try:
            port.open_virtual_port(name)
        except (NotImplementedError, OSError) as error:
            port.delete()
            raise OSError(f"a MIDI port of our own must be possible, got {error}; play into a real port") from error
        return RtMidiPort(port, deliver)

    def outputs(self) -> list[str]:
        """The outputs that can be opened."""
        if self._out_probe is None:
            self._out_probe = self._rtmidi.MidiOut(self._api, f"{CLIENT_NAME} probe")
        return list(self._out_probe.get_ports())

    def open_output(self, name: str, place: int) -> RtMidiOutPort:
        """Open an output, looked up again, since places shift when one is pulled out."""
        port = self._rtmidi.MidiOut(self._api, CLIENT_NAME)
        places = [number for number, other in enumerate(port.get_ports()) if other == name]
        if place >= len(places):
            port.delete()
            raise OSError(f"MIDI output must be plugged in, got {name!r}")
        port.open_port(places[place], "out")
        return RtMidiOutPort(port)

    def open_virtual_output(self, name: str) -> RtMidiOutPort:
        """Open an output of our own; Windows has none."""
        port = self._rtmidi.MidiOut(self._api, CLIENT_NAME)
        try:
            port.open_virtual_port(name)
        except (NotImplementedError, OSError) as error:
            port.delete()
            raise OSError(f"a MIDI port of our own must be possible, got {error}; send to a real port") from error
        return RtMidiOutPort(port)

    def close(self) -> None:
        """Free the probes."""
        for probe in (self._probe, self._out_probe):
            if probe is not None:
                probe.delete()


def jack_server() -> int:
    """Which JACK server runs, as a number that changes when it is started again; 0 for none.

    Asking libjack itself prints five lines where none runs.
    """
    name = glob.escape(os.environ.get("JACK_DEFAULT_SERVER", "default"))
    sockets = glob.glob(f"/dev/shm/jack_{name}_{os.getuid()}_0")
    try:
        return os.stat(sockets[0]).st_ino if sockets else 0
    except OSError:
        return 0


def short_names(ports: Sequence[str], known: dict[tuple[str, int], str]) -> dict[tuple[str, int], str]:
    """(name, which of that name) of each port -> the name that a performer sees, unlike any other.

    ALSA's ` client:port`, which changes at every plugging in, is left away; a second port of the same name gets ` #2`.
    Ports that are in `known` keep their names.

    >>> list(short_names(["Keys 20:0", "Keys 24:0"], {}).values())
    ['Keys', 'Keys #2']
    """
    seen: Counter[str] = Counter()
    keys = []
    for port in ports:
        keys.append((port, seen[port]))
        seen[port] += 1
    names = {key: known[key] for key in keys if key in known}
    for key in keys:
        if key not in names:
            short, number = ALSA_NUMBERS.sub("", key[0]), 1
            name = short
            while name in names.values():
                number += 1
                name = f"{short} #{number}"
            names[key] = name
    return {key: names[key] for key in keys}


def list_outputs(api: MidiApi = "auto") -> tuple[str, ...]:
    """The names that `MidiOutputs` takes. Raises OSError where there is no MIDI."""
    system = RtMidi(api)
    try:
        return tuple(short_names(system.outputs(), {}).values())
    finally:
        system.close()


def list_midi(api: MidiApi = "auto") -> tuple[str, ...]:
    """The names that `MidiInputs` takes, as `rtxmodal devices` shows them. Raises OSError where there is no MIDI."""
    system = RtMidi(api)
    try:
        return tuple(short_names(system.ports(), {}).values())
    finally:
        system.close()
