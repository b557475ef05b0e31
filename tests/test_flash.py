"""No picture that is shown flashes more often than WCAG allows."""

from __future__ import annotations

import numpy as np
import pytest

from bench import looks
from rtxmodal.stream.flash import FlashLimiter, luminance, redness

SIDE = 64
RANDOM = np.random.default_rng(3)
TEXTURE = RANDOM.integers(0, 256, (SIDE, SIDE, 3)).astype(np.uint8)


def grey(level: float) -> np.ndarray:
    return np.full((SIDE, SIDE, 3), round(level), np.uint8)


def show(pictures: list[np.ndarray], rate: float = 60.0) -> tuple[list[np.ndarray], FlashLimiter]:
    limiter = FlashLimiter()
    return [limiter.limit(picture, place / rate) for place, picture in enumerate(pictures)], limiter


@pytest.mark.parametrize("hertz", [4.0, 7.5, 10.0, 15.0, 30.0])
@pytest.mark.parametrize("levels", [(0, 255), (40, 200), (0, 110)])
def test_a_strobe_flashes_at_most_three_times_a_second(hertz: float, levels: tuple[int, int]) -> None:
    strobe = [grey(levels[int(2 * hertz * k / 60) % 2]) for k in range(300)]
    times = np.arange(300) / 60
    shown, limiter = show(strobe)
    light = np.array([luminance(picture) for picture in shown])
    given = np.array([luminance(picture)[0, 0] for picture in strobe])
    assert looks.flashes(given, times, 0.1, 0.8) > 3
    assert limiter.held > 50
    for row in range(4):
        for column in range(4):
            assert looks.flashes(light[:, row, column], times, 0.1, 0.8) <= 3


@pytest.mark.parametrize("flashes", [1.0, 2.0, 5.0])
def test_as_many_flashes_a_second_as_are_allowed_and_no_limit_at_none(flashes: float) -> None:
    strobe = [grey(255 * (k // 4 % 2)) for k in range(300)]
    limiter = FlashLimiter()
    limiter.flashes = flashes
    light = [luminance(limiter.limit(picture, k / 60))[0, 0] for k, picture in enumerate(strobe)]
    assert 0 < looks.flashes(np.array(light), np.arange(300) / 60, 0.1, 0.8) <= flashes
    limiter.flashes = 0.0
    assert all(limiter.limit(picture, 10.0 + k / 60) is picture for k, picture in enumerate(strobe))


def test_a_strobe_in_one_corner_is_held_there_alone() -> None:
    pictures = []
    for k in range(240):
        picture = grey(120)
        picture[: SIDE // 4, : SIDE // 4] = 255 * (k // 3 % 2)
        pictures.append(picture)
    shown, _ = show(pictures)
    light = np.array([luminance(picture) for picture in shown])
    assert looks.flashes(light[:, 0, 0], np.arange(240) / 60, 0.1, 0.8) <= 3
    assert np.ptp(light[:, 3, 3]) < 1e-6


def test_a_random_flicker_of_pictures_is_held() -> None:
    pictures = [np.clip(TEXTURE * RANDOM.uniform(0, 1.5), 0, 255).astype(np.uint8) for _ in range(400)]
    shown, _ = show(pictures)
    light = np.array([luminance(picture) for picture in shown]).reshape(400, 16)
    times = np.arange(400) / 60
    assert max(looks.flashes(light[:, tile], times, 0.1, 0.8) for tile in range(16)) <= 3


def test_a_red_strobe_is_paled() -> None:
    red = grey(0)
    red[..., 0] = 230
    shown, _ = show([red if k // 4 % 2 else grey(60) for k in range(300)])
    values = np.array([redness(picture)[1, 1] for picture in shown])
    assert looks.flashes(values, np.arange(300) / 60, 20.0) <= 3


def test_calm_pictures_pass_untouched() -> None:
    calm = [np.roll(TEXTURE, k, axis=1) for k in range(120)]
    slow = [grey(128 + 100 * np.sin(2 * np.pi * k / 60)) for k in range(240)]  # one flash a second
    for pictures in (calm, slow):
        shown, limiter = show(pictures)
        assert limiter.held == 0
        assert all(a is b for a, b in zip(shown, pictures, strict=True))


def test_what_is_held_goes_on_moving() -> None:
    pictures = [(np.roll(TEXTURE, 2 * k, axis=1) * (1.0 if k // 3 % 2 else 0.25)).astype(np.uint8) for k in range(200)]
    shown, limiter = show(pictures)
    assert limiter.held > 50
    moves = [np.abs(a.astype(float) - b).mean() for a, b in zip(shown[100:], shown[101:], strict=False)]
    assert min(moves) > 5.0


def test_held_light_comes_back_slowly_and_wholly() -> None:
    strobe = [grey(255 * (k // 3 % 2)) for k in range(120)]
    shown, _ = show([*strobe, *[grey(200)] * 240])
    assert np.array_equal(shown[-1], grey(200))
    light = np.array([luminance(picture)[0, 0] for picture in shown])
    assert np.abs(np.diff(light[121:])).max() < 0.05


def hostile(kind: str, seed: int, count: int = 200) -> list[np.ndarray]:
    """Films that want to flash: by any colour, in red, with texture, in the middle between tiles, by panning."""
    draw, rows = np.random.default_rng(seed), np.indices((SIDE, SIDE))
    hertz, pictures = draw.uniform(3.5, 30.0), []
    for k in range(count):
        on = int(2 * hertz * k / 60) % 2
        picture = np.full((SIDE, SIDE, 3), 80.0)
        if kind == "coin":
            picture[:] = 255 * draw.integers(2)
        elif kind == "colours":
            picture[:] = [(255, 0, 0), (0, 0, 255), (0, 255, 0), (255, 255, 0)][draw.integers(4)]
        elif kind == "red texture":
            picture = TEXTURE * np.array([1.0, 0.1, 0.1]) * (0.9 * on + 0.1)
        elif kind == "middle":
            picture[16:48, 16:48] = 255 * on
        elif kind == "pan":
            picture = np.roll(TEXTURE * (rows[1] // 16 % 2)[..., None], int(k * draw.integers(1, 9)), 1)
        else:
            picture[:] = 127 + 127 * np.sin(2 * np.pi * hertz * k / 60)
        pictures.append(np.clip(picture, 0, 255).astype(np.uint8))
    return pictures


@pytest.mark.parametrize("rate", [24.0, 60.0, 144.0])
@pytest.mark.parametrize("kind", ["coin", "colours", "red texture", "middle", "pan", "wave"])
def test_no_hostile_film_flashes_in_any_tile(kind: str, rate: float) -> None:
    shown, limiter = show(hostile(kind, round(rate)), rate)
    times = np.arange(len(shown)) / rate
    light = np.array([luminance(picture) for picture in shown]).reshape(len(shown), -1)
    red = np.array([redness(picture) for picture in shown]).reshape(len(shown), -1)
    assert limiter.held > 20
    assert max(looks.flashes(light[:, tile], times, 0.1, 0.8) for tile in range(16)) <= 3
    assert max(looks.flashes(red[:, tile], times, 20.0) for tile in range(16)) <= 3
