"""Laws of rendering: the live path by hand, as long as the input, the same twice."""

from __future__ import annotations

import mido
import numpy as np
import pytest
import soundfile
from test_onnx import roll_model
from tiny import FIR, fir_model

from rtxmodal.devices.files import read_sound
from rtxmodal.render import Job, render
from rtxmodal.rendered import Output
from rtxmodal.scene_file import load_scene


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("RTXMODAL_MODELS", str(tmp_path))
    fir_model(tmp_path / "fir.onnx")
    roll_model(tmp_path / "organ.onnx", "sound", 1)
    roll_model(tmp_path / "roll.onnx", "picture", 64)
    sound = (0.1 * np.random.default_rng(0).standard_normal((20_001, 2))).astype(np.float32)
    soundfile.write(tmp_path / "in.wav", sound, 44_100, "FLOAT")
    return tmp_path


def run(folder, lanes, given="in.wav", out="out.wav", **changes):
    (folder / "scene.toml").write_text("\n".join(f"[[lane]]\n{lane}" for lane in lanes))
    steps = []
    values = {"output_gain": 0.0, **changes.pop("values", {})}
    job = Job(load_scene(folder / "scene.toml"), folder / given, Output(folder / out), "cpu", values, **changes)
    render(job, lambda done, frames: steps.append(done / frames))
    return folder / out, steps


FILTERED = 'from = "mic"\nthrough = ["fir"]\nto = "speakers"'


def test_a_lane_with_no_translator_gives_back_the_file(folder):
    out, _ = run(folder, ['from = "mic"\nto = "speakers"'])
    sound, rate = read_sound(out)
    assert rate == 44_100
    np.testing.assert_allclose(sound, read_sound(folder / "in.wav")[0], atol=2**-23)


def test_latency_is_taken_off_and_no_frame_is_lost(folder):
    fir_model(folder / "fir.onnx", sample_rate=44_100, hop_size=100)
    sound, _ = read_sound(run(folder, [FILTERED])[0])
    given = read_sound(folder / "in.wav")[0].mean(1)
    np.testing.assert_allclose(sound[:, 0], np.convolve(given, FIR)[: len(given)], atol=1e-5)


def test_two_renders_are_the_same_bytes(folder):
    roll = 'from = "mix"\nthrough = ["fir"]\nto = "speakers"'
    first, _ = run(folder, [FILTERED, roll], out="a.flac")
    second, _ = run(folder, [FILTERED, roll], out="b.flac")
    assert first.read_bytes() == second.read_bytes()


def test_progress_goes_from_nothing_to_all(folder):
    _, steps = run(folder, [FILTERED])
    assert steps == sorted(steps) and steps[-1] == 1.0


def keys_file(folder):
    file = mido.MidiFile(ticks_per_beat=480)
    track = file.add_track()
    track.append(mido.Message("note_on", note=60, velocity=127, time=480))
    track.append(mido.Message("note_off", note=60, time=96))
    file.save(folder / "in.mid")


def test_a_midi_file_plays_the_keys_in_time(folder):
    keys_file(folder)
    out, _ = run(folder, ['from = "keys"\nthrough = ["organ"]\nto = "speakers"'], given="in.mid", values={"limiter": 0})
    sound = read_sound(out)[0][:, 0]
    loud = np.flatnonzero(sound > 0.4)
    assert abs(loud[0] - 24_000) <= 10 and abs(loud[-1] - 28_799) <= 10


def test_notes_become_a_film_and_a_picture(folder):
    import av

    keys_file(folder)
    lanes = ['from = "keys"\nthrough = ["roll"]\nto = "window"']
    film, _ = run(folder, lanes, given="in.mid", out="out.mp4")
    with av.open(str(film)) as container:
        assert sum(1 for _ in container.decode(video=0)) == pytest.approx(30 * 3.6, abs=1)
    again, _ = run(folder, lanes, given="in.mid", out="again.mp4")
    assert film.read_bytes() == again.read_bytes()
    assert run(folder, lanes, given="in.mid", out="out.png")[0].is_file()


@pytest.mark.parametrize(
    ("lanes", "given", "out", "message"),
    [
        ([FILTERED], "in.wav", "out.mp4", "lane to the window"),
        ([FILTERED], "in.wav", "out.mp3", "--out must end in"),
        ([FILTERED], "scene.toml", "out.wav", "--in must be one of"),
        ([FILTERED], "in.mid", "out.wav", "lane from keys"),
        ([FILTERED], "in.wav", "none/out.wav", "folder of --out must exist"),
    ],
)
def test_what_cannot_be_rendered_is_refused_before_anything_is_written(folder, lanes, given, out, message):
    keys_file(folder)
    with pytest.raises((ValueError, OSError), match=message):
        run(folder, lanes, given=given, out=out)
    assert not (folder / out).exists()


def test_a_camera_cannot_be_rendered_and_says_what_can(folder):
    with pytest.raises(ValueError, match="camera .* picture:PATH"):
        run(folder, [FILTERED, 'from = "camera"\nto = "window"'], out="out.mp4")


def test_a_chord_of_a_file_is_struck_at_once(folder):
    file = mido.MidiFile(ticks_per_beat=480)
    track = file.add_track()
    for place in range(3):
        track.append(mido.Message("note_on", note=60 + place, velocity=25, time=0 if place else 480))
    track.append(mido.Message("note_off", note=60, time=96))
    file.save(folder / "in.mid")
    out, _ = run(folder, ['from = "keys"\nthrough = ["organ"]\nto = "speakers"'], given="in.mid", values={"limiter": 0})
    sound = read_sound(out)[0][:, 0]
    all_three = np.flatnonzero(sound > 2.5 * 25 / 127)
    assert abs(all_three[0] - 24_000) <= 10 and abs(all_three[-1] - 28_799) <= 10
