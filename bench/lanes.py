"""Figures of single lanes and models, no process and no device: exactness, and time paced as on stage."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from bench.rows import Row, spread
from rtxmodal import card as cards
from rtxmodal.lane import Lane
from rtxmodal.params import Parameter, Table
from rtxmodal.scene import LaneSpec
from rtxmodal.session import open_session
from rtxmodal.translators import Context, Translator, create, models_folder

SAMPLE_RATE = 48_000
BLOCK_SIZE = 256


def model_cards() -> list[cards.Card]:
    """The cards of the models that ship."""
    found = (cards.read_card(path) for path in sorted(models_folder().glob("*.onnx")))
    return [card for card in found if card is not None]


def lane_of(translator: Translator, block_size: int) -> tuple[Lane, np.ndarray]:
    """A lane with one translator, all wet."""
    own = [Parameter("drywet", default=1.0), Parameter("a/wet", default=1.0)]
    own += [Parameter("a/gain", minimum=-60.0, maximum=12.0), Parameter("a/mute", kind="toggle")]
    table = Table([*own, *(parameter.under("t") for parameter in translator.card.parameters)])
    return Lane(
        LaneSpec("a", "mic", ("t",), "speakers"), [("t", translator)], table, SAMPLE_RATE, block_size
    ), table.values


def music(seconds: float) -> np.ndarray:
    """Chords with onsets: something for a model to chew on. Shape: (frames, 2)."""
    seconds_at = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    decay = np.exp(-6 * (seconds_at % 0.5))
    tones = sum(np.sin(2 * np.pi * pitch * seconds_at) for pitch in (220.0, 277.2, 329.6, 440.0))
    return np.repeat((0.1 * decay * tones)[:, None], 2, 1).astype(np.float32)


def worker_time(seconds: float) -> Iterator[Row]:
    """Time of a lane's block over the time that the block lasts, one block every block time."""
    for card in model_cards():
        if (card.takes, card.gives) != ("sound", "sound"):
            continue
        lane, values = lane_of(create(card.name, Context(SAMPLE_RATE, "auto")), BLOCK_SIZE)
        hop = round(card.stream.hop_size * SAMPLE_RATE / card.sample_rate) if card.stream else BLOCK_SIZE
        shares = paced_shares(lane, values, seconds, hop)
        held = bool(np.percentile(shares, 50) <= 0.25 and np.percentile(shares, 99) <= 0.6)
        yield Row(f"worker time / hop time, {card.name}", "p50 <= 0.25, p99 <= 0.6", *spread(shares), held)


def paced_shares(lane: Lane, values: np.ndarray, seconds: float, hop_size: int) -> np.ndarray:
    """Time spent a hop over the hop's own time, for each hop."""
    sound = music(2.0)
    spent, begin = [], time.perf_counter()
    for block in range(int(seconds * SAMPLE_RATE / BLOCK_SIZE)):
        due = begin + block * BLOCK_SIZE / SAMPLE_RATE
        time.sleep(max(0.0, due - time.perf_counter()))
        start = block * BLOCK_SIZE % (len(sound) - BLOCK_SIZE)
        before = time.perf_counter()
        lane.process(sound[start : start + BLOCK_SIZE], values)
        spent.append(time.perf_counter() - before)
    a_hop = max(1, hop_size // BLOCK_SIZE)
    whole = len(spent) // a_hop * a_hop
    return np.add.reduceat(spent[:whole], np.arange(0, whole, a_hop)) / (a_hop * BLOCK_SIZE / SAMPLE_RATE)


def exactness() -> Iterator[Row]:
    """Random blocks against one big block, through the whole exported model."""
    sound = music(2.0)
    for card in model_cards():
        if (card.takes, card.gives) != ("sound", "sound"):
            continue
        lane, values = lane_of(create(card.name, Context(SAMPLE_RATE, "cpu")), 0)
        whole = lane.process(sound, values)
        lane.reset()
        rng, start, parts = np.random.default_rng(0), 0, []
        while start < len(sound):
            stop = start + int(rng.integers(1, 4097))
            parts.append(lane.process(sound[start:stop], values))
            start = stop
        pieces = np.concatenate(parts)
        worst = float(np.abs(pieces - whole).max()) if len(pieces) == len(whole) else float("inf")
        what = f"random blocks against one block, {card.name}"
        yield Row(what, "<= 1e-5, equal length", f"{worst:.1e}", "", worst <= 1e-5)


def pictures(seconds: float) -> Iterator[Row]:
    """Pictures a second of a generator on one core, one after the other."""
    for card in model_cards():
        if card.takes != "latent":
            continue
        session, provider = open_session(models_folder() / f"{card.name}.onnx", "auto")
        feed = {
            node.name: np.full([axis if isinstance(axis, int) else 1 for axis in node.shape], 0.1, np.float32)
            for node in session.get_inputs()
        }
        spent, end = [], time.perf_counter() + seconds
        while time.perf_counter() < end:
            before = time.perf_counter()
            session.run(None, feed)
            spent.append(1000 * (time.perf_counter() - before))
        rate = 1000 / np.median(spent)
        what = f"a picture of {card.name} on one core ({provider})"
        yield Row(
            what, ">= 30 a second", f"{spread(spent)[0]} ms, {rate:.0f} a second", f"{spread(spent)[1]} ms", rate >= 30
        )


def dreams(seconds: float) -> Iterator[Row]:
    """Time of a picture that is made of a picture, on one core, paced as a camera is."""
    line = np.linspace(0.0, 3.0 * np.pi, 128)
    picture = np.repeat(127.5 + 100.0 * np.sin(line)[:, None] * np.cos(line), 3).reshape(128, 128, 3).astype(np.uint8)
    for card in model_cards():
        if (card.takes, card.gives) != ("picture", "picture"):
            continue
        translator = create(card.name, Context(SAMPLE_RATE, "auto"))
        values = {parameter.id: parameter.default for parameter in card.parameters}
        state, spent, begin = translator.start(), [], time.perf_counter()
        for number in range(int(30 * seconds)):
            time.sleep(max(0.0, begin + number / 30 - time.perf_counter()))
            before = time.perf_counter()
            _, state = translator.translate(picture, values, state)
            spent.append(1000 * (time.perf_counter() - before))
        p50, p99 = spread(spent, "ms", 1)
        held = bool(np.percentile(spent, 99) <= 0.6 * 1000 / 30)
        yield Row(f"a picture of {card.name} on one core", "p99 <= 20 ms (0.6 of 1/30 s)", p50, p99, held)
