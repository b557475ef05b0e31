"""Training the picture generator on a performer's own folders, from the command line to a model that plays."""

from __future__ import annotations

import dataclasses
import os
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch", reason="torch is only in the extra `export`")
pytest.importorskip("onnxscript", reason="torch's ONNX exporter needs onnxscript (extra `export`)")

import tomli_w  # noqa: E402

from export import to_onnx  # noqa: E402
from export.__main__ import main  # noqa: E402
from export.data import photographs, pictures  # noqa: E402
from export.picture_quality import density_and_coverage, measure  # noqa: E402
from export.train import Recipe, build_system, load_checkpoint  # noqa: E402
from rtxmodal.card import read_card  # noqa: E402
from rtxmodal.translators import Context, ganterpret  # noqa: E402

SIZE = 32


@pytest.fixture
def images(tmp_path: Path) -> Path:
    """Two classes of twenty pictures: dark blue noise, and light noise under the name of a painted kind."""
    draw = np.random.default_rng(0)
    for label, light in (("Rings at night", (20, 30, 90)), ("ink", (250, 240, 60))):
        (tmp_path / "images" / label).mkdir(parents=True)
        for number in range(photographs.FEWEST):
            picture = np.clip(draw.normal(light, 12.0, (48, 60, 3)), 0, 255).astype(np.uint8)
            Image.fromarray(picture).save(tmp_path / "images" / label / f"{number:02}.jpg")
    (tmp_path / "images" / "ink" / "notes.txt").write_text("no picture")
    (tmp_path / "images" / ".trash").mkdir()
    return tmp_path / "images"


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    """The recipe `atlas`, small."""
    own = dataclasses.asdict(Recipe.load("atlas"))
    del own["name"]
    own["data"] |= {"size": SIZE, "pictures": 24}
    own["net"] |= {"z_size": 8, "style_size": 16, "channels": [16, 12, 8], "critic_channels": [8, 12, 16], "fields": 2}
    own |= {"steps": 4, "batch_size": 4}
    (tmp_path / "atlas.toml").write_text(tomli_w.dumps(own))
    return tmp_path / "atlas.toml"


def test_folders_become_a_generator_that_plays(
    images: Path, recipe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)  # the pictures are kept in runs/cache
    assert main(["train", str(recipe), "--images", str(images), "--threads", "1"]) == 0
    own = tmp_path / "runs" / "atlas-images" / "atlas-images.toml"
    assert "4 of 4 steps" in capsys.readouterr().out
    told = Recipe.load(str(own))
    assert told.data["classes"] == ["Rings at night", "ink"]
    assert told.export["licence"] == "the performer's own" and "flower" not in str(told.export)
    system = build_system(told)
    assert load_checkpoint(system, told, Path("runs")) == 4
    assert system.pictures.pictures.shape == (2, 24, SIZE, SIZE, 3)
    assert system.pictures.pictures[1, :, :, :, 0].mean() > 230  # its own, not the painted ones of that name
    graph = dataclasses.replace(system.export()[0], checks=(), measure=None)
    path = to_onnx.write(graph, tmp_path / "models")
    card = read_card(path)
    assert card is not None and card.classes == ("Rings at night", "ink")
    monkeypatch.setenv("RTXMODAL_MODELS", str(tmp_path / "models"))
    player = ganterpret.create(Context(48_000, "cpu", {"classes": ["ink"]}))
    assert player.start().journey.here == 1
    (images / "ink" / "new.jpg").write_bytes((images / "ink" / "00.jpg").read_bytes())
    assert main(["train", str(recipe), "--images", str(images), "--steps", "0", "--threads", "1"]) == 0
    assert Recipe.load(str(own)).data["contents"] != told.data["contents"]  # so that the new picture is learnt from


