"""What is remembered from one show to the next: the devices by name, and how loud it was."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import platformdirs

FIRST_GAIN_DB = -12.0  # nobody's ears or loudspeakers are the place to find out how loud a first run is


class Settings(msgspec.Struct, frozen=True):
    """Unknown fields of a newer version are passed over."""

    input: str | None = None
    output: str | None = None
    output_gain: float = FIRST_GAIN_DB
    """dB."""


def settings_file() -> Path:
    """`RTXMODAL_SETTINGS`, else in the user's own folder for settings."""
    given = os.environ.get("RTXMODAL_SETTINGS")
    return Path(given) if given else Path(platformdirs.user_config_dir("rtxmodal", False)) / "settings.json"


def load_settings() -> Settings:
    """What was remembered; the defaults where nothing was, or where it cannot be read."""
    try:
        return msgspec.json.decode(settings_file().read_bytes(), type=Settings)
    except (OSError, msgspec.DecodeError):
        return Settings()


def save_settings(settings: Settings) -> None:
    """Remember; raises OSError where the folder cannot be written."""
    path = settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(msgspec.json.encode(settings))
    part.replace(path)


def recordings_folder() -> Path:
    """Where recordings are put if the performer names no other place."""
    return Path(platformdirs.user_music_dir()) / "rtxmodal"
