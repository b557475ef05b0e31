"""A CycleGAN between pictures and sound on the stage: what is drawn, what is read, in blocks of any size."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is only in the extra `export`")
pytest.importorskip("onnxscript", reason="torch's ONNX exporter needs onnxscript (extra `export`)")

from export import to_onnx  # noqa: E402
from export.data.codecs import picture_of_square, sound_of_spectra, square_of_spectra  # noqa: E402
from export.nets.cyclegan import Generator, Norm  # noqa: E402
from export.nets.spectra import PictureToSound, SoundToPicture  # noqa: E402
from export.spectra_stage import HEARD, SEEN  # noqa: E402
from export.systems.cyclegan import Cyclegan  # noqa: E402
from export.train import Recipe  # noqa: E402
from rtxmodal.lane import Lane  # noqa: E402
from rtxmodal.notes import Watched  # noqa: E402
from rtxmodal.scene import LaneSpec, Scene, scene_table  # noqa: E402
from rtxmodal.translators import Context, create  # noqa: E402

SIZE, RATE = 32, 44_100


class Always(torch.nn.Module):
    """In a generator's place: the same square, whatever comes."""

    def __init__(self, square) -> None:
        super().__init__()
        self.square = torch.from_numpy(square.astype(np.float32))[None]

    def freeze(self):
        return self

    def forward(self, x):
        return self.square


@pytest.fixture(scope="module")
def models(tmp_path_factory) -> Path:
    """Both ways of a small CycleGAN with random weights, written as files that passed their checks."""
    torch.set_num_threads(1)
    loaded = Recipe.load("cycle-sound")
    recipe = replace(
        loaded,
        name="small",
        data={**loaded.data, "size": SIZE},
        net={**loaded.net, "filters": 4, "blocks": 1, "judge_filters": 4},
    )
    folder = tmp_path_factory.mktemp("models")
    system = Cyclegan(recipe, 1)
    for generator in (system.to_a, system.to_b):
        vivid(generator)
    for graph in system.export():
        to_onnx.write(replace(graph, measure=None), folder)
    return folder


def vivid(generator):
    """With norms as if trained: random weights alone give grey."""
    for module in generator.modules():
        if isinstance(module, Norm):
            module.variance.fill_(0.02)
    return generator.eval()


def played(module, medium, **values):
    """Hops of sound or pictures through a module, its memory handed on."""
    knobs = SEEN if isinstance(module, SoundToPicture) else HEARD
    given = [torch.tensor([values.get(knob.id, knob.default)]) for knob in knobs]
    state, made = [torch.zeros(shape) for shape in module.memory().values()], []
    with torch.no_grad():
        for hop in medium:
            out, *state = module(hop[None], *given, *state)
            made.append(out[0].numpy())
    return made


def read_aloud(square, hops, **values):
    """What the way from pictures makes of a square. Shape: -> (2, frames)."""
    module = PictureToSound(Always(square), square.shape[1], 0.0)
    return np.concatenate(played(module, torch.zeros(hops, SIZE, SIZE, 3, dtype=torch.uint8), **values), axis=1)


def tones(seed=0):
    """A square with random magnitudes and phases, of its eight lowest bins."""
    rng = np.random.default_rng(seed)
    square = rng.uniform(-1.0, 1.0, (4, SIZE, SIZE))
    square[:2] = square[:1] * 0.3 - 0.5
    square[:2, :, :-8] = -1.0
    return square


