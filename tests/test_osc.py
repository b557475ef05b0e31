"""Laws of the OSC server, with real sockets on loopback."""

from __future__ import annotations

import math
import struct
import threading
import time

import pytest
from controllers import HOSTILE, ODD, PARAMETERS, SET, Show, bundle, playing, tag_at
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rtxmodal import __version__
from rtxmodal.control import OscChoice
from rtxmodal.control.addresses import ROUTES, describe, find
from rtxmodal.control.listeners import Listener, Listeners, Origin
from rtxmodal.control.osc import OscServer
from rtxmodal.control.pacing import Bucket
from rtxmodal.control.wire import LARGEST_SENT, Message, encode

WET = "params/lane_1/wet"


# -- asking and setting -------------------------------------------------------------------------------------


def test_ping_gives_back_what_it_got_and_who_answers():
    with playing() as (_, _, (client, _)):
        assert client.ask("info/proto") == (1,)
        client.send("ping", 7, 0.5, "hi")
        assert client.wait_for("pong").arguments[:4] == (7, 0.5, "hi", 1)


def test_what_is_set_is_what_is_read_in_every_family():
    with playing() as (show, _, (client, _)):
        client.send("params/timbre/cutoff", 200.0)
        assert client.ask("params/timbre/cutoff") == (200.0,)
        assert client.ask("norm/timbre/cutoff", "?") == pytest.approx((1 / 3,))
        assert client.ask("text/timbre/cutoff") == ("200 Hz",)
        client.send("norm/timbre/cutoff", 1.0)
        client.settle()
        assert show.table.value("timbre/cutoff") == pytest.approx(20_000.0)


def test_numbers_switches_and_names_are_taken_as_controllers_send_them():
    with playing() as (show, _, (client, _)):
        for sent, path, stored in (
            (1.0, "mute", 1.0),
            (0, "mute", 0.0),
            ("on", "mute", 1.0),
            (3, "drywet", 1.0),
            (7.0, "path/steps", 7.0),
            ("min", "path/kind", 1.0),
            (2, "path/kind", 2.0),
        ):
            client.send(f"params/{path}", sent)
            client.settle()
            assert show.table.value(path) == stored, (path, sent)
        client.send_bytes(b"/rtxmodal/params/mute\0\0\0,F\0\0")
        client.settle()
        assert show.table.value("mute") == 0.0
        assert client.ask("params/path/kind") == ("max",) and client.ask("params/path/steps") == (7,)


def test_triggers_fire_on_a_bare_address_and_ignore_the_button_let_go():
    with playing() as (show, _, (client, _)):
        for sent in ((), (1,), (0,), (0.0,), (1.0,)):
            client.send("params/path/next", *sent)
        client.settle()
        assert show.table.value("path/next") == 3.0
        client.send("panic", 0)
        client.send("panic", 1)
        client.send("panic")
        client.settle()
        assert show.panics == 2


def test_nudge_plus_minus_and_reset_move_from_where_it_is():
    with playing() as (show, _, (client, _)):
        client.send(WET, 0.5)
        client.send("nudge/lane_1/wet", 0.25)
        client.send(WET, "-", 0.5)
        client.settle()
        assert show.table.value("lane_1/wet") == pytest.approx(0.25)
        client.send("reset/lane_1/wet")
        client.settle()
        assert show.table.value("lane_1/wet") == 1.0


def test_fixed_addresses_are_the_same_parameter_kept_once():
    with playing() as (show, _, (client, other)):
        client.send("visual/blackout", 1)
        client.settle()
        assert show.table.value("blackout") == 1.0
        assert other.ask("visual/blackout") == (1,) and other.ask("params/blackout") == (1,)
        other.listen()
        client.send("params/brightness", 0.5)
        assert other.wait_for("visual/brightness").arguments == (0.5,)


def test_notes_come_through_with_channel_and_velocity():
    with playing() as (show, _, (client, _)):
        client.send("note", 60, 100)
        client.send("note", 61.0, 0.0, 16.0)  # Pd sends every number as a float
        client.send("note_off", 60, 2)
        client.send("note", 128, 100)
        client.settle()
        assert [(e.kind, e.number, e.value, e.channel) for e in show.notes] == [
            ("on", 60, 100.0, 0),
            ("off", 61, 0.0, 15),
            ("off", 60, 0.0, 1),
        ]
        client.send("notes_off")
        client.settle()
        assert {e.channel for e in show.notes if e.number == 123} == set(range(16))


