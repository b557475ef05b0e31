"""Networks that dream, and their dreams as graphs for the stage: gradient ascent in plain operators.

    sound    mel spectrogram of the last third of a second + its dream ──steps──> gain of each mel band, newest hop
    picture  picture + the last dream, enlarged a little                ──steps──> picture

A step goes up the slope of what a layer finds (A. Mordvintsev et al., DeepDream, 2015), or of its likeness to what
that layer found in the last seconds (the guide).
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional

from export.ascent import slope_graph
from export.data.mel import LIVE
from export.nets.levelled import PERIOD, Hiss, Levelled
from export.nets.streaming import Fourier, Mel, Synthesis

LAYERS = 4
"""Of a network; the knob `layer` goes from the first to the last and lies between two."""


class Dreamer(nn.Module):
    """A network whose layers are dreamt of."""

    takes: int
    """Channels of what it is shown: 1 for spectrograms, 3 for pictures."""
    smallest: int
    """Pixels of the smallest picture in which its last layer sees anything."""

    def found(self, x: Tensor) -> list[Tensor]:
        """What each of `LAYERS` layers finds. Shape: (batch, takes, height, width) -> [(batch, channels, ...), ...]"""
        raise NotImplementedError

    def last_shape(self, height: int, width: int) -> tuple[int, int, int]:
        """Channels, height and width of what the last layer finds in a picture of that size."""
        with torch.no_grad():
            found = self.found(torch.zeros(1, self.takes, height, width))[-1]
        return found.shape[1], found.shape[2], found.shape[3]


class DreamNet(Dreamer):
    """A small classifier whose layers are dreamt of: three strided convolutions, one more, and a mean.

    Kernels are as wide as twice the stride, so that no pixel is seen more often than another (else dreams are
    checkered); activations are smooth, so that one step means the same on every machine.
    """

    def __init__(self, channels_in: int, widths: Sequence[int], classes: int) -> None:
        super().__init__()
        self.takes, self.smallest = channels_in, 16
        sizes = (channels_in, *widths)
        self.layers = nn.ModuleList(
            [nn.Conv2d(sizes[place], sizes[place + 1], 4, 2, 1) for place in range(LAYERS - 1)]
            + [nn.Conv2d(sizes[-2], sizes[-1], 3, 1, 1)]
        )
        self.head = nn.Linear(sizes[-1], classes)

    def found(self, x: Tensor) -> list[Tensor]:
        """See `Dreamer`."""
        found = []
        for layer in self.layers:
            x = layer(x)
            x = x * torch.sigmoid(x)
            found.append(x)
        return found

    def forward(self, x: Tensor) -> Tensor:
        """Scores of the classes. Shape: (batch, channels_in, height, width) -> (batch, classes)"""
        return self.head(self.found(x)[-1].mean((2, 3)))


def layer_weights(layer: Tensor) -> Tensor:
    """How much each layer counts: one at a whole number, two in between. Shape: (1,) -> (LAYERS,)."""
    return (1.0 - (layer - torch.arange(float(LAYERS))).abs()).clamp(min=0.0)


def objective(net: Dreamer, x: Tensor, weights: Tensor, guide: Tensor, guided: Tensor) -> Tensor:
    """What a step makes larger: half the mean square of what layers find, and likeness to the guide.

    Each part counts in proportion to itself, so that no layer is louder than another; likeness is the product of
    every place of the last layer with what is most like it in the guide.

    Shape:
        x: (1, channels_in, height, width); weights: (LAYERS,); guide: (channels, places); guided: (1,), 0..1
    """
    found = net.found(x)
    parts = torch.stack([0.5 * layer.square().mean() for layer in found])
    here = found[-1][0].flatten(1)
    nearest = (here.T @ guide).argmax(1)
    like = (here * guide[:, nearest]).mean()
    share = parts / parts.detach().clamp(min=1e-6)
    return ((1.0 - guided) * (share * weights).sum() + guided * like / like.detach().abs().clamp(min=1e-6)).sum()


class Step(nn.Module):
    """One step of gradient ascent on a picture of a fixed size, over up to three octaves at once.

    Shape:
        x: (1, channels_in, height, width); weights: (LAYERS,); guide: (channels, places);
        guided, size, octaves: (1,) -> as x
    """

    OCTAVES = 3

    def __init__(
        self, net: Dreamer, shape: tuple[int, int], places: int, octaves: int = OCTAVES, detail: int = 0
    ) -> None:
        """Trace the slopes.

        Args:
            net: what dreams.
            shape: height and width of the picture.
            places: how many the guide holds.
            octaves: at most so many.
            detail: what is broader than so many pixels is left as it is, else colours run away; 0 for all.
        """
        super().__init__()
        self.detail = detail
        net = copy.deepcopy(net).requires_grad_(False)
        example = (torch.ones(LAYERS), torch.zeros(net.last_shape(*shape)[0], places), torch.zeros(1))
        sizes = [(shape[0] >> octave, shape[1] >> octave) for octave in range(octaves)]
        self.slopes = nn.ModuleList(
            [slope_graph(partial(objective, net), torch.rand(1, net.takes, *size), *example) for size in sizes]
        )

    def forward(
        self, x: Tensor, weights: Tensor, guide: Tensor, guided: Tensor, size: Tensor, octaves: Tensor
    ) -> Tensor:
        """The picture one step up: `size` is the standard deviation of the change."""
        slope = unit(self.slopes[0](x, weights, guide, guided))
        smaller = x
        for octave, graph in enumerate(list(self.slopes)[1:], 1):
            smaller = functional.avg_pool2d(smaller, 2)
            up = functional.interpolate(
                graph(smaller, weights, guide, guided), scale_factor=float(2**octave), mode="bilinear"
            )
            slope = slope + (octaves - octave).clamp(0.0, 1.0) * unit(up)
        if self.detail:
            broad = functional.avg_pool2d(slope, self.detail)
            slope = slope - functional.interpolate(broad, scale_factor=float(self.detail), mode="bilinear")
        return x + size * unit(slope)


def unit(x: Tensor) -> Tensor:
    """At a standard deviation of 1; what is all the same becomes 0."""
    centred = x - x.mean()
    return x / centred.square().mean().sqrt().clamp(min=1e-6)


WIDTH = 32
"""Hops of sound that a dream is about: 0.34 s."""
MOST = 0.72
"""Largest change of a band, in units of half the scale: 36 dB."""
STEPS = 2
"""Most steps a hop; there are 94 hops a second."""
REMEMBERED = 24
"""Moments that the guide remembers, one each `PAUSE` hops: 2 s."""
PAUSE = 8


class SoundDream(nn.Module):
    """Sound to sound by hops; parameters and memory are inputs.

    Of the network's picture (128 mel bands, 32 hops) only the newest column is heard, so nothing waits for the
    future; the dream of a hop begins where that of the hop before ended, times `feedback`.

    Shape:
        sound: (1, 1, K * hop_size); each parameter: (1,); then the memory, see `memory`.
    """

    PARAMETERS = ("amount", "feedback", "layer", "steps", "size", "octaves", "guide", "grain", "gate")

    def __init__(self, net: DreamNet, seed: int = 0) -> None:
        super().__init__()
        fourier = Fourier(LIVE.window_size, kept=LIVE.synthesis_size)
        self.levelled, self.synthesis = Levelled(LIVE, fourier), Synthesis(LIVE, fourier)
        self.hiss, self.mel = Hiss(self.levelled, seed), Mel(LIVE)
        self.net = copy.deepcopy(net).requires_grad_(False)
        self.rows = LIVE.bands // 8
        self.step = Step(net, (LIVE.bands, WIDTH), REMEMBERED * self.rows, octaves=2)
        scale = LIVE.scale
        self.middle_db, self.half_db = (scale.top_db + scale.floor_db) / 2.0, (scale.top_db - scale.floor_db) / 2.0

    @property
    def delay(self) -> int:
        """Frames from a sound going in to the same sound coming out."""
        return self.synthesis.delay

    def memory(self) -> dict[str, tuple[int, ...]]:
        """Name and shape of each tensor that comes back; all start as zeros, and 0 of a column is silence."""
        own = {
            "columns": (LIVE.bands, WIDTH),
            "dream": (LIVE.bands, WIDTH),
            "remembered": (self.net.head.in_features, REMEMBERED * self.rows),
        }
        return self.levelled.memory() | own | {"overlap": (self.delay,), "count": (1,)}

    def forward(self, sound: Tensor, amount: Tensor, *rest: Tensor) -> tuple[Tensor, ...]:
        """Give the sound and the memory for the next call; `rest` is the other parameters, then the memory."""
        knobs, memory = rest[: len(self.PARAMETERS) - 1], rest[len(self.PARAMETERS) - 1 :]
        grain, gate = knobs[-2:]
        heard, powers, columns, dream, remembered, overlap, count = memory
        spectra, level, heard, powers = self.levelled(sound.reshape(-1), heard, powers)
        hops = spectra.shape[0]
        place = torch.remainder(count + torch.arange(hops), float(PERIOD)).to(torch.int64)
        seen = ((self.mel(spectra) - self.middle_db) / self.half_db).clamp(-1.0, 1.2) + 1.0
        changes = []
        for hop in range(hops):
            columns = torch.cat([columns[:, 1:], seen[hop].reshape(-1, 1)], dim=1)
            remembered = self._remember(columns, remembered, place[hop])
            dream = self._dream(columns, dream, remembered, knobs[:-2])
            changes.append(dream[:, -1])
        carrier = spectra + amount * grain * self.hiss(place)
        change_db = amount * self.half_db * torch.stack(changes)
        made = carrier * self.mel.gains(change_db, torch.zeros(1))
        out, overlap = self.synthesis(self._as_loud(made, spectra) * self.levelled.put_back(level, gate), overlap)
        count = torch.remainder(count + hops, float(PERIOD))
        return (out.reshape(1, 1, -1), heard, powers, columns, dream, remembered, overlap, count)

    def _dream(self, columns: Tensor, dream: Tensor, remembered: Tensor, knobs: Sequence[Tensor]) -> Tensor:
        """The dream one hop on. Shape: (bands, WIDTH), ... -> (bands, WIDTH)."""
        feedback, layer, steps, size, octaves, guide = knobs
        dream = torch.cat([dream[:, 1:], dream[:, -1:]], dim=1) * feedback
        weights = layer_weights(layer)
        for number in range(STEPS):
            x = (columns - 1.0 + dream).reshape(1, 1, LIVE.bands, WIDTH)
            share = (steps - number).clamp(0.0, 1.0) * size / self.half_db
            higher = self.step(x, weights, remembered, guide, share, octaves)
            dream = (higher.reshape(LIVE.bands, WIDTH) - columns + 1.0).clamp(-MOST, MOST)
        return dream

    def _remember(self, columns: Tensor, remembered: Tensor, place: Tensor) -> Tensor:
        """What the last layer finds in what is heard now, kept each `PAUSE` hops. Shape: (channels, places)."""
        found = self.net.found((columns - 1.0).reshape(1, 1, LIVE.bands, WIDTH))[-1][0, :, :, -1]
        now = torch.cat([remembered[:, self.rows :], found], dim=1)
        return torch.where(torch.remainder(place, PAUSE) == 0, now, remembered)

    def _as_loud(self, made: Tensor, spectra: Tensor) -> Tensor:
        """A dream moves loudness about and adds none. Shape: (K, 2, bins) twice -> the same."""
        power = [x.square().sum((1, 2), keepdim=True).clamp(min=1e-9) for x in (spectra, made)]
        return made * (power[0] / power[1]).sqrt().clamp(max=2.0)


class PictureDream(nn.Module):
    """Picture to picture; the last dream comes back, enlarged a little.

    Shape:
        picture: (height, width, 3) uint8; each parameter: (1,); last, remembered: the memory
    """

    PARAMETERS = ("feedback", "layer", "steps", "size", "octaves", "guide", "zoom")
    MOMENTS = 4
    """Pictures that the guide remembers, one each `PAUSE`."""

    def __init__(self, net: Dreamer, side: int, steps: int = 2) -> None:
        """Trace it: pictures of `side` pixels, at most so many `steps` each."""
        super().__init__()
        self.side, self.steps = side, steps
        self.octaves = sum(side >> octave >= net.smallest for octave in range(Step.OCTAVES))
        self.net = copy.deepcopy(net).requires_grad_(False)
        self.depth, rows, columns = net.last_shape(side, side)
        self.pool = max(1, min(rows, columns) // 4)  # the guide remembers the last layer four by four
        self.cells = (rows // self.pool) * (columns // self.pool)
        self.step = Step(net, (side, side), self.MOMENTS * self.cells, self.octaves, side // 8)
        line = (torch.arange(float(side)) + 0.5) * 2.0 / side - 1.0
        self.register_buffer("grid", torch.stack(torch.meshgrid(line, line, indexing="xy"), dim=-1)[None])

    def memory(self) -> dict[str, tuple[int, ...]]:
        """Name and shape of each tensor that comes back; all start as zeros."""
        return {
            "last": (1, 3, self.side, self.side),
            "remembered": (self.depth, self.MOMENTS * self.cells),
            "count": (1,),
        }

    def forward(self, picture: Tensor, *rest: Tensor) -> tuple[Tensor, ...]:
        """Give the picture, uint8, and the memory for the next call."""
        feedback, layer, steps, size, octaves, guide, zoom, last, remembered, count = rest
        seen = (picture.to(torch.float32) / 127.5 - 1.0).permute(2, 0, 1).unsqueeze(0)
        remembered = self._remember(seen, remembered, count)
        nearer = functional.grid_sample(last, self.grid * (1.0 - zoom), align_corners=False, padding_mode="border")
        x = seen + feedback * count.clamp(max=1.0) * (nearer - seen)
        weights = layer_weights(layer)
        for number in range(self.steps):
            share = (steps - number).clamp(0.0, 1.0) * size
            x = self.step(x, weights, remembered, guide, share, octaves).clamp(-1.0, 1.0)
        shown = ((x[0].permute(1, 2, 0) + 1.0) * 127.5).round().to(torch.uint8)
        return shown, x, remembered, torch.remainder(count, float(PAUSE)) + 1.0

    def _remember(self, seen: Tensor, remembered: Tensor, count: Tensor) -> Tensor:
        found = functional.avg_pool2d(self.net.found(seen)[-1], self.pool)[0].flatten(1)
        now = torch.cat([remembered[:, self.cells :], found], dim=1)
        return torch.where(torch.remainder(count, float(PAUSE)) == 0, now, remembered)
