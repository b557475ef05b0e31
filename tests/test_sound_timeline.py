"""Laws of the sound stage's time: latency, misses, stalls. No thread, no process, no device; every fault is exact."""

from __future__ import annotations

from math import gcd

import numpy as np
import pytest
from small_stage import RATE, FakeLane, Stage, click_db, music, noise

CALLBACKS = [32, 64, 128, 256, 441, 480, 512, 1024, 2048]
BLOCKS = [64, 128, 256, 480, 512, 1024]


@pytest.mark.parametrize("block_size", BLOCKS)
@pytest.mark.parametrize("callback_size", CALLBACKS)
def test_what_passes_through_is_late_by_exactly_what_is_reported_and_not_one_bit_changed(callback_size, block_size):
    stage, sound = Stage([FakeLane()], block_size), noise(30 * 2048)
    heard = stage.play(sound, callback_size)
    late = stage.timeline.delay + stage.latency
    assert np.array_equal(heard[late:], sound[: len(heard) - late])
    assert not heard[:late].any()
    allowed = callback_size * max(1, block_size // callback_size)
    assert stage.timeline.delay == block_size - gcd(callback_size, block_size) + allowed
    assert stage.timeline.misses == 0


def misses_of_a_worker_that_takes(allowance: int, callback_size: int, block_size: int) -> int:
    """Each block is made at the last callback before `allowance` frames after the callback that completed it."""
    stage, sound, waiting, complete = Stage([FakeLane()], block_size), noise(20 * 2048), [], 0
    for at in range(0, len(sound) - callback_size, callback_size):
        stage.callback(sound[at : at + callback_size], works=False)
        now = stage.timeline.position
        waiting += [now] * (now // block_size - complete)
        complete = now // block_size
        while waiting and now + callback_size >= waiting[0] + allowance:
            waiting.pop(0)
            stage.mixer.step()
    return stage.timeline.misses


@pytest.mark.parametrize("block_size", [64, 256, 480])
@pytest.mark.parametrize("callback_size", CALLBACKS)
def test_the_worker_may_take_a_whole_block_of_time_and_no_more(callback_size, block_size):
    allowance = callback_size * max(1, block_size // callback_size)  # whole callbacks
    assert misses_of_a_worker_that_takes(allowance, callback_size, block_size) == 0
    assert misses_of_a_worker_that_takes(allowance + callback_size, callback_size, block_size) > 0


def test_without_slack_the_block_is_heard_in_the_callback_that_completes_it():
    stage, sound = Stage([FakeLane()], 256, slack=0), noise(40 * 256)
    heard = np.empty_like(sound)
    for at in range(0, len(sound), 256):
        stage.timeline.take(sound[at : at + 256])
        stage.mixer.step()
        stage.timeline.give(heard[at : at + 256])
    assert stage.timeline.delay == 0 and np.array_equal(heard[stage.latency :], sound[: -stage.latency])


def test_callbacks_of_changing_size_settle_and_lose_nothing():
    sizes = np.random.default_rng(5).choice([256, 300, 441], 400)
    stage, sound = Stage([FakeLane()], 256), noise(int(sizes.sum()))
    ends = np.cumsum(sizes)
    heard = np.concatenate([stage.callback(sound[end - size : end]) for end, size in zip(ends, sizes, strict=True)])
    late = stage.timeline.delay + stage.latency
    assert np.array_equal(heard[RATE // 2 :], sound[RATE // 2 - late : len(sound) - late])


@pytest.mark.parametrize("rate", [44_100, 96_000])
def test_other_rates_keep_the_law(rate):
    stage, sound = Stage([FakeLane(latency=100)], 256, rate=rate), noise(100 * 256)
    heard = stage.play(sound)
    late = stage.timeline.delay + stage.latency
    assert np.array_equal(heard[late:], sound[:-late])


@pytest.mark.parametrize("callback_size", [32, 64, 256, 1024])
@pytest.mark.parametrize("source", ["mic", "file:loop"])
def test_a_miss_does_not_click(source, callback_size):
    sound = music(60 * 2048)
    stage = Stage([FakeLane(source, latency=200, gain=-1.0)])  # not what the dry signal is: a fade has work to do
    stage.mixer.ensemble._files["file:loop"] = sound
    asleep = {n for n in range(len(sound) // callback_size) if n * callback_size % 8192 < max(callback_size, 512)}
    heard = stage.play(sound, callback_size, sorted(asleep - set(range(9))))
    assert stage.timeline.misses > 5
    assert click_db(heard, sound) <= 1.5


def test_hard_zeros_would_click():
    sound = music(8192)
    hole = sound.copy()
    hole[4000:4256] = 0.0
    assert click_db(hole, sound) > 6  # the measure of the test above can fail


def test_while_an_effect_is_late_the_microphone_is_heard_as_late_as_the_effect():
    stage, sound = Stage([FakeLane(latency=300, gain=-1.0)], input_gain=-6.0), music(400 * 256)
    heard = stage.play(sound, asleep=range(200, 260))
    late = stage.timeline.delay + stage.latency
    concealed = slice(210 * 256, 259 * 256)
    dry = sound[concealed.start - late : concealed.stop - late] * np.float32(10 ** (-6 / 20))
    assert np.allclose(heard[concealed], dry, atol=1e-6)


def test_an_instrument_that_is_late_dies_away_to_silence():
    stage = Stage([FakeLane("file:loop")])
    stage.mixer.ensemble._files["file:loop"] = music(RATE)
    heard = stage.play(np.zeros((300 * 256, 2), np.float32), asleep=range(100, 140))
    hole = heard[101 * 256 : 139 * 256]
    levels = np.sqrt(np.square(hole).mean(axis=1))
    assert levels[:200].max() > 0.05 and not hole[1200:].any()


def test_a_muted_lane_leaks_no_microphone_while_it_is_late():
    stage, sound = Stage([FakeLane(gain=0.0)], **{"lane_1/mute": 1.0}), music(200 * 256)
    assert not stage.play(sound, asleep=range(100, 130)).any()


@pytest.mark.parametrize("callback_size, block_size", [(256, 256), (64, 256), (1024, 512), (480, 256)])
def test_after_two_seconds_of_stall_the_sound_is_aligned_again_within_250_ms(callback_size, block_size):
    sound, lane = music(6 * RATE), FakeLane(latency=1000)
    stage = Stage([lane], block_size)
    first, last = (seconds * RATE // callback_size for seconds in (2, 4))
    heard = stage.play(sound, callback_size, range(first, last))
    late = stage.timeline.delay + stage.latency
    back = last * callback_size + RATE // 4
    assert np.array_equal(heard[back:], sound[back - late : len(heard) - late])
    assert lane.resets == 1 and stage.timeline.dropped > 100
    assert click_db(heard, sound) <= 1.5
    assert stage.timeline.misses * callback_size < 2.3 * RATE


def test_a_short_stall_is_caught_up_without_dropping_a_block():
    stage, sound = Stage([FakeLane()]), noise(200 * 256)
    heard = stage.play(sound, asleep=range(100, 106))
    late = stage.timeline.delay + stage.latency
    assert stage.timeline.dropped == 0
    assert np.array_equal(heard[110 * 256 :], sound[110 * 256 - late : -late])


def test_what_is_heard_is_kept_frame_by_frame():
    stage, sound = Stage([FakeLane()]), music(100 * 256)
    played = stage.play(sound, asleep=range(50, 60))
    assert np.array_equal(np.concatenate(stage.heard), played)


def test_concealment_never_exceeds_the_ceiling():
    stage, sound = Stage([FakeLane(gain=3.0)], ceiling=-6.0), noise(400 * 256, level=1.0)
    heard = stage.play(sound, asleep=[n for n in range(400) if n % 10 < 3 and n > 9])
    assert stage.timeline.misses > 50 and np.abs(heard).max() <= np.float32(10 ** (-6 / 20)) + 1e-7


@pytest.mark.parametrize("channels_in, channels_out", [(0, 2), (1, 1), (1, 2), (2, 1), (4, 6)])
def test_any_number_of_channels_is_played(channels_in, channels_out):
    stage, sound = Stage([FakeLane()]), noise(20 * 256)
    given = np.concatenate([sound, sound], axis=1)[:, :channels_in]
    heard = np.ones((len(given), channels_out), np.float32)
    for at in range(0, len(given), 256):
        stage.timeline.take(given[at : at + 256])
        stage.timeline.give(heard[at : at + 256])
        stage.mixer.step()
    late = stage.timeline.delay + stage.latency
    stereo = {0: np.zeros_like(sound), 1: sound[:, [0, 0]]}.get(channels_in, sound)[:-late]
    want = stereo.mean(axis=1, keepdims=True) if channels_out == 1 else stereo
    assert np.allclose(heard[late:, :2], want, atol=1e-7) and not heard[:, 2:].any()
