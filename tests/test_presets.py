"""Laws of presets: what is saved comes back, what is moved moves in its own units, what is wrong loses nothing."""

from __future__ import annotations

import contextlib
import math
import os
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from controllers import PARAMETERS, Client, Show
from hypothesis import given
from hypothesis import strategies as st

from rtxmodal.control import OscChoice
from rtxmodal.control.osc import OscServer
from rtxmodal.params import Parameter, Table
from rtxmodal.recall.morph import Fade, blend, mixture, weights_at
from rtxmodal.recall.presets import Presets
from rtxmodal.recall.shelf import Shelf
from rtxmodal.recall.snapshot import Snapshot, fit, take, word
from rtxmodal.scene import CORE, is_recalled

PATIENCE = 5.0


class Stage(Show):
    """A show whose presets lie in a folder, and what it said."""

    def __init__(self, folder: Path | None, session: Path | None = None) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.steps: list[dict[str, float]] = []
        self.told: list[tuple[str, tuple[object, ...]]] = []
        self.presets = Presets(self, folder, self.lines.append, session)
        self.on_announce(lambda path, arguments: self.told.append((path, arguments)))

    def set_many(self, values, origin=None):
        stored = super().set_many(values, origin)
        self.steps.append(stored)
        return stored

    def until(self, true: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < deadline, (self.lines, self.told[-5:])
            time.sleep(0.002)

    def until_told(self, path: str, *arguments: object) -> None:
        self.until(lambda: (path, arguments) in self.told)
        self.told.clear()

    def save(self, name: str) -> None:
        """And wait until that is told."""
        self.presets.save(name)
        self.until(lambda: any(path == "preset/loaded" and told[0] == name for path, told in self.told))
        self.told.clear()

    def recall(self, *arguments: object, **more: object) -> None:
        """And wait until it is there."""
        self.told.clear()
        self.presets.recall(*arguments, **more)
        self.until(lambda: any(path == "preset/loaded" for path, _ in self.told))


@contextlib.contextmanager
def playing(folder: Path | None, session: Path | None = None) -> Iterator[Stage]:
    stage = Stage(folder, session)
    stage.presets.start()
    try:
        yield stage
    finally:
        stage.presets.stop()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with playing(tmp_path / "presets") as stage:
        yield stage


def turn(stage: Stage, **values: object) -> None:
    stage.set_many({name.replace("__", "/"): value for name, value in values.items()})


# -- what a preset is ------------------------------------------------------------------------------------------


def test_a_preset_brings_every_knob_back_in_one_step(stage):
    turn(stage, lane_1__wet=0.3, timbre__cutoff=440.0, path__kind="min", path__steps=9, drywet=0.5)
    stage.save("verse")
    turn(stage, lane_1__wet=0.9, timbre__cutoff=9000.0, path__kind="max", path__steps=2, drywet=1.0)
    stage.steps.clear()
    stage.recall("verse")
    assert len(stage.steps) == 1
    assert stage.table.value("lane_1/wet") == pytest.approx(0.3) and stage.table.value("timbre/cutoff") == 440.0
    assert stage.table.value("path/kind") == 1 and stage.table.value("path/steps") == 9
    assert stage.table.value("drywet") == 0.5


def test_what_belongs_to_the_room_or_to_a_hand_is_not_moved_and_no_trigger_fires(stage):
    stage.save("before")
    moved = {"output_gain": 0.0, "mute": 1.0, "limiter": 0.0, "ceiling": -3.0, "blackout": 1.0, "freeze": 1.0}
    turn(stage, **moved, brightness=0.1, path__next=None)
    stage.recall("before")
    assert {name: stage.table.value(name) for name in moved} == moved
    assert stage.table.value("path/next") == 1 and stage.table.value("brightness") == pytest.approx(0.1)
    kept = {parameter.id for parameter in CORE if is_recalled(parameter)}
    assert kept == {"drywet"}


def test_a_parameter_that_the_performer_keeps_safe_stays(stage):
    stage.save("before")
    turn(stage, lane_1__wet=0.1, timbre__cutoff=100.0)
    stage.presets.keep_safe("lane_1/wet", True)
    stage.recall("before")
    assert stage.table.value("lane_1/wet") == pytest.approx(0.1) and stage.table.value("timbre/cutoff") == 1000.0
    stage.presets.keep_safe("lane_1/wet", False)
    stage.recall("before")
    assert stage.table.value("lane_1/wet") == 1.0
    with pytest.raises(KeyError, match="nothing"):
        stage.presets.keep_safe("nothing", True)


def test_a_preset_is_a_file_that_a_person_can_read_and_write(stage):
    turn(stage, lane_1__wet=0.85, path__kind="max")
    stage.save("verse")
    content = tomllib.loads((stage.presets.shelf.folder / "verse.toml").read_text())
    assert content["scene"] == "flowers"
    assert content["values"]["lane_1/wet"] == 0.85 and content["values"]["path/kind"] == "max"
    (stage.presets.shelf.folder / "mine.toml").write_text('[values]\n"path/kind" = "min"\n"lane_1/wet" = 1\n')
    stage.recall("mine")
    assert stage.table.value("path/kind") == 1 and stage.table.value("lane_1/wet") == 1.0


@given(st.floats(-90, 6, width=32))
def test_a_number_on_file_is_short_and_the_same_32_bits(value):
    kept = word(Parameter("gain", minimum=-90.0, maximum=6.0), float(value))
    assert len(repr(kept)) <= 16
    assert math.isclose(kept, value, rel_tol=6e-8, abs_tol=1e-45)


def test_a_preset_of_another_scene_moves_what_both_have_and_says_what_it_left(stage):
    stage.save("verse")
    stage.load_scene("rain")  # which has the first six parameters only
    turn(stage, drywet=0.2)
    stage.recall("verse")
    assert stage.table.value("drywet") == 1.0
    left = next(arguments for path, arguments in stage.told if path == "preset/left")
    assert "timbre/cutoff" in left and "drywet" not in left and "output_gain" not in left
    assert len([line for line in stage.lines if "no knob in scene 'rain'" in line]) == 1


# -- the folder ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["", "../verse", "a/b", ".hidden", "x" * 65, "c:\\x", "ends.", "ends ", "e\nf", "~root"]
)
def test_a_name_is_never_a_path(stage, name):
    with pytest.raises(ValueError, match="name must be"):
        stage.presets.save(name)
    with pytest.raises(ValueError, match="name must be"):
        stage.presets.recall(name)
    with pytest.raises(ValueError, match="name must be"):
        stage.presets.delete(name)


