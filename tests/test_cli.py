"""Laws of the command line: each command answers, each mistake is one line, a bare machine renders the scene."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile
from test_onnx import foreign_picture_model
from tiny import fir_model

from rtxmodal.__main__ import main
from rtxmodal.settings import Settings, load_settings, save_settings

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def models(tmp_path, monkeypatch):
    monkeypatch.setenv("RTXMODAL_MODELS", str(tmp_path))
    monkeypatch.setenv("RTXMODAL_SETTINGS", str(tmp_path / "settings.json"))
    fir_model(tmp_path / "fir.onnx", licence="CC0")
    (tmp_path / "scene.toml").write_text('[[lane]]\nfrom = "mic"\nthrough = ["fir"]\nto = "speakers"\n')
    return tmp_path


@pytest.mark.parametrize("command", ["play", "render", "scenes", "models", "devices", "doctor", "osc", "bench"])
def test_every_command_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0 and "usage" in capsys.readouterr().out


def test_models_are_listed_with_what_matters(models, capsys):
    (models / "broken.onnx").write_bytes(b"no model")
    assert main(["models"]) == 0
    listed = capsys.readouterr().out
    assert re.search(r"fir +sound -> sound .*\[level\] +CC0", listed)
    assert "broken" in listed and "refused" in listed


def test_a_foreign_model_gets_a_card_to_complete_and_is_then_checked(models, capsys):
    path = foreign_picture_model(models / "foreign.onnx")
    told = path.with_suffix(".toml")
    finished = told.read_text()
    told.unlink()
    assert main(["models", "check", str(path)]) == 0
    draft = capsys.readouterr().out
    for name in ("pixels", "n_steps", "h.0/prev", "result"):
        assert name in draft
    assert 'input = "h.0/prev", output = "h.0/next"' in draft
    told.write_text(finished)
    assert main(["models", "check", str(path)]) == 0
    assert "fits its graph" in capsys.readouterr().out


def test_the_drafted_card_is_valid_toml_of_the_schema(models, capsys):
    from rtxmodal.card import Card

    path = fir_model(models / "plain.onnx")
    import onnx

    model = onnx.load(path)
    del model.metadata_props[:]
    path.write_bytes(model.SerializeToString())
    main(["models", "check", str(path)])
    drafted = capsys.readouterr().out
    assert Card.from_toml(drafted.replace("parameters = []", 'parameters = [{ id = "level" }]')).name == "plain"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["render", "none", "--in", "a.wav", "--out", "b.wav"], "scene must be"),
        (["render", "SCENE", "--in", "a.wav", "--out", "b.wav"], "a.wav"),
        (["render", "SCENE", "--in", "a.wav", "--out", "b.wav", "--set", "wet"], "ID=VALUE"),
        (["models", "check", "none.onnx"], "none.onnx"),
        (["models", "chek", "none.onnx"], "check FILE"),
        (["play", "SCENE", "--host-api", "none", "--no-window", "--bind", "0.0.0.0"], "--allow"),
        (["play", "SCENE", "--host-api", "none", "--no-window", "--block", "7"], "block_size"),
        (["play", "SCENE", "--host-api", "none", "--no-window", "--set", "volume=1"], "volume"),
    ],
)
def test_a_mistake_is_one_line_and_status_1(models, capsys, arguments, message):
    given = [str(models / "scene.toml") if word == "SCENE" else word for word in arguments]
    assert main(given) == 1
    said = capsys.readouterr().err.strip()
    assert message in said and said.startswith("rtxmodal: ") and "\n" not in said


def test_render_writes_a_file_as_long_as_its_input(models, capsys):
    soundfile.write(models / "in.wav", [[0.1, 0.1]] * 5000, 48_000)
    out = models / "out.flac"
    assert main(["render", str(models / "scene.toml"), "--in", str(models / "in.wav"), "--out", str(out)]) == 0
    assert soundfile.info(out).frames == 5000


def test_without_a_sound_card_play_renders_the_scene_and_says_why(models):
    scene = models / "silent.toml"
    scene.write_text(
        '[[lane]]\nfrom = "mic"\nthrough = ["fir"]\nto = "speakers"\n'
        f'[[lane]]\nfrom = "picture:{ROOT / "tests" / "still.png"}"\nto = "window"\n'
    )
    bare = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    bare |= {"JACK_DEFAULT_SERVER": "nobody", "JACK_NO_START_SERVER": "1", "RTXMODAL_MODELS": str(models)}
    bare |= {"RTXMODAL_SETTINGS": str(models / "settings.json"), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "rtxmodal", "play", str(scene), "--seconds", "1"]
    done = subprocess.run(command, cwd=models, env=bare, capture_output=True, text=True, timeout=120, check=False)
    if "sound out:" in done.stdout and "rendering" not in done.stdout:
        pytest.skip("this machine has a sound card and a screen")
    assert done.returncode == 0, done.stderr
    assert "rendering the scene to rtxmodal-demo.mp4" in done.stdout and "100%" in done.stderr
    assert (models / "rtxmodal-demo.mp4").stat().st_size > 5000


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("heard", ["playing at", "panel:"])  # it plays; it is just being started
def test_a_show_that_is_told_to_end_ends_cleanly_and_remembers(models, name, heard):
    environment = os.environ | {"RTXMODAL_SETTINGS": str(models / "s.json"), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-u", "-m", "rtxmodal", "play", str(models / "scene.toml"), "--osc-port", "0"]
    command += ["--host-api", "none", "--no-window", "--set", "output_gain=-20"]
    pipe = subprocess.PIPE
    show = subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True, start_new_session=True)
    assert show.stdout is not None
    while heard not in (line := show.stdout.readline()):
        assert line, show.stderr.read()
    os.killpg(show.pid, getattr(signal, name))  # a terminal and a service tell every process
    try:
        said, complaints = show.communicate(timeout=60)
    finally:
        show.kill()
    assert (show.returncode, complaints) == (0, "")
    assert heard == "panel:" or said.endswith(("loading\n", "dBFS\n"))  # the last status stays
    assert '"output_gain":-20.0' in (models / "s.json").read_text()


@pytest.mark.parametrize(("deed", "code", "said"), [("None", 0, ""), ("1 / 0", 1, "ZeroDivisionError")])
def test_a_child_leaves_without_taking_its_interpreter_down(deed, code, said):
    script = (
        f"import atexit; from rtxmodal.stage.child import live; atexit.register(print, 'down'); live(lambda: {deed})"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (code, "") and said in done.stderr


def test_settings_are_remembered_and_a_broken_file_is_forgotten(models):
    assert load_settings() == Settings() and Settings().output_gain == -12.0
    save_settings(Settings("mic", "desk", -3.0))
    assert load_settings() == Settings("mic", "desk", -3.0)
    (models / "settings.json").write_bytes(b"{broken")
    assert load_settings() == Settings()
