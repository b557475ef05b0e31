"""Patches: what is committed is what the table makes, and what is in them is in the table."""

from __future__ import annotations

import ast
import json
import re
import struct
import subprocess
import zlib
from functools import cache
from itertools import combinations
from pathlib import Path

import py2tosc
import pytest
from programs import needed

from rtxmodal.__main__ import main
from rtxmodal.control.addresses import find
from rtxmodal.control.learn import Learn
from rtxmodal.control.wire import ROOT
from rtxmodal.notes import NoteEvent
from rtxmodal.params import Parameter, Table
from rtxmodal.patches.surface import MOST_CHOICES, Surface, bend, fixed, grouped, label, surface_of
from rtxmodal.patches.writing import CLIENTS, all_files
from rtxmodal.scene import CORE, LaneSpec, Scene
from rtxmodal.scene_file import load_scene

FOLDER = Path(__file__).resolve().parents[1] / "patches"
FOLDERS = [client.folder for client in CLIENTS]
ODD = Table(
    [
        *CORE,
        Parameter("lane_1/wet", 'The "wet"; 100 % \\ dry, {odd} $1', 0.5),
        Parameter("lane_1/cutoff", "Cutoff", 800.0, 20.0, 20_000.0, "Hz", "log"),
        Parameter("lane_1/steps", "Steps", 3.0, -7.0, 900.0, kind="int"),
        Parameter("lane_1/many", kind="enum", options=tuple(f"option_{place}" for place in range(40))),
        Parameter("lane_1/few", kind="enum", options=("1/4", "two words", "-")),
        Parameter("lane_1/alone", kind="enum", options=("single",)),
        Parameter("a/wet", "Wet", 0.5),
        Parameter("a/wet_2", "Wet", 0.5),
        Parameter("a_/wet", "Wet", 0.5),
        Parameter("a/wet2", "Wet", 0.5),
        Parameter("panic", "What the component has itself"),
        *(Parameter(f"crowd/fader_{place}") for place in range(45)),
        *(Parameter(f"crowd/button_{place}", kind="trigger") for place in range(20)),
    ]
)


@cache
def odd() -> Surface:
    """A table that no scene has, with all that is awkward in one file format or the other."""
    return grouped(Scene("Odd", "odd", (LaneSpec("lane_1", "mic", (), "speakers"),)), ODD)


@cache
def default() -> Surface:
    return surface_of(load_scene("default"))


@cache
def made_of(which: str) -> dict[str, bytes]:
    """All files of one of the two."""
    return all_files(default() if which == "default" else odd(), FOLDER)


def text_of(files: dict[str, bytes], folder: str) -> str:
    """All that a client's files say, as text."""
    found = []
    for name, content in files.items():
        if name.startswith(f"{folder}/") and not name.endswith(".md"):
            content = plain(name, content)
            found.append(content[content.find(b"{") :] if name.endswith(".amxd") else content)
    return b"\n".join(found).decode()


def plain(name: str, content: bytes) -> bytes:
    """What was packed: another zlib packs the same otherwise."""
    return zlib.decompress(content) if name.endswith(".tosc") else content


def addresses_in(text: str) -> set[str]:
    """Every address that stands in a patch; Pd has its words apart."""
    words = {"/" + found.replace(" ", "/") for found in re.findall(r"oscformat (?:-f \w+ )?(rtxmodal [\w ]+);", text)}
    return words | {found for found in re.findall(rf"{ROOT}/[a-z0-9_/]*[a-z0-9_]", text) if found.count("/") > 1}


def box_texts(patcher: dict) -> dict[str, str]:
    return {one["box"]["id"]: one["box"].get("text", "") for one in patcher["boxes"]}


def patchers(files: dict[str, bytes]) -> dict[str, dict]:
    """Both of Max's: the patch, and the device without its header."""
    device = files["ableton/rtxmodal.amxd"]
    return {
        "max": json.loads(files["max/rtxmodal.maxpat"])["patcher"],
        "live": json.loads(device[32:].rstrip(b"\0"))["patcher"],
    }


