"""Laws of the generic translator and the card: whatever the card says is played, whatever does not fit is refused."""

from __future__ import annotations

import msgspec
import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper
from tiny import FIR, constant, fir_model, save_model, value_info

from rtxmodal.card import Array, Card, Golden, Stream, Tensor, read_card
from rtxmodal.notes import NoteEvent, Notes
from rtxmodal.session import from_layout, open_session, to_layout
from rtxmodal.translators import Context
from rtxmodal.translators import onnx as onnx_translator

CONTEXT = Context(48_000, "cpu")


def run(translator, windows, values=None):
    state, outs = translator.start(), []
    for window in windows:
        out, state = translator.translate(window, values or {}, state)
        outs.append(out)
    return outs


def test_a_causal_filter_with_state_equals_the_filter_over_the_whole_sound(tmp_path):
    translator = onnx_translator.load(fir_model(tmp_path / "fir.onnx"), CONTEXT)
    sound = np.random.default_rng(0).standard_normal((640, 1)).astype(np.float32)
    outs = run(translator, sound.reshape(10, 64, 1), {"level": 0.5})
    whole = 0.5 * np.convolve(sound[:, 0], FIR)[:640]
    np.testing.assert_allclose(np.concatenate(outs)[:, 0], whole, atol=1e-6)


def test_translate_never_changes_the_state_it_was_given(tmp_path):
    translator = onnx_translator.load(fir_model(tmp_path / "fir.onnx"), CONTEXT)
    sound = np.random.default_rng(0).standard_normal((64, 1)).astype(np.float32)
    _, state = translator.translate(sound, {"level": 1.0}, translator.start())
    again = [translator.translate(sound, {"level": 1.0}, state)[0] for _ in range(2)]
    np.testing.assert_array_equal(*again)


def test_io_binding_gives_what_plain_runs_give(tmp_path):
    path = fir_model(tmp_path / "fir.onnx")
    plain, bound = (onnx_translator.load(path, CONTEXT) for _ in range(2))
    bound._run = bound._run_bound
    windows = np.random.default_rng(0).standard_normal((5, 64, 1)).astype(np.float32)
    np.testing.assert_array_equal(run(plain, windows, {"level": 1.0}), run(bound, windows, {"level": 1.0}))


def foreign_picture_model(path):
    """Picture -> picture as others make them: -1..1, NCHW in and NHWC out, a rank-0 int64, a state of an odd name."""
    graph = helper.make_graph(
        [
            helper.make_node("Neg", ["pixels"], ["negative"]),
            helper.make_node("Transpose", ["negative"], ["result"], perm=[0, 2, 3, 1]),
            helper.make_node("Add", ["h.0/prev", "one"], ["h.0/next"]),
            helper.make_node("Cast", ["n_steps"], ["n_steps_float"], to=TensorProto.FLOAT),
            helper.make_node("Identity", ["n_steps_float"], ["steps_seen"]),
        ],
        "foreign",
        [
            value_info("n_steps", [], TensorProto.INT64),
            value_info("h.0/prev", [1]),
            value_info("pixels", [1, 3, 16, 24]),
        ],
        [value_info("h.0/next", [1]), value_info("steps_seen", []), value_info("result", [1, 16, 24, 3])],
        [constant("one", [1.0])],
    )
    save_model(path, graph, None)
    path.with_suffix(".toml").write_text(
        """
        name = "foreign"
        takes = "picture"
        gives = "picture"
        inputs = [
            { name = "pixels", role = "picture", layout = "bchw", black = -1.0, white = 1.0 },
            { name = "n_steps", role = "parameter", parameter = "steps" },
        ]
        outputs = [{ name = "result", role = "picture", layout = "bhwc", black = -1.0, white = 1.0 }]
        states = [{ input = "h.0/prev", output = "h.0/next", shape = [1], init = 5.0 }]
        parameters = [{ id = "steps", kind = "int", maximum = 9.0, default = 3.0 }]
        """
    )
    return path


def test_a_foreign_picture_model_plays_by_card_alone(tmp_path):
    translator = onnx_translator.load(foreign_picture_model(tmp_path / "foreign.onnx"), CONTEXT)
    picture = np.random.default_rng(0).integers(0, 256, (16, 24, 3), np.uint8)
    out, state = translator.translate(picture, {"steps": 4.0}, translator.start())
    np.testing.assert_array_equal(out, 255 - picture)
    assert state["h.0/prev"] == [6.0]
    larger, _ = translator.translate(np.zeros((480, 640, 3), np.uint8), {"steps": 4.0}, state)
    assert larger.shape == (16, 24, 3) and larger.min() == 255


