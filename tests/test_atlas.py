"""The picture generator: what its graph promises the stage, with random weights and a tiny configuration."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is only in the extra `export`")
pytest.importorskip("onnxscript", reason="torch's ONNX exporter needs onnxscript (extra `export`)")

from export import picture_quality, sheet, to_onnx  # noqa: E402
from export.data import photographs, pictures, procedural  # noqa: E402
from export.nets.atlas import Critic, Generator, ModulatedConv, Stage, _smooth  # noqa: E402
from export.systems.atlas import Atlas  # noqa: E402
from export.train import Recipe  # noqa: E402

CLASSES = ("plasma", "rings", "ink")


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def tiny(loss: str = "relativistic") -> Recipe:
    return Recipe(
        name="tiny",
        system="atlas",
        seed=3,
        steps=20,
        batch_size=4,
        data={"size": 32, "classes": list(CLASSES), "pictures": 6},
        net={
            "z_size": 8,
            "style_size": 16,
            "channels": [16, 12, 8],
            "head": 4,
            "fields": 2,
            "critic_channels": [8, 12, 16],
            "critic_norm": "spectral" if loss == "hinge" else "none",
        },
        schedule={
            "loss": loss,
            "penalty": 1.0,
            "penalty_every": 2,
            "rate": 1e-3,
            "critic_rate": 1e-3,
            "beta2": 0.99,
            "decay_from": 0.5,
            "colour_seeking": 0.1,
            "layout_seeking": 0.1,
            "mixed": 0.5,
            "grained": 0.5,
            "average_pictures": 100,
            "augment": 0.5,
            "precision": "float32",
        },
        export={"title": "Tiny", "version": "0.1.0", "licence": "MIT", "description": "-", "training_data": []},
    )


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    system = Atlas(tiny(), 3)
    with torch.no_grad():
        for module in (system.generator, system.average):
            for name, value in module.named_parameters():
                if name.endswith("strength"):
                    value.fill_(0.2)  # a zero, as at birth, would hide the noise input
    return system


@pytest.fixture(scope="module")
def graph(atlas: Atlas) -> to_onnx.Graph:
    return dataclasses.replace(atlas.export()[0], measure=None, checks=atlas.export()[0].checks[:1])


@pytest.fixture(scope="module")
def run(graph: to_onnx.Graph, tmp_path_factory: pytest.TempPathFactory) -> to_onnx.Run:
    return to_onnx.runner(to_onnx.write(graph, tmp_path_factory.mktemp("models")).read_bytes())


def feed(graph: to_onnx.Graph, **changed: np.ndarray) -> dict[str, np.ndarray]:
    names = graph.input_names
    return {name: value.numpy() for name, value in zip(names, graph.example_inputs, strict=True)} | changed


def test_picture_is_eight_bit_and_uses_the_range(graph: to_onnx.Graph, run: to_onnx.Run) -> None:
    picture = run(feed(graph, styles=10.0 * np.ones((1, 6, 16), np.float32)))["picture"]
    assert picture.dtype == np.uint8
    assert picture.shape == (1, 32, 32, 3)
    assert int(picture.max()) - int(picture.min()) > 100


def test_onnx_runtime_gives_torchs_picture(graph: to_onnx.Graph, run: to_onnx.Run) -> None:
    for seed in range(4):
        draw = np.random.default_rng(seed)
        inputs = {name: draw.standard_normal(value.shape).astype(np.float32) for name, value in feed(graph).items()}
        wanted = graph.module(*(torch.from_numpy(inputs[name]) for name in graph.input_names)).numpy()
        assert to_onnx.difference(wanted, run(inputs)["picture"]) <= 1e-4


def test_zeros_everywhere_still_give_a_picture(graph: to_onnx.Graph, run: to_onnx.Run) -> None:
    stage = graph.module
    zeros = {name: np.zeros_like(value) for name, value in feed(graph).items()}
    with torch.no_grad():
        style = stage.generator.styles(torch.zeros(1, 8), torch.zeros(1, 3), torch.zeros(1))
    assert torch.isfinite(style).all()
    assert to_onnx.difference(stage(*map(torch.from_numpy, zeros.values())).numpy(), run(zeros)["picture"]) <= 1e-4


def test_every_input_changes_the_picture(graph: to_onnx.Graph, run: to_onnx.Run) -> None:
    before = run(feed(graph))["picture"]
    for name, value in feed(graph).items():
        other = np.eye(3, dtype=np.float32)[1:2] if name == "classes" else value + 0.7
        assert not np.array_equal(run(feed(graph, **{name: other}))["picture"], before), name


def test_class_vector_is_a_linear_mixture_of_embeddings(atlas: Atlas) -> None:
    embed = atlas.generator.mapping.embed
    rows = torch.eye(3)
    mixed = embed(0.25 * rows[0] + 0.75 * rows[2])
    torch.testing.assert_close(mixed, 0.25 * embed(rows[0]) + 0.75 * embed(rows[2]))


@pytest.mark.parametrize(("alpha", "label"), [(0.0, 0), (1.0, 2)])
def test_ends_of_a_morph_are_the_classes_bit_for_bit(
    graph: to_onnx.Graph, run: to_onnx.Run, alpha: float, label: int
) -> None:
    rows = np.eye(3, dtype=np.float32)
    mixed = np.float32(1.0 - alpha) * rows[:1] + np.float32(alpha) * rows[2:]
    end = run(feed(graph, classes=rows[label : label + 1]))["picture"]
    assert np.array_equal(run(feed(graph, classes=mixed))["picture"], end)


def test_truncation_zero_forgets_z(graph: to_onnx.Graph, run: to_onnx.Run) -> None:
    still = {"truncation": np.zeros(1, np.float32)}
    pictures = [run(feed(graph, z=np.full((1, 8), z, np.float32), **still))["picture"] for z in (-1.0, 2.0)]
    assert np.array_equal(pictures[0], pictures[1])


def test_truncation_zero_is_the_mean_style_of_the_class(atlas: Atlas) -> None:
    generator = atlas.finished()
    z = torch.randn(4000, 8, generator=torch.Generator().manual_seed(8))
    one_hot = torch.eye(3)[1:2]
    mean = generator.mapping(z, one_hot.expand(len(z), -1)).mean(0)
    style = generator.styles(z[:1], one_hot, torch.zeros(1))[0]
    assert float((style - mean).norm() / mean.norm()) < 0.1


def test_styles_add_to_their_own_layer_only(atlas: Atlas) -> None:
    generator = atlas.finished()
    seen: list[torch.Tensor] = []
    hook = generator.first.register_forward_hook(lambda _m, _i, out: seen.append(out))
    styles = torch.zeros(1, generator.style_count, 16)
    later = styles.clone()
    later[:, 1:] = 1.0
    with torch.no_grad():
        before, after = (generator.synthesis(torch.ones(1, 24), given, torch.ones(1)) for given in (styles, later))
    hook.remove()
    assert torch.equal(seen[0], seen[1])
    assert not torch.equal(before, after)


def test_scaled_activations_equal_modulated_weights() -> None:
    """The closed form of the module against StyleGAN2's own: weights scaled and normalised per picture."""
    torch.manual_seed(0)
    conv, x, style = ModulatedConv(5, 7, 4), torch.randn(3, 5, 6, 6), torch.randn(3, 4)
    got = conv(x, style)
    for row in range(3):
        weight = conv.weight * conv.scale(style[row])[None, :, None, None]
        weight = weight * torch.rsqrt(weight.square().sum((1, 2, 3), keepdim=True) + 1e-5)
        wanted = 2.0**0.5 * torch.nn.functional.conv2d(x[row : row + 1], weight, padding=1)
        torch.testing.assert_close(got[row : row + 1], wanted, atol=1e-4, rtol=1e-4)


