"""Laws of the spectra, the variation and the points where music turns."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtxmodal.stream.features import AutoGain, Gate, Listener, follow, power_spectra
from rtxmodal.stream.latent import latent_point, slerp, soft_classes
from rtxmodal.stream.variation import (
    Turn,
    Watch,
    alphas,
    find_live,
    inflection_points,
    running_mean,
    segment_alphas,
    smoothed,
    total_variation,
)

VECTOR = np.array([0.5] * 4 + [0.9] + [0.5] * 4 + [0.1] + [0.5] * 4 + [0.9, 0.5, 0.5, 0.5])
RANDOM = np.random.default_rng(0)


def brute_force_psd(sound: np.ndarray, rate: float) -> np.ndarray:
    """matplotlib.mlab.specgram(x, Fs=rate) written out: sums instead of an FFT."""
    n = np.arange(256)
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * n / 255)
    columns = []
    for start in range(0, len(sound) - 255, 128):
        piece = sound[start : start + 256] * hann
        column = []
        for k in range(129):
            real = np.sum(piece * np.cos(2 * np.pi * k * n / 256))
            imaginary = -np.sum(piece * np.sin(2 * np.pi * k * n / 256))
            twice = 1.0 if k in (0, 128) else 2.0
            column.append(twice * (real**2 + imaginary**2) / (rate * np.sum(hann**2)))
        columns.append(column)
    return np.array(columns)


def test_spectra_are_those_of_the_published_formula() -> None:
    sound = RANDOM.standard_normal(256 + 3 * 128 + 57)
    np.testing.assert_allclose(power_spectra(sound, 8000.0), brute_force_psd(sound, 8000.0), rtol=1e-6)


def test_spectra_are_those_of_matplotlib() -> None:
    mlab = pytest.importorskip("matplotlib.mlab", reason="matplotlib is only in the extra `test`")
    sound = RANDOM.standard_normal(20_000)
    wanted, frequencies, times = mlab.specgram(sound, Fs=44_100)  # (bins, columns)
    found = power_spectra(sound, 44_100)
    np.testing.assert_allclose(found, wanted.T, rtol=1e-6)
    assert found.shape == (len(times), len(frequencies)) == ((20_000 - 256) // 128 + 1, 129)


@pytest.mark.parametrize("frames", [0, 255, 256, 383, 384, 320_000])
def test_there_is_a_column_every_128_frames_once_256_are_there(frames: int) -> None:
    assert power_spectra(np.zeros(frames), 8000.0).shape == (max(0, (frames - 256) // 128 + 1), 129)


def test_forty_seconds_at_8_khz_give_the_published_counts() -> None:
    spectra = power_spectra(RANDOM.standard_normal(320_000), 8000.0)
    mean = smoothed(total_variation(spectra))
    assert (len(spectra), len(mean)) == (2499, 2499)
    assert len(alphas(mean, inflection_points(mean, Turn(threshold=0.01)))) == 2498


def test_power_of_the_spectrum_is_the_power_of_the_sound() -> None:
    sound = 0.3 * RANDOM.standard_normal(200_000)
    power = power_spectra(sound, 48_000.0).mean(axis=0).sum() * 48_000 / 256
    assert power == pytest.approx(np.mean(sound**2), rel=0.02)


@given(st.lists(st.integers(128, 2000), min_size=2, max_size=8))
def test_hop_by_hop_hears_what_the_whole_piece_gives(sizes: list[int]) -> None:
    sound = np.random.default_rng(1).standard_normal(sum(sizes))
    listener, changes, start = Listener.start(), [], 0
    for size in sizes:
        change, listener = listener.hear(sound[start : start + size], 48_000)
        changes.append(change)
        start += size
    whole = power_spectra(np.concatenate([np.zeros(128), sound]), 48_000)
    expected = np.abs(np.diff(np.vstack([np.zeros(129), whole]), axis=0)).mean(axis=1)
    np.testing.assert_allclose(np.concatenate(changes), expected, rtol=1e-9)


def test_variation_of_the_published_columns() -> None:
    assert total_variation(np.array([[0, 0], [1, 3], [1, 1]])).tolist() == [1.0, 0.5]
    assert total_variation(np.ones((5, 3))).tolist() == [0.0] * 4


def test_running_mean_of_the_published_vector() -> None:
    assert running_mean(np.array([1.0, 2.0, 3.0, 4.0]), 2).tolist() == [1.5, 2.5, 3.5]


@pytest.mark.parametrize(
    ("extremum", "absolute", "points"),
    [
        ("both", 0.08, [0, 4, 9, 14, 17]),
        ("max", 0.08, [0, 4, 14, 17]),
        ("min", 0.08, [0, 17]),
        ("min", 0.2, [0, 9, 17]),
    ],
)
def test_points_of_the_published_vector(extremum: str, absolute: float, points: list[int]) -> None:
    turn = Turn(window=3, threshold=0.1, extremum=extremum, absolute=absolute)  # type: ignore[arg-type]
    assert inflection_points(VECTOR, turn) == points


def published_points(a: np.ndarray, window: int, threshold: float, kind: str, absolute: float) -> list[int]:
    """The published loop, written out."""
    points, i = [0], 0
    while i < len(a) - window - 1:
        c = i + window + 1
        before, after = np.mean(a[i : i + window]), np.mean(a[c + 1 : c + window + 1]) if c + 1 < len(a) else np.nan
        if (
            c + 1 < len(a)
            and np.sign(a[c] - before) == np.sign(a[c] - after)
            and np.sign(a[c] - a[c - 1]) == np.sign(a[c] - a[c + 1])
            and abs(a[c] - before) > threshold
            and abs(a[c] - after) > threshold
        ):
            refused = (kind == "min" and (a[c] > a[c - 1] or a[c] > absolute)) or (kind == "max" and a[c] < a[c - 1])
            points += [] if refused else [c]
            i += window
        else:
            i += 1
    return [*points, len(a) - 1]


@given(st.integers(0, 10_000), st.sampled_from(["both", "min", "max"]))
def test_points_are_those_of_the_published_loop(seed: int, extremum: str) -> None:
    values = np.round(np.abs(np.convolve(np.random.default_rng(seed).standard_normal(300), np.hanning(9), "valid")), 1)
    turn = Turn(window=5, threshold=0.3, extremum=extremum, absolute=0.6)  # type: ignore[arg-type]
    assert inflection_points(values, turn) == published_points(values, 5, 0.3, extremum, 0.6)


def test_alphas_of_the_published_segment() -> None:
    assert segment_alphas(np.array([1.0, 1.0, 2.0])).tolist() == [0.25, 0.5, 1.0]
    assert segment_alphas(np.zeros(4)).tolist() == [0.25, 0.5, 0.75, 1.0]


def test_alphas_never_go_back_and_each_segment_arrives() -> None:
    values = RANDOM.random(500) + 0.01
    points = [0, 120, 300, 499]
    along = alphas(values, points)
    assert len(along) == 499
    for a, b in ((1, 120), (120, 300), (300, 499)):
        segment = along[a - 1 : b - 1]
        assert (np.diff(segment) >= 0).all() and segment[0] > 0
        assert segment[-1] == pytest.approx(1.0, abs=1e-12)


@given(st.integers(0, 10_000), st.sampled_from(["both", "min", "max"]))
def test_the_live_search_with_a_whole_window_of_future_is_the_offline_one(seed: int, extremum: str) -> None:
    values = np.abs(np.convolve(np.random.default_rng(seed).standard_normal(400), np.hanning(9), "valid"))
    turn = Turn(window=12, threshold=0.2, extremum=extremum, absolute=1.0)  # type: ignore[arg-type]
    offline = [point for point in inflection_points(values, turn)[1:-1] if point + turn.window < len(values)]
    watch, found = Watch.start(2 * turn.window + 2), []
    for column, value in enumerate(values):
        count, watch = find_live(watch, np.array([value]), turn)
        found += [column - turn.window] * count
    assert found == offline


def test_the_live_search_does_not_depend_on_how_columns_come() -> None:
    values = np.abs(np.convolve(RANDOM.standard_normal(600), np.hanning(9), "valid"))
    turn = Turn(window=20, threshold=0.2, extremum="both", confirm=4, strict=False)
    counts = []
    for size in (1, 6, 7, 50):
        watch, found = Watch.start(100), 0
        for start in range(0, len(values), size):
            count, watch = find_live(watch, values[start : start + size], turn)
            found += count
        counts.append(found)
    assert len(set(counts)) == 1 and counts[0] > 5


def test_a_kick_is_found_soon_after_it_comes() -> None:
    values = np.zeros(400)
    for kick in (100, 200, 300):
        values[kick:] += np.exp(-np.arange(400 - kick) / 30.0)
    turn = Turn(window=60, threshold=0.1, extremum="max", confirm=8, strict=False)
    watch, found = Watch.start(200), []
    for column, value in enumerate(values):
        count, watch = find_live(watch, np.array([value]), turn)
        found += [column] * count
    assert found == [108, 208, 308]


def test_the_published_latent_comes_out_of_its_seed() -> None:
    point = 0.2 * latent_point(128, 0)
    np.testing.assert_allclose(point[:4], [0.0234114, 0.1079981, 0.0496800, 0.0215187], atol=1e-6)
    assert np.abs(point).max() == pytest.approx(0.38463, abs=1e-5)


@given(st.integers(0, 1000), st.floats(0, 1))
def test_an_arc_keeps_its_length_and_is_exact_at_its_ends(seed: int, share: float) -> None:
    a, b = latent_point(64, seed), latent_point(64, seed + 1)
    length = np.linalg.norm(slerp(a, b, share))
    assert (
        min(np.linalg.norm(a), np.linalg.norm(b)) * 0.97 <= length <= max(np.linalg.norm(a), np.linalg.norm(b)) * 1.03
    )
    assert slerp(a, b, 0.0) is a and slerp(a, b, 1.0) is b
    assert np.isfinite(slerp(a, a, share)).all() and np.isfinite(slerp(a, -a, share)).all()


def test_classes_are_mixed_to_one_and_exact_at_their_ends() -> None:
    assert soft_classes(1, 3, 0.0, 4).tolist() == [0, 1, 0, 0]
    assert soft_classes(1, 3, 1.0, 4).tolist() == [0, 0, 0, 1]
    assert soft_classes(1, 3, 0.3, 4).sum() == pytest.approx(1.0)
    assert soft_classes(2, 2, 0.3, 4).tolist() == pytest.approx([0, 0, 1, 0])


def test_automatic_gain_fits_loud_and_quiet_music_alike_and_stands_in_silence() -> None:
    music = np.abs(RANDOM.standard_normal((400, 1))) + 1.0
    shares = []
    for loudness in (1.0, 0.05):
        gain = AutoGain.start((1e-4,), 1 / 60)
        for value in music * loudness:
            share, gain = gain.step(value, sounds=True)
        shares.append(share)
        before = gain.past
        _, gain = gain.step(np.zeros(1), sounds=False)
        assert gain.past is before
    assert shares[0] == pytest.approx(shares[1])


def test_automatic_gain_does_not_make_music_of_noise() -> None:
    gain = AutoGain.start((0.01,), 1 / 60)
    for value in 1e-5 * RANDOM.random(400):
        share, gain = gain.step(np.array([value]), sounds=True)
        assert share[0] < 0.01


def test_the_gate_is_open_in_music_and_shut_half_a_second_after_it() -> None:
    gate = Gate()
    for _ in range(30):
        share, gate = gate.step(0.1, 1 / 60)
    assert share == 1.0
    for _ in range(30):
        share, gate = gate.step(0.0, 1 / 60)
    assert share == 0.0


def test_an_envelope_rises_at_once_and_falls_slowly_whatever_the_rate() -> None:
    for rate in (30, 60, 120):
        value = np.zeros(1)
        for _ in range(rate // 10):
            value = follow(value, np.ones(1), 1 / rate, 0.01, 0.2)
        assert value[0] > 0.99
        for _ in range(rate // 5):
            value = follow(value, np.zeros(1), 1 / rate, 0.01, 0.2)
        assert value[0] == pytest.approx(math.exp(-1), abs=0.01)
