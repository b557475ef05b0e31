"""What a controller's knobs, keys and wheels say, and which parameter each of them turns.

note events of a port ──> Touch: this control, here ──> Mapping: that parameter, from low to high
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import msgspec

from rtxmodal.notes import NoteEvent
from rtxmodal.settings import settings_file

Kind = Literal["cc", "cc14", "nrpn", "rel", "rel_sign", "note", "velocity", "toggle", "bend", "press", "pc"]
"""
cc, cc14, nrpn       a controller that says where it is: 7 bits, 14 bits (0..31 with 32..63), or a numbered parameter
rel, rel_sign        an endless encoder: 127 or 65 is one step back
note                 a key: pressed is high, let go is low
velocity, toggle     how hard a key is struck; each stroke turns over
bend, press, pc      pitch bend, aftertouch (of a key, or 0 for the channel's), program change
"""
Pickup = Literal["jump", "pickup", "scale"]
KINDS: tuple[str, ...] = get_args(Kind)
PICKUPS: tuple[str, ...] = get_args(Pickup)
SAYS_WHERE = ("cc", "cc14", "nrpn", "bend", "press")
FAMILY: dict[str, str] = {"rel": "cc", "rel_sign": "cc", "velocity": "note", "toggle": "note"}
NRPN_HIGH, NRPN_LOW, RPN_LOW, RPN_HIGH, DATA_HIGH, DATA_LOW = 99, 98, 100, 101, 6, 38
SELECTS = (NRPN_HIGH, NRPN_LOW, RPN_LOW, RPN_HIGH)


class Touch(NamedTuple):
    """A control that was moved."""

    family: str
    """cc, cc14, nrpn, note, bend, press or pc."""
    number: int
    channel: int
    """1..16."""
    value: float
    """0..1; a key that is let go is at 0."""


class Mapping(msgspec.Struct, frozen=True):
    """One control and the parameter that it turns."""

    parameter: str
    kind: Kind
    channel: int = 0
    """1..16; 0 for any."""
    number: int = 0
    """Of the controller, key or program."""
    port: str = ""
    """The device's name; empty for any."""
    low: float = 0.0
    """Where on the parameter's 0..1 the control's lowest place is; above `high` it turns the other way."""
    high: float = 1.0
    pickup: Literal["", "jump", "pickup", "scale"] = ""
    """How it takes over a value that was set elsewhere; empty for what all others do."""

    def __post_init__(self) -> None:
        most = 16383 if self.kind == "nrpn" else 31 if self.kind == "cc14" else 127
        if not 0 <= self.channel <= 16:
            raise ValueError(f"channel of a mapping must be 1..16 or 0 for any, got {self.channel!r}")
        if not 0 <= self.number <= most:
            raise ValueError(f"number of a {self.kind} must be 0..{most}, got {self.number!r}")
        if not (0.0 <= self.low <= 1.0 and 0.0 <= self.high <= 1.0 and self.low != self.high):
            raise ValueError(f"low and high must differ and lie in 0..1, got {self.low!r} and {self.high!r}")

    @property
    def family(self) -> str:
        """The touches that it hears."""
        return FAMILY.get(self.kind, self.kind)

    def hears(self, touch: Touch, port: str) -> bool:
        """Whether it is this control that was touched."""
        return (
            touch.family == self.family
            and touch.number == self.number
            and self.channel in (0, touch.channel)
            and self.port in ("", port)
        )

    def norm(self, place: float) -> float:
        """Where the parameter goes, 0..1, when the control is at `place`, 0..1."""
        return self.low + (self.high - self.low) * place

    def place(self, norm: float) -> float:
        """Where the control would have to be, 0..1, for the parameter to be at `norm`."""
        return min(max((norm - self.low) / (self.high - self.low), 0.0), 1.0)


class Controls:
    """Note events of one port -> touches, keeping halves of 14-bit controllers. Owned by the port's thread."""

    def __init__(self) -> None:
        self._coarse: dict[tuple[int, int], int] = {}
        self._selected: dict[int, tuple[int, int]] = {}

    def feed(self, event: NoteEvent) -> Iterator[Touch]:
        """The controls that an event moves: a 14-bit one moves two."""
        channel, value = event.channel + 1, min(max(event.value / 127.0, 0.0), 1.0)
        match event.kind:
            case "on":
                yield Touch("note", event.number, channel, value)
            case "off":
                yield Touch("note", event.number, channel, 0.0)
            case "bend":
                yield Touch("bend", 0, channel, (min(max(event.value, -1.0), 1.0) + 1.0) / 2.0)
            case "pressure":
                yield Touch("press", event.number, channel, value)
            case "program":
                yield Touch("pc", event.number, channel, 1.0)
            case "control":
                yield from self._controller(event.number, int(event.value) & 127, channel)

    def _controller(self, number: int, value: int, channel: int) -> Iterator[Touch]:
        if number in SELECTS:
            self._select(number, value, channel)
        self._coarse[channel, number] = value
        whole = (self._coarse.get((channel, number - 32), 0) << 7) + value
        selected = self._selected.get(channel)
        if selected is not None and number in (DATA_HIGH, DATA_LOW):
            place = value / 127 if number == DATA_HIGH else whole / 16383
            yield Touch("nrpn", (selected[0] << 7) + selected[1], channel, place)
            return
        yield Touch("cc", number, channel, value / 127)
        if 32 <= number < 64 and (channel, number - 32) in self._coarse:
            yield Touch("cc14", number - 32, channel, whole / 16383)

    def _select(self, number: int, value: int, channel: int) -> None:
        """Which numbered parameter the data that follow mean."""
        self._selected.pop(channel, None)
        high, low = (self._coarse.get((channel, half), 127) for half in (NRPN_HIGH, NRPN_LOW))
        high, low = (value, low) if number == NRPN_HIGH else (high, value)
        # registered ones (bend range, tuning) are no controls, and 127, 127 is none at all
        if number in (NRPN_HIGH, NRPN_LOW) and (high, low) != (127, 127):
            self._selected[channel] = high, low


class Maps(msgspec.Struct, frozen=True):
    """All that is remembered of controllers."""

    maps: tuple[Mapping, ...] = ()
    pickup: Pickup = "pickup"
    pc_channel: int = 0
    """Program changes on it recall presets: 1..16, 0 for all, -1 for none."""
    feedback: bool = False
    """Whether controllers are told where their faders and lights should be."""
    ignored: tuple[str, ...] = ()
    """Ports that are not listened to."""


def maps_file() -> Path:
    """Beside the settings."""
    return settings_file().with_name("midi-maps.json")


def load_maps(path: Path) -> Maps:
    """What was remembered, nothing where nothing was.

    Raises:
        ValueError: the file cannot be understood; it has been put aside as `.broken`.
        OSError: it cannot be read.
    """
    if not path.exists():
        return Maps()
    try:
        return msgspec.json.decode(path.read_bytes(), type=Maps)
    except (msgspec.DecodeError, ValueError) as error:
        aside = path.with_suffix(".broken")
        path.replace(aside)
        raise ValueError(
            f"{path.name} must hold MIDI maps ({error}); it is kept as {aside.name}, learn again"
        ) from None


def save_maps(path: Path, maps: Maps) -> None:
    """Remember; raises OSError where the folder cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(msgspec.json.format(msgspec.json.encode(maps)))
    part.replace(path)


def feedback(mapping: Mapping, place: float) -> Sequence[Sequence[int]]:
    """The messages that bring a motor fader to `place`, 0..1, or light a key from one half on."""
    channel, coarse, whole = max(0, mapping.channel - 1), round(place * 127), round(place * 16383)
    control = 0xB0 | channel
    match mapping.kind:
        case "cc" | "rel" | "rel_sign":
            return [[control, mapping.number, coarse]]
        case "cc14":
            return [[control, mapping.number, whole >> 7], [control, mapping.number + 32, whole & 127]]
        case "nrpn":
            select = [[control, NRPN_HIGH, mapping.number >> 7], [control, NRPN_LOW, mapping.number & 127]]
            return [*select, [control, DATA_HIGH, whole >> 7], [control, DATA_LOW, whole & 127]]
        case "bend":
            return [[0xE0 | channel, whole & 127, whole >> 7]]
        case "note" | "toggle" | "velocity":
            return [[0x90 | channel, mapping.number, 127 if place >= 0.5 else 0]]
    return []
