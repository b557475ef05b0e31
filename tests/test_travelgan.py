"""The published TraVeLGAN: its tables, numbers and laws (checks B1 to B6 of its description)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is only in the extra `export`")
pytest.importorskip("onnxscript", reason="torch's ONNX exporter needs onnxscript (extra `export`)")
librosa = pytest.importorskip(
    "librosa", reason="librosa, the reference for mel spectrograms, is only in the extra `export`"
)

from export import losses, to_onnx  # noqa: E402
from export.data import mel, segments  # noqa: E402
from export.nets import travelgan as nets  # noqa: E402
from export.nets.travelgan_sound import TravelganSound  # noqa: E402
from export.systems.travelgan import Segments, Travelgan, critic_loss  # noqa: E402
from export.train import Recipe  # noqa: E402
from export.travelgan_stage import MEL_CHECKS, mel_graph, sound_checks  # noqa: E402
from rtxmodal.card import read_card  # noqa: E402


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)


def counted(module: torch.nn.Module) -> tuple[int, int]:
    """Trainable and other values, as Keras counts them (no counter of batches)."""
    trainable = sum(value.numel() for value in module.parameters())
    return trainable, sum(value.numel() for name, value in module.named_buffers() if "num_batches" not in name)


def rows(module: torch.nn.Module, kinds: tuple[type, ...], x: torch.Tensor) -> list[tuple[tuple[int, ...], int]]:
    """Output shape and count of every layer of some kinds, in the order they run."""
    found: list[tuple[tuple[int, ...], int]] = []
    hooks = [
        layer.register_forward_hook(lambda layer, _, out: found.append((tuple(out.shape[1:]), sum(counted(layer)))))
        for layer in module.modules()
        if isinstance(layer, kinds)
    ]
    module.eval()(x)
    for hook in hooks:
        hook.remove()
    return found


LAYERS = (nets.NormedConv, nets.NormedTranspose, nets.NormedDense, torch.nn.BatchNorm1d, torch.nn.Linear)


def test_the_networks_have_the_published_number_of_values() -> None:
    assert counted(nets.Generator()) == (2_852_865, 3_840)
    assert counted(nets.Siamese()) == (1_836_672, 2_304)
    assert counted(nets.Critic()) == (4_423_681, 1_537)
    assert sum(counted(nets.Generator())) == 2_856_705
    assert sum(counted(nets.Siamese())) == 1_838_976
    assert sum(counted(nets.Critic())) == 4_425_218


def test_every_row_of_the_generator_is_the_published_one() -> None:
    assert rows(nets.Generator(), LAYERS, torch.zeros(1, 1, 128, 86)) == [
        ((256, 86), 98_560), ((256, 86), 1_024),
        ((256, 44), 590_080), ((256, 44), 1_024),
        ((256, 22), 459_008), ((256, 22), 1_024),
        ((256, 44), 459_008), ((256, 44), 1_024),
        ((256, 88), 1_179_904),
        ((128, 88), 66_049),
    ]  # fmt: skip


def test_every_row_of_the_siamese_and_the_critic_is_the_published_one() -> None:
    assert rows(nets.Siamese(), LAYERS, torch.zeros(1, 1, 128, 86)) == [
        ((256, 84), 98_560), ((256, 84), 1_024),
        ((256, 42), 590_080), ((256, 42), 1_024),
        ((256, 21), 459_008), ((256, 21), 1_024),
        ((128,), 688_256),
    ]  # fmt: skip
    assert rows(nets.Critic(), LAYERS, torch.zeros(1, 1, 128, 258)) == [
        ((512, 256), 197_120), ((512, 128), 2_359_808), ((512, 64), 1_835_520), ((), 32_770),
    ]  # fmt: skip


def test_padding_is_tensorflows_same() -> None:
    pads = [
        nets.same_padding(*case) for case in ((88, 9, 2), (44, 7, 2), (84, 9, 2), (42, 7, 2), (256, 9, 2), (128, 7, 2))
    ]
    assert pads == [(3, 4), (2, 3), (3, 4), (2, 3), (3, 4), (2, 3)]
    assert [nets.same_padding(*case) for case in ((44, 7, 1), (88, 9, 1))] == [(3, 3), (4, 4)]


def test_spectral_norm_divides_by_the_largest_singular_value() -> None:
    norm = nets.SpectralNorm(12, 40)
    torch.nn.init.normal_(norm.weight)
    for _ in range(300):
        weight = norm()
    assert float(torch.linalg.matrix_norm(weight.detach(), 2)) == pytest.approx(1.0, abs=1e-4)
    assert norm.u.shape == (1, 12)


def test_spectral_norm_takes_a_step_on_every_call_in_evaluation_too() -> None:
    norm = nets.SpectralNorm(12, 40).eval()
    torch.nn.init.normal_(norm.weight)
    before = norm.u.clone()
    norm()
    assert not torch.equal(before, norm.u)


def test_batch_normalisation_is_keras() -> None:
    layers = [layer for layer in nets.Generator().modules() if isinstance(layer, torch.nn.BatchNorm1d)]
    assert [(layer.eps, layer.momentum) for layer in layers] == [(1e-3, 0.01)] * 4


def test_the_normaliser_has_its_anchors_and_an_inverse() -> None:
    scale = mel.PUBLISHED.scale
    assert scale.normalise(np.array([-100.0, -80.0, -30.0, 0.0, 20.0, 40.0])) == pytest.approx(
        [-1, -1, 0, 0.6, 1, 1], abs=1e-6
    )
    power_db = np.linspace(-80.0, 20.0, 101)
    assert scale.denormalise(scale.normalise(power_db)) == pytest.approx(power_db, abs=1e-9)


def test_the_mel_spectrogram_is_librosas() -> None:
    sound = np.random.default_rng(0).standard_normal(22050).astype(np.float32) * 0.1
    wanted = librosa.feature.melspectrogram(
        y=sound, sr=22050, n_fft=2048, hop_length=512, power=2.0, pad_mode="reflect"
    )
    assert mel.mel_power(sound, mel.PUBLISHED) == pytest.approx(wanted, rel=1e-3, abs=1e-4)
    assert mel.power_to_db(wanted, 80.0) == pytest.approx(librosa.power_to_db(wanted, top_db=80.0), abs=1e-4)


def test_thirty_seconds_are_1292_windows_and_fifteen_thirds() -> None:
    power = mel.mel_power(np.random.default_rng(0).standard_normal(661_500), mel.PUBLISHED)
    assert power.shape == (128, 1292)
    whole = segments.split(power, segments.SEGMENT)
    assert len(whole) == 5
    thirds = segments.split(segments.join(whole), nets.THIRD)
    assert len(thirds) == 15
    assert np.array_equal(segments.join(thirds), power[:, :1290])


@pytest.mark.parametrize("windows", [86, 87, 171, 172, 300])
def test_chopping_and_assembling_keeps_every_length(windows: int) -> None:
    x = np.random.default_rng(windows).standard_normal((128, windows))
    pieces = segments.chop(x, nets.THIRD)
    assert {piece.shape for piece in pieces} == {(128, 86)}
    assert np.array_equal(segments.assemble(pieces, windows), x)


def test_a_spectrogram_shorter_than_a_piece_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 86 windows, got 85"):
        segments.chop(np.zeros((128, 85)), nets.THIRD)


def test_the_losses_have_their_unit_values() -> None:
    t = torch.zeros(4, 128)
    t[:, 3] = 1.0
    assert float(losses.travel(t, t)) == pytest.approx(-1.0, abs=1e-6)
    assert float(losses.travel(t, -t)) == pytest.approx(1.03125, abs=1e-6)
    assert float(losses.margin(torch.zeros(4, 128))) == pytest.approx(4.0, abs=1e-4)
    assert float(losses.margin(2.0 * t)) == pytest.approx(0.0, abs=1e-6)
    one = torch.ones(4)
    assert float(critic_loss(one, -one)) == 0.0
    assert float(critic_loss(0.0 * one, 0.0 * one)) == 1.0
    parts = {"adversarial": 0.3, "travel": -0.7, "margin": 0.2, "identity": 0.4}
    total = sum(losses.TRAVELGAN[name] * value for name, value in parts.items())
    assert total == pytest.approx(0.3 + 10.0 * (-0.7 + 0.2) + 0.5 * 0.4, abs=1e-6)


def test_the_margin_has_a_gradient_where_two_sounds_are_one_point() -> None:
    t = torch.zeros(2, 8, requires_grad=True)
    losses.margin(t).backward()
    assert t.grad is not None and torch.isfinite(t.grad).all()


def recipe(pair_steps: int = 0, pair: float = 0.0) -> Recipe:
    return Recipe(
        name="travelgan",
        system="travelgan",
        seed=1,
        steps=10,
        batch_size=2,
        schedule={"pair_steps": pair_steps, "pair_rate": 1e-3, "pair": pair, "rate": 2e-4, "generator_every": 6,
                  "precision": "float32"},
        export={"title": "t", "version": "1", "description": "d", "licence": "CC0-1.0", "training_data": []},
    )  # fmt: skip


def test_the_file_equals_torch_at_any_width_and_streams(tmp_path: Path) -> None:
    system = Travelgan(recipe(), 1)
    system.generator.train()(torch.rand(2, 1, 128, 86) * 2 - 1)  # moves the running means off their start
    system.generator.eval()
    for _ in range(60):  # each call moves u: let it come to rest
        system.generator(torch.zeros(1, 1, 128, 6))
    path = to_onnx.write(mel_graph(system.folded(), system.recipe), tmp_path)
    run = to_onnx.runner(str(path))
    for width in (22, 42, 86, 126):
        x = torch.rand(1, 1, 128, width) * 2 - 1
        with torch.no_grad():
            wanted = system.generator(x).numpy()
        assert np.abs(run({"mel": x.numpy()})["translated"] - wanted).max() < 1e-4
    for check in MEL_CHECKS:
        check(run)


def test_folding_changes_nothing_and_leaves_2851841_values() -> None:
    generator = nets.Generator().eval()
    folded = nets.FoldedGenerator(generator)
    x = torch.rand(1, 1, 128, 86) * 2 - 1
    with torch.no_grad():
        assert float((folded(x) - generator(x)).abs().max()) < 1e-4
    assert sum(value.numel() for value in folded.parameters()) == 2_851_841


@pytest.mark.parametrize(
    ("pair_steps", "wanted"), [(0, [(True, True), (False, True)]), (1, [(True, False), (False, True)])]
)
@pytest.mark.parametrize("pair", [0.0, 10.0])
def test_a_step_trains_the_critic_and_every_sixth_the_translation_after_some_on_pairs_alone(
    pair_steps: int, wanted: list[tuple[bool, bool]], pair: float
) -> None:
    system = Travelgan(recipe(pair_steps, pair), 1)
    rng = np.random.default_rng(0)
    system._segments = Segments(*(rng.uniform(-1, 1, (3, 128, 258)).astype(np.float32) for _ in range(4)))

    def moved(step: int) -> tuple[bool, bool]:
        weights = (system.generator.last.norm.weight, system.critic.layers[4].norm.weight)
        before = [weight.detach().clone() for weight in weights]
        found = system.step(step)
        assert set(found) == {"critic", "pair", "adversarial", "travel", "margin", "identity"}
        return tuple(not torch.equal(a, b) for a, b in zip(before, weights, strict=True))  # type: ignore[return-value]

    assert [moved(step) for step in (0, 1)] == wanted


def test_the_sound_file_keeps_every_law(tmp_path: Path) -> None:
    system = Travelgan(recipe(), 1)
    system.generator.train()(torch.rand(2, 1, 128, 86) * 2 - 1)
    path = to_onnx.write(system.export()[0], tmp_path)
    card = read_card(path)
    assert card is not None and card.stream is not None
    assert path.name == "timbre-travelgan.onnx" and (card.takes, card.gives) == ("sound", "sound")
    assert card.stream.window_size == 29_184 and card.stream.latency == 13_824


@pytest.mark.parametrize(
    ("law", "spoil"), [(0, lambda x: np.roll(x, 1)), (1, lambda x: 0.99 * x), (2, lambda x: x + 1e-4)]
)
def test_each_law_of_the_sound_file_finds_what_it_is_there_for(
    law: int, spoil: Callable[[np.ndarray], np.ndarray]
) -> None:
    module = TravelganSound(Travelgan(recipe(), 1).folded()).eval()

    def run(inputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        with torch.no_grad():
            return {
                "sound_out": spoil(
                    module(*(torch.from_numpy(inputs[k]) for k in ("sound", "amount", "brightness"))).numpy()
                )
            }

    with pytest.raises(ValueError, match="must"):
        sound_checks(module)[law](run)
