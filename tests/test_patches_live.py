"""Patches that run: Pure Data, sclang and TouchDesigner's script against a live server."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from controllers import NamedScene, Show, playing
from programs import PATIENCE_SECONDS, free_port, program
from touchdesigner import Stage

from rtxmodal.control import OscChoice
from rtxmodal.control.listeners import Origin
from rtxmodal.control.osc import OscServer
from rtxmodal.patches import puredata, supercollider, touchdesigner
from rtxmodal.patches.surface import EARS, Surface, surface_of
from rtxmodal.recall.presets import Presets
from rtxmodal.scene import scene_table
from rtxmodal.scene_file import load_scene
from rtxmodal.translators import Context

QUIET_PD = ("pd", "-nogui", "-noaudio", "-nomidi", "-noprefs", "-nrt", "-stderr", "-open")
HARNESS = """#N canvas 0 0 600 400 12;
#X obj 20 20 rtxmodal;
#X obj 20 60 netreceive -u {door};
#X obj 20 90 route fader name number;
#X obj 20 120 s rtxmodal/drywet;
#X obj 120 120 s rtxmodal/ganterpret/extremum;
#X obj 220 120 s rtxmodal/voice/wet;
#X obj 20 180 r rtxmodal/voice/gain/number;
#X obj 20 210 print GAIN;
#X obj 120 180 r rtxmodal/ganterpret/extremum/name;
#X obj 120 210 print NAME;
#X obj 220 180 r rtxmodal/connected;
#X obj 220 210 print LAMP;
#X connect 1 0 2 0;
#X connect 2 0 3 0;
#X connect 2 1 4 0;
#X connect 2 2 5 0;
#X connect 6 0 7 0;
#X connect 8 0 9 0;
#X connect 10 0 11 0;
"""


@contextmanager
def default_show() -> Iterator[tuple[Show, OscServer, object, list[tuple[str, float, object]]]]:
    """A live server over the default scene's table, another controller, and everything that is set."""
    with playing() as (show, server, (client, _)):
        show.table, show.scene = scene_table(load_scene("default"), Context(48_000)), NamedScene("flowers")
        changes: list[tuple[str, float, object]] = []
        show.on_change(lambda name, value, origin: changes.append((name, value, origin)))
        client.settle()  # by now the server knows of this table: nobody is sent it twice
        yield show, server, client, changes


