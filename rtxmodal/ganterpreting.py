"""GANterpretations of a whole file, as published (P. Castro, arXiv 2011.05158): a film in which the sound is heard.

sound -> survey (variation, points) -> itinerary (latent and classes a picture) -> generator -> film, plot
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np

from rtxmodal.devices.files import complete, read_sound, write_picture
from rtxmodal.devices.films import Film
from rtxmodal.params import Table
from rtxmodal.stream.features import HOP_SIZE
from rtxmodal.stream.flash import FlashLimiter
from rtxmodal.stream.itinerary import SHORTEST, Follow, Itinerary, Layout, Survey, class_schedule, survey
from rtxmodal.stream.variation import Turn
from rtxmodal.survey_plot import draw_survey
from rtxmodal.translators import Context
from rtxmodal.translators.ganterpret import TRUNCATION
from rtxmodal.translators.generator import Generator, Point, class_numbers, find_generator

FASTEST = 1000  # pictures a second


@dataclass(frozen=True)
class GanterpretJob:
    """What is made of what.

    Raises:
        ValueError: a choice that cannot be.
    """

    given: Path
    """wav, flac or ogg; its first channel is looked at, all of it is heard."""
    out: Path
    """mp4, or png for the plot alone."""
    plot: Path | None = None
    """png: the plot beside the film."""
    generator: str | None = None
    """Name or file; `None`: the first model that takes latent."""
    classes: tuple[int | str, ...] = ()
    """Of the first points; the rest is drawn."""
    follow: Follow = "paper"
    layout: Layout = "line"
    seed: int = 0
    turn: Turn = field(default_factory=Turn)
    fps: str | None = None
    """Pictures a second; `None`: one a column, sample rate / 128."""
    height: int = 0
    """Of the film in pixels; 0 for the pictures' own, times what makes it 512 or more."""
    provider: str = "auto"
    values: Mapping[str, float | str] = field(default_factory=dict)
    """The generator's parameters, and `truncation` for any generator."""

    def __post_init__(self) -> None:
        if self.out.suffix.lower() not in (".mp4", ".png"):
            raise ValueError(f"OUT must end in .mp4 or .png, got {self.out.name!r}")
        if self.plot is not None and self.plot.suffix.lower() != ".png":
            raise ValueError(f"--plot must end in .png, got {self.plot.name!r}")
        if self.turn.window < 1 or not self.turn.threshold >= 0:
            raise ValueError("--window must be 1 column or more and --threshold 0 or more; leave them away to begin")
        if not 0 <= self.height <= 8192:
            raise ValueError(f"--height must be in 0..8192 pixels, got {self.height}")

    def pictures_per_second(self, sample_rate: int) -> Fraction:
        """The film's rate for sound of that rate; raises ValueError for none."""
        if self.fps is None:
            return Fraction(sample_rate, HOP_SIZE)
        try:
            rate = Fraction(self.fps).limit_denominator(100_000)
        except (ValueError, ZeroDivisionError):
            rate = Fraction(0)
        if not 0 < rate <= FASTEST:
            raise ValueError(f"--fps must be a number above 0 and up to {FASTEST}, got {self.fps!r}; try 30")
        return rate


def ganterpret(job: GanterpretJob, progress: Callable[[int, int], None], say: Callable[[str], None]) -> None:
    """Make the film, the plot, or both; every inflection point is told with its class.

    Raises:
        ValueError: a sound, a generator, a class or a value that does not fit; nothing is written.
        OSError: a file that cannot be read or written.
    """
    sound, rate = read_sound(job.given)
    if len(sound) < SHORTEST:
        raise ValueError(
            f"{job.given.name} must last {SHORTEST / rate:.2f} s or more, got {len(sound) / rate:.2f} s; "
            "the variation is a mean over so much"
        )
    per_second = job.pictures_per_second(rate)
    guide = Guide(job)
    seen = survey(sound[:, 0], rate, job.turn)
    way = guide.itinerary(seen)
    names = tuple(guide.names[place] if guide.names else str(place) for place in way.classes[: len(seen.points)])
    with ExitStack() as stack:
        if job.out.suffix.lower() == ".mp4":
            part = stack.enter_context(complete(job.out))
            film = Film(part, rate, per_second, job.height)
            for done, count in _expose(film, guide, way, sound, Clock(rate, per_second, len(sound))):
                progress(done, count)
        plot = job.plot or (job.out if job.out.suffix.lower() == ".png" else None)
        if plot is not None:
            write_picture(plot, draw_survey(seen, sound[:, 0], rate, names))
    for column, name in zip(seen.points, names or [""] * len(seen.points), strict=True):
        say(f"{column * HOP_SIZE / rate:8.2f} s  {name}")
    if len(seen.points) == 2:
        say("nothing stands out between the beginning and the end: lower --threshold, or take --extremum both")


