"""The rare commands on the pipes, the status in the slots, and the bundle of memory that a child is started with."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Literal, Self

import numpy as np

from rtxmodal.params import Parameter
from rtxmodal.stage.log import Log
from rtxmodal.stage.lookout import PictureSlot
from rtxmodal.stage.memory import EventQueue, Handle, Slot, SoundRing, TimedQueue
from rtxmodal.stage.picture_ring import PictureRing
from rtxmodal.stage.preview import PREVIEW_CAPACITY
from rtxmodal.stream.wavetable import COLUMNS, ROWS

if TYPE_CHECKING:
    from rtxmodal.devices.audio import AudioChoice
    from rtxmodal.scene import Scene

__all__ = [
    "Beats",
    "Devices",
    "EventQueue",
    "Failed",
    "Handle",
    "LoadScene",
    "Notice",
    "OpenAudio",
    "Panic",
    "PictureStatus",
    "Ready",
    "Request",
    "Slot",
    "SoundRing",
    "SoundStatus",
    "StageMemory",
    "StageParts",
    "Stop",
]

SWAP_SECONDS = 0.03
"""From one scene to the next: too short to be heard as a hole, too long to click."""
PARAMETER_CAPACITY = 1024
"""Values in the parameter slot, between the generation and as many counts."""
STATUS_CAPACITY = 32
"""Numbers in a status slot; more than either status has fields."""
MOST_LANES = 32
"""Sound lanes whose levels are told; more play on unmeasured."""
NOTE_CAPACITY = 4096
LOG_CAPACITY = 1 << 15
"""Records of the log: 20 s of a table of a thousand values that is told again each second."""
HEARD_CAPACITY = 1 << 19
"""Frames of what was heard: 10.9 s at 48 kHz, 5.4 s at 96 kHz."""


@dataclass(frozen=True)
class Vector:
    """A dataclass of numbers that travels through a Slot in the order of its fields."""

    def vector(self) -> np.ndarray:
        """The fields as float64, for `Slot.put`."""
        return np.array(list(asdict(self).values()), np.float64)

    @classmethod
    def of(cls, vector: np.ndarray) -> Self:
        """The status from what `Slot.get` gave."""
        return cls(*(float(value) for value in vector[: len(fields(cls))]))


@dataclass(frozen=True)
class SoundStatus(Vector):
    """How the sound process is. Latencies are frames at `sample_rate`, levels dBFS."""

    position: float = 0.0
    """Frames played when `heartbeat` was taken: the engine's clock."""
    sample_rate: float = 0.0
    """Hz; 0 before a device is open."""
    block_size: float = 0.0
    """Frames of an engine block."""
    xruns: float = 0.0
    """Callbacks in which the device said that it lost input or output."""
    misses: float = 0.0
    """Callbacks that were concealed because the worker was late."""
    dropped: float = 0.0
    """Engine blocks skipped because they were too old, and notes that found the queue full."""
    load_p50: float = 0.0
    """Worker time / block time, median of the last seconds."""
    load_p99: float = 0.0
    latency_block: float = 0.0
    """Collecting engine blocks, the worker's allowance, and the lane's own collecting of hops."""
    latency_window: float = 0.0
    latency_lookahead: float = 0.0
    """The models' look-ahead and the limiter's."""
    latency_resampling: float = 0.0
    latency_device_in: float = 0.0
    latency_device_out: float = 0.0
    peak_in: float = -120.0
    peak_out: float = -120.0
    rms_out: float = -120.0
    reduction_db: float = 0.0
    """What the limiter takes away, >= 0."""
    provider: float = 0.0
    """0 CPU, 1 CUDA."""
    generation: float = -1.0
    """Of the scene that is heard; -1 before the first is ready."""
    device_ok: float = 0.0
    """1 while a real device runs, 0 while it is waited for and a clock stands in."""
    faults: float = 0.0
    """Lane blocks that were not finite or failed, and were replaced by silence."""
    heartbeat: float = 0.0
    """time.monotonic() at which `position` was true."""

    @property
    def latency(self) -> float:
        """Frames from microphone to loudspeaker, device included."""
        device = self.latency_device_in + self.latency_device_out
        return self.latency_block + self.latency_window + self.latency_lookahead + self.latency_resampling + device

    def position_at(self, monotonic: float) -> float:
        """The engine's clock at another time.monotonic()."""
        return self.position + (monotonic - self.heartbeat) * self.sample_rate

    def heard_at(self, frame: float) -> float:
        """The time.monotonic() at which a frame of the engine's clock leaves the loudspeaker."""
        return self.played_at(frame + self.latency_device_out)

    def played_at(self, frame: float) -> float:
        """The time.monotonic() at which the callback plays a frame of the engine's clock."""
        return self.heartbeat + (frame - self.position) / self.sample_rate if self.sample_rate else self.heartbeat


