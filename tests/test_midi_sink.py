"""Laws of notes that leave by MIDI: at their frame or on their beat, and none of them is left sounding."""

from __future__ import annotations

import os
import signal
import time

import numpy as np
import pytest
from keyboards import wait_for
from midi_show import MidiShow, came, midi_show, needs_jack_midi
from midi_show import wait_for as wait_long

from rtxmodal.card import Card, Stream
from rtxmodal.devices.fake_midi import FakeMidi
from rtxmodal.devices.midi_bytes import MidiBytes, to_bytes
from rtxmodal.devices.midi_out import MidiOutputs, same_device
from rtxmodal.lane import Lane
from rtxmodal.notes import NoteEvent, Notes
from rtxmodal.scene import LaneSpec, Scene, scene_table
from rtxmodal.scene_file import load_scene
from rtxmodal.stage.notes_out import NotesOut
from rtxmodal.stage.scribe import Grid
from rtxmodal.stage.shared import Beats, SoundStatus
from rtxmodal.translators import Context

RATE = 48_000
PASSED_ON = '[[lane]]\nname = "out"\nfrom = "keys"\nto = "midi"\n'


# -- bytes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "event",
    [
        NoteEvent(0, "on", 60, 100.0, 3),
        NoteEvent(0, "off", 60, 0.0, 15),
        NoteEvent(0, "control", 7, 127.0),
        NoteEvent(0, "bend", 0, -1.0),
        NoteEvent(0, "bend", 0, 0.0),
        NoteEvent(0, "program", 9),
        NoteEvent(0, "pressure", 0, 5.0),
        NoteEvent(0, "pressure", 61, 5.0),
    ],
)
def test_an_event_that_is_sent_is_read_as_it_was(event):
    assert list(MidiBytes().feed(to_bytes(event))) == [event]


def test_what_lies_outside_of_midi_is_sent_at_its_edge_and_a_soft_key_is_no_release():
    assert to_bytes(NoteEvent(0, "on", 60, 0.2)) == [0x90, 60, 1]
    assert to_bytes(NoteEvent(0, "on", 60, 900.0)) == [0x90, 60, 127]
    assert to_bytes(NoteEvent(0, "bend", 0, 7.0)) == [0xE0, 127, 127]


# -- ports --------------------------------------------------------------------------------------------------


def outputs(machine: FakeMidi, name: str | None = None) -> tuple[MidiOutputs, list[str]]:
    lines: list[str] = []
    made = MidiOutputs(name, lines.append, lambda: machine)
    made.start()
    return made, lines


def test_notes_go_to_a_port_of_our_own_or_to_the_one_that_is_named():
    machine = FakeMidi()
    outputs(machine)[0].play(NoteEvent(0, "on", 60, 100.0))
    assert machine.sent == [("rtxmodal out", (0x90, 60, 100))]
    machine.plugged_outputs = ["Moog 20:0"]
    outputs(machine, "moog")[0].play(NoteEvent(0, "on", 61, 100.0))
    assert machine.sent[1:] == [("Moog 20:0", (0x90, 61, 100))]


def test_stopping_lets_go_of_every_key_and_silences_every_channel():
    machine = FakeMidi()
    out, _ = outputs(machine)
    out.play(NoteEvent(0, "on", 60, 100.0, 2))
    out.play(NoteEvent(0, "on", 61, 100.0))
    out.play(NoteEvent(0, "off", 61))
    machine.sent.clear()
    out.stop()
    sent = [data for _, data in machine.sent]
    assert sent[0] == (0x82, 60, 0) and (0x80, 61, 0) not in sent
    assert {data[0] for data in sent if data[1:] == (123, 0)} == {0xB0 | channel for channel in range(16)}


def test_all_notes_off_is_said_key_by_key_too():
    machine = FakeMidi()
    out, _ = outputs(machine)
    for event in (
        NoteEvent(0, "on", 60, 100.0, 2),
        NoteEvent(0, "on", 61, 100.0),
        NoteEvent(0, "control", 123, 0.0, 2),
    ):
        out.play(event)
    assert [data for _, data in machine.sent[2:]] == [(0x82, 60, 0), (0xB2, 123, 0)], "not everybody obeys it"


