"""Laws of the lane: nothing depends on the block sizes, nothing is lost, latency is what it says."""

from __future__ import annotations

from math import gcd

import numpy as np
import pytest
from tiny import Filter, Identity, Recursive

from rtxmodal.card import Stream
from rtxmodal.lane import Lane
from rtxmodal.notes import NoteEvent, Notes
from rtxmodal.params import Parameter, Table
from rtxmodal.scene import LaneSpec

CORE = (Parameter("drywet", default=1.0),)
BYPASS = Parameter("bypass", kind="toggle")


def lane_of(*chain, sample_rate=48_000, block_size=256, wet=1.0, source="mic", channels=2):
    """A lane of these translators, and its values."""
    own = [
        Parameter("lane_1/wet", default=wet),
        Parameter("lane_1/gain", default=0.0, minimum=-60.0, maximum=12.0),
        Parameter("lane_1/mute", kind="toggle"),
    ]
    named = [(f"t{place}", translator) for place, translator in enumerate(chain)]
    theirs = [parameter.under(prefix) for prefix, translator in named for parameter in translator.card.parameters]
    table = Table([*CORE, *own, BYPASS, *theirs])
    spec = LaneSpec("lane_1", source, tuple(name for name, _ in named), "speakers", wet)
    return Lane(spec, named, table, sample_rate, block_size, channels), table.values


def noise(frames, channels=2, seed=0):
    return np.random.default_rng(seed).standard_normal((frames, channels)).astype(np.float32)


def play(lane, values, sound, sizes):
    """Feed the sound in blocks of these sizes, then join what came out."""
    out, start = [], 0
    for size in sizes:
        out.append(lane.process(sound[start : start + size], values))
        start += size
    return np.concatenate(out)


def random_sizes(total, seed):
    rng = np.random.default_rng(seed)
    sizes = []
    while sum(sizes) < total:
        sizes.append(min(int(rng.integers(1, 4097)), total - sum(sizes)))
    return sizes


CHAINS = {
    "no translator": lambda: (),
    "state": lambda: (Recursive(Stream("state", 192), channels=2),),
    "window": lambda: (Filter(Stream("window", 100, context=30, lookahead=20)),),
    "crossfade": lambda: (Identity(Stream("crossfade", 300, context=50, fade_size=64, search_size=32)),),
    "two hops": lambda: (Recursive(Stream("state", 128)), Filter(Stream("window", 300, context=8, lookahead=8))),
    "other rate": lambda: (Recursive(Stream("state", 256), sample_rate=24_000),),
    "two rates": lambda: (
        Recursive(Stream("state", 100), sample_rate=22_050),
        Identity(Stream("state", 64), sample_rate=32_000),
    ),
}


@pytest.mark.parametrize("name", CHAINS)
def test_random_blocks_give_what_one_big_block_gives_bit_for_bit(name):
    sound = noise(30_000)
    lane, values = lane_of(*CHAINS[name](), block_size=0, wet=0.7)
    whole = play(lane, values, sound, [len(sound)])
    for seed in range(4):
        lane.reset()
        np.testing.assert_array_equal(play(lane, values, sound, random_sizes(len(sound), seed)), whole)
    assert len(whole) == len(sound)
    assert np.abs(whole).max() > 0.1


@pytest.mark.parametrize("name", CHAINS)
def test_a_reset_lane_starts_again_from_silence(name):
    sound = noise(8_000)
    lane, values = lane_of(*CHAINS[name](), block_size=160)
    first = play(lane, values, sound, [160] * 50)
    lane.reset()
    np.testing.assert_array_equal(play(lane, values, sound, [160] * 50), first)


