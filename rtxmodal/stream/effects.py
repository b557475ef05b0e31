"""What makes generated pictures glow, flow and turn. Pure."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PIL import Image, ImageFilter

from rtxmodal.stream.filters import luma
from rtxmodal.stream.warp import grid, look_up, to_picture

PALETTES = {  # hues in degrees of OKLab from dark to light, and how colourful, 0..0.3
    "ember": ((20.0, 40.0, 75.0, 100.0), 0.16),
    "lagoon": ((285.0, 240.0, 200.0, 170.0), 0.13),
    "orchid": ((290.0, 330.0, 0.0, 60.0), 0.15),
    "forest": ((200.0, 160.0, 130.0, 105.0), 0.12),
    "neon": ((300.0, 350.0, 200.0, 150.0), 0.22),
    "silver": ((250.0, 250.0, 250.0, 80.0), 0.012),
}


def trail(picture: np.ndarray, past: np.ndarray | None, left: float, zoom: float, turn: float) -> np.ndarray:
    """The lighter of a new picture and of the trail before, which has grown, turned and faded.

    Args:
        picture: uint8 (h, w, 3).
        past: what this gave before, of any size; None at the start.
        left: share of the past's light that is left, 0..1.
        zoom: growth of the past, 1 for none.
        turn: of the past, degrees.

    Shape: -> (h, w, 3) float32, 0..255.
    """
    new = picture.astype(np.float32)
    if past is None:
        return new
    x, y = grid(*picture.shape[:2])
    angle = np.deg2rad(turn)
    cosine, sine = np.cos(angle) / zoom, np.sin(angle) / zoom
    return np.asarray(np.maximum(new, left * look_up(past, cosine * x + sine * y, cosine * y - sine * x)))


def bloom(picture: np.ndarray, threshold: float, strength: float, radius: float) -> np.ndarray:
    """Light runs over the edges of what is bright.

    Args:
        picture: uint8 (h, w, 3).
        threshold: 0..1, from where on it is bright.
        strength: of the light, 0..2.
        radius: how far it runs, of the shorter edge.
    """
    if strength <= 0.0:
        return picture
    height, width = picture.shape[:2]
    light = picture.astype(np.float32)
    bright = light * np.clip((luma(picture)[..., None] / 255.0 - threshold) / max(1e-3, 1.0 - threshold), 0.0, 1.0)
    small = Image.fromarray(to_picture(bright)).resize((max(1, width // 4), max(1, height // 4)), Image.Resampling.BOX)
    soft = small.filter(ImageFilter.GaussianBlur(max(0.5, radius * min(height, width) / 4.0)))
    glow = np.asarray(soft.resize((width, height), Image.Resampling.BILINEAR)).astype(np.float32)
    return to_picture(255.0 - (255.0 - light) * (1.0 - np.minimum(strength * glow / 255.0, 1.0)))


def kaleidoscope(picture: np.ndarray, segments: int, turn: float, zoom: float) -> np.ndarray:
    """The picture between two mirrors.

    Args:
        picture: uint8 (h, w, 3).
        segments: mirror images in the round, >= 2.
        turn: of the mirrors over the picture, degrees.
        zoom: of what is seen, 1 for its own size.
    """
    radius, angle = _polar(*picture.shape[:2])
    wedge = 2.0 * np.pi / max(2, segments)
    folded = np.abs(np.mod(angle, wedge) - 0.5 * wedge) + np.deg2rad(turn)
    return to_picture(look_up(picture, radius * np.cos(folded) / zoom, radius * np.sin(folded) / zoom))


@lru_cache(maxsize=8)
def _polar(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    x, y = grid(height, width)
    return np.hypot(x, y), np.arctan2(y, x)


def recolour(picture: np.ndarray, palette: str, amount: float, hue: float) -> np.ndarray:
    """Every grey its colour of a palette, as light as it was (OKLab).

    Args:
        picture: uint8 (h, w, 3).
        palette: one of PALETTES.
        amount: 0 the picture's own colours, 1 the palette's.
        hue: the palette turned by so many degrees.
    """
    table = palette_table(palette, round(hue) % 360)
    wanted = table[np.rint(luma(picture)).astype(np.uint8)]
    return to_picture(picture + amount * (wanted - picture.astype(np.float32)))


@lru_cache(maxsize=512)
def palette_table(palette: str, hue: int) -> np.ndarray:
    """Light 0..255 -> colour, as light. Shape: (256, 3) float32, 0..255."""
    stops, chroma = PALETTES[palette]
    light = np.cbrt(_linear(np.arange(256) / 255.0))  # OKLab's L of a grey
    turns = np.unwrap(np.deg2rad(np.array(stops)))
    angle = np.interp(np.linspace(0.0, 1.0, 256), np.linspace(0.0, 1.0, len(stops)), turns) + np.deg2rad(hue)
    strength = chroma * np.sin(np.pi * np.clip(light, 0.0, 1.0)) ** 0.7  # black and white have no colour
    lab = np.stack([light, strength * np.cos(angle), strength * np.sin(angle)], axis=1)
    return np.asarray(255.0 * _srgb(lab), np.float32)


def _linear(srgb: np.ndarray) -> np.ndarray:
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def _srgb(lab: np.ndarray) -> np.ndarray:
    """OKLab to sRGB in 0..1 (B. Ottosson 2020, https://bottosson.github.io/posts/oklab/). Shape: (n, 3) -> (n, 3)."""
    to_lms = np.array([[1.0, 0.3963377774, 0.2158037573], [1.0, -0.1055613458, -0.0638541728],
                       [1.0, -0.0894841775, -1.2914855480]])  # fmt: skip
    to_rgb = np.array([[4.0767416621, -3.3077115913, 0.2309699292], [-1.2684380046, 2.6097574011, -0.3413193965],
                       [-0.0041960863, -0.7034186147, 1.7076147010]])  # fmt: skip
    linear = np.clip(((lab @ to_lms.T) ** 3) @ to_rgb.T, 0.0, 1.0)
    return np.asarray(np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1.0 / 2.4) - 0.055))
