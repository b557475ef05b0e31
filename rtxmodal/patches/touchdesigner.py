"""TouchDesigner: a script for a Text DAT that builds a component with every parameter as a custom parameter.

A `.tox` can only be written by TouchDesigner itself. The script is a template with the scene filled in.
"""

from __future__ import annotations

from typing import Any

from rtxmodal.params import Parameter
from rtxmodal.patches.surface import (
    EARS,
    METER,
    METER_HZ,
    PICKERS,
    SILENT_SECONDS,
    Surface,
    address,
    fill,
    fixed,
    label,
    readings,
)

LISTED = (*(name for name, _, _ in readings()), *(one.name for one in PICKERS))
OWN = ("Connected", "Panic", "Register", "Outleft", "Outright", *(name.capitalize() for name in LISTED))
"""Parameters that the component has whatever the scene."""
KINDS = {"float": "float", "int": "int", "toggle": "toggle", "trigger": "pulse", "enum": "menu"}


def make(surface: Surface) -> dict[str, bytes]:
    """The files of this client, by name."""
    names = par_names(surface)
    entries = {names[parameter.id]: _entry(surface, group.title, parameter) for group, parameter in surface.parameters}
    shown = {osc: name.capitalize() for name, osc, _ in readings()}
    values: dict[str, Any] = {
        "SCENE": surface.scene.name,
        "EXAMPLE": names[surface.example],
        "HOST": repr(surface.host),
        "PORT": surface.port,
        "EAR": EARS["touchdesigner"],
        "PARAMETERS": "{\n" + "".join(f"    {name!r}: {entry!r},\n" for name, entry in entries.items()) + "}",
        "SILENT": SILENT_SECONDS,
        "ADD": repr(fixed("listeners/add")),
        "SUBSCRIBE": repr(fixed("subscribe")),
        "METER": repr(fixed(METER)),
        "METER_HZ": METER_HZ,
        "PICKERS": repr({one.name.capitalize(): one.addresses for one in PICKERS}),
        "PANIC": repr(fixed("panic")),
        "HEARTBEAT": repr(fixed("status/heartbeat")),
        "ERROR": repr(fixed("error")),
        "READINGS": repr(shown),
        "READING_PARS": repr([(name.capitalize(), kind) for name, _, kind in readings()]),
    }
    return {"build_rtxmodal.py": fill("touchdesigner.py.txt", values)}


def par_names(surface: Surface) -> dict[str, str]:
    """Parameter id -> name of the custom parameter: a capital, then small letters and digits alone."""
    names = {f" {own}": own for own in OWN}
    for _, parameter in surface.parameters:
        plain = "".join(letter for letter in parameter.id if letter.isalnum()).capitalize()
        plain = plain if plain[0].isalpha() else f"P{plain}"
        taken = [name for name in names.values() if name.rstrip("0123456789") == plain]
        names[parameter.id] = plain if plain not in names.values() else f"{plain}{len(taken) + 1}"
    return {key: name for key, name in names.items() if not key.startswith(" ")}


def _entry(surface: Surface, page: str, parameter: Parameter) -> dict[str, Any]:
    """A custom parameter as the script makes it."""
    low, high = parameter.range
    start = surface.table.value(parameter.id)
    entry: dict[str, Any] = {
        "address": address(parameter),
        "kind": KINDS[parameter.kind],
        "page": page,
        "label": f"{label(parameter)} {parameter.unit}".rstrip(),
        "help": parameter.description,
    }
    if parameter.kind in ("float", "int"):
        entry |= {"min": low, "max": high}
    if parameter.kind == "enum":
        entry |= {"options": list(parameter.options), "default": parameter.options[int(start)]}
    elif parameter.kind != "trigger":
        entry["default"] = start if parameter.kind == "float" else int(start)
    return entry
