"""Laws of the house: what may import what, what may lie in the repository, and that what is promised is there."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from rtxmodal import __version__
from rtxmodal.__main__ import main
from rtxmodal.card import read_card
from rtxmodal.control.addresses import describe
from rtxmodal.devices.window_keys import HELP
from rtxmodal.scene_file import bundled_scenes, load_scene

ROOT = Path(__file__).resolve().parents[1]
RUNTIME = sorted((ROOT / "rtxmodal").rglob("*.py"))
MODELS = sorted((ROOT / "models").glob("*.onnx"))
# From what knows nothing to what knows all: a file imports from its own floor or from a lower one.
FLOORS = (
    ("params", "notes", "model_file"),
    ("card", "session"),
    ("stream",),
    ("translators",),
    ("scene",),
    ("scene_file",),
    ("lane", "hands"),
    ("devices", "settings"),
    (
        "stage",
        "control",
        "recall",
        "render",
        "databending",
        "take",
        "take_file",
        "replay",
        "rendered",
        "render_take",
        "offline",
    ),
    ("survey_plot", "ganterpreting"),
    ("choosing", "checking", "doctor", "watching", "watch_view", "console", "resuming", "listing"),
    ("playing", "patches"),
    ("__main__",),
)


def floor_of(module):
    first = module.split(".")[1] if "." in module else ""
    return next((place for place, names in enumerate(FLOORS) if first in names), -1)


def tracked():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("the source is not in a git checkout")
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names if node.module == "rtxmodal")
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def test_every_module_stands_on_a_floor_and_imports_downward():
    wrong = []
    for path in RUNTIME:
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if module in ("rtxmodal.__init__", "rtxmodal"):
            continue
        own = floor_of(module)
        assert own >= 0, f"{module} stands on no floor"
        wrong += [f"{module} imports {name}" for name in imports_of(path) if floor_of(name) > own]
    # the loader and the screen's gallery read files, and say so at their top
    assert wrong == []


def test_the_instrument_never_imports_what_trains_it():
    banned = "torch librosa onnx onnxscript scipy export matplotlib"
    code = (
        "import sys, pkgutil, importlib, rtxmodal\n"
        "for found in pkgutil.walk_packages(rtxmodal.__path__, 'rtxmodal.'):\n"
        "    if not found.name.endswith('__main__'): importlib.import_module(found.name)\n"
        f"print([name for name in {banned.split()!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_importing_opens_no_device():
    devices = ("sounddevice", "pygame", "rtmidi", "av")
    code = f"import sys, rtxmodal.__main__\nprint([name for name in {devices} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_no_file_names_a_machine_or_a_registry():
    home = re.compile(r"/(?:root|home/[a-z]+|work|Users)/\w|pypi\.org|files\.pythonhosted|registry\.npmjs|deb\.debian")
    own = Path(__file__).resolve()
    named = []
    for path in tracked():
        if path == own or path.suffix in {".onnx", ".png", ".flac", ".ico", ".csv", ".mid", ".tosc", ".amxd"}:
            continue
        named += [f"{path.name}: {line.strip()}" for line in path.read_text().splitlines() if home.search(line)]
    assert named == []


def test_binaries_stay_small():
    assert [path.name for path in tracked() if path.stat().st_size > 25 * 2**20] == []
    assert sum(path.stat().st_size for path in (ROOT / "models").iterdir()) < 100 * 2**20


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_every_model_has_a_card_a_page_a_recipe_and_licences(path):
    card = read_card(path)
    assert card.name == path.stem and card.licence and card.golden and card.quality
    assert card.training_data and all(credit.licence for credit in card.training_data)
    assert path.with_suffix(".md").is_file()
    recipes = [file.stem for file in (ROOT / "export" / "recipes").glob("*.toml")]
    of_a_way = re.sub(r"-to-[ab]$", "", path.stem)  # a recipe with two ways writes a file for each
    assert {path.stem, of_a_way, path.stem.removeprefix("timbre-")} & {*recipes}
    assert b"/work" not in path.read_bytes() and str(ROOT).encode() not in path.read_bytes()


def test_the_changelog_knows_this_version_and_the_readme_its_commands():
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text()
    readme = (ROOT / "README.md").read_text()
    assert "make play" in readme and "make test" in readme
    for command in ("play", "render", "models", "devices", "doctor", "bench"):
        assert f"rtxmodal {command}" in readme
    targets = (ROOT / "Makefile").read_text()
    assert "play:" in targets and "test:" in targets


README = (ROOT / "README.md").read_text()


def test_every_command_and_option_of_the_readme_is_taken(capsys):
    named = re.findall(r"`rtxmodal (\w+)([^`\n]*)`([^\n]*)", README)
    assert len(named) > 8
    for command, rest, told in named:
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"])
        assert ended.value.code == 0, command
        helped = capsys.readouterr().out
        wanted = re.findall(r"--[a-z][a-z-]*", rest + (told if told.lstrip().startswith("|") else ""))
        assert [option for option in wanted if not re.search(rf"{option}\b", helped)] == [], command


def test_every_osc_address_of_the_readme_is_in_the_table():
    known = {row.address for row in describe()}
    named = re.findall(r"/rtxmodal/[a-z_/<>]+", README)
    heads = {address.removesuffix("<id>") for address in known if address.endswith("<id>")}
    unknown = [name for name in named if name not in known and not any(name.startswith(head) for head in heads)]
    assert len(named) > 5 and unknown == []


def test_every_key_of_the_readme_is_one_that_the_window_helps_with():
    line = README[README.index("In the window:") :].split("\n\n")[0]
    helped = " ".join(HELP).replace("\t", " ")
    for keys in re.findall(r"\*\*([\w-]+)\*\*", line):
        assert re.search(rf"\b{re.escape(keys)}\b", helped), keys


def test_the_scene_in_the_readme_has_the_form_of_a_scene(tmp_path):
    text = re.search(r"```toml\n(.*?)```", README, re.S)[1]
    for name in ("timbre-strings", "ganterpret"):  # which translators there are is another matter
        text = text.replace(f'through = ["{name}"]', "through = []")
    (tmp_path / "mine.toml").write_text(text.replace('to = "window"', 'to = "speakers"'))
    assert [lane.id for lane in load_scene(tmp_path / "mine.toml").lanes] == ["voice", "eyes"]


def test_every_file_that_the_readme_leads_to_is_there():
    linked = [name for name in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in name]
    assert [name for name in linked if not (ROOT / name).is_file()] == []
    assert "FIGURES_" not in README  # what `python -m bench` prints stands there


def test_a_scene_ships_under_the_name_that_play_takes():
    assert "default" in bundled_scenes()
