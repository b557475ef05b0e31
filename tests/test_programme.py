"""Laws of what plays and what comes next, and of the companions of the main process."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from rtxmodal.scene_file import load_scene
from rtxmodal.stage.child import Child
from rtxmodal.stage.companions import Companions
from rtxmodal.stage.programme import Programme, Wanted
from rtxmodal.stage.shared import SWAP_SECONDS
from rtxmodal.stage.show import Show

LANE = '[[lane]]\nname = "{}"\nfrom = "mic"\nto = "speakers"\n'


@pytest.fixture
def programme(tmp_path):
    for name, lanes in (("one", ["voice"]), ("two", ["voice", "echo"])):
        (tmp_path / f"{name}.toml").write_text("".join(LANE.format(lane) for lane in lanes))
    files = {name: tmp_path / f"{name}.toml" for name in ("one", "two", "gone")}
    return Programme(Show(load_scene(files["one"]), scene_files=files))


def test_a_prepared_scene_changes_nothing_until_its_time(programme):
    before = programme.now
    programme.prepare(Wanted("two", {}, math.inf))
    assert programme.now is before and programme.vector()[0] == 1 and programme.next_due() == math.inf
    prepared = programme.next_command()
    programme.prepare(Wanted("two", {"echo/gain": -6.0}, 100.0))  # asked for again, with a time
    assert programme.next_due() == 100.0
    again = programme.next_command()
    assert again.generation == prepared.generation and (prepared.at, again.at) == (0.0, 100.0)
    programme.commit()
    assert programme.vector()[0] == prepared.generation and programme.now.table.value("echo/gain") == -6.0
    assert programme.next_command() is None


def test_knobs_that_both_scenes_have_stand_as_they_stand_when_it_comes_and_no_trigger_fires(programme):
    programme.prepare(Wanted("two", {"voice/wet": 0.25, "mute": True}, 0.0))
    programme.now.table.set("voice/gain", -12.0)  # turned after it was asked for
    for _ in range(3):
        programme.now.table.set("cue/go", 1.0)
    programme.commit()
    table = programme.now.table
    assert table.value("voice/gain") == -12.0 and table.value("voice/wet") == 0.25 and table.value("cue/go") == 3.0
    assert table.value("mute") == 0.0  # which no preset moves


def test_a_scene_that_is_refused_leaves_the_one_that_plays(programme):
    with pytest.raises(OSError, match="gone"):
        programme.prepare(Wanted("gone", {}, 0.0))
    assert programme.next_command() is None
    programme.prepare(Wanted("two", {}, math.inf))
    assert not programme.refuse(programme.next_command().generation)
    assert programme.next_command() is None and programme.now.generation == 1
    programme.prepare(Wanted("two", {}, 0.0))
    programme.commit()
    refused = programme.now.generation
    assert programme.refuse(refused)
    assert programme.now.scene.name == "one" and programme.now.generation > refused
    assert not programme.refuse(refused)


def test_there_is_no_way_back_from_a_scene_that_is_heard(programme):
    programme.prepare(Wanted("two", {}, 0.0))
    programme.commit()
    programme.is_heard(programme.now.generation)
    assert not programme.refuse(programme.now.generation) and programme.now.scene.name == "two"
    assert np.isfinite(programme.vector()).all()


def test_a_crossfade_belongs_to_one_coming_and_not_to_a_process_that_has_to_begin_again(programme):
    programme.prepare(Wanted("two", {}, 0.0, fade=4.0))
    programme.commit()
    assert programme.command().fade == 4.0
    programme.is_heard(programme.now.generation)
    assert programme.command().fade == SWAP_SECONDS
    assert Programme(Show(programme.now.scene, fade_in=1.0)).command().fade == 1.0


def test_a_process_that_a_busy_machine_does_not_start_in_time_gets_longer_each_time(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("rtxmodal.stage.child.time.monotonic", lambda: now[0])
    child = Child("sound", print, tuple)
    child._process = SimpleNamespace(is_alive=lambda: True)

    def patience(heartbeat=0.0):
        child._started, child._tries = now[0], child._tries + 1
        while not child.is_gone(heartbeat):
            now[0] += 0.25
        return now[0] - child._started

    assert [round(patience()) for _ in range(4)] == [10, 15, 25, 45]
    assert max(patience() for _ in range(6)) < 200.0, "but not for ever"
    assert not child.is_gone(now[0] + 1.0), "it lives"
    assert round(patience(now[0] + 0.1)) == 10, "and from then on its silence is a hang again"


class Part:
    def __init__(self, name, diary, fails=""):
        self.name, self._diary, self._fails = name, diary, fails

    def _note(self, what):
        self._diary.append(f"{what} {self.name}")
        if what == self._fails:
            raise OSError(f"{self.name} cannot {what}")

    def start(self):
        self._note("start")

    def tick(self, now):
        self._note("tick")

    def stop(self):
        self._note("stop")


def test_companions_start_in_order_and_stop_in_reverse_also_half_way():
    diary = []
    company = Companions([Part("a", diary), Part("b", diary, fails="start"), Part("c", diary)], print)
    with pytest.raises(OSError, match="b cannot start"):
        company.start()
    company.stop()
    assert diary == ["start a", "start b", "stop b", "stop a"]


def test_a_companion_that_fails_says_so_once_and_the_others_go_on():
    diary, said = [], []
    company = Companions([Part("a", diary, fails="tick"), Part("b", diary)], said.append)
    company.start()
    company.tick(1.0)
    company.tick(2.0)
    assert diary[2:] == ["tick a", "tick b", "tick a", "tick b"]
    assert len(said) == 1 and "the show goes on" in said[0]
