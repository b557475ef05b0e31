"""Laws of OSCQuery: the proposal's table, WebSockets, and that nobody who should not comes in."""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import socket
import subprocess
import sys
import time

import aiohttp
import numpy as np
import pytest
from controllers import HOSTILE, PARAMETERS
from webs import Served, connected, serving

from rtxmodal.control import OscChoice, oscquery
from rtxmodal.control.addresses import ROUTES
from rtxmodal.control.route import ID
from rtxmodal.control.turning import native
from rtxmodal.control.web_guard import Guard, WebChoice
from rtxmodal.params import Parameter
from rtxmodal.stage.preview import pack, unpack

ORIGIN = "http://127.0.0.1"


@pytest.fixture(scope="module")
def served():
    with serving() as served:
        yield served


def leaves(node):
    """Every node below that has a type."""
    for child in node.get("CONTENTS", {}).values():
        if "TYPE" in child:
            yield child
        yield from leaves(child)


# -- the proposal's table -------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["/?HOST_INFO", "/?HOST_INFO=1", "?HOST_INFO", "/rtxmodal/params?HOST_INFO"])
def test_host_info_is_answered_in_every_form_that_clients_ask_it(served, query):
    status, info = served.get(query if query.startswith("/") else f"/{query}")
    assert status == 200
    assert info["OSC_PORT"] == served.osc.address[1] and info["OSC_TRANSPORT"] == "UDP" and info["NAME"] == "rtxmodal"
    assert "OSC_IP" not in info and "WS_PORT" not in info  # the same as the one that was asked
    assert all(info["EXTENSIONS"][name] is True for name in ("ACCESS", "VALUE", "RANGE", "LISTEN", "PATH_CHANGED"))


def test_an_empty_path_is_the_root(served):
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as raw:
        host = f"Host: 127.0.0.1:{served.port}\r\nConnection: close\r\n\r\n"
        raw.sendall(f"GET http://127.0.0.1:{served.port}?HOST_INFO HTTP/1.1\r\n{host}".encode())
        answer = b"".join(iter(lambda: raw.recv(65_536), b""))
    assert b" 200 " in answer.splitlines()[0] and b'"OSC_PORT"' in answer


STATUSES = [
    ("/", 200),
    ("/rtxmodal", 200),
    ("/rtxmodal/", 200),
    ("/rtxmodal/params/lane_1", 200),
    ("/rtxmodal/params/drywet", 200),
    ("/rtxmodal/params/drywet?VALUE", 200),
    ("/rtxmodal/params/drywet?VALUE&RANGE", 200),
    ("/rtxmodal/params/path/next?VALUE", 204),
    ("/rtxmodal/nudge/drywet?VALUE", 204),
    ("/rtxmodal/note?VALUE", 204),
    ("/rtxmodal/error?VALUE", 204),
    ("/rtxmodal/params/drywet?NONSENSE", 400),
    ("/rtxmodal/params/drywet?ADD_NODE=x", 400),
    ("/rtxmodal/params/drywet?value", 400),
    ("/rtxmodal/params/nobody", 404),
    ("/rtxmodal/params/nobody?VALUE", 404),
    ("/nobody", 404),
    ("/rtxmodal/params/drywet/below", 404),
    ("/panel/../../osc.py", 404),
    ("/panel/%2e%2e/%2e%2e/osc.py", 404),
    ("/?HTML", 200),
    ("/panel/panel.js", 200),
]


@pytest.mark.parametrize(("query", "status"), STATUSES)
def test_each_query_has_the_status_of_the_proposal(served, query, status):
    assert served.get(query)[0] == status


def test_an_attribute_alone_comes_in_an_object_of_its_name(served):
    assert served.get("/rtxmodal/params/lane_1/wet?TYPE")[1] == {"TYPE": "f"}
    assert served.get("/rtxmodal/params/lane_1/wet?UNIT")[1] == {}  # known, and not applicable
    assert served.get("/rtxmodal/params/output_gain?UNIT")[1] == {"UNIT": ["gain.db"]}
    asked = served.get("/rtxmodal/params/output_gain?VALUE&RANGE")[1]
    assert asked == {"VALUE": [-12.0], "RANGE": [{"MIN": -90.0, "MAX": 6.0}]}


