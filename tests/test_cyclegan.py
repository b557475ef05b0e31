"""The "566" CycleGAN: its tables, a step, its pool, its files (checks A4 to A6 of its description)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch", reason="torch is only in the extra `export`")
pytest.importorskip("onnxscript", reason="torch's ONNX exporter needs onnxscript (extra `export`)")

from export import cycle_quality, to_onnx  # noqa: E402
from export.__main__ import main  # noqa: E402
from export.data.domains import FILTERS, Domain  # noqa: E402
from export.nets.cyclegan import Discriminator, Generator, Norm  # noqa: E402
from export.roll_losses import likeness, lit_l1  # noqa: E402
from export.roll_stage import level  # noqa: E402
from export.systems.cyclegan import Cyclegan, Pool  # noqa: E402
from export.train import Recipe  # noqa: E402
from rtxmodal.card import read_card  # noqa: E402


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)


@pytest.fixture
def photographs(tmp_path: Path) -> Path:
    """A folder of eight coloured squares with noise."""
    folder = tmp_path / "photographs"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for number in range(8):
        picture = rng.integers(0, 60, (40, 48, 3)) + rng.integers(0, 190, 3)
        Image.fromarray(picture.astype(np.uint8)).save(folder / f"{number}.png")
    return folder


def recipe(folder: Path, **schedule: float) -> Recipe:
    return Recipe(
        name="small",
        system="cyclegan",
        seed=1,
        steps=4,
        batch_size=2,
        data={"folder": str(folder.parent), "a": [folder.name], "b": [folder.name, "bits"], "size": 32},
        net={"a": "picture", "b": "picture", "filters": 4, "blocks": 1, "judge_filters": 4},
        schedule={"rate": 2e-4, "cycle": 10.0, "identity": 0.0, "pool": 3, "precision": "float32"} | schedule,
        export={"ways": ["to_a"], "title": "t", "version": "1", "description": "d", "licence": "CC0-1.0",
                "training_data": []},
    )  # fmt: skip


def values(module: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


@pytest.mark.parametrize(
    ("channels", "wanted"),
    [((3, 2), 11_385_542), ((2, 3), 11_385_545), ((3, 1), 11_382_403), ((1, 3), 11_382_409), ((3, 3), 11_388_681),
     ((3, 4), 11_391_820)],
)  # fmt: skip
def test_a_generator_has_the_published_number_of_values(channels, wanted):
    assert values(Generator(*channels)) == wanted


@pytest.mark.parametrize(("channels", "wanted"), [(1, 2_764_609), (2, 2_765_633), (3, 2_766_657), (4, 2_767_681)])
def test_a_discriminator_has_the_published_number_of_values(channels, wanted):
    assert values(Discriminator(channels)) == wanted


def test_squares_keep_their_size_within_bounds_and_patches_are_an_eighth():
    x = torch.rand(1, 3, 64, 64) * 2 - 1
    made = Generator(3, 2, 8, 2)(x)
    assert made.shape == (1, 2, 64, 64) and float(made.detach().abs().max()) <= 1.0
    assert Discriminator(3)(torch.zeros(1, 3, 256, 256)).shape == (1, 1, 32, 32)


def test_a_step_trains_all_four_and_a_generator_that_copies_has_no_cycle_loss(photographs, monkeypatch):
    system = Cyclegan(recipe(photographs, identity=0.5), 1)
    before = [next(net.parameters()).detach().clone() for net in system.networks()]
    found = system.step(0)
    assert set(found) == {"fool", "cycle", "identity", "judge_a", "judge_b"} and np.isfinite(list(found.values())).all()
    after = [next(net.parameters()) for net in system.networks()]
    assert not any(torch.equal(one, other) for one, other in zip(before, after, strict=True))
    for side in ("to_a", "to_b"):
        monkeypatch.setattr(
            getattr(system, side), "forward", lambda x: x * 1.0 + 0.0 * next(system.to_a.parameters()).sum()
        )
    assert system.step(1)["cycle"] == 0.0


def test_a_run_that_stops_goes_on_as_if_it_had_not(photographs):
    whole, first = (Cyclegan(recipe(photographs), 1) for _ in range(2))
    for step in range(2):
        whole.step(step)
    first.step(0)
    second = Cyclegan(recipe(photographs), 1)
    second.load_state_dict(first.state_dict())
    second.step(1)
    for one, other in zip(whole.to_b.parameters(), second.to_b.parameters(), strict=True):
        assert torch.equal(one, other)


def test_the_pool_gives_back_what_comes_until_it_is_full_then_only_what_it_has_or_gets():
    pool, rng = Pool(50), np.random.default_rng(0)
    first = torch.arange(50.0).reshape(50, 1, 1, 1)
    assert torch.equal(pool.draw(first, rng), first)
    seen = set(range(50))
    replayed, old = 0, []
    for number in range(50, 250):
        (drawn,) = pool.draw(torch.full((1, 1, 1, 1), float(number)), rng).flatten().tolist()
        seen.add(number)
        assert drawn in seen
        replayed += drawn != number
        old += [drawn] * (drawn != number)
    assert len(set(old)) == len(old)  # what is drawn from it makes room for the new
    assert 70 <= replayed <= 130 and len(pool.fakes) == 50


def test_frozen_norms_do_not_look_at_the_picture():
    norm = Norm(2).train()
    for _ in range(600):
        norm(3.0 + 2.0 * torch.randn(4, 2, 16, 16))
    norm.eval()
    x = 3.0 + 2.0 * torch.randn(1, 2, 64, 64)
    own = norm(x)
    norm.frozen = True
    assert float((norm(x) - own).detach().abs().max()) < 0.2  # a usual picture comes out as before
    assert torch.allclose(norm(x + 5.0), norm(x) + 5.0 / 2.0 * norm.weight[None, :, None, None], atol=0.2)


def test_norms_know_a_few_pictures_as_well_as_many():
    norm = Norm(2).train()
    for _ in range(3):
        norm(5.0 + 0.1 * torch.randn(4, 2, 16, 16))
    assert torch.allclose(norm.mean, torch.full((2,), 5.0), atol=0.05)
    assert torch.allclose(norm.variance, torch.full((2,), 0.01), rtol=0.2)


@pytest.mark.parametrize("name", sorted(FILTERS))
def test_every_filter_of_the_instrument_makes_a_domain(photographs, name):
    data = {"folder": str(photographs.parent), "b": [photographs.name, name], "size": 32}
    domain = Domain.of(data, "b")
    one, again = (domain.draw(3, np.random.default_rng(5)) for _ in range(2))
    assert one.shape == (3, 3, 32, 32) and np.array_equal(one, again) and np.abs(one).max() <= 1.0


def test_every_sixteenth_file_is_kept_from_training(photographs):
    first = (photographs / "0.png").read_bytes()
    for number in range(8, 35):
        (photographs / f"{number}.png").write_bytes(first)
    drawn = Domain.of({"folder": str(photographs.parent), "a": [photographs.name], "size": 32}, "a")
    kept = drawn.held_out().files()
    assert len(kept) == 2 and len(drawn.files()) == 33 and not set(kept) & set(drawn.files())


def test_pictures_are_cropped_for_training_and_whole_for_judging(photographs):
    for number in range(8, 16):
        (photographs / f"{number}.png").write_bytes((photographs / "0.png").read_bytes())
    data = {"folder": str(photographs.parent), "b": [photographs.name, "bits"], "size": 32, "crop": 16}
    domain = Domain.of(data, "b")
    assert domain.draw(3, np.random.default_rng(0)).shape == (3, 3, 16, 16)
    assert domain.held_out().draw(3, np.random.default_rng(0)).shape == (3, 3, 32, 32)


def test_pairs_are_a_picture_and_what_it_was_before_its_filter(photographs):
    data = {"folder": str(photographs.parent), "b": [photographs.name, "bits"], "size": 32, "crop": 16}
    domain = Domain.of(data, "b")
    drawn, before = domain.draw_pairs(4, np.random.default_rng(0))
    assert np.array_equal(drawn, domain.draw(4, np.random.default_rng(0)))
    for square, was in zip(drawn, before, strict=True):
        levels = np.unique(square).size
        assert levels <= 4 < np.unique(was).size and np.corrcoef(square.ravel(), was.ravel())[0, 1] > 0.5


def test_the_way_back_is_taught_on_pairs_where_the_recipe_says_so(photographs):
    apart = []
    for weight in (100.0, 1e-9):
        system = Cyclegan(recipe(photographs, pairs=weight), 1)
        for step in range(40):
            system.step(step)
        drawn, before = (torch.from_numpy(side) for side in system.domains[1].draw_pairs(8, np.random.default_rng(0)))
        apart.append(float((system.to_a.eval()(drawn) - before).detach().abs().mean()))
    assert apart[0] < 0.95 * apart[1]


def test_norms_stand_still_in_the_last_part_of_a_training(photographs):
    system = Cyclegan(recipe(photographs, frozen=0.5), 1)
    norms = [module for module in system.to_b.modules() if isinstance(module, Norm)]
    system.step(1)
    before = [norm.mean.clone() for norm in norms]
    assert not any(norm.frozen for norm in norms)
    system.step(2)  # of 4
    assert all(norm.frozen for norm in norms)
    assert all(torch.equal(norm.mean, mean) for norm, mean in zip(norms, before, strict=True))


def test_nothing_is_held_out_of_few_files(photographs):
    few = Domain.of({"folder": str(photographs.parent), "a": [photographs.name], "size": 32}, "a")
    assert len(few.files()) == 8
    with pytest.raises(ValueError, match="16 files or more must be there to hold one out, got 8"):
        few.held_out().files()


def test_the_file_restyles_bytes_and_leaves_them_at_amount_0(photographs, tmp_path, monkeypatch):
    for number in range(8, 16):
        (photographs / f"{number}.png").write_bytes((photographs / f"{number - 8}.png").read_bytes())
    system = Cyclegan(recipe(photographs), 1)
    system.step(0)
    monkeypatch.setattr(cycle_quality, "STEPS", 2)
    path = to_onnx.write(system.export()[0], tmp_path / "models")
    card = read_card(path)
    assert card is not None and (card.takes, card.gives, card.name) == ("picture", "picture", "small")
    assert {"cycle_error_a", "mean_error_b", "judge_real", "judge_made"} <= set(card.quality)
    run = to_onnx.runner(str(path))
    picture = np.random.default_rng(0).integers(0, 256, (1, 32, 32, 3), dtype=np.uint8)
    assert np.array_equal(run({"picture": picture, "amount": np.zeros(1, np.float32)})["restyled"], picture)
    made = run({"picture": picture, "amount": np.ones(1, np.float32)})["restyled"]
    assert made.dtype == np.uint8 and made.shape == picture.shape and not np.array_equal(made, picture)


class Painted(torch.nn.Module):
    """In a generator's place: every square of one level, or as it came."""

    def __init__(self, level=None) -> None:
        super().__init__()
        self.level = level

    def freeze(self):
        return self

    def forward(self, x):
        return x if self.level is None else torch.full_like(x, self.level)


