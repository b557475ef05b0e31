"""The picture process: shows what the lanes paint when its sound is heard, and passes the window's keys on.

    painter's thread   sound -> pictures
    builder's thread   a new scene, loaded beside the running one
    main thread        this file: window, commands, status

It writes nothing that the sound process waits for; when it ends, the sound plays on and it can be started again.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from rtxmodal.devices.display import Display, FakeDisplay, WindowChoice, open_display
from rtxmodal.devices.fitting import test_picture
from rtxmodal.devices.overlay import Overlay
from rtxmodal.devices.window_keys import HELP
from rtxmodal.stage.change import SceneChange
from rtxmodal.stage.pace import Pace
from rtxmodal.stage.painter import Painter
from rtxmodal.stage.preview import Previewer, Watch
from rtxmodal.stage.report import pictures_text, recording_text
from rtxmodal.stage.shared import LoadScene, Notice, PictureStatus, Request, SoundStatus, StageMemory, StageParts, Stop
from rtxmodal.stream.blend import Between, fit, mix
from rtxmodal.stream.fader import Fader
from rtxmodal.stream.flash import FlashLimiter

SHOWN_PER_SECOND = 60
STATUS_SECONDS = 0.1
SWITCH_SECONDS = 0.0005  # the painter hands the interpreter to the window ten times sooner than by default
BLACKOUT_SECONDS = 0.4
DISSOLVE_SECONDS = 0.3


class PictureProcess:
    """The process's parts. Every method but `say` runs in the main thread."""

    def __init__(self, parts: StageParts, connection: Connection, display: Display, first: LoadScene) -> None:
        self._parts, self._connection, self._display = parts, connection, display
        self._sending = threading.Lock()
        self._change = SceneChange(parts, self._send)
        self._change.load(first)
        self._painter: Painter | None = None
        self._between, self._flash, self._pace = Between(), FlashLimiter(), Pace()
        self._light = Fader(BLACKOUT_SECONDS, 0.0)
        self._previewer = Previewer(parts.preview)
        self._before = self._picture = np.zeros((128, 128, 3), np.uint8)
        self._test = test_picture()
        self._overlay, self._played = Overlay(), self._change.notes.join()
        self._changed, self._dissolve = -DISSOLVE_SECONDS, DISSOLVE_SECONDS
        self._values = np.zeros(0)
        self._shows: set[str] = set()
        self._told = 0.0
        self._monitor = -1

    def run(self) -> None:
        """Until `Stop`, or until the main process is gone."""
        try:
            while self._obey():
                self._turn(time.monotonic())
                self._pace.wait(1.0 / self._value("window/max_fps", SHOWN_PER_SECOND))
        finally:
            self.close()

    def say(self, text: str) -> None:
        """One line for the performer, from any thread."""
        self._send(Notice(text))

    def close(self) -> None:
        """Stop everything in reverse order of start."""
        self._change.stop()
        if self._painter is not None:
            self._painter.stop()
        self._display.close()

    def _send(self, message: Any) -> None:
        with self._sending, contextlib.suppress(OSError):  # nobody listens any more: `_obey` ends the process
            self._connection.send(message)

    def _obey(self) -> bool:
        """Hear what main and the performer want; False when it is time to end."""
        try:
            while self._connection.poll():
                command = self._connection.recv()
                if isinstance(command, Stop):
                    return False
                if isinstance(command, LoadScene):
                    self._change.load(command)
                elif isinstance(command, Watch):
                    self._previewer.watch(command)
        except (EOFError, OSError):
            return False
        for action in self._display.actions():
            if action in ("status", "help"):
                self._shows ^= {action}
            elif action in ("quit", "next_scene", "previous_scene", "record", "still"):
                self._send(Request(action))
            elif action.startswith("cue/"):
                self._send(Request("set", action, 1.0))
            else:
                wanted = 0.0 if self._value(action) else 1.0
                self._send(Request("set", action, wanted))
        for event in self._display.notes():
            self._parts.typed.push(event)
        return True

    # -- one display frame -------------------------------------------------------------------------------

    def _turn(self, now: float) -> None:
        sound = SoundStatus.of(self._parts.sound_status.get())
        self._adopt(self._change.ready(round(sound.sample_rate)), now)
        if self._painter is not None:
            self._values = self._painter.values(self._values)
        held = self._value("freeze") >= 0.5
        if self._painter is not None:
            audible = sound.position_at(now) - sound.latency_device_out
            shown = self._painter.take(round(audible))
            if shown is not None and not held:
                self._between.push(shown.picture, now)
                self._pace.count_picture((audible - shown.frame) / self._painter.sample_rate)
        if not held:
            newest = self._between.at(now)
            self._picture = self._picture if newest is None else newest
        if self._painter is not None:
            self._place_window()
            self._display.play_keys(self._value("computer_keys") >= 0.5)
        for event in self._played.pull():
            self._overlay.hear(event)
        shows = self._value("overlay") >= 0.5
        self._display.lay_over(self._overlay.draw(now, sound.peak_out, sound.rms_out) if shows else None)
        self._present(now, sound)
        if now - self._told > STATUS_SECONDS:
            self._told = now
            self._parts.picture_status.put(self._status(now).vector())

    def _status(self, now: float) -> PictureStatus:
        painter, status = self._painter, self._pace.status(now)
        if painter is None:
            return replace(status, generation=-1.0)
        rung, height = painter.ladder.rung, painter.height
        return replace(status, pictures=painter.made, generation=painter.command.generation, rung=rung, height=height)

    def _place_window(self) -> None:
        self._display.cover(self._value("fullscreen") >= 0.5)
        self._display.reveal(self._value("window/shown", 1.0) >= 0.5)
        wanted = round(self._value("window/display", self._monitor))
        if wanted == self._monitor:
            return
        self._monitor = wanted
        try:
            self._display.move(wanted)
        except OSError as error:
            self.say(str(error))

    def _present(self, now: float, sound: SoundStatus) -> None:
        picture = self._picture
        share = (now - self._changed) / self._dissolve
        if share < 1.0:
            picture = mix(fit(self._before, picture.shape[1], picture.shape[0]), picture, share)
        self._flash.flashes = self._value("window/flash_limit", self._flash.flashes)
        picture = self._flash.limit(picture, now)
        light = 0.0 if self._value("blackout") else self._value("brightness", 1.0)
        if self._value("test") >= 0.5:
            picture, light = self._test, 1.0
        light = self._light.towards(light, now)
        self._display.show(picture, self._lines(sound, now), light)
        if self._parts.pictures.is_wanted:
            heard = sound.position_at(time.monotonic()) - sound.latency_device_out
            dimmed = picture if light == 1.0 else np.asarray(picture * light, np.uint8)
            self._parts.pictures.put(dimmed, round(heard))
        self._previewer.offer(picture, light, now)
        self._pace.count_shown(time.monotonic())

    def _adopt(self, painter: Painter | None, now: float) -> None:
        """Take a new scene's painter over, dissolving from the picture that stands."""
        if painter is None:
            return
        if self._painter is not None:
            self._painter.stop()
        painter.write()
        self._before, self._changed = self._picture, now
        self._dissolve = max(DISSOLVE_SECONDS, painter.command.fade)
        self._painter, self._between, self._values = painter, Between(), painter.table.values
        if not painter.has_lanes:
            self._picture = np.zeros_like(self._picture)

    def _value(self, name: str, otherwise: float = 0.0) -> float:
        if self._painter is None:
            return otherwise
        table = self._painter.table
        return float(self._values[table.index(name)]) if name in table else otherwise

    def _lines(self, sound: SoundStatus, now: float) -> list[str]:
        if self._painter is None:
            return ["loading"]
        lines = list(HELP) if "help" in self._shows else []
        if "status" in self._shows:
            seconds = float(self._parts.recording.get()[0]) - 1.0
            lines += [recording_text(seconds)] if seconds >= 0.0 else []
            title, skipped, status = self._painter.command.scene.title, self._painter.skipped, self._status(now)
            lines += [
                f"{title}   sound load {100 * sound.load_p99:.0f} %   misses {sound.misses:.0f}",
                f"{pictures_text(status)}, shown {status.shown_per_second:.0f}/s   skipped {skipped}   "
                f"sound to picture {status.delay_p50_ms:.0f}/{status.delay_p99_ms:.0f} ms",
            ]
        return lines


def run(
    memory: StageMemory,
    connection: Connection,
    choice: WindowChoice | None,
    first: LoadScene,
) -> None:
    """The whole life of the picture process; the target of a spawned process."""
    sys.setswitchinterval(SWITCH_SECONDS)
    parts = StageParts(memory)
    PictureProcess(parts, connection, open_any(choice, lambda text: connection.send(Notice(text))), first).run()
    parts.close()


def open_any(choice: WindowChoice | None, say: Callable[[str], None]) -> Display:
    """The window asked for; where its monitor is gone, on the first one; where there is none, a window unseen."""
    if choice is None:
        return FakeDisplay()
    for one in (choice, replace(choice, display=0)) if choice.display else (choice,):
        try:
            return open_display(one)
        except OSError as error:
            say(str(error))
    return FakeDisplay(choice)
