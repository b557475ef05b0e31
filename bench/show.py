"""Figures of a whole show: three processes, a JACK server as the card, Xvfb as the screen, OSC and MIDI as traffic."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from pythonosc.osc_message_builder import OscMessageBuilder

from bench.lanes import music
from bench.rows import Row, spread
from bench.theatre import joined, screen, sound_card
from rtxmodal.control import OscChoice
from rtxmodal.devices.audio import AudioChoice
from rtxmodal.notes import NoteEvent
from rtxmodal.scene_file import load_scene
from rtxmodal.stage.shared import PictureStatus, SoundStatus
from rtxmodal.stage.show import Show
from rtxmodal.stage.supervisor import Supervisor

OSC_A_SECOND = 200
TURNS = 120  # of a fader, for the time from OSC to sound


class Musician:
    """Plays into the show and records what comes out, on the JACK server's clock of frames.

    Two clients: one that did both would close a circle, and JACK would break it by a period of delay.
    """

    def __init__(self, sound: np.ndarray) -> None:
        import jack

        self.sound = sound
        self._heard: list[tuple[int, np.ndarray]] = []
        self._player, self._listener = (jack.Client(name, no_start_server=True) for name in ("player", "listener"))
        self._out = self._player.outports.register("out")
        self._in = self._listener.inports.register("in")
        self._player.set_process_callback(self._play)
        self._listener.set_process_callback(self._listen)
        for client in (self._player, self._listener):
            client.activate()

    def _play(self, frames: int) -> None:
        now = self._player.last_frame_time
        self._out.get_array()[:] = self.sound[np.arange(now, now + frames) % len(self.sound)]

    def _listen(self, frames: int) -> None:
        self._heard.append((self._listener.last_frame_time, self._in.get_array().copy()))

    def recording(self) -> tuple[int, np.ndarray]:
        """What was heard since the last call: its first frame, and the sound, cycles that the server lost silent."""
        taken, self._heard = self._heard, []
        return joined(taken)

    def connect(self) -> None:
        """Plug into the show: its first input and output."""
        ports = self._listener.get_ports(is_audio=True)
        theirs = [port for port in ports if port.name.split(":")[0] not in ("system", "player", "listener")]
        self._player.connect(self._out, next(port for port in theirs if port.is_input))
        self._listener.connect(next(port for port in theirs if port.is_output), self._in)

    @property
    def frame(self) -> int:
        """The server's clock now."""
        return int(self._listener.frame_time)

    def close(self) -> None:
        """Leave the server."""
        for client in (self._player, self._listener):
            client.deactivate()
            client.close()


def play(seconds: float) -> Iterator[Row]:
    """The default scene for so long, with everything going on at once."""
    with sound_card(), screen():
        began = time.monotonic()
        choice = AudioChoice(host_api="JACK")
        show = Show(load_scene("default"), ("default",), choice, osc=OscChoice(port=0), values={"output_gain": 0.0})
        said: list[str] = []
        supervisor = Supervisor(show, said.append, lambda line: None)
        supervisor.start()
        watch = threading.Thread(target=supervisor.run, daemon=True)
        watch.start()
        try:
            yield _first(supervisor, began)
            yield from _measure(supervisor, seconds)
        finally:
            supervisor.quit()
            watch.join()
            supervisor.stop()


def _first(supervisor: Supervisor, began: float) -> Row:
    deadline = began + 60
    while time.monotonic() < deadline:
        sound, picture = supervisor.status()
        if sound.generation > 0 and picture.pictures > 0:
            break
        time.sleep(0.01)
    spent = time.monotonic() - began
    return Row("start to first sound and picture", "<= 2 s", f"{spent:.1f} s", "", spent <= 2.0)


def _measure(supervisor: Supervisor, seconds: float) -> Iterator[Row]:
    musician = Musician(music(4.0)[:, 0])
    musician.connect()
    time.sleep(1.0)
    before = supervisor.status()
    stopping = threading.Event()
    traffic = threading.Thread(target=_traffic, args=(supervisor, stopping), daemon=True)
    traffic.start()
    seen = []
    for _ in range(max(1, int(seconds))):
        time.sleep(1.0)
        seen.append(supervisor.status())
    stopping.set()
    traffic.join()
    yield from _rows(before, seen)
    yield _osc_to_sound(supervisor, musician)
    musician.close()