# -- the table ----------------------------------------------------------------------------------------------


def test_what_is_committed_is_what_the_table_makes_now():
    made = made_of("default")
    committed = {
        str(path.relative_to(FOLDER)): path.read_bytes()
        for path in FOLDER.rglob("*")
        if path.is_file() and path.suffix != ".png"
    }
    assert sorted(made) == sorted(committed), "run `rtxmodal patches` and commit what it writes"
    stale = [name for name, content in made.items() if plain(name, committed[name]) != plain(name, content)]
    assert stale == [], "run `rtxmodal patches` and commit what it writes"


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_address_in_a_patch_is_one_that_the_server_has(folder):
    found = addresses_in(text_of(made_of("default"), folder)) - {f"{ROOT}/params", f"{ROOT}/norm"}
    assert len(found) > 5
    unknown = [one for one in found if (route := find(one)) is None or (route[1] and route[1] not in default().table)]
    assert unknown == []


@pytest.mark.parametrize("folder", [one for one in FOLDERS if one != "supercollider"])
def test_every_parameter_is_in_every_patch_and_so_are_panic_and_registering(folder):
    found = addresses_in(text_of(made_of("default"), folder))
    missing = [one.id for one in default().table if not {f"{ROOT}/params/{one.id}", f"{ROOT}/norm/{one.id}"} & found]
    assert missing == []
    assert {fixed("panic"), fixed("listeners/add"), fixed("visual/scene")} <= found


@pytest.mark.parametrize("name", ["max", "live"])
def test_dials_of_max_and_live_have_the_range_the_curve_and_the_options_of_the_table(name):
    files = made_of("default")
    by_name = {
        one["box"]["varname"]: one["box"]["saved_attribute_attributes"]["valueof"]
        for one in patchers(files)[name]["boxes"]
        if one["box"].get("parameter_enable")
    }
    for parameter in default().table:
        value = by_name[default().long_names[parameter.id]]
        if parameter.kind in ("float", "int"):
            assert (value["parameter_mmin"], value["parameter_mmax"]) == parameter.range
            # Live's curve is a power: where the knob stands in the middle it gives what the table's curve gives
            low, high = parameter.range
            middle = low + (high - low) * 0.5 ** value.get("parameter_exponent", 1.0)
            assert middle == pytest.approx(low + (high - low) * 0.5 ** bend(parameter), rel=1e-3)
            if parameter.kind == "float":
                assert middle == pytest.approx(parameter.from_norm(0.5), rel=1e-3, abs=1e-3)
        elif parameter.kind == "enum":
            assert value["parameter_enum"] == list(parameter.options)
        if name == "live" and parameter.kind != "trigger":
            assert value["parameter_initial"] == [default().table.value(parameter.id)]


def test_sliders_of_pure_data_have_the_range_of_the_table():
    text = text_of(made_of("default"), "puredata")
    sliders = {
        name: (float(low), float(high), log == "1")
        for low, high, log, name in re.findall(r"hsl 140 16 (\S+) (\S+) ([01]) 0 rtxmodal/(\S+)/out", text)
    }
    floats = [parameter for parameter in default().table if parameter.kind == "float"]
    assert sliders == {one.id: (*one.range, one.curve == "log") for one in floats}


@pytest.mark.parametrize("made", ["default", "odd"])
def test_parameters_of_touchdesigner_are_the_tables(made):
    table = default().table if made == "default" else ODD
    tree = ast.parse(text_of(made_of(made), "touchdesigner"))
    (entries,) = (
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "PARAMETERS"
    )
    assert len({name.lower() for name in entries}) == len(table)
    assert all(re.fullmatch(r"[A-Z][a-z0-9]*", name) for name in entries)
    for entry in entries.values():
        parameter = table[entry["address"].removeprefix(f"{ROOT}/params/")]
        if parameter.kind in ("float", "int"):
            assert (entry["min"], entry["max"]) == parameter.range
        assert tuple(entry.get("options", ())) == parameter.options


