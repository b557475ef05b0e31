"""ONNX Runtime, opened the one way that suits a stage, and arrays arranged for its graphs."""

from __future__ import annotations

import contextlib
import ctypes
import io
import sys
from pathlib import Path

import numpy as np
import onnxruntime

CUDA, CPU = "CUDAExecutionProvider", "CPUExecutionProvider"
SMALLEST_GRAPH = (  # y = -x, one number: enough to see what a session really runs on
    b'\x08\x07:2\n\x0b\n\x01x\x12\x01y"\x03Neg\x12\x01gZ\x0f\n\x01x\x12\n\n\x08\x08\x01\x12\x04\n\x02\x08\x01'
    b"b\x0f\n\x01y\x12\n\n\x08\x08\x01\x12\x04\n\x02\x08\x01B\x04\n\x00\x10\r"
)


def open_session(model: Path | bytes, provider: str) -> tuple[onnxruntime.InferenceSession, str]:
    """A session on the provider asked for, one thread, not spinning.

    Args:
        model: a file or a serialised graph.
        provider: `cuda` (or an error), `cpu`, or `auto`: CUDA where a driver is and it starts, else the CPU.

    Returns:
        The session and the provider that it really runs on, `cuda` or `cpu`.

    Raises:
        ValueError: not a graph that ONNX Runtime can run, or CUDA was asked for and cannot be had.
    """
    if provider not in ("auto", "cuda", "cpu"):
        raise ValueError(f"provider must be auto, cuda or cpu, got {provider!r}")
    try_cuda = provider != "cpu" and has_cuda_driver()
    if provider == "cuda" and not try_cuda:
        raise ValueError(
            "provider 'cuda' cannot be had here: no NVIDIA driver is found; install it, or use --provider cpu"
        )
    if try_cuda:
        onnxruntime.set_default_logger_severity(4)  # what is missing is told once, in the error below
        with contextlib.redirect_stdout(io.StringIO()):  # it prints every library that it does not find
            onnxruntime.preload_dlls()
    source = model if isinstance(model, bytes) else str(model)
    try:
        session = onnxruntime.InferenceSession(source, _options(), [CUDA, CPU] if try_cuda else [CPU])
    except Exception as error:  # noqa: BLE001 - ONNX Runtime raises its own types, one for each code, all bare Exceptions
        name = "model" if isinstance(model, bytes) else model.name
        reason = str(error).splitlines()[0]
        raise ValueError(f"{name} must be a graph that ONNX Runtime can run; export it again ({reason})") from error
    runs_on = "cuda" if session.get_providers()[0] == CUDA else "cpu"
    if provider == "cuda" and runs_on != "cuda":
        raise ValueError(
            "provider 'cuda' cannot be had here, ONNX Runtime fell back to the CPU; "
            "run `rtxmodal doctor`, install rtxmodal[cuda], or use --provider cpu"
        )
    return session, runs_on


def which_provider(asked: str) -> str:
    """`cuda` or `cpu`: what a session really runs on here when this provider is asked for.

    Raises:
        ValueError: CUDA was asked for and cannot be had.
    """
    return open_session(SMALLEST_GRAPH, asked)[1]


def _options() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # a second thread buys under 1.3x and makes the tail 3x longer
    options.inter_op_num_threads = 1
    options.log_severity_level = 4  # a refusal is raised, and the provider is read back: nothing to print
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.set_denormal_as_zero", "1")
    return options


def has_cuda_driver() -> bool:
    """Whether the CUDA driver is installed; `get_available_providers()` only says what was compiled in."""
    library = {"linux": "libcuda.so.1", "win32": "nvcuda.dll"}.get(sys.platform)
    try:
        return library is not None and ctypes.CDLL(library) is not None
    except OSError:
        return False


def to_layout(array: np.ndarray, axes: str, layout: str) -> np.ndarray:
    """Arrange an array for a graph: axes moved, missing ones added with length 1.

    >>> to_layout(np.zeros((256, 2)), "tc", "bct").shape
    (1, 2, 256)
    """
    dropped = [axis for axis in axes if axis not in layout]
    for axis in dropped:
        if array.shape[axes.index(axis)] != 1:
            raise ValueError(f"layout {layout!r} must have the axis {axis!r} of length {array.shape[axes.index(axis)]}")
        array = array.squeeze(axes.index(axis))
        axes = axes.replace(axis, "")
    array = array.transpose([axes.index(axis) for axis in layout if axis in axes])
    for place, axis in enumerate(layout):
        if axis not in axes:
            array = np.expand_dims(array, place)
    return array


def from_layout(array: np.ndarray, layout: str, axes: str) -> np.ndarray:
    """The way back from `to_layout`; a missing axis comes back with length 1.

    >>> from_layout(np.zeros((1, 2, 256)), "bct", "tc").shape
    (256, 2)
    """
    if array.ndim != len(layout):
        raise ValueError(
            f"layout must have one letter an axis, got {layout!r} for shape {array.shape}; correct the card"
        )
    return to_layout(array, layout, axes)


def numpy_type(name: str) -> np.dtype:
    """`tensor(float16)` -> numpy's type."""
    plain = name.removeprefix("tensor(").removesuffix(")")
    return np.dtype({"float": "float32", "double": "float64"}.get(plain, plain))
