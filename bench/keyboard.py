"""Figures of the keys as a player meets them: a keyboard in this process, the show in another, JACK between them.

`python -m bench.keyboard [SECONDS]` prints them: from a key, at its frame of the server's clock, to the sound that was
captured; thousands of notes and what became of each; silence behind the last one.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np

from bench.rows import Row, spread
from bench.theatre import environment, joined, sound_card

T = TypeVar("T")
RATE = 48_000
PATIENCE_SECONDS = 90.0
STROKES = 120  # for the time from key to sound
STROKE_SECONDS = 0.45
NOTES_A_SECOND = 100
AUDIBLE = 1e-3
SILENT_SECONDS = 6.0  # behind the last note: the longest release

SCENE = """
[[lane]]
from = "keys"
through = ["keys-quartet"]
to = "speakers"
values = { release = 0.1, width = 0, timbre = 1 }
[[lane]]
from = "keys"
to = "midi"
"""


class Player:
    """A keyboard, a sequencer and an ear on a JACK server. Owned by one thread; the sound comes in on JACK's."""

    def __init__(self) -> None:
        import jack
        import rtmidi

        self._heard: list[tuple[int, np.ndarray]] = []
        self.xruns = 0
        """Cycles that the server lost, and with them what was sent in them."""
        self._keys = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, "player")
        self._keys.open_virtual_port("keys")
        self._sequencer = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, "sequencer")
        self._sequencer.set_callback(lambda message, _: self.echoed.append(bytes(message[0])))
        self._ear = jack.Client("ear", no_start_server=True)
        self._port = self._ear.inports.register("in")
        self._ear.set_process_callback(self._listen)
        self._ear.set_xrun_callback(self._count_xrun)
        self._ear.activate()
        self.played: list[tuple[int, bytes]] = []
        """Frame of the server's clock at which each message was sent, and the message."""
        self.echoed: list[bytes] = []

    def _listen(self, frames: int) -> None:
        self._heard.append((self._ear.last_frame_time, self._port.get_array().copy()))

    def _count_xrun(self, delayed_usecs: float) -> None:
        self.xruns += 1

    def connect(self) -> None:
        """Plug into the show, which finds the keyboard by itself. Raises TimeoutError: it did not open its ports."""
        ports = wait_for(lambda: [n for n, name in enumerate(self._sequencer.get_ports()) if "rtxmodal out" in name])
        self._sequencer.open_port(ports[0], "in")
        wait_for(self._listens)
        wait_for(lambda: self._is_heard())

    def _listens(self) -> bool:
        """Plugged into the show's first output, which is not the one that PortAudio opens to look around."""
        import jack

        own = {"system", "ear", "player", "sequencer"}
        ports = [one for one in self._ear.get_ports(is_audio=True, is_output=True) if one.name.split(":")[0] not in own]
        with contextlib.suppress(jack.JackError, IndexError):
            self._ear.connect(ports[-2], self._port)
            return True
        return False

    def _is_heard(self) -> bool:
        self.play([(0.0, bytes([0x90, 72, 127])), (0.05, bytes([0x80, 72, 0])), (0.5, bytes([0xB0, 123, 0]))])
        return bool(np.abs(self.sound()[1]).max() > AUDIBLE and self.echoed)

    def play(self, events: Sequence[tuple[float, bytes]]) -> int:
        """Play MIDI messages, each so many seconds from now; gives the frame of now when they are all played."""
        start, began = int(self._ear.frame_time), time.monotonic()
        for when, data in sorted(events):
            time.sleep(max(0.0, began + when - time.monotonic()))
            self.played.append((int(self._ear.frame_time), data))
            self._keys.send_message(list(data))
        return start

    def sound(self) -> tuple[int, np.ndarray]:
        """What was heard since the last call: first frame, and the sound. Shape: (frames,)."""
        wait_for(lambda: self._heard)
        taken, self._heard = self._heard, []
        return joined(taken)

    def close(self) -> None:
        """Leave the server."""
        for port in (self._keys, self._sequencer):
            port.close_port()
            port.delete()
        self._ear.deactivate()
        self._ear.close()


