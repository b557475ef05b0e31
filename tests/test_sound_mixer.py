"""Laws of the worker's step: lanes that fail, notes, parameters, changes of scene."""

from __future__ import annotations

import time

import numpy as np
import pytest
from small_stage import RATE, FakeLane, Stage, bend, click_db, music, noise, table

from rtxmodal.notes import NoteEvent
from rtxmodal.stage.ensemble import Ensemble
from rtxmodal.stage.loader import Feeder


@pytest.mark.parametrize("poison", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("block_size", [64, 256])
def test_a_lane_that_is_not_finite_is_silent_counted_and_comes_back(poison, block_size):
    lane, sound = FakeLane(latency=100), music(400 * block_size)
    stage = Stage([lane], block_size)
    before = stage.play(sound[: 100 * block_size], block_size)
    lane.poison = poison
    during = stage.play(sound[100 * block_size : 110 * block_size], block_size)
    lane.poison = None
    after = stage.play(sound[110 * block_size :], block_size)
    heard = np.concatenate([before, during, after])
    late = stage.timeline.delay + stage.latency
    assert np.isfinite(heard).all() and stage.mixer.faults == 10 and lane.resets == 11
    assert not heard[104 * block_size + 200 : 110 * block_size].any()
    back = 116 * block_size + 400
    assert np.array_equal(heard[back:], sound[back - late : len(heard) - late])
    assert click_db(heard, sound) <= 1.5


def test_a_lane_that_raises_falls_silent_alone():
    good, bad = FakeLane(name="lane_1"), FakeLane(name="lane_2")
    stage, sound = Stage([good, bad]), noise(100 * 256)
    bad.error = RuntimeError("the graph fell over")
    heard = stage.play(sound)
    late = stage.timeline.delay + stage.latency
    assert np.array_equal(heard[late:], sound[:-late])
    assert stage.mixer.faults == 100
    assert "lane_2" in stage.mixer.ensemble.strips[1].error and "fell over" in stage.mixer.ensemble.strips[1].error


def test_a_note_sounds_at_its_frame_a_late_one_at_once_and_one_of_another_clock_too():
    stage = Stage([FakeLane("keys")])
    stage.notes = [
        NoteEvent(1000, "on", 60, 127 * 0.25),
        NoteEvent(-50, "on", 61, 127 * 0.5),
        NoteEvent(RATE * 900, "on", 62, 127 * 0.125),
    ]
    heard = stage.play(np.zeros((20 * 256, 2), np.float32))[stage.timeline.delay + stage.latency :]
    assert heard[1000, 0] == 0.25 and set(np.flatnonzero(heard[:, 0])) <= {0, 255, 1000}
    assert heard[0, 0] == 0.5 and heard[255, 0] == 0.125


def test_a_lane_from_the_mix_hears_the_block_before():
    stage = Stage([FakeLane(), FakeLane("mix", gain=0.5, name="lane_2")], limiter=0)
    pulse = np.zeros((20 * 256, 2), np.float32)
    pulse[300] = 0.5
    heard = stage.play(pulse)[stage.timeline.delay :]
    first = 300 + stage.mixer.master.latency
    echoes = [first + n * (256 + stage.mixer.master.latency) for n in range(4)]
    assert heard[echoes, 0].tolist() == [0.5, 0.25, 0.125, 0.0625]


def test_faders_move_the_sound_without_a_step():
    stage, time = Stage([FakeLane()]), np.arange(200 * 256) / RATE
    tone = (0.3 * np.sin(2 * np.pi * 1000 * time)).astype(np.float32)[:, None].repeat(2, axis=1)
    heard = [stage.play(tone[: 50 * 256])]
    for place, (name, value) in enumerate([("output_gain", -20.0), ("mute", 1.0), ("mute", 0.0)]):
        stage.table.set(name, value)
        heard.append(stage.play(tone[(50 + 50 * place) * 256 : (100 + 50 * place) * 256]))
    assert bend(np.concatenate(heard)[1000:]) <= 1.1 * bend(tone)
    assert not heard[2][20 * 256 :].any() and np.abs(heard[3][-256:]).max() == pytest.approx(0.03, rel=0.02)


def test_values_for_another_scene_are_not_used():
    stage, sound = Stage([FakeLane()]), noise(60 * 256)
    stage.mixer._vector = lambda: np.concatenate([[2], np.full(len(stage.table), -60.0)])
    heard = stage.play(sound)
    late = stage.timeline.delay + stage.latency
    assert np.array_equal(heard[late:], sound[:-late])


def test_panic_starts_every_lane_again_without_a_click():
    lane, sound = FakeLane(latency=400), music(200 * 256)
    stage = Stage([lane])
    heard = [stage.play(sound[: 100 * 256])]
    stage.notes = [NoteEvent(10**6, "on", 60, 100.0)]
    stage.mixer.panic()
    heard.append(stage.play(sound[100 * 256 :]))
    assert lane.resets == 2 and click_db(np.concatenate(heard), sound) <= 1.5
    late = stage.timeline.delay + stage.latency
    assert np.array_equal(heard[1][20 * 256 :], sound[120 * 256 - late : -late])


@pytest.mark.parametrize("latency", [0, 1500])
def test_a_new_scene_crosses_in_without_a_miss_or_a_click_fed_to_the_very_block(latency):
    old, new = FakeLane(latency=100), FakeLane(latency=latency, gain=0.5)
    stage, sound = Stage([old]), music(600 * 256)
    heard = [stage.play(sound[: 200 * 256])]
    ensemble = Ensemble([new], table(), 1, RATE)
    feeder = Feeder(stage.mixer, ensemble, stage.mixer._vector)
    adopted = None
    for n in range(200, 600):
        if adopted is None and feeder.advance():
            adopted = n
        heard.append(stage.callback(sound[n * 256 : (n + 1) * 256]))
    heard = np.concatenate(heard)
    late = stage.timeline.delay + latency + stage.mixer.master.latency
    assert adopted is not None and adopted < 210 and stage.timeline.misses == 0
    assert stage.mixer.retired.get_nowait().strips[0].lane is old
    back = (adopted + 10) * 256
    assert np.array_equal(heard[back:], 0.5 * sound[back - late : -late])
    assert click_db(heard, sound) <= 1.5


class Keys(FakeLane):
    """Also keeps the pitches that it is told."""

    def __init__(self):
        super().__init__("keys", name="lane_2")
        self.struck = []

    def process(self, block, values, turns=()):
        self.struck += [event.number for event in block.events if event.kind == "on"]
        return super().process(block, values, turns)


def test_lanes_that_do_not_run_rest_and_come_back_new_with_the_keys_that_are_held():
    lane, keys = FakeLane(latency=300), Keys()
    stage, sound = Stage([lane, keys]), music(400 * 256)
    stage.notes = [NoteEvent(10, "on", 60, 1e-3)]
    heard = [stage.play(sound[: 100 * 256])]
    stage.table.set("run", 0.0)
    heard.append(stage.play(sound[100 * 256 : 200 * 256]))
    assert not heard[1][30 * 256 :].any() and lane.resets == 2
    lane.error = AssertionError("a lane that rests is not called")
    heard.append(stage.play(sound[200 * 256 : 210 * 256]))
    assert stage.mixer.faults == 0
    lane.error = None
    kept, other = stage.mixer.ensemble, FakeLane()
    stage.mixer.ensemble = Ensemble([other], stage.table, 1, RATE)
    stage.play(np.zeros((4 * 256, 2), np.float32))
    assert other.resets == 2, "one that comes meanwhile begins new as well"
    stage.mixer.ensemble = kept
    stage.table.set("run", 1.0)
    assert keys.struck == [60]
    heard.append(stage.play(sound[210 * 256 : 211 * 256]))
    assert keys.struck == [60, 60], "what is held is struck again in the first block"
    heard.append(stage.play(sound[211 * 256 :]))
    late = stage.timeline.delay + stage.latency
    assert np.array_equal(heard[4][40 * 256 :], sound[251 * 256 - late : -late])
    assert click_db(np.concatenate(heard), sound) <= 1.5 and keys.struck == [60, 60]


def test_a_crossfade_takes_the_time_that_is_asked_for():
    old, new = FakeLane(gain=1.0), FakeLane(gain=0.0)
    stage, tone = Stage([old]), np.tile(np.array([[0.5], [-0.5]], np.float32), (200 * 256, 2))
    heard, adopted = [stage.play(tone[: 100 * 256])], False
    feeder = Feeder(stage.mixer, Ensemble([new], table(), 1, RATE), stage.mixer._vector, fade=0.5)
    for n in range(100, 400):
        adopted = adopted or feeder.advance()
        heard.append(stage.callback(tone[n * 256 : (n + 1) * 256]))
    level = np.abs(np.concatenate(heard)[:, 0]) / 0.5
    begins = 100 * 256 + np.flatnonzero(level[100 * 256 :] < 0.999)[0]
    ends = np.flatnonzero(level > 0.001)[-1]
    assert (ends - begins) / RATE == pytest.approx(0.5, abs=0.03)
    assert level[(begins + ends) // 2] == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize(
    "works, looks",
    [
        (lambda n: n % 3 == 0, lambda n: True),
        (lambda n: n % 3 == 0, lambda n: n % 3 == 0),  # whenever an offer is made, the worker is behind
        (lambda n: n % 4 < 2, lambda n: n % 5 == 0),
        (lambda n: n < 41 or n > 60, lambda n: True),  # the worker skips the block for which the offer was made
    ],
)
def test_a_scene_fed_beside_a_worker_that_stumbles_is_still_adopted_at_the_very_frame(works, looks):
    stage, sound = Stage([FakeLane()]), noise(300 * 256)
    feeder = Feeder(stage.mixer, Ensemble([FakeLane(latency=900, gain=0.5)], table(), 1, RATE), stage.mixer._vector)
    heard, adopted = [], None
    for n in range(300):
        if adopted is None and n > 40 and looks(n) and feeder.advance():
            adopted = n
        heard.append(stage.callback(sound[n * 256 : (n + 1) * 256], works=n > 200 or works(n)))
    late = stage.timeline.delay + 900 + stage.mixer.master.latency
    assert adopted is not None and adopted < 180
    assert np.array_equal(np.concatenate(heard)[220 * 256 :], 0.5 * sound[220 * 256 - late : -late])
    behind = np.concatenate(heard)[(adopted + 12) * 256 : 200 * 256]
    want = 0.5 * sound[(adopted + 12) * 256 - late : 200 * 256 - late]
    assert (behind == want).all(axis=1).mean() > 0.15  # where the worker was in time, from the first second on


def test_a_scene_that_is_fed_slower_than_the_input_comes_is_adopted_all_the_same():
    stage, sound = Stage([FakeLane()]), noise(1200 * 256)
    stage.play(sound[: 50 * 256])
    came = [50]

    class Slow(FakeLane):
        def process(self, block, values, turns=()):
            for _ in range(2 if stage.mixer.ensemble.generation == 0 else 0):  # two blocks come while one is fed
                stage.callback(sound[came[0] * 256 : (came[0] + 1) * 256])
                came[0] += 1
            return super().process(block, values, turns)

    stage.mixer.ensemble.generation = 0
    feeder = Feeder(stage.mixer, Ensemble([Slow(gain=0.5)], table(), 1, RATE), stage.mixer._vector)
    while not feeder.advance() and came[0] < 1100:
        stage.callback(sound[came[0] * 256 : (came[0] + 1) * 256])
        came[0] += 1
    assert stage.mixer.ensemble.generation == 1 and came[0] < 1100


def test_levels_and_load_are_told():
    stage = Stage([FakeLane()], output_gain=-6.0)
    stage.play(noise(200 * 256, level=0.5))
    meters = stage.mixer.meters
    assert meters.peak_in == pytest.approx(0.5, rel=0.1) and meters.peak_out == pytest.approx(0.25, rel=0.1)
    assert 0 < meters.load()[0] <= meters.load()[1]


def test_a_scene_that_is_asked_for_at_a_time_is_fed_before_and_not_heard_sooner():
    stage, sound = Stage([FakeLane()]), music(400 * 256)
    new = FakeLane(gain=0.5)
    begin = time.monotonic() + 0.2
    feeder = Feeder(stage.mixer, Ensemble([new], table(), 1, RATE), stage.mixer._vector, begin)
    for n in range(20):
        assert not feeder.advance()
        stage.callback(sound[n * 256 : (n + 1) * 256])
    assert stage.mixer.offers.empty()
    time.sleep(max(0.0, begin - time.monotonic()))
    feeder.advance()
    stage.callback(sound[:256])
    assert stage.mixer.ensemble.strips[0].lane is new
