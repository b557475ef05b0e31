"""A file through a CycleGAN and back, in every medium, with networks whose result is known."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch", reason="torch is only in the extra `export`")

from export.__main__ import main  # noqa: E402
from export.data.sounds import Note, Performance, read_performance, write_midi  # noqa: E402
from export.evaluate import evaluate  # noqa: E402
from export.systems.cyclegan import Cyclegan  # noqa: E402
from export.train import Recipe  # noqa: E402
from rtxmodal.devices.files import read_picture, read_sound, write_sound  # noqa: E402

SIZE = 128
CHANNELS = {"picture": 3, "sound": 2, "spectra": 4, "roll": 1}
NOTES = (Note(0.5, 1.0, 60, 64), Note(1.0, 2.0, 64, 64), Note(12.0, 13.0, 72, 64))


class Recall(torch.nn.Module):
    """In a generator's place: another medium's shape, and the way back to what came first."""

    kept: torch.Tensor | None = None

    def __init__(self, channels: int, share: float) -> None:
        super().__init__()
        self.channels, self.share = channels, share

    def forward(self, x):
        if Recall.kept is None:
            Recall.kept = x
            return torch.linspace(-1.0, 1.0, SIZE).expand(1, self.channels, SIZE, SIZE)
        back, Recall.kept = Recall.kept, None
        return self.share * back


@pytest.fixture(autouse=True)
def forget() -> None:
    Recall.kept = None


def system_of(a, b, share=1.0):
    recipe = dataclasses.replace(
        Recipe.load("cycle-sound"),
        net={"a": a, "b": b, "filters": 4, "blocks": 1, "judge_filters": 4},
        data={"folder": "x", "a": ["a"], "b": ["b"], "size": SIZE},
    )
    system = Cyclegan(recipe, 1)
    system.to_b, system.to_a = Recall(CHANNELS[b], share), Recall(CHANNELS[a], share)
    return system


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """A picture, a sound and a MIDI file."""
    y, x = np.mgrid[:SIZE, :SIZE]
    Image.fromarray(np.stack([2 * x, 2 * y, x + y], axis=-1).astype(np.uint8)).save(tmp_path / "slope.png")
    sound = 0.25 * np.random.default_rng(0).standard_normal((40_000, 2)).astype(np.float32)
    write_sound(tmp_path / "noise.wav", np.clip(sound, -1, 1), 44_100)
    write_midi(Performance(NOTES), 0, tmp_path / "tune.mid")
    return {
        kind: tmp_path / name for kind, name in (("picture", "slope.png"), ("sound", "noise.wav"), ("roll", "tune.mid"))
    }


def likeness(one, other):
    return float(np.corrcoef(one.ravel().astype(float), other.ravel().astype(float))[0, 1])


@pytest.mark.parametrize("kind", ["sound", "spectra"])
def test_pictures_and_sounds_are_written_in_their_domains(files, tmp_path, kind):
    system = system_of("picture", kind)
    paths = evaluate(system, {"a": files["picture"], "b": files["sound"]}, tmp_path / "out")
    assert [path.name for path in paths] == [
        "original_a_slope.png", "fake_b_slope.wav", "cycle_a_slope.png", "diff_a_slope.png",
        "original_b_noise.wav", "fake_a_noise.png", "cycle_b_noise.wav", "diff_b_noise.wav",
    ]  # fmt: skip
    original, cycle = (read_picture(paths[place]) for place in (0, 2))
    assert likeness(original, read_picture(files["picture"])) > 0.999 and np.array_equal(original, cycle)
    given, (heard, rate) = read_sound(files["sound"])[0], read_sound(paths[4])
    assert rate == 44_100 and np.array_equal(heard, read_sound(paths[6])[0])
    assert likeness(heard, given[: len(heard)]) > 0.99 and abs(np.abs(heard).max() - 1.0) < 1e-3
    assert np.abs(read_sound(paths[7])[0]).max() < 0.01 or kind == "spectra"  # nothing differs


def test_the_difference_is_what_the_cycle_has_changed(files, tmp_path):
    (*_, diff) = evaluate(system_of("picture", "sound", share=0.5), {"a": files["picture"]}, tmp_path / "out")
    assert likeness(read_picture(diff), 255 - read_picture(files["picture"])) > 0.999  # half less original


def test_notes_come_back_as_notes_and_a_sixteenth_early_as_published(files, tmp_path):
    system = system_of("picture", "roll")
    for published, early in ((False, 0.0), (True, 0.125)):
        paths = evaluate(system, {"b": files["roll"]}, tmp_path / "out", published)
        assert [path.suffix for path in paths] == [".mid", ".png", ".mid", ".mid"]
        notes = sorted(read_performance(paths[2]).notes, key=lambda note: note.start)
        found = [(round(note.start + early, 2), round(note.end + early, 2), note.pitch) for note in notes if note.pitch]
        assert found == [(note.start, note.end, note.pitch) for note in NOTES]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [(["--a", "noise.wav"], "must be one of .jpg"), ([], "a file must be given"), (["--a", "none.png"], "none.png")],
)
def test_what_cannot_be_evaluated_is_refused(files, tmp_path, monkeypatch, words, complaint, capsys):
    import export.train

    monkeypatch.setattr(export.train, "load_checkpoint", lambda *_: 1)
    monkeypatch.chdir(tmp_path)
    assert main(["evaluate", "cycle-sound", *words]) == 1
    said = capsys.readouterr().err
    assert complaint in said and said.count("\n") == 1


def test_a_recipe_that_is_not_trained_cannot_be_evaluated(tmp_path, capsys):
    assert main(["evaluate", "cycle-sound", "--runs", str(tmp_path)]) == 1
    assert "must be trained, got no checkpoint" in capsys.readouterr().err
