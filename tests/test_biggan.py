"""BigGAN-deep from its public checkpoints, with random weights and a narrow network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

torch = pytest.importorskip("torch", reason="torch is only in the extra `export`")
pytest.importorskip("onnxscript", reason="torch's ONNX exporter needs onnxscript (extra `export`)")

from export.__main__ import main as export  # noqa: E402
from export.biggan import load_biggan  # noqa: E402
from export.nets.biggan import PUBLISHED, BigGan, Shape, levels  # noqa: E402
from rtxmodal.__main__ import main as rtxmodal  # noqa: E402
from rtxmodal.card import read_card  # noqa: E402
from rtxmodal.translators import Context, ganterpret  # noqa: E402
from rtxmodal.translators.generator import Generator, Point  # noqa: E402

NARROW = Shape(PUBLISHED[128].widths, PUBLISHED[128].attention, width=16, z_size=12, classes=5)


def narrow(seed: int = 0) -> BigGan:
    """Random weights, and statistics that differ with the truncation."""
    torch.manual_seed(seed)
    net = BigGan(NARROW).eval()
    for name, value in net.state_dict().items():
        if name.endswith("running_means"):
            value.copy_(0.1 * torch.randn_like(value))
        elif name.endswith("running_vars"):
            value.copy_(0.5 + torch.rand_like(value))
        elif name.endswith("gamma"):
            value.fill_(0.7)
    return net


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    torch.save(narrow().state_dict(), tmp_path / "pytorch_model.bin")
    return tmp_path / "pytorch_model.bin"


@pytest.mark.parametrize(("size", "count"), [(128, 50_388_609), (256, 55_880_833), (512, 56_163_905)])
def test_parameters_are_as_many_as_published(size: int, count: int) -> None:
    assert PUBLISHED[size].size == size
    with torch.device("meta"):
        net = BigGan(PUBLISHED[size])
    assert sum(weight.numel() for weight in net.parameters()) == count


def test_the_shape_is_read_from_the_weights() -> None:
    for shape in (*PUBLISHED.values(), NARROW):
        with torch.device("meta"):
            assert Shape.of(BigGan(shape).state_dict()) == shape


@pytest.mark.parametrize("size", [128, 256, 512])
def test_names_shapes_and_pictures_are_those_of_the_package(size: int) -> None:
    package = pytest.importorskip("pytorch_pretrained_biggan", reason="pytorch-pretrained-biggan is not installed")
    blocks = list(zip(PUBLISHED[size].widths, PUBLISHED[size].widths[1:], strict=False))
    layers = [(place % 2 == 1, a, b) for place, (a, b) in enumerate(blocks)]
    config = package.BigGANConfig(output_dim=size, channel_width=16, z_dim=12, num_classes=5, layers=layers)
    torch.manual_seed(1)
    theirs = package.BigGAN(config)
    z, classes = torch.randn(2, 12).clamp(-2.0, 2.0), torch.tensor([[0.0, 1.0, 0, 0, 0], [0.3, 0.0, 0.7, 0, 0]])
    for name, value in theirs.state_dict().items():
        if name.endswith(("running_means", "generator.bn.bias")):
            value.copy_(0.1 * torch.randn_like(value))
        elif name.endswith(("running_vars", "generator.bn.weight")):
            value.copy_(0.5 + torch.rand_like(value))
        elif name.endswith("gamma"):
            value.fill_(0.7)
    for _ in range(15):  # its singular vectors come in training
        theirs(z, classes, 0.4)
    theirs.eval()
    ours = BigGan(Shape.of(theirs.state_dict())).eval()
    ours.load_state_dict(theirs.state_dict())  # strict: the same names and shapes
    with torch.no_grad():
        for truncation in (0.02, 0.2, 0.4, 1.0):
            wanted = theirs(truncation * z, classes, truncation)
            assert wanted.std() > 0.01
            torch.testing.assert_close(ours(z, classes, torch.tensor([truncation])), wanted, atol=1e-5, rtol=0)
        wanted = ours(z, classes, torch.tensor([0.4]))
        torch.testing.assert_close(ours.folded()(z, classes, torch.tensor([0.4])), wanted, atol=1e-5, rtol=0)


def test_statistics_are_those_of_the_truncation_and_go_over_without_a_jump() -> None:
    net = narrow()
    norm = net.generator.bn
    for truncation, row in ((0.0, 0), (0.2, 10), (0.4, 20), (1.0, 50)):
        between = net._between(torch.tensor([truncation]))
        torch.testing.assert_close((between @ norm.running_means)[0], norm.running_means[row], atol=1e-5, rtol=1e-5)
    a, b = norm.running_means[10], norm.running_means[11]
    torch.testing.assert_close(
        (net._between(torch.tensor([0.205])) @ norm.running_means)[0], 0.75 * a + 0.25 * b, atol=1e-5, rtol=1e-4
    )


def test_a_checkpoint_becomes_a_model_that_plays(
    checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    models, names = tmp_path / "models", tmp_path / "names.txt"
    names.write_text("tench\ngoldfish\ngreat white shark\ntiger shark\nhammerhead\n")
    assert export(["biggan", str(tmp_path), "--names", str(names), "--models", str(models)]) == 0  # by its folder
    card = read_card(models / "biggan-deep-128.onnx")
    assert card is not None and card.takes == "latent" and card.classes[3] == "tiger shark"
    truncation = next(parameter for parameter in card.parameters if parameter.id == "truncation")
    assert truncation.default == 0.2
    player = Generator(models / "biggan-deep-128.onnx", card, "cpu")
    z = np.random.default_rng(2).standard_normal(12)
    picture = player.paint(Point(z, np.eye(5)[1], np.zeros((0, 0))), {"truncation": 0.4})
    with torch.no_grad():
        wanted = narrow()(torch.from_numpy(z[None]).float(), torch.eye(5)[1:2], torch.tensor([0.4]))
    apart = picture.astype(int) - levels(wanted)[0].permute(1, 2, 0).numpy().astype(int)
    assert np.abs(apart).max() <= 1 and picture.std() > 3
    monkeypatch.setenv("RTXMODAL_MODELS", str(models))
    assert "tiger_shark" in next(p for p in ganterpret.card(Context(48_000)).parameters if p.id == "next_class").options
    soundfile.write(tmp_path / "in.wav", 0.1 * np.random.default_rng(0).standard_normal(5 * 8000), 8000)
    words = [str(tmp_path / "in.wav"), str(tmp_path / "out.mp4"), "--fps", "2", "--classes", "tiger shark,0"]
    capsys.readouterr()
    assert rtxmodal(["ganterpret", *words, "--provider", "cpu"]) == 0
    assert capsys.readouterr().out.splitlines()[0].endswith("tiger shark")
    assert (tmp_path / "out.mp4").stat().st_size > 1000


def test_the_published_scale_of_a_picture() -> None:
    assert levels(torch.tensor([-1, -0.5, 0, 0.5, 0.999, 1])).tolist() == [0, 64, 128, 192, 255, 255]


def test_a_checkpoint_comes_back_as_it_was_saved(checkpoint: Path) -> None:
    z, classes, half = torch.randn(1, 12), torch.eye(5)[:1], torch.tensor([0.5])
    with torch.no_grad():
        assert torch.equal(load_biggan(checkpoint)(z, classes, half), narrow()(z, classes, half))


@pytest.mark.parametrize(
    ("made", "complaint"),
    [
        (lambda path: path.write_text("no weights"), "must be a BigGAN-deep checkpoint"),
        (lambda path: torch.save({"a": torch.zeros(3)}, path), "must be a BigGAN-deep checkpoint"),
        (lambda path: torch.save([1, 2], path), "must be a BigGAN-deep checkpoint"),
        (lambda path: path.write_bytes(path.read_bytes()[:5000]), "must be a BigGAN-deep checkpoint"),
        (
            lambda path: torch.save({k: v for k, v in narrow().state_dict().items() if "conv_2" not in k}, path),
            "Missing key",
        ),
        (lambda path: path.unlink(), "No such file"),
    ],
)
def test_what_is_no_checkpoint_is_one_line(
    checkpoint: Path, made: object, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    made(checkpoint)  # type: ignore[operator]
    assert export(["biggan", str(checkpoint), "--models", str(tmp_path / "models")]) == 1
    said = capsys.readouterr().err
    assert complaint in said and said.count("\n") == 1
    assert not (tmp_path / "models").exists()


def test_names_must_be_as_many_as_classes(checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    (tmp_path / "names.txt").write_text("one\ntwo\n")
    words = ["--names", str(tmp_path / "names.txt"), "--models", str(tmp_path / "models")]
    assert export(["biggan", str(checkpoint), *words]) == 1
    assert "must name the 5 classes, a line each, got 2 lines" in capsys.readouterr().err
