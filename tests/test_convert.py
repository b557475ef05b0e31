"""Whole files through the published TraVeLGAN."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile

torch = pytest.importorskip("torch", reason="torch is only in the extra `export`")
pytest.importorskip("librosa", reason="librosa is only in the extra `export`")

from export import convert  # noqa: E402
from export.__main__ import main  # noqa: E402
from export.data.mel import PUBLISHED, mel_power  # noqa: E402
from export.data.sounds import levelled, loudness_db  # noqa: E402
from export.nets.travelgan_sound import probe  # noqa: E402

RATE = PUBLISHED.sample_rate


class Same(torch.nn.Module):
    """Stands where a generator does and changes nothing."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x


@pytest.mark.parametrize("inversion", list(convert.INVERSIONS))
@pytest.mark.parametrize("frames", [3_000, 60_001])
def test_a_sound_comes_out_as_long_and_as_loud_as_it_went_in(inversion, frames):
    sound = 0.3 * probe(frames)
    out = convert.convert_sound(Same(), sound, inversion)
    assert out.shape == sound.shape and np.isfinite(out).all()
    assert loudness_db(out) == pytest.approx(loudness_db(sound), abs=0.2)


def test_with_nothing_translated_the_source_phase_gives_the_sound_back_and_griffin_lim_its_spectrum():
    sound = levelled(probe(3 * RATE))
    heard = convert.seen(mel_power(sound, PUBLISHED))
    back = convert.source_phase(heard, heard, sound)
    assert np.abs(back - sound).max() < 1e-3
    invented = convert.griffin_lim(heard, heard, sound)
    loud = heard > heard.max() - 0.6  # 30 dB

    def apart(other):
        return float(np.abs(convert.seen(mel_power(other, PUBLISHED)) - heard)[loud].mean()) * 50.0

    assert apart(invented) < 3.0 < 10.0 * apart(np.random.default_rng(0).permutation(sound))  # dB


def test_every_window_is_translated_once():
    class Louder(torch.nn.Module):
        def forward(self, x):
            return x + 0.25

    x = np.random.default_rng(0).uniform(-1, 0, (128, 300)).astype(np.float32)
    for width in (50, 86, 172, 300):
        assert np.allclose(convert.translate(Louder(), x[:, :width]), x[:, :width] + 0.25)


def test_silence_stays_silence():
    assert not convert.convert_sound(Same(), np.zeros(30_000, np.float32)).any()


def test_a_click_is_refused_and_nothing_is_written(tmp_path):
    soundfile.write(tmp_path / "click.wav", np.ones(1), RATE)
    with pytest.raises(ValueError, match="must last more than 46 ms"):
        convert.convert_file(Same(), tmp_path / "click.wav", tmp_path / "out.wav", "source")
    assert [path.name for path in tmp_path.iterdir()] == ["click.wav"]


@pytest.mark.parametrize(
    ("recipe", "complaint"), [("timbre-strings", "system travelgan"), ("travelgan", "no checkpoint")]
)
def test_what_cannot_convert_says_so(recipe, complaint, tmp_path, capsys):
    assert main(["convert", recipe, "a.wav", "b.wav", "--runs", str(tmp_path)]) == 1
    assert complaint in capsys.readouterr().err