def test_specs_of_supercollider_are_the_tables():
    text = text_of(made_of("default"), "supercollider")
    found = {
        name: (float(low), float(high), curve == "exp", float(start))
        for name, low, high, curve, start in re.findall(
            r"id: '(\S+)'.*?ControlSpec\(([-.\d]+), ([-.\d]+), \\(\w+), \d, ([-.\d]+)\)", text
        )
    }
    assert found == {
        one.id: (*one.range, one.curve == "log", pytest.approx(default().table.value(one.id)))
        for one in default().table
    }


def test_faders_of_open_stage_control_have_the_range_of_the_table():
    faders = {one["id"]: one for one in widgets() if one["type"] == "fader" and not one["id"].startswith("meter")}
    floats = [parameter for parameter in default().table if parameter.kind == "float"]
    assert sorted(faders) == sorted(parameter.id for parameter in floats)
    for parameter in floats:
        reach = faders[parameter.id]["range"]
        assert (reach["min"], reach["max"]) == parameter.range
        assert faders[parameter.id]["logScale"] == (parameter.curve == "log")
    chosen = {one["id"]: one["values"] for one in widgets() if one["type"] in ("switch", "dropdown")}
    for parameter in default().table:
        if parameter.kind == "enum":
            assert chosen[parameter.id] == list(parameter.options)


# -- the formats --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["max", "live"])
@pytest.mark.parametrize("made", ["default", "odd"])
def test_max_finds_nothing_to_complain_of_in_its_patches(name, made, tmp_path):
    max_format = pytest.importorskip("py2max", reason="py2max is not installed (pip install py2max)")
    files = made_of(made)
    path = tmp_path / "one.maxpat"
    path.write_text(json.dumps({"patcher": patchers(files)[name]}))
    found = max_format.Patcher.from_file(path).lint()
    # whatever lies outside the window is seen by scrolling: the panel is what opens
    assert [
        str(one) for one in found if one.code != "W-OFFCANVAS" and (made == "default" or one.severity == "error")
    ] == []


@pytest.mark.parametrize("name", ["max", "live"])
def test_nothing_on_a_panel_of_max_lies_on_anything_else(name):
    patcher = patchers(made_of("default"))[name]
    shown = [
        (one["box"]["id"], one["box"]["presentation_rect"])
        for one in patcher["boxes"]
        if one["box"].get("presentation") and one["box"]["maxclass"] not in ("panel", "live.comment")
    ]
    assert len(shown) > len(default().table)
    assert [
        (one, other)
        for (one, (x, y, w, h)), (other, (x2, y2, w2, h2)) in combinations(shown, 2)
        if x < x2 + w2 and x2 < x + w and y < y2 + h2 and y2 < y + h
    ] == []
    if name == "live":
        assert max(y + h for _, (_, y, _, h) in shown) <= 169, "Live's strip has no more height"


@pytest.mark.parametrize("name", ["max", "live"])
def test_what_max_hears_moves_a_control_without_sending(name):
    patcher = patchers(made_of("default"))[name]
    texts, lines = box_texts(patcher), [one["patchline"] for one in patcher["lines"]]
    dials = {one["box"]["id"]: one["box"]["varname"] for one in patcher["boxes"] if one["box"].get("parameter_enable")}
    (split,) = (key for key, text in texts.items() if text.startswith("route "))
    heard = texts[split].split()[1:]
    ids = {long: short for short, long in default().long_names.items()}
    reached = set()
    for line in lines:
        if line["source"][0] == split and line["source"][1] < len(heard):
            through = line["destination"][0]
            for onward in (one["destination"][0] for one in lines if one["source"][0] == through):
                if onward in dials:
                    assert texts[through] in ("prepend set", "prepend setsymbol")
                    assert heard[line["source"][1]] == f"{ROOT}/params/{ids[dials[onward]]}"
                    reached.add(ids[dials[onward]])
    assert reached == {one.id for one in default().table if one.kind != "trigger"}


