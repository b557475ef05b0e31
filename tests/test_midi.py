"""Laws of MIDI in: bytes, ports that come and go, time; with a fake machine, then with a JACK server."""

from __future__ import annotations

import random
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import mido
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtxmodal.devices.fake_midi import FakeMidi
from rtxmodal.devices.midi import Arrival, MidiInputs, list_midi, played_at
from rtxmodal.devices.midi_bytes import MidiBytes
from rtxmodal.devices.midi_file import MidiPlayer, play_midi_file
from rtxmodal.devices.midi_system import RtMidi, short_names
from rtxmodal.notes import HeldKeys, NoteEvent

sys.path.insert(0, str(Path(__file__).parent.parent))
PATIENCE_SECONDS = 5.0


def kinds(events: object) -> list[tuple[str, int, float, int]]:
    return [(event.kind, event.number, event.value, event.channel) for event in events]  # type: ignore[attr-defined]


def wait_for(there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not there():
        assert time.monotonic() < deadline, "what was waited for did not come"
        time.sleep(0.005)


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


# -- ports that come and go ---------------------------------------------------------------------------------


class Ears:
    """Takes what MIDI inputs give."""

    def __init__(self) -> None:
        self.events: list[NoteEvent] = []
        self.times: list[float] = []
        self.lines: list[str] = []
        self.threads: set[str] = set()

    def take(self, event: NoteEvent, when: float) -> None:
        self.events.append(event)
        self.times.append(when)
        self.threads.add(threading.current_thread().name)


@contextmanager
def listening(system: Callable[[], object], *names: str) -> Iterator[tuple[MidiInputs, Ears]]:
    ears = Ears()
    inputs = MidiInputs(names or None, ears.take, ears.lines.append, system, poll_seconds=0.05)  # type: ignore[arg-type]
    inputs.start()
    try:
        yield inputs, ears
    finally:
        inputs.stop()


def test_all_ports_or_the_named_ones_are_listened_to():
    machine = FakeMidi("Keystep 20:0", "Drums 24:0")
    with listening(lambda: machine) as (inputs, _):
        assert inputs.open_names == ["Drums", "Keystep"]
    with listening(lambda: machine, "keyst", "piano") as (inputs, ears):
        assert inputs.open_names == ["Keystep"]
        assert any("'piano' is waited for; there is: Keystep, Drums" in line for line in ears.lines)
        machine.play("Drums 24:0", [0x90, 1, 1])
        machine.play("Keystep 20:0", [0x90, 60, 100])
        wait_for(lambda: bool(ears.events))
        assert kinds(ears.events) == [("on", 60, 100.0, 0)]


def test_keys_held_on_a_port_that_is_pulled_out_are_let_go_and_it_works_again_when_it_is_back():
    machine = FakeMidi("Keystep 20:0")
    with listening(lambda: machine) as (inputs, ears):
        machine.play("Keystep 20:0", [0x90, 60, 100, 64, 100, 64, 0, 0xB0, 64, 127])
        machine.plugged.clear()
        wait_for(lambda: len(ears.events) == 6)
        assert kinds(ears.events[4:]) == [("off", 60, 0.0, 0), ("control", 64, 0.0, 0)]
        assert inputs.open_names == []
        machine.plugged.append("Keystep 32:0")  # ALSA gives another number
        wait_for(lambda: inputs.open_names == ["Keystep"])
        machine.play("Keystep 32:0", [0x90, 62, 100])
        wait_for(lambda: len(ears.events) == 7)
        assert ears.events[-1].number == 62


def test_stopping_lets_go_of_held_keys_and_ends_its_threads():
    machine = FakeMidi("Keys")
    with listening(lambda: machine) as (_, ears):
        machine.play("Keys", [0x90, 60, 100])
    assert kinds(ears.events)[-1] == ("off", 60, 0.0, 0)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("rtxmodal-midi")]


def test_other_programs_can_play_into_a_port_of_our_own():
    machine = FakeMidi()
    with listening(lambda: machine) as (_, ears):
        machine.play("rtxmodal", [0x90, 60, 100])
        wait_for(lambda: bool(ears.events))


def test_a_machine_without_midi_says_so_once_and_gets_it_when_it_comes():
    machine, lacks = FakeMidi("Keys"), [True]

    def system() -> FakeMidi:
        if lacks[0]:
            raise OSError("MIDI must have an ALSA sequencer or a JACK server, found none")
        return machine

    with listening(system) as (inputs, ears):
        time.sleep(0.3)
        assert [line for line in ears.lines if line.startswith("no MIDI here")] == ears.lines and len(ears.lines) == 1
        lacks[0] = False
        wait_for(lambda: inputs.open_names == ["Keys"])


def test_a_port_that_cannot_be_opened_is_tried_on():
    class Taken(FakeMidi):
        refuses = True

        def open(self, name, place, deliver):
            if self.refuses:
                raise OSError("taken by another program")
            return super().open(name, place, deliver)

    machine = Taken("Keys")
    with listening(lambda: machine) as (inputs, ears):
        time.sleep(0.2)
        assert inputs.open_names == [] and len(ears.lines) == 1 and "taken by another program" in ears.lines[0]
        machine.refuses = False
        wait_for(lambda: inputs.open_names == ["Keys"])


