"""Laws of MIDI: bytes, names, times, files."""

from __future__ import annotations

import random
import time

import mido
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyboards import PATIENCE_SECONDS, Ears, kinds, wait_for

from rtxmodal.control.transport import Course, Transport
from rtxmodal.devices.midi import Arrival, played_at
from rtxmodal.devices.midi_bytes import MidiBytes
from rtxmodal.devices.midi_file import MidiPlayer, play_midi_file
from rtxmodal.devices.midi_system import short_names
from rtxmodal.notes import HeldKeys, NoteEvent
from rtxmodal.stage.midi_desk import Song

# -- bytes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "events"),
    [
        ([0x90, 60, 100], [("on", 60, 100.0, 0)]),
        ([0x9F, 60, 0], [("off", 60, 0.0, 15)]),
        ([0x80, 60, 0], [("off", 60, 0.0, 0)]),
        ([0xE1, 0, 0], [("bend", 0, -1.0, 1)]),
        ([0xE0, 0, 64], [("bend", 0, 0.0, 0)]),
        ([0xB2, 64, 127], [("control", 64, 127.0, 2)]),
        ([0xC0, 5], [("program", 5, 0.0, 0)]),
        ([0xD0, 90], [("pressure", 0, 90.0, 0)]),
        ([0xA0, 60, 90], [("pressure", 60, 90.0, 0)]),
        ([0x90, 60, 100, 62, 100, 60, 0], [("on", 60, 100.0, 0), ("on", 62, 100.0, 0), ("off", 60, 0.0, 0)]),
        ([0x90, 0xF8, 60, 0xFE, 100], [("on", 60, 100.0, 0)]),
        ([0xF8, 0xFA, 0xFC, 0xFE, 0xFF], []),
        ([0x90, 60, 0xF0, 1, 2, 3, 0xF7, 61, 100], []),
        ([60, 100, 0xF1, 3, 0x90, 60, 100], [("on", 60, 100.0, 0)]),
        ([999, -3, 0x90, 60, 100], [("on", 60, 100.0, 0)]),
        ([], []),
    ],
)
def test_bytes_become_events(data, events):
    assert kinds(MidiBytes().feed(data)) == events


@given(st.lists(st.integers(0, 255), max_size=200), st.randoms(use_true_random=False))
def test_events_do_not_depend_on_how_the_bytes_are_cut(data, chance):
    pieces, place = [], 0
    while place < len(data):
        size = chance.randint(1, 4)
        pieces.append(data[place : place + size])
        place += size
    whole, cut = MidiBytes(), MidiBytes()
    assert kinds(whole.feed(data)) == [kind for piece in pieces for kind in kinds(cut.feed(piece))]


@given(st.lists(st.integers(0, 255), max_size=300))
def test_what_a_port_leaves_behind_can_always_be_let_go(data):
    port, keys = MidiBytes(), HeldKeys()
    for event in [*port.feed(data), *port.release()]:
        keys.feed(event)
    assert not keys.velocity.any()
    assert list(port.release()) == []


# -- names --------------------------------------------------------------------------------------------------


def test_names_lose_the_numbers_of_alsa_and_equal_ones_are_told_apart():
    names = list(short_names(["Keys:Keys MIDI 1 20:0", "Keys:Keys MIDI 1 24:0", "Drums 28:0"], {}).values())
    assert names == ["Keys:Keys MIDI 1", "Keys:Keys MIDI 1 #2", "Drums"]


def test_a_port_keeps_its_name_when_its_twin_is_pulled_out():
    known = short_names(["Keys 20:0", "Keys 24:0"], {})
    left = short_names(["Keys 24:0"], known)
    assert list(left.values()) == ["Keys #2"]
    assert list(short_names(["Keys 24:0", "Keys 32:0"], left).values()) == ["Keys #2", "Keys"]


@given(st.lists(st.sampled_from(["A 1:0", "A 2:0", "A", "B 1:0"]), max_size=6))
def test_no_two_ports_share_a_name(ports):
    names = list(short_names(ports, {}).values())
    assert len(names) == len(ports) == len(set(names))


# -- time ---------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.floats(0.0, 0.3), st.floats(0.0, 0.2)), min_size=1, max_size=30))
def test_a_late_callback_is_dated_back_but_never_forward_nor_before_the_last(moves):
    now, last = 100.0, 100.0
    for since_last, late in moves:
        now = max(now, last + since_last) + late
        when = played_at(Arrival("Keys", [], now, since_last), last)
        assert last <= when <= now and now - when < 0.05 + 1e-9
        last = when


def test_a_burst_held_up_by_the_interpreter_keeps_its_rhythm():
    last = 100.0
    times = []
    for _ in range(3):  # played every 10 ms, but all three callbacks ran at 100.03
        last = played_at(Arrival("Keys", [], 100.03, 0.01), last)
        times.append(last)
    assert times == pytest.approx([100.01, 100.02, 100.03])


