"""OSC with programs that others wrote: liblo's tools, pyliblo3 and Pure Data."""

from __future__ import annotations

import queue
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from controllers import PATIENCE_SECONDS, playing

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


class Lines:
    """What a program prints, line by line."""

    def __init__(self, stream) -> None:
        self.seen: list[str] = []
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=lambda: [self._lines.put(line.strip()) for line in stream], daemon=True).start()

    def wait_for(self, wanted: Callable[[str], bool]) -> str:
        """The first line that is wanted."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                self.seen.append(self._lines.get(timeout=max(1e-3, deadline - time.monotonic())))
            except queue.Empty:
                break
            if wanted(self.seen[-1]):
                return self.seen[-1]
        raise AssertionError(f"the line that was waited for did not come, but {self.seen[-10:]}")


@contextmanager
def program(*command: str) -> Iterator[Lines]:
    """A program that prints, ended by its own process id."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed (apt-get install liblo-tools puredata-core)")
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield Lines(process.stdout)
    finally:
        process.terminate()
        process.wait(5)


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def oscsend(port: int, *words: object) -> None:
    if shutil.which("oscsend") is None:
        pytest.skip("oscsend is not installed (apt-get install liblo-tools)")
    subprocess.run(["oscsend", "127.0.0.1", str(port), *map(str, words)], check=True, timeout=PATIENCE_SECONDS)


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