def wait_for(there: Callable[[], T]) -> T:
    """What is there, when it is there; raises TimeoutError."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := there()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"the show must open its ports and sound within {PATIENCE_SECONDS:g} s, but did not")
        time.sleep(0.05)
    return found


@contextmanager
def show() -> Iterator[Player]:
    """A show in a process of its own, and a player who is plugged in."""
    with (
        tempfile.TemporaryDirectory() as folder,
        sound_card(RATE),
        environment(RTXMODAL_SETTINGS=f"{folder}/settings"),
    ):
        scene = Path(folder) / "keyboard.toml"
        scene.write_text(SCENE)
        words = [
            "play",
            str(scene),
            "--host-api",
            "JACK",
            "--no-window",
            "--input",
            "",
            "--osc-port",
            "0",
            "--no-panel",
        ]
        words += ["--set", "output_gain=0", "--fresh"]
        process = subprocess.Popen([sys.executable, "-m", "rtxmodal", *words], stdout=subprocess.DEVNULL)
        player = Player()
        try:
            player.connect()
            yield player
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
            player.close()


def measure(seconds: float) -> Iterator[Row]:
    """Rows of one show: strokes one by one, then a crowd of notes for so long."""
    with show() as player:
        yield _key_to_sound(player)
        yield from _crowd(player, seconds)


def _key_to_sound(player: Player) -> Row:
    """Strokes far apart, from the frame at which each was sent to the first frame that is heard."""
    rng = np.random.default_rng(1)
    whens = np.arange(STROKES) * STROKE_SECONDS + rng.uniform(0.0, 0.02, STROKES)
    keys = rng.integers(60, 84, STROKES)
    events = [(when, bytes([0x90, key, 127])) for when, key in zip(whens, keys, strict=True)]
    events += [(when + 0.08, bytes([0x80, key, 0])) for when, key in zip(whens, keys, strict=True)]
    player.sound()
    player.played = []
    player.play(events)
    time.sleep(0.5)
    first, heard = player.sound()
    waits = []
    for frame in (frame for frame, data in player.played if data[0] == 0x90):
        before, after = heard[frame - first - 240 : frame - first], np.abs(heard[frame - first :][: RATE // 5])
        sounds = np.flatnonzero(after > AUDIBLE)
        if len(before) and np.abs(before).max() < AUDIBLE and len(sounds):
            waits.append(1000.0 * sounds[0] / RATE)
    what = f"key to captured sound over JACK, two processes ({len(waits)} of {STROKES} strokes from silence)"
    if len(waits) < STROKES // 2:
        return Row(what, "<= 16 ms p99", "too few were heard", "", None)
    p50, p99 = spread(waits, "ms", 1)
    return Row(what, "<= 16 ms p99", p50, p99, float(np.percentile(waits, 99)) <= 16.0)


def _crowd(player: Player, seconds: float) -> Iterator[Row]:
    """Chords, repeated keys, channels and pedals at random; everything that was pressed is let go."""
    player.played, player.echoed, player.xruns = [], [], 0
    start = player.play(crowd(seconds))
    time.sleep(SILENT_SECONDS)
    first, heard = player.sound()
    sent, came = (Counter(side) for side in ([data for _, data in player.played], player.echoed))
    count = sum(data[0] & 0xF0 == 0x90 for _, data in player.played)
    lost = sum((sent - came).values())
    held = still_held(player.echoed)
    yield Row(
        f"{count} notes in {seconds:.0f} s, messages lost on the way in and out",
        "0",
        f"{lost} (the server lost {player.xruns} cycles)",
        "",
        lost == 0,
    )
    yield Row("the same: keys left down", "0", f"{len(held)}", "", not held)
    tail = float(np.abs(heard[-RATE:]).max())
    loud = float(np.abs(heard[start - first :]).max())
    told = f"{20 * np.log10(tail + 1e-9):.0f} dB ({20 * np.log10(loud + 1e-9):.0f} dB before)"
    yield Row("the same: sound left 5 s behind the last note", "<= -90 dB", told, "", tail <= 10 ** (-90 / 20))


def crowd(seconds: float, seed: int = 2) -> list[tuple[float, bytes]]:
    """Messages and their seconds: notes of random length, pedals down and up, all let go at the end."""
    rng = np.random.default_rng(seed)
    events = []
    free: dict[tuple[int, int], float] = {}
    for place in range(int(seconds * NOTES_A_SECOND)):
        when = place / NOTES_A_SECOND
        channel, key = int(rng.integers(3)), int(rng.integers(30, 100))
        if free.get((channel, key), -1.0) >= when:
            continue
        length = float(rng.exponential(0.12)) + 0.01
        free[channel, key] = when + length
        events.append((when, bytes([0x90 | channel, key, int(rng.integers(1, 128))])))
        events.append((when + length, bytes([0x80 | channel, key, 64])))
    for channel in range(3):
        for when in np.arange(0.5, seconds - 1.0, 2.0):
            events += [
                (float(when), bytes([0xB0 | channel, 64, 127])),
                (float(when) + 0.8, bytes([0xB0 | channel, 64, 0])),
            ]
    return events


def still_held(messages: Sequence[bytes]) -> set[tuple[int, int]]:
    """Channel and key of what was struck and not let go."""
    held: set[tuple[int, int]] = set()
    for data in messages:
        if data[0] & 0xF0 == 0x90 and data[2]:
            held.add((data[0] & 15, data[1]))
        elif data[0] & 0xF0 in (0x80, 0x90):
            held.discard((data[0] & 15, data[1]))
    return held


if __name__ == "__main__":
    for row in measure(float(sys.argv[1]) if len(sys.argv) > 1 else 40.0):
        print(row.markdown(), flush=True)
