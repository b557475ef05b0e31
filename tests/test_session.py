"""Laws of the session: hands off, how much the terminal is told, the machine's own state, knobs that models share."""

from __future__ import annotations

import time

import pytest
from controllers import Client, Show, playing

from rtxmodal.control import OscChoice
from rtxmodal.control.osc import OscServer
from rtxmodal.control.web import WebServer
from rtxmodal.control.web_guard import WebChoice
from rtxmodal.devices.fake_midi import FakeMidi
from rtxmodal.devices.gpu import UNKNOWN, Gpu
from rtxmodal.devices.midi import MidiInputs
from rtxmodal.notes import NoteEvent
from rtxmodal.params import Parameter, Table
from rtxmodal.session import has_cuda_driver


@pytest.fixture
def said():
    return []


@pytest.fixture
def room(said):
    """A show, a client, and what the terminal is told."""
    show = Show()
    server = OscServer(show, OscChoice(port=0), said.append)
    server.start()
    client = Client(("127.0.0.1", server.address[1]))
    yield show, client
    server.stop()
    client.close()


# -- hands off ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path, arguments",
    [
        ("params/drywet", (0.25,)),
        ("params/path/next", ()),
        ("norm/drywet", (0.25,)),
        ("nudge/drywet", (-0.1,)),
        ("ramp/drywet", (0.0, 0.01)),
        ("audio/mute", (1,)),
        ("visual/scene", ("rain",)),
        ("model/load", ("other",)),
        ("preset/undo", ()),
        ("reset_all", ("confirm",)),
    ],
)
def test_frozen_controllers_turn_nothing_and_are_told_so(path, arguments):
    with playing() as (show, _, (client, other)):
        client.send("sys/freeze", 1)
        assert client.ask("sys/freeze") == (1,)
        before = show.table.values.copy()
        other.send(path, *arguments)
        error = other.wait_for("error").arguments
        assert error[0] == "locked" and "/rtxmodal/sys/freeze 0" in error[2]
        time.sleep(0.05)
        assert (show.table.values == before).all() and show.scene.name == "flowers" and not show.loads
        client.send("sys/freeze", 0)
        other.send(path, *arguments)
        client.settle()
        assert not [message for message in other.hear(0.05) if message.arguments[:1] == ("locked",)]


def test_frozen_the_keys_play_panic_works_and_questions_are_answered():
    with playing() as (show, _, (client, _)):
        client.send("sys/freeze", 1)
        client.send("note", 60, 100)
        client.send("panic")
        assert client.ask("params/drywet") == (1.0,) and client.ask("params/path/kind") == ("both",)
        assert [event.number for event in show.notes] == [60] and show.panics == 1


def test_frozen_knobs_of_midi_turn_nothing_and_are_not_played():
    with playing() as (show, _, (client, _)):
        client.send("midi/map", "drywet", "cc", 1, 20, 0.0, 1.0, "jump")
        client.settle()
        show.learn.take(NoteEvent(0, "control", 20, 0.0), "nano")
        assert show.table.value("drywet") == 0.0
        client.send("sys/freeze", 1)
        client.settle()
        assert show.learn.take(NoteEvent(0, "control", 20, 127.0), "nano") and show.table.value("drywet") == 0.0
        show.learn.begin("mute")
        show.learn.take(NoteEvent(0, "control", 30, 127.0), "nano")
        assert show.learn.learning == "mute", "nothing is learnt either"
        show.learn.cancel()
        client.send("sys/freeze", 0)
        client.settle()
        show.learn.take(NoteEvent(0, "control", 20, 127.0), "nano")
        assert show.table.value("drywet") == 1.0


def test_what_may_harm_is_not_turned_while_the_server_is_locked():
    with playing() as (show, _, (client, _)):
        show.table = Table([*show.table.parameters, Parameter("window/flash_limit", default=3.0, maximum=30.0)])
        client.send("server/lock", 1)
        for path in ("params/window/flash_limit", "norm/window/flash_limit", "visual/flash_limit"):
            client.send(path, 1.0)
            assert client.wait_for("error").arguments[0] == "locked"
        assert client.ask("visual/flash_limit") == (3.0,)
        client.send("server/lock", 0)
        client.send("visual/flash_limit", 1.0)
        client.settle()
        assert show.table.value("window/flash_limit") == 1.0


# -- the terminal -------------------------------------------------------------------------------------------


