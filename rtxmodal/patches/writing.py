"""All patches of a scene into one folder, each client with a few lines on how to open it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rtxmodal.patches import ableton, max_patch, openstagecontrol, puredata, supercollider, touchdesigner, touchosc
from rtxmodal.patches.surface import EARS, Surface, fill


@dataclass(frozen=True)
class Client:
    """A program that patches are made for."""

    folder: str
    title: str
    make: Callable[[Surface], dict[str, bytes]]
    tried: str
    """What the patch was tried with, as a performer needs to know it."""


CLIENTS = (
    Client("max", "Max", max_patch.make, "py2max's checks; not opened in Max"),
    Client("ableton", "Ableton Live", ableton.make, "its bytes, py2max's checks; not opened in Live"),
    Client("touchdesigner", "TouchDesigner", touchdesigner.make,
           "a stand-in for its Python, against a live server; not run in TouchDesigner"),
    Client("puredata", "Pure Data", puredata.make, "Pure Data 0.53 against a live server"),
    Client("supercollider", "SuperCollider", supercollider.make, "sclang 3.13 against a live server"),
    Client("touchosc", "TouchOSC", touchosc.make, "py2tosc's checks, its scripts in Lua; not opened in TouchOSC"),
    Client("openstagecontrol", "Open Stage Control", openstagecontrol.make,
           "the names of its properties, its scripts in Node; not opened in it"),
)  # fmt: skip


def all_files(surface: Surface, folder: Path) -> dict[str, bytes]:
    """Every file by its path in `folder`; a README shows the picture that lies beside it, if one does."""
    found = {"README.md": _top(surface)}
    for client in CLIENTS:
        pictured = (folder / client.folder / f"{client.folder}.png").is_file()
        found[f"{client.folder}/README.md"] = _readme(client, surface, pictured)
        found |= {f"{client.folder}/{name}": content for name, content in client.make(surface).items()}
    return found


def write_patches(surface: Surface, folder: Path) -> list[Path]:
    """Write them, each beside its place and then moved there; returns the paths."""
    written = []
    for name, content in all_files(surface, folder).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(path.name + ".part")
        beside.write_bytes(content)
        os.replace(beside, path)
        written.append(path)
    return written


def _top(surface: Surface) -> bytes:
    """The lines above all folders."""
    rows = [
        f"| [{client.folder}]({client.folder}/README.md) | {client.title} | {EARS[client.folder]} | {client.tried} |"
        for client in CLIENTS
    ]
    return fill("README.md", {"SCENE": surface.scene.name, "COUNT": len(surface.table), "TABLE": "\n".join(rows)})


def _readme(client: Client, surface: Surface, pictured: bool) -> bytes:
    """The lines of one folder."""
    name = surface.example
    values = {"EAR": EARS[client.folder], "PORT": surface.port, "HOST": surface.host, "NAME": name}
    text = fill(f"{client.folder}.md", values | {"PAR": touchdesigner.par_names(surface)[name]}).decode()
    picture = f"\n![{client.title}]({client.folder}.png)\n" if pictured else ""
    return f"{text}{picture}\nTried with: {client.tried}.\n".encode()