def test_sound_becomes_a_picture_by_card_alone(tmp_path):
    graph = helper.make_graph(
        [
            helper.make_node("ReduceMax", ["wave"], ["peak"], keepdims=0, axes=[0]),
            helper.make_node("Mul", ["peak", "white"], ["scaled"]),
            helper.make_node("Expand", ["scaled", "shape"], ["image"]),
        ],
        "level",
        [value_info("wave", [100])],
        [value_info("image", [4, 4])],
        [constant("white", 255.0), constant("shape", [4, 4], np.int64)],
    )
    card = Card(
        name="level",
        takes="sound",
        gives="picture",
        sample_rate=48_000,
        stream=Stream("window", 40, context=60),
        inputs=(Tensor("wave", "sound", layout="t"),),
        outputs=(Tensor("image", "picture", layout="hw"),),
    )
    translator = onnx_translator.load(save_model(tmp_path / "level.onnx", graph, card), CONTEXT)
    out = run(translator, [np.full((100, 1), 0.2, np.float32)])[0]
    assert out.shape == (4, 4, 3) and np.all(out == 51)


def roll_model(path, gives, steps):
    """Notes -> the roll itself as a picture, or notes -> sound: the sum of held velocities, over one hop of 10."""
    if gives == "picture":
        nodes = [helper.make_node("Identity", ["roll"], ["out"])]
        out, layout, shape = value_info("out", [1, 128, steps]), "bhw", []
    else:
        nodes = [
            helper.make_node("ReduceSum", ["roll", "axes"], ["level"], keepdims=1),
            helper.make_node("Expand", ["level", "shape"], ["out"]),
        ]
        out, layout = value_info("out", [1, 1, 10]), "bct"
        shape = [constant("axes", [1], np.int64), constant("shape", [1, 1, 10], np.int64)]
    graph = helper.make_graph(nodes, "roll", [value_info("roll", [1, 128, steps])], [out], shape)
    card = Card(
        name="roll",
        takes="notes",
        gives=gives,
        sample_rate=48_000,
        stream=Stream("state", 10),
        inputs=(Tensor("roll", "notes", layout="bpt"),),
        outputs=(Tensor("out", gives, layout=layout, white=1.0 if gives == "picture" else 255.0),),
    )
    return save_model(path, graph, card)


def test_notes_become_a_picture_whose_newest_column_is_last(tmp_path):
    translator = onnx_translator.load(roll_model(tmp_path / "roll.onnx", "picture", 4), CONTEXT)
    hops = [
        Notes((NoteEvent(0, "on", 60, 127),), 10),
        Notes((NoteEvent(3, "on", 64, 127), NoteEvent(5, "off", 64)), 10),
        Notes((NoteEvent(3, "off", 60),), 10),
    ]
    columns = run(translator, hops)[-1][..., 0]
    assert columns[60].tolist() == [0, 255, 255, 0]
    assert columns[64].tolist() == [0, 0, 255, 0]  # struck and let go within one hop, and still seen


def test_notes_become_sound_and_the_pedal_holds_them(tmp_path):
    translator = onnx_translator.load(roll_model(tmp_path / "roll.onnx", "sound", 1), CONTEXT)
    hops = [
        Notes((NoteEvent(0, "control", 64, 127), NoteEvent(0, "on", 60, 127)), 10),
        Notes((NoteEvent(0, "off", 60),), 10),
        Notes((NoteEvent(0, "on", 60, 127), NoteEvent(1, "control", 64, 0)), 10),
        Notes((NoteEvent(0, "on", 60, 0),), 10),
    ]
    assert [float(out.mean()) for out in run(translator, hops)] == [1.0, 1.0, 1.0, 0.0]