def test_a_ramp_arrives_exactly_and_a_hand_on_the_knob_ends_it():
    with playing() as (show, _, (client, other)):
        other.listen()
        client.send("ramp/output_gain", -20.0, 0.2)
        other.wait_until(lambda message: message.arguments == (-20.0,))
        told = [message.arguments[0] for message in other.heard if message.address.endswith("params/output_gain")]
        assert told[1:] == sorted(told[1:], reverse=True) and len(told) > 3
        client.send("ramp/output_gain", 0.0, 600)
        client.settle()
        client.send("params/output_gain", -40.0)
        client.settle()
        time.sleep(0.1)
        assert show.table.value("output_gain") == -40.0
        client.send("ramp/output_gain", 0.0, 600)
        client.settle()
        show.set("output_gain", -50.0)  # a key in the window
        time.sleep(0.1)
        show.set("output_gain", -50.0)
        time.sleep(0.1)
        assert show.table.value("output_gain") == -50.0


# -- echo ---------------------------------------------------------------------------------------------------


def test_everybody_is_told_but_the_one_who_moved_the_fader():
    with playing() as (_, _, (mover, other)):
        mover.listen()
        other.listen()
        mover.send(WET, 0.25)
        assert other.wait_for(WET).arguments == (0.25,)
        assert not [message for message in mover.hear(0.1) if message.address.endswith(WET)]


def test_the_mover_is_told_when_something_else_was_stored():
    with playing() as (_, _, (mover, stranger)):
        mover.listen()
        mover.send("params/output_gain", 40.0)
        assert mover.wait_for("params/output_gain").arguments == (6.0,)
        mover.send("norm/path/steps", 0.34)
        assert mover.wait_for("params/path/steps").arguments == (6,)
        assert stranger.ask("params/output_gain", -400.0) == (-90.0,), "also when it does not listen"


def test_echo_on_request_tells_the_mover_too():
    with playing() as (_, _, (mover, _)):
        mover.listen()
        mover.send("echo", 1)
        assert mover.ask("echo") == (1,)
        mover.send(WET, 0.25)
        assert mover.wait_for(WET).arguments == (0.25,)


def test_each_listener_hears_its_family():
    with playing() as (_, _, (norm, both)):
        norm.listen("norm")
        both.listen("both")
        norm.heard, both.heard = [], []
        norm.send("params/ceiling", -6.0)
        assert both.wait_for("norm/ceiling").arguments == (0.5,)
        both.settle()
        assert {m.address for m in both.heard if m.address.endswith("ceiling")} == {
            "/rtxmodal/params/ceiling", "/rtxmodal/norm/ceiling", "/rtxmodal/audio/ceiling"
        }  # fmt: skip
        both.send("params/ceiling", -3.0)
        assert norm.wait_for("norm/ceiling").arguments == (0.75,)
        assert not [message for message in norm.heard if message.address.endswith("params/ceiling")]


def test_a_storm_is_thinned_to_60_a_second_and_ends_on_the_last_value():
    with playing() as (_, _, (mover, other)):
        other.listen()
        other.heard = []
        began = time.monotonic()
        for step in range(1, 1001):
            mover.send(WET, step / 2000)
            time.sleep(0.0005)
        other.wait_until(lambda message: message.arguments == (0.5,))
        told = [message for message in other.heard if message.address.endswith(WET)]
        assert 3 < len(told) <= (time.monotonic() - began) * 60 + 2


@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from("ABC"), st.floats(-0.5, 1.5), st.integers(0, 30)), max_size=30))
def test_in_the_end_everybody_knows_what_is_stored(moves):
    """Whoever moves what, when, with the thinning in between: all displays agree with the table."""
    show = Show()
    now, places = 0.0, {name: ("127.0.0.1", 1000 + place) for place, name in enumerate("ABC")}
    listeners = {name: Listener(place, place, "params", 0.0, now) for name, place in places.items()}
    shown = dict.fromkeys("ABC", 1.0)  # after the dump
    for name, given_value, milliseconds in [*moves, ("nobody", 0.0, 1000)]:
        if name in places:
            shown[name] = given_value
            stored = show.set("lane_1/wet", given_value)
            for listener in listeners.values():
                listener.change(show.table["lane_1/wet"], stored, Origin(places[name], given_value))
        now += milliseconds / 1000
        for other, listener in listeners.items():
            for parameter_id in listener.due(now):
                shown[other] = listener.take(parameter_id, now)
    assert all(value == pytest.approx(show.table.value("lane_1/wet"), abs=1e-6) for value in shown.values())


