"""Laws of the models that ship, played as the stage plays them."""

from __future__ import annotations

import numpy as np
import pytest

from bench.lanes import lane_of, model_cards, music
from rtxmodal.session import open_session
from rtxmodal.translators import Context, create, models_folder

CARDS = {card.name: card for card in model_cards()}
SOUND = [name for name, card in CARDS.items() if (card.takes, card.gives) == ("sound", "sound")]
PICTURE = [name for name, card in CARDS.items() if (card.takes, card.gives) == ("picture", "picture")]
LATENT = [name for name, card in CARDS.items() if card.takes == "latent"]
BLOCK_SIZE = 256
CONTEXT = Context(48_000, "cpu")


def play(name, sound, **changed):
    lane, values = lane_of(create(name, CONTEXT), BLOCK_SIZE)
    ids = [parameter.id for parameter in CARDS[name].parameters]
    for parameter, value in changed.items():
        values[len(values) - len(ids) + ids.index(parameter)] = value
    whole = len(sound) - BLOCK_SIZE
    blocks = [lane.process(sound[at : at + BLOCK_SIZE], values) for at in range(0, whole + 1, BLOCK_SIZE)]
    return np.concatenate(blocks), lane


@pytest.mark.parametrize("name", SOUND)
def test_silence_stays_silent_and_music_is_heard(name):
    quiet, _ = play(name, np.zeros((24_064, 2), np.float32))
    loud, _ = play(name, music(1.0))
    assert np.abs(quiet[4_800:]).max() < 1e-3
    assert np.isfinite(loud).all() and 0.005 < np.abs(loud).max() < 2.0


@pytest.mark.parametrize("name", SOUND)
def test_it_does_not_matter_into_which_blocks_the_sound_is_cut(name):
    sound = music(1.0)
    lane, values = lane_of(create(name, CONTEXT), 0)
    whole = lane.process(sound, values)
    lane.reset()
    rng, at, pieces = np.random.default_rng(1), 0, []
    while at < len(sound):
        size = int(rng.integers(1, 4097))
        pieces.append(lane.process(sound[at : at + size], values))
        at += size
    np.testing.assert_array_equal(np.concatenate(pieces), whole)


@pytest.mark.parametrize("name", [name for name in SOUND if CARDS[name].stream.hop_size > BLOCK_SIZE])
def test_long_hops_at_another_rate_never_leave_a_block_short(name):
    heard, _ = play(name, np.tile(music(1.0), (15, 1)))  # hops of 2048 at 22.05 kHz fall as before after 13.7 s
    assert np.isfinite(heard).all()


@pytest.mark.parametrize("name", SOUND)
def test_sound_starts_no_earlier_than_its_latency_allows_and_not_much_later(name):
    sound = np.zeros((48_128, 2), np.float32)
    sound[12_000:] = music(1.0)[: len(sound) - 12_000]
    quick = {parameter.id: parameter.minimum for parameter in CARDS[name].parameters if parameter.id == "attack"}
    heard, lane = play(name, sound, **quick)
    level = np.convolve(np.abs(heard[:, 0]), np.ones(480) / 480, "same")
    start = int(np.argmax(level > 0.25 * level.max()))
    # a window of the model's STFT to either side: an onset is smeared over it
    smear = round(1024 * 48_000 / CARDS[name].sample_rate)
    assert -smear <= start - 12_000 - lane.latency.total <= smear


@pytest.mark.parametrize("name", SOUND)
def test_a_hum_of_one_note_stays_on_its_note(name):
    at = np.arange(96_000) / 48_000
    for pitch in (220.0, 440.0):
        tone = sum(np.sin(2 * np.pi * pitch * harmonic * at) / harmonic for harmonic in range(1, 12))
        heard, _ = play(name, np.repeat(0.1 * tone[:, None], 2, 1).astype(np.float32))
        spectrum = np.abs(np.fft.rfft(heard[48_000:, 0] * np.hanning(len(heard) - 48_000)))
        step = 48_000 / (len(heard) - 48_000)
        at_lines, between = (
            sum(
                spectrum[line - 3 : line + 4].sum()
                for line in np.rint(pitch * (np.arange(1, 6) + off) / step).astype(int)
            )
            for off in (0.0, 0.5)
        )
        assert at_lines > 5 * between, pitch


def ends_of(name):
    """Each parameter of a model with the ends of its range that are not its default."""
    return [(p.id, end) for p in CARDS[name].parameters for end in (p.minimum, p.maximum) if end != p.default]


