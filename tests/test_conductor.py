"""Laws of whom the transport follows and what it sends: parameters, MIDI clock in and out, Link."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from keyboards import wait_for

from rtxmodal.control.conductor import Conductor, quantum_of
from rtxmodal.control.transport import Course, Transport
from rtxmodal.devices.midi_clock import ClockBytes, ClockMessage
from rtxmodal.params import Table
from rtxmodal.scene import CORE


class Knobs:
    """A table and who hears of it."""

    def __init__(self, **values: object) -> None:
        self.table = Table(CORE)
        self.listeners: list = []
        for name, value in values.items():
            self.table.set(f"transport/{name}", value)

    def set(self, parameter_id: str, value: object, origin: object = None) -> float:
        stored = self.table.set(parameter_id, value)
        for tell in self.listeners:
            tell(parameter_id, stored, origin)
        return stored

    def on_change(self, tell) -> None:
        self.listeners.append(tell)

    def turn(self, name: str, value: object = None) -> None:
        self.set(f"transport/{name}", value)

    def value(self, name: str) -> float:
        return self.table.value(f"transport/{name}")


class Wire:
    """What clock is sent, and when."""

    def __init__(self) -> None:
        self.sent: list[tuple[float, ClockMessage]] = []
        self._bytes = ClockBytes()

    def send(self, data) -> None:
        now = time.monotonic()
        self.sent += [(now, message) for message in self._bytes.feed(list(data))]

    @property
    def kinds(self) -> list[str]:
        return [message.kind for _, message in self.sent]

    def ticks(self) -> np.ndarray:
        return np.array([when for when, message in self.sent if message.kind == "tick"])


@contextmanager
def conducting(**values: object) -> Iterator[tuple[Knobs, Transport, Wire, Conductor, list[str]]]:
    knobs, transport, wire, lines = Knobs(**values), Transport(), Wire(), []
    conductor = Conductor(knobs, transport, wire.send, lines.append)
    conductor.start()
    try:
        yield knobs, transport, wire, conductor, lines
    finally:
        conductor.stop()


def test_parameters_are_obeyed_from_the_start_and_afterwards():
    with conducting(tempo=90.0, quantum=3, play=1) as (knobs, transport, _, _, _):
        assert (transport.bpm, transport.beats_per_bar, transport.is_playing) == (90.0, 3, True)
        knobs.turn("tempo", 140.0)
        knobs.turn("play", 0)
        assert transport.bpm == 140.0 and not transport.is_playing


def test_beats_are_told_when_they_fall():
    with conducting(tempo=300.0) as (knobs, transport, _, _, _):
        heard: list[tuple[int, float]] = []
        transport.on_beat(lambda beat, when: heard.append((beat, when - transport.time_of(beat))))
        knobs.turn("play", 1)
        wait_for(lambda: len(heard) >= 4)
        assert [beat for beat, _ in heard[:4]] == [0, 1, 2, 3]
        assert max(abs(late) for _, late in heard) < 1e-6


def test_the_clock_begins_with_start_and_goes_on_where_it_stopped():
    with conducting(tempo=300.0, clock_out=1) as (knobs, transport, wire, _, _):
        knobs.turn("play", 1)
        wait_for(lambda: wire.kinds.count("tick") > 30)
        knobs.turn("play", 0)
        wait_for(lambda: wire.kinds[-1] == "stop")
        assert wire.kinds[:2] == ["start", "tick"] and set(wire.kinds[1:-1]) == {"tick"}
        sent = len(wire.sent)
        stood = transport.beat_at(0.0)
        knobs.turn("play", 1)
        wait_for(lambda: len(wire.sent) > sent + 3)
        position = wire.sent[sent][1]
        assert wire.kinds[sent : sent + 3] == ["position", "continue", "tick"]
        assert -0.05 <= position.sixteenths / 4 - stood < 1.0


def test_ticks_lie_on_the_course():
    with conducting(tempo=200.0, clock_out=1, play=1) as (_, transport, wire, _, _):
        wait_for(lambda: len(wire.ticks()) > 100)
        course = transport.course
    ticks = wire.ticks()[1:100]
    places = (ticks - course.time) * course.bpm / 60 * 24
    assert np.median(np.abs(places - np.round(places))) < 0.1, "of a tick of 12.5 ms: no drift, whatever the load"
    assert (np.diff(np.round(places)) >= 0).all()


def test_no_clock_is_sent_unasked():
    with conducting(tempo=300.0, play=1) as (_, transport, wire, _, _):
        wait_for(lambda: transport.beat_at(time.monotonic()) > 2.0)
        assert wire.sent == []


def test_stopping_the_show_stops_whoever_follows_our_clock():
    with conducting(tempo=300.0, clock_out=1, play=1) as (_, _, wire, _, _):
        wait_for(lambda: "tick" in wire.kinds)
    assert wire.kinds[-1] == "stop"
    assert not [thread for thread in threading.enumerate() if thread.name == "rtxmodal-clock"]


def play_clock(conductor: Conductor, bpm: float, count: int, begin: float, port: str = "drums") -> None:
    for number in range(count):
        conductor.hear_clock(ClockMessage("tick"), begin + number * 60 / bpm / 24, port)


def test_midi_clock_leads_where_it_is_asked_to_and_its_tempo_is_shown():
    with conducting(source="midi") as (knobs, transport, _, conductor, _):
        now = time.monotonic()
        conductor.hear_clock(ClockMessage("start"), now, "drums")
        play_clock(conductor, 90.0, 50, now)
        assert transport.is_playing and transport.bpm == pytest.approx(90.0, abs=0.1)
        conductor.tick(now + 10.0)
        assert knobs.value("tempo") == pytest.approx(90.0, abs=0.1) and knobs.value("play") == 1.0
        knobs.turn("tempo", 200.0)
        assert transport.bpm == pytest.approx(90.0, abs=0.1), "whoever leads sets the tempo"


def test_midi_clock_is_passed_over_where_it_does_not_lead():
    with conducting() as (_, transport, _, conductor, _):
        play_clock(conductor, 90.0, 50, time.monotonic())
        assert transport.bpm == 120.0 and not transport.is_playing


def test_of_two_clocks_the_first_leads_until_it_falls_silent():
    with conducting(source="midi") as (_, transport, _, conductor, lines):
        play_clock(conductor, 90.0, 30, 100.0)
        play_clock(conductor, 150.0, 30, 100.5, "sampler")
        assert transport.bpm == pytest.approx(90.0, abs=0.1)
        play_clock(conductor, 150.0, 30, 110.0, "sampler")
        assert transport.bpm == pytest.approx(150.0, abs=0.1) and lines == ["MIDI clock from sampler"]


def test_taps_set_the_tempo_and_start_the_beat():
    with conducting() as (knobs, transport, _, _, _):
        for _ in range(3):
            knobs.turn("tap")
            time.sleep(0.25)
        assert transport.is_playing and knobs.value("play") == 1.0
        assert knobs.value("tempo") == pytest.approx(transport.bpm, abs=0.01) and 100 < transport.bpm <= 245


def test_quantize_is_a_quantum_of_the_transport():
    knobs, transport = Knobs(quantize="4bars"), Transport()
    transport.follow(Course(100.0, 0.0, 120.0, moves=True))
    assert transport.next_time(quantum_of(knobs.table), 100.1) == pytest.approx(108.0)
    knobs.turn("quantize", "off")
    assert transport.next_time(quantum_of(knobs.table), 100.1) == 100.1


def test_every_quantum_that_can_be_chosen_is_one():
    for name in Knobs().table["transport/quantize"].options:
        Transport().next_time(name, 0.0)


def test_link_without_its_extra_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "aalink", None)
    with conducting(source="link") as (_, transport, _, conductor, lines):
        conductor.tick(time.monotonic())
        conductor.tick(time.monotonic())
        assert len(lines) == 1 and 'pip install "rtxmodal[link]"' in lines[0]
        assert transport.peers == -1


def test_link_leads_and_is_led():
    pytest.importorskip("aalink", reason='Link is an extra: pip install "rtxmodal[link]"')
    with conducting(source="link", tempo=133.0, play=1) as (knobs, transport, _, conductor, _):
        conductor.tick(time.monotonic())
        assert transport.peers >= 0
        knobs.turn("tempo", 101.0)
        wait_for(lambda: conductor.tick(time.monotonic()) is None and abs(transport.bpm - 101.0) < 0.01)
        before = transport.course
        time.sleep(0.5)
        conductor.tick(time.monotonic())
        assert transport.beat_at(100.0) == pytest.approx(before.beat_at(100.0), abs=0.05), "one line, looked at twice"
        knobs.turn("source", "internal")
        assert transport.peers == -1
