"""A running show over real JACK MIDI: a keyboard at one end, a recorder at the other, no window."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bench.theatre import environment, sound_card
from rtxmodal.control import OscChoice
from rtxmodal.devices.audio import AudioChoice
from rtxmodal.scene_file import load_scene
from rtxmodal.stage.show import Show
from rtxmodal.stage.supervisor import Supervisor

PATIENCE_SECONDS = 20.0
needs_jack_midi = pytest.mark.skipif(
    shutil.which("jackd") is None or Path("/dev/snd/seq").exists(),
    reason="needs jackd2 (apt-get install jackd2), and no ALSA sequencer, which would be chosen before JACK",
)


class Recorder:
    """Hears a MIDI port as a sequencer would."""

    def __init__(self) -> None:
        import rtmidi

        self.heard: list[tuple[int, ...]] = []
        self._port = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, "sequencer")
        self._port.ignore_types(timing=False)
        self._port.set_callback(lambda message, _: self.heard.append(tuple(message[0])))

    def connect(self, name: str) -> None:
        wait_for(lambda: any(name in port for port in self._port.get_ports()), name)
        self._port.open_port(next(n for n, port in enumerate(self._port.get_ports()) if name in port), "in")

    def sounding(self) -> set[tuple[int, int]]:
        """Channel and pitch of what hangs."""
        held: set[tuple[int, int]] = set()
        for message in self.heard:
            kind, channel = message[0] & 0xF0, message[0] & 15
            if kind == 0x90 and message[2]:
                held.add((channel, message[1]))
            elif kind in (0x80, 0x90):
                held.discard((channel, message[1]))
            elif kind == 0xB0 and message[1] in (120, 123):
                held = {key for key in held if key[0] != channel}
        return held

    def close(self) -> None:
        self._port.close_port()
        self._port.delete()


class MidiShow:
    """The show, its keyboard and its recorder."""

    def __init__(self, scene: Path, **choices: Any) -> None:
        import rtmidi

        self.said: list[str] = []
        self.keyboard = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, "keyboard")
        self.keyboard.open_virtual_port("out")
        audio = choices.pop("audio", AudioChoice(host_api="none"))
        show = Show(load_scene(scene), (), audio, None, "cpu", OscChoice(port=0), **choices)
        self.supervisor = Supervisor(show, self.said.append, lambda line: None)
        self.supervisor.start()
        self._run = threading.Thread(target=self.supervisor.run, daemon=True)
        self._run.start()
        wait_for(lambda: self.supervisor.status()[0].generation > 0, "the sound")
        wait_for(lambda: any("MIDI from keyboard:out" in line for line in self.said), "the keyboard")
        self.recorder = Recorder()
        self.recorder.connect("rtxmodal out")

    @property
    def heard(self) -> list[tuple[int, ...]]:
        return self.recorder.heard

    def press(self, *pitches: int) -> None:
        for pitch in pitches:
            self.keyboard.send_message([0x90, pitch, 100])

    def press_again(self, pitch: int) -> None:
        """A key that is let go first; a stage that comes back does not hear the first ones."""
        self.keyboard.send_message([0x80, pitch, 0])
        self.press(pitch)
        time.sleep(0.1)

    def close(self) -> None:
        if self.supervisor is not None:
            self.supervisor.quit()
            self._run.join(5)
            self.supervisor.stop()
            self.supervisor = None  # type: ignore[assignment]

    def put_away(self) -> None:
        self.recorder.close()
        self.unplug()

    def unplug(self) -> None:
        if self.keyboard is not None:
            time.sleep(0.1)  # RtMidi, the keyboard's, must have sent what it holds before it is closed
            self.keyboard.close_port()
            self.keyboard.delete()
            self.keyboard = None


def wait_for(there: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not there():
        assert time.monotonic() < deadline, f"{what} did not come"
        time.sleep(0.005)


def came(there: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Whether it came in that time: a JACK server that is stalled by its machine drops what was in that cycle."""
    deadline = time.monotonic() + seconds
    while not there() and time.monotonic() < deadline:
        time.sleep(0.005)
    return there()


@contextmanager
def midi_show(folder: Path, scene: str, **choices: Any) -> Iterator[MidiShow]:
    """Play a scene, given as TOML."""
    (folder / "scene.toml").write_text(scene)
    with sound_card(period=256), environment(RTXMODAL_SETTINGS=str(folder / "settings.json")):
        show = MidiShow(folder / "scene.toml", **choices)
        try:
            yield show
        finally:
            show.close()
            show.put_away()
