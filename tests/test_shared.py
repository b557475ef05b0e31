"""Laws of what crosses between processes, with a real second process on the other side."""

from __future__ import annotations

import multiprocessing
import pickle
import time

import numpy as np
import pytest

from rtxmodal.notes import KINDS, NoteEvent
from rtxmodal.stage.shared import EventQueue, PictureStatus, Slot, SoundRing, SoundStatus, StageParts

SPAWN = multiprocessing.get_context("spawn")
SECONDS = 1.5


@pytest.fixture
def part(request):
    made = request.param[0].create(*request.param[1:])
    yield made
    made.close()


@pytest.fixture
def writer():
    """Starts a function in a second process and sees it end."""
    started = []

    def start(target, *arguments):
        process = SPAWN.Process(target=target, args=arguments, daemon=True)
        process.start()
        started.append(process)
        return process

    yield start
    for process in started:
        process.join(20)
        assert process.exitcode == 0


def write_ramp(handle):
    """Frames that say where they lie, in blocks of any size."""
    ring, sizes = SoundRing.attach(handle), np.random.default_rng(0)
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        size = int(sizes.integers(1, 300))
        frames = np.arange(ring.written, ring.written + size) % (1 << 24)
        ring.write(np.repeat(frames[:, None], 2, axis=1).astype(np.float32))
    ring.close()


def put_constants(handle):
    """Vectors of one number each, so that a torn one shows."""
    slot, count = Slot.attach(handle), 0
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        count += 1
        slot.put(np.full(slot.size, float(count)))
    slot.close()


def push_counted(handle, total):
    queue = EventQueue.attach(handle)
    for count in range(total):
        event = NoteEvent(count, KINDS[count % len(KINDS)], count % 128, count / 7, count % 16)
        while not queue.push(event):
            time.sleep(0.001)
    queue.close()


@pytest.mark.parametrize("part", [(SoundRing, 2048, 2)], indirect=True)
def test_a_ring_never_gives_a_torn_or_misplaced_frame(part, writer):
    process, reads, late = writer(write_ramp, part.handle), 0, 0
    sizes = np.random.default_rng(1)
    while process.is_alive():
        size = int(sizes.integers(1, 1500))
        start = part.written - size - int(sizes.integers(0, 700))
        block = part.read(start, size)
        late += block is None
        if block is not None:
            reads += 1
            assert np.array_equal(block[:, 0], np.arange(start, start + size) % (1 << 24))
            assert np.array_equal(block[:, 0], block[:, 1])
    assert reads > 20


@pytest.mark.parametrize("part", [(SoundRing, 100, 2)], indirect=True)
def test_a_ring_says_what_is_not_there_yet_and_what_is_gone(part):
    part.write(np.ones((70, 2), np.float32))
    assert part.read(60, 11) is None and part.read(-1, 5) is None
    assert part.read(0, 70).sum() == 140
    part.write(np.zeros((60, 2), np.float32))
    assert part.read(29, 10) is None
    assert part.read(30, 100).sum() == 80


@pytest.mark.parametrize("part", [(Slot, 1025)], indirect=True)
def test_a_slot_is_never_torn_and_never_goes_back(part, writer):
    process, last, changes = writer(put_constants, part.handle), 0.0, 0
    while process.is_alive():
        vector = part.get()
        assert (vector == vector[0]).all() and vector[0] >= last
        changes += vector[0] > last
        last = vector[0]
    assert changes > 5  # on one busy core the two take turns of many milliseconds


@pytest.mark.parametrize("part", [(Slot, 6)], indirect=True)
def test_a_short_vector_leaves_nothing_of_the_one_before(part):
    assert part.get().tolist() == [0] * 6
    for count in range(9):
        part.put(np.full(6, 5.0))
        part.put(np.array([1.0, count]))
        assert part.get().tolist() == [1.0, count, 0, 0, 0, 0]


@pytest.mark.parametrize("part", [(EventQueue, 16)], indirect=True)
def test_a_queue_gives_every_event_once_in_order(part, writer):
    total, came = 3000, []
    process = writer(push_counted, part.handle, total)
    until = time.monotonic() + 20
    while len(came) < total and time.monotonic() < until:
        came += part.pull()
    process.join(20)
    assert came == [NoteEvent(n, KINDS[n % len(KINDS)], n % 128, n / 7, n % 16) for n in range(total)]


@pytest.mark.parametrize("part", [(EventQueue, 4)], indirect=True)
def test_a_full_queue_says_so_and_counts(part):
    assert [part.push(NoteEvent(n, "on")) for n in range(6)] == [True] * 4 + [False] * 2
    assert part.dropped == 2
    assert [event.frame for event in part.pull()] == [0, 1, 2, 3]
    assert part.push(NoteEvent(9, "on")) and part.pull()[0].frame == 9


def attach_all(memory):
    parts = StageParts(memory)
    parts.heard.write(np.full((5, 2), 0.5, np.float32))
    parts.sound_status.put(SoundStatus(position=5.0, generation=3.0).vector())
    assert parts.parameters.get()[2] == 0.25
    parts.close()


def test_the_whole_bundle_reaches_a_child(writer):
    parts = StageParts()
    try:
        assert pickle.loads(pickle.dumps(parts.memory)) == parts.memory
        parts.parameters.put(np.array([1.0, 0.0, 0.25]))
        writer(attach_all, parts.memory).join(20)
        assert parts.heard.read(0, 5).mean() == 0.5
        status = SoundStatus.of(parts.sound_status.get())
        assert status.position == 5 and status.generation == 3
    finally:
        parts.close()


@pytest.mark.parametrize("kind", [SoundStatus, PictureStatus])
def test_a_status_survives_its_slot(kind):
    fields = kind.__dataclass_fields__
    status = kind(**{name: float(place) for place, name in enumerate(fields)})
    slot = Slot.create(32)
    try:
        slot.put(status.vector())
        assert kind.of(slot.get()) == status
    finally:
        slot.close()