# -- files --------------------------------------------------------------------------------------------------


def test_a_file_is_played_at_its_pace_and_lets_go_when_it_is_stopped(tmp_path):
    file = mido.MidiFile(ticks_per_beat=480)
    track = mido.MidiTrack()
    file.tracks.append(track)
    track.append(mido.Message("note_on", note=60, velocity=100, time=0))
    track.append(mido.Message("note_on", note=62, velocity=100, time=96))  # 0.1 s at 120 bpm
    track.append(mido.Message("note_off", note=60, time=480 * 200))
    file.save(tmp_path / "song.mid")
    ears = Ears()
    player = play_midi_file(tmp_path / "song.mid", ears.take)
    wait_for(lambda: len(ears.events) == 2)
    assert ears.times[1] - ears.times[0] == pytest.approx(0.1, abs=1e-6)
    player.stop()
    assert sorted(kinds(ears.events[2:])) == [("off", 60, 0.0, 0), ("off", 62, 0.0, 0)]


def test_a_player_ends_by_itself():
    ears = Ears()
    player = MidiPlayer([NoteEvent(0, "on", 60, 100.0), NoteEvent(1000, "off", 60)], ears.take)
    player.start()
    assert player.wait(PATIENCE_SECONDS) and len(ears.events) == 2


def song(path, beats: int) -> None:
    """A key a beat, at 60 beats a minute."""
    file = mido.MidiFile(ticks_per_beat=480)
    track = file.add_track()
    track.append(mido.MetaMessage("set_tempo", tempo=1_000_000))
    for beat in range(beats):
        track.append(mido.Message("note_on", note=60 + beat, velocity=100, time=240 if beat else 0))
        track.append(mido.Message("note_off", note=60 + beat, time=240))
    file.save(path)


def test_a_file_is_played_on_the_beats_of_a_transport_and_waits_while_it_stands(tmp_path):
    song(tmp_path / "song.mid", 4)
    ears, line = Ears(), [float("inf")]
    player = play_midi_file(tmp_path / "song.mid", ears.take, lambda beat: line[0] + beat * 0.1)
    time.sleep(0.1)
    assert ears.events == []
    line[0] = time.monotonic()
    assert player.wait(PATIENCE_SECONDS)
    struck = [when for event, when in zip(ears.events, ears.times, strict=True) if event.kind == "on"]
    assert np.diff(struck) == pytest.approx([0.1] * 3, abs=1e-6), "the transport's tempo and not the file's"


def test_keys_that_a_transport_jumps_over_are_left_out_and_none_hangs(tmp_path):
    song(tmp_path / "song.mid", 4)
    ears, began = Ears(), time.monotonic()
    player = play_midi_file(tmp_path / "song.mid", ears.take, lambda beat: began - 25.0 + 10.0 * (beat - 1.0))
    wait_for(lambda: bool(ears.events))
    player.stop()
    assert all(event.kind == "off" for event in ears.events)


def test_garbage_is_refused_in_one_line(tmp_path):
    good = mido.MidiFile()
    good.add_track().extend([mido.Message("note_on", note=60), mido.MetaMessage("key_signature", key="C")])
    good.save(tmp_path / "good.mid")
    data = (tmp_path / "good.mid").read_bytes()
    chance = random.Random(0)
    for number in range(300):
        spoilt = bytearray(data if number else b"garbage")
        for _ in range(chance.randint(1, 6) if number else 0):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        path = tmp_path / "garbage.mid"
        path.write_bytes(spoilt)
        try:
            player = play_midi_file(path, lambda event, when: None)
        except ValueError as error:
            assert str(error).startswith("garbage.mid must be a MIDI file") and "\n" not in str(error)
        else:
            player.stop()


def test_a_song_begins_with_the_bar_on_which_the_transport_plays(tmp_path):
    song(tmp_path / "song.mid", 2)
    ears, transport = Ears(), Transport()
    player = Song(tmp_path / "song.mid", ears.take, transport, ears.lines.append)
    player.start()
    time.sleep(0.1)
    assert ears.events == []
    transport.follow(Course(time.monotonic(), 2.0, 300.0, moves=True))
    wait_for(lambda: len(ears.events) == 4)
    player.stop()
    assert transport.beat_at(ears.times[0]) == pytest.approx(4.0, abs=1e-6), "the next bar's first beat"
    assert transport.beat_at(ears.times[2]) == pytest.approx(5.0, abs=1e-6)


def test_a_song_that_cannot_be_read_is_said_and_the_show_goes_on(tmp_path):
    (tmp_path / "song.mid").write_bytes(b"garbage")
    ears = Ears()
    player = Song(tmp_path / "song.mid", ears.take, None, ears.lines.append)
    player.start()
    player.stop()
    assert "song.mid must be a MIDI file" in ears.lines[0]
