"""From a recipe to a model file: training that can be interrupted, and a gate that lets nothing wrong through."""

from __future__ import annotations

import csv
import dataclasses
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is only in the extra `export`")
pytest.importorskip("onnxscript", reason="torch's ONNX exporter needs onnxscript (extra `export`)")

import onnx  # noqa: E402

from export import __main__ as command  # noqa: E402
from export import to_onnx, train  # noqa: E402
from export.describe import count_parameters, layer_table  # noqa: E402
from export.train import Options, Recipe, System  # noqa: E402
from rtxmodal.card import read_card  # noqa: E402

ATLAS = """
system = "atlas"
seed = 3
steps = 8
batch_size = 4
[data]
size = 16
classes = ["rings", "ink"]
pictures = 4
[net]
z_size = 4
style_size = 8
channels = [8, 6]
fields = 2
head = 2
critic_channels = [4, 6]
critic_norm = "none"
[schedule]
loss = "relativistic"
penalty = 1.0
penalty_every = 3
rate = 1e-3
critic_rate = 1e-3
beta2 = 0.99
decay_from = 0.5
colour_seeking = 0.1
layout_seeking = 0.1
mixed = 0.3
grained = 0.3
average_pictures = 50
augment = 0.3
precision = "float32"
[export]
title = "Tiny"
version = "0.1.0"
licence = "MIT"
description = "-"
training_data = []
"""


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.set_num_threads(1)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiny.toml").write_text(ATLAS)


def built() -> tuple[System, Recipe]:
    recipe = Recipe.load("tiny.toml")
    return train.build_system(recipe), recipe


def run_training(runs: str, *, upto: int) -> list[dict[str, str]]:
    system, recipe = built()
    train.train(system, recipe, Options(steps=upto, runs=Path(runs)))
    return logged(runs)


def logged(runs: str) -> list[dict[str, str]]:
    with (Path(runs) / "tiny" / "log.csv").open() as file:
        rows = list(csv.DictReader(file))
    return [{name: value for name, value in row.items() if name != "seconds"} for row in rows]


def test_a_resumed_run_equals_an_uninterrupted_one() -> None:
    whole = run_training("whole", upto=6)
    run_training("parts", upto=2)
    run_training("parts", upto=5)
    assert run_training("parts", upto=6) == whole
    assert [row["step"] for row in whole] == [str(step) for step in range(6)]
    a, b = (torch.load(f"{runs}/tiny/checkpoint.pt")["system"]["average"] for runs in ("whole", "parts"))
    assert all(torch.equal(a[name], b[name]) for name in a)


def test_a_new_run_begins_with_another_runs_weights_and_an_old_one_goes_on_with_its_own() -> None:
    fresh, first = run_training("a", upto=2), Path("a/tiny/checkpoint.pt")
    for upto in (1, 2):
        system, recipe = built()
        train.train(system, recipe, Options(steps=upto, runs=Path("b"), begin=first))
    rows = logged("b")
    assert [row["step"] for row in rows] == ["0", "1"] and rows[0]["generator"] != fresh[0]["generator"]
    system, recipe = built()
    train.train(system, recipe, Options(steps=2, runs=Path("c"), begin=first))
    assert logged("c") == rows


def test_rows_that_a_killed_run_left_behind_are_dropped() -> None:
    whole = run_training("runs", upto=4)
    checkpoint = torch.load("runs/tiny/checkpoint.pt")
    system, recipe = built()
    train.train(system, recipe, Options(steps=6, runs=Path("runs")))
    torch.save(checkpoint, "runs/tiny/checkpoint.pt")  # as if it had died before its checkpoint at 6
    assert run_training("runs", upto=4) == whole


def test_a_run_leaves_samples_and_a_log_with_every_loss() -> None:
    rows = run_training("runs", upto=2)
    assert set(rows[0]) == {"step", "critic", "margin", "penalty", "generator", "colour", "layout"}
    assert [path.name for path in sorted(Path("runs/tiny/samples").iterdir())] == ["000002.png"]


def test_a_signal_ends_the_run_after_the_step_with_a_checkpoint() -> None:
    system, recipe = built()
    step = system.step

    def step_then_signal(number: int) -> dict[str, float]:
        if number == 1:
            os.kill(os.getpid(), signal.SIGTERM)
        return step(number)

    system.step = step_then_signal  # type: ignore[method-assign]
    assert threading.current_thread() is threading.main_thread()
    assert train.train(system, recipe, Options(runs=Path("runs"))) == 2
    assert torch.load("runs/tiny/checkpoint.pt")["step"] == 2


