"""The picture process with real shared memory and a real pipe, fed by hand; the window is the fake that ships."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing import Pipe, get_context
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pictures import clicks, generator
from PIL import Image

from rtxmodal.devices.display import FakeDisplay, WindowChoice
from rtxmodal.devices.fitting import test_picture as made_to_set_up_by
from rtxmodal.notes import NoteEvent
from rtxmodal.params import Table
from rtxmodal.scene import LaneSpec, Scene, scene_table
from rtxmodal.stage import picture
from rtxmodal.stage.pace import Pace
from rtxmodal.stage.painter import Painter
from rtxmodal.stage.picture import PictureProcess
from rtxmodal.stage.shared import Failed, LoadScene, PictureStatus, Ready, Request, SoundStatus, StageParts, Stop
from rtxmodal.translators import Context

RATE = 48_000
PATIENCE = 20.0


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RTXMODAL_MODELS", str(tmp_path))
    generator(tmp_path)
    return tmp_path


@pytest.fixture
def parts() -> Iterator[StageParts]:
    shared = StageParts()
    yield shared
    shared.close()


def eyes(source: str = "mix", through: tuple[str, ...] = ("ganterpret",), name: str = "eyes", **more: Any) -> Scene:
    return Scene(name, name, (LaneSpec(name, source, through, "window", **more),))


def table_of(scene: Scene) -> Table:
    return scene_table(scene, Context(RATE, "cpu"))


def load(parts: StageParts, scene: Scene, generation: int = 1) -> LoadScene:
    table = table_of(scene)
    parts.parameters.put(np.concatenate([[generation], table.values]))
    return LoadScene(scene, table.parameters, generation, "cpu")


def hear(parts: StageParts, sound: np.ndarray, size: int = 480) -> None:
    for start in range(0, len(sound), size):
        parts.heard.write(np.repeat(sound[start : start + size], 2, axis=1))


def no_words(text: str) -> None:
    raise AssertionError(text)


class Recorder(FakeDisplay):
    """Also keeps every brightness there was."""

    def __init__(self) -> None:
        super().__init__()
        self.levels: set[float] = set()

    def show(self, shown: np.ndarray, lines: Sequence[str] = (), brightness: float = 1.0) -> None:
        super().show(shown, lines, brightness)
        self.levels.add(brightness)


@dataclass
class Stage:
    """The process in a thread, its sound played by hand in real time."""

    parts: StageParts
    scene: Scene
    latency: int = 0
    display: Recorder = field(default_factory=Recorder)

    def __enter__(self) -> Stage:
        self.connection, far_end = Pipe()
        self.process = PictureProcess(self.parts, far_end, self.display, load(self.parts, self.scene))
        self.thread = threading.Thread(target=self.process.run)
        self.sound = clicks(10.0)
        self.started = time.monotonic()
        self.tell()
        self.thread.start()
        self.said: list[Any] = []
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.send(Stop())
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive() and self.display.closed

    def tell(self) -> None:
        """Play what is due and say so, as the sound process does."""
        now = time.monotonic()
        due = int((now - self.started) * RATE) - self.parts.heard.written
        while due > 0:
            start = self.parts.heard.written % (len(self.sound) - 480)
            hear(self.parts, self.sound[start : start + min(due, 480)])
            due -= 480
        status = SoundStatus(
            position=self.parts.heard.written, sample_rate=RATE, heartbeat=now, latency_device_out=self.latency
        )
        self.parts.sound_status.put(status.vector())

    def until(self, true: Callable[[], bool], seconds: float = PATIENCE) -> bool:
        """Play on until something is true."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.tell()
            while self.connection.poll():
                self.said.append(self.connection.recv())
            if true():
                return True
            time.sleep(0.005)
        return False

    def status(self) -> PictureStatus:
        return PictureStatus.of(self.parts.picture_status.get())


