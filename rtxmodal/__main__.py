"""The command line: playing, rendering, listing and looking after."""

from __future__ import annotations

import argparse
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path

from rtxmodal import __version__
from rtxmodal.scene_file import bundled_scenes, load_scene


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status is 0, 1 for what went wrong, 2 for a command that is not understood."""
    given = _parser().parse_args(arguments)
    try:
        status: int = given.run(given)
    except (ValueError, KeyError, OSError) as error:
        print(f"rtxmodal: {_in_words(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return status


def _in_words(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{error.filename} must be a file that can be opened, got: {error.strerror}; look at its name and place"
    return str(error.args[0] if isinstance(error, KeyError) else error)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("rtxmodal", description="Sound, notes and pictures translated live")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_play(commands.add_parser("play", help="play a scene live"))
    _add_render(commands.add_parser("render", help="render a scene to a file"))
    _add_databend(commands.add_parser("databend", help="a picture or film through sound effects, or into sound"))
    _add_ganterpret(commands.add_parser("ganterpret", help="a film of a sound by a picture generator, as published"))
    commands.add_parser("scenes", help="list the scenes that ship").set_defaults(run=_scenes)
    models = commands.add_parser("models", help="list the models, or check one: models check FILE")
    models.add_argument("check", nargs="*", metavar="check FILE")
    models.add_argument("--provider", choices=("auto", "cuda", "cpu"), default="auto")
    models.set_defaults(run=_models)
    presets = commands.add_parser("presets", help="list presets and set lists, and what is wrong with them")
    presets.add_argument("set_lists", nargs="*", type=Path, metavar="SET-LIST", help="a TOML file to look at")
    presets.add_argument("--presets", type=Path, metavar="FOLDER", help="where presets lie (beside the settings)")
    presets.set_defaults(run=_presets)
    commands.add_parser("devices", help="list sound and MIDI devices").set_defaults(run=_devices)
    doctor = commands.add_parser("doctor", help="what is there, what is not, what to do")
    doctor.add_argument("--watch", action="store_true", help="look at the show that runs here, until Ctrl-C")
    doctor.add_argument("--osc-port", type=int, default=9110, help="of the show that is watched (9110)")
    doctor.set_defaults(run=_doctor)
    osc = commands.add_parser("osc", help="list every OSC address, with those of a scene's parameters")
    osc.add_argument("scene", nargs="?", default="default")
    osc.set_defaults(run=_osc)
    _add_patches(commands.add_parser("patches", help="make patches of a scene for Max, Live, TouchDesigner, Pd, ..."))
    bench = commands.add_parser("bench", help="measure the figures of the README on this machine")
    bench.add_argument("rest", nargs=argparse.REMAINDER)
    bench.set_defaults(run=_bench)
    return parser


def _add_play(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scene", nargs="?", help="a TOML file or the name of a scene that ships (default)")
    parser.add_argument("--set-list", metavar="FILE", help="cues to go through, a TOML file")
    parser.add_argument("--presets", type=Path, metavar="FOLDER", help="where presets lie (beside the settings)")
    begin = parser.add_mutually_exclusive_group()
    begin.add_argument("--resume", nargs="?", const="", metavar="FILE", help="go on with the last show, ended or not")
    begin.add_argument("--fresh", action="store_true", help="begin anew, also after a crash")
    parser.add_argument("--input", help="sound input, part of its name ('' for none)")
    parser.add_argument("--output", help="sound output, part of its name")
    parser.add_argument("--host-api", help="JACK, ALSA, WASAPI, ...; none for a clock and silence")
    parser.add_argument("--rate", type=int, default=0, help="sample rate in Hz (the device's own)")
    parser.add_argument("--block", type=int, default=256, help="frames an engine block (256)")
    parser.add_argument("--slack", type=int, default=1, help="blocks of time for the models (1; 2 on a busy machine)")
    parser.add_argument("--fullscreen", action="store_true")
    parser.add_argument("--display", type=int, default=0, help="which monitor")
    parser.add_argument("--no-window", action="store_true", help="sound alone")
    parser.add_argument("--midi", action="append", help="MIDI port to listen to (all) or file to play; may be repeated")
    parser.add_argument("--in-time", action="store_true", help="play MIDI files on the transport's beat")
    parser.add_argument("--midi-out", metavar="PORT", help="MIDI port to send to, part of its name (a port of our own)")
    parser.add_argument("--osc-port", type=int, default=9110)
    parser.add_argument("--bind", default="127.0.0.1", help="where OSC is listened to")
    parser.add_argument("--allow", action="append", default=[], metavar="NETWORK", help="hosts that may send OSC")
    parser.add_argument("--allow-quit", action="store_true", help="let OSC end the show")
    parser.add_argument("--listener", action="append", default=[], metavar="IP:PORT", help="who is told of changes")
    parser.add_argument("--panel-port", type=int, metavar="PORT", help="TCP port of panel and OSCQuery (as OSC's)")
    parser.add_argument("--panel-token", default="", metavar="WORD", help="what other machines must know to open it")
    parser.add_argument("--no-panel", action="store_true", help="neither panel nor OSCQuery")
    parser.add_argument("--qr", action="store_true", help="print the panel's address as a QR code")
    parser.add_argument("--seconds", type=float, default=0.0, help="end after so long")
    parser.add_argument(
        "--send", action="append", default=[], choices=("ndi", "spout", "syphon"), help="pictures to other programs"
    )
    parser.add_argument("--record-wav", action="store_true", help="recorded sound as 32-bit wav (24-bit flac)")
    parser.add_argument(
        "--record", nargs="?", const="", metavar="DIR", help="record sound, picture and take (into DIR, or your music)"
    )
    _add_common(parser)
    parser.set_defaults(run=_play)


def _add_render(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scene", help="a TOML file, the name of a scene that ships, or the folder of a recorded take")
    parser.add_argument("--in", dest="given", type=Path, help="wav, flac, ogg or mid; a take has its own")
    parser.add_argument("--out", type=Path, required=True, help="wav, flac, png or mp4")
    parser.add_argument("--seconds", type=float, default=0.0, help="no more than the first so many")
    parser.add_argument("--fps", type=int, default=30, help="pictures a second (30)")
    parser.add_argument("--height", type=int, default=0, help="of the film in pixels")
    parser.add_argument("--any-model", action="store_true", help="play a take on models that are not those it had")
    _add_common(parser)
    parser.set_defaults(run=_render)


def _add_databend(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("given", metavar="IN", type=Path, help="picture, film or sound")
    parser.add_argument("out", metavar="OUT", type=Path, help="picture, film, or wav that holds the picture's bytes")
    parser.add_argument("effects", nargs=argparse.REMAINDER, metavar="EFFECT", help="SoX's words: echo 0.8 0.88 60 0.4")
    parser.add_argument("--bits", type=int, default=8, help="of a sample: 8, 16 or 24 (8)")
    parser.add_argument("--blend", type=float, default=0.0, help="share of the original that is mixed in, 0..1 (0)")
    parser.add_argument("--color-format", default="rgb24", help="rgb24, bgr24, gbrp or yuv444p (rgb24)")
    parser.add_argument("--size", metavar="WxH", help="of the picture that is made (the given one's own)")
    parser.set_defaults(run=_databend)


def _add_ganterpret(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("given", metavar="IN", type=Path, help="wav, flac or ogg; its left channel is looked at")
    parser.add_argument("out", metavar="OUT", type=Path, help="mp4, or png: the plot of what it would turn at, alone")
    parser.add_argument("--plot", type=Path, metavar="PNG", help="draw spectrogram, total variation and its points too")
    parser.add_argument("--generator", help="model or .onnx file whose card takes latent (the first in models/)")
    parser.add_argument("--classes", default="", metavar="LIST", help="of the first points: names or numbers, a,b,3")
    parser.add_argument("--seed", type=int, default=0, help="of the latents and of the classes that follow (0)")
    parser.add_argument(
        "--follow", choices=("paper", "code"), default="paper", help="the schedule of classes: as meant, or as run"
    )
    parser.add_argument(
        "--z", choices=("fixed", "line", "arc"), help="latents: one for all, or from point to point (paper: line)"
    )
    parser.add_argument("--threshold", type=float, default=0.035, help="of an inflection point (0.035)")
    parser.add_argument("--extremum", choices=("min", "max", "both"), default="min", help="which turns count (min)")
    parser.add_argument("--window", type=int, default=200, help="columns of 128 frames to compare with (200)")
    parser.add_argument("--fps", help="pictures a second, 30 or 30000/1001 (one a column: sample rate / 128)")
    parser.add_argument("--height", type=int, default=0, help="of the film in pixels")
    _add_common(parser)
    parser.set_defaults(run=_ganterpret)


def _add_patches(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scene", nargs="?", default="default", help="a TOML file or the name of a scene that ships")
    parser.add_argument("--out", type=Path, default=Path("patches"), help="folder to write them to (patches)")
    parser.add_argument("--server", default="127.0.0.1:9110", metavar="IP:PORT", help="where rtxmodal will listen")
    parser.set_defaults(run=_patches)


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--provider", choices=("auto", "cuda", "cpu"), default="auto", help="what the models run on")
    parser.add_argument("--set", action="append", default=[], metavar="ID=VALUE", help="start a parameter elsewhere")


def _play(given: argparse.Namespace) -> int:
    from rtxmodal.playing import play_scene

    return play_scene(given)


def _render(given: argparse.Namespace) -> int:
    from rtxmodal.playing import render_scene

    return render_scene(given)


def _databend(given: argparse.Namespace) -> int:
    from rtxmodal.playing import databend_file

    return databend_file(given)


def _ganterpret(given: argparse.Namespace) -> int:
    from rtxmodal.playing import ganterpret_file

    return ganterpret_file(given)


def _scenes(given: argparse.Namespace) -> int:
    for name in bundled_scenes():
        try:
            print(f"{name:<12} {load_scene(name).title}")
        except ValueError as error:
            print(f"{name:<12} cannot be played here: {error}")
    return 0


def _models(given: argparse.Namespace) -> int:
    from rtxmodal.checking import check_model, model_lines

    if given.check and (len(given.check) != 2 or given.check[0] != "check"):
        raise ValueError(f"models must be followed by nothing or by check FILE, got {' '.join(given.check)!r}")
    lines = check_model(Path(given.check[1]), given.provider) if given.check else model_lines()
    for line in lines:
        print(line)
    return 0


def _presets(given: argparse.Namespace) -> int:
    from rtxmodal.listing import preset_lines
    from rtxmodal.resuming import presets_folder

    for line in preset_lines(presets_folder(given.presets), given.set_lists):
        print(line)
    return 0


def _devices(given: argparse.Namespace) -> int:
    from rtxmodal.devices.audio import list_audio
    from rtxmodal.devices.midi_system import list_midi, list_outputs

    for device in list_audio():
        default = " (default)" if device.is_default_in or device.is_default_out else ""
        channels = f"{device.channels_in} in, {device.channels_out} out"
        print(f"sound  {device.name}  [{device.host_api}]  {channels}, {device.sample_rate} Hz{default}")
    try:
        for port in list_midi():
            print(f"MIDI   {port}  [in]")
        for port in list_outputs():
            print(f"MIDI   {port}  [out]")
    except OSError as error:
        print(f"MIDI   none: {error}")
    return 0


def _doctor(given: argparse.Namespace) -> int:
    from rtxmodal.doctor import findings
    from rtxmodal.watching import watch

    if given.watch:
        return watch(given.osc_port)
    for well, line in findings():
        print(("ok   " if well else "MISS ") + line)
    return 0


def _osc(given: argparse.Namespace) -> int:
    from rtxmodal.control.addresses import describe
    from rtxmodal.scene import scene_table
    from rtxmodal.translators import Context

    for row in describe(scene_table(load_scene(given.scene), Context(48_000))):
        print(f"{row.address:<44} {row.takes:<12} {row.range:<22} {row.meaning}")
    return 0


def _patches(given: argparse.Namespace) -> int:
    from rtxmodal.control import host_and_port
    from rtxmodal.patches.surface import surface_of
    from rtxmodal.patches.writing import write_patches

    for path in write_patches(surface_of(load_scene(given.scene), *host_and_port(given.server)), given.out):
        print(path)
    return 0


def _bench(given: argparse.Namespace) -> int:
    if not (Path.cwd() / "bench").is_dir():
        raise ValueError("bench must be run in the folder of a clone, where bench/ lies")
    sys.path.insert(0, str(Path.cwd()))
    sys.argv = ["bench", *given.rest]
    runpy.run_module("bench", run_name="__main__")
    return 0


if __name__ == "__main__":
    sys.exit(main())
