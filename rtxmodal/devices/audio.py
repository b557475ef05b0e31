"""The sound card by name: opened, listed, and closed even where closing hangs."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from rtxmodal.devices import portaudio
from rtxmodal.devices.fake_audio import Callback, FakeAudio

__all__ = ["AudioChoice", "AudioDevice", "AudioStream", "Callback", "FakeAudio", "list_audio", "open_audio"]

NO_CARD = "none"
"""Host API name that asks for a clock and silence instead of a sound card."""
CLOSE_SECONDS = 2.0  # a card that lives closes in far less
DEAD_CLOSE_SECONDS = 0.2  # PortAudio waits for ever for a JACK server that died


@dataclass(frozen=True)
class AudioChoice:
    """Which sound device, and how it is driven."""

    input: str | None = None
    """Part of a device's name, case ignored; None for the system's default, empty for no input."""
    output: str | None = None
    """Part of a device's name, case ignored; None for the system's default."""
    sample_rate: int = 0
    """Hz; 0 takes the device's own."""
    block_size: int = 256
    """Frames of an engine block."""
    host_api: str | None = None
    """Part of a host API's name (`JACK`, `WASAPI`; `none` for a clock and silence); None for the system's default."""
    slack: int = 1
    """Blocks of time the worker has beyond collecting its own; 0 runs the lanes inside the callback."""

    def __post_init__(self) -> None:
        if not 16 <= self.block_size <= 8192:
            raise ValueError(f"block_size must be in 16..8192 frames, got {self.block_size!r}")
        if self.slack < 0 or self.sample_rate < 0:
            raise ValueError(f"slack and sample_rate must be >= 0, got {self.slack!r} and {self.sample_rate!r}")


@dataclass(frozen=True)
class AudioDevice:
    """A sound device as the system lists it."""

    name: str
    host_api: str
    channels_in: int
    channels_out: int
    sample_rate: int
    """Its default, Hz."""
    is_default_in: bool
    is_default_out: bool


class AudioStream(Protocol):
    """An open sound device, real or not."""

    name_in: str | None
    name_out: str | None
    sample_rate: int
    channels_in: int
    channels_out: int
    latency_in: int
    """Frames from the microphone to the callback, as the driver tells."""
    latency_out: int

    @property
    def active(self) -> bool:
        """Whether it runs, as far as the driver knows."""

    def start(self) -> None:
        """Begin to call back."""

    def close(self) -> bool:
        """Stop and let go; False if it hung and was left behind."""