def _traffic(supervisor: Supervisor, stopping: threading.Event) -> None:
    """200 OSC messages and 8 notes a second."""
    talk = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    count = 0
    while not stopping.is_set():
        send(talk, supervisor.osc_port, "/rtxmodal/params/brightness", 0.9 + 0.1 * (count % 2))
        if count % (OSC_A_SECOND // 8) == 0:
            supervisor.note(NoteEvent(0, "on" if count % 2 else "off", 60, 100.0))
        count += 1
        time.sleep(1 / OSC_A_SECOND)
    talk.close()


def send(talk: socket.socket, port: int, address: str, value: float) -> None:
    """One OSC message with a float."""
    message = OscMessageBuilder(address)
    message.add_arg(float(value), "f")
    talk.sendto(message.build().dgram, ("127.0.0.1", port))


def _rows(before: tuple[SoundStatus, PictureStatus], seen: list[Any]) -> Iterator[Row]:
    sound, picture = seen[-1]
    missed = sound.misses - before[0].misses
    allowed = max(1, round(len(seen) / 600))
    what = f"misses in {len(seen)} s with pictures, {OSC_A_SECOND} OSC messages/s and notes"
    told = f"{missed:.0f} (xruns of the card {sound.xruns - before[0].xruns:.0f})"
    yield Row(what, "at most 1 in 10 min", told, "", missed <= allowed)
    load = f"{np.median([one[0].load_p50 for one in seen]):.2f}", f"{np.median([one[0].load_p99 for one in seen]):.2f}"
    yield Row("worker time / block time in the show", "p50 <= 0.25, p99 <= 0.6", *load, float(load[1]) <= 0.6)
    per_second = [one[1].pictures_per_second for one in seen]
    shown = np.median([one[1].shown_per_second for one in seen])
    interval = float(np.median([one[1].interval_p99_ms for one in seen]))
    what = f"pictures made {np.median(per_second):.0f}/s, shown {shown:.0f}/s, interval"
    yield Row(what, "shown 60/s, p99 <= 25 ms", "", f"{interval:.1f} ms", bool(interval <= 25 and shown >= 55))
    delays = f"{picture.delay_p50_ms:.0f} ms", f"{picture.delay_p99_ms:.0f} ms"
    held = picture.delay_p50_ms <= 50 and picture.delay_p99_ms <= 90
    yield Row("sound heard to picture shown", "p50 <= 50 ms, p99 <= 90 ms", *delays, held)
    latency = 1000 * sound.latency / sound.sample_rate
    parts = (sound.latency_block, sound.latency_window, sound.latency_lookahead, sound.latency_resampling)
    split = ", ".join(f"{1000 * part / sound.sample_rate:.1f}" for part in parts)
    yield Row("latency of the default scene, device included", "said", f"{latency:.1f} ms ({split} + device)", "", True)


def _osc_to_sound(supervisor: Supervisor, musician: Musician) -> Row:
    """From sending a fader move to the first frame that is quieter, by the JACK server's own clock."""
    talk = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    hum = 2 * np.pi * 220 * np.arange(48_000) / 48_000
    musician.sound = sum(0.2 * np.sin(n * hum) / n for n in range(1, 9)).astype(np.float32)  # never soft by itself
    time.sleep(1.0)
    musician.recording()
    sent = []
    for turn in range(TURNS):
        sent.append(musician.frame)
        send(talk, supervisor.osc_port, "/rtxmodal/params/mute", 1.0 - turn % 2)
        time.sleep(0.25)
    talk.close()
    first, heard = musician.recording()
    heard = np.abs(heard)
    waits = []
    for turn in range(0, TURNS, 2):  # the moves that mute: when silence is complete, less the glide of 30 ms
        start = sent[turn] - first
        after = heard[start : start + 12_000]
        loud = np.flatnonzero(after > 1e-4)
        if len(loud):
            waits.append(1000 * (loud[-1] + 1) / 48_000 - 30.0)
    if not waits:
        return Row("OSC to audible", "<= 16 ms p99", "nothing was heard", "", None)
    p50, p99 = spread(waits, "ms", 1)
    return Row("OSC to audible", "<= 16 ms p99", p50, p99, float(np.percentile(waits, 99)) <= 16)
