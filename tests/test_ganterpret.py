"""Laws of GANterpretations, live, with a tiny generator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pictures import CLASSES, LATENT, NAMES, clicks, generator

from rtxmodal.lane import build_lanes
from rtxmodal.scene import LaneSpec, Scene, scene_table
from rtxmodal.stream.journey import FINISH_SECONDS, Journey, Push, travel
from rtxmodal.translators import Context, ganterpret
from rtxmodal.translators.ganterpret import Ganterpret, State
from rtxmodal.translators.generator import Generator, Point

RATE = 48_000
HOP = 800


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RTXMODAL_MODELS", str(tmp_path))
    generator(tmp_path)
    return tmp_path


@pytest.fixture
def player(folder: Path) -> Ganterpret:
    return ganterpret.create(Context(RATE, "cpu"))


def defaults(player: Ganterpret, **changed: float) -> dict[str, float]:
    return {parameter.id: parameter.default for parameter in player.card.parameters} | changed


def play(
    player: Ganterpret, sound: np.ndarray, values: Mapping[str, float] | None = None, state: State | None = None
) -> tuple[list[np.ndarray], list[State]]:
    """Every new picture, and the state after every hop."""
    state = player.start() if state is None else state
    pictures, states = [], []
    for start in range(0, len(sound) - HOP + 1, HOP):
        picture, state = player.translate(sound[start : start + HOP], values or defaults(player), state)
        states.append(state)
        if picture is not None:
            pictures.append(picture)
    return pictures, states


def motion(pictures: list[np.ndarray]) -> float:
    """Mean change from picture to picture, grey levels."""
    return float(np.mean([np.abs(a.astype(float) - b).mean() for a, b in zip(pictures, pictures[1:], strict=False)]))


def test_the_card_takes_sound_at_any_rate_and_offers_the_classes_by_name(folder: Path) -> None:
    for rate, hop in ((44_100, 735), (48_000, 800), (96_000, 1600)):
        card = ganterpret.card(Context(rate))
        assert (card.takes, card.gives, card.sample_rate) == ("sound", "picture", 0)
        assert card.stream is not None and card.stream.hop_size == hop
    assert next(p for p in card.parameters if p.id == "next_class").options == ("random", *NAMES)
    assert [p.id for p in card.parameters].count("truncation") == 1


def test_music_moves_the_picture_and_silence_stops_it_within_a_second(player: Ganterpret) -> None:
    moving, states = play(player, clicks(6.0))
    silent = np.zeros((3 * RATE, 1), np.float32)
    _, after = play(player, silent[:RATE], state=states[-1])
    still, _ = play(player, silent, state=after[-1])
    assert motion(moving) > 1.0
    in_silence = motion([moving[-1], *still]) * len(still) / 90  # pictures that did not come did not move
    assert in_silence < 0.1 * motion(moving)


def test_the_picture_moves_most_when_a_sound_begins(player: Ganterpret) -> None:
    _, states = play(player, clicks(10.0))
    drive = np.array([state.hearing.envelopes[0] for state in states]).reshape(-1, 30)[4:]  # a row a click
    assert (drive.argmax(axis=1) <= 2).all()
    assert (drive[:, -1] < 0.25 * drive.max(axis=1)).all()


def test_a_kick_makes_one_wave_of_the_drive(player: Ganterpret) -> None:
    _, states = play(player, clicks(10.0))
    drive = np.array([state.hearing.envelopes[0] for state in states])[240:]
    reversals = np.count_nonzero(np.diff(np.sign(np.diff(drive))))
    assert reversals / 6.0 <= 3 * 2.0  # M1: at most three a beat


def test_hum_after_quiet_music_moves_nothing(player: Ganterpret) -> None:
    _, states = play(player, 0.02 * clicks(4.0, per_second=20.0))
    assert states[-1].hearing.envelopes[0] > 0.02
    hum = 0.0008 * np.random.default_rng(0).standard_normal((2 * RATE, 1)).astype(np.float32)  # -62 dBFS
    _, after = play(player, hum, state=states[-1])
    assert after[-1].hearing.envelopes.max() < 1e-3


def test_the_same_sound_gives_the_same_pictures(player: Ganterpret, folder: Path) -> None:
    again = ganterpret.create(Context(RATE, "cpu"))
    first, second = play(player, clicks(3.0))[0], play(again, clicks(3.0))[0]
    assert len(first) == len(second) > 60
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("size", [1, 333, 4096])
def test_blocks_of_any_size_give_the_same_pictures(folder: Path, size: int) -> None:
    scene = Scene("", "test", (LaneSpec("eyes", "mix", ("ganterpret",), "window"),))
    context = Context(44_100, "cpu")
    table = scene_table(scene, context)
    sound = np.repeat(clicks(0.7 if size == 1 else 2.0, 44_100), 2, axis=1)

    def shown(size: int) -> list[tuple[int, bytes]]:
        (lane,) = build_lanes(scene, table, context, 0, ("window",))
        made = [
            one for start in range(0, len(sound), size) for one in lane.show(sound[start : start + size], table.values)
        ]
        return [(one.frame, one.picture.tobytes()) for one in made]

    assert shown(size) == shown(len(sound))


def test_going_through_sound_without_painting_leaves_the_same_state(folder: Path) -> None:
    scene = Scene("", "test", (LaneSpec("eyes", "mix", ("ganterpret",), "window"),))
    context = Context(RATE, "cpu")
    table = scene_table(scene, context)
    sound = np.repeat(clicks(3.0), 2, axis=1)
    painted, skimmed = (build_lanes(scene, table, context, 0, ("window",))[0] for _ in range(2))
    painted.show(sound[:RATE], table.values)
    assert skimmed.skim(sound[:RATE], table.values) == []
    a, b = painted.show(sound[RATE:], table.values), skimmed.show(sound[RATE:], table.values)
    assert [(one.frame, one.picture.tobytes()) for one in a] == [(one.frame, one.picture.tobytes()) for one in b]


def test_a_future_sound_never_changes_a_past_picture(player: Ganterpret) -> None:
    sound = clicks(4.0)
    other = sound.copy()
    other[2 * RATE :] = 0.0
    whole, cut = play(player, sound)[0], play(player, other)[0]
    before = len(play(player, sound[: 2 * RATE])[0])
    assert all(np.array_equal(a, b) for a, b in zip(whole[:before], cut[:before], strict=True))


def test_the_ends_of_the_way_are_the_pictures_of_the_points(player: Ganterpret) -> None:
    values = defaults(player, wander=0.0, react=0.0)
    start = player.start()
    for alpha, end, label in ((0.0, 0, start.journey.here), (1.0, 1, start.journey.there)):
        state = replace(start, journey=replace(start.journey, alpha=alpha))
        point = Point(start.ends[end], np.eye(CLASSES)[label], np.zeros((6, 8)))
        made = player._generator.paint(player._point(state, values), values)
        assert np.array_equal(made, player._generator.paint(point, values))


def test_alpha_never_goes_back_within_a_way_and_no_step_is_a_jump(player: Ganterpret) -> None:
    _, states = play(player, clicks(20.0))
    journeys = [state.journey for state in states]
    for a, b in zip(journeys, journeys[1:], strict=False):
        step = b.alpha - a.alpha if b.index == a.index else b.alpha + 1.0 - a.alpha
        assert 0.0 <= step <= 1.0 / (60 * FINISH_SECONDS) + 1e-9
    assert journeys[-1].index >= 5


def test_classes_follow_the_queue_and_then_the_seed(folder: Path) -> None:
    context = Context(RATE, "cpu", {"classes": ["grey", "blue", 0]})
    player = ganterpret.create(context)
    _, states = play(player, clicks(16.0))
    passed = {state.journey.index: state.journey.here for state in states}
    assert [passed[index] for index in range(3)] == [3, 2, 0]
    order = [passed[index] for index in sorted(passed)]
    assert len(order) > 5 and all(a != b for a, b in zip(order, order[1:], strict=False))


def test_next_goes_on_even_when_held_and_in_silence(player: Ganterpret) -> None:
    silence = np.zeros((RATE, 1), np.float32)
    held = defaults(player, hold=1.0)
    _, states = play(player, clicks(4.0), held)
    assert states[-1].journey == replace(states[0].journey, angle=states[-1].journey.angle)
    _, states = play(player, silence, held | {"next": 1.0, "next_class": 2.0}, states[-1])
    assert states[-1].journey.index == 1
    assert states[-1].journey.there == NAMES.index("green")


def test_fixed_layout_moves_only_the_classes(player: Ganterpret) -> None:
    _, states = play(player, clicks(6.0), defaults(player, z_mode=0.0))
    start = player.start().ends[0]
    first_way = states[-1].journey.index
    assert first_way >= 2
    assert np.array_equal(states[-1].ends[0], states[-1].ends[1]) and np.array_equal(states[-1].ends[1], start)


def test_noise_and_infinite_silence_and_full_scale_stay_finite(player: Ganterpret) -> None:
    random = np.random.default_rng(0)
    for sound in (
        random.standard_normal((RATE, 1)),
        np.ones((RATE, 1)),
        np.zeros((RATE, 1)),
        1e-20 * np.ones((RATE, 1)),
    ):
        _, states = play(player, sound.astype(np.float32))
        assert np.isfinite(states[-1].hearing.envelopes).all() and np.isfinite(states[-1].journey.alpha)


def test_a_generator_without_styles_plays_too(folder: Path) -> None:
    generator(folder, "plain", styles=False)
    player = ganterpret.create(Context(RATE, "cpu", {"generator": "plain"}))
    assert motion(play(player, clicks(3.0))[0]) > 0.5


def test_what_is_missing_is_said(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="generator must be a model that takes latent .tiny-generator., got 'none'"):
        ganterpret.card(Context(RATE, options={"generator": "none"}))
    with pytest.raises(ValueError, match="classes must be among red, green, blue, grey, got 'pink'"):
        ganterpret.create(Context(RATE, "cpu", {"classes": ["pink"]}))
    with pytest.raises(ValueError, match="pictures_per_second must be one of"):
        ganterpret.create(Context(RATE, "cpu", {"pictures_per_second": 25}))
    monkeypatch.setenv("RTXMODAL_MODELS", str(tmp_path / "empty"))
    with pytest.raises(ValueError, match="must have a picture generator, got none"):
        ganterpret.card(Context(RATE))


def test_the_generator_reads_its_own_sizes(folder: Path) -> None:
    path = folder / "tiny-generator.onnx"
    _, card = ganterpret.find_generator(Context(RATE))
    made = Generator(path, card, "cpu")
    assert (made.latent_size, made.class_count, made.style_count, made.style_size) == (LATENT, CLASSES, 6, 8)


def test_energy_takes_a_way_as_long_as_ways_usually_take() -> None:
    journey, hops = Journey(expected=1.2), 0
    while journey.alpha < 1.0:
        _, journey = travel(journey, Push(1 / 60, 0.5, 0.5, turned=False))
        hops += 1
    assert hops == pytest.approx(1.2 / 0.5 * 60, abs=1)


def test_music_without_turns_goes_on_after_two_ways_of_waiting() -> None:
    journey, arrived, hops = Journey(expected=1.0), False, 0
    while not arrived:
        arrived, journey = travel(journey, Push(1 / 60, 1.0, 1.0, turned=False))
        hops += 1
        assert hops < 200
    assert hops == pytest.approx(120, abs=3)
    assert (journey.index, journey.alpha) == (1, 0.0)
