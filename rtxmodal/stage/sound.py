"""The sound process: opens the device, keeps it open, obeys the rare commands, tells how it is.

    PortAudio's thread   Engine.callback: copies, counts
    worker               the lanes, the mix, the limiter
    loader               new scenes
    main thread          this file: commands, device, status

A device that disappears is asked for again once a second. Until it is back a clock stands in for it, so that notes,
lanes and pictures go on.
"""

from __future__ import annotations

import gc
import sys
import threading
import time
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from rtxmodal.devices import portaudio
from rtxmodal.devices.audio import NO_CARD, AudioChoice, AudioStream, FakeAudio, open_audio
from rtxmodal.stage.engine import Engine
from rtxmodal.stage.shared import (
    SWAP_SECONDS,
    Devices,
    LoadScene,
    Notice,
    OpenAudio,
    Panic,
    StageMemory,
    StageParts,
    Stop,
)

TURN_SECONDS = 0.02  # between two looks at commands, device and status
LOST_SECONDS = 1.0  # without a callback; even a card that stumbles comes back sooner
RETRY_SECONDS = 1.0
SWITCH_SECONDS = 0.0005  # a busy Python thread hands the interpreter to the callback ten times sooner than by default


class SoundProcess:
    """The process's parts. Every method but `reply` and the callback runs in the main thread."""

    def __init__(self, parts: StageParts, connection: Connection, choice: AudioChoice, first: LoadScene) -> None:
        self._parts, self._connection, self._choice, self._scenes = parts, connection, choice, [first]
        self._sending = threading.Lock()
        self._engine: Engine | None = None
        self._stream: AudioStream | None = None
        self._is_card = False
        self._lost_jack = False
        self._opened = -RETRY_SECONDS
        self._complaint = ""

    def run(self) -> None:
        """Until `Stop`, or until the main process is gone."""
        self._try_card(rescan=False)
        while self._obey():
            self._watch()
            self._tell()
        self.close()

    def reply(self, message: Any) -> None:
        """Say something to the main process, from any thread."""
        try:
            with self._sending:
                self._connection.send(message)
        except OSError:
            pass  # nobody listens any more; `_obey` ends the process

    def close(self) -> None:
        """Stop everything in reverse order of start."""
        self._let_go()
        if self._engine is not None:
            self._engine.stop()
        if self._lost_jack:
            portaudio.forget()
        self._tell()

    # -- commands ----------------------------------------------------------------------------------------

    def _obey(self) -> bool:
        """Wait a turn for commands; False when it is time to end."""
        try:
            if not self._connection.poll(TURN_SECONDS):
                return True
            command = self._connection.recv()
        except (EOFError, OSError):
            return False
        if isinstance(command, LoadScene):
            others = [one for one in self._scenes if one.generation != command.generation]
            self._scenes = [*others[-1:], command]
            if self._engine is not None:
                self._engine.loader.load(command)
        elif isinstance(command, OpenAudio):
            self._choice = command.choice
            self._let_go()
            self._try_card(rescan=True)
        elif isinstance(command, Panic) and self._engine is not None:
            self._engine.mixer.panic()
        return not isinstance(command, Stop)

    # -- the device --------------------------------------------------------------------------------------

    def _watch(self) -> None:
        """Notice that the device is gone, and that it is there again."""
        assert self._engine is not None and self._stream is not None
        if self._is_card:
            silent = time.monotonic() - max(self._engine.timeline.clock[1], self._opened)
            if not self._stream.active or silent > LOST_SECONDS:
                name = self._stream.name_out
                self._lost_jack |= getattr(self._stream, "is_jack", False)
                self._let_go()
                self._stand_in()
                self.reply(Notice(f"sound device {name!r} is gone; waiting for it, the show goes on without"))
        elif self._choice.host_api != NO_CARD and time.monotonic() - self._opened > RETRY_SECONDS:
            self._opened = time.monotonic()
            self._try_card(rescan=True)

    def _try_card(self, rescan: bool) -> None:
        """Open the chosen device in place of what runs; where it cannot be had, say so once and let the clock run."""
        if self._choice.host_api == NO_CARD:
            self._stand_in()
            return
        try:
            if rescan:
                with_jack = self._lost_jack or "jack" in (self._choice.host_api or "jack").lower()
                portaudio.rescan(with_jack, self._lost_jack)
                self._lost_jack = False
            stream = open_audio(self._choice, self._callback)
            self._let_go()
            self._begin(stream, is_card=True)
            self._complaint = ""
        except (ValueError, OSError) as error:
            if str(error) != self._complaint:
                self._complaint = str(error)
                self.reply(Notice(f"no sound yet: {error}"))
            if self._is_card or self._stream is None:
                self._let_go()
                self._stand_in()

    def _stand_in(self) -> None:
        """Let a clock take the device's place."""
        rate = self._engine.timeline.sample_rate if self._engine else self._choice.sample_rate or 48000
        self._begin(FakeAudio(self._callback, rate, self._choice.block_size), is_card=False)

    def _begin(self, stream: AudioStream, is_card: bool) -> None:
        """Start a stream, on the running engine if that fits its rate, else on a new one."""
        wanted = (stream.sample_rate, self._choice.block_size, self._choice.slack)
        before = self._engine
        if before is not None and before.format == wanted:
            before.timeline.pause()
        else:
            if before is not None:
                before.stop()
            self._engine = Engine(self._parts, *wanted, self.reply)
            self._engine.start()
        self._stream, self._is_card, self._opened = stream, is_card, time.monotonic()
        try:
            stream.start()
            self.reply(
                Devices(stream.name_in, stream.name_out, stream.sample_rate, stream.channels_in, stream.channels_out)
            )
        finally:
            if self._engine is not None and self._engine is not before:
                for command in self._scenes:  # what plays, and what is prepared
                    self._engine.loader.load(command if before is None else replace(command, fade=SWAP_SECONDS))

    def _let_go(self) -> None:
        """Close the stream that runs; one that hangs is left behind."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    def _callback(self, block_in: np.ndarray, block_out: np.ndarray, flags: int) -> None:
        assert self._engine is not None
        self._engine.callback(block_in, block_out, flags)

    # -- status ------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        if self._engine is None:
            return
        self._engine.say_faults()
        latency = (self._stream.latency_in, self._stream.latency_out) if self._stream else (0, 0)
        status = self._engine.status(self._is_card or self._choice.host_api == NO_CARD, latency)
        if not self._is_card and time.monotonic() - status.heartbeat > LOST_SECONDS:
            status = replace(status, heartbeat=time.monotonic())  # this thread lives; it only waits for a device
        self._parts.sound_status.put(status.vector())
        self._parts.levels.put(self._engine.levels())


def run(
    memory: StageMemory,
    connection: Connection,
    choice: AudioChoice,
    first: LoadScene,
) -> None:
    """The whole life of the sound process; the target of a spawned process."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.disable()  # a collection stops the callback for milliseconds; what lives here lives for the whole show
    gc.freeze()
    parts = StageParts(memory)
    SoundProcess(parts, connection, choice, first).run()
    parts.close()
