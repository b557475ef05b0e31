"""Laws of a whole show: three processes, a JACK server as the card, Xvfb as the screen, real OSC and notes."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from bench.show import Musician, send
from bench.theatre import look, screen, sound_card
from rtxmodal.control import OscChoice
from rtxmodal.devices.audio import AudioChoice
from rtxmodal.notes import NoteEvent
from rtxmodal.scene_file import load_scene
from rtxmodal.stage.show import Show
from rtxmodal.stage.supervisor import Supervisor
from rtxmodal.translators import models_folder

ROOT = Path(__file__).resolve().parents[1]
pytest.importorskip("jack", reason="JACK-Client is the other end of the sound card", exc_type=(ImportError, OSError))
needs_theatre = pytest.mark.skipif(
    not (shutil.which("jackd") and shutil.which("Xvfb")), reason="needs jackd2 and xvfb (apt-get install jackd2 xvfb)"
)
pytestmark = [
    needs_theatre,
    pytest.mark.skipif(not list(models_folder().glob("atlas-*.onnx")), reason="needs a picture model in models/"),
]


@pytest.fixture(scope="module")
def theatre():
    """A card and a screen; gives the screen's frame buffer."""
    with sound_card(period=512), screen(640, 360) as frame_buffer:
        yield frame_buffer


class Stage:
    """A running show."""

    def __init__(self, scene="vj"):
        self.said = []
        show = Show(
            load_scene(scene), ("vj", "default"), AudioChoice(host_api="JACK", block_size=512, slack=2),
            osc=OscChoice(port=0), values={"output_gain": 0.0},
        )  # fmt: skip
        self.supervisor = Supervisor(show, self.said.append, lambda line: None)
        self.supervisor.start()
        self._run = threading.Thread(target=self.supervisor.run, daemon=True)
        self._run.start()
        self.wait_for(lambda sound, picture: sound.generation > 0 and picture.pictures > 5)

    def wait_for(self, holds, seconds=30.0):
        deadline = time.monotonic() + seconds
        while not holds(*self.supervisor.status()):
            assert time.monotonic() < deadline, (self.supervisor.status(), self.said)
            time.sleep(0.02)

    def close(self):
        self.supervisor.quit()
        self._run.join(5)
        self.supervisor.stop()


@pytest.fixture
def stage(theatre):
    stage = Stage()
    yield stage
    stage.close()


def test_measured_latency_is_the_reported_one_within_a_block(stage):
    rng = np.random.default_rng(0)
    musician = Musician((0.2 * rng.standard_normal(48_000)).astype(np.float32))
    try:
        musician.connect()
        time.sleep(2.0)
        musician.recording()
        time.sleep(1.0)
        first, heard = musician.recording()
        status = stage.supervisor.status()[0]
    finally:
        musician.close()
    sent = musician.sound[(first + np.arange(len(heard))) % 48_000]
    spectrum = np.fft.rfft(heard) * np.conj(np.fft.rfft(sent))
    measured = int(np.argmax(np.fft.irfft(spectrum)))
    assert abs(measured - status.latency) <= 512, (measured, status)


def test_a_fader_moved_over_osc_is_heard_and_one_moved_twice_is_where_it_was_put(stage):
    talk = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    send(talk, stage.supervisor.osc_port, "/rtxmodal/params/sound/gain", -20.0)
    send(talk, stage.supervisor.osc_port, "/rtxmodal/norm/brightness", 0.25)
    talk.close()
    stage.wait_for(lambda *_: stage.supervisor.table.value("brightness") == 0.25)
    assert stage.supervisor.table.value("sound/gain") == -20.0


def test_the_window_shows_pictures_and_goes_black_on_blackout(stage, theatre):
    stage.supervisor.set("blackout", 0)
    time.sleep(1.0)
    assert look(theatre).std() > 5
    stage.supervisor.set("blackout", 1)
    time.sleep(1.5)
    assert look(theatre).max() == 0