def test_every_node_keeps_the_rules_of_the_proposal(served):
    root = served.get("/")[1]
    nodes = list(leaves(root))
    assert root["FULL_PATH"] == "/" and len(nodes) > 100
    for node in nodes:
        assert node["FULL_PATH"].startswith("/rtxmodal/") and node["DESCRIPTION"], node
        assert node["ACCESS"] in (0, 1, 2, 3) and set(node["TYPE"]) <= set("fisN"), node
        assert not set(node) - {*oscquery.ATTRIBUTES}, node
        if "VALUE" in node:
            assert node["ACCESS"] & 1 and len(node["VALUE"]) == len(node["TYPE"]), node
            kinds = {"f": float, "i": int, "s": str}
            assert all(type(v) is kinds[tag] for v, tag in zip(node["VALUE"], node["TYPE"], strict=True)), node
        for given in node.get("RANGE", []):
            assert set(given) <= {"MIN", "MAX", "VALS"}, node


def test_the_tree_is_the_table_of_addresses_and_nothing_else(served):
    root = served.get("/")[1]
    ids = [parameter.id for parameter in PARAMETERS]
    expected = set()
    for route in ROUTES:
        if ID in route.path:
            expected |= {route.address.replace(ID, name) for name in ids}
        elif not route.parameter or route.parameter in ids:
            expected.add(route.address)
    assert {node["FULL_PATH"] for node in leaves(root)} == expected
    for route in ROUTES:
        if ("get" in route.gives or "echo" in route.gives) and ID not in route.path and route.address in expected:
            status, node = served.get(route.address)
            assert status == 200 and "CONTENTS" not in node, route.address  # a value never stands where a folder does


@pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda parameter: parameter.id)
def test_a_parameter_is_described_as_the_table_does(served, parameter: Parameter):
    node = served.get(f"/rtxmodal/params/{parameter.id}")[1]
    if parameter.kind == "trigger":
        assert (node["TYPE"], node["ACCESS"]) == ("N", 2) and "VALUE" not in node
        return
    value = served.show.table.value(parameter.id)
    assert node["VALUE"] == [native(parameter, value)] and node["ACCESS"] == 3
    assert node["DEFAULT_VALUE"] == [native(parameter, parameter.default)] and node["CURVE"] == [parameter.curve]
    if parameter.kind == "enum":
        assert (node["TYPE"], node["RANGE"]) == ("s", [{"VALS": list(parameter.options)}])
        return
    low, high = parameter.range
    assert node["TYPE"] == ("f" if parameter.kind == "float" else "i")
    assert node["RANGE"] == [{"MIN": low, "MAX": high}] and node["CLIPMODE"] == ["both"]
    norm = served.get(f"/rtxmodal/norm/{parameter.id}")[1]
    assert norm["VALUE"] == [pytest.approx(parameter.to_norm(value))] and norm["RANGE"] == [{"MIN": 0.0, "MAX": 1.0}]


def test_values_that_only_the_osc_thread_knows_are_there_and_new(served):
    assert served.get("/rtxmodal/status/misses?VALUE")[1] == {"VALUE": [3]}
    scene = served.get("/rtxmodal/visual/scene")[1]
    assert scene["VALUE"] == ["flowers"] and scene["RANGE"] == [{"VALS": ["flowers", "rain"]}]
    served.show.set("brightness", 0.25)
    assert served.get("/rtxmodal/visual/brightness?VALUE")[1] == {"VALUE": [0.25]}
    served.show.set("brightness", 1.0)


def test_what_must_never_be_pressed_by_chance_is_critical(served):
    critical = [node["FULL_PATH"] for node in leaves(served.get("/")[1]) if node.get("CRITICAL")]
    assert {"/rtxmodal/panic", "/rtxmodal/visual/blackout"} <= {*critical}


