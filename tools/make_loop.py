"""Synthesises rtxmodal/scenes/loop.flac: eight bars that stand in for a microphone. Our own work, CC0.

python tools/make_loop.py
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

RATE = 48_000
BEAT = 60 / 92  # seconds
BARS = 8
FRAMES = round(BARS * 4 * BEAT * RATE)
# D minor, B flat, F, C: two bars each
CHORDS = ((50, 57, 62, 65, 69), (46, 53, 58, 62, 69), (41, 53, 57, 60, 67), (48, 55, 60, 64, 67))
MELODY = (  # beat, pitch, beats, loudness: a line that breathes
    (0, 69, 1.5, 0.7), (1.5, 72, 0.5, 0.6), (2, 74, 2, 0.9), (4.5, 72, 0.5, 0.6), (5, 69, 1, 0.7),
    (6, 65, 1.75, 0.8), (8, 70, 1.5, 0.7), (9.5, 69, 0.5, 0.5), (10, 65, 1, 0.6), (11, 62, 3, 0.8),
    (14.5, 64, 0.5, 0.4), (15, 65, 0.9, 0.5), (16, 67, 1.5, 0.7), (17.5, 69, 0.5, 0.6), (18, 72, 2.5, 1.0),
    (21, 74, 0.5, 0.8), (21.5, 72, 0.5, 0.7), (22, 69, 1.75, 0.7), (24, 67, 1, 0.7), (25, 64, 1, 0.6),
    (26, 67, 2, 0.9), (28.5, 72, 0.5, 0.6), (29, 71, 0.5, 0.5), (29.5, 67, 0.5, 0.5), (30, 64, 1.7, 0.7),
)  # fmt: skip


def main() -> None:
    """Mix the four voices, wrap what rings past the end round to the beginning, and write the file."""
    mix = np.zeros((2 * FRAMES, 2))
    for beat, pitch, beats, loudness in MELODY:
        add(mix, beat, sung(pitch, beats * BEAT, loudness), 0.50, 0.48)
    for bar in range(BARS):
        chord = CHORDS[bar // 2]
        for place in range(8):
            pitch = chord[(0, 2, 3, 4, 2, 3, 1, 4)[place]] + (12 if place in (3, 7) else 0)
            side = 0.3 + 0.4 * (place % 4) / 3
            add(mix, 4 * bar + place / 2, plucked(pitch, 0.5 + 0.3 * (place % 3 == 0)), 0.24 * (1 - side), 0.24 * side)
        add(mix, 4 * bar, bass(chord[0] - 12, 2.9 * BEAT), 0.30, 0.30)
        add(mix, 4 * bar + 3, bass(chord[0] - 12, 0.8 * BEAT), 0.22, 0.22)
        for beat in (0, 2):
            add(mix, 4 * bar + beat, drum(), 0.35, 0.35)
        for place in range(16):
            add(mix, 4 * bar + place / 4, shaker(place), 0.030, 0.036)
    loop = mix[:FRAMES] + mix[FRAMES:]
    loop *= 0.5 / np.abs(loop).max()  # a singer at a sensible distance from the microphone
    target = Path(__file__).resolve().parents[1] / "rtxmodal" / "scenes" / "loop.flac"
    soundfile.write(target, loop, RATE, "PCM_16")


def add(mix: np.ndarray, beat: float, sound: np.ndarray, left: float, right: float) -> None:
    """Put a mono sound at a beat, with these gains."""
    start = round(beat * BEAT * RATE)
    mix[start : start + len(sound)] += sound[:, None] * (left, right)


def seconds(length: float) -> np.ndarray:
    """The time of each frame."""
    return np.arange(round(length * RATE)) / RATE


def hertz(pitch: float) -> float:
    """Of a MIDI pitch."""
    return 440.0 * 2 ** ((pitch - 69) / 12)


def sung(pitch: int, length: float, loudness: float) -> np.ndarray:
    """A vowel: harmonics under two formants that open with the note, vibrato that comes late, some breath."""
    at = seconds(length + 0.25)
    vibrato = 0.25 * np.clip((at - 0.25) / 0.4, 0, 1) * np.sin(2 * np.pi * 5.3 * at)
    glide = -0.6 * np.exp(-at / 0.035)
    turn = 2 * np.pi * np.cumsum(hertz(pitch) * 2 ** ((vibrato + glide) / 12)) / RATE
    first = 520 + 260 * loudness * np.clip(at / 0.3, 0, 1)
    out = np.zeros_like(at)
    for harmonic in range(1, 15):
        frequency = harmonic * hertz(pitch)
        formants = np.exp(-(((frequency - first) / 260) ** 2)) + 0.5 * np.exp(-(((frequency - 1250) / 300) ** 2))
        out += (formants + 0.25 / harmonic**1.3) / harmonic**0.3 * np.sin(harmonic * turn)
    rng = np.random.default_rng(pitch)
    breath = np.convolve(rng.standard_normal(len(at)), [0.5, -0.5], "same") * 0.03
    rise, fall = np.clip(at / 0.06, 0, 1), np.clip((length + 0.2 - at) / 0.2, 0, 1)
    swell = 0.8 + 0.2 * np.sin(np.pi * np.clip(at / length, 0, 1))
    return loudness * 0.35 * (out + breath) * rise * fall**1.5 * swell


def plucked(pitch: int, loudness: float) -> np.ndarray:
    """Frequency modulation whose brightness dies faster than its tone."""
    at = seconds(1.8)
    turn = 2 * np.pi * hertz(pitch) * at
    return loudness * np.exp(-at / 0.45) * np.sin(turn + 2.2 * loudness * np.exp(-at / 0.12) * np.sin(2.003 * turn))


def bass(pitch: int, length: float) -> np.ndarray:
    """A soft saw of four harmonics."""
    at = seconds(length + 0.1)
    turn = 2 * np.pi * hertz(pitch) * at
    tone = sum(np.sin(n * turn) / n**1.6 for n in range(1, 5))
    return tone * np.clip(at / 0.012, 0, 1) * np.clip((length + 0.1 - at) / 0.1, 0, 1) * np.exp(-at / 2.5)


def drum() -> np.ndarray:
    """A felt beater on a low skin."""
    at = seconds(0.35)
    return np.sin(2 * np.pi * (48 * at + 1.6 * (1 - np.exp(-at / 0.03)))) * np.exp(-at / 0.11)


def shaker(place: int) -> np.ndarray:
    """Seeds in a gourd, louder off the beat."""
    at = seconds(0.09)
    noise = np.diff(np.random.default_rng(place).standard_normal(len(at) + 1))
    return (0.5 + 0.5 * (place % 4 == 2)) * noise * np.clip(at / 0.015, 0, 1) * np.exp(-at / 0.022)


if __name__ == "__main__":
    main()
