"""The answers that play: notes, scenes, panic, and the way back to safety."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rtxmodal.control.asking import send_dump
from rtxmodal.control.desk import Call, Desk, Refusal
from rtxmodal.control.route import Route
from rtxmodal.control.turning import alias
from rtxmodal.control.wire import Message, pages
from rtxmodal.notes import NoteEvent

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.-]{0,63}")
ALL_NOTES_OFF = 123  # MIDI controller number
OSC_PORT = "osc"  # the name under which controllers that come by OSC are learnt
SAFE_GAIN = -12.0  # dB
LEAD = 0.5  # s; the stage keeps notes for one second at most


def note(desk: Desk, call: Call) -> Iterable[Message]:
    """A key: pitch, velocity (0 lets go), channel."""
    pitch, velocity = round(call.number(0, 0, 127)), call.number(1, 0, 127)
    return _play(desk, call, NoteEvent(0, "on" if velocity > 0 else "off", pitch, velocity, _channel(call, 2)))


def note_off(desk: Desk, call: Call) -> Iterable[Message]:
    """A key let go: pitch, channel."""
    return _play(desk, call, NoteEvent(0, "off", round(call.number(0, 0, 127)), 0.0, _channel(call, 1)))


def bend(desk: Desk, call: Call) -> Iterable[Message]:
    """The pitch wheel: -1..1, channel."""
    return _play(desk, call, NoteEvent(0, "bend", 0, call.number(0, -1.0, 1.0), _channel(call, 1)))


def pressure(desk: Desk, call: Call) -> Iterable[Message]:
    """How hard the keys are held: 0..1, channel."""
    return _play(desk, call, NoteEvent(0, "pressure", 0, 127.0 * call.number(0, 0.0, 1.0), _channel(call, 1)))


def controller(desk: Desk, call: Call) -> Iterable[Message]:
    """A controller as if it came by MIDI: number, 0..1, channel."""
    number, value = round(call.number(0, 0, 127)), 127.0 * call.number(1, 0.0, 1.0)
    return _play(desk, call, NoteEvent(0, "control", number, value, _channel(call, 2)))


def _play(desk: Desk, call: Call, event: NoteEvent) -> Iterable[Message]:
    if event.kind not in ("on", "off") and desk.port.learn.take(event, OSC_PORT):
        return ()
    desk.port.note_at(event, call.now if call.when is None else call.when)
    return ()


def _channel(call: Call, place: int) -> int:
    """The optional channel, 1..16 on the wire and 0..15 inside."""
    return round(call.number(place, 1, 16, default=1.0)) - 1


def notes_off(desk: Desk, call: Call) -> Iterable[Message]:
    """All keys let go, on all channels."""
    for channel in range(16 if call.fires else 0):
        desk.port.note(NoteEvent(0, "control", ALL_NOTES_OFF, 0.0, channel))
    return ()


def panic(desk: Desk, call: Call) -> Iterable[Message]:
    """All notes off, all states forgotten; every listener is told."""
    if call.fires:
        desk.port.panic()
        desk.announcements.append(Message(call.address, (1,)))
    return ()


def safe(desk: Desk, call: Call) -> Iterable[Message]:
    """Out of trouble: the preset `safe` if there is one, ramps end, limiter on, gain no more than -12 dB; all told."""
    if not call.fires:
        return ()
    desk.ramps.clear()
    if "safe" in desk.port.presets.names():
        desk.port.presets.recall("safe", 0.0, "off")
    gain = min(SAFE_GAIN, desk.port.table.value("output_gain"))
    desk.port.set_many({"limiter": 1.0, "output_gain": gain})
    for listener in desk.listeners:
        send_dump(desk, listener.target, listener.family)
    return ()


def scene(desk: Desk, call: Call) -> Iterable[Message]:
    """Read or change the scene, by name or by its place in the list."""
    if call.asks:
        return call.reply(desk.port.scene.name)
    names = list(desk.port.scenes())
    given = call.arguments[0]
    if isinstance(given, int | float) and not isinstance(given, bool):
        place = call.number(0, 0, max(0, len(names) - 1))
        given = names[int(place)] if names else ""
    if not isinstance(given, str) or not NAME.fullmatch(given) or given not in names:
        raise Refusal("name", f"scene must be one of {', '.join(names)[:300] or 'none'}, got {str(given)[:64]!r}")
    desk.port.load_scene(given)
    return ()


def scenes(desk: Desk, call: Call) -> Iterable[Message]:
    """The names of all scenes."""
    return pages(call.address, desk.port.scenes())


def titles(desk: Desk, call: Call) -> Iterable[Message]:
    """What all scenes are called."""
    return pages(call.address, desk.port.titles())


def _same_as(path: str, parameter: str, takes: str, meaning: str) -> Route:
    return Route(path, takes, "get, echo", meaning, alias(parameter), parameter)


ROUTES: tuple[Route, ...] = (
    Route("panic", "[trigger]", "/panic i to listeners", "all notes off, all states forgotten", panic),
    Route(
        "safe",
        "[trigger]",
        "dump to listeners",
        "preset `safe` if there is one, ramps end, limiter on, output gain -12 dB at most",
        safe,
    ),
    Route("note", "i i [i]", "", "a key: pitch, velocity (0 lets go), channel 1..16", note, lead_seconds=LEAD),
    Route("note_off", "i [i]", "", "a key let go: pitch, channel 1..16", note_off, lead_seconds=LEAD),
    Route("notes_off", "[trigger]", "", "all keys let go", notes_off),
    Route("bend", "f [i]", "", "the pitch wheel -1..1, channel 1..16", bend, lead_seconds=LEAD),
    Route("pressure", "f [i]", "", "how hard keys are held 0..1, channel 1..16", pressure, lead_seconds=LEAD),
    Route(
        "cc",
        "i f [i]",
        "",
        "a controller as if by MIDI, mappings and all: number, 0..1, channel",
        controller,
        lead_seconds=LEAD,
    ),
    _same_as("audio/bypass", "bypass", "i", "every sound lane gives its input, as late as ever"),
    _same_as("audio/run", "run", "i", "off: silence, faded, and the sound lanes rest"),
    _same_as("audio/mute", "mute", "i", "sound off"),
    _same_as("audio/limiter", "limiter", "i", "the limiter on or off"),
    _same_as("audio/ceiling", "ceiling", "f", "what the limiter lets through"),
    _same_as("visual/blackout", "blackout", "i", "window black, sound untouched"),
    _same_as("visual/freeze", "freeze", "i", "hold the picture"),
    _same_as("visual/brightness", "brightness", "f", "master dimmer"),
    _same_as("visual/test", "test", "i", "circle, grid, greys and colours to set a projector by"),
    _same_as("visual/fullscreen", "fullscreen", "i", "the whole display"),
    _same_as("visual/run", "window/shown", "i", "the window, or none; pictures go on being made"),
    _same_as("visual/display", "window/display", "i", "which monitor, from 0"),
    _same_as("visual/maxfps", "window/max_fps", "i", "pictures shown a second at most"),
    _same_as("visual/flash_limit", "window/flash_limit", "f", "flashes a second at most, 0: no limit"),
    Route(
        "visual/scene",
        "s | i",
        "get, echo",
        "the scene, by name or place in the list",
        scene,
        is_guarded=True,
        options=lambda port: port.scenes(),
    ),
    Route("visual/scenes", "", "get, s...", "the names of all scenes", scenes),
    Route("visual/titles", "", "get, s...", "what they are called, in the same order", titles),
)
