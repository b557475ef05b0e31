"""Laws of dreams: packing without loss, ascent, and the step as a graph of plain operators."""

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
from torch import nn  # noqa: E402

from export.ascent import slope_graph  # noqa: E402
from export.dream import CANVAS, Choice, ascend, dream, dream_sound, frames_of, objective, pack, unpack  # noqa: E402
from export.dream_stage import picture_graph, picture_knobs  # noqa: E402
from export.dreamers import dream_file  # noqa: E402
from export.nets.dream import LAYERS, DreamNet, PictureDream, Step, layer_weights, unit  # noqa: E402
from export.nets.dream import objective as stage_objective  # noqa: E402
from export.to_onnx import Graph, runner, to_model  # noqa: E402
from export.train import Recipe  # noqa: E402


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)


def net(channels: int = 3) -> DreamNet:
    torch.manual_seed(0)
    return DreamNet(channels, (4, 6, 8, 8), 3).requires_grad_(False)


SMALL = Choice(layers=(2,), steps=5, octaves=(0,), canvas=(16, 24), jitter=4)


def noise(frames: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-0.5, 0.5, (frames, 2)).astype(np.float32)


# -- packing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ["planar", "interleaved"])
@pytest.mark.parametrize("kind", [np.int16, np.float32])
def test_a_sound_comes_back_from_its_picture_bit_for_bit(order, kind) -> None:
    rng = np.random.default_rng(0)
    sound = (rng.integers(-32768, 32768, (309_000, 2)) / (1 if kind is np.int16 else 32768.0)).astype(kind)
    picture = pack(sound, CANVAS, order)
    assert picture.shape == (412, 500, 3) and picture.dtype == kind and frames_of(CANVAS) == 309_000
    np.testing.assert_array_equal(unpack(picture, 309_000, order), sound)


def test_left_lies_above_right_and_thirds_of_time_are_colours() -> None:
    sound = np.arange(618_000).reshape(309_000, 2)
    picture = pack(sound)
    assert picture[0, 0, 0] == sound[0, 0] and picture[206, 0, 0] == sound[0, 1]
    assert picture[0, 0, 1] == sound[103_000, 0]


def test_a_short_sound_is_filled_and_cut_again_and_a_long_one_goes_canvas_by_canvas() -> None:
    assert not pack(noise(10), (16, 24))[1:8].any()
    still, hop = replace(SMALL, steps=0), frames_of(SMALL.canvas)
    for frames in (1, 10, hop, hop + 1, 3 * hop - 5):
        back = dream_sound(noise(frames), net().found, still)
        assert back.shape == (frames, 2)
        np.testing.assert_array_equal(back, noise(frames))
    with pytest.raises(ValueError, match="must hold the sound"):
        pack(noise(hop + 1), SMALL.canvas)
    with pytest.raises(ValueError, match="even number of pixels"):
        pack(noise(1), (3, 5))


# -- ascent -----------------------------------------------------------------------------------------------


def test_steps_raise_the_objective_and_stay_in_range() -> None:
    picture = pack(noise(frames_of((32, 48))), (32, 48))
    made = dream(picture, net().found, replace(SMALL, canvas=(32, 48), steps=8, jitter=0))
    before, after = (
        float(objective(net().found(torch.from_numpy(x).permute(2, 0, 1)[None]), (2,))) for x in (picture, made)
    )
    assert after > before and np.abs(made).max() <= 1.0


def test_a_step_is_as_large_as_it_says_and_its_roll_is_undone() -> None:
    x, found = torch.rand(1, 3, 32, 48) - 0.5, net().found
    y = x.clone().requires_grad_(True)
    objective(found(y), (2,)).backward()
    made = ascend(x, found, SMALL, (0, 0), None)
    wanted = SMALL.size * float(y.grad.abs().mean()) / (float(y.grad.std()) + 1e-8)
    assert float((made - x).abs().mean()) == pytest.approx(wanted, rel=1e-4)
    rolled = ascend(x, found, replace(SMALL, size=0.0), (5, -3), None)
    assert torch.equal(rolled, x)


def test_no_step_loses_less_than_90_db_and_eight_bits_a_255th() -> None:
    sound = noise(frames_of(SMALL.canvas))
    for still in (replace(SMALL, steps=0), replace(SMALL, size=0.0, jitter=0)):
        back = dream_sound(sound, net().found, replace(still, octaves=(-1, 0, 1)))
        assert np.abs(back - sound).max() <= 1 / 32768
        assert 10 * np.log10((sound**2).sum() / max(((back - sound) ** 2).sum(), 1e-30)) > 90.0
    published = dream_sound(sound, net().found, replace(SMALL, steps=0, bits=8))
    assert 1e-4 < np.abs(published - sound).max() <= 1 / 255


def test_a_seed_repeats_and_layers_and_guides_dream_of_other_things() -> None:
    sound = noise(frames_of((32, 48)))
    choice = replace(SMALL, canvas=(32, 48), size=0.05)
    made = [dream_sound(sound, net().found, one) for one in (choice, choice, replace(choice, layers=(3,)))]
    np.testing.assert_array_equal(made[0], made[1])
    guided = dream_sound(sound, net().found, choice, guide=noise(900, 5))
    for other in (made[2], guided, dream_sound(sound, net().found, replace(choice, seed=1))):
        assert np.abs(made[0] - other).mean() / np.abs(made[0]).mean() > 1e-3


