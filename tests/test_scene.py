"""Laws of scenes: what joins up is read, what does not is one line that says what to do."""

from __future__ import annotations

import pytest
from tiny import fir_model, latent_model

from rtxmodal.scene import prefixes, scene_table, without_microphone
from rtxmodal.scene_file import bundled_scenes, load_scene
from rtxmodal.stage.painter import Painter
from rtxmodal.stage.shared import LoadScene, StageParts
from rtxmodal.translators import Context

CONTEXT = Context(48_000, "cpu")


@pytest.fixture
def models(tmp_path, monkeypatch):
    folder = tmp_path / "models"
    folder.mkdir()
    monkeypatch.setenv("RTXMODAL_MODELS", str(folder))
    fir_model(folder / "warm-strings.onnx")
    latent_model(folder / "grey.onnx")
    return folder


def scene_of(tmp_path, text):
    path = tmp_path / "mine.toml"
    path.write_text(text)
    return load_scene(path)


GOOD = """
title = "Mine"
[[lane]]
from = "mic"
through = ["warm-strings", "warm-strings"]
to = "speakers"
wet = 0.5
values = { level = 0.25 }
[[lane]]
name = "dry"
from = "mic"
to = "speakers"
gain_db = -6.0
"""


def test_a_scene_is_read_as_it_is_written(tmp_path, models):
    scene = scene_of(tmp_path, GOOD)
    first, second = scene.lanes
    assert (scene.title, scene.name) == ("Mine", "mine")
    assert (first.id, first.source, first.through, first.wet) == ("lane_1", "mic", ("warm-strings",) * 2, 0.5)
    assert (second.id, second.gain_db) == ("dry", -6.0)


def test_every_translator_has_parameters_of_its_own_and_starts_where_the_scene_says(tmp_path, models):
    scene = scene_of(tmp_path, GOOD)
    assert list(prefixes(scene).values()) == ["warm_strings", "warm_strings_2"]
    table = scene_table(scene, CONTEXT)
    starts = {
        name: table.value(name) for name in ("warm_strings/level", "warm_strings_2/level", "lane_1/wet", "dry/gain")
    }
    assert starts == {"warm_strings/level": 0.25, "warm_strings_2/level": 1.0, "lane_1/wet": 0.5, "dry/gain": -6.0}
    assert table.value("output_gain") == -12.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[lane]]\nfrom = "mic"\nto = "window"', "lane 1: 'window' takes picture, but 'mic' gives sound"),
        ('[[lane]]\nfrom = "keys"\nthrough = ["warm-strings"]\nto = "speakers"', "takes sound, but 'keys' gives notes"),
        ('[[lane]]\nfrom = "mic"\nthrough = ["warm-string"]\nto = "speakers"', "did you mean 'warm-strings'"),
        ('[[lane]]\nfrom = "mick"\nto = "speakers"', "did you mean 'mic'"),
        ('[[lane]]\nfrom = "mic"\nto = "speaker"', "did you mean 'speakers'"),
        ('[[lane]]\nfrom = "mic"\nto = "speakers"\nwet = 2', "lane 1: wet must be in 0..1, got 2"),
        ('[[lane]]\nfrom = "mic"\nto = "speakers"\nvolume = 2', "lane 1: Object contains unknown field `volume`"),
        ('[[lane]]\nfrom = "mic"\nto = "speakers"\nwet = "loud"', "lane 1, wet: Expected `float`, got `str`"),
        ('[[lane]]\nfrom = "mic"\nto = "midi"', "lane 1: 'midi' takes notes, but 'mic' gives sound"),
        ('[[lane]]\nfrom = "mic"\nthrough = ["ganterpret"]\nto = "window"', "lane 1: from must be one of mix, keys"),
        ('[[lane]]\nfrom = "file:none.wav"\nto = "speakers"', "the file of from must exist, got 'none.wav'"),
        ('[[lane]]\nfrom = "file"\nto = "speakers"', "must be written 'file:PATH'"),
        ('[[lane]]\nname = "mute"\nfrom = "mic"\nto = "speakers"', "name must be unlike"),
        ('[[lane]]\nname = "A b"\nfrom = "mic"\nto = "speakers"', "name must be words"),
        ("title = 1\nlane = []", "title"),
        ("lane = []", "must have a lane"),
        ("[[lane]\n", "line 1"),
        ('[[lane]]\nfrom = "mic"\nto = "speakers"\nvalues = { level = [1] }', "lane 1, values: Expected"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_that_says_where(tmp_path, models, text, message):
    with pytest.raises(ValueError) as caught:
        scene_of(tmp_path, text)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_values_that_no_translator_has_are_refused(tmp_path, models):
    scene = scene_of(tmp_path, GOOD.replace("level = 0.25", "colour = 0.25"))
    with pytest.raises(ValueError, match="lane 1: values must name a parameter of its translators .*level.*'colour'"):
        scene_table(scene, CONTEXT)


def test_an_unknown_scene_names_those_that_ship():
    with pytest.raises(FileNotFoundError, match="default"):
        load_scene("defualt")


def test_without_a_microphone_its_lanes_play_the_loop(tmp_path, models):
    scene = without_microphone(scene_of(tmp_path, GOOD))
    assert all(lane.source.endswith("loop.flac") for lane in scene.lanes)


def test_a_lane_to_the_window_can_be_dimmed_and_muted_and_the_painter_finds_how(tmp_path, models):
    scene = scene_of(tmp_path, GOOD + '[[lane]]\nname = "eyes"\nfrom = "mix"\nthrough = ["ganterpret"]\nto = "window"')
    table = scene_table(scene, CONTEXT)
    assert "eyes/wet" in table and "eyes/mute" in table and "eyes/gain" not in table
    parts = StageParts()
    try:
        painter = Painter(parts, LoadScene(scene, table.parameters, 1, "cpu"), 48_000, print)
        assert painter.has_lanes
        painter.stop()
    finally:
        parts.close()


@pytest.mark.parametrize("name", bundled_scenes())
def test_the_scenes_that_ship_can_be_played(name):
    table = scene_table(load_scene(name), CONTEXT)
    assert len(table) > 9
