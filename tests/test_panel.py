"""Laws of the panel, in a real browser without a screen: what a finger does is done, what is done is seen."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from browser import PHONE, TABLET, Browser
from controllers import PARAMETERS
from midi_show import midi_show, needs_jack_midi, wait_for
from webs import serving

from rtxmodal.control.web import WebServer, code
from rtxmodal.control.web_guard import WebChoice

PANEL = Path(__file__).resolve().parents[1] / "rtxmodal" / "control" / "panel"
IS_THERE = "document.body.dataset.link === 'there' && document.querySelector('[data-id=drywet]')"


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    browser = Browser(tmp_path_factory.mktemp("chromium"))
    yield browser
    browser.close()


@pytest.fixture
def own_page(tmp_path):
    """A browser that no later test shares: after two fingers Chromium's stand-in for them is out of step."""
    browser = Browser(tmp_path)
    yield browser
    browser.close()


@contextmanager
def opened(page: Browser, size=PHONE):
    """A show with its panel open."""
    with serving() as served:
        page.resize(size)
        page.open(served.web.url)
        page.wait_for(IS_THERE)
        page.read("new Promise(done => setTimeout(done, 400))")  # the page has come to rest
        yield served
        page.open("about:blank")
        assert page.complaints == []


def shown(name: str) -> str:
    """A script: what stands on a cell."""
    return f"document.querySelector('[data-id=\"{name}\"] output').textContent"


def test_a_fader_that_is_dragged_turns_the_knob_and_another_controller_hears_it(page):
    with opened(page) as served:
        served.controller.listen()
        served.controller.send("params/drywet", 0.5)
        page.wait_for(f"{shown('drywet')} === '0.50'")
        page.drag("[data-id=drywet]", across=-80)
        served.wait(lambda: served.show.table.value("drywet") < 0.4)
        value = served.controller.wait_until(
            lambda message: message.address == "/rtxmodal/params/drywet" and message.arguments[0] < 0.4
        )
        assert value.arguments[0] > 0.0
        width = page.read("document.querySelector('[data-id=drywet]').clientWidth")
        served.wait(lambda: served.show.table.value("drywet") == pytest.approx(0.5 - 80 / width, abs=0.02))
        page.wait_for(f"{shown('drywet')} === '{served.show.table.value('drywet'):.2f}'")


def test_a_finger_set_down_moves_nothing_and_off_the_fader_it_moves_finely(page):
    with opened(page) as served:
        served.controller.send("params/drywet", 0.5)
        page.wait_for(f"{shown('drywet')} === '0.50'")
        page.tap("[data-id=drywet]")
        page.read("new Promise(done => setTimeout(done, 400))")  # what follows is no second tap
        served.controller.settle()
        assert served.show.table.value("drywet") == 0.5  # it does not jump to the finger
        page.drag("[data-id=drywet]", across=100, down=60)
        width = page.read("document.querySelector('[data-id=drywet]').clientWidth")
        served.wait(lambda: served.show.table.value("drywet") > 0.5)
        page.wait_for("!document.querySelector('.held')")
        served.controller.settle()
        assert served.show.table.value("drywet") < 0.5 + 0.6 * 100 / width


def test_two_taps_bring_a_fader_home(page):
    with opened(page) as served:
        served.controller.send("params/output_gain", -40.0)
        page.wait_for(f"{shown('output_gain')} === '−40.0dB'")
        page.tap("[data-id=output_gain]", times=2)
        served.wait(lambda: served.show.table.value("output_gain") == -12.0)
        page.wait_for(f"{shown('output_gain')} === '−12.0dB'")


def test_a_value_that_comes_by_osc_moves_the_fader(page):
    with opened(page) as served:
        served.controller.send("params/timbre/cutoff", 200.0)
        page.wait_for(f"{shown('timbre/cutoff')} === '200Hz'")
        at = page.read(
            "getComputedStyle(document.querySelector('[data-id=\"timbre/cutoff\"]')).getPropertyValue('--at')"
        )
        assert float(at) == pytest.approx(1 / 3, abs=0.01)  # 20 Hz to 20 kHz along its curve
        served.controller.send("params/timbre/cutoff", 2000.0)
        page.wait_for(f"{shown('timbre/cutoff')} === '2.00kHz'")


