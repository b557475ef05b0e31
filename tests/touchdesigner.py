"""A stand-in for TouchDesigner's Python: operators whose parameters have the documented names and no others."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

from programs import PATIENCE_SECONDS

from rtxmodal.control.wire import Message, decode, encode

PARAMETERS = {
    "baseCOMP": "",
    "textDAT": "",
    "oscinDAT": "active protocol address port localaddress shared addscope typetag splitbundle splitmessage "
    "bundletimestamp callbacks executeloc fromop clamp maxlines clear bytes",
    "oscoutDAT": "active protocol address port localaddress shared addscope callbacks executeloc fromop clamp maxlines",
    "parameterexecuteDAT": "active executeloc fromop op pars valuechange valueschanged onpulse expressionchange "
    "exportchange enablechange modechange custom builtin edit",
    "executeDAT": "active executeloc fromop start create exit framestart frameend playstatechange devicechange "
    "projectpresave projectpostsave edit",
}
"""Of each operator, as its page in the manual lists them."""


class Par:
    """One parameter."""

    def __init__(self, owner: Operator, name: str, kind: str = "builtin") -> None:
        self.owner, self.name, self.kind = owner, name, kind
        self.min = self.max = self.normMin = self.normMax = self.default = 0.0
        self.clampMin = self.clampMax = self.readOnly = False
        self.menuNames: list[str] = []
        self.menuLabels: list[str] = []
        self.help = ""
        self._value: Any = 0

    @property
    def val(self) -> Any:
        return self._value

    @val.setter
    def val(self, given: Any) -> None:
        if self.kind == "Float":
            given = float(given)
        elif self.kind == "Int":
            given = int(given)
        elif self.kind == "Toggle":
            given = bool(given)
        if self.kind in ("Float", "Int") and self.clampMin:
            given = max(given, self.min)
        if self.kind in ("Float", "Int") and self.clampMax:
            given = min(given, self.max)
        changed = given != self._value
        self._value = given
        if changed and self.kind != "builtin":
            self.owner.stage.changed.append(self)  # callbacks come later, as in TouchDesigner

    def eval(self) -> Any:
        return self._value


class ParCollection:
    """`op.par`: a name that is not there is an error, as in TouchDesigner."""

    def __init__(self, owner: Operator, names: str) -> None:
        self.__dict__["_pars"] = {name: Par(owner, name) for name in names.split()}

    def __getattr__(self, name: str) -> Par:
        if name not in self._pars:
            raise AttributeError(f"tdAttributeError: no parameter {name!r}")
        return self._pars[name]

    def __setattr__(self, name: str, value: Any) -> None:
        self.__getattr__(name).val = value


class Page:
    """A page of custom parameters."""

    def __init__(self, owner: Operator) -> None:
        self._owner = owner

    def __getattr__(self, name: str) -> Callable[..., list[Par]]:
        kind = name.removeprefix("append")
        if kind not in ("Float", "Int", "Toggle", "Pulse", "Menu", "Str"):
            raise AttributeError(name)

        def append(par_name: str, *, label: str = "", size: int = 1) -> list[Par]:
            ok = par_name[0].isupper() and par_name[1:].isalnum() and par_name[1:] == par_name[1:].lower()
            assert ok, f"a custom parameter must be a capital, then small letters and digits, got {par_name!r}"
            assert par_name not in self._owner.par._pars, f"{par_name} is there already"
            self._owner.par._pars[par_name] = Par(self._owner, par_name, kind)
            return [self._owner.par._pars[par_name]]

        return append


class Operator:
    """An operator in a network."""

    def __init__(self, stage: Stage, kind: str, name: str, parent: Operator | None) -> None:
        self.stage, self.kind, self.name, self._parent = stage, kind, name, parent
        self.par = ParCollection(self, PARAMETERS[kind])
        self.path = f"/{name}" if parent is None else f"{parent.path}/{name}"
        self.nodeX = self.nodeY = 0
        self.children: list[Operator] = []
        self._kept: dict[str, Any] = {}
        self._text, self._module = "", None

    def parent(self) -> Operator | None:
        return self._parent

    def create(self, kind: str, name: str) -> Operator:
        taken = [child.name for child in self.children]
        assert name not in taken, f"{name} is there already"
        made = Operator(self.stage, kind, name, self)
        self.children.append(made)
        return made

    def op(self, path: str) -> Operator | None:
        return next((child for child in self.children if child.name == path), None)

    def destroy(self) -> None:
        assert self._parent is not None
        self._parent.children.remove(self)

    def destroyCustomPars(self) -> None:
        self.par = ParCollection(self, PARAMETERS[self.kind])

    def appendCustomPage(self, name: str) -> Page:
        return Page(self)

    def store(self, key: str, value: Any) -> None:
        self._kept[key] = value

    def fetch(self, key: str) -> Any:
        return self._kept[key]

    @property
    def text(self) -> str:
        return self._text

    @text.setter
    def text(self, given: str) -> None:
        self._text, self._module = given, None

    @property
    def module(self) -> ModuleType:
        """The text as a module, with `me` in it."""
        if self._module is None:
            self._module = ModuleType(self.name)
            self._module.__dict__["me"] = self
            exec(compile(self._text, self.path, "exec"), self._module.__dict__)
        return self._module

    def sendOSC(self, address: str, values: list[object], asBundle: bool = False) -> int:
        assert self.kind == "oscoutDAT"
        packet = encode(Message(address, tuple(values)))
        return self.stage.mouth.sendto(packet, (self.par.address.eval(), self.par.port.eval()))


class Stage:
    """A network with a Text DAT in it, and TouchDesigner's clock turned by hand."""

    def __init__(self) -> None:
        self.changed: list[Par] = []
        self.heard: list[str] = []
        """Addresses that came in."""
        self.mouth = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._ear.bind(("127.0.0.1", 0))
        self._ear.setblocking(False)
        self.ear = self._ear.getsockname()[1]
        self.parent = Operator(self, "baseCOMP", "project1", None)
        self._me = Operator(self, "textDAT", "text1", self.parent)

    def __enter__(self) -> Stage:
        return self

    def __exit__(self, *_: object) -> None:
        self.mouth.close()
        self._ear.close()

    @property
    def component(self) -> Operator:
        found = self.parent.op("rtxmodal")
        assert found is not None
        return found

    def run(self, script: str) -> None:
        """Run Script on the Text DAT; a parameter that the script does not find is an error here."""

        def complain(*words: object) -> None:
            raise AssertionError(" ".join(map(str, words)))

        kinds = {kind: kind for kind in PARAMETERS}
        exec(compile(script, "build_rtxmodal.py", "exec"), {"me": self._me, "print": complain, **kinds})

    def frame(self) -> None:
        """One frame: what came in, callbacks of what changed, the start of the frame."""
        receiver = self._executing("oscinDAT", "port")
        while True:
            try:
                packet = self._ear.recv(65_536)
            except BlockingIOError:
                break
            callbacks = self.component.op(receiver.par.callbacks.eval())
            for message in decode(packet):
                given = list(message.arguments)
                self.heard.append(message.address)
                callbacks.module.onReceiveOSC(receiver, 0, "", b"", 0.0, message.address, given, None)
        changed, self.changed = self.changed, []
        moves = self._executing("parameterexecuteDAT", "valuechange")
        for par in changed:
            if par.kind != "Pulse":
                moves.module.onValueChange(par, None)
        self._executing("executeDAT", "framestart").module.onFrameStart(0)

    def frames_until(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            assert time.monotonic() < deadline, "what was waited for did not come"
            self.frame()
            time.sleep(1 / 60)

    def move(self, name: str, value: object) -> None:
        """A hand moves a parameter."""
        setattr(self.component.par, name, value)
        self.frame()

    def press(self, name: str) -> None:
        """A hand presses a pulse."""
        moves = self._executing("parameterexecuteDAT", "onpulse")
        moves.module.onPulse(getattr(self.component.par, name))

    def _executing(self, kind: str, switch: str) -> Operator:
        (found,) = (child for child in self.component.children if child.kind == kind)
        assert getattr(found.par, switch).eval(), f"{kind} must have {switch} on"
        return found