def test_reading_changes_nothing(served):
    before = served.show.table.values.copy()
    for query in ("/rtxmodal/panic", "/rtxmodal/params/path/next", "/rtxmodal/params/drywet?VALUE=0.1", "/?HTML"):
        served.get(query)
    assert np.array_equal(served.show.table.values, before) and served.show.panics == 0


# -- WebSocket ------------------------------------------------------------------------------------------------


def test_only_what_was_listened_to_is_heard_until_it_is_ignored(served):
    async def visit():
        async with connected(served) as mine:
            await mine.command("LISTEN", "/rtxmodal/params/drywet")
            await mine.settle()
            mine.packets.clear()
            served.controller.send("params/drywet", 0.25)
            served.controller.send("params/lane_1/wet", 0.125)
            await mine.hear_until(lambda: (0.25,) in mine.heard("params/drywet"))
            await mine.settle()
            assert mine.heard("params/lane_1/wet") == [] and mine.heard("norm/drywet") == []
            assert mine.heard("status/heartbeat") == []
            await mine.command("IGNORE", "/rtxmodal/params/drywet")
            await mine.settle()
            served.controller.send("params/drywet", 0.75)
            served.wait(lambda: served.show.table.value("drywet") == 0.75)
            await asyncio.sleep(0.1)
            await mine.settle()
            assert (0.75,) not in mine.heard("params/drywet")

    asyncio.run(visit())


def test_meters_and_texts_can_be_listened_to_as_well(served):
    async def visit():
        async with connected(served) as mine:
            await mine.command("LISTEN", "/rtxmodal/meter/out")
            await mine.hear_until(lambda: len(mine.heard("meter/out")) > 3)
            assert mine.heard("meter/in") == []
            await mine.command("LISTEN", "/rtxmodal/text/output_gain")
            await mine.settle()
            served.controller.send("params/output_gain", -6.0)
            await mine.hear_until(lambda: ("-6 dB",) in mine.heard("text/output_gain"))

    asyncio.run(visit())


def test_packets_by_websocket_are_obeyed_and_told_to_others_but_not_back(served):
    async def visit():
        async with connected(served) as mine, connected(served) as other:
            for one in (mine, other):
                await one.send("listeners/add", 0, "params")
                await one.hear_until(lambda one=one: one.heard("dump/end"))
                one.packets.clear()
            await mine.send("params/ceiling", -3.0)
            await other.hear_until(lambda: (-3.0,) in other.heard("params/ceiling"))
            await mine.settle()
            assert mine.heard("params/ceiling") == []
            await mine.send("params/ceiling", 99.0)
            await mine.hear_until(lambda: (0.0,) in mine.heard("params/ceiling"))  # clamped: so it hears

    asyncio.run(visit())


def test_an_answer_comes_to_whoever_asked_also_while_it_listens_elsewhere(served):
    async def visit():
        async with connected(served) as mine:
            await mine.command("LISTEN", "/rtxmodal/params/drywet")
            await mine.send("status/misses")
            await mine.hear_until(lambda: mine.heard("status/misses") == [(3,)])

    asyncio.run(visit())


def test_another_scene_is_told_by_the_paths_that_came_and_went():
    with serving() as served:

        async def visit():
            async with connected(served) as mine:
                await mine.settle()
                served.show.load_scene("rain")
                served.web.tick(0.0)
                served.web.tick(0.0)
                await mine.hear_until(lambda: {"COMMAND": "PATH_CHANGED", "DATA": "/rtxmodal/params"} in mine.texts)
                await mine.settle()
                return mine.texts

        told = asyncio.run(visit())
        gone = {parameter.id for parameter in PARAMETERS[6:]}
        removed = {one["DATA"] for one in told if one["COMMAND"] == "PATH_REMOVED"}
        assert {f"/rtxmodal/params/{name}" for name in gone} <= removed
        assert {f"/rtxmodal/norm/{name}" for name in gone} <= removed
        assert len([one for one in told if one["DATA"] == "/rtxmodal/params"]) == 1
        assert served.get("/rtxmodal/params/lane_1/wet")[0] == 404
        assert served.get("/rtxmodal/params/drywet")[0] == 200


