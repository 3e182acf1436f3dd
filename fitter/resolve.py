"""A dotted path and options from the settings become a checked plugin."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from pydantic import ValidationError

from fitter import detectors, engines, loaders, purgers, queues, storages
from fitter.fields import Inherit, Options
from fitter.operations import BUILTIN as OPERATIONS
from fitter.operations import FILTERS, NAMES
from fitter.problems import ConfigError, Problem
from fitter.segment import Segment
from fitter.url.vocabulary import Later, Vocabulary
from fitter.wording import explain, nearest

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_KINDS = (storages, loaders, queues, purgers, engines, detectors)
_KNOWN = (*(path for kind in _KINDS for path in kind.BUILTIN), *OPERATIONS)


class Unresolved(Exception):
    """A plugin that cannot be made; it carries the problems, their paths relative to the plugin's section."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.text for problem in problems))
        self.problems = problems


def dotted(path: str) -> Any:
    """What the dotted path names.

    Raises:
        Unresolved: nothing; the text says how far it got and what was perhaps meant.
    """
    module, _, name = path.rpartition(".")
    try:
        return getattr(importlib.import_module(module), name)
    except ModuleNotFoundError as error:
        missing = error.name if error.name and not path.startswith(error.name) else None
        where = "" if path.startswith("fitter.") else f"; no module {error.name} is installed or on PYTHONPATH"
        why = f"{path} needs the module {missing}, which is not installed" if missing else _nothing(path) + where
        raise Unresolved([Problem(("use",), why)]) from error
    except (AttributeError, ValueError) as error:
        raise Unresolved([Problem(("use",), _nothing(path))]) from error
    except (Exception, SystemExit) as error:
        # A plugin's own code runs here; whatever it raises is a mistake in the configuration, not a crash.
        raise Unresolved([Problem(("use",), f"{path} cannot be imported: {error!r}")]) from error


def follows(path: str, kind: type) -> bool:
    """Whether the dotted path names a class that has all the methods of a protocol."""
    try:
        found = dotted(path)
    except Unresolved:  # said of that plugin already
        return False
    return isinstance(found, type) and issubclass(found, kind)


def _nothing(path: str) -> str:
    near = nearest(path, _KNOWN)
    return f"there is no {path}" + (f"; did you mean {near}?" if near and near != path else "")


def plugin(use: str, given: Mapping[str, Any], kind: type, inherited: Callable[[str], Any]) -> Callable[[], Any]:
    """A function that makes the plugin, its options already checked; Unresolved if the plugin's own code fails then.

    Args:
        use: the class's dotted path.
        given: its options as they stand in the settings.
        kind: the protocol that it must follow.
        inherited: the value of another setting, for options that take theirs from one; an AttributeError or LookupError
            where there is none.

    Raises:
        Unresolved: with every problem of the section.
    """
    found = dotted(use)
    needed = [name for name in dir(kind) if not name.startswith("_")]
    lacking = [name for name in needed if not callable(getattr(found, name, None))]
    if not isinstance(found, type) or lacking:
        lacks = f", it lacks {', '.join(lacking)}" if lacking else ""
        raise Unresolved([Problem(("use",), f"{use} is no {kind.__name__.lower()}{lacks}")])
    if odd := next((name for name in needed if not _takes(found, name, kind)), None):
        raise Unresolved([Problem(("use",), f"{use} is no {kind.__name__.lower()}, its {odd} takes other arguments")])
    model = getattr(found, "Options", Options)
    if not (isinstance(model, type) and issubclass(model, Options)):
        raise Unresolved([Problem(("use",), f"{use} has Options that are no subclass of fitter.Options")])
    defaults = dict(_inherited(model, inherited))
    try:
        options = model(**{**defaults, **given})
    except ValidationError as error:
        raise Unresolved([Problem(one["loc"], explain(model, one)) for one in error.errors()]) from None
    except Exception as error:  # such as a type that pydantic does not know
        raise Unresolved([Problem(("use",), f"{use} has Options that cannot be read: {_said(error)}")]) from error

    def make() -> Any:
        try:
            return found(options)
        except (Exception, SystemExit) as error:  # as above
            raise Unresolved([Problem(("use",), f"{use} cannot be made: {error!r}")]) from error

    return make


def _inherited(model: type[Options], value: Callable[[str], Any]) -> Iterator[tuple[str, Any]]:
    for name, field in model.model_fields.items():
        for mark in field.metadata:
            if isinstance(mark, Inherit):
                try:
                    yield name, value(mark.setting)
                except (AttributeError, LookupError, TypeError):
                    text = f"cannot be inherited: no setting {mark.setting} is known here"
                    raise Unresolved([Problem((name,), text)]) from None


def _takes(plugin: type, name: str, kind: type) -> bool:
    """Whether a method can be called as the protocol's is; of what is no plain function nobody knows."""
    method = inspect.getattr_static(plugin, name)
    if not inspect.isfunction(method):
        return True
    wanted = inspect.signature(getattr(kind, name)).parameters.values()
    named = [one.name for one in wanted if one.kind is one.KEYWORD_ONLY]
    try:
        inspect.signature(method).bind(*[None] * (len(wanted) - len(named)), **dict.fromkeys(named))
    except TypeError:
        return False
    return True


def operation(path: str) -> type[Segment]:
    """The operation that the dotted path names, its fields read now and not when the first URL asks for it.

    Raises:
        Unresolved: it names none.
    """
    found = _operation(path)
    try:
        found.model_rebuild()
    except Exception as error:  # a plugin's own code runs here
        raise Unresolved([Problem((), f"{path} has fields that cannot be read: {_said(error)}")]) from error
    return found


def _operation(path: str) -> type[Segment]:
    found = dotted(path)
    if not (isinstance(found, type) and issubclass(found, Segment)):
        raise Unresolved([Problem((), f"{path} is no operation, it must be a subclass of fitter.Segment")])
    if not hasattr(found, "name"):
        raise Unresolved([Problem((), f"{path} is no operation, it has no name")])
    name: object = found.name
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise Unresolved([Problem((), f"{path} is no operation, its name must be a word such as round-corner")])
    return found


def operations(extra: list[str]) -> list[type[Segment]]:
    """The built-in operations and the settings' own, in order.

    Raises:
        ConfigError: a path that names no operation.
    """
    return list(vocabulary(extra))


def vocabulary(extra: list[str]) -> Vocabulary:
    """The words for all of them. A process needs few of the built-in ones, so that each is loaded when it is needed.

    Raises:
        ConfigError: a path that names no operation.
        ValueError: two have one name.
    """
    return Vocabulary([*_builtin(), *_own(extra)])


def _builtin() -> Iterator[Later]:
    for name, path in NAMES.items():
        yield Later(name, FILTERS.get(name, name.replace("-", "_")), partial(_operation, path))


def _said(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _own(paths: list[str]) -> list[type[Segment]]:
    found, problems = [], []
    for at, path in enumerate(paths):
        try:
            found.append(operation(path))
        except Unresolved as error:
            problems += [f"operations[{at}]: {problem.text}" for problem in error.problems]
    if problems:
        raise ConfigError(problems)
    return found
