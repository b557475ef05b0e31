"""The window under SDL's dummy driver and on a screen that Xvfb stands in for."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bench.theatre import look, screen
from rtxmodal.devices.display import FakeDisplay, WindowChoice, list_displays
from rtxmodal.devices.fitting import crop, mirror, place, soften, test_picture
from rtxmodal.devices.overlay import HEIGHT, ROWS, SHOWN, WIDTH, Overlay
from rtxmodal.devices.window import Window
from rtxmodal.devices.window_keys import TypedKeys
from rtxmodal.notes import NoteEvent
from rtxmodal.stream.blend import Between, fit, mix
from rtxmodal.stream.fader import Fader

test_picture.__test__ = False  # type: ignore[attr-defined]  # a picture for projectors, no test

needs_xvfb = pytest.mark.skipif(
    shutil.which("Xvfb") is None or shutil.which("xdotool") is None,
    reason="Xvfb and xdotool stand in for a screen and a keyboard; apt-get install xvfb xdotool",
)


@pytest.fixture
def dummy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")


@pytest.fixture
def on_screen() -> Iterator[Path]:
    with screen(1280, 720) as frame_buffer:
        yield frame_buffer


def quarters(size: int = 64) -> np.ndarray:
    """Red, green, blue, white. Shape: (size, size, 3)."""
    half = size // 2
    picture = np.zeros((size, size, 3), np.uint8)
    picture[:half, :half, 0] = 255
    picture[:half, half:, 1] = 255
    picture[half:, :half, 2] = 255
    picture[half:, half:] = 255
    return picture


def press(window: Window, *keys: str) -> list[str]:
    subprocess.run(["xdotool", "key", *keys], check=True)
    asked: list[str] = []
    deadline = time.monotonic() + 0.5
    while time.monotonic() < deadline:
        asked += window.actions()
        time.sleep(0.02)
    return asked


@needs_xvfb
def test_the_picture_stands_upright_in_the_middle_with_black_beside_it(on_screen: Path) -> None:
    window = Window(WindowChoice(fullscreen=True, fill="whole"))
    window.show(quarters())
    time.sleep(0.1)
    seen = look(on_screen)
    window.close()
    assert seen.shape == (720, 1280, 3)
    assert not seen[:, :270].any() and not seen[:, -270:].any()
    for row, column, colour in ((180, 460, (255, 0, 0)), (180, 820, (0, 255, 0)), (540, 460, (0, 0, 255))):
        assert tuple(seen[row, column]) == colour
    assert seen[540, 820].min() == 255


@needs_xvfb
def test_a_hidden_window_comes_back_and_a_monitor_that_is_not_there_is_refused(on_screen: Path) -> None:
    window = Window(WindowChoice(width=640, height=360))

    def light() -> float:
        for _ in range(10):
            window.actions()
            window.show(quarters())
            time.sleep(0.02)
        return float(look(on_screen).mean())

    assert light() > 10.0
    window.reveal(False)
    assert light() == 0.0
    window.reveal(True)
    assert light() > 10.0
    with pytest.raises(OSError, match="display must be 0..0, got 3"):
        window.move(3)
    assert light() > 10.0
    window.close()


@needs_xvfb
def test_keys_ask_for_what_the_help_says(on_screen: Path) -> None:
    import pygame

    window = Window(WindowChoice())
    window.show(quarters())
    subprocess.run(["xdotool", "windowfocus", str(pygame.display.get_wm_info()["window"])], check=True)
    meant = {
        "b": "blackout",
        "space": "freeze",
        "z": "freeze",
        "n": "next_scene",
        "Right": "next_scene",
        "p": "previous_scene",
        "Tab": "status",
        "h": "help",
        "t": "test",
        "Next": "cue/go",
        "Prior": "cue/back",
        "Home": "cue/arm",
        "ctrl+q": "quit",
    }
    try:
        window.actions()
        assert [press(window, key) for key in meant] == [[action] for action in meant.values()]
        assert press(window, "f") == ["fullscreen"] and press(window, "Escape") == []
        window.cover(True)
        assert window.fullscreen and press(window, "Escape") == ["fullscreen"]
        window.cover(False)
        assert not window.fullscreen
        assert press(window, "q") == []
    finally:
        window.close()


@pytest.mark.usefixtures("dummy")
def test_the_window_opens_without_a_screen_and_dims_to_black() -> None:
    import pygame

    window = Window(WindowChoice(width=320, height=240))
    levels = []
    for brightness in (1.0, 0.5, 0.0):
        window.show(np.full((32, 32, 3), 200, np.uint8), (), brightness)
        levels.append(pygame.display.get_surface().get_at((160, 120))[0])
    window.close()
    assert levels[0] == 200 and levels[1] == pytest.approx(100, abs=2) and levels[2] == 0


@pytest.mark.usefixtures("dummy")
def test_lines_of_text_stay_legible_in_a_blackout() -> None:
    import pygame

    window = Window(WindowChoice(width=640, height=480))
    window.show(quarters(), ("30 pictures/s\tskipped 0", "loading"), brightness=0.0)
    pixels = pygame.surfarray.array3d(pygame.display.get_surface())
    window.close()
    assert pixels.max() > 200
    assert not pixels[:, :380].any()


@pytest.mark.usefixtures("dummy")
def test_filling_leaves_no_black_and_keeps_the_shape() -> None:
    import pygame

    for fill in ("cut", "mirror"):
        window = Window(WindowChoice(width=640, height=320, fill=fill))
        window.show(quarters())
        pixels = pygame.surfarray.array3d(pygame.display.get_surface()).transpose(1, 0, 2)
        window.close()
        assert tuple(pixels[10, 10]) == (255, 0, 0) and tuple(pixels[310, 630]) == (255, 255, 255)


def test_a_mirrored_picture_stands_whole_in_the_middle_and_goes_on_at_its_edges() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (90, 100, 3), np.uint8)
    wide = mirror(picture, 1920, 1080)
    inner = picture[2:-2, 2:-2]  # the outermost pixels, which a convolution paints otherwise, are left out
    assert wide.shape == (86, 153, 3)
    np.testing.assert_array_equal(wide[:, 28:124], inner)
    np.testing.assert_array_equal(wide[:, 27], inner[:, 0])
    assert mirror(picture, 300, 900).shape == (288, 96, 3)


@pytest.mark.usefixtures("dummy")
def test_a_monitor_that_is_not_there_is_refused_in_words() -> None:
    with pytest.raises(OSError, match="display must be 0..0, got 7"):
        Window(WindowChoice(display=7))
    assert len(list_displays()) == 1


def test_no_screen_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    if not os.path.exists("/proc"):
        pytest.skip("only Linux can be without a screen server")
    monkeypatch.setenv("SDL_VIDEODRIVER", "x11")
    monkeypatch.setenv("DISPLAY", ":4711")
    with pytest.raises(OSError, match="no window can be opened here"):
        Window(WindowChoice())
    assert list_displays() == []


@pytest.mark.parametrize(("window", "fill"), [((1920, 1080), False), ((300, 900), False), ((640, 480), True)])
def test_a_placed_picture_keeps_its_shape_inside_the_window(window: tuple[int, int], fill: bool) -> None:
    left, top, width, height = place((128, 96), window, fill)
    assert 0 <= left <= window[0] - width and 0 <= top <= window[1] - height
    if not fill:
        assert width / height == pytest.approx(128 / 96, rel=0.01)
        assert width == window[0] or height == window[1]
    cut = crop(np.zeros((96, 128, 3), np.uint8), width, height)
    assert cut.shape[1] / cut.shape[0] == pytest.approx(width / height, rel=0.02)


def test_enlarging_is_smooth_and_keeps_colours() -> None:
    assert np.array_equal(soften(np.full((16, 16, 3), 77, np.uint8), 160, 160), np.full((48, 48, 3), 77, np.uint8))
    ramp = np.repeat(np.linspace(0, 255, 32).astype(np.uint8)[None, :, None], 32, 0).repeat(3, 2)
    steps = np.abs(np.diff(soften(ramp, 1080, 1080)[48, :, 0].astype(int)))
    assert steps.max() <= 4


def test_the_fake_keeps_the_last_picture_and_answers_once() -> None:
    fake = FakeDisplay()
    fake.waiting.append("help")
    fake.show(quarters(), ("a",), 0.5)
    assert fake.picture is not None and (fake.lines, fake.brightness, fake.shown) == (("a",), 0.5, 1)
    assert (fake.actions(), fake.actions()) == (["help"], [])


def test_between_pictures_the_window_goes_on_moving_and_arrives() -> None:
    between, shown = Between(), []
    for k in range(60):
        if k % 4 == 0:  # 15 pictures a second at 60 shown
            between.push(np.full((4, 4, 3), min(250, 4 * k), np.uint8), k / 60)
        picture = between.at(k / 60)
        assert picture is not None
        shown.append(int(picture[0, 0, 0]))
    assert all(b > a for a, b in zip(shown[8:], shown[9:50], strict=False))
    assert np.array_equal(between.at(5.0), np.full((4, 4, 3), 224, np.uint8))
    assert between.at(5.0) is between.at(6.0)


@pytest.mark.parametrize("frames", [1, 2, 3, 4, 6])
def test_pictures_at_any_rate_become_even_motion(frames: int) -> None:
    between, shown = Between(), []
    for k in range(60):
        if k % frames == 0:
            between.push(np.full((4, 4, 3), 4 * k, np.uint8), k / 60)
        picture = between.at(k / 60)
        assert picture is not None
        shown.append(int(picture[0, 0, 0]))
    steps = np.diff(shown[40:])
    assert steps.min() >= 3 and steps.max() <= 5  # four levels a display frame, and rounding


def test_mixing_is_exact_at_its_ends_and_sizes_are_fitted() -> None:
    a, b = quarters(8), 255 - quarters(8)
    assert np.array_equal(mix(a, b, 0.0), a) and np.array_equal(mix(a, b, 1.0), b)
    assert fit(a, 8, 8) is a and fit(a, 20, 10).shape == (10, 20, 3)


def test_light_never_jumps() -> None:
    light, levels = Fader(0.4, 1.0), []
    for k in range(60):
        levels.append(light.towards(0.0 if k < 40 else 1.0, k / 60))
    assert np.abs(np.diff(levels)).max() <= 1 / 0.4 / 60 + 1e-9
    assert levels[30] == 0.0


def test_the_test_picture_shows_grey_steps_and_a_circle() -> None:
    picture = test_picture(256)
    assert picture.shape == (256, 256, 3) and len(np.unique(picture[184, 50:206, 0])) == 8


# -- the computer's keys as a piano -------------------------------------------------------------------------


@needs_xvfb
def test_keys_play_a_piano_while_they_are_asked_to_and_are_commands_otherwise(on_screen: Path) -> None:
    import pygame

    window = Window(WindowChoice())
    window.show(quarters())
    subprocess.run(["xdotool", "windowfocus", str(pygame.display.get_wm_info()["window"])], check=True)
    try:
        window.actions()
        assert press(window, "m") == ["computer_keys"] and press(window, "o") == ["overlay"]
        window.play_keys(True)
        assert press(window, "a", "w", "s", "apostrophe") == []
        assert [(event.kind, event.number) for event in window.notes()] == [
            (kind, pitch) for pitch in (60, 61, 62, 77) for kind in ("on", "off")
        ]
        press(window, "x", "c", "a", "z", "z", "a")
        assert [(event.number, event.value) for event in window.notes() if event.kind == "on"] == [(72, 80), (48, 80)]
        assert press(window, "b", "m", "Right", "ctrl+q") == ["blackout", "computer_keys", "next_scene", "quit"]
        window.play_keys(False)
        assert press(window, "f") == ["fullscreen"] and window.notes() == []
    finally:
        window.close()


@needs_xvfb
def test_a_held_key_ends_when_the_piano_is_closed_or_the_window_left(on_screen: Path) -> None:
    import pygame

    window = Window(WindowChoice())
    window.show(quarters())
    number = str(pygame.display.get_wm_info()["window"])
    try:
        left = pygame.event.Event(pygame.WINDOWFOCUSLOST)
        for leave in (lambda: window.play_keys(False), lambda: pygame.event.post(left)):
            subprocess.run(["xdotool", "windowfocus", number], check=True)
            window.actions()
            window.play_keys(True)
            subprocess.run(["xdotool", "keydown", "d"], check=True)
            time.sleep(0.1)
            window.actions()
            assert [(event.kind, event.number) for event in window.notes()] == [("on", 64)]
            leave()
            window.actions()
            assert [(event.kind, event.number) for event in window.notes()] == [("off", 64)]
            subprocess.run(["xdotool", "keyup", "d"], check=True)
            time.sleep(0.1)
            window.actions()
            assert window.notes() == []
    finally:
        window.close()


def test_a_key_lets_go_of_what_it_played_although_the_octave_has_changed() -> None:
    typed = TypedKeys()
    assert [event.number for event in typed.press("A") or []] == [60]
    typed.press("X")
    assert typed.press("A") == [], "it is down already"
    assert [event.number for event in typed.release("A")] == [60]
    assert [event.number for event in typed.press("A") or []] == [72]
    for _ in range(20):
        typed.press("X")
    assert [event.number for event in typed.press("APOSTROPHE") or []] == [125], "the highest octave ends at 127"
    assert typed.press("Q") is None


# -- the overlay --------------------------------------------------------------------------------------------


def lit(overlay: np.ndarray, pitch: int, row: int) -> bool:
    return bool((overlay[row, : len(SHOWN)][pitch == SHOWN, :3].max(axis=-1) > 60).all())


def test_the_overlay_shows_keys_that_are_held_and_the_roll_rises() -> None:
    overlay = Overlay()
    overlay.draw(0.0, -120.0, -120.0)
    overlay.hear(NoteEvent(0, "on", 60, 100.0))
    drawn = overlay.draw(0.1, -120.0, -120.0)
    assert drawn.shape == (HEIGHT, WIDTH, 4) and lit(drawn, 60, ROWS - 1)
    overlay.hear(NoteEvent(0, "off", 60))
    drawn = overlay.draw(1.1, -120.0, -120.0)
    rows = [row for row in range(ROWS) if lit(drawn, 60, row)]
    assert rows and ROWS - 28 <= max(rows) <= ROWS - 22, "a second higher"
    assert not any(lit(drawn, 61, row) or lit(drawn, 59, row) for row in range(ROWS))
    later = overlay.draw(60.0, -120.0, -120.0)
    assert not any(lit(later, 60, row) for row in range(ROWS))


def test_a_key_too_short_for_a_row_of_the_roll_is_seen() -> None:
    overlay = Overlay()
    overlay.draw(0.0, -120.0, -120.0)
    overlay.hear(NoteEvent(0, "on", 60, 100.0))
    overlay.hear(NoteEvent(0, "off", 60))
    drawn = overlay.draw(0.1, -120.0, -120.0)
    assert [row for row in range(ROWS) if lit(drawn, 60, row)] == [ROWS - 2]


def test_the_level_rises_and_turns_red_where_the_limiter_works() -> None:
    heights = []
    for level in (-120.0, -40.0, -20.0, -1.0):
        bar = Overlay().draw(0.0, level, -120.0)[:, -8, :3].astype(int)
        heights.append(int((bar.max(axis=1) > 60).sum()))
    assert heights[0] == 0 and heights == sorted(set(heights)) and heights[-1] > 0.9 * HEIGHT
    red = Overlay().draw(0.0, -1.0, -120.0)[3, -8, :3].astype(int)
    assert red[0] > 2 * red[1]


@pytest.mark.usefixtures("dummy")
def test_the_overlay_lies_in_the_corner_and_takes_little_of_the_window() -> None:
    import pygame

    window = Window(WindowChoice(width=1280, height=720))
    black = np.zeros((64, 64, 3), np.uint8)
    window.lay_over(np.full((HEIGHT, WIDTH, 4), 255, np.uint8))
    window.show(black)
    white = pygame.surfarray.array3d(pygame.display.get_surface())[..., 0].T > 200
    window.lay_over(None)
    window.show(black)
    gone = pygame.surfarray.array3d(pygame.display.get_surface())
    window.close()
    rows, columns = np.flatnonzero(white.any(axis=1)), np.flatnonzero(white.any(axis=0))
    assert rows.min() > 500 and columns.min() > 800 and white.mean() < 0.08 and not gone.any()
