"""Laws of the filters and effects: same shape, same picture for the same numbers, and what each one promises."""

from __future__ import annotations

import numpy as np
import pytest

from rtxmodal.stream import effects, filters
from rtxmodal.stream.warp import grid, look_up, to_picture, within
from rtxmodal.translators import Context, coded, create
from rtxmodal.translators.picture_filter import BASS, SECONDS, PictureFilter

CONTEXT = Context(48_000)
SIZES = ((48, 64), (64, 48), (1, 1), (1, 9), (37, 53))


def photo(height=48, width=64, seed=0):
    """Smooth shapes with edges and colours. Shape: (height, width, 3)."""
    x, y = grid(height, width)
    rng = np.random.default_rng(seed)
    waves = [np.sin(4 * a * x + 4 * b * y + c) > 0.3 * d for a, b, c, d in rng.uniform(-1, 1, (3, 4)) * 3]
    noise = rng.integers(0, 60, (height, width, 3))
    return (np.stack(waves, axis=-1) * 180 + noise).astype(np.uint8)


def filters_of_the_house():
    return sorted(
        name
        for name, module in coded().items()
        if getattr(module.create, "__annotations__", {}).get("return") == "PictureFilter"
    )


def told(translator, seconds=0.0, bass=0.0, **chosen):
    return {one.id: one.default for one in translator.card.parameters} | {SECONDS: seconds, BASS: bass} | chosen


def play(name, picture, count=1, step=1 / 30, bass=0.0, **chosen):
    translator = create(name, CONTEXT)
    state, shown = translator.start(), []
    for number in range(count):
        out, state = translator.translate(picture, told(translator, number * step, bass, **chosen), state)
        shown.append(out)
    return shown


@pytest.mark.parametrize("name", filters_of_the_house())
@pytest.mark.parametrize("size", SIZES)
def test_a_filter_keeps_shape_and_type_and_repeats_itself(name, size):
    picture = photo(*size)
    kept = picture.copy()
    once, again = (play(name, picture, 3, bass=0.7)[-1] for _ in range(2))
    assert once.shape == picture.shape and once.dtype == np.uint8
    assert np.array_equal(once, again) and np.array_equal(picture, kept)


def test_there_are_the_seven_of_the_566_and_the_four_of_the_stage():
    assert {"blur", "tessellate", "fractal", "pixelsort", "colourblur", "hueshift", "bits"} <= set(
        filters_of_the_house()
    )
    assert {"feedback", "bloom", "palette", "kaleidoscope"} <= set(filters_of_the_house())


@pytest.mark.parametrize(
    "name", ["blur", "tessellate", "fractal", "pixelsort", "colourblur", "hueshift", "bloom", "palette", "feedback"]
)
def test_at_amount_0_the_picture_stays_as_it_came(name):
    picture = photo()
    shown = play(name, picture, 4, amount=0.0, **({"drift": 0.0} if name == "hueshift" else {}))[-1]
    assert np.abs(shown.astype(int) - picture).max() <= 1


@pytest.mark.parametrize("name", filters_of_the_house())
def test_every_filter_changes_a_picture_as_it_comes_out_of_the_box(name):
    first, *_, last = play(name, photo(), 8, bass=1.0)
    pictures = [photo(seed=n) for n in range(8)]
    translator = create(name, CONTEXT)
    state = translator.start()
    for number, picture in enumerate(pictures):  # feedback needs pictures that differ
        shown, state = translator.translate(picture, told(translator, number / 30), state)
    assert np.abs(shown.astype(int) - pictures[-1]).mean() > 1.0


def test_a_blurred_constant_is_that_constant_and_fine_checks_become_grey():
    flat = np.full((48, 64, 3), (10, 130, 250), np.uint8)
    assert np.array_equal(filters.blur(flat, 4), flat)
    checks = np.repeat((np.indices((48, 64)).sum(0) % 2 * 255)[..., None], 3, axis=2).astype(np.uint8)
    assert np.abs(filters.blur(checks, 4).astype(int) - 127).max() <= 1


