"""Laws of the "566" codecs (checks A1 to A3 of its description)."""

from __future__ import annotations

import numpy as np
import pytest

from export.data import codecs
from export.data.codecs import Cell

SIZE, RATE = 256, 44_100


def snr_db(wanted, got):
    return 10.0 * np.log10((wanted**2).sum() / ((wanted - got) ** 2).sum())


def test_sound_as_it_is_comes_back_by_its_loudest_frame():
    sound = np.random.default_rng(0).standard_normal((2, SIZE * SIZE)).astype(np.float32)
    square = codecs.square_of_sound(sound, SIZE)
    assert square.shape == (2, 256, 256) and square[0, 1, 44] == pytest.approx(sound[0, 300] / np.abs(sound).max())
    assert np.abs(codecs.sound_of_square(square) - sound / np.abs(sound).max()).max() < 1e-6


def test_a_sine_in_the_middle_of_a_bin_is_1_there_and_nothing_elsewhere():
    time = np.arange(2 * SIZE * SIZE) / RATE
    assert pytest.approx(861.33, abs=0.01) == 10 * RATE / 512
    sound = np.tile(np.sin(2 * np.pi * 10 * RATE / 512 * time), (2, 1))
    magnitude = codecs.square_of_spectra(sound, SIZE)[:2, :, ::-1]  # low pitches first
    assert np.abs(magnitude[:, :, 10] - 1.0).max() < 1e-3
    assert (np.delete(magnitude, 10, axis=2) == -1.0).all()


@pytest.mark.parametrize(("kind", "least"), [(np.float64, 100.0), (np.float32, 60.0)])
def test_spectra_come_back_but_for_the_highest_bin(kind, least):
    noise = 0.25 * np.random.default_rng(1).standard_normal((2, 2 * SIZE * SIZE))
    spectra = np.fft.rfft(noise.reshape(2, SIZE, 512), axis=2)
    spectra[:, :, -1] = 0.0
    without = np.fft.irfft(spectra, axis=2).reshape(2, -1).astype(kind)
    square = codecs.square_of_spectra(without, SIZE)
    assert square.dtype == kind and square.shape == (4, SIZE, SIZE) and np.abs(square[:2]).max() < 1.0
    assert snr_db(without, codecs.sound_of_spectra(square)) > least
    silence = np.full((4, SIZE, SIZE), -1.0, kind)
    assert not codecs.sound_of_spectra(silence).any()
    with_all = codecs.sound_of_spectra(codecs.square_of_spectra(noise, SIZE))
    assert snr_db(noise, with_all) == pytest.approx(26.9, abs=0.3)


def test_too_little_sound_is_refused():
    with pytest.raises(ValueError, match="65536 frames"):
        codecs.square_of_sound(np.zeros((2, 100)), SIZE)
    with pytest.raises(ValueError, match="131072 frames"):
        codecs.square_of_spectra(np.zeros((2, 100)), SIZE)


def test_a_note_of_four_quarters_is_sixteen_cells():
    roll = codecs.roll_of_cells([Cell(0, 60, 16)])
    assert (roll == 255).sum() == 16 and (roll[60, :16] == 255).all()


@pytest.mark.parametrize("size", [128, 256])
def test_notes_come_back_from_their_picture_and_as_published_a_sixteenth_early(size):
    rng = np.random.default_rng(2)
    cells = sorted(
        {
            Cell(int(start), int(pitch), 3)
            for start, pitch in zip(rng.permutation(30) * 4 + 1, rng.integers(0, 128, 30), strict=True)
        }
    )
    roll = codecs.roll_of_cells(cells)
    seen = codecs.roll_of_square(codecs.square_of_roll(roll, size))
    assert np.array_equal(seen, roll)
    assert codecs.cells_of_roll(seen) == cells
    assert codecs.cells_of_roll(seen, published=True) == [
        Cell(cell.start - 1, cell.pitch, cell.steps) for cell in cells
    ]


def test_a_roll_in_shades_of_grey_is_parted_where_otsu_parts_it():
    rng = np.random.default_rng(3)
    roll = codecs.roll_of_cells([Cell(n, 20 + n, 30) for n in range(90)])
    dim = codecs.square_of_roll(roll, 128) * 0.3 - 0.4 + 0.05 * rng.standard_normal((1, 128, 128))
    assert np.array_equal(codecs.roll_of_square(dim), roll)
    assert codecs.otsu(np.full((8, 8), 30.0)) == 127.5


@pytest.mark.parametrize("shape", [(64, 64), (40, 90), (91, 40)])
def test_a_picture_is_mirrored_to_a_square_with_x_first_and_comes_back(shape):
    picture = np.random.default_rng(4).integers(0, 256, (*shape, 3), dtype=np.uint8)
    edge = max(shape)
    square = codecs.square_of_picture(picture, edge)
    assert square.shape == (3, edge, edge) and square.min() >= -1.0 and square.max() <= 1.0
    back = codecs.picture_of_square(square)
    top, left = (edge - shape[0]) // 2, (edge - shape[1]) // 2
    assert np.array_equal(back[top : top + shape[0], left : left + shape[1]], picture)
    assert square[0, left + 3, top + 5] == pytest.approx(picture[5, 3, 0] / 127.5 - 1.0, abs=1e-6)


def test_two_channels_get_a_black_third_and_stretching_is_a_choice():
    square = np.stack([np.full((4, 4), 0.5), np.linspace(-0.5, 0.5, 16).reshape(4, 4)]).astype(np.float32)
    assert codecs.picture_of_square(square)[..., 2].max() == 0
    assert codecs.picture_of_square(square)[0, 0].tolist() == [191, 64, 0]
    assert codecs.picture_of_square(square, stretched=True)[..., :2].max() == 255


def test_notes_between_the_steps_are_grey_by_their_share_and_whole_ones_as_ever():
    roll = codecs.roll_of_spans([(1.25, 3.5, 60), (-2.0, 0.5, 64), (127.0, 140.0, 67), (200.0, 201.0, 70)])
    assert (roll[60, :5] / 255.0).round(2).tolist() == [0.0, 0.75, 1.0, 0.5, 0.0]
    assert roll[64].tolist() == [128, *[0] * 127] and roll[67, 127] == 255 and not roll[70].any()
    whole = codecs.roll_of_spans([(4.0, 8.0, 50), (8.0, 9.0, 50)])
    np.testing.assert_array_equal(whole, codecs.roll_of_cells([Cell(4, 50, 4), Cell(8, 50, 1)]))
