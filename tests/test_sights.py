"""What a lane from pictures looks at: films, round and round, and the pictures of another lane."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from rtxmodal.devices.films import Film, FilmLoop
from rtxmodal.render import Job, render
from rtxmodal.rendered import Output
from rtxmodal.scene_file import load_scene

RATE = 48_000
LEVELS = (20, 70, 120, 170, 220)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A film of five grey pictures, ten a second, and a second of silence."""
    film = Film(tmp_path / "greys.mp4", RATE, 10)
    film.add_sound(np.zeros((RATE // 2, 2), np.float32))
    for level in LEVELS:
        film.add_picture(np.full((64, 64, 3), level, np.uint8))
    film.close()
    import soundfile

    soundfile.write(tmp_path / "in.wav", np.zeros((RATE, 2), np.float32), RATE)
    return tmp_path


def level(picture: np.ndarray) -> int:
    return min(LEVELS, key=lambda one: abs(one - float(picture.mean())))


def test_a_film_is_shown_at_its_own_pace_and_begins_again(folder):
    loop = FilmLoop(folder / "greys.mp4")
    seen = [loop.look(turn / 30.0) for turn in range(45)]
    assert [count for count, _ in seen] == [turn // 3 for turn in range(45)]
    assert [level(picture) for _, picture in seen] == [LEVELS[turn // 3 % 5] for turn in range(45)]


def test_after_a_pause_a_film_goes_on_where_it_stood(folder):
    loop = FilmLoop(folder / "greys.mp4")
    assert [loop.look(seconds)[0] for seconds in (7.0, 7.11, 7.21, 60.0, 60.11, 3.0, 3.11)] == [0, 1, 2, 3, 4, 5, 6]


def test_a_film_that_vanishes_stands(folder):
    loop = FilmLoop(folder / "greys.mp4")
    loop.look(0.0)
    for turn in range(1, 6):
        loop.look(0.1 * turn)
    (folder / "greys.mp4").unlink()
    before = loop.look(0.9)[1]
    assert np.array_equal(loop.look(1.2)[1], before)


def run(folder: Path, lanes: str, out: str = "out.png") -> np.ndarray:
    (folder / "scene.toml").write_text(lanes)
    render(Job(load_scene(folder / "scene.toml"), folder / "in.wav", Output(folder / out), "cpu"), lambda *_: None)
    return np.asarray(Image.open(folder / out).convert("RGB"))


def test_a_scene_shows_a_film_and_a_lane_takes_another_lanes_pictures(folder):
    seen = '[[lane]]\nname = "seen"\nfrom = "film:greys.mp4"\nto = "window"\n'
    last = run(folder, seen)  # after a second: the tenth picture
    assert level(last) == LEVELS[9 % 5]
    again = '[[lane]]\nfrom = "lane:seen"\nto = "window"\nthrough = ["bits"]\nvalues = { depth = 1 }\n'
    assert set(np.unique(run(folder, seen + again))) <= {0, 255}


@pytest.mark.parametrize(
    ("lanes", "complaint"),
    [
        ('from = "film:none.mp4"\nto = "window"', "the file of from must exist, got 'none.mp4'"),
        ('from = "film"\nto = "window"', "must be written 'film:PATH'"),
        ('from = "lane:other"\nto = "window"', r"must name a lane to the window before it \(none\), got 'lane:other'"),
        ('from = "film:greys.mp4"\nthrough = ["databend-sound"]\nto = "speakers"', "take camera or picture:PATH"),
        ('from = "film:in.wav"\nto = "window"', "in.wav must have pictures"),
    ],
)
def test_what_cannot_be_looked_at_is_refused_in_words(folder, lanes, complaint):
    with pytest.raises(ValueError, match=complaint):
        run(folder, f"[[lane]]\n{lanes}\n")
