"""Laws of files: what is whole is read, what is not is one clear line, and nothing half-written stays."""

from __future__ import annotations

import mido
import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from rtxmodal.devices.files import complete, read_notes, read_picture, read_sound, write_picture, write_sound
from rtxmodal.devices.films import Film


def noise(frames, channels=2):
    return (0.1 * np.random.default_rng(0).standard_normal((frames, channels))).astype(np.float32)


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_sound_comes_back_as_it_was_written(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    write_sound(path, noise(1000), 44_100)
    sound, rate = read_sound(path)
    assert rate == 44_100
    np.testing.assert_allclose(sound, noise(1000), atol=2**-23)


def test_mono_is_heard_on_both_sides(tmp_path):
    soundfile.write(tmp_path / "a.ogg", noise(9000, 1), 48_000)
    sound, _ = read_sound(tmp_path / "a.ogg")
    assert sound.shape == (9000, 2)
    np.testing.assert_array_equal(sound[:, 0], sound[:, 1])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: soundfile.write(path, noise(0), 48_000), "must hold sound, got 0 frames"),
        (lambda path: soundfile.write(path, noise(100, 7), 48_000), "mono or stereo, got 7 channels"),
        (lambda path: path.write_bytes(b"hello, this is text"), "must be a whole wav, flac or ogg"),
        (lambda path: path.write_bytes(b""), "must be a whole wav, flac or ogg"),
        (lambda path: soundfile.write(path, np.full((9, 1), np.nan), 48_000, "FLOAT"), "finite numbers"),
    ],
)
def test_a_sound_file_that_cannot_be_played_is_one_line(tmp_path, make, message):
    path = tmp_path / "bad.wav"
    make(path)
    with pytest.raises(ValueError, match=message) as caught:
        read_sound(path)
    assert "bad.wav" in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_a_sound_file_cut_short_is_not_taken_for_a_whole_one(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    write_sound(path, noise(5000), 48_000)
    path.write_bytes(path.read_bytes()[:-999])
    with pytest.raises(ValueError, match="copy it again"):
        read_sound(path)


def test_a_file_that_is_not_there_is_the_systems_own_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_sound(tmp_path / "none.wav")


def test_notes_come_at_their_time(tmp_path):
    file = mido.MidiFile(ticks_per_beat=480)
    track = file.add_track()
    track.append(mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(120)))
    track.append(mido.Message("note_on", note=60, velocity=100, time=480))
    track.append(mido.Message("note_on", note=60, velocity=0, time=240))
    file.save(tmp_path / "a.mid")
    events = read_notes(tmp_path / "a.mid", 48_000)
    assert [(event.frame, event.kind, event.number) for event in events] == [(24_000, "on", 60), (36_000, "off", 60)]


@given(st.binary(max_size=200))
def test_garbage_is_never_taken_for_midi(tmp_path_factory, garbage):
    path = tmp_path_factory.mktemp("midi") / "garbage.mid"
    for start in (b"", b"MThd\x00\x00\x00\x06\x00\x01\x00\x01\x01\xe0MTrk\x00\x00\x00\xff"):
        path.write_bytes(start + garbage)
        try:
            read_notes(path, 48_000)
        except ValueError as error:
            assert "garbage.mid must be a MIDI file" in str(error)


def test_pictures_come_back_and_others_are_refused(tmp_path):
    picture = np.random.default_rng(0).integers(0, 256, (8, 12, 3), np.uint8)
    write_picture(tmp_path / "a.png", picture)
    np.testing.assert_array_equal(read_picture(tmp_path / "a.png"), picture)
    (tmp_path / "b.png").write_bytes(b"no picture")
    with pytest.raises(ValueError, match=r"b\.png must be a picture"):
        read_picture(tmp_path / "b.png")


def test_a_file_that_fails_leaves_nothing_behind_and_the_old_one_in_place(tmp_path):
    path = tmp_path / "a.wav"
    path.write_bytes(b"old")
    with pytest.raises(RuntimeError), complete(path) as part:
        part.write_bytes(b"half")
        raise RuntimeError
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written_says_so(tmp_path):
    with pytest.raises(OSError, match="choose another place"):
        write_sound(tmp_path / "none" / "a.wav", noise(10), 48_000)


def test_a_film_holds_sound_and_pictures_of_the_same_length(tmp_path):
    import av

    with complete(tmp_path / "a.mp4") as part:
        film = Film(part, 48_000, 25)
        for second in range(2):
            film.add_sound(noise(48_000))
            for place in range(25):
                film.add_picture(np.full((63, 65, 3), 10 * place + second, np.uint8))
        film.close()
    with av.open(str(tmp_path / "a.mp4")) as container:
        frames = list(container.decode(video=0))
        assert len(frames) == 50
        assert frames[0].height >= 512 and frames[0].height % 2 == 0 and frames[0].width % 2 == 0
        assert [round(frame.time * 25) for frame in frames] == list(range(50))
        assert abs(frames[24].to_ndarray(format="rgb24").mean() - 240) < 4
    with av.open(str(tmp_path / "a.mp4")) as container:
        heard = sum(frame.samples for frame in container.decode(audio=0))
        assert abs(heard - 96_000) <= 2048


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_in_a_film_a_click_is_heard_when_its_flash_is_seen(tmp_path, rate):
    import av

    film = Film(tmp_path / "a.mp4", rate, 30)
    click = np.zeros((2 * rate, 2), np.float32)
    click[rate : rate + rate // 100] = 0.8
    film.add_sound(click[:0])
    for start in range(0, len(click), 256):
        film.add_sound(click[start : start + 256])
    for place in range(60):
        film.add_picture(np.full((64, 64, 3), 255 * (place == 30), np.uint8))
    film.close()
    with av.open(str(tmp_path / "a.mp4")) as container:
        frames = list(container.decode(audio=0))  # the encoder's priming is taken off by the file's edit list
        sound = np.concatenate([frame.to_ndarray()[0] for frame in frames])
        heard = frames[0].time + np.argmax(np.abs(sound) > 0.3) / rate
    with av.open(str(tmp_path / "a.mp4")) as container:
        seen = [frame.time for frame in container.decode(video=0) if frame.to_ndarray(format="gray").mean() > 100]
    assert seen == [1.0]
    assert heard == pytest.approx(1.0, abs=0.002)


def test_a_film_at_a_rate_that_its_sound_cannot_have_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"one of .* 96000 Hz, got 192000"):
        Film(tmp_path / "a.mp4", 192_000, 30)


def test_wav_and_flac_hold_the_very_same_levels(tmp_path):
    sound = noise(5000) * 1.5
    for suffix in ("wav", "flac"):
        write_sound(tmp_path / f"a.{suffix}", sound, 48_000)
    wav, flac = (soundfile.read(tmp_path / f"a.{suffix}", dtype="int32")[0] for suffix in ("wav", "flac"))
    assert np.array_equal(wav, flac) and np.abs(wav / 2.0**31 - np.clip(sound, -1, 1)).max() <= 2**-23
