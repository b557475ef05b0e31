"""Paths of keys: each key its own, chords are sums, velocity is radius, the pedal holds, silence is still."""

from __future__ import annotations

import numpy as np
import pytest
from tiny import latent_model

from rtxmodal.notes import NoteEvent, Notes
from rtxmodal.stream.envelope import Envelopes, Shape
from rtxmodal.translators import Context, create
from rtxmodal.translators.generator import HOPS_PER_SECOND

SHAPE = Shape(0.1, 0.2, 0.5, 0.3)
SECONDS = 1.0 / HOPS_PER_SECOND


def keys(*numbers):
    found = np.zeros(128, bool)
    found[list(numbers)] = True
    return found


def after(seconds, held, envelopes, struck=None, shape=SHAPE):
    for hop in range(round(seconds / SECONDS)):
        envelopes = envelopes.step(struck if hop == 0 and struck is not None else keys(), held, SECONDS, shape)
    return envelopes


def test_an_envelope_rises_falls_to_what_is_held_and_ends_at_nothing():
    risen = after(0.1, keys(60), Envelopes.start(), keys(60))
    assert risen.height[60] == pytest.approx(1.0, abs=0.05) and risen.height.sum() == risen.height[60]
    held = after(2.0, keys(60), risen)
    assert held.height[60] == pytest.approx(0.5, abs=0.01)
    assert after(4.0, keys(), held).height[60] == 0.0


def test_a_key_let_go_at_once_still_rises_to_its_top():
    heights = [after(seconds, keys(), Envelopes.start(), keys(60)).height[60] for seconds in (0.05, 0.1, 0.4)]
    assert heights[1] > 0.95 > heights[0] and 0.0 < heights[2] < heights[1]


def test_a_key_struck_again_rises_from_where_it_is():
    held = after(1.0, keys(60), Envelopes.start(), keys(60))
    assert held.step(keys(60), keys(60), SECONDS, SHAPE).height[60] > held.height[60] > 0.4


@pytest.fixture(scope="module")
def paths():
    return create("keypaths", Context(48_000))


class Player:
    """Plays hops and keeps what was painted from."""

    def __init__(self, translator, **turned):
        self.translator = translator
        self.values = {p.id: p.default for p in translator.card.parameters} | {"motion": 0.0} | turned
        self.state, self.pictures = translator.start(), []

    def play(self, seconds, *events):
        for hop in range(round(seconds * HOPS_PER_SECOND)):
            window = Notes(tuple(events) if hop == 0 else (), 800)
            picture, self.state = self.translator.translate(window, self.values, self.state)
            if picture is not None:
                self.pictures.append(picture)
        return self

    @property
    def point(self):
        return self.translator._point(self.state, self.values)


def on(key, velocity=100.0):
    return NoteEvent(0, "on", key, velocity)


def off(key):
    return NoteEvent(0, "off", key)


def test_a_chord_is_the_sum_of_its_keys_paths(paths):
    rest = Player(paths, radius=0.2).play(0.2).point.latent
    alone = [Player(paths, radius=0.2).play(0.2, on(key)).point.latent - rest for key in (60, 64)]
    both = Player(paths, radius=0.2).play(0.2, on(60), on(64)).point.latent - rest
    assert np.abs(both - sum(alone)).max() < 0.1 * np.abs(both).max()
    assert abs(np.corrcoef(alone)[0, 1]) < 0.5


def test_velocity_is_the_radius(paths):
    rest = Player(paths, radius=0.5).play(0.2).point.latent
    ways = [Player(paths, radius=0.5).play(0.2, on(60, v)).point.latent - rest for v in (30.0, 60.0, 120.0)]
    far = [float(np.linalg.norm(way)) for way in ways]
    assert far[1] / far[0] == pytest.approx(2.0, rel=0.1) and far[2] / far[1] == pytest.approx(2.0, rel=0.15)


def test_tones_have_classes_of_their_own_and_octaves_share_them(paths):
    places = [Player(paths).play(0.6, on(key)).point.classes for key in (60, 48, 67)]
    assert places[0].argmax() == places[1].argmax() != places[2].argmax()
    chord = Player(paths).play(0.6, on(60), on(67)).point.classes
    assert set(np.argsort(chord)[-2:]) == {places[0].argmax(), places[2].argmax()}
    assert Player(paths, note_map=0.0).play(0.6, on(67)).point.classes.argmax() == 4
    assert all(abs(place.sum() - 1.0) < 1e-6 for place in (*places, chord))


def test_the_picture_is_still_in_silence_and_moves_with_the_envelope(paths):
    player = Player(paths, motion=0.3).play(1.0)
    resting = len(player.pictures)
    player.play(1.0)
    assert len(player.pictures) == resting
    player.play(0.5, on(60), on(64), on(67))
    assert len(player.pictures) > resting + 10
    player.play(12.0, off(60), off(64), off(67))
    ended = len(player.pictures)
    player.play(1.0)
    assert len(player.pictures) == ended


def test_notes_light_the_picture_and_the_pedal_keeps_it_lit(paths):
    player = Player(paths, glow=1.0, release=200.0).play(0.1)
    dark = player.pictures[-1].mean()
    lit = player.play(0.4, NoteEvent(0, "control", 64, 127.0), on(60), on(67)).pictures[-1].mean()
    kept = player.play(1.0, off(60), off(67)).pictures[-1].mean()
    gone = player.play(3.0, NoteEvent(0, "control", 64, 0.0)).pictures[-1].mean()
    assert lit > 3.0 * max(1.0, dark) and kept > 0.4 * lit and gone < 0.4 * lit


def test_a_held_chord_goes_on_moving(paths):
    player = Player(paths, motion=0.4).play(2.0, on(60), on(64))
    before = player.point.latent
    assert np.linalg.norm(player.play(0.5).point.latent - before) > 0.2 * np.linalg.norm(before)


def test_any_generator_will_do_without_classes_and_styles(tmp_path, monkeypatch):
    latent_model(tmp_path / "grey.onnx")
    monkeypatch.setenv("RTXMODAL_MODELS", str(tmp_path))
    player = Player(create("keypaths", Context(48_000))).play(0.3, on(60))
    assert player.pictures[-1].shape == (16, 16, 3)


def test_a_flood_of_keys_stays_within_what_the_generator_knows(paths):
    player = Player(paths, radius=2.0).play(0.5, *(on(key, 127.0) for key in range(128)))
    assert np.isfinite(player.point.latent).all()
    assert np.linalg.norm(player.point.latent) <= 1.26 * paths._generator.latent_size**0.5