def test_a_burst_is_paced_and_loses_nothing():
    machine = FakeMidi()
    out, _ = outputs(machine)
    began = time.monotonic()
    for number in range(600):
        out.play(NoteEvent(0, "on", number % 128, 100.0, number // 128))
    assert len(machine.sent) == 600 and time.monotonic() - began > 0.03


def test_a_port_that_is_pulled_out_is_waited_for_and_ends_nothing():
    machine = FakeMidi()
    machine.plugged_outputs = ["Moog 20:0"]
    out, lines = outputs(machine, "moog")
    machine.plugged_outputs = []
    out.play(NoteEvent(0, "on", 60, 100.0))
    assert machine.sent == [] and any("waiting for it" in line for line in lines)
    machine.plugged_outputs = ["Moog 24:0"]
    out.tick(time.monotonic() + 10.0)
    out.play(NoteEvent(0, "on", 62, 100.0))
    assert machine.sent == [("Moog 24:0", (0x90, 62, 100))]


def test_a_port_that_is_not_there_is_named_with_those_that_are():
    machine = FakeMidi()
    machine.plugged_outputs = ["Drums"]
    assert any("'moog' is waited for; there is: Drums" in line for line in outputs(machine, "moog")[1])


def test_controllers_are_answered_at_their_own_output():
    machine = FakeMidi()
    machine.plugged_outputs = ["nano 20:0", "Drums"]
    out, _ = outputs(machine)
    assert out.send_to("nano", [0xB0, 1, 2]) and machine.sent == [("nano 20:0", (0xB0, 1, 2))]
    assert not out.send_to("keystep", [0xB0, 1, 2])
    machine.plugged_outputs = []
    assert not out.send_to("nano", [0xB0, 1, 2])
    assert same_device("X-TOUCH MINI 1", "X-TOUCH MINI 0"), "Windows numbers both directions apart"
    assert not same_device("X-TOUCH MINI", "nanoKONTROL")


# -- lanes --------------------------------------------------------------------------------------------------


class Listening:
    """Takes sound in hops of 100 frames at 1 kHz, and says a key in the middle of each that is loud."""

    card = Card(
        name="listening", takes="sound", gives="notes", sample_rate=12_000,
        stream=Stream("window", hop_size=100, context=50, lookahead=30),
    )  # fmt: skip

    def start(self) -> int:
        return 0

    def translate(self, window, values, state):
        hop = window[50:150, 0]
        events = (NoteEvent(int(np.argmax(hop > 0.5)), "on", 60, 100.0),) if (hop > 0.5).any() else ()
        return Notes(events, 100), state + 1


class Octave:
    """Every key an octave higher."""

    card = Card(name="octave", takes="notes", gives="notes", stream=Stream("state", hop_size=64))

    def start(self) -> None:
        return None

    def translate(self, window, values, state):
        events = tuple(NoteEvent(e.frame, e.kind, e.number + 12, e.value, e.channel) for e in window.events)
        return Notes(events, window.length), state


def lane(source: str, *translators) -> tuple[Lane, np.ndarray]:
    spec = LaneSpec("out", source, (), "midi")
    table = scene_table(Scene("", "", (spec,)), Context(RATE))
    return Lane(spec, [(one.card.name, one) for one in translators], table, RATE, 0), table.values


@pytest.mark.parametrize("size", [1, 100, 333, 4800])
def test_keys_that_are_passed_on_or_translated_keep_their_frames_in_blocks_of_any_size(size):
    struck = range(0, 9000, 700)
    for made, moved in ((lane("keys"), 0), (lane("keys", Octave()), 12)):
        one, values = made
        found = []
        for start in range(0, 9600, size):
            here = [NoteEvent(f - start, "on", 40 + f % 7, 9.0) for f in struck if 0 <= f - start < size]
            found += one.write(Notes(tuple(here), size), values)
        assert [(event.frame, event.number) for event in found] == [(f, 40 + f % 7 + moved) for f in struck]


def test_what_is_heard_in_a_sound_is_written_at_its_frame():
    one, values = lane("mix", Listening())
    sound = np.zeros((RATE, 2), np.float32)
    for frame in (4000, 20_000, 40_000):
        sound[frame : frame + 400] = 0.9
    found = [event for start in range(0, RATE, 480) for event in one.write(sound[start : start + 480], values)]
    frames = np.array([event.frame for event in found])
    for frame in (4000, 20_000, 40_000):
        assert np.abs(frames - frame).min() < 200, "within a few frames of the model and of its resampler"


def test_a_lane_to_midi_has_its_own_strip_and_takes_what_the_picture_process_hears(tmp_path):
    (tmp_path / "a.toml").write_text(PASSED_ON)
    table = scene_table(load_scene(tmp_path / "a.toml"), Context(RATE))
    assert set(table.under("out")) == {"channel", "quantize", "mute"}
    (tmp_path / "a.toml").write_text(PASSED_ON.replace("keys", "mic"))
    with pytest.raises(ValueError, match="lane 1: 'midi' takes notes, but 'mic' gives sound"):
        load_scene(tmp_path / "a.toml")


# -- time ---------------------------------------------------------------------------------------------------


def test_keys_wait_for_their_beat_and_their_ends_wait_as_long():
    beats, grid = Beats(time=100.0, beat=0.0, bpm=120.0, moves=1.0), Grid()
    on, off = NoteEvent(0, "on", 60, 100.0), NoteEvent(0, "off", 60)
    assert grid.place(on, 100.1, 1.0, beats) == pytest.approx(100.5)
    assert grid.place(off, 100.3, 1.0, beats) == pytest.approx(100.7)
    assert grid.place(off, 100.9, 1.0, beats) == pytest.approx(100.9), "it has no key any more"
    assert grid.place(on, 100.5, 1.0, beats) == pytest.approx(100.5), "what is on the beat waits for nothing"
    assert grid.place(on, 100.1, 0.0, beats) == 100.1
    assert grid.place(on, 100.1, 1.0, Beats()) == 100.1, "and nothing waits for a transport that stands"


def test_events_leave_in_order_at_their_time_and_silence_forgets_those_that_wait():
    sent: list[tuple[float, NoteEvent]] = []
    queue: list[list[NoteEvent]] = []
    began = time.monotonic()
    status = SoundStatus(sample_rate=1000.0, heartbeat=began)
    silences: list[bool] = []
    out = NotesOut(
        lambda: queue.pop() if queue else [], lambda: status, lambda event: sent.append((time.monotonic(), event)),
        lambda: silences.append(True),
    )  # fmt: skip
    out.start()
    queue.append([NoteEvent(300, "on", 2), NoteEvent(100, "on", 1), NoteEvent(-50, "on", 0)])
    wait_for(lambda: len(sent) == 3)
    assert [event.number for _, event in sent] == [0, 1, 2]
    assert all(when >= began + event.frame / 1000 - 0.002 for when, event in sent)
    queue.append([NoteEvent(round((time.monotonic() - began) * 1000) + 500, "on", 3)])
    time.sleep(0.1)
    out.silence()
    time.sleep(0.6)
    assert len(sent) == 3
    out.stop()
    assert len(silences) == 2


# -- the whole way ------------------------------------------------------------------------------------------


def outlives_its_pictures(show: MidiShow) -> bool:
    """A chord ends with the process that played it, and keys are heard again."""
    show.press(60, 64, 67)
    if not came(lambda: show.recorder.sounding() == {(0, 60), (0, 64), (0, 67)}):
        return False
    os.kill(show.supervisor.process_ids["picture"], signal.SIGKILL)
    if not came(lambda: not show.recorder.sounding(), 10.0):
        return False
    wait_long(lambda: show.press_again(72) or (0, 72) in show.recorder.sounding(), "a key after it")
    time.sleep(0.3)
    show.supervisor.panic()
    return came(lambda: not show.recorder.sounding())


def ends_quietly(show: MidiShow) -> bool:
    """Held keys end with the show."""
    wait_long(lambda: show.press_again(74) or (0, 74) in show.recorder.sounding(), "a key")
    show.close()
    return came(lambda: not show.recorder.sounding(), 1.0)


@needs_jack_midi
@pytest.mark.parametrize("law", [outlives_its_pictures, ends_quietly])
def test_nothing_hangs_when_a_process_dies_or_the_show_ends(tmp_path, law):
    """Three tries: a JACK server that is stalled by its machine drops what was in that cycle."""
    for _ in range(3):
        with midi_show(tmp_path, PASSED_ON) as show:
            if law(show):
                return
    raise AssertionError(f"keys hang: {show.recorder.sounding()}, said {show.said}")