@pytest.mark.parametrize(
    "content, says",
    [
        (b"scene = ", "must be TOML"),
        (b'[values]\n"a" = [1, 2]\n', "must hold what it should"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"values = 3", "must hold what it should"),
    ],
)
def test_a_broken_file_is_one_clear_line_and_nothing_moves(stage, content, says):
    path = stage.presets.shelf.folder / "broken.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    before = stage.table.values.copy()
    with pytest.raises(ValueError, match=f"broken.toml.*{says}") as refused:
        stage.presets.recall("broken")
    assert "\n" not in str(refused.value)
    assert (stage.table.values == before).all() and path.read_bytes() == content
    stage.presets.save("broken")  # the one that was there goes to the trash
    kept = list((stage.presets.shelf.folder / "trash").iterdir())
    assert [one.read_bytes() for one in kept] == [content]


def test_values_that_a_knob_does_not_know_are_left_and_the_rest_is_moved(stage):
    stage.presets.shelf.folder.mkdir()
    text = '[values]\n"path/kind" = "sideways"\n"lane_1/wet" = nan\ndrywet = 0.25\n"path/steps" = 99\n'
    (stage.presets.shelf.folder / "odd.toml").write_text(text)
    stage.recall("odd")
    assert stage.table.value("drywet") == 0.25 and stage.table.value("path/steps") == 16
    assert ("preset/left", ("path/kind", "lane_1/wet")) in stage.told


