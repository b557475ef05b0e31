"""Which sound card plays, and another one while the show goes on."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, replace

from rtxmodal.devices.audio import AudioChoice, AudioDevice, list_audio
from rtxmodal.stage.shared import Devices, OpenAudio

LIST_SECONDS = 20.0
OURSELVES = "PortAudio"  # as a JACK server names the show that looks for devices: it would hear itself
MOST_WAITING = 4  # questions about devices


class SoundDevices:
    """Listed by a process of its own: PortAudio sees a card that was plugged in only when it starts anew.

    `hear` belongs to the main thread; the rest may be called from any.
    """

    def __init__(self, choice: AudioChoice, send: Callable[[OpenAudio], object], announce: Callable[..., None]) -> None:
        """Begin with the show's choice.

        Args:
            choice: what is played on at the start.
            send: tells the sound process.
            announce: tells the listeners.
        """
        self.choice = choice
        """What is played on, or waited for."""
        self.opened: Devices | None = None
        """What the sound process has open; None before the first."""
        self._send, self._announce = send, announce
        self._listing = threading.Lock()
        self._places = threading.BoundedSemaphore(MOST_WAITING)

    def hear(self, opened: Devices) -> None:
        """The sound process has opened something."""
        self.opened = opened
        self._announce("status/audio_in", *self.input)
        self._announce("status/audio_out", *self.output)

    @property
    def input(self) -> tuple[str, int]:
        """Name of the input and 1, or empty and 0."""
        name = None if self.opened is None else self.opened.input
        return name or "", int(name is not None)

    @property
    def output(self) -> tuple[str, int]:
        """Name of the output and 1, or empty and 0 while a clock stands in."""
        name = None if self.opened is None else self.opened.output
        return name or "", int(name is not None)

    def list(self) -> None:
        """Announce all devices when they are found."""
        self._start(self._tell_list)

    def choose(self, side: str, name: str) -> None:
        """Open another `input` or `output` if there is one of that name; announce what there is if not."""
        self._start(lambda: self._open(side, name))

    # -- inside, in a thread of its own ------------------------------------------------------------------

    def _start(self, work: Callable[[], None]) -> None:
        if not self._places.acquire(blocking=False):
            raise ValueError(f"sound devices must be asked for {MOST_WAITING} times at once at most; wait for a second")
        threading.Thread(target=self._run, args=(work,), name="sound devices", daemon=True).start()

    def _run(self, work: Callable[[], None]) -> None:
        try:
            with self._listing:  # one after the other: the last choice stays
                work()
        finally:
            self._places.release()

    def _tell_list(self) -> None:
        found = find_devices()
        for side in ("in", "out"):
            names = [device.name for device in found if _channels(device, side)]
            self._announce(f"audio/devices/{side}", *names)

    def _open(self, side: str, name: str) -> None:
        there = [device for device in find_devices() if _channels(device, side.removesuffix("put"))]
        if not any(name.lower() in device.name.lower() for device in there) and (side == "output" or name):
            names = ", ".join(device.name for device in there) or "none"
            self._announce("audio/refused", f"sound {side} must be one of {names}, got {name!r}; plug it in")
            return
        self.choice = replace(self.choice, input=name) if side == "input" else replace(self.choice, output=name)
        self._send(OpenAudio(self.choice))


def find_devices() -> list[AudioDevice]:
    """All sound devices, as a process sees them that starts now; none where PortAudio cannot be asked."""
    code = f"import {__name__} as found; found.print_devices()"
    try:
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=LIST_SECONDS, check=True
        )
        found = [AudioDevice(**facts) for facts in json.loads(done.stdout.splitlines()[-1])]
        return [device for device in found if device.name != OURSELVES]
    except (subprocess.SubprocessError, OSError, ValueError, IndexError):
        return []


def print_devices() -> None:
    """What `find_devices` runs in its process."""
    sys.stdout.write("\n" + json.dumps([asdict(device) for device in list_audio()]) + "\n")


def _channels(device: AudioDevice, side: str) -> int:
    return device.channels_in if side == "in" else device.channels_out
