"""A machine with MIDI keyboards that are plugged in, played and pulled out by the program."""

from __future__ import annotations

from collections.abc import Sequence

from rtxmodal.devices.midi_system import Deliver


class FakePort:
    """An open input of `FakeMidi`."""

    def __init__(self, system: FakeMidi, key: tuple[str, int]) -> None:
        self._system, self._key = system, key

    def close(self) -> None:
        """Deliver nothing more."""
        self._system.open_ports.pop(self._key, None)


class FakeOutPort:
    """An open output of `FakeMidi`; what it is sent stays in `sent` of the machine."""

    def __init__(self, system: FakeMidi, name: str) -> None:
        self._system, self._name = system, name

    def send(self, data: Sequence[int]) -> None:
        """Keep a message."""
        if self._name != self._system.virtual_output and self._name not in self._system.plugged_outputs:
            raise OSError(f"MIDI output must be plugged in, got {self._name!r}")
        self._system.sent.append((self._name, tuple(data)))

    def close(self) -> None:
        """Send nothing more."""


class FakeMidi:
    """A machine whose keyboards are plugged in, played and pulled out by the program."""

    name = "fake"

    def __init__(self, *ports: str) -> None:
        self.plugged = list(ports)
        self.plugged_outputs: list[str] = []
        self.virtual_output = ""
        self.sent: list[tuple[str, tuple[int, ...]]] = []
        self.open_ports: dict[tuple[str, int], Deliver] = {}
        self.alive = True

    def is_alive(self) -> bool:
        """Whether it may still be asked."""
        return self.alive

    def ports(self) -> list[str]:
        """What is plugged in."""
        return list(self.plugged)

    def open(self, name: str, place: int, deliver: Deliver) -> FakePort:
        """Open a port that is plugged in."""
        if self.plugged.count(name) <= place:
            raise OSError(f"MIDI port must be plugged in, got {name!r}")
        self.open_ports[name, place] = deliver
        return FakePort(self, (name, place))

    def open_virtual(self, name: str, deliver: Deliver) -> FakePort:
        """Open a port of our own."""
        self.open_ports[name, 0] = deliver
        return FakePort(self, (name, 0))

    def outputs(self) -> list[str]:
        """What is plugged in."""
        return list(self.plugged_outputs)

    def open_output(self, name: str, place: int) -> FakeOutPort:
        """Open an output that is plugged in."""
        if self.plugged_outputs.count(name) <= place:
            raise OSError(f"MIDI output must be plugged in, got {name!r}")
        return FakeOutPort(self, name)

    def open_virtual_output(self, name: str) -> FakeOutPort:
        """Open an output of our own."""
        self.virtual_output = name
        return FakeOutPort(self, name)

    def close(self) -> None:
        """Nothing to let go of."""

    def play(self, name: str, data: Sequence[int], place: int = 0, seconds: float = 1.0) -> None:
        """Bytes come in at a port, so long after its last ones; nobody hears them if it is not open."""
        deliver = self.open_ports.get((name, place))
        if deliver is not None:
            deliver(data, seconds)