def test_the_judge_takes_what_looks_like_a_domain_for_it(tmp_path, monkeypatch):
    for name, low in (("dark", 0), ("light", 200)):
        (tmp_path / name).mkdir()
        for number in range(20):
            Image.fromarray(np.full((32, 32, 3), low + number, np.uint8)).save(tmp_path / name / f"{number}.png")
    data = {"folder": str(tmp_path), "a": ["dark"], "b": ["light"], "size": 32}
    domains = Domain.of(data, "a"), Domain.of(data, "b")
    monkeypatch.setattr(cycle_quality, "STEPS", 40)
    painted = cycle_quality.figures((Painted(0.8), Painted(-0.9)), domains, "to_a")
    assert (painted["judge_real"], painted["judge_given"], painted["judge_made"]) == (1.0, 0.0, 1.0)
    assert painted["cycle_error_a"] < 0.1 and painted["mean_error_a"] < 0.1
    kept = cycle_quality.figures((Painted(), Painted()), domains, "to_b")
    assert (kept["cycle_error_b"], kept["judge_given"], kept["judge_made"]) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [(["--a", "photographs"], "one of --b and --filter"), (["--a", "photographs", "--b", "none"], "got none"),
     (["--a", "three", "--filter", "bits"], "8 pictures or more")],
)  # fmt: skip
def test_what_cannot_be_trained_on_is_refused(photographs, words, complaint, capsys):
    (photographs.parent / "three").mkdir()
    for number in range(3):
        (photographs.parent / "three" / f"{number}.png").write_bytes((photographs / "0.png").read_bytes())
    here = [str(photographs.parent / word) if word in ("photographs", "none", "three") else word for word in words]
    assert main(["train", "cyclegan", *here, "--runs", str(photographs.parent / "runs")]) == 1
    said = capsys.readouterr().err
    assert complaint in said and said.count("\n") == 1