def test_smoothing_removes_chequers_and_keeps_flat_ground() -> None:
    chequers = torch.tensor([[1.0, -1.0], [-1.0, 1.0]]).repeat(4, 4)[None, None]
    stripes = torch.tensor([[1.0, -1.0]]).repeat(8, 4)[None, None]
    for pattern, level in ((chequers, 0.0), (stripes, 0.0), (torch.ones(1, 1, 8, 8), 1.0)):
        inner = _smooth(pattern)[:, :, 1:-1, 1:-1]
        torch.testing.assert_close(inner, torch.full_like(inner, level))


@pytest.mark.parametrize("loss", ["relativistic", "hinge"])
def test_same_seed_trains_the_same_and_another_does_not(
    loss: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first, second, other = (Atlas(tiny(loss), seed) for seed in (3, 3, 4))
    losses = [[system.step(step) for step in range(3)] for system in (first, second, other)]
    assert losses[0] == losses[1]
    assert losses[0] != losses[2]
    assert all(np.isfinite(value) for step in losses[0] for value in step.values())


def test_a_few_steps_change_generator_critic_and_average(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    system = Atlas(tiny(), 3)
    before = {name: value.clone() for name, value in system.generator.state_dict().items()}
    system.step(0)
    system.step(1)
    for name, value in system.generator.named_parameters():
        assert not torch.equal(value, before[name]), name
        assert not torch.equal(dict(system.average.named_parameters())[name], before[name]), name


def test_mixtures_are_judged_without_class_and_pairs_share_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    system = Atlas(dataclasses.replace(tiny(), batch_size=32), 3)
    _, given, judged = system._batch(0)
    pure = given.max(1).values == 1.0
    assert 0 < int(pure.sum()) < 32
    assert torch.equal(judged[pure], given[pure])
    assert not judged[~pure].any()
    assert torch.equal(given[:16], given[16:])
    torch.testing.assert_close(given.sum(1), torch.ones(32))


def test_critic_without_class_ignores_the_embedding() -> None:
    critic = Critic(tiny().net, 3)
    x = torch.randn(4, 3, 32, 32)
    with torch.no_grad():
        plain = critic(x, torch.zeros(4, 3))
        critic.embed.weight.mul_(5.0)
        assert torch.equal(critic(x, torch.zeros(4, 3)), plain)


def test_stage_and_training_see_the_same_picture() -> None:
    torch.manual_seed(1)
    generator = Generator(tiny().net, 3).eval()
    z, classes, one = torch.randn(1, 8), torch.eye(3)[:1], torch.ones(1)
    levels = Stage(generator)(z, classes, one, torch.zeros(1, generator.style_count, 16), 0 * one)
    wanted = (generator(z, classes) + 1.0) * 127.5
    assert float((levels.permute(0, 3, 1, 2).float() - wanted).abs().max().detach()) <= 0.51


@pytest.mark.parametrize("kind", sorted(procedural.KINDS))
def test_painted_pictures_repeat_differ_and_fill_the_range(kind: str) -> None:
    one, again, other = procedural.make(kind, 1, 48), procedural.make(kind, 1, 48), procedural.make(kind, 2, 48)
    assert one.shape == (48, 48, 3)
    assert one.dtype == np.uint8
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
    assert int(one.max()) - int(one.min()) > 60


def test_a_set_holds_folders_and_painted_kinds_and_is_made_once(tmp_path: Path) -> None:
    from PIL import Image

    folder = tmp_path / "photos" / "leaves"
    folder.mkdir(parents=True)
    for number in range(5):
        Image.new("RGB", (60, 40), (10 * number, 200, 0)).save(folder / f"{number}.png")
    table = {"size": 16, "classes": ["leaves", "rings"], "folder": str(tmp_path / "photos"), "pictures": 7}
    first = pictures.open_pictures(table, tmp_path / "cache")
    assert first.pictures.shape == (2, 7, 16, 16, 3)
    assert (first.pictures[0, :, :, :, 1] == 200).all()
    batch = first.take(np.array([0, 1, 0]), np.random.default_rng(0))
    assert (batch[[0, 2], :, :, 1] == 200).all()
    assert not (batch[1, :, :, 1] == 200).all()
    for path in folder.iterdir():
        path.unlink()
    assert np.array_equal(pictures.open_pictures(table, tmp_path / "cache").pictures, first.pictures)


def test_an_unknown_class_is_named(tmp_path: Path) -> None:
    table = {"size": 16, "classes": ["unicorns"], "folder": str(tmp_path), "pictures": 2}
    with pytest.raises(ValueError, match="got 'unicorns'"):
        pictures.open_pictures(table, tmp_path / "cache")


def test_outliers_are_left_out() -> None:
    from PIL import Image

    crowd = [Image.new("RGB", (20, 20), (100 + number, 100, 100)) for number in range(9)]
    order = photographs.typical([Image.new("RGB", (20, 20), (0, 0, 255)), *crowd])
    assert sorted(order[:9].tolist()) == list(range(1, 10)) and order[9] == 0


# The quality figures, on generators whose quality is known.


def test_diversity_is_one_for_the_real_pictures_and_zero_for_a_collapse() -> None:
    real = np.stack([procedural.make("plasma", seed, 64) for seed in range(6)])
    assert picture_quality.diversity(real, real) == pytest.approx(1.0)
    assert picture_quality.diversity(np.repeat(real[:1], 6, axis=0), real) == 0.0


@pytest.mark.parametrize(("jump", "low", "high"), [(0.0, 1.0, 2.0), (150.0, 20.0, 1e6)])
def test_smoothness_is_low_for_an_even_path_and_high_for_a_jump(jump: float, low: float, high: float) -> None:
    def run(inputs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        way = float(inputs["classes"][0] @ np.arange(3.0)) / 2.0
        level = 100.0 * way + (jump if way > 0.5 else 0.0)
        return {"picture": np.full((1, 8, 8, 3), level)}

    player = picture_quality.Player(run, z_size=4, classes=3, style_shape=(1, 2, 4))
    worst = max(picture_quality.smoothness(player, seed) for seed in range(4))
    assert low <= worst <= high


def test_judge_tells_what_it_was_taught_and_nothing_else() -> None:
    kinds = ("rings", "ink")
    real = pictures.PictureSet(kinds, np.stack([[procedural.make(kind, n, 64) for n in range(20)] for kind in kinds]))
    judge = picture_quality.teach_judge(real.pictures, steps=60)
    assert picture_quality.recognised(judge, real.pictures[0], 0) > 0.9
    assert picture_quality.recognised(judge, real.pictures[1], 0) < 0.1


def test_sheet_has_a_row_for_each_class_and_then_the_morphs(graph: to_onnx.Graph, tmp_path: Path) -> None:
    player, names = sheet.player_of(to_onnx.write(graph, tmp_path))
    assert names == CLASSES
    grid = sheet.sheet(player, columns=3)
    assert grid.shape == ((3 + sheet.MORPHS) * 32, 3 * 32, 3)
    assert not np.array_equal(grid[:32, :32], grid[32:64, :32])