def test_what_is_written_never_wraps_and_refusals_write_nothing(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "in.wav", np.clip(noise(500) * 4.0, -1, 1), 48_000)
    choice = replace(SMALL, size=0.2)
    dream_file(tmp_path / "in.wav", tmp_path / "loud.wav", net().found, choice, gain_db=24.0)
    sound, rate = soundfile.read(tmp_path / "loud.wav")
    assert rate == 48_000 and sound.shape == (500, 2) and np.abs(sound).max() <= 0.9995
    dream_file(tmp_path / "in.wav", tmp_path / "soft.wav", net().found, choice, gain_db=-12.0)
    assert np.abs(soundfile.read(tmp_path / "soft.wav")[0]).max() <= 0.26
    Image.new("L", (40, 30), 99).save(tmp_path / "in.png")
    dream_file(tmp_path / "in.png", tmp_path / "out.png", net().found, replace(choice, octaves=(-1, 0)))
    assert Image.open(tmp_path / "out.png").size == (40, 30)
    before = sorted(tmp_path.iterdir())
    for given, out in (("in.wav", "a.png"), ("in.png", "a.wav"), ("in.wav", "a.mp3")):
        with pytest.raises(ValueError):
            dream_file(tmp_path / given, tmp_path / out, net().found, choice)
    with pytest.raises(ValueError, match="layer must be in 0..3"):
        dream_file(tmp_path / "in.wav", tmp_path / "a.wav", net().found, replace(choice, layers=(9,)))
    assert sorted(tmp_path.iterdir()) == before


# -- the step as a graph ----------------------------------------------------------------------------------


class One(nn.Module):
    """A single step for the exporter."""

    def __init__(self, step: Step) -> None:
        super().__init__()
        self.step = step

    def forward(self, x, layer, guide, guided, size, octaves):
        return self.step(x, layer_weights(layer), guide, guided, size, octaves)


@pytest.fixture(scope="module")
def step_run():
    torch.manual_seed(0)
    step = Step(net(), (32, 48), 7)
    example = (torch.rand(1, 3, 32, 48), torch.tensor([2.0]), torch.rand(8, 7), *(torch.zeros(1) for _ in range(3)))
    names = ("x", "layer", "guide", "guided", "size", "octaves")
    return runner(to_model(Graph("s.onnx", One(step), example, names, ("y",), {})).SerializeToString())


@pytest.mark.parametrize("guided", [0.0, 1.0])
@pytest.mark.parametrize("layer", [0.0, 1.0, 2.5, 3.0])
def test_one_step_in_onnx_is_what_autograd_gives(step_run, layer, guided) -> None:
    rng = np.random.default_rng(1)
    x, guide = rng.uniform(-1, 1, (1, 3, 32, 48)).astype(np.float32), rng.standard_normal((8, 7)).astype(np.float32)
    given = {"x": x, "guide": guide} | {
        name: np.array([value], np.float32)
        for name, value in (("layer", layer), ("guided", guided), ("size", 0.1), ("octaves", 1.0))
    }
    y = torch.from_numpy(x).requires_grad_(True)
    stage_objective(
        net(), y, layer_weights(torch.tensor([layer])), torch.from_numpy(guide), torch.tensor([guided])
    ).backward()
    with torch.no_grad():
        wanted = y + 0.1 * unit(unit(y.grad))
    np.testing.assert_allclose(step_run(given)["y"], wanted.detach().numpy(), atol=1e-5)


def test_silence_and_flat_pictures_give_finite_steps(step_run) -> None:
    given = {"x": np.zeros((1, 3, 32, 48), np.float32), "guide": np.zeros((8, 7), np.float32)}
    for name, value in (("layer", 1.0), ("guided", 0.5), ("size", 0.1), ("octaves", 3.0)):
        given[name] = np.array([value], np.float32)
    assert np.isfinite(step_run(given)["y"]).all()


