"""What is played, small enough for a stage: the keys that are held, the last seconds of them, and the level.

roll    ┌──────────────────┬─┐   each key has a column, a colour by its name (all C are alike),
        │  the past rises  │l│   and is as bright as it was struck
keys    ├──────────────────┤e│
        │▌▐▌▐▐▌▐▌▐▌▐▐▌▐▌▐▌▐│v│
        └──────────────────┴─┘
"""

from __future__ import annotations

import colorsys

import numpy as np

from rtxmodal.notes import HeldKeys, NoteEvent

LOWEST, HIGHEST = 21, 108  # of a piano
ROWS = 72
ROWS_PER_SECOND = 24
KEYS_HEIGHT = 20
BLACK_HEIGHT = 12
WHITE_WIDTH = 6
METER_WIDTH = 5
GAP = 3
LEAST_DB = -48.0
LOUD_DB, HOT_DB = -9.0, -3.0
GROUND = (10, 10, 14)
WHITE, BLACK = (150, 150, 155), (26, 26, 30)
GREEN, AMBER, RED, UNLIT = (110, 210, 140), (240, 190, 80), (235, 80, 70), (34, 34, 38)
SOLID = 235
VEIL = 165  # of 255: what lies beneath is still seen
BLACK_KEYS = (1, 3, 6, 8, 10)
COLOURS = np.array(
    [[255 * c for c in colorsys.hls_to_rgb(pitch % 12 / 12, 0.66, 0.85)] for pitch in range(128)], np.float32
)


def is_black(pitch: int) -> bool:
    """Whether it is a black key."""
    return pitch % 12 in BLACK_KEYS


def _columns() -> dict[int, tuple[int, int]]:
    """Where each key stands: left and right, in pixels."""
    found, left = {}, 0
    for pitch in range(LOWEST, HIGHEST + 1):
        if is_black(pitch):
            found[pitch] = left - 2, left + 2
        else:
            found[pitch] = left, left + WHITE_WIDTH - 1
            left += WHITE_WIDTH
    return found


def _keyboard() -> np.ndarray:
    """Which key stands at each pixel, 0 for none, black keys in front of white ones. Shape: (KEYS_HEIGHT, width)."""
    keys = np.zeros((KEYS_HEIGHT, ROLL_WIDTH), int)
    for black, bottom in ((False, KEYS_HEIGHT), (True, BLACK_HEIGHT)):
        for pitch, (left, right) in COLUMNS.items():
            if is_black(pitch) is black:
                keys[:bottom, left:right] = pitch
    return keys


COLUMNS = _columns()
ROLL_WIDTH = max(right for _, right in COLUMNS.values()) + 1
KEYBOARD = _keyboard()
SHOWN = KEYBOARD[0]
"""Which key each column of the roll shows."""
FADING = np.linspace(0.45, 1.0, ROWS, dtype=np.float32)[:, None]  # the past sinks into the ground
PLAIN = np.array([BLACK if is_black(pitch) else WHITE for pitch in range(128)], np.uint8)[KEYBOARD]
PLAIN[KEYBOARD == 0] = GROUND
WIDTH = ROLL_WIDTH + GAP + 2 * METER_WIDTH + 1
HEIGHT = ROWS + GAP + KEYS_HEIGHT


class Overlay:
    """Remembers what was played and draws it. Owned by the window's thread."""

    def __init__(self) -> None:
        self._keys = HeldKeys()
        self._struck = np.zeros(128, np.float32)  # since the last row: short keys are seen too
        self._roll = np.zeros((ROWS, 128), np.float32)
        self._row = -1

    def hear(self, event: NoteEvent) -> None:
        """Take one event."""
        self._keys.feed(event)
        self._struck = np.maximum(self._struck, self._keys.velocity)

    def draw(self, now: float, peak_db: float, rms_db: float) -> np.ndarray:
        """The overlay as it is now.

        Args:
            now: time.monotonic().
            peak_db: of what is heard, dBFS.
            rms_db: the same.

        Returns:
            Shape: (HEIGHT, WIDTH, 4) uint8, RGBA.
        """
        self._scroll(int(now * ROWS_PER_SECOND))
        picture = np.empty((HEIGHT, WIDTH, 4), np.uint8)
        picture[..., :3], picture[..., 3] = GROUND, VEIL
        self._draw_roll(picture[:ROWS, :ROLL_WIDTH])
        self._draw_keys(picture[ROWS + GAP :, :ROLL_WIDTH])
        for place, level in enumerate((peak_db, rms_db)):
            _draw_meter(picture[1:-1, ROLL_WIDTH + GAP + place * (METER_WIDTH + 1) :][:, :METER_WIDTH], level)
        return picture

    def _scroll(self, row: int) -> None:
        """Let the roll rise to a row; what was struck since the last one stands in the first of the new rows."""
        steps = ROWS if self._row < 0 else min(ROWS, row - self._row)
        self._row = row
        if steps > 0:
            self._roll = np.roll(self._roll, -steps, axis=0)
            self._roll[-steps:] = self._keys.velocity
            self._roll[-steps] = self._struck
            self._struck = self._keys.velocity.copy()
        self._roll[-1] = np.maximum(self._roll[-1], self._struck)

    def _draw_roll(self, picture: np.ndarray) -> None:
        velocity = self._roll[:, SHOWN]
        sounds = velocity > 0.0
        light = (0.5 + 0.5 * velocity) * FADING
        picture[..., :3] = np.where(sounds[..., None], COLOURS[SHOWN] * light[..., None], picture[..., :3])
        picture[..., 3] = np.where(sounds, SOLID, picture[..., 3])

    def _draw_keys(self, picture: np.ndarray) -> None:
        velocity = self._keys.velocity[KEYBOARD]
        pressed = COLOURS[KEYBOARD] * (0.6 + 0.4 * velocity)[..., None]
        picture[..., :3] = np.where((velocity > 0.0)[..., None], pressed, PLAIN)
        picture[..., 3] = np.where(KEYBOARD, SOLID, VEIL)


def _draw_meter(picture: np.ndarray, level: float) -> None:
    """One bar: green, amber near the top, red where the limiter works. Shape: (height, width, 4)."""
    height = len(picture)
    filled = round(height * min(max(1.0 - level / LEAST_DB, 0.0), 1.0))
    at = LEAST_DB * (1.0 - np.arange(height) / height)
    colours = np.where((at > HOT_DB)[:, None], RED, np.where((at > LOUD_DB)[:, None], AMBER, GREEN))
    colours[filled:] = UNLIT
    picture[..., :3] = colours[::-1, None]
    picture[..., 3] = SOLID