def test_a_loss_that_is_not_finite_stops_the_run_and_keeps_the_checkpoint() -> None:
    run_training("runs", upto=2)
    system, recipe = built()
    system.step = lambda step: {"critic": float("nan")}  # type: ignore[method-assign]
    with pytest.raises(FloatingPointError, match="'critic' must be finite"):
        train.train(system, recipe, Options(runs=Path("runs")))
    assert torch.load("runs/tiny/checkpoint.pt")["step"] == 2


def test_losses_that_change_their_names_are_told_apart_from_the_log() -> None:
    run_training("runs", upto=1)
    system, recipe = built()
    system.step = lambda step: {"other": 0.0}  # type: ignore[method-assign]
    with pytest.raises(ValueError, match="must be the same at every step"):
        train.train(system, recipe, Options(steps=2, runs=Path("runs")))


def test_an_unknown_recipe_lists_those_that_exist() -> None:
    with pytest.raises(FileNotFoundError, match="atlas-128"):
        Recipe.load("atlas-129")


@pytest.mark.parametrize("line", ["stepz = 3\n", ""])
def test_a_recipe_with_a_wrong_or_missing_key_is_refused(line: str) -> None:
    Path("wrong.toml").write_text(line + ATLAS.replace("steps = 8\n", ""))
    with pytest.raises(ValueError, match=r"keys of wrong.toml must"):
        Recipe.load("wrong.toml")


def test_an_unknown_system_is_named() -> None:
    recipe = dataclasses.replace(Recipe.load("tiny.toml"), system="nothing")
    with pytest.raises(ValueError, match="got 'nothing'"):
        train.build_system(recipe)


@pytest.mark.parametrize("name", train.recipe_names())
def test_every_recipe_builds_and_describes_itself_without_data(name: str) -> None:
    system = train.build_system(Recipe.load(name))
    for title, module, inputs in system.describe():
        first = layer_table(title, module, inputs).splitlines()[0]
        assert first.startswith(f"{title}: {sum(count_parameters(module)):,} parameters")


def test_parameters_are_counted_as_keras_does() -> None:
    net = torch.nn.Sequential(torch.nn.Conv1d(3, 5, 2), torch.nn.BatchNorm1d(5), torch.nn.Linear(4, 2))
    net[2].requires_grad_(False)
    assert count_parameters(net) == (3 * 5 * 2 + 5 + 10, 10 + 4 * 2 + 2)


# The gate. A module of two operators is enough to break each of its rules.


