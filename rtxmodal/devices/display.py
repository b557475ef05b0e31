"""The window: pictures on a screen, keys from a keyboard; and a fake of it for machines and tests without one."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
from PIL import Image

Action = Literal["fullscreen", "blackout", "freeze", "next_scene", "previous_scene", "status", "help", "test", "quit"]
Fill = Literal["mirror", "cut", "whole"]
FILLS: tuple[Fill, ...] = ("mirror", "cut", "whole")

HELP = (
    "F, F11\tfullscreen; Esc leaves it",
    "B\tblackout",
    "Space, Z\tfreeze",
    "N, right\tnext scene",
    "P, left\tprevious scene",
    "A\twhole picture, or fill the window",
    "T\ttest picture",
    "Tab, I\tstatus",
    "H, ?\tthis help",
    "Ctrl-Q\tend the show",
)
COLUMN = 7  # letters M that a key of the help may take
ENLARGED = 3  # times that the curved filter enlarges before the fast straight one, which costs a fifth as much
EDGE = 2  # pixels that a convolution paints otherwise than the rest: mirrored they would stand as a seam
WIDEST = 640  # pixels; what the curved filter may make without costing a picture of the 60 a second


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
        self.closed = False
        self.waiting: deque[Action] = deque()

    def actions(self) -> list[Action]:
        """See `Display.actions`."""
        asked = list(self.waiting)
        self.waiting.clear()
        return asked

    def cover(self, fullscreen: bool) -> None:
        """See `Display.cover`."""
        self.fullscreen = fullscreen

    def show(self, picture: np.ndarray, lines: Sequence[str] = (), brightness: float = 1.0) -> None:
        """See `Display.show`."""
        self.picture, self.lines, self.brightness = picture, tuple(lines), brightness
        self.shown += 1

    def close(self) -> None:
        """See `Display.close`."""
        self.closed = True


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
        self._scaled: tuple[np.ndarray, tuple[int, int], Any] | None = None
        try:
            pygame.display.init()
            pygame.font.init()
            monitors = pygame.display.get_desktop_sizes()
            if not 0 <= choice.display < len(monitors):
                raise OSError(f"display must be 0..{len(monitors) - 1}, got {choice.display}; see `rtxmodal doctor`")
            self._monitor = choice.display
            self.fullscreen = choice.fullscreen
            self._open()
            pygame.display.set_caption(choice.title)
        except pygame.error as error:
            raise OSError(f"no window can be opened here ({error}); plug in a screen or use --no-window") from None

    def actions(self) -> list[Action]:
        """See `Display.actions`."""
        asked: list[Action] = []
        for event in self._pygame.event.get():
            if event.type == self._pygame.QUIT:
                asked.append("quit")
            elif event.type == self._pygame.KEYDOWN and not self._press_here(event):
                action = self._meaning(event)
                if action is not None:
                    asked.append(action)
        return asked

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
        if lines:
            self._write(screen, lines)
        self._pygame.display.flip()

    def close(self) -> None:
        """See `Display.close`."""
        self._pygame.display.quit()

    # -- the window --------------------------------------------------------------------------------------

    def _open(self) -> None:
        pygame = self._pygame
        size = pygame.display.get_desktop_sizes()[self._monitor] if self.fullscreen else self._size
        flags = pygame.FULLSCREEN if self.fullscreen else pygame.RESIZABLE
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

    def _press_here(self, event: Any) -> bool:
        """Obey a key that concerns the window only; False for any other."""
        if event.key != self._pygame.K_a:
            return False
        self._fill = FILLS[(FILLS.index(self._fill) + 1) % len(FILLS)]
        self._scaled = None
        return True

    def _meaning(self, event: Any) -> Action | None:
        pygame = self._pygame
        if event.key == pygame.K_q:
            return "quit" if event.mod & (pygame.KMOD_CTRL | pygame.KMOD_META) else None
        if event.unicode == "?":
            return "help"
        if event.key == pygame.K_ESCAPE:
            return "fullscreen" if self.fullscreen else None
        meanings: dict[int, Action] = {
            pygame.K_f: "fullscreen",
            pygame.K_F11: "fullscreen",
            pygame.K_b: "blackout",
            pygame.K_SPACE: "freeze",
            pygame.K_z: "freeze",
            pygame.K_n: "next_scene",
            pygame.K_RIGHT: "next_scene",
            pygame.K_p: "previous_scene",
            pygame.K_LEFT: "previous_scene",
            pygame.K_TAB: "status",
            pygame.K_i: "status",
            pygame.K_h: "help",
            pygame.K_t: "test",
        }
        return meanings.get(event.key)

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

    def _write(self, screen: Any, lines: Sequence[str]) -> None:
        """Lines at the bottom left on a dark ground; what follows a tab stands in a second column."""
        pygame = self._pygame
        font = pygame.font.Font(None, min(30, max(16, screen.get_height() // 28)))
        margin, step, column = font.get_height() // 2, font.get_linesize() + 2, font.size("M")[0] * COLUMN
        drawn = []
        for row, line in enumerate(lines):
            for place, part in enumerate(line.split("\t")):
                text = font.render(part, True, (235, 235, 235))
                drawn.append((text, (margin + place * column, margin // 2 + row * step)))
        width = max(left + text.get_width() for text, (left, _) in drawn) + margin
        box = pygame.Surface((min(screen.get_width(), width), step * len(lines) + margin), pygame.SRCALPHA)
        box.fill((0, 0, 0, 170))
        box.blits(drawn)
        screen.blit(box, (0, screen.get_height() - box.get_height()))


def open_display(choice: WindowChoice) -> Display:
    """The window, on the screen that is there. Raises OSError where there is none."""
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


def place(picture: tuple[int, int], window: tuple[int, int], fill: bool) -> tuple[int, int, int, int]:
    """Where a picture of that width and height stands in a window: left, top, width, height.

    >>> place((128, 128), (1920, 1080), fill=False)
    (420, 0, 1080, 1080)
    """
    if fill:
        return 0, 0, window[0], window[1]
    scale = min(window[0] / picture[0], window[1] / picture[1])
    width, height = max(1, round(picture[0] * scale)), max(1, round(picture[1] * scale))
    return (window[0] - width) // 2, (window[1] - height) // 2, width, height


def crop(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    """The middle of a picture that has the shape width : height. Shape: (h, w, 3) -> (h', w', 3)."""
    rows, columns = picture.shape[:2]
    keep_rows = min(rows, max(1, round(columns * height / width)))
    keep_columns = min(columns, max(1, round(rows * width / height)))
    top, left = (rows - keep_rows) // 2, (columns - keep_columns) // 2
    return picture[top : top + keep_rows, left : left + keep_columns]


def mirror(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    """A picture led on by its mirror image, to the shape width : height. Shape: (h, w, 3) -> larger."""
    rows, columns = picture.shape[:2]
    if min(rows, columns) > 16 * EDGE:
        picture = picture[EDGE:-EDGE, EDGE:-EDGE]
        rows, columns = picture.shape[:2]
    more_rows = max(0, round(columns * height / width) - rows)
    more_columns = max(0, round(rows * width / height) - columns)
    sides = (
        (more_rows // 2, more_rows - more_rows // 2),
        (more_columns // 2, more_columns - more_columns // 2),
        (0, 0),
    )
    return np.pad(picture, sides, mode="symmetric")


def soften(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    """Enlarge a small picture by a curved filter, part of the way to width x height.

    A straight (bilinear) filter draws each pixel of a 128 px picture as a diamond; a cubic one does not, but
    costs too much at full size. So: cubic until a pixel is small, straight for the rest.
    """
    rows, columns = picture.shape[:2]
    times = min(ENLARGED, width // columns, height // rows, max(1, WIDEST // columns))
    if times < 2:
        return np.ascontiguousarray(picture)
    larger = Image.fromarray(np.ascontiguousarray(picture)).resize(
        (columns * times, rows * times), Image.Resampling.BICUBIC
    )
    return np.asarray(larger)


def test_picture(size: int = 256) -> np.ndarray:
    """A picture to set a projector by: circle, grid, grey steps, colours. Shape: (size, size, 3) uint8."""
    y, x = (np.mgrid[:size, :size] + 0.5) / size
    picture = np.full((size, size, 3), 24, np.uint8)
    cell = (np.floor(x * 8) + np.floor(y * 8)) % 2 == 0
    picture[cell] = 40
    radius = np.hypot(x - 0.5, y - 0.5)
    ring = np.abs(radius - 0.47) < 0.006
    grey = (np.abs(y - 0.72) < 0.06) & (np.abs(x - 0.5) < 0.32)
    colour = (np.abs(y - 0.42) < 0.14) & (np.abs(x - 0.5) < 0.32)
    share = np.clip((x - 0.18) / 0.64, 0.0, 0.999)
    picture[grey] = np.repeat((np.floor(share[grey] * 8) * 255 / 7)[:, None], 3, axis=1).astype(np.uint8)
    bars = np.array([[1, 1, 1], [1, 1, 0], [0, 1, 1], [0, 1, 0], [1, 0, 1], [1, 0, 0], [0, 0, 1], [0, 0, 0]]) * 191
    picture[colour] = bars[np.floor(share[colour] * 8).astype(int)]
    picture[ring] = 230
    return picture


COVER = {"cut": crop, "mirror": mirror}
"""How a picture is given the window's shape."""
