"""Laws of bad MIDI: whatever a cable brings, nothing crashes, nothing hangs, and the show goes on."""

from __future__ import annotations

import random
import time

from keyboards import listening
from keyboards import wait_for as wait_short
from midi_show import came, midi_show, needs_jack_midi
from midi_show import wait_for as wait_long

from rtxmodal.devices.fake_midi import FakeMidi
from rtxmodal.devices.midi import MidiInputs
from rtxmodal.devices.midi_bytes import MidiBytes
from rtxmodal.devices.midi_out import MidiOutputs
from rtxmodal.hands import Hands
from rtxmodal.notes import HeldKeys, NoteEvent
from rtxmodal.stage.memory import EventQueue
from rtxmodal.stage.note_gate import NoteGate

PASSED_ON = '[[lane]]\nname = "out"\nfrom = "keys"\nto = "midi"\n'


def heard_from(*packets: list[int]) -> list[NoteEvent]:
    port = MidiBytes()
    return [event for packet in packets for event in port.feed(packet)]


# -- bytes --------------------------------------------------------------------------------------------------


def test_running_status_goes_on_through_clock_and_active_sensing():
    events = heard_from([0x90, 60], [0xF8], [100, 0xFE, 62], [0xFE, 100], [64, 0])
    assert [(event.kind, event.number) for event in events] == [("on", 60), ("on", 62), ("off", 64)]


def test_a_dump_of_sysex_is_passed_over_and_ends_running_status():
    dump = [0xF0, *(byte % 128 for byte in range(10_000)), 0xF7]
    events = heard_from([0x90, 60, 100], dump, [61, 100], [0x80, 60, 0])
    assert [(event.kind, event.number) for event in events] == [("on", 60), ("off", 60)]


def test_a_dump_that_is_cut_off_does_not_swallow_what_follows():
    events = heard_from([0xF0, 1, 2, 3], [0x90, 60, 100])
    assert [(event.kind, event.number) for event in events] == [("on", 60)]


def test_noise_on_the_cable_is_no_error_and_leaves_nothing_held():
    chance = random.Random(1)
    port, keys = MidiBytes(), HeldKeys()
    for _ in range(3000):
        for event in port.feed([chance.randrange(256) for _ in range(chance.randrange(1, 12))]):
            keys.feed(event)
    for event in port.release():
        keys.feed(event)
    assert not keys.velocity.any()


def test_unmatched_ends_and_strokes_without_force_hold_nothing():
    keys, hands = HeldKeys(), Hands()
    for event in heard_from([0x80, 60, 0, 61, 64], [0x90, 62, 0], [0x90, 63, 90, 63, 90, 63, 0]):
        keys.feed(event)
        hands.feed(event)
    assert not keys.velocity.any() and hands.events_after(Hands()) == ()


# -- ports --------------------------------------------------------------------------------------------------


def test_five_hundred_keys_at_once_on_a_cable_that_is_pulled_out_are_all_let_go():
    machine = FakeMidi("Keys")
    with listening(lambda: machine) as (_, ears):
        for number in range(500):
            machine.play("Keys", [0x90 | number // 128, number % 128, 100], seconds=0.0)
        machine.plugged.clear()
        keys: set[tuple[int, int]] = set()
        wait_short(lambda: len(ears.events) >= 1000)
        for event in ears.events:
            (keys.add if event.kind == "on" else keys.discard)((event.channel, event.number))
        assert not keys


# -- the way to the children --------------------------------------------------------------------------------


def test_a_child_that_stalls_lets_go_of_what_it_did_not_hear_of():
    queue, other = EventQueue.create(64), EventQueue.create(4096)
    try:
        gate, held = NoteGate((queue, other)), set()
        gate.push(NoteEvent(0, "on", 60, 100.0))
        for number in range(200):
            gate.push(NoteEvent(0, "control", 1, number % 128))
        gate.push(NoteEvent(0, "off", 60))
        for event in queue.pull():
            (held.add if event.kind == "on" else held.discard)(event.number)
        assert held == {60}, "its end was lost"
        gate.tick()
        assert {event.channel for event in queue.pull() if event.number == 123} == set(range(16))
        assert [event.kind for event in other.pull()][-1] == "off" and other.pull() == []
        gate.push(NoteEvent(0, "on", 61, 100.0))
        assert [(event.kind, event.number) for event in queue.pull()] == [("on", 61)]
    finally:
        queue.close()
        other.close()


# -- the whole way ------------------------------------------------------------------------------------------


def storm(show, seconds: float) -> None:
    """5,000 messages a second: keys, wheels, running status, sensing, dumps, ends of keys that were never struck."""
    chance, sent, began = random.Random(2), 0, time.monotonic()
    while time.monotonic() - began < seconds:
        while sent < 5000 * (time.monotonic() - began):
            pitch, channel = chance.randrange(128), chance.randrange(16)
            kinds = (
                [0x90 | channel, pitch, chance.randrange(128)], [0x80 | channel, pitch, 0], [0xB0 | channel, 1, pitch],
                [0xE0 | channel, pitch, pitch], [0xD0 | channel, pitch], [0xF0, *[pitch] * 60, 0xF7], [0xFE], [0xF8],
            )  # fmt: skip
            show.keyboard.send_message(kinds[sent % len(kinds)])
            sent += 1
        time.sleep(0.002)


@needs_jack_midi
def test_a_storm_on_the_cable_and_the_cable_pulled_out_leave_the_show_alive_and_nothing_held(tmp_path):
    """A JACK server that is stalled by its machine drops what was in that cycle, ends of keys too: then panic helps."""
    with midi_show(tmp_path, PASSED_ON) as show:
        wait_long(lambda: show.press_again(60) or bool(show.recorder.sounding()), "a key")
        children = dict(show.supervisor.process_ids)
        before = show.supervisor.status()[0]
        storm(show, 1.0)
        show.press(*range(128))
        show.unplug()
        wait_long(lambda: any("keyboard:out is gone" in line for line in show.said), "the news")
        quiet = came(lambda: not show.recorder.sounding())
        after = show.supervisor.status()[0]
        assert show.supervisor.process_ids == children and after.faults == 0, show.said
        assert after.position - before.position > after.sample_rate / 2, "the sound has gone on"
        assert len(show.heard) > 100
        show.supervisor.panic()
        assert quiet or came(lambda: not show.recorder.sounding()), show.recorder.sounding()


def test_whatever_leaves_by_a_port_is_let_go_of_there_when_the_cable_is_pulled_out():
    """The same without a server that may drop something: keyboard, mappings and port of a show."""
    machine, chance = FakeMidi("Keys"), random.Random(3)
    out = MidiOutputs(None, lambda line: None, lambda: machine)
    out.start()
    inputs = MidiInputs(None, lambda event, when, port: out.play(event), system=lambda: machine, poll_seconds=0.05)
    inputs.start()
    for number in range(3000):
        pitch, channel = chance.randrange(128), chance.randrange(16)
        machine.play("Keys", [(0x90, 0x80, 0xB0)[number % 3] | channel, pitch, chance.randrange(128)], seconds=0.0)
    machine.plugged.clear()
    wait_short(lambda: not inputs.open_names)
    inputs.stop()
    held: set[tuple[int, int]] = set()
    for status, number, value in (data for _, data in machine.sent if data[0] < 0xC0):
        struck = status & 0xF0 == 0x90 and value > 0
        if status & 0xF0 in (0x80, 0x90):
            (held.add if struck else held.discard)((status & 15, number))
    assert not held and len(machine.sent) > 3000
