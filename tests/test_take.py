"""Laws of the take: what was played is played again bit for bit, and what is missing is said."""

from __future__ import annotations

import shutil
import threading
import time

import numpy as np
import pytest
import soundfile
from pictures import generator
from small_stage import music
from test_onnx import roll_model
from tiny import fir_model

from rtxmodal.__main__ import main
from rtxmodal.control import OscChoice
from rtxmodal.devices.audio import AudioChoice
from rtxmodal.notes import NoteEvent
from rtxmodal.replay import Replay
from rtxmodal.scene import LaneSpec, Scene, scene_table
from rtxmodal.scene_file import load_scene
from rtxmodal.stage.engine import Engine
from rtxmodal.stage.memory import Timed
from rtxmodal.stage.recording import Recording
from rtxmodal.stage.shared import PARAMETER_CAPACITY, LoadScene, StageParts
from rtxmodal.stage.show import Show
from rtxmodal.stage.supervisor import Supervisor
from rtxmodal.stage.tracks import Begin
from rtxmodal.take import file_hash, read_take
from rtxmodal.take_file import staged
from rtxmodal.translators import Context

PATIENCE = 90.0  # a busy machine takes its time
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
    "sing": """
        [[lane]]
        name = "voice"
        from = "mic"
        through = ["narrow", "fir"]
        to = "speakers"
        wet = 0.6
        [[lane]]
        name = "organ"
        from = "keys"
        through = ["roll"]
        to = "speakers"
        gain_db = -30.0
        [[lane]]
        name = "again"
        from = "mix"
        to = "speakers"
        gain_db = -12.0
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


@pytest.fixture(scope="module")
def performed(models, tmp_path_factory):
    """The folder of a show that was recorded from its first frame on, and what was said."""
    stage = Stage(models, tmp_path_factory.mktemp("recordings"), record=True, sound_suffix=".wav", fade_in=0.5)
    try:
        perform(stage)
    finally:
        stage.close()
    return stage.supervisor.recorder.path, stage.said


@pytest.fixture
def copied(performed, tmp_path):
    """A copy of that take, to be spoiled."""
    return shutil.copytree(performed[0], tmp_path / "copy")


def test_a_take_of_a_whole_show_is_played_again_bit_for_bit(performed):
    folder, said = performed
    take = read_take(folder)
    heard = soundfile.read(folder / "sound.wav", dtype="float32")[0]
    assert take.header.is_whole and set(take.scenes) == {1, 2} and not take.lost
    assert {one.what for one in take.happenings} >= {"set", "on", "scene", "panic", "engine"}
    asked, equal = compared(take, heard, replayed(take))
    assert np.abs(heard).max() > 0.05 and asked.mean() > 0.5
    assert equal[asked].all(), f"frames {np.flatnonzero(asked & ~equal)} differ, misses {take.misses}"
    assert any(line.startswith("recorded: ") for line in said)
    assert [one.number for one in take.happenings if one.what == "fade"] == [24_000, 1440]


def test_the_command_line_renders_a_take_and_says_where_it_differs(performed, tmp_path, capsys):
    folder, _ = performed
    assert main(["render", str(folder), "--out", str(tmp_path / "again.wav")]) == 0
    take, heard = read_take(folder), soundfile.read(folder / "sound.wav", dtype="float64")[0]
    again = soundfile.read(tmp_path / "again.wav", dtype="float64")[0]
    asked, close = compared(take, np.zeros_like(again), (np.abs(again - heard[: len(again)]) > 2**-23).astype(float))
    assert close[asked].all() and len(again) == take.end - take.header.begin
    assert ("the show missed at" in capsys.readouterr().out) == bool(take.misses)


def test_a_take_on_another_model_is_refused_unless_that_is_wanted(copied, models, tmp_path, capsys, monkeypatch):
    other = shutil.copytree(models, tmp_path / "others")
    fir_model(other / "fir.onnx", hop_size=128)
    monkeypatch.setenv("RTXMODAL_MODELS", str(other))
    command = ["render", str(copied), "--out", str(tmp_path / "again.flac"), "--seconds", "0.5"]
    assert main(command) == 1
    assert "fir" in capsys.readouterr().err and not (tmp_path / "again.flac").exists()
    assert main([*command, "--any-model"]) == 0


def test_a_take_knows_the_generator_that_a_lane_took_because_it_lay_there(tmp_path, monkeypatch):
    monkeypatch.setenv("RTXMODAL_MODELS", str(tmp_path))
    generator(tmp_path)
    scene = Scene("t", "t", (LaneSpec("eyes", "mix", ("ganterpret",), "window"),))
    found = staged(LoadScene(scene, scene_table(scene, Context(48_000, "cpu")).parameters, 1, "cpu"), tmp_path)
    assert found.models == {"tiny-generator": file_hash(tmp_path / "tiny-generator.onnx")}


def test_a_take_whose_sound_file_changed_is_refused_by_name(copied, tmp_path, capsys):
    next(copied.glob("files/*tape.wav")).write_bytes(b"RIFF")
    assert main(["render", str(copied), "--out", str(tmp_path / "again.flac")]) == 1
    assert "tape.wav" in capsys.readouterr().err


def test_a_take_that_broke_off_is_played_up_to_there(copied):
    path = copied / "take.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    short = read_take(copied)
    assert 0 < short.end < read_take(copied.parent / "copy").end + 1
    assert np.abs(replayed(short)).max() > 0.01


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", "not json", '{"take": {"format": 1}}\n', '{"take": {"format": 99}}\n', "\x00"]
)
def test_what_is_no_take_is_refused_in_one_line(text, tmp_path, capsys):
    (tmp_path / "take.jsonl").write_text(text)
    assert main(["render", str(tmp_path), "--out", str(tmp_path / "out.wav")]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "take" in said


def test_a_recording_begun_in_the_middle_is_played_again_closely(models, tmp_path):
    stage = Stage(models, tmp_path, sound_suffix=".wav")
    try:
        stage.supervisor.note(NoteEvent(0, "on", 64, 100.0))
        stage.supervisor.set("fir/level", 0.7)
        stage.play(6.0)
        folder = stage.supervisor.recorder.begin("Second half")
        with pytest.raises(ValueError, match="stopped"):
            stage.supervisor.recorder.begin()
        perform(stage)
        stage.supervisor.recorder.mark("encore")
        stage.supervisor.recorder.finish()
        stage.wait_for(lambda now: not stage.supervisor.recorder.is_recording)
    finally:
        stage.close()
    take = read_take(folder)
    heard = soundfile.read(folder / "sound.wav", dtype="float32")[0]
    assert folder.name == "Second half" and take.markers[0][1] == "encore" and not take.header.is_whole
    assert take.header.begin - take.header.start >= 4 * 48_000
    again = replayed(take)
    asked, equal = compared(take, heard, again)
    apart = np.abs(heard[: len(equal)] - again[: len(equal)]).max(axis=1)[asked]
    assert apart[:20_000].max() < 1e-6 and np.abs(heard[:20_000]).max() > 0.01
    assert (apart < 1e-4).mean() > 0.99  # an instrument of hops of 10 frames hears keys in other hops than it did


class Pumped:
    """An engine and a recording driven by hand: no clock, no miss, and a microphone."""

    def __init__(self, folder, size):
        self.parts, self.folder, self.size = StageParts(), folder / "set", size
        self.engine = Engine(self.parts, 48_000, 256, 0, lambda message: None)
        self.engine.start()
        self.parts.sound_status.put(self.engine.status(True, (0, 0)).vector())
        self.generation, self.heard = 0, []
        self.sound = np.concatenate([music(48_000 * 4), music(48_000 * 4)[::-1]])
        self.recording = None

    def load(self, path, skips_each=0):
        """Bring a scene on, and play until it is heard; the worker leaves some blocks unmade meanwhile."""
        self.generation += 1
        scene = load_scene(path)
        self.table = scene_table(scene, Context(48_000, "cpu"))
        self.publish()
        command = LoadScene(scene, self.table.parameters, self.generation, "cpu")
        if self.recording is None:
            self.recording = Recording(
                self.parts, Begin(self.folder, ("take", "sound"), 0, command, True, ".wav"), print
            )
        else:
            self.recording.hear(command)
        self.engine.loader.load(command)
        until = time.monotonic() + PATIENCE
        while self.engine.mixer.ensemble.generation != self.generation:
            assert time.monotonic() < until
            self.pump(1, skips_each > 0 and len(self.heard) % skips_each == 0)
            time.sleep(self.size / 48_000)  # as a card would: the scene has to catch up

    def publish(self):
        values = np.pad(self.table.values, (0, PARAMETER_CAPACITY - len(self.table)))
        self.parts.parameters.put(np.concatenate([[self.generation], values, self.table.times_set]))

    def pump(self, blocks, skips=False):
        """So many callbacks of the device; the worker may leave the block that is due unmade."""
        for _ in range(blocks):
            if skips:
                self.engine.timeline.skip()
            at = self.parts.came.written % (len(self.sound) - self.size)
            out = np.empty((self.size, 2), np.float32)
            self.engine.callback(self.sound[at : at + self.size], out, 0)
            self.heard.append(out)
        self.recording.turn()

    def close(self):
        self.recording.close()
        self.engine.stop()
        self.parts.close()


@pytest.mark.parametrize("size", [256, 192, 1024])
def test_the_microphone_is_in_the_take_and_every_frame_is_the_same(models, tmp_path, size):
    show = Pumped(tmp_path, size)
    try:
        show.load(models / "sing.toml")
        rng = np.random.default_rng(size)
        for turn in range(30):
            show.pump(5)
            show.table.set("fir/level", float(rng.uniform(0, 2)))
            show.table.set("input_gain", float(rng.uniform(-6, 6)))
            show.publish()
            frame = show.engine.timeline.made + int(rng.integers(0, 3000))
            place = show.table.index("voice/wet")
            show.parts.timed.push(Timed(frame, show.generation, place, 0, float(rng.uniform())))
            show.parts.notes_sound.push(NoteEvent(frame, "on", int(rng.integers(128)), 90.0))
            if turn == 12:
                show.load(models / "first.toml")
                show.load(models / "sing.toml")
            if turn == 20:
                show.engine.mixer.panic()
    finally:
        show.close()
    take = read_take(show.folder)
    heard = np.concatenate(show.heard)
    again = replayed(take)
    assert np.array_equal(soundfile.read(show.folder / "sound.wav", dtype="float32")[0], heard)
    assert take.misses == [] and len(again) == len(heard) and np.abs(heard).max() > 0.02
    assert np.array_equal(again, heard), np.flatnonzero((again != heard).any(axis=1))


def test_blocks_that_the_show_left_out_are_left_out_again(models, tmp_path):
    show = Pumped(tmp_path, 256)
    try:
        show.load(models / "first.toml")
        for _ in range(2):
            show.load(models / "sing.toml", skips_each=4)
            show.pump(60)
    finally:
        show.close()
    take = read_take(show.folder)
    asked, equal = compared(take, np.concatenate(show.heard), replayed(take))
    assert sum(one.what == "skip" for one in take.happenings) >= 2 and asked.mean() > 0.5
    assert equal[asked].all(), np.flatnonzero(asked & ~equal)
