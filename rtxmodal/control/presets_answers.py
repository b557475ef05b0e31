"""The answers about presets, slots, morphs, cues and set lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from rtxmodal.control import turning
from rtxmodal.control.desk import Answer, Call, Desk, Refusal
from rtxmodal.control.route import Route, only_told
from rtxmodal.control.wire import ROOT, Message, pages
from rtxmodal.recall.cues import LONGEST_FADE
from rtxmodal.recall.presets import SLOTS, Presets

# -- presets ---------------------------------------------------------------------------------------------------


def entries(desk: Desk, call: Call) -> Iterable[Message]:
    """The names in the order of their indices."""
    return pages(call.address, desk.port.presets.names())


def count(desk: Desk, call: Call) -> Iterable[Message]:
    """How many there are."""
    return call.reply(len(desk.port.presets.names()))


def load(desk: Desk, call: Call) -> Iterable[Message]:
    """Recall one by name or index, at once or on the way."""
    desk.port.presets.recall(_name_or_number(call), _seconds(call))
    return ()


def save(desk: Desk, call: Call) -> Iterable[Message]:
    """Keep how the knobs stand."""
    index = int(call.number(1, 0)) if len(call.arguments) > 1 else None
    _writing(lambda: desk.port.presets.save(call.text(0), index))
    return ()


def rename(desk: Desk, call: Call) -> Iterable[Message]:
    """Give one another name."""
    _writing(lambda: desk.port.presets.rename(call.text(0), call.text(1)))
    return ()


def delete(desk: Desk, call: Call) -> Iterable[Message]:
    """Put one into the trash."""
    _writing(lambda: desk.port.presets.delete(call.text(0)))
    return ()


def restore(desk: Desk, call: Call) -> Iterable[Message]:
    """Bring one back from the trash."""
    _writing(lambda: desk.port.presets.restore(call.text(0)))
    return ()


def loaded(desk: Desk, call: Call) -> Iterable[Message]:
    """The last one recalled or saved, and its index; -1 where it has none."""
    presets = desk.port.presets
    names = presets.names()
    return call.reply(presets.loaded, names.index(presets.loaded) if presets.loaded in names else -1)


def dirty(desk: Desk, call: Call) -> Iterable[Message]:
    """Whether a knob has been turned since."""
    return call.reply(int(desk.port.presets.is_dirty))


def initial(desk: Desk, call: Call) -> Iterable[Message]:
    """The one that a new show begins with."""
    presets = desk.port.presets
    if call.asks:
        return call.reply(presets.initial)
    presets.begin_with(call.text(0))
    desk.announcements.append(Message(call.address, (presets.initial,)))
    return ()


def safe(desk: Desk, call: Call) -> Iterable[Message]:
    """Parameters that are kept from being recalled."""
    presets = desk.port.presets
    if not call.asks:
        presets.keep_safe(call.text(0), call.number(1, 0, 1, default=1.0) != 0)
    return call.reply(*sorted(presets.safe)[:64])


# -- slots and morphs ------------------------------------------------------------------------------------------


def store(desk: Desk, call: Call) -> Iterable[Message]:
    """Keep how the knobs stand in a slot."""
    desk.port.presets.store(int(call.number(0, 1, SLOTS)))
    return ()


def recall(desk: Desk, call: Call) -> Iterable[Message]:
    """Go where a slot was stored."""
    desk.port.presets.recall_slot(int(call.number(0, 1, SLOTS)), _seconds(call))
    return ()


def state(desk: Desk, call: Call) -> Iterable[Message]:
    """Which slots hold something."""
    slots = desk.port.presets.slots
    return [Message(call.address, (slot, int(slot in slots))) for slot in range(1, SLOTS + 1)]


def end(place: int, desk: Desk, call: Call) -> Iterable[Message]:
    """One end of the morph."""
    morph = desk.port.presets.morph
    if call.asks:
        return call.reply(str(morph.names[place]) if place < len(morph.names) else "")
    morph.put(place, _name_or_number(call))
    desk.announcements.append(Message(call.address, (str(morph.names[place]),)))
    return ()


def ends(desk: Desk, call: Call) -> Iterable[Message]:
    """All ends of the morph."""
    morph = desk.port.presets.morph
    if not call.asks:
        morph.choose([_name_or_number(call, place) for place in range(len(call.arguments))])
    return call.reply(*(str(name) for name in morph.names))


def weights(desk: Desk, call: Call) -> Iterable[Message]:
    """Stand anywhere between the ends: for a pad with one in each corner."""
    given = [call.number(place, 0.0) for place in range(len(call.arguments))]
    wanted = len(desk.port.presets.morph.names)
    if len(given) != wanted or wanted < 2 or sum(given) <= 0.0:
        raise Refusal("range", f"weights must be one for each end of the morph, {wanted}, and not all 0, got {given}")
    desk.port.presets.mix(given)
    return ()


# -- cues and set lists ----------------------------------------------------------------------------------------


def set_lists(desk: Desk, call: Call) -> Iterable[Message]:
    """The names that `setlist/load` takes."""
    return pages(call.address, desk.port.presets.shelf.set_lists())


def open_set_list(desk: Desk, call: Call) -> Iterable[Message]:
    """Take a set list; what its cues lack is told as errors."""
    lacking = desk.port.presets.cues.open_named(call.text(0))
    return [Message(f"{ROOT}/setlist/lacks", (line,)) for line in lacking[:16]]


def current_list(desk: Desk, call: Call) -> Iterable[Message]:
    """The set list that is open."""
    opened = desk.port.presets.cues.prompter.list
    return call.reply("" if opened is None else opened.title)


def cue_entries(desk: Desk, call: Call) -> Iterable[Message]:
    """The names of its cues, in order."""
    return pages(call.address, [cue.name for cue in desk.port.presets.cues.prompter.cues])


def current_cue(desk: Desk, call: Call) -> Iterable[Message]:
    """The cue that was fired last, and its number from 0; -1 before the first."""
    prompter = desk.port.presets.cues.prompter
    return call.reply(prompter.name(prompter.current), prompter.current)


def standby(desk: Desk, call: Call) -> Iterable[Message]:
    """The cue that comes next, and its number."""
    prompter = desk.port.presets.cues.prompter
    return call.reply(prompter.name(prompter.standby), prompter.standby)


def note(desk: Desk, call: Call) -> Iterable[Message]:
    """What stands beside the current cue."""
    prompter = desk.port.presets.cues.prompter
    return call.reply(prompter.cues[prompter.current].note if prompter.current >= 0 else "")


def goto(desk: Desk, call: Call) -> Iterable[Message]:
    """Have this cue come next."""
    desk.port.presets.cues.goto(_name_or_number(call))
    return ()


# -- inside ----------------------------------------------------------------------------------------------------


def _pressed(act: Callable[[Presets], None]) -> Answer:
    """An answer that does something when it is pressed, and nothing when the button is let go."""

    def answer(desk: Desk, call: Call) -> Iterable[Message]:
        if call.fires:
            act(desk.port.presets)
        return ()

    return answer


def _name_or_number(call: Call, place: int = 0) -> str | int:
    given = call.arguments[place] if place < len(call.arguments) else None
    if isinstance(given, bool | int | float) and not isinstance(given, bool) and float(given).is_integer():
        return int(given)
    return call.text(place)


def _seconds(call: Call) -> float:
    return call.number(1, 0.0, LONGEST_FADE, default=0.0)


def _writing(act: Callable[[], None]) -> None:
    try:
        act()
    except OSError as error:
        raise Refusal("io", f"presets must lie in a folder that can be written: {error}") from error


def _foot(path: str, meaning: str) -> Route:
    return Route(path, "[trigger]", "echo", meaning, turning.alias(path), path)


ROUTES: tuple[Route, ...] = (
    Route("preset/entries", "", "get, s...", "the names of the presets, in order", entries),
    Route("preset/count", "", "get, i", "how many there are", count),
    Route("preset/load", "s | i [f]", "/preset/loaded s i", "recall by name or index, in so many seconds", load,
          options=lambda port: port.presets.names()),
    Route("preset/next", "[trigger]", "/preset/loaded s i", "recall the next one", _pressed(lambda own: own.next())),
    Route("preset/prev", "[trigger]", "/preset/loaded s i",
          "recall the one before", _pressed(lambda own: own.next(-1))),
    Route("preset/save", "s [i]", "/preset/entries s...",
          "keep how the knobs stand, at an index", save, is_guarded=True),
    Route("preset/rename", "s s", "/preset/entries s...", "another name", rename, is_guarded=True),
    Route("preset/delete", "s", "/preset/entries s...", "into the trash", delete, is_guarded=True),
    Route("preset/restore", "s", "/preset/entries s...", "what was deleted or saved over last under this name", restore,
          is_guarded=True),
    Route("preset/loaded", "", "get, s i", "the last one recalled or saved, and its index", loaded),
    Route("preset/dirty", "", "get, i", "1 when a knob was turned since", dirty),
    Route("preset/left", "", "s...", "values that the scene has no knob for", only_told("after a recall")),
    Route("preset/revert", "[trigger]", "/preset/loaded s i", "the loaded one again", _pressed(Presets.revert)),
    Route("preset/undo", "[trigger]", "", "as it was before the last recall", _pressed(Presets.undo)),
    Route("preset/redo", "[trigger]", "", "as it was before the last undo", _pressed(Presets.redo)),
    Route("preset/initial", "s", "get, echo", "what a new show begins with; empty for none", initial, is_guarded=True),
    Route("preset/safe", "[s] [i]", "get, s...", "keep a parameter from being recalled, 0: let it be again", safe),
    Route("snapshot/store", "i", "/snapshot/state i i", "keep how the knobs stand in a slot, 1..16", store),
    Route("snapshot/recall", "i [f]", "", "go where a slot was stored, in so many seconds", recall),
    Route("snapshot/state", "", "get, i i", "which slots hold something", state),
    Route("morph/a", "s | i", "get, echo", "the first end: a preset, or a slot by its number", partial(end, 0)),
    Route("morph/b", "s | i", "get, echo", "the second end", partial(end, 1)),
    Route("morph/ends", "[s | i]...", "get, s...", "all ends, two to eight", ends),
    Route("morph/pos", "f", "get, echo",
          "0..1 from the first end to the last", turning.alias("morph/pos"), "morph/pos"),
    Route("morph/weights", "f...", "", "anywhere between the ends, one weight each", weights),
    Route("setlist/entries", "", "get, s...", "set lists that lie beside the presets", set_lists),
    Route("setlist/load", "s", "/setlist/current s", "open one", open_set_list, is_guarded=True),
    Route("setlist/lacks", "", "s", "what a cue of it cannot do", only_told("after /setlist/load")),
    Route("setlist/current", "", "get, s", "the one that is open", current_list),
    _foot("cue/go", "fire the next cue; again while it waits for its beat: at once"),
    _foot("cue/back", "fire the cue before"),
    _foot("cue/arm", "build the next cue's scene beside the one that plays"),
    Route("cue/entries", "", "get, s...", "the cues in order", cue_entries),
    Route("cue/current", "", "get, s i", "the one fired last, and its number from 0", current_cue),
    Route("cue/standby", "", "get, s i", "the one that comes next", standby),
    Route("cue/armed", "", "s i", "the one whose scene is kept ready", only_told("after /cue/arm")),
    Route("cue/done", "", "s i", "the one whose knobs are there", only_told("at the end of its fade")),
    Route("cue/note", "", "get, s", "what the set list says to the performer", note),
    Route("cue/next", "[trigger]", "/cue/standby s i",
          "have the one after it come next", _pressed(lambda own: own.cues.move(1))),
    Route("cue/prev", "[trigger]", "/cue/standby s i",
          "have the one before it come next", _pressed(lambda own: own.cues.move(-1))),
    Route("cue/goto", "s | i", "/cue/standby s i", "have this one come next", goto),
)  # fmt: skip