def test_a_device_for_live_has_the_header_that_ableton_writes_and_lets_notes_pass():
    content = made_of("default")["ableton/rtxmodal.amxd"]
    magic, four, kind, meta, size, _, chunk, length = struct.unpack("<4sI4s4sII4sI", content[:32])
    assert (magic, four, kind, meta, size, chunk) == (b"ampf", 4, b"mmmm", b"meta", 4, b"ptch")
    assert length == len(content) - 32 and content.endswith(b"}\n\0") and content.count(0, 32) == 1
    patcher = json.loads(content[32:-1])["patcher"]
    assert patcher["project"]["amxdtype"] == int.from_bytes(kind, "big")
    assert patcher["openinpresentation"] == 1
    texts = box_texts(patcher)
    notes = {
        (texts[one["patchline"]["source"][0]], texts[one["patchline"]["destination"][0]]) for one in patcher["lines"]
    }
    assert ("midiin", "midiout") in notes


@pytest.mark.parametrize("made", ["default", "odd"])
def test_names_that_live_shows_differ_and_stand_in_its_table(made):
    patcher = patchers(made_of(made))["live"]
    controls = [one["box"] for one in patcher["boxes"] if one["box"].get("parameter_enable")]
    names = [one["saved_attribute_attributes"]["valueof"]["parameter_longname"] for one in controls]
    assert len(set(names)) == len(names)
    table = {key: value for key, value in patcher["parameters"].items() if key.startswith("obj-")}
    assert {key: value[0] for key, value in table.items()} == dict(
        zip([one["id"] for one in controls], names, strict=True)
    )
    banked = [name for bank in patcher["parameters"]["parameterbanks"].values() for name in bank["parameters"]]
    assert set(banked) - {"-"} <= set(names) and len(banked) % 8 == 0


@pytest.mark.parametrize("made", ["default", "odd"])
def test_cords_of_pure_data_end_at_objects_that_are_there(made):
    lines = text_of(made_of(made), "puredata").splitlines()
    count: list[int] = []
    ends = []
    for line in lines:
        words = line.rstrip(";").split()
        if words[0] == "#N":
            count.append(0)
        elif words[1] == "connect":
            ends.append((max(int(words[2]), int(words[4])), count[-1]))
        else:
            if words[1] == "restore":  # the cords of a subpatch stand before its end
                assert all(end < inside for end, inside in ends)
                count.pop()
                ends = []
            count[-1] += 1
    assert len(count) == 1 and ends == []  # the panel speaks by names alone


KNOWN = {
    "": {"type", "id", "visible", "interaction", "comments", "left", "top", "width", "height", "expand", "colorText",
         "colorWidget", "colorStroke", "colorFill", "alphaStroke", "alphaFillOff", "alphaFillOn", "padding", "html",
         "value", "default", "linkId", "address", "typeTags", "decimals", "target", "ignoreDefaults", "bypass",
         "onCreate", "onValue"},
    "fader": {"design", "horizontal", "range", "logScale", "snap", "doubleTap", "steps"},
    "button": {"on", "off", "mode", "label", "colorTextOn"},
    "switch": {"values", "layout", "mode"},
    "dropdown": {"values", "label", "align"},
    "input": {"unit", "numeric", "asYouType", "validation"},
    "text": {"align", "wrap"},
    "panel": {"widgets", "tabs", "layout", "gridTemplate", "scroll", "colorBg", "justify"},
    "tab": {"widgets", "label", "layout", "colorBg"},
    "root": {"widgets", "layout", "colorBg"},
    "script": set(), "variable": set(),
}  # fmt: skip
"""Properties that Open Stage Control 1.26 knows, by type of widget, as its source lists them."""