def test_keys_held_by_a_phone_that_goes_away_are_let_go(served):
    async def visit():
        async with connected(served) as mine:
            await mine.send("note", 60, 100)
            await mine.send("note", 64, 100, 3)
            await mine.send("note", 67, 100)
            await mine.send("note", 67, 0)
            await mine.settle()
        served.wait(lambda: len(served.show.notes) >= before + 6)

    before = len(served.show.notes)
    asyncio.run(visit())
    ended = [(event.kind, event.number, event.channel) for event in served.show.notes[before:] if event.kind == "off"]
    assert sorted(ended) == [("off", 60, 0), ("off", 64, 2), ("off", 67, 0)]


# -- strangers ------------------------------------------------------------------------------------------------


def test_a_name_that_points_here_by_somebody_elses_will_is_refused(served):
    assert served.get("/", Host="evil.example")[0] == 421
    assert served.get("/", Host=f"evil.example:{served.port}")[0] == 421
    assert served.get("/?HOST_INFO", Host="[")[0] in (400, 421)
    for name in (f"localhost:{served.port}", f"127.0.0.1:{served.port}", "192.168.1.7", "[::1]:9110"):
        assert served.get("/?HOST_INFO", Host=name)[0] == 200


def test_pages_of_other_sites_stay_outside(served):
    assert served.get("/", Origin="http://evil.example")[0] == 403
    assert served.get("/", Origin="null")[0] == 403
    assert served.get("/?HOST_INFO", Origin=f"{ORIGIN}:{served.port}")[0] == 200

    async def visit(origin):
        async with connected(served, Origin=origin) as mine:
            await mine.settle()

    asyncio.run(visit(f"{ORIGIN}:{served.port}"))
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        asyncio.run(visit("http://evil.example"))
    assert refused.value.status == 403


def test_hosts_that_are_not_invited_and_do_not_know_the_token_stay_outside():
    osc = OscChoice("0.0.0.0", 0, ("192.168.1.0/24",))
    guard = Guard(osc, "rose-7")
    headers = {"Host": "192.168.1.2:9110"}
    assert guard.refusal("10.0.0.9", headers, "rose-7")[0] == 403
    assert guard.refusal("192.168.1.9", headers, "")[0] == 401
    assert guard.refusal("192.168.1.9", headers, "rose-8")[0] == 401
    assert guard.refusal("192.168.1.9", headers, "rose-7") is None
    assert guard.refusal("127.0.0.1", {"Host": "localhost"}, "") is None


def test_a_token_in_the_address_is_remembered_by_the_browser():
    with serving(panel=WebChoice(token="rose-7")) as served:
        assert served.get("/?HOST_INFO&token=rose-7")[0] == 200  # token is no attribute
    with pytest.raises(ValueError, match="token"):
        WebChoice(token="a b")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_whatever_is_no_reading_is_refused(served, method):
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as raw:
        raw.sendall(
            f"{method} /rtxmodal/params/drywet HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
        )
        assert b" 405 " in raw.recv(4096).splitlines()[0]


NO_HTTP = {
    "nothing": b"",
    "zeros": bytes(4096),
    "noise": random.Random(1).randbytes(4096),
    "half a request": b"GET / HTTP/1.1\r\nHost: 127",
    "no version": b"GET /\r\n\r\n",
    "endless line": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
    "endless headers": b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 50_000,
    "negative length": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n",
    "two lengths": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
    "chunk without end": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
    "bad upgrade": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    "an OSC packet": HOSTILE["endless bundle"],
    "bad escapes": b"GET /%ff%fe%00/%zz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
}


@pytest.mark.parametrize("name", NO_HTTP)
def test_what_is_no_http_does_no_harm(served, name):
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as raw:
        try:
            raw.sendall(NO_HTTP[name])
            raw.settimeout(0.2)
            raw.recv(4096)
        except OSError:
            pass
    assert served.get("/rtxmodal/params/drywet?TYPE") == (200, {"TYPE": "f"})
    assert served.controller.ask("params/lane_1/wet")


