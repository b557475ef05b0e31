"""Piano rolls that the clock moves: keys to pictures without a jerk, pictures to keys on the beat that never hang."""

from __future__ import annotations

import os
import signal
from itertools import pairwise

import numpy as np
import pytest
import soundfile
from midi_show import MidiShow, came, midi_show, needs_jack_midi
from PIL import Image
from test_onnx import roll_model
from tiny import roll_painter, roll_reader

from rtxmodal.devices.midi_bytes import MidiBytes
from rtxmodal.lane import build_lanes
from rtxmodal.notes import NoteEvent, Notes, Watched
from rtxmodal.render import Job, render
from rtxmodal.rendered import Output
from rtxmodal.scene import scene_table
from rtxmodal.scene_file import load_scene
from rtxmodal.stream.pulse import with_pulse
from rtxmodal.stream.reading import PITCH_KNOBS, SCALES, Sounding, in_scale
from rtxmodal.stream.roll import FINE, Scroll, lit
from rtxmodal.stream.steps import Steps
from rtxmodal.translators import Context, create

RATE = 48_000
READER = {knob.id: knob.default for knob in PITCH_KNOBS}
CHROMATIC = READER | {"scale": 0.0, "lowest": 0.0, "highest": 127.0, "spread": 1.0}


def on(key: int, velocity: float = 127.0, frame: int = 0) -> NoteEvent:
    return NoteEvent(frame, "on", key, velocity)


def off(key: int) -> NoteEvent:
    return NoteEvent(0, "off", key)


# -- the clock ----------------------------------------------------------------------------------------------


def run(beats: list[float], seconds: float, tempo: float = 120.0) -> list[Steps]:
    steps, found = Steps(), []
    for beat in beats:
        steps = steps.advance({"tempo": tempo, "pulse/beat": beat}, seconds)
        found.append(steps)
    return found


def test_while_the_transport_stands_sixteenths_pass_at_a_tempo_of_their_own():
    assert run([3.0] * 100, 0.01, 90.0)[-1].place == pytest.approx(6.0, abs=0.1)  # 90 bpm: 6 a second