class Echo(torch.nn.Module):
    """One pole with its state outside: y[n] = x[n - delay] + memory."""

    def __init__(self, delay: int = 3, epsilon: float = 0.0) -> None:
        super().__init__()
        self.delay, self.epsilon = delay, epsilon

    def forward(self, sound: torch.Tensor, state: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        line = torch.cat([state, sound], dim=2)
        out = line[:, :, : sound.shape[2]]
        if self.epsilon:
            out = out / (out.abs().mean() + self.epsilon)
        return out, line[:, :, line.shape[2] - self.delay :]


def card(**changed: Any) -> dict[str, Any]:
    return {
        "name": "echo",
        "takes": "sound",
        "gives": "sound",
        "sample_rate": 48000,
        "stream": {"mode": "state", "hop_size": 8, "delay": 3},
        "inputs": [{"name": "sound", "role": "sound", "layout": "bct"}, {"name": "state", "role": "state"}],
        "outputs": [{"name": "out", "role": "sound", "layout": "bct"}, {"name": "next", "role": "state"}],
        "states": [{"input": "state", "output": "next", "shape": [1, 1, 3]}],
    } | changed


def latency_is(declared: int) -> to_onnx.Check:
    def latency(run: to_onnx.Run) -> None:
        sound = np.zeros((1, 1, 8), np.float32)
        sound[..., 0] = 1.0
        measured = int(np.argmax(run({"sound": sound, "state": np.zeros((1, 1, 3), np.float32)})["out"]))
        if measured != declared:
            raise ValueError(f"latency must be the declared {declared} frames, got {measured}; correct the card")

    return latency


def echo(declared: int = 3, **module: Any) -> to_onnx.Graph:
    sound, state = torch.randn(1, 1, 8), torch.randn(1, 1, 3)
    return to_onnx.Graph(
        file_name="echo.onnx",
        module=Echo(**module),
        example_inputs=(sound, state),
        input_names=("sound", "state"),
        output_names=("out", "next"),
        card=card(),
        checks=(latency_is(declared),),
        golden_inputs=({"sound": sound.numpy(), "state": state.numpy()},),
    )


def test_a_right_graph_is_written_with_its_card_and_verifies_again() -> None:
    path = to_onnx.write(echo(), Path("models"))
    assert [entry.name for entry in Path("models").iterdir()] == ["echo.onnx"]
    read = read_card(path)
    assert read is not None
    assert len(read.golden) == 1
    assert any("latency" in line for line in to_onnx.verify(echo(), Path("models"), trained=True))


@pytest.mark.parametrize(
    ("graph", "words"),
    [
        (echo(declared=4), "latency must be the declared 4"),
        (echo(epsilon=1e-12), "must equal torch's"),  # the exporter drops it, and silence becomes NaN
        (dataclasses.replace(echo(), card=card(sample_rate=0)), "sample_rate must be"),
        (dataclasses.replace(echo(), card=card(nam="x")), "nam"),
    ],
    ids=["latency", "parity", "range", "schema"],
)
def test_a_wrong_graph_is_refused_and_nothing_is_written(graph: to_onnx.Graph, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        to_onnx.write(graph, Path("models"))
    assert not list(Path().glob("models/*"))


def test_a_refused_graph_leaves_the_older_file_as_it_was() -> None:
    path = to_onnx.write(echo(), Path("models"))
    before = path.read_bytes()
    with pytest.raises(ValueError, match="latency"):
        to_onnx.write(echo(declared=4), Path("models"))
    assert path.read_bytes() == before


def test_verify_notices_a_graph_that_was_changed_after_its_card() -> None:
    path = to_onnx.write(echo(), Path("models"))
    model = onnx.load(str(path))
    model.graph.node[0].name = "another"
    path.write_bytes(model.SerializeToString())
    with pytest.raises(ValueError, match="sha256 differs"):
        to_onnx.verify(echo(), Path("models"), trained=False)


def test_verify_notices_weights_that_are_not_the_checkpoints() -> None:
    to_onnx.write(echo(), Path("models"))
    with pytest.raises(ValueError, match="must equal torch's"):
        to_onnx.verify(echo(epsilon=1e-3), Path("models"), trained=True)


def test_golden_vectors_are_replayed() -> None:
    path = to_onnx.write(echo(), Path("models"))
    read = read_card(path)
    assert read is not None
    run = to_onnx.runner(path.read_bytes())
    to_onnx.check_golden(echo(), read, run)
    with pytest.raises(ValueError, match="golden vector 0"):
        to_onnx.check_golden(echo(), read, lambda inputs: {name: value + 0.01 for name, value in run(inputs).items()})


def test_difference_calls_what_cannot_be_compared_not_a_number() -> None:
    one = np.ones(4, np.float32)
    assert to_onnx.difference(one, one + 1e-3) == pytest.approx(1e-3, rel=1e-2)
    assert np.isnan(to_onnx.difference(one, one[:3]))
    assert np.isnan(to_onnx.difference(one, one.astype(np.float64)))
    assert np.isnan(to_onnx.difference(one, one * np.nan))
    grey = np.full(100, 7, np.uint8)
    assert to_onnx.difference(grey, grey + np.uint8(1)) == pytest.approx(1 / 255)
    assert np.isnan(to_onnx.difference(grey, grey + np.uint8(2)))


def test_no_path_of_this_machine_is_in_a_model_file() -> None:
    data = to_onnx.write(echo(), Path("models")).read_bytes()
    source, work = str(Path(to_onnx.__file__).parents[1]), str(Path.cwd())
    for word in (source, work, sys.prefix, Path.home().name + "/", ".py", "Traceback", "stack_trace"):
        assert word.encode() not in data, word


# The command line, from the first step to the checked file.


def test_the_commands_make_a_model_file_from_a_recipe(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["onnx", "tiny.toml"]) == 1
    assert "must be trained" in capsys.readouterr().err
    assert command.main(["train", "tiny.toml", "--steps", "2", "--threads", "1"]) == 0
    recipe = Recipe.load("tiny.toml")
    system = train.build_system(recipe)
    assert train.load_checkpoint(system, recipe) == 2
    graph = dataclasses.replace(system.export()[0], measure=None, checks=())  # two steps teach nothing
    to_onnx.write(graph, Path("models"))
    capsys.readouterr()
    assert command.main(["describe", "tiny.toml"]) == 0
    assert "generator: " in capsys.readouterr().out


def test_an_error_is_one_line_that_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["verify", "no-such-recipe"]) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "must be one of" in error


def test_help_needs_no_torch() -> None:
    program = (
        "import sys; from export.__main__ import _parser; _parser().parse_args(['list']); print('torch' in sys.modules)"
    )
    root = Path(to_onnx.__file__).parents[1]
    out = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"