@dataclass(frozen=True)
class PictureStatus(Vector):
    """How the picture process is."""

    pictures: float = 0.0
    """Made since the start."""
    shown: float = 0.0
    """Window updates since the start."""
    pictures_per_second: float = 0.0
    shown_per_second: float = 0.0
    interval_p99_ms: float = 0.0
    delay_p50_ms: float = 0.0
    """Sound heard -> picture shown."""
    delay_p99_ms: float = 0.0
    generation: float = -1.0
    heartbeat: float = 0.0
    """time.monotonic() of the last turn of the loop."""
    rung: float = 0.0
    """How far pictures have gone down the ladder to be in time (stage/ladder.py)."""
    height: float = 0.0
    """Of the pictures as they are made, pixels."""


@dataclass(frozen=True)
class Beats(Vector):
    """The transport's course, as `control.transport.Course` says it, and the length of a bar."""

    time: float = 0.0
    beat: float = 0.0
    bpm: float = 120.0
    moves: float = 0.0
    bar: float = 4.0

    def beat_at(self, now: float) -> float:
        """The beat at a time.monotonic()."""
        return self.beat + (now - self.time) * self.bpm / 60.0 * self.moves


@dataclass(frozen=True)
class StageMemory:
    """Handles of everything that the children share; picklable."""

    parameters: Handle
    """Slot [generation, values of the table in its order ..., how often each was set ...]. Written by main."""
    timed: Handle
    """Values for the sound process ahead of their time. Written by main."""
    notes_sound: Handle
    notes_picture: Handle
    heard: Handle
    """Stereo, what was played after limiter and concealment. Written by the sound callback."""
    came: Handle
    """Stereo, what the device recorded, frame by frame beside `heard`. Written by the sound callback."""
    log: Handle
    """What happened in the sound. Written by the worker."""
    sound_status: Handle
    picture_status: Handle
    transport: Handle
    """Slot of a `Beats`. Written by main."""
    notes_out: Handle
    """Queue of what leaves by MIDI, at the frame at which it is to leave. Written by the picture process."""
    notes_in: Handle
    """Queue of what the lanes to keys play, at the frame at which it is to sound. Written by the picture process."""
    typed: Handle
    """Queue of what the computer's keys played. Written by the picture process."""
    seen: Handle
    """What the camera sees, shrunk to a wavetable. Written by the painter's thread."""
    levels: Handle
    """Slot of `Engine.levels`, written by the sound process's main thread."""
    recording: Handle
    """Slot: seconds of what is being recorded, plus one; 0 while nothing is. Written by main."""
    pictures: Handle
    """What the window shows, while somebody wants it. Written by the picture process."""
    preview: Handle
    """Slot of a small picture, as `preview.pack` makes it. Written by the picture process."""


