"""Sounds to learn from: recordings, and notes played by FluidSynth so that one performance has many timbres."""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

import librosa
import mido
import numpy as np
import soundfile
from numpy.typing import NDArray

Sound = NDArray[np.float32]

SOUNDFONTS = (Path("/usr/share/sounds/sf2/FluidR3_GM.sf2"), Path("/usr/share/soundfonts/FluidR3_GM.sf2"))
RENDER_RATE = 48000
"""FluidSynth resamples without a low-pass filter: play at full rate, filter down afterwards."""
BEND_RANGE = 12.0
"""Semitones of a full pitch bend."""
TICKS = 480
TEMPO = 500_000
"""Microseconds a quarter; with `TICKS` a tick lasts 1.04 ms."""


@dataclass(frozen=True)
class Note:
    """One key held down."""

    start: float
    """Seconds."""
    end: float
    """Seconds."""
    pitch: int
    """MIDI key, 0-127."""
    velocity: int
    """1-127."""


@dataclass(frozen=True)
class Performance:
    """Notes, and how the pitch of all of them moves."""

    notes: tuple[Note, ...]
    """In any order."""
    bends: tuple[tuple[float, float], ...] = field(default=())
    """(seconds, semitones), in order of time."""

    @property
    def seconds(self) -> float:
        """Time of the last release."""
        return max((note.end for note in self.notes), default=0.0)

    def transposed(self, semitones: int) -> Performance:
        """The same, higher; keys that leave 21..108 are folded back by octaves."""
        notes = []
        for note in self.notes:
            pitch = note.pitch + semitones
            pitch += 12 if pitch < 21 else -12 if pitch > 108 else 0
            notes.append(replace(note, pitch=pitch))
        return Performance(tuple(notes), self.bends)

    def cut(self, start: float, end: float) -> Performance:
        """What sounds from `start` to `end` seconds, moved to 0; held notes are cut at the ends."""
        inside = [note for note in self.notes if note.end > start and note.start < end]
        notes = tuple(replace(n, start=max(n.start, start) - start, end=min(n.end, end) - start) for n in inside)
        return Performance(notes, tuple((t - start, bend) for t, bend in self.bends if start <= t < end))

    def moved(self, seconds: float) -> Performance:
        """The same, later."""
        notes = tuple(replace(n, start=n.start + seconds, end=n.end + seconds) for n in self.notes)
        return Performance(notes, tuple((t + seconds, bend) for t, bend in self.bends))


def load_sound(path: Path, sample_rate: int) -> Sound:
    """A sound file, mixed to one channel, at `sample_rate`. Shape: (frames,).

    Raises:
        ValueError: the file is no sound that libsndfile reads.
    """
    try:
        sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise ValueError(f"{path} must be a sound file, got one that cannot be read ({error}); convert it") from None
    if not np.isfinite(sound).all():
        raise ValueError(f"{path} must hold finite samples, got NaN or infinity; export it again")
    return resample(sound.mean(axis=1), rate, sample_rate)


def resample(sound: Sound, rate: float, to: float) -> Sound:
    """Convert the sample rate; with a wrong `rate`, shift the pitch by `to / rate`."""
    if rate == to:
        return sound.astype(np.float32)
    return librosa.resample(sound, orig_sr=rate, target_sr=to, res_type="soxr_hq").astype(np.float32)


