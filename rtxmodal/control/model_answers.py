"""The answers about models: which there are, which play, and another one in a lane."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from rtxmodal.control.desk import Call, Desk, Refusal
from rtxmodal.control.route import Route
from rtxmodal.control.turning import native
from rtxmodal.control.wire import Message, pages
from rtxmodal.stage.shared import SWAP_SECONDS

LONGEST_FADE = 10.0  # s


def entries(desk: Desk, call: Call) -> Iterable[Message]:
    """The names of all translators that a lane can take."""
    return pages(call.address, desk.port.models())


def load(desk: Desk, call: Call) -> Iterable[Message]:
    """Another translator in place of the first one of the same media, built beside the running one, crossfaded."""
    given = call.arguments[0] if call.arguments else None
    names = desk.port.models()
    if isinstance(given, int) and not isinstance(given, bool) and names:
        given = names[int(call.number(0, 0, len(names) - 1))]
    lane, fade = "", SWAP_SECONDS
    for place, more in enumerate(call.arguments[1:3], start=1):
        if isinstance(more, str):
            lane = more
        else:
            fade = max(SWAP_SECONDS, call.number(place, 0.0, LONGEST_FADE))
    desk.port.load_model(given if isinstance(given, str) else call.text(0), lane, fade)
    return ()


def current(desk: Desk, call: Call) -> Iterable[Message]:
    """Id and translators of each lane."""
    facts = [fact for lane in desk.port.scene.lanes for fact in (lane.id, " > ".join(lane.through))]
    return pages(call.address, facts)


def state(desk: Desk, call: Call) -> Iterable[Message]:
    """How far the newest change is."""
    return call.reply(desk.port.loading.state, desk.port.loading.text)


def progress(desk: Desk, call: Call) -> Iterable[Message]:
    """The same as a number."""
    return call.reply(desk.port.loading.progress)


def reset_state(desk: Desk, call: Call) -> Iterable[Message]:
    """Every lane starts again from silence."""
    if call.fires:
        desk.port.reset_states()
    return ()


def knob_of_models(name: str, desk: Desk, call: Call) -> Iterable[Message]:
    """Read or turn one knob that several models have: of all of them, in one step."""
    table = desk.port.table
    theirs = [parameter.id for parameter in table if parameter.id.endswith(f"/{name}")]
    if not theirs:
        raise Refusal("unknown", f"{call.address} must have a model with {name!r}, got a scene without one")
    if not call.asks:
        desk.port.set_many(dict.fromkeys(theirs, call.number(0)), call.origin())
    return call.reply(native(table[theirs[0]], table.value(theirs[0])))


ROUTES: tuple[Route, ...] = (
    Route("model/entries", "", "get, s...", "every translator that a lane can take", entries),
    Route("model/load", "s | i [s] [f]", "/model/state, /model/progress",
          "another translator in place of the first one of the same media, or in the lane named; in so many seconds",
          load,
          is_guarded=True),
    Route("model/current", "", "get, s s...", "id and translators of each lane", current),
    Route("model/state", "", "get, s s", "idle, loading, ready or error of the newest change, and of what", state),
    Route("model/progress", "", "get, f", "the same, 0..1", progress),
    Route("model/seed", "i", "get, i", "where all models of the scene that draw at random begin",
          partial(knob_of_models, "seed")),
    Route("model/hold", "i", "get, i", "1: all models of the scene that travel stay where they are",
          partial(knob_of_models, "hold")),
    Route("model/reset_state", "[trigger]", "", "what the models remember is forgotten", reset_state),
)  # fmt: skip