def test_the_model_file_is_measured_again_and_its_card_told(
    images: Path, recipe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("export.systems.atlas.measure", partial(measure, count=8, steps=3))
    main(["train", str(recipe), "--images", str(images), "--threads", "1"])
    own = str(tmp_path / "runs" / "atlas-images" / "atlas-images.toml")
    system = build_system(Recipe.load(own))
    path = to_onnx.write(dataclasses.replace(system.export()[0], checks=(), measure=None), tmp_path / "models")
    graph = path.read_bytes()
    assert main(["measure", own]) == 0
    assert path.read_bytes() == graph
    assert main(["measure", own, "--write"]) == 0
    quality = read_card(path).quality
    assert {"recognised", "recognised_real", "teaches", "density", "coverage", "smoothness_worst"} <= set(quality)
    assert "teaches" in capsys.readouterr().out


def three(images: Path) -> None:
    for path in sorted((images / "ink").glob("*.jpg"))[3:]:
        path.unlink()


def texts(images: Path) -> None:
    for path in (images / "ink").glob("*.jpg"):
        path.rename(path.with_suffix(".txt"))


def broken(images: Path) -> None:
    path = images / "ink" / "07.jpg"
    path.write_bytes(path.read_bytes()[:400])


def no_picture(images: Path) -> None:
    (images / "ink" / "07.jpg").write_text("a text that calls itself a picture")


def one_class(images: Path) -> None:
    for path in (images / "ink").glob("*"):
        path.unlink()
    (images / "ink").rmdir()


def gone(images: Path) -> None:
    os.rename(images, images.with_name("elsewhere"))


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (three, "must hold 20 pictures or more (.bmp, .jpeg, .jpg, .png, .webp), got 3"),
        (texts, "must hold 20 pictures or more (.bmp, .jpeg, .jpg, .png, .webp), got 0"),
        (broken, "07.jpg must be a whole picture"),
        (no_picture, "07.jpg must be a whole picture"),
        (one_class, "must hold two folders or more, one a class, got 1"),
        (gone, "--images must be a folder"),
    ],
)
def test_folders_that_cannot_be_learnt_from_are_refused_in_one_line(
    images: Path, recipe: Path, spoil: object, complaint: str, capsys: pytest.CaptureFixture
) -> None:
    spoil(images)  # type: ignore[operator]
    assert main(["train", str(recipe), "--images", str(images), "--runs", str(images.parent / "runs")]) == 1
    said = capsys.readouterr().err
    assert complaint in said and said.count("\n") == 1
    assert not (images.parent / "runs").exists()


def test_a_photograph_stands_upright_and_is_no_larger_than_its_cuts_need(tmp_path: Path) -> None:
    picture = Image.new("RGB", (4000, 3000), (10, 20, 30))
    exif = picture.getexif()
    exif[0x0112] = 6  # the camera was held upright
    picture.save(tmp_path / "portrait.jpg", exif=exif)
    opened = photographs.open_photograph(tmp_path / "portrait.jpg", 128)
    assert opened.width < opened.height and 128 / photographs.SMALLEST_CUT <= opened.width <= 400
    small = Image.new("RGB", (300, 200))
    small.save(tmp_path / "small.png")
    assert photographs.open_photograph(tmp_path / "small.png", 128).size == (300, 200)


def test_what_is_judged_by_was_never_trained_on(images: Path) -> None:
    table = {"size": SIZE, "pictures": 30, "folder": str(images), "classes": ["ink", "aurora"], "typical": 0.85}
    kept, held_out = pictures.kept_files("ink", table), pictures.held_out_files("ink", table)
    assert (len(kept), len(held_out)) == (17, 3) and not set(kept) & set(held_out)
    unseen = pictures.unseen_pictures(table, 5)
    assert unseen.shape == (2, 5, SIZE, SIZE, 3)
    painted = pictures.make_class("aurora", table)
    assert not any(np.array_equal(one, other) for one in unseen[1] for other in painted)
    with pytest.raises(ValueError, match="typical must leave some pictures of 'ink'"):
        pictures.unseen_pictures(table | {"typical": 1.0}, 5)


def test_density_and_coverage_are_those_of_a_crowd_a_collapse_and_a_stranger() -> None:
    draw = torch.Generator().manual_seed(0)
    real, made = (torch.randn(400, 4, generator=draw) for _ in range(2))
    density, coverage = density_and_coverage(real, made)
    assert density == pytest.approx(1.0, abs=0.1) and coverage == pytest.approx(1 - 1 / 2**5, abs=0.03)
    assert density_and_coverage(real, made[:1].expand(400, 4))[1] < 0.1
    assert density_and_coverage(real, made + 50.0) == (0.0, 0.0)


def test_the_larger_recipe_builds_and_trains() -> None:
    recipe = Recipe.load("atlas-256")
    assert recipe.data["classes"] == Recipe.load("atlas-128").data["classes"]
    data = {**recipe.data, "classes": ["plasma", "rings"], "pictures": 2}
    system = build_system(dataclasses.replace(recipe, data=data, batch_size=2))
    assert system.generator.size == 256
    assert all(np.isfinite(value) for value in system.step(0).values())
