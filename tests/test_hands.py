"""Laws of keys that are held while an instrument comes on stage."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_stage import RATE, FakeLane, Stage, table

from rtxmodal.hands import Hands, NoteFeed
from rtxmodal.notes import HeldKeys, NoteEvent, Notes
from rtxmodal.stage.ensemble import Ensemble
from rtxmodal.stage.loader import Feeder


def on(number, velocity=100.0, channel=0):
    return NoteEvent(7, "on", number, velocity, channel)


def off(number, channel=0):
    return NoteEvent(7, "off", number, 0.0, channel)


def control(number, value, channel=0):
    return NoteEvent(7, "control", number, float(value), channel)


keys = st.builds(
    NoteEvent, st.just(7), st.sampled_from(["on", "off"]), st.integers(60, 62), st.sampled_from([0.0, 80.0])
)
pedal = st.builds(control, st.just(64), st.sampled_from([0, 127]))
wheel = st.builds(lambda value: NoteEvent(7, "bend", 0, value), st.sampled_from([-0.5, 0.0, 0.5]))
silence = st.sampled_from([control(123, 0)])
playing = st.lists(st.one_of(keys, keys, keys, pedal, wheel, silence), max_size=30)


def after(events, start=None):
    hands = Hands() if start is None else start.copy()
    for event in events:
        hands.feed(event)
    return hands


class Instrument(HeldKeys):
    """Also keeps the wheel."""

    def __init__(self, events=()):
        super().__init__()
        self.bend = 0.0
        for event in events:
            self.hear(event)

    def hear(self, event):
        self.feed(event)
        if event.kind == "bend":
            self.bend = event.value

    def sounds_like(self, other):
        lasting = control(64, 0)
        released = [Instrument(), Instrument()]
        for copy, one in zip(released, (self, other), strict=True):
            copy.velocity[:], copy._pressed[:] = one.velocity, one._pressed
            copy.feed(lasting)
        same_now = np.array_equal(self.velocity, other.velocity) and self.bend == other.bend
        return same_now and np.array_equal(released[0].velocity, released[1].velocity)


@given(playing)
def test_a_newcomer_that_is_told_what_is_held_sounds_as_one_that_heard_it_all(events):
    newcomer = Instrument(after(events).events_after(Hands()))
    assert newcomer.sounds_like(Instrument(events))


@given(playing, playing)
def test_and_so_does_one_that_was_told_a_while_ago_and_is_told_what_changed(before, since):
    told = after(before)
    now = after(since, told)
    newcomer = Instrument([*told.events_after(Hands()), *now.events_after(told)])
    assert newcomer.sounds_like(Instrument([*before, *since]))


def test_nothing_is_told_where_nothing_changed():
    hands = after([on(60), control(64, 127), off(60), on(62)])
    assert hands.events_after(hands.copy()) == ()


def test_every_channel_has_keys_of_its_own():
    hands = after([on(60, channel=1), on(60, channel=2), off(60, channel=1)])
    assert [(event.kind, event.channel) for event in hands.events_after(Hands())] == [("on", 2)]


class Keyboard(FakeLane):
    """A keys lane that keeps what it was told."""

    def __init__(self, **more):
        super().__init__("keys", **more)
        self.told = []

    def process(self, block, values, turns=()):
        if isinstance(block, Notes):
            self.told += [replace(event, frame=0) for event in block.events]
        return super().process(block, values, turns)


@pytest.mark.parametrize("moves", [[], [off(60)], [on(64)], [off(62), on(65)], [control(64, 127), off(60)]])
def test_keys_held_across_a_change_of_scene_sound_in_the_new_one_and_are_let_go_there(moves):
    old, new = Keyboard(), Keyboard(latency=900)
    stage, silence = Stage([old]), np.zeros((256, 2), np.float32)
    stage.notes = [on(60), on(62)]
    for _ in range(60):
        stage.callback(silence)
    feeder = Feeder(stage.mixer, Ensemble([new], table(), 1, RATE), stage.mixer._vector)
    stage.notes = list(moves)  # between the moment it is told what is held and the one at which it takes over
    for _ in range(3):
        stage.callback(silence)
    while not feeder.advance():
        stage.callback(silence)
    assert [event.number for event in new.told if event.kind == "on"][:2] == [60, 62]
    for _ in range(3):
        stage.callback(silence)
    assert Instrument(new.told).sounds_like(Instrument(old.told))
    stage.notes = [off(number) for number in (60, 62, 64, 65)]
    for _ in range(20):
        stage.callback(silence)
    assert stage.mixer.ensemble.strips[0].lane is new
    assert Instrument(new.told).sounds_like(Instrument(old.told))


def test_a_panic_leaves_nothing_to_hand_over():
    stage, silence = Stage([Keyboard()]), np.zeros((256, 2), np.float32)
    stage.notes = [on(60)]
    for _ in range(10):
        stage.callback(silence)
    stage.mixer.panic()
    stage.callback(silence)
    stage.callback(silence)
    assert stage.mixer.hands.events_after(Hands()) == ()


def test_two_painters_each_get_every_note_and_the_second_what_is_held_when_it_comes():
    queue = []

    def pull():
        events = list(queue)
        queue.clear()
        return events

    feed = NoteFeed(pull)
    first = feed.join()
    queue += [on(60), on(62), off(60)]
    second = feed.join()
    assert [(event.kind, event.number) for event in second.pull()] == [("on", 62)]
    queue += [off(62)]
    assert [(event.kind, event.number) for event in second.pull()] == [("off", 62)]
    assert [(event.kind, event.number) for event in first.pull()] == [("on", 60), ("on", 62), ("off", 60), ("off", 62)]
    first.leave()
    queue += [on(64)]
    assert first.pull() == [] and len(second.pull()) == 1
