"""What every test may use."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import onnxruntime
import pytest

from rtxmodal.session import SMALLEST_GRAPH

os.environ.setdefault("OMP_NUM_THREADS", "1")
# Begun in the background of a script, a suite is deaf to Ctrl-C, and so would be the shows that it ends by it.
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]  # tiny.py, and bench/

# The first session of a process decides whether its thread flushes subnormal numbers to zero. Ours do, which is right
# on stage; hypothesis, which draws subnormal numbers, refuses to work on such a thread.
onnxruntime.InferenceSession(SMALLEST_GRAPH, providers=["CPUExecutionProvider"])


@pytest.fixture(scope="session")
def npm(request: pytest.FixtureRequest) -> Path:
    """The folder `node_modules` with the OSC and OSCQuery packages of programs.NPM_PACKAGES: give it as NODE_PATH."""
    from programs import node_modules

    return node_modules(Path(request.config.cache.mkdir("npm")))