@pytest.mark.parametrize("hops", [1, 4])
def test_while_it_plays_they_are_the_beats_own_however_often_it_is_told(hops):
    """A beat that is told for every hop, or for every fourth: 100 bpm, whatever the tempo of one's own."""
    beats = [1.0 + step // hops * hops * 0.005 * 100 / 60 for step in range(400)]
    found = run(beats, 0.005, 60.0)
    for place, steps in enumerate(found[200:], 200):
        assert steps.place == pytest.approx(4.0 * (1.0 + (place + 1) * 0.005 * 100 / 60), abs=0.02)


def test_a_clock_that_trembles_goes_on_and_one_that_is_set_back_is_followed():
    rng = np.random.default_rng(1)
    beats = [place * 0.02 + float(rng.uniform(-0.03, 0.03)) for place in range(300)]
    found = run(beats, 0.01)
    assert all(after.place >= before.place for before, after in pairwise(found[20:]))
    found = run([place * 0.02 for place in range(100)] + [-4.0 + place * 0.02 for place in range(20)], 0.01)
    assert found[-1].place == pytest.approx(4.0 * (-4.0 + 20 * 0.02), abs=0.05)
    assert found[100].passed(found[99], 0.01) == pytest.approx(0.08, abs=0.02), "the roll goes on at its pace"


# -- the roll -----------------------------------------------------------------------------------------------


def test_a_key_is_at_the_right_edge_at_once_and_leaves_as_many_columns_as_it_was_held():
    scroll = Scroll().step(Notes((on(60),), 800), 0.01, 0.0)
    assert scroll.roll()[60, -1] == 1.0 and np.count_nonzero(scroll.roll()) == 1
    for _ in range(40):
        scroll = scroll.step(Notes((), 800), 0.1, 0.0)
    scroll = scroll.step(Notes((off(60),), 800), 0.0, 0.0)
    for _ in range(200):
        scroll = scroll.step(Notes((), 800), 0.1, 0.0)
    assert scroll.roll()[60].sum() == pytest.approx(4.0, abs=2 / FINE)
    assert scroll.roll()[60].argmax() == pytest.approx(127 - 24, abs=2)


def test_it_glides_by_parts_of_a_column():
    scroll = Scroll().step(Notes((on(60),), 800), 3.0, 0.0).step(Notes((off(60),), 800), 5.0, 0.0)
    at = np.arange(128)
    centres = []
    for _ in range(60):
        scroll = scroll.step(Notes((), 800), 0.13, 0.0)
        centres.append(float(scroll.roll()[60] @ at / scroll.roll()[60].sum()))
    moves = -np.diff(centres)
    assert moves.max() < 0.3 and moves.sum() == pytest.approx(59 * 0.13, abs=2 / FINE)


def test_strokes_shorter_than_a_hop_are_seen_and_soft_ones_fainter_where_touch_says_so():
    short = Notes((on(60), off(60), on(64, 32.0), off(64)), 800)
    scroll = Scroll().step(short, 0.01, 1.0).step(Notes((), 800), 1.0, 1.0)
    roll = scroll.roll()
    assert roll[60].max() == 1.0 and roll[64].max() == pytest.approx(32 / 127, abs=0.01)
    assert Scroll().step(short, 1.0, 0.0).roll()[64].max() == 1.0


def test_the_pedal_holds_and_after_eight_bars_nothing_is_left():
    pedal = NoteEvent(0, "control", 64, 127.0)
    scroll = Scroll().step(Notes((pedal, on(60), off(60)), 800), 2.0, 0.0).step(Notes((), 800), 2.0, 0.0)
    assert scroll.roll()[60].sum() == pytest.approx(4.0)
    scroll = scroll.step(Notes((NoteEvent(0, "control", 64, 0.0),), 800), 0.0, 0.0)
    for _ in range(13):
        scroll = scroll.step(Notes((), 800), 10.0, 0.0)
    assert not scroll.roll().any()


# -- keys -> pictures ---------------------------------------------------------------------------------------


@pytest.fixture
def models(tmp_path, monkeypatch):
    monkeypatch.setenv("RTXMODAL_MODELS", str(tmp_path))
    roll_painter(tmp_path / "painter.onnx")
    roll_reader(tmp_path / "reader.onnx")
    roll_model(tmp_path / "organ.onnx", "sound", 1)
    return tmp_path


def lane_of(folder, text):
    (folder / "scene.toml").write_text("[[lane]]\n" + text)
    scene = load_scene(folder / "scene.toml")
    context = Context(RATE, "cpu")
    table = scene_table(scene, context)
    return build_lanes(scene, table, context, 0, (scene.lanes[0].sink,))[0], table


def test_keys_draw_their_roll_thirty_times_a_second_and_silence_costs_nothing(models):
    lane, table = lane_of(models, 'from = "keys"\nthrough = ["painter"]\nto = "window"\nvalues = { ground = 0 }')
    values = with_pulse(table.values, 0.0, 4.0, 0.0)
    shown = lane.show(Notes((), RATE), values)
    assert len(shown) == 1, "the empty roll, once"
    shown = lane.show(Notes((on(60),), RATE), values)
    assert 26 <= len(shown) <= 30
    assert shown[0].picture[127 - 60, 127, 0] == 255 and shown[0].picture[:, :127].max() == 0
    lit = np.count_nonzero(shown[-1].picture[127 - 60] > 127) / 3
    assert lit == pytest.approx(8, abs=1), "eight sixteenths a second at 120 bpm"


def test_the_ground_is_dark_where_nothing_was_played_and_light_about_the_keys():
    roll, picture = np.zeros((128, 128), np.float32), np.full((64, 64, 3), 200, np.uint8)
    roll[64, 40:80] = 1.0
    made = lit(picture, roll, 0.75)
    assert made[0, 0, 0] == 50 and made[31, 30, 0] == 200 and 50 < made[27, 30, 0] < 200
    assert lit(picture, roll, 0.0) is picture and not lit(picture, np.zeros_like(roll), 1.0).any()


def test_what_comes_too_late_to_be_seen_is_written_all_the_same(models):
    text = 'from = "keys"\nthrough = ["painter"]\nto = "window"\nvalues = { ground = 0 }'
    pictures = []
    for skims in (False, True):
        lane, table = lane_of(models, text)
        values = with_pulse(table.values, 0.0, 4.0, 0.0)
        (lane.skim if skims else lane.show)(Notes((on(60), on(67)), RATE), values)
        pictures.append(lane.show(Notes((off(60),), RATE), values)[-1].picture)
    np.testing.assert_array_equal(*pictures)


def test_a_card_without_its_knobs_is_refused_in_words(models):
    roll_reader(models / "bare.onnx", parameters=())
    with pytest.raises(ValueError, match="the card of bare must have the parameters tempo, step"):
        create("bare", Context(RATE, "cpu"))


# -- a column -> keys ---------------------------------------------------------------------------------------


def column(**keys: float) -> np.ndarray:
    found = np.zeros(128)
    for name, likely in keys.items():
        found[int(name[1:])] = likely
    return found


def read(columns, **changed):
    sounding, found = Sounding(), []
    for likely in columns:
        events, sounding = sounding.read(likely, np.ones(128), CHROMATIC | changed)
        found.append([(event.kind, event.number) for event in events])
    return found


def test_a_key_that_trembles_about_its_level_is_one_key():
    trembling = [column(k60=0.5 + 0.1 * (-1) ** step) for step in range(20)]
    assert sum(read(trembling, density=0.5, hold=0.5, longest=99.0), []) == [("on", 60)]
    assert len(sum(read(trembling, density=0.5, hold=0.0), [])) == 20
    assert read([column(k60=0.9), column(k60=0.1)], density=0.5, hold=0.5)[1] == [("off", 60)]


def test_no_more_keys_than_voices_and_they_are_the_likeliest():
    many = column(k60=0.7, k64=0.9, k67=0.8, k72=0.6)
    assert read([many], voices=2.0, density=0.5) == [[("on", 64), ("on", 67)]]
    later = read([column(k60=0.6), many], voices=2.0, density=0.5)
    assert later == [[("on", 60)], [("on", 64)]], "what sounds goes on"


def test_keys_keep_their_distance_from_each_other_and_from_those_that_sound():
    cluster = column(k60=0.8, k61=0.9, k62=0.7, k65=0.6)
    assert read([cluster], spread=4.0) == [[("on", 61), ("on", 65)]]
    assert read([column(k63=0.9), cluster + column(k63=0.9)], spread=3.0) == [[("on", 63)], [("on", 60)]]


def test_a_key_that_goes_on_for_longest_is_struck_again():
    found = read([column(k60=1.0)] * 9, longest=4.0)
    assert [step for step, events in enumerate(found) if ("on", 60) in events] == [0, 4, 8]
    assert found[4] == [("off", 60), ("on", 60)]


@pytest.mark.parametrize("scale", range(len(SCALES)))
@pytest.mark.parametrize("root", [0, 5])
def test_every_key_is_of_the_scale_and_moves_no_farther_than_it_must(scale, root):
    tones = {(tone + root) % 12 for tone in list(SCALES.values())[scale]}
    for key in range(12, 116):
        knobs = CHROMATIC | {"scale": float(scale), "root": float(root)}
        (moved,) = np.flatnonzero(in_scale(np.eye(128)[key], knobs))
        near = min(abs(key - other) for other in range(128) if other % 12 in tones)
        assert moved % 12 in tones and abs(moved - key) == near


def test_keys_outside_of_the_range_are_left_out_and_dark_ones_softer():
    wide = column(k30=1.0, k60=1.0, k100=1.0)
    assert read([wide], lowest=40.0, highest=90.0) == [[("on", 60)]]
    light = column(k60=1.0, k64=0.2)
    events, _ = Sounding().read(column(k60=1.0, k64=1.0), light, CHROMATIC | {"velocity": 100.0, "touch": 1.0})
    assert [event.value for event in events] == [100.0, 20.0]


def test_whatever_is_turned_every_key_is_let_go_before_it_is_struck_again():
    rng, sounding, held = np.random.default_rng(2), Sounding(), set()
    for _ in range(500):
        knobs = {knob.id: float(rng.uniform(*knob.range)) for knob in PITCH_KNOBS}
        knobs |= {knob.id: float(round(knobs[knob.id])) for knob in PITCH_KNOBS if knob.kind != "float"}
        events, sounding = sounding.read(rng.random(128), rng.random(128), READER | knobs)
        for event in events:
            assert (event.number in held) == (event.kind == "off") and 0.0 <= event.value <= 127.0
            held ^= {event.number}
        assert len(held) <= int(knobs["voices"]) and held == set(np.flatnonzero(sounding.age).tolist())


# -- pictures -> keys ---------------------------------------------------------------------------------------


def bars(*marks: tuple[int, int, int]) -> np.ndarray:
    """A black picture with light bars. Marks: key, first column, columns."""
    picture = np.zeros((128, 128, 3), np.uint8)
    for key, first, count in marks:
        picture[127 - key, first : first + count] = 255
    return picture


def write(lane, values, picture, seconds, size=480, rate=RATE):
    events = []
    for start in range(0, int(seconds * rate), size):
        events += lane.write(Watched((), size, picture), values(start / rate))
    return [(event.frame / rate, event.kind, event.number) for event in events]


TO_MIDI = 'from = "picture:still.png"\nthrough = ["reader"]\nto = "midi"\nvalues = {{ scale = 0, {} }}'


def reader_lane(models, values="read = 0"):
    Image.fromarray(bars((60, 4, 2), (64, 8, 1))).save(models / "still.png")
    return lane_of(models, TO_MIDI.format(values))


@pytest.mark.parametrize("size", [64, 480, 4800])
def test_a_picture_is_read_from_left_to_right_a_column_a_sixteenth(models, size):
    lane, table = reader_lane(models)
    heard = write(lane, lambda _: with_pulse(table.values, 0.0, 4.0, 0.0), bars((60, 4, 2), (64, 8, 1)), 17.5, size)
    step = 0.125
    wanted = [(4, "on", 60), (6, "off", 60), (8, "on", 64), (9, "off", 64)]
    wanted += [(place + 128, kind, key) for place, kind, key in wanted]
    assert [(kind, key) for _, kind, key in heard] == [(kind, key) for _, kind, key in wanted]
    np.testing.assert_allclose([when for when, *_ in heard], [step * place for place, *_ in wanted], atol=2e-4)


def test_keys_fall_on_the_beat_of_a_transport_that_plays(models):
    lane, table = reader_lane(models)
    at_100 = lambda seconds: with_pulse(table.values, 8.0 + seconds * 100 / 60, 4.0, 0.0)  # noqa: E731
    picture = bars(*((60 + column % 3, column, 1) for column in range(128)))
    strokes = [when for when, kind, _ in write(lane, at_100, picture, 6.0) if kind == "on" and when > 1.0]
    off_beat = [(8.0 + when * 100 / 60) * 4.0 for when in strokes]
    assert len(strokes) > 30 and max(abs(place - round(place)) for place in off_beat) < 0.02, "sixteenths"


def test_the_right_edge_alone_is_read_where_the_picture_itself_moves(models):
    lane, table = reader_lane(models, "read = 1")
    values = lambda _: with_pulse(table.values, 0.0, 4.0, 0.0)  # noqa: E731
    assert write(lane, values, bars((60, 0, 100)), 2.0) == []
    assert [event[1:] for event in write(lane, values, bars((62, 127, 1)), 2.0)][:1] == [("on", 62)]


def test_a_roll_that_is_drawn_can_be_read_again_in_one_lane(models):
    text = 'from = "keys"\nthrough = ["painter", "reader"]\nto = "midi"\nvalues = { ground = 0, scale = 0, read = 1 }'
    lane, table = lane_of(models, text)
    values = with_pulse(table.values, 0.0, 4.0, 0.0)
    given = {0: (on(60),), 50: (off(60), on(67)), 100: (off(67),)}
    heard = [event for place in range(200) for event in lane.write(Notes(given.get(place, ()), 480), values)]
    assert [event.number for event in heard if event.kind == "on"] == [60, 67]
    assert [event.number for event in heard if event.kind == "off"] == [60, 67]


def test_what_the_keys_play_they_do_not_play_again(models):
    (models / "scene.toml").write_text('[[lane]]\nfrom = "keys"\nto = "keys"')
    with pytest.raises(ValueError, match="from must be one of mix, camera, picture, film, lane in a lane to keys, got"):
        load_scene(models / "scene.toml")


PLAYS = """
[[lane]]
name = "hand"
from = "picture:still.png"
through = ["reader"]
to = "keys"
values = { scale = 0 }
[[lane]]
from = "keys"
through = ["organ"]
to = "speakers"
"""


def test_a_picture_plays_an_instrument_and_sounds_the_same_rendered_twice(models):
    Image.fromarray(bars((60, 4, 2), (64, 8, 1))).save(models / "still.png")
    (models / "plays.toml").write_text(PLAYS)
    soundfile.write(models / "in.wav", np.zeros((2 * RATE, 2), np.float32), RATE)
    sounds = []
    for name in ("a.wav", "b.wav"):
        job = Job(
            load_scene(models / "plays.toml"), models / "in.wav", Output(models / name), "cpu", {"output_gain": 0.0}
        )
        render(job, lambda done, frames: None)
        sounds.append(soundfile.read(models / name)[0])
    np.testing.assert_array_equal(*sounds)
    edges = np.flatnonzero(np.abs(np.diff(sounds[0][:, 0])) > 0.1) / RATE
    np.testing.assert_allclose(edges, [4 / 8, 6 / 8, 8 / 8, 9 / 8], atol=0.001)  # the organ has no envelope


def test_the_pictures_of_another_lane_play_the_keys_too(models):
    """From the first of them on, which comes a block late."""
    Image.fromarray(bars((60, 4, 2), (64, 8, 1))).save(models / "still.png")
    shown = '[[lane]]\nname = "seen"\nfrom = "picture:still.png"\nto = "window"\n'
    (models / "plays.toml").write_text(shown + PLAYS.replace("picture:still.png", "lane:seen"))
    soundfile.write(models / "in.wav", np.zeros((2 * RATE, 2), np.float32), RATE)
    job = Job(
        load_scene(models / "plays.toml"), models / "in.wav", Output(models / "a.wav"), "cpu", {"output_gain": 0.0}
    )
    render(job, lambda done, frames: None)
    edges = np.flatnonzero(np.abs(np.diff(soundfile.read(models / "a.wav")[0][:, 0])) > 0.1) / RATE
    np.testing.assert_allclose(edges, [4 / 8, 6 / 8, 8 / 8, 9 / 8], atol=0.006)


# -- the whole way ------------------------------------------------------------------------------------------

LIVE = """
[[lane]]
name = "written"
from = "picture:still.png"
through = ["reader"]
to = "midi"
values = { scale = 0, longest = 128 }
[[lane]]
name = "played"
from = "picture:still.png"
through = ["reader"]
to = "keys"
values = { scale = 0, longest = 128 }
[[lane]]
name = "passed"
from = "keys"
to = "midi"
"""


def plays_and_ends(show: MidiShow) -> bool:
    """The picture's keys are heard as written (channel 2) and as played (1), and end with the process and the show."""
    show.supervisor.set("written/channel", 2)
    if not came(lambda: {(0, 60), (1, 60)} <= show.recorder.sounding(), 10.0):
        return False
    os.kill(show.supervisor.process_ids["picture"], signal.SIGKILL)
    if not came(lambda: not show.recorder.sounding(), 10.0):
        return False
    if not came(lambda: {(0, 60), (1, 60)} <= show.recorder.sounding(), 20.0):
        return False
    show.close()
    return came(lambda: not show.recorder.sounding(), 1.0)


@needs_jack_midi
def test_no_key_of_a_picture_hangs_when_its_process_dies_or_the_show_ends(models):
    Image.fromarray(bars((60, 0, 128))).save(models / "still.png")
    for _ in range(3):  # a JACK server that is stalled by its machine drops what was in that cycle
        with midi_show(models, LIVE) as show:
            if plays_and_ends(show):
                return
    raise AssertionError(f"keys hang or never came: {show.recorder.sounding()}, {show.heard[-8:]}, said {show.said}")


def test_what_lets_go_of_a_lanes_keys_knows_them_all():
    held = MidiBytes()
    for event in (on(60), on(64), off(60)):
        held.keep(event)
    assert [event.number for event in held.release()] == [64]