def test_hostile_websocket_messages_do_no_harm(served):
    async def visit():
        async with connected(served) as mine:
            for packet in HOSTILE.values():
                if len(packet) <= 8192:
                    await mine.socket.send_bytes(packet)
            for text in ("", "{", "[]", "null", "7", '{"COMMAND": "LISTEN"}', '{"COMMAND": "LISTEN", "DATA": {}}',
                         '{"COMMAND": "ADD", "DATA": "/x"}', '{"COMMAND": "LISTEN", "DATA": "/nobody"}',
                         "[" * 5000):  # fmt: skip
                await mine.socket.send_str(text)
            await mine.settle()
            assert any(one["COMMAND"] == "ERROR" for one in mine.texts)
        with pytest.raises(AssertionError, match="ended"):
            async with connected(served) as mine:
                await mine.socket.send_bytes(bytes(100_000))
                await mine.settle()

    asyncio.run(visit())
    assert served.controller.ask("params/drywet")


FLOOD = """
import asyncio, sys, aiohttp
sys.path[:0] = sys.argv[2:]
from rtxmodal.control.wire import Message, encode
async def flood():
    async with aiohttp.ClientSession() as session, session.ws_connect(f"http://127.0.0.1:{sys.argv[1]}/") as socket:
        print("on", flush=True)
        for step in range(10_000_000):
            await socket.send_bytes(encode(Message("/rtxmodal/params/lane_1/wet", (step % 50 / 50,))))
asyncio.run(flood())
"""


def test_a_flood_on_one_websocket_leaves_another_and_udp_unaffected():
    with serving() as served:
        command = [sys.executable, "-c", FLOOD, str(served.port), *sys.path]
        storms = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]

        async def visit():
            async with connected(served) as mine:
                for step in range(10):
                    await mine.settle()  # each comes back within the patience of a test
                    await mine.send("params/drywet", step / 10)
                    await mine.settle()
                    assert served.show.table.value("drywet") == pytest.approx(step / 10)

        try:
            assert [storm.stdout.readline() for storm in storms] == ["on\n", "on\n"]
            asyncio.run(visit())
            served.controller.settle()
            assert served.get("/rtxmodal/params/drywet?TYPE")[0] == 200
            assert all(storm.poll() is None for storm in storms)
        finally:
            for storm in storms:
                storm.kill()
                storm.communicate()


def test_more_requests_than_a_host_may_are_refused_and_those_of_others_are_not():
    guard = Guard(OscChoice(), "")
    refusals = [guard.refusal("127.0.0.1", {"Host": "localhost"}, "") for _ in range(2000)]
    assert refusals[0] is None and refusals[-1][0] == 429
    assert guard.refusal("127.0.0.2", {"Host": "localhost"}, "") is None


def test_connections_that_say_nothing_leave_handles_for_the_show():
    with serving() as served:
        idle = [socket.create_connection(("127.0.0.1", served.port), timeout=5) for _ in range(150)]
        time.sleep(0.2)
        served.controller.send("params/drywet", 0.5)
        served.wait(lambda: served.show.table.value("drywet") == 0.5)
        for one in idle:
            one.close()
        served.wait(lambda: comes_through(served))


def comes_through(served: Served) -> bool:
    try:
        return served.get("/rtxmodal/params/drywet?TYPE")[0] == 200
    except OSError:
        return False


def test_a_port_that_is_taken_is_said_and_the_show_goes_on():
    with serving() as first, serving(panel=WebChoice(first.port)) as second:
        assert second.web.address is None
        assert any("panel: port must be free" in line and "--panel-port" in line for line in second.said)
        assert second.controller.ask("params/drywet")