class Pooled(nn.Module):
    """What other people's networks have: maximum and mean pooling, ReLU, batch norm, branches."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.norm = nn.Conv2d(3, 6, 7, 2, 3), nn.BatchNorm2d(6)
        self.left, self.right = nn.Conv2d(6, 4, 1), nn.Conv2d(6, 5, 3, 1, 1, groups=1)
        self.eval().requires_grad_(False)

    def forward(self, x):
        x = torch.relu(self.norm(self.first(x)))
        x = nn.functional.max_pool2d(x, 3, 2, ceil_mode=True)
        x = torch.cat([self.left(x), self.right(nn.functional.max_pool2d(x, 3, 1, 1))], 1)
        return nn.functional.avg_pool2d(x, 2).square().mean()


@pytest.mark.parametrize("shape", [(32, 48), (33, 47)])
def test_the_slope_of_a_network_with_pooling_and_branches_is_autograds(shape) -> None:
    model, x = Pooled(), torch.rand(1, 3, *shape)
    graph = slope_graph(model, x)
    y = x.clone().requires_grad_(True)
    model(y).backward()
    torch.testing.assert_close(graph(x), y.grad, rtol=1e-5, atol=1e-7)


def test_layers_between_two_count_in_parts() -> None:
    assert layer_weights(torch.tensor([1.25])).tolist() == [0.0, 0.75, 0.25, 0.0]
    assert len(layer_weights(torch.tensor([0.0]))) == LAYERS


# -- pictures, live ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pictures():
    """The dream of pictures with random weights, in torch and as a file: (module, graph, run)."""
    torch.set_num_threads(1)
    lines = {"title": "Small", "version": "1.0.0", "description": "", "licence": "MIT", "training_data": []}
    module = PictureDream(net(), 32).eval()
    graph = picture_graph(module, Recipe("dream-small", "dream", 0, 0, 0, export=lines), lambda run: {})
    return module, graph, runner(to_model(graph).SerializeToString())


def film(count: int) -> list[np.ndarray]:
    """Smooth pictures that move. Shape of each: (32, 32, 3) uint8."""
    line = np.linspace(0.0, 2.0 * np.pi, 32)
    return [
        np.rint(127.5 + 90.0 * np.stack([np.sin(line + k + 0.2 * n) * np.cos(line)[:, None] for k in range(3)], 2))
        .clip(0, 255)
        .astype(np.uint8)
        for n in range(count)
    ]


def shown(run, module: PictureDream, given: list[np.ndarray], state=None, **knobs: float):
    """Each picture's dream, and the memory at the end."""
    values = {k.id: np.array([knobs.get(k.id, k.default)], np.float32) for k in picture_knobs(module)}
    state = state or {name: np.zeros(shape, np.float32) for name, shape in module.memory().items()}
    made = []
    for picture in given:
        out = run({"picture": picture} | values | state)
        state = {name: out[f"next_{name}"] for name in state}
        made.append(out["picture_out"])
    return np.stack(made), state


def test_pictures_dreamt_one_by_one_on_stage_are_those_of_one_long_run_in_torch(pictures) -> None:
    module, _, run = pictures

    def in_torch(inputs):
        with torch.no_grad():
            given = module(*(torch.from_numpy(value) for value in inputs.values()))
        names = ("picture_out", *(f"next_{name}" for name in module.memory()))
        return dict(zip(names, (x.numpy() for x in given), strict=True))

    for knobs in ({}, {"guide": 0.7, "octaves": 3.0, "zoom": 0.03, "steps": 1.5}):
        (made, state), (wanted, last) = (shown(way, module, film(5), **knobs) for way in (run, in_torch))
        assert np.abs(made.astype(int) - wanted).max() <= 1  # of 255, where the fifth decimal rounds the other way
        for name in state:
            np.testing.assert_allclose(state[name], last[name], atol=1e-5, err_msg=name)


def test_a_film_of_dreams_may_be_interrupted_anywhere(pictures) -> None:
    module, _, run = pictures
    whole, _ = shown(run, module, film(6))
    first, state = shown(run, module, film(6)[:2])
    second, _ = shown(run, module, film(6)[2:], state)
    np.testing.assert_array_equal(np.concatenate([first, second]), whole)
    assert np.abs(whole[0].astype(int) - film(1)[0]).mean() > 1.0  # and something is dreamt


def test_a_picture_on_stage_is_what_autograd_gives(pictures) -> None:
    module, _, run = pictures
    picture = film(1)[0]
    _, state = shown(run, module, [picture], steps=1.0, octaves=2.0, layer=2.0, size=0.05)
    x = (torch.from_numpy(picture).float() / 127.5 - 1.0).permute(2, 0, 1)[None]
    weights, guide = layer_weights(torch.tensor([2.0])), torch.zeros(module.memory()["remembered"])

    def slope(given: torch.Tensor) -> torch.Tensor:
        y = given.clone().requires_grad_(True)
        stage_objective(module.net, y, weights, guide, torch.zeros(1)).backward()
        return unit(y.grad)

    pool, up = nn.functional.avg_pool2d, nn.functional.interpolate
    both = slope(x) + unit(up(slope(pool(x, 2)) * 1.0, scale_factor=2.0, mode="bilinear"))
    both = both - up(pool(both, 4), scale_factor=4.0, mode="bilinear")  # what is broad stays
    wanted = (x + 0.05 * unit(both)).clamp(-1.0, 1.0)
    np.testing.assert_allclose(state["last"], wanted.numpy(), atol=1e-5)


def test_the_file_of_a_picture_dream_passes_its_checks(pictures) -> None:
    _, graph, run = pictures
    for check in graph.checks:
        check(run)


def test_a_constant_that_is_used_often_is_kept_once(pictures) -> None:
    module, graph, _ = pictures
    weights = [value for value in to_model(graph).graph.initializer if list(value.dims) == [8, 6, 4, 4]]
    assert len(weights) == 1  # of the third layer, with a forward and a backward pass in each of three octaves
