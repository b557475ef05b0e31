"""Laws of pictures on the beat: points are reached when a beat, a bar or a chord begins."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pictures import clicks, generator

from rtxmodal.render import Job, render
from rtxmodal.rendered import Output
from rtxmodal.scene import LaneSpec, Scene
from rtxmodal.stream.journey import Journey, Push, travel
from rtxmodal.stream.pulse import CHORD_SECONDS, POINTS, PULSE, Bass, Count
from rtxmodal.translators import Context, ganterpret

RATE, HOP = 48_000, 800


def told(beat: float = 0.0, bar: float = 4.0, strikes: float = 0.0) -> dict[str, float]:
    return dict(zip(PULSE, (beat, bar, strikes), strict=False))


def starts(by: str, values: list[dict[str, float]], seconds: float = 0.01) -> list[int]:
    count, found = Count(), []
    for place, value in enumerate(values):
        began, _, count = count.look(value, by, seconds)
        found += [place] * began
    return found


def test_beats_begin_at_whole_numbers_and_bars_at_whole_bars():
    beats = [told(beat=0.25 * n, bar=3.0) for n in range(26)]
    assert starts("beat", beats) == [4, 8, 12, 16, 20, 24]
    assert starts("bar", beats) == [12, 24]
    assert starts("notes", beats) == starts("sound", beats) == []


def test_a_clock_that_trembles_about_a_beat_begins_it_once():
    assert starts("beat", [told(beat=beat) for beat in (0.98, 1.001, 0.999, 1.002, 0.9999, 1.1)]) == [1]


def test_a_song_that_jumps_back_begins_where_it_jumps_to():
    assert starts("beat", [told(beat=beat) for beat in (8.1, 8.2, 2.3, 2.4, 3.1)]) == [2, 4]


def test_how_far_a_beat_has_gone_is_told_from_0_to_1():
    count = Count()
    for beat in np.linspace(0.0, 8.0, 100):
        _, along, count = count.look(told(beat=float(beat), bar=4.0), "bar", 0.01)
        assert along is not None and 0.0 <= along < 1.0
        assert along == pytest.approx(beat / 4 % 1.0, abs=1e-9)


def test_the_keys_of_a_chord_are_one_beginning():
    struck = [told(strikes=n) for n in (0, 1, 2, 3, 3, 3)]
    assert starts("notes", struck) == [1]
    assert starts("notes", struck, seconds=2 * CHORD_SECONDS) == [1, 2, 3]


def test_a_journey_that_keeps_time_arrives_on_the_beat_and_never_goes_back_between():
    journey, arrivals, alphas = Journey(), [], []
    count = Count()
    for hop in range(240):  # at 120 beats a minute, 60 hops a second: a beat is 30 hops
        began, along, count = count.look(told(beat=hop / 30), "beat", 1 / 60)
        arrived, journey = travel(journey, Push(1 / 60, 0.0, 0.0, began, along=along))
        arrivals += [hop] * arrived
        alphas.append(journey.alpha)
    assert arrivals == list(range(30, 240, 30))
    steps = np.diff(alphas)
    assert (steps[np.arange(239) % 30 != 29] >= 0).all() and max(alphas) > 0.9


@pytest.fixture
def player(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ganterpret.Ganterpret:
    monkeypatch.setenv("RTXMODAL_MODELS", str(tmp_path))
    generator(tmp_path)
    return ganterpret.create(Context(RATE, "cpu"))


def points_reached(player: ganterpret.Ganterpret, by: str, beat_of, strikes_of, sound: np.ndarray) -> list[int]:
    values = {parameter.id: parameter.default for parameter in player.card.parameters} | {"points": POINTS.index(by)}
    state, reached = player.start(), []
    for hop in range(len(sound) // HOP):
        before = state.journey.index
        window = sound[hop * HOP : (hop + 1) * HOP]
        state = player.advance(window, values | told(beat=beat_of(hop), strikes=strikes_of(hop)), state)
        reached += [hop] * (state.journey.index - before)
    return reached


def test_pictures_change_on_the_beat_even_in_silence_and_stand_while_the_beat_stands(player):
    silence = np.zeros((4 * RATE, 1), np.float32)
    assert points_reached(player, "beat", lambda hop: hop / 30, lambda hop: 0, silence) == list(range(30, 240, 30))
    assert points_reached(player, "bar", lambda hop: hop / 30, lambda hop: 0, silence) == [120]
    assert points_reached(player, "beat", lambda hop: 7.5, lambda hop: 0, clicks(4.0)) == []


def test_pictures_set_out_when_keys_are_struck(player):
    silence = np.zeros((4 * RATE, 1), np.float32)
    reached = points_reached(player, "notes", lambda hop: 0.0, lambda hop: hop // 60, clicks(4.0))
    assert all(0 <= hop % 60 < 20 for hop in reached) and len(reached) == 3
    assert points_reached(player, "notes", lambda hop: 0.0, lambda hop: 0, silence) == []


@pytest.mark.parametrize("plays", [0, 1])
def test_a_rendered_scene_keeps_the_beat_of_its_tempo_while_it_plays(tmp_path, monkeypatch, plays):
    import soundfile

    monkeypatch.setenv("RTXMODAL_MODELS", str(tmp_path))
    generator(tmp_path)
    soundfile.write(tmp_path / "silence.wav", np.zeros((2 * RATE, 2)), RATE)
    lane = LaneSpec("eyes", "mix", ("ganterpret",), "window", values={"points": "beat", "react": 0.0, "wander": 0.0})
    values = {"transport/play": plays, "transport/tempo": 240.0}
    pictures = []
    for name in ("a.png", "b.png"):
        seconds = 0.3 if name == "a.png" else 1.9
        render(
            Job(Scene("", "", (lane,)), tmp_path / "silence.wav", Output(tmp_path / name), "cpu", values, seconds),
            lambda done, all_of_it: None,
        )
        pictures.append((tmp_path / name).read_bytes())
    assert (pictures[0] != pictures[1]) == bool(plays)


@pytest.mark.parametrize("piece", [64, 256, 800])
def test_the_bass_rises_with_a_kick_falls_in_between_and_is_still_in_silence_and_under_cymbals(piece):
    time = np.arange(4 * RATE) / RATE
    beat = time % 0.5
    kick = 0.8 * np.sin(2 * np.pi * 60.0 * time) * np.exp(-beat / 0.06)
    hiss = 0.1 * np.diff(np.random.default_rng(0).standard_normal(len(time) + 1))

    def heard(sound):
        bass = Bass(RATE)
        pieces = np.repeat(sound[: len(sound) // piece * piece, None], 2, axis=1).reshape(-1, piece, 2)
        return np.array([bass.hear(one.astype(np.float32)) for one in pieces])

    levels = heard(kick + hiss)
    places = np.arange(len(levels)) * piece / RATE % 0.5
    late = np.arange(len(levels)) > len(levels) // 2
    assert levels[late & (places > 0.03) & (places < 0.1)].mean() > 3.0 * levels[late & (places > 0.4)].mean()
    assert levels.max() <= 1.0
    assert heard(np.zeros(RATE)).max() == 0.0


def test_a_hum_below_the_gate_is_no_bass_even_after_kicks():
    time = np.arange(6 * RATE) / RATE
    kicks = 0.8 * np.sin(2 * np.pi * 60.0 * time) * np.exp(-(time % 0.5) / 0.06) * (time < 3.0)
    hum = 1e-3 * np.sin(2 * np.pi * 60.0 * time) * (time >= 3.0)
    bass = Bass(RATE)
    pieces = np.repeat((kicks + hum)[:, None], 2, axis=1).astype(np.float32).reshape(-1, HOP, 2)
    levels = [bass.hear(piece) for piece in pieces]
    assert max(levels[: 3 * RATE // HOP]) > 0.5 and max(levels[5 * RATE // HOP :]) < 1e-3
