"""OSC packets: checked before anything parses them, then decoded and encoded by python-osc.

python-osc 1.10 follows a negative element size for ever (20 bytes hang it), recurses once for each nested bundle, and
reads on at the wrong place after a type tag that it does not know. So bundles are taken apart here, without recursion,
and only single messages whose every byte is accounted for reach its decoder.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pythonosc.osc_message import OscMessage, ParseError
from pythonosc.osc_message_builder import OscMessageBuilder

ROOT = "/rtxmodal"
LARGEST_PACKET = 8192
LARGEST_SENT = 1400  # bytes; fits an Ethernet frame, and every client's buffer
MOST_MESSAGES = 256
DEEPEST_BUNDLE = 4
BUNDLE = b"#bundle\0"
IMMEDIATELY = 1
UNIX_EPOCH = 2_208_988_800  # seconds from 1900, where OSC time starts, to 1970
ADDRESS = re.compile(rb'/[!-"$-~]{0,127}')  # printable ASCII without space and #
NUMBERS = re.compile(rb'(?P<address>/[!-"$-~]{0,127})(?P<before>\0{1,4}),(?P<tags>[if]*)(?P<after>\0{1,4})')
SIZES = {"i": 4, "f": 4, "r": 4, "m": 4, "h": 8, "d": 8, "t": 8, "T": 0, "F": 0, "N": 0, "[": 0, "]": 0}
LARGEST_FLOAT = 3.4028234e38
LARGEST_INT = 2**31 - 1
LARGEST_TEXT = 1000  # bytes


@dataclass(frozen=True)
class Message:
    """One message, in or out."""

    address: str
    arguments: tuple[Any, ...] = ()
    """In: whatever came. Out: int, float, str and bool, sent as `i`, `f`, `s` and `i`."""
    time: float | None = None
    """When to obey, in seconds since 1970; None for now."""


def decode(packet: bytes) -> list[Message]:
    """The messages of a packet, bundles flattened, in order.

    Raises:
        ValueError: any byte that is not OSC as this server takes it, in one line.
    """
    if not 4 <= len(packet) <= LARGEST_PACKET or len(packet) % 4:
        raise ValueError(
            f"OSC packet must have 4..{LARGEST_PACKET} bytes in fours, got {len(packet)}; send it in parts"
        )
    return [_decode_message(piece, time) for piece, time in _take_apart(packet)]


def encode(message: Message) -> bytes:
    """A packet of one message with the types that every client reads: `i`, `f` and `s`.

    Texts are cut after 1000 bytes and numbers held at what 32 bits can say.
    """
    builder = OscMessageBuilder(message.address)
    for argument in message.arguments:
        if isinstance(argument, str):
            cut = argument.replace("\0", " ").encode("utf-8", "replace")[:LARGEST_TEXT]
            builder.add_arg(cut.decode("utf-8", "ignore"), "s")
        elif isinstance(argument, int):
            builder.add_arg(max(-LARGEST_INT, min(int(argument), LARGEST_INT)), "i")
        else:
            number = float(argument)
            builder.add_arg(0.0 if math.isnan(number) else max(-LARGEST_FLOAT, min(number, LARGEST_FLOAT)), "f")
    packet = builder.build().dgram
    if len(packet) > LARGEST_SENT:
        raise ValueError(f"{message.address} must fit {LARGEST_SENT} bytes, got {len(packet)}; send it with `pages`")
    return packet


def pages(address: str, texts: Iterable[str]) -> list[Message]:
    """A list of texts as messages that each fit one packet; an empty list is one empty message.

    >>> [len(page.arguments) for page in pages("/list", ["x" * 99] * 20)]
    [12, 8]
    """
    found: list[list[str]] = [[]]
    used = 0
    for text in texts:
        need = len(text.encode("utf-8", "replace")[:LARGEST_TEXT]) + 6  # its tag, its end and its padding
        if used + need > LARGEST_SENT - 140 and found[-1]:  # 140: the address and its padding
            found.append([])
            used = 0
        found[-1].append(text)
        used += need
    return [Message(address, tuple(page)) for page in found]


def _take_apart(packet: bytes) -> list[tuple[bytes, float | None]]:
    """Every message of a packet, in order, with its bundle's time."""
    waiting: list[tuple[bytes, int, float | None]] = [(packet, 0, None)]
    found: list[tuple[bytes, float | None]] = []
    elements = 0
    while waiting:
        piece, depth, time = waiting.pop()
        elements += 1
        if elements + len(waiting) > MOST_MESSAGES:
            raise ValueError(f"OSC packet must hold at most {MOST_MESSAGES} elements; send several packets")
        if not piece.startswith(BUNDLE):
            found.append((piece, time))
            continue
        if depth >= DEEPEST_BUNDLE:
            raise ValueError(f"OSC bundles must nest at most {DEEPEST_BUNDLE} deep; send them side by side")
        inner, time = _split_bundle(piece)
        waiting.extend((element, depth + 1, time) for element in reversed(inner))
    return found


