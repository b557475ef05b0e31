"""Laws of values asked for ahead of their time: heard at their frame, void once the parameter is set by hand."""

from __future__ import annotations

import numpy as np
import pytest
from small_stage import RATE, FakeLane, Stage, noise
from test_lane import CHAINS, lane_of

from rtxmodal.params import Parameter, Table
from rtxmodal.scene_file import load_scene
from rtxmodal.stage.ensemble import Ensemble
from rtxmodal.stage.memory import Timed
from rtxmodal.stage.programme import Programme
from rtxmodal.stage.schedule import Schedule, SoundClock
from rtxmodal.stage.shared import SoundStatus, TimedQueue
from rtxmodal.stage.show import Show

BLOCKS = 40


def timed(stage, name, value, frame):
    place = stage.table.index(name)
    stage.timed.append(Timed(frame, 1, place, int(stage.table.times_set[place]), value))


def first_change(stage, sound, heard):
    """The frame of the input from which on the output gain is not 1."""
    late = stage.timeline.delay + stage.latency
    return int(np.flatnonzero((heard[late:] != sound[:-late]).any(axis=1))[0])


@pytest.mark.parametrize("block_size", [64, 256, 512])
@pytest.mark.parametrize("frame", [2048, 2049, 2303, 2304, 5000])
def test_a_value_is_heard_from_its_very_frame_in_blocks_of_any_size(frame, block_size):
    stage, sound = Stage([FakeLane(latency=100)], block_size), noise(BLOCKS * 512)
    timed(stage, "output_gain", -20.0, frame)
    # the master's gain turns where the block of the input is cut, behind the lane
    heard = stage.play(sound, block_size)
    assert first_change(stage, sound, heard) == frame - 100


def test_two_values_in_one_block_and_one_that_is_late():
    stage, sound = Stage([FakeLane()]), noise(BLOCKS * 256)
    for name, value, frame in [("mute", 0.0, 3000), ("mute", 1.0, 2850), ("input_gain", -60.0, -100)]:
        timed(stage, name, value, frame)
    heard = stage.play(sound)[stage.timeline.delay + stage.latency :]
    assert np.abs(heard[2000:2840]).max() < 0.001 and stage.mixer.ensemble.value("mute", 9.0) == 0.0
    assert stage.mixer.ensemble.value("input_gain", 0.0) == -60.0


def test_a_value_stands_until_the_parameter_is_set_without_a_time():
    stage, sound = Stage([FakeLane()]), noise(100 * 256)
    timed(stage, "output_gain", -20.0, 2000)
    stage.play(sound[: 20 * 256])
    assert stage.mixer.ensemble.value("output_gain", 0.0) == -20.0
    stage.table.set("mute", 0.0)
    stage.play(sound[: 20 * 256])
    assert stage.mixer.ensemble.value("output_gain", 0.0) == -20.0
    stage.table.set("output_gain", -6.0)
    stage.play(sound[: 20 * 256])
    assert stage.mixer.ensemble.value("output_gain", 0.0) == -6.0


def test_a_value_is_void_once_its_parameter_was_set_by_hand_after_it_was_asked_for():
    stage, sound = Stage([FakeLane()]), noise(60 * 256)
    timed(stage, "output_gain", -20.0, 3000)
    stage.table.set("output_gain", -6.0)
    stage.play(sound)
    assert stage.mixer.ensemble.value("output_gain", 0.0) == -6.0


def test_a_value_for_another_scene_waits_for_it_or_is_forgotten():
    stage, sound = Stage([FakeLane()]), noise(20 * 256)
    stage.timed += [Timed(100, 0, 0, 99, -20.0), Timed(100, 2, 0, 99, -30.0)]
    stage.play(sound)
    assert stage.mixer.ensemble.value("output_gain", 9.0) == 0.0
    stage.mixer.ensemble, stage.generation = Ensemble([FakeLane()], stage.table, 2, RATE), 2
    stage.play(sound)
    assert stage.mixer.ensemble.value("output_gain", 9.0) == -30.0


@pytest.mark.parametrize("name", CHAINS)
def test_a_lane_cut_where_nothing_changes_gives_the_same_sound(name):
    sound = noise(100 * 256)
    lane, values = lane_of(*CHAINS[name](), wet=0.7)
    whole = np.concatenate([lane.process(block, values) for block in np.split(sound, 100)])
    lane.reset()
    rng, cut = np.random.default_rng(1), []
    for block in np.split(sound, 100):
        frames = sorted({int(frame) for frame in rng.integers(1, 256, rng.integers(0, 4))})
        cut.append(lane.process(block, values, [(frame, values) for frame in frames]))
    np.testing.assert_array_equal(np.concatenate(cut), whole)


