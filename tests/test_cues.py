"""Laws of set lists: written by hand, gone through by foot, and gone on with after a crash."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from controllers import PARAMETERS, Client
from test_presets import playing, turn

from rtxmodal.__main__ import main
from rtxmodal.params import Table
from rtxmodal.recall.cues import load_set_list
from rtxmodal.recall.session_file import Session, load_session
from rtxmodal.resuming import begin, session_file
from rtxmodal.scene import CORE

ROOT = Path(__file__).resolve().parents[1]
FRIDAY = """
title = "Friday"

[[cue]]
name = "Intro"
preset = "soft"
note = "wait for the breath"

[[cue]]
scene = "rain"
values = { drywet = 0.5 }
fade = 0.2
quantum = "bar"
tempo = 90

[[cue]]
preset = "loud"
values = { "lane_1/wet" = 0.125 }
"""


def write(folder: Path, text: str, name: str = "friday.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    return folder / name


@pytest.fixture
def stage(tmp_path):
    with playing(tmp_path / "presets") as stage:
        stage.parameters["rain"] = PARAMETERS
        stage.table = Table([*PARAMETERS, *(one for one in CORE if one.id.startswith(("cue/", "transport/")))])
        for name, value in (("soft", 0.25), ("loud", 0.75)):
            turn(stage, drywet=value)
            stage.save(name)
        turn(stage, drywet=1.0)
        yield stage


def press(stage, foot="go"):
    """A pedal, down and up, when the one before is long enough ago."""
    time.sleep(0.26)
    stage.set(f"cue/{foot}", 1.0)
    stage.set(f"cue/{foot}", 0.0)


# -- the file --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, says",
    [
        ('[[cue]]\npresett = "x"', "unknown field `presett` in cue 1"),
        ('[[cue]]\npreset = "x"\n[[cue]]\nfade = "slow"', "in cue 2, fade"),
        ("[[cue]]\nfade = 2.0", "cue 1: must do something"),
        ('[[cue]]\npreset = "x"\nfade = -1.0', "fade must be 0..600"),
        ('[[cue]]\npreset = "x"\nquantum = "week"', "quantum must be one of now"),
        ("[[cue]]\ntempo = 9000", "tempo must be 20..300"),
        ('[[cue]]\npreset = "../x"', "cue 1: preset: name must be"),
        ('[[cue]]\nscene = "none.toml"', "a file beside the set list"),
        ('title = "empty"', "must have a cue"),
        ("title = ", "must be TOML"),
    ],
)
def test_every_mistake_in_a_set_list_is_one_line_that_names_the_cue(tmp_path, text, says):
    with pytest.raises(ValueError, match="friday.toml") as refused:
        load_set_list(write(tmp_path, text))
    assert says in str(refused.value) and "\n" not in str(refused.value)


def test_a_broken_set_list_leaves_the_one_that_is_open(stage, tmp_path):
    stage.presets.cues.open(write(tmp_path, FRIDAY))
    with pytest.raises(ValueError, match="must have a cue"):
        stage.presets.cues.open(write(tmp_path, "", "empty.toml"))
    assert stage.presets.cues.prompter.name(2) == "loud"


def test_what_a_cue_lacks_is_said_when_the_list_is_opened(stage, tmp_path):
    text = '[[cue]]\npreset = "none"\n[[cue]]\nscene = "nowhere"\n[[cue]]\npreset = "soft"'
    lacking = stage.presets.cues.open(write(tmp_path, text))
    assert [line[:7] for line in lacking] == ["cue 2 n", "cue 1 n"] or [line[:5] for line in lacking] == [
        "cue 1",
        "cue 2",
    ]


# -- feet ------------------------------------------------------------------------------------------------------


def test_a_pedal_goes_through_the_list_and_back(stage, tmp_path):
    stage.presets.cues.open(write(tmp_path, FRIDAY))
    press(stage)
    stage.until(lambda: stage.table.value("drywet") == 0.25)
    assert any("cue 1 Intro: wait for the breath" in line for line in stage.lines)
    assert ("cue/current", ("Intro", 0)) in stage.told and ("cue/standby", ("rain", 1)) in stage.told
    press(stage)
    stage.until(lambda: stage.scene.name == "rain" and stage.table.value("drywet") == 0.5)
    stage.table = Table([*PARAMETERS, *(one for one in CORE if one.id.startswith("cue/"))])
    press(stage)
    stage.until(lambda: stage.table.value("lane_1/wet") == 0.125 and stage.table.value("drywet") == 0.75)
    press(stage)
    stage.until(lambda: any("at its end" in line for line in stage.lines))
    assert stage.presets.cues.prompter.current == 2
    stage.presets.cues.goto("Intro")
    press(stage)
    stage.until(lambda: stage.table.value("drywet") == 0.25)
    stage.presets.cues.goto(2)
    press(stage)
    press(stage, "back")
    stage.until(lambda: stage.presets.cues.prompter.current == 1)


def test_a_pedal_that_bounces_is_one_press_and_letting_it_go_is_none(stage, tmp_path):
    stage.presets.cues.open(write(tmp_path, FRIDAY))
    time.sleep(0.26)
    for _ in range(5):
        stage.set("cue/go", 1.0)
        stage.set("cue/go", 0.0)
    stage.until(lambda: stage.presets.cues.prompter.current == 0)
    time.sleep(0.1)
    assert stage.presets.cues.prompter.current == 0


def test_a_cue_waits_for_its_bar_and_a_second_press_does_not(stage, tmp_path):
    text = '[[cue]]\nvalues = { drywet = 0.125 }\nquantum = "4bars"\n[[cue]]\npreset = "soft"'
    stage.presets.cues.open(write(tmp_path, text))
    stage.transport.bpm = 60.0
    stage.transport.play(0.5)
    press(stage)
    time.sleep(0.1)
    assert stage.table.value("drywet") == 1.0
    press(stage)
    stage.until(lambda: stage.table.value("drywet") == 0.125)
    assert stage.presets.cues.prompter.standby == 1


def test_arming_has_the_next_scene_built_and_going_brings_it_on(stage, tmp_path):
    stage.presets.cues.open(write(tmp_path, '[[cue]]\nscene = "rain"\nvalues = { drywet = 0.5 }'))
    press(stage, "arm")
    stage.until(lambda: stage.loads != [])
    assert stage.loads[0][0] == "rain" and stage.loads[0][2] == float("inf") and stage.scene.name == "flowers"
    press(stage)
    stage.until(lambda: stage.scene.name == "rain")
    assert stage.loads[-1][1] == {"drywet": 0.5}  # it comes with its values, not with a glide to them


def test_a_show_that_begins_with_a_set_list_says_what_its_cues_lack(stage, tmp_path):
    path = write(tmp_path, '[[cue]]\npreset = "nobody"\n[[cue]]\npreset = "soft"')
    stage.presets.resume(Session(set_list=str(path)))
    assert [line for line in stage.lines if "cue 1 nobody: preset must be one of loud, soft" in line]
    assert not [line for line in stage.lines if "cue 2" in line]


def test_a_cue_whose_preset_is_gone_does_the_rest_and_says_so(stage, tmp_path):
    text = '[[cue]]\nname = "x"\npreset = "soft"\nscene = "nowhere"\nvalues = { drywet = 0.5 }\n'
    stage.presets.cues.open(write(tmp_path, text))
    stage.presets.delete("soft")
    press(stage)
    stage.until(lambda: stage.table.value("drywet") == 0.5)
    assert any("cue 'x': preset must be one of loud" in line for line in stage.lines)
    assert any("no scene 'nowhere'" in line for line in stage.lines)


# -- after a crash ---------------------------------------------------------------------------------------------


def test_all_of_a_show_is_on_the_disk_soon_after_it_changed(tmp_path):
    with playing(tmp_path / "presets", tmp_path / "session.toml") as stage:
        turn(stage, drywet=0.5, output_gain=-3.0)
        stage.save("verse")
        turn(stage, drywet=0.125)
        stage.presets.store(3)
        stage.presets.cues.open(write(tmp_path, FRIDAY), standby=2)
        stage.presets.keep_safe("lane_1/wet", True)
        stage.presets.begin_with("verse")

        def kept():
            session = load_session(tmp_path / "session.toml")
            return session is not None and session.values.get("drywet") == 0.125 and session.standby == 2

        stage.until(kept)
        broke_off = load_session(tmp_path / "session.toml")
        assert not broke_off.ended and broke_off.preset == "verse" and broke_off.values["output_gain"] == -3.0
        assert broke_off.slots["3"].values["drywet"] == 0.125 and broke_off.safe == ["lane_1/wet"]
    assert load_session(tmp_path / "session.toml").ended
    with playing(tmp_path / "presets") as after:
        after.presets.resume(broke_off)
        assert after.presets.cues.prompter.standby == 2 and after.presets.initial == "verse"
        after.presets.recall_slot(3)
        after.until(lambda: after.table.value("drywet") == 0.125)


def ask(*arguments: str, **more) -> argparse.Namespace:
    return argparse.Namespace(**{"scene": None, "set_list": None, "resume": None, "fresh": False, **more})


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("RTXMODAL_SETTINGS", str(tmp_path / "settings.json"))
    return tmp_path


LEFT = 'scene = "vj"\npreset = "verse"\n[values]\n"sound/gain" = -9.0\noutput_gain = -3.0\nfreeze = true\ngone = 1\n'


def test_a_show_that_broke_off_goes_on_when_it_is_started_with_the_same_words(home):
    session_file().write_text(f"ended = false\n{LEFT}")
    said: list[str] = []
    beginning = begin(ask(), "cpu", said.append)
    assert beginning.scene.name == "vj" and beginning.session.preset == "verse" and beginning.goes_on
    assert beginning.values == {"sound/gain": -9.0, "output_gain": -3.0}
    assert len(said) == 1 and "--fresh" in said[0]


@pytest.mark.parametrize("ended, asked", [("true", {}), ("false", {"scene": "default"}), ("false", {"fresh": True})])
def test_a_show_that_ended_or_is_another_begins_anew_and_nothing_is_lost(home, ended, asked):
    session_file().write_text(f"ended = {ended}\n{LEFT}")
    said: list[str] = []
    beginning = begin(ask(**asked), "cpu", said.append)
    assert beginning.scene.name == "default" and beginning.values == {} and not beginning.goes_on
    before = session_file().with_name("session.before.toml")
    assert "-9.0" in before.read_text()
    assert asked.get("fresh") or any(str(before) in line for line in said)
    again = begin(ask(resume=str(before)), "cpu", said.append)
    assert again.scene.name == "vj" and again.values["sound/gain"] == -9.0


def test_a_session_that_is_broken_is_said_and_kept(home):
    session_file().write_text("scene = ")
    said: list[str] = []
    assert begin(ask(), "cpu", said.append).scene.name == "default"
    assert "must be TOML" in said[0] and session_file().with_name("session.before.toml").read_text() == "scene = "


def test_a_preset_may_be_what_new_shows_begin_with(tmp_path):
    with playing(tmp_path) as stage:
        turn(stage, drywet=0.5)
        stage.save("start")
    with playing(tmp_path) as stage:
        stage.presets.resume(Session(initial="start"))
        stage.until(lambda: stage.table.value("drywet") == 0.5)


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def until(true, seconds=40.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "what was waited for did not come"
        time.sleep(0.05)


def test_a_show_that_is_killed_goes_on_with_its_knobs_where_they_were(home, tmp_path):
    cues = write(tmp_path / "list", '[[cue]]\nscene = "vj"\n[[cue]]\ntempo = 99')
    port = free_port()
    command = [sys.executable, "-m", "rtxmodal", "play", "--set-list", str(cues), "--no-window", "--host-api", "none"]
    command += ["--osc-port", str(port), "--seconds", "90"]
    client = Client(("127.0.0.1", port))

    def gain() -> float | None:
        client.send("params/sound/gain")
        heard = [message.arguments[0] for message in client.hear(0.1) if message.address.endswith("sound/gain")]
        return heard[-1] if heard else None

    first = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: gain() == 0.0)
    client.send("params/sound/gain", -18.0)
    client.send("cue/goto", 1)
    until(lambda: load_session(session_file()).values["sound/gain"] == -18.0, 2.0)  # soon, not at the end
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    second = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    until(lambda: gain() is not None)
    assert gain() == -18.0 and client.ask("cue/standby") == ("cue 2", 1)
    second.send_signal(signal.SIGINT)
    said, _ = second.communicate(timeout=30)
    assert "going on where it was (the last show was not ended)" in said
    assert load_session(session_file()).ended
    client.close()


def test_the_command_presets_lists_what_is_there_and_what_is_wrong(home, capsys):
    folder = home / "presets"
    write(folder, 'scene = "vj"\n[values]\ndrywet = 1.0\n', "soft.toml")
    write(folder, "scene = ", "broken.toml")
    write(folder / "sets", '[[cue]]\npreset = "gone"\n[[cue]]\nscene = "vj"\n', "friday.toml")
    write(folder / "sets", "", "empty.toml")
    assert main(["presets"]) == 0
    said = capsys.readouterr().out
    for part in ("soft", "1 values", "broken.toml must be TOML", "there is no preset 'gone'", "must have a cue"):
        assert part in said
