"""What goes wrong with pictures on a stage: cameras pulled out, photographs of any shape, monitors that vanish."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pictures import NAMES, generator
from PIL import Image

from rtxmodal.devices.camera import Camera, FakeCamera
from rtxmodal.devices.display import FakeDisplay, WindowChoice
from rtxmodal.devices.files import LIVE_PIXELS, read_picture, read_still
from rtxmodal.devices.window import Window
from rtxmodal.offline import OfflinePictures
from rtxmodal.scene import LaneSpec, Scene, scene_table
from rtxmodal.stage.lookout import LOST_TURNS, RETRY_TURNS, STALE_TURNS, Lookout, PictureSlot
from rtxmodal.stage.picture import open_any
from rtxmodal.stream.pulse import with_pulse
from rtxmodal.translators import Context

RED = np.full((48, 64, 3), (200, 10, 10), np.uint8)


@pytest.fixture
def slot():
    made = PictureSlot.create(12, 16)
    yield made
    made.close()


class Plug:
    """A camera port: what is plugged in is opened."""

    def __init__(self, *cameras: FakeCamera | None) -> None:
        self._cameras = list(cameras)

    def open(self) -> Camera:
        camera = self._cameras.pop(0) if self._cameras else None
        if camera is None:
            raise OSError("no camera is there")
        return camera


def looked(lookout: Lookout, turns: range) -> list[int]:
    """The count of pictures after each turn."""
    counts = []
    for turn in turns:
        lookout.look(turn)
        counts.append(lookout.count)
    return counts


def test_a_camera_that_is_pulled_out_is_told_once_and_its_last_picture_goes_on(slot: PictureSlot) -> None:
    camera, said = FakeCamera([RED]), []
    lookout = Lookout(Plug(camera).open, slot, said.append)
    looked(lookout, range(2))
    camera.gone = True
    counts = looked(lookout, range(2, 400))
    assert len(said) == 1 and "must be plugged in, got: No such device" in said[0]
    assert camera.closed
    assert lookout.newest is RED
    assert counts[STALE_TURNS - 2] == 1 and set(np.diff(counts[STALE_TURNS:])) == {1}


def test_a_camera_that_comes_back_is_seen_again(slot: PictureSlot) -> None:
    first, second, said = FakeCamera([RED]), FakeCamera([255 - RED]), []
    lookout = Lookout(Plug(first, None, second).open, slot, said.append)
    looked(lookout, range(1))
    first.gone = True
    looked(lookout, range(1, 2 * RETRY_TURNS))
    assert lookout.newest is RED  # one try in vain
    looked(lookout, range(2 * RETRY_TURNS, 2 * RETRY_TURNS + 4))
    assert (lookout.newest == 255 - RED).all()
    assert said[1:] == ["the camera is there again"]


def test_a_show_may_begin_without_its_camera(slot: PictureSlot) -> None:
    said: list[str] = []
    lookout = Lookout(Plug(None, FakeCamera([RED])).open, slot, said.append)
    assert said == ["no camera is there"] and looked(lookout, range(RETRY_TURNS - 1))[-1] == 0
    looked(lookout, range(RETRY_TURNS, RETRY_TURNS + 3))
    assert lookout.newest is RED


def test_a_camera_that_falls_silent_is_opened_anew(slot: PictureSlot) -> None:
    said: list[str] = []
    lookout = Lookout(Plug(FakeCamera([RED]), FakeCamera([RED, 255 - RED])).open, slot, said.append)
    looked(lookout, range(LOST_TURNS))
    assert not said  # a long exposure is no loss
    looked(lookout, range(LOST_TURNS, LOST_TURNS + RETRY_TURNS + 10))
    assert "no picture for some seconds" in said[0] and said[1] == "the camera is there again"


def test_a_portrait_stands_upright_as_its_camera_was_held(tmp_path: Path) -> None:
    picture = Image.new("RGB", (40, 20), (0, 0, 200))
    picture.paste((200, 0, 0), (0, 0, 10, 20))  # left on the sensor: above, for who held it
    exif = picture.getexif()
    exif[0x0112] = 6
    picture.save(tmp_path / "portrait.jpg", exif=exif)
    upright = read_picture(tmp_path / "portrait.jpg")
    assert upright.shape == (40, 20, 3)
    assert upright[2, 10, 0] > 150 and upright[35, 10, 2] > 150


@pytest.mark.parametrize("size", [(8660, 5774), (3000, 8000), (640, 640), (30, 1)])
def test_a_still_is_no_larger_than_is_played_with(tmp_path: Path, size: tuple[int, int]) -> None:
    Image.new("L", size, 90).save(tmp_path / "still.png")  # 50 megapixels, the first
    still = read_still(tmp_path / "still.png")
    assert max(still.shape) == min(LIVE_PIXELS, max(size))
    assert still.shape[1] / still.shape[0] == pytest.approx(size[0] / size[1], rel=0.01)
    assert abs(int(still.mean()) - 90) <= 1


def test_a_lane_from_a_large_photograph_paints_small_pictures(tmp_path: Path) -> None:
    Image.new("RGB", (4000, 3000), (10, 200, 10)).save(tmp_path / "photo.jpg")
    scene = Scene("Photo", "photo", (LaneSpec("eyes", f"picture:{tmp_path / 'photo.jpg'}", ("hueshift",), "window"),))
    table = scene_table(scene, Context(48_000))
    shown = OfflinePictures(scene, table, Context(48_000), 256).show(
        0, np.zeros((256, 2), np.float32), (), with_pulse(table.values, 0.0, 4.0, 0.0)
    )
    assert shown[0].picture.shape == (480, 640, 3)


def test_a_broken_photograph_is_one_line(tmp_path: Path) -> None:
    Image.effect_noise((400, 300), 90).save(tmp_path / "whole.jpg")
    (tmp_path / "half.jpg").write_bytes((tmp_path / "whole.jpg").read_bytes()[:3000])
    with pytest.raises(ValueError, match="half.jpg must be a whole picture; copy or convert it again"):
        read_still(tmp_path / "half.jpg")


def test_a_window_on_a_monitor_that_is_pulled_out_comes_to_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    import pygame

    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    monitors = [(320, 240), (640, 480)]
    monkeypatch.setattr(pygame.display, "get_desktop_sizes", lambda: list(monitors))
    mode, opened = pygame.display.set_mode, []

    def set_mode(size: tuple[int, int], flags: int, display: int) -> object:
        opened.append((size, display))
        return mode(size, 0)

    monkeypatch.setattr(pygame.display, "set_mode", set_mode)
    window = Window(WindowChoice(display=1, fullscreen=True))
    try:
        window.show(RED)
        monitors.pop()
        window.actions()
        window.show(RED)
        window.cover(False)
        window.cover(True)
        assert opened[0] == ((640, 480), 1)
        assert {display for _, display in opened[1:]} == {0} and opened[1][0] == (320, 240)
    finally:
        window.close()


def test_a_process_that_starts_anew_without_its_monitor_takes_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    said: list[str] = []
    window = open_any(WindowChoice(display=3), said.append)
    assert isinstance(window, Window) and "display must be 0..0, got 3" in said[0]
    window.close()
    monkeypatch.setenv("SDL_VIDEODRIVER", "none such")
    assert isinstance(open_any(WindowChoice(), said.append), FakeDisplay)
    assert "no window can be opened here" in said[1]


def test_a_class_that_does_not_exist_is_named_with_those_that_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RTXMODAL_MODELS", str(tmp_path))
    generator(tmp_path)
    scene = Scene("Eyes", "eyes", (LaneSpec("eyes", "mix", ("ganterpret",), "window"),))
    table = scene_table(scene, Context(48_000))
    name = next(parameter.id for parameter in table if parameter.id.endswith("next_class"))
    with pytest.raises(ValueError, match=f"next_class must be one of random, {', '.join(NAMES)}, got 'unicorn'"):
        table.set(name, "unicorn")
    assert table.value(name) == 0.0
