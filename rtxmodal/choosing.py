"""What a show is played with: chosen from what is there, each choice said in one line with its reason."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace

from rtxmodal.devices.audio import AudioChoice, AudioDevice, list_audio

Say = Callable[[str], None]


@dataclass(frozen=True)
class SoundCard:
    """What was found of the sound devices asked for."""

    choice: AudioChoice | None
    """None where nothing can play."""
    has_input: bool
    reason: str


def find_sound_card(wanted: AudioChoice, say: Say) -> SoundCard:
    """Look for the devices asked for, else the remembered ones, else the system's."""
    if wanted.host_api == "none":
        say("sound: none asked for, a clock stands in")
        return SoundCard(wanted, False, "a clock")
    try:
        devices = [device for device in list_audio() if (wanted.host_api or "").lower() in device.host_api.lower()]
    except OSError as error:
        return SoundCard(None, False, str(error))
    out = _find(devices, wanted.output, "output")
    if out is None:
        there = ", ".join(repr(device.name) for device in devices if device.channels_out) or "no output device"
        return SoundCard(None, False, f"no sound card to play on ({there} found)")
    heard = None if wanted.input == "" else _find(devices, wanted.input, "input")
    say(f"sound out: {out.name} ({_why(wanted.output, out.name)})")
    if heard is None:
        return SoundCard(replace(wanted, output=out.name, input=""), False, "no microphone")
    say(f"sound in: {heard.name} ({_why(wanted.input, heard.name)})")
    return SoundCard(replace(wanted, input=heard.name, output=out.name), True, "")


def _find(devices: list[AudioDevice], name: str | None, direction: str) -> AudioDevice | None:
    able = [device for device in devices if (device.channels_in if direction == "input" else device.channels_out) > 0]
    named = [device for device in able if name and name.lower() in device.name.lower()]
    default = [device for device in able if (device.is_default_in if direction == "input" else device.is_default_out)]
    return next(iter([*named, *default, *able]), None)


def _why(wanted: str | None, name: str) -> str:
    if wanted and wanted.lower() in name.lower():
        return "as asked for or remembered"
    return "the system's default" if not wanted else f"{wanted!r} is not there"


def has_screen() -> bool:
    """Whether a window can be opened."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"))
