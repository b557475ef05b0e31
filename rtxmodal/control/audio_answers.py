"""The answers about the sound card: which plays, which there are, and another one."""

from __future__ import annotations

from collections.abc import Iterable

from rtxmodal.control.desk import Call, Desk, Refusal
from rtxmodal.control.route import Route, only_told
from rtxmodal.control.wire import Message

LONGEST_NAME = 128


def devices(desk: Desk, call: Call) -> Iterable[Message]:
    """Look for all devices; they are told when they are found."""
    if call.fires:
        desk.port.devices.list()
    return ()


def in_device(desk: Desk, call: Call) -> Iterable[Message]:
    """The input by name, or another one."""
    return _device(desk, call, "input", desk.port.devices.input)


def out_device(desk: Desk, call: Call) -> Iterable[Message]:
    """The output by name, or another one."""
    return _device(desk, call, "output", desk.port.devices.output)


def _device(desk: Desk, call: Call, side: str, opened: tuple[str, int]) -> Iterable[Message]:
    if call.asks:
        return call.reply(opened[0])
    name = call.text(0)
    if len(name) > LONGEST_NAME:
        raise Refusal("name", f"sound {side} must have at most {LONGEST_NAME} characters, got {len(name)}")
    desk.port.devices.choose(side, name)
    return ()


def input_state(desk: Desk, call: Call) -> Iterable[Message]:
    """Whether the input is there."""
    return call.reply(*desk.port.devices.input)


def output_state(desk: Desk, call: Call) -> Iterable[Message]:
    """Whether the output is there."""
    return call.reply(*desk.port.devices.output)


ROUTES: tuple[Route, ...] = (
    Route("audio/devices", "[trigger]", "/audio/devices/in, /out", "look for all sound devices", devices),
    Route("audio/rescan", "[trigger]", "/audio/devices/in, /out", "the same", devices),
    Route("audio/devices/in", "", "s...", "names of the inputs", only_told("after /audio/devices")),
    Route("audio/devices/out", "", "s...", "names of the outputs", only_told("after /audio/devices")),
    Route("audio/in_device", "s", "get, /status/audio_in", "the input, by a part of its name; empty for none",
          in_device, is_guarded=True),
    Route("audio/out_device", "s", "get, /status/audio_out", "the output, by a part of its name",
          out_device, is_guarded=True),
    Route("audio/refused", "", "s", "why the device is not taken", only_told("when a device is not there")),
    Route("status/audio_in", "", "get, s i", "name of the input, and whether it is there", input_state),
    Route("status/audio_out", "", "get, s i", "the same of the output; a clock stands in for one that is lost",
          output_state),
)  # fmt: skip