def test_a_whole_turn_of_hue_and_all_eight_bits_change_nothing():
    picture = photo()
    assert np.abs(filters.shift_hue(picture, 360.0).astype(int) - picture).max() <= 1
    assert np.array_equal(filters.reduce_bits(picture, 8), picture)


def test_a_third_of_a_turn_makes_red_green_and_grey_stays_grey():
    colours = np.array([[[200, 0, 0], [90, 90, 90]]], np.uint8)
    assert filters.shift_hue(colours, 120.0).tolist() == [[[0, 200, 0], [90, 90, 90]]]


def test_bits_leave_as_many_steps_as_they_count():
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    for bits in range(1, 9):
        assert len(np.unique(filters.reduce_bits(ramp, bits))) == 2**bits


@pytest.mark.parametrize("direction", filters.DIRECTIONS)
@pytest.mark.parametrize("by", filters.KEYS)
def test_sorting_keeps_the_pixels_of_each_line_and_puts_whole_lines_in_order(direction, by):
    picture = photo()
    for amount in (0.3, 1.0):
        done = filters.sort_pixels(picture, amount, direction, by)
        lines = (picture, done) if direction in ("left", "right") else (picture.swapaxes(0, 1), done.swapaxes(0, 1))
        for before, after in zip(*lines, strict=True):
            assert sorted(map(tuple, before.tolist())) == sorted(map(tuple, after.tolist()))
    key = filters._key(done, by)
    along = np.diff(key, axis=1 if direction in ("left", "right") else 0)
    assert (along >= 0).all() if direction in ("right", "down") else (along <= 0).all()


def test_a_stretch_ends_at_an_edge():
    line = np.array([[[250] * 3, [240] * 3, [245] * 3, [30] * 3, [10] * 3, [20] * 3]], np.uint8)
    assert filters.sort_pixels(line, 0.5)[0, :, 0].tolist() == [240, 245, 250, 10, 20, 30]


def test_a_cell_has_one_colour_the_mean_of_what_it_covers():
    picture = photo(60, 60)
    glass = filters.tessellate(picture, 6, 0.8, seed=3)
    colours = {tuple(pixel) for pixel in glass.reshape(-1, 3).tolist()}
    assert 20 <= len(colours) <= 64
    for colour in colours:
        covered = (glass == colour).all(axis=2)
        assert np.abs(picture[covered].mean(axis=0) - colour).max() <= 0.51
    assert not np.array_equal(glass, filters.tessellate(picture, 6, 0.8, seed=4))


def test_cells_in_order_are_squares_that_begin_at_the_corner():
    picture = photo(60, 60)
    glass = filters.tessellate(picture, 6, 0.0)
    blocks = picture.reshape(6, 10, 6, 10, 3).mean(axis=(1, 3)).repeat(10, axis=0).repeat(10, axis=1)
    assert np.abs(glass - blocks).max() <= 0.5


def test_colour_runs_and_light_stays():
    picture = photo()
    soft = filters.blur_colour(picture, 24.0)
    inside = (soft.min(axis=2) > 0) & (soft.max(axis=2) < 255)  # what was not cut off
    assert np.abs(filters.luma(soft) - filters.luma(picture))[inside].max() < 2.0
    spread = [(p.max(axis=2).astype(int) - p.min(axis=2)).std() for p in (picture, soft)]
    assert spread[1] < 0.7 * spread[0]


def test_a_kaleidoscope_is_the_same_from_every_mirror():
    shown = effects.kaleidoscope(photo(65, 65), 4, 20.0, 1.2).astype(int)
    assert np.abs(shown - shown[::-1]).max() <= 2 and np.abs(shown - shown[:, ::-1]).max() <= 2
    assert np.abs(shown - shown.swapaxes(0, 1)).max() <= 2


