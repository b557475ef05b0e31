"""Laws of sound into notes: the right keys at the right time, each let go of, and nothing out of silence."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from rtxmodal.lane import build_lanes
from rtxmodal.notes import NoteEvent
from rtxmodal.scene import LaneSpec, Scene, scene_table
from rtxmodal.translators import Context, transcribe

RATE = 48_000
FOLDER = transcribe.FILE.parent
DEFAULTS = {parameter.id: parameter.default for parameter in transcribe.PARAMETERS}


def plucked(pitch: int, seconds: float) -> np.ndarray:
    time = np.arange(round(seconds * RATE)) / RATE
    frequency = 440.0 * 2.0 ** ((pitch - 69) / 12)
    tone = sum(np.sin(2 * np.pi * n * frequency * time) * np.exp(-time * (1.5 + n)) / n**1.7 for n in range(1, 12))
    return 0.2 * tone * np.minimum(1.0, time / 0.003) * np.minimum(1.0, (seconds - time) / 0.02)


def write(sound: np.ndarray, block: int = 4800, **values: float) -> list[NoteEvent]:
    spec = LaneSpec("out", "mix", ("transcribe",), "midi", values=values)
    scene = Scene("", "", (spec,))
    context = Context(RATE, "cpu")
    table = scene_table(scene, context)
    lane = build_lanes(scene, table, context, 0, ("midi",))[0]
    stereo = np.repeat(sound[:, None], 2, axis=1).astype(np.float32)
    return [
        e for start in range(0, len(stereo), block) for e in lane.write(stereo[start : start + block], table.values)
    ]


@pytest.fixture(scope="module")
def song() -> tuple[list[tuple[float, int]], np.ndarray]:
    """A melody, then a chord, then two seconds of silence."""
    struck = [(0.5, 60), (1.0, 64), (1.5, 67), (2.0, 72), (2.5, 48), (2.5, 55), (2.5, 64)]
    sound = np.zeros(round(6.0 * RATE))
    for begin, pitch in struck:
        tone = plucked(pitch, 0.45 if begin < 2.5 else 1.0)
        start = round(begin * RATE)
        sound[start : start + len(tone)] += tone
    return struck, sound


def test_keys_are_heard_where_they_are_struck_and_every_one_is_let_go(song):
    struck, sound = song
    events = write(sound)
    found = [(event.frame / RATE, event.number) for event in events if event.kind == "on"]
    for begin, pitch in struck:
        assert any(p == pitch and abs(when - begin) < 0.06 for when, p in found), (begin, pitch, found)
    assert len(found) <= len(struck) + 3, "hardly anything that was not played"
    held: set[int] = set()
    for event in events:
        (held.add if event.kind == "on" else held.discard)(event.number)
    assert not held
    assert all(earlier.frame <= later.frame for earlier, later in zip(events, events[1:], strict=False))


def test_the_size_of_the_blocks_changes_nothing(song):
    _, sound = song
    some = sound[: 2 * RATE]
    assert write(some, 4800) == write(some, 777)


def test_silence_is_no_note_and_ends_what_sounded():
    assert write(np.zeros(2 * RATE)) == []
    translator = transcribe.create(Context(RATE, "cpu"))
    state = translator.start()
    state.sounds[60 - transcribe.LOWEST] = True
    notes, state = translator.translate(np.zeros((transcribe.WINDOW, 1), np.float32), DEFAULTS, state)
    assert [(event.kind, event.number) for event in notes.events] == [("off", 60)] and not state.sounds.any()


def test_keys_outside_of_what_is_wanted_are_left_out(song):
    _, sound = song
    pitches = {event.number for event in write(sound, lowest=60, highest=66)}
    assert pitches and all(60 <= pitch <= 66 for pitch in pitches)


def test_a_note_that_trembles_about_its_threshold_is_one_note():
    columns = transcribe.FIRST + 27
    onset, note = np.zeros((columns, 88)), np.zeros((columns, 88))
    onset[transcribe.FIRST + 2, 40] = 0.9
    note[transcribe.FIRST + 2 :, 40] = [0.45, 0.3] * 12 + [0.45]
    notes, state = transcribe.read_columns(onset, note, DEFAULTS, transcribe.Transcribe.start(None))  # type: ignore[arg-type]
    assert [(event.kind, event.number, event.frame) for event in notes.events] == [("on", 61, 512)]
    assert state.sounds[40]


def test_the_network_is_the_one_that_was_published_with_its_licence_beside_it():
    digest = hashlib.sha256(transcribe.FILE.read_bytes()).hexdigest()
    assert digest == "2c3c1d144bfa61ad236e92e169c13535c880469a12a047d4e73451f2c059a0ec"
    assert "Apache License" in (FOLDER / "LICENSE").read_text()
    assert "Spotify AB" in (FOLDER / "NOTICE").read_text()
