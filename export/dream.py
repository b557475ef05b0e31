"""DeepDream on sound packed as a picture, offline, as Arjun Vedantham's report and TensorFlow's tutorial have it.

    stereo ──packed──> picture (412, 500, 3) ──octaves x steps of gradient ascent──> picture ──unpacked──> stereo

Three thirds of time are red, green and blue; a plane holds the left channel above the right one. In floats nothing is
lost between the steps; with `bits` 8 the picture is rounded as the report's was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

Order = Literal["planar", "interleaved"]
ORDERS: tuple[Order, ...] = ("planar", "interleaved")
CANVAS = (412, 500)
"""Height and width of the report's picture: 309 000 frames of stereo, 6.4375 s at 48 kHz."""
Found = Callable[[Tensor], list[Tensor]]
"""A picture (1, 3, height, width) -> what each layer finds."""
Progress = Callable[[int, int], None]
"""Called with steps done and steps in all."""


def frames_of(canvas: tuple[int, int]) -> int:
    """Stereo frames that a canvas holds.

    >>> frames_of(CANVAS)
    309000
    """
    return 3 * canvas[0] * canvas[1] // 2


def pack(sound: NDArray, canvas: tuple[int, int] = CANVAS, order: Order = "planar") -> NDArray:
    """A stretch of stereo as a picture; what is missing is zeros. Shape: (frames, 2) -> (height, width, 3).

    Raises:
        ValueError: the canvas has an odd number of pixels, or the sound is longer than it.
    """
    height, width = canvas
    third = height * width // 2
    if height * width % 2:
        raise ValueError(f"canvas must have an even number of pixels, got {height}x{width}; make one side even")
    if len(sound) > 3 * third:
        raise ValueError(f"canvas {height}x{width} must hold the sound, got {len(sound)} frames for {3 * third}")
    padded = np.concatenate([sound, np.zeros((3 * third - len(sound), 2), sound.dtype)]).reshape(3, third, 2)
    planes = padded.transpose(0, 2, 1) if order == "planar" else padded
    return np.ascontiguousarray(planes.reshape(3, height, width).transpose(1, 2, 0))


def unpack(picture: NDArray, frames: int, order: Order = "planar") -> NDArray:
    """The stereo in a picture, its first `frames`. Shape: (height, width, 3) -> (frames, 2)."""
    planes = picture.transpose(2, 0, 1).reshape(3, 2, -1)
    if order == "planar":
        planes = planes.transpose(0, 2, 1)
    return np.ascontiguousarray(planes.reshape(-1, 2)[:frames])


