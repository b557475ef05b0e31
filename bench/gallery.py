"""The scenes for the eye as films and as one sheet: `python -m bench.gallery [SCENE ...]`, about two minutes.

build/gallery/SCENE.mp4   the loop that ships, seen by each scene
docs/gallery.png          a row a scene, five moments from left to right
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from rtxmodal.devices.files import read_sound
from rtxmodal.render import Job, OfflineStage, render
from rtxmodal.rendered import Output
from rtxmodal.scene import LOOP
from rtxmodal.scene_file import load_scene

ROOT = Path(__file__).resolve().parents[1]
SCENES = ("aurora", "glass", "mandala", "melt", "julia")
MOMENTS = (4.0, 6.5, 9.0, 11.5, 14.0)  # seconds
EDGE = 192  # pixels of a picture on the sheet


def main(scenes: list[str]) -> None:
    """Render each scene's film and the sheet of all."""
    films = ROOT / "build" / "gallery"
    films.mkdir(parents=True, exist_ok=True)
    rows = []
    for name in scenes or SCENES:
        film = Output(films / f"{name}.mp4", height=512)
        render(Job(load_scene(name), LOOP, film, values={"output_gain": 0.0}), lambda done, frames: None)
        rows.append(row(name))
        print(films / f"{name}.mp4")
    if not scenes:
        Image.fromarray(np.concatenate(rows)).quantize(256).save(ROOT / "docs" / "gallery.png", optimize=True)


def row(name: str) -> np.ndarray:
    """A scene at the moments, under its name. Shape: (EDGE, EDGE * moments, 3)."""
    sound, rate = read_sound(LOOP)
    stage = OfflineStage(load_scene(name), rate, "auto", {"output_gain": 0.0})
    wanted, found = [round(moment * rate) for moment in MOMENTS], []
    for done, _, shown in stage.play(sound[: wanted[-1] + rate]):
        if shown and len(found) < len(wanted) and done >= wanted[len(found)]:
            found.append(Image.fromarray(shown[-1].picture).resize((EDGE, EDGE), Image.Resampling.BICUBIC))
    ImageDraw.Draw(found[0]).text((6, 4), name, fill=(255, 255, 255), stroke_width=2, stroke_fill=(0, 0, 0))
    return np.concatenate([np.asarray(picture) for picture in found], axis=1)


if __name__ == "__main__":
    main(sys.argv[1:])