class Guide:
    """A generator, and what of it stands still through a film. Owned by one thread."""

    def __init__(self, job: GanterpretJob) -> None:
        """Open it; raises ValueError for a generator, a class or a value that does not fit."""
        options = {} if job.generator is None else {"generator": job.generator}
        path, card = find_generator(Context(48_000, job.provider, options))
        own = [parameter.id for parameter in card.parameters]
        table = Table([*card.parameters, *([] if "truncation" in own else [TRUNCATION])])
        for name, value in job.values.items():
            if name not in table:
                known = ", ".join(parameter.id for parameter in table)
                raise ValueError(f"--set must name one of {known} for {card.name}, got {name!r}")
            table.set(name, value)
        self._values = {parameter.id: table.value(parameter.id) for parameter in table}
        self._scale = 1.0 if "truncation" in own else self._values["truncation"]
        self._generator = Generator(path, card, job.provider)
        self._job = job
        self._painted: tuple[Point, np.ndarray] | None = None
        self.names = card.classes
        self._wanted = class_numbers(job.classes, card.classes, self._generator.class_count)

    def itinerary(self, seen: Survey) -> Itinerary:
        """The way through this generator."""
        job, count = self._job, self._generator.class_count
        stops = len(seen.points) + (job.follow == "code")
        classes = class_schedule(stops, self._wanted, count, job.seed) if count else ()
        return Itinerary(seen.along, classes, count, self._generator.latent_size, job.follow, job.layout, job.seed)

    def paint(self, latent: np.ndarray, classes: np.ndarray) -> np.ndarray:
        """The picture of that point; the last one again where nothing has moved. Shape: -> (height, width, 3) uint8."""
        styles = np.zeros((self._generator.style_count, self._generator.style_size))
        point = Point(latent * self._scale, classes, styles)
        if self._painted is None or point.differs(self._painted[0], 0.0):
            self._painted = point, self._generator.paint(point, self._values)
        return self._painted[1]


@dataclass(frozen=True)
class Clock:
    """Which column each picture of a film shows."""

    sample_rate: int
    pictures_per_second: Fraction
    frames: int
    """Of the sound."""

    @property
    def pictures(self) -> int:
        """As many as fill the sound; the last column stands for the one or two that have none."""
        return math.ceil(self.frames * self.pictures_per_second / self.sample_rate)

    def frame(self, picture: int) -> int:
        """The frame of sound at which a picture comes."""
        return math.floor(picture * self.sample_rate / self.pictures_per_second)

    def column(self, picture: int) -> float:
        """The column, or a place between two."""
        return float(picture * self.sample_rate / (self.pictures_per_second * HOP_SIZE))


def _expose(film: Film, guide: Guide, way: Itinerary, sound: np.ndarray, clock: Clock) -> Iterator[tuple[int, int]]:
    """Fill the film, kept from flashing as on stage; pictures done and in all."""
    flash, count, last = FlashLimiter(), clock.pictures, len(way.along) - 1
    for number in range(count):
        picture = guide.paint(*way.at(min(clock.column(number), last)))
        film.add_picture(flash.limit(picture, float(number / clock.pictures_per_second)))
        film.add_sound(sound[clock.frame(number) : clock.frame(number + 1)])
        yield number + 1, count
    film.close()
