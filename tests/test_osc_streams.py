"""Laws of what listeners are told: subscriptions, fingers on knobs, values said twice, questions to many."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from controllers import PARAMETERS, Client, playing

from rtxmodal.control import OscChoice
from rtxmodal.control.listeners import AGAIN_SECONDS, Listener, Origin
from rtxmodal.control.patterns import matching
from rtxmodal.stage.levels import Levels
from rtxmodal.stage.shared import PictureStatus

DRYWET = PARAMETERS[1]


def told(client: Client, path: str, seconds: float) -> list[tuple[object, ...]]:
    """Arguments of all messages that come at an address in so many seconds."""
    return [message.arguments for message in client.hear(seconds) if message.address == f"/rtxmodal/{path}"]


# -- subscriptions --------------------------------------------------------------------------------------------


def test_meters_come_as_often_as_they_were_asked_for_and_stop_at_0():
    with playing() as (show, _, (client, other)):
        show.shown = Levels(peak_out=(-6.0, -12.0), lanes=(("one", -20.0), ("two", -30.0)))
        client.listen()
        other.listen()
        client.send("subscribe", "meter", 30.0)
        assert client.wait_for("subscribed").arguments == ("meter", 30.0)
        came = told(client, "meter/out", 1.0)
        assert set(came) == {(-6.0, -12.0)} and 10 <= len(came) <= 33  # a busy machine leaves some out
        assert client.ask("meter/lanes") == ("one", -20.0, "two", -30.0)
        assert told(other, "meter/out", 0.0) == []
        client.send("subscribe", "meter", 0)
        client.wait_for("subscribed")
        client.settle()
        assert told(client, "meter/out", 0.2) == []


def test_every_onset_is_counted_even_for_who_looks_once_a_second():
    with playing() as (show, _, (client, _)):
        client.listen()
        client.send("subscribe", "meter", 1)
        client.wait_for("subscribed")
        for count in range(1, 8):
            show.shown = Levels(onsets=count, strength=0.5)
            assert client.wait_for("meter/onset").arguments == (count, 0.5)


def test_only_a_listener_can_subscribe_and_only_to_what_there_is():
    with playing() as (_, _, (client, _)):
        client.send("subscribe", "meter", 30)
        assert client.wait_for("error").arguments[0] == "name"
        client.listen()
        for wrong in (("weather", 30), ("meter", 61), ("meter", -1), ("meter",)):
            client.send("subscribe", *wrong)
            client.wait_for("error")


def test_a_subscription_ends_with_its_listener():
    with playing() as (_, _, (client, _)):
        client.listen()
        client.send("subscribe", "meter", 60)
        client.wait_for("meter/out")
        client.send("listeners/del", client.port)
        client.wait_for("listeners/deleted")
        client.settle()
        assert client.hear(0.2) == []


def test_a_listener_that_registers_again_keeps_what_it_subscribed_to():
    with playing() as (_, _, (client, _)):
        client.listen()
        client.send("subscribe", "meter", 60)
        client.wait_for("meter/out")
        client.listen()
        client.settle()
        assert told(client, "meter/out", 0.5)


def test_what_is_too_long_to_be_told_keeps_nobody_from_the_rest():
    with playing() as (show, server, (client, _)):
        show.shown = Levels(lanes=tuple((f"lane_{number}_{'x' * 60}", -6.0) for number in range(32)), bands=(0.5,) * 8)
        client.listen()
        client.send("subscribe", "meter", 60)
        assert client.wait_for("meter/bands").arguments == (0.5,) * 8
        assert server.unsent > 0


def test_status_is_told_to_subscribers_as_it_changes():
    with playing() as (show, _, (client, _)):
        client.listen()
        client.send("subscribe", "status", 60)
        client.wait_for("status/load")
        sound = replace(show.status()[0], load_p99=0.5, misses=4.0)
        show.status = lambda: (sound, PictureStatus())
        client.wait_until(lambda message: message.address.endswith("status/load") and message.arguments == (0.5,))
        client.wait_until(lambda message: message.address.endswith("status/misses") and message.arguments == (4,))
        client.settle()
        assert told(client, "status/load", 0.2) == [], "what has not changed is not said again"


def test_beats_pass_for_who_subscribed_to_them():
    with playing() as (show, _, (client, _)):
        client.listen()
        client.send("subscribe", "beat", 60)
        first = client.wait_for("transport/beat").arguments
        show.transport.bpm = 300.0
        show.transport.play()
        client.wait_until(lambda message: message.address.endswith("beat") and message.arguments[0] >= first[0] + 2)
        heard = [message.arguments for message in client.heard if message.address.endswith("transport/beat")]
        assert all(0.0 <= phase < 1.0 for _, phase, _ in heard)
        assert [beat + phase for beat, phase, _ in heard] == sorted(beat + phase for beat, phase, _ in heard)


def test_texts_come_with_values_to_who_subscribed_to_them():
    with playing() as (_, _, (client, other)):
        other.listen()
        other.send("subscribe", "text", 1)
        other.wait_for("subscribed")
        client.send("params/output_gain", -20)
        assert other.wait_for("text/output_gain").arguments == ("-20 dB",)


def test_what_is_for_a_group_is_not_told_to_all():
    with playing() as (show, _, (client, other)):
        client.listen()
        other.listen()
        other.send("subscribe", "midi", 1)
        other.wait_for("subscribed")
        show.announce("midi/last", "keys", "cc", 1, 7, 0.5)
        assert other.wait_for("midi/last").arguments == ("keys", "cc", 1, 7, 0.5)
        assert told(client, "midi/last", 0.1) == []


# -- echo -----------------------------------------------------------------------------------------------------


def test_a_value_is_said_once_more_since_packets_get_lost():
    with playing() as (_, _, (client, other)):
        other.listen()
        client.send("params/drywet", 0.25)
        assert told(other, "params/drywet", 3 * AGAIN_SECONDS) == [(0.25,), (0.25,)]


def test_a_press_is_never_said_twice():
    with playing() as (_, _, (client, other)):
        other.listen()
        client.send("params/path/next")
        assert told(other, "params/path/next", 2 * AGAIN_SECONDS) == [(1,)]


def test_the_repeat_never_brings_an_old_value_back():
    listener = Listener(("127.0.0.1", 5), ("127.0.0.1", 5), "params", 0.0, 0.0)
    listener.change(DRYWET, 0.25, None)
    assert listener.take("drywet", 1.0) == 0.25
    listener.change(DRYWET, 0.5, Origin(("127.0.0.1", 5), 0.5))  # its own hand, meanwhile
    assert listener.due(2.0) == [] and listener.next_due() == float("inf")
    listener.change(DRYWET, 0.75, None)
    assert listener.due(2.0) == ["drywet"] and listener.take("drywet", 2.0) == 0.75
    listener.change(DRYWET, 1.0, None)
    assert listener.due(2.0 + AGAIN_SECONDS) == ["drywet"] and listener.take("drywet", 3.0) == 1.0
    assert listener.take("drywet", 4.0) == 1.0 and listener.due(5.0) == []


def test_nothing_is_said_to_a_finger_on_the_fader_until_it_is_lifted():
    with playing() as (_, _, (client, other)):
        other.listen()
        other.send("touch/drywet", 1)
        other.settle()
        for value in (0.1, 0.2, 0.3):
            client.send("params/drywet", value)
        client.send("params/output_gain", -20.0)
        before = len(other.heard)
        other.wait_for("params/output_gain")
        other.heard += other.hear(0.1)
        assert not [message for message in other.heard[before:] if message.address.endswith("drywet")]
        other.send("touch/drywet", 0)
        assert other.wait_for("params/drywet").arguments == pytest.approx((0.3,))


def test_who_moved_it_under_the_finger_keeps_what_it_shows():
    with playing() as (_, _, (client, other)):
        other.listen()
        other.send("touch/drywet", 1)
        other.settle()
        client.send("params/drywet", 0.1)
        client.settle()
        other.send("params/drywet", 0.5)
        other.send("touch/drywet", 0)
        other.settle()
        assert told(other, "params/drywet", 0.1) == []


def test_a_ramp_is_told_20_times_a_second_and_its_end_exactly():
    with playing() as (_, _, (client, other)):
        other.listen()
        client.send("ramp/output_gain", 0.0, 1.0)
        values = [value for (value,) in told(other, "params/output_gain", 1.2)]
        assert 3 < len(values) <= 23 and values[-1] == 0.0


# -- questions to many, and the lock --------------------------------------------------------------------------


def test_a_pattern_asks_all_that_it_stands_for_and_sets_nothing():
    with playing() as (show, _, (client, _)):
        client.send("params/path/*")
        answers = {message.address.removeprefix("/rtxmodal/"): message.arguments for message in client.settle()}
        assert answers == {"params/path/kind": ("both",), "params/path/steps": (4,)}
        client.send("{params,norm}/dr?wet")
        assert [message.address for message in client.settle()] == [
            "/rtxmodal/params/drywet",
            "/rtxmodal/norm/drywet",
        ]
        client.send("params/*", 0.5)
        assert client.wait_for("error").arguments[0] == "name"
        client.send("params/nothing*")
        assert client.wait_for("error").arguments[0] == "range"
        assert show.table.value("drywet") == 1.0


def test_ten_stars_are_answered_at_once():
    began = time.monotonic()
    assert list(matching("/" + "*a" * 40 + "!", ["/" + "a" * 120] * 100)) == []
    assert time.monotonic() - began < 1.0


@pytest.mark.parametrize(
    ("pattern", "fits", "fits_not"),
    [
        ("/a/*", ["/a/b", "/a/bcd"], ["/a", "/a/b/c", "/b/a"]),
        ("/a/b?", ["/a/bc"], ["/a/b", "/a/bcd"]),
        ("/[a-c]/[!x]", ["/b/y"], ["/d/y", "/b/x", "/b/yy"]),
        ("/{lane,mix}_1/*", ["/lane_1/wet", "/mix_1/wet"], ["/lane_2/wet"]),
        ("/*/*_[0-9]", ["/x/latent_1"], ["/x/latent_", "/x/latent_12"]),
        ("/a{,b}", ["/a", "/ab"], ["/abb"]),
    ],
)
def test_patterns_stand_for_what_osc_says(pattern, fits, fits_not):
    assert list(matching(pattern, [*fits, *fits_not])) == fits


def test_a_locked_server_plays_on_but_loads_nothing():
    with playing() as (show, _, (client, other)):
        other.listen()
        client.send("server/lock", 1)
        assert other.wait_for("server/lock").arguments == (1,)
        client.send("visual/scene", "rain")
        assert client.wait_for("error").arguments[0] == "locked"
        assert client.ask("visual/scene") == ("flowers",)
        client.send("params/drywet", 0.5)
        client.send("server/lock", 0)
        client.send("visual/scene", "rain")
        client.settle()
        assert show.scene.name == "rain"


def test_a_show_ends_over_osc_only_where_that_was_allowed_and_with_the_word():
    for allowed, sent, ends in ((False, "confirm", False), (True, "now", False), (True, "confirm", True)):
        with playing(OscChoice(port=0, may_quit=allowed)) as (show, _, (client, _)):
            client.send("server/quit", sent)
            client.settle()
            assert show.has_ended is ends


def test_reset_all_needs_the_word_and_then_turns_every_knob_back():
    with playing() as (show, _, (client, _)):
        client.send("params/drywet", 0.5)
        client.send("params/path/steps", 7)
        client.send("reset_all")
        assert client.wait_for("error").arguments[0] == "bad_type"
        client.send("reset_all", "confirm")
        client.settle()
        assert show.table.value("drywet") == 1.0 and show.table.value("path/steps") == 4.0


def test_safe_makes_it_quiet_enough_and_puts_the_limiter_on():
    with playing() as (show, _, (client, _)):
        client.send("params/limiter", 0)
        client.send("params/output_gain", 6.0)
        client.send("audio/fade", 6.0, 600)
        client.send("safe")
        client.settle()
        assert show.table.value("limiter") == 1.0 and show.table.value("output_gain") == -12.0
        client.send("params/output_gain", -40.0)
        client.send("safe")
        client.settle()
        assert show.table.value("output_gain") == -40.0


def test_wheels_pressure_and_controllers_come_as_from_midi():
    with playing() as (show, _, (client, _)):
        client.send("bend", -0.5, 3)
        client.send("pressure", 1.0)
        client.send("cc", 74, 0.5, 16)
        client.settle()
        assert [(e.kind, e.number, e.value, e.channel) for e in show.notes] == [
            ("bend", 0, -0.5, 2),
            ("pressure", 0, 127.0, 0),
            ("control", 74, 63.5, 15),
        ]


def test_clients_are_counted():
    with playing() as (_, _, (client, other)):
        assert client.ask("status/clients") == (0,)
        other.listen()
        assert client.ask("status/clients") == (1,)