def test_likeness_is_none_where_notes_lie_in_the_light_and_large_where_they_lie_in_the_dark():
    rows = torch.linspace(-1.0, 1.0, 64)
    picture = rows.expand(2, 3, 64, 64)
    notes = torch.where(torch.rand(2, 1, 64, 64) < (rows + 1.0) / 4.0, 1.0, -1.0)
    near, far = float(likeness(picture, notes)), float(likeness(picture, notes.flip(3)))
    assert near < 0.3 and far > 1.5 and float(likeness(0.2 * picture, notes)) == pytest.approx(near, abs=0.2)
    assert float(likeness(picture, -torch.ones(2, 1, 64, 64))) == pytest.approx(1.0, abs=1e-3), (
        "an empty roll is no way"
    )


def test_an_empty_roll_is_as_wrong_as_a_full_one_where_lit_cells_weigh_more():
    roll = -torch.ones(1, 1, 64, 64)
    roll[..., :4] = 1.0
    assert float(lit_l1(-torch.ones_like(roll), roll, 0.0)) == pytest.approx(2 / 16)
    empty, full = (float(lit_l1(sign * torch.ones_like(roll), roll, 15.0)) for sign in (-1.0, 1.0))
    assert empty == pytest.approx(16 / 31 * 2.0) and full == pytest.approx(15 / 31 * 2.0)
    assert float(lit_l1(roll, roll, 15.0)) == 0.0


