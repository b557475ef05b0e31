"""Laws of pictures that go to other programs; NDI is heard with the receiver of its own SDK."""

from __future__ import annotations

import importlib.util
import time

import numpy as np
import pytest

from rtxmodal.__main__ import main
from rtxmodal.devices import picture_sinks
from rtxmodal.stage.picture_ring import PLACES, PictureRing
from rtxmodal.stage.sender import Enlarger, PictureSender
from rtxmodal.stage.shared import StageParts

PATIENCE = 60.0
needs_ndi = pytest.mark.skipif(
    not (importlib.util.find_spec("cyndilib") and importlib.util.find_spec("NDIlib")),
    reason="needs pip install cyndilib ndi-python: NDI's library, which is not free software",
)


@needs_ndi
def test_what_the_window_shows_arrives_in_an_ndi_receiver():
    import NDIlib

    parts, said = StageParts(), []
    sender = PictureSender(("ndi",), lambda: parts, said.append)
    shown = np.zeros((64, 96, 3), np.uint8)
    shown[:32] = 200, 40, 10  # red above, blue below: neither mirrored nor turned round
    shown[32:] = 10, 40, 200
    NDIlib.initialize()
    receivers = [receiver_at(NDIlib, port) for port in range(5961, 5967)]
    sender.start()
    try:
        until, came = time.monotonic() + PATIENCE, None
        while came is None:
            assert time.monotonic() < until, said
            parts.pictures.put(shown, 0)
            came = next(filter(lambda one: one is not None, (picture_of(NDIlib, one) for one in receivers)), None)
    finally:
        sender.stop()
        for one in receivers:
            NDIlib.recv_destroy(one)
        parts.close()
    assert came.shape == (512, 768, 4)
    np.testing.assert_allclose(came[100, 400, :3], (10, 40, 200), atol=12)  # blue first, and it went through YCbCr
    np.testing.assert_allclose(came[400, 400, :3], (200, 40, 10), atol=12)


def receiver_at(ndi, port):
    source = ndi.Source()
    source.url_address = f"127.0.0.1:{port}"  # no names are announced without avahi
    settings = ndi.RecvCreateV3()
    settings.color_format = ndi.RECV_COLOR_FORMAT_BGRX_BGRA
    receiver = ndi.recv_create_v3(settings)
    ndi.recv_connect(receiver, source)
    return receiver


def picture_of(ndi, receiver):
    kind, video, _, _ = ndi.recv_capture_v2(receiver, 10)
    if kind != ndi.FRAME_TYPE_VIDEO:
        return None
    picture = np.copy(video.data)
    ndi.recv_free_video_v2(receiver, video)
    return picture


@pytest.mark.parametrize("kind", picture_sinks.SINKS)
def test_a_library_that_is_missing_is_named_with_what_to_do(kind, monkeypatch, capsys):
    monkeypatch.setitem(picture_sinks.LIBRARIES, kind, "no_such_library")
    assert main(["play", "--send", kind]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and f"rtxmodal[{kind}]" in said


def test_every_picture_is_sent_at_the_size_of_the_first():
    enlarger = Enlarger()
    assert enlarger.fit(np.full((128, 128, 3), 7, np.uint8)).shape == (512, 512, 4)
    assert enlarger.fit(np.full((100, 60, 3), 7, np.uint8)).shape == (512, 512, 4)
    assert (enlarger.fit(np.full((9, 9, 3), 7, np.uint8))[..., 3] == 255).all()


@pytest.fixture
def ring():
    made = PictureRing.create()
    yield made
    made.close()


def test_the_newest_picture_is_given_whole_with_its_frame(ring):
    assert ring.newest() is None
    for number in range(2 * PLACES + 1):
        picture = np.full((3 + number, 5, 3), number, np.uint8)
        ring.put(picture, 1000 * number)
        given = ring.newest()
        assert (given.number, given.frame) == (number, 1000 * number) and np.array_equal(given.picture, picture)


def test_a_picture_that_is_too_large_is_thinned_out(ring):
    picture = np.zeros((2160, 3840, 3), np.uint8)
    picture[:1080] = 255
    ring.put(picture, 0)
    given = ring.newest().picture
    height, width = given.shape[:2]
    assert width / height == pytest.approx(16 / 9, rel=0.01) and 400 < height < 1080
    assert given[: height // 2 - 1].min() == 255 and given[height // 2 + 1 :].max() == 0


def test_pictures_are_wanted_for_a_second(ring):
    assert not ring.is_wanted
    ring.want()
    assert ring.is_wanted
    time.sleep(1.1)
    assert not ring.is_wanted
