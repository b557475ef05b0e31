"""Everything that is chosen before a show starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rtxmodal.control import OscChoice
from rtxmodal.control.web_guard import WebChoice
from rtxmodal.devices.audio import AudioChoice
from rtxmodal.devices.display import WindowChoice
from rtxmodal.recall.session_file import Session
from rtxmodal.scene import Scene
from rtxmodal.stage.shared import SWAP_SECONDS


@dataclass(frozen=True)
class Show:
    """What `supervisor.play` runs. Picklable."""

    scene: Scene
    scenes: tuple[str, ...] = ()
    """Names that the next-scene key and OSC go through."""
    audio: AudioChoice = AudioChoice()
    window: WindowChoice | None = WindowChoice()
    """None plays without a window."""
    provider: str = "auto"
    osc: OscChoice = OscChoice()
    midi: tuple[str, ...] | None = None
    """Names of the MIDI ports to listen to; None for all."""
    midi_files: tuple[Path, ...] = ()
    """MIDI files to play from the start on."""
    in_time: bool = False
    """Whether they are played at the transport's tempo, from the bar on which it plays."""
    midi_out: str | None = None
    """Name of the MIDI port that notes and clock go to; None for a port of our own, `rtxmodal out`."""
    send: tuple[str, ...] = ()
    """Other programs that get the pictures: ndi, spout, syphon."""
    recordings: Path = Path("recordings")
    """Where recordings and stills are put."""
    sound_suffix: str = ".flac"
    """What the sound of recordings is stored as: `.flac`, 24 bit, or `.wav`, 32-bit float."""
    record: bool = False
    """Whether all of the show is recorded."""
    seconds: float = 0.0
    """How long to play; 0 until it is ended."""
    values: Mapping[str, float | str] = field(default_factory=dict)
    """Parameters that start elsewhere than the scene says."""
    has_input: bool = True
    """Without, a loop plays in the microphone's place."""
    scene_files: Mapping[str, Path] = field(default_factory=dict)
    """The performer's own scenes by name, beside those that ship."""
    presets: Path | None = None
    """The folder of presets and set lists; None for a show that keeps none."""
    session: Session = Session()
    """How a show stood that this one goes on with; its scene and values stand in `scene` and `values` already."""
    session_file: Path | None = None
    """Where this one's session is kept."""
    asked: str = ""
    """What it was started with: after a crash it goes on if it is started with the same."""
    panel: WebChoice | None = WebChoice()
    """How panel and OSCQuery are served; None serves neither."""
    fade_in: float = SWAP_SECONDS
    """Seconds in which the first sound rises."""

    @property
    def is_seen(self) -> bool:
        """Whether there is anywhere to see pictures."""
        return self.window is not None or bool(self.send)
