"""How pictures move: `python -m bench.looks`, some minutes. Each scene as its window shows it, 60 times a second.

    reversals   of the control signals, a beat                     M1  <= 3
    rise        from a drum to 70 % of the control's rise          M1  <= one display frame
    flicker     share of the mean light's motion above 8 Hz        M2  <= 5 % calm, <= 15 % driving
    jerk        mean second difference over mean first             M3  <= 1.0 (white noise: 1.73)
    lock, lag   of motion with the beginnings of sounds            M4  r >= 0.5, 3 sigma above chance, 0..50 ms
    worst step  99th percentile of the motion over its median      M5  <= 6, and it never stands still
    diversity   of pictures of a minute, over the data's           M6  >= 0.6
    closure     of a whole turn of a path, grey levels             M7  <= 2
    flashes     in any second                                      M8  <= 3
    silence     motion in the second second of it, over music's    <= 10 %, more than 0

The sound is what the scene hears; what a machine needs to make the pictures is not in the lag (`python -m bench`
measures that), nor are wet and dry of the sound lanes.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rtxmodal.devices.files import read_notes, read_sound
from rtxmodal.notes import NoteEvent
from rtxmodal.render import OfflinePictures
from rtxmodal.scene import BUNDLED, LOOP, Scene, scene_table
from rtxmodal.scene_file import load_scene
from rtxmodal.stream.blend import Between, fit
from rtxmodal.stream.filters import luma
from rtxmodal.stream.flash import FlashLimiter, luminance, redness
from rtxmodal.stream.pulse import with_pulse
from rtxmodal.translators import Context

SHOWN_PER_SECOND = 60
RATE = 48_000
EDGE = 64
FAST = 8.0  # Hz: above, light flickers
SETTLING = 2.0  # seconds until gains know the music
FARTHEST = 15  # display frames that sound and motion are shifted against each other
SCENES = ("vj", "aurora", "glass", "mandala", "melt", "julia", "keys")
BLACK = np.zeros((EDGE, EDGE, 3), np.uint8)  # before the first picture
PIECE = BUNDLED / "piece.mid"


@dataclass(frozen=True)
class Film:
    """What a window showed, small: 60 a second."""

    light: np.ndarray
    """Luma. Shape: (n, 64, 64) float32, 0..255."""
    tiles: np.ndarray
    """Relative luminance of the flash limiter's tiles. Shape: (n, 4, 4)."""
    red: np.ndarray
    """Their redness. Shape: (n, 4, 4)."""

    def after(self, seconds: float) -> Film:
        """The rest of it."""
        start = round(seconds * SHOWN_PER_SECOND)
        return Film(self.light[start:], self.tiles[start:], self.red[start:])

    def until(self, seconds: float) -> Film:
        """The beginning of it."""
        end = round(seconds * SHOWN_PER_SECOND)
        return Film(self.light[:end], self.tiles[:end], self.red[:end])

    @property
    def motion(self) -> np.ndarray:
        """Mean change from each picture to the next, grey levels. Shape: (n - 1,)."""
        return np.asarray(np.abs(np.diff(self.light, axis=0)).mean(axis=(1, 2)))


def watch(scene: Scene, sound: np.ndarray, notes: Sequence[NoteEvent] = (), limited: bool = True) -> Film:
    """The picture lanes of a scene while this is heard.

    Args:
        scene: its other lanes are left out.
        sound: what is heard. Shape: (frames, 2), at 48 kHz.
        notes: what is played, in order.
        limited: whether the flash limiter stands before the window, as it does on stage.
    """
    context, tick = Context(RATE, "cpu"), RATE // SHOWN_PER_SECOND
    table = scene_table(scene, context)
    lanes = OfflinePictures(scene, table, context, tick)
    between, limiter, waiting = Between(), FlashLimiter(), list(notes)
    light, tiles, red = [], [], []
    for start in range(0, len(sound) - tick + 1, tick):
        due = [event for event in waiting if event.frame < start + tick]
        del waiting[: len(due)]
        for shown in lanes.show(start, sound[start : start + tick], due, with_pulse(table.values, 0.0, 4.0, 0.0)):
            between.push(shown.picture, shown.frame / RATE)
        now = (start + tick) / RATE
        picture = between.at(now)
        picture = BLACK if picture is None else picture
        picture = limiter.limit(picture, now) if limited else picture
        light.append(luma(fit(picture, EDGE, EDGE)))
        tiles.append(luminance(picture))
        red.append(redness(picture))
    return Film(np.stack(light), np.stack(tiles), np.stack(red))


