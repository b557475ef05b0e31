"""Laws of MIDI clock in: the tempo is right within a tenth whatever the jitter, and the beat is the sender's."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from rtxmodal.control.following import ClockFollower
from rtxmodal.control.transport import Course
from rtxmodal.devices.midi_clock import ClockBytes, ClockMessage

TICK, START, STOP, CONTINUE = (ClockMessage(kind) for kind in ("tick", "start", "stop", "continue"))


def ticks(bpm: float, count: int, begin: float = 0.0, jitter: float = 0.0, seed: int = 0) -> np.ndarray:
    """Times of ticks; jitter delays each by up to so many seconds, as a sound card's period does."""
    late = np.random.default_rng(seed).uniform(0.0, jitter, count) if jitter else np.zeros(count)
    return begin + np.arange(count) * 60.0 / bpm / 24 + late


def follow(follower: ClockFollower, times: Iterable[float]) -> list[Course]:
    return [course for when in times if (course := follower.hear(TICK, float(when))) is not None]


@pytest.mark.parametrize("bpm", [40.0, 97.3, 120.0, 174.0, 299.0])
def test_the_tempo_is_right_within_a_tenth_behind_the_jitter_of_a_sound_card(bpm):
    follower = ClockFollower()
    courses = follow(follower, ticks(bpm, 400, jitter=0.0053))
    assert np.abs([course.bpm - bpm for course in courses[96:]]).max() < max(0.1, 0.003 * bpm)
    assert abs(np.mean([course.bpm for course in courses[96:]]) - bpm) < 0.1


def test_the_beat_hardly_shakes_although_the_ticks_do():
    follower = ClockFollower()
    follower.hear(START, 0.0)
    times = ticks(120.0, 400, jitter=0.0053)
    now, courses = 0.0, follow(follower, times)
    errors = [course.beat_at(course.time) - 2.0 * course.time for course in courses[60:]]
    assert np.std(errors) * 500.0 < 1.0, "milliseconds at 120 beats a minute, of the 1.5 that went in"
    assert now == 0.0


def test_start_makes_the_next_tick_the_first_beat():
    follower = ClockFollower()
    follow(follower, ticks(120.0, 50))
    follower.hear(START, 1.09)
    course = follow(follower, ticks(120.0, 25, begin=1.1))[-1]
    assert course.moves and course.beat_at(1.1 + 0.5) == pytest.approx(1.0, abs=0.03)


def test_stop_stands_and_continue_goes_on_from_there():
    follower = ClockFollower()
    follower.hear(START, 0.0)
    follow(follower, ticks(120.0, 60))
    stopped = follower.hear(STOP, 1.25)
    assert stopped is not None and not stopped.moves and stopped.beat == 60 / 24
    follow(follower, ticks(120.0, 60, begin=1.25))  # many senders tick on while they stand
    assert follower.hear(CONTINUE, 2.5) is None
    course = follow(follower, ticks(120.0, 10, begin=2.5))[-1]
    assert course.moves and course.beat == pytest.approx((60 + 9) / 24)


def test_start_goes_back_to_the_first_beat_of_a_song_that_has_played():
    follower = ClockFollower()
    follower.hear(START, 0.0)
    follow(follower, ticks(120.0, 60))
    follower.hear(STOP, 1.25)
    follower.hear(START, 1.3)
    assert follow(follower, ticks(120.0, 25, begin=1.3))[-1].beat == pytest.approx(1.0)


def test_a_song_position_is_where_it_goes_on():
    follower = ClockFollower()
    course = follower.hear(ClockMessage("position", 32), 0.0)
    assert course is not None and course.beat == 8.0 and not course.moves
    follower.hear(CONTINUE, 0.1)
    assert follow(follower, ticks(120.0, 1, begin=0.2))[-1] == Course(0.2, 8.0, 120.0, moves=True)


@pytest.mark.parametrize("after", [60.0, 126.0, 180.0])
def test_another_tempo_is_followed_within_a_beat(after):
    follower = ClockFollower()
    follower.hear(START, 0.0)
    follow(follower, ticks(120.0, 100, jitter=0.001))
    course = follow(follower, ticks(after, 28, begin=100 * 60 / 120 / 24, jitter=0.001, seed=1))[-1]
    assert course.bpm == pytest.approx(after, rel=0.02)


def test_one_tick_that_comes_far_too_late_changes_little():
    follower = ClockFollower()
    times = ticks(120.0, 200)
    times[100] += 0.018
    assert all(abs(course.bpm - 120.0) < 1.5 for course in follow(follower, times))


def test_a_clock_that_falls_silent_leaves_the_beat_going_and_finds_it_again():
    follower = ClockFollower()
    follower.hear(START, 0.0)
    before = follow(follower, ticks(120.0, 48))[-1]
    assert before.beat_at(3.0) == pytest.approx(6.0, abs=0.01)
    after = follow(follower, ticks(120.0, 30, begin=3.0))[-1]
    assert after.beat == pytest.approx(6.0 + 29 / 24, abs=0.03)


def test_ticks_all_at_once_are_no_error():
    follower = ClockFollower()
    assert all(20.0 <= course.bpm <= 300.0 for course in follow(follower, [1.0] * 200))


def test_clock_is_read_from_any_bytes_and_notes_are_passed_over():
    clock = ClockBytes()
    assert list(clock.feed([0x90, 60, 0xF8, 100, 0xFA])) == [TICK, START]
    assert list(clock.feed([0xF2, 0xF8, 0x21])) == [TICK]
    assert list(clock.feed([0x01])) == [ClockMessage("position", 0x21 + 128)]
    assert list(clock.feed([0xF2, 1, 0x90, 2, 3, 0xFE, 0xFB, 0xFC])) == [CONTINUE, STOP]


@pytest.mark.parametrize("message", [TICK, START, STOP, CONTINUE, ClockMessage("position", 1234)])
def test_what_is_sent_is_what_is_read(message):
    assert list(ClockBytes().feed(message.bytes())) == [message]