@dataclass(frozen=True)
class Choice:
    """What decides a dream; the defaults are the tutorial's."""

    layers: tuple[int, ...] = (2,)
    steps: int = 50
    """Of each octave."""
    size: float = 0.01
    octaves: tuple[int, ...] = (-2, -1, 0, 1, 2)
    """Powers of `scale`, from the first to the last; the canvas itself is 0."""
    scale: float = 1.3
    jitter: int = 32
    """Pixels by which the picture is rolled at most before each step, and back after it."""
    seed: int = 0
    order: Order = "planar"
    canvas: tuple[int, int] = CANVAS
    bits: int = 32
    """32: floats; 8: the picture is rounded to 256 levels, as published."""
    smallest: int = 16
    """Pixels; an octave below that is left out, the network sees nothing in it."""

    def __post_init__(self) -> None:
        for name in ("steps", "jitter"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must be >= 0, got {getattr(self, name)!r}")
        if self.size < 0.0 or self.scale <= 1.0:
            raise ValueError(f"size must be >= 0 and scale > 1, got {self.size!r} and {self.scale!r}")
        if self.order not in ORDERS or self.bits not in (8, 32):
            raise ValueError(f"order must be planar or interleaved and bits 8 or 32, got {self.order!r}, {self.bits!r}")


def objective(found: Sequence[Tensor], layers: Sequence[int], guide: Sequence[Tensor] | None = None) -> Tensor:
    """What is made larger: the mean of what the layers find, or its product with what is most like it in the guide.

    Raises:
        ValueError: no such layer.
    """
    parts = []
    for layer in layers:
        if not 0 <= layer < len(found):
            raise ValueError(f"layer must be in 0..{len(found) - 1} for this network, got {layer!r}")
        here = found[layer]
        if guide is None:
            parts.append(here.mean())
        else:
            flat, other = here[0].flatten(1), guide[layer][0].flatten(1)
            parts.append((flat * other[:, (flat.T @ other).argmax(1)]).mean())
    return torch.stack(parts).sum()


def ascend(x: Tensor, found: Found, choice: Choice, shift: tuple[int, int], guide: Sequence[Tensor] | None) -> Tensor:
    """One step up the slope, at a standard deviation of 1, rolled by `shift` and back; stays in -1..1."""
    x = torch.roll(x, shift, (2, 3)).detach().requires_grad_(True)
    objective(found(x), choice.layers, guide).backward()
    assert x.grad is not None
    slope = x.grad / (x.grad.std() + 1e-8)
    return torch.roll((x + choice.size * slope).clamp(-1.0, 1.0).detach(), (-shift[0], -shift[1]), (2, 3))


def dream(
    picture: NDArray, found: Found, choice: Choice, guide: NDArray | None = None, progress: Progress = lambda *_: None
) -> NDArray[np.float32]:
    """Dream a picture: from the smallest octave to the largest, and back to its own size.

    What an octave cannot hold is not lost: each adds its change to the picture at the next size.

    Shape:
        (height, width, 3) in -1..1 -> the same
    """
    rng = np.random.default_rng(choice.seed)
    base = _tensor(picture)
    with torch.no_grad():
        towards = (
            None if guide is None else found(torch.from_numpy(np.asarray(guide, np.float32)).permute(2, 0, 1)[None])
        )
    sizes = [tuple(int(side * choice.scale**n) for side in base.shape[2:]) for n in choice.octaves]
    sizes = [size for size in sizes if min(size) >= choice.smallest]
    change, done = torch.zeros_like(base), 0
    for size in sizes:
        start = _resized(base, size)
        x = (start + _resized(change, size)).clamp(-1.0, 1.0)
        for _ in range(choice.steps):
            shift = tuple(int(n) for n in rng.integers(-choice.jitter, choice.jitter + 1, 2))
            x = ascend(x, found, choice, (shift[0], shift[1]), towards)
            done += 1
            progress(done, choice.steps * len(sizes))
        change = x - start
    made = (base + _resized(change, tuple(base.shape[2:]))).clamp(-1.0, 1.0)
    if choice.bits == 8:
        made = torch.round((made + 1.0) * 127.5) / 127.5 - 1.0
    return made[0].permute(1, 2, 0).numpy()


def _tensor(picture: NDArray) -> Tensor:
    """Shape: (height, width, 3) -> (1, 3, height, width)."""
    return torch.from_numpy(np.ascontiguousarray(picture, np.float32)).permute(2, 0, 1)[None]


def _resized(x: Tensor, size: tuple[int, ...]) -> Tensor:
    if tuple(x.shape[2:]) == size:
        return x
    return functional.interpolate(x, size, mode="bilinear", align_corners=False)


def dream_sound(
    sound: NDArray, found: Found, choice: Choice, guide: NDArray | None = None, progress: Progress = lambda *_: None
) -> NDArray[np.float32]:
    """A sound of any length, canvas by canvas; one shorter than a canvas is filled with zeros and cut again.

    Shape:
        (frames, 2) -> the same; guide: (frames, 2), its first canvas is taken
    """
    hop = frames_of(choice.canvas)
    towards = None if guide is None else pack(guide[:hop], choice.canvas, choice.order)
    starts = range(0, max(1, len(sound)), hop)
    made = []
    for place, start in enumerate(starts):
        piece = np.asarray(sound[start : start + hop], np.float32)

        def told(done: int, steps: int, before: int = place) -> None:
            progress(before * steps + done, len(starts) * steps)

        dreamt = dream(pack(piece, choice.canvas, choice.order), found, choice, towards, told)
        made.append(unpack(dreamt, len(piece), choice.order))
    return np.concatenate(made)
