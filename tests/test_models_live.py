"""Laws of another model in a lane while the show plays."""

from __future__ import annotations

import threading
import time

import pytest
from controllers import playing
from tiny import fir_model

from rtxmodal.control import OscChoice
from rtxmodal.devices.audio import NO_CARD, AudioChoice
from rtxmodal.scene import LaneSpec, Scene, scene_table, with_translator
from rtxmodal.stage.loading import Loading
from rtxmodal.stage.shared import SWAP_SECONDS
from rtxmodal.stage.show import Show
from rtxmodal.stage.supervisor import Supervisor
from rtxmodal.translators import Context, lane_translators

CONTEXT = Context(48_000)


@pytest.fixture
def models(tmp_path, monkeypatch):
    monkeypatch.setenv("RTXMODAL_MODELS", str(tmp_path))
    for name in ("first", "second"):
        fir_model(tmp_path / f"{name}.onnx")
    return tmp_path


def scene(*lanes):
    return Scene("", "pair", lanes)


ONE = LaneSpec("one", "mic", ("first",), "speakers", wet=0.5)
TWO = LaneSpec("two", "mic", ("first",), "speakers")


def test_a_model_takes_the_place_of_one_of_its_media_and_nothing_else_changes(models):
    changed = with_translator(scene(ONE, TWO), "second", "", CONTEXT)
    assert [lane.through for lane in changed.lanes] == [("second",), ("first",)]
    assert changed.lanes[0].wet == 0.5 and changed.name == "pair"
    assert "one/wet" in scene_table(changed, CONTEXT)
    named = with_translator(scene(ONE, TWO), "second", "two", CONTEXT)
    assert [lane.through for lane in named.lanes] == [("first",), ("second",)]


def test_what_cannot_be_put_there_is_said(models):
    with pytest.raises(KeyError, match="lane must be one of one, two"):
        with_translator(scene(ONE, TWO), "second", "three", CONTEXT)
    with pytest.raises(KeyError, match="translator must be one of"):
        with_translator(scene(ONE), "nothing", "", CONTEXT)
    empty = LaneSpec("dry", "mic", (), "speakers")
    with pytest.raises(ValueError, match="from sound to sound, got none"):
        with_translator(scene(empty), "second", "", CONTEXT)


def test_generators_are_no_lane_translators(models):
    assert {"first", "second"} <= set(lane_translators())


def test_the_state_goes_from_loading_to_ready_or_to_why_not():
    told = []
    loading = Loading(lambda *message: told.append(message))
    loading.begin("model 'a'")
    loading.build(7)
    loading.heard(6)  # an older one
    assert loading.state == "loading"
    loading.heard(7)
    assert (loading.state, loading.progress) == ("ready", 1.0)
    loading.begin("model 'b'")
    loading.refuse("it must be a model")
    assert (loading.state, loading.text) == ("error", "it must be a model")
    shares = [message[1] for message in told if message[0] == "model/progress"]
    assert shares == [0.0, 0.5, 1.0, 0.0, 0.0]


def test_models_are_named_loaded_and_followed_over_osc():
    with playing() as (show, _, (client, other)):
        other.listen()
        assert client.ask("model/entries") == ("timbre", "path", "other")
        assert client.ask("model/current") == ("voice", "timbre", "eyes", "path > bloom")
        client.send("model/load", "other", "voice")
        assert other.wait_for("model/state").arguments == ("loading", "other voice")
        client.send("model/load", 1)
        client.settle()
        assert client.ask("model/state") == ("loading", "path")
        client.send("model/load", "other", 2.5)
        client.send("model/load", "other", "voice", 0)
        client.settle()
        assert show.fades == [SWAP_SECONDS, SWAP_SECONDS, 2.5, SWAP_SECONDS]
        client.send("model/load", "other", 10.5)
        assert client.wait_for("error").arguments[0] == "range"
        client.send("model/load", "../../etc/passwd")
        assert client.wait_for("error").arguments[0] == "unknown"
        client.send("model/reset_state")
        client.settle()
        assert show.resets == 1


def test_in_a_playing_show_the_other_model_is_heard_and_the_knobs_stay(models):
    show = Show(
        scene(ONE), audio=AudioChoice(host_api=NO_CARD), window=None, osc=OscChoice(port=0), midi=(), has_input=False
    )
    supervisor = Supervisor(show, lambda line: None, lambda line: None)
    supervisor.start()
    watch = threading.Thread(target=supervisor.run, daemon=True)
    watch.start()

    def wait_for(state):
        deadline = time.monotonic() + 60.0
        while supervisor.loading.state != state:
            assert time.monotonic() < deadline, (supervisor.loading.state, supervisor.loading.text)
            time.sleep(0.02)

    try:
        supervisor.set("one/wet", 0.25)
        supervisor.load_model("second")
        wait_for("ready")
        assert supervisor.scene.lanes[0].through == ("second",)
        assert supervisor.status()[0].generation == 2.0 and supervisor.table.value("one/wet") == 0.25
        (models / "broken.onnx").write_bytes((models / "second.onnx").read_bytes()[:-40])
        with pytest.raises(KeyError):
            supervisor.load_model("broken")
        supervisor.load_model("first", "nowhere")
        wait_for("error")
        assert supervisor.scene.lanes[0].through == ("second",)
    finally:
        supervisor.quit()
        watch.join()
        supervisor.stop()
