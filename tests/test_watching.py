"""Laws of `doctor --watch`: it says how the show is, and that there is none."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from controllers import PATIENCE_SECONDS, playing
from programs import free_port

from rtxmodal.control import OscChoice
from rtxmodal.control.wire import ROOT, Message
from rtxmodal.stage.levels import Levels
from rtxmodal.watch_view import SILENT_SECONDS, View
from rtxmodal.watching import Visit


def told(view, path, *arguments, now=0.0):
    view.hear(Message(f"{ROOT}/{path}", arguments), now)


def page(view, now=0.0, width=99):
    return "\n".join(view.lines(now, width))


def visited(port, view, wanted):
    """Visit the show until the page says what is wanted."""
    visit = Visit(view, port)
    deadline = time.monotonic() + PATIENCE_SECONDS
    try:
        while not wanted(page(view, time.monotonic())) and time.monotonic() < deadline:
            visit.listen(0.1)
        return page(view, time.monotonic())
    finally:
        visit.close()


def test_a_running_show_is_on_the_page_with_its_figures_levels_and_listeners():
    with playing() as (show, server, (client, _)):
        client.listen()
        show.shown = Levels(peak_out=(-6.0, -12.0), lanes=(("voice", -20.0),), onsets=7)
        seen = visited(server.address[1], View("here", colours=False), lambda text: "-20.0 dBFS" in text)
        for part in ("flowers", "READY", "48000 Hz", "3 missed", "-6.0 dBFS", "voice", f"127.0.0.1:{client.port}"):
            assert part in seen, part
        client.settle()
        assert client.ask("status/clients") == (1,), "it leaves no listener behind"


def test_a_recording_the_preset_and_the_next_cue_are_on_the_page():
    view = View("here", colours=False)
    told(view, "rec/state", 1, 75.0)
    told(view, "preset/loaded", "soft", 2)
    told(view, "cue/standby", "storm", 3)
    seen = page(view)
    assert "REC 1:15" in seen and "preset    soft" in seen and "next cue  storm" in seen
    told(view, "rec/state", 0, 75.0)
    assert "REC" not in page(view)


def test_new_misses_are_an_event_and_those_that_come_together_are_one():
    view = View("here", colours=False)
    for count, now in ((3, 0.0), (5, 1.0), (6, 1.5), (7, 60.0)):
        told(view, "status/misses", count, now=now)
    events = [line for line in view.lines(60.0, 99) if "ago" in line]
    assert [event.split("ago")[1].strip() for event in events] == ["1 block missed", "3 blocks missed"]


def test_a_show_that_ends_is_missed_at_once_and_one_that_hangs_soon():
    view = View("here", colours=False)
    told(view, "status/state", "ready", now=10.0)
    assert "READY" in page(view, 10.0 + 0.9 * SILENT_SECONDS)
    assert "no answer" in page(view, 10.1 + SILENT_SECONDS)
    told(view, "status/state", "ready", now=20.0)
    told(view, "status/bye", now=20.0)
    assert "no answer" in page(view, 20.1) and "the show has ended" in page(view, 20.1)


def test_a_show_that_was_started_again_is_found_again():
    view, port = View("here", colours=False), free_port()
    visit = Visit(view, port)
    for level in (-22.0, -33.0):
        with playing(OscChoice(port=port)) as (show, _, _):
            show.shown = Levels(peak_out=(level, level))
            deadline = time.monotonic() + 2 * PATIENCE_SECONDS
            while f"{level:.1f} dBFS" not in page(view, time.monotonic()):
                assert time.monotonic() < deadline
                visit.listen(0.1)
    visit.close()


def test_an_overload_is_red_and_a_calm_show_is_not():
    with playing() as (show, server, _):
        calm = visited(server.address[1], View("here"), lambda text: "READY" in text)
        assert "\x1b[31m" not in calm
        sound = replace(show.status()[0], load_p99=1.5)
        picture = show.status()[1]
        show.status = lambda: (sound, picture)
        busy = visited(server.address[1], View("here"), lambda text: "DEGRADED" in text)
        assert "\x1b[31mDEGRADED" in busy and "\x1b[31m150 %" in busy


@pytest.mark.parametrize("width", [20, 40, 79, 120])
def test_no_line_is_wider_than_the_terminal(width):
    view = View("127.0.0.1:9110")
    assert all(len(line) <= width for line in view.lines(0.0, width))
    told(view, "status/load", 0.7)
    told(view, "info/scene", "a scene with quite a long name that goes on and on for ever")
    told(view, "listeners/entries", *["127.0.0.1:9111"] * 12)
    told(view, "meter/lanes", "the_lane_of_a_long_name", -3.0)
    told(view, "meter/bands", *[0.5] * 8)
    told(view, "meter/drive", 0.1, 0.5, 1.0)
    told(view, "error", "name", "/rtxmodal/some/address", "it must be something that is said in many words")
    assert [line for line in view.lines(0.0, width) if len(re.sub("\x1b\\[[0-9]+m", "", line)) > width] == []


def test_the_command_says_that_no_show_answers_and_ends_with_ctrl_c():
    command = [sys.executable, "-u", "-m", "rtxmodal", "doctor", "--watch", "--osc-port", str(free_port())]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    first, _, advice = (process.stdout.readline() for _ in range(3))
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert "no show answers" in first and "rtxmodal play" in advice
    assert process.returncode == 1 and errors == ""
