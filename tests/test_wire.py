"""Laws of OSC packets: nothing malformed gets through, and what is sent every client can read."""

from __future__ import annotations

import math
import struct

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

from bench.hostile import HOSTILE, ODD, SET, bundle, nested, tag_at
from rtxmodal.control.wire import LARGEST_SENT, Message, decode, encode, pages

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
arguments = st.lists(
    st.integers(-(2**31) + 1, 2**31 - 1) | st.floats(width=32, allow_nan=False, allow_infinity=False) | words,
    max_size=8,
)


@given(arguments)
def test_what_is_encoded_is_decoded(given_arguments):
    message = Message("/rtxmodal/params/drywet", tuple(given_arguments))
    assert decode(encode(message)) == [message]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_malformed_packet_is_refused_in_one_line(name):
    with pytest.raises(ValueError, match=r"^OSC .* must .*") as refusal:
        decode(HOSTILE[name])
    assert "\n" not in str(refusal.value) and len(str(refusal.value)) < 300


@pytest.mark.parametrize("name", ODD)
def test_an_odd_but_whole_packet_is_decoded(name):
    assert len(decode(ODD[name])) == 1


@settings(max_examples=500)
@given(st.binary(max_size=256).map(lambda data: data + bytes(-len(data) % 4)))
@example(b"#bundle\0" + bytes(12))
def test_random_bytes_are_read_or_refused(packet):
    _read_or_refuse(packet)


@settings(max_examples=500)
@given(
    st.sampled_from([SET, bundle(SET, bundle(SET)), b"/a\0\0,[isb]TFNhdtrm\0" + bytes(64), *HOSTILE.values()]),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), max_size=8),
)
def test_spoilt_packets_are_read_or_refused(packet, changes):
    spoilt = bytearray(packet)
    for place, value in changes:
        if place < len(spoilt):
            spoilt[place] = value
    _read_or_refuse(bytes(spoilt))


def _read_or_refuse(packet: bytes) -> None:
    try:
        messages = decode(packet)
    except ValueError:
        return
    assert all(isinstance(message.address, str) and message.address.startswith("/") for message in messages)


def test_every_type_that_a_client_sends_is_read():
    builder = OscMessageBuilder("/a")
    sent = [("i", 7), ("f", 0.5), ("s", "hi"), ("b", b"abc"), ("h", 2**40), ("d", 0.1), ("r", 255), ("m", (0, 1, 2, 3))]
    for kind, value in [*sent, ("T", True), ("F", False), ("N", None)]:
        builder.add_arg(value, kind)
    builder.add_arg([1, 2.5], ["i", "f"])
    (message,) = decode(builder.build().dgram)
    assert message.arguments == (7, 0.5, "hi", b"abc", 2**40, 0.1, 255, (0, 1, 2, 3), True, False, None, [1, 2.5])


def test_a_message_without_type_tags_has_no_arguments():
    assert decode(b"/rtxmodal/panic\0") == [Message("/rtxmodal/panic")]


def test_bundles_are_flattened_in_order_and_inner_times_count():
    first, second, third = (encode(Message("/a", (number,))) for number in (1, 2, 3))
    messages = decode(bundle(first, bundle(second, tag=tag_at(1000.5)), third))
    assert [message.arguments[0] for message in messages] == [1, 2, 3]
    assert [message.time for message in messages] == [None, pytest.approx(1000.5), None]
    assert len(decode(nested(4))) == 1


@given(st.lists(st.booleans() | st.integers() | st.floats() | words.map(lambda word: word * 60), max_size=1))
def test_only_i_f_and_s_are_ever_sent(given_arguments):
    packet = encode(Message("/a", (*given_arguments, np.float64(0.5), np.float32(0.5))))
    tags = packet[4 : packet.index(0, 4)].decode()
    assert tags.startswith(",") and set(tags[1:]) <= set("ifs")
    assert all(not isinstance(value, float) or math.isfinite(value) for value in decode(packet)[0].arguments)


@given(st.lists(st.text(max_size=400), max_size=60))
def test_long_lists_are_sent_in_packets_that_fit(texts):
    packets = [encode(page) for page in pages("/rtxmodal/params_list", texts)]
    assert all(len(packet) <= LARGEST_SENT for packet in packets)
    assert sum(len(decode(packet)[0].arguments) for packet in packets) == len(texts)


def test_a_text_too_long_is_cut_and_not_refused():
    (message,) = decode(encode(Message("/a", ("ä" * 5000,))))
    assert 0 < len(message.arguments[0]) <= 500 and set(message.arguments[0]) == {"ä"}


def test_a_number_beyond_32_bits_is_held_at_its_end():
    (message,) = decode(encode(Message("/a", (2**40, 1e300, -(2**40)))))
    assert message.arguments == (2**31 - 1, struct.unpack(">f", struct.pack(">f", 3.4028234e38))[0], -(2**31) + 1)


@given(
    address=st.from_regex(r"/[a-z0-9_/,*]{0,30}", fullmatch=True),
    numbers=st.lists(st.one_of(st.integers(-(2**31), 2**31 - 1), st.floats(width=32)), max_size=6),
)
def test_numbers_are_read_as_the_reference_reads_them(address, numbers):
    builder = OscMessageBuilder(address)
    for number in numbers:
        builder.add_arg(number, "i" if isinstance(number, int) else "f")
    packet = builder.build().dgram
    expected = OscMessage(packet)
    for _ in range(2):  # the second time its head is known
        (message,) = decode(packet)
        assert message.address == expected.address
        assert repr(message.arguments) == repr(tuple(expected.params))
    for wrong in (packet + b"\0\0\0\0", packet[:-4]):
        if numbers:
            with pytest.raises(ValueError):
                decode(wrong)