def test_the_sound_plays_on_when_the_picture_process_is_killed_and_it_comes_back(stage):
    before = stage.supervisor.status()[0]
    os.kill(stage.supervisor.process_ids["picture"], signal.SIGKILL)
    time.sleep(0.5)
    during = stage.supervisor.status()[0]
    assert during.position - before.position > 0.4 * 48_000
    made = stage.supervisor.status()[1].heartbeat
    stage.wait_for(lambda _, picture: picture.heartbeat > made + 0.5 and picture.pictures > 0)
    assert any("picture process" in line for line in stage.said)


def test_the_sound_process_comes_back_with_its_parameters_when_it_is_killed(stage):
    stage.supervisor.set("sound/gain", -30.0)
    old = stage.supervisor.process_ids["sound"]
    os.kill(old, signal.SIGKILL)
    stage.wait_for(lambda *_: stage.supervisor.process_ids["sound"] != old)
    killed = time.monotonic()
    stage.wait_for(lambda sound, _: sound.heartbeat > killed and sound.generation > 0)
    position = stage.supervisor.status()[0].position
    stage.wait_for(lambda sound, _: sound.position > position + 24_000)
    assert stage.supervisor.table.value("sound/gain") == -30.0


def test_another_scene_comes_on_and_keeps_what_both_scenes_have(stage):
    stage.supervisor.set("brightness", 0.5)
    position = stage.supervisor.status()[0].position
    stage.supervisor.load_scene("default")
    stage.wait_for(lambda sound, picture: sound.generation == 2 and picture.generation == 2)
    assert stage.supervisor.scene.name == "default" and "voice/wet" in stage.supervisor.table
    assert stage.supervisor.table.value("brightness") == 0.5
    assert stage.supervisor.status()[0].position > position


def test_a_scene_that_is_refused_leaves_the_old_one_playing(stage, tmp_path):
    with pytest.raises(KeyError, match="scene must be one of vj, default"):
        stage.supervisor.load_scene("none")
    position = stage.supervisor.status()[0].position
    stage.wait_for(lambda sound, _: sound.position > position + 4_800)


def test_sixty_seconds_with_window_osc_and_notes_go_through(stage, capsys):
    seconds = 60
    talk = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    before = stage.supervisor.status()
    began = time.monotonic()
    count = 0
    while time.monotonic() - began < seconds:
        send(talk, stage.supervisor.osc_port, "/rtxmodal/params/brightness", 0.9 + 0.1 * (count % 2))
        if count % 25 == 0:
            stage.supervisor.note(NoteEvent(0, "on" if count % 2 else "off", 60, 100.0))
        count += 1
        time.sleep(0.005)
    talk.close()
    sound, picture = stage.supervisor.status()
    callbacks = (sound.position - before[0].position) / 512
    missed, lost = sound.misses - before[0].misses, sound.xruns - before[0].xruns
    with capsys.disabled():
        print(
            f"\n60 s: {callbacks:.0f} callbacks, {missed:.0f} misses, {lost:.0f} xruns, {count} OSC messages, "
            f"{picture.pictures - before[1].pictures:.0f} pictures, load p99 {sound.load_p99:.2f}"
        )
    assert sound.position - before[0].position == pytest.approx(seconds * 48_000, rel=0.02)
    assert picture.pictures - before[1].pictures > 5 * seconds
    assert sound.faults == 0
    assert all(line.startswith(("playing at", "panel: ")) for line in stage.said), stage.said
    assert missed < 0.05 * callbacks


def test_play_from_the_command_line_says_what_it_chose_and_ends_on_ctrl_c(theatre, tmp_path):
    environment = dict(os.environ, RTXMODAL_SETTINGS=str(tmp_path / "settings.json"))
    command = [sys.executable, "-m", "rtxmodal", "play", "vj", "--osc-port", "0", "--host-api", "JACK"]
    show = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    time.sleep(6.0)
    show.send_signal(signal.SIGINT)
    said, _ = show.communicate(timeout=15)
    assert show.returncode == 0
    for word in ("sound out:", "sound in:", "scene:"):
        assert word in said
    assert "Traceback" not in said
    assert (tmp_path / "settings.json").is_file()
