"""Max's patcher format: boxes, cords, parameters, and the wires that every patch of ours has."""

from __future__ import annotations

from typing import Any

from rtxmodal.patches.surface import DARK, METER_HZ, PICKERS, SILENT_SECONDS, TEXT, fixed, rgb

Rect = tuple[float, float, float, float]

PORTS: dict[str, tuple[int, list[str]]] = {
    "live.dial": (1, ["", "float"]),
    "live.menu": (1, ["", "", "float"]),
    "live.text": (1, ["", ""]),
    "live.numbox": (1, ["", "float"]),
    "live.comment": (1, []),
    "live.thisdevice": (1, ["bang", "int", "int"]),
    "loadbang": (1, ["bang"]),
    "toggle": (1, ["int"]),
    "umenu": (1, ["int", "", ""]),
    "panel": (1, []),
    "message": (2, [""]),
    "delay": (2, ["bang"]),
    "defer": (1, [""]),
    "speedlim": (2, [""]),
    "prepend": (1, [""]),
    "iter": (1, [""]),
    "zl": (2, ["", ""]),
    "i": (2, ["int"]),
    "udpsend": (1, []),
    "udpreceive": (1, [""]),
    "print": (1, []),
    "multislider": (1, ["", ""]),
    "midiin": (1, ["int"]),
    "midiout": (1, []),
}
"""Inlets and types of outlets, where they do not depend on the arguments."""


