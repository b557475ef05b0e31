"""`doctor`: what is there, what is not, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

import onnxruntime

from rtxmodal.choosing import has_screen
from rtxmodal.devices.audio import list_audio
from rtxmodal.devices.display import list_displays
from rtxmodal.devices.midi import list_midi
from rtxmodal.session import has_cuda_driver, which_provider
from rtxmodal.translators import models_folder


def findings() -> Iterator[tuple[bool, str]]:
    """Whether each part is well, and a line that says so or says what to do."""
    yield from _sound()
    yield from _midi()
    yield from _screen()
    yield from _gpu()
    models = sorted(models_folder().glob("*.onnx"))
    yield bool(models), f"models: {len(models)} in {models_folder()}" + ("" if models else "; put .onnx files there")


def _sound() -> Iterator[tuple[bool, str]]:
    try:
        devices = list_audio()
    except OSError as error:
        yield False, f"sound: {error}"
        return
    outs = [device for device in devices if device.channels_out]
    ins = [device for device in devices if device.channels_in]
    if not outs:
        yield False, "sound: no card; plug one in, or start a JACK server. Until then scenes can be rendered to files"
        return
    yield True, f"sound out: {len(outs)} devices, first {outs[0].name!r} at {outs[0].sample_rate} Hz"
    yield bool(ins), f"sound in: {len(ins)} devices" if ins else "sound in: none; a loop plays in its place"


def _midi() -> Iterator[tuple[bool, str]]:
    try:
        ports = list_midi()
    except OSError as error:
        yield False, f"MIDI: {error}"
        return
    yield bool(ports), f"MIDI in: {', '.join(ports)}" if ports else "MIDI in: no port; plug a keyboard in, it is found"


def _screen() -> Iterator[tuple[bool, str]]:
    monitors = list_displays() if has_screen() else []
    if monitors:
        sizes = ", ".join(f"{place}: {width} x {height}" for place, (width, height) in enumerate(monitors))
        yield True, f"screen: {sizes}; choose one by --display"
    else:
        yield False, "screen: none; log in at the machine, set DISPLAY, or play with --no-window"


def _gpu() -> Iterator[tuple[bool, str]]:
    version = f"ONNX Runtime {onnxruntime.__version__}"
    if not has_cuda_driver():
        yield True, f"GPU: no CUDA driver, models run on the CPU ({version})"
        return
    runs_on = which_provider("auto")
    advice = "" if runs_on == "cuda" else "; install the libraries: pip install 'rtxmodal[cuda]'"
    yield not advice, f"GPU: a CUDA driver is there, and models run on {runs_on} ({version}){advice}"
