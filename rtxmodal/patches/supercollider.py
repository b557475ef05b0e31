"""SuperCollider: a script for sclang with a window, and words for code: `~rtxmodal.turn('voice/wet', 0.5)`."""

from __future__ import annotations

from rtxmodal.control.wire import ROOT
from rtxmodal.params import Parameter
from rtxmodal.patches.surface import (
    LOUDEST,
    METER,
    METER_HZ,
    PICKERS,
    QUIETEST,
    SILENT_SECONDS,
    Group,
    Picker,
    Surface,
    fill,
    fixed,
    label,
    number,
    readings,
)

TALLEST = 26  # rows of a column


def make(surface: Surface) -> dict[str, bytes]:
    """The files of this client, by name."""
    parameters = [parameter for _, parameter in surface.parameters]
    triggers = [parameter.id for parameter in parameters if parameter.kind == "trigger"]
    values: dict[str, object] = {
        "SCENE": surface.scene.name,
        "EXAMPLE": surface.example,
        "TRIGGER": next(iter(triggers), "a/trigger"),
        "HOST": f'"{surface.host}"',
        "PORT": surface.port,
        "SILENT": SILENT_SECONDS,
        "PARAMETERS": ",\n".join(_event(surface, group, parameter) for group, parameter in surface.parameters),
        "PICKERS": ", ".join(_picker(one) for one in PICKERS),
        "READINGS": ", ".join(f"'{osc}'" for _, osc, _ in readings()),
        "TALLEST": TALLEST,
        "METER_HZ": METER_HZ,
        "QUIETEST": QUIETEST,
        "LOUDEST": LOUDEST,
        "ROOT": ROOT,
    }
    values |= {
        name: f"'{fixed(path)}'"
        for name, path in {
            "ADD": "listeners/add",
            "SUBSCRIBE": "subscribe",
            "METER": METER,
            "DEL": "listeners/del",
            "HEARTBEAT": "status/heartbeat",
            "ERROR": "error",
            "PANIC": "panic",
            "NOTE": "note",
        }.items()
    }
    return {"rtxmodal.scd": fill("supercollider.scd", values)}


def _picker(one: Picker) -> str:
    entries, current, choose = one.addresses
    return f"(name: '{one.name}', entries: '{entries}', current: '{current}', choose: '{choose}')"


def _event(surface: Surface, group: Group, parameter: Parameter) -> str:
    """A parameter as an Event of sclang."""
    low, high = parameter.range
    start = surface.table.value(parameter.id)
    shown = f"'{parameter.options[int(start)]}'" if parameter.kind == "enum" else number(start)
    curve = "\\exp" if parameter.curve == "log" else "\\lin"
    step = 0 if parameter.kind == "float" else 1
    red, green, blue = (int(group.colour[place : place + 2], 16) for place in (1, 3, 5))
    words = [
        f"id: '{parameter.id}'",
        f'label: "{_quoted(label(parameter))}"',
        f"group: '{group.title}'",
        f"colour: Color.new255({red}, {green}, {blue})",
        f"kind: \\{parameter.kind}",
        f"spec: ControlSpec({number(low)}, {number(high)}, {curve}, {step}, {number(start)})",
        f'unit: "{_quoted(parameter.unit)}"',
        f"decimals: {0 if step else 2}",
        f"start: {shown}",
    ]
    if parameter.options:
        words.append("options: [" + ", ".join(f"'{option}'" for option in parameter.options) + "]")
    return "    (" + ", ".join(words) + ")"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
