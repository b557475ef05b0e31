"""Sound and pictures by way of spectra, inside a graph: what surrounds a CycleGAN's generator on the stage.

A square of spectra is (4, size, size): magnitude left, right, phase left, right; time before frequency; high pitches
first, as in `export.data.codecs`. A row of time is a block of 2 * size frames.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from export.nets.cyclegan import Generator

BLOCKS_HEARD = 4
"""New rows a picture: generators halve a picture twice, so that what moves by four looks as before."""
BLOCKS_PLAYED = 8
"""Rows a call from pictures to sound: 46 ms at 128, a fifth of which one core needs for the generator."""
QUIETEST = 1e-3
"""Level of what is still made louder, -60 dBFS."""
RISE, FALL = 0.5, 0.005
"""Of the follower, each hop: 30 ms and 5 s."""


def angle(real: Tensor, imaginary: Tensor) -> Tensor:
    """Radians; 0 where there is nothing. Written out, since ONNX has no such operator."""
    safe = torch.where(real.abs() < 1e-12, torch.full_like(real, 1e-12), real)
    turned = torch.where(imaginary < 0.0, -math.pi, math.pi)
    return torch.atan(imaginary / safe) + torch.where(safe < 0.0, turned, 0.0)


def to_bytes(square: Tensor) -> Tensor:
    """Shape: (1, 3, x, y) in -1..1 -> (1, y, x, 3) uint8."""
    return torch.round((square.clamp(-1.0, 1.0) + 1.0) * 127.5).to(torch.uint8).permute(0, 3, 2, 1)


def from_bytes(picture: Tensor) -> Tensor:
    """Shape: (1, y, x, 3) uint8 -> (1, 3, x, y) in -1..1."""
    return picture.to(torch.float32).permute(0, 3, 2, 1) / 127.5 - 1.0


def nearest(turns: Tensor) -> Tensor:
    """The same turn the short way, -0.5..0.5."""
    return turns - torch.round(turns)


class SoundToPicture(nn.Module):
    """Sound to picture: its newest spectra are written into a square round and round, or pushed in from the right.

    In place of a gain for each window a follower brings the sound slowly to the level of what was trained on.
    """

    def __init__(self, generator: Generator, size: int, level_db: float) -> None:
        super().__init__()
        self.generator, self.size = generator.freeze(), size
        self.hop_size = BLOCKS_HEARD * 2 * size
        self.level = 10.0 ** (level_db / 20.0)
        turns = torch.outer(torch.arange(2.0 * size), torch.arange(float(size))) / (2 * size)
        radians = 2.0 * math.pi * (turns - torch.floor(turns))
        self.register_buffer("basis", torch.cat([torch.cos(radians), -torch.sin(radians)], dim=1))
        self.register_buffer("places", torch.arange(float(size)))

    def memory(self) -> dict[str, tuple[int, ...]]:
        """Name and shape of each tensor that comes back; all start as zeros, which is silence and black."""
        square = (1, 2, self.size, self.size)
        return {
            "magnitudes": square,
            "phases": square,
            "head": (1,),
            "loudness": (1,),
            "light": (1, 3, self.size, self.size),
        }

    def forward(
        self,
        sound: Tensor,
        gain: Tensor,
        follow: Tensor,
        pace: Tensor,
        scroll: Tensor,
        persist: Tensor,
        *state: Tensor,
    ) -> tuple[Tensor, ...]:
        """One picture.

        Shape:
            sound: (1, 2, hop_size), parameters: (1,) each -> (1, size, size, 3) uint8, and the next state
        """
        magnitudes, phases, head, loudness, light = state
        heard = sound.square().mean().reshape(1)
        loudness = loudness + torch.where(heard > loudness, RISE, FALL) * (heard - loudness)
        louder = (self.level / torch.sqrt(torch.maximum(loudness, heard)).clamp(min=QUIETEST)) ** follow
        rows = self._spectra(sound * louder * 10.0 ** (gain / 20.0))
        skip = torch.round(2.0**pace)  # of so many blocks one is written
        written = BLOCKS_HEARD / skip
        behind = torch.remainder(self.places - head, float(self.size))
        source = (behind * skip).clamp(max=BLOCKS_HEARD - 1.0).to(torch.int64)
        is_new = (behind < written)[:, None]
        magnitudes = torch.where(is_new, rows[0][:, :, source], magnitudes)
        phases = torch.where(is_new, rows[1][:, :, source], phases)
        head = torch.remainder(head + written, float(self.size))
        order = torch.remainder(self.places + head * torch.round(scroll), float(self.size)).to(torch.int64)
        made = self.generator(torch.cat([magnitudes - 1.0, phases], dim=1)[:, :, order].flip(3)) + 1.0
        light = made + persist * (light - made)
        return to_bytes(light - 1.0), magnitudes, phases, head, loudness, light

    def _spectra(self, sound: Tensor) -> tuple[Tensor, Tensor]:
        """Magnitudes above the floor, 0..2, and phases, low pitches first. Shape: (1, 2, n) -> (1, 2, blocks, size)."""
        real, imaginary = torch.chunk(sound.reshape(1, 2, BLOCKS_HEARD, 2 * self.size) @ self.basis, 2, dim=3)
        power = (real.square() + imaginary.square()).clamp(min=1e-12)
        magnitude = (0.5 * torch.log(power) / math.log(self.size)).clamp(-1.0, 1.0)
        return magnitude + 1.0, angle(real, imaginary) / math.pi


class PictureToSound(nn.Module):
    """Picture to sound: it is read from left to right and round again, each row of its spectra a sum of sines.

    Between two rows amplitudes and phases pass on straight lines, phases the short way: what two blocks of a steady
    sine say comes out as that sine, and nothing ever jumps, neither from row to row nor from picture to picture.
    (The blocks as they are would not meet at their ends: a click every 2 * size frames.) Both sides have the left
    one's phases. Tones begin at phases of their own and may be scattered round the middles of their bins: in step they
    would be one buzz.
    """

    def __init__(self, generator: Generator, size: int, gain_db: float) -> None:
        super().__init__()
        self.generator, self.size = generator.freeze(), size
        self.hop_size = BLOCKS_PLAYED * 2 * size
        self.gain = 10.0 ** (gain_db / 20.0)
        self.register_buffer("bins", torch.arange(float(size)))
        self.register_buffer("way", torch.arange(2.0 * size) / (2 * size))
        self.register_buffer("rows", torch.arange(1.0, BLOCKS_PLAYED + 1.0))
        golden = torch.arange(float(size)) * 0.618034
        self.register_buffer("sides", 2.0 * (golden - torch.floor(golden)) - 1.0)
        square = golden * torch.arange(float(size))
        self.register_buffer("apart", (square - torch.floor(square))[:, None])

    def memory(self) -> dict[str, tuple[int, ...]]:
        """Name and shape of each tensor that comes back; all start as zeros."""
        row = (1, self.size)
        return {"place": (1,), "amplitudes": (2, self.size), "made": row, "turned": row}

    def forward(
        self,
        picture: Tensor,
        speed: Tensor,
        tune: Tensor,
        steady: Tensor,
        contrast: Tensor,
        spread: Tensor,
        scatter: Tensor,
        *state: Tensor,
    ) -> tuple[Tensor, ...]:
        """One hop.

        Shape:
            picture: (1, size, size, 3) uint8, parameters: (1,) each -> (1, 2, hop_size), and the next state
        """
        place, amplitudes, made, turned = state
        places = torch.remainder(place + speed * self.rows, float(self.size))
        loud, phases = self._read(self.generator(from_bytes(picture))[0].flip(2), places, contrast)
        ratio = 2.0 ** (tune / 12.0)
        tones = self.bins * ratio
        loud = loud * ((self.bins > 0.0) & (tones < self.size - 1.0)) * (1.0 + spread * self._sided())
        loud = torch.cat([amplitudes[:, None], loud], dim=1)  # (2, rows + 1, size)
        known = torch.cat([made, phases])
        steps = tones + 0.5 * scatter * self.sides + (1.0 - steady) * nearest(known[1:] - known[:-1])  # turns a row
        ends = turned + torch.cumsum(steps - torch.floor(steps), dim=0)
        starts = torch.cat([turned, ends[:-1]])
        turns = self.apart + starts[:, :, None] + steps[:, :, None] * self.way
        waves = torch.cos(2.0 * math.pi * (turns - torch.floor(turns)))  # (rows, size, frames)
        still, moving = (
            torch.einsum("crk,rkn->crn", part, waves) for part in (loud[:, :-1], loud[:, 1:] - loud[:, :-1])
        )
        sound = torch.tanh(self.gain * (still + self.way * moving)).reshape(1, 2, self.hop_size)
        return sound, places[-1:], loud[:, -1], phases[-1:], ends[-1:] - torch.floor(ends[-1:])

    def _read(self, square: Tensor, places: Tensor, contrast: Tensor) -> tuple[Tensor, Tensor]:
        """Amplitudes and phases, in turns, at these places. Shape: (4, size, size), (n,) -> (2, n, size), (n, size)."""
        first = places.to(torch.int64)
        second = torch.remainder(first + 1, self.size)
        way = (places - first)[:, None]
        quietest = torch.exp(-2.0 * math.log(self.size) * contrast)
        loud = torch.exp((square[:2] - 1.0) * math.log(self.size) * contrast) - quietest
        phase = 0.5 * square[2]
        return loud[:, first] + way * (loud[:, second] - loud[:, first]), phase[first] + way * nearest(
            phase[second] - phase[first]
        )

    def _sided(self) -> Tensor:
        """How far each tone lies to the left and to the right. Shape: -> (2, 1, size)."""
        return torch.stack([self.sides, -self.sides])[:, None]