def test_pictures_are_stamped_with_the_frame_of_the_ring_they_were_made_from(folder: Path, parts: StageParts) -> None:
    hear(parts, np.zeros((3 * RATE, 1), np.float32))
    painter = Painter(parts, load(parts, eyes()), RATE, no_words)
    while painter.turn():
        pass
    painter.take(parts.heard.written)
    begin = parts.heard.written
    for piece in np.split(clicks(0.4), 24):
        hear(parts, piece)
        assert painter.turn()
    assert painter.take(begin + 800) is None
    shown = painter.take(begin + 4 * 1600 + 10)
    assert shown is not None and shown.frame == begin + 4 * 1600
    assert painter.take(begin + 4 * 1600 + 10) is None
    painter.stop()


def test_a_painter_that_is_behind_skips_to_the_newest_and_says_how_much(folder: Path, parts: StageParts) -> None:
    painter = Painter(parts, load(parts, eyes()), RATE, no_words)
    hear(parts, clicks(0.8))
    while painter.turn():
        pass
    assert painter.skipped == pytest.approx(0.75 * 60, abs=2)
    newest = painter.take(parts.heard.written)
    assert newest is not None and parts.heard.written - newest.frame <= 1600
    hear(parts, clicks(20.0))  # longer than the ring
    assert painter.turn() and not painter.turn()
    for _ in range(2):
        hear(parts, clicks(1 / 60))
        assert painter.turn()
    newest = painter.take(parts.heard.written)
    assert newest is not None and parts.heard.written - newest.frame <= 1600
    painter.stop()


def test_a_picture_file_and_keys_reach_the_window(folder: Path, parts: StageParts) -> None:
    path = folder / "still.png"
    Image.fromarray(np.full((10, 20, 3), 90, np.uint8)).save(path)
    scene = eyes(f"picture:{path}", ())
    painter = Painter(parts, load(parts, scene), RATE, no_words)
    hear(parts, np.zeros((4000, 1), np.float32))
    while painter.turn():
        pass
    shown = painter.take(parts.heard.written)
    assert shown is not None and shown.picture.shape == (10, 20, 3) and (shown.picture == 90).all()
    painter.stop()


def test_a_lane_shows_what_another_makes(folder: Path, parts: StageParts) -> None:
    Image.fromarray(np.full((8, 8, 3), 90, np.uint8)).save(folder / "grey.png")
    lanes = (
        LaneSpec("below", f"picture:{folder / 'grey.png'}", (), "window"),
        LaneSpec("above", "lane:below", ("bits",), "window", values={"depth": 1}),
    )
    painter = Painter(parts, load(parts, Scene("two", "two", lanes)), RATE, no_words)
    hear(parts, np.zeros((4000, 1), np.float32))
    while painter.turn():
        pass
    shown = painter.take(parts.heard.written)
    assert shown is not None and set(np.unique(shown.picture)) <= {0, 255}
    painter.stop()


def test_notes_are_placed_in_the_piece_they_belong_to(folder: Path, parts: StageParts) -> None:
    painter = Painter(parts, load(parts, eyes()), RATE, no_words)
    for frame in (-5, 100, 900, 5000):
        parts.notes_picture.push(NoteEvent(frame, "on", 60, 100.0))
    assert [event.frame for event in painter._notes(0, 800).events] == [0, 100]
    assert [event.frame for event in painter._notes(800, 800).events] == [100]
    painter.stop()


def test_the_lanes_lie_over_each_other_by_their_wet(folder: Path, parts: StageParts) -> None:
    for name, level in (("low", 100), ("high", 200)):
        Image.fromarray(np.full((8, 8, 3), level, np.uint8)).save(folder / f"{name}.png")
    lanes = tuple(
        LaneSpec(name, f"picture:{folder / name}.png", (), "window", wet=wet)
        for name, wet in (("low", 1.0), ("high", 0.25))
    )
    painter = Painter(parts, load(parts, Scene("two", "two", lanes)), RATE, no_words)
    hear(parts, np.zeros((4000, 1), np.float32))
    while painter.turn():
        pass
    shown = painter.take(parts.heard.written)
    assert shown is not None and (shown.picture == 125).all()
    painter.stop()


