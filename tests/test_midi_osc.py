"""Laws of MIDI and musical time under OSC."""

from __future__ import annotations

import time

from controllers import playing

from rtxmodal.control.mapping import Mapping
from rtxmodal.control.transport import Course
from rtxmodal.notes import NoteEvent


def refused(client, path, *arguments):
    client.send(path, *arguments)
    return client.wait_for("error").arguments


def test_a_parameter_is_armed_learnt_and_told_to_all():
    with playing() as (show, _, (one, two)):
        two.listen()
        assert one.ask("midi/learn", "drywet") == ("drywet",)
        assert show.learn.learning == "drywet"
        show.learn.take(NoteEvent(0, "control", 20, 64.0, 1), "nano")
        assert two.wait_for("midi/learned").arguments == ("drywet", "cc", 2, 20, "nano")
        one.send("midi/maps")
        assert one.wait_for("midi/map").arguments == ("drywet", "cc", 2, 20, 0.0, 1.0, "", "nano")
        assert one.ask("midi/unlearn", "drywet") == ("drywet",) and show.learn.mappings() == []


def test_learning_is_cancelled_and_asked_for():
    with playing() as (show, _, (one, _)):
        one.ask("midi/learn", "drywet")
        assert one.ask("midi/learn") == ("drywet",)
        one.ask("midi/learn", "")
        assert show.learn.learning is None


def test_a_map_may_be_written_out():
    with playing() as (show, _, (one, _)):
        one.send("midi/map", "drywet", "bend", 3, 0, 1.0, 0.25, "scale", "nano")
        one.wait_for("midi/map")
        assert show.learn.mappings() == [Mapping("drywet", "bend", 3, 0, "nano", 1.0, 0.25, "scale")]


def test_what_cannot_be_mapped_is_refused_in_words():
    with playing() as (show, _, (one, _)):
        assert "kind of a mapping must be one of cc" in refused(one, "midi/map", "drywet", "wheel", 1, 1)[2]
        assert refused(one, "midi/map", "nothing", "cc", 1, 1)[0] == "unknown"
        assert "number of a cc must be 0..127" in refused(one, "midi/map", "drywet", "cc", 1, 900)[2]
        assert "midi/maps" in refused(one, "midi/unlearn", "drywet")[2]
        assert refused(one, "midi/learn", "nothing")[0] == "unknown"
        assert show.learn.mappings() == []


def test_what_is_remembered_is_set_and_asked_for():
    with playing() as (show, _, (one, _)):
        assert one.ask("midi/pickup") == ("pickup",) and one.ask("midi/pickup", "scale") == ("scale",)
        assert "pickup must be one of jump" in refused(one, "midi/pickup", "grab")[2]
        assert one.ask("midi/pc_channel", -1) == (-1,) and one.ask("midi/feedback", 1) == (1,)
        settings = show.learn.settings
        assert (settings.pickup, settings.pc_channel, settings.feedback) == ("scale", -1, True)


def test_ports_are_listed_and_left_out():
    with playing() as (show, _, (one, _)):
        show.learn.known = lambda: ["nano"]
        assert one.ask("midi/ports") == ("nano", 1, 1)
        assert one.ask("midi/enable", "nano", 0) == ("nano", 0) and show.learn.ignored == {"nano"}
        assert "midi/ports" in refused(one, "midi/enable", "other", 0)[2]


def test_a_controller_over_osc_goes_through_the_mappings_and_is_played_otherwise():
    with playing() as (show, _, (one, _)):
        show.learn.change(pickup="jump")
        show.learn.add(Mapping("drywet", "cc", 0, 20))
        one.send("cc", 20, 0.5)
        one.send("cc", 21, 1.0)
        one.settle()
        assert abs(show.table.value("drywet") - 0.5) < 0.01
        assert [(event.kind, event.number, event.value) for event in show.notes] == [("control", 21, 127.0)]
        assert one.ask("midi/last")[:4] == ("osc", "cc", 1, 21)


def test_the_beat_is_asked_for_and_nudged():
    with playing() as (show, _, (one, _)):
        show.transport.follow(Course(time.monotonic(), 7.5, 60.0, moves=False))
        assert one.ask("transport/beat") == (7, 0.5, 60.0)
        one.send("transport/nudge", 0.1)
        one.settle()
        assert abs(show.transport.beat_at(0.0) - 7.6) < 1e-5
        assert refused(one, "transport/nudge", 2.0)[0] == "range"
        assert one.ask("transport/peers") == (-1,)
