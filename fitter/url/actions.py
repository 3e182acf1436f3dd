"""The query form: ``mode=resize&path=a.jpg&width=300`` is the same plan as ``300x/a.jpg``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from fitter.errors import BadArgument, BadParameters, BadRequest, FitterError
from fitter.url.address import names_preset
from fitter.url.encoding import typed
from fitter.url.grammar import Grammar
from fitter.url.modes import GENERAL, Mode, modes
from fitter.url.plan import Plan
from fitter.url.query import Pairs
from fitter.url.vocabulary import HINT
from fitter.wording import nearest

NAMES = ("get", "show", "redirect")
"""The actions, each at the path of its name."""

SHORT = {"w": "width", "h": "height", "q": "quality", "degrees": "degree"}
"""Other spellings of parameters."""

_URL = re.compile(r"https?://[^/]", re.IGNORECASE)
_LONGEST = 60  # characters of what came that are shown
_FEW = 4  # values of one parameter that are shown
_EXPLAINED = 10  # problems after which no more guesses are made of what was meant: each is work


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a query asks for."""

    plan: Plan
    path: str
    """The path without signature that says the same, and that this deployment's rules let in."""


class ActionGrammar:
    """Reads queries as plans, by the rules of the path form."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar

    @cached_property
    def modes(self) -> dict[str, Mode]:
        """All of them, of which the first query needs to know: each of the operations is loaded for that."""
        return modes(self._grammar.vocabulary)

    @cached_property
    def _parameters(self) -> list[str]:
        return sorted({name for mode in self.modes.values() for name in mode.fields})

    def read(self, pairs: Pairs) -> Wanted:
        """What the parameters of a query ask for.

        Raises:
            BadParameters: with everything that is wrong with them.
            BadRequest, OperationNotAllowed, LimitExceeded: as for the path that says the same.
        """
        if self._grammar.rules.only_thumbor:
            raise BadRequest("There are no actions here: thumbor.segments says that URLs are thumbor's alone.")
        return _Reading(self._grammar, self.modes, self._parameters, pairs).wanted()


class _Reading:
    """One query, and what was found wrong with it so far."""

    def __init__(self, grammar: Grammar, known: dict[str, Mode], parameters: list[str], pairs: Pairs) -> None:
        self._grammar, self._modes, self._parameters = grammar, known, parameters
        self._wrong: list[tuple[str, str]] = []
        self._given: dict[str, list[str]] = {}
        self._spelled: dict[str, list[str]] = {}
        self._meant: Mode | None = None  # in place of one that there is not
        for name, value in pairs:
            self._given.setdefault(SHORT.get(name, name), []).append(value)
            self._spelled.setdefault(SHORT.get(name, name), []).append(name)

    def wanted(self) -> Wanted:
        mode = self._mode()
        self._check_names(mode)
        source = self._source()
        segments = [*self._of_mode(mode), *self._operations(), *self._output()]
        if self._wrong:
            raise BadParameters(problems=self._wrong)
        text = "/".join(segments)
        try:
            plan = self._grammar.parse("/".join([*segments, self._grammar.write(Plan((), source))]))
        except BadRequest as error:
            if "op" not in self._given:
                raise
            raise BadParameters(problems=[("op", _sentence(error))]) from None  # each for itself was right
        if names_preset(text):  # what it stands for may change, and may not be asked for by itself
            return Wanted(plan, f"{text}/{self._grammar.write(Plan((), plan.source))}")
        return Wanted(plan, self._grammar.write(plan))

    def _say(self, name: str, what: str) -> None:
        self._wrong.append((name, what))

    def _one(self, name: str) -> str | None:
        values = self._given.get(name)
        return values[0] if values else None

    def _mode(self) -> Mode | None:
        name = self._one("mode")
        if name is not None and name not in self._modes:
            near = nearest(_cut(name), self._modes)
            meant = f"; did you mean {near}?" if near else ""
            self._say("mode", f"must be one of {', '.join(self._modes)}, got {_short(name)}{meant}")
            self._meant = self._modes.get(near or "")
        return self._modes.get(name or "")

    def _check_names(self, mode: Mode | None) -> None:
        is_clear = mode is not None or "mode" not in self._given
        for name, values in self._given.items():
            if name not in GENERAL and (mode is None or name not in mode.fields):
                if name not in self._parameters:
                    self._say(_cut(name), self._unknown(mode, _cut(name)))
                elif is_clear:
                    self._say(name, _unused(mode, values[0]))
            elif len(values) > 1 and name != "op" and not (mode and mode.repeats(name)):
                spelled = " and ".join(dict.fromkeys(self._spelled[name]))
                came = ", ".join(map(_short, values[:_FEW])) + ("" if len(values) <= _FEW else ", ...")
                self._say(name, f"is given {len(values)} times (as {spelled}), and must be given once, got {came}")

    def _unknown(self, mode: Mode | None, name: str) -> str:
        if len(self._wrong) >= _EXPLAINED:
            return "is unknown"
        names = [*GENERAL, *(mode.fields if mode else self._parameters)]
        known = dict.fromkeys([*names, *(short for short, long in SHORT.items() if long in names)])
        fields = meant.fields if (meant := mode or self._meant) else {}
        near = next((one for one, field in fields.items() if field == name), None) or nearest(name, known)
        return "is unknown" + (f"; did you mean {near}?" if near else f"; known are {', '.join(known)}")

    def _source(self) -> str:
        path, url = self._one("path"), self._one("url")
        if path and url:
            self._say("url", "may not stand beside path; both name the source")
        elif url is not None and not _URL.match(url):
            self._say("url", f"must be the http or https address of an image, got {_short(url)}")
        elif not path and not url:
            self._say("path", "is required: the key of the source; or url: the address of an image")
        return path or url or ""

    def _of_mode(self, mode: Mode | None) -> Iterator[str]:
        if (mode := mode or self._meant) is not None:
            given = {name: values for name, values in self._given.items() if name in mode.fields}
            text, wrong = mode.text(given)
            if self._meant is not None:  # what that one would need besides need not be what is needed
                wrong = [one for one in wrong if one[0].partition("[")[0] in given]
            known = {name for name, _ in self._wrong}
            self._wrong += [one for one in wrong if one[0] not in known]  # of two values none is looked at
            yield text

    def _operations(self) -> Iterator[str]:
        for at, text in enumerate(operations := self._given.get("op", [])):
            name = "op" if len(operations) == 1 else f"op[{at}]"
            if len(self._wrong) >= _EXPLAINED:
                return
            if not text.strip("/"):
                self._say(name, f"must be operations as in a URL's path, such as blur:2, got {text!r}")
                continue
            with suppress(FitterError):  # what the rules forbid is said of the whole, when nothing else is wrong
                try:
                    self._grammar.operations(typed(text))
                except BadRequest as error:
                    self._say(name, f"{_sentence(error)}, got {_short(text)}")
            yield typed(text)

    def _output(self) -> Iterator[str]:
        for name in ("format", "quality"):
            value, kind = self._one(name), self._grammar.vocabulary.word(name)
            if value is None or kind is None:
                continue
            try:
                yield (kind.parse([value]) if value else kind.build()).text
            except BadArgument as error:
                text = _sentence(error).removeprefix(f"{name}: ").removeprefix(f"{name} ")
                if name not in {one for one, _ in self._wrong}:
                    self._say(name, text if "got" in text else f"{text}, got {_short(value)}")


def _sentence(error: BadRequest) -> str:
    return error.detail.replace(HINT, "").removesuffix(".")


def _unused(mode: Mode | None, value: str) -> str:
    if mode is None:
        return f"belongs to a mode, and none is named, got {_short(value)}; mode=resize is one"
    takes = f"takes {', '.join(mode.fields)}" if mode.fields else "takes no parameters of its own"
    return f"is not used by mode {mode.name}, which {takes}, got {_short(value)}"


def _short(value: str) -> str:
    return repr(_cut(value))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
