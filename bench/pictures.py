"""Makes the pictures of the README: `python -m bench.pictures`, about a minute, needs jackd and Xvfb.

docs/window.png     the window while the default scene plays the loop that ships
docs/strings.png    the loop before and after its timbre translator
"""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from bench.theatre import look, screen, sound_card
from rtxmodal.control import OscChoice
from rtxmodal.devices.audio import AudioChoice
from rtxmodal.devices.display import WindowChoice
from rtxmodal.devices.files import read_sound
from rtxmodal.render import OfflineStage
from rtxmodal.scene import LOOP
from rtxmodal.scene_file import load_scene
from rtxmodal.stage.show import Show
from rtxmodal.stage.supervisor import Supervisor

DOCS = Path(__file__).resolve().parents[1] / "docs"
MOMENTS = (6.0, 9.5, 13.0)  # seconds into the show; one picture each, side by side
NFFT, HOP = 4096, 1024
TOP_HZ = 8000
FLOOR_DB = -80.0


def main() -> None:
    """Make both."""
    DOCS.mkdir(exist_ok=True)
    window(DOCS / "window.png")
    strings(DOCS / "strings.png")


def window(path: Path) -> None:
    """Photograph the window of a real show at three moments."""
    photographs = []
    with sound_card(), screen(960, 540) as frame_buffer:
        scene = load_scene("default")
        size = WindowChoice(width=960, height=540)
        audio = AudioChoice(host_api="JACK", input="")
        supervisor = Supervisor(
            Show(scene, ("default",), audio, size, osc=OscChoice(port=0), has_input=False), print, lambda line: None
        )
        supervisor.start()
        watch = threading.Thread(target=supervisor.run, daemon=True)
        watch.start()
        began = time.monotonic()
        for moment in MOMENTS:
            time.sleep(max(0.0, began + moment - time.monotonic()))
            photographs.append(look(frame_buffer))
        supervisor.quit()
        watch.join()
        supervisor.stop()
    strip = Image.fromarray(np.concatenate(photographs, axis=1))
    strip.resize((strip.width // 2, strip.height // 2), Image.Resampling.LANCZOS).save(path)


def strings(path: Path) -> None:
    """Spectrograms of the loop as it is and as the default scene makes it, all wet."""
    sound, rate = read_sound(LOOP)
    scene = load_scene("default")
    lanes = tuple(replace(lane, wet=1.0) for lane in scene.lanes if lane.sink == "speakers")
    stage = OfflineStage(replace(scene, lanes=lanes), rate, "auto", {"output_gain": 0.0})
    made = np.concatenate([heard for _, heard, _ in stage.play(sound)])
    both = [labelled(spectrogram(part.mean(axis=1), rate), name) for part, name in ((sound, "in"), (made, "out"))]
    Image.fromarray(np.concatenate(both, axis=0)).quantize(64).save(path)


def spectrogram(sound: np.ndarray, rate: int) -> np.ndarray:
    """Level in dB against the loudest, low pitches at the bottom. Shape: (rows, columns) uint8."""
    frames = np.lib.stride_tricks.sliding_window_view(sound, NFFT)[::HOP]
    level = 20 * np.log10(np.abs(np.fft.rfft(frames * np.hanning(NFFT))) + 1e-9)
    level = level[:, : TOP_HZ * NFFT // rate].T[::-1]
    shade = np.clip((level - level.max() - FLOOR_DB) / -FLOOR_DB, 0, 1)
    return np.round(255 * shade).astype(np.uint8)


def labelled(shades: np.ndarray, name: str) -> np.ndarray:
    """In colour, at the README's size, with its name."""
    ramp = np.array([(5, 5, 20), (70, 20, 110), (200, 60, 80), (250, 180, 60), (255, 255, 220)], float)
    at = shades / 255 * (len(ramp) - 1)
    colours = np.stack([np.interp(at, np.arange(len(ramp)), ramp[:, channel]) for channel in range(3)], axis=-1)
    image = Image.fromarray(colours.astype(np.uint8)).resize((960, 240), Image.Resampling.BILINEAR)
    ImageDraw.Draw(image).text((8, 6), f"{name}, 0 to {TOP_HZ // 1000} kHz", fill=(255, 255, 255))
    return np.asarray(image)


if __name__ == "__main__":
    main()
