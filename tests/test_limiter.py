"""Laws of what stands between the lanes and the loudspeaker: limiter, offset, gain, fades."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_stage import RATE, bend, click_db, music, noise

from rtxmodal.stream.fade import Tail, fade_curve
from rtxmodal.stream.limiter import Limiter
from rtxmodal.stream.master import DcBlocker, Master, gain_of


def in_blocks(process, sound, size):
    return np.concatenate([process(sound[at : at + size]) for at in range(0, len(sound), size)])


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    level=st.floats(0.01, 30.0),
    ceiling=st.floats(0.25, 1.0),
    sizes=st.lists(st.integers(1, 700), min_size=1, max_size=12),
    rate=st.sampled_from([44_100, 48_000, 96_000]),
)
def test_nothing_ever_exceeds_the_ceiling(seed, level, ceiling, sizes, rate):
    limiter = Limiter(rate)
    spikes = np.random.default_rng(seed).standard_t(2, (sum(sizes), 2)).astype(np.float32) * np.float32(level)
    for start, size in zip(np.cumsum([0, *sizes[:-1]]), sizes, strict=True):
        out = limiter.process(spikes[start : start + size], ceiling)
        assert np.abs(out).max() <= np.float32(ceiling)


@pytest.mark.parametrize("size", [1, 32, 100, 256, 2048])
def test_below_the_ceiling_the_sound_passes_bit_for_bit(size):
    limiter, sound = Limiter(RATE), noise(4 * 2048, level=0.88)
    out = in_blocks(lambda block: limiter.process(block, 0.89), sound, size)
    assert np.array_equal(out[limiter.latency :], sound[: -limiter.latency])
    assert not out[: limiter.latency].any() and limiter.reduction_db == 0.0


def test_the_limiter_does_not_depend_on_the_blocks():
    sound = noise(8192, level=3.0)
    whole = Limiter(RATE).process(sound, 0.9)
    limiter = Limiter(RATE)
    assert np.allclose(in_blocks(lambda block: limiter.process(block, 0.9), sound, 96), whole, atol=1e-6)


def test_both_channels_get_the_same_gain():
    sound = np.stack([noise(4096, 4.0)[:, 0], noise(4096, 0.1, seed=1)[:, 1]], axis=1)
    limiter = Limiter(RATE)
    out = limiter.process(sound, 0.5)
    given_sound, came = sound[: -limiter.latency], out[limiter.latency :]
    loud = np.abs(given_sound).min(axis=1) > 1e-3
    gains = came[loud] / given_sound[loud]
    assert np.allclose(gains[:, 0], gains[:, 1], atol=1e-5)
    assert gains.min() < 0.2


def test_the_gain_bends_and_does_not_break():
    limiter, time = Limiter(RATE), np.arange(RATE) / RATE
    tone = (0.5 * np.sin(2 * np.pi * 300 * time)).astype(np.float32)[:, None].repeat(2, axis=1)
    tone[20_000:30_000] *= 2.2
    out = limiter.process(tone, 0.6)
    assert np.abs(out[20_200:30_000]).max() == pytest.approx(0.6, abs=0.02)
    assert click_db(out, tone) < 1.5


def test_a_limiter_switched_off_only_delays():
    limiter, sound = Limiter(RATE), noise(2048, level=5.0)
    assert np.array_equal(limiter.process(sound, None)[limiter.latency :], sound[: -limiter.latency])


def test_an_offset_goes_away_and_the_sound_stays():
    blocker, sound = DcBlocker(RATE), music(4 * RATE)
    out = in_blocks(blocker.process, sound + np.float32(0.3), 256)
    late = slice(3 * RATE, 4 * RATE)
    assert np.abs(out[late].mean(axis=0)).max() < 0.003
    error = out[late] - sound[late]
    assert np.abs(error - error.mean(axis=0)).max() < 0.01
    assert bend(out) < 1.01 * bend(sound)


def test_a_sound_without_offset_is_not_touched_at_all():
    blocker = DcBlocker(RATE)
    for block in np.split(music(256 * 400), 400):
        assert blocker.process(block) is block


def test_a_gain_moves_without_a_step():
    master, ones = Master(RATE), np.full((512, 2), 0.1, np.float32)
    master._blocker.process = lambda block: block  # a constant is the probe here
    out = np.concatenate([master.process(ones, gain, None) for gain in (1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.5, 0.5)])
    assert np.abs(np.diff(out[master.latency :], axis=0)).max() < 0.1 / 1000
    assert out[5 * 512] == pytest.approx(0.0) and out[master.latency + 5] == pytest.approx(0.1)


def test_the_bottom_of_a_fader_is_silence():
    assert gain_of(-90.0) == 0.0 and gain_of(-89.9) > 0.0 and gain_of(0.0) == 1.0


@pytest.mark.parametrize("length", [1, 2, 96, 1440])
def test_a_fade_and_its_mirror_add_up_to_one(length):
    curve = fade_curve(length)
    assert curve[0] == 0.0 and curve[-1] == 1.0 and len(curve) == length + 1
    assert np.allclose(curve + curve[::-1], 1.0, atol=1e-6)


def test_a_tail_joins_without_a_corner_and_ends_in_silence():
    tail, sound = Tail(96, 960), music(RATE, breath=0.0)
    clicks = []
    for end in np.random.default_rng(3).integers(2000, RATE, 50):
        drawn = np.concatenate([sound[end - 200 : end], tail.after(sound[:end]), np.zeros((9, 2), np.float32)])
        clicks.append(click_db(drawn, sound))
    assert max(clicks) <= 1.5
    assert np.abs(tail.after(sound)[-1]).max() < 1e-3


@given(seed=st.integers(0, 1000), ceiling=st.floats(0.1, 1.0))
@settings(max_examples=30, deadline=None)
def test_a_tail_never_exceeds_the_ceiling(seed, ceiling):
    history = noise(1000, level=ceiling, seed=seed)
    assert np.abs(Tail(96, 960).after(history, ceiling)).max() <= np.float32(ceiling)
