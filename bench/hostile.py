"""Packets that no controller sends on purpose, and what they are made of."""

from __future__ import annotations

import struct
import time

from rtxmodal.control.wire import Message, encode


def bundle(*elements: bytes, tag: int = 1) -> bytes:
    """A bundle packet."""
    return b"#bundle\0" + struct.pack(">Q", tag) + b"".join(struct.pack(">i", len(e)) + e for e in elements)


def tag_at(seconds: float) -> int:
    """The time tag of a time in seconds since 1970."""
    return int((seconds + 2_208_988_800) * 2**32)


def nested(depth: int) -> bytes:
    """Bundles in bundles."""
    packet = encode(Message("/rtxmodal/params/drywet", (0.25,)))
    for _ in range(depth):
        packet = bundle(packet)
    return packet


SET = encode(Message("/rtxmodal/params/drywet", (0.5,)))
HOSTILE = {
    "nothing": b"",
    "no fours": b"/ab",
    "endless bundle": bytes.fromhex("2362756e646c65000000000000000001fffffffc"),
    "bundle without time": b"#bundle\0",
    "element of nothing": bundle(b""),
    "element beyond the end": b"#bundle\0" + struct.pack(">Qi", 1, 64) + SET[:32],
    "3000 deep": nested(3000),
    "5 deep": nested(5),
    "65507 bytes": b"/rtxmodal/ping" + b"a" * 65_493,
    "bad UTF-8 address": b"/rtx\xff\xfe\0\0,\0\0\0",
    "bad UTF-8 string": b"/rtxmodal/meta\0\0,s\0\0\xff\xfe\xfd\0",
    "tag S": b"/rtxmodal/ping\0\0,S\0\0abc\0",
    "tag c": b"/rtxmodal/ping\0\0,c\0\0\0\0\0a",
    "tag I": b"/rtxmodal/ping\0\0,I\0\0",
    "blob of negative size": b"/rtxmodal/ping\0\0,b\0\0\xff\xff\xff\xf0",
    "blob of negative size that comes out even": b"/a\0\0,bi\0\xff\xff\xff\xfc",
    "more after the last argument": b"/rtxmodal/ping\0\0,i\0\0\0\0\0\1\0\0\0\2",
    "blob beyond the end": b"/rtxmodal/ping\0\0,b\0\0\x7f\xff\xff\xff",
    "string without end": b"/rtxmodal/ping\0\0,s\0\0abcd",
    "argument missing": b"/rtxmodal/ping\0\0,ff\0\0\0\0\0",
    "open array": b"/rtxmodal/ping\0\0,[i\0\0\0\0\1",
    "arrays 8 deep": b"/rtxmodal/ping\0\0," + b"[" * 8 + b"]" * 8 + b"\0\0\0",
    "300 messages": bundle(*[b"/a\0\0"] * 150, bundle(*[b"/a\0\0"] * 150)),
    "no slash": b"abc\0,\0\0\0",
    "zeros": bytes(64),
}
"""Packets that must not be obeyed."""
ODD = {
    "ten stars": b"/rtxmodal/params/**********!\0\0\0\0,f\0\0\x3f\0\0\0",
    "all patterns": b"/rtxmodal/{a,b}[!c]?*/x\0,\0\0\0",
    "a year ahead": bundle(SET, tag=tag_at(time.time() + 3e7)),
    "the last moment of OSC": bundle(SET, tag=2**64 - 1),
    "1970": bundle(SET, tag=0x83AA7E80 << 32),
}
"""Packets that are well formed and must do no harm."""
