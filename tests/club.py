"""Music of our own, rendered by FluidSynth: a house track of 124 beats a minute, and a slow piano."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import mido
import numpy as np
import pytest
import soundfile

FONTS = (
    "/usr/share/sounds/sf2/default-GM.sf2",
    "/usr/share/sounds/sf2/FluidR3_GM.sf2",
    "/usr/share/soundfonts/default.sf2",
)
RATE = 48_000
HOUSE_BPM, PIANO_BPM = 124.0, 66.0
CHORDS = ((45, 52, 57, 60, 64), (41, 48, 57, 60, 65), (48, 55, 60, 64, 67), (43, 50, 59, 62, 67))
DRUMS = 9
Score = list[tuple[float, float, int, int, int]]
"""Beat, beats, channel, pitch, velocity of each note."""


def house(bars: int) -> Score:
    """Kick on each beat, hats between, claps, bass, a pad, an arpeggio that comes and goes."""
    notes: Score = []
    for bar in range(bars):
        chord, at = CHORDS[bar // 2 % 4], 4.0 * bar
        for beat in range(4):
            notes += [(at + beat, 0.25, DRUMS, 36, 120), (at + beat + 0.5, 0.2, DRUMS, 46, 80)]
            notes += [(at + beat + 0.5 + 0.25 * n, 0.2, 1, chord[0] - 12, 100) for n in range(2)]
        notes += [(at + beat, 0.2, DRUMS, 39, 95) for beat in (1, 3)]
        notes += [(at + n / 4, 0.1, DRUMS, 42, 45 + 15 * (n % 2)) for n in range(16)]
        notes += [(at, 3.9, 2, pitch, 60) for pitch in chord[1:]]
        if bar % 4 >= 2:
            notes += [(at + n / 2, 0.3, 3, chord[1 + n % 4] + 12, 85) for n in range(8)]
    return notes


def piano(bars: int) -> Score:
    """Broken chords, softly."""
    notes: Score = []
    for bar in range(bars):
        chord = CHORDS[bar % 4]
        notes += [
            (4.0 * bar + 0.5 * n, 1.5, 0, chord[(0, 2, 3, 4, 3, 2, 1, 3)[n]], 42 + 8 * (n % 4 == 0)) for n in range(8)
        ]
    return notes


def rendered(score: Score, bpm: float, folder: Path) -> np.ndarray:
    """The score as sound, 48 kHz. Shape: (frames, 2) float32. Skips the test where FluidSynth or a font is missing."""
    font = next((font for font in FONTS if Path(font).is_file()), None)
    if shutil.which("fluidsynth") is None or font is None:
        pytest.skip("FluidSynth or a General MIDI sound font is not installed")
    file = mido.MidiFile(ticks_per_beat=480)
    track = mido.MidiTrack()
    file.tracks.append(track)
    track.append(mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(bpm)))
    track += [mido.Message("program_change", channel=channel, program=program) for channel, program in PROGRAMS]
    events = [(round(480 * beat), "note_on", channel, pitch, velocity) for beat, _, channel, pitch, velocity in score]
    events += [(round(480 * (beat + beats)), "note_off", *rest) for beat, beats, *rest in score]
    now = 0
    for tick, kind, channel, pitch, velocity in sorted(events):
        track.append(mido.Message(kind, channel=channel, note=pitch, velocity=velocity, time=tick - now))
        now = tick
    midi, wave = folder / "score.mid", folder / "score.wav"
    file.save(midi)
    subprocess.run(
        ["fluidsynth", "-ni", "-q", "-r", str(RATE), "-g", "0.7", "-F", wave, font, midi],
        check=True,
        capture_output=True,
    )
    sound, _ = soundfile.read(wave, dtype="float32")
    length = round(max(beat + beats for beat, beats, *_ in score) * 60 / bpm * RATE)
    return np.asarray(sound[:length] * (0.5 / np.abs(sound).max()), np.float32)


PROGRAMS = ((0, 0), (1, 38), (2, 89), (3, 81))