def test_the_terminal_is_told_as_much_as_is_asked_for(room, said):
    _, client = room
    assert client.ask("server/log") == ("info",)
    client.listen()
    assert said == [f"OSC: 127.0.0.1:{client.port} listens"]
    client.listen()
    assert len(said) == 1, "who listens already is not told again"
    assert client.ask("server/log", "debug") == ("debug",)
    client.send("params/drywet", 0.5)
    client.settle()
    assert any(line.endswith(f":{client.port} /rtxmodal/params/drywet 0.5") for line in said)
    client.send("rec/marker", "\x1b[2J")
    client.settle()
    assert not any("\x1b" in line for line in said), "what comes by the network does not command the terminal"
    for number in range(200):
        client.send("params/drywet", number / 200)
    client.settle()
    assert len(said) < 100, "a flood of messages is no flood of lines"
    assert client.ask("server/log", "error") == ("error",)
    said.clear()
    client.send("params/nothing", 1)
    client.settle()
    assert said == []
    assert client.ask("server/log", "warning") == ("warning",)
    client.send("params/nothing", 1)
    client.settle()
    assert len(said) == 1 and "params/nothing" in said[0]
    client.send("server/log", "loud")
    assert "debug, info, warning, error" in client.wait_for("error").arguments[2]


# -- the machine --------------------------------------------------------------------------------------------


def test_the_graphics_card_is_told_or_that_there_is_none():
    with playing() as (_, _, (client, _)):
        busy, memory = client.ask("status/gpu")
    if has_cuda_driver():
        assert 0.0 <= busy <= 1.0 and memory > 0.0
    else:
        assert (busy, memory) == UNKNOWN == Gpu().read()


def test_a_card_that_computes_is_told_as_a_share_and_in_gigabytes(monkeypatch):
    class Library:
        """NVML of a card that is busy for three quarters of the time."""

        def nvmlDeviceGetUtilizationRates(self, card, used):  # noqa: N802 - the library's own name
            used._obj.gpu = 75
            return 0

        def nvmlDeviceGetMemoryInfo(self, card, memory):  # noqa: N802 - the library's own name
            memory._obj.used = 3_000_000_000
            return 0

    monkeypatch.setattr(Gpu, "_open", lambda self: Library())
    assert Gpu().read() == (0.75, 3.0)


def test_scenes_are_told_with_their_titles_in_the_same_order():
    with playing() as (show, _, (client, _)):
        assert list(client.ask("visual/scenes")) == list(show.scenes())
        assert list(client.ask("visual/titles")) == list(show.titles())


def test_the_port_of_the_panel_is_told():
    with playing() as (show, server, (client, _)):
        assert client.ask("info/http_port") == (0,)
        web = WebServer(show, server, OscChoice(port=0), WebChoice(), lambda line: None)
        web.start()
        try:
            assert client.ask("info/http_port") == (web.address[1],)
        finally:
            web.stop()


def test_ports_of_midi_that_come_and_go_are_told():
    told, machine = [], FakeMidi("nano")
    inputs = MidiInputs(None, lambda *_: None, system=lambda: machine, poll_seconds=0.01)
    inputs.on_port = lambda *port: told.append(port)
    inputs.start()
    try:
        assert told == [("nano", True)]
        machine.plugged = ["nano", "pedal"]
        until = time.monotonic() + 5.0
        while len(told) < 2 and time.monotonic() < until:
            time.sleep(0.01)
        machine.plugged = ["pedal"]
        while len(told) < 3 and time.monotonic() < until:
            time.sleep(0.01)
        assert told[1:] == [("pedal", True), ("nano", False)]
    finally:
        inputs.stop()


def test_a_port_that_comes_is_announced_and_the_ports_can_be_asked():
    with playing() as (show, _, (client, _)):
        client.listen()
        show.announce("status/midi", "nano", 1)
        assert client.wait_for("status/midi").arguments == ("nano", 1)
        show.learn.known = lambda: ["pedal"]
        assert client.ask("status/midi") == ("pedal", 1)


# -- models -------------------------------------------------------------------------------------------------


def test_one_address_turns_the_knob_that_several_models_share():
    with playing() as (show, _, (client, other)):
        client.send("model/seed", 7)
        assert client.wait_for("error").arguments[0] == "unknown"
        seeds = [Parameter(f"{name}/seed", maximum=9999.0, kind="int") for name in ("path", "cloud")]
        show.table = Table([*show.table.parameters, *seeds, Parameter("path/hold", kind="toggle")])
        other.listen()
        assert client.ask("model/seed", 7) == (7,) and client.ask("model/seed") == (7,)
        assert show.table.value("path/seed") == show.table.value("cloud/seed") == 7.0
        other.wait_until(lambda message: message.address.endswith("params/cloud/seed"))
        assert client.ask("model/hold", 1) == (1,) and show.table.value("path/hold") == 1.0