def test_a_change_that_came_from_elsewhere_is_told_to_all():
    with playing() as (show, _, clients):
        for client in clients:
            client.listen()
        show.set("lane_1/wet", 0.125)  # a key in the window
        for client in clients:
            assert client.wait_for(WET).arguments == (0.125,)


# -- listeners and dumps ------------------------------------------------------------------------------------


def test_a_new_listener_is_sent_everything_between_begin_and_end():
    with playing() as (show, _, (client, _)):
        client.send("listeners/add", client.port)
        assert client.wait_for("listeners/added").arguments == (f"127.0.0.1:{client.port}", 0)
        (count,) = client.wait_for("dump/begin").arguments
        client.heard = []
        client.wait_for("dump/end")
        values = {m.address.removeprefix("/rtxmodal/params/") for m in client.heard if "/params/" in m.address}
        assert values == {parameter.id for parameter in PARAMETERS if parameter.kind != "trigger"}
        assert count == len(values)
        assert client.ask("listeners/entries") == (f"127.0.0.1:{client.port}",)


def test_a_dump_below_a_prefix_is_only_that_and_paced():
    with playing() as (_, _, (client, _)):
        client.send("dump", "path")
        client.wait_for("dump/end")
        assert [m.arguments for m in client.heard if m.address.startswith("/rtxmodal/params/")] == [("both",), (4,)]
        began = time.monotonic()
        client.send("dump")
        (count,) = client.wait_for("dump/begin").arguments
        client.wait_for("dump/end")
        assert time.monotonic() - began >= count * 0.01, "at most 100 packets a second"


def test_who_is_taken_off_the_list_hears_nothing_more():
    with playing() as (show, _, (client, other)):
        client.listen()
        client.send("listeners/del", str(client.port))
        client.wait_for("listeners/deleted")
        show.set("lane_1/wet", 0.5)
        client.hear(0.1)
        assert not [m for m in client.heard[-5:] if m.address.endswith(WET) and m.arguments == (0.5,)]
        other.listen()
        assert client.ask("listeners/entries") == (f"127.0.0.1:{other.port}",)
        client.send("listeners/clear")
        assert client.wait_for("listeners/entries").arguments == ()


def test_answers_also_go_where_the_sender_listens():
    """Max, Pd and TouchDesigner cannot hear on the socket that they send from."""
    with playing() as (_, _, (sender, ear)):
        sender.send("listeners/add", ear.port)
        ear.wait_for("dump/end")
        sender.send(WET)
        assert ear.wait_for(WET).arguments == (1.0,)
        sender.send(WET, 0.5)
        assert not [m for m in ear.hear(0.1) if m.address.endswith(WET)], "one client: its own move is not echoed"


def test_another_scene_is_told_with_all_its_parameters():
    with playing() as (show, _, (client, _)):
        client.listen()
        client.heard = []
        client.send("visual/scene", "rain")
        assert client.wait_for("visual/scene").arguments == ("rain",)
        client.wait_for("dump/end")
        assert len([m for m in client.heard if "/params/" in m.address]) == 6
        assert client.ask("visual/scene") == ("rain",)


def test_listeners_get_heartbeat_news_and_goodbye():
    with playing() as (_, server, (client, late)):
        for listener in (client, late):
            listener.listen()
            listener.wait_for("status/heartbeat")
            listener.settle()
            assert ("/rtxmodal/status/misses", (3,)) in [(m.address, m.arguments) for m in listener.heard]
        server.stop()
        client.wait_for("status/bye")


def test_listeners_that_were_named_before_are_greeted():
    with playing() as (show, _, (client, _)):
        second = OscServer(show, OscChoice(port=0, listeners=(str(client.port),)))
        second.start()
        assert client.wait_for("status/hello").arguments == (__version__,)
        show.set("lane_1/wet", 0.5)
        assert client.wait_for(WET).arguments == (0.5,)
        second.stop()


def test_one_listener_does_not_get_the_answers_to_another():
    with playing() as (_, _, (client, other)):
        client.listen()
        other.listen()
        assert client.ask("text/drywet") == ("1",)
        other.settle()
        assert not [message for message in other.heard if message.address == "/rtxmodal/text/drywet"]


