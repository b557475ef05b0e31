"""The live timbre model: what its graph promises the stage, and the data it learns from."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is only in the extra `export`")
pytest.importorskip("onnxscript", reason="torch's ONNX exporter needs onnxscript (extra `export`)")
pytest.importorskip("librosa", reason="librosa is only in the extra `export`")

from export import sound_checks, to_onnx  # noqa: E402
from export.data import crops, mel, rich, sounds, takes  # noqa: E402
from export.nets import carrier, streaming  # noqa: E402
from export.nets.live import LiveGenerator  # noqa: E402
from export.nets.timbre import Attack  # noqa: E402
from export.nets.timbre import Timbre as TimbreGraph  # noqa: E402
from export.sound_checks import play, play_offline, probe_sound  # noqa: E402
from export.systems.timbre import Timbre, paired_distance  # noqa: E402
from export.timbre_stage import KNOBS, sound_plan  # noqa: E402
from export.train import Recipe  # noqa: E402
from rtxmodal.card import read_card  # noqa: E402

MODEL = Path(__file__).parent.parent / "models" / "timbre-strings.onnx"
HOP = mel.LIVE.hop_size


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)


def generator() -> LiveGenerator:
    net = LiveGenerator(24, (1, 2, 4), 4)
    torch.nn.init.normal_(net.maps.weight, std=0.05)
    torch.nn.init.normal_(net.last.weight, std=0.2)
    return net


@pytest.fixture(scope="module")
def graph() -> TimbreGraph:
    torch.manual_seed(0)
    return TimbreGraph(mel.LIVE, generator()).eval()


def small_recipe(**changed: object) -> Recipe:
    return Recipe(
        name="small",
        system="timbre",
        seed=4,
        steps=20,
        batch_size=2,
        data={"given": {"a*": 1.0}, "real": {"a*": 1.0}},
        net={"channels": 16, "dilations": [1, 2], "width": 3, "critic_channels": 8, "siamese_channels": 8},
        schedule={
            "warm_steps": 2, "late_batch_size": 2, "warm_rate": 1e-3, "rate": 1e-3, "critic_rate": 1e-3,
            "decay_from": 0.7, "pair": 10.0, "travel": 1.0, "average": 0.9, "blend": 0.5, "precision": "float32",
        },
        export={"title": "t", "version": "1", "description": "d", "licence": "CC0-1.0", "training_data": []},
        **changed,  # type: ignore[arg-type]
    )  # fmt: skip


# ---- the parts of the graph


def test_the_fourier_transform_is_numpys() -> None:
    x = np.random.default_rng(0).standard_normal((3, 2048)).astype(np.float32)
    fourier = streaming.Fourier()
    got = fourier(torch.from_numpy(x))
    wanted = np.fft.rfft(x)
    assert np.abs(got[:, 0].numpy() - wanted.real).max() < 2e-4
    assert np.abs(got[:, 1].numpy() - wanted.imag).max() < 2e-4
    assert np.abs(fourier.inverse(got).numpy() - x[:, -1024:]).max() < 1e-5


def test_the_two_windows_multiply_to_one_that_adds_up() -> None:
    analysis, synthesis = mel.low_delay_windows(2048, 1024)
    product = (analysis * synthesis)[-1024:].reshape(4, 256).sum(0)
    assert product == pytest.approx(np.full(256, 2.0), abs=1e-9)
    assert (synthesis[:-1024] == 0.0).all()


def test_mel_in_the_graph_is_mel_in_numpy() -> None:
    sound = probe_sound(HOP * 20)
    fourier = streaming.Fourier()
    spectra, _ = streaming.Analysis(mel.LIVE, fourier)(torch.from_numpy(sound), torch.zeros(2048 - HOP))
    wanted = np.maximum(mel.power_to_db(mel.mel_power(sound, mel.LIVE)), -60.0)
    assert pytest.approx(wanted, abs=0.01) == streaming.Mel(mel.LIVE)(spectra).numpy().T


def test_a_level_is_the_mean_of_the_recent_past() -> None:
    level = carrier.Level()
    x = torch.cat([torch.zeros(640), torch.ones(640)])
    y = level(x)
    assert len(y) == len(x) - level.lost
    assert float(y[: 640 - level.lost].abs().max()) == 0.0  # nothing of what is yet to come
    assert float(y[-1]) == pytest.approx(1.0, abs=1e-6)


def test_overtones_of_a_tone_are_its_harmonics() -> None:
    time = np.arange(24000 + 1792) / 24000.0
    made = carrier.Exciter(24000)(
        torch.from_numpy((0.3 * np.sin(2 * np.pi * 200.0 * time)).astype(np.float32)), 24000
    ).numpy()
    spectrum = np.abs(np.fft.rfft(made[-12000:] * np.hanning(12000))) ** 2
    near = np.zeros(len(spectrum), bool)
    for harmonic in range(1, 60):
        near[harmonic * 100 - 3 : harmonic * 100 + 4] = True
    assert spectrum[~near].sum() < 1e-4 * spectrum.sum()
    assert 10 * np.log10(spectrum[1000] / spectrum.max()) > -48.0  # the tenth is there


def test_causal_convolutions_see_the_past_only() -> None:
    net = generator()
    x = torch.rand(1, 128, 60) * 2 - 1
    y, _ = net(x, x)
    x[:, :, 40:] = 0.5
    assert torch.equal(net(x, x)[0][:, :, :40], y[:, :, :40])


# ---- the graph


def test_streaming_in_random_pieces_equals_all_at_once(graph: TimbreGraph) -> None:
    plan = sound_plan(graph)
    sound = torch.from_numpy(probe_sound(48 * HOP)).reshape(1, 1, -1)
    knobs = [torch.tensor([value]) for value in (1.0, 2.0, 0.8, 70.0, -60.0)]
    memory = [torch.zeros(shape) for shape in plan.memory.values()]
    rng = np.random.default_rng(0)
    with torch.no_grad():
        whole = graph(sound, *knobs, *memory)[0]
        parts, at = [], 0
        while at < 48:
            hops = min(int(rng.integers(1, 7)), 48 - at)
            out, *memory = graph(sound[:, :, at * HOP : (at + hops) * HOP], *knobs, *memory)
            parts.append(out)
            at += hops
    assert float((torch.cat(parts, 2) - whole).abs().max()) < 1e-5
    assert float(whole.abs().max()) > 0.01


def test_with_amount_at_zero_the_sound_comes_back_late_and_whole(graph: TimbreGraph) -> None:
    plan = sound_plan(graph)
    sound = probe_sound(40 * HOP)
    played = play_offline(graph, plan, sound, {"amount": 0.0, "gate": -100.0})
    start = 8 * HOP  # after the gate has opened
    assert np.abs(played[start + plan.delay :] - sound[start : -plan.delay]).max() < 1e-4


def test_the_gate_closes_on_what_is_soft(graph: TimbreGraph) -> None:
    plan = sound_plan(graph)
    hiss = (1e-3 * np.random.default_rng(0).standard_normal(30 * HOP)).astype(np.float32)  # -60 dB
    assert np.abs(play_offline(graph, plan, hiss, {"gate": -50.0})).max() == 0.0
    assert np.abs(play_offline(graph, plan, hiss, {"gate": -90.0})).max() > 1e-4


def test_brightness_tilts_the_spectrum(graph: TimbreGraph) -> None:
    plan = sound_plan(graph)
    noise = (0.1 * np.random.default_rng(0).standard_normal(60 * HOP)).astype(np.float32)

    def octave_db(tilt: float) -> float:
        power = (
            np.abs(np.fft.rfft(play_offline(graph, plan, noise, {"amount": 0.0, "brightness": tilt})[10 * HOP :])) ** 2
        )
        bins = 24000.0 / (50 * HOP)
        low, high = (power[int(f / bins) : int(f * 1.1 / bins)].mean() for f in (1000.0, 4000.0))
        return float(10 * np.log10(high / low)) / 2.0

    assert octave_db(3.0) - octave_db(0.0) == pytest.approx(3.0, abs=0.5)


def test_no_band_rises_faster_than_the_attack_allows_and_falls_are_free() -> None:
    wanted = torch.from_numpy(np.random.default_rng(0).uniform(-90.0, 20.0, (60, 3)).astype(np.float32))
    limited, _ = Attack(-90.0)(wanted, torch.tensor([10.0]), torch.zeros(Attack.REACH, 3))
    slow = torch.full((1, 3), -90.0)
    for row, value in enumerate(wanted):  # the same by recursion; 12 hops of 10 dB are all of the range
        slow = torch.minimum(value, slow + 10.0)
        assert torch.allclose(limited[row], slow, atol=1e-3)


def test_the_exported_file_keeps_every_law(tmp_path: Path) -> None:
    system = Timbre(small_recipe(), 4)
    path = to_onnx.write(dataclasses.replace(system.export()[0], measure=None), tmp_path)
    card = read_card(path)
    assert card is not None and card.stream is not None
    assert (card.stream.mode, card.stream.hop_size, card.stream.latency) == ("state", 256, 768)
    assert [knob.id for knob in card.parameters] == ["amount", "brightness", "ensemble", "attack", "gate"]


def test_a_wrong_latency_is_not_written(tmp_path: Path) -> None:
    system = Timbre(small_recipe(), 4)
    export = system.export()[0]
    plan = dataclasses.replace(sound_plan(export.module), delay=769)
    wrong = dataclasses.replace(export, checks=(sound_checks.latency_is_where_an_impulse_comes_out(plan),))
    with pytest.raises(ValueError, match="latency must be 769 frames, got 768"):
        to_onnx.write(wrong, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_forgotten_state_is_found() -> None:
    system = Timbre(small_recipe(), 4)
    export = system.export()[0]
    run = to_onnx.runner(to_onnx.to_model(export).SerializeToString())

    def forgetful(inputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        return run(inputs) | {"next_layer_1": np.zeros_like(inputs["layer_1"])}

    with pytest.raises(ValueError, match="streaming must equal offline"):
        sound_checks.streaming_equals_offline(export.module, sound_plan(export.module))(forgetful)


# ---- the model that ships


@pytest.mark.skipif(not MODEL.exists(), reason="models/timbre-strings.onnx is not in this checkout")
def test_the_shipped_model_declares_its_latency_and_stays_under_60_ms() -> None:
    card = read_card(MODEL)
    assert card is not None and card.stream is not None
    run = to_onnx.runner(str(MODEL))
    plan = sound_checks.SoundPlan(
        card.stream.hop_size,
        card.stream.latency,
        {pair.input: pair.shape for pair in card.states},
        {knob.id: knob.default for knob in card.parameters},
    )
    sound_checks.latency_is_where_an_impulse_comes_out(plan)(run)
    sound_checks.latency_holds_for_what_is_translated(plan)(run)
    sound_checks.silence_stays_silence(plan)(run)
    assert plan.delay / card.sample_rate < 0.060


@pytest.mark.skipif(not MODEL.exists(), reason="models/timbre-strings.onnx is not in this checkout")
def test_the_shipped_model_stays_in_tune_and_changes_the_spectrum() -> None:
    card = read_card(MODEL)
    assert card is not None and card.stream is not None
    plan = sound_checks.SoundPlan(
        card.stream.hop_size,
        card.stream.latency,
        {p.input: p.shape for p in card.states},
        {k.id: k.default for k in card.parameters},
    )
    time = np.arange(HOP * 150) / 24000.0
    hum = 0.2 * np.sin(2 * np.pi * 220.0 * time) + 0.03 * np.sin(2 * np.pi * 440.0 * time)
    played = play(to_onnx.runner(str(MODEL)), plan, hum.astype(np.float32), {"ensemble": 0.0})
    spectrum = np.abs(np.fft.rfft(played[-12000:] * np.hanning(12000)))  # bins of 2 Hz
    peaks = [int(np.argmax(spectrum[110 * k - 12 : 110 * k + 13])) - 12 for k in range(1, 7)]
    assert max(abs(peak) for peak in peaks) <= 1  # every harmonic is where the hummed note's is
    assert 20 * np.log10(spectrum[650:670].max() / spectrum.max()) > -50.0  # the sixth was not in what went in


# ---- the data


def test_a_performance_cut_and_transposed_keeps_its_shape() -> None:
    melody = sounds.invent_melody(np.random.default_rng(0), 20.0, 55, 80)
    cut = melody.cut(5.0, 10.0)
    assert all(0.0 <= note.start < note.end <= 5.0 for note in cut.notes)
    moved = melody.transposed(3)
    assert [n.pitch - m.pitch for n, m in zip(moved.notes, melody.notes, strict=True)] == [3] * len(melody.notes)


def test_a_written_midi_file_reads_back(tmp_path: Path) -> None:
    melody = sounds.invent_melody(np.random.default_rng(1), 8.0, 55, 80)
    sounds.write_midi(melody, 48, tmp_path / "a.mid")
    back = sounds.read_performance(tmp_path / "a.mid")
    assert sorted(n.pitch for n in back.notes) == sorted(n.pitch for n in melody.notes)
    assert back.seconds == pytest.approx(melody.seconds, abs=0.01)


def test_level_and_pitch_number_come_out_as_named() -> None:
    sound = probe_sound(24000)
    assert sounds.loudness_db(sounds.levelled(0.01 * sound)) == pytest.approx(-22.0, abs=0.1)
    assert not sounds.levelled(np.zeros(5000, np.float32)).any()
    assert [takes.number_in(name) for name in ("claudia-ah-2b-57", "Cl_ff-50-D3", "trumpet-ff-a3")] == [57, 50, None]


SIDES = ("given", "given_rich", "wanted", "wanted_rich")


def make_takes(folder: Path) -> None:
    rng = np.random.default_rng(0)
    for name in ("a1", "a2"):
        both = {side: np.tanh(rng.standard_normal((400, 128))).astype(np.float16) for side in SIDES}
        np.savez(folder / f"{name}.npz", **both)


def test_crops_are_in_range_repeat_with_their_seed_and_silence_wants_silence(tmp_path: Path) -> None:
    make_takes(tmp_path)
    cropper = crops.Cropper(tmp_path, {"a*": 1.0}, {"a1": 1.0}, mel.LIVE.scale)
    batch = cropper.draw(200, 40, np.random.default_rng(3))
    for side in (batch.given, batch.wanted, batch.real):
        assert side.dtype == np.float32 and side.min() >= -1.0 and side.max() <= 1.0
    assert (batch.wanted.max((1, 2)) == -1.0).sum() > 0
    again = cropper.draw(200, 40, np.random.default_rng(3))
    assert np.array_equal(batch.given, again.given)


def test_a_take_shorter_than_a_crop_is_played_again_and_again(tmp_path: Path) -> None:
    make_takes(tmp_path)
    short = {side: np.full((7, 128), 0.25, np.float16) for side in ("wanted", "wanted_rich")}
    np.savez(tmp_path / "short.npz", **short)
    batch = crops.Cropper(tmp_path, {"a*": 1.0}, {"short": 1.0}, mel.LIVE.scale).draw(4, 40, np.random.default_rng(3))
    assert np.ptp(batch.real, axis=(1, 2)).max() == 0.0 and np.ptp(batch.real_rich, axis=(1, 2)).max() == 0.0


def test_noise_is_added_as_power() -> None:
    scale = mel.LIVE.scale
    ten = np.full((1, 128, 4), scale.normalise(np.array(10.0)), np.float32)
    twice = crops.add_power(ten, np.full_like(ten, 10.0), scale)
    assert scale.denormalise(twice) == pytest.approx(np.full(twice.shape, 13.01), abs=0.01)
    assert (
        np.abs(crops.add_power(ten, crops.hiss(np.random.default_rng(0), ten.shape) * 1e-3, scale) - ten).max() < 0.01
    )


def test_the_carrier_in_training_is_the_carrier_on_stage() -> None:
    sound = probe_sound(HOP * 700)  # more than one piece
    made = rich.rich_melgram(sound, mel.LIVE)
    whole = carrier.Carrier(mel.LIVE, streaming.Fourier())
    heard, overtones, echoes = (torch.zeros(shape) for shape in whole.memory().values())
    parts = []
    for hop in torch.from_numpy(sound[: HOP * 400]).split(HOP):
        _, with_overtones, heard, overtones = whole.spectra(hop, heard, overtones)
        full, echoes = whole(with_overtones, echoes)
        parts.append(streaming.Mel(mel.LIVE)(full))
    wanted = mel.LIVE.scale.normalise(torch.cat(parts).numpy().T)
    assert np.abs(made[:, :400] - wanted).max() < 1e-3


def test_the_paired_distance_counts_only_pairs() -> None:
    made, wanted = torch.zeros(2, 128, 5), torch.zeros(2, 128, 5)
    wanted[1] = 0.5
    assert float(paired_distance(made, wanted, torch.tensor([1.0, 0.0]))) == 0.0
    assert float(paired_distance(made, wanted, torch.tensor([1.0, 1.0]))) > 0.05


def test_training_resumes_where_it_stopped_and_moves_every_network(tmp_path: Path) -> None:
    make_takes(tmp_path)

    def fresh() -> Timbre:
        system = Timbre(small_recipe(), 4)
        system._cropper = crops.Cropper(tmp_path, {"a*": 1.0}, {"a*": 1.0}, mel.LIVE.scale)
        return system

    one, two = fresh(), fresh()
    before = {
        name: [p.detach().clone() for p in getattr(one, name).parameters()]
        for name in ("generator", "siamese", "critic")
    }
    for step in range(4):
        seen = one.step(step)
    for name, values in before.items():
        assert not all(torch.equal(a, b) for a, b in zip(values, getattr(one, name).parameters(), strict=True)), name
    for step in range(3):
        two.step(step)
    three = fresh()
    three.load_state_dict(two.state_dict())
    assert three.step(3) == seen


def test_knobs_are_the_graphs_parameters() -> None:
    assert tuple(knob.id for knob in KNOBS) == TimbreGraph.PARAMETERS
