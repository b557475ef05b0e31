"""Laws of recording: sound and picture stay in step, what is written survives, and no disk stops the show."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from multiprocessing import Pipe
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from controllers import playing
from small_stage import music, noise

from rtxmodal.devices.recorder import SoundRecorder
from rtxmodal.scene import LaneSpec, Scene
from rtxmodal.stage.chronicle import Chronicle
from rtxmodal.stage.recorder import Recorder
from rtxmodal.stage.recording import Finish, Mark, Recorded, Recording, _Process
from rtxmodal.stage.report import status_line
from rtxmodal.stage.shared import LoadScene, PictureStatus, SoundStatus, StageParts, Stop
from rtxmodal.stage.show import Show
from rtxmodal.stage.tracks import Begin
from rtxmodal.take import read_take

RATE = 48_000
HERE = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}  # this file runs as a program of its own too
SCENE = LoadScene(Scene("t", "t", (LaneSpec("lane_1", "mic", (), "speakers"),)), (), 1)


@pytest.fixture
def parts():
    made = StageParts()
    made.sound_status.put(SoundStatus(sample_rate=RATE, block_size=256).vector())
    Chronicle(made.log, 0, RATE, 256)
    yield made
    made.close()


def begin(folder, *kinds, at=0):
    return Begin(folder / "set", kinds or ("take", "sound", "picture"), at, SCENE, True)


def play(parts, sound, recording, picture=None, seen=0):
    """A second or so of the show, a display frame at a time; `seen` frames late, pictures by the frame heard then."""
    for start in range(0, len(sound), 800):
        block = sound[start : start + 800]
        parts.came.write(block)
        parts.heard.write(block)
        if picture is not None:
            frame = parts.heard.written - seen
            parts.pictures.put(picture(frame), frame)
        recording.turn()


@pytest.mark.parametrize("device", [0, 4800])
def test_a_clap_and_its_flash_lie_within_one_picture_of_the_film(parts, tmp_path, device):
    claps = [int(RATE * second) for second in (1.003, 1.717, 2.519)]
    sound = np.zeros((RATE * 3, 2), np.float32)
    for clap in claps:
        sound[clap : clap + 400] = 0.5 * noise(400, 1.0)

    def flash(frame):
        is_lit = any(0 <= frame - clap < 4800 for clap in claps)
        return np.full((64, 64, 3), 255 if is_lit else 0, np.uint8)

    recording = Recording(parts, begin(tmp_path), print)
    play(parts, sound, recording, flash, seen=device)  # what was written so long ago is heard now, and lit now
    recording.close()
    film = av.open(str(tmp_path / "set" / "film.mp4"))
    frames = [(frame.time, frame.to_ndarray()[0]) for frame in film.decode(audio=0)]
    heard = np.concatenate([samples for _, samples in frames])
    film.seek(0)
    pictures = [(frame.time, frame.to_ndarray(format="rgb24").mean()) for frame in film.decode(video=0)]
    lit = np.array([light > 128 for _, light in pictures])
    flashes = [pictures[place + 1][0] for place in np.flatnonzero(~lit[:-1] & lit[1:])]
    loud = frames[0][0] + np.flatnonzero(np.abs(heard) > 0.1) / RATE
    clapped = [loud[0], *loud[1:][np.diff(loud) > 0.3]]
    assert len(flashes) == len(clapped) == 3
    assert np.abs(np.array(clapped) - np.array(claps) / RATE).max() < 0.002
    assert np.abs(np.array(flashes) - np.array(clapped)).max() <= 1 / 60 + 0.002


def test_what_came_in_and_what_was_heard_are_kept_to_the_bit(parts, tmp_path):
    sound, said = music(RATE), []
    recording = Recording(parts, begin(tmp_path, "take", "sound"), said.append)
    play(parts, sound, recording)
    recording.hear(Mark(100, "here"))
    recording.close()
    assert np.array_equal(soundfile.read(tmp_path / "set" / "input.wav", dtype="float32")[0], sound)
    kept = soundfile.read(tmp_path / "set" / "sound.flac")[0]
    assert np.abs(kept - sound).max() <= 2**-23
    take = read_take(tmp_path / "set")
    assert take.end == len(sound) and take.markers == [(100, "here")] and take.scenes[1].lanes == SCENE.scene.lanes
    assert said == []


def test_what_the_recorder_came_too_late_for_is_silence_in_its_place_and_said(parts, tmp_path):
    recording = Recording(parts, begin(tmp_path, "take"), print)
    sound = noise(parts.came.capacity + RATE)
    for start in range(0, len(sound), RATE):
        parts.came.write(sound[start : start + RATE])
        parts.heard.write(sound[start : start + RATE])
    recording.close()
    kept = soundfile.read(tmp_path / "set" / "input.wav", dtype="float32")[0]
    take = read_take(tmp_path / "set")
    assert len(kept) == len(sound) and np.array_equal(kept[-RATE:], sound[-RATE:])
    assert take.lost[0][0] == 0 and not kept[: take.lost[-1][1]].any()


def test_a_long_set_goes_on_in_further_files(tmp_path):
    sound = noise(5000)
    for suffix in (".wav", ".flac"):
        recorder = SoundRecorder(tmp_path / f"long{suffix}", RATE, part_bytes=2000 * 8)
        for block in np.split(sound, 10):
            recorder.add(block)
        recorder.close()
        names = [tmp_path / f"long{part}{suffix}" for part in ("", "-2", "-3")]
        parts = [soundfile.read(name, dtype="float32")[0] for name in names if name.exists()]
        assert np.abs(np.concatenate(parts) - sound).max() <= 2**-23 and len(parts) in (2, 3)


def test_a_full_disk_ends_the_recording_with_one_line_and_what_is_there_can_be_read(parts, tmp_path):
    recording = Recording(parts, begin(tmp_path), print, kept=1 << 60)
    recording._flushed = -1.0
    play(parts, noise(800), recording, lambda frame: np.zeros((64, 64, 3), np.uint8))
    assert recording.is_over and "disk is full" in recording.complaint
    assert len(soundfile.read(tmp_path / "set" / "sound.flac")[0]) == 800


@pytest.mark.skipif(sys.platform == "win32", reason="limits of files are a matter of POSIX")
def test_one_file_that_can_not_grow_does_not_stop_the_others(tmp_path):
    done = subprocess.run(
        [sys.executable, __file__, "limit", str(tmp_path)], capture_output=True, text=True, check=True, env=HERE
    )
    assert "input" in done.stdout or "take is not recorded any more" in done.stdout
    assert "the show goes on" in done.stdout
    assert len(soundfile.read(tmp_path / "set" / "sound.flac")[0]) == 4 * RATE


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_recorder_that_is_killed_leaves_files_that_play_up_to_there(tmp_path):
    child = subprocess.Popen([sys.executable, __file__, "show", str(tmp_path)], env=HERE)
    until = time.monotonic() + 60
    while not (tmp_path / "go").exists():
        assert time.monotonic() < until and child.poll() is None
        time.sleep(0.05)
    os.kill(child.pid, signal.SIGKILL)
    child.wait(10)
    folder = tmp_path / "set"
    assert len(soundfile.read(folder / "sound.flac")[0]) > 3.5 * RATE
    assert len(soundfile.read(folder / "input.wav")[0]) > 3.5 * RATE
    assert read_take(folder).end > 3.5 * RATE
    film = av.open(str(folder / "film.mp4"))
    pictures = 0
    with contextlib.suppress(av.FFmpegError):  # a fragment that broke off
        for _ in film.decode(video=0):
            pictures += 1
    assert pictures >= 60


def test_recording_is_asked_for_over_osc():
    with playing() as (show, _, (one, _)):
        assert one.ask("rec/state") == (0, 0.0)
        assert one.ask("rec/start", "Gig one") == ("Gig one",)
        assert one.ask("rec/state")[0] == 1
        one.send("rec/marker", "chorus")
        one.send("rec/start", "../away")
        assert one.wait_for("error").arguments[1] == "/rtxmodal/rec/start"
        one.send("rec/toggle", 0)
        one.send("rec/toggle", 1)
        assert one.ask("rec/state") == (0, 2.5) and one.ask("rec/disk") == (90.0,)
        assert one.ask("visual/still", "moon") == ("moon.png",)
        assert show.recorder.asked == ["chorus"]


def recorder_of(parts, folder, said, **show):
    scene = Scene("t", "t", ())
    return Recorder(Show(scene, recordings=folder, **show), lambda: parts, lambda: SCENE, lambda *_: None, said.append)


def test_a_still_is_what_the_window_shows_next(parts, tmp_path):
    said, shown = [], (np.arange(64 * 64 * 3) % 251).astype(np.uint8).reshape(64, 64, 3)
    parts.pictures.put(np.zeros_like(shown), 0)
    path = recorder_of(parts, tmp_path / "new", said).still("moon")
    until = time.monotonic() + 20
    while not said:
        assert time.monotonic() < until
        if parts.pictures.is_wanted:
            parts.pictures.put(shown, 10)
        time.sleep(0.01)
    with av.open(str(path)) as picture:
        frame = next(picture.decode(video=0))
        assert (frame.width, frame.height) == (512, 512) and frame.to_ndarray(format="rgb24").mean() > 50
    assert said == [f"still: {path}"]


@pytest.mark.parametrize("name", ["../x", "a/b", ".hidden", "x" * 65, "naïve"])
def test_names_are_never_paths(parts, tmp_path, name):
    recorder = recorder_of(parts, tmp_path, [])
    for ask in (recorder.begin, recorder.still):
        with pytest.raises(ValueError, match="name of a"):
            ask(name)
    assert list(tmp_path.iterdir()) == []


def test_a_recording_of_the_same_name_is_not_written_over(parts, tmp_path):
    (tmp_path / "Gig").mkdir()
    with pytest.raises(ValueError, match="new one"):
        recorder_of(parts, tmp_path, []).begin("Gig")


def test_a_still_needs_a_window(parts, tmp_path):
    with pytest.raises(ValueError, match="no-window"):
        recorder_of(parts, tmp_path, [], window=None).still()


def test_another_sample_rate_goes_on_in_another_part_and_both_are_whole(parts, tmp_path):
    near, far = Pipe()
    thread = threading.Thread(target=_Process(parts, far).run)
    thread.start()

    def recorded():
        until = time.monotonic() + 20
        while time.monotonic() < until:
            if near.poll(0.05) and isinstance(message := near.recv(), Recorded):
                return message
        raise AssertionError("nothing was recorded")

    def play_on(sound, folder):
        until = time.monotonic() + 20
        while not (folder / "take.jsonl").exists():
            assert time.monotonic() < until
            time.sleep(0.01)
        parts.came.write(sound)
        parts.heard.write(sound)

    near.send(begin(tmp_path, "take", "sound"))
    play_on(noise(RATE, 0.1), tmp_path / "set")
    parts.sound_status.put(SoundStatus(sample_rate=44_100, block_size=256).vector())
    Chronicle(parts.log, parts.heard.written, 44_100, 256)
    first = recorded()
    assert first.goes_on == tmp_path / "set part 2" and not first.complaint
    play_on(noise(22_050, 0.1, seed=1), first.goes_on)
    near.send(Finish())
    second = recorded()
    near.send(Stop())
    thread.join(20)
    assert (second.folder, second.goes_on, second.complaint) == (first.goes_on, None, "")
    for folder, rate, frames in ((first.folder, RATE, RATE), (second.folder, 44_100, 22_050)):
        sound, written = soundfile.read(folder / "sound.flac")
        assert (written, len(sound)) == (rate, frames) and np.abs(sound).max() > 0.05
        assert read_take(folder).header.sample_rate == rate
    assert second.seconds == pytest.approx(0.5) and read_take(second.folder).header.begin == RATE


def test_the_status_line_says_first_that_it_is_recorded():
    status = SoundStatus(sample_rate=RATE, generation=1.0, device_ok=1.0)
    assert status_line(status, PictureStatus(), 83.4).startswith("REC 1:23 | ")
    assert "REC" not in status_line(status, PictureStatus())


def _child(how: str, folder: Path) -> None:
    """A show that is killed, or whose files may not grow."""
    parts = StageParts()
    parts.sound_status.put(SoundStatus(sample_rate=RATE, block_size=256).vector())
    if how == "limit":
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
    recording = Recording(parts, begin(folder, *(("take", "sound") if how == "limit" else ())), print)
    picture = np.random.default_rng(0).integers(0, 255, (64, 64, 3)).astype(np.uint8)
    for _ in range(4):
        play(
            parts,
            noise(RATE, 0.001 if how == "limit" else 0.2),
            recording,
            lambda frame: np.roll(picture, frame // 800),
        )
    recording._flushed = -1.0
    recording.turn()
    if how == "show":
        (folder / "go").touch()
        time.sleep(60)
    recording.close()
    parts.close()


if __name__ == "__main__":
    _child(sys.argv[1], Path(sys.argv[2]))
