"""Laws of the meters: what they show is what was heard, and no onset is missed."""

from __future__ import annotations

import numpy as np
import pytest

from rtxmodal.scene import LaneSpec, Scene
from rtxmodal.stage.levels import LevelReader
from rtxmodal.stage.shared import SoundStatus, StageParts
from rtxmodal.stream.meter import BANDS, Meter

RATE = 48_000


def sine(frequency, seconds, gain=1.0):
    return np.float32(gain * np.sin(2 * np.pi * frequency * np.arange(round(seconds * RATE)) / RATE))


def both(left, right=None):
    return np.stack([left, left if right is None else right], axis=1)


def heard(sound, piece=800):
    meter = Meter(RATE)
    for start in range(0, len(sound), piece):
        meter.hear(sound[start : start + piece])
    return meter


def beats(count, every, rng):
    """Short noises that die away."""
    line = np.zeros(round(count * every * RATE))
    tail = 0.3 * np.exp(-np.arange(4800) / 800)
    for place in range(count):
        start = round((place + 0.5) * every * RATE)
        length = min(4800, len(line) - start)
        line[start : start + length] += rng.normal(size=length) * tail[:length]
    return both(np.float32(line))


def test_peak_and_loudness_of_each_side_are_those_of_the_sound():
    meter = heard(both(sine(440, 3, 0.5), sine(440, 3, 0.1)))
    assert meter.peak == pytest.approx([0.5, 0.1], rel=0.01)
    assert 10 * np.log10(meter.power) == pytest.approx([-9.03, -23.01], abs=0.1)


def test_a_peak_falls_by_20_db_a_second():
    meter = heard(both(sine(440, 0.1)))
    for _ in range(60):
        meter.hear(np.zeros((800, 2), np.float32))
    assert 20 * np.log10(meter.peak[0]) == pytest.approx(-20.0, abs=0.5)


@pytest.mark.parametrize("band", range(BANDS))
def test_a_tone_shows_in_its_own_band(band):
    frequency = 40.0 * (16_000 / 40) ** ((band + 0.5) / BANDS)
    assert int(heard(both(sine(max(frequency, 50.0), 1))).bands.argmax()) == band


def test_bands_show_decibels():
    loud, soft = heard(both(sine(1000, 1))), heard(both(sine(1000, 1, 0.1)))
    assert loud.bands.max() == pytest.approx(1.0, abs=0.06)
    assert loud.bands.max() - soft.bands.max() == pytest.approx(20 / 60, abs=0.05)


@pytest.mark.parametrize("piece", [64, 511, 800, 4096])
def test_every_beat_is_counted_once_whatever_the_pieces(piece):
    assert heard(beats(24, 0.25, np.random.default_rng(1)), piece).onsets == 24


def test_what_stands_begins_once():
    rng = np.random.default_rng(0)
    assert heard(both(np.float32(0.1 * rng.normal(size=5 * RATE)))).onsets == 1
    assert heard(both(sine(300, 5))).onsets == 1
    assert heard(np.zeros((RATE, 2), np.float32)).onsets == 0


def test_the_drive_is_nothing_in_silence_and_moves_with_music():
    assert heard(np.zeros((RATE, 2), np.float32)).drive.max() == 0.0
    assert heard(beats(12, 0.25, np.random.default_rng(2))[: -RATE // 10]).drive.max() > 0.05


# -- in a running show ----------------------------------------------------------------------------------------

SCENE = Scene("", "two", (LaneSpec("one", "mic", (), "speakers"), LaneSpec("film", "mix", ("ganterpret",), "window")))


@pytest.fixture
def parts():
    parts = StageParts()
    parts.sound_status.put(SoundStatus(sample_rate=RATE).vector())
    yield parts
    parts.close()


def test_the_reader_shows_what_was_written_since_it_last_looked(parts):
    reader = LevelReader(parts)
    parts.levels.put(np.array([7.0, 2.5, 0.5, 0.25, 0.01, 0.0001, 0.1]))
    sound = both(sine(440, 2, 0.5), sine(440, 2, 0.25))
    for start in range(0, len(sound), 800):
        parts.heard.write(sound[start : start + 800])
        levels = reader.read(SCENE, 7)
    assert levels.peak_out == pytest.approx((-6.02, -12.04), abs=0.1)
    assert levels.rms_out == pytest.approx((-9.03, -15.05), abs=0.2)
    assert levels.peak_in == pytest.approx((-6.02, -12.04), abs=0.1) and levels.rms_in == pytest.approx((-20, -40))
    assert levels.reduction_db == -2.5 and levels.onsets == 1
    assert levels.lanes == (("one", pytest.approx(-20.0)),)


def test_lanes_of_another_scene_are_not_told_as_this_ones(parts):
    parts.levels.put(np.array([6.0, 0, 0, 0, 0, 0, 0.1]))
    assert LevelReader(parts).read(SCENE, 7).lanes == (("one", -120.0),)


def test_after_a_pause_of_the_watchers_old_sound_is_not_shown(parts):
    reader = LevelReader(parts)
    parts.heard.write(both(sine(440, 0.2)))
    assert reader.read(SCENE, 7).peak_out[0] == pytest.approx(0.0, abs=0.1)
    for _ in range(20):
        parts.heard.write(np.zeros((4800, 2), np.float32))
    levels = reader.read(SCENE, 7)
    assert levels.peak_out == (-120.0, -120.0) and levels.onsets == 1