def test_presets_keep_their_order_through_saving_renaming_and_deleting(tmp_path):
    shelf = Shelf(tmp_path)
    for name in ("b", "a", "C"):
        shelf.save(name, Snapshot("s"))
    assert shelf.names() == ["a", "b", "C"]
    shelf.save("first", Snapshot("s"), 0)
    shelf.save("b", Snapshot("t"))
    assert shelf.names() == ["first", "a", "b", "C"]
    shelf.rename("a", "last")
    assert shelf.names() == ["first", "last", "b", "C"]
    with pytest.raises(ValueError, match="free"):
        shelf.rename("b", "C")
    shelf.delete("first")
    assert shelf.names() == ["last", "b", "C"] and shelf.load("b").scene == "t"
    assert len(list((tmp_path / "trash").iterdir())) == 2  # the first b, and first
    shelf.save("b", Snapshot("t"))
    assert len(list((tmp_path / "trash").iterdir())) == 2  # nothing was lost by that
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]


def test_what_was_deleted_or_saved_over_comes_back_and_nothing_is_lost_by_that(tmp_path):
    shelf = Shelf(tmp_path)
    with pytest.raises(KeyError, match="deleted or saved over, got 'verse'"):
        shelf.restore("verse")
    for scene in ("one", "two", "three"):
        shelf.save("verse", Snapshot(scene), 0)
    shelf.save("verse 2", Snapshot("other"))
    shelf.delete("verse 2")
    shelf.restore("verse")
    assert shelf.load("verse").scene == "two"
    shelf.restore("verse")
    assert shelf.load("verse").scene == "three", "twice is not at all"
    shelf.delete("verse")
    shelf.restore("verse")
    assert shelf.load("verse").scene == "three" and shelf.names() == ["verse"]
    shelf.restore("verse 2")
    assert shelf.load("verse 2").scene == "other" and shelf.names() == ["verse", "verse 2"]


def test_a_folder_that_cannot_be_written_is_said_and_what_was_there_stays(stage, monkeypatch):
    stage.save("verse")
    before = (stage.presets.shelf.folder / "verse.toml").read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    turn(stage, drywet=0.1)
    with pytest.raises(OSError, match="No space"):
        stage.presets.save("verse")
    assert (stage.presets.shelf.folder / "verse.toml").read_bytes() == before


def test_a_show_without_a_folder_has_slots_and_says_why_it_has_no_presets():
    with playing(None) as stage:
        assert stage.presets.names() == []
        with pytest.raises(ValueError, match="--presets"):
            stage.presets.save("verse")
        stage.presets.store(1)
        turn(stage, drywet=0.2)
        stage.presets.recall_slot(1)
        stage.until(lambda: stage.table.value("drywet") == 1.0)


# -- steps -----------------------------------------------------------------------------------------------------


def test_undo_and_redo_go_back_and_forth_with_what_hands_did_in_between(stage):
    turn(stage, drywet=0.1)
    stage.save("a")
    turn(stage, drywet=0.2)
    stage.save("b")
    turn(stage, drywet=0.3)  # by hand
    stage.recall("a")
    turn(stage, drywet=0.4)  # by hand
    stage.recall("b")
    for step, value in (("undo", 0.4), ("undo", 0.3), ("redo", 0.4), ("redo", 0.2), ("undo", 0.4)):
        getattr(stage.presets, step)()
        stage.until(lambda wanted=value: stage.table.value("drywet") == pytest.approx(wanted))
    stage.presets.redo()
    stage.presets.redo()
    stage.until(lambda: any("nothing to undo" in line for line in stage.lines))


def test_undo_comes_back_to_the_scene_before(stage):
    turn(stage, lane_1__wet=0.25)
    stage.presets.store(1)
    stage.parameters["rain"] = PARAMETERS
    stage.load_scene("rain")
    turn(stage, lane_1__wet=0.75)
    stage.parameters["flowers"] = PARAMETERS
    stage.presets.recall_slot(1)
    stage.until(lambda: stage.scene.name == "flowers")
    stage.until(lambda: stage.presets.can_undo)
    stage.presets.undo()
    stage.until(lambda: stage.scene.name == "rain")
    stage.until(lambda: stage.table.value("lane_1/wet") == pytest.approx(0.75))


def test_a_knob_turned_after_a_recall_makes_it_dirty_and_turned_back_clean(stage):
    stage.save("a")
    turn(stage, drywet=0.5)
    stage.until_told("preset/dirty", 1)
    turn(stage, drywet=1.0)
    stage.until_told("preset/dirty", 0)
    turn(stage, output_gain=-40.0)
    time.sleep(0.3)
    assert not stage.presets.is_dirty  # no preset moves it


# -- on the way ------------------------------------------------------------------------------------------------


