"""Rendering a scene to a file: the live path, fed as fast as it will go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from rtxmodal.devices.files import NOTES_IN, SOUND_IN, read_notes, read_sound
from rtxmodal.notes import NoteEvent
from rtxmodal.offline import OfflineFingers, OfflinePictures
from rtxmodal.params import Table
from rtxmodal.rendered import Output, open_writer
from rtxmodal.scene import Scene, medium_of, scene_table
from rtxmodal.stage.loader import build_ensemble
from rtxmodal.stage.mixer import Mixer
from rtxmodal.stage.shared import LoadScene
from rtxmodal.stage.timeline import Timeline
from rtxmodal.stream.pulse import with_pulse
from rtxmodal.stream.stages import Shown
from rtxmodal.translators import Context

BLOCK_SIZE = 256
GENERATION = 1
MIDI_RATE = 48_000
MIDI_TAIL_SECONDS = 3.0  # what rings on after the last event


@dataclass(frozen=True)
class Job:
    """What is rendered from what into what."""

    scene: Scene
    given: Path
    """wav, flac, ogg or mid."""
    output: Output
    provider: str = "auto"
    values: Mapping[str, float | str] = field(default_factory=dict)
    seconds: float = 0.0
    """Render no more than this; 0 for all."""


Progress = Callable[[int, int], None]
"""Called with frames done and frames in all."""


def render(job: Job, progress: Progress) -> None:
    """Render a scene; the same job gives the same file, bit for bit, on the same provider.

    Raises:
        ValueError: a file or a scene that does not fit; nothing is written.
        OSError: a file that cannot be read or written.
    """
    sound, notes, rate = _read(job)
    stage = OfflineStage(job.scene, rate, job.provider, job.values)
    wanted = ("picture", "window") if job.output.wants_pictures else ("sound", "speakers")
    if not any(medium_of(lane.sink) == wanted[0] for lane in job.scene.lanes):
        raise ValueError(
            f"a scene rendered to {job.output.suffix} must have a lane to the {wanted[1]}, got none; add one"
        )
    with ExitStack() as stack:
        writer = open_writer(job.output, rate, stack)
        frames = len(sound)
        for start, heard, pictures in stage.play(sound, notes):
            writer.add(heard, pictures)
            progress(min(start, frames), frames)
        writer.finish()


class OfflineStage:
    """Mixer, timeline and lanes as on stage, driven by hand. Owned by one thread."""

    def __init__(self, scene: Scene, sample_rate: int, provider: str, values: Mapping[str, float | str]) -> None:
        """Build it.

        Raises:
            ValueError, KeyError, OSError: a translator or a value is refused.
        """
        context = Context(sample_rate, provider)
        if any(lane.source == "camera" for lane in scene.lanes):
            raise ValueError(
                "a scene with a camera cannot be rendered from a file, only played; take picture:PATH instead"
            )
        self.table: Table = scene_table(scene, context)
        for name, value in values.items():
            self.table.set(name, value)
        self._events: list[NoteEvent] = []
        self._strikes = 0
        self._timeline = Timeline(sample_rate, BLOCK_SIZE, slack=0)
        self._mixer = Mixer(self._timeline, self._vector, self._pull)
        self._mixer.ensemble = build_ensemble(
            LoadScene(scene, self.table.parameters, GENERATION, provider), sample_rate, BLOCK_SIZE
        )
        self._pictures = OfflinePictures(scene, self.table, context, BLOCK_SIZE)
        self._fingers = OfflineFingers(scene, self.table, context)
        self.latency = self._mixer.ensemble.latency_total + self._mixer.master.latency

    def play(
        self, sound: np.ndarray, notes: tuple[NoteEvent, ...] = ()
    ) -> Iterator[tuple[int, np.ndarray, list[Shown]]]:
        """Play the scene over this input.

        Yields:
            After each block: input frames done, what is heard, and the new pictures with the frame of what is heard
            that they belong to. The stage's latency is taken off both, so sound out is as long as sound in.
        """
        frames, late, played = len(sound), self.latency, 0
        padded = np.concatenate([sound, np.zeros((late + BLOCK_SIZE - (frames + late) % BLOCK_SIZE, 2), np.float32)])
        for start in range(0, len(padded), BLOCK_SIZE):
            block = padded[start : start + BLOCK_SIZE]
            began = played
            while played < len(notes) and notes[played].frame < start + BLOCK_SIZE:
                played += 1
            before = self._timeline.mix_before(start)
            written = self._fingers.play(
                start, before, with_pulse(self.table.values, *self._beat(start), 0.0), self._pictures.newest
            )
            here = self._events = sorted([*notes[began:played], *written], key=lambda event: event.frame)
            self._strikes += sum(event.kind == "on" for event in here)
            heard = np.empty_like(block)
            self._timeline.take(block)
            self._mixer.step()
            self._timeline.give(heard)
            for strip in self._mixer.ensemble.strips:
                if strip.error:
                    raise ValueError(strip.error)
            shown = self._pictures.show(start, heard, here, self._values(start))
            moved = [Shown(max(0, one.frame - late), one.picture) for one in shown]
            keep = slice(max(0, late - start), max(0, frames + late - start))
            yield start + BLOCK_SIZE, heard[keep], moved

    def _values(self, start: int) -> np.ndarray:
        """The values, and the beat of a transport that plays from the first frame on, if it plays."""
        return with_pulse(self.table.values, *self._beat(max(0, start - self.latency)), self._strikes)

    def _beat(self, frame: int) -> tuple[float, float]:
        """The beat at a frame, and beats a bar."""
        moves, tempo, bar = (self.table.value(f"transport/{name}") for name in ("play", "tempo", "quantum"))
        return moves * frame / self._timeline.sample_rate * tempo / 60.0, bar

    def _vector(self) -> np.ndarray:
        return np.concatenate([[GENERATION], self.table.values])

    def _pull(self) -> list[NoteEvent]:
        events, self._events = self._events, []
        return events


def _read(job: Job) -> tuple[np.ndarray, tuple[NoteEvent, ...], int]:
    """The input: sound, notes, rate; MIDI comes with silence of its length."""
    suffix = job.given.suffix.lower()
    sources = {lane.source.split(":")[0] for lane in job.scene.lanes}
    if suffix in NOTES_IN:
        if not sources & {"keys", "picture"}:
            raise ValueError(f"a scene for {job.given.name} must have a lane from keys, got none; choose another")
        notes = read_notes(job.given, MIDI_RATE)
        length = (notes[-1].frame if notes else 0) + int(MIDI_TAIL_SECONDS * MIDI_RATE)
        sound, rate = np.zeros((length, 2), np.float32), MIDI_RATE
    elif suffix in SOUND_IN:
        notes = ()
        sound, rate = read_sound(job.given)
    else:
        known = ", ".join((*SOUND_IN, *NOTES_IN))
        raise ValueError(f"--in must be one of {known}, got {job.given.name!r}; convert it first")
    return sound[: int(job.seconds * rate)] if job.seconds else sound, notes, rate