def _split_bundle(bundle: bytes) -> tuple[list[bytes], float | None]:
    """The elements of a bundle and its time, None for now."""
    if len(bundle) < 16:
        raise ValueError(f"OSC bundle must have a time tag, got {len(bundle)} bytes")
    (tag,) = struct.unpack_from(">Q", bundle, 8)
    elements, place = [], 16
    while place < len(bundle):
        (size,) = struct.unpack_from(">i", bundle, place)
        if size < 4 or size % 4 or place + 4 + size > len(bundle):
            raise ValueError(f"OSC bundle element must have a size in fours that fits the packet, got {size}")
        elements.append(bundle[place + 4 : place + 4 + size])
        place += 4 + size
    return elements, None if tag <= IMMEDIATELY else tag / 2**32 - UNIX_EPOCH


def _decode_message(message: bytes, time: float | None) -> Message:
    end = message.find(0)
    tags = message.find(0, end + 4 - end % 4)
    start = tags + 4 - tags % 4
    head = _numbers_after(message[:start])
    if head is not None and len(message) == start + head[1].size:
        return Message(head[0], head[1].unpack_from(message, start), time)
    return _read_message(message, time)


@lru_cache(1024)
def _numbers_after(head: bytes) -> tuple[str, struct.Struct] | None:
    """Address and type tags -> the address, and how the numbers behind are read; None unless all are `i` and `f`.

    A fader sends the same head a thousand times: it is checked once.
    """
    found = NUMBERS.fullmatch(head)
    if found is None:
        return None
    tags = found["tags"]
    is_padded = len(found["before"]) == 4 - len(found["address"]) % 4 and len(found["after"]) == 4 - (1 + len(tags)) % 4
    return (found["address"].decode(), struct.Struct(f">{tags.decode()}")) if is_padded else None


def _read_message(message: bytes, time: float | None) -> Message:
    _check_message(message)
    try:
        parsed = OscMessage(message)
    except (ParseError, ValueError, OverflowError, struct.error) as error:
        raise ValueError(f"OSC message must be readable, got {message[:32]!r} ({error})") from None
    return Message(parsed.address, tuple(parsed.params), time)


def _check_message(message: bytes) -> None:
    """Account for every byte of a message; raises ValueError."""
    address, place = _string_at(message, 0)
    if not ADDRESS.fullmatch(address):
        raise ValueError(f"OSC address must be / and at most 127 printable ASCII characters, got {address[:32]!r}")
    if place == len(message):
        return  # TouchDesigner leaves the type tags away where there are no arguments
    tags, place = _string_at(message, place)
    if not tags.startswith(b","):
        raise ValueError(f"OSC type tags must start with a comma, got {tags[:32]!r}")
    depth = 0
    for tag in tags[1:].decode("latin-1"):
        place = _end_of_argument(message, place, tag)
        depth += (tag == "[") - (tag == "]")
        if not 0 <= depth <= DEEPEST_BUNDLE:
            raise ValueError(f"OSC arrays must close and nest at most {DEEPEST_BUNDLE} deep, got {tags[:32]!r}")
    if depth or place != len(message):
        raise ValueError(f"OSC message must end with its last argument, got {len(message) - place} bytes more")


def _end_of_argument(message: bytes, place: int, tag: str) -> int:
    """Where the argument of type `tag` at `place` ends."""
    if tag == "s":
        return _string_at(message, place)[1]
    if tag == "b":
        if place + 4 > len(message):
            raise ValueError("OSC blob must have a size, got none")
        (size,) = struct.unpack_from(">i", message, place)
        if size < 0:
            raise ValueError(f"OSC blob must have a size of 0 or more, got {size}")
        end = place + 4 + int(size) + -int(size) % 4
    elif tag in SIZES:
        end = place + SIZES[tag]
    else:
        raise ValueError(f"OSC type must be one of i f s b h d t r m T F N [ ], got {tag!r}; send i, f or s")
    if end > len(message):
        raise ValueError(f"OSC argument of type {tag!r} must lie in the packet, got {end - len(message)} bytes too few")
    return end


def _string_at(message: bytes, place: int) -> tuple[bytes, int]:
    """The string at `place` and where its padding ends."""
    end = message.find(0, place)
    after = end + 4 - end % 4
    if end < 0 or after > len(message):
        raise ValueError(f"OSC string must end with a zero and be padded to fours, got {message[place : place + 32]!r}")
    return message[place:end], after
