"""The state of the show in words."""

from __future__ import annotations

from rtxmodal.stage.shared import PictureStatus, SoundStatus


def recording_text(seconds: float) -> str:
    """For how long the show is being recorded.

    >>> recording_text(83.4)
    'REC 1:23'
    """
    return f"REC {int(seconds) // 60}:{int(seconds) % 60:02}"


def pictures_text(status: PictureStatus) -> str:
    """How many pictures there are, and how far they went down to be in time.

    >>> pictures_text(PictureStatus(pictures_per_second=30.0, height=64.0, rung=1.0))
    '30 pictures/s of 64 px, 1 down'
    """
    size = f" of {status.height:.0f} px" if status.height else ""
    return f"{status.pictures_per_second:.0f} pictures/s{size}" + (f", {status.rung:.0f} down" if status.rung else "")


def status_line(sound_status: SoundStatus, picture_status: PictureStatus, recorded: float | None = None) -> str:
    """How the show is, in one line; with the seconds of a recording that runs."""
    rate = sound_status.sample_rate
    if sound_status.generation < 0 or rate == 0:
        return "loading"

    def ms(frames: float) -> str:
        return f"{1000 * frames / rate:.1f}"

    device = sound_status.latency_device_in + sound_status.latency_device_out
    parts = (  # what a performer looks for first stands first: a narrow terminal cuts the rest off
        f"{ms(sound_status.latency)} ms",
        f"load {100 * sound_status.load_p50:.0f}/{100 * sound_status.load_p99:.0f} %",
        f"misses {sound_status.misses:.0f} xruns {sound_status.xruns:.0f}",
        pictures_text(picture_status),
        f"{sound_status.peak_out:.0f} dBFS",
        f"{'cuda' if sound_status.provider else 'cpu'} {rate / 1000:g} kHz",
        f"block {ms(sound_status.latency_block)} window {ms(sound_status.latency_window)} "
        f"look-ahead {ms(sound_status.latency_lookahead)} resampling {ms(sound_status.latency_resampling)} "
        f"device {ms(device)} ms",
    )
    waiting = "" if sound_status.device_ok else "WAITING FOR THE SOUND DEVICE | "
    recording = "" if recorded is None else f"{recording_text(recorded)} | "
    return recording + waiting + " | ".join(parts)
