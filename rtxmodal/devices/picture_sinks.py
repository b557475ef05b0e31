"""Pictures to other programs: NDI over the network, Spout on Windows, Syphon on macOS.

Each by a library of its own that is installed only where it is wanted. NDI is tried with the receiver of its SDK; Spout
and Syphon are built to their libraries' documents, since neither runs on the machines that this was tested on.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Protocol

import numpy as np

PICTURES_PER_SECOND = 60
LIBRARIES = {"ndi": "cyndilib", "spout": "SpoutGL", "syphon": "syphon"}
"""Kind of sink -> module that it is made of."""


class PictureSink(Protocol):
    """Another program that takes pictures. Owned by one thread."""

    def send(self, picture: np.ndarray) -> None:
        """Hand on a picture, always of one size. Shape: (height, width, 4) uint8, red green blue 255."""
        ...

    def close(self) -> None:
        """Go away."""
        ...


class NdiSink:
    """A source in the network, by cyndilib (https://cyndilib.readthedocs.io)."""

    def __init__(self, name: str, width: int, height: int) -> None:
        """Announce it. Raises OSError where NDI does not run on this processor."""
        import cyndilib

        self._frame = cyndilib.VideoSendFrame()
        self._frame.set_resolution(width, height)
        self._frame.set_frame_rate(Fraction(PICTURES_PER_SECOND))
        self._frame.set_fourcc(cyndilib.FourCC.RGBX)
        self._sender = cyndilib.Sender(name, clock_video=False)
        self._sender.set_video_frame(self._frame)
        try:
            self._sender.open()
        except RuntimeError as error:
            raise OSError(f"NDI cannot send from here: {error}") from error

    def send(self, picture: np.ndarray) -> None:
        """See `PictureSink.send`."""
        self._sender.write_video_async(np.ascontiguousarray(picture).reshape(-1))

    def close(self) -> None:
        """See `PictureSink.close`."""
        self._sender.close()


class SpoutSink:
    """A shared texture on Windows, by SpoutGL (https://github.com/jlai/Python-SpoutGL)."""

    def __init__(self, name: str, width: int, height: int) -> None:
        """Announce it. Raises OSError where there is no OpenGL to share with."""
        import SpoutGL
        from SpoutGL.enums import GL_RGBA

        self._format, self._size, self._name = GL_RGBA, (width, height), name
        self._sender = SpoutGL.SpoutSender()
        if not self._sender.createOpenGL():
            raise OSError("Spout must have OpenGL, got none; install the graphics card's driver")
        self._sender.setSenderName(name)

    def send(self, picture: np.ndarray) -> None:
        """See `PictureSink.send`."""
        self._sender.sendImage(np.ascontiguousarray(picture), *self._size, self._format, False, 0)
        self._sender.setFrameSync(self._name)

    def close(self) -> None:
        """See `PictureSink.close`."""
        self._sender.releaseSender()
        self._sender.closeOpenGL()


class SyphonSink:
    """A shared texture on macOS, by syphon-python (https://github.com/cansik/syphon-python)."""

    def __init__(self, name: str, width: int, height: int) -> None:
        """Announce it."""
        import syphon
        from syphon.utils.numpy import copy_image_to_mtl_texture
        from syphon.utils.raw import create_mtl_texture

        self._copy: Callable[[np.ndarray, Any], None] = copy_image_to_mtl_texture
        self._server = syphon.SyphonMetalServer(name)
        self._texture = create_mtl_texture(self._server.device, width, height)

    def send(self, picture: np.ndarray) -> None:
        """See `PictureSink.send`."""
        self._copy(np.ascontiguousarray(picture[::-1]), self._texture)  # its textures begin at the bottom
        self._server.publish_frame_texture(self._texture)

    def close(self) -> None:
        """See `PictureSink.close`."""
        self._server.stop()


SINKS: dict[str, Callable[[str, int, int], PictureSink]] = {"ndi": NdiSink, "spout": SpoutSink, "syphon": SyphonSink}


def check_sink(kind: str) -> None:
    """Raise ValueError, in one line that says what to do, where the library of this sink is not installed."""
    if importlib.util.find_spec(LIBRARIES[kind]) is None:
        raise ValueError(
            f"--send {kind} must have the library {LIBRARIES[kind]}, got none; pip install 'rtxmodal[{kind}]'"
        )