def test_rolls_are_cut_from_anywhere_in_a_column_and_the_whole_ones_stay_black_and_white(tmp_path):
    import mido

    file, track = mido.MidiFile(), mido.MidiTrack()
    file.tracks.append(track)
    for key in [50, 60, 70] * 60:
        track += [mido.Message("note_on", note=key, velocity=90, time=30), mido.Message("note_off", note=key, time=200)]
    for number in range(17):
        file.save(tmp_path / f"{number:02}.mid")
    data = {"folder": str(tmp_path.parent), "b": [tmp_path.name], "size": 128, "crop": 64}
    rng = np.random.default_rng(1)
    cut, whole = Domain.of(data, "b").draw(6, rng), Domain.of(data | {"crop": 0}, "b").draw(6, rng)
    assert cut.shape == (6, 1, 64, 64) and whole.shape == (6, 1, 128, 128)
    assert set(np.unique(whole)) == {-1.0, 1.0} and len(np.unique(cut)) > 5
    assert all((square > 0).any() for square in cut)


def test_what_is_levelled_has_no_grain_left_and_its_slopes_as_they_were():
    ramp = torch.linspace(-1.0, 1.0, 32).expand(1, 3, 32, 32)
    grain = 0.3 * torch.tensor([1.0, -1.0, 0.5, -0.5]).repeat(8)
    levelled = level(ramp + grain[:, None] + grain[None], (2, 3))
    assert float((levelled - level(ramp, (2, 3)))[..., 2:-2, 2:-2].abs().max()) < 1e-5
    assert float((level(ramp, (2, 3)) - ramp)[..., 2:-2].abs().max()) < 1e-5
