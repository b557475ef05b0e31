"""Laws of the table of parameters and of the keys held."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtxmodal.notes import HeldKeys, NoteEvent
from rtxmodal.params import Parameter, Table
from rtxmodal.stream.smooth import Smoother

GAIN = Parameter("output_gain", default=-12.0, minimum=-90.0, maximum=6.0, unit="dB")
CUTOFF = Parameter("cutoff", default=1000.0, minimum=20.0, maximum=20_000.0, unit="Hz", curve="log")
KIND = Parameter("kind", kind="enum", options=("both", "min", "max"))
GO = Parameter("go", kind="trigger")


@given(st.floats(0, 1))
def test_normalised_values_go_there_and_back(norm):
    for parameter in (GAIN, CUTOFF):
        assert parameter.to_norm(parameter.from_norm(norm)) == pytest.approx(norm, abs=1e-9)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_stored_value_is_always_in_range(value):
    for parameter in (GAIN, CUTOFF, KIND):
        low, high = parameter.range
        assert low <= parameter.parse(value) <= high


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_a_number_is_refused(value):
    with pytest.raises(ValueError, match="finite"):
        Table([GAIN]).set("output_gain", value)


def test_enums_take_a_name_or_a_place_and_refuse_the_rest():
    table = Table([KIND])
    assert table.set("kind", "max") == 2.0
    assert table.set("kind", 1) == 1.0
    assert KIND.text(1.0) == "min"
    with pytest.raises(ValueError, match="one of both, min, max"):
        table.set("kind", "loud")


def test_toggles_take_what_controllers_send():
    table = Table([Parameter("mute", kind="toggle")])
    assert [table.set("mute", given) for given in (True, False, 1, 0.0, "on", "off", 0.7)] == [1, 0, 1, 0, 1, 0, 1]


def test_a_trigger_counts_presses_and_ignores_the_release():
    table = Table([GO])
    for given_value in (None, 1, 0, 1.0, 0.0):
        table.set("go", given_value)
    assert table.value("go") == 3.0


def test_an_id_stands_once_in_a_table():
    with pytest.raises(ValueError, match="cutoff"):
        Table([CUTOFF, GAIN, CUTOFF])
    with pytest.raises(KeyError, match="volume"):
        Table([GAIN]).index("volume")


@pytest.mark.parametrize("name", ["", "Cutoff", "a b", "a//b", "lane/1", "ä"])
def test_ids_are_words_that_every_client_can_send(name):
    with pytest.raises(ValueError, match="parameter id"):
        Parameter(name)


def test_the_short_ids_below_a_prefix_are_found():
    table = Table([GAIN, CUTOFF.under("low"), CUTOFF.under("low_2"), KIND.under("low")])
    assert table.under("low") == {"cutoff": 1, "kind": 3}


def test_values_read_as_a_performer_says_them():
    assert GAIN.text(-6.0) == "-6 dB"
    assert Parameter("mute", kind="toggle").text(1.0) == "on"
    assert CUTOFF.text(1234.5678) == "1235 Hz"


@given(
    st.lists(st.tuples(st.sampled_from(["on", "off", "pedal"]), st.integers(0, 127), st.integers(0, 127)), max_size=60)
)
def test_no_key_ever_sticks_once_all_are_let_go_and_the_pedal_is_up(moves):
    keys = HeldKeys()
    for kind, number, value in moves:
        keys.feed(NoteEvent(0, "control", 64, value) if kind == "pedal" else NoteEvent(0, kind, number, value))
    for number in range(128):
        keys.feed(NoteEvent(0, "off", number))
    keys.feed(NoteEvent(0, "control", 64, 0))
    assert not keys.velocity.any()


def test_the_pedal_holds_what_is_let_go_and_not_what_comes_after():
    keys = HeldKeys()
    for event in (("on", 60, 100), ("control", 64, 127), ("off", 60, 0), ("on", 62, 127), ("off", 62, 0)):
        keys.feed(NoteEvent(0, *event))
    assert np.flatnonzero(keys.velocity).tolist() == [60, 62]
    other = keys.copy()
    keys.feed(NoteEvent(0, "control", 64, 0))
    assert not keys.velocity.any() and other.velocity.any()


def test_many_values_are_set_together_or_none_of_them():
    table = Table([Parameter("a"), Parameter("b", kind="toggle"), Parameter("fire", kind="trigger")])
    assert table.set_many({"a": 2.0, "b": "on", "fire": None}) == {"a": 1.0, "b": 1.0, "fire": 1.0}
    with pytest.raises(ValueError, match="b must be"):
        table.set_many({"a": 0.5, "b": "sideways"})
    with pytest.raises(KeyError, match="'c'"):
        table.set_many({"a": 0.5, "c": 1.0})
    assert table.values.tolist() == [1.0, 1.0, 1.0]


def test_an_enum_of_one_option_stays_there():
    parameter = Parameter("alone", kind="enum", options=("single",))
    assert parameter.clamp(1.0) == parameter.from_norm(1.0) == parameter.parse(7) == 0.0
    assert parameter.text(1.0) == "single"


def test_knobs_take_their_own_time_or_the_table_s_where_that_is_longer():
    quick, slow = Parameter("quick", smoothing_ms=10.0), Parameter("slow", smoothing_ms=400.0)
    whole = Parameter("whole", kind="toggle")

    def after(least_ms, seconds):
        smoother = Smoother([quick, slow, whole], [0, 1, 2], 0.01, 3)
        smoother.values(np.array([0.0, 0.0, 0.0, least_ms]))
        return [smoother.values(np.array([1.0, 1.0, 1.0, least_ms])) for _ in range(round(seconds / 0.01))][-1]

    reached = 1.0 - math.exp(-1.0)
    assert after(0.0, 0.01)["quick"] == pytest.approx(reached) and after(0.0, 0.4)["slow"] == pytest.approx(reached)
    assert after(100.0, 0.1)["quick"] == pytest.approx(reached) and after(100.0, 0.4)["slow"] == pytest.approx(reached)
    assert after(2000.0, 0.01)["whole"] == 1.0
