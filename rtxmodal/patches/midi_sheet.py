"""Live, or any sequencer, by MIDI alone: a controller number for every parameter, and the map that rtxmodal reads."""

from __future__ import annotations

import msgspec

from rtxmodal.control.mapping import Mapping, Maps
from rtxmodal.params import Parameter
from rtxmodal.patches.surface import Surface, address, fill, fixed

CHANNEL = 16  # the last one: played channels stay free; more parameters go to the one before
NUMBERS = (*range(20, 32), *range(102, 120), *range(85, 96), *range(70, 80), 3, 9, 14, 15)
"""Controllers that nothing else means much by, best first: no bank, pedal, data entry or channel mode."""


def mappings(surface: Surface) -> tuple[Mapping, ...]:
    """A control for every parameter; it jumps, since a sequencer cannot be turned until it meets the value."""
    return tuple(
        Mapping(parameter.id, "cc", CHANNEL - place // len(NUMBERS), NUMBERS[place % len(NUMBERS)], pickup="jump")
        for place, (_, parameter) in enumerate(surface.parameters)
    )


def files(surface: Surface) -> dict[str, bytes]:
    """The sheet to read and the map to load."""
    found = mappings(surface)
    titles = {parameter.id: group.title for group, parameter in surface.parameters}
    rows = [_row(surface.table[one.parameter], titles[one.parameter], one) for one in found]
    head = "| group | parameter | channel | CC | 0 | 64 | 127 | address |\n|---|---|---|---|---|---|---|---|\n"
    values = {"SCENE": surface.scene.name, "TABLE": head + "\n".join(rows), "MAP": fixed("midi/map")}
    maps = msgspec.json.format(msgspec.json.encode(Maps(found)))
    return {"midi.md": fill("midi.md", values), "midi-maps.json": maps + b"\n"}


def _row(parameter: Parameter, group: str, mapping: Mapping) -> str:
    places = [_at(parameter, value) for value in (0, 64, 127)]
    name = parameter.label or parameter.id
    words = (group, name, mapping.channel, mapping.number, *places, f"`{address(parameter)}`")
    return "| " + " | ".join(str(word).replace("|", "/") for word in words) + " |"


def _at(parameter: Parameter, value: int) -> str:
    """What the parameter is when the control is there; a trigger fires when it comes above the half."""
    if parameter.kind == "trigger":
        return "fires" if value == 127 else ""
    return parameter.text(parameter.from_norm(value / 127))
