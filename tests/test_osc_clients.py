"""OSC with programs that others wrote: liblo, pyliblo3, Pure Data, SuperCollider and two libraries of npm."""

from __future__ import annotations

import json
import time

import pytest
from controllers import PATIENCE_SECONDS, playing
from programs import free_port, oscsend, program

PATCH = """#N canvas 0 0 600 400 12;
#X obj 20 20 loadbang;
#X obj 20 50 t b b b;
#X msg 300 80 connect 127.0.0.1 {server};
#X msg 160 110 {ear};
#X obj 160 140 oscformat rtxmodal listeners add;
#X obj 20 80 delay 300;
#X msg 20 110 0.25;
#X obj 20 140 oscformat rtxmodal params drywet;
#X obj 20 170 list prepend send;
#X obj 20 200 list trim;
#X obj 20 230 netsend -u -b;
#X obj 20 270 netreceive -u -b {ear};
#X obj 20 300 oscparse;
#X obj 20 330 print OSCIN;
#X connect 0 0 1 0;
#X connect 1 0 5 0;
#X connect 1 1 3 0;
#X connect 1 2 2 0;
#X connect 2 0 10 0;
#X connect 3 0 4 0;
#X connect 4 0 8 0;
#X connect 5 0 6 0;
#X connect 6 0 7 0;
#X connect 7 0 8 0;
#X connect 8 0 9 0;
#X connect 9 0 10 0;
#X connect 11 0 12 0;
#X connect 12 0 13 0;
"""


def test_oscsend_sets_and_oscdump_hears():
    ear = free_port()
    with playing() as (show, server, _), program("stdbuf", "-oL", "oscdump", str(ear)) as lines:
        port = server.address[1]
        time.sleep(0.2)  # oscdump says nothing when it is ready
        oscsend(port, "/rtxmodal/listeners/add", "i", ear)
        lines.wait_for(lambda line: "/rtxmodal/dump/end" in line)
        assert any(f'/rtxmodal/listeners/added si "127.0.0.1:{ear}" 0' in line for line in lines.seen)
        oscsend(port, "/rtxmodal/params/drywet", "f", 0.25)
        lines.wait_for(lambda line: line.endswith("/rtxmodal/params/drywet f 0.250000"))
        oscsend(port, "/rtxmodal/params/mute", "T")
        lines.wait_for(lambda line: line.endswith("/rtxmodal/params/mute i 1"))
        oscsend(port, "/rtxmodal/params/path/kind", "s", "max")
        lines.wait_for(lambda line: line.endswith('/rtxmodal/params/path/kind s "max"'))
        oscsend(port, "/rtxmodal/ping", "S", "symbol")  # a type that python-osc trips over
        oscsend(port, "/rtxmodal/text/output_gain")
        lines.wait_for(lambda line: "-12 dB" in line)
        tags = {line.split()[2] for line in lines.seen if len(line.split()) > 3}
        assert set("".join(tags)) <= set("ifs"), "only types that every client reads"
        assert show.table.value("drywet") == 0.25


def test_pyliblo_gets_answers_where_it_sends_from_and_its_bundles_are_obeyed():
    liblo = pytest.importorskip("pyliblo3", reason="pyliblo3 is not installed (pip install pyliblo3)")
    with playing() as (show, server, (client, _)):
        ear = liblo.Server()
        heard: list[tuple[str, list[object], str]] = []
        ear.add_method(None, None, lambda path, args, types: heard.append((path, args, types)))
        host = liblo.Address("127.0.0.1", server.address[1])
        ear.send(host, "/rtxmodal/ping", 5)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not heard and time.monotonic() < deadline:
            ear.recv(100)
        assert heard[0][0] == "/rtxmodal/pong" and heard[0][1][0] == 5
        ear.send(
            host,
            liblo.Bundle(
                liblo.Message("/rtxmodal/params/drywet", ("d", 0.5)), liblo.Message("/rtxmodal/params/mute", True)
            ),
        )
        ear.send(host, liblo.Bundle(liblo.time() + 0.2, liblo.Message("/rtxmodal/params/ceiling", -6)))
        client.settle()
        assert show.table.value("drywet") == 0.5 and show.table.value("mute") == 1.0
        assert show.table.value("ceiling") == -1.0
        time.sleep(0.3)
        client.settle()
        assert show.table.value("ceiling") == -6.0


def test_pure_data_reads_every_message_and_turns_a_knob(tmp_path):
    ear = free_port()
    with playing() as (show, server, (client, _)):
        patch = tmp_path / "client.pd"
        patch.write_text(PATCH.format(server=server.address[1], ear=ear))
        flags = ("-nogui", "-noaudio", "-nomidi", "-noprefs", "-nrt", "-stderr", "-open")
        with program("pd", *flags, str(patch)) as lines:
            lines.wait_for(lambda line: "rtxmodal dump end" in line)
            lines.wait_for(lambda line: "rtxmodal status heartbeat" in line)
            client.settle()
            assert show.table.value("drywet") == 0.25
            client.send("params/output_gain", -20)
            line = lines.wait_for(lambda line: "output_gain" in line)
            assert line.endswith("rtxmodal params output_gain -20")
            assert not [line for line in lines.seen if "oscparse" in line or "error" in line.lower()]