class Patcher:
    """A patcher in Max's JSON: boxes, cords, and the controls that are parameters."""

    def __init__(self, lamp: Rect) -> None:
        self.lamp = lamp
        """Where the light that says connected stands on the panel."""
        self._boxes: list[dict[str, Any]] = []
        self._behind: list[dict[str, Any]] = []
        self._cords: list[dict[str, Any]] = []
        self._heard: dict[str, list[str]] = {}
        self.parameters: dict[str, Any] = {}
        """Box -> long name, short name and place, for what Live automates."""

    def obj(self, text: str, x: float, y: float, width: float = 0.0) -> str:
        """An object box with its arguments; returns its id."""
        name, *arguments = text.split()
        inlets, outlets = PORTS.get(name, (1, [""]))
        if name == "route":
            inlets, outlets = 1 + len(arguments), [""] * (1 + len(arguments))
        elif name == "t":
            outlets = [{"b": "bang", "i": "int"}.get(word, "") for word in arguments]
        return self._add("newobj", (x, y, width or 20 + 6.2 * len(text), 22), inlets, outlets, text=text)

    def message(self, text: str, x: float, y: float) -> str:
        """A message box."""
        return self._add("message", (x, y, 20 + 6.2 * len(text), 22), 2, [""], text=text)

    def control(self, kind: str, patching: Rect, shown: Rect, **attributes: Any) -> str:
        """Something to see; `shown` is where it stands on the panel."""
        inlets, outlets = PORTS[kind]
        return self._add(
            kind,
            patching,
            inlets,
            outlets,
            presentation=1,
            presentation_rect=[float(side) for side in shown],
            **attributes,
        )

    def words(self, text: str, shown: Rect, colour: str = TEXT, **attributes: Any) -> str:
        """A text on the panel."""
        patching = (1500.0, 20.0 + 20 * len(self._boxes), shown[2], 18.0)
        looks = {"textcolor": colour_of(colour), "fontname": "Arial", "fontsize": 10.0, "textjustification": 0}
        return self.control("live.comment", patching, shown, text=text, **(looks | attributes))

    def ground(self, shown: Rect, colour: str) -> None:
        """A coloured field behind the controls."""
        patching = (1800.0, 20.0 + 70 * len(self._behind), 60.0, 60.0)
        looks = {"bgcolor": colour_of(colour), "mode": 0, "rounded": 4, "background": 1}
        self.control("panel", patching, shown, **looks)
        self._behind.insert(0, self._boxes.pop())

    def cord(self, source: str, target: str, outlet: int = 0, inlet: int = 0) -> None:
        """From an outlet to an inlet."""
        self._cords.append({"patchline": {"source": [source, outlet], "destination": [target, inlet]}})

    def chain(self, *boxes: str) -> None:
        """From first outlet to first inlet, all along."""
        for source, target in zip(boxes, boxes[1:], strict=False):
            self.cord(source, target)

    def hear(self, osc_address: str, target: str) -> None:
        """What the server tells at an address goes to a box."""
        self._heard.setdefault(osc_address, []).append(target)

    def connect(self, begin: str, send: str, port: int) -> tuple[str, str]:
        """Registers when `begin` bangs and whenever the heartbeat stays away.

        Returns:
            The box that listens, and the message that registers.
        """
        order = self.obj("t b b b b b b b", 20, 60)
        again = self.obj(f"delay {1000 * SILENT_SECONDS}", 160, 20)
        lamp = self.message("set 0", 20, 100)
        self.chain(begin, order)
        self.chain(again, order)
        self.cord(order, again)
        subscribe = f"{fixed('subscribe')} meter {METER_HZ}"
        lists = [osc for one in PICKERS for osc in one.addresses[:2]]
        asks = (f"{fixed('listeners/add')} {port}", subscribe, *lists)
        messages = [self.message(asked, 120, 100 + 26 * place) for place, asked in enumerate(asks)]
        for place, message in enumerate(messages):  # a trigger goes from right to left
            self.cord(order, message, len(asks) - place)
            self.cord(message, send)
        self.cord(order, lamp)
        alive = self.obj("t b b", 20, 260)
        lit = self.message("set 1", 80, 286)
        self.cord(alive, again, 1)
        self.cord(alive, lit)
        self.hear(fixed("status/heartbeat"), alive)
        self.hear(fixed("error"), self.obj("print rtxmodal", 20, 310))
        light = {"ignoreclick": 1, "parameter_enable": 0}
        lamps = self.control("toggle", (20, 336, 18, 18), self.lamp, **light)
        self.chain(lamp, lamps)
        self.chain(lit, lamps)
        ear = self.obj(f"udpreceive {port}", 20, 362)
        calm = self.obj("defer", 20, 388)
        split = self.obj("route " + " ".join(self._heard), 20, 414, 800.0)
        self.chain(ear, calm, split)
        for outlet, targets in enumerate(self._heard.values()):
            for target in targets:
                self.cord(split, target, outlet)
        return ear, messages[0]

    def finished(self, rect: Rect, **more: Any) -> dict[str, Any]:
        """The whole file."""
        version = {"major": 8, "minor": 6, "revision": 4, "architecture": "x64", "modernui": 1}
        return {
            "patcher": {
                "fileversion": 1,
                "appversion": version,
                "classnamespace": "box",
                "rect": list(rect),
                "openinpresentation": 1,
                "default_fontsize": 12.0,
                "default_fontface": 0,
                "default_fontname": "Arial",
                "gridonopen": 1,
                "gridsize": [15.0, 15.0],
                "gridsnaponopen": 1,
                "objectsnaponopen": 1,
                "statusbarvisible": 2,
                "toolbarvisible": 1,
                "boxanimatetime": 200,
                "enablehscroll": 1,
                "enablevscroll": 1,
                "description": "",
                "digest": "",
                "tags": "",
                "style": "",
                "subpatcher_template": "",
                "locked_bgcolor": colour_of(DARK),
                "boxes": [*self._boxes, *self._behind],  # the first one is in front
                "lines": self._cords,
                "parameters": self.parameters,
                "dependency_cache": [],
                "autosave": 0,
                **more,
            }
        }

    def _add(self, kind: str, rect: Rect, inlets: int, outlets: list[str], **attributes: Any) -> str:
        name = f"obj-{len(self._boxes) + len(self._behind) + 1}"
        box = {"id": name, "maxclass": kind, "numinlets": inlets, "numoutlets": len(outlets)}
        if outlets:
            box["outlettype"] = outlets
        box["patching_rect"] = [round(float(side), 1) for side in rect]
        self._boxes.append({"box": box | attributes})
        return name


def colour_of(colour: str) -> list[float]:
    """`#rrggbb` as Max has it, with opacity."""
    return [*rgb(colour), 1.0]
