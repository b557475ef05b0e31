"""How pictures move on real music, as the window shows them: the metrics of `bench.looks`, with their goals."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import club
import numpy as np
import pytest

from bench import looks
from rtxmodal.devices.files import read_notes
from rtxmodal.scene_file import load_scene
from rtxmodal.stream.hearing import Ear
from rtxmodal.translators import Context, create
from rtxmodal.translators.generator import Generator, Point, find_generator

pytestmark = pytest.mark.skipif(
    not (Path(__file__).resolve().parents[1] / "models" / "atlas-128.onnx").is_file(), reason="atlas-128 is not here"
)
RATE, SECONDS, REST = 48_000, 9, 3


LOCK = {"aurora house": 0.4}
"""Short of the goal of 0.5, as the README says: trails smear the beat."""
WORST = {"vj piano": 7.0, "mandala piano": 8.0, "keys piece": 9.5}
"""Short of the goal of 6: sparse notes, seen as strokes."""


@dataclass(frozen=True)
class Watched:
    """A film, and the beginnings of the sounds that made it, one number a step of its motion."""

    film: looks.Film
    whole: looks.Film
    """The rest in silence, too."""
    beginnings: np.ndarray


def watched(scene: str, sound: np.ndarray, notes: tuple = ()) -> Watched:
    played = sound[: SECONDS * RATE]
    whole = looks.watch(load_scene(scene), np.concatenate([played, np.zeros((REST * RATE, 2), np.float32)]), notes)
    film = whole.until(SECONDS).after(looks.SETTLING)
    struck = looks.struck(notes, SECONDS * 60) if notes else looks.onsets(played)
    return Watched(film, whole, struck[-len(film.motion) :])


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    folder = tmp_path_factory.mktemp("music")
    return {
        "house": club.rendered(club.house(6), club.HOUSE_BPM, folder),
        "piano": club.rendered(club.piano(4), club.PIANO_BPM, folder),
    }


@pytest.fixture(scope="module", params=["vj house", "vj piano", "aurora house", "mandala piano", "keys piece"])
def seen(request: pytest.FixtureRequest, music: dict[str, np.ndarray]) -> tuple[str, Watched]:
    scene, piece = request.param.split()
    if piece == "piece":
        notes = tuple(event for event in read_notes(looks.PIECE, RATE) if event.frame < SECONDS * RATE)
        return request.param, watched(scene, np.zeros((SECONDS * RATE, 2), np.float32), notes)
    return request.param, watched(scene, music[piece])


def test_pictures_move_as_they_should(seen: tuple[str, Watched]) -> None:
    name, watched = seen
    film = watched.film
    r, lag, above = looks.lock(watched.beginnings, film.motion)
    worst, least = looks.worst_step(film)
    assert looks.flicker(film) <= (0.15 if "house" in name else 0.05)  # M2
    assert looks.jerk(film) <= 1.0  # M3
    assert r >= LOCK.get(name, 0.5) and 0.0 <= lag <= 50.0  # M4
    assert above >= (2.5 if "house" in name else 3.0)  # a beat is like itself a beat later, so chance is not far
    assert worst <= WORST.get(name, 6.0) and least > 0.0  # M5
    assert looks.most_flashes(watched.whole) <= 3  # M8


def test_in_silence_pictures_almost_stand_and_do_not_die(seen: tuple[str, Watched]) -> None:
    name, watched = seen
    if name.startswith(("mandala", "keys")):
        pytest.skip("a mirror that drifts and keys that are held move on in silence, as they are told to")
    assert 0.0 < looks.calm_after(watched.whole, SECONDS) <= 0.1


def test_pictures_of_a_minute_are_as_varied_as_the_generators_data(music: dict[str, np.ndarray]) -> None:
    player = create("ganterpret", Context(RATE, "cpu"))
    values = {parameter.id: parameter.default for parameter in player.card.parameters}
    state, pictures, random = player.start(), [], np.random.default_rng(0)
    line = np.tile(music["house"], (6, 1)).mean(axis=1, keepdims=True)[: 60 * RATE]
    for hop in range(len(line) // 800):
        state = player.advance(line[hop * 800 : (hop + 1) * 800], values, state)
        if hop % 120 == 119:
            pictures.append(player._generator.paint(player._point(state, values), values))
    path, card = find_generator(Context(RATE))
    generator = Generator(path, card, "cpu")
    any_of_it = [
        generator.paint(Point(random.standard_normal(64), np.eye(12)[label % 12], np.zeros((10, 192))), values)
        for label in range(30)
    ]
    data = looks.distance(looks.small(any_of_it)) / card.quality["diversity"]
    assert looks.distance(looks.small(pictures)) >= 0.6 * data  # M6


def test_a_key_that_is_held_comes_round_to_the_same_picture() -> None:
    from rtxmodal.notes import NoteEvent, Notes

    player = create("keypaths", Context(RATE, "cpu"))
    values = {parameter.id: parameter.default for parameter in player.card.parameters}
    values |= {"motion": 1.0, "sustain": 1.0, "decay": 10.0, "attack": 1.0}
    state, at = player.start(), {}
    for hop in range(220):
        events = (NoteEvent(0, "on", 60, 100.0),) if hop == 0 else ()
        state = player.advance(Notes(events, 800), values, state)
        if hop in (150, 165, 210):
            at[hop] = player._generator.paint(player._point(state, values), values).astype(float)
    assert np.abs(at[210] - at[150]).mean() <= 2.0 < np.abs(at[165] - at[150]).mean()  # M7


@pytest.mark.parametrize(("piece", "most"), [("house", 5.0), ("piano", 5.0)])
def test_controls_turn_about_as_often_as_sounds_begin(music: dict[str, np.ndarray], piece: str, most: float) -> None:
    ear, line = Ear(RATE, 800), music[piece].mean(axis=1)
    hearing, onset = ear.start(), []
    for hop in range(len(line) // 800):
        hearing = ear.step(hearing, line[hop * 800 : (hop + 1) * 800])
        onset.append(float(hearing.envelopes[0]))
    beats = (len(onset) - 120) / 60 * (club.HOUSE_BPM if piece == "house" else club.PIANO_BPM) / 60
    assert (
        looks.turns(np.array(onset[120:])) / beats <= most
    )  # M1 asks for 3, of music with one drum a beat; here are two


# The metrics themselves, on films whose answers are known.


def film_of(light: np.ndarray) -> looks.Film:
    return looks.Film(light.astype(np.float32), light[:, :4, :4] / 255.0, 0.0 * light[:, :4, :4])


def test_the_metrics_know_noise_stillness_strobes_and_even_motion() -> None:
    random, time = np.random.default_rng(1), np.arange(360) / 60
    noise = film_of(random.uniform(0, 255, (360, 64, 64)))
    ramp = film_of(np.broadcast_to((10.0 * time)[:, None, None], (360, 64, 64)))
    strobe = film_of(np.broadcast_to(255.0 * (np.arange(360) // 3 % 2)[:, None, None], (360, 64, 64)))
    assert looks.jerk(noise) == pytest.approx(1.73, abs=0.02) and looks.jerk(ramp) < 0.01
    assert looks.flicker(strobe) > 0.9 and looks.most_flashes(strobe) == 10 and looks.most_flashes(ramp) == 0
    pulse = np.exp(-(np.arange(360) % 37) / 6.0)
    r, lag, _ = looks.lock((np.arange(360) % 37 == 0).astype(float), np.roll(pulse, 2))
    assert r > 0.8 and lag == pytest.approx(33.3, abs=0.1)
