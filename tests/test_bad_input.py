"""What people really drop onto the commands for sound: every kind of file onto every command, in one table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

torch = pytest.importorskip("torch", reason="torch is only in the extra `export`")
pytest.importorskip("librosa", reason="librosa is only in the extra `export`")

from export.__main__ import main  # noqa: E402
from export.convert import convert_file  # noqa: E402
from export.dream import Choice as DreamChoice  # noqa: E402
from export.dreamers import dream_file  # noqa: E402
from export.nets.dream import DreamNet  # noqa: E402
from export.stylize import Choice, stylize_files  # noqa: E402
from rtxmodal.databending import Bend, bend_file  # noqa: E402
from rtxmodal.devices.files import read_picture  # noqa: E402
from rtxmodal.render import Job, render  # noqa: E402
from rtxmodal.rendered import Output  # noqa: E402
from rtxmodal.scene_file import load_scene  # noqa: E402

RATE = 22_050
STYLE = Choice(iterations=1, filters=4, phase_iterations=1)
DREAM = DreamChoice(layers=(1,), steps=1, octaves=(0,), canvas=(32, 48), jitter=2)
NET = DreamNet(3, (4, 4, 4, 4), 2).requires_grad_(False)


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


class Same(torch.nn.Module):
    """Stands where a generator does and changes nothing."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x


def hum(rate: int = RATE, channels: int = 1, seconds: float = 1.3, gain: float = 0.3) -> np.ndarray:
    at = np.arange(int(seconds * rate)) / rate
    wave = sum(np.sin(2.0 * np.pi * 220.0 * k * at) / k for k in range(1, 6))
    return np.repeat(np.clip(gain * wave, -1.0, 1.0)[:, None], channels, 1).astype(np.float32)


def wav(path: Path, sound: np.ndarray, rate: int = RATE) -> Path:
    soundfile.write(path, sound, rate, "FLOAT")
    return path


SOUNDS = {
    "mono": (lambda path: wav(path, hum()), True),
    "stereo": (lambda path: wav(path, hum(channels=2)), True),
    "eight-channels": (lambda path: wav(path, hum(channels=8)), None),
    "8-khz": (lambda path: wav(path, hum(8_000), 8_000), True),
    "192-khz": (lambda path: wav(path, hum(192_000, 2), 192_000), True),
    "clipped": (lambda path: wav(path, hum(gain=9.0)), True),
    "silent": (lambda path: wav(path, np.zeros((30_000, 1))), None),
    "one-sample": (lambda path: wav(path, np.ones((1, 1))), None),
    "empty": (lambda path: wav(path, np.zeros((0, 1))), False),
    "no-bytes": (lambda path: path.write_bytes(b""), False),
    "nan": (lambda path: wav(path, np.full((30_000, 1), np.nan)), False),
    "text": (lambda path: path.write_text("hello"), False),
    "missing": (lambda path: None, False),
}
"""How each is made, and whether it must be taken: True, False, or None, either, if it is said or done properly."""


def stylize(content: Path, style: Path, out: Path) -> None:
    stylize_files(content, style, out, STYLE, lambda *_: None)


def play(given: Path, out: Path) -> None:
    scene = given.with_name("scene.toml")
    scene.write_text('[[lane]]\nfrom = "mic"\nto = "speakers"\n')
    try:
        render(Job(load_scene(scene), given, Output(out), "cpu", {}), lambda *_: None)
    finally:
        scene.unlink()


ON_SOUND = {
    "convert": lambda given, out, _: convert_file(Same(), given, out, "source"),
    "stylize": lambda given, out, other: stylize(given, other, out),
    "style": lambda given, out, other: stylize(other, given, out),
    "dream": lambda given, out, _: dream_file(given, out, NET.found, DREAM),
    "guide": lambda given, out, other: dream_file(other, out, NET.found, DREAM, given),
    "databend": lambda given, out, _: bend_file(given, out.with_suffix(".png"), Bend(size=(16, 12))),
    "render": lambda given, out, _: play(given, out),
}


def tried(command, folder: Path, given: Path, out: Path, other: Path, must: bool | None) -> None:
    """Run it: done properly, or refused in one line that names the file, with nothing left behind."""
    before = {path.name for path in folder.iterdir()}
    try:
        command(given, out, other)
    except (ValueError, OSError) as error:
        said = str(error)
        assert must is not True, said
        assert "\n" not in said and (given.name in said or "content" in said), said
        assert {path.name for path in folder.iterdir()} == before
        return
    assert must is not False
    made = sorted({path.name for path in folder.iterdir()} - before)
    assert made and not any(".part" in name for name in made)
    for name in made:
        if name.endswith(".png"):
            assert np.asarray(Image.open(folder / name)).ndim == 3
        else:
            sound, _ = soundfile.read(folder / name)
            assert len(sound) and np.isfinite(sound).all()


@pytest.mark.parametrize("kind", SOUNDS)
@pytest.mark.parametrize("command", ON_SOUND)
def test_any_sound_is_taken_or_refused_in_one_line(tmp_path: Path, command: str, kind: str) -> None:
    make, must = SOUNDS[kind]
    given, other = tmp_path / f"{kind}.wav", wav(tmp_path / "other.wav", hum(seconds=1.1))
    make(given)
    tried(ON_SOUND[command], tmp_path, given, tmp_path / "out.wav", other, must)


