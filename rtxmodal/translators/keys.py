"""Keys under the fingers: a model that takes voices, with the notes dealt out to them (see `stream.voices`).

Such a model's card has an input of role `voices`, shape (count, len(COLUMNS)), a state `level` of shape (count,), how
loud each voice is, and the parameters of `TUNING_KNOBS`. It is named in a scene like any other model.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnxruntime

from rtxmodal.card import Card
from rtxmodal.notes import Notes
from rtxmodal.stream.voices import COLUMNS, TUNING_KNOBS, Voices, tuning_of
from rtxmodal.translators import State
from rtxmodal.translators.onnx import OnnxTranslator


class Keys(OnnxTranslator):
    """See `Translator`. Owned by one thread; what is held and how loud lies in the state."""

    def __init__(self, card: Card, session: onnxruntime.InferenceSession, provider: str = "cpu") -> None:
        """Check that the card is that of an instrument, and open it as any model.

        Raises:
            ValueError: the card lacks what an instrument needs, or the graph does not fit it.
        """
        shapes = {node.name: node.shape for node in session.get_inputs()}
        rows = next((shapes.get(tensor.name) for tensor in card.inputs if tensor.role == "voices"), None)
        if rows is None or len(rows) != 2 or not isinstance(rows[0], int) or rows[1] != len(COLUMNS):
            raise ValueError(
                f"the voices of {card.name} must have the shape (count, {len(COLUMNS)}), got {rows}; export it again"
            )
        missing = {knob.id for knob in TUNING_KNOBS} - {parameter.id for parameter in card.parameters}
        if missing or (rows[0],) not in [pair.shape for pair in card.states if pair.input == "level"]:
            raise ValueError(
                f"the card of {card.name} must have a state 'level' of a number a voice and the parameters "
                f"{', '.join(knob.id for knob in TUNING_KNOBS)}; export it again"
            )
        self._voices = rows[0]
        super().__init__(card, session, provider)

    def _no_notes(self) -> Voices:
        return Voices(self._voices)

    def _take_notes(self, notes: Notes, values: Mapping[str, float], state: State) -> tuple[dict[str, np.ndarray], Any]:
        voices, level = state[""].copy(), state["level"]
        heard = level if isinstance(level, np.ndarray) else level.numpy()  # on the GPU states stay there
        voices.next_hop(heard.tolist(), tuning_of(values))
        for event in notes.events:
            voices.feed(event)
        return {"voices": voices.rows()}, voices