def test_a_fade_goes_all_the_way_step_by_step_and_ends_on_the_preset(stage):
    turn(stage, lane_1__wet=0.0, path__kind="max")
    stage.save("quiet")
    turn(stage, lane_1__wet=1.0, path__kind="min")
    stage.steps.clear()
    stage.recall("quiet", 0.6)
    wets = [step["lane_1/wet"] for step in stage.steps if "lane_1/wet" in step]
    assert len(wets) > 5 and wets == sorted(wets, reverse=True) and wets[-1] == 0.0
    jump = next(place for place, step in enumerate(stage.steps) if "path/kind" in step)
    assert stage.steps[jump]["path/kind"] == 2.0
    assert stage.steps[jump]["lane_1/wet"] <= 0.5 < stage.steps[jump - 1]["lane_1/wet"]  # at the half


def test_a_hand_on_a_knob_takes_it_out_of_the_fade(stage):
    turn(stage, lane_1__wet=0.0, drywet=0.0)
    stage.save("quiet")
    turn(stage, lane_1__wet=1.0, drywet=1.0)
    stage.presets.recall("quiet", 0.5)
    stage.until(lambda: stage.table.value("drywet") < 0.9)
    turn(stage, lane_1__wet=0.7)
    stage.until(lambda: stage.table.value("drywet") == 0.0)
    assert stage.table.value("lane_1/wet") == pytest.approx(0.7)


def test_a_fade_goes_on_where_another_scene_comes_in_between(stage):
    stage.parameters["flowers"] = PARAMETERS
    turn(stage, drywet=0.0)
    stage.save("quiet")
    turn(stage, drywet=1.0)
    stage.presets.recall("quiet", 0.6)
    stage.until(lambda: stage.table.value("drywet") < 0.9)
    here = stage.table.value("drywet")
    stage.load_scene("flowers", {"drywet": here})
    stage.until(lambda: stage.table.value("drywet") == 0.0)
    stage.until(lambda: ("preset/loaded", ("quiet", 0)) in stage.told)


def test_a_new_recall_takes_the_place_of_one_on_the_way(stage):
    turn(stage, drywet=0.0)
    stage.save("quiet")
    turn(stage, drywet=0.5)
    stage.save("middle")
    stage.presets.recall("quiet", 30.0)
    stage.until(lambda: stage.table.value("drywet") < 0.5)
    stage.recall("middle")
    time.sleep(0.1)
    assert stage.table.value("drywet") == 0.5


def test_a_recall_while_a_scene_is_on_its_way_means_that_scene_and_a_step_back_keeps_it_away(stage, monkeypatch):
    stage.parameters |= {"rain": PARAMETERS, "flowers": PARAMETERS}
    turn(stage, drywet=0.25)
    stage.save("verse")
    monkeypatch.setattr(type(stage), "coming", property(lambda stage: ("rain", 5.0)))  # asked for by a hand
    stage.presets.recall("verse")
    stage.until(lambda: stage.loads != [])
    name, values, when = stage.loads[-1]
    assert name == "rain" and values["drywet"] == 0.25 and when > 5.0
    stage.presets.store(1)  # in rain
    monkeypatch.setattr(type(stage), "coming", property(lambda stage: ("flowers", 5.0)))
    stage.presets.recall_slot(1)
    stage.until(lambda: stage.loads[-1] == ("flowers", {}, math.inf))


def test_a_recall_waits_for_its_beat_and_the_last_one_asked_for_comes(stage):
    for name, value in (("a", 0.25), ("b", 0.5)):
        turn(stage, drywet=value)
        stage.save(name)
    turn(stage, drywet=1.0)
    stage.transport.bpm = 240.0
    stage.transport.play(0.5)  # half a beat on
    stage.steps.clear()
    stage.presets.recall("a", quantum="bar")
    stage.presets.recall("b", quantum="bar")
    stage.until(lambda: stage.table.value("drywet") == 0.5)
    late = stage.transport.beat_at(time.monotonic()) - 4.0
    assert 0.0 <= late < 4.0 and all(step["drywet"] == 0.5 for step in stage.steps)
    with pytest.raises(ValueError, match="quantum"):
        stage.presets.recall("a", quantum="fortnight")


# -- morphs ----------------------------------------------------------------------------------------------------

