"""Prints the table of figures: `python -m bench [--seconds N] [--quick]`."""

from __future__ import annotations

import argparse
import os
import platform

from bench import faults, keys, lanes, osc, show
from bench.rows import Row, attempt


def main() -> None:
    """Measure, and print the table as the README holds it."""
    parser = argparse.ArgumentParser("bench")
    parser.add_argument("--seconds", type=float, default=60.0, help="of the show (60)")
    parser.add_argument("--no-show", action="store_true", help="leave out what needs jackd and Xvfb")
    given = parser.parse_args()
    rows: list[Row] = []
    measures = [
        ("engine-added latency", "<= 512 frames", faults.latency),
        ("worker time / hop time", "p50 <= 0.25, p99 <= 0.6", lambda: lanes.worker_time(20.0)),
        ("worker time / hop time, keys", "p99 <= 0.6", lambda: keys.worker_time(20.0)),
        ("worker time / hop time, databend-sound", "p99 <= 0.6", lambda: keys.read_picture_time(20.0)),
        ("key to sound beyond its block", "<= 5.3 ms", keys.key_to_sound),
        ("click of a forced miss", "<= +1.5 dB", faults.click),
        ("back to nominal latency", "<= 250 ms", faults.recovery),
        ("swap of a loaded scene", "0 missed, <= 150 ms", lambda: faults.swap(20)),
        ("random blocks against one block", "<= 1e-5", lanes.exactness),
        ("OSC packet to value", "p99 <= 2 ms", lambda: osc.control(given.seconds)),
        ("a picture on one core", ">= 30 a second", lambda: lanes.pictures(10.0)),
        ("a picture of a picture on one core", "p99 <= 20 ms", lambda: lanes.dreams(10.0)),
    ]
    if not given.no_show:
        measures.append(("a show", "", lambda: show.play(given.seconds)))
    for measure in measures:
        for row in attempt(*measure):
            print(row.markdown(), flush=True)
            rows.append(row)
    load = os.getloadavg()[0]
    print(f"\n{os.cpu_count()} cores, {platform.processor() or platform.machine()}, load average {load:.1f} at the end")
    print("| what | goal | p50 | p99 | |\n|---|---|---|---|---|")
    for row in rows:
        print(row.markdown())


if __name__ == "__main__":
    main()