def noise(height: int, width: int) -> Image.Image:
    return Image.fromarray(np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8))


PICTURES = {
    "rgb.png": (lambda path: noise(120, 130).save(path), True),
    "pixel.png": (lambda path: noise(1, 1).save(path), None),
    "grey.png": (lambda path: noise(120, 130).convert("L").save(path), True),
    "rgba.png": (lambda path: noise(120, 130).convert("RGBA").save(path), True),
    "cmyk.jpg": (lambda path: noise(120, 130).convert("CMYK").save(path), True),
    "large.png": (lambda path: Image.new("RGB", (8_000, 6_250), (9, 120, 200)).save(path, compress_level=1), None),
    "broken.jpg": (lambda path: _cut(path, noise(120, 130)), False),
    "text.jpg": (lambda path: path.write_text("hello"), False),
    "empty.png": (lambda path: path.write_bytes(b""), False),
}
ON_PICTURES = {
    "stylize": lambda given, out, other: stylize(given, other, out),
    "style": lambda given, out, other: stylize(other, given, out.with_suffix(".wav")),
    "dream": lambda given, out, _: dream_file(given, out, NET.found, DREAM),
    "databend": lambda given, out, _: bend_file(given, out, Bend()),
    "databend to sound": lambda given, out, _: bend_file(given, out.with_suffix(".wav"), Bend()),
}


def _cut(path: Path, picture: Image.Image) -> None:
    picture.save(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("kind", PICTURES)
@pytest.mark.parametrize("command", ON_PICTURES)
def test_any_picture_is_taken_or_refused_in_one_line(tmp_path: Path, command: str, kind: str) -> None:
    make, must = PICTURES[kind]
    if kind == "large.png" and command.startswith("databend"):
        pytest.skip("50 megapixels are bent as any others are; writing them takes long")
    given, other = tmp_path / kind, wav(tmp_path / "other.wav", hum(seconds=1.1))
    make(given)
    tried(ON_PICTURES[command], tmp_path, given, tmp_path / "out.png", other, must)


@pytest.mark.parametrize("name", ["out.xyz", "none/out.wav", "out"])
@pytest.mark.parametrize("command", ["convert", "stylize", "dream", "render"])
def test_an_output_that_cannot_be_is_refused_and_nothing_is_left(tmp_path: Path, command: str, name: str) -> None:
    given, other = wav(tmp_path / "in.wav", hum()), wav(tmp_path / "other.wav", hum(seconds=1.1))
    before = sorted(tmp_path.iterdir())
    with pytest.raises((ValueError, OSError), match="out"):
        ON_SOUND[command](given, tmp_path / name, other)
    assert sorted(tmp_path.iterdir()) == before


TRAININGS = {
    "travelgan": lambda folder: ["--a", str(folder), "--b", str(folder)],
    "keys": lambda folder: ["--notes", str(folder)],
    "texture": lambda folder: ["--style", str(folder)],
}
FOLDERS = {
    "none": lambda folder: None,
    "bare": lambda folder: folder.mkdir(),
    "texts": lambda folder: (folder.mkdir(), (folder / "a.txt").write_text("hello")),
    "one-click": lambda folder: (folder.mkdir(), wav(folder / "a.wav", np.ones((1, 1)))),
    "one-broken": lambda folder: (folder.mkdir(), (folder / "a.wav").write_bytes(b"RIFF no")),
    "one-nan": lambda folder: (folder.mkdir(), wav(folder / "a.wav", np.full((30_000, 1), np.nan))),
}


@pytest.mark.parametrize("kind", FOLDERS)
@pytest.mark.parametrize("recipe", TRAININGS)
def test_a_folder_that_cannot_be_trained_on_is_refused(tmp_path: Path, recipe: str, kind: str, capsys) -> None:
    FOLDERS[kind](tmp_path / "own")
    words = ["train", recipe, *TRAININGS[recipe](tmp_path / "own"), "--steps", "1", "--runs", str(tmp_path / "runs")]
    assert main(words) == 1
    said = [line for line in capsys.readouterr().err.splitlines() if line.startswith("export: ")]
    assert len(said) == 1 and "own" in said[0]
    assert not list((tmp_path / "runs").rglob("checkpoint*"))


def test_one_file_is_enough_to_train_on(tmp_path: Path) -> None:
    from export.own import own_recipe
    from export.train import Recipe, build_system

    for side in ("a", "b"):
        (tmp_path / side).mkdir()
        wav(tmp_path / side / "one.wav", hum(seconds=6.5))
    recipe = own_recipe(Recipe.load("travelgan"), {name: str(tmp_path / name) for name in ("a", "b")}, tmp_path)
    assert len(build_system(recipe).segments.given) == 1


def test_a_large_picture_is_read_as_it_is(tmp_path: Path) -> None:
    PICTURES["large.png"][0](tmp_path / "large.png")
    assert read_picture(tmp_path / "large.png").shape == (6_250, 8_000, 3)