def test_a_patch_that_was_closed_makes_room_but_never_one_that_was_named_before_the_show():
    listeners = Listeners()
    for port in range(1, 17):
        listeners.add(Listener(("127.0.0.1", port), ("127.0.0.1", port), "params", 0.0, float(port)))
    next(iter(listeners)).stays = True
    listeners.hear(("127.0.0.1", 2), 90.0)
    with pytest.raises(ValueError, match="at most 16"):
        listeners.add(Listener(("127.0.0.1", 99), ("127.0.0.1", 99), "params", 0.0, 62.5))
    listeners.add(Listener(("127.0.0.1", 99), ("127.0.0.1", 99), "params", 0.0, 100.0))
    ports = {listener.target[1] for listener in listeners}
    assert len(ports) == 16 and {1, 2, 99} <= ports and 3 not in ports


def test_a_silent_remote_listener_is_forgotten_and_a_speaking_one_kept():
    listener = Listener(("10.0.0.2", 9000), ("10.0.0.2", 5), "params", 60.0, now=0.0)
    listeners = Listeners()
    listeners.add(listener)
    listeners.hear(("10.0.0.2", 7), 50.0)
    listeners.expire(100.0)
    assert list(listeners) == [listener]
    listeners.expire(111.0)
    assert list(listeners) == []


# -- who may what -------------------------------------------------------------------------------------------


def test_other_hosts_need_to_be_named():
    with pytest.raises(ValueError, match="must name the hosts"):
        OscChoice(bind="0.0.0.0")
    choice = OscChoice(bind="0.0.0.0", allow=("192.168.1.0/24",))
    assert [choice.admits(ip) for ip in ("127.0.0.1", "192.168.1.9", "192.168.2.9", "10.0.0.1")] == [
        True,
        True,
        False,
        False,
    ]


def test_a_stranger_is_not_heard_and_an_invited_one_gets_one_packet_for_a_packet():
    """A socket on loopback cannot send elsewhere, so what the server tried to answer is what it could not send."""
    stranger, sound_off = ("10.0.0.9", 5000), encode(Message("/rtxmodal/audio/mute", (1,)))
    for allow, mute, answers in (((), 0.0, 0), (("10.0.0.0/24",), 1.0, 1)):
        with playing(OscChoice(port=0, allow=allow)) as (show, server, _):
            server._clerk.take(sound_off, stranger)
            server._clerk.take(encode(Message("/rtxmodal/info")), stranger)
            assert show.table.value("mute") == mute
            assert server.unsent == answers


def test_no_listener_on_another_machine_is_for_ever():
    with playing(OscChoice(port=0, allow=("10.0.0.0/24",))) as (_, server, _):
        server._clerk.take(encode(Message("/rtxmodal/listeners/add", (9000, "params", 0))), ("10.0.0.9", 5000))
        (listener,) = server._desk.listeners
        assert listener.target == ("10.0.0.9", 9000) and listener.seconds == 5.0


@pytest.mark.parametrize("place", ["10.0.0.1:9000", "0", "70000", "a:b", "1.2.3.4:5:6", "::1", ""])
def test_a_host_registers_only_itself(place):
    with playing() as (_, _, (client, _)):
        client.send("listeners/add", place)
        assert client.wait_for("error").arguments[1] == "/rtxmodal/listeners/add"
        assert client.ask("listeners/entries") == ()


def test_the_server_is_not_its_own_listener():
    with playing() as (_, server, (client, _)):
        client.send("listeners/add", server.address[1])
        assert client.wait_for("error").arguments[0] == "name"


def test_there_are_16_listeners_at_most():
    with playing() as (_, _, (client, _)):
        for port in range(20_000, 20_017):
            client.send("listeners/add", port)
        assert "at most 16" in client.wait_for("error").arguments[2]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "rain\n", "", ".", "rain/../rain", "snow", "r" * 500]
)
def test_scenes_are_names_and_never_paths(name):
    with playing() as (show, _, (client, _)):
        client.send("visual/scene", name)
        assert client.wait_for("error").arguments[0] == "name"
        assert show.scene.name == "flowers"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("path", ["params/drywet", "norm/drywet", "nudge/drywet", "note", "ramp/drywet"])
def test_what_is_not_a_number_is_refused_everywhere(path, value):
    with playing() as (show, _, (client, _)):
        tail = struct.pack(">ff", value, 1.0)
        address = f"/rtxmodal/{path}".encode()
        client.send_bytes(address + bytes(4 - len(address) % 4) + b",ff\0" + tail)
        assert client.wait_for("error").arguments[0] == "range"
        assert show.table.value("drywet") == 1.0 and not show.notes


