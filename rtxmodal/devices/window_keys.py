"""What the computer's keys mean in the window: commands, and notes laid out as in digital audio workstations.

 W E   T Y U   O P          black keys
A S D F G H J K L ; '       white keys, from C on
Z X  an octave down, up     C V  softer, louder
"""

from __future__ import annotations

from typing import Any

from rtxmodal.devices.display import Action
from rtxmodal.notes import NoteEvent

HELP = (
    "F, F11\tfullscreen; Esc leaves it",
    "B\tblackout",
    "Space, Z\tfreeze",
    "N, right\tnext scene",
    "P, left\tprevious scene",
    "PgDn\tnext cue; pedals that turn pages send it",
    "PgUp\tthe cue before; Home readies the next",
    "A\twhole picture, or fill the window",
    "O\tkeys held, roll and level",
    "M\tkeys play notes: A W S E D ... from C on;",
    "\tZ X octave, C V velocity; M ends it",
    "T\ttest picture",
    "R\trecord, or finish recording",
    "S\tstill to a PNG",
    "Tab, I\tstatus",
    "H, ?\tthis help",
    "Ctrl-Q\tend the show",
)
PIANO = ("A", "W", "S", "E", "D", "F", "T", "G", "Y", "H", "U", "J", "K", "O", "L", "P", "SEMICOLON", "APOSTROPHE")
"""Names of the keys that are C, C sharp, D, ..., by their place on the keyboard whatever is printed on them."""
SHIFTS = {"Z": -12, "X": 12}
TOUCHES = {"C": -20, "V": 20}
MIDDLE_C = 60
HIGHEST_C = 108  # every key of the piano still has a pitch
VELOCITY = 100


class TypedKeys:
    """The computer's keys as a piano. Owned by the window's thread."""

    def __init__(self) -> None:
        self._lowest, self._velocity = MIDDLE_C, VELOCITY
        self._held: dict[str, int] = {}

    def press(self, name: str) -> list[NoteEvent] | None:
        """What a key that goes down plays; None for one that is no part of the piano."""
        if name in SHIFTS:
            self._lowest = min(max(self._lowest + SHIFTS[name], 0), HIGHEST_C)
            return []
        if name in TOUCHES:
            self._velocity = min(max(self._velocity + TOUCHES[name], 20), 120)
            return []
        if name not in PIANO:
            return None
        pitch = self._lowest + PIANO.index(name)
        if name in self._held:
            return []
        self._held[name] = pitch
        return [NoteEvent(0, "on", pitch, float(self._velocity))]

    def release(self, name: str) -> list[NoteEvent]:
        """What a key that comes up lets go of: what it played, in whatever octave that was."""
        pitch = self._held.pop(name, None)
        return [] if pitch is None else [NoteEvent(0, "off", pitch)]

    def release_all(self) -> list[NoteEvent]:
        """Let go of everything: the window is not in front any more."""
        return [event for name in list(self._held) for event in self.release(name)]


def key_names(pygame: Any) -> dict[int, str]:
    """Scancode -> name, of the keys of the piano."""
    return {getattr(pygame, f"KSCAN_{name}"): name for name in (*PIANO, *SHIFTS, *TOUCHES)}


def meaning_of(pygame: Any, event: Any, is_fullscreen: bool) -> Action | None:
    """What a key that was pressed asks for."""
    if event.key == pygame.K_q:
        return "quit" if event.mod & (pygame.KMOD_CTRL | pygame.KMOD_META) else None
    if event.unicode == "?":
        return "help"
    if event.key == pygame.K_ESCAPE:
        return "fullscreen" if is_fullscreen else None
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
        pygame.K_r: "record",
        pygame.K_s: "still",
        pygame.K_o: "overlay",
        pygame.K_m: "computer_keys",
        pygame.K_PAGEDOWN: "cue/go",
        pygame.K_PAGEUP: "cue/back",
        pygame.K_HOME: "cue/arm",
    }
    return meanings.get(event.key)
