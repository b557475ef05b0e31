"""Training on a performer's own material: what the command line makes of it, and how it refuses."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile

torch = pytest.importorskip("torch", reason="torch is only in the extra `export`")
pytest.importorskip("tomli_w", reason="tomli-w is only in the extra `export`")

from export.__main__ import main  # noqa: E402
from export.own import own_recipe, read_options  # noqa: E402
from export.train import Recipe, build_system  # noqa: E402

RATE = 22_050


@pytest.fixture
def folders(tmp_path):
    """Two folders of sound: a high and a low hum of 14 s and 7 s."""
    for name, pitch, seconds in (("high", 880.0, 14.0), ("low", 110.0, 7.0)):
        (tmp_path / name).mkdir()
        sound = 0.3 * np.sin(2.0 * np.pi * pitch * np.arange(int(seconds * RATE)) / RATE)
        soundfile.write(tmp_path / name / "hum.wav", sound, RATE)
    return tmp_path


def test_two_folders_become_a_recipe_that_is_found_again_by_its_path(folders):
    own = own_recipe(Recipe.load("travelgan"), {"a": str(folders / "high"), "b": str(folders / "low")}, folders)
    again = Recipe.load(str(folders / own.name / f"{own.name}.toml"))
    assert again == own and own.name == "travelgan-high-low"
    found = build_system(again).segments
    here, there = found.given, found.wanted
    assert (len(here), len(there)) == (2, 1)  # of 6 s each
    assert here.mean(axis=(0, 2)).argmax() > there.mean(axis=(0, 2)).argmax()  # mel bands


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--a", "NONE", "--b", "low"], "must lie in"),
        (["--a", "texts", "--b", "low"], "must lie in"),
        (["--a", "broken", "--b", "low"], "must be a sound file"),
        (["--a", "short", "--b", "low"], "must last 6.0 s"),
        (["--a", "high"], "--a and --b"),
        (["--a", "high", "--z", "low"], "takes --a"),
        (["--a"], "--NAME VALUE"),
        (["high"], "--NAME VALUE"),
    ],
)
def test_what_cannot_be_trained_on_is_refused_in_one_line_and_nothing_is_written(folders, words, complaint, capsys):
    for name in ("texts", "broken", "short"):
        (folders / name).mkdir()
    (folders / "texts" / "notes.txt").write_text("no sound")
    (folders / "broken" / "take.wav").write_bytes(b"RIFF and then nothing")
    soundfile.write(folders / "short" / "click.wav", np.ones(1), RATE)
    given = [
        str(folders / word) if word in ("NONE", "low", "high", "texts", "broken", "short") else word for word in words
    ]
    assert main(["train", "travelgan", *given, "--runs", str(folders / "runs")]) == 1
    said = capsys.readouterr().err
    assert complaint in said and said.count("\n") == 1
    assert not list((folders / "runs").rglob("*"))


def test_options_are_pairs():
    assert read_options(["--a=x", "--b", "y"]) == {"a": "x", "b": "y"}


def test_a_word_too_many_is_refused_where_nothing_is_trained(capsys):
    with pytest.raises(SystemExit):
        main(["verify", "travelgan", "--a", "x"])
    assert "unrecognized" in capsys.readouterr().err
