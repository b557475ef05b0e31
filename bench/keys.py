"""Figures of the instruments under the keys: all voices sounding, paced as on stage, and from a key to its sound.

`python -m bench.keys MIDI [TIMBRE]` plays a piece and says how loud it is, what was stolen and whether anything clicks.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bench.lanes import BLOCK_SIZE, SAMPLE_RATE, lane_of, model_cards
from bench.rows import Row, spread
from rtxmodal.devices.files import read_notes
from rtxmodal.notes import NoteEvent, Notes, Watched
from rtxmodal.translators import Context, create

KEYS = range(36, 84, 2)


def chords(blocks: int) -> Iterator[Notes]:
    """More keys than voices, held; one of them struck anew every fourth block, so that voices are stolen as well."""
    for block in range(blocks):
        keys = KEYS if block == 0 else [KEYS[block // 4 % len(KEYS)]] if block % 4 == 0 else []
        yield Notes(tuple(NoteEvent(17, "on", key, 90.0) for key in keys), BLOCK_SIZE)


def worker_time(seconds: float) -> Iterator[Row]:
    """Time of a block with every voice sounding over the time that the block lasts, one block every block time."""
    for card in model_cards():
        if not any(tensor.role == "voices" for tensor in card.inputs):
            continue
        lane, values = lane_of(create(card.name, Context(SAMPLE_RATE, "auto")), BLOCK_SIZE)
        spent, begin = [], time.perf_counter()
        for block, notes in enumerate(chords(int(seconds * SAMPLE_RATE / BLOCK_SIZE))):
            time.sleep(max(0.0, begin + block * BLOCK_SIZE / SAMPLE_RATE - time.perf_counter()))
            before = time.perf_counter()
            lane.process(notes, values)
            spent.append(time.perf_counter() - before)
        shares = np.array(spent) * SAMPLE_RATE / BLOCK_SIZE
        held = bool(np.percentile(shares, 99) <= 0.6)
        yield Row(f"worker time / hop time, {card.name}, all voices", "p99 <= 0.6", *spread(shares), held)


def read_picture_time(seconds: float) -> Iterator[Row]:
    """The same for a picture read under all keys at once, another one thirty times a second."""
    lane, values = lane_of(create("databend-sound", Context(SAMPLE_RATE)), BLOCK_SIZE)
    pictures = np.random.default_rng(0).integers(0, 256, (2, 240, 320, 3), np.uint8)
    spent, begin = [], time.perf_counter()
    for block, notes in enumerate(chords(int(seconds * SAMPLE_RATE / BLOCK_SIZE))):
        time.sleep(max(0.0, begin + block * BLOCK_SIZE / SAMPLE_RATE - time.perf_counter()))
        before = time.perf_counter()
        lane.process(Watched(notes.events, BLOCK_SIZE, pictures[block // 6 % 2]), values)
        spent.append(time.perf_counter() - before)
    shares = np.array(spent) * SAMPLE_RATE / BLOCK_SIZE
    held = bool(np.percentile(shares, 99) <= 0.6)
    yield Row("worker time / hop time, databend-sound, all voices", "p99 <= 0.6", *spread(shares), held)


def key_to_sound() -> Iterator[Row]:
    """From a key, as the engine is told of it, to its first sound, for blocks of 32 to 512 frames."""
    for card in model_cards():
        if not any(tensor.role == "voices" for tensor in card.inputs):
            continue
        late = []
        for block_size in (32, 64, 128, 256, 480, 512):
            lane, values = lane_of(create(card.name, Context(SAMPLE_RATE, "auto")), block_size)
            told = 40 * block_size + 5
            blocks = [
                lane.process(Notes((NoteEvent(5, "on", 72, 120.0),) if block == 40 else (), block_size), values)
                for block in range(140)
            ]
            sound = np.abs(np.concatenate(blocks)).max(1)
            late.append((int(np.argmax(sound > 1e-4)) - told) * 1000.0 / SAMPLE_RATE)
        held = max(late) <= 5.3
        yield Row(f"key to sound beyond its block, {card.name}", "<= 5.3 ms", *spread(late, "ms", 1), held)


def play_piece(path: Path, timbre: float, seconds: float = 180.0) -> Iterator[str]:
    """A MIDI file through the first instrument that ships: what can be said of it in numbers."""
    name = next(card.name for card in model_cards() if any(tensor.role == "voices" for tensor in card.inputs))
    keys = create(name, Context(SAMPLE_RATE, "cpu"))
    hop = keys.card.stream.hop_size if keys.card.stream else BLOCK_SIZE
    values = {parameter.id: parameter.default for parameter in keys.card.parameters} | {"timbre": timbre}
    events = [event for event in read_notes(path, SAMPLE_RATE) if event.frame < seconds * SAMPLE_RATE]
    played, most, state, waiting = [], 0, keys.start(), list(events)
    for start in range(0, events[-1].frame + 2 * SAMPLE_RATE, hop):
        due = [event for event in waiting[:600] if event.frame < start + hop]
        waiting = waiting[len(due) :]
        here = (NoteEvent(e.frame - start, e.kind, e.number, e.value, e.channel) for e in due)
        sound, state = keys.translate(Notes(tuple(here), hop), values, state)
        played.append(sound)
        most = max(most, state[""].sounding)
    length = len(played) * hop / SAMPLE_RATE
    yield f"{len(events)} events, {length:.0f} s; at most {most} voices, {state[''].stolen} stolen"
    yield from _told(np.concatenate(played), events)
    cents = np.abs(detunings(np.concatenate(played), events))
    if len(cents):
        told = f"median {np.median(cents):.1f}, 95th percentile {np.percentile(cents, 95):.1f} cents off their keys"
        yield f"{len(cents)} notes with a partial that stands alone: {told}"
    yield f"held at the end: {len(state[''].held)}"


def _told(sound: np.ndarray, events: Sequence[NoteEvent]) -> Iterator[str]:
    level, peak = 20.0 * np.log10([np.sqrt((sound**2).mean()), np.abs(sound).max()])
    yield f"level {level:.1f} dB, peak {peak:.1f} dB; finite: {np.isfinite(sound).all()}"
    bend = np.abs(np.diff(sound[:, 0], 2))
    apart = []
    for event in events:
        if event.kind in ("on", "off") and 12_000 < event.frame < len(bend) - 12_000:
            near = bend[event.frame - 96 : event.frame + 96].max()
            around = np.concatenate([bend[event.frame - 12_000 : event.frame - 96], bend[event.frame + 96 :][:12_000]])
            apart.append(20.0 * np.log10((near + 1e-7) / (around.max() + 1e-7)))
    yield f"second differences at keys over those around: median {np.median(apart):.1f} dB, largest {max(apart):.1f} dB"


CLEAR_CENTS = 90.0
"""No other key's partial is nearer to one that is measured."""


