"""GANterpretations of a whole file: the published figures, and the film and the plot that come out."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pictures import CLASSES, LATENT, NAMES, SIDE, generator
from PIL import Image

from rtxmodal.__main__ import main
from rtxmodal.devices.films import FilmReader
from rtxmodal.ganterpreting import Clock, GanterpretJob, Guide
from rtxmodal.stream.features import HOP_SIZE, power_spectra
from rtxmodal.stream.itinerary import Itinerary, class_schedule, survey, whole_way
from rtxmodal.stream.latent import way_point
from rtxmodal.stream.variation import Turn, alphas, smoothed, total_variation
from rtxmodal.translators.generator import Point

RATE = 8000


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RTXMODAL_MODELS", str(tmp_path))
    generator(tmp_path)
    generator(tmp_path, "plain", styles=False)
    return tmp_path


def noises(seconds: float, silences: tuple[float, ...] = (), rate: int = RATE) -> np.ndarray:
    """Noise that stops for five seconds at each of `silences`. Shape: (frames, 2)."""
    sound = 0.3 * np.random.default_rng(3).standard_normal((int(seconds * rate), 2)).astype(np.float32)
    for start in silences:
        sound[int(start * rate) : int((start + 5.0) * rate)] = 0.0
    return sound


def write(path: Path, sound: np.ndarray, rate: int = RATE) -> Path:
    soundfile.write(path, sound, rate)
    return path


def way(shape: str = "line", follow: str = "paper", classes: tuple[int, ...] = (2, 0, 3, 1)) -> Itinerary:
    """Through three ways of 4, 6 and 5 columns."""
    points = [0, 5, 11, 15]
    steps = np.random.default_rng(1).random(16) + 0.1
    along = whole_way(alphas(steps, points), points)
    return Itinerary(along, classes, CLASSES, LATENT, follow, shape)  # type: ignore[arg-type]


def one_hot(place: int) -> np.ndarray:
    return np.eye(CLASSES)[place]


@pytest.mark.parametrize(("frames", "rate", "columns"), [(40 * 8000, 8000, 2499), (30 * 44_100, 44_100, 10_334)])
def test_a_piece_has_the_published_counts(frames: int, rate: int, columns: int) -> None:
    seen = survey(np.random.default_rng(0).standard_normal(frames), rate, Turn())
    assert (len(seen.variation), len(seen.mean), len(seen.along)) == (columns - 1, columns, columns)
    assert seen.points[0] == 0 and seen.points[-1] == columns - 1
    assert seen.along[-1] == len(seen.points) - 1  # arrived at the last point


def test_a_piece_is_surveyed_in_pieces_as_if_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = noises(20.0)[:, 0]
    whole = total_variation(power_spectra(sound, RATE))
    monkeypatch.setattr("rtxmodal.stream.itinerary.PIECE", 100)
    seen = survey(sound, RATE, Turn())
    np.testing.assert_allclose(seen.variation, whole, rtol=1e-12)
    np.testing.assert_allclose(seen.mean, smoothed(whole), rtol=1e-12)


def test_steady_change_goes_the_way_in_even_steps() -> None:
    points = [0, 4, 10]
    shares = alphas(np.full(11, 0.7), points)
    np.testing.assert_allclose(shares[:3], np.arange(1, 4) / 3)
    np.testing.assert_allclose(shares[3:9], np.arange(1, 7) / 6)


def test_a_silence_in_the_music_is_a_point() -> None:
    seen = survey(noises(40.0, (10.0, 25.0))[:, 0], RATE, Turn())
    times = np.array(seen.points[1:-1]) * HOP_SIZE / RATE
    assert len(times) == 2  # the mean over 4.1 s of columns is least at the end of the silence
    assert ((times > [14.0, 29.0]) & (times < [15.2, 30.2])).all()
    assert len(survey(noises(40.0)[:, 0], RATE, Turn()).points) == 2


def test_classes_are_those_of_the_list_and_then_drawn_never_one_twice_in_a_row() -> None:
    assert class_schedule(3, (4, 1, 3, 2), 5, seed=0) == (4, 1, 3)
    long = class_schedule(200, (1, 1), 3, seed=0)
    assert long[:2] == (1, 1) and set(long) == {0, 1, 2}
    assert all(a != b for a, b in zip(long[1:], long[2:], strict=False))
    assert class_schedule(200, (1, 1), 3, seed=0) == long != class_schedule(200, (1, 1), 3, seed=1)
    assert class_schedule(3, (), 1, seed=0) == (0, 0, 0)


@pytest.mark.parametrize("shape", ["line", "arc", "fixed"])
def test_at_each_point_the_picture_is_that_of_its_latent_and_class_bit_for_bit(shape: str) -> None:
    trip = way(shape)
    for index, column in enumerate((0, 4, 10, 15)):  # where the alphas are 0, 1, 1, 1
        latent, classes = trip.at(column)
        np.testing.assert_array_equal(latent, way_point(LATENT, 0, 0 if shape == "fixed" else index))
        np.testing.assert_array_equal(classes, one_hot(trip.classes[index]))


def test_classes_sum_to_one_and_no_step_is_longer_than_the_largest_of_the_way() -> None:
    trip = way()
    columns = np.linspace(0.0, 15.0, 400)
    mixtures = np.stack([trip.at(column)[1] for column in columns])
    np.testing.assert_allclose(mixtures.sum(axis=1), 1.0, atol=1e-12)
    largest = np.diff(trip.along).max() * (columns[1] - columns[0])
    assert np.abs(np.diff(mixtures, axis=0)).sum(axis=1).max() <= 2 * largest + 1e-9


def test_the_published_code_is_a_class_ahead_and_shows_the_first_for_a_column() -> None:
    trip = way("fixed", "code", (2, 0, 3, 1, 2))
    assert (trip.at(0)[1] == one_hot(2)).all()
    first = trip.at(1)[1]
    assert first[0] > 0 and first[3] > 0 and first[2] == 0.0  # from the second class to the third
    assert (trip.at(4)[1] == one_hot(3)).all() and (trip.at(10)[1] == one_hot(1)).all()
    assert (trip.at(15)[1] == one_hot(2)).all()  # the extra one
    assert all((trip.at(column)[0] == way_point(LATENT, 0, 0)).all() for column in range(16))


def test_between_columns_the_way_is_gone_evenly() -> None:
    trip = way()
    here, there = trip.at(6)[1], trip.at(7)[1]
    np.testing.assert_allclose(trip.at(6.25)[1], 0.75 * here + 0.25 * there, atol=1e-12)


def test_the_published_rate_is_a_column_a_picture_and_the_film_as_long_as_the_sound() -> None:
    clock = Clock(44_100, Fraction(44_100, 128), 30 * 44_100)
    assert float(clock.pictures_per_second) == 344.53125
    assert [clock.column(number) for number in (0, 1, 5000)] == [0, 1, 5000]
    for rate in (Fraction(44_100, 128), Fraction(30), Fraction(30_000, 1001)):
        clock = Clock(44_100, rate, 30 * 44_100 + 77)
        assert 0 <= clock.pictures / rate - Fraction(clock.frames, 44_100) < 1 / rate
        assert clock.frame(clock.pictures) >= clock.frames  # all of the sound is in it


def test_a_film_has_the_sound_in_it_and_the_pictures_of_the_way(folder: Path, capsys: pytest.CaptureFixture) -> None:
    sound = noises(22.0, (8.0,))
    given, out = write(folder / "piece.wav", sound), folder / "film.mp4"
    words = ["--classes", "grey,0,blue", "--fps", "20", "--plot", str(folder / "plot.png"), "--provider", "cpu"]
    assert main(["ganterpret", str(given), str(out), "--generator", "plain", *words]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.split()[-1] for line in told[:3]] == ["grey", "red", "blue"]
    with FilmReader(out) as film:
        pictures, heard = list(film.pictures()), film.sound()
        assert film.pictures_per_second == 20
    assert len(pictures) == 440 and abs(len(heard) - len(sound)) <= 2 * 1024  # of AAC
    correlation = np.corrcoef(heard[: len(sound), 0][: len(heard)], sound[: len(heard), 0])[0, 1]
    assert correlation > 0.5  # noise at 8 kHz, through AAC
    guide = Guide(GanterpretJob(given, out, generator="plain", provider="cpu"))
    first = guide.paint(way_point(LATENT, 0, 0), one_hot(3)).astype(float)
    small = np.asarray(Image.fromarray(pictures[0]).resize((SIDE, SIDE), Image.Resampling.BOX)).astype(float)
    assert np.corrcoef(first.ravel(), small.ravel())[0, 1] > 0.9
    changes = [np.abs(a.astype(float) - b).mean() for a, b in zip(pictures, pictures[1:], strict=False)]
    assert max(changes[:60]) > 0.2  # it moves
    assert Image.open(folder / "plot.png").size[0] == 1600


def test_as_the_code_one_latent_stands_and_the_rate_is_that_of_the_columns(folder: Path) -> None:
    given, out = write(folder / "piece.wav", noises(8.0)), folder / "film.mp4"
    assert main(["ganterpret", str(given), str(out), "--follow", "code", "--provider", "cpu"]) == 0
    with FilmReader(out) as film:
        assert film.pictures_per_second == Fraction(RATE, 128)
        assert abs(sum(1 for _ in film.pictures()) / film.pictures_per_second - 8) <= 1 / film.pictures_per_second


def test_the_plot_alone_shows_the_points(folder: Path, capsys: pytest.CaptureFixture) -> None:
    still, turning = (write(folder / f"{n}.wav", noises(40.0, s)) for n, s in enumerate(((), (10.0, 25.0))))
    reds = []
    for given in (still, turning):
        assert main(["ganterpret", str(given), str(folder / "plot.png")]) == 0
        picture = np.asarray(Image.open(folder / "plot.png")).astype(int)
        red = (picture[..., 0] - picture[..., 2] > 120).sum(axis=0)
        reds.append(int((np.diff((red > 200).astype(int)) == 1).sum()))
    assert reds == [2, 4]
    assert "nothing stands out" in capsys.readouterr().out
    assert not list(folder.glob("*.mp4"))


def test_a_generators_own_knobs_are_set_and_truncation_for_any(folder: Path) -> None:
    job = GanterpretJob(folder / "a.wav", folder / "a.mp4", provider="cpu")
    half = GanterpretJob(folder / "a.wav", folder / "a.mp4", provider="cpu", values={"truncation": "0.4"})
    latent = way_point(LATENT, 0, 0)
    full, weak = (Guide(one).paint(latent, one_hot(0)).astype(float) for one in (job, half))
    assert np.abs(full - 127.5).mean() > 1.3 * np.abs(weak - 127.5).mean()


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["IN", "film.avi"], "OUT must end in .mp4 or .png"),
        (["short.wav", "film.mp4"], "must last 4.13 s or more, got 1.00 s"),
        (["texts.txt", "film.mp4"], "must be a whole wav, flac or ogg"),
        (["IN", "film.mp4", "--classes", "red,pink"], "classes must be among red, green, blue, grey, got 'pink'"),
        (["IN", "film.mp4", "--classes", "4"], "got 4"),
        (["IN", "film.mp4", "--generator", "none"], "generator must be a model that takes latent"),
        (["IN", "film.mp4", "--fps", "0"], "--fps must be a number above 0"),
        (["IN", "film.mp4", "--fps", "fast"], "--fps must be a number above 0"),
        (["IN", "film.mp4", "--set", "grain=1"], "--set must name one of truncation"),
        (["IN", "film.mp4", "--window", "0"], "--window must be 1"),
        (["IN", "film.mp4", "--plot", "x.pdf"], "--plot must end in .png"),
        (["IN", "none/film.mp4"], "must be writable"),
    ],
)
def test_what_cannot_be_made_is_one_line_and_nothing_is_written(
    folder: Path, words: list[str], complaint: str, capsys: pytest.CaptureFixture
) -> None:
    write(folder / "short.wav", noises(1.0))
    (folder / "texts.txt").write_text("no sound")
    given = write(folder / "piece.wav", noises(6.0))
    named = [str(given) if word == "IN" else str(folder / word) if "." in word else word for word in words]
    assert main(["ganterpret", *named, "--provider", "cpu"]) == 1
    said = capsys.readouterr().err
    assert complaint in said and said.count("\n") == 1
    assert not list(folder.glob("*.mp4")) and not list(folder.glob(".*"))


def test_a_generator_can_be_given_by_its_file(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = generator(tmp_path_factory.mktemp("elsewhere"), "mine")
    guide = Guide(GanterpretJob(folder / "a.wav", folder / "a.mp4", generator=str(path), provider="cpu"))
    assert guide.names == NAMES


def test_a_picture_is_painted_once_while_nothing_moves(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    guide = Guide(GanterpretJob(folder / "a.wav", folder / "a.mp4", provider="cpu"))
    painted: list[Point] = []
    paint = guide._generator.paint
    monkeypatch.setattr(guide._generator, "paint", lambda point, values: painted.append(point) or paint(point, values))
    for share in (0.0, 0.0, 0.5):
        guide.paint(np.full(LATENT, share), one_hot(0))
    assert len(painted) == 2
