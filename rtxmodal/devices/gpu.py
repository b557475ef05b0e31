"""How busy the NVIDIA card is, from its driver's own library (NVML)."""

from __future__ import annotations

import ctypes
import sys
import time

LIBRARY = {"linux": "libnvidia-ml.so.1", "win32": "nvml.dll"}
UNKNOWN = (-1.0, -1.0)
AGAIN_SECONDS = 0.5  # asking takes a millisecond


class _Utilization(ctypes.Structure):
    _fields_ = (("gpu", ctypes.c_uint), ("memory", ctypes.c_uint))


class _Memory(ctypes.Structure):
    _fields_ = (("total", ctypes.c_ulonglong), ("free", ctypes.c_ulonglong), ("used", ctypes.c_ulonglong))


class Gpu:
    """The first card. Nothing is loaded before it is asked for. Owned by one thread."""

    def __init__(self) -> None:
        self._library: ctypes.CDLL | None = None
        self._card = ctypes.c_void_p()
        self._is_open = False
        self._read, self._asked = UNKNOWN, -AGAIN_SECONDS

    def read(self) -> tuple[float, float]:
        """Share of the time that it computes, 0..1, and GB of its memory in use; -1 and -1 where there is no card."""
        now = time.monotonic()
        if now - self._asked >= AGAIN_SECONDS:
            self._asked, self._read = now, self._ask()
        return self._read

    def _ask(self) -> tuple[float, float]:
        if not self._is_open:
            self._is_open, self._library = True, self._open()
        used, memory = _Utilization(), _Memory()
        library = self._library
        if library is None or library.nvmlDeviceGetUtilizationRates(self._card, ctypes.byref(used)):
            return UNKNOWN
        if library.nvmlDeviceGetMemoryInfo(self._card, ctypes.byref(memory)):
            return UNKNOWN
        return used.gpu / 100.0, memory.used / 1e9

    def _open(self) -> ctypes.CDLL | None:
        """The library, with the card found; every call of it gives 0 when it went well."""
        try:
            library = ctypes.CDLL(LIBRARY[sys.platform])
        except (OSError, KeyError):
            return None
        if library.nvmlInit_v2() or library.nvmlDeviceGetHandleByIndex_v2(0, ctypes.byref(self._card)):
            return None
        return library