def widgets() -> list[dict]:
    session = json.loads(made_of("default")["openstagecontrol/rtxmodal.json"])
    assert session["type"] == "session"
    waiting, found = [session["content"]], []
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += [*one.get("widgets", []), *one.get("tabs", [])]
    return found


def test_a_session_of_open_stage_control_has_widgets_and_properties_that_it_knows():
    found = widgets()
    assert [(one["type"], key) for one in found for key in one if key not in KNOWN[""] | KNOWN[one["type"]]] == []
    named = [one["id"] for one in found]
    twice = {name for name in named if named.count(name) > 1}
    # a fader and its number share one id: that is how they follow each other without sending
    assert twice == {one.id for one in default().table if one.kind == "float"}
    assert all(one["target"] == ["127.0.0.1:9110"] for one in found if "target" in one)


NODE = """
const one = JSON.parse(process.argv[1]), sent = [], shown = {}, timers = [], locals = {}
let now = 0
Date.now = () => now
const send = (...message) => sent.push(message), set = (id, value) => { shown[id] = value }
const setInterval = (name, action, time) => timers.push([action, time])
const run = (script, value) => new Function('send', 'set', 'setInterval', 'locals', 'value', script)(
    send, set, setInterval, locals, value)
run(one.heartbeat.onCreate)
const tick = time => { now = time; timers.forEach(([action]) => action()) }
tick(3000)
const first = sent.length
run(one.heartbeat.onValue, [1, 1.0])
tick(5000)
const alive = sent.length
tick(9000)
run(one.meters.onValue, [-14, -11])
run(one.scene_now.onValue, 'vj')
run(one.preset_now.onValue, ['dusk', 1])
const list = one.scene.values.slice(4, -2).replace('@{scene_entries}', 'given')
const listed = [['a', 'b'], 'a', ''].map(given => new Function('given', list)(given))
console.log(JSON.stringify({first, alive, again: sent.length, sent, shown, listed, time: timers[0][1]}))
"""


