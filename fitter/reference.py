"""Reference texts made from the code: the operations, and a configuration with every setting."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from fitter import detectors, engines, loaders, purgers, queues, storages
from fitter.explained import explained
from fitter.fields import Inherit, Options
from fitter.resolve import dotted
from fitter.segment import Segment
from fitter.settings.config import Settings
from fitter.settings.engine import Engine
from fitter.settings.section import Section
from fitter.url.modes import Mode
from fitter.url.vocabulary import filter_name
from fitter.values import Color
from fitter.wording import field_says, field_shows

_WIDTH = 118

_EXAMPLES: dict[str, Any] = {
    "security": {"keys": '["${FITTER_KEY}"]'},
    "loader": {"use": "fitter.storages.files.FileStorage", "root": "images"},
    "result_storage": [
        {"use": "fitter.storages.memory.MemoryStorage", "bytes": "128MiB"},
        {"use": "fitter.storages.files.FileStorage", "root": "var/results", "bytes": "10GiB"},
    ],
    "queue": {"use": "fitter.queues.local.LocalQueue"},
}
"""What is not left at its default in the configuration that is shipped."""


def operations_text(operations: Iterable[type[Segment]]) -> str:
    """The operations for a terminal: arguments, limits, an example."""
    return "\n\n".join(_operation_text(operation) for operation in operations)


def _operation_text(operation: type[Segment]) -> str:
    lines = [_usage(operation), *_indented(_help(operation))]
    for name, field in explained(operation).items():
        lines.append(f"      {name}: {_about(field, null=False)}")
    example = getattr(operation, "example", "")  # an operation that somebody else wrote may have none
    return "\n".join([*lines, f"    example: {example}"] if example else lines)


def _indented(text: str) -> list[str]:
    return textwrap.wrap(text, 100, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)


def operations_page(operations: Iterable[type[Segment]], answers: Mapping[str, Path]) -> str:
    """The operations as a page in Markdown, with what each example answers: files beside the page, by operation.

    Raises:
        KeyError: an operation whose example was not run.
    """
    operations = list(operations)
    parts = [
        "# Operations\n",
        "<!-- Made by `make docs` from fitter/operations; a test compares it with the code. -->\n",
    ]
    parts.append(
        "A URL is `/<signature>/<operations>/<source>`. Operations stand one behind the other, separated by `/`, and\n"
        "run in that order. Inside `filters:name(argument,argument):name()` they have thumbor's names and meaning.\n"
        "`preset:name` stands for the operations to which the settings gave that name.\n"
    )
    parts.append(", ".join(f"[{one.name}](#{one.name})" for one in operations) + ".\n")
    if new := [one.name for one in operations if one.name not in answers]:
        raise KeyError(f"no answer to the example of {', '.join(new)}: run `make docs`")
    return "\n".join(parts + [_operation_section(one, answers[one.name]) for one in operations])


def _operation_section(operation: type[Segment], answer: Path) -> str:
    lines = [f"## {operation.name}\n", f"`{_usage(operation)}`\n", f"{_help(operation)}\n"]
    if operation.model_fields:
        lines += ["| argument | allowed | default | meaning |", "|---|---|---|---|"]
        for name, field in explained(operation).items():
            lines.append(_row(name, field, null=False))
        lines.append("")
    lines.append(f"Inside `filters:` it is `{filter_name(operation)}()`. Example: `/<signature>/{operation.example}`\n")
    return "\n".join([*lines, *_shown(answer)])


def _shown(answer: Path) -> list[str]:
    if answer.suffix == ".json":
        return ["```json", answer.read_text(encoding="utf-8").rstrip(), "```", ""]
    return [f"![what the example answers](pictures/{answer.name})", ""]


def _usage(operation: type[Segment]) -> str:
    if operation.usage:
        return operation.usage
    names = [name if field.is_required() else f"[{name}]" for name, field in operation.model_fields.items()]
    return operation.name + (":" + operation.separator.join(names) if names else "")


def modes_table(modes: Iterable[Mode]) -> str:
    """The modes of the query form, each with its parameters."""
    rows = ["| mode | parameters |", "|---|---|"]
    for mode in modes:
        fields = mode.operation.model_fields
        said = [f"`{name}`: {_allowed(mode, name, fields[field])}" for name, field in mode.fields.items()]
        rows.append(f"| [{mode.name}](operations.md#{mode.operation.name}) | {'; '.join(said) or 'none'} |")
    return "\n".join(rows)


def _allowed(mode: Mode, name: str, field: FieldInfo) -> str:
    words = mode.words(name)
    return (f"one of {', '.join(words)}" if words else field_says(field, null=False)) + (
        ", required" if field.is_required() else ""
    )


def configuration_text() -> str:
    """A commented configuration with every setting; what is not needed to start stands at its default."""
    lines = [
        "# The configuration of fitter: every setting, at its default; keys, loader and result_storage are examples.",
        "# ${NAME} is a variable of the environment; one that is not set is an error.",
    ]
    for name, field in explained(Settings).items():
        lines += ["", *_comment(field.description or "", ""), *_section_lines(name, field)]
    return "\n".join(lines) + "\n"


def _section_lines(name: str, field: FieldInfo) -> Iterator[str]:
    model, example = field.annotation, _EXAMPLES.get(name)
    if isinstance(model, type) and issubclass(model, Section):
        yield f"{name}:"
        yield from _model_lines(model, example if isinstance(example, dict) else {})
        if model is Engine:
            yield f"  # Options of {engines.BUILTIN[0]}:"
            yield from _model_lines(_options(engines.BUILTIN[0]), {})
    elif example is None:
        yield f"{name}: {_yaml(field, field.get_default())}"
    else:
        yield f"{name}:"
        for row in example if isinstance(example, list) else [example]:
            yield "  - {" + ", ".join(f"{key}: {value}" for key, value in row.items()) + "}"


def _model_lines(model: type[BaseModel], given: dict[str, str]) -> Iterator[str]:
    for name, field in explained(model).items():
        default = field.get_default(call_default_factory=True)
        if isinstance(default, BaseModel):
            yield from _comment(field.description or "", "  ")
            inner = [f"{n}: {_yaml(f, f.get_default())}" for n, f in type(default).model_fields.items()]
            yield f"  {name}: {{{', '.join(inner)}}}"
        else:
            yield from _comment(_about(field), "  ")
            yield f"  {name}: {given.get(name) or _yaml(field, default)}"


def _yaml(field: FieldInfo, value: Any) -> str:
    text = field_shows(field, value)
    # A colour of six digits would be a number, and an empty text nothing.
    return f'"{text}"' if isinstance(value, Color) or value == "" else text


def configuration_page() -> str:
    """Every setting and every option of every plugin, as a page in Markdown."""
    lines = ["# Configuration\n", "<!-- Made by `make docs` from the code; a test compares it with the code. -->\n"]
    for name, field in explained(Settings).items():
        lines += [f"## {name}\n", f"{field.description}\n"]
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            lines += [*_table(field.annotation, name), ""]
    kinds = (
        ("Storages", storages),
        ("Loaders", loaders),
        ("Queues", queues),
        ("Purgers", purgers),
        ("Engines", engines),
        ("Detectors", detectors),
    )
    for title, paths in ((title, kind.BUILTIN) for title, kind in kinds):
        lines += [f"# {title}\n"] if paths else []
        for path in paths:
            lines += [f"## `{path}`\n", f"{_help(dotted(path))}\n", *_table(_options(path), ""), ""]
    return "\n".join(lines).rstrip() + "\n"


def _table(model: type[BaseModel], prefix: str) -> list[str]:
    if not model.model_fields:
        return ["No options."]
    rows = ["| setting | allowed | default | meaning |", "|---|---|---|---|"]
    for name, field in explained(model).items():
        place = f"{prefix}.{name}" if prefix else name
        default = field.get_default(call_default_factory=True)
        if isinstance(default, BaseModel):
            rows += _table(type(default), place)[2:]
        else:
            rows.append(_row(place, field))
    return rows


def _row(name: str, field: FieldInfo, *, null: bool = True) -> str:
    return f"| `{name}` | {field_says(field, null=null)} | {_default(field)} | {_text(field.description)} |"


def _default(field: FieldInfo) -> str:
    inherited = next((mark.setting for mark in field.metadata if isinstance(mark, Inherit)), None)
    if inherited:
        return f"`{inherited}`"
    if field.is_required():
        return "required"
    return f"`{field_shows(field, field.get_default(call_default_factory=True))}`"


def _options(path: str) -> type[BaseModel]:
    model: type[BaseModel] = getattr(dotted(path), "Options", Options)
    return model


def _about(field: FieldInfo, *, null: bool = True) -> str:
    return f"{_text(field.description)} ({field_says(field, null=null)})"


def _text(words: str | None) -> str:
    """A docstring as one paragraph, in Markdown's marks."""
    return " ".join((words or "").split()).replace("``", "`")


def _help(documented: Any) -> str:
    return _text(documented.__doc__)


def _comment(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# ", break_on_hyphens=False
    )
