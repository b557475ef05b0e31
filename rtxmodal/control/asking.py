"""The answers that say what the parameters are and where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from rtxmodal.control.desk import Call, Desk, Refusal
from rtxmodal.control.pacing import is_near
from rtxmodal.control.route import Route, only_told
from rtxmodal.control.turning import spoken
from rtxmodal.control.wire import ROOT, Message, pages


def tell_text(desk: Desk, call: Call) -> Iterable[Message]:
    """The value as a performer reads it."""
    return call.reply(desk.port.table[call.name].text(desk.port.table.value(call.name)))


def tell_meta(desk: Desk, call: Call) -> Iterable[Message]:
    """What a parameter is."""
    table = desk.port.table
    name = call.text(0).removeprefix(f"{ROOT}/params/")
    parameter = table[name]
    low, high = (float(end) for end in parameter.range)
    facts = (name, parameter.kind, low, high, float(parameter.default), parameter.unit, parameter.curve)
    return call.reply(*facts, parameter.label or name, table.index(name), *parameter.options[:16])


def tell_ids(desk: Desk, call: Call) -> Iterable[Message]:
    """The ids of all parameters."""
    return pages(call.address, [parameter.id for parameter in desk.port.table])


def dump(desk: Desk, call: Call) -> Iterable[Message]:
    """All values below a prefix, paced, to the sender and its listeners."""
    prefix = call.text(0, "").removeprefix(f"{ROOT}/params").strip("/")
    targets: dict[tuple[str, int], str] = {}
    listeners = desk.listeners.of(call.source)
    if listeners or is_near(call.source):  # nobody else: a small question must not give a flood
        targets[call.source] = "params"
    targets |= {listener.target: listener.family for listener in listeners}
    if not targets:
        raise Refusal("busy", "dumps must go to a listener; send /rtxmodal/listeners/add PORT first")
    for target, family in targets.items():
        send_dump(desk, target, family, prefix)
    return ()


def send_dump(desk: Desk, target: tuple[str, int], family: str, prefix: str = "") -> None:
    """Queue a dump; each value is read when it is sent."""
    table = desk.port.table
    names = [
        parameter.id
        for parameter in table
        if parameter.kind != "trigger" and (parameter.id == prefix or parameter.id.startswith(prefix and f"{prefix}/"))
    ]
    kinds = [kind for kind in ("params", "norm") if family in (kind, "both")]

    def value(name: str, kind: str) -> Message | None:
        if name not in desk.port.table:
            return None  # another scene since then
        return spoken(desk.port.table[name], desk.port.table.value(name), kind)

    count = len(names) * len(kinds)
    makers = [partial(value, name, kind) for name in names for kind in kinds]
    desk.outbox.put(
        target,
        [
            partial(Message, f"{ROOT}/dump/begin", (count,)),
            *makers,
            partial(Message, f"{ROOT}/dump/end", (count,)),
        ],
    )


ROUTES: tuple[Route, ...] = (
    Route("text/<id>", "", "get", "the value as a performer reads it; told with every change to subscribers of text",
          tell_text),
    Route("params_list", "", "s...", "the ids of all parameters", tell_ids),
    Route("meta", "s", "s s f f f s s s i s...",
          "id, kind, minimum, maximum, default, unit, curve, label, place, options", tell_meta),
    Route("dump", "[s]", "/dump/begin i, values, /dump/end i",
          "all values, or those below a prefix; paced", dump),
    Route("dump/begin", "", "i", "how many values follow", only_told("before a dump")),
    Route("dump/end", "", "i", "how many values came", only_told("after a dump")),
)  # fmt: skip
