"""A pygame window: pictures on a screen, the computer's keys, text and an overlay."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import numpy as np

from rtxmodal.devices.display import FILLS, Action, WindowChoice
from rtxmodal.devices.fitting import COVER, place, soften
from rtxmodal.devices.window_keys import TypedKeys, key_names, meaning_of
from rtxmodal.notes import NoteEvent

COLUMN = 7  # letters M that a key of the help may take
OVERLAY_SHARE = 0.36  # of the window's width at most
MARGIN = 12  # pixels between the overlay and the window's edge


class Window:
    """A pygame window. Made, used and closed in one thread."""

    def __init__(self, choice: WindowChoice) -> None:
        """Open it.

        Raises:
            OSError: there is no screen, or not that monitor.
        """
        os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
        import pygame

        self._pygame: Any = pygame
        self._fill = choice.fill
        self._size = choice.width, choice.height
        self._shown = True
        self._scaled: tuple[np.ndarray, tuple[int, int], Any] | None = None
        self._typed, self._plays, self._notes = TypedKeys(), False, list[NoteEvent]()
        self._piano = key_names(pygame)
        self._overlay: np.ndarray | None = None
        try:
            pygame.display.init()
            pygame.font.init()
            self._monitor = self._known_monitor(choice.display)
            self.fullscreen = choice.fullscreen
            self._open()
            pygame.display.set_caption(choice.title)
        except pygame.error as error:
            raise OSError(f"no window can be opened here ({error}); plug in a screen or use --no-window") from None

    def actions(self) -> list[Action]:
        """See `Display.actions`."""
        asked: list[Action] = []
        if self._monitor >= len(self._pygame.display.get_desktop_sizes()):
            self._open()  # its monitor was pulled out
        for event in self._pygame.event.get():
            if event.type == self._pygame.QUIT:
                asked.append("quit")
            elif event.type == self._pygame.KEYUP:
                self._notes += self._typed.release(self._piano.get(event.scancode, ""))
            elif event.type == self._pygame.WINDOWFOCUSLOST:
                self._notes += self._typed.release_all()
            elif event.type == self._pygame.KEYDOWN and not self._type(event) and not self._press_here(event):
                action = meaning_of(self._pygame, event, self.fullscreen)
                if action is not None:
                    asked.append(action)
        return asked

    def notes(self) -> list[NoteEvent]:
        """See `Display.notes`."""
        played, self._notes = self._notes, []
        return played

    def play_keys(self, plays: bool) -> None:
        """See `Display.play_keys`."""
        if self._plays and not plays:
            self._notes += self._typed.release_all()
        self._plays = plays

    def lay_over(self, overlay: np.ndarray | None) -> None:
        """See `Display.lay_over`."""
        self._overlay = overlay

    def show(self, picture: np.ndarray, lines: Sequence[str] = (), brightness: float = 1.0) -> None:
        """See `Display.show`."""
        screen = self._pygame.display.get_surface()
        x, y, scaled = self._fitted(picture, screen.get_size())
        if scaled.get_size() != screen.get_size():
            screen.fill((0, 0, 0))
        screen.blit(scaled, (x, y))
        level = round(255 * min(max(brightness, 0.0), 1.0))
        if level < 255:
            screen.fill((level, level, level), special_flags=self._pygame.BLEND_RGB_MULT)
        if self._overlay is not None:
            self._draw_overlay(screen, self._overlay)
        if lines:
            self._write(screen, lines)
        self._pygame.display.flip()

    def close(self) -> None:
        """See `Display.close`."""
        self._pygame.display.quit()

    # -- the window --------------------------------------------------------------------------------------

    def _open(self) -> None:
        pygame = self._pygame
        if self._monitor >= len(pygame.display.get_desktop_sizes()):
            self._monitor = 0
        size = pygame.display.get_desktop_sizes()[self._monitor] if self.fullscreen else self._size
        flags = (pygame.FULLSCREEN if self.fullscreen else pygame.RESIZABLE) | (0 if self._shown else pygame.HIDDEN)
        pygame.display.set_mode(size, flags, display=self._monitor)
        pygame.mouse.set_visible(not self.fullscreen)
        self._scaled = None

    def cover(self, fullscreen: bool) -> None:
        """See `Display.cover`."""
        if fullscreen == self.fullscreen:
            return
        if fullscreen:
            self._size = self._pygame.display.get_surface().get_size()
        self.fullscreen = fullscreen
        self._open()

    def move(self, display: int) -> None:
        """See `Display.move`."""
        if display != self._monitor:
            self._monitor = self._known_monitor(display)
            self._open()

    def reveal(self, shown: bool) -> None:
        """See `Display.reveal`."""
        if shown != self._shown:
            self._shown = shown
            self._open()

    def _known_monitor(self, display: int) -> int:
        there = len(self._pygame.display.get_desktop_sizes())
        if not 0 <= display < there:
            raise OSError(f"display must be 0..{there - 1}, got {display}; see `rtxmodal doctor`")
        return display

    def _press_here(self, event: Any) -> bool:
        """Obey a key that concerns the window only; False for any other."""
        if event.key != self._pygame.K_a:
            return False
        self._fill = FILLS[(FILLS.index(self._fill) + 1) % len(FILLS)]
        self._scaled = None
        return True

    def _type(self, event: Any) -> bool:
        """Play a note with a key of the piano, while they play; False for any other key."""
        if not self._plays or event.mod & (self._pygame.KMOD_CTRL | self._pygame.KMOD_META):
            return False
        played = self._typed.press(self._piano.get(event.scancode, ""))
        self._notes += played or []
        return played is not None

    # -- drawing -----------------------------------------------------------------------------------------

    def _fitted(self, picture: np.ndarray, size: tuple[int, int]) -> tuple[int, int, Any]:
        """The picture as it stands in the window: left, top, surface."""
        left, top, width, height = place((picture.shape[1], picture.shape[0]), size, self._fill != "whole")
        if self._scaled is None or self._scaled[0] is not picture or self._scaled[1] != size:
            shown = picture if self._fill == "whole" else COVER[self._fill](picture, width, height)
            self._scaled = picture, size, self._enlarge(shown, width, height)
        return left, top, self._scaled[2]

    def _enlarge(self, picture: np.ndarray, width: int, height: int) -> Any:
        pygame = self._pygame
        fine = soften(picture, width, height)
        surface = pygame.image.frombuffer(fine.tobytes(), (fine.shape[1], fine.shape[0]), "RGB")
        if surface.get_size() == (width, height):
            return surface
        return pygame.transform.smoothscale(surface, (width, height))

    def _draw_overlay(self, screen: Any, overlay: np.ndarray) -> None:
        """At the bottom right, in whole multiples of its pixels."""
        pygame = self._pygame
        height, width = overlay.shape[:2]
        times = max(1, int(OVERLAY_SHARE * screen.get_width() / width))
        surface = pygame.image.frombuffer(np.ascontiguousarray(overlay).tobytes(), (width, height), "RGBA")
        surface = pygame.transform.scale(surface, (times * width, times * height))
        right, bottom = (screen.get_width() - MARGIN, screen.get_height() - MARGIN)
        screen.blit(surface, (right - surface.get_width(), bottom - surface.get_height()))

    def _write(self, screen: Any, lines: Sequence[str]) -> None:
        """Lines at the bottom left on a dark ground; what follows a tab stands in a second column."""
        pygame = self._pygame
        font = pygame.font.Font(None, min(30, max(16, screen.get_height() // 28)))
        margin, step, column = font.get_height() // 2, font.get_linesize() + 2, font.size("M")[0] * COLUMN
        drawn = []
        for row, line in enumerate(lines):
            for cell, part in enumerate(line.split("\t")):
                text = font.render(part, True, (235, 235, 235))
                drawn.append((text, (margin + cell * column, margin // 2 + row * step)))
        width = max(left + text.get_width() for text, (left, _) in drawn) + margin
        box = pygame.Surface((min(screen.get_width(), width), step * len(lines) + margin), pygame.SRCALPHA)
        box.fill((0, 0, 0, 170))
        box.blits(drawn)
        screen.blit(box, (0, screen.get_height() - box.get_height()))
