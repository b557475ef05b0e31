"""Laws of musical time: beats, bars, taps."""

from __future__ import annotations

import math

import pytest

from rtxmodal.control.transport import Course, Transport


def at(bpm: float, beat: float = 0.0, now: float = 100.0) -> Transport:
    transport = Transport()
    transport.follow(Course(now, beat, bpm, moves=True))
    return transport


def test_a_beat_and_its_time_lead_back_to_each_other():
    transport = at(97.3, beat=3.25)
    for beat in (-2.0, 0.0, 3.25, 1000.75):
        assert transport.beat_at(transport.time_of(beat)) == pytest.approx(beat)


def test_a_new_tempo_bends_the_course_where_it_is():
    course = Course(100.0, 0.0, 120.0, moves=True).bent(101.0, 60.0)
    assert course.beat_at(101.0) == 2.0 and course.beat_at(102.0) == 3.0


def test_the_tempo_stays_between_20_and_300():
    transport = at(120.0)
    transport.bpm = 1e9
    assert transport.bpm == 300.0
    transport.bpm = 0.0
    assert transport.bpm == 20.0


def test_stopping_stands_on_its_beat_and_playing_goes_on_from_there():
    transport = at(60.0, now=100.0)
    transport.stop_playing(102.5)
    assert transport.beat_at(500.0) == 2.5 and transport.time_of(3.0) == math.inf
    transport.play(now=600.0)
    assert transport.beat_at(601.0) == 3.5
    transport.play(0.0, now=700.0)
    assert transport.beat_at(701.0) == 1.0


@pytest.mark.parametrize(
    ("quantum", "when"),
    [("now", 100.75), ("off", 100.75), ("1/16", 100.75), ("beat", 101.0), ("bar", 102.0), ("2bars", 104.0),
     ("4bars", 108.0), ("8bars", 116.0)],
)  # fmt: skip
def test_the_next_quantum_begins_on_its_grid(quantum, when):
    assert at(120.0).next_time(quantum, 100.75) == pytest.approx(when)


def test_what_is_asked_for_on_the_beat_is_now():
    transport = at(120.0)
    assert transport.next_time("bar", transport.time_of(8.0)) == pytest.approx(transport.time_of(8.0))


def test_bars_of_three_are_waited_for_as_such():
    transport = at(60.0)
    transport.beats_per_bar = 3
    assert transport.next_time("bar", 101.0) == pytest.approx(103.0)


def test_nothing_waits_for_a_transport_that_stands():
    assert Transport().next_time("4bars", 7.0) == 7.0


def test_a_quantum_that_is_none_is_refused_with_those_that_are():
    with pytest.raises(ValueError, match="8bars, got 'a while'"):
        at(120.0).next_time("a while", 0.0)


def test_three_taps_are_a_tempo_and_beats_fall_on_them():
    transport = Transport()
    assert transport.tap(10.0) is None and transport.tap(10.5) is None
    assert transport.tap(11.0) == pytest.approx(120.0)
    assert transport.is_playing and transport.beat_at(11.5) % 1.0 == pytest.approx(0.0, abs=1e-9)


def test_a_tap_that_slips_hardly_moves_the_tempo():
    transport = Transport()
    for tap in (0.0, 0.5, 1.0, 1.62, 2.0, 2.5):
        bpm = transport.tap(tap)
    assert bpm == pytest.approx(120.0, rel=0.01)


def test_after_two_seconds_taps_begin_anew():
    transport = Transport()
    for tap in (0.0, 0.5, 1.0, 4.0, 5.0):
        transport.tap(tap)
    assert transport.bpm == 120.0
    assert transport.tap(6.0) == pytest.approx(60.0)


def test_taps_all_at_once_are_the_fastest_tempo_and_no_error():
    transport = Transport()
    assert [transport.tap(1.0) for _ in range(4)][-1] == pytest.approx(300.0)


def test_resync_makes_the_nearest_bar_begin_now():
    transport = at(60.0, now=0.0)
    transport.resync(7.4)
    assert transport.beat_at(7.4) == 8.0


def test_a_nudge_is_heard_at_once_and_leaves_the_tempo():
    transport = at(60.0, now=0.0)
    transport.nudge(0.1)
    assert transport.beat_at(2.0) == pytest.approx(2.1) and transport.bpm == 60.0


def test_beats_are_passed_on():
    transport, heard = Transport(), []
    transport.on_beat(lambda beat, when: heard.append((beat, when)))
    transport.tell_beat(3, 1.5)
    assert heard == [(3, 1.5)]
