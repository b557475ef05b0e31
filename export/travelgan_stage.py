"""The TraVeLGAN's files: the network alone, and with ears and a mouth as the stage plays it; their laws."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from export.data.mel import PUBLISHED
from export.data.sounds import resample
from export.nets.travelgan import BANDS, THIRD, FoldedGenerator
from export.nets.travelgan_sound import HOP, HOPS, TravelganSound, probe
from export.to_onnx import Check, Graph, Run, card_from
from export.train import Recipe
from rtxmodal.card import Stream
from rtxmodal.card import Tensor as TensorCard
from rtxmodal.params import Parameter

AUTHORS = ("Andrei Bratu (networks and losses)", "the rtxmodal authors (weights)")
NAME = "timbre-travelgan"
"""Of the file that is played."""
MARGIN = 21
"""Windows at each end of a call that see what is not there, for calls that start at multiples of 4."""
KNOBS = (
    Parameter(id="amount", label="Amount", default=1.0, description="0: what goes in, 1: the model's timbre"),
    Parameter(
        id="brightness",
        label="Brightness",
        minimum=-6.0,
        maximum=6.0,
        unit="dB",
        description="tilt of the spectrum, dB an octave around 1 kHz",
    ),
)


def mel_graph(generator: FoldedGenerator, recipe: Recipe) -> Graph:
    """Mel to mel at any width of 4 k + 2 windows, weights folded: the published model itself, not shipped."""
    example = (torch.rand(1, 1, BANDS, THIRD) * 2.0 - 1.0,)
    quarter = torch.export.Dim("quarter", min=2, max=4096)
    picture = {"layout": "bchw", "black": -1.0, "white": 1.0}
    return Graph(
        file_name=f"{recipe.name}.onnx",
        module=generator,
        example_inputs=example,
        input_names=("mel",),
        output_names=("translated",),
        card=card_from(
            recipe,
            authors=AUTHORS,
            takes="picture",
            gives="picture",
            inputs=(TensorCard("mel", "picture", **picture),),
            outputs=(TensorCard("translated", "picture", **picture),),
        ),
        dynamic_shapes=({3: 4 * quarter + 2},),
        checks=MEL_CHECKS,
        golden_inputs=({"mel": example[0][..., :22].numpy()},),
    )


def sound_graph(
    generator: FoldedGenerator, recipe: Recipe, measure: Callable[[Run], dict[str, float]] | None = None
) -> Graph:
    """A window of sound to its middle four hops; see `export.nets.travelgan_sound`."""
    module = TravelganSound(generator).eval()
    names = ("sound", *(knob.id for knob in KNOBS))
    knobs = tuple(torch.tensor([knob.default]) for knob in KNOBS)
    example = (torch.from_numpy(probe(module.window_size)).reshape(1, 1, -1), *knobs)
    return Graph(
        file_name=f"{NAME}.onnx",
        module=module,
        example_inputs=example,
        input_names=names,
        output_names=("sound_out",),
        card=card_from(
            recipe,
            name=NAME,
            authors=AUTHORS,
            takes="sound",
            gives="sound",
            sample_rate=PUBLISHED.sample_rate,
            stream=Stream("window", module.hops * HOP, context=module.context, lookahead=module.lookahead),
            inputs=(
                TensorCard("sound", "sound", layout="bct"),
                *(TensorCard(knob.id, "parameter", knob.id) for knob in KNOBS),
            ),
            outputs=(TensorCard("sound_out", "sound", layout="bct"),),
            parameters=KNOBS,
        ),
        checks=sound_checks(module),
        golden_inputs=(dict(zip(names, (value.numpy() for value in example), strict=True)),),
        measure=measure,
    )


def any_width_stays_as_wide(run: Run) -> None:
    """A check: widths of 4 k + 2 come out as wide, within [-1, 1]."""
    rng = np.random.default_rng(0)
    for width in (22, 42, 86, 126):
        made = run({"mel": rng.uniform(-1.0, 1.0, (1, 1, BANDS, width)).astype(np.float32)})["translated"]
        if made.shape != (1, 1, BANDS, width) or float(np.abs(made).max()) > 1.0:
            raise ValueError(
                f"a spectrogram {width} windows wide must stay so and in -1..1, got {made.shape}, {np.abs(made).max()}"
            )


def windows_equal_one_long_run(run: Run) -> None:
    """A check: of calls of 86 every 44 windows, windows 21 to 64 are those of one long call."""
    kept, hop = slice(MARGIN, THIRD - MARGIN), THIRD - 2 * MARGIN
    mel = np.random.default_rng(1).uniform(-1.0, 1.0, (1, 1, BANDS, THIRD + 4 * hop)).astype(np.float32)
    whole = run({"mel": mel})["translated"]
    for start in range(0, 4 * hop + 1, hop):
        part = run({"mel": mel[..., start : start + THIRD].copy()})["translated"]
        apart = float(np.abs(part[..., kept] - whole[..., start + MARGIN : start + THIRD - MARGIN]).max())
        if not apart < 1e-5:
            raise ValueError(
                f"windows {kept.start} to {kept.stop - 1} must equal a long run within 1e-5, got {apart:.3g} at {start}"
            )


MEL_CHECKS: tuple[Check, ...] = (any_width_stays_as_wide, windows_equal_one_long_run)
"""The laws of the network."""


def play(run: Run, sound: NDArray, **knobs: float) -> NDArray[np.float32]:
    """The middle of each window, four hops apart. Shape: (context + n * 2048 + lookahead,) -> (n * 2048,)."""
    values = {knob.id: np.array([knobs.get(knob.id, knob.default)], np.float32) for knob in KNOBS}
    size = TravelganSound.context + HOPS * HOP + TravelganSound.lookahead
    windows = [sound[at : at + size] for at in range(0, len(sound) - size + 1, HOPS * HOP)]
    return np.concatenate([run({"sound": x.reshape(1, 1, -1), **values})["sound_out"].reshape(-1) for x in windows])


def translated(run: Run, sound: NDArray, sample_rate: int) -> NDArray[np.float32]:
    """A sound of another rate through the file, its latency taken off. Shape: (frames,) -> the same."""
    given = resample(sound, sample_rate, PUBLISHED.sample_rate)
    padded = np.pad(given, (TravelganSound.context, TravelganSound.lookahead + -len(given) % (HOPS * HOP)))
    made = resample(play(run, padded)[: len(given)], PUBLISHED.sample_rate, sample_rate)
    return np.pad(made, (0, max(0, len(sound) - len(made))))[: len(sound)]


def sound_checks(module: TravelganSound) -> tuple[Check, ...]:
    """The laws of the sound file."""
    long = TravelganSound(module.generator, hops=32).eval()

    def calls_equal_one_long_run(run: Run) -> None:
        sound = probe(long.window_size)
        with torch.no_grad():
            wanted = long(torch.from_numpy(sound).reshape(1, 1, -1), *(torch.tensor([knob.default]) for knob in KNOBS))
        apart = float(np.abs(play(run, sound) - wanted.numpy().reshape(-1)).max())
        if not apart <= 1e-5:
            raise ValueError(f"calls must equal one long run within 1e-5, got {apart:.3g}; widen context or look-ahead")

    def latency_is_the_look_ahead(run: Run) -> None:
        sound = np.zeros(long.window_size, np.float32)
        place = long.context + 5 * HOP + 91
        sound[place] = 0.9
        played = play(run, sound, amount=0.0)
        apart = float(np.abs(played - sound[long.context : long.context + len(played)]).max())
        if not apart <= 1e-4:
            raise ValueError(f"with amount 0 the sound must come out where it went in, got {apart:.3g} off")

    def silence_stays_silence(run: Run) -> None:
        loudest = float(np.abs(play(run, np.zeros(long.window_size, np.float32))).max())
        if not loudest <= 1e-6:
            raise ValueError(f"silence must stay silence, got a peak of {loudest:.3g}")

    return calls_equal_one_long_run, latency_is_the_look_ahead, silence_stays_silence
