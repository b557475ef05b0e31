"""PortAudio looked at again: devices that came and went, and a JACK server that died.

PortAudio lists devices once, when it is initialised. To see new ones it must be ended and started again. But a
PortAudio whose JACK server has died can be neither: closing its stream waits for ever, and ending it aborts the
process (an assertion in pa_jack.c, `Terminate`). Such a library is left alone for good, and a fresh copy of the file is
loaded in its place. The old one stays loaded, since libjack still calls its error function.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

NO_SERVER = "rtxmodal-none"
"""A JACK server name that nobody has: keeps PortAudio away from JACK where JACK is not wanted."""


def load() -> Any:
    """The sounddevice module, with no JACK server started behind the performer's back.

    Raises:
        OSError: PortAudio is not installed.
    """
    os.environ.setdefault("JACK_NO_START_SERVER", "1")
    try:
        import sounddevice
    except OSError as error:
        raise OSError(f"PortAudio must be installed, got {error}; install libportaudio2 (apt) or portaudio") from None
    return sounddevice


def rescan(with_jack: bool, jack_died: bool) -> None:
    """List the devices anew. No stream may be open but that of a JACK server that has died.

    Args:
        with_jack: look for a JACK server, and become its client.
        jack_died: the server of this PortAudio has died since the last scan.
    """
    sounddevice = load()
    server = os.environ.get("JACK_DEFAULT_SERVER")
    if not with_jack:
        os.environ["JACK_DEFAULT_SERVER"] = NO_SERVER
    try:
        if jack_died:
            _load_fresh_copy(sounddevice)
        else:
            sounddevice._terminate()
        sounddevice._initialize()
    except sounddevice.PortAudioError as error:
        raise OSError(f"PortAudio must list the sound devices, got {error}; start rtxmodal again") from None
    finally:
        if server is not None:
            os.environ["JACK_DEFAULT_SERVER"] = server
        else:
            os.environ.pop("JACK_DEFAULT_SERVER", None)


def forget() -> None:
    """At the end of the process, do not end a library whose JACK server may have died."""
    load()._initialized = 0


def _load_fresh_copy(sounddevice: Any) -> None:
    original = _library_file()
    ctypes.CDLL(str(original))  # ctypes never unloads: what libjack still calls stays where it is
    with tempfile.TemporaryDirectory() as folder:  # a loaded library needs its file no more
        copy = Path(folder) / "libportaudio.so"
        shutil.copyfile(original, copy)
        ctypes.CDLL(str(copy))
        sounddevice._lib = sounddevice._ffi.dlopen(str(copy))
    sounddevice._initialized = 0


def _library_file() -> Path:
    """The file of the first PortAudio that was loaded; only Linux has JACK in its PortAudio."""
    for line in Path("/proc/self/maps").read_text().splitlines():
        if "libportaudio" in line and not line.endswith("(deleted)"):
            return Path(line.split(maxsplit=5)[-1])
    raise OSError("the file of PortAudio must be among the process's mappings, got none; start rtxmodal again")
