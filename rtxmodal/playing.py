"""From what the command line asks for to a running show, or to a file."""

from __future__ import annotations

import argparse
import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

from tqdm import tqdm

from rtxmodal.choosing import SoundCard, find_sound_card, has_screen
from rtxmodal.console import Console
from rtxmodal.control import OscChoice
from rtxmodal.control.web_guard import WebChoice
from rtxmodal.databending import Bend, bend_file
from rtxmodal.devices.audio import AudioChoice
from rtxmodal.devices.display import WindowChoice
from rtxmodal.devices.files import NOTES_IN, read_notes
from rtxmodal.devices.picture_sinks import check_sink
from rtxmodal.ganterpreting import GanterpretJob, ganterpret
from rtxmodal.render import MIDI_RATE, Job, Progress, render
from rtxmodal.render_take import TakeJob, render_take
from rtxmodal.rendered import Output
from rtxmodal.resuming import Beginning, begin, presets_folder, session_file
from rtxmodal.scene import LOOP
from rtxmodal.scene_file import bundled_scenes, load_scene
from rtxmodal.session import has_cuda_driver, which_provider
from rtxmodal.settings import Settings, load_settings, recordings_folder, save_settings, settings_file
from rtxmodal.stage.shared import SWAP_SECONDS
from rtxmodal.stage.show import Show
from rtxmodal.stream.variation import Turn
from rtxmodal.take import is_take

DEMO = Path("rtxmodal-demo.mp4")
RESUMED_SECONDS = 1.0  # a show that goes on rises from silence: nobody knows what became of the room meanwhile


def play_scene(given: argparse.Namespace) -> int:
    """Play live on what is there, or render the scene where nothing can play; says what it chose and why.

    Raises:
        ValueError, KeyError, OSError: the scene, a choice or a device is refused.
    """
    for kind in given.send:
        check_sink(kind)
    console = Console()
    settings = load_settings()
    beginning = begin(given, which_provider(given.provider), console.say)
    scene = beginning.scene
    asked = (settings.input if given.input is None else given.input, given.output or settings.output)
    choice = AudioChoice(*asked, given.rate, given.block, given.host_api, given.slack)
    card = find_sound_card(choice, console.say)
    if card.choice is None or not (has_screen() or given.no_window):
        why = card.reason if card.choice is None else "no screen (--no-window plays the sound alone)"
        console.say(f"{why}: rendering the scene to {DEMO} instead, with the loop that ships as microphone")
        values = {"output_gain": 0.0, **_values(given.set)}
        return _run_job(Job(scene, LOOP, Output(DEMO), given.provider, values, given.seconds), console)
    show = _show_of(beginning, card, given, settings)
    for line in _choices(show, card):
        console.say(line)
    _perform(show, console, settings)
    return 0


def render_scene(given: argparse.Namespace) -> int:
    """Render to the file asked for.

    Raises:
        ValueError, KeyError, OSError: the scene, a value or a file is refused; nothing is written.
    """
    output = Output(given.out, given.fps, given.height)
    if is_take(Path(given.scene)):
        return _render_take(given, output)
    if given.given is None:
        raise ValueError("a scene must be given something to play, got no --in; a recorded take needs none")
    values = {"output_gain": 0.0, **_values(given.set)}  # a file has no loudspeakers to spare
    scene = load_scene(given.scene)
    return _run_job(Job(scene, given.given, output, given.provider, values, given.seconds), Console())


def _render_take(given: argparse.Namespace, output: Output) -> int:
    if given.set or given.given is not None:
        raise ValueError("a take must be rendered as it was played, got --set or --in; leave them away")
    job = TakeJob(Path(given.scene), output, given.provider, given.seconds, given.any_model)
    console = Console()
    return _with_bar(output.path, console, lambda progress: render_take(job, progress, console.say))


def databend_file(given: argparse.Namespace) -> int:
    """Bend a file into the file asked for.

    Raises:
        ValueError, OSError: a choice or a file is refused; nothing is written.
    """
    bend = Bend(tuple(given.effects), given.color_format, given.bits, given.blend, _size(given.size))
    with tqdm(total=1.0, desc=given.out.name, bar_format="{desc}: {percentage:3.0f}% |{bar}| {elapsed}") as bar:
        bend_file(given.given, given.out, bend, lambda share: bar.update(share - bar.n))
        bar.update(1.0 - bar.n)
    Console().say(f"written: {given.out}")
    return 0


def ganterpret_file(given: argparse.Namespace) -> int:
    """Make the film or the plot asked for; the points are told.

    Raises:
        ValueError, KeyError, OSError: a choice or a file is refused; nothing is written.
    """
    job = GanterpretJob(
        given.given, given.out, given.plot, given.generator,
        tuple(int(name) if name.isdecimal() else name for name in given.classes.split(",") if name),
        given.follow, given.z or ("line" if given.follow == "paper" else "fixed"), given.seed,
        Turn(given.window, given.threshold, given.extremum), given.fps, given.height, given.provider,
        _values(given.set),
    )  # fmt: skip
    console = Console()
    return _with_bar(given.out, console, lambda progress: ganterpret(job, progress, console.say))


