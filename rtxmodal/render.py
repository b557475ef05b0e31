"""Rendering a scene to a file: the live path, fed as fast as it will go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from rtxmodal.devices.files import (
    NOTES_IN,
    SOUND_IN,
    SOUND_OUT,
    Film,
    complete,
    read_notes,
    read_picture,
    read_sound,
    write_picture,
    write_sound,
)
from rtxmodal.lane import Lane, build_lanes
from rtxmodal.notes import NoteEvent, Notes
from rtxmodal.params import Table
from rtxmodal.scene import Scene, medium_of, scene_table
from rtxmodal.stage.loader import build_ensemble
from rtxmodal.stage.mixer import Mixer
from rtxmodal.stage.shared import LoadScene
from rtxmodal.stage.timeline import Timeline
from rtxmodal.stream.flash import FlashLimiter
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
    out: Path
    """wav, flac, png or mp4."""
    provider: str = "auto"
    values: Mapping[str, float | str] = field(default_factory=dict)
    seconds: float = 0.0
    """Render no more than this; 0 for all."""
    pictures_per_second: int = 30
    height: int = 0
    """Of the film in pixels; 0 for the pictures' own."""


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
    wants_pictures = job.out.suffix.lower() in (".png", ".mp4")
    if wants_pictures and not stage.picture_lanes:
        raise ValueError(f"a scene rendered to {job.out.suffix} must have a lane to the window, got none; add one")
    with ExitStack() as stack:
        writer = _writer(job, rate, stack)
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
        self.picture_lanes: list[Lane] = build_lanes(scene, self.table, context, BLOCK_SIZE, ("window",))
        self._stills = {
            lane.spec.source: read_picture(Path(lane.spec.source.partition(":")[2]))
            for lane in self.picture_lanes
            if lane.spec.source.startswith("picture:")
        }
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
            here = self._events = list(notes[began:played])
            self._strikes += sum(event.kind == "on" for event in here)
            heard = np.empty_like(block)
            self._timeline.take(block)
            self._mixer.step()
            self._timeline.give(heard)
            for strip in self._mixer.ensemble.strips:
                if strip.error:
                    raise ValueError(strip.error)
            shown = [one for lane in self.picture_lanes for one in self._show(lane, heard, here, start)]
            moved = [Shown(max(0, one.frame - late), one.picture) for one in shown]
            keep = slice(max(0, late - start), max(0, frames + late - start))
            yield start + BLOCK_SIZE, heard[keep], moved

    def _show(self, lane: Lane, heard: np.ndarray, events: list[NoteEvent], start: int) -> list[Shown]:
        source, values = lane.spec.source, self._values(start)
        if source == "keys":
            placed = tuple(NoteEvent(e.frame - start, e.kind, e.number, e.value, e.channel) for e in events)
            return lane.show(Notes(placed, len(heard)), values)
        if source in self._stills:
            return [Shown(start, one.picture) for one in lane.show(self._stills[source], values)]
        return lane.show(heard, values)

    def _values(self, start: int) -> np.ndarray:
        """The values, and the beat of a transport that plays from the first frame on, if it plays."""
        seconds = max(0, start - self.latency) / self._timeline.sample_rate
        moves, tempo, bar = (self.table.value(f"transport/{name}") for name in ("play", "tempo", "quantum"))
        return with_pulse(self.table.values, moves * seconds * tempo / 60.0, bar, self._strikes)

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


class _SoundWriter:
    def __init__(self, path: Path, sample_rate: int) -> None:
        self._path, self._rate = path, sample_rate
        self._blocks: list[np.ndarray] = []

    def add(self, heard: np.ndarray, pictures: list[Shown]) -> None:
        self._blocks.append(heard)

    def finish(self) -> None:
        write_sound(self._path, np.concatenate(self._blocks), self._rate)


class _PictureWriter:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._last: np.ndarray | None = None

    def add(self, heard: np.ndarray, pictures: list[Shown]) -> None:
        self._last = pictures[-1].picture if pictures else self._last

    def finish(self) -> None:
        if self._last is None:
            raise ValueError("the scene must give a picture, got none; render a longer sound")
        write_picture(self._path, self._last)


class _FilmWriter:
    """Every picture of the film is the newest that belongs to a frame already heard, kept from flashing as on stage."""

    def __init__(self, film: Film, sample_rate: int, pictures_per_second: int) -> None:
        self._film, self._rate, self._fps = film, sample_rate, pictures_per_second
        self._heard = self._filmed = 0
        self._waiting: list[Shown] = []
        self._newest: np.ndarray | None = None
        self._flash = FlashLimiter()

    def add(self, heard: np.ndarray, pictures: list[Shown]) -> None:
        self._film.add_sound(heard)
        self._heard += len(heard)
        self._waiting += pictures
        while self._filmed * self._rate < self._heard * self._fps and (self._newest is not None or self._waiting):
            due = self._filmed * self._rate // self._fps
            while self._waiting and (self._waiting[0].frame <= due or self._newest is None):
                self._newest = self._waiting.pop(0).picture
            assert self._newest is not None
            self._film.add_picture(self._flash.limit(self._newest, self._filmed / self._fps))
            self._filmed += 1

    def finish(self) -> None:
        self._film.close()


def _writer(job: Job, rate: int, stack: ExitStack) -> _SoundWriter | _PictureWriter | _FilmWriter:
    suffix = job.out.suffix.lower()
    if not job.out.resolve().parent.is_dir():
        raise OSError(f"the folder of --out must exist, got {str(job.out)!r}; make it first")
    if suffix in SOUND_OUT:
        if not any(medium_of(lane.sink) == "sound" for lane in job.scene.lanes):
            raise ValueError(f"a scene rendered to {suffix} must have a lane to the speakers, got none; add one")
        return _SoundWriter(job.out, rate)
    if suffix == ".png":
        return _PictureWriter(job.out)
    if suffix != ".mp4":
        raise ValueError(f"--out must end in {', '.join(SOUND_OUT)}, .png or .mp4, got {job.out.name!r}")
    parts: AbstractContextManager[Path] = complete(job.out)
    film = Film(stack.enter_context(parts), rate, job.pictures_per_second, job.height)
    return _FilmWriter(film, rate, job.pictures_per_second)