GAIN = Parameter("gain", default=0.0, minimum=-60.0, maximum=12.0, unit="dB")
CUTOFF = Parameter("cutoff", default=100.0, minimum=20.0, maximum=20_000.0, curve="log")
KIND = Parameter("kind", kind="enum", options=("a", "b", "c"))
HOLD = Parameter("hold", kind="toggle")
SEED = Parameter("seed", minimum=0.0, maximum=9999.0, kind="int")


@given(st.sampled_from([GAIN, CUTOFF, KIND, HOLD, SEED]), st.floats(0, 1), st.floats(0, 1))
def test_a_morph_begins_and_ends_exactly_on_its_presets(parameter, first, last):
    ends = [parameter.from_norm(first), parameter.from_norm(last)]
    assert blend(parameter, ends, weights_at(0.0, 2)) == ends[0]
    assert blend(parameter, ends, weights_at(1.0, 2)) == ends[1]


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_half_way_is_half_way_along_the_curve(first, last, share):
    for parameter in (GAIN, CUTOFF):
        ends = [parameter.from_norm(first), parameter.from_norm(last)]
        between = parameter.to_norm(blend(parameter, ends, weights_at(share, 2)))
        assert between == pytest.approx(first + share * (last - first), abs=1e-6)


def test_what_has_nothing_in_between_jumps_at_the_half():
    for parameter, ends in ((KIND, [0.0, 2.0]), (HOLD, [0.0, 1.0]), (SEED, [3.0, 800.0])):
        heard = [blend(parameter, ends, weights_at(share, 2)) for share in (0.0, 0.49, 0.5, 1.0)]
        assert heard == [ends[0], ends[0], ends[1], ends[1]]


def test_gain_is_mixed_in_decibels_and_frequency_in_octaves():
    assert blend(GAIN, [-40.0, 0.0], weights_at(0.5, 2)) == pytest.approx(-20.0)
    assert blend(CUTOFF, [100.0, 1600.0], weights_at(0.5, 2)) == pytest.approx(400.0)


def test_a_morph_goes_through_all_its_ends_in_turn_and_a_pad_mixes_them(stage):
    for name, value in (("a", 0.0), ("b", 0.2), ("c", 1.0)):
        turn(stage, drywet=value)
        stage.save(name)
    turn(stage, drywet=0.4)
    stage.presets.store(7)
    stage.presets.morph.choose(["a", "b", "c", 7])
    for weights, value in (([1, 0, 0, 0], 0.0), ([0, 1, 1, 0], 0.6), ([1, 1, 1, 1], 0.4), ([0, 0, 0, 2], 0.4)):
        stage.presets.mix(weights)
        stage.until(lambda wanted=value: stage.table.value("drywet") == pytest.approx(wanted, abs=1e-6))
    with pytest.raises(KeyError, match="'nope'"):
        stage.presets.morph.choose(["a", "nope"])
    assert stage.presets.morph.names == ["a", "b", "c", 7]
    for place, ends in ((0, ["b", "b", "c", 7]), (3, ["b", "b", "c", "b"]), (4, ["b", "b", "c", "b", "b"])):
        stage.presets.morph.put(place, "b")
        assert stage.presets.morph.names == ends
    assert weights_at(0.5, 3) == [0.0, 1.0, 0.0]


def test_only_what_every_end_names_is_morphed():
    table = Table([GAIN, CUTOFF])
    assert mixture(table, [{"gain": 0.0, "cutoff": 50.0}, {"gain": -10.0}], [1, 1]) == {"gain": pytest.approx(-5.0)}


def test_a_fade_has_no_way_to_go_where_it_starts():
    table = Table([GAIN])
    fade = Fade(table, {"gain": 0.0}, 10.0, 5.0)
    assert [fade.at(now) for now in (9.0, 10.0, 12.5, 15.0, 99.0)] == [{}] * 5
    assert fit({"gain": -6.0, "none": 1.0}, table) == ({"gain": -6.0}, ["none"])
    assert take(table, "here") == Snapshot("here", {"gain": 0.0})


# -- OSC -------------------------------------------------------------------------------------------------------