def detunings(sound: np.ndarray, events: Sequence[NoteEvent]) -> np.ndarray:
    """How far notes of a piece are above their keys, in cents, by the one of their first partials that stands alone.

    Of notes of 0.35 s or more, 0.1 s after they began. Shape: sound (frames, channels) -> (notes,).
    """
    spans = _spans(events)
    size = int(0.25 * SAMPLE_RATE)
    window = np.hanning(size)
    found = []
    for start, end, key in spans:
        at = start + SAMPLE_RATE // 10
        if end < at + size or at + size > len(sound):
            continue
        others = [
            other for begin, over, other in spans if begin < at + size and over + SAMPLE_RATE > at and other != key
        ]
        theirs = np.array([440.0 * 2 ** ((other - 69) / 12) * n for other in others for n in range(1, 17)] or [1.0])
        for partial in (1, 2, 3, 4):
            wanted = 440.0 * 2 ** ((key - 69) / 12) * partial
            if np.abs(1200 * np.log2(theirs / wanted)).min() < CLEAR_CENTS or wanted < 12.0 * SAMPLE_RATE / size:
                continue
            power = np.abs(np.fft.rfft(sound[at : at + size, 0] * window, 8 * size))
            around = slice(*(round(wanted * 2 ** (cents / 1200) * 8 * size / SAMPLE_RATE) for cents in (-50, 50)))
            peak = around.start + int(np.argmax(power[around]))
            if around.start < peak < around.stop - 1 and power[peak] > 1e-3 * power.max():
                low, top, high = np.log(power[peak - 1 : peak + 2])
                middle = peak + 0.5 * (low - high) / (low - 2 * top + high)  # of a parabola
                found.append(1200 * np.log2(middle * SAMPLE_RATE / (8 * size) / wanted))
                break
    return np.array(found)


def _spans(events: Sequence[NoteEvent]) -> list[tuple[int, int, int]]:
    """First frame, last frame and key of each note."""
    down: dict[int, int] = {}
    spans = []
    for event in events:
        if event.kind in ("on", "off") and event.number in down:
            spans.append((down.pop(event.number), event.frame, event.number))
        if event.kind == "on" and event.value > 0:
            down[event.number] = event.frame
    return spans


if __name__ == "__main__":
    for line in play_piece(Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 0.0):
        print(line)