def test_the_process_shows_moving_pictures_and_tells_measured_figures(folder: Path, parts: StageParts) -> None:
    with Stage(parts, eyes(), latency=480) as stage:
        assert stage.until(lambda: Ready(1) in stage.said)
        seen: set[bytes] = set()

        def has_moved() -> bool:
            if stage.display.picture is not None:
                seen.add(stage.display.picture.tobytes())
            return len(seen) > 20 and stage.status().pictures > 20

        assert stage.until(has_moved)
        assert stage.until(lambda: stage.status().delay_p50_ms != 0.0)
        status = stage.status()
    assert status.generation == 1 and status.shown > 0 and status.heartbeat > 0
    assert -1.0 <= status.delay_p50_ms < 1000.0 and status.delay_p50_ms <= status.delay_p99_ms


def test_a_picture_is_not_shown_before_its_sound_is_heard(folder: Path, parts: StageParts) -> None:
    late = RATE // 10  # a device that holds 100 ms
    with Stage(parts, eyes(), latency=late) as stage:
        assert stage.until(lambda: stage.status().pictures > 30)
        assert stage.until(lambda: stage.status().delay_p50_ms != 0.0)
        assert min(stage.process._pace._delays) >= -1e-6


def test_keys_become_requests(folder: Path, parts: StageParts) -> None:
    with Stage(parts, eyes()) as stage:
        assert stage.until(lambda: Ready(1) in stage.said)
        stage.display.waiting.extend(["blackout", "next_scene", "cue/go", "quit", "help", "status"])
        asked = [Request("set", "blackout", 1.0), Request("next_scene"), Request("set", "cue/go", 1.0), Request("quit")]
        assert stage.until(lambda: [one for one in stage.said if isinstance(one, Request)] == asked)
        assert stage.until(lambda: len(stage.display.lines) > 5 and "sound to picture" in stage.display.lines[-1])


def setter(parts: StageParts) -> Callable[[str, float], None]:
    """Turns a knob of the scene with eyes."""
    table = table_of(eyes())

    def set_value(name: str, value: float) -> None:
        table.set(name, value)
        parts.parameters.put(np.concatenate([[1], table.values]))

    return set_value


def test_the_test_picture_covers_all_blackout_fades_and_freeze_holds(folder: Path, parts: StageParts) -> None:
    set_value = setter(parts)

    with Stage(parts, eyes()) as stage:
        assert stage.until(lambda: stage.display.brightness == 1.0)
        set_value("test", 1.0)
        assert stage.until(lambda: np.array_equal(stage.display.picture, made_to_set_up_by()))
        set_value("test", 0.0)
        set_value("blackout", 1.0)
        assert stage.until(lambda: stage.display.brightness == 0.0)
        assert len(stage.display.levels) > 4  # by degrees
        set_value("freeze", 1.0)
        stage.until(lambda: False, 0.3)
        held = stage.display.picture
        stage.until(lambda: False, 0.3)
        assert held is not None and np.array_equal(stage.display.picture, held)
        set_value("freeze", 0.0)
        assert stage.until(lambda: not np.array_equal(stage.display.picture, held))


def test_the_window_is_hidden_moved_slowed_down_and_a_monitor_that_is_not_there_is_said(
    folder: Path, parts: StageParts
) -> None:
    set_value = setter(parts)

    with Stage(parts, eyes()) as stage:
        assert stage.until(lambda: stage.display.brightness == 1.0)
        set_value("window/shown", 0.0)
        assert stage.until(lambda: not stage.display.is_revealed)
        set_value("window/shown", 1.0)
        set_value("window/display", 1.0)
        assert stage.until(lambda: stage.display.is_revealed and stage.display.monitor == 1)
        set_value("window/display", 7.0)
        assert stage.until(lambda: any("must be 0..1, got 7" in getattr(one, "text", "") for one in stage.said))
        stage.until(lambda: False, 0.2)
        assert sum("got 7" in getattr(one, "text", "") for one in stage.said) == 1 and stage.display.monitor == 1
        set_value("window/max_fps", 10.0)
        stage.until(lambda: False, 0.3)
        before = stage.display.shown
        stage.until(lambda: False, 1.0)
        assert 2 <= stage.display.shown - before <= 11
        set_value("window/flash_limit", 0.0)
        assert stage.until(lambda: stage.process._flash.flashes == 0.0)


