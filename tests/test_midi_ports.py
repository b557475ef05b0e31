"""Laws of MIDI ports that come and go: with a fake machine, then with a JACK server."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from keyboards import kinds, listening, wait_for

from rtxmodal.devices.fake_midi import FakeMidi
from rtxmodal.devices.midi import MidiInputs, list_midi
from rtxmodal.devices.midi_system import RtMidi
from rtxmodal.notes import NoteEvent

sys.path.insert(0, str(Path(__file__).parent.parent))


# -- ports that come and go ---------------------------------------------------------------------------------


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

    def take(event: NoteEvent, when: float, port: str) -> None:
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


def test_events_carry_the_time_at_which_they_came():
    machine = FakeMidi("Keys")
    with listening(lambda: machine) as (_, ears):
        before = time.monotonic()
        machine.play("Keys", [0x90, 60, 100])
        after = time.monotonic()
        wait_for(lambda: bool(ears.times))
        assert before <= ears.times[0] <= after


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
    """Three tries: a JACK server that is stalled by its machine drops what was in that cycle, notes and sound."""
    port = keyboard()
    assert "keyboard:out" in list_midi()
    with listening(RtMidi) as (inputs, ears):
        assert inputs.open_names == ["keyboard:out"]
        for _ in range(3):
            ears.events.clear()
            ears.times.clear()
            play_200_notes(port)
            if len(ears.events) == 400:
                break
        assert [e.number for e in ears.events[::2]] == [number % 128 for number in range(200)]
        assert [e.kind for e in ears.events] == ["on", "off"] * 200
        assert ears.times == sorted(ears.times)
    unplug(port)


def play_200_notes(port) -> None:
    for number in range(200):
        port.send_message([0x90, number % 128, 100])
        port.send_message([0xF0, 1, 2, 3, 0xF7])
        port.send_message([number % 128, 0])  # running status: JACK does not spell it out
        time.sleep(0.002)
    time.sleep(0.3)  # the last ones' way through the server


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