def test_a_palette_keeps_light_and_brings_its_hue():
    greys = np.repeat(np.arange(0, 256, 5, dtype=np.uint8)[None, :, None], 3, axis=2)
    for palette in effects.PALETTES:
        shown = effects.recolour(greys, palette, 1.0, 0.0)
        assert (np.diff(filters.luma(shown)[0]) > 0).mean() > 0.95, palette  # lighter stays lighter
        assert shown[0, 0].max() <= 8 and shown[0, -1].min() >= 245
    silver = effects.recolour(greys, "silver", 1.0, 0.0)  # hardly a colour: what is left is how light it was
    assert np.abs(silver.astype(int) - greys).max() <= 8
    ember, lagoon = (effects.palette_table(name, 0)[128] for name in ("ember", "lagoon"))
    assert ember[0] > ember[2] and lagoon[2] > lagoon[0]


def test_bloom_only_adds_light_and_only_round_what_is_bright():
    picture = np.zeros((64, 64, 3), np.uint8)
    picture[28:36, 28:36] = 255
    glow = effects.bloom(picture, 0.5, 1.0, 0.08).astype(int) - picture
    assert glow.min() >= 0 and glow[24, 32].max() > 20 and glow[2, 2].max() == 0
    assert not (effects.bloom(np.full_like(picture, 100), 0.5, 1.0, 0.08) != 100).any()


def test_trails_fade_at_the_same_pace_at_any_picture_rate():
    def left(step):
        translator = create("feedback", CONTEXT)
        state, flash = translator.start(), np.full((16, 16, 3), 255, np.uint8)
        for number in range(round(0.4 / step) + 1):
            seen = flash if number == 0 else np.zeros_like(flash)
            still = {"amount": 1.0, "zoom": 0.0, "turn": 0.0}
            shown, state = translator.translate(seen, told(translator, number * step, **still), state)
        return float(shown.mean())

    wanted = 255.0 * np.exp(-0.4 / 0.4)
    assert left(1 / 60) == pytest.approx(wanted, abs=1.0) and left(1 / 20) == pytest.approx(wanted, abs=1.0)


def test_feedback_never_burns_out_and_forgets():
    grey = play("feedback", np.full((16, 16, 3), 100, np.uint8), 100, amount=1.0, decay=4000.0)[-1]
    assert grey.max() == 100
    translator = create("feedback", CONTEXT)
    state = translator.start()
    for number in range(120):
        picture = np.full((16, 16, 3), 255 if number < 5 else 0, np.uint8)
        shown, state = translator.translate(picture, told(translator, number / 30), state)
    assert shown.max() <= 2


def test_a_drift_goes_as_far_in_a_second_at_any_picture_rate():
    slow, fast = (play("hueshift", photo(), rate + 1, 1 / rate, amount=0.0, drift=10.0)[-1] for rate in (15, 60))
    assert np.abs(slow.astype(int) - fast).max() <= 1
    assert np.abs(slow.astype(int) - filters.shift_hue(photo(), 10.0)).max() <= 1


def test_time_that_jumps_is_not_believed():
    back = play("kaleidoscope", photo(), 3, step=-5.0)
    assert np.array_equal(back[0], back[-1])


def test_places_are_looked_up_between_pixels_and_mirrored_beyond_the_edge():
    picture = np.zeros((3, 5, 3), np.uint8)
    picture[:, :, 0] = np.arange(5) * 50
    x, y = grid(3, 5)
    assert np.allclose(look_up(picture, x, y), picture)
    half = 1.5
    assert np.allclose(look_up(picture, x + 0.5 / half, y)[:, :4, 0], picture[:, :4, 0] + 25)
    assert np.allclose(look_up(picture, x + 2.0 / half, y)[0, :, 0], [100, 150, 200, 150, 100])


def test_large_pictures_are_made_smaller_before_they_are_worked_on():
    assert within(np.zeros((1080, 1920, 3), np.uint8), 384).shape == (216, 384, 3)
    assert play("tessellate", photo(500, 1000))[0].shape == (192, 384, 3)
    assert to_picture(np.array([[[-5.0, 127.6, 300.0]]])).tolist() == [[[0, 128, 255]]]
    assert isinstance(create("bits", CONTEXT), PictureFilter)
