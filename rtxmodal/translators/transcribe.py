"""Sound into notes by Spotify's Basic Pitch (Bittner et al., ICASSP 2022, arXiv 2203.09893), as it streams.

    two seconds of sound ──> network ──> onset, note: how likely, for each key and each 11.6 ms
                                           └─ a key is struck where an onset peaks, and let go when its note has faded

The network wants two seconds, of which the newest are the least sure, so notes come about a third of a second late.
The file in models/foreign/ is the one that Basic Pitch 0.4.0 ships, unchanged; licence and notice lie beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from rtxmodal.card import Card, Credit, Stream
from rtxmodal.notes import NoteEvent, Notes
from rtxmodal.params import Parameter
from rtxmodal.session import open_session
from rtxmodal.translators import Context, Window

NAME = "transcribe"
FILE = Path(__file__).parent / "basic_pitch" / "nmp.onnx"
RATE = 22_050
COLUMN = 256  # frames
WINDOW = 43_844  # frames that the graph takes
HOP = 16 * COLUMN
FIRST = 145  # column of the window at which the hop begins
CONTEXT = FIRST * COLUMN
STREAM = Stream("window", HOP, context=CONTEXT, lookahead=WINDOW - CONTEXT - HOP)
LOWEST = 21  # pitch of the first of 88 keys
KEYS = 88
FADED = 0.7  # of `hold`, below which a note has faded: a note that trembles about it is one
FADED_COLUMNS = 6
BODY_COLUMNS = 8  # behind an onset, over which the force of a stroke is measured
SILENCE = 1e-3  # peak of two seconds that are not worth listening to
ONSET, NOTE = "StatefulPartitionedCall:2", "StatefulPartitionedCall:1"

PARAMETERS = (
    Parameter("onset", "Onset", 0.65, 0.1, 0.95, description="How sure of a stroke; low hears more of them"),
    Parameter("hold", "Hold", 0.4, 0.05, 0.9, description="How sure of a note that goes on; low holds longer"),
    Parameter("lowest", "Lowest key", 28.0, 21.0, 108.0, kind="int", description="Pitches below are left out"),
    Parameter("highest", "Highest key", 100.0, 21.0, 108.0, kind="int", description="Pitches above are left out"),
)


def card(context: Context) -> Card:
    """What it says of itself."""
    return Card(
        name=NAME,
        title="Basic Pitch, streaming",
        version="0.4.0",
        description="What is heard, as notes",
        authors=("Spotify AB",),
        licence="Apache-2.0",
        training_data=(
            Credit("GuitarSet, iKala, MAESTRO, MedleyDB-Pitch, Slakh", "as each says; see the paper",
                   "https://arxiv.org/abs/2203.09893"),
        ),
        takes="sound",
        gives="notes",
        sample_rate=RATE,
        stream=STREAM,
        parameters=PARAMETERS,
    )  # fmt: skip


def create(context: Context) -> Transcribe:
    """Open the network.

    Raises:
        ValueError: it is missing, or ONNX Runtime does not take it.
    """
    return Transcribe(card(context), FILE)


@dataclass(frozen=True)
class State:
    """What sounds at the end of a hop. Shapes: (88,)."""

    sounds: np.ndarray
    faded: np.ndarray
    """Columns for which each has been below its threshold."""


class Transcribe:
    """See `Translator`. Owned by one thread."""

    def __init__(self, own_card: Card, path: Path) -> None:
        self.card = own_card
        if not path.is_file():
            raise ValueError(
                f"transcribe must have {path.name} beside it, got none in {path.parent}; install rtxmodal again"
            )
        self._session, self.provider = open_session(path, "cpu")  # 0.1 s of one core each 0.19 s; a GPU has better uses
        self._input = self._session.get_inputs()[0].name

    def start(self) -> State:
        """Nothing sounds."""
        return State(np.zeros(KEYS, bool), np.zeros(KEYS, int))

    def translate(self, window: Window, values: Mapping[str, float], state: State) -> tuple[Any, State]:
        """See `Translator.translate`. Shape of window: (WINDOW, 1)."""
        assert isinstance(window, np.ndarray)  # the card takes sound
        if np.abs(window).max() < SILENCE:
            ends = [NoteEvent(0, "off", LOWEST + int(key)) for key in np.flatnonzero(state.sounds)]
            return Notes(tuple(ends), HOP), self.start()
        given = {self._input: np.ascontiguousarray(window[None, :, :1], np.float32)}
        onset, note = (likely[0] for likely in self._session.run([ONSET, NOTE], given))
        return read_columns(onset, note, values, state)


def read_columns(onset: np.ndarray, note: np.ndarray, values: Mapping[str, float], state: State) -> tuple[Notes, State]:
    """The strokes and ends of one hop.

    Args:
        onset: how likely each key is struck. Shape: (columns, 88).
        note: how likely each key sounds. The same shape.
        values: the parameters.
        state: what sounded before.
    """
    keys = np.arange(LOWEST, LOWEST + KEYS)
    heard = (keys >= values["lowest"]) & (keys <= values["highest"])
    sounds, faded, events = state.sounds.copy(), state.faded.copy(), []
    for column in range(FIRST, FIRST + HOP // COLUMN):
        frame, now = (column - FIRST) * COLUMN, onset[column]
        body = note[column : column + BODY_COLUMNS]
        is_peak = (now >= onset[column - 1]) & (now > onset[column + 1])
        struck = heard & is_peak & (now >= values["onset"]) & (body.max(axis=0) >= values["hold"])
        faded = np.where(note[column] < FADED * values["hold"], faded + 1, 0)
        ends = sounds & (struck | (faded >= FADED_COLUMNS) | ~heard)
        events += [NoteEvent(frame, "off", int(keys[key])) for key in np.flatnonzero(ends)]
        events += [
            NoteEvent(frame, "on", int(keys[key]), float(np.clip(round(127 * body[:, key].mean()), 1, 127)))
            for key in np.flatnonzero(struck)
        ]
        sounds = (sounds & ~ends) | struck
        faded = np.where(struck, 0, faded)
    return Notes(tuple(events), HOP), replace(state, sounds=sounds, faded=faded)