def until(holds: Callable[[], bool]) -> None:
    """Wait; fails after some seconds."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "what was waited for did not come"
        time.sleep(0.02)


def from_others(changes: list[tuple[str, float, object]], client: object) -> list[tuple[str, float]]:
    """What was set over OSC by anybody but this client."""
    return [
        (name, value)
        for name, value, origin in changes
        if isinstance(origin, Origin) and origin.source != client.socket.getsockname()
    ]


def default_surface(server: OscServer) -> Surface:
    return surface_of(load_scene("default"), port=server.address[1])


# -- Pure Data ----------------------------------------------------------------------------------------------


@contextmanager
def pd(folder: Path, server: OscServer) -> Iterator[tuple[object, Callable[[str], None], int]]:
    """The patch in a patch of ours, which speaks to it by its names; with its lines, a way to speak, and its ear."""
    ear, door = free_port(), free_port()
    patch = puredata.make(default_surface(server))["rtxmodal.pd"].decode()
    (folder / "rtxmodal.pd").write_text(patch.replace(str(EARS["puredata"]), str(ear)))
    (folder / "harness.pd").write_text(HARNESS.format(door=door))
    with (
        program(*QUIET_PD, str(folder / "harness.pd")) as lines,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hand,
    ):

        def say(words: str) -> None:
            hand.sendto(f"{words};\n".encode(), ("127.0.0.1", door))

        lines.wait_for(lambda line: line == "LAMP: set 1")
        yield lines, say, ear


def test_a_value_moved_in_pure_data_arrives_and_what_others_move_moves_pure_data(tmp_path):
    with default_show() as (show, server, client, changes), pd(tmp_path, server) as (lines, say, _):
        assert changes == [], "opening a patch moves nothing"
        client.listen()
        say("fader 0.25")
        client.wait_until(lambda message: message.address == "/rtxmodal/params/drywet" and message.arguments == (0.25,))
        say("name 1")
        until(lambda: show.table.value("ganterpret/extremum") == 1.0)
        client.send("params/voice/gain", -6)
        lines.wait_for(lambda line: line == "GAIN: set -6")
        client.send("params/ganterpret/extremum", "max")
        lines.wait_for(lambda line: line == "NAME: label max")
        client.settle()
        own = from_others(changes, client)
        assert {name for name, _ in own} == {"drywet", "ganterpret/extremum"}, "what is told is not sent back"
        assert own[-1] == ("ganterpret/extremum", 1.0)
        assert not [line for line in lines.seen if "error" in line.lower() or "oscparse" in line or "no such" in line]


def test_pure_data_registers_again_with_a_server_that_was_started_anew(tmp_path):
    with default_show() as (show, server, _, _), pd(tmp_path, server) as (lines, _, ear):
        port = server.address[1]
        server.stop()
        lines.wait_for(lambda line: line == "LAMP: set 0")
        show.table.set("voice/gain", -9.0)
        again = OscServer(show, OscChoice(port=port))
        again.start()
        try:
            lines.wait_for(lambda line: line == "GAIN: set -9")
            lines.wait_for(lambda line: line == "LAMP: set 1")
        finally:
            again.stop()


# -- SuperCollider ------------------------------------------------------------------------------------------

SCLANG = """
"{script}".load;
fork {{
    2.wait;
    ~rtxmodal.watch('voice/gain', {{ |value| ("GAIN" + value).postln }});
    ~rtxmodal.watch('ganterpret/extremum', {{ |value| ("NAME" + value).postln }});
    ~rtxmodal.turn('drywet', 0.25);
    ~rtxmodal.norm('voice/wet', 0.5);
    ~rtxmodal.turn('ganterpret/extremum', 'min');
    ~rtxmodal.fire('ganterpret/next');
    ~rtxmodal.note(60, 99);
    "READY".postln;
}};
"""


def test_the_script_for_supercollider_moves_the_show_and_follows_it(tmp_path):
    with default_show() as (show, server, client, changes):
        (tmp_path / "rtxmodal.scd").write_bytes(supercollider.make(default_surface(server))["rtxmodal.scd"])
        harness = tmp_path / "harness.scd"
        harness.write_text(SCLANG.format(script=tmp_path / "rtxmodal.scd"))
        home = {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
        home["QTWEBENGINE_DISABLE_SANDBOX"] = "1"  # else it refuses to run as root
        with program("sclang", "-u", str(free_port()), str(harness), **home) as lines:
            lines.wait_for(lambda line: line == "READY")
            until(lambda: bool(show.notes))
            assert (show.notes[0].number, show.notes[0].value) == (60, 99.0)
            assert show.table.value("drywet") == 0.25 and show.table.value("voice/wet") == 0.5
            assert show.table.value("ganterpret/extremum") == 1.0 and show.table.value("ganterpret/next") == 1.0
            before = len(from_others(changes, client))
            client.send("params/voice/gain", -6)
            lines.wait_for(lambda line: line == "GAIN -6.0")
            client.send("params/ganterpret/extremum", "max")
            lines.wait_for(lambda line: line == "NAME max")
            client.settle()
            assert len(from_others(changes, client)) == before, "what is told is not sent back"
            assert not [line for line in lines.seen if "ERROR" in line or "WARNING" in line]


@contextmanager
def presets_in(folder: Path, show: Show) -> Iterator[None]:
    """The show keeps presets in a folder."""
    show.presets = Presets(show, folder, str)
    show.presets.start()
    try:
        yield
    finally:
        show.presets.stop()


# -- TouchDesigner ------------------------------------------------------------------------------------------


def test_the_script_for_touchdesigner_builds_a_component_that_moves_the_show_and_follows_it(tmp_path):
    with default_show() as (show, server, client, changes), presets_in(tmp_path, show), Stage() as stage:
        script = touchdesigner.make(default_surface(server))["build_rtxmodal.py"].decode()
        stage.run(script.replace(str(EARS["touchdesigner"]), str(stage.ear)))
        comp = stage.component
        stage.frames_until(lambda: comp.par.Connected.eval() and comp.par.State.eval() == "ready")
        stage.frames_until(lambda: "/rtxmodal/dump/end" in stage.heard)
        assert changes == [], "building the component moves nothing"
        assert list(comp.par.Scene.menuNames) == ["flowers", "rain"] and comp.par.Scene.eval() == "flowers"
        stage.move("Drywet", 0.25)
        stage.move("Ganterpretextremum", "min")
        stage.move("Mute", True)
        stage.press("Ganterpretnext")
        stage.press("Panic")
        until(lambda: show.panics == 1)
        assert show.table.value("drywet") == 0.25 and show.table.value("ganterpret/extremum") == 1.0
        assert show.table.value("mute") == 1.0 and show.table.value("ganterpret/next") == 1.0
        before = len(from_others(changes, client))
        client.send("params/voice/gain", -6)
        client.send("params/ganterpret/extremum", "max")
        stage.frames_until(lambda: comp.par.Voicegain.eval() == -6.0)
        stage.frames_until(lambda: comp.par.Ganterpretextremum.eval() == "max")
        client.settle()
        assert len(from_others(changes, client)) == before, "what is told is not sent back"
        client.send("preset/save", "dusk")
        client.send("params/drywet", 0.75)
        client.send("preset/save", "noon")
        stage.frames_until(lambda: list(comp.par.Preset.menuNames) == ["dusk", "noon"])
        stage.frames_until(lambda: comp.par.Preset.eval() == "noon" and comp.par.Drywet.eval() == 0.75)
        stage.move("Preset", "dusk")
        until(lambda: show.table.value("drywet") == 0.25)
        stage.move("Scene", "rain")
        until(lambda: show.scene.name == "rain")


def test_the_script_for_touchdesigner_can_be_run_again_and_registers_with_a_server_started_anew():
    with default_show() as (show, server, _, _), Stage() as stage:
        script = touchdesigner.make(default_surface(server))["build_rtxmodal.py"].decode()
        script = script.replace(str(EARS["touchdesigner"]), str(stage.ear))
        stage.run(script)
        stage.run(script)
        assert [one.name for one in stage.parent.children] == ["rtxmodal"]
        stage.frames_until(lambda: stage.component.par.Connected.eval())
        port = server.address[1]
        server.stop()
        stage.frames_until(lambda: not stage.component.par.Connected.eval())
        show.table.set("voice/gain", -9.0)
        again = OscServer(show, OscChoice(port=port))
        again.start()
        try:
            stage.frames_until(lambda: stage.component.par.Voicegain.eval() == -9.0)
        finally:
            again.stop()