def flicker(film: Film) -> float:
    """Share of the power of the mean light's motion that lies above 8 Hz; windows of 4 s, Hann."""
    mean = film.light.mean(axis=(1, 2))
    size = min(len(mean), 4 * SHOWN_PER_SECOND)
    windows = np.lib.stride_tricks.sliding_window_view(mean, size)[:: size // 2]
    windows = (windows - windows.mean(axis=1, keepdims=True)) * np.hanning(size)
    power = (np.abs(np.fft.rfft(windows, axis=1)) ** 2).sum(axis=0)
    fast = np.fft.rfftfreq(size, 1 / SHOWN_PER_SECOND) > FAST
    return float(power[fast].sum() / max(power[1:].sum(), 1e-12))


def jerk(film: Film) -> float:
    """Mean size of the second difference over that of the first: 0 for even motion, 1.73 for white noise."""
    second = np.sqrt((np.diff(film.light, 2, axis=0) ** 2).mean(axis=(1, 2)))
    first = np.sqrt((np.diff(film.light, axis=0) ** 2).mean(axis=(1, 2)))
    return float(second.mean() / max(float(first.mean()), 1e-12))


def worst_step(film: Film) -> tuple[float, float]:
    """99th percentile of the motion over its median, and its 1st percentile in grey levels."""
    motion = film.motion
    low, middle, high = np.percentile(motion, [1, 50, 99])
    return float(high / max(middle, 1e-12)), float(low)


def onsets(sound: np.ndarray) -> np.ndarray:
    """How much louder each display frame of a sound is than the one before, in 24 bands that an ear would share out.

    Shape: (frames, 2) -> (n,), as many as `watch` shows.
    """
    tick, size = RATE // SHOWN_PER_SECOND, 1024
    line = np.concatenate([np.zeros(size - tick), sound.mean(axis=1)])
    windows = np.lib.stride_tricks.sliding_window_view(line, size)[::tick]
    amplitudes = np.abs(np.fft.rfft(windows * np.hanning(size), axis=1))
    band = np.digitize(np.fft.rfftfreq(size, 1 / RATE), np.geomspace(40.0, 16_000.0, 25))
    bands = np.stack([amplitudes[:, band == number].sum(axis=1) for number in range(1, 25)], axis=1)
    level = np.log10(1.0 + 10.0 * bands)
    return np.asarray(np.maximum(np.diff(level, axis=0, prepend=level[:1]), 0.0).sum(axis=1))


def lock(beginnings: np.ndarray, motion: np.ndarray) -> tuple[float, float, float]:
    """How motion goes with the beginnings of sounds.

    Args:
        beginnings: of `onsets`, for the display frames that `motion` leads to.
        motion: of a film.

    Returns:
        The largest correlation, the lag at which it is in ms (positive: the picture comes later), and how many standard
        deviations it lies above those with the sound shifted round by more than a second.
    """
    kernel = np.exp(-np.arange(12) / 4.0)  # an onset is a moment, motion is a wave: compared as waves
    wave = np.convolve(beginnings, kernel)[: len(beginnings)]
    lags = range(-FARTHEST, FARTHEST + 1)
    values = [_correlation(np.roll(wave, lag), motion) for lag in lags]
    best = int(np.argmax(values))
    far = [_correlation(np.roll(wave, lag), motion) for lag in range(SHOWN_PER_SECOND, len(wave) - SHOWN_PER_SECOND, 7)]
    above = (values[best] - np.mean(far)) / max(float(np.std(far)), 1e-12)
    return float(values[best]), 1000.0 * lags[best] / SHOWN_PER_SECOND, float(above)


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.corrcoef(a, b)[0, 1]) if a.std() > 0 and b.std() > 0 else 0.0