def test_a_new_scene_is_dissolved_in_and_a_broken_one_is_refused(folder: Path, parts: StageParts) -> None:
    Image.fromarray(np.full((16, 16, 3), 250, np.uint8)).save(folder / "white.png")
    with Stage(parts, eyes()) as stage:
        assert stage.until(lambda: Ready(1) in stage.said and stage.status().pictures > 5)
        (folder / "tiny-generator.onnx").rename(folder / "gone")
        stage.connection.send(load_like(2))
        assert stage.until(lambda: any(isinstance(one, Failed) and one.generation == 2 for one in stage.said))
        assert "must have a picture generator" in next(one.text for one in stage.said if isinstance(one, Failed))
        stage.connection.send(load(parts, eyes(f"picture:{folder / 'white.png'}", (), "white"), 3))
        means: list[float] = []

        def is_white() -> bool:
            means.append(float(np.mean(stage.display.picture)) if stage.display.picture is not None else 0.0)
            return means[-1] == 250.0

        assert stage.until(is_white)
        assert Ready(3) in stage.said
        before = means[0]
        assert any(before + 10 < mean < 240 for mean in means)  # not at one stroke


def test_a_scene_is_prepared_in_silence_and_shown_when_its_values_are_published(
    folder: Path, parts: StageParts
) -> None:
    with Stage(parts, eyes()) as stage:
        assert stage.until(lambda: Ready(1) in stage.said)
        held = parts.parameters.get()
        command = load(parts, eyes(name="other"), 2)
        published = parts.parameters.get()
        parts.parameters.put(held)
        stage.connection.send(command)
        assert not stage.until(lambda: Ready(2) in stage.said, 1.0)
        parts.parameters.put(published)
        assert stage.until(lambda: Ready(2) in stage.said)


def load_like(generation: int) -> LoadScene:
    """A command whose generator has gone since the table was made."""
    scene = Scene("broken", "broken", (LaneSpec("eyes", "mix", ("ganterpret",), "window"),))
    from rtxmodal.scene import CORE, _lane_parameters

    return LoadScene(scene, (*CORE, *_lane_parameters(scene.lanes[0])), generation, "cpu")


def test_the_real_process_ends_when_it_is_told_and_when_main_is_gone(
    folder: Path, parts: StageParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    spawn = get_context("spawn")
    command = load(parts, eyes())
    for ending in ("stop", "gone"):
        near, far = spawn.Pipe()
        arguments = (parts.memory, far, WindowChoice(), command)
        child = spawn.Process(target=picture.run, args=arguments, daemon=True)
        child.start()
        far.close()
        deadline = time.monotonic() + PATIENCE
        heartbeat = PictureStatus.of(parts.picture_status.get()).heartbeat
        while PictureStatus.of(parts.picture_status.get()).heartbeat == heartbeat and time.monotonic() < deadline:
            time.sleep(0.02)
        if ending == "stop":
            near.send(Stop())
        else:
            near.close()
        child.join(PATIENCE)
        assert child.exitcode == 0


def test_the_pace_does_not_catch_up_what_was_late() -> None:
    pace, times = Pace(), []
    for turn in range(8):
        pace.wait(0.02)
        times.append(time.monotonic())
        if turn == 3:
            time.sleep(0.1)
    assert min(np.diff(times)[4:]) > 0.01