@pytest.fixture
def room(tmp_path: Path) -> Iterator[tuple[Stage, Client]]:
    with playing(tmp_path / "presets") as stage:
        stage.table = Table([*PARAMETERS, *(one for one in CORE if one.id.startswith(("morph/", "cue/")))])
        server = OscServer(stage, OscChoice(port=0))
        server.start()
        client = Client(("127.0.0.1", server.address[1]))
        client.listen()
        yield stage, client
        client.close()
        server.stop()


def test_a_controller_saves_recalls_and_is_told_loaded_last(room):
    stage, client = room
    client.send("params/drywet", 0.25)
    client.send("preset/save", "verse", 0)
    assert client.wait_for("preset/entries").arguments == ("verse",)
    assert client.wait_for("preset/loaded").arguments == ("verse", 0)
    client.send("params/drywet", 1.0)
    assert client.wait_until(lambda message: message.address == "/rtxmodal/preset/dirty" and message.arguments == (1,))
    client.heard.clear()
    client.send("preset/load", 0, 0.325)
    client.wait_for("preset/loaded")
    moved = [message.arguments[0] for message in client.heard if message.address == "/rtxmodal/params/drywet"]
    assert len(moved) <= 10 and moved[-1] == 0.25  # at most 20 a second and the last one, before it is loaded
    assert client.ask("preset/loaded") == ("verse", 0) and client.ask("preset/count") == (1,)
    client.send("preset/undo")
    client.wait_until(lambda message: message.address == "/rtxmodal/params/drywet" and message.arguments == (1.0,))


def test_what_cannot_be_done_is_answered_in_one_line(room):
    stage, client = room
    client.send("preset/save", "verse")
    client.wait_for("preset/entries")
    wrong = {
        ("preset/load", "nope"): "unknown",
        ("preset/load", "../x"): "range",
        ("preset/load", 7): "unknown",
        ("preset/load", "verse", -1.0): "range",
        ("preset/rename", "verse", "a/b"): "range",
    }
    for number, (message, code) in enumerate(wrong.items()):
        time.sleep(0.25 if number else 0.0)  # five refusals a second are told
        client.send(*message)
        assert client.wait_for("error").arguments[:2] == (code, f"/rtxmodal/{message[0]}")
    time.sleep(0.5)
    client.send("snapshot/recall", 3)
    assert client.wait_for("error").arguments[0] == "unknown"
    client.send("server/lock", 1)
    client.send("preset/delete", "verse")
    assert client.wait_for("error").arguments[0] == "locked"
    assert stage.presets.names() == ["verse"]


def test_slots_and_the_morph_are_there_for_controllers(room):
    stage, client = room
    client.send("params/drywet", 0.0)
    client.send("snapshot/store", 1)
    assert client.wait_for("snapshot/state").arguments == (1, 1)
    client.send("params/drywet", 1.0)
    client.send("snapshot/store", 2)
    client.send("morph/a", 1)
    client.send("morph/b", 2)
    client.send("morph/pos", 0.25)
    client.wait_until(lambda message: message.address == "/rtxmodal/params/drywet" and message.arguments == (0.25,))
    assert client.ask("morph/ends") == ("1", "2") and client.ask("morph/b") == ("2",)
    assert client.ask("morph/pos") == (0.25,)
    client.send("snapshot/recall", 2)
    client.wait_until(lambda message: message.address == "/rtxmodal/params/drywet" and message.arguments == (1.0,))


@given(st.lists(st.floats(0, 1), min_size=5, max_size=5), st.lists(st.floats(0, 1), min_size=5, max_size=5))
def test_a_fade_of_many_is_the_blend_of_each(first, last):
    table = Table([GAIN, CUTOFF, KIND, HOLD, SEED])
    starts = {one.id: table.set(one.id, one.from_norm(norm)) for one, norm in zip(table, first, strict=True)}
    ends = {one.id: one.from_norm(norm) for one, norm in zip(table, last, strict=True)}
    fade = Fade(table, ends, 10.0, 4.0)
    for now in (10.0, 11.0, 12.0, 13.5, 14.0):
        table.set_many(fade.at(now))
        share = (now - 10.0) / 4.0
        for one in table:
            wanted = blend(one, [starts[one.id], ends[one.id]], weights_at(share, 2))
            assert table.value(one.id) == pytest.approx(wanted, rel=1e-6, abs=1e-6), (one.id, now)
