"""Writes rtxmodal/scenes/piece.mid: half a minute for the keys, played as a hand plays. Our own work, CC0.

python tools/make_piece.py
"""

from __future__ import annotations

from pathlib import Path

import mido
import numpy as np

BEAT = 480  # ticks
TEMPO = round(60e6 / 76)  # microseconds a beat
PEDAL, WHEEL = 64, 1
# D minor, G minor seventh, C, F, B flat, E diminished, A seventh, D minor: a bar of four beats each
CHORDS = (
    (38, 57, 62, 65), (43, 58, 62, 65), (36, 55, 64, 67), (41, 57, 60, 69),
    (34, 58, 62, 65), (40, 58, 61, 67), (45, 55, 61, 64), (38, 57, 62, 65),
)  # fmt: skip
MELODY = (  # beat, key, beats, velocity
    (0, 74, 1.5, 84), (1.5, 77, 0.5, 78), (2, 81, 2, 96), (4, 79, 1, 88), (5, 77, 0.5, 76), (5.5, 74, 0.5, 70),
    (6, 70, 2, 80), (8, 72, 1.5, 84), (9.5, 76, 0.5, 80), (10, 79, 2, 98), (12, 81, 0.75, 90), (12.75, 79, 0.25, 72),
    (13, 77, 1, 84), (14, 72, 2, 76), (16, 74, 1, 86), (17, 77, 1, 92), (18, 82, 2, 108), (20, 79, 1, 94),
    (21, 76, 1, 84), (22, 73, 2, 78), (24, 76, 1.5, 90), (25.5, 73, 0.5, 80), (26, 69, 1.5, 72), (27.5, 73, 0.5, 70),
    (28, 74, 4, 88),
)  # fmt: skip


def main() -> None:
    """Play chords broken upwards, the melody over them, and write the file."""
    rng = np.random.default_rng(3)  # no hand is a machine: a few ticks early or late, a little louder or softer
    events: list[tuple[int, mido.Message]] = []

    def strike(beat: float, key: int, beats: float, velocity: float) -> None:
        start = max(0, round(beat * BEAT + rng.normal(0.0, 6.0)))
        loud = int(np.clip(velocity + rng.normal(0.0, 4.0), 1, 127))
        events.append((start, mido.Message("note_on", note=key, velocity=loud)))
        events.append((start + round(beats * BEAT * 0.94), mido.Message("note_off", note=key)))

    for bar, chord in enumerate(CHORDS):
        last = bar == len(CHORDS) - 1
        events.append((bar * 4 * BEAT + 30, mido.Message("control_change", control=PEDAL, value=127)))
        events.append(
            ((bar * 4 + (6 if last else 4)) * BEAT - 10, mido.Message("control_change", control=PEDAL, value=0))
        )
        for place, key in enumerate((*chord, chord[2], chord[1]) if not last else chord):
            strike(bar * 4 + place * (0.12 if last else 0.5), key, 4.0 if last else 1.0, 64 + 3 * place)
    for note in MELODY:
        strike(*note)
    for step in range(33):  # the wheel opens on the last note
        events.append((28 * BEAT + step * 40, mido.Message("control_change", control=WHEEL, value=2 * step)))
    events.append((34 * BEAT, mido.Message("control_change", control=WHEEL, value=0)))
    track = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=TEMPO)])
    now = 0
    for tick, message in sorted(events, key=lambda event: event[0]):
        track.append(message.copy(time=tick - now))
        now = tick
    mido.MidiFile(type=0, ticks_per_beat=BEAT, tracks=[track]).save(
        Path(__file__).resolve().parents[1] / "rtxmodal" / "scenes" / "piece.mid"
    )


if __name__ == "__main__":
    main()