def test_what_is_drawn_is_the_generators_picture_of_the_newest_spectra():
    generator = vivid(Generator(4, 3, 4, 1))
    module = SoundToPicture(generator, SIZE, -20.0)
    sound = 0.3 * np.random.default_rng(0).standard_normal((2, (SIZE + 12) * 2 * SIZE)).astype(np.float32)
    hops = torch.from_numpy(np.stack(np.split(sound, sound.shape[1] // module.hop_size, axis=1)))
    drawn = played(module, hops, follow=0.0, scroll=1.0, persist=0.0)
    newest = torch.from_numpy(square_of_spectra(sound[:, -2 * SIZE * SIZE :], SIZE))[None]
    with torch.no_grad():
        wanted = picture_of_square(generator(newest)[0].numpy())
    assert np.abs(drawn[-1].astype(int) - wanted).max() <= 1 and wanted.std() > 1.0


@pytest.mark.parametrize("pace", [0.0, 1.0, 2.0])
def test_written_round_and_round_only_the_newest_columns_change(pace):
    class Loudness(Always):
        def forward(self, x):
            return x[:, :1].expand(-1, 3, -1, -1)

    module = SoundToPicture(Loudness(tones()), SIZE, -20.0)
    hops = 0.3 * torch.randn(16, 2, module.hop_size)
    drawn = played(module, hops, follow=0.0, persist=0.0, pace=pace)
    changed = [np.flatnonzero((one != other).any((0, 2))) for one, other in zip(drawn, drawn[1:], strict=False)]
    written = int(4 / 2**pace)
    assert [list(one) for one in changed] == [
        [(turn * written + place) % SIZE for place in range(written)] for turn in range(1, 16)
    ]


def test_soft_sound_is_drawn_as_loud_sound_is_and_silence_stays_silence():
    module = SoundToPicture(vivid(Generator(4, 3, 4, 1)), SIZE, -20.0)
    hops = 0.1 * torch.randn(40, 2, module.hop_size)
    loud, soft, as_it_is = (
        played(module, gain * hops, follow=follow)[-1].astype(float)
        for gain, follow in ((1.0, 1.0), (0.05, 1.0), (0.05, 0.0))
    )
    assert np.abs(loud - soft).max() <= 1.0 < np.abs(loud - as_it_is).max()


def test_a_sine_between_two_bins_comes_back_at_its_pitch():
    frequency = 5.3 * RATE / (2 * SIZE)
    sound = 0.5 * np.sin(2.0 * np.pi * frequency * np.arange(2 * SIZE * SIZE) / RATE)
    square = square_of_spectra(np.stack([sound, sound]), SIZE)
    again = read_aloud(square, 3, speed=1.0, scatter=0.0)[0, 1000:5096]  # inside the first reading
    spectrum = np.abs(np.fft.rfft(again * np.hanning(len(again)), 1 << 16))
    assert abs(spectrum.argmax() * RATE / (1 << 16) - frequency) < 3.0
    up = read_aloud(square, 3, speed=1.0, tune=12.0, scatter=0.0)[0, 1000:5096]
    found = np.abs(np.fft.rfft(up * np.hanning(len(up)), 1 << 16)).argmax() * RATE / (1 << 16)
    assert 9.5 * RATE / (2 * SIZE) < found < 11.5 * RATE / (2 * SIZE)


def bends(sound):
    """How sharply a sound turns at the ends of blocks, over anywhere else."""
    sharp = np.abs(np.diff(sound, 2))
    ends = np.arange(2 * SIZE, len(sound) - 2, 2 * SIZE)
    at_ends = np.concatenate([sharp[ends - 2], sharp[ends - 1]])
    return float(at_ends.mean() / sharp.mean())


def test_rows_meet_without_clicks_where_plain_blocks_do_not():
    square = tones()
    plain = sound_of_spectra(square)[0]
    assert bends(plain) > 4.0
    assert bends(read_aloud(square, 8, speed=1.0)[0]) < 1.3
    assert bends(read_aloud(square, 8, speed=0.3)[0]) < 1.3


def test_a_new_picture_does_not_click():
    module = PictureToSound(Always(tones()), SIZE, 0.0)

    class Turns(Always):
        def forward(self, x):
            return self.square if float(x.mean()) > 0.0 else -self.square

    module.generator = Turns(tones())
    pictures = torch.zeros(16, SIZE, SIZE, 3, dtype=torch.uint8)
    pictures[::2] = 255
    sound = np.concatenate(played(module, pictures, speed=1.0), axis=1)[0]
    sharp = np.abs(np.diff(sound, 2))
    seams = np.arange(1, 16) * module.hop_size
    assert sharp[np.concatenate([seams - 2, seams - 1])].mean() < 1.5 * sharp.mean()


def test_scattered_tones_are_no_buzz_at_the_rate_of_the_blocks():
    square = np.zeros((4, SIZE, SIZE))
    square[:2] = -0.5  # every bin alike, its phase at rest
    peaks = []
    for scatter in (0.0, 1.0):
        sound = read_aloud(square, 16, speed=1.0, scatter=scatter)[0]
        power = np.abs(np.fft.rfft(sound[: 128 * 2 * SIZE] * np.hanning(128 * 2 * SIZE))) ** 2
        peaks.append(power[128 * np.arange(2, SIZE - 2)].sum() / power.sum())  # at multiples of the blocks' rate
    assert peaks[0] > 0.3 and peaks[1] < 0.1 * peaks[0]


def test_the_darkest_square_is_silence_and_the_loudest_stays_within_bounds():
    dark, loud = np.full((4, SIZE, SIZE), -1.0), np.ones((4, SIZE, SIZE))
    assert np.abs(read_aloud(dark, 2)).max() == 0.0
    assert 0.5 < np.abs(read_aloud(loud, 2)).max() <= 1.0


def lane_of(name, source, sink, block_size=256):
    spec = LaneSpec("one", source, (name,), sink)
    context = Context(48_000, "cpu")
    table = scene_table(Scene("t", "t", (spec,)), context)
    prefix = name.replace("-", "_")
    return Lane(spec, [(prefix, create(name, context))], table, 48_000, block_size), table.values


def test_a_lane_draws_the_same_in_blocks_of_any_size(models, monkeypatch):
    monkeypatch.setenv("RTXMODAL_MODELS", str(models))
    sound = 0.2 * np.random.default_rng(0).standard_normal((6000, 2)).astype(np.float32)
    shown = []
    for cuts in ([6000], [1, 255, 700, 44, 3000, 2000]):
        lane, values = lane_of("small-to-a", "mix", "window", 0)
        parts = np.split(sound, np.cumsum(cuts)[:-1])
        shown.append([one for part in parts for one in lane.show(part, values)])
    whole, cut = shown
    assert len(whole) >= 15 and [one.frame for one in whole] == [one.frame for one in cut]
    assert all(np.array_equal(one.picture, other.picture) for one, other in zip(whole, cut, strict=True))


def test_a_lane_reads_the_same_in_blocks_of_any_size_and_as_much_as_passes(models, monkeypatch):
    monkeypatch.setenv("RTXMODAL_MODELS", str(models))
    picture = np.random.default_rng(0).integers(0, 256, (50, 60, 3), dtype=np.uint8)
    made = []
    for count in (64, 256):
        lane, values = lane_of("small-to-b", "picture:x.png", "speakers", count)
        late = lane.latency.total
        blocks = [lane.process(Watched((), count, picture), values) for _ in range((4096 + late) // count + 1)]
        sound = np.concatenate(blocks)
        assert len(sound) == len(blocks) * count
        made.append(sound[late : late + 4096])
    assert np.allclose(made[0], made[1], atol=1e-5) and np.abs(made[0]).max() > 1e-4
