"""TouchOSC: a layout for phone and tablet, `.tosc`. A page for the show and one for each lane.

Faders and buttons send and hear `/rtxmodal/norm/ID` as 0..1 by messages of TouchOSC's own, with its feedback off, so
that what is told is not sent back. Radios and scene buttons do it by script. Host and ports cannot be stored in a
layout; they stand in the README. Names that begin with a dot are no parameter's.
"""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Sequence
from itertools import groupby

from py2tosc import Control, Document, Trigger
from py2tosc import control as tosc

from rtxmodal.params import Parameter
from rtxmodal.patches.surface import (
    DARK,
    EARS,
    GREEN,
    LOUDEST,
    METER,
    METER_HZ,
    MOST_CHOICES,
    PANEL,
    PICKERS,
    QUIET,
    QUIETEST,
    RAISED,
    RED,
    SILENT_SECONDS,
    TEXT,
    Group,
    Picker,
    Surface,
    address,
    fill,
    fixed,
    label,
    rgb,
)
from rtxmodal.patches.tosc_controls import EAST, button_of, fader_of, message_to, radio_of, rgba, words

Shown = tuple[Group, Parameter]
WIDTH, HEIGHT, HEAD, TABS = 1024, 768, 64, 44  # points; the app scales them to the screen
PAGE = HEIGHT - HEAD - TABS
FADERS, BUTTONS = 10, 8  # in a row
FADER_WIDTH, BUTTON_WIDTH = (WIDTH - 14) / FADERS, (WIDTH - 14) / BUTTONS
CHOICE_WIDTH = (WIDTH - 14) / MOST_CHOICES
FADER_HEIGHT, BUTTON_HEIGHT, RADIO_HEIGHT = 330.0, 66.0, 58.0
MOST_ROWS = 2  # of faders on a page
MOST_RADIOS = 4  # on a page
CHOICE = """function onValueChanged(key)
  if key == 'x' and self.values.x == 1 then
    sendOSC('{address}', self.parent.children.name.values.text)
  end
end"""


def make(surface: Surface) -> dict[str, bytes]:
    """The files of this client, by name."""
    pages = [_page(name, part, surface) for name, part in _pages(surface)]
    for row, one in enumerate(reversed(PICKERS), 1):
        pages[0].add(*_choices(one, PAGE - row * BUTTON_HEIGHT))
    pager = tosc.pager(
        name="pages",
        frame=(0, HEAD, WIDTH, HEIGHT - HEAD),
        color=rgba(DARK),
        tabbar_size=TABS,
        text_size_off=18,
        text_size_on=18,
        children=pages,
    )
    root = tosc.group(name="rtxmodal", frame=(0, 0, WIDTH, HEIGHT), color=rgba(DARK), script=_root_script(surface))
    root.add(*_head(surface), pager)
    for place, control in enumerate(root.walk()):  # the same layout gives the same file
        object.__setattr__(control, "id", str(uuid.uuid5(uuid.NAMESPACE_URL, f"rtxmodal/{place}")))
    return {"rtxmodal.tosc": zlib.compress(Document(root).dumps().encode(), 9)}


def _root_script(surface: Surface) -> str:
    radios = [parameter for _, parameter in surface.parameters if parameter.kind == "enum"]
    values: dict[str, object] = {
        "EAR": EARS["touchosc"],
        "RADIOS": ", ".join(f"['{address(one, 'norm')}'] = {{'{one.id}', {len(one.options)}}}" for one in radios),
        "SILENT": SILENT_SECONDS,
        "MOST_CHOICES": MOST_CHOICES,
        "ADD": fixed("listeners/add"),
        "SUBSCRIBE": fixed("subscribe"),
        "METER": fixed(METER),
        "METER_HZ": METER_HZ,
        "QUIETEST": QUIETEST,
        "LOUDEST": LOUDEST,
        "PICKERS": ", ".join(_lua(one) for one in PICKERS),
        "HEARTBEAT": fixed("status/heartbeat"),
    }
    return fill("touchosc.lua", values).decode()


def _lua(one: Picker) -> str:
    entries, current, _ = one.addresses
    return f"{{name = '{one.name}', entries = '{entries}', current = '{current}'}}"


def _pages(surface: Surface) -> list[tuple[str, list[Shown]]]:
    """The parameters of each page; what does not fit goes to a second one."""
    pages: list[tuple[str, list[Shown]]] = []
    for name, members in groupby(surface.parameters, key=lambda shown: shown[0].page):
        pages.append((name, []))
        parts = 1
        for shown in members:
            if not _fits([*pages[-1][1], shown]):
                parts += 1
                pages.append((f"{name} {parts}", []))
            pages[-1][1].append(shown)
    return pages


