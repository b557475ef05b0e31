"""The window: pictures on a screen, keys from a keyboard; and a fake of it for machines and tests without one."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from rtxmodal.notes import NoteEvent

Action = Literal[
    "fullscreen", "blackout", "freeze", "overlay", "computer_keys", "next_scene", "previous_scene",
    "status", "help", "test", "record", "still", "cue/go", "cue/back", "cue/arm", "quit",
]  # fmt: skip
Fill = Literal["mirror", "cut", "whole"]
FILLS: tuple[Fill, ...] = ("mirror", "cut", "whole")


@dataclass(frozen=True)
class WindowChoice:
    """What the window is opened with. Picklable."""

    fullscreen: bool = False
    display: int = 0
    """Which monitor, from 0."""
    width: int = 960
    """Pixels, while not fullscreen."""
    height: int = 720
    fill: Fill = "mirror"
    """How a picture of another shape covers the window: its edges mirrored, its edges cut off, or black beside it."""
    title: str = "rtxmodal"


class Display(Protocol):
    """Where pictures are shown. Owned by one thread, on macOS the main one."""

    def actions(self) -> list[Action]:
        """What the performer asked for since the last call; keys that only concern the window are obeyed here."""
        ...

    def cover(self, fullscreen: bool) -> None:
        """Cover the whole monitor, or be a window again; nothing happens where that is so already."""
        ...

    def reveal(self, shown: bool) -> None:
        """Let the window be seen, or hide it; nothing happens where that is so already."""
        ...

    def move(self, display: int) -> None:
        """Stand on another monitor, counted from 0. Raises OSError where it is not there; the window stays."""
        ...

    def play_keys(self, plays: bool) -> None:
        """Let the computer's keys play notes, or be commands again."""
        ...

    def notes(self) -> list[NoteEvent]:
        """What the computer's keys played since the last call; asked for after `actions`."""
        ...

    def lay_over(self, overlay: np.ndarray | None) -> None:
        """Show this in a corner from the next picture on. Shape: (height, width, 4) uint8 RGBA; None for nothing."""
        ...

    def show(self, picture: np.ndarray, lines: Sequence[str] = (), brightness: float = 1.0) -> None:
        """Show a picture now.

        Args:
            picture: Shape: (height, width, 3) uint8. The same array shown again costs little.
            lines: text over it.
            brightness: 0 is black, 1 leaves it as it is; the text is not dimmed.
        """
        ...

    def close(self) -> None:
        """Take the window away."""
        ...


class FakeDisplay:
    """Keeps what it is shown, answers with the actions it is given."""

    def __init__(self, choice: WindowChoice | None = None) -> None:
        self.choice = choice or WindowChoice()
        self.picture: np.ndarray | None = None
        self.lines: tuple[str, ...] = ()
        self.brightness = 1.0
        self.shown = 0
        self.fullscreen = self.choice.fullscreen
        self.monitor, self.monitors, self.is_revealed = self.choice.display, 2, True
        self.closed = False
        self.waiting: deque[Action] = deque()
        self.played: deque[NoteEvent] = deque()
        self.plays_keys = False
        self.overlay: np.ndarray | None = None

    def actions(self) -> list[Action]:
        """See `Display.actions`."""
        asked = list(self.waiting)
        self.waiting.clear()
        return asked

    def cover(self, fullscreen: bool) -> None:
        """See `Display.cover`."""
        self.fullscreen = fullscreen

    def reveal(self, shown: bool) -> None:
        """See `Display.reveal`."""
        self.is_revealed = shown

    def move(self, display: int) -> None:
        """See `Display.move`."""
        if display >= self.monitors:
            raise OSError(f"display must be 0..{self.monitors - 1}, got {display}; see `rtxmodal doctor`")
        self.monitor = display

    def play_keys(self, plays: bool) -> None:
        """See `Display.play_keys`."""
        self.plays_keys = plays

    def notes(self) -> list[NoteEvent]:
        """See `Display.notes`."""
        played = list(self.played)
        self.played.clear()
        return played

    def lay_over(self, overlay: np.ndarray | None) -> None:
        """See `Display.lay_over`."""
        self.overlay = overlay

    def show(self, picture: np.ndarray, lines: Sequence[str] = (), brightness: float = 1.0) -> None:
        """See `Display.show`."""
        self.picture, self.lines, self.brightness = picture, tuple(lines), brightness
        self.shown += 1

    def close(self) -> None:
        """See `Display.close`."""
        self.closed = True


def open_display(choice: WindowChoice) -> Display:
    """The window, on the screen that is there. Raises OSError where there is none."""
    from rtxmodal.devices.window import Window

    return Window(choice)


def list_displays() -> list[tuple[int, int]]:
    """Width and height of each monitor; empty where there is no screen."""
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    import pygame

    try:
        pygame.display.init()
        return list(pygame.display.get_desktop_sizes())
    except pygame.error:
        return []
    finally:
        pygame.display.quit()