NODE_OSC = """
const { Client, Server, Message, Bundle } = require("node-osc");
const [server, ear] = process.argv.slice(2).map(Number);
const listening = new Server(ear, "127.0.0.1", () => {
  const client = new Client("127.0.0.1", server);
  client.send("/rtxmodal/listeners/add", ear, () => {});
  listening.on("message", (message) => {
    console.log("HEARD", JSON.stringify(message));
    if (message[0] === "/rtxmodal/dump/end") {
      client.send("/rtxmodal/params/mute", true, () => {});
      client.send(new Bundle(["/rtxmodal/params/drywet", 0.25], ["/rtxmodal/params/path/kind", "max"],
                             ["/rtxmodal/params/path/kind"]), () => {});
    }
  });
});
"""
OSC_JS = """
const osc = require("osc");
const server = Number(process.argv[2]);
const port = new osc.UDPPort({ localAddress: "127.0.0.1", localPort: 0, remoteAddress: "127.0.0.1",
                               remotePort: server, metadata: true });
port.on("message", (message) => console.log("HEARD", JSON.stringify(message)));
port.on("error", (error) => console.log("ERROR", error.message));
port.on("ready", () => {
  const [i, f, s] = ["i", "f", "s"].map((type) => (value) => ({ type, value }));
  port.send({ address: "/rtxmodal/listeners/add", args: [i(port.socket.address().port), s("norm")] });
  port.send({ address: "/rtxmodal/params/drywet", args: [{ type: "T", value: true }] });
  setTimeout(() => port.send({ timeTag: osc.timeTag(0.3),
    packets: [{ address: "/rtxmodal/params/ceiling", args: [f(-6)] }] }), 300);
  setTimeout(() => port.send({ address: "/rtxmodal/ping", args: [{ type: "d", value: 0.5 }] }), 100);
  setTimeout(() => port.send({ address: "/rtxmodal/norm/ceiling" }), 1000);
});
port.open();
"""


def test_node_osc_hears_the_dump_and_its_bundle_is_obeyed(npm, tmp_path):
    ear, script = free_port(), tmp_path / "client.js"
    script.write_text(NODE_OSC)
    with (
        playing() as (show, server, _),
        program("node", str(script), str(server.address[1]), str(ear), NODE_PATH=str(npm)) as lines,
    ):
        lines.wait_for(lambda line: '"/rtxmodal/params/path/kind","max"' in line)
        assert show.table.value("mute") == 1.0 and show.table.value("drywet") == 0.25
        assert any('"/rtxmodal/dump/begin"' in line for line in lines.seen)


def test_osc_js_hears_only_the_types_that_everybody_reads_and_its_time_tag_is_waited_for(npm, tmp_path):
    script = tmp_path / "client.js"
    script.write_text(OSC_JS)
    with (
        playing() as (show, server, (client, _)),
        program("node", str(script), str(server.address[1]), NODE_PATH=str(npm)) as lines,
    ):
        pong = json.loads(lines.wait_for(lambda line: "/rtxmodal/pong" in line).removeprefix("HEARD "))
        assert [one["type"] for one in pong["args"]] == ["f", "i", "s"] and pong["args"][0]["value"] == 0.5
        lines.wait_for(lambda line: '"/rtxmodal/norm/ceiling"' in line and '"value":0.5}' in line)
        assert show.table.value("ceiling") == -6.0 and show.table.value("drywet") == 1.0
        heard = [json.loads(line.removeprefix("HEARD ")) for line in lines.seen if line.startswith("HEARD")]
        assert {one["type"] for message in heard for one in message["args"]} <= set("ifs")
        assert not [line for line in lines.seen if line.startswith("ERROR")]


SCLANG = """
var server = NetAddr("127.0.0.1", {server});
thisProcess.addOSCRecvFunc({{ |message|
    if (message[0].asString.beginsWith("/rtxmodal")) {{ ("HEARD" + message).postln }};
}});
fork {{
    server.sendMsg("/rtxmodal/listeners/add", NetAddr.langPort);
    0.5.wait;
    server.sendMsg("/rtxmodal/params/drywet", 0.25);
    server.sendMsg("/rtxmodal/params/mute", $T);
    server.sendBundle(0.3, ["/rtxmodal/params/ceiling", -6], ["/rtxmodal/params/ceiling"]);
    0.6.wait;
    server.sendMsg("/rtxmodal/text/ceiling");
}};
"""


def test_sclang_turns_knobs_and_hears_answers_where_it_sends_from(tmp_path):
    script = tmp_path / "client.scd"
    with playing() as (show, server, (client, _)):
        script.write_text(SCLANG.format(server=server.address[1]))
        home = {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
        home["QTWEBENGINE_DISABLE_SANDBOX"] = "1"  # else it refuses to run as root
        with program("sclang", "-u", str(free_port()), str(script), **home) as lines:
            lines.wait_for(lambda line: "/rtxmodal/text/ceiling, -6 dB" in line)
            assert show.table.value("drywet") == 0.25 and show.table.value("mute") == 1.0
            assert show.table.value("ceiling") == -6.0
            client.send("params/output_gain", -20)
            line = lines.wait_for(lambda line: "params/output_gain, -20" in line)
            assert "HEARD" in line
            assert not [line for line in lines.seen if "ERROR" in line]
