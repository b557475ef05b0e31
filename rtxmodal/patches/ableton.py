"""Ableton Live: a Max for Live device, and a sheet for those who have no Max for Live."""

from __future__ import annotations

from rtxmodal.patches import midi_sheet
from rtxmodal.patches.live_device import device
from rtxmodal.patches.surface import Surface


def make(surface: Surface) -> dict[str, bytes]:
    """The files of this client, by name."""
    return {"rtxmodal.amxd": device(surface), **midi_sheet.files(surface)}