def test_unknown_addresses_are_answered_5_times_a_second_at_most():
    with playing() as (_, server, (client, _)):
        began = time.monotonic()
        for number in range(200):
            client.send(f"nonsense/{number}", 1)
        client.settle()
        most = 6 + 5 * (time.monotonic() - began)
        errors = [message for message in client.heard if message.address == "/rtxmodal/error"]
        assert 1 <= len(errors) <= most and errors[0].arguments[0] == "unknown"
        assert server.refused == 200


@pytest.mark.parametrize("path", [r.path for r in ROUTES])
def test_wrong_arguments_are_refused_and_the_next_ping_answered(path):
    with playing() as (_, _, (client, _)):
        for arguments in (("x" * 300,), (-1e30, "y"), ("?", "?"), (2**31 - 1,) * 12):
            client.send(path.replace("<id>", "drywet"), *arguments)
            client.send(path.replace("<id>", "nobody/knows"), *arguments)
        client.send_bytes(
            encode(Message("/rtxmodal/" + path.replace("<id>", "drywet")))[:-4] + b",[N]b\0\0\0" + bytes(4)
        )
        client.settle()


def test_a_bucket_gives_what_flowed_in():
    bucket = Bucket(rate=10.0, burst=5.0, now=0.0)
    assert [bucket.take(1, 0.0) for _ in range(6)] == [True] * 5 + [False]
    assert bucket.take(3, 0.3) and not bucket.take(1, 0.3)
    assert not bucket.take(6, 100.0), "never more than the burst"


# -- hostile packets ----------------------------------------------------------------------------------------


def test_after_each_hostile_packet_the_next_ping_is_answered():
    with playing() as (show, server, (client, other)):
        for name, packet in {**HOSTILE, **ODD}.items():
            client.send_bytes(packet)
            other.settle()
            assert name in ODD or show.table.value("drywet") == 1.0, name
        assert server.refused >= len(HOSTILE)
        assert any("element" in m.arguments[2] for m in client.hear(0.1) if m.address == "/rtxmodal/error")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.binary(min_size=1, max_size=64), min_size=20, max_size=40))
def test_fuzz_does_not_stop_the_server(tails):
    with playing() as (_, _, (client, other)):
        for tail in tails:
            tail += bytes(-len(tail) % 4)
            client.send_bytes(tail)
            client.send_bytes(bundle(tail))
            client.send_bytes(b"/rtxmodal/params/drywet\0," + tail)
            client.send_bytes(b"/rtxmodal/listeners/add\0,s\0\0" + tail)
        other.settle()


def test_a_flood_from_one_client_does_not_silence_another():
    """Faster than the server lets through, however slow this machine is; a second client pings all the while."""
    with playing() as (_, server, (flooder, other)):
        rounds = 0
        while server.refused == 0:
            for _ in range(3000):
                flooder.send_bytes(SET)
            other.settle()
            rounds += 1
            assert rounds < 100, "the flood must be cut"


def test_a_bundle_counts_as_its_messages():
    """Packets alone would never be too many: 180 times more messages are."""
    with playing() as (_, server, (flooder, other)):
        rounds = 0
        while server.refused == 0:
            for _ in range(20):
                flooder.send_bytes(bundle(*[SET] * 180))
            other.settle()
            rounds += 1
            assert rounds < 50, "1000 packets were not too many, their messages must be"


# -- time ---------------------------------------------------------------------------------------------------


def stamped(seconds, *messages):
    """A bundle that is due so many seconds from now."""
    return bundle(*[encode(Message(f"/rtxmodal/{path}", given)) for path, *given in messages], tag=tag_at(seconds))


def test_a_parameter_with_a_time_is_handed_to_the_stage_which_keeps_it_to_the_frame():
    with playing() as (show, _, (client, _)):
        began = time.monotonic()
        client.send_bytes(
            stamped(time.time() + 1.5, ("params/drywet", 0.5), ("norm/output_gain", 1.0), ("audio/mute", 1))
        )
        client.settle()
        assert [(name, value) for name, value, _ in show.timed] == [("drywet", 0.5), ("output_gain", 6.0), ("mute", 1)]
        late = time.monotonic() - began
        assert len({when for _, _, when in show.timed}) == 1, "a bundle happens at one moment"
        assert all(1.5 - 0.01 <= when - began <= 1.5 + late for _, _, when in show.timed)
        assert show.table.value("drywet") == 1.0, "not yet"