@pytest.mark.parametrize("hop_size", [128, 256, 960, 1024, 2048])
@pytest.mark.parametrize("block_size", [32, 64, 128, 256, 441, 480, 512, 1024, 2048])
def test_the_store_is_filled_with_no_frame_more_than_needed(block_size, hop_size):
    lane, values = lane_of(Identity(Stream("state", hop_size)), block_size=block_size)
    assert lane.latency.block == hop_size - gcd(block_size, hop_size)
    sound = noise(6 * max(block_size, hop_size) // block_size * block_size)
    out = play(lane, values, sound, [block_size] * (len(sound) // block_size))
    late = lane.latency.total
    np.testing.assert_array_equal(out[late:], np.repeat(sound.mean(1, keepdims=True), 2, 1)[: len(sound) - late])


@pytest.mark.parametrize("sample_rate", [44_100, 48_000, 96_000])
@pytest.mark.parametrize("block_size", [32, 256, 480, 2048])
@pytest.mark.parametrize("hop_size", [128, 256, 1024, 2048])
@pytest.mark.parametrize("model_rate", [24_000, 44_100, 48_000])
def test_latency_is_where_an_impulse_comes_out(sample_rate, block_size, hop_size, model_rate):
    lane, values = lane_of(
        Identity(Stream("state", hop_size), sample_rate=model_rate), sample_rate=sample_rate, block_size=block_size
    )
    at = 3_000
    blocks = (at + lane.latency.total + 2_000) // block_size + 1
    sound = np.zeros((blocks * block_size, 2), np.float32)
    sound[at] = 1.0
    out = play(lane, values, sound, [block_size] * blocks)
    assert abs(int(np.argmax(np.abs(out[:, 0]))) - at - lane.latency.total) <= 1


@pytest.mark.parametrize("name", CHAINS)
def test_latency_of_every_way_to_stream_is_where_a_click_comes_out(name):
    lane, values = lane_of(*CHAINS[name](), block_size=256)
    sound = np.zeros((256 * 60, 2), np.float32)
    sound[5_000] = 1.0
    out = play(lane, values, sound, [256] * 60)
    # the peak of FIR lies one frame before its middle, and Recursive peaks at once
    assert abs(int(np.argmax(np.abs(out[:, 0]))) - 5_000 - lane.latency.total) <= 1


def test_dry_and_wet_are_aligned():
    lane, values = lane_of(Identity(Stream("state", 300), channels=2), wet=0.5)
    sound = noise(256 * 20)
    out = play(lane, values, sound, [256] * 20)
    np.testing.assert_allclose(out[lane.latency.total :], sound[: -lane.latency.total], atol=1e-6)


def test_the_master_of_dry_and_wet_multiplies_the_lanes_own():
    class Mute(Identity):
        def translate(self, window, values, state):
            return np.zeros_like(window), state

    lane, values = lane_of(Mute(Stream("state", 64), channels=2), block_size=64, wet=0.5)
    values = values.copy()
    values[0] = 0.5  # drywet: a quarter wet, and what is wet is silent
    out = np.concatenate([lane.process(np.ones((64, 2), np.float32), values) for _ in range(4)])
    np.testing.assert_allclose(out[lane.latency.total + 64 :], 0.75)


def test_bypass_gives_the_input_as_late_as_the_lane_is():
    class Mute(Identity):
        def translate(self, window, values, state):
            return np.zeros_like(window), state

    lane, values = lane_of(Mute(Stream("state", 64), channels=2), block_size=64)
    values = values.copy()
    sound = noise(64 * 400)
    assert np.abs(play(lane, values, sound, [64] * 100)).max() == 0.0
    values[lane._bypass] = 1.0
    out, late = play(lane, values, sound, [64] * 400), lane.latency.total
    np.testing.assert_allclose(out[10_000:], sound[10_000 - late : len(sound) - late], atol=1e-6)  # the glide is over


def test_an_exact_window_equals_the_filter_over_the_whole_sound():
    lane, values = lane_of(Filter(Stream("window", 100, context=2, lookahead=2)), block_size=0)
    sound = noise(5_000)
    out = play(lane, values, sound, random_sizes(len(sound), 1))
    whole = Filter(Stream("state", 1)).translate(sound.mean(1, keepdims=True), {}, 0)[0]
    late = lane.latency.total
    np.testing.assert_allclose(out[late:, :1], whole[: len(sound) - late], atol=1e-5)


def test_too_little_context_is_heard():
    lane, values = lane_of(Filter(Stream("window", 100, context=0, lookahead=1)), block_size=100)
    sound = noise(5_000)
    out = play(lane, values, sound, [100] * 50)
    whole = Filter(Stream("state", 1)).translate(sound.mean(1, keepdims=True), {}, 0)[0]
    late = lane.latency.total
    assert np.abs(out[late:, :1] - whole[: len(sound) - late]).max() > 0.1


class Wobble(Identity):
    """Shifts each window by another few frames, as models with global layers do."""

    def translate(self, window, values, state):
        shift = int(np.random.default_rng(state).integers(-20, 21))
        return np.roll(window, shift, axis=0), state + 1


def test_windows_that_are_shifted_are_aligned_before_they_are_faded():
    time = np.arange(48_000)[:, None] / 48_000
    sound = np.repeat(np.sin(2 * np.pi * 330 * time), 2, 1).astype(np.float32)

    def seam(search_size):
        stream = Stream("crossfade", 480, context=200, lookahead=30, fade_size=96, search_size=search_size)
        lane, values = lane_of(Wobble(stream), block_size=480)
        out = play(lane, values, sound, [480] * 100)[4_800:, 0]
        return np.abs(np.convolve(out, [1, -2 * np.cos(2 * np.pi * 330 / 48_000), 1], "valid")).max()

    assert seam(search_size=80) < 0.1 * seam(search_size=0)


def test_a_gain_moves_without_a_step():
    lane, values = lane_of()
    values = values.copy()
    ones = np.ones((256, 2), np.float32)
    lane.process(ones, values)
    values[2] = -60.0
    out = np.concatenate([lane.process(ones, values) for _ in range(8)])[:, 0]
    assert np.abs(np.diff(out)).max() < 2 / 960
    assert out[-1] == pytest.approx(1e-3, rel=1e-3)


class Organ(Identity):
    """Notes -> sound: one where a key is held, so that times can be read off."""

    def __init__(self, hop_size, sample_rate):
        super().__init__(Stream("state", hop_size), sample_rate)
        self.card = type(self.card)(
            name="organ", takes="notes", gives="sound", sample_rate=sample_rate, stream=Stream("state", hop_size)
        )

    def translate(self, window, values, state):
        out = np.full((window.length, 1), np.float32(state))
        for event in window.events:
            state = 1 if event.kind == "on" else 0
            out[event.frame :] = state
        return out, state


def test_a_note_sounds_at_its_frame_plus_the_latency_for_every_block_size():
    events = [(1_000, "on"), (3_333, "off"), (9_000, "on"), (9_001, "off")]
    for block_size in (1, 37, 256, 1024):
        lane, values = lane_of(Organ(128, 48_000), block_size=block_size, source="keys")
        out = []
        for start in range(0, 12_288, block_size):
            here = [NoteEvent(at - start, kind) for at, kind in events if start <= at < start + block_size]
            out.append(lane.process(Notes(tuple(here), block_size), values))
        edges = np.flatnonzero(np.diff(np.concatenate(out)[:, 0])) + 1
        assert (edges - lane.latency.total).tolist() == [at for at, _ in events]


class Flash(Identity):
    """Sound -> picture: the level of each window."""

    def __init__(self, hop_size, sample_rate=0):
        super().__init__(Stream("state", hop_size), sample_rate)
        self.card = type(self.card)(
            name="flash", takes="sound", gives="picture", sample_rate=sample_rate, stream=Stream("state", hop_size)
        )

    def translate(self, window, values, state):
        return np.full((2, 2, 3), int(255 * np.abs(window).max()), np.uint8), state


@pytest.mark.parametrize("model_rate", [0, 24_000])
def test_pictures_carry_the_frame_they_were_made_from(model_rate):
    lane, values = lane_of(Flash(400, model_rate), block_size=0)
    sound = np.zeros((20_000, 2), np.float32)
    sound[10_100] = 1.0
    shown = [shown for start in range(0, 20_000, 77) for shown in lane.show(sound[start : start + 77], values)]
    lit = [one.frame for one in shown if one.picture.max() > 0]
    hop = 400 if model_rate == 0 else 800
    assert lit == [10_100 // hop * hop + hop] or (model_rate and abs(lit[0] - 10_100) <= 2 * hop)
    assert [one.frame for one in shown] == [hop * (place + 1) for place in range(len(shown))]


def test_parameters_reach_their_translator_eased():
    class Level(Identity):
        def __init__(self):
            super().__init__(Stream("state", 64))
            self.card = type(self.card)(
                name="level",
                takes="sound",
                gives="sound",
                stream=Stream("state", 64),
                parameters=(Parameter("level", smoothing_ms=10.0), Parameter("kind", kind="enum", options=("a", "b"))),
            )
            self.seen = []

        def translate(self, window, values, state):
            self.seen.append((values["level"], values["kind"]))
            return window, state

    level = Level()
    lane, values = lane_of(level, block_size=64)
    silence = np.zeros((64, 2), np.float32)
    lane.process(silence, values)
    values = values.copy()
    values[-2:] = 1.0
    for _ in range(100):
        lane.process(silence, values)
    levels = [seen[0] for seen in level.seen]
    assert levels[0] == 0.0 and 0 < levels[1] < 0.2 and levels[-1] == pytest.approx(1.0, abs=1e-4)
    assert levels == sorted(levels)
    assert [seen[1] for seen in level.seen][1] == 1.0


@pytest.mark.parametrize("sample_rate", [44_100, 48_000])
def test_a_model_at_another_rate_costs_its_filters_and_not_a_block_more(sample_rate):
    hop_size = 256 * 24_000 // 48_000
    lane, _ = lane_of(Identity(Stream("state", hop_size), sample_rate=24_000), sample_rate=sample_rate, block_size=256)
    assert lane.latency.resampling <= 0.002 * sample_rate + (1 if sample_rate == 48_000 else 256)