def test_scripts_of_open_stage_control_register_and_hand_on_what_is_told():
    needed("node")
    wanted = ("heartbeat", "meters", "scene_now", "preset_now", "scene")
    scripts = {one["id"]: one for one in widgets() if one["id"] in wanted}
    command = ["node", "-e", NODE, json.dumps(scripts)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    told = json.loads(done.stdout)
    assert told["first"] == told["alive"] > 0 and told["again"] == 2 * told["first"] and told["time"] == 3000
    add = ["127.0.0.1:9110", fixed("listeners/add"), {"type": "i", "value": 9116}]
    assert told["sent"][0] == add
    assert {message[1] for message in told["sent"][1:]} >= {fixed("subscribe"), fixed("visual/scenes")}
    shown = told["shown"]
    assert (shown["meter_left"], shown["meter_right"], shown["scene"], shown["preset"]) == (-14, -11, "vj", "dusk")
    assert told["listed"] == [["a", "b"], ["a"], []]


@pytest.mark.parametrize("made", ["default", "odd"])
def test_a_layout_of_touchosc_is_one_that_its_editor_could_have_written(made):
    content = made_of(made)["touchosc/rtxmodal.tosc"]
    assert content[:1] == b"\x78"
    layout = py2tosc.loads(content)
    assert [str(issue) for issue in layout.validate()] == []
    for control in layout.walk():
        assert not any(message.feedback for message in control.messages), "what is told must not be sent back"
        for child in control.children:
            frame, own = child.get("frame"), control.get("frame")
            assert frame.x >= 0 and frame.x + frame.w <= own.w + 0.5, child
            assert frame.y >= 0 and frame.y + frame.h <= own.h + 0.5, child


# -- the scripts of TouchOSC, in Lua ------------------------------------------------------------------------

STAND_IN = """
sent, clock, named = {}, 0, {}
function sendOSC(path, ...) table.insert(sent, {path, ...}) end
function getMillis() return clock end
function math.clamp(x, low, high) return math.min(math.max(x, low), high) end
function control(name)
  local made = {name = name, values = {x = 0, text = ''}, children = {}, notes = {}, visible = true}
  function made:notify(key, value) table.insert(self.notes, {key, value}) end
  function made:findByName(wanted) named[wanted] = named[wanted] or control(wanted) return named[wanted] end
  setmetatable(made.children, {__index = function(t, key) t[key] = control(key) return t[key] end})
  return made
end
self = control('self')
self.parent = control('parent')
"""


def lua():
    return pytest.importorskip("lupa", reason="lupa is not installed (pip install lupa)").LuaRuntime()


def tosc_of(which: str) -> py2tosc.Document:
    return py2tosc.loads(made_of(which)["touchosc/rtxmodal.tosc"])


def script_of(name: str) -> str:
    layout = tosc_of("default")
    return (layout.root if name == "root" else layout.find(name)).get("script")


def sent(runtime) -> list[list[object]]:
    return [list(message.values()) for message in runtime.globals().sent.values()]


def test_touchosc_registers_when_it_opens_and_when_the_heartbeat_stays_away():
    runtime = lua()
    runtime.execute(STAND_IN + script_of("root"))
    runtime.execute("update() update()")
    assert [message[0] for message in sent(runtime)].count(fixed("listeners/add")) == 1
    assert sent(runtime)[0] == [fixed("listeners/add"), "9115", "norm"]
    beat = f"onReceiveOSC({{'{fixed('status/heartbeat')}', {{{{tag='i', value=1}}}}}}, {{}})"
    runtime.execute(f"clock = 2900 {beat} clock = 5800 update()")
    assert named_text(runtime, ".status") == "connected"
    assert [message[0] for message in sent(runtime)].count(fixed("listeners/add")) == 1
    runtime.execute("clock = 6000 update()")
    assert [message[0] for message in sent(runtime)].count(fixed("listeners/add")) == 2


def named_text(runtime, name: str) -> str:
    return runtime.globals().named[name]["values"]["text"]


def test_touchosc_hands_on_scenes_meters_and_choices():
    runtime = lua()
    runtime.execute(STAND_IN + script_of("root"))
    one = next(parameter for parameter in default().table if len(parameter.options) > 2)
    norm = one.to_norm(2.0)
    tell = "onReceiveOSC({{'{}', {{{}}}}}, {{}})"
    runtime.execute(tell.format(f"{ROOT}/norm/{one.id}", f"{{tag='f', value={norm}}}"))
    note = runtime.globals().named[one.id]["notes"][1]
    assert (note[1], note[2]) == ("told", 2)
    runtime.execute(tell.format(fixed("visual/scenes"), "{value='rain'}, {value='snow'}"))
    shown = [runtime.globals().named[f".scene_{place}"]["visible"] for place in range(MOST_CHOICES)]
    assert shown == [True, True, *[False] * (MOST_CHOICES - 2)]
    runtime.execute(tell.format(fixed("meter/out"), "{value=-27}, {value=-200}"))
    levels = [runtime.globals().named[f".meter_{side}"]["values"]["x"] for side in (1, 2)]
    assert levels == [0.5, 0]


def test_a_radio_of_touchosc_sends_what_a_finger_chooses_and_not_what_it_was_told():
    one = next(parameter for parameter in default().table if parameter.kind == "enum")
    runtime = lua()
    runtime.execute(STAND_IN + script_of(one.id))
    runtime.execute("onReceiveNotify('told', 2) onValueChanged('x')")
    assert sent(runtime) == []
    runtime.execute("self.values.x = 1 onValueChanged('x') onValueChanged('touch')")
    assert sent(runtime) == [[f"{ROOT}/params/{one.id}", 1]]


@pytest.mark.parametrize("made", ["default", "odd"])
def test_a_fader_of_touchosc_shows_the_value_that_the_table_has_there(made):
    layout = tosc_of(made)
    for parameter in default().table if made == "default" else ODD:
        if parameter.kind != "float":
            continue
        runtime = lua()
        script = layout.find(parameter.id).children[1].get("script")
        runtime.execute(f"{STAND_IN}\n{script}\nself.values.x = 0.25 onValueChanged('x')")
        shown = runtime.globals()["self"].parent.children.value["values"].text
        near = 0.006 if parameter.range[1] - parameter.range[0] <= 20 else 0.06
        assert float(shown.split()[0]) == pytest.approx(parameter.from_norm(0.25), abs=near), parameter.id


# -- the command --------------------------------------------------------------------------------------------


def test_a_producer_makes_patches_of_another_scene_for_a_machine_elsewhere(tmp_path, capsys):
    out = tmp_path / "mine"
    assert main(["patches", "vj", "--out", str(out), "--server", "10.0.0.5:9000"]) == 0
    told = capsys.readouterr().out.split()
    assert sorted(told) == sorted(str(path) for path in out.rglob("*") if path.is_file())
    for client in CLIENTS:
        assert (out / client.folder / "README.md").is_file()
        if client.folder != "touchosc":  # its host is set in the app
            files = {f"{client.folder}/{path.name}": path.read_bytes() for path in (out / client.folder).iterdir()}
            assert re.search(r"10\.0\.0\.5['\"]?(:|, | )9000", text_of(files, client.folder)), client.folder
    assert main(["patches", "vj", "--out", str(out), "--server", "nowhere"]) == 1
    assert "must be PORT or IP:PORT" in capsys.readouterr().err


def test_labels_are_short_and_names_of_one_group_differ():
    for group in default().groups:
        shown = [label(parameter, 12) for parameter in group.parameters]
        assert len(set(shown)) == len(shown), group.title


# -- by MIDI alone ------------------------------------------------------------------------------------------


class Knobs:
    """A table that controllers turn."""

    def __init__(self, table: Table) -> None:
        self.table = Table(table)

    def set(self, parameter_id: str, value: object, origin: object = None) -> float:
        return self.table.set(parameter_id, value)

    def on_change(self, tell: object) -> None:
        """Nobody is told."""

    def announce(self, path: str, *arguments: object) -> None:
        """Nobody is told."""


@pytest.mark.parametrize("made", ["default", "odd"])
def test_each_controller_of_the_sheet_turns_its_parameter_to_what_the_sheet_says(made, tmp_path):
    path = tmp_path / "midi-maps.json"
    path.write_bytes(made_of(made)["ableton/midi-maps.json"])
    knobs = Knobs(default().table if made == "default" else ODD)
    learn = Learn(knobs, path, lambda *_: False, lambda _: False, lambda line: pytest.fail(line))
    learn.start()
    rows = [line.strip("| ").split(" | ") for line in made_of(made)["ableton/midi.md"].decode().splitlines()]
    rows = [[word.strip() for word in row] for row in rows if len(row) == 8 and row[2].isdigit()]
    assert len(rows) == len(knobs.table) == len({(row[2], row[3]) for row in rows})
    for _, _, channel, number, *shown, place in rows:
        parameter = knobs.table[place.strip("`").removeprefix(f"{ROOT}/params/")]
        for value, text in zip((0, 64, 127), shown, strict=True):
            event = NoteEvent(0, "control", int(number), float(value), int(channel) - 1)
            assert learn.take(event, "a cable"), "what turns a knob is not played as well"
            if parameter.kind != "trigger":
                assert parameter.text(knobs.table.value(parameter.id)) == text
        if parameter.kind == "trigger":
            assert knobs.table.value(parameter.id) >= 1.0