def test_the_small_picture_is_what_was_shown(served):
    assert served.get("/panel/picture.jpg")[0] == 204
    served.show.picture = np.full((90, 160, 3), (200, 40, 40), np.uint8)
    status, body = served.get("/panel/picture.jpg")
    assert status == 200 and body.startswith(b"\xff\xd8")
    served.show.picture = None


@pytest.mark.parametrize("shape", [(1, 1), (90, 160), (160, 160), (37, 113)])
def test_a_picture_packed_for_the_slot_comes_out_bit_for_bit(shape):
    picture = np.random.default_rng(0).integers(0, 256, (*shape, 3), dtype=np.uint8)
    assert np.array_equal(unpack(np.pad(pack(picture), (0, 64))), picture)
    assert unpack(np.zeros(64)) is None


# -- clients that nobody here wrote -----------------------------------------------------------------------------


def test_the_network_is_told_where_the_show_is():
    pytest.importorskip("zeroconf", reason="zeroconf is not installed")
    from zeroconf import Zeroconf

    from rtxmodal.control.web_names import SERVICES, Names

    async def told():
        names = Names("127.0.0.1")
        await names.announce("rtxmodal-test", 9110, 9111)
        listener = Zeroconf(interfaces=["127.0.0.1"])
        try:
            ports = []
            for service in SERVICES:
                found = None
                for _ in range(20):  # under load, zeroconf's listener misses the answer to a question now and then
                    found = found or await asyncio.to_thread(
                        listener.get_service_info, service, f"rtxmodal-test.{service}", 1000
                    )
                ports.append(None if found is None else found.port)
            return ports
        finally:
            listener.close()
            await names.close()

    try:
        ports = asyncio.run(told())
    except OSError as error:
        pytest.skip(f"there is no multicast here: {error}")
    assert ports == [9110, 9111]


def test_python_oscquery_reads_the_tree(served):
    pytest.importorskip("pythonoscquery", reason="python-oscquery is not installed")
    from pythonoscquery.osc_query_client import OSCQueryClient
    from zeroconf import ServiceInfo

    here = ServiceInfo("_oscjson._tcp.local.", "rtxmodal._oscjson._tcp.local.", served.port, addresses=[b"\x7f\0\0\1"])
    client = OSCQueryClient(here)
    info = client.get_host_info()
    assert (info.name, info.osc_port) == ("rtxmodal", served.osc.address[1])
    # its whole tree it cannot take: to it, what can only be written is no node
    node = client.query_node("/rtxmodal/params/timbre").find_subnode("/rtxmodal/params/timbre/cutoff")
    assert node.value == [served.show.table.value("timbre/cutoff")] and node.access.value == 3
    assert client.query_node("/rtxmodal/status").find_subnode("/rtxmodal/status/misses").value == [3]
    assert client.query_node("/rtxmodal/nobody") is None


def test_the_oscquery_of_npm_walks_all_nodes(served, tmp_path):
    if shutil.which("npm") is None:
        pytest.skip("there is no npm here")
    done = subprocess.run(["npm", "install", "--silent", "oscquery@1"], cwd=tmp_path, capture_output=True, timeout=120)
    if done.returncode:
        pytest.skip("npm's oscquery cannot be had here")
    script = f"""
    const {{ OSCQueryDiscovery }} = require("oscquery");
    const found = new OSCQueryDiscovery();
    found.queryNewService("127.0.0.1", {served.port}).then(service => {{
      const all = service.flat().map(node => node.full_path), gain = "/rtxmodal/params/output_gain";
      const described = service.flat().find(node => node.full_path === gain).description;
      console.log(JSON.stringify([all, described, service.resolvePath(gain).getValue(0), service.hostInfo.oscPort]));
      process.exit(0);
    }}).catch(error => {{ console.error(error); process.exit(1); }});
    """
    (tmp_path / "walk.js").write_text(script)
    done = subprocess.run(["node", "walk.js"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    paths, description, value, port = json.loads(done.stdout)
    assert "/rtxmodal/params/timbre/cutoff" in paths and description == "Output gain" and port == served.osc.address[1]
    assert value == served.show.table.value("output_gain")