def test_the_finger_on_a_fader_wins_until_it_is_lifted(page):
    with opened(page) as served:
        x, y = page.middle("[data-id=drywet]")
        page.touch("touchStart", (x, y))
        page.wait_for("document.querySelector('[data-id=drywet].held')")
        page.touch("touchMove", (x - 40, y))
        served.wait(lambda: served.show.table.value("drywet") < 1.0)
        before = page.read(shown("drywet"))
        served.controller.send("params/drywet", 0.0625)
        served.controller.send("params/lane_1/wet", 0.25)
        page.wait_for(f"{shown('lane_1/wet')} === '0.25'")
        assert page.read(shown("drywet")) == before
        page.touch("touchEnd")
        page.wait_for(f"{shown('drywet')} === '0.06'")


def test_switches_choices_and_buttons_do_what_they_say(page):
    with opened(page) as served:
        page.tap("[data-id=mute]")
        served.wait(lambda: served.show.table.value("mute") == 1.0)
        page.wait_for("document.querySelector('[data-id=mute]').getAttribute('aria-pressed') === 'true'")
        page.tap("[data-id='path/kind'] .segments button:nth-child(3)")
        served.wait(lambda: served.show.table.value("path/kind") == 2.0)
        page.tap("[data-id='path/next']")
        served.wait(lambda: served.show.table.value("path/next") == 1.0)
        served.controller.send("params/path/kind", "min")
        page.wait_for("document.querySelector('[data-id=\"path/kind\"] [aria-pressed=true]').textContent === 'min'")


def test_panic_is_heard_and_blackout_is_lifted_only_by_holding(page):
    with opened(page) as served:
        page.tap("#panic")
        served.wait(lambda: served.show.panics == 1)
        page.tap("#blackout")
        served.wait(lambda: served.show.table.value("blackout") == 1.0)
        page.tap("#blackout")
        served.controller.settle()
        assert served.show.table.value("blackout") == 1.0
        page.touch("touchStart", page.middle("#blackout"))
        served.wait(lambda: served.show.table.value("blackout") == 0.0)
        page.touch("touchEnd")


@pytest.mark.parametrize("size", [PHONE, TABLET, (844, 390)], ids=["phone", "tablet", "phone across"])
def test_panic_and_blackout_are_in_reach_whatever_is_open(page, size):
    with opened(page, size):
        for step in range(3):
            for name in ("panic", "blackout"):
                box = page.read(f"(() => {{ const b = document.querySelector('#{name}').getBoundingClientRect();"
                                "return [b.left, b.top, b.right, b.bottom]; })()")  # fmt: skip
                assert 0 <= box[0] < box[2] <= size[0] and 0 <= box[1] < box[3] <= size[1]
                assert box[2] - box[0] >= 44 and box[3] - box[1] >= 44
                middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
                assert page.read(f"document.elementFromPoint({middle[0]}, {middle[1]}).closest('#{name}') !== null")
            if step == 0:
                page.tap("#keys")
            elif step == 1:
                page.touch("touchStart", page.middle("[data-id=output_gain]"))
                page.wait_for("document.querySelector('dialog[open]')")
                page.touch("touchEnd")


def test_every_parameter_is_there_and_big_enough_for_a_finger(page):
    with opened(page):
        there = page.read("[...document.querySelectorAll('[data-id]')].map(cell => cell.dataset.id)")
        assert sorted([*there, "blackout"]) == sorted(parameter.id for parameter in PARAMETERS)
        touched = "[...document.querySelectorAll('main button, .cell, footer button')].filter(one => one.offsetParent)"
        small = page.read(
            f"{touched}.filter(one => one.offsetHeight < 44 || one.offsetWidth < 44).map(o => o.outerHTML)"
        )
        assert small == []
        assert page.read("document.documentElement.scrollWidth") <= PHONE[0]


def test_fingers_on_the_keyboard_play_chords_and_slide(own_page):
    page = own_page
    with opened(page) as served:
        page.tap("#keys")
        page.wait_for("document.querySelectorAll('.white').length >= 8")
        c, e = page.middle("[data-pitch='60']"), page.middle("[data-pitch='64']")
        low = page.read("document.querySelector('.keys').getBoundingClientRect().bottom") - 8
        page.touch("touchStart", (c[0], low), (e[0], low))
        served.wait(lambda: [n.number for n in served.show.notes if n.kind == "on"] == [60, 64])
        page.touch("touchMove", (c[0], low), (page.middle("[data-pitch='65']")[0], low))
        served.wait(lambda: [(n.kind, n.number) for n in served.show.notes][-2:] == [("off", 64), ("on", 65)])
        page.touch("touchEnd")
        served.wait(lambda: {n.number for n in served.show.notes if n.kind == "off"} == {60, 64, 65})
        assert served.show.notes[0].value > 100  # low on the key is loud