def test_a_driver_that_fails_does_not_end_the_watch():
    class Shaky(FakeMidi):
        fails = False

        def ports(self):
            if self.fails:
                raise RuntimeError("driver error")
            return super().ports()

    machine = Shaky("Keys")
    with listening(lambda: machine) as (inputs, ears):
        machine.fails = True
        wait_for(lambda: any("driver error" in line for line in ears.lines))
        machine.fails = False
        machine.plugged.append("Drums")
        wait_for(lambda: inputs.open_names == ["Drums", "Keys"])


def test_a_listener_that_fails_does_not_end_the_events():
    machine, heard = FakeMidi("Keys"), []

    def take(event: NoteEvent, when: float) -> None:
        heard.append(event)
        if event.number == 1:
            raise RuntimeError("no stage")

    lines: list[str] = []
    inputs = MidiInputs(None, take, lines.append, lambda: machine)
    inputs.start()
    machine.play("Keys", [0x90, 1, 1])
    machine.play("Keys", [0x90, 2, 1])
    wait_for(lambda: len(heard) >= 2)
    inputs.stop()
    assert any("no stage" in line for line in lines)


def test_a_flood_is_taken_whole_and_in_order():
    machine = FakeMidi("Keys")
    with listening(lambda: machine) as (_, ears):
        for number in range(20_000):
            machine.play("Keys", [0xB0, number % 120, number // 120 % 128])
        wait_for(lambda: len(ears.events) == 20_000)
        assert [(e.number, e.value) for e in ears.events] == [(n % 120, n // 120 % 128) for n in range(20_000)]
        assert ears.threads == {"rtxmodal-midi-events"}, "never on the driver's thread"


# -- time ---------------------------------------------------------------------------------------------------


def test_events_carry_the_time_at_which_they_came():
    machine = FakeMidi("Keys")
    with listening(lambda: machine) as (_, ears):
        before = time.monotonic()
        machine.play("Keys", [0x90, 60, 100])
        after = time.monotonic()
        wait_for(lambda: bool(ears.times))
        assert before <= ears.times[0] <= after


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


# -- a real server ------------------------------------------------------------------------------------------


@pytest.fixture
def keyboard() -> Iterator[Callable[[], object]]:
    """A JACK server, and a function that plugs a keyboard into it."""
    from bench.theatre import sound_card

    if shutil.which("jackd") is None:
        pytest.skip("jackd is not installed (apt-get install jackd2)")
    if Path("/dev/snd/seq").exists():
        pytest.skip("this machine has an ALSA sequencer, which is chosen before JACK")
    import rtmidi

    def plug() -> object:
        port = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, "keyboard")
        port.open_virtual_port("out")
        return port

    with sound_card():
        yield plug


def unplug(port) -> None:
    port.close_port()
    port.delete()


def test_jack_is_found_where_alsa_is_not_and_no_note_is_lost(keyboard):
    port = keyboard()
    assert "keyboard:out" in list_midi()
    with listening(RtMidi) as (inputs, ears):
        assert inputs.open_names == ["keyboard:out"]
        for number in range(200):
            port.send_message([0x90, number % 128, 100])
            port.send_message([0xF0, 1, 2, 3, 0xF7])
            port.send_message([number % 128, 0])  # running status: JACK does not spell it out
            time.sleep(0.002)
        wait_for(lambda: len(ears.events) == 400)
        assert [e.number for e in ears.events[::2]] == [number % 128 for number in range(200)]
        assert [e.kind for e in ears.events] == ["on", "off"] * 200
        assert ears.times == sorted(ears.times)
    unplug(port)


def test_a_jack_port_vanishes_with_a_key_held_and_comes_back(keyboard):
    port = keyboard()
    with listening(RtMidi) as (inputs, ears):
        port.send_message([0x90, 60, 100])
        wait_for(lambda: len(ears.events) == 1)
        unplug(port)
        wait_for(lambda: len(ears.events) == 2)
        assert kinds(ears.events[1:]) == [("off", 60, 0.0, 0)] and inputs.open_names == []
        port = keyboard()
        wait_for(lambda: inputs.open_names == ["keyboard:out"])
        port.send_message([0x90, 62, 100])
        wait_for(lambda: len(ears.events) == 3)
    unplug(port)


def test_another_program_plays_into_our_own_jack_port(keyboard):
    import rtmidi

    with listening(RtMidi) as (_, ears):
        player = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, "player")
        place = next(number for number, name in enumerate(player.get_ports()) if name.endswith(":rtxmodal"))
        player.open_port(place, "out")
        player.send_message([0xE0, 0, 0])
        wait_for(lambda: len(ears.events) == 1)
        assert kinds(ears.events) == [("bend", 0, -1.0, 0)]
        unplug(player)


def test_a_jack_server_that_ends_lets_go_of_keys_and_another_one_is_taken_up():
    from bench.theatre import sound_card

    if shutil.which("jackd") is None:
        pytest.skip("jackd is not installed (apt-get install jackd2)")
    if Path("/dev/snd/seq").exists():
        pytest.skip("this machine has an ALSA sequencer, which is chosen before JACK")
    import rtmidi

    with listening(RtMidi) as (inputs, ears):
        for turn in (1, 2):
            with sound_card():
                port = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, "keyboard")
                port.open_virtual_port("out")
                wait_for(lambda: inputs.open_names == ["keyboard:out"])
                port.send_message([0x90, 60, 100])
                wait_for(lambda: len(ears.events) == 2 * turn - 1)  # noqa: B023
            wait_for(lambda: len(ears.events) == 2 * turn)  # noqa: B023
            assert ears.events[-1].kind == "off" and inputs.open_names == []
            unplug(port)
