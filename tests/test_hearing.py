"""Laws of what drives pictures, on sounds whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest

from bench.looks import turns
from rtxmodal.stream.hearing import Ear, Hearing

RATE = 48_000
RANDOM = np.random.default_rng(4)


def hear(sound: np.ndarray, rate: int = RATE, per_second: int = 60) -> list[Hearing]:
    """What is heard after each hop. Shape: (frames,)."""
    hop = rate // per_second
    ear = Ear(rate, hop)
    hearing, heard = ear.start(), []
    for start in range(0, len(sound) - hop + 1, hop):
        hearing = ear.step(hearing, sound[start : start + hop])
        heard.append(hearing)
    return heard


def tone(hertz: float, seconds: float = 2.0, level: float = 1.0, rate: int = RATE) -> np.ndarray:
    return level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


def drums(seconds: float, per_second: float, hertz: float = 60.0, level: float = 0.7) -> np.ndarray:
    sound, time = np.zeros(round(seconds * RATE)), np.arange(RATE // 4) / RATE
    stroke = level * np.exp(-time / 0.06) * np.sin(2 * np.pi * hertz * time)
    for start in np.arange(0.5, seconds - 0.3, 1.0 / per_second):
        at = round(start * RATE)
        sound[at : at + len(stroke)] += stroke
    return sound


def of(heard: list[Hearing], place: int) -> np.ndarray:
    return np.array([hearing.envelopes[place] for hearing in heard])


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
@pytest.mark.parametrize(
    ("hertz", "level", "wanted"), [(997.0, 1.0, 0.0), (997.0, 0.1, -20.0), (10_000.0, 1.0, 3.3), (60.0, 1.0, -3.7)]
)
def test_loudness_is_that_of_the_recommendation(rate: int, hertz: float, level: float, wanted: float) -> None:
    # 997 Hz at full scale in one channel is -3.01 LUFS; in both it is 0, and 20 dB less is 20 LU less
    assert hear(tone(hertz, 3.0, level, rate), rate)[-1].loudness == pytest.approx(wanted, abs=0.35)


def test_the_gate_hears_loudness_and_not_power() -> None:
    rumble, voice = tone(22.0, 1.0, 0.004), tone(2000.0, 1.0, 0.004)  # -48 dBFS both
    assert hear(voice)[-1].sounds == 1.0 and hear(rumble)[-1].sounds < 0.5


@pytest.mark.parametrize("hertz", [60.0, 200.0, 4000.0])
def test_a_drum_is_seen_within_a_display_frame(hertz: float) -> None:
    onset = of(hear(drums(8.0, 2.0, hertz)), 0)
    for struck in np.arange(2.5, 7.5, 0.5):
        first = round(struck * 60)  # the hop in which it begins
        peak = onset[first : first + 8].max()
        assert onset[first - 1] < 0.2 * peak and onset[first + 1] >= 0.7 * peak


@pytest.mark.parametrize("per_second", [1.0, 2.0, 3.0])
def test_each_drum_is_one_wave(per_second: float) -> None:
    heard = hear(drums(12.0, per_second))[180:]
    for place in (0, 1):
        assert turns(of(heard, place)) / 9.0 <= 3.0 * per_second


def test_what_stands_drives_nothing_for_long() -> None:
    for sound in (tone(300.0, 6.0, 0.3), 0.1 * RANDOM.standard_normal(6 * RATE)):
        assert of(hear(sound)[240:], 0).mean() < 0.08
    trembling = hear(0.1 * RANDOM.standard_normal(6 * RATE))[240:]
    assert of(trembling, 2).mean() < 0.45


def test_soft_drums_drive_as_far_as_loud_ones() -> None:
    loud, soft = (of(hear(drums(10.0, 2.0, level=level)), 0)[240:] for level in (0.7, 0.07))
    assert soft.max() == pytest.approx(loud.max(), rel=0.25)


def test_bass_and_treble_hear_their_own() -> None:
    low, high = (hear(drums(8.0, 2.0, hertz))[120:] for hertz in (60.0, 7000.0))
    assert of(low, 1).max() > 0.7 and of(low, 2).max() < 0.3
    assert of(high, 2).max() > 0.7 and of(high, 1).max() < 0.3


@pytest.mark.parametrize("tones", [(0,), (9,), (0, 4, 7), (2, 5, 9, 0)])
@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_the_strongest_pitch_classes_are_the_chords(tones: tuple[int, ...], rate: int) -> None:
    sound = sum(
        tone(440.0 * 2 ** ((60 + pitch - 69) / 12) * harmonic, 3.0, 0.2 / harmonic**2, rate)
        for pitch in tones
        for harmonic in (1, 2, 4)
    )
    chroma = hear(np.asarray(sound), rate)[-1].chroma
    assert chroma.sum() == pytest.approx(1.0)
    assert set(np.argsort(chroma)[-len(tones) :].tolist()) == set(tones)
    assert chroma[list(tones)].sum() > 0.75


def test_a_new_chord_is_followed_in_about_a_second() -> None:
    sound = np.concatenate([tone(261.63, 3.0, 0.3), tone(369.99, 2.0, 0.3)])  # C, then F sharp
    heard = hear(sound)
    crossed = next(place for place, one in enumerate(heard) if one.chroma[6] > one.chroma[0])
    assert 0.2 < crossed / 60 - 3.0 < 1.2


def test_intensity_follows_passages_and_stands_in_silence() -> None:
    loud, soft = 0.3 * RANDOM.standard_normal(6 * RATE), 0.02 * RANDOM.standard_normal(6 * RATE)
    heard = hear(np.concatenate([loud, soft, np.zeros(3 * RATE), loud]))
    intensity = np.array([one.intensity for one in heard])
    assert intensity[350] > 0.9 and intensity[715] < 0.25 and intensity[-1] > 0.85
    assert intensity[895] == intensity[780]  # in silence
    assert np.abs(np.diff(intensity)).max() < 0.02


def test_a_future_sound_never_changes_what_was_heard_and_silence_is_finite() -> None:
    sound = drums(4.0, 2.0)
    other = np.concatenate([sound[: 2 * RATE], RANDOM.standard_normal(2 * RATE)])
    a, b = hear(sound)[119], hear(other)[119]
    assert np.array_equal(a.envelopes, b.envelopes) and np.array_equal(a.chroma, b.chroma)
    for still in (np.zeros(RATE), np.ones(RATE), 1e-20 * np.ones(RATE)):
        end = hear(still)[-1]
        assert np.isfinite(end.envelopes).all() and np.isfinite(end.chroma).all() and np.isfinite(end.loudness)


@pytest.mark.parametrize("hop", [441, 512, 800, 1600])
def test_hops_of_any_length_hear_alike(hop: int) -> None:
    ear, sound = Ear(RATE, hop), drums(8.0, 2.0)
    hearing, peaks = ear.start(), []
    for start in range(0, len(sound) - hop + 1, hop):
        hearing = ear.step(hearing, sound[start : start + hop])
        peaks.append(hearing.envelopes.copy())
    late = np.array(peaks)[round(4 * RATE / hop) :]
    assert late[:, 0].max() > 0.6 and late[:, 1].max() > 0.6 and late[:, :2].min() < 0.15
