"""Laws of the take: what was played is played again bit for bit, and what is missing is said."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest
import soundfile
from small_stage import music
from test_onnx import roll_model
from tiny import fir_model

from rtxmodal.control import OscChoice
from rtxmodal.devices.audio import AudioChoice
from rtxmodal.notes import NoteEvent
from rtxmodal.replay import Replay
from rtxmodal.scene_file import load_scene
from rtxmodal.stage.show import Show
from rtxmodal.stage.supervisor import Supervisor
from rtxmodal.take import read_take

PATIENCE = 30.0
SCENES = {
    "first": """
        [[lane]]
        name = "tape"
        from = "file:tape.wav"
        through = ["fir"]
        to = "speakers"
        [[lane]]
        name = "organ"
        from = "keys"
        through = ["roll"]
        to = "speakers"
        gain_db = -12.0
        """,
    "second": """
        [[lane]]
        name = "tape"
        from = "file:tape.wav"
        through = ["fir", "narrow"]
        to = "speakers"
        [[lane]]
        name = "organ"
        from = "keys"
        through = ["roll"]
        to = "speakers"
        gain_db = -20.0
        [[lane]]
        name = "echo"
        from = "mix"
        to = "speakers"
        gain_db = -20.0
        """,
}


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """Small models, and scenes that play them."""
    folder = tmp_path_factory.mktemp("models")
    fir_model(folder / "fir.onnx", hop_size=256)
    fir_model(folder / "narrow.onnx", hop_size=100, sample_rate=32_000)
    roll_model(folder / "roll.onnx", "sound", 1)
    soundfile.write(folder / "tape.wav", music(48_000 * 3), 48_000, "FLOAT")
    for name, text in SCENES.items():
        (folder / f"{name}.toml").write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RTXMODAL_MODELS", str(folder))
        yield folder


class Stage:
    """A running show on a clock."""

    def __init__(self, models, folder, **wanted):
        self.said = []
        show = Show(
            load_scene(models / "first.toml"), audio=AudioChoice(host_api="none", block_size=256, slack=4), window=None,
            osc=OscChoice(port=0), midi=(), values={"output_gain": -6.0}, recordings=folder, provider="cpu",
            scene_files={name: models / f"{name}.toml" for name in SCENES}, **wanted,
        )  # fmt: skip
        self.supervisor = Supervisor(show, self.said.append, lambda line: None)
        self.supervisor.start()
        self._run = threading.Thread(target=self.supervisor.run, daemon=True)
        self._run.start()
        self.wait_for(lambda now: now.generation == 1)

    def wait_for(self, holds):
        until = time.monotonic() + PATIENCE
        while not holds(self.supervisor.status()[0]):
            assert time.monotonic() < until, (self.supervisor.status()[0], self.said)
            time.sleep(0.02)

    def play(self, seconds):
        start = self.supervisor.status()[0].position
        self.wait_for(lambda now: now.position > start + 48_000 * seconds)

    def close(self):
        self.supervisor.quit()
        self._run.join(5)
        self.supervisor.stop()


def perform(stage):
    """Keys, faders, timed faders, a change of scene with a key held, a panic."""
    show = stage.supervisor
    stage.play(0.5)
    show.note(NoteEvent(0, "on", 60, 90.0))
    for number in range(20):
        show.set("fir/level", 0.2 + number / 20)
        show.set_at("tape/gain", -float(number), time.monotonic() + 0.1)
        stage.play(0.02)
    show.set("output_gain", -9.0)
    show.note(NoteEvent(0, "on", 67, 70.0))
    show.load_scene("second")
    stage.wait_for(lambda now: now.generation == 2)
    stage.play(0.5)
    for number in range(10):
        show.set("narrow/level", 1.5 - number / 10)
        stage.play(0.02)
    show.note(NoteEvent(0, "off", 60))
    show.panic()
    stage.play(0.3)
    show.note(NoteEvent(0, "on", 72, 70.0))
    stage.play(0.3)


def replayed(take):
    """What a replay gives, from the first frame of the recording on."""
    out = np.zeros((take.end + 4096, 2), np.float32)
    for played in Replay(take, "cpu").blocks():
        out[played.heard : played.heard + len(played.sound)] = played.sound
    return out[take.header.begin : take.end]


def compared(take, heard, again):
    """Which frames can be asked to be equal, and which are."""
    count = min(len(heard), len(again))
    asked = np.ones(count, bool)
    for begin, end in take.misses:
        asked[max(0, begin - take.header.begin) : max(0, end - take.header.begin)] = False
    return asked, (heard[:count] == again[:count]).all(axis=1)


def test_a_take_of_a_whole_show_is_played_again_bit_for_bit(models, tmp_path):
    stage = Stage(models, tmp_path, record=True, sound_suffix=".wav")
    try:
        perform(stage)
    finally:
        stage.close()
    folder = stage.supervisor.recorder.path
    take = read_take(folder)
    heard = soundfile.read(folder / "sound.wav", dtype="float32")[0]
    assert take.header.is_whole and set(take.scenes) == {1, 2} and not take.lost
    assert {one.what for one in take.happenings} >= {"set", "on", "scene", "panic", "engine"}
    again = [replayed(take) for _ in range(2)]
    np.testing.assert_array_equal(*again)
    asked, equal = compared(take, heard, again[0])
    assert np.abs(heard).max() > 0.05 and asked.mean() > 0.5
    assert equal[asked].all(), f"frames {np.flatnonzero(asked & ~equal)} differ, misses {take.misses}"
