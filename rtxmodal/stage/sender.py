"""What the window shows, handed on to other programs: in a process of its own, which may die without being missed."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection

import numpy as np
from PIL import Image

from rtxmodal.devices.films import film_size
from rtxmodal.devices.picture_sinks import PICTURES_PER_SECOND, SINKS, PictureSink
from rtxmodal.stage.child import Child
from rtxmodal.stage.shared import Notice, StageMemory, StageParts, Stop

NAME = "rtxmodal"
TURN_SECONDS = 1.0 / (2 * PICTURES_PER_SECOND)


class PictureSender:
    """A companion that keeps the process running."""

    def __init__(self, kinds: tuple[str, ...], parts: Callable[[], StageParts], say: Callable[[str], None]) -> None:
        """Set it up.

        Args:
            kinds: of `picture_sinks.SINKS`.
            parts: gives the shared memory, once the show is started.
            say: prints a line that stays.
        """
        self._say = say
        self._parts = parts
        self._children = [Child(kind, run, partial(self._arguments, kind)) for kind in kinds]

    def start(self) -> None:
        """Start to send."""
        for child in self._children:
            child.start()

    def tick(self, now: float) -> None:
        """Tell what they say, and start again what died."""
        for child in self._children:
            for message in child.messages():
                if isinstance(message, Notice):
                    self._say(message.text)
            if child.is_gone(now) and child.may_restart():
                self._say(f"{child.name} ended and is started again")
                child.stop(patience=0.0)
                child.start()

    def stop(self) -> None:
        """End them."""
        for child in self._children:
            child.stop(patience=2.0)

    def _arguments(self, kind: str) -> tuple[StageMemory, str]:
        return self._parts().memory, kind


class Enlarger:
    """Makes every picture as large as a film of the first one would be, with the fourth channel that sinks want."""

    def __init__(self) -> None:
        self.size: tuple[int, int] | None = None
        """Width and height, once there is a picture."""

    def fit(self, picture: np.ndarray) -> np.ndarray:
        """Shape: (height, width, 3) -> (height', width', 4)."""
        self.size = self.size or film_size(picture)
        image = Image.fromarray(picture)
        if image.size != self.size:
            image = image.resize(self.size, Image.Resampling.BICUBIC)
        return np.array(image.convert("RGBA"))


def send_pictures(parts: StageParts, kind: str, goes_on: Callable[[], bool]) -> None:
    """Send each picture that is shown, until `goes_on` says no; it is asked twice between two pictures.

    Raises:
        OSError: nothing can be sent from this machine.
    """
    sink: PictureSink | None = None
    enlarger, seen = Enlarger(), -1
    try:
        while goes_on():
            parts.pictures.want()
            newest = parts.pictures.newest()
            if newest is None or newest.number == seen:
                continue
            seen = newest.number
            picture = enlarger.fit(newest.picture)
            if sink is None:
                sink = SINKS[kind](NAME, picture.shape[1], picture.shape[0])
            sink.send(picture)
    finally:
        if sink is not None:
            sink.close()


def run(memory: StageMemory, connection: Connection, kind: str) -> None:
    """The whole life of the sender's process; the target of a spawned process."""
    parts = StageParts(memory)

    def goes_on() -> bool:
        try:
            return not (connection.poll(TURN_SECONDS) and isinstance(connection.recv(), Stop))
        except (EOFError, OSError):
            return False

    try:
        send_pictures(parts, kind, goes_on)
    except Exception as error:  # noqa: BLE001 - the top of a process, and a library of somebody else
        with contextlib.suppress(OSError):
            connection.send(Notice(f"no pictures are sent by {kind}: {error}"))
        while goes_on():  # it would fail again at once
            time.sleep(TURN_SECONDS)
    parts.close()