def _fits(part: Sequence[Shown]) -> bool:
    faders, radios, buttons = (len(kind) for kind in _kinds(part))
    return faders <= MOST_ROWS * FADERS and radios <= MOST_RADIOS and buttons <= 2 * BUTTONS


def _kinds(part: Sequence[Shown]) -> tuple[list[Shown], list[Shown], list[Shown]]:
    """Faders, radios, buttons."""
    faders = [shown for shown in part if shown[1].kind in ("float", "int")]
    radios = [shown for shown in part if shown[1].kind == "enum"]
    return faders, radios, [shown for shown in part if shown[1].kind in ("toggle", "trigger")]


def _page(name: str, part: Sequence[Shown], surface: Surface) -> Control:
    """One page: faders above, radios and buttons below."""
    colour = part[0][0].colour
    page = tosc.group(name=name, frame=(0, TABS, WIDTH, PAGE), color=rgba(DARK), tab_label=name)
    page.set("tabColorOff", (*rgb(PANEL), 1.0))
    page.set("tabColorOn", (*rgb(colour), 1.0))
    page.set("textColorOff", (*rgb(TEXT), 1.0))
    page.set("textColorOn", (*rgb(DARK), 1.0))
    faders, radios, buttons = _kinds(part)
    rows = max(1, -(-len(faders) // FADERS))
    below = RADIO_HEIGHT * len(radios) + BUTTON_HEIGHT * (-(-len(buttons) // BUTTONS) + len(PICKERS))
    height = min(FADER_HEIGHT, (PAGE - below - 10) / rows)
    for place, (group, parameter) in enumerate(faders):
        row, column = divmod(place, FADERS)
        frame = (7 + column * FADER_WIDTH, 6 + row * height, FADER_WIDTH - 6, height - 6)
        page.add(fader_of(group, parameter, frame, surface.table.value(parameter.id)))
    y = 6 + (rows * height if faders else 0.0)
    for group, parameter in radios:
        page.add(*radio_of(group, parameter, (7, y, WIDTH - 14, RADIO_HEIGHT - 8)))
        y += RADIO_HEIGHT
    for place, (group, parameter) in enumerate(buttons):
        row, column = divmod(place, BUTTONS)
        frame = (7 + column * BUTTON_WIDTH, y + row * BUTTON_HEIGHT, BUTTON_WIDTH - 6, BUTTON_HEIGHT - 6)
        page.add(button_of(parameter, label(parameter, 14), group.colour, frame))
    return page


def _head(surface: Surface) -> list[Control]:
    """What stays in reach on every page: panic, blackout, mute, the scene's name."""
    button = tosc.button(name=".panic", frame=(230, 8, 150, 48), color=rgba(RED), background=True)
    message = message_to(fixed("panic"), receive=False)
    message.triggers = [Trigger("x", "RISE")]
    button.messages.append(message)
    found = [words(f"rtxmodal {surface.scene.name}", (10, 8, 210, 26), TEXT, 18), button]
    found.append(words("PANIC", (230, 8, 150, 48), "#ffffff", 20))
    found.append(words("", (10, 34, 210, 22), QUIET, 13, name=".status"))
    x = 390.0
    for name in ("blackout", "mute"):
        if name in surface.table:
            found.append(button_of(surface.table[name], name.upper(), RED, (x, 8, 150, 48)))
            x += 160
    for side in (1, 2):
        frame = (WIDTH - 160, 12 + 22 * (side - 1), 150, 18)
        looks = {"orientation": EAST, "interactive": False, "cursor": False, "grid": False}
        found.append(tosc.fader(name=f".meter_{side}", frame=frame, color=rgba(GREEN), **looks))
    width = WIDTH - x - 180
    return [
        *found,
        *(
            words("", (x + 10, 8 + 24 * row, width, 24), TEXT, 16, name=f".{one.name}")
            for row, one in enumerate(PICKERS)
        ),
    ]


def _choices(one: Picker, y: float) -> list[Control]:
    """A row at the foot of the first page; the script gives the buttons names and hides those without one."""
    buttons = []
    for place in range(MOST_CHOICES):
        inner = (0.0, 0.0, CHOICE_WIDTH - 5, BUTTON_HEIGHT - 10)
        frame = (7 + place * CHOICE_WIDTH, y, inner[2], inner[3])
        script = CHOICE.format(address=one.addresses[2])
        button = tosc.button(name="button", frame=inner, color=rgba(QUIET), script=script)
        buttons.append(
            tosc.group(
                name=f".{one.name}_{place}",
                frame=frame,
                color=rgba(RAISED),
                interactive=True,
                visible=False,
                children=[button, words("", inner, size=12, name="name")],
            )
        )
    return buttons
