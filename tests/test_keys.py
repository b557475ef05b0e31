"""The shipped instrument: in tune, without a click, silent when let go, and everything a player does is heard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench.keys import detunings
from rtxmodal.card import read_card
from rtxmodal.notes import NoteEvent, Notes
from rtxmodal.translators import Context, create, models_folder
from rtxmodal.translators.keys import Keys

RATE, HOP = 48_000, 256


@pytest.fixture(scope="module")
def keys():
    return create("keys-quartet", Context(RATE))


def on(key, at=0.0, velocity=100.0, channel=0):
    return NoteEvent(int(at * RATE), "on", key, velocity, channel)


def off(key, at, channel=0):
    return NoteEvent(int(at * RATE), "off", key, 0.0, channel)


def control(number, value, at=0.0):
    return NoteEvent(int(at * RATE), "control", number, float(value))


def play(keys, events, seconds, **turned):
    """Shape: -> (frames, 2)."""
    values = {parameter.id: parameter.default for parameter in keys.card.parameters} | turned
    state, played, waiting = keys.start(), [], sorted(events, key=lambda event: event.frame)
    for start in range(0, int(seconds * RATE), HOP):
        here = []
        while waiting and waiting[0].frame < start + HOP:
            event = waiting.pop(0)
            here.append(NoteEvent(event.frame - start, event.kind, event.number, event.value, event.channel))
        out, state = keys.translate(Notes(tuple(here), HOP), values, state)
        played.append(out)
    sound = np.concatenate(played)
    assert np.isfinite(sound).all()
    return sound


def loudness(sound, start, end):
    return float(np.sqrt((sound[int(start * RATE) : int(end * RATE)] ** 2).mean()))


def spectrum(sound, start=0.4, end=0.9):
    """Power by frequency, bins of 1 Hz."""
    cut = sound[int(start * RATE) : int(end * RATE)].mean(1)
    return np.abs(np.fft.rfft(cut * np.hanning(len(cut)), RATE)) ** 2


def pitch_of(sound, near, start=0.4, end=0.9):
    """Hz of the strongest line within three semitones of `near` Hz, to a fraction of a bin."""
    power = spectrum(sound, start, end)
    low = int(near * 0.84)
    top = low + int(np.argmax(power[low : int(near * 1.19)]))
    before, here, after = np.log(power[top - 1 : top + 2])
    return top + 0.5 * (before - after) / (before - 2.0 * here + after)


def cents(found, wanted):
    return 1200.0 * np.log2(found / wanted)


def centroid(sound, start=0.4, end=0.9):
    power = spectrum(sound, start, end)
    return float((power * np.arange(len(power))).sum() / power.sum())


def test_it_is_found_by_its_card_and_has_four_timbres_and_sixteen_voices(keys):
    assert isinstance(keys, Keys) and keys.card.takes == "notes" and keys.card.stream.delay == 0
    timbre = next(parameter for parameter in keys.card.parameters if parameter.id == "timbre")
    assert timbre.maximum == 3.0
    assert next(pair.shape for pair in keys.card.states if pair.input == "level")[0] >= 16


def test_the_figures_that_the_card_tells_are_good_enough():
    told = read_card(models_folder() / "keys-quartet.onnx").quality
    assert told["recognised"] >= 0.85
    assert told["tuning_inside_cents"] <= 5.0 and told["tuning_outside_cents"] <= 10.0
    assert max(told["click_onset_db"], told["click_release_db"], told["click_theft_db"]) <= 1.5


@pytest.mark.parametrize("timbre", [0.0, 1.0, 2.0, 3.0])
@pytest.mark.parametrize("key", [33, 57, 69, 93])
def test_a_key_sounds_at_its_pitch(keys, key, timbre):
    wanted = 440.0 * 2.0 ** ((key - 69) / 12.0)
    octave = 4 if key < 50 else 1  # a low fundamental may be weaker than its neighbours
    sound = play(keys, [on(key)], 1.0, timbre=timbre, vibrato=0.0, variation=0.0)
    assert abs(cents(pitch_of(sound, octave * wanted) / octave, wanted)) < 5.0


def test_tuning_and_bend_move_the_pitch_by_what_they_say(keys):
    bent = play(keys, [on(69), NoteEvent(0, "bend", 0, 0.5, 0)], 1.0, vibrato=0.0, tuning=442.0, variation=0.0)
    assert abs(cents(pitch_of(bent, 470.0), 442.0 * 2.0 ** (1.0 / 12.0))) < 4.0


def test_a_note_begins_at_its_own_frame_and_not_before(keys):
    for frame in (0, 77, 255, 300):
        sound = np.abs(play(keys, [NoteEvent(frame, "on", 60, 127.0)], 0.1, breath=-30.0)).max(1)
        assert sound[: max(0, frame - HOP)].max(initial=0.0) == 0.0
        assert int(np.argmax(sound > 0.05 * sound[:2400].max())) >= frame
        assert int(np.argmax(sound > 1e-4)) < frame + HOP


def test_velocity_is_heard_in_loudness_and_in_colour(keys):
    soft, hard = (play(keys, [on(60, velocity=v)], 1.0) for v in (30.0, 120.0))
    assert loudness(hard, 0.3, 0.9) > 3.0 * loudness(soft, 0.3, 0.9)
    assert centroid(hard) > 1.1 * centroid(soft)
    organ = [loudness(play(keys, [on(60, velocity=v)], 0.6, touch=0.0), 0.3, 0.6) for v in (30.0, 120.0)]
    assert 0.8 < organ[0] / organ[1] < 1.25


def test_wheel_pressure_and_slide_are_heard(keys):
    plain = play(keys, [on(60)], 1.2, vibrato=0.0, variation=0.0)
    shaken = play(keys, [on(60), control(1, 127)], 1.2, vibrato=0.0, variation=0.0)

    def wobble(sound):
        return np.std([pitch_of(sound, 262.0 * 4, at, at + 0.1) for at in np.arange(0.4, 1.0, 0.06)])

    assert wobble(shaken) > 4.0 * wobble(plain)
    pressed = play(keys, [on(60), NoteEvent(0, "pressure", 0, 127.0)], 1.0, vibrato=0.0, variation=0.0)
    assert loudness(pressed, 0.4, 0.9) > 1.3 * loudness(plain, 0.4, 0.9)
    bright = play(keys, [on(60), control(74, 127)], 1.0, vibrato=0.0, variation=0.0)
    assert centroid(bright) > 1.2 * centroid(plain)


def test_the_pedal_rings_on_and_a_release_ends_in_silence(keys):
    events = [on(60), off(60, 0.4)]
    let_go = play(keys, events, 3.0)
    pedalled = play(keys, [control(64, 127), *events], 1.5)
    assert loudness(let_go, 0.9, 1.2) < 0.1 * loudness(pedalled, 0.9, 1.2)
    assert np.abs(let_go[-RATE // 4 :]).max() < 1e-4
    longer = play(keys, events, 1.5, release=8.0)
    assert loudness(longer, 0.7, 1.0) > 3.0 * loudness(let_go, 0.7, 1.0)


def test_panic_is_silence_at_once(keys):
    chord = [on(key) for key in (40, 47, 52, 60)]
    sound = play(keys, [control(64, 127), *chord, control(120, 0, 0.5)], 1.0, release=20.0)
    assert np.abs(sound[int(0.6 * RATE) :]).max() < 1e-3 < loudness(sound, 0.3, 0.5)


@pytest.mark.parametrize("timbre", [0.0, 1.0, 2.0, 3.0])
def test_onset_release_and_theft_do_not_click(keys, timbre):
    chord = [on(key) for key in range(40, 56)]
    events = [*chord, on(67, 1.0011), off(40, 1.4), off(67, 1.5)]
    sound = play(keys, events, 2.0, timbre=timbre)[:, 0]
    bend = np.abs(np.diff(sound, 2))
    between = ((0.0, 1.0), (1.0011, 1.4))
    own = max(bend[int(since * RATE) + HOP : int(until * RATE) - HOP].max() for since, until in between)
    for at in (1.0011, 1.4, 1.5):
        near = bend[int(at * RATE) - HOP : int(at * RATE) + HOP].max()
        assert near < 1.3 * own, at
    alone = np.abs(np.diff(play(keys, [on(60, 0.1003)], 0.5, timbre=timbre)[:, 0], 2))
    first = int(0.1003 * RATE)
    assert alone[first - 96 : first + 96].max() < 1.3 * alone[first + 96 :].max()


def test_a_stolen_voice_is_the_quietest_and_the_new_note_is_heard(keys):
    chord = [on(key, velocity=110.0 if key != 48 else 8.0) for key in range(40, 56)]
    sound = play(keys, [*chord, on(84, 0.5)], 1.2, variation=0.0, vibrato=0.0)
    power = spectrum(sound, 0.7, 1.2)
    assert power[1040:1055].max() > 30.0 * np.median(power[960:1040])


def test_timbres_are_apart_and_what_lies_between_is_between(keys):
    sounds = [play(keys, [on(60)], 1.0, timbre=t, variation=0.0) for t in (0.0, 0.5, 1.0, 2.0, 3.0)]
    shapes = []
    for sound in sounds:
        bands = np.array([band.sum() for band in np.array_split(spectrum(sound, 0.05, 0.9)[200:8000], 30)])
        shapes.append(10.0 * np.log10(bands / bands.sum() + 1e-6))
    apart = np.array([[np.abs(a - b).mean() for b in shapes] for a in shapes])
    for one in (0, 2, 3, 4):
        for other in {0, 2, 3, 4} - {one}:
            assert apart[one, other] > 3.0
    assert apart[0, 1] < apart[0, 2] + 1.0 and apart[2, 1] < apart[0, 2] + 1.0


def test_two_strokes_of_a_key_differ_and_two_renderings_do_not(keys):
    events = [on(60), off(60, 0.2), on(60, 0.5333333), off(60, 0.73)]
    first, again = play(keys, events, 1.0), play(keys, events, 1.0)
    assert np.array_equal(first, again)
    strokes = [np.abs(np.fft.rfft(first[int(at * RATE) : int((at + 0.2) * RATE), 0])) for at in (0.0, 0.5333333)]
    assert np.abs(strokes[0] - strokes[1]).sum() > 0.05 * strokes[0].sum()


def test_an_hour_under_one_key_neither_drifts_nor_dies(keys):
    values = {parameter.id: parameter.default for parameter in keys.card.parameters}
    _, state = keys.translate(Notes((on(57),), HOP), values, keys.start())
    state = state | {"age": np.full_like(state["age"], 600.0)}
    loud = [np.abs(keys.translate(Notes((), HOP), values, state)[0]).max()]
    for _ in range(200):
        out, state = keys.translate(Notes((), HOP), values, state)
        loud.append(np.abs(out).max())
    assert min(loud[20:]) > 0.01 and max(loud) < 1.0


def test_a_broken_card_is_refused_in_one_line(keys, tmp_path):
    import msgspec

    card = msgspec.structs.replace(
        keys.card, parameters=tuple(p for p in keys.card.parameters if p.id != "mpe"), golden=()
    )
    with pytest.raises(ValueError, match="must have a state 'level'"):
        Keys(card, keys._session)
    assert not list(Path(tmp_path).iterdir())


def test_the_bench_hears_by_how_many_cents_each_note_of_a_piece_is_off():
    at = np.arange(3 * 48_000) / 48_000
    sound, events = np.zeros((len(at), 2)), []
    for place, (key, cents) in enumerate([(60, 0.0), (64, 8.0), (67, -6.0), (45, 3.0)]):
        start, end = round(place * 0.7 * 48_000), round((place * 0.7 + 0.6) * 48_000)
        pitch = 440.0 * 2.0 ** ((key - 69 + cents / 100) / 12)
        sound[start:end] += sum(np.sin(2 * np.pi * pitch * n * at[start:end]) / n for n in range(1, 8))[:, None]
        events += [NoteEvent(start, "on", key, 90.0), NoteEvent(end, "off", key)]
    np.testing.assert_allclose(detunings(sound, events), [0.0, 8.0, -6.0, 3.0], atol=1.5)
