"""Where sound lies in time: the worker writes at absolute positions, the callback plays what is there.

    input     |....[ block a..b )....|              received
    output         delay ->  |....[ the mix of that block, a + delay .. b + delay )....|    end
    play                     position ^

A position is a frame of the device since the start. The worker puts the mix of an input block `delay` frames later;
a block that comes late is simply past. So latency is constant by construction, and no backlog can play.

With callbacks of n frames and engine blocks of b, a block is complete at most b - gcd(n, b) frames after the callback
that would have to play it, and the worker is allowed `slack` blocks of time in whole callbacks, at least one:

    delay = b - gcd(n, b) + slack * n * max(1, b // n)
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import gcd
from typing import Protocol

import numpy as np

from rtxmodal.stage.conceal import Concealment, Material
from rtxmodal.stream.fade import FADE_SECONDS, HOLD_SECONDS, Tail
from rtxmodal.stream.ring import Ring

RING_SECONDS = 4.0  # of past: a dry signal as late as any lane, and what a new scene is warmed with
AGE_SECONDS = 0.05
AGE_BLOCKS = 4


class Heard(Protocol):
    """Where what was played is written, e.g. a SoundRing."""

    def write(self, block: np.ndarray) -> None:
        """Append a block. Shape: (frames, 2)."""


@dataclass(frozen=True)
class Aligned:
    """What the worker says of the block it publishes."""

    late: int = 0
    """Frames by which the mix is late behind the microphone."""
    latest: int = 0
    """The same of the lane that is latest: after a seam in the input, so long old sound comes out."""
    dry_gain: float = 0.0
    """Of the microphone while the mix is missing; 0 where no lane plays the microphone."""
    ceiling: float = 1.0


class Timeline:
    """One sound device's time, in stereo.

    `take` and `give` belong to the callback, `due`, `read`, `publish` to the worker. What crosses is single references
    and integers, each with one writer; arrays are written before the reference that makes them readable.
    """

    def __init__(
        self,
        sample_rate: int,
        block_size: int,
        slack: int = 1,
        heard: Heard | None = None,
        came: Heard | None = None,
        start: int = 0,
    ) -> None:
        """Lay the time out.

        Args:
            sample_rate: of the device, Hz.
            block_size: frames of an engine block.
            slack: blocks of time the worker has.
            heard: gets every block that is played.
            came: gets every block that is recorded.
            start: the first position.
        """
        self.sample_rate, self.block_size, self._slack = sample_rate, block_size, slack
        self.position = self.received = self.start = start
        self.delay = 0
        """Frames from input to output, lanes left out; known after the first callback."""
        self.clock = (start, time.monotonic())
        """Position and the time.monotonic() at which it was true."""
        self.xruns = self.dropped = 0
        frames = int(RING_SECONDS * sample_rate)
        self._input, self._output = (Ring(np.zeros((frames, 2), np.float32)) for _ in range(2))
        self._tail = Tail(max(1, round(FADE_SECONDS * sample_rate)), round(HOLD_SECONDS * sample_rate))
        self._heard, self._came = heard, came
        self._largest = self._common = 0
        self._next = self._end = start
        self._resume = start
        nothing = Material(start, start, np.zeros((self._tail.length, 2), np.float32))
        self._material = nothing
        self._conceal = Concealment(self._input, self._output, round(FADE_SECONDS * sample_rate), nothing)
        self._scratch = np.zeros((0, 2), np.float32)

    @property
    def misses(self) -> int:
        """Callbacks that had to be concealed."""
        return self._conceal.misses

    @property
    def concealed(self) -> tuple[int, int]:
        """The last frames that were played otherwise than they were made: from and to."""
        return self._conceal.concealed

    # -- the callback ------------------------------------------------------------------------------------

    def take(self, block_in: np.ndarray, flags: int = 0) -> None:
        """Store what the device recorded. Shape: (n, channels of the device), channels may be 0."""
        count = len(block_in)
        if gcd(self._common, count) != self._common or count > self._largest:
            self._resize(count)
        stereo = self._scratch[:count]
        if block_in.shape[1] == 0:
            stereo[:] = 0.0
        elif block_in.shape[1] == 1:
            stereo[:] = block_in
        else:
            stereo[:] = block_in[:, :2]
        self._input.write(self.position, stereo)
        if self._came is not None:
            self._came.write(stereo)
        self.received = self.position + count
        self.xruns += flags != 0

    def give(self, block_out: np.ndarray) -> None:
        """Fill what the device plays, after `take` of the same length. Shape: (n, channels of the device)."""
        count = len(block_out)
        stereo = self._scratch[:count]
        self._conceal.play(self._material, self.position, stereo)
        if block_out.shape[1] == 1:
            np.add(stereo[:, :1], stereo[:, 1:], out=block_out)
            block_out *= 0.5
        else:
            block_out[:, :2] = stereo
            block_out[:, 2:] = 0.0
        if self._heard is not None:
            self._heard.write(stereo)
        self.position += count
        self.clock = (self.position, time.monotonic())

    def _resize(self, count: int) -> None:
        """The device's blocks are other than thought: more delay is needed from here on."""
        self._common, self._largest = gcd(self._common, count), max(self._largest, count)
        size = self.block_size
        self.delay = size - gcd(self._common, size) + self._slack * self._largest * max(1, size // self._largest)
        self._scratch = np.zeros((self._largest, 2), np.float32)
        self._conceal.reserve(self._largest)
        if self.position == self.start and self._end == self.start:  # the silence before the first block is no miss
            self._end = self.start + self.delay
            self._material = Material(self.start, self._end, self._material.tail)

    def pause(self) -> None:
        """The device has gone: fade in when the next one starts, and fit the delay to it. While no callback runs."""
        self._largest = self._common = 0
        self._conceal.pause()

    # -- the worker --------------------------------------------------------------------------------------

    def due(self) -> int | None:
        """Position of the next engine block whose input is complete, or None.

        Input older than 50 ms (or four blocks) is skipped: its output is past, and being late would only go on.
        """
        waiting = self.received - self._next
        if waiting < self.block_size:
            return None
        oldest = max(AGE_SECONDS * self.sample_rate, AGE_BLOCKS * max(self.block_size, self._largest))
        if waiting - self.block_size > oldest:
            skipped = waiting // self.block_size - 1
            self.dropped += skipped
            self._next += skipped * self.block_size
            self._resume = -1  # the seam is still inside the lanes
        return self._next

    @property
    def made(self) -> int:
        """The frame up to which the mix is made."""
        return self._next

    def skip(self) -> None:
        """Leave the block that is due unmade; what would be heard is concealed."""
        self._next += self.block_size
        self._resume = -1

    def read(self, position: int) -> np.ndarray:
        """The input of the engine block there. Shape: (block_size, 2)."""
        return self._input.read(position, self.block_size)

    def mix_before(self, position: int) -> np.ndarray:
        """The mix published for the block before that one. Shape: (block_size, 2)."""
        return self._output.read(position - self.block_size + self.delay, self.block_size)

    def publish(self, position: int, mix: np.ndarray, aligned: Aligned) -> None:
        """Make the mix of the block at `position` ready to be played. Shape: (block_size, 2)."""
        begin = position + self.delay
        self._output.write(begin, mix)
        if self._resume < 0:
            self._resume = begin + aligned.latest + self.block_size
        elif begin != self._end:  # the delay has changed
            self._resume = begin
        self._end = begin + len(mix)
        self._next = position + self.block_size
        history = self._output.read(self._end - self._tail.length - 1, self._tail.length + 1)
        tail = self._tail.after(history, aligned.ceiling)
        late = self.delay + aligned.late
        self._material = Material(
            min(self._resume, self._end), self._end, tail, late, aligned.dry_gain, aligned.ceiling
        )
