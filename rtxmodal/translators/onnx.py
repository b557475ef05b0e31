"""The generic translator: any ONNX model, played by what its card says and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from PIL import Image

from rtxmodal.card import Card, Golden, Tensor, read_card, replay_golden
from rtxmodal.notes import HeldKeys, Notes, Watched
from rtxmodal.session import from_layout, numpy_type, open_session, to_layout
from rtxmodal.translators import Context, State, Window

WARM_UP_RUNS = 4  # the first run costs 1 to 4 times a warm one, and the arena settles in two or three
AXES = {"sound": "tc", "picture": "hwc", "notes": "pt", "roll": "pt", "onsets": "pt", "voices": "vf"}
"""Of what the host hands over, by role."""
CAN_PLAY = {
    ("sound", "sound"),
    ("sound", "picture"),
    ("picture", "picture"),
    ("picture", "sound"),
    ("picture", "notes"),
    ("notes", "picture"),
    ("notes", "sound"),
}


def load(path: Path, context: Context) -> OnnxTranslator:
    """Open, check and warm a model file.

    Raises:
        ValueError: no card, a card that does not fit the graph, or golden vectors that come out wrong.
        OSError: the file cannot be read.
    """
    card = read_card(path)
    if card is None:
        raise ValueError(f"{path.name} must have a card, got none; run `rtxmodal models check {path.name}`")
    session, provider = open_session(path, context.provider)
    return player(card, session, provider, context)


def player(
    card: Card, session: onnxruntime.InferenceSession, provider: str, context: Context | None = None
) -> OnnxTranslator:
    """What plays a model of this card, checked and warm. Raises ValueError as `load` does."""
    roles = {tensor.role for tensor in card.inputs}
    if "voices" in roles:
        from rtxmodal.translators.keys import Keys  # it is an OnnxTranslator

        return Keys(card, session, provider)
    if "roll" in roles or (card.takes, card.gives) == ("picture", "notes"):
        from rtxmodal.translators.rolls import RollPainter, RollReader  # they are too

        return RollPainter(card, session, provider, context) if "roll" in roles else RollReader(card, session, provider)
    return OnnxTranslator(card, session, provider)


class OnnxTranslator:
    """A session behind the `Translator` protocol. Owned by one thread; its state lives in what it returns."""

    def __init__(self, card: Card, session: onnxruntime.InferenceSession, provider: str = "cpu") -> None:
        if (card.takes, card.gives) not in CAN_PLAY:
            raise ValueError(
                f"{card.name} takes {card.takes} and gives {card.gives}: no lane can play that by card alone"
            )
        self.card = card
        self.provider = provider
        self._session = session
        self._shapes = {node.name: node.shape for node in session.get_inputs()}
        self._types = {node.name: numpy_type(node.type) for node in session.get_inputs()}
        self._outputs = [node.name for node in session.get_outputs()]
        self._check_names()
        self._result = next(tensor for tensor in card.outputs if tensor.role == _made(card))
        self._constant = {
            tensor.name: self._filled(tensor, tensor.value)
            for tensor in card.inputs
            if tensor.role in ("constant", "unused")
        }
        self._run = self._run_bound if provider == "cuda" else self._run_plain
        replay_golden(card, provider, lambda golden: self._run_plain(self._golden_inputs(golden)))
        self._warm()

    def start(self) -> State:
        """The states as the card starts them, and for notes the keys that are held."""
        states: dict[str, Any] = {pair.input: np.full(pair.shape, pair.init, pair.dtype) for pair in self.card.states}
        if self.card.takes == "notes":
            states[""] = self._no_notes()
        return states

    def translate(self, window: Window, values: Mapping[str, float], state: State) -> tuple[Any, State]:
        """See `Translator.translate`."""
        kept: dict[str, Any] = {}
        if isinstance(window, Watched):
            window = window.picture
        if isinstance(window, Notes):
            feed, kept[""] = self._take_notes(window, values, state)
        else:
            feed = {self.card.takes: window}
        inputs = {pair.input: state[pair.input] for pair in self.card.states} | self._constant
        for tensor in self.card.inputs:
            if tensor.role in feed:
                inputs[tensor.name] = self._medium_in(tensor, feed[tensor.role])
            elif tensor.role == "parameter":
                inputs[tensor.name] = self._filled(tensor, values[tensor.parameter])
        outputs = self._run(inputs)
        next_state = {pair.input: outputs[pair.output] for pair in self.card.states} | kept
        return self._medium_out(outputs[self._result.name]), next_state

    def _check_names(self) -> None:
        """Every tensor of the graph is named in the card and the other way round."""
        card = self.card
        told_in = {tensor.name for tensor in card.inputs} | {pair.input for pair in card.states}
        told_out = {tensor.name for tensor in card.outputs} | {pair.output for pair in card.states}
        for side, told, real in (("inputs", told_in, set(self._shapes)), ("outputs", told_out, set(self._outputs))):
            if told - real or (side == "inputs" and real - told):
                raise ValueError(
                    f"the card of {card.name} must name the {side} of its graph, got {sorted(told)} "
                    f"for {sorted(real)}; correct the card"
                )
        if not any(tensor.role == _made(card) for tensor in card.outputs):
            raise ValueError(f"the card of {card.name} must have an output of role {_made(card)!r}, got none; add it")

    def _golden_inputs(self, golden: Golden) -> dict[str, np.ndarray]:
        inputs = {pair.input: np.full(pair.shape, pair.init, pair.dtype) for pair in self.card.states} | self._constant
        for tensor in self.card.inputs:
            inputs.setdefault(tensor.name, self._filled(tensor, 0.0))
        return inputs | {name: array.unpack() for name, array in golden.inputs.items()}

    def _warm(self) -> None:
        """Run on silence, so that the first window on stage is no slower than the rest."""
        values = {parameter.id: parameter.default for parameter in self.card.parameters}
        state = self.start()
        for _ in range(WARM_UP_RUNS):
            _, state = self.translate(self._silence(), values, state)

    def _silence(self) -> Window:
        if self.card.takes == "picture":
            tensor = next(tensor for tensor in self.card.inputs if tensor.role == "picture")
            height, width = self._picture_size(tensor) or (128, 128)
            return np.zeros((height, width, 3), np.uint8)
        assert self.card.stream is not None  # the card's own check
        length = self.card.stream.window_size
        if self.card.takes == "notes":
            return Notes((), length)
        return np.zeros((length, self.card.channels_in), np.float32)

    # -- media in and out -------------------------------------------------------------------------------

    def _medium_in(self, tensor: Tensor, window: np.ndarray) -> np.ndarray:
        """What the host hands over -> the array that the graph takes."""
        if tensor.role == "picture":
            window = self._fit_picture(tensor, window)
            if (tensor.black, tensor.white) != (0.0, 255.0):
                window = window.astype(np.float32) * ((tensor.white - tensor.black) / 255.0) + tensor.black
        axes = AXES[tensor.role]
        return to_layout(window, axes, tensor.layout or axes).astype(self._types[tensor.name], copy=False)

    def _medium_out(self, array: np.ndarray) -> np.ndarray:
        """What the graph gave -> sound (frames, channels) or a picture (height, width, 3) of uint8."""
        tensor = self._result
        if tensor.role == "sound":
            return np.ascontiguousarray(from_layout(array, tensor.layout or "tc", "tc"), np.float32)
        picture = from_layout(array, tensor.layout or "hwc", "hwc")
        if picture.dtype != np.uint8 or (tensor.black, tensor.white) != (0.0, 255.0):
            scaled = (picture.astype(np.float32) - tensor.black) * (255.0 / (tensor.white - tensor.black))
            picture = np.clip(np.rint(np.nan_to_num(scaled)), 0, 255).astype(np.uint8)
        return np.ascontiguousarray(np.broadcast_to(picture, (*picture.shape[:2], 3)))

    def _picture_size(self, tensor: Tensor) -> tuple[int, int] | None:
        """Height and width that the graph fixes; None where it takes any."""
        shape = dict(zip(tensor.layout or "hwc", self._shapes[tensor.name], strict=True))
        height, width = shape["h"], shape["w"]
        return (height, width) if isinstance(height, int) and isinstance(width, int) else None

    def _fit_picture(self, tensor: Tensor, picture: np.ndarray) -> np.ndarray:
        size = self._picture_size(tensor)
        if size is None or picture.shape[:2] == size:
            return picture
        return np.asarray(Image.fromarray(picture).resize((size[1], size[0]), Image.Resampling.BICUBIC))

    def _filled(self, tensor: Tensor, value: float) -> np.ndarray:
        """A tensor of the graph's own shape and type, every entry `value`; free axes are 1."""
        shape = [axis if isinstance(axis, int) else 1 for axis in self._shapes[tensor.name]]
        kind = self._types[tensor.name]
        return np.full(shape, round(value) if np.issubdtype(kind, np.integer) else value, kind)

    # -- notes ------------------------------------------------------------------------------------------

    def _no_notes(self) -> Any:
        """What is remembered of the keys before the first hop."""
        return HeldKeys(), np.zeros((128, self._roll_steps()), np.float32)

    def _take_notes(self, notes: Notes, values: Mapping[str, float], state: State) -> tuple[dict[str, np.ndarray], Any]:
        """The notes of a hop as the graph takes them, by role, and what is remembered of the keys."""
        keys = state[""][0].copy()
        roll, onsets = self._roll(notes, keys, state[""][1])
        return {"notes": roll, "onsets": onsets}, (keys, roll)

    def _roll_steps(self) -> int:
        """Columns of the piano roll that the graph takes; one a hop for an instrument."""
        for tensor in self.card.inputs:
            if tensor.role == "notes":
                length = dict(zip(tensor.layout or "pt", self._shapes[tensor.name], strict=True))["t"]
                return length if isinstance(length, int) else 1
        return 1

    def _roll(self, notes: Notes, keys: HeldKeys, before: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The roll one hop on, `keys` moved with it.

        Returns:
            Velocity 0..1 of sounding keys, newest column last, a key struck and let go within the hop included.
            Shape: (128, steps). And the velocity of the keys struck in this hop. Shape: (128, 1).
        """
        struck = np.zeros(128, np.float32)
        for event in notes.events:
            keys.feed(event)
            if event.kind == "on" and event.value > 0:
                struck[event.number] = event.value / 127.0
        column = np.maximum(struck, keys.velocity)
        return np.concatenate([before[:, 1:], column[:, None]], axis=1), struck[:, None]

    # -- running ----------------------------------------------------------------------------------------

    def _run_plain(self, inputs: dict[str, np.ndarray]) -> dict[str, Any]:
        return dict(zip(self._outputs, self._session.run(self._outputs, inputs), strict=True))

    def _run_bound(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """Run with IO binding: states stay on the device from call to call, only the media are copied."""
        binding = self._session.io_binding()
        for name, array in inputs.items():
            if isinstance(array, np.ndarray):
                binding.bind_cpu_input(name, array)
            else:
                binding.bind_ortvalue_input(name, array)
        states = {pair.output for pair in self.card.states}
        for name in self._outputs:
            binding.bind_output(name, self.provider if name in states else "cpu")
        self._session.run_with_iobinding(binding)
        values = dict(zip(self._outputs, binding.get_outputs(), strict=True))
        return {name: value if name in states else value.numpy() for name, value in values.items()}


def _made(card: Card) -> str:
    """The role of the output that is played."""
    return "roll" if card.gives == "notes" else card.gives
