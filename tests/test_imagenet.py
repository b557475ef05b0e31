"""Laws of the networks that others trained on ImageNet, with random weights."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is only in the extra `export`")
pytest.importorskip("onnxscript", reason="torch's ONNX exporter needs onnxscript (extra `export`)")
pytest.importorskip("librosa", reason="librosa is only in the extra `export`")

from PIL import Image  # noqa: E402

from export.__main__ import main  # noqa: E402
from export.ascent import slope_graph  # noqa: E402
from export.dreamers import load_foreign  # noqa: E402
from export.nets.imagenet import LAYERS, ImageNet  # noqa: E402

NAMES = {
    "googlenet": ("inception4e.branch3.1.conv.weight", (128, 32, 3, 3)),
    "inception_v3": ("Mixed_6e.branch7x7dbl_5.conv.weight", (192, 192, 1, 7)),
    "vgg16": ("features.28.weight", (512, 512, 3, 3)),
}
"""A weight of the last layer, as torchvision's files have it."""
SMALL = "googlenet"


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)


@pytest.mark.parametrize("name", LAYERS)
def test_weights_have_the_names_and_shapes_of_torchvisions_files(name) -> None:
    key, shape = NAMES[name]
    assert tuple(ImageNet(name).state_dict()[key].shape) == shape


@pytest.mark.parametrize("name", LAYERS)
def test_layers_are_those_of_torchvision(name) -> None:
    try:
        from torchvision import models
    except (ImportError, RuntimeError) as error:  # the latter where it was built for another torch
        pytest.skip(f"torchvision is not installed for this torch: {str(error).splitlines()[0]}")
    settings = {} if name == "vgg16" else {"aux_logits": True, "init_weights": False}
    theirs, own = getattr(models, name)(weights=None, **settings).eval(), ImageNet(name)
    own.load(theirs.state_dict())
    seen = {}
    for layer in LAYERS[name]:
        theirs.get_submodule(layer).register_forward_hook(lambda _m, _x, y, key=layer: seen.update({key: y.clone()}))
    x = torch.rand(1, 3, 96, 128) * 2.0 - 1.0
    with torch.no_grad():
        theirs((x * 0.5 + 0.5 - own.mean) / own.deviation)
        for layer, found in zip(LAYERS[name], own.found(x), strict=True):
            torch.testing.assert_close(found, seen[layer])


@pytest.mark.parametrize("name", LAYERS)
def test_four_layers_are_found_down_to_the_smallest_picture(name) -> None:
    net = ImageNet(name)
    found = net.found(torch.zeros(1, 3, net.smallest, net.smallest))
    assert len(found) == 4 and net.last_shape(net.smallest, net.smallest) == tuple(found[-1].shape[1:])


def test_the_slope_of_a_foreign_network_is_autograds() -> None:
    net, x = ImageNet(SMALL).double(), torch.rand(1, 3, 32, 32, dtype=torch.float64) * 2.0 - 1.0

    def objective(given: torch.Tensor) -> torch.Tensor:
        return net.found(given)[1].square().mean()

    y = x.clone().requires_grad_(True)
    objective(y).backward()
    torch.testing.assert_close(slope_graph(objective, x)(x), y.grad, rtol=1e-5, atol=1e-12)


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("weights") / "googlenet.pth"
    more = {"fc.weight": torch.zeros(1000, 1024)}  # what is behind the last layer is not asked for
    torch.save(ImageNet(SMALL).state_dict() | more, path)
    return path


def test_a_picture_is_dreamt_by_foreign_weights(weights, tmp_path) -> None:
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (40, 48, 3), np.uint8)).save(tmp_path / "in.png")
    words = ["dream", "in.png", "out.png", "--net", SMALL, "--steps", "1", "--octaves", "0", "0", "--size", "0.1"]
    words[1:3] = [str(tmp_path / word) for word in words[1:3]]
    assert main([*words, "--weights", str(weights)]) == 0
    before, after = (np.asarray(Image.open(tmp_path / name)).astype(int) for name in ("in.png", "out.png"))
    assert after.shape == before.shape and np.abs(after - before).mean() > 2.0


def test_weights_of_another_network_and_files_that_are_none_are_refused(weights, tmp_path, capsys) -> None:
    for name in ("vgg16", "inception_v3"):
        with pytest.raises(ValueError, match=f"must hold the weights of {name}"):
            load_foreign(name, weights)
    (tmp_path / "text.pth").write_text("hello")
    (tmp_path / "cut.pth").write_bytes(weights.read_bytes()[:1000])
    torch.save([1, 2], tmp_path / "list.pth")
    for name in ("text.pth", "cut.pth", "list.pth", "none.pth"):
        words = ["dreamer", SMALL, "--weights", str(tmp_path / name), "--models", str(tmp_path / "models")]
        assert main(words) == 1
        said = capsys.readouterr().err
        assert name in said and said.count("\n") == 1
    assert not (tmp_path / "models").exists()


@pytest.mark.parametrize(
    ("net", "side", "word"), [("resnet", "128", "network must be"), (SMALL, "40", "multiple of 32")]
)
def test_networks_and_sides_that_do_not_fit_are_refused(weights, net, side, word, capsys) -> None:
    assert main(["dreamer", net, "--weights", str(weights), "--side", side]) == 1
    assert word in capsys.readouterr().err


def test_a_foreign_network_becomes_a_file_that_plays(tmp_path, monkeypatch) -> None:
    from rtxmodal.translators import Context, create

    torch.save(ImageNet("vgg16").state_dict(), tmp_path / "vgg16.pth")
    words = ["dreamer", "vgg16", "--weights", str(tmp_path / "vgg16.pth"), "--side", "32"]
    assert main([*words, "--models", str(tmp_path)]) == 0
    monkeypatch.setenv("RTXMODAL_MODELS", str(tmp_path))
    translator = create("dream-vgg16", Context(48_000, "cpu"))
    values = {parameter.id: parameter.default for parameter in translator.card.parameters}
    picture = np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8)
    first, state = translator.translate(picture, values, translator.start())
    second, _ = translator.translate(picture, values, state)
    assert first.shape == picture.shape and (first != picture).any() and (second != first).any()