def loudness_db(sound: Sound) -> float:
    """RMS of the louder half of a sound, dB of full scale; silence gives -120."""
    size = len(sound) // 1024 * 1024
    if size == 0:
        return -120.0
    power = np.sort((sound[:size].reshape(-1, 1024).astype(np.float64) ** 2).mean(axis=1))
    return float(10.0 * np.log10(max(power[len(power) // 2 :].mean(), 1e-12)))


def levelled(sound: Sound, level_db: float = -22.0) -> Sound:
    """The sound at a loudness of `level_db`, peaks kept under 1; silence stays as it is."""
    loudness = loudness_db(sound)
    if loudness <= -100.0:
        return sound
    gain = 10.0 ** ((level_db - loudness) / 20.0)
    return sound * np.float32(min(gain, 0.99 / max(float(np.abs(sound).max()), 1e-6)))


def read_performance(path: Path) -> Performance:
    """All notes of a MIDI file on one track, as long as the keys were held (the pedal is left out)."""
    notes, held, now = [], {}, 0.0
    for message in mido.MidiFile(path):
        now += message.time
        if message.type == "note_on" and message.velocity > 0:
            held[message.note] = (now, message.velocity)
        elif message.type in ("note_on", "note_off") and message.note in held:
            start, velocity = held.pop(message.note)
            notes.append(Note(start, max(now, start + 0.05), message.note, velocity))
    return Performance(tuple(notes))


def invent_melody(rng: np.random.Generator, seconds: float, low: int, high: int) -> Performance:
    """A sung or bowed line: steps and leaps, mostly legato, with vibrato, slides and a few two-note chords."""
    notes: list[Note] = []
    bends: list[tuple[float, float]] = []
    now, pitch, offset = 0.0, int(rng.integers(low, high)), float(rng.uniform(-0.5, 0.5))
    while now < seconds:
        length = float(rng.choice([0.18, 0.3, 0.45, 0.7, 1.2, 2.2]))
        velocity = int(rng.integers(50, 118))
        notes.append(Note(now, now + length * float(rng.uniform(0.85, 1.0)), pitch, velocity))
        if rng.random() < 0.2:
            notes.append(Note(now, now + length, pitch + int(rng.choice([-12, -7, -4, -3, 3, 4, 5, 7, 12])), velocity))
        bends += _vibrato(rng, now, length, offset)
        now += length + (float(rng.uniform(0.1, 0.8)) if rng.random() < 0.2 else 0.0)
        pitch += int(rng.choice([-7, -5, -4, -3, -2, -2, -1, -1, 0, 1, 1, 2, 2, 3, 4, 5, 7, 12]))
        pitch += 12 if pitch < low else -12 if pitch > high else 0
    return Performance(tuple(notes), tuple(bends))


def _vibrato(rng: np.random.Generator, start: float, length: float, offset: float) -> list[tuple[float, float]]:
    depth, rate = float(rng.choice([0.0, 0.0, 0.15, 0.3, 0.5])), float(rng.uniform(4.5, 6.5))
    slide = float(rng.choice([0.0, 0.0, 0.0, -1.0, 1.0, 2.0]))
    times = np.arange(0.0, length, 0.012)
    grown = np.minimum(1.0, times / 0.3) * depth * np.sin(2.0 * np.pi * rate * times)
    return [
        (start + float(t), offset + float(g) + slide * float(np.exp(-t / 0.06)))
        for t, g in zip(times, grown, strict=True)
    ]


def chain(parts: list[Performance], gap: float = 0.7) -> Performance:
    """One after another, with `gap` seconds of rest between."""
    notes: list[Note] = []
    bends: list[tuple[float, float]] = []
    now = 0.0
    for part in parts:
        moved = part.moved(now)
        notes += moved.notes
        bends += moved.bends or ((now, 0.0),)
        now += part.seconds + gap
    return Performance(tuple(notes), tuple(bends))


def write_midi(performance: Performance, program: int, path: Path) -> None:
    """A MIDI file of one track that plays the performance with a General MIDI program (0-127)."""
    events: list[tuple[float, int, mido.Message]] = []
    for note in performance.notes:
        events.append((note.start, 2, mido.Message("note_on", note=note.pitch, velocity=note.velocity)))
        events.append((note.end, 0, mido.Message("note_off", note=note.pitch, velocity=0)))
    for time, bend in performance.bends:
        value = int(np.clip(bend / BEND_RANGE * 8192.0, -8192, 8191))
        events.append((time, 1, mido.Message("pitchwheel", pitch=value)))
    events.sort(key=lambda event: event[:2])
    track = mido.MidiTrack(
        [mido.MetaMessage("set_tempo", tempo=TEMPO), mido.Message("program_change", program=program)]
    )
    for control, value in ((101, 0), (100, 0), (6, int(BEND_RANGE)), (38, 0)):  # RPN 0: bend range
        track.append(mido.Message("control_change", control=control, value=value))
    last = 0
    for time, _, message in events:
        tick = round(time * 1e6 / TEMPO * TICKS)
        track.append(message.copy(time=max(0, tick - last)))
        last = max(last, tick)
    track.append(mido.Message("note_off", note=0, time=TICKS))  # leaves the last release its time
    mido.MidiFile(type=0, ticks_per_beat=TICKS, tracks=[track]).save(path)


def render(performance: Performance, program: int, sample_rate: int) -> Sound:
    """Play a performance with FluidSynth, dry (no reverb, no chorus). Shape: (frames,).

    Raises:
        FileNotFoundError: FluidSynth's sound font is not installed.
    """
    soundfont = next((path for path in SOUNDFONTS if path.is_file()), None)
    if soundfont is None:
        raise FileNotFoundError(
            f"a sound font must be one of {[str(p) for p in SOUNDFONTS]}; apt install fluidsynth fluid-soundfont-gm"
        )
    with tempfile.TemporaryDirectory() as folder:
        midi, wav = Path(folder) / "part.mid", Path(folder) / "part.wav"
        write_midi(performance, program, midi)
        command = [
            "fluidsynth",
            "-ni",
            "-q",
            "-R",
            "0",
            "-C",
            "0",
            "-g",
            "0.3",
            "-r",
            str(RENDER_RATE),
            "-O",
            "float",
            "-F",
            str(wav),
        ]
        subprocess.run([*command, str(soundfont), str(midi)], check=True, capture_output=True)
        sound, rate = soundfile.read(wav, dtype="float32", always_2d=True)
    return resample(sound.mean(axis=1), rate, sample_rate)