class CardAudio:
    """A device opened through PortAudio. Owned by the sound process's main thread."""

    def __init__(self, choice: AudioChoice, callback: Callback) -> None:
        sounddevice = portaudio.load()
        self._refusal = sounddevice.PortAudioError
        place_in, place_out = _find(sounddevice, choice)
        device = sounddevice.query_devices(place_out)
        heard = None if place_in is None else sounddevice.query_devices(place_in)
        self.name_in = None if heard is None else str(heard["name"])
        self.name_out: str | None = str(device["name"])
        self.channels_out = min(2, int(device["max_output_channels"]))
        self.channels_in = 0 if heard is None else min(2, int(heard["max_input_channels"]))
        # PortAudio on JACK adds a whole block if it is asked for a size, even for the server's own
        self.is_jack = sounddevice.query_hostapis(device["hostapi"])["name"].startswith("JACK")
        settings = {
            "samplerate": choice.sample_rate or int(device["default_samplerate"]),
            "blocksize": 0 if self.is_jack else choice.block_size,
            "dtype": "float32",
            "latency": "low",
            "clip_off": True,
            "dither_off": True,
        }
        self._stream = self._open(sounddevice, settings, (place_in, place_out), callback)
        self.sample_rate = round(self._stream.samplerate)
        latency = self._stream.latency if heard is not None else (0.0, self._stream.latency)
        self.latency_in, self.latency_out = (round(seconds * self.sample_rate) for seconds in latency)

    def _open(self, sounddevice: Any, settings: dict[str, Any], places: tuple[int | None, int], call: Callback) -> Any:
        nothing = np.zeros((8192, 0), np.float32)

        def duplex(block_in: Any, block_out: Any, frames: int, _time: Any, status: Any) -> None:
            call(block_in, block_out, status._flags)

        def output_only(block_out: Any, frames: int, _time: Any, status: Any) -> None:
            call(nothing[:frames], block_out, status._flags)

        try:
            if places[0] is None:
                return sounddevice.OutputStream(
                    device=places[1], channels=self.channels_out, callback=output_only, **settings
                )
            channels = (self.channels_in, self.channels_out)
            return sounddevice.Stream(device=places, channels=channels, callback=duplex, **settings)
        except sounddevice.PortAudioError as error:
            raise OSError(
                f"sound device {self.name_out!r} must open at {settings['samplerate']} Hz, got {error.args[0]}; "
                "choose another rate or device (`rtxmodal devices` lists them)"
            ) from None

    @property
    def active(self) -> bool:
        """Whether it runs, as far as the driver knows."""
        return bool(self._stream.active)

    def start(self) -> None:
        """Begin to call back; raises OSError if the device refuses."""
        try:
            self._stream.start()
        except self._refusal as error:
            raise OSError(f"sound device {self.name_out!r} must start, got {error}; choose another device") from None

    def close(self) -> bool:
        """Stop and let go; False if it hung and was left behind."""
        patience = CLOSE_SECONDS if self.active else DEAD_CLOSE_SECONDS
        closing = threading.Thread(target=self._stream.close, name="closing", daemon=True)
        closing.start()
        closing.join(patience)
        return not closing.is_alive()


def open_audio(choice: AudioChoice, callback: Callback) -> AudioStream:
    """Open the device that is meant, standing still; `start` it.

    Raises:
        ValueError: no device has that name.
        OSError: PortAudio is missing or the device refuses.
    """
    if choice.host_api == NO_CARD:
        return FakeAudio(callback, choice.sample_rate or 48000, choice.block_size)
    return CardAudio(choice, callback)


def list_audio() -> list[AudioDevice]:
    """Every sound device that the system has; raises OSError without PortAudio."""
    sounddevice = portaudio.load()
    apis = sounddevice.query_hostapis()
    default_in, default_out = sounddevice.default.device
    return [
        AudioDevice(
            device["name"],
            apis[device["hostapi"]]["name"],
            device["max_input_channels"],
            device["max_output_channels"],
            round(device["default_samplerate"]),
            device["index"] == default_in,
            device["index"] == default_out,
        )
        for device in sounddevice.query_devices()
    ]


def _find(sounddevice: Any, choice: AudioChoice) -> tuple[int | None, int]:
    """Places of the input (None if there is none) and the output in PortAudio's list."""
    place_out = _find_one(sounddevice, choice, choice.output, "output")
    if place_out is None:
        raise ValueError(
            f"sound output must be a device that is there, got {choice.output or choice.host_api or 'the default'!r}; "
            "plug it in, or see `rtxmodal devices`"
        )
    if choice.input == "":
        return None, place_out
    place_in = _find_one(sounddevice, choice, choice.input, "input")
    if place_in is None and choice.input:
        raise ValueError(f"sound input must be a device that is there, got {choice.input!r}; see `rtxmodal devices`")
    return place_in, place_out


def _find_one(sounddevice: Any, choice: AudioChoice, name: str | None, direction: str) -> int | None:
    apis = sounddevice.query_hostapis()
    wanted = [api for api in apis if choice.host_api is None or choice.host_api.lower() in api["name"].lower()]
    if name is None:
        place = sounddevice.default.device[direction == "output"]
        if choice.host_api is not None or place < 0:
            place = next((api[f"default_{direction}_device"] for api in wanted if api["devices"]), -1)
        return None if place < 0 else int(place)
    for device in sounddevice.query_devices():
        fits = any(device["index"] in api["devices"] for api in wanted)
        if fits and name.lower() in device["name"].lower() and device[f"max_{direction}_channels"] > 0:
            return int(device["index"])
    return None
