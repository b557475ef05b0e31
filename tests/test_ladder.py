"""Laws of the ladder: down in half a second, up with patience; the sound never pays."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pictures import clicks, generator
from PIL import Image

from rtxmodal.params import Table
from rtxmodal.scene import LaneSpec, Scene, scene_table
from rtxmodal.stage.ladder import PATIENCE, SPAN, TRIAL, Ladder
from rtxmodal.stage.painter import Painter
from rtxmodal.stage.report import status_line
from rtxmodal.stage.shared import LoadScene, PictureStatus, SoundStatus, StageParts
from rtxmodal.stream.pulse import HALVINGS
from rtxmodal.translators import Context, ganterpret
from rtxmodal.translators.generator import Generator, Point, find_generator

RATE = 48_000
PERIOD = 1 / 60


class Clock:
    """A painter in small: every turn takes the share of its time that its rung is said to cost."""

    def __init__(self, ladder: Ladder, cost: Callable[[int, float], float]) -> None:
        self.ladder, self.cost, self.now = ladder, cost, 100.0
        self.rungs: list[tuple[float, int]] = []

    def run(self, seconds: float) -> list[int]:
        """The rungs of that time, one a turn."""
        end, begun = self.now + seconds, len(self.rungs)
        while self.now < end:
            busy = PERIOD * self.cost(self.ladder.rung, self.now)
            self.now += max(PERIOD, busy)
            self.rungs.append((self.now, self.ladder.see(self.now, busy, is_behind=busy > PERIOD)))
        return [rung for _, rung in self.rungs[begun:]]

    def changes(self) -> list[tuple[float, int]]:
        """When the rung changed, and to which."""
        pairs = zip(self.rungs, self.rungs[1:], strict=False)
        return [(now, rung) for (_, before), (now, rung) in pairs if rung != before]


@pytest.mark.parametrize("load", [1.0, 1.3, 4.0, 12.0])
def test_who_is_late_is_a_rung_down_within_half_a_second(load: float) -> None:
    clock = Clock(Ladder(2), lambda rung, now: 0.3 if now < 103.0 else load)
    assert set(clock.run(3.0)) == {0}
    clock.run(2.0)
    first, _ = clock.changes()[0]
    assert first - 103.0 <= 0.5 + load * PERIOD


def test_each_rung_is_given_time_before_the_next() -> None:
    clock = Clock(Ladder(2), lambda rung, now: 2.0)
    clock.run(3.0)
    changes = clock.changes()
    assert [rung for _, rung in changes] == [1, 2, 3]
    assert min(np.diff([now for now, _ in changes])) >= SPAN


def test_it_stays_on_the_first_rung_that_is_in_time() -> None:
    clock = Clock(Ladder(2), lambda rung, now: (1.6, 0.7, 0.2, 0.1)[rung])
    clock.run(60.0)
    assert [rung for _, rung in clock.changes()] == [1]


def test_one_long_turn_is_forgiven_and_no_load_leaves_it_alone() -> None:
    clock = Clock(Ladder(1), lambda rung, now: 8.0 if 103.0 < now < 103.02 else 0.5)
    assert set(clock.run(10.0)) == {0}


def test_up_again_after_five_easy_seconds_and_not_before() -> None:
    clock = Clock(Ladder(1), lambda rung, now: 1.5 if now < 102.0 else 0.2)
    clock.run(20.0)
    changes = clock.changes()
    down = [now for (now, rung) in changes if now < 103.0]
    up = [now for (now, rung) in changes if now >= 103.0]
    assert clock.ladder.rung == 0 and len(down) == len(up)
    assert np.diff([down[-1], *up]).min() >= PATIENCE


def test_a_rung_that_is_too_much_is_tried_ever_more_seldom() -> None:
    clock = Clock(Ladder(1), lambda rung, now: (1.5, 0.4, 0.2)[rung])
    clock.run(600.0)
    tries = [now for now, rung in clock.changes() if rung == 0]
    waits = np.diff(tries)
    assert 5 <= len(tries) <= 12 and (np.diff(waits) > -1.0).all() and waits[-1] > 70.0
    assert sum(rung == 0 for _, rung in clock.rungs) < 0.02 * len(clock.rungs)


def test_after_a_rung_has_proved_itself_the_next_trouble_is_forgiven_as_soon() -> None:
    trouble = ((100.0, 130.0), (200.0, 202.0))
    hard = lambda now: any(begin <= now < end for begin, end in trouble)  # noqa: E731
    clock = Clock(Ladder(0), lambda rung, now: (1.5 if hard(now) else 0.3) * (1.0, 0.3)[rung])
    clock.run(100.0)
    assert clock.ladder.rung == 0 and clock.changes()[-1][0] < 200.0 - TRIAL
    clock.run(12.0)
    assert [rung for now, rung in clock.changes() if now > 200.0] == [1, 0]


def test_a_miss_of_the_sound_takes_pictures_down_though_they_are_in_time() -> None:
    ladder = Ladder(1)
    rungs = [ladder.see(turn * PERIOD, 0.1 * PERIOD, misses=7.0 + (turn >= 100)) for turn in range(200)]
    assert rungs[99] == 0 and rungs[100] == 1 and rungs[199] == 1  # what was missed before does not count


def test_the_sizes_come_first_and_then_the_number_of_pictures() -> None:
    ladder, seen = Ladder(2), []
    for turn in range(200):
        ladder.see(turn * PERIOD, PERIOD)
        seen.append((ladder.halvings, ladder.is_sparse))
    assert list(dict.fromkeys(seen)) == [(0, False), (1, False), (2, False), (2, True)]


# -- the generator's siblings ------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RTXMODAL_MODELS", str(tmp_path))
    return tmp_path


def point(made_by: Generator) -> Point:
    return Point(np.ones(made_by.latent_size), np.eye(made_by.class_count)[0], np.zeros((6, 8)))


def test_a_smaller_sibling_paints_when_it_is_told_to_and_is_never_the_first_choice(folder: Path) -> None:
    generator(folder, "z-large", side=256)
    generator(folder, "a-small", side=128, smaller_of="z-large")
    path, card = find_generator(Context(RATE))
    assert path.stem == "z-large"
    made_by = Generator(path, card, "cpu")
    small = Generator(
        folder / "a-small.onnx", find_generator(Context(RATE, options={"generator": "a-small"}))[1], "cpu"
    )
    values = {"truncation": 0.8}
    pictures = [made_by.paint(point(made_by), values | {HALVINGS: halvings}) for halvings in range(3)]
    assert [picture.shape for picture in pictures] == [(edge, edge, 3) for edge in (256, 128, 64)]
    assert np.array_equal(pictures[1], small.paint(point(small), values))
    halved = np.asarray(Image.fromarray(pictures[1]).resize((64, 64), Image.Resampling.BILINEAR))
    assert np.array_equal(pictures[2], halved)
    assert made_by.shrinks and not small.shrinks


def test_a_sibling_that_takes_other_inputs_is_refused(folder: Path) -> None:
    generator(folder, "large", side=64)
    generator(folder, "small", side=32, smaller_of="large", styles=False)
    with pytest.raises(ValueError, match="small must take the inputs of large"):
        ganterpret.create(Context(RATE, "cpu", {"generator": "large"}))


# -- on stage, with a generator that is slow ---------------------------------------------------------------


@pytest.fixture
def parts() -> Iterator[StageParts]:
    shared = StageParts()
    yield shared
    shared.close()


def load(parts: StageParts, *through: str) -> tuple[LoadScene, Table]:
    scene = Scene("eyes", "eyes", (LaneSpec("eyes", "mix", through, "window"),))
    table = scene_table(scene, Context(RATE, "cpu"))
    parts.parameters.put(np.concatenate([[1], table.values]))
    return LoadScene(scene, table.parameters, 1, "cpu"), table


def play(parts: StageParts, painter: Painter, seconds: float, until: Callable[[], bool] = lambda: False) -> float:
    """Sound at the pace of the clock; seconds until something was true."""
    sound = np.repeat(clicks(4.0), 2, axis=1)
    began, given, at = time.monotonic(), 0, parts.heard.written
    while (passed := time.monotonic() - began) < seconds and not until():
        due = int(passed * RATE)
        for start in range(given, due - 479, 480):
            parts.heard.write(sound[start % (len(sound) - 480) :][:480])
            given = start + 480
        painter.take(at + given)
        time.sleep(0.002)
    return passed


def slow_down(monkeypatch: pytest.MonkeyPatch, seconds: Callable[[int], float]) -> None:
    """Generators whose picture of an edge takes so long."""
    run = Generator._run

    def slow(self: Generator, *given: object) -> np.ndarray:
        picture = run(self, *given)  # type: ignore[arg-type]
        time.sleep(seconds(picture.shape[0]))
        return picture

    monkeypatch.setattr(Generator, "_run", slow)


def test_a_slowed_generator_is_left_for_its_smaller_sibling_and_comes_back(
    folder: Path, parts: StageParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    generator(folder, "large", side=128)
    generator(folder, "small", side=64, smaller_of="large")
    slow, said = {128: 0.0, 64: 0.0}, []
    slow_down(monkeypatch, lambda edge: slow[edge])
    painter = Painter(parts, load(parts, "ganterpret")[0], RATE, said.append)
    painter.start()
    play(parts, painter, 1.5, lambda: painter.made > 15)
    assert painter.ladder.rung == 0 and painter.height == 128
    slow[128] = 0.08  # more than twice what a picture may take
    assert play(parts, painter, 5.0, lambda: painter.ladder.rung > 0) <= 0.5 + 0.7  # and what a busy machine adds
    play(parts, painter, 2.0, lambda: painter.height == 64)
    assert painter.height == 64 and painter.ladder.rung >= 1
    made = painter.made
    play(parts, painter, 1.0)
    assert painter.made - made > 10  # in time again
    slow[128] = 0.0
    assert PATIENCE - 1.5 < play(parts, painter, 20.0, lambda: painter.height == 128) < 15.0
    painter.stop()
    assert said == []


def test_where_smaller_is_no_faster_there_are_fewer_pictures(
    folder: Path, parts: StageParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    generator(folder, "alone", side=128)
    slow_down(monkeypatch, lambda edge: 0.045)  # 22 a second, not 30
    painter = Painter(parts, load(parts, "ganterpret")[0], RATE, lambda text: None)
    painter.start()
    play(parts, painter, 5.0, lambda: painter.ladder.is_sparse)
    assert painter.ladder.is_sparse and painter.height == 128
    made = painter.made
    passed = play(parts, painter, 2.0)
    assert 4.0 < (painter.made - made) / passed < 18.0  # 15, or less on a busy machine
    painter.stop()


def test_effects_are_given_smaller_pictures_of_a_still_that_stands(
    folder: Path, parts: StageParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ladder, "see", lambda self, *given: self.rung)  # stands where it is put
    generator(folder)
    Image.fromarray(np.full((256, 512, 3), 90, np.uint8)).save(folder / "still.png")
    scene = Scene("eyes", "eyes", (LaneSpec("eyes", f"picture:{folder / 'still.png'}", ("bits",), "window"),))
    table = scene_table(scene, Context(RATE, "cpu"))
    parts.parameters.put(np.concatenate([[1], table.values]))
    painter = Painter(parts, LoadScene(scene, table.parameters, 1, "cpu"), RATE, lambda text: None)
    heights = []
    for rung in range(3):
        painter.ladder.rung = rung
        parts.heard.write(np.zeros((4000, 2), np.float32))
        while painter.turn():
            pass
        heights.append(painter.height)
    assert heights == [256, 128, 64] and painter.ladder.halvings_at_most == 2
    painter.stop()


def test_the_performer_is_told_how_far_down_pictures_went() -> None:
    line = status_line(
        SoundStatus(sample_rate=48_000.0, generation=1.0), PictureStatus(pictures_per_second=15, rung=2, height=64)
    )
    assert "15 pictures/s of 64 px, 2 down" in line
