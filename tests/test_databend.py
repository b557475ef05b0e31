"""Laws of databending: pictures are bytes are sound, both ways without loss, and effects keep their number."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from rtxmodal.__main__ import main
from rtxmodal.databending import Bend, bend_file, bend_picture
from rtxmodal.devices.files import read_picture, read_sound
from rtxmodal.devices.films import Film, FilmReader
from rtxmodal.stream.databend import BITS, LAYOUTS, from_sound, is_planar, to_bytes, to_picture, to_sound

EXACT = tuple(layout for layout in LAYOUTS if layout != "yuv444p")
ECHO = ("echo", "0.8", "0.88", "60", "0.4")
needs_sox = pytest.mark.skipif(shutil.which("sox") is None, reason="SoX is not installed (apt install sox)")


def noise(height, width, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


@given(st.integers(1, 33), st.integers(1, 33), st.sampled_from(EXACT), st.sampled_from(BITS))
def test_a_picture_comes_back_from_sound_bit_for_bit(height, width, layout, bits):
    picture = noise(height, width, height * width)
    sound = to_sound(to_bytes(picture, layout), bits)
    assert sound.dtype == np.float32 and sound.min() >= -1.0 and sound.max() < 1.0
    back = to_picture(from_sound(sound, picture.size, bits), width, height, layout)
    np.testing.assert_array_equal(back, picture)


def test_grey_is_digital_silence_and_300_by_300_makes_270000_samples():
    sound = to_sound(to_bytes(np.full((300, 300, 3), 128, np.uint8)))
    assert len(sound) == 270_000 and not sound.any()


def test_planes_follow_each_other_and_pixels_keep_their_colours_together():
    picture = np.array([[[1, 2, 3], [4, 5, 6]]], np.uint8)
    assert to_bytes(picture, "rgb24").tolist() == [1, 2, 3, 4, 5, 6]
    assert to_bytes(picture, "bgr24").tolist() == [3, 2, 1, 6, 5, 4]
    assert to_bytes(picture, "gbrp").tolist() == [2, 5, 3, 6, 1, 4]  # FFmpeg's order
    assert [layout for layout in LAYOUTS if is_planar(layout)] == ["gbrp", "yuv444p"]


def test_brightness_and_colours_come_back_within_two_levels():
    picture = noise(40, 31)
    back = to_picture(to_bytes(picture, "yuv444p"), 31, 40, "yuv444p")
    assert np.abs(back.astype(int) - picture).max() <= 2


@pytest.mark.parametrize("count", [1, 2, 5, 1000])
@pytest.mark.parametrize("bits", BITS)
def test_sound_of_any_length_and_any_numbers_fills_exactly_the_bytes_asked_for(bits, count):
    wild = np.array([np.nan, np.inf, -np.inf, 3.0, -3.0, 0.5], np.float32)
    data = from_sound(wild, count, bits)
    assert data.shape == (count,) and data.dtype == np.uint8
    if bits == 8 and count > 6:
        assert data[:6].tolist() == [128, 255, 0, 255, 0, 192] and (data[6:] == 128).all()


@needs_sox
@pytest.mark.parametrize("bits", BITS)
@pytest.mark.parametrize("layout", EXACT)
def test_an_effect_that_changes_nothing_gives_the_picture_back(layout, bits):
    picture = noise(13, 17)
    for effects in ((), ("vol", "1")):
        np.testing.assert_array_equal(bend_picture(picture, Bend(effects, layout, bits)), picture)


@needs_sox
def test_an_echo_on_planes_changes_no_plane_before_its_first_sample_that_is_not_silent():
    picture = np.full((100, 100, 3), 128, np.uint8)
    picture[50:, :, 2] = 250  # blue is the second plane of gbrp: nothing sounds before its 50th row
    bent = bend_picture(picture, Bend(ECHO, "gbrp"))
    np.testing.assert_array_equal(bent[:, :, 1], picture[:, :, 1])  # green, heard before
    np.testing.assert_array_equal(bent[:50, :, 2], picture[:50, :, 2])
    assert (bent[50:, :, 2] != picture[50:, :, 2]).any()
    assert (bent[:, :, 0] != picture[:, :, 0]).any()  # red is heard last: the echo rings on into it


@needs_sox
@pytest.mark.parametrize("effects", [ECHO, ("pitch", "200"), ("tempo", "2"), ("reverse",), ("trim", "0", "0.01")])
def test_effects_that_lengthen_or_shorten_leave_as_many_bytes(effects):
    picture = noise(37, 41)
    bent = bend_picture(picture, Bend(effects))
    assert bent.shape == picture.shape and (bent != picture).any()
    np.testing.assert_array_equal(bent, bend_picture(picture, Bend(effects)))  # the same each time


@needs_sox
def test_blend_goes_from_the_bent_picture_to_the_original():
    picture = noise(20, 20)
    apart = [
        np.abs(bend_picture(picture, Bend(("vol", "0.3"), blend=share)).astype(int) - picture).mean()
        for share in (0.0, 0.5, 1.0)
    ]
    assert apart[0] > 1.9 * apart[1] > 0.0 and apart[2] == 0.0


@pytest.mark.parametrize("bits", BITS)
def test_a_picture_written_as_wav_and_read_again_is_the_same_file(tmp_path, bits):
    picture = noise(31, 29)
    Image.fromarray(picture).save(tmp_path / "in.png")
    bend_file(tmp_path / "in.png", tmp_path / "heard.wav", Bend(bits=bits))
    bend_file(tmp_path / "heard.wav", tmp_path / "back.png", Bend(bits=bits, size=(29, 31)))
    np.testing.assert_array_equal(read_picture(tmp_path / "back.png"), picture)


@pytest.mark.parametrize("mode", ["L", "RGBA", "CMYK", "1", "P", "I;16"])
def test_pictures_of_any_mode_and_of_one_pixel_bend(tmp_path, mode):
    path = tmp_path / ("one.tif" if mode == "CMYK" else "one.png")
    Image.new(mode, (1, 1)).save(path)
    bend_file(path, tmp_path / "out.png", Bend())
    assert read_picture(tmp_path / "out.png").shape == (1, 1, 3)


def write_film(path, pictures, sound):
    film = Film(path, 48_000, 10)
    for picture in pictures:
        film.add_picture(picture)
    film.add_sound(sound)
    film.close()


@needs_sox
def test_effects_ring_on_into_the_next_picture_of_a_film_and_into_its_sound(tmp_path):
    grey, bright = np.full((512, 512, 3), 128, np.uint8), np.full((512, 512, 3), 220, np.uint8)
    sound = np.zeros((48_000, 2), np.float32)
    sound[:4800] = 0.2
    write_film(tmp_path / "in.mp4", [grey, bright, grey, grey], sound)
    bend_file(tmp_path / "in.mp4", tmp_path / "out.mp4", Bend(("echo", "0.8", "0.88", "9000", "0.9"), "gbrp"))
    with FilmReader(tmp_path / "in.mp4") as before, FilmReader(tmp_path / "out.mp4") as after:
        given, bent = list(before.pictures()), list(after.pictures())
        assert after.pictures_per_second == before.pictures_per_second and len(bent) == len(given) == 4
        assert abs(len(after.sound()) - len(before.sound())) <= 2048  # AAC's padding
    level = [float(picture.mean()) for picture in bent]
    assert abs(level[0] - 128) < 3 and level[2] > 150  # 9 s are half a picture of 786,432 bytes


def test_a_film_with_no_effect_keeps_its_pictures(tmp_path):
    write_film(
        tmp_path / "in.mp4", [np.full((64, 64, 3), level, np.uint8) for level in (20, 90, 200)], np.zeros((9, 2))
    )
    bend_file(tmp_path / "in.mp4", tmp_path / "out.mp4", Bend())
    with FilmReader(tmp_path / "in.mp4") as before, FilmReader(tmp_path / "out.mp4") as after:
        for given, bent in zip(before.pictures(), after.pictures(), strict=True):
            assert np.abs(given.astype(int) - bent).max() <= 3  # H.264


def refused(tmp_path, *arguments):
    """What the command says, and that it wrote nothing."""
    before = sorted(path.name for path in tmp_path.iterdir())
    status = main(["databend", *map(str, arguments)])
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    return status


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("broken.jpg", b"\xff\xd8\xff\xe0 cut", "broken.jpg must be"),
        ("empty.png", b"", "empty.png must be"),
        ("text.jpg", b"hello", "text.jpg must be"),
        ("text.mp4", b"hello", "text.mp4 must be"),
        ("empty.wav", b"", "empty.wav must be"),
    ],
)
def test_a_broken_file_is_refused_in_one_line_and_nothing_is_written(tmp_path, capsys, name, content, word):
    (tmp_path / name).write_bytes(content)
    out = tmp_path / ("out.mp4" if name.endswith("mp4") else "out.png")
    assert refused(tmp_path, "--size", "4x4", tmp_path / name, out) == 1
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert word in said


def test_a_jpeg_that_is_cut_short_is_refused(tmp_path, capsys):
    Image.fromarray(noise(64, 64)).save(tmp_path / "whole.jpg")
    data = (tmp_path / "whole.jpg").read_bytes()
    (tmp_path / "cut.jpg").write_bytes(data[: len(data) // 2])
    assert refused(tmp_path, tmp_path / "cut.jpg", tmp_path / "out.png") == 1
    assert "cut.jpg must be a whole picture" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--bits", "12", "{in}", "{out}"], "bits must be one of"),
        (["--blend", "2", "{in}", "{out}"], "blend must be in 0..1"),
        (["--color-format", "cmyk", "{in}", "{out}"], "colour format must be one of"),
        (["--size", "large", "{in}", "{out}"], "--size must be written"),
        (["--size", "0x4", "{in}", "{out}"], "size must be at least 1x1"),
        (["{in}", "{folder}/out.mp4"], "databend goes from"),
        (["{in}", "{folder}/none/out.png"], "must be writable"),
        (["{in}", "{folder}/out.flac"], "must end in .wav"),
        (["{in}", "{folder}/out.xyz"], "picture file must end in"),
    ],
)
def test_a_choice_that_does_not_fit_is_refused(tmp_path, capsys, arguments, word):
    Image.fromarray(noise(4, 4)).save(tmp_path / "in.png")
    names = {"in": tmp_path / "in.png", "out": tmp_path / "out.png", "folder": tmp_path}
    assert refused(tmp_path, *(argument.format(**names) for argument in arguments)) == 1
    assert word in capsys.readouterr().err


@needs_sox
@pytest.mark.parametrize("effects", [["frobnicate", "1"], ["other.wav"], ["echo", "nonsense"]])
def test_an_effect_that_sox_does_not_know_is_refused_and_never_taken_for_a_file(tmp_path, capsys, effects):
    Image.fromarray(noise(4, 4)).save(tmp_path / "in.png")
    assert refused(tmp_path, tmp_path / "in.png", tmp_path / "out.png", *effects) == 1
    assert "effect" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("sound", "rate"),
    [(np.zeros((1, 1)), 8000), (np.full((700, 2), 0.99), 192_000), (np.zeros((44_100, 1)), 44_100)],
)
def test_sound_files_of_one_sample_silent_or_clipped_become_pictures(tmp_path, sound, rate):
    soundfile.write(tmp_path / "in.wav", sound, rate)
    bend_file(tmp_path / "in.wav", tmp_path / "out.png", Bend(size=(11, 7)))
    assert read_picture(tmp_path / "out.png").shape == (7, 11, 3)
    assert read_sound(tmp_path / "in.wav")[1] == rate