def test_notes_are_handed_on_shortly_before_their_time_with_that_time():
    with playing() as (show, _, (client, _)):
        began = time.monotonic()
        client.send_bytes(stamped(time.time() + 1.0, ("note", 60, 100)))
        client.settle()
        assert show.notes == []
        while not show.notes and time.monotonic() < began + 5.0:
            time.sleep(0.01)
        handed_on = time.monotonic()
        assert show.note_times[0] - began == pytest.approx(1.0, abs=0.3) and show.note_times[0] > handed_on


@pytest.mark.parametrize("path", ["reset/drywet", "params/drywet"])
def test_what_the_stage_cannot_keep_is_waited_for(path):
    with playing() as (show, _, (client, _)):
        show.set("drywet", 0.5)
        given = () if path.startswith("reset") else ("+", 0.5)
        client.send_bytes(stamped(time.time() + 1.0, (path, *given)))
        client.settle()
        assert show.table.value("drywet") == 0.5, "not yet"
        time.sleep(1.1)
        client.settle()
        assert show.table.value("drywet") == 1.0


def test_a_time_that_no_clock_can_mean_is_now():
    with playing() as (show, _, (client, _)):
        for ahead, value in ((3600, 0.25), (-3600, 0.75)):
            client.send_bytes(stamped(time.time() + ahead, ("params/drywet", value)))
            client.settle()
            assert show.table.value("drywet") == value


def test_only_so_many_messages_wait_for_their_time():
    with playing() as (show, server, (client, _)):
        show.set("drywet", 0.5)
        for _ in range(1200):
            client.send_bytes(stamped(time.time() + 1.9, ("reset/drywet",)))
        client.settle()
        assert len(server._clerk.waiting) <= 1024
        assert show.table.value("drywet") == 1.0, "the rest is obeyed now"


# -- the table ----------------------------------------------------------------------------------------------


def test_every_address_in_the_documentation_is_answered_and_every_address_sent_is_documented():
    with playing() as (show, _, (client, other)):
        other.listen("both")
        for row in describe(show.table):
            for arguments in ((), ("?",), (1,), (60, 100)):
                client.send(row.address.removeprefix("/rtxmodal/").replace("<id>", "drywet"), *arguments)
                client.settle()
        other.hear(0.3)
        unknown = {
            m.arguments[1] for m in client.heard if m.address.endswith("/error") and "in the table" in m.arguments[2]
        }
        assert not unknown
        assert all(find(message.address) for message in client.heard + other.heard)


def test_the_documentation_has_a_row_for_every_parameter_with_its_range():
    show = Show()
    rows = {row.address: row for row in describe(show.table)}
    for parameter in show.table:
        row = rows[f"/rtxmodal/params/{parameter.id}"]
        assert row.meaning and (row.range or parameter.kind == "trigger")
    assert rows["/rtxmodal/params/output_gain"].range == "-90..6 dB"
    assert rows["/rtxmodal/audio/ceiling"].range == "-12..0 dB", "from the one table"
    assert len(rows) == len(ROUTES) - 1 + len(show.table)


def test_meta_says_all_that_a_knob_needs():
    with playing() as (_, _, (client, _)):
        assert client.ask("meta", "timbre/cutoff")[:8] == (
            "timbre/cutoff", "float", 20.0, 20_000.0, 1000.0, "Hz", "log", "timbre/cutoff"
        )  # fmt: skip
        assert client.ask("meta", "path/kind")[-3:] == ("both", "min", "max")
        ids = client.ask("params_list")
        assert list(ids) == [parameter.id for parameter in PARAMETERS]


def test_no_packet_is_longer_than_a_frame():
    with playing() as (_, _, (client, _)):
        client.send("meta", "x" * 900)
        client.send("y" * 120, "z" * 900)
        for _ in range(2):
            client.wait_for("error")
        assert all(len(encode(message)) <= LARGEST_SENT for message in client.heard)


def test_a_taken_port_is_said_clearly():
    with playing() as (show, server, _):
        second = OscServer(show, OscChoice(port=server.address[1]))
        with pytest.raises(OSError, match="OSC port must be free, got .*; end the other program"):
            second.start()
        second.stop()


def test_what_is_announced_from_another_thread_reaches_every_listener():
    with playing() as (show, _, (client, other)):
        client.listen()
        other.listen()
        threading.Thread(target=show.announce, args=("cue/current", "Intro", 0)).start()
        assert client.wait_for("cue/current").arguments == ("Intro", 0)
        assert other.wait_for("cue/current").arguments == ("Intro", 0)
