"""Figures of the OSC server: many messages a second into a show that plays, and a flood beside a second client.

The messages come from a process of their own, paced, each with its number as the value; where it arrives in the table
of parameters, the time is taken.
"""

from __future__ import annotations

import argparse
import multiprocessing
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from bench.hostile import HOSTILE, ODD
from bench.rows import Row, spread
from rtxmodal.control import OscChoice
from rtxmodal.control.wire import Message, decode, encode
from rtxmodal.devices.audio import NO_CARD, AudioChoice
from rtxmodal.scene_file import load_scene
from rtxmodal.stage.show import Show
from rtxmodal.stage.supervisor import Supervisor

MESSAGES_A_SECOND = 5000
NUMBERS = 1 << 20  # a 32-bit float of 0..1 tells so many apart
FLOOD_A_SECOND = 50_000
FLOOD_SECONDS = 5.0
HOSTILE_ROUNDS = 5


def control(seconds: float) -> Iterator[Row]:
    """The default scene plays on a clock while OSC comes in."""
    with _playing() as supervisor:
        yield _hostile(supervisor)
        yield from _sustained(supervisor, seconds)
        yield from _flood(supervisor)


@contextmanager
def _playing() -> Iterator[Supervisor]:
    show = Show(
        load_scene("default"), audio=AudioChoice(host_api=NO_CARD), window=None, osc=OscChoice(port=0), has_input=False
    )
    supervisor = Supervisor(show, lambda line: None, lambda line: None)
    supervisor.start()
    watch = threading.Thread(target=supervisor.run, daemon=True)
    watch.start()
    try:
        deadline = time.monotonic() + 60.0
        while supervisor.status()[0].generation < 0 and time.monotonic() < deadline:
            time.sleep(0.05)
        yield supervisor
    finally:
        supervisor.quit()
        watch.join()
        supervisor.stop()


def _hostile(supervisor: Supervisor) -> Row:
    """After each packet of the corpus: how long a second client waits for its answer."""
    attacker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    packets = [*HOSTILE.values(), *ODD.values()] * HOSTILE_ROUNDS
    waits = []
    for packet in packets:
        attacker.sendto(packet, ("127.0.0.1", supervisor.osc_port))
        waits.append(_pings(supervisor.osc_port, 0.0)[0])
    attacker.close()
    what = f"answer after each of {len(packets)} hostile packets"
    slowest = f"{max(waits):.2f} ms at most"
    return Row(what, "all, <= 50 ms", f"{np.median(waits):.2f} ms", slowest, max(waits) <= 50.0)


def _sustained(supervisor: Supervisor, seconds: float) -> Iterator[Row]:
    """From the packet being sent to the value being in the table, for every one."""
    count = int(seconds * MESSAGES_A_SECOND)
    arrived = np.full(count, np.nan)

    def note(parameter_id: str, value: float, origin: object) -> None:
        if parameter_id == "drywet":
            arrived[round(value * NUMBERS) % count] = time.monotonic()

    supervisor.on_change(note)
    sent = _send(supervisor.osc_port, count, MESSAGES_A_SECOND)
    time.sleep(0.5)
    waits = 1000.0 * (arrived - sent)
    lost = int(np.isnan(waits).sum())
    what = f"OSC at {MESSAGES_A_SECOND} messages/s for {seconds:.0f} s"
    yield Row(f"{what}: lost", "none", f"{lost} of {count}", "", lost == 0)
    p50, p99 = spread(waits[~np.isnan(waits)], "ms")
    yield Row(f"{what}: packet to value", "p99 <= 2 ms", p50, p99, bool(np.nanpercentile(waits, 99) <= 2.0))


def _flood(supervisor: Supervisor) -> Iterator[Row]:
    """Ten times more than is let through, while a second client asks."""
    misses = supervisor.status()[0].misses
    quiet, calm = _pings(supervisor.osc_port, FLOOD_SECONDS), supervisor.status()[0].misses - misses
    count = int(FLOOD_SECONDS * FLOOD_A_SECOND)
    flood = threading.Thread(target=_send, args=(supervisor.osc_port, count, FLOOD_A_SECOND))
    flood.start()
    waits = _pings(supervisor.osc_port, FLOOD_SECONDS)
    flood.join()
    missed = supervisor.status()[0].misses - misses - calm
    what = f"answer to a second client in a flood of {FLOOD_A_SECOND} messages/s"
    came = waits[np.isfinite(waits)]
    lost, alone = len(waits) - len(came), spread(quiet[np.isfinite(quiet)], "ms")
    held = bool(lost == 0 and np.percentile(came, 99) <= 50.0)
    what += f" (alone {alone[0]}, {alone[1]}; {lost} of {len(waits)} lost)"
    yield Row(what, "all, p99 <= 50 ms", *spread(came, "ms"), held)
    yield Row("blocks missed in that flood", "as many as without", f"{missed:.0f} ({calm:.0f})", "", missed <= calm + 1)


def _pings(port: int, seconds: float) -> np.ndarray:
    """How long each answer took, ms; infinity where none came."""
    talk = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    talk.settimeout(1.0)
    waits = []
    deadline = time.monotonic() + seconds
    while not waits or time.monotonic() < deadline:
        began = time.monotonic()
        talk.sendto(encode(Message("/rtxmodal/ping", (len(waits),))), ("127.0.0.1", port))
        try:
            while decode(talk.recv(4096))[0].arguments[0] != len(waits):
                pass
            waits.append(1000.0 * (time.monotonic() - began))
        except TimeoutError:
            waits.append(float("inf"))
        if seconds:
            time.sleep(0.02)
    talk.close()
    return np.array(waits)


def _send(port: int, count: int, rate: float) -> np.ndarray:
    """When each message was sent, time.monotonic(), by a process that does nothing else."""
    results: multiprocessing.SimpleQueue[np.ndarray] = multiprocessing.get_context("spawn").SimpleQueue()
    sender = multiprocessing.get_context("spawn").Process(target=_sender, args=(port, count, rate, results))
    sender.start()
    sent = results.get()
    sender.join()
    return sent


def _sender(port: int, count: int, rate: float, results: multiprocessing.SimpleQueue[np.ndarray]) -> None:
    talk = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    head = encode(Message("/rtxmodal/params/drywet", (0.0,)))[:-4]
    tails = (np.arange(count) / NUMBERS).astype(">f4").tobytes()
    sent = np.zeros(count)
    began = time.monotonic()
    for place in range(count):
        due = began + place / rate
        while (now := time.monotonic()) < due:
            time.sleep(due - now)
        sent[place] = now
        talk.sendto(head + tails[4 * place : 4 * place + 4], ("127.0.0.1", port))
    talk.close()
    results.put(sent)


def main() -> None:
    """Measure, and print the rows."""
    parser = argparse.ArgumentParser("bench.osc")
    parser.add_argument("--seconds", type=float, default=60.0, help="of messages (60)")
    for row in control(parser.parse_args().seconds):
        print(row.markdown(), flush=True)


if __name__ == "__main__":
    main()
