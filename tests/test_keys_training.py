"""How an instrument is learnt: notes taken apart come together again, and a performer's own folder is enough."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile

torch = pytest.importorskip("torch", reason="the export extra is not installed")

from export.__main__ import main  # noqa: E402
from export.data.keynotes import (  # noqa: E402
    HOP_SIZE,
    LEVEL_DB,
    SAMPLE_RATE,
    KeyNote,
    estimated_key,
    held_part,
    key_in,
    load_notes,
    take_apart,
)
from export.data.sounds import loudness_db  # noqa: E402
from export.keys_quality import detuning_cents, roughness_db  # noqa: E402
from export.nets.keys import VARIATION, Decoder  # noqa: E402
from export.nets.keysound import Bank, Noise, straight_phase  # noqa: E402


def tone(key, seconds=1.0, levels=(0.2, 0.1, 0.05), cents=0.0):
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    hertz = 440.0 * 2.0 ** ((key - 69 + cents / 100.0) / 12.0)
    sound = sum(level * np.sin(2.0 * np.pi * (n + 1) * hertz * time + n) for n, level in enumerate(levels))
    return (sound * np.minimum(1.0, time / 0.01)).astype(np.float32)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("note-55", 55), ("Cl_ff-50-D3", 50), ("trumpet-ff-h3", 59), ("Piano A#4 mf", 70), ("eb2", 39), ("C-1 soft", 0),
        ("my pad", None), ("60", 60), ("take 3", None), ("velocity127 c4", 60),
    ],
)  # fmt: skip
def test_a_key_is_read_from_a_files_name(name, key):
    assert key_in(name) == key


def test_a_note_without_a_name_is_heard():
    assert estimated_key(tone(57, 1.0)) == 57


def test_a_tone_taken_apart_has_the_levels_and_the_pitch_that_it_was_made_with():
    taken = take_apart(KeyNote("tone", 57, tone(57, cents=23.0)))
    assert taken.pitch == pytest.approx(57.23, abs=0.01)
    middle = taken.harmonics_db[40:120, :3].mean(0)
    assert np.allclose(middle, 20.0 * np.log10([0.2, 0.1, 0.05]), atol=0.2)
    assert taken.harmonics_db[40:120, 3:40].max() < -50.0
    assert taken.noise_db[40:120].max() < -60.0
    assert np.isnan(taken.harmonics_db[0, -1]) == (128 * 220.0 > 20000.0)


def test_hiss_is_noise_and_no_harmonic():
    hiss = 0.1 * np.random.default_rng(1).standard_normal(SAMPLE_RATE).astype(np.float32)
    taken = take_apart(KeyNote("hiss", 60, tone(60) + hiss))
    # what of it lies on the harmonics' own lines is taken for theirs
    assert np.median(taken.noise_db[40:120, 5:30]) == pytest.approx(-20.0, abs=4.0)


def test_a_note_is_cut_to_its_onset_and_its_end_and_levelled():
    quiet = np.zeros(SAMPLE_RATE // 2, np.float32)
    held = held_part(np.concatenate([quiet, 0.03 * tone(60), quiet]), decays=False)
    assert 0.9 * SAMPLE_RATE < len(held) < 1.02 * SAMPLE_RATE
    assert loudness_db(held) == pytest.approx(LEVEL_DB, abs=0.5)
    assert len(held_part(quiet, decays=False)) == 0


def test_a_folder_without_notes_is_refused_in_one_line(tmp_path):
    soundfile.write(tmp_path / "60.wav", np.zeros(SAMPLE_RATE), SAMPLE_RATE)
    with pytest.raises(ValueError, match="must hold sound files of one note each"):
        load_notes(tmp_path, decays=False)


def test_the_bank_is_the_sum_of_its_cosines():
    amplitudes = torch.rand(2, 128) / 128.0
    frequency = torch.tensor([60.0, 183.0])
    phase, _ = straight_phase(torch.tensor([0.3, 0.9]), frequency, 1.1 * frequency)
    number = torch.arange(128, dtype=torch.float64)
    start = torch.pi * number * (number + 1) / 128
    angle = 2.0 * torch.pi * (number + 1)[None, :, None] * phase[:, None].double() + start[None, :, None]
    wanted = (amplitudes.double()[:, :, None] * torch.cos(angle)).sum(1)
    assert torch.allclose(Bank()(amplitudes, phase).double(), wanted, atol=1e-4)


def test_a_frequency_that_glides_meets_itself_at_the_end_of_the_hop():
    start, before, after = torch.tensor([0.25]), torch.tensor([100.0]), torch.tensor([300.0])
    phase, end = straight_phase(start, before, after)
    cycles = 0.25 + 200.0 * HOP_SIZE / SAMPLE_RATE
    assert phase[0, -1] == pytest.approx(cycles, abs=1e-4) and end[0] == pytest.approx(cycles % 1.0, abs=1e-4)
    assert (phase[0, 1:] > phase[0, :-1]).all()


def test_noise_is_as_loud_as_it_is_told():
    noise, torch_seed = Noise(), torch.Generator().manual_seed(1)
    power = noise.spectrum(torch.full((1, 40), -20.0))
    parts = [noise(power, torch.randn(1, 2 * Noise.BINS, generator=torch_seed))[0] for _ in range(200)]
    hops = [parts[n][HOP_SIZE:] + parts[n + 1][:HOP_SIZE] for n in range(199)]
    assert 10.0 * torch.log10(torch.cat(hops).square().mean()) == pytest.approx(-20.0, abs=0.3)


def test_what_rings_by_itself_fades_for_ever_and_what_is_blown_does_not():
    torch.manual_seed(0)
    ages = torch.tensor([8.0, 16.0, 32.0])
    for decays in (0.0, 1.0):
        decoder = Decoder((decays,)).eval()
        made = decoder(torch.full((3,), 60.0), ages, torch.ones(1, 1), torch.zeros(3, VARIATION)).harmonics_db.mean(1)
        assert (made[2] < made[0] - 20.0) == bool(decays)


def test_figures_find_what_is_out_of_tune_and_what_clicks():
    assert detuning_cents(tone(60, cents=7.0), 60) == pytest.approx(7.0, abs=0.2)
    sound = tone(60)
    assert roughness_db(sound, 24000, 96, 96) < 0.5
    sound[24000:] += 0.05
    assert roughness_db(sound, 24000, 96, 96) > 20.0


def test_a_performers_own_notes_become_a_model_that_plays(tmp_path, monkeypatch, capsys):
    notes = tmp_path / "organ"
    notes.mkdir()
    for key in (48, 60, 72):
        soundfile.write(notes / f"organ {key}.wav", tone(key, 1.2), SAMPLE_RATE)
    assert main(["train", "keys", "--notes", str(notes), "--steps", "3", "--runs", str(tmp_path / "runs")]) == 0
    recipe = tmp_path / "runs" / "keys-organ" / "keys-organ.toml"
    assert recipe.is_file()
    monkeypatch.setattr("export.systems.keys.measure", lambda *_: {"tuning_inside_cents": 0.0})
    models = tmp_path / "models"
    written = main(["onnx", str(recipe), "--runs", str(tmp_path / "runs"), "--models", str(models)])
    assert written == 0, capsys.readouterr().err
    monkeypatch.setenv("RTXMODAL_MODELS", str(models))
    from rtxmodal.translators import Context, create

    made = create("keys-organ", Context(SAMPLE_RATE))
    assert "timbre" not in {parameter.id for parameter in made.card.parameters}
    assert main(["train", "keys", "--notes", str(tmp_path / "nothing"), "--runs", str(tmp_path / "runs")]) == 1
    assert "--notes must be a folder" in capsys.readouterr().err
