"""Voices: every key gets one, none is ever stuck, and what is stolen is what is missed least."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rtxmodal.notes import NoteEvent
from rtxmodal.stream.voices import COLUMNS, Tuning, Voices

COUNT = 4
LOUD = [0.1] * COUNT
GONE = [0.0] * COUNT


def on(key, velocity=100.0, channel=0, frame=0):
    return NoteEvent(frame, "on", key, velocity, channel)


def off(key, channel=0):
    return NoteEvent(0, "off", key, 0.0, channel)


def control(number, value, channel=0):
    return NoteEvent(0, "control", number, float(value), channel)


def playing(*events, count=COUNT, levels=None, tuning=None):
    voices = Voices(count)
    for event in events:
        voices.feed(event)
    voices.next_hop(levels or [0.1] * count, tuning or Tuning())
    return voices


def column(voices, name):
    return voices.rows()[:, COLUMNS.index(name)]


keys, channels = st.integers(0, 127), st.sampled_from([0, 1, 2, 15])
events = st.one_of(
    st.builds(on, keys, st.sampled_from([0.0, 1.0, 64.0, 127.0]), channels, st.integers(0, 255)),
    st.builds(off, keys, channels),
    st.builds(
        control, st.sampled_from([1, 6, 7, 11, 38, 64, 74, 100, 101, 120, 121, 123, 127]), st.integers(0, 127), channels
    ),
    st.builds(lambda value, channel: NoteEvent(0, "bend", 0, value, channel), st.floats(-1.0, 1.0), channels),
    st.builds(lambda k, value, channel: NoteEvent(0, "pressure", k, value, channel), keys, st.floats(0, 127), channels),
    st.builds(lambda number: NoteEvent(0, "program", number), keys),
)
hops = st.lists(st.tuples(st.lists(events, max_size=8), st.lists(st.floats(0.0, 1.0), min_size=COUNT, max_size=COUNT)))


@settings(max_examples=150, deadline=None)
@given(hops, st.booleans())
def test_when_all_keys_and_pedals_are_up_nothing_is_held_and_soon_nothing_sounds(played, mpe):
    voices = Voices(COUNT)
    for given_now, levels in played:
        voices.next_hop(levels, Tuning(mpe=mpe))
        for event in given_now:
            voices.feed(event)
        assert np.isfinite(voices.rows()).all()
    for channel in range(16):
        voices.feed(control(64, 0, channel))
        for key in range(128):
            voices.feed(off(key, channel))
    assert voices.held == [] and (column(voices, "gate") == 0.0).all()
    voices.next_hop(GONE, Tuning())
    voices.next_hop(GONE, Tuning())
    assert voices.sounding == 0


@settings(max_examples=150, deadline=None)
@given(hops)
def test_what_is_held_is_what_a_key_or_a_pedal_holds_and_each_once(played):
    voices, down, pedals, held = Voices(COUNT), set(), set(), set()
    for given_now, levels in played:
        voices.next_hop(levels, Tuning())
        for event in given_now:
            if event.kind == "control" and event.number == 6:
                continue  # might switch MPE on, where channels hold each other's notes
            voices.feed(event)
            note = event.channel, event.number
            if event.kind == "on" and event.value > 0:
                down.add(note), held.add(note)
            elif event.kind in ("on", "off"):
                down.discard(note)
            elif event.kind == "control" and event.number == 64 and event.value >= 64:
                pedals.add(event.channel)
            elif event.kind == "control" and event.number in (64, 120, 121, 123, 127):
                pedals.discard(event.channel)
                if event.number not in (64, 121):
                    down = {one for one in down if one[0] != event.channel}
            held = {one for one in held if one in down or one[0] in pedals}
    assert len(voices.held) == len(set(voices.held)) <= COUNT
    assert set(voices.held) <= held
    if len(held) <= COUNT and voices.stolen == 0:
        assert set(voices.held) == held


def test_five_hundred_notes_at_once_leave_as_many_as_there_are_voices():
    voices = Voices(16)
    for n in range(500):
        voices.feed(on(n % 128, channel=n // 128))
    assert voices.sounding == 16 and voices.stolen == 484
    assert (column(voices, "velocity") > 0).all()


def test_the_oldest_release_is_stolen_before_any_held_note():
    voices = playing(on(60), on(61), on(62), on(63))
    voices.feed(off(62)), voices.feed(off(60))
    voices.feed(on(70))
    assert sorted(voices.held) == [(0, 61), (0, 63), (0, 70)]
    assert 60.0 in column(voices, "pitch") and 62.0 not in column(voices, "pitch")


def test_with_all_held_the_quietest_is_stolen():
    voices = playing(on(60), on(61), on(62), on(63), levels=[0.4, 0.3, 0.01, 0.2])
    voices.feed(on(70))
    assert (0, 62) not in voices.held and (0, 70) in voices.held and voices.stolen == 1


def test_a_note_that_has_just_begun_is_not_stolen_for_the_next_of_the_chord():
    voices = playing(on(60), on(61), on(62))
    voices.feed(on(70))  # level 0 as yet
    voices.feed(on(71))
    assert {(0, 70), (0, 71)} <= set(voices.held)


def test_a_key_struck_again_under_the_pedal_takes_its_own_voice():
    voices = playing(control(64, 127), on(60), off(60))
    voices.feed(on(60, frame=40))
    assert voices.held == [(0, 60)] and voices.sounding == 1
    assert column(voices, "start").max() == 40.0


def test_a_note_starts_in_one_hop_only():
    voices = Voices(COUNT)
    voices.feed(on(60, frame=17))
    assert column(voices, "start").tolist() == [17.0, -1.0, -1.0, -1.0]
    voices.next_hop(LOUD, Tuning())
    assert (column(voices, "start") == -1.0).all()


def test_the_pedal_holds_until_it_is_up():
    voices = playing(on(60), control(64, 100), off(60))
    assert column(voices, "gate")[0] == 1.0
    voices.feed(control(64, 10))
    assert column(voices, "gate")[0] == 0.0


def test_all_sound_off_damps_and_all_notes_off_releases_even_under_the_pedal():
    for number, damped in ((120, 1.0), (123, 0.0)):
        voices = playing(on(60), control(64, 127), control(number, 0))
        assert column(voices, "gate")[0] == 0.0 and column(voices, "damp")[0] == damped


def test_bend_tuning_and_pressure_reach_the_notes_of_their_channel():
    voices = playing(
        on(60), on(60, channel=3), NoteEvent(0, "bend", 0, 0.5, 3), NoteEvent(0, "pressure", 0, 127.0, 3),
        NoteEvent(0, "pressure", 60, 63.5, 0), tuning=Tuning(442.0, bend_range=4.0),
    )  # fmt: skip
    sharp = 12.0 * np.log2(442.0 / 440.0)
    assert np.allclose(column(voices, "pitch")[:2], [60.0 + sharp, 62.0 + sharp])
    assert np.allclose(column(voices, "pressure")[:2], [0.5, 1.0])


def test_a_keyboard_says_its_own_bend_range():
    told = [control(101, 0), control(100, 0), control(6, 12), control(38, 50)]
    voices = playing(*told, on(60), NoteEvent(0, "bend", 0, 1.0, 0))
    assert column(voices, "pitch")[0] == 72.5


def test_in_mpe_each_note_bends_alone_by_its_channel_and_all_by_the_first():
    told = [control(101, 0), control(100, 6), control(6, 15)]
    voices = playing(*told, on(60, channel=1), on(64, channel=2), NoteEvent(0, "bend", 0, 0.25, 2))
    assert column(voices, "pitch")[:2].tolist() == [60.0, 76.0]
    voices.feed(NoteEvent(0, "bend", 0, 1.0, 0))
    assert column(voices, "pitch")[:2].tolist() == [62.0, 78.0]
    voices.feed(control(64, 127)), voices.feed(off(60, channel=1))
    assert column(voices, "gate")[0] == 1.0  # the first channel's pedal holds them all


def test_a_released_note_keeps_its_bend_when_its_channel_is_given_to_another():
    voices = playing(on(60, channel=1), NoteEvent(0, "bend", 0, 0.25, 1), tuning=Tuning(mpe=True))
    voices.feed(off(60, channel=1))
    voices.feed(NoteEvent(0, "bend", 0, 0.0, 1)), voices.feed(on(50, channel=1))
    assert column(voices, "pitch")[:2].tolist() == [72.0, 50.0]


def test_a_copy_goes_its_own_way():
    voices = playing(on(60))
    twin = voices.copy()
    twin.feed(off(60)), twin.feed(control(64, 127)), twin.feed(on(61))
    assert voices.held == [(0, 60)] and twin.held == [(0, 61)]
