"""The main process of a running show: starts the other two, feeds them notes and parameters, brings them back.

Everything is started in `Supervisor.start` and stopped in reverse order in `Supervisor.stop`.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable
from typing import Any

from rtxmodal.control.osc import OscServer
from rtxmodal.control.web import WebServer
from rtxmodal.params import Table
from rtxmodal.scene import sends_notes
from rtxmodal.stage import picture, sound
from rtxmodal.stage.child import Child
from rtxmodal.stage.companions import Companion, Companions
from rtxmodal.stage.front import Front
from rtxmodal.stage.programme import Wanted
from rtxmodal.stage.report import status_line
from rtxmodal.stage.sender import PictureSender
from rtxmodal.stage.shared import Devices, Failed, LoadScene, Notice, Ready, Request
from rtxmodal.stage.show import Show

TICK_SECONDS = 0.02
STATUS_SECONDS = 0.5
SWITCH_SECONDS = 0.0005  # a busy thread hands the interpreter to the clock ten times sooner than by default
FEEDING_SECONDS = 0.06  # before a scene is to be heard its values are published: enough to feed it what it missed


class Supervisor(Front):
    """Owned by the main thread."""

    def __init__(self, show: Show, say: Callable[[str], None], tell: Callable[[str], None]) -> None:
        """Make everything; nothing is started.

        Args:
            show: what was chosen.
            say: prints a line that stays.
            tell: prints the status line in place of the last one.

        Raises:
            ValueError, KeyError: a value that no parameter takes.
        """
        super().__init__(show, say)
        self._tell = tell
        self._ending = contextlib.ExitStack()
        self._has_pictures = show.is_seen or sends_notes(show.scene)
        self._osc = OscServer(self, show.osc, say)
        sender = PictureSender(show.send, lambda: self._shared, say)
        companions: list[Companion] = [self.presets, self._osc, self._midi, sender, self.recorder, self._preview]
        if show.panel is not None:
            companions.append(WebServer(self, self._osc, show.osc, show.panel, say))
        self._companions = Companions(companions, say)

    # -- life -------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start memory, children and companions."""
        self._open()
        self._ending.callback(self._shared.close)
        self._sound = Child(
            "sound", sound.run, lambda: (self._shared.memory, self.devices.choice, self._programme.command())
        )
        self._picture = Child(
            "picture", picture.run, lambda: (self._shared.memory, self._show.window, self._programme.command())
        )
        for child in (self._sound, self._picture):
            self._ending.callback(child.stop, patience=2.0)
        self._ending.callback(self._companions.stop)
        self._sound.start()
        if self._has_pictures:
            self._picture.start()
        self._companions.start()
        self._started = time.monotonic()

    def run(self) -> None:
        """Watch over the show until the window is closed, the time is over or Ctrl-C."""
        next_status = 0.0
        while not self._quit:
            self._tick()
            now = time.monotonic()
            self._companions.tick(now)
            if self._show.seconds and now - self._started > self._show.seconds:
                break
            if now >= next_status:
                seconds = self.recorder.seconds if self.recorder.is_recording else None
                self._tell(status_line(*self.status(), seconds))
                next_status = now + STATUS_SECONDS
            due = self._programme.next_due() - FEEDING_SECONDS
            time.sleep(min(TICK_SECONDS, max(0.0, due - time.monotonic())))

    def stop(self) -> None:
        """Stop what was started, in reverse order."""
        self._ending.close()

    @property
    def process_ids(self) -> dict[str, int | None]:
        """Of the two children, as they run now."""
        return {child.name: child.process_id for child in (self._sound, self._picture)}

    @property
    def osc_port(self) -> int:
        """The UDP port that OSC is heard on."""
        return self._osc.address[1]

    # -- inside -----------------------------------------------------------------------------------------

    def _tick(self) -> None:
        self._fulfil()
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self._prepare(wanted)
        if time.monotonic() >= self._programme.next_due() - FEEDING_SECONDS:
            self._commit()
        self._gate.tick()
        self._shared.transport.put(self._midi.beats().vector())
        for child in (self._sound, self._picture):
            for message in child.messages():
                self._hear(child, message)
        sound_status, picture_status = self.status()
        self._revive(self._sound, sound_status.heartbeat)
        if self._has_pictures:
            self._revive(self._picture, picture_status.heartbeat)

    def _revive(self, child: Child, heartbeat: float) -> None:
        if child.is_gone(heartbeat) and child.may_restart():
            self._say(f"the {child.name} process ended and is started again")
            child.stop(patience=0.0)
            self._midi.let_go()
            child.start()
            coming = self._programme.next_command()
            if coming is not None:
                child.send(coming)

    def _hear(self, child: Child, message: Any) -> None:
        if isinstance(message, Notice):
            self._say(message.text)
        elif isinstance(message, Devices):
            self.devices.hear(message)
            inputs = f"{message.channels_in} in" if message.input else "no input"
            self._say(f"playing at {message.sample_rate} Hz on {message.output or 'a clock'}, {inputs}")
        elif isinstance(message, Failed):
            self._say(f"{child.name}: {message.text}")
            self.loading.refuse(message.text, message.generation)
            if self._programme.refuse(message.generation):
                self._publish()
                self._tell_children(self._programme.command())
        elif isinstance(message, Ready) and child is self._sound:
            self._programme.is_heard(message.generation)
            self.loading.heard(message.generation)
        elif isinstance(message, Request):
            self._obey(message)

    def _obey(self, request: Request) -> None:
        """What the keys of the window ask for."""
        if request.what == "quit":
            self.quit()
        elif request.what == "set":
            self.set(request.parameter, request.value)
        elif request.what in ("record", "still"):
            self._record(request.what)
        elif self.scenes():
            names = self.scenes()
            here = names.index(self.scene.name) if self.scene.name in names else 0
            self.load_scene(names[(here + (1 if request.what == "next_scene" else -1)) % len(names)])

    def _record(self, what: str) -> None:
        try:
            if what == "still":
                self.recorder.still()
            else:
                self.recorder.toggle()
        except ValueError as error:
            self._say(str(error))

    def _prepare(self, wanted: Wanted) -> None:
        """Let the children build another scene beside the running one."""
        what = f"scene {wanted.name!r}" if wanted.model is None else f"model {wanted.model[0]!r}"
        self.loading.begin(what)
        try:
            self._programme.prepare(wanted)
        except (ValueError, KeyError, OSError) as error:
            text = str(error.args[0] if isinstance(error, KeyError) else error)
            self._say(f"{what} is not loaded: {text}")
            self.loading.refuse(text)
            return
        coming = self._programme.next_command()
        assert coming is not None
        self.loading.build(coming.generation)
        self._tell_children(coming)

    def _tell_children(self, command: LoadScene) -> None:
        for child in (self._sound, self._picture):
            child.send(command)


def play(show: Show, say: Callable[[str], None], tell: Callable[[str], None]) -> Table:
    """Run a show until it ends; returns the parameters as they were left."""
    sys.setswitchinterval(SWITCH_SECONDS)
    supervisor = Supervisor(show, say, tell)
    try:
        supervisor.start()
        supervisor.run()
    except KeyboardInterrupt:
        pass
    finally:
        supervisor.stop()
    return supervisor.table