def turns(values: np.ndarray, least: float = 0.05) -> int:
    """How often a curve turns, swings of under `least` aside."""
    count, direction, extreme = 0, 0.0, values[0]
    for value in values:
        onward = direction * (value - extreme) >= 0 if direction else abs(value - extreme) >= least
        if onward:
            direction, extreme = direction or float(np.sign(value - extreme)), value
        elif direction and abs(value - extreme) >= least:
            count, direction, extreme = count + 1, -direction, value
    return count


def small(pictures: Sequence[np.ndarray]) -> np.ndarray:
    """Their luma at 64 px. Shape: -> (n, 64, 64)."""
    return np.stack([luma(fit(picture, EDGE, EDGE)) for picture in pictures])


def distance(pictures: np.ndarray) -> float:
    """Mean distance of all pairs, grey levels. Shape: (n, 64, 64)."""
    flat = pictures.reshape(len(pictures), -1)
    return float(np.mean([np.abs(flat[a] - flat[a + 1 :]).mean() for a in range(len(flat) - 1)]))


def most_flashes(film: Film) -> int:
    """Pairs of opposing changes that WCAG counts, in the worst tile and second."""
    times = np.arange(len(film.tiles)) / SHOWN_PER_SECOND
    kinds = ((film.tiles, 0.1, 0.8), (film.red, 20.0, np.inf))
    return max(
        flashes(values[:, row, column], times, change, dark)
        for values, change, dark in kinds
        for row in range(values.shape[1])
        for column in range(values.shape[2])
    )


def flashes(values: np.ndarray, times: np.ndarray, change: float, dark: float = np.inf) -> int:
    """Pairs of opposing changes by at least `change`, the lower end under `dark`, in the worst second."""
    extreme, direction, turns = values[0], 0.0, []
    for value, time in zip(values, times, strict=True):
        moved = value - extreme
        if abs(moved) >= change and min(value, extreme) < dark and np.sign(moved) != direction:
            direction, extreme = np.sign(moved), value
            turns.append(time)
        elif direction and np.sign(moved) == direction:
            extreme = value
    counted = np.array(turns)
    return max((int(np.count_nonzero((counted >= t) & (counted < t + 1.0))) // 2 for t in counted), default=0)


def calm_after(film: Film, silent_from: float) -> float:
    """Motion from a second after the sound ended, over that before it ended."""
    motion, end = film.motion, round(silent_from * SHOWN_PER_SECOND)
    return float(motion[end + SHOWN_PER_SECOND :].mean() / max(float(motion[:end].mean()), 1e-12))


def main(names: Sequence[str]) -> None:
    """A line a scene."""
    loop, rate = read_sound(LOOP)
    assert rate == RATE  # it ships
    print("| scene | flicker | jerk | lock | lag | above chance | worst step | least | flashes | in silence |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for name in names or SCENES:
        notes = read_notes(PIECE, RATE) if name == "keys" else ()
        sound = np.zeros((30 * RATE, 2), np.float32) if name == "keys" else loop
        with_rest = np.concatenate([sound, np.zeros((3 * RATE, 2), np.float32)])
        whole = watch(load_scene(name), with_rest, notes)
        film = whole.until(len(sound) / RATE).after(SETTLING)
        beginnings = onsets(sound)[-len(film.motion) :]
        if len(notes):
            beginnings = struck(notes, len(film.light) + round(SETTLING * 60))[-len(film.motion) :]
        r, lag, above = lock(beginnings, film.motion)
        worst, least = worst_step(film)
        print(
            f"| {name} | {100 * flicker(film):.1f} % | {jerk(film):.2f} | {r:.2f} | {lag:.0f} ms | {above:.1f} | "
            f"{worst:.1f} | {least:.3f} | {most_flashes(whole)} | {100 * calm_after(whole, len(sound) / RATE):.1f} % |",
            flush=True,
        )


def struck(notes: Sequence[NoteEvent], count: int) -> np.ndarray:
    """Velocity of the keys struck in each display frame. Shape: -> (count,)."""
    found = np.zeros(count)
    for event in notes:
        if event.kind == "on" and event.frame * SHOWN_PER_SECOND // RATE < count:
            found[event.frame * SHOWN_PER_SECOND // RATE] += event.value
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
