"""The outermost level of an ONNX file: its metadata and the hash of its graph, without parsing its weights."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

METADATA_FIELD = 14  # ModelProto.metadata_props in onnx.proto3


def read_metadata(data: bytes) -> dict[str, str]:
    """The `metadata_props` of a serialised ONNX model, without parsing its weights.

    Raises:
        IndexError: the bytes are not a whole protobuf message.
    """
    found = {}
    for number, _, end, payload in _fields(data):
        if number == METADATA_FIELD:
            entry = {part: data[begin:stop].decode() for part, _, stop, begin in _fields(data[:end], payload)}
            found[entry.get(1, "")] = entry.get(2, "")
    return found


def graph_sha256(data: bytes) -> str:
    """Hash of a serialised ONNX model without its metadata, so that the card can carry it."""
    digest = hashlib.sha256()
    for number, start, end, _ in _fields(data):
        if number != METADATA_FIELD:
            digest.update(data[start:end])
    return digest.hexdigest()


def _fields(data: bytes, position: int = 0) -> Iterator[tuple[int, int, int, int]]:
    """Walk the top level of a protobuf message: (field number, start, end, start of the payload)."""
    while position < len(data):
        start = position
        key, position = _varint(data, position)
        kind = key & 7
        if kind == 2:
            length, position = _varint(data, position)
        elif kind in (1, 5):
            length = 8 if kind == 1 else 4
        elif kind == 0:
            length = _varint(data, position)[1] - position
        else:
            raise IndexError(f"wire type {kind}")
        if position + length > len(data):
            raise IndexError("message cut short")
        yield key >> 3, start, position + length, position
        position += length


def _varint(data: bytes, position: int) -> tuple[int, int]:
    """A base-128 number and the position after it."""
    value = shift = 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7
