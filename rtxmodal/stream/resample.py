"""Sample-rate conversion of a stream, by libsamplerate."""

from __future__ import annotations

import numpy as np
import samplerate

CONVERTER = "sinc_fastest"  # 97 dB signal to noise for 0.8 ms of delay; the better ones hold 2 and 6 ms


class Resampler:
    """Converts a stream of any block sizes; the samples that come out do not depend on the blocks.

    Output frame k lies at time k / rate_out of the input: the filter's delay shows as frames that come out
    later, never as a shift in time. Owned by the thread that plays the lane.
    """

    def __init__(self, rate_in: int, rate_out: int, channels: int) -> None:
        for name, value in (("rate_in", rate_in), ("rate_out", rate_out), ("channels", channels)):
            if value < 1:
                raise ValueError(f"{name} must be >= 1, got {value!r}")
        self._ratio = rate_out / rate_in
        self._channels = channels
        self._converter = samplerate.Resampler(CONVERTER, channels)

    def process(self, block: np.ndarray) -> np.ndarray:
        """Frames in -> those frames out that are complete by now. Shape: (n, channels) -> (m, channels)."""
        if not len(block):
            return np.zeros((0, self._channels), np.float32)
        out = self._converter.process(block, self._ratio)
        return np.array(out, np.float32).reshape(-1, self._channels)

    def reset(self) -> None:
        """Forget the past."""
        self._converter.reset()
