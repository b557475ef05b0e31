"""One lane: source -> translators -> sink, the loop that is the same live and offline."""

from __future__ import annotations
