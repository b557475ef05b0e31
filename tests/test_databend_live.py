"""Laws of databending on stage: sound written as bytes of a picture, and a picture read as a wavetable."""

from __future__ import annotations

import mido
import numpy as np
import pytest
import soundfile
from PIL import Image

from rtxmodal.devices.camera import FakeCamera
from rtxmodal.lane import build_lanes
from rtxmodal.notes import NoteEvent, Notes, Watched
from rtxmodal.render import Job, render
from rtxmodal.rendered import Output
from rtxmodal.scene import LaneSpec, Scene, scene_table
from rtxmodal.scene_file import load_scene
from rtxmodal.stage.ensemble import Ensemble, Sources
from rtxmodal.stage.lookout import Lookout, PictureSlot
from rtxmodal.stream.databend import from_sound, to_picture
from rtxmodal.stream.wavetable import COLUMNS, ROWS
from rtxmodal.translators import Context, create

RATE = 48_000
CONTEXT = Context(RATE, "cpu")


def noise(height, width, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def on(number, frame=0, velocity=127):
    return NoteEvent(frame, "on", number, float(velocity))


def off(number, frame=0):
    return NoteEvent(frame, "off", number)


def lane_of(source, name, sink, block_size, values=None, options=None):
    scene = Scene("t", "t", (LaneSpec("lane", source, (name,), sink, values=values or {}, options=options or {}),))
    table = scene_table(scene, CONTEXT)
    return build_lanes(scene, table, CONTEXT, block_size, (sink,))[0], table


def heard(picture, events, seconds, block_size=256, **values):
    """What a picture sounds like under these keys, in stereo."""
    lane, table = lane_of("camera", "databend-sound", "speakers", block_size, values)
    out = []
    for start in range(0, int(seconds * RATE), block_size):
        due = [event for event in events if start <= event.frame < start + block_size]
        moved = tuple(NoteEvent(e.frame - start, e.kind, e.number, e.value, e.channel) for e in due)
        out.append(lane.process(Watched(moved, block_size, picture), table.values))
    return np.concatenate(out)


def sine(cycles=1, height=8):
    wave = np.rint(128 + 100 * np.sin(2 * np.pi * cycles * (np.arange(COLUMNS) + 0.5) / COLUMNS)).astype(np.uint8)
    return np.repeat(np.repeat(wave[None, :, None], height, 0), 3, 2)


def spectrum(sound):
    """Frequencies and amplitudes of the newest second."""
    piece = sound[-RATE:]
    return np.fft.rfftfreq(len(piece), 1 / RATE), np.abs(np.fft.rfft(piece * np.blackman(len(piece)))) / (0.21 * RATE)


# -- sound -> picture -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("layout", "place"), [("rgb24", 0.0), ("gbrp", 1.0)])
def test_a_picture_is_the_bytes_of_what_was_heard(layout, place):
    width, height = 40, 30
    translator = create("databend", Context(RATE, "cpu", {"width": width, "height": height}))
    hop = translator.card.stream.hop_size
    sound = 0.9 * np.random.default_rng(1).uniform(-1, 1, (3 * hop, 1)).astype(np.float32)
    values, state = {"gain": 0.0, "layout": place, "scroll": 0.0, "persist": 0.0}, translator.start()
    for start in range(0, len(sound), hop):
        picture, state = translator.translate(sound[start : start + hop], values, state)
    size = 3 * width * height
    wanted = np.empty(size, np.uint8)
    for frame, byte in enumerate(from_sound(sound[:, 0], len(sound))):
        wanted[frame % size] = byte
    np.testing.assert_array_equal(picture, to_picture(wanted, width, height, layout))
    scrolled, _ = translator.translate(sound[:hop], {**values, "scroll": 1.0}, state)
    everything = from_sound(np.concatenate([sound[:, 0], sound[:hop, 0]]), len(sound) + hop)
    np.testing.assert_array_equal(scrolled, to_picture(everything[-size:], width, height, layout))


def test_silence_is_grey_and_persistence_lets_the_last_picture_shine_through():
    translator = create("databend", CONTEXT)
    hop, values = translator.card.stream.hop_size, {"gain": 0.0, "layout": 1.0, "scroll": 0.0, "persist": 0.9}
    grey, state = translator.translate(np.zeros((hop, 1), np.float32), values, translator.start())
    assert (grey == 128).all()
    lit, _ = translator.translate(np.full((hop, 1), 0.99, np.float32), values, state)
    assert 128 < lit.max() < 160


@pytest.mark.parametrize("name", ["width", "height"])
@pytest.mark.parametrize("value", [0, 5000, "wide", 1.5])
def test_a_size_that_is_none_is_refused(name, value):
    with pytest.raises(ValueError, match=f"{name} must be a whole number of pixels in 1..1024"):
        create("databend", Context(RATE, "cpu", {name: value}))


# -- picture -> sound -------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [33, 60, 81])
def test_a_row_sounds_at_the_pitch_of_the_key(number):
    sound = heard(sine(), [on(number)], 1.6, release=5.0)
    hz, level = spectrum(sound[:, 0])
    assert abs(hz[level.argmax()] - 440.0 * 2.0 ** ((number - 69) / 12.0)) <= 1.0
    loud = np.sort(level)[::-1]
    assert loud[6] < 0.02 * loud[0]  # one line: five bins of the window


def test_no_key_and_a_grey_picture_are_silence_and_a_key_let_go_ends_in_silence():
    assert not heard(noise(64, 64), [], 0.2).any()
    assert not heard(np.full((50, 70, 3), 93, np.uint8), [on(60)], 0.2).any()
    sound = heard(noise(64, 64), [on(60), off(60, 12_000)], 1.0, release=20.0)
    assert sound[:12_000].any() and not sound[-RATE // 4 :].any()


def test_a_high_note_has_nothing_below_it():
    hz, level = spectrum(heard(noise(64, 256), [on(108)], 1.5)[:, 0])
    below = level[(hz > 50) & (hz < 4000)]
    assert below.max() < 0.003 * level.max()  # 4186 Hz: what lies below could only be an alias


def test_colours_have_their_places_and_black_and_white_is_in_the_middle():
    red = sine()
    red[:, :, 1:] = 128
    left, right = np.abs(heard(red, [on(60)], 0.5)).mean(0)
    assert left == pytest.approx(3.0 * right, rel=1e-3)
    left, right = np.abs(heard(sine(), [on(60)], 0.5)).mean(0)
    assert left == pytest.approx(right, rel=1e-4)


def test_the_pedal_holds_and_a_bend_bends_by_two_semitones():
    down, up = NoteEvent(100, "control", 64, 127.0), NoteEvent(30_000, "control", 64, 0.0)
    sound = heard(sine(), [on(60), down, off(60, 2000), up], 1.2, release=20.0)
    assert np.abs(sound[20_000:30_000]).max() > 0.1 and not sound[-4000:].any()
    hz, level = spectrum(heard(sine(), [on(69), NoteEvent(1, "bend", 0, 1.0)], 1.5)[:, 0])
    assert abs(hz[level.argmax()] - 440.0 * 2.0 ** (2 / 12)) <= 1.0


def test_a_drone_needs_no_key():
    hz, level = spectrum(heard(sine(), [], 1.5, drone=0.8, pitch=57.0)[:, 0])
    assert abs(hz[level.argmax()] - 220.0) <= 1.0


@pytest.mark.parametrize("block_size", [64, 100, 256, 1000])
def test_what_is_heard_does_not_depend_on_the_block_size(block_size):
    events = [on(60), on(64, 512), off(60, 5120), NoteEvent(7680, "bend", 0, 0.5)]
    wanted, got = (heard(noise(30, 50), events, 0.5, size, drift=0.7) for size in (256, block_size))
    lane, _ = lane_of("camera", "databend-sound", "speakers", block_size)
    late = lane.latency.total
    assert lane_of("camera", "databend-sound", "speakers", 256)[0].latency.total == 0
    count = min(len(wanted), len(got) - late)
    np.testing.assert_array_equal(got[late : late + count], wanted[:count])


def test_a_steady_note_has_no_line_at_the_hop_rate_and_a_new_picture_does_not_click():
    sound = heard(sine(), [on(69)], 2.0)[:, 0]
    hz, level = spectrum(sound)
    assert level[(hz > 180) & (hz < 195)].max() < 0.001 * level.max()  # 48000 / 256 = 187.5 Hz
    lane, table = lane_of("camera", "databend-sound", "speakers", 256)
    flat, steep = sine(1), sine(3)
    played = [
        lane.process(Watched((on(57),) if block == 0 else (), 256, flat if block < 150 else steep), table.values)
        for block in range(300)
    ]
    bends = np.abs(np.diff(np.concatenate(played)[:, 0], 2))
    assert bends[150 * 256 - 400 : 150 * 256 + 800].max() < 1.5 * bends[-5000:].max()


# -- where pictures come from -----------------------------------------------------------------------------


def test_the_newest_picture_is_read_and_the_same_one_is_the_same_array():
    slot = PictureSlot.create(ROWS, COLUMNS)
    reader = PictureSlot.attach(slot.handle)
    try:
        assert (reader.get() == 128).all()
        for seed in range(20):
            slot.put(noise(ROWS, COLUMNS, seed))
            np.testing.assert_array_equal(reader.get(), noise(ROWS, COLUMNS, seed))
        assert reader.get() is reader.get()
    finally:
        reader.close()
        slot.close()


def test_a_camera_is_looked_through_once_a_turn_and_shown_to_the_sound():
    slot = PictureSlot.create(ROWS, COLUMNS)
    try:
        pictures = [np.full((48, 64, 3), level, np.uint8) for level in (10, 20)]
        camera = FakeCamera(list(pictures))
        lookout = Lookout(lambda: camera, slot, print)
        for turn, wanted in ((0, 10), (0, 10), (1, 20), (2, 20)):
            lookout.look(turn)
            assert lookout.newest is not None and lookout.newest[0, 0, 0] == wanted
            assert (slot.get() == wanted).all()
        assert lookout.count == 2
        lookout.close()
        assert camera.closed
    finally:
        slot.close()


def test_a_lane_from_the_camera_hears_keys_and_picture():
    lane, table = lane_of("camera", "databend-sound", "speakers", 256)
    seen = [sine()]
    ensemble = Ensemble([lane], table, 1, RATE, looks={"camera": lambda: seen[0]})
    silent = np.zeros((256, 2), np.float32)
    out = [ensemble.play(Sources(0, silent, silent, Notes((on(60),), 256))) for _ in range(8)]
    assert np.abs(out[-1]).max() > 0.05 and ensemble.faults == 0


@pytest.fixture
def folder(tmp_path):
    Image.fromarray(noise(20, 30)).save(tmp_path / "still.png")
    (tmp_path / "scene.toml").write_text(
        '[[lane]]\nfrom = "picture:still.png"\nthrough = ["databend-sound"]\nto = "speakers"\n'
    )
    return tmp_path


def test_a_still_is_played_from_a_midi_file(folder):
    track = mido.MidiTrack([mido.Message("note_on", note=69, time=0), mido.Message("note_off", note=69, time=960)])
    mido.MidiFile(tracks=[track]).save(folder / "a.mid")
    render(Job(load_scene(folder / "scene.toml"), folder / "a.mid", Output(folder / "out.wav"), "cpu"), lambda *_: None)
    sound, rate = soundfile.read(folder / "out.wav")
    assert rate == RATE and np.abs(sound[: RATE // 2]).max() > 0.01 and not sound[-RATE // 2 :].any()


def test_pictures_that_stay_pictures_are_refused_in_a_lane_to_the_speakers(folder, monkeypatch):
    from test_onnx import foreign_picture_model

    monkeypatch.setenv("RTXMODAL_MODELS", str(folder))
    foreign_picture_model(folder / "foreign.onnx")
    (folder / "scene.toml").write_text(
        '[[lane]]\nfrom = "picture:still.png"\nthrough = ["foreign", "databend-sound"]\nto = "speakers"\n'
    )
    with pytest.raises(ValueError, match="lane 1: 'foreign' must stand in a lane to the window"):
        load_scene(folder / "scene.toml")
