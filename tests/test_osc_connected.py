"""Laws of controllers that hold a connection instead of sending UDP."""

from __future__ import annotations

import queue
import time

import pytest
from controllers import PATIENCE_SECONDS, playing

from rtxmodal.control.clients import MOST_CLIENTS
from rtxmodal.control.osc import OscServer
from rtxmodal.control.wire import Message, decode, encode


class Connection:
    """The far end of a connection that remembers what it was sent."""

    def __init__(self, server: OscServer) -> None:
        self._inbox: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self.client = server.open_client(self._inbox.put, "panel")

    def send(self, path: str, *arguments: object) -> None:
        self.client.receive(encode(Message(f"/rtxmodal/{path}", arguments)))

    def hear_until(self, path: str) -> list[Message]:
        """All that comes up to a message at `path`."""
        heard: list[Message] = []
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not heard or heard[-1].address != f"/rtxmodal/{path}":
            heard += decode(self._inbox.get(timeout=max(0.0, deadline - time.monotonic())))
        return heard

    def settle(self) -> list[Message]:
        self.send("ping")
        return self.hear_until("pong")[:-1]


def test_a_connected_client_asks_sets_and_is_answered():
    with playing() as (show, server, _):
        panel = Connection(server)
        panel.send("params/drywet", 0.25)
        panel.send("params/drywet")
        assert panel.hear_until("params/drywet")[-1].arguments == (0.25,)
        assert show.table.value("drywet") == 0.25


def test_everybody_hears_of_a_connected_clients_fader_but_itself():
    with playing() as (_, server, (client, _)):
        panel, other = Connection(server), Connection(server)
        for connection in (panel, other):
            connection.send("listeners/add", 0, "both")
            assert connection.hear_until("dump/end")[0].arguments == (connection.client.host[0], 0)
        client.listen()
        panel.send("params/drywet", 0.5)
        assert client.wait_for("params/drywet").arguments == (0.5,)
        assert other.hear_until("norm/drywet")[-1].arguments == (0.5,)
        assert not [message for message in panel.settle() if "drywet" in message.address]
        client.send("params/drywet", 0.75)
        assert panel.hear_until("params/drywet")[-1].arguments == (0.75,)
        assert client.ask("listeners/entries") == ("panel_1", "panel_2", f"127.0.0.1:{client.port}")


def test_a_connection_that_ended_is_told_nothing_more_and_makes_room():
    with playing() as (_, server, (client, _)):
        crowd = [Connection(server) for _ in range(MOST_CLIENTS)]
        with pytest.raises(ValueError, match="at most"):
            Connection(server)
        crowd[0].send("listeners/add", 0)
        crowd[0].client.close()
        client.settle()
        assert client.ask("listeners/entries") == ()
        client.send("params/drywet", 0.5)
        client.settle()
        assert crowd[0].client.host not in [listener.target for listener in server._desk.listeners]
        Connection(server)


def test_a_flood_on_a_connection_is_worked_off_and_the_next_client_answered_meanwhile():
    with playing() as (_, server, (client, _)):
        panel = Connection(server)
        packet = encode(Message("/rtxmodal/params/drywet", (0.5,)))
        for _ in range(60_000):
            panel.client.receive(packet)
        client.settle()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while panel.client.waiting and time.monotonic() < deadline:
            time.sleep(0.01)
        assert panel.client.waiting == 0


def test_hostile_packets_on_a_connection_are_refused():
    with playing() as (_, server, _):
        panel = Connection(server)
        panel.client.receive(bytes.fromhex("2362756e646c65000000000000000001fffffffc"))
        assert panel.hear_until("error")[-1].arguments[0] == "bad_packet"
        panel.settle()
