"""Laws of the random filters, of the optimisation, and of the live textures distilled from them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is only in the extra `export`")
pytest.importorskip("onnxscript", reason="torch's ONNX exporter needs onnxscript (extra `export`)")
pytest.importorskip("librosa", reason="librosa is only in the extra `export`")

import soundfile  # noqa: E402
from PIL import Image  # noqa: E402

from export.__main__ import main  # noqa: E402
from export.data.contents import checked_sound, load_style, seen  # noqa: E402
from export.nets.texture import SETTINGS, Texture, TextureNet  # noqa: E402
from export.own import own_recipe  # noqa: E402
from export.random_filters import (  # noqa: E402
    BINS,
    FILTERS,
    convergence_db,
    draw_filters,
    features,
    filter_deviation,
    gram,
    griffin_lim,
    log_magnitudes,
    style_losses,
)
from export.sound_checks import hop_line_db, play_offline  # noqa: E402
from export.stylize import Choice, optimise, stylize_files  # noqa: E402
from export.systems.texture import Texture as System  # noqa: E402
from export.texture_stage import stage_graph, texture_plan  # noqa: E402
from export.to_onnx import runner, to_model  # noqa: E402
from export.train import Recipe, load_checkpoint, save_checkpoint  # noqa: E402

RATE = SETTINGS.sample_rate
HOP = SETTINGS.hop_size


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)


def tone(seconds: float, hz: float = 440.0, rate: int = RATE) -> np.ndarray:
    time = np.arange(int(seconds * rate)) / rate
    return (0.2 * sum(np.sin(2 * np.pi * hz * k * time) / k for k in range(1, 6))).astype(np.float32)


def spectrogram(bins: int, frames: int, seed: int) -> np.ndarray:
    return np.abs(np.random.default_rng(seed).standard_normal((bins, frames))).astype(np.float32)


# -- the filters ------------------------------------------------------------------------------------------


def test_the_filters_are_as_published() -> None:
    assert filter_deviation() == pytest.approx(0.00842668, abs=5e-9)
    filters = draw_filters(0)
    assert tuple(filters.shape) == (1, 11, BINS, FILTERS) == (1, 11, 1025, 4096)
    assert float(filters.std()) == pytest.approx(0.00842668, rel=0.005)
    assert torch.equal(filters[..., :9], draw_filters(0)[..., :9])
    assert not torch.equal(filters[..., :9], draw_filters(1)[..., :9])


def test_features_have_ten_frames_less_and_a_gram_is_symmetric_and_positive() -> None:
    filters = draw_filters(0, 16, 32)
    found = features(torch.from_numpy(spectrogram(16, 30, 0))[None], filters)
    assert tuple(found.shape) == (1, 32, 20)
    correlations = gram(found, 30)[0]
    assert torch.equal(correlations, correlations.T)
    assert float(torch.linalg.eigvalsh(correlations.double()).min()) > -1e-6
    np.testing.assert_allclose(correlations[3, 5], (found[0, 3] * found[0, 5]).sum() / 30, rtol=1e-5)
    silence = features(torch.zeros(1, 16, 30), filters)
    assert not gram(silence, 30).any()


def test_each_part_of_the_loss_is_zero_for_what_it_asks_for() -> None:
    filters = draw_filters(0, 16, 32)
    content, style = (torch.from_numpy(spectrogram(16, 30, seed))[None] for seed in (0, 1))
    wanted, kind = features(content, filters), gram(features(style, filters), 30)[0]
    assert float(style_losses(content, filters, wanted, kind).content) == 0.0
    assert float(style_losses(style, filters, wanted, kind).style) == 0.0
    assert float(style_losses(style, filters, wanted, kind).content) > 0.0


def test_the_slope_of_the_loss_is_what_small_changes_say() -> None:
    filters = draw_filters(0, 16, 32).double()
    content, style = (torch.from_numpy(spectrogram(16, 24, seed)).double()[None] for seed in (0, 1))
    wanted, kind = features(content, filters), gram(features(style, filters), 24)[0]

    def loss(x: torch.Tensor) -> torch.Tensor:
        parts = style_losses(x, filters, wanted, kind)
        return 1e-2 * parts.content + parts.style

    x = torch.from_numpy(spectrogram(16, 24, 2)).double()[None].requires_grad_(True)
    loss(x).backward()
    for seed in range(5):
        way = torch.randn(x.shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
        with torch.no_grad():
            numeric = (loss(x + 1e-5 * way) - loss(x - 1e-5 * way)) / 2e-5
        assert float(numeric) == pytest.approx(float((x.grad * way).sum()), rel=1e-3)


# -- the optimisation -------------------------------------------------------------------------------------


def test_fifty_iterations_bring_the_loss_down_tenfold_and_alpha_holds_the_content() -> None:
    content, style = (
        spectrogram(16, 40, 0),
        2.0 * spectrogram(16, 30, 1) * np.linspace(0, 1, 16, dtype=np.float32)[:, None],
    )
    errors = []
    for alpha in (0.0, 1e-2, 1.0):
        styled = optimise(content, style, Choice(alpha, 50, 32))
        assert styled.losses[0] > 10.0 * styled.losses[-1]
        assert styled.spectrogram.shape == content.shape
        errors.append(styled.content_error)
    assert errors[0] > errors[1] > errors[2]


def test_griffin_and_lim_never_get_worse_and_come_near() -> None:
    magnitudes = np.abs(np.exp(log_magnitudes(tone(1.0))) - 1.0)
    distances = [convergence_db(magnitudes, griffin_lim(magnitudes, n, 0, RATE)) for n in (0, 1, 3, 40)]
    assert all(later <= before + 1e-3 for before, later in zip(distances, distances[1:], strict=False))
    assert distances[-1] < -15.0


def write(path: Path, sound: np.ndarray, rate: int = RATE) -> Path:
    soundfile.write(path, sound, rate)
    return path


SMALL = ["--iterations", "3", "--filters", "16", "--griffin-lim", "2"]


def test_a_sound_in_the_style_of_a_shorter_one_is_as_long_as_before(tmp_path: Path) -> None:
    content, style = write(tmp_path / "a.wav", tone(1.7)), write(tmp_path / "b.wav", tone(1.1, 660.0))
    out = tmp_path / "out.wav"
    assert main(["stylize", str(content), str(style), "--out", str(out), *SMALL]) == 0
    sound, rate = soundfile.read(out)
    assert rate == RATE and len(sound) == len(tone(1.7)) and np.isfinite(sound).all() and sound.any()


def test_a_picture_in_the_style_of_a_song_is_a_picture_of_its_size_and_two_sounds(tmp_path: Path) -> None:
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (90, 131, 3), np.uint8)).save(tmp_path / "cover.png")
    song = write(tmp_path / "song.wav", tone(1.2, rate=44_100), 44_100)
    choice = Choice(iterations=2, filters=8, phase_iterations=2)
    paths = stylize_files(tmp_path / "cover.png", song, tmp_path / "out.png", choice, lambda *_: None)
    assert [path.name for path in paths] == ["out-readable.wav", "out-transferred.wav", "out.png"]
    assert Image.open(tmp_path / "out.png").size == (131, 90)
    readable, rate = soundfile.read(tmp_path / "out-readable.wav")
    assert rate == 44_100 and len(readable) == 3 * 131 * 90


BAD = {
    "empty.wav": lambda path: write(path, np.zeros(0)),
    "silent.wav": lambda path: write(path, np.zeros(2 * RATE)),
    "short.wav": lambda path: write(path, tone(0.2)),
    "one.wav": lambda path: write(path, np.ones(1)),
    "nan.wav": lambda path: soundfile.write(path, np.full(2 * RATE, np.nan), RATE, "FLOAT"),
    "text.wav": lambda path: path.write_text("hello"),
    "broken.jpg": lambda path: path.write_bytes(b"\xff\xd8\xff no"),
    "grey.png": lambda path: Image.new("L", (200, 200), 128).save(path),
    "pixel.png": lambda path: Image.new("RGBA", (1, 1)).save(path),
}


@pytest.mark.parametrize("name", BAD)
def test_a_style_that_is_none_is_refused_in_one_line_and_nothing_is_written(tmp_path: Path, name: str, capsys) -> None:
    BAD[name](tmp_path / name)
    content = write(tmp_path / "a.wav", tone(1.2))
    before = sorted(tmp_path.iterdir())
    assert main(["stylize", str(content), str(tmp_path / name), "--out", str(tmp_path / "out.wav"), *SMALL]) == 1
    said = capsys.readouterr().err.strip().splitlines()
    assert name in said[-1] and "Traceback" not in said[-1]
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (192_000, 2), (48_000, 8), (44_100, 1)])
def test_sounds_of_any_rate_and_number_of_channels_are_taken(tmp_path: Path, rate: int, channels: int) -> None:
    loud = np.clip(np.repeat(tone(1.5, rate=rate)[:, None], channels, 1) * 20.0, -1.0, 1.0)
    sound = checked_sound(write(tmp_path / "a.wav", loud, rate))
    assert abs(len(sound) - 1.5 * RATE) <= 2 and load_style(tmp_path / "a.wav").ndim == 1


def test_choices_that_do_not_fit_are_refused() -> None:
    for changed in ({"alpha": -1.0}, {"iterations": 0}, {"filters": 0}, {"phase_iterations": 0}):
        with pytest.raises(ValueError, match="must be >="):
            replace(Choice(), **changed)
    with pytest.raises(ValueError, match="content must have 11 frames"):
        optimise(spectrogram(16, 9, 0), spectrogram(16, 30, 0), Choice(filters=4))


# -- live textures ----------------------------------------------------------------------------------------


def small_texture() -> Texture:
    net = TextureNet(channels=8, dilations=(1, 2))
    torch.nn.init.normal_(net.last.weight, std=0.3)
    return Texture(net).eval()


def small_recipe(folder: Path, **data: object) -> Recipe:
    table = {"style": str(folder / "style.wav"), "contents": [str(folder)], "seconds": 5.0, "held_out": "none/none.wav"}
    return Recipe(
        name="texture-small",
        system="texture",
        seed=3,
        steps=6,
        batch_size=2,
        data=table | data,
        net={"channels": 8, "dilations": [1, 2]},
        schedule={
            "alpha": 0.1,
            "frames": 16,
            "filter_seed": 0,
            "drawn": 16,
            "rate": 5e-3,
            "precision": "float32",
        },
        export={"title": "Small", "version": "1.0.0", "description": "", "licence": "MIT", "training_data": []},
    )


@pytest.fixture(scope="module")
def run():
    torch.manual_seed(0)
    module = small_texture()
    recipe = small_recipe(Path("none"))
    graph = stage_graph(module, recipe, lambda run: {})
    return module, graph, runner(to_model(graph).SerializeToString())


def test_the_file_of_a_texture_passes_what_every_streaming_sound_must_pass(run) -> None:
    _, graph, play_hop = run
    assert len(graph.checks) == 4
    for check in graph.checks:
        check(play_hop)


def test_a_texture_follows_the_loudness_of_what_is_heard(run) -> None:
    module, _, _ = run
    plan = texture_plan(module)
    sound = tone(2.0)[: 160 * HOP]
    loud, soft = (play_offline(module, plan, gain * sound) for gain in (1.0, 0.1))
    late = slice(80 * HOP, None)
    assert np.std(soft[late]) == pytest.approx(0.1 * np.std(loud[late]), rel=0.02)


def test_amount_goes_from_the_input_to_the_style(run) -> None:
    module, _, _ = run
    plan = texture_plan(module)
    sound = tone(1.0)[: 80 * HOP]
    late = np.pad(sound, (plan.delay, 0))[: len(sound)]
    apart = [
        np.abs(play_offline(module, plan, sound, {"amount": a}) - late)[40 * HOP :].mean() for a in (0.0, 0.5, 1.0)
    ]
    assert apart[0] < 1e-4 < apart[1] < apart[2]


def test_a_line_at_the_hop_rate_is_heard_as_one() -> None:
    time = np.arange(4 * RATE) / RATE
    sound = 0.2 * np.sin(2 * np.pi * 441.3 * time)
    assert hop_line_db(sound, HOP, RATE) < -100.0
    seamed = sound + 0.2 * 10 ** (-50 / 20) * np.sin(2 * np.pi * RATE / HOP * time)
    assert hop_line_db(seamed, HOP, RATE) == pytest.approx(-50.0, abs=1.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "style.wav", np.random.default_rng(0).standard_normal(int(1.1 * RATE)) * 0.1)
    write(tmp_path / "content.wav", tone(3.0))
    return tmp_path


def test_training_moves_towards_the_style_and_can_be_interrupted(folder: Path) -> None:
    whole, first = System(small_recipe(folder), 3), System(small_recipe(folder), 3)
    losses = [whole.step(step) for step in range(6)]
    assert set(losses[0]) == {"style", "content"} and losses[0]["content"] < 1e-6  # it begins by changing nothing
    for step in range(3):
        first.step(step)
    save_checkpoint(first, 3, folder / "runs" / "texture-small")
    second = System(small_recipe(folder), 3)
    torch.nn.init.ones_(second.net.last.weight)  # what the checkpoint has to undo
    assert load_checkpoint(second, small_recipe(folder), folder / "runs") == 3
    for step in range(3, 6):
        second.step(step)
    for a, b in zip(whole.net.parameters(), second.net.parameters(), strict=True):
        torch.testing.assert_close(a, b)


def test_the_drawn_filters_stand_for_all(folder: Path) -> None:
    system = System(small_recipe(folder), 3)
    system._open()
    content, _ = system._draw(np.random.default_rng(0))
    other = content.flip(0).contiguous()
    from export.data.contents import by_published_hop

    x, given = by_published_hop(content), by_published_hop(other)
    drawn = [system._losses(x, given, np.random.default_rng(seed)) for seed in range(150)]
    system.recipe = replace(system.recipe, schedule={**system.recipe.schedule, "drawn": FILTERS})
    exact = system._losses(x, given, np.random.default_rng(0))
    for name in ("style", "content"):
        mean = float(np.mean([float(one[name]) for one in drawn]))
        assert mean == pytest.approx(float(exact[name]), rel=0.15)


@pytest.mark.parametrize("kind", ["none", "text", "short"])
def test_a_folder_without_sounds_that_serve_is_refused(tmp_path: Path, kind: str) -> None:
    write(tmp_path / "style.wav", tone(1.5))
    contents = tmp_path / "contents"
    contents.mkdir()
    if kind == "text":
        (contents / "a.txt").write_text("hello")
    if kind == "short":
        write(contents / "a.wav", tone(0.1))
    recipe = replace(small_recipe(tmp_path), data={**small_recipe(tmp_path).data, "contents": [str(contents)]})
    with pytest.raises(ValueError, match="must hold"):
        System(recipe, 0).step(0)


def test_what_the_stage_sees_of_a_style_keeps_its_dynamics() -> None:
    sound = tone(4.0) * np.repeat(np.float32([0.05, 1.0]), 2 * RATE)
    half = 2 * RATE // HOP
    for follows, least, most in ((True, 0.8, 1.25), (False, 2.0, 99.0)):
        found = seen(small_texture(), sound, follows).astype(float).mean(1)
        assert least < found[-8] / found[half - 8] < most


def test_a_style_named_on_the_command_line_names_the_texture(tmp_path: Path, capsys) -> None:
    style = write(tmp_path / "bell.wav", tone(1.2))
    recipe = own_recipe(Recipe.load("texture"), {"style": str(style)}, tmp_path)
    assert recipe.name == "texture-bell" and System(recipe, 0).style_file() == style
    for name, what in (("none.wav", "No such file"), ("short.wav", "must last 1.0 s")):
        write(tmp_path / "short.wav", tone(0.3))
        assert main(["train", "texture", "--style", str(tmp_path / name), "--runs", str(tmp_path / "runs")]) == 1
        assert what in capsys.readouterr().err
    assert not (tmp_path / "runs").exists()