def test_a_long_press_opens_the_exact_value_and_midi_learn(page):
    with opened(page) as served:
        page.touch("touchStart", page.middle("[data-id=ceiling]"))
        page.wait_for("document.querySelector('dialog[open]')")
        page.touch("touchEnd")
        page.read("document.querySelector('dialog input').value = '-3,5'")
        page.tap("dialog form button")
        served.wait(lambda: served.show.table.value("ceiling") == -3.5)
        page.wait_for(f"{shown('ceiling')} === '−3.5dB'")


@needs_jack_midi
def test_a_long_press_then_a_fader_of_a_real_midi_port_and_the_knob_is_learnt(page, tmp_path):
    """The page, a whole show and JACK's MIDI: nothing in between stands for anything."""
    scene = '[[lane]]\nfrom = "mic"\nto = "speakers"\nname = "voice"\n'
    with midi_show(tmp_path, scene, has_input=False, panel=WebChoice(0)) as stage:
        show = stage.supervisor
        page.resize(PHONE)
        page.open(next(line.partition(" ")[2] for line in stage.said if line.startswith("panel: ")))
        page.wait_for(IS_THERE)
        page.touch("touchStart", page.middle("[data-id=drywet]"))
        page.wait_for("document.querySelector('dialog[open]')")
        page.touch("touchEnd")
        page.tap("dialog [data-do=learn]")
        page.wait_for("document.querySelector('dialog .learning').textContent.startsWith('Move')")
        wait_for(lambda: show.learn.learning == "drywet", "the show to wait for a control")
        stage.keyboard.send_message([0xB3, 71, 40])
        page.wait_for("!document.querySelector('dialog[open]')")
        page.wait_for("document.querySelector('#toast').textContent.includes('cc 71')")
        assert [(one.parameter, one.kind, one.number) for one in show.learn.mappings()] == [("drywet", "cc", 71)]
        for value in range(127, 29, -1):  # past the knob, which stands at the top, and so it is picked up
            stage.keyboard.send_message([0xB3, 71, value])
        wait_for(lambda: show.table.value("drywet") == pytest.approx(30 / 127), "the knob")
        page.wait_for(f"{shown('drywet')} === '0.24'")
        page.open("about:blank")
        assert page.complaints == []


def test_another_scene_shows_its_own_knobs(page):
    with opened(page) as served:
        page.wait_for("document.querySelector('#scenes [data-name=flowers]').getAttribute('aria-pressed') === 'true'")
        assert page.read("document.querySelector('#title').textContent") == "Flowers of May"
        assert page.read("document.querySelector('#scenes [data-name=rain]').textContent") == "Rain of May"
        page.tap("#scenes [data-name=rain]")
        served.wait(lambda: served.show.scene.name == "rain")
        served.web.tick(0.0)
        page.wait_for(
            "!document.querySelector('[data-id=\"path/next\"]') && document.querySelector('[data-id=drywet]')"
        )
        page.wait_for("document.querySelector('#scenes [data-name=rain]').getAttribute('aria-pressed') === 'true'")
        page.wait_for("document.querySelector('#title').textContent === 'Rain of May'")


def test_it_comes_back_by_itself_when_the_show_is_started_again(page):
    with opened(page) as served:
        port = served.port
        served.web.stop()
        page.wait_for("getComputedStyle(document.querySelector('#lost')).display === 'grid'")
        served.show.set("drywet", 0.125)
        again = WebServer(served.show, served.osc, served.web._osc, WebChoice(port), served.said.append)
        again.start()
        try:
            page.wait_for(f"{IS_THERE} && {shown('drywet')} === '0.13'")
            page.tap("[data-id=mute]")
            served.wait(lambda: served.show.table.value("mute") == 1.0)
        finally:
            page.open("about:blank")
            again.stop()


def test_the_panel_needs_nothing_from_elsewhere():
    for path in PANEL.iterdir():
        text = path.read_text()
        assert [url for url in re.findall(r"https?://[^\"'\s<]+", text) if "www.w3.org" not in url] == [], path.name
    page = (PANEL / "index.html").read_text()
    for name in re.findall(r"(?:href|src)=\"/panel/([\w.]+)\"", page):
        assert (PANEL / name).is_file(), name


def test_the_code_in_the_terminal_says_the_address():
    drawn = code("http://192.168.1.7:9110/").splitlines()
    assert len(drawn) > 10 and len({len(line) for line in drawn}) == 1 and set("".join(drawn)) <= set(" █▀▄")


def test_starting_a_show_imports_no_web_server():
    banned = ("aiohttp", "segno", "zeroconf")
    script = f"import sys, rtxmodal.stage.supervisor; print([name for name in {banned} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