def _size(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    width, _, height = text.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise ValueError(f"--size must be written WIDTHxHEIGHT, got {text!r}")
    return int(width), int(height)


def _show_of(beginning: Beginning, card: SoundCard, given: argparse.Namespace, settings: Settings) -> Show:
    assert card.choice is not None
    songs = [name for name in given.midi or () if name.lower().endswith(NOTES_IN)]
    ports = [name for name in given.midi or () if name not in songs]
    for name in songs:
        read_notes(Path(name), MIDI_RATE)  # refused before anything sounds
    start: dict[str, float | str] = {"output_gain": settings.output_gain, **beginning.values, **_values(given.set)}
    if given.fullscreen:
        start["fullscreen"] = 1.0
    if given.display:
        start["window/display"] = float(given.display)
    return Show(
        beginning.scene,
        tuple(bundled_scenes()),
        card.choice,
        None if given.no_window else WindowChoice(fullscreen=given.fullscreen, display=given.display),
        which_provider(given.provider),
        OscChoice(given.bind, given.osc_port, tuple(given.allow), tuple(given.listener), given.allow_quit),
        tuple(ports) if ports else None,
        tuple(Path(name) for name in songs),
        given.in_time,
        given.midi_out,
        tuple(given.send),
        recordings_folder() if given.record in (None, "") else Path(given.record),
        ".wav" if given.record_wav else ".flac",
        given.record is not None,
        given.seconds,
        start,
        card.has_input,
        beginning.files,
        presets_folder(given.presets),
        beginning.session,
        session_file(),
        beginning.asked,
        panel=None if given.no_panel else WebChoice(given.panel_port, given.panel_token, given.qr),
        fade_in=RESUMED_SECONDS if beginning.goes_on else SWAP_SECONDS,
    )


def _choices(show: Show, card: SoundCard) -> list[str]:
    """The choices beside the sound card, which was spoken of when it was found."""
    lines = []
    if not card.has_input and any(lane.source == "mic" for lane in show.scene.lanes):
        lines.append(f"sound in: the loop that ships ({card.reason})")
    screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or "the desktop"
    window = f"window: on display {show.window.display} of {screen}" if show.window else "window: none (--no-window)"
    why = "a CUDA driver is there" if has_cuda_driver() else "no CUDA driver"
    ports = ", ".join(show.midi) if show.midi else "every port, also those that come later"
    ports = ", ".join([*(path.name for path in show.midi_files), ports])
    if not settings_file().exists():
        lines.append(f"first run: the output starts at {show.values['output_gain']} dB; raise output_gain by OSC")
    return [
        *lines,
        window,
        f"models: on {show.provider} ({why})",
        f"MIDI: {ports}",
        f"OSC: {show.osc.bind}:{show.osc.port}",
        f"scene: {show.scene.title}; press H in the window for its keys, Ctrl-C ends",
    ]


def _perform(show: Show, console: Console, settings: Settings) -> None:
    from rtxmodal.stage.supervisor import play  # all of the stage, which rendering does not need

    for name in ("SIGTERM", "SIGHUP"):  # a closed terminal ends the show as Ctrl-C does
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    table = play(show, console.say, console.tell)
    console.close()
    kept = _remembered(settings, show.audio, table.value("output_gain"))
    if kept != settings or not settings_file().exists():
        save_settings(kept)


def _remembered(settings: Settings, audio: AudioChoice, output_gain: float) -> Settings:
    """What is remembered of a show; a device that it did without is not forgotten."""
    return Settings(audio.input or settings.input, audio.output or settings.output, output_gain)


def _run_job(job: Job, console: Console) -> int:
    return _with_bar(job.output.path, console, lambda progress: render(job, progress))


def _with_bar(path: Path, console: Console, run: Callable[[Progress], None]) -> int:
    """Render, with a bar that grows."""
    name = path.name
    bars: list[tqdm] = []  # begun with the first block: a job that is refused shows none

    def progress(done: int, frames: int) -> None:
        if not bars:
            bars.append(tqdm(total=1.0, desc=name, bar_format="{desc}: {percentage:3.0f}% |{bar}| {elapsed}"))
        bars[0].update(done / frames - bars[0].n)

    run(progress)
    for bar in bars:
        bar.close()
    console.say(f"written: {path}")
    return 0


def _values(pairs: Sequence[str]) -> dict[str, float | str]:
    found: dict[str, float | str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise ValueError(f"--set must be written ID=VALUE, got {pair!r}")
        found[name] = value
    return found
