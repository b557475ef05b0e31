"""One lane: source -> translators -> sink, the loop that is the same live and offline.

    sound lane     block -> [resample] -> translator ... -> [resample] -> store of `prefill` frames -> + dry -> gain
    picture lane   block -> [resample] -> translator ... -> pictures, each stamped with the frame it was made from
    notes lane     block -> [resample] -> translator ... -> note events, each at the frame it was heard at

The store is filled beforehand with as few frames of silence as any run of blocks can need, so that every
block that goes in brings one of the same length out: with one hop that is hop_size - gcd(block_size, hop_size).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import gcd, lcm
from typing import Any

import numpy as np

from rtxmodal.card import Card
from rtxmodal.notes import NoteEvent, Notes, Watched
from rtxmodal.params import Table
from rtxmodal.scene import LaneSpec, Scene, medium_of, prefixes
from rtxmodal.stream.fifo import Fifo
from rtxmodal.stream.pulse import PULSE
from rtxmodal.stream.smooth import Glide, Smoother
from rtxmodal.stream.stages import (
    NotesToNotes,
    NotesToPictures,
    PassNotes,
    PicturesToNotes,
    PlayNotes,
    Resample,
    Shown,
    SoundStage,
    SoundToNotes,
    SoundToPictures,
    Stage,
    TranslatePictures,
    TranslateSound,
    fit_channels,
)
from rtxmodal.translators import Context, Translator, create

GLIDE_SECONDS = 0.02  # shorter clicks, longer lags behind a fader
REHEARSAL_SECONDS = 2.0  # of counting blocks where rates differ, beside one turn of the pattern in which hops fall


@dataclass(frozen=True)
class Latency:
    """Frames at the engine's rate from a change at the lane's input to the change at its output."""

    block: int = 0
    """Until a hop is complete."""
    window: int = 0
    """What the models hold back of themselves."""
    lookahead: int = 0
    """What the models hear of the future."""
    resampling: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.block + self.window + self.lookahead + self.resampling


class Lane:
    """Plays one lane of a scene. Owned by one thread."""

    def __init__(
        self,
        spec: LaneSpec,
        chain: Sequence[tuple[str, Translator]],
        table: Table,
        sample_rate: int,
        block_size: int,
        channels: int = 2,
    ) -> None:
        """Build the lane.

        Args:
            spec: what the scene says of it.
            chain: its translators, each with the prefix of its parameters in the table.
            table: the scene's parameters, for their places.
            sample_rate: the engine's, Hz.
            block_size: frames a call of `process`; 0 where it varies.
            channels: of the engine's sound.
        """
        self.spec = spec
        self._rate, self._block, self._channels = sample_rate, block_size, channels
        self._players = [_Player(translator, prefix, table, sample_rate) for prefix, translator in chain]
        strip = ("wet", "gain", "mute") if medium_of(spec.sink) == "sound" else ()
        self._places = {name: table.index(f"{spec.id}/{name}") for name in strip}
        self._drywet = table.index("drywet")
        self._bypass = table.index("bypass") if "bypass" in table else None
        self._ahead = 0.0  # seconds of silence put in front of hops, see TranslateSound
        self._stages = self._make_stages()
        self.gives = medium_of(spec.sink)
        self._store = 0  # frames of silence that wait at the end
        self.latency = self._measure() if self.gives == "sound" else Latency()
        self._ready = Fifo(channels)
        self._dry = Fifo(channels)
        self._wet_gain, self._lane_gain = (Glide(int(GLIDE_SECONDS * sample_rate)) for _ in range(2))
        self.reset()

    def process(
        self, block: np.ndarray | Notes, values: np.ndarray, turns: Sequence[tuple[int, np.ndarray]] = ()
    ) -> np.ndarray:
        """One block of a lane that ends in sound.

        Args:
            block: sound (n, channels), or the notes of n frames (`Watched` where they are played on a picture).
            values: the table's values in its order.
            turns: frames of the block, and the values from each of them on.

        Returns:
            Sound of the same length, late by `latency.total` frames. Shape: (n, channels).
        """
        count = block.length if isinstance(block, Notes) else len(block)
        pieces = [*cut(count, values, turns)]
        for start, end, now in pieces:
            self._push(_part(block, start, end), now)
        return np.concatenate([self._pop(end - start, now) for start, end, now in pieces])

    def _push(self, block: np.ndarray | Notes, values: np.ndarray) -> None:
        if isinstance(block, Notes):
            self._dry.push(np.zeros((block.length, self._channels), np.float32))
        else:
            self._dry.push(fit_channels(block, self._channels))
        made: Any = block
        for stage in self._stages:
            made = stage.push(made, values)
        self._ready.push(fit_channels(made, self._channels))

    def _pop(self, count: int, values: np.ndarray) -> np.ndarray:
        """What is ready, wet and dry. Shape: (count, channels)."""
        wet, dry = self._ready.pop(count), self._dry.pop(count)
        bypassed = self._bypass is not None and values[self._bypass] >= 0.5
        wanted = 0.0 if bypassed else values[self._places["wet"]] * values[self._drywet]
        share = self._wet_gain.ramp(wanted, count)
        loud = 0.0 if values[self._places["mute"]] else 10.0 ** (values[self._places["gain"]] / 20.0)
        mixed = (share * wet + (1.0 - share) * dry) * self._lane_gain.ramp(loud, count)
        return np.asarray(mixed, np.float32)

    def show(self, block: np.ndarray | Notes, values: np.ndarray) -> list[Shown]:
        """One block of a lane that ends in pictures.

        Args:
            block: sound (n, channels), the notes of n frames, or one picture (height, width, 3).
            values: the table's values in its order, and the pulse behind them where there is one (`with_pulse`).

        Returns:
            The pictures that are complete now, oldest first.
        """
        made: Any = block
        if isinstance(block, np.ndarray) and block.dtype == np.uint8:
            made = [Shown(0, block)]
        for stage in self._stages:
            made = stage.push(made, values)
        return list(made)

    def write(self, block: np.ndarray | Notes, values: np.ndarray) -> list[NoteEvent]:
        """One block of a lane that ends in notes.

        Args:
            block: sound (n, channels), the notes of n frames, or `Watched`: the picture that was seen meanwhile.
                Of a lane from pictures plain notes where there is none yet.
            values: the table's values in its order, and the pulse behind them where there is one (`with_pulse`).

        Returns:
            The events that are known now, their frames counted from the lane's start.
        """
        made: Any = block
        if medium_of(self.spec.source) == "picture":
            made = [Shown(0, block.picture)] if isinstance(block, Watched) else []
        for stage in self._stages:
            if isinstance(stage, PicturesToNotes):
                stage.pass_time(block.length if isinstance(block, Notes) else len(block))
            made = stage.push(made, values)
        return list(made)

    def skim(self, block: np.ndarray | Notes, values: np.ndarray) -> list[Shown]:
        """As `show`, for a block whose pictures come too late to be seen: translators that can, make none."""
        for player in self._players:
            player.skims = True
        try:
            return self.show(block, values)
        finally:
            for player in self._players:
                player.skims = False

    @property
    def provider(self) -> str:
        """`cuda` if any of its models runs there, else `cpu`."""
        return "cuda" if any(player.provider == "cuda" for player in self._players) else "cpu"

    @property
    def shrinks(self) -> bool:
        """Whether any of its translators is faster on smaller pictures, or makes smaller ones when it is told to."""
        return any(player.shrinks for player in self._players)

    def reset(self) -> None:
        """Start again from silence: states, windows, delays."""
        for player in self._players:
            player.reset()
        for stage in self._stages:
            stage.reset()
        self._dry.clear(silence=self.latency.total)
        self._ready.clear(silence=self._store)

    # -- building ---------------------------------------------------------------------------------------

    def _make_stages(self) -> list[Stage]:
        stages: list[Stage] = [] if self._players or medium_of(self.spec.sink) != "notes" else [PassNotes()]
        rate, channels, delay = self._rate, self._channels, 0.0
        for player in self._players:
            card = player.card
            wanted = card.sample_rate or rate
            if card.takes == "sound" and wanted != rate:
                stages.append(Resample(rate, wanted, channels))
            if (card.takes, card.gives) == ("picture", "picture"):
                stages.append(TranslatePictures(player.step))
                continue
            rate = wanted
            if card.gives == "picture":
                stages.append(self._picture_stage(player, rate, round(delay * self._rate)))
            elif card.gives == "notes":
                stages.append(self._notes_stage(player, rate, round(delay * self._rate)))
            else:
                late = stages[-1].lag(self._block or 1) if stages and isinstance(stages[-1], Resample) else 0
                ahead = late % card.stream.hop_size if card.stream else 0
                stages.append(self._sound_stage(player, rate, ahead))
                self._ahead += ahead / rate
                channels = card.channels_out
                assert card.stream is not None  # the card's own check
                delay += card.stream.latency / rate
        if rate != self._rate and self._players[-1].card.gives == "sound":
            stages.append(Resample(rate, self._rate, channels))
        return stages

    def _sound_stage(self, player: _Player, rate: int, ahead: int) -> Stage:
        card = player.card
        assert card.stream is not None  # the card's own check
        if card.takes in ("notes", "picture"):
            return PlayNotes(card.stream, player.step, card.channels_out, (self._rate, rate))
        return TranslateSound(card.stream, player.step, (card.channels_in, card.channels_out), ahead)

    def _picture_stage(self, player: _Player, rate: int, delay: int) -> Stage:
        card = player.card
        assert card.stream is not None  # the card's own check

        def engine_frame(done: int) -> int:
            return max(0, round(done * self._rate / rate) - delay)

        if card.takes == "notes":
            return NotesToPictures(card.stream, player.step, (self._rate, rate), engine_frame)
        return SoundToPictures(card.stream, player.step, card.channels_in, engine_frame)

    def _notes_stage(self, player: _Player, rate: int, delay: int) -> Stage:
        card = player.card
        assert card.stream is not None  # the card's own check
        if player is not self._players[-1]:
            raise ValueError(f"{card.name} gives notes and must be the last of its lane; play them in a lane from keys")

        def engine_frame(frame: int) -> int:
            return max(0, round(frame * self._rate / rate) - delay)

        if card.takes == "notes":
            return NotesToNotes(card.stream, player.step, (self._rate, rate), engine_frame)
        if card.takes == "picture":
            return PicturesToNotes(card.stream, player.step, (self._rate, rate), engine_frame)
        return SoundToNotes(card.stream, player.step, card.channels_in, engine_frame)

    def _measure(self) -> Latency:
        block = self._shortfall(exact=False)
        resampled = any(isinstance(stage, Resample) for stage in self._stages)
        all_of_it = self._shortfall(exact=True) + 1 if resampled else block
        window = lookahead = 0.0
        for player in self._players:
            stream = player.card.stream
            assert stream is not None  # the card's own check
            ratio = self._rate / (player.card.sample_rate or self._rate)
            ahead = 0 if stream.mode == "state" else stream.lookahead
            window += (stream.latency - ahead) * ratio
            lookahead += ahead * ratio
        ahead = round(window + lookahead + self._ahead * self._rate) - round(window + lookahead)
        self._store = all_of_it
        resampling = all_of_it - block + ahead
        return Latency(block, round(window + lookahead) - round(lookahead), round(lookahead), resampling)

    def _shortfall(self, exact: bool) -> int:
        """The most frames by which the output ever stays behind the input, found by counting blocks."""
        counters = [stage.counter(exact) for stage in self._stages if isinstance(stage, SoundStage)]
        block = self._block or 1
        period = block
        for player in self._players:
            hop = player.card.stream.hop_size if player.card.stream else 1
            rate = player.card.sample_rate or self._rate
            period = lcm(period, hop * self._rate // gcd(hop * self._rate, rate))  # frames until hops fall as before
        longest = int(REHEARSAL_SECONDS * self._rate)
        frames = min(period, 10 * longest)
        if self._stages and (exact or any(isinstance(stage, Resample) for stage in self._stages)):
            frames += longest
        worst = behind = 0
        for _ in range(0, max(frames, 2 * block), block):
            count = block
            for counter in counters:
                count = counter(count)
            behind += block - count
            worst = max(worst, behind)
        return worst


def cut(
    count: int, values: np.ndarray, turns: Sequence[tuple[int, np.ndarray]]
) -> Iterator[tuple[int, int, np.ndarray]]:
    """A block of `count` frames in the pieces between its turns: start, end and values of each."""
    starts = [(0, values), *turns]
    ends = [*(frame for frame, _ in turns), count]
    return ((start, end, now) for (start, now), end in zip(starts, ends, strict=True))


def _part(block: np.ndarray | Notes, start: int, end: int) -> np.ndarray | Notes:
    """The frames from `start` to `end`."""
    if not isinstance(block, Notes):
        return block[start:end]
    events = (event for event in block.events if start <= event.frame < end)
    moved = tuple(replace(event, frame=event.frame - start) for event in events)
    return replace(block, events=moved, length=end - start)


class _Player:
    """A translator with its state and its parameters: one step at a time."""

    def __init__(self, translator: Translator, prefix: str, table: Table, sample_rate: int) -> None:
        self.card: Card = translator.card
        self.provider: str = getattr(translator, "provider", "cpu")  # only those that run a model have one
        self.shrinks: bool = getattr(translator, "shrinks", False)
        self._translator = translator
        rate = self.card.sample_rate or sample_rate
        hop = self.card.stream.hop_size if self.card.stream else rate / 60  # a picture a frame of the display
        places = [table.index(f"{prefix}/{parameter.id}") for parameter in self.card.parameters]
        least = table.index("smooth") if "smooth" in table else None
        self._smoother: Callable[[], Smoother] = lambda: Smoother(self.card.parameters, places, hop / rate, least)
        self._parameters = len(table)
        self._advance = getattr(translator, "advance", None)
        self.skims = False
        """Whether the state moves on without anything being made, where the translator has `advance`."""
        self.reset()

    def reset(self) -> None:
        self._state = self._translator.start()
        self._values = self._smoother()

    def step(self, window: Any, values: np.ndarray) -> Any:
        told = self._values.values(values)
        told.update(zip(PULSE, values[self._parameters :].tolist(), strict=False))
        if self.skims and self._advance is not None:
            self._state = self._advance(window, told, self._state)
            return None
        out, self._state = self._translator.translate(window, told, self._state)
        return out


def build_lanes(
    scene: Scene, table: Table, context: Context, block_size: int, sinks: Sequence[str] = ("speakers",)
) -> list[Lane]:
    """The lanes of a scene that end in one of these sinks, their translators loaded and warm.

    Raises:
        ValueError, KeyError, OSError: a translator is refused; the message names it.
    """
    names = prefixes(scene)
    lanes = []
    for spec in scene.lanes:
        if spec.sink.split(":")[0] not in sinks:
            continue
        lane_context = Context(context.sample_rate, context.provider, spec.options)
        chain = [(names[spec.id, place], create(name, lane_context)) for place, name in enumerate(spec.through)]
        lanes.append(Lane(spec, chain, table, context.sample_rate, block_size))
    return lanes