@pytest.mark.parametrize("name", SOUND)
def test_every_knob_is_heard(name):
    sound = music(1.0)
    usual, _ = play(name, sound)
    heard = {}
    for knob, end in ends_of(name):
        changed, _ = play(name, sound, **{knob: end})
        assert np.isfinite(changed).all(), (knob, end)
        heard[knob] = max(heard.get(knob, 0.0), float(np.abs(changed - usual).max()))
    assert min(heard.values(), default=1.0) > 0.01 * np.abs(usual).max(), heard


@pytest.mark.parametrize("name", PICTURE)
def test_every_knob_is_seen(name):
    translator = create(name, CONTEXT)
    line = np.linspace(0.0, 3.0 * np.pi, 128)
    film = [
        np.rint(127.5 + 100.0 * np.stack([np.sin(line + k + 0.3 * n) * np.cos(line)[:, None] for k in range(3)], 2))
        for n in range(10)
    ]

    def last(**changed):
        state = translator.start()
        values = {parameter.id: parameter.default for parameter in CARDS[name].parameters} | changed
        for picture in film:
            shown, state = translator.translate(picture.astype(np.uint8), values, state)
        return shown.astype(float)

    usual, seen = last(), {}
    for knob, end in ends_of(name):
        seen[knob] = max(seen.get(knob, 0.0), float(np.abs(last(**{knob: end}) - usual).mean()))
    assert min(seen.values(), default=1.0) > 0.5, seen  # of 255


@pytest.mark.parametrize("name", PICTURE)
@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_flat_picture_stays_a_picture_without_jitter(name, level):
    translator = create(name, CONTEXT)
    values = {parameter.id: parameter.default for parameter in CARDS[name].parameters}
    state, shown = translator.start(), []
    for _ in range(12):
        picture, state = translator.translate(np.full((128, 128, 3), level, np.uint8), values, state)
        shown.append(picture.astype(float))
    assert np.abs(np.diff(shown, axis=0)).mean((1, 2, 3)).max() < 12.0


@pytest.mark.parametrize("name", SOUND)
def test_a_steady_tone_has_no_line_where_hops_would_be_heard(name):
    tone = 0.2 * np.sin(2.0 * np.pi * 441.3 * np.arange(8 * 48_000) / 48_000)
    heard = play(name, np.repeat(tone[:, None], 2, 1).astype(np.float32))[0][2 * 48_000 :, 0]
    power = np.abs(np.fft.rfft(heard * np.blackman(len(heard)))) ** 2
    card = CARDS[name]
    place = round(card.sample_rate / card.stream.hop_size * len(heard) / 48_000)
    lobes = power[place - 45 : place + 46].reshape(13, 7).sum(1)  # each as wide as a line under this window
    above = lobes[6] - np.delete(lobes, 6).max()
    assert 10.0 * np.log10(max(above, 1e-20) / power.sum()) < -60.0


@pytest.mark.parametrize("name", LATENT)
def test_pictures_differ_by_class_and_by_latent(name):
    card = CARDS[name]
    session, _ = open_session(models_folder() / f"{name}.onnx", "cpu")
    roles = {tensor.role: tensor.name for tensor in card.inputs}
    shapes = {node.name: [axis if isinstance(axis, int) else 1 for axis in node.shape] for node in session.get_inputs()}
    feed = {node: np.zeros(shape, np.float32) for node, shape in shapes.items()}
    for tensor in card.inputs:
        if tensor.role == "parameter":
            start = next(parameter.default for parameter in card.parameters if parameter.id == tensor.parameter)
            feed[tensor.name] = np.full(shapes[tensor.name], start, np.float32)

    def picture(place, seed):
        feed[roles["classes"]] = np.eye(len(card.classes), dtype=np.float32)[place][None]
        feed[roles["latent"]] = np.random.default_rng(seed).standard_normal(shapes[roles["latent"]]).astype(np.float32)
        return session.run(None, feed)[0].astype(float)

    pictures = np.array([[picture(place, seed) for seed in range(3)] for place in range(len(card.classes))])
    by_class = np.abs(pictures[:, None] - pictures[None]).mean(axis=tuple(range(2, pictures.ndim + 1)))
    assert by_class[~np.eye(len(card.classes), dtype=bool)].min() > 8  # grey levels
    within = np.abs(pictures[:, 0] - pictures[:, 1]).reshape(len(card.classes), -1).mean(axis=1)
    assert within.min() > 4 and pictures.std() > 30