class StageParts:
    """The shared parts themselves, created by the main process or attached in a child."""

    def __init__(self, memory: StageMemory | None = None) -> None:
        self._owner = memory is None
        self.leaving = threading.Lock()
        """Of this process: `notes_out` and `notes_in` have one writer, but each lane to them has its own thread."""
        if memory is None:
            self.parameters = Slot.create(1 + 2 * PARAMETER_CAPACITY)
            self.timed = TimedQueue.create(NOTE_CAPACITY)
            self.notes_sound = EventQueue.create(NOTE_CAPACITY)
            self.notes_picture = EventQueue.create(NOTE_CAPACITY)
            self.heard = SoundRing.create(HEARD_CAPACITY, 2)
            self.came = SoundRing.create(HEARD_CAPACITY, 2)
            self.log = Log.create(LOG_CAPACITY)
            self.sound_status = Slot.create(STATUS_CAPACITY)
            self.picture_status = Slot.create(STATUS_CAPACITY)
            self.transport = Slot.create(STATUS_CAPACITY)
            self.notes_out = EventQueue.create(NOTE_CAPACITY)
            self.notes_in = EventQueue.create(NOTE_CAPACITY)
            self.typed = EventQueue.create(NOTE_CAPACITY)
            self.seen = PictureSlot.create(ROWS, COLUMNS)
            self.levels = Slot.create(6 + MOST_LANES)
            self.recording = Slot.create(1)
            self.pictures = PictureRing.create()
            self.preview = Slot.create(PREVIEW_CAPACITY)
            return
        self.parameters = Slot.attach(memory.parameters)
        self.timed = TimedQueue.attach(memory.timed)
        self.notes_sound = EventQueue.attach(memory.notes_sound)
        self.notes_picture = EventQueue.attach(memory.notes_picture)
        self.heard = SoundRing.attach(memory.heard)
        self.came = SoundRing.attach(memory.came)
        self.log = Log.attach(memory.log)
        self.sound_status = Slot.attach(memory.sound_status)
        self.picture_status = Slot.attach(memory.picture_status)
        self.transport = Slot.attach(memory.transport)
        self.notes_out = EventQueue.attach(memory.notes_out)
        self.notes_in = EventQueue.attach(memory.notes_in)
        self.typed = EventQueue.attach(memory.typed)
        self.seen = PictureSlot.attach(memory.seen)
        self.levels = Slot.attach(memory.levels)
        self.recording = Slot.attach(memory.recording)
        self.pictures = PictureRing.attach(memory.pictures)
        self.preview = Slot.attach(memory.preview)

    @property
    def memory(self) -> StageMemory:
        """What a child needs to attach."""
        return StageMemory(**{name: getattr(self, name).handle for name in StageMemory.__dataclass_fields__})

    def close(self) -> None:
        """Let go of every part; in the main process the memory goes back to the system."""
        for name in StageMemory.__dataclass_fields__:
            getattr(self, name).close()


@dataclass(frozen=True)
class LoadScene:
    """main -> child: build this scene beside the running one, then cross over."""

    scene: Scene
    parameters: tuple[Parameter, ...]
    """The scene's table, in order."""
    generation: int
    """The parameter slot carries this number once it holds this table's values."""
    provider: str = "auto"
    at: float = 0.0
    """time.monotonic() at which it is to be heard and seen; it is loaded before. 0: as soon as it can be."""
    fade: float = SWAP_SECONDS
    """Seconds of the crossfade from what plays."""


@dataclass(frozen=True)
class OpenAudio:
    """main -> sound: close the sound device and open this one; the lanes go on."""

    choice: AudioChoice


@dataclass(frozen=True)
class Panic:
    """main -> child: all notes off, every lane from its start."""


@dataclass(frozen=True)
class Stop:
    """main -> child: end cleanly."""


@dataclass(frozen=True)
class Ready:
    """child -> main: the scene of this generation is heard or shown now."""

    generation: int


@dataclass(frozen=True)
class Failed:
    """child -> main: this scene could not be built; the one before goes on."""

    generation: int
    text: str


@dataclass(frozen=True)
class Notice:
    """child -> main: one line for the performer."""

    text: str


@dataclass(frozen=True)
class Devices:
    """sound -> main: what is open now."""

    input: str | None
    """None where there is no input."""
    output: str | None
    """None while a clock stands in for a lost device."""
    sample_rate: int
    channels_in: int
    channels_out: int


@dataclass(frozen=True)
class Request:
    """picture -> main: a key in the window asks for something."""

    what: Literal["next_scene", "previous_scene", "quit", "set", "record", "still"]
    parameter: str = ""
    value: float = 0.0
