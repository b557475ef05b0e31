"""Laws of MIDI learn: a control that is moved turns its parameter, and nobody else's key hangs for it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from controllers import PARAMETERS

from rtxmodal.control.learn import LEARN_SECONDS, Learn
from rtxmodal.control.mapping import Controls, Mapping, Touch, load_maps
from rtxmodal.control.takeover import Hand
from rtxmodal.notes import NoteEvent
from rtxmodal.params import Table


class Desk:
    """A table, what is sent to controllers, and what is announced."""

    def __init__(self, path: Path) -> None:
        self.table = Table(PARAMETERS)
        self.listeners: list = []
        self.sent: list[tuple[str, tuple[int, ...]]] = []
        self.told: list[tuple] = []
        self.recalled: list[int] = []
        self.lines: list[str] = []
        self.learn = Learn(self, path, self._send, self._recall, self.lines.append)
        self.learn.start()

    def _send(self, device, data) -> bool:
        self.sent.append((device, tuple(data)))
        return True

    def _recall(self, number) -> bool:
        self.recalled.append(number)
        return number < 4

    def set(self, parameter_id, value, origin=None) -> float:
        stored = self.table.set(parameter_id, value)
        for tell in self.listeners:
            tell(parameter_id, stored, origin)
        return stored

    def on_change(self, tell) -> None:
        self.listeners.append(tell)

    def announce(self, path, *arguments) -> None:
        self.told.append((path, *arguments))

    def value(self, name: str) -> float:
        return self.table.value(name)

    def cc(self, number: int, value: float, port: str = "nano", channel: int = 0) -> bool:
        return self.learn.take(NoteEvent(0, "control", number, value, channel), port)

    def key(self, pitch: int, velocity: float, port: str = "nano") -> bool:
        return self.learn.take(NoteEvent(0, "on" if velocity else "off", pitch, velocity), port)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "midi-maps.json")


# -- learning -----------------------------------------------------------------------------------------------


def test_the_next_control_that_moves_is_learnt_and_told_of(desk):
    desk.learn.begin("drywet")
    assert desk.learn.learning == "drywet"
    assert desk.cc(20, 0) and desk.learn.learning is None
    assert desk.learn.mappings() == [Mapping("drywet", "cc", 1, 20, "nano")]
    assert desk.told == [("midi/learned", "drywet", "cc", 1, 20, "nano")]
    desk.cc(20, 127)
    desk.cc(20, 64)
    assert desk.value("drywet") == pytest.approx(64 / 127)


def test_other_channels_other_ports_and_other_numbers_turn_nothing(desk):
    desk.learn.change(pickup="jump")
    desk.learn.add(Mapping("drywet", "cc", 1, 20, "nano"))
    assert not desk.cc(20, 0, channel=1) and not desk.cc(21, 0) and not desk.cc(20, 0, port="drums")
    assert desk.value("drywet") == 1.0
    assert desk.cc(20, 0) and desk.value("drywet") == 0.0


def test_a_mapping_for_any_channel_and_port_hears_them_all(desk):
    desk.learn.change(pickup="jump")
    desk.learn.add(Mapping("drywet", "cc", 0, 20))
    assert desk.cc(20, 127 / 2, port="drums", channel=9) and desk.value("drywet") == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    ("events", "kind", "number"),
    [
        ([NoteEvent(0, "bend", 0, 0.01), NoteEvent(0, "bend", 0, 0.5)], "bend", 0),
        ([NoteEvent(0, "off", 60), NoteEvent(0, "on", 61, 80.0)], "note", 61),
        ([NoteEvent(0, "pressure", 0, 3.0), NoteEvent(0, "pressure", 0, 90.0)], "press", 0),
        ([NoteEvent(0, "program", 5)], "pc", 5),
        ([NoteEvent(0, "control", 3, 1.0), NoteEvent(0, "control", 35, 77.0)], "cc14", 3),
        ([NoteEvent(0, "control", n, v) for n, v in ((99, 1.0), (98, 2.0), (6, 64.0))], "nrpn", 130),
        ([NoteEvent(0, "control", 123, 0.0), NoteEvent(0, "control", 70, 1.0)], "cc", 70),
    ],
)
def test_each_kind_of_control_is_known_by_how_it_moves(desk, events, kind, number):
    desk.learn.begin("drywet")
    for event in events:
        desk.learn.take(event, "nano")
    assert [(mapping.kind, mapping.number) for mapping in desk.learn.mappings()] == [(kind, number)]


def test_a_key_learnt_for_a_toggle_turns_it_over(desk):
    desk.learn.begin("mute")
    desk.key(60, 100)
    desk.key(60, 0)
    assert desk.learn.mappings()[0].kind == "toggle"
    desk.key(60, 100)
    desk.key(60, 0)
    assert desk.value("mute") == 1.0
    desk.key(60, 100)
    assert desk.value("mute") == 0.0


def test_learning_again_replaces_and_unlearning_forgets(desk):
    for number in (20, 21):
        desk.learn.begin("drywet")
        desk.cc(number, 0)
    assert [mapping.number for mapping in desk.learn.mappings()] == [21]
    assert desk.learn.remove("drywet") and not desk.learn.remove("drywet")
    assert not desk.cc(21, 0)


def test_learning_gives_up_after_a_while_and_refuses_what_is_no_parameter(desk):
    with pytest.raises(KeyError, match="'volume'"):
        desk.learn.begin("volume")
    desk.learn.begin("drywet")
    desk.learn.tick(time.monotonic() + LEARN_SECONDS + 1)
    assert desk.learn.learning is None and not desk.cc(20, 0)


# -- keys ---------------------------------------------------------------------------------------------------


def test_keys_that_are_mapped_are_not_played_and_others_are(desk):
    desk.learn.add(Mapping("path/next", "note", 1, 60, "nano"))
    assert desk.key(60, 100) and desk.key(60, 0)
    assert desk.value("path/next") == 1.0, "a trigger goes off when it is pressed, not when it is let go"
    assert not desk.key(61, 100) and not desk.key(61, 0)


def test_a_key_that_sounds_is_let_go_although_it_was_mapped_meanwhile(desk):
    assert not desk.key(60, 100)
    desk.learn.add(Mapping("mute", "toggle", 1, 60, "nano"))
    assert not desk.key(60, 0), "the note-off has to reach the instrument"


def test_a_key_that_was_taken_stays_taken_until_it_is_let_go(desk):
    desk.learn.add(Mapping("mute", "note", 1, 60, "nano"))
    assert desk.key(60, 100) and desk.value("mute") == 1.0
    desk.learn.remove("mute")
    assert desk.key(60, 0)


# -- turning ------------------------------------------------------------------------------------------------


def test_a_range_may_be_narrow_and_upside_down(desk):
    desk.learn.change(pickup="jump")
    desk.learn.add(Mapping("drywet", "cc", 1, 20, "nano", low=0.8, high=0.2))
    desk.cc(20, 0)
    assert desk.value("drywet") == pytest.approx(0.8)
    desk.cc(20, 127)
    assert desk.value("drywet") == pytest.approx(0.2)


def test_a_log_parameter_moves_along_its_curve(desk):
    desk.learn.change(pickup="jump")
    desk.learn.add(Mapping("timbre/cutoff", "bend", 1, 0, "nano"))
    desk.learn.take(NoteEvent(0, "bend", 0, 0.0), "nano")
    assert desk.value("timbre/cutoff") == pytest.approx((20.0 * 20_000.0) ** 0.5)


def test_fourteen_bits_are_finer_than_seven(desk):
    desk.learn.change(pickup="jump")
    desk.learn.add(Mapping("drywet", "cc14", 1, 3, "nano"))
    values = set()
    for fine in range(128):
        desk.cc(3, 64)
        desk.cc(35, fine)
        values.add(desk.value("drywet"))
    assert len(values) == 128 and max(values) - min(values) < 0.01


@pytest.mark.parametrize(("kind", "back"), [("rel", 127), ("rel_sign", 65)])
def test_endless_encoders_go_up_and_down_by_steps(desk, kind, back):
    desk.learn.add(Mapping("drywet", kind, 1, 20, "nano"))
    desk.cc(20, back)
    assert desk.value("drywet") == pytest.approx(1.0 - 1 / 127)
    desk.cc(20, 1)
    desk.cc(20, 5)
    assert desk.value("drywet") == 1.0


def test_an_encoder_goes_through_options_one_by_one(desk):
    desk.learn.add(Mapping("path/kind", "rel", 1, 20, "nano"))
    seen = [desk.cc(20, 1) and desk.value("path/kind") for _ in range(3)]
    assert seen == [1.0, 2.0, 2.0]


def test_a_knob_fires_a_trigger_each_time_it_passes_the_middle(desk):
    desk.learn.add(Mapping("path/next", "cc", 1, 20, "nano"))
    for value in (0, 100, 110, 127, 10, 90):
        desk.cc(20, value)
    assert desk.value("path/next") == 2.0


def test_a_program_change_sets_what_it_is_mapped_to_and_recalls_presets_otherwise(desk):
    desk.set("path/kind", "both")
    desk.learn.add(Mapping("path/kind", "pc", 1, 7, "nano"))
    assert desk.learn.take(NoteEvent(0, "program", 7), "nano") and desk.value("path/kind") == 2.0
    assert desk.learn.take(NoteEvent(0, "program", 2, channel=3), "nano") and desk.recalled == [2]
    assert not desk.learn.take(NoteEvent(0, "program", 90), "nano"), "no such preset: it is the instrument's"
    desk.learn.change(pc_channel=-1)
    assert not desk.learn.take(NoteEvent(0, "program", 2), "nano") and desk.recalled == [2, 90]


def test_a_parameter_that_the_scene_lacks_leaves_the_key_to_be_played(desk):
    desk.learn.add(Mapping("elsewhere/knob", "note", 1, 60, "nano"))
    assert not desk.key(60, 100) and not desk.key(60, 0)


# -- taking over --------------------------------------------------------------------------------------------


def test_pickup_waits_until_the_knob_passes_the_value(desk):
    desk.set("drywet", 0.5)
    desk.learn.add(Mapping("drywet", "cc", 1, 20, "nano"))
    for value in (0, 20, 50):
        desk.cc(20, value)
        assert desk.value("drywet") == 0.5
    desk.cc(20, 70)
    assert desk.value("drywet") == pytest.approx(70 / 127)
    desk.cc(20, 10)
    assert desk.value("drywet") == pytest.approx(10 / 127), "it has it now"
    desk.set("drywet", 0.9)
    desk.cc(20, 12)
    assert desk.value("drywet") == 0.9, "and lost it to another hand"


def test_scale_reaches_the_ends_with_the_knob_and_never_jumps():
    hand, current = Hand(), 0.9
    assert hand.move(0.1, current, "scale") is None
    places = []
    for place in (0.2, 0.5, 0.8, 1.0):
        current = hand.move(place, current, "scale")
        places.append(current)
    assert places == sorted(places) and places[-1] == pytest.approx(1.0) and places[0] < 0.92
    for place in (0.5, 0.0):
        current = hand.move(place, current, "scale")
    assert current == pytest.approx(0.0)


def test_a_mapping_may_take_over_otherwise_than_the_rest(desk):
    desk.learn.add(Mapping("drywet", "cc", 1, 20, "nano", pickup="jump"))
    desk.cc(20, 0)
    assert desk.value("drywet") == 0.0


# -- back to the controllers --------------------------------------------------------------------------------


def test_faders_follow_what_others_do_and_not_the_hand_that_is_on_them(desk):
    desk.learn.change(feedback=True, pickup="jump")
    desk.learn.add(Mapping("drywet", "cc", 2, 20, "nano"))
    desk.learn.tick(0.0)
    assert desk.sent == [("nano", (0xB1, 20, 127))], "as soon as it is mapped"
    desk.set("drywet", 0.0)
    desk.learn.tick(0.0)
    assert desk.sent[1:] == [("nano", (0xB1, 20, 0))]
    desk.cc(20, 99, channel=1)
    desk.learn.tick(0.0)
    assert len(desk.sent) == 2


def test_a_light_says_whether_a_toggle_is_on(desk):
    desk.learn.change(feedback=True)
    desk.learn.add(Mapping("mute", "toggle", 1, 60, "nano"))
    desk.key(60, 100)
    desk.learn.tick(0.0)
    assert desk.sent == [("nano", (0x90, 60, 127))]
    desk.set("mute", 0)
    desk.learn.tick(0.0)
    assert desk.sent[1:] == [("nano", (0x90, 60, 0))]


def test_many_changes_between_two_ticks_are_told_as_one(desk):
    desk.learn.change(feedback=True)
    desk.learn.add(Mapping("drywet", "cc14", 1, 3, "nano"))
    desk.learn.tick(0.0)
    desk.sent.clear()
    for value in range(1000):
        desk.set("drywet", value / 1000)
    desk.learn.tick(0.0)
    assert [data[:2] for _, data in desk.sent] == [(0xB0, 3), (0xB0, 35)]


def test_another_scene_moves_the_faders_and_no_feedback_means_none(desk):
    desk.learn.add(Mapping("drywet", "cc", 1, 20, "nano"))
    desk.learn.tick(0.0)
    assert desk.sent == []
    desk.learn.change(feedback=True)
    desk.table = Table(PARAMETERS)
    desk.learn.tick(0.0)
    assert desk.sent == [("nano", (0xB0, 20, 127))]


# -- remembering --------------------------------------------------------------------------------------------


def test_what_was_learnt_is_there_next_time(desk, tmp_path):
    desk.learn.begin("drywet")
    desk.cc(20, 0)
    desk.learn.change(pickup="scale", pc_channel=3)
    desk.learn.listen_to("noisy", False)
    desk.learn.tick(0.0)
    again = Desk(tmp_path / "midi-maps.json")
    assert again.learn.settings == desk.learn.settings and again.learn.ignored == {"noisy"}
    assert list(tmp_path.iterdir()) == [tmp_path / "midi-maps.json"]


@pytest.mark.parametrize(
    "text", ["", "{", '{"maps": 3}', '{"maps": [{"parameter": "x", "kind": "cc", "number": 900}]}']
)
def test_a_file_that_cannot_be_understood_is_put_aside_and_said_so(tmp_path, text):
    path = tmp_path / "midi-maps.json"
    path.write_text(text)
    desk = Desk(path)
    assert desk.learn.mappings() == [] and "learn again" in desk.lines[0]
    assert (tmp_path / "midi-maps.broken").read_text() == text
    desk.learn.add(Mapping("drywet", "cc", 1, 20, "nano"))
    desk.learn.stop()
    assert load_maps(path).maps == (Mapping("drywet", "cc", 1, 20, "nano"),)


def test_ports_are_those_that_are_there_mapped_or_ignored(desk):
    desk.learn.known = lambda: ["nano", "drums"]
    desk.learn.add(Mapping("drywet", "cc", 1, 20, "left at home"))
    desk.learn.listen_to("drums", False)
    assert desk.learn.ports() == [("drums", True, False), ("left at home", False, True), ("nano", True, True)]


@pytest.mark.parametrize(
    "wrong", [{"channel": 17}, {"number": 128}, {"kind": "cc14", "number": 32}, {"low": 0.5, "high": 0.5}]
)
def test_a_mapping_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match="must"):
        Mapping(**{"parameter": "drywet", "kind": "cc", **wrong})


def test_numbered_parameters_end_where_registered_ones_begin():
    controls = Controls()
    played = [(99, 0), (98, 5), (6, 127), (101, 0), (100, 0), (6, 2)]
    touches = [touch for n, v in played for touch in controls.feed(NoteEvent(0, "control", n, float(v)))]
    assert Touch("nrpn", 5, 1, 1.0) in touches
    assert touches[-1] == Touch("cc", 6, 1, 2 / 127)
