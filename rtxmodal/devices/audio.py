"""The sound card by name, and a fake of it that needs none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AudioChoice:
    """Which sound device, and how it is driven."""

    input: str | None = None
    """Part of a device's name, case ignored; None for the system's default."""
    output: str | None = None
    sample_rate: int = 0
    """Hz; 0 takes the device's own."""
    block_size: int = 256
    """Frames of an engine block."""
    host_api: str | None = None
    """Part of a host API's name (`JACK`, `WASAPI`, `none` for a clock and silence); None for the default."""
    slack: int = 1
    """Blocks of time the worker has beyond collecting its own; 0 runs the lanes inside the callback."""