def test_golden_vectors_are_replayed_and_a_wrong_one_is_refused(tmp_path):
    wave = np.random.default_rng(0).standard_normal((1, 1, 64)).astype(np.float32)
    right = np.convolve(wave[0, 0], FIR)[:64].reshape(1, 1, 64).astype(np.float32)

    def golden(out):
        level = Array.of(np.ones(1, np.float32))
        return (Golden({"sound": Array.of(wave), "level": level}, {"out": Array.of(out)}, 1e-5),)

    onnx_translator.load(fir_model(tmp_path / "right.onnx", golden=golden(right)), CONTEXT)
    with pytest.raises(ValueError, match="golden vector 0 within 1e-05 on cpu"):
        onnx_translator.load(fir_model(tmp_path / "wrong.onnx", golden=golden(right + 0.1)), CONTEXT)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"inputs": (Tensor("sound", "sound", layout="bct"),)}, "must name the inputs of its graph"),
        ({"outputs": (Tensor("loud", "sound", layout="bct"),)}, "must name the outputs of its graph"),
        ({"outputs": (Tensor("out", "unused"),)}, "must have an output of role 'sound'"),
        ({"takes": "sound", "gives": "notes"}, "no lane can play that"),
    ],
)
def test_a_card_that_does_not_fit_its_graph_is_refused(tmp_path, change, message):
    with pytest.raises(ValueError, match=message):
        onnx_translator.load(fir_model(tmp_path / "fir.onnx", **change), CONTEXT)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"name":"x","takes":"sound","gives":"sound"}', "must say how it streams"),
        ('{"name":"x","takes":"smell","gives":"sound"}', "smell"),
        ('{"name":"x","takes":"picture","gives":"picture","hop":3}', "hop"),
        (
            '{"name":"x","takes":"sound","gives":"sound","stream":{"mode":"state","hop_size":0}}',
            "hop_size must be >= 1",
        ),
        ('{"name":"x","takes":"picture","gives":"picture","parameters":[{"id":"A b"}]}', "parameter id must be"),
        (
            '{"name":"x","takes":"picture","gives":"picture","parameters":[{"id":"a","default":2}]}',
            "must have its default",
        ),
        ("not json", "malformed"),
    ],
)
def test_a_card_out_of_range_is_refused_with_the_field_named(text, message):
    with pytest.raises(ValueError, match=message):
        Card.from_json(text)


def test_a_card_comes_back_from_json_as_it_went_in(tmp_path):
    card = read_card(fir_model(tmp_path / "fir.onnx"))
    assert Card.from_json(card.to_json()) == card
    assert card.graph_sha256


def test_a_changed_graph_is_not_taken_for_the_one_of_its_card(tmp_path):
    path = fir_model(tmp_path / "fir.onnx")
    model = onnx.load(path)
    model.graph.initializer[0].raw_data = np.zeros(5, np.float32).tobytes()
    path.write_bytes(model.SerializeToString())
    with pytest.raises(ValueError, match="sha256 differs"):
        read_card(path)


def test_a_model_without_a_card_says_what_to_do(tmp_path):
    path = fir_model(tmp_path / "fir.onnx")
    model = onnx.load(path)
    del model.metadata_props[:]
    path.write_bytes(model.SerializeToString())
    assert read_card(path) is None
    with pytest.raises(ValueError, match="models check"):
        onnx_translator.load(path, CONTEXT)


@given(st.data())
def test_a_corrupt_file_is_a_clear_refusal(tmp_path_factory, data):
    path = fir_model(tmp_path_factory.mktemp("corrupt") / "fir.onnx")
    whole = path.read_bytes()
    path.write_bytes(whole[: data.draw(st.integers(1, len(whole) - 1))])
    with pytest.raises(ValueError, match="onnx must|fir"):
        onnx_translator.load(path, CONTEXT)


def test_cuda_that_cannot_be_had_is_an_error_and_auto_falls_back(tmp_path):
    path = fir_model(tmp_path / "fir.onnx")
    session, provider = open_session(path, "auto")
    assert provider in ("cpu", "cuda")
    if provider == "cpu":
        with pytest.raises(ValueError, match="cannot be had here"):
            open_session(path, "cuda")
    with pytest.raises(ValueError, match="auto, cuda or cpu"):
        open_session(path, "gpu")


@given(st.permutations("bct"))
def test_layouts_go_there_and_back(letters):
    layout = "".join(letters)
    sound = np.arange(12.0).reshape(6, 2)
    np.testing.assert_array_equal(from_layout(to_layout(sound, "tc", layout), layout, "tc"), sound)


def test_every_array_survives_a_card():
    for kind in ("float32", "int64", "uint8", "bool"):
        array = np.arange(6).reshape(2, 3).astype(kind)
        packed = msgspec.json.decode(msgspec.json.encode(Array.of(array)), type=Array)
        np.testing.assert_array_equal(packed.unpack(), array)
        assert packed.unpack().dtype == array.dtype
