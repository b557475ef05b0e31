"""Laws of another sound card while the show goes on."""

from __future__ import annotations

import pytest
from controllers import playing
from sound_card import Card, needs_jack

from rtxmodal.stage.shared import Devices


@pytest.fixture
def card(monkeypatch):
    with Card() as card:
        for name, value in card.environment.items():
            monkeypatch.setenv(name, value)
        yield card


@needs_jack
def test_devices_are_listed_and_chosen_by_name_over_osc(card):
    with playing() as (show, _, (client, other)):
        other.listen()
        client.send("audio/devices")
        assert "system" in other.wait_for("audio/devices/in").arguments
        assert "system" in other.wait_for("audio/devices/out").arguments
        while not show.opened:
            client.send("audio/out_device", "SYST")
            client.settle()
            other.hear(0.5)
        assert show.opened[0].choice.output == "SYST" and show.opened[0].choice.input is None


@needs_jack
def test_a_device_that_is_not_there_is_refused_and_the_card_plays_on(card):
    with playing() as (show, _, (client, other)):
        other.listen()
        client.send("audio/out_device", "nobody's card")
        assert "must be one of system" in other.wait_for("audio/refused").arguments[0]
        assert show.opened == []


def test_what_is_open_is_told_and_can_be_asked():
    with playing() as (show, _, (client, other)):
        other.listen()
        assert client.ask("status/audio_out") == ("", 0)
        show.devices.hear(Devices("mic", "card", 48_000, 2, 2))
        assert other.wait_for("status/audio_in").arguments == ("mic", 1)
        assert client.ask("audio/out_device") == ("card",)
        show.devices.hear(Devices("mic", None, 48_000, 2, 2))
        assert other.wait_until(lambda message: message.arguments == ("", 0)).address.endswith("audio_out")


def test_a_long_list_that_is_announced_comes_in_several_packets():
    with playing() as (show, _, (client, other)):
        other.listen()
        names = [f"a preset with quite a long name, number {number}" for number in range(60)]
        show.announce("preset/entries", *names)
        show.announce("over")
        other.wait_for("over")
        heard = [message.arguments for message in other.heard if message.address.endswith("preset/entries")]
        assert len(heard) > 1 and [name for page in heard for name in page] == names