class Main:
    """The main process's side, with a sound process that plays frame 0 at second 100."""

    def __init__(self):
        self.programme = Programme(Show(load_scene("default")))
        self.queue = TimedQueue.create(16)
        status = SoundStatus(position=48_000.0, sample_rate=48_000.0, heartbeat=101.0)
        self.schedule = Schedule(self.programme, self.queue.push, SoundClock(lambda: status))

    @property
    def table(self):
        return self.programme.now.table


@pytest.fixture
def main():
    made = Main()
    yield made
    made.queue.close()


def test_what_is_asked_for_reaches_the_worker_at_once_and_the_table_when_it_is_due(main):
    main.table.set("output_gain", -3.0)
    assert main.schedule.add("output_gain", "-90.5", 101.5, "me") == -90.0
    place = main.table.index("output_gain")
    assert main.queue.pull() == [Timed(72_000, 1, place, 1, -90.0)]
    assert main.schedule.due(101.4) == [] and main.table.value("output_gain") == -3.0
    assert main.schedule.due(101.6) == [("output_gain", -90.0, "me")] and main.table.value("output_gain") == -90.0
    assert main.table.times_set[place] == 1 and main.schedule.due(200.0) == []


def test_what_is_due_first_comes_first_and_a_set_in_between_voids_it(main):
    for value, when in [(0.3, 103.0), (0.2, 102.0), (0.2, 102.0)]:
        main.schedule.add("brightness", value, when, None)
    main.schedule.add("mute", "on", 103.0, None)
    assert [value for _, value, _ in main.schedule.due(102.5)] == [0.2, 0.2]
    main.table.set("brightness", 0.9)
    assert [name for name, *_ in main.schedule.due(104.0)] == ["mute"] and main.table.value("brightness") == 0.9


def test_no_press_of_a_trigger_is_lost_however_they_are_mixed(main):
    main.programme.now = main.programme.now._replace(table=Table([Parameter("flash", kind="trigger")]))
    assert [main.schedule.add("flash", given, 101.0 + given, None) for given in (1, 2, 0)] == [1.0, 2.0, 2.0]
    main.table.set("flash", None)
    main.schedule.due(200.0)
    assert main.table.value("flash") == 3.0


def test_what_waits_across_a_change_of_scene_is_asked_for_again_where_it_is_known(main):
    known = next(parameter.id for parameter in main.table if "/" in parameter.id)
    main.schedule.add("brightness", 0.5, 102.0, None)
    main.schedule.add(known, 0.5, 102.0, None)
    main.queue.pull()
    other = Table([Parameter("brightness")])
    other.set("brightness", 1.0)
    main.programme.now = main.programme.now._replace(table=other, generation=2)
    assert main.schedule.due(101.0) == [] and main.queue.pull() == [Timed(96_000, 2, 0, 1, 0.5)]
    assert main.schedule.due(103.0) == [("brightness", 0.5, None)]


def test_a_mistake_is_refused_when_it_is_made(main):
    with pytest.raises(KeyError):
        main.schedule.add("no_such", 1.0, 102.0, None)
    with pytest.raises(ValueError, match="number"):
        main.schedule.add("brightness", "loud", 102.0, None)
    assert main.queue.pull() == []


def test_the_clock_keeps_time_though_callbacks_come_late():
    rng, readings = np.random.default_rng(3), []
    clock = SoundClock(lambda: readings[-1])
    asked = []
    for beat in range(300):
        position = 1024.0 * beat
        readings.append(SoundStatus(position, RATE, heartbeat=50.0 + position / RATE + rng.exponential(0.002)))
        asked.append(clock.frame_at(60.0))
    late = np.array(asked[47:]) - 10 * RATE
    assert np.ptp(late) <= 0.0005 * RATE and np.abs(late).max() <= 0.0005 * RATE


def test_the_clock_follows_a_device_that_stood_still():
    readings = [SoundStatus(48_000.0, RATE, heartbeat=1.0)]
    clock = SoundClock(lambda: readings[-1])
    assert clock.frame_at(2.0) == 2 * RATE
    readings.append(SoundStatus(48_100.0, RATE, heartbeat=4.0))
    assert clock.frame_at(4.0) == 48_100
