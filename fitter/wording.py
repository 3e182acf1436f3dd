"""Fields in words: what one allows, how its values are written, and what is wrong with what came."""

from __future__ import annotations

import difflib
import types
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from fitter.fields import Refusal, Says


def says(annotation: Any, metadata: Iterable[Any] = (), *, null: bool = True) -> str:
    """What values are allowed, in words: ``a whole number from 1 to 100``, ``one of jpeg, png``, ``a list of text``.

    In a URL what is left out stands for null, which nobody can write there.
    """
    metadata = list(metadata)
    origin = get_origin(annotation)
    if origin is Annotated:
        marks = [one for mark in get_args(annotation)[1:] for one in getattr(mark, "metadata", [mark])]
        return says(get_args(annotation)[0], [*marks, *metadata])
    named = next((mark for mark in metadata if isinstance(mark, Says)), None)
    if origin in (Union, types.UnionType):
        words = [says(one, metadata) for one in get_args(annotation) if one is not type(None)]
        words += ["null"] if null and type(None) in get_args(annotation) else []
        return " or ".join(dict.fromkeys(words))
    if origin is Literal:
        return "one of " + ", ".join(map(str, get_args(annotation)))
    if origin in (list, tuple, frozenset, set) and named is None:
        return "a list, each " + says(get_args(annotation)[0])
    if origin is dict:
        return "a table of " + says(get_args(annotation)[1]).removeprefix("a ")
    simple = {
        int: "a whole number",
        float: "a number",
        str: "text",
        bool: "true or false",
        SecretStr: "text",
        Path: "a path",
    }
    if named is None:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return "a section with " + ", ".join(annotation.model_fields)
        return simple.get(annotation, str(getattr(annotation, "__name__", annotation))) + _limits(metadata, str)
    return named.noun + _limits(metadata, named.show)


def _limits(metadata: list[Any], show: Callable[[Any], str]) -> str:
    low = next((m.ge for m in metadata if isinstance(m, annotated_types.Ge)), None)
    high = next((m.le for m in metadata if isinstance(m, annotated_types.Le)), None)
    above = next((m.gt for m in metadata if isinstance(m, annotated_types.Gt)), None)
    shortest = next((m.min_length for m in metadata if isinstance(m, annotated_types.MinLen)), None)
    longest = next((m.max_length for m in metadata if isinstance(m, annotated_types.MaxLen)), None)
    words = ""
    if above is not None:
        words += f" above {show(above)}"
    if low is not None:
        words += f" from {show(low)}" if high is not None else f" of at least {show(low)}"
    if high is not None:
        words += f" to {show(high)}" if low is not None else f" up to {show(high)}"
    if shortest is not None:
        words += f" of at least {shortest} characters"
    if longest is not None:
        words += f" of at most {longest} characters"
    return words


def field_says(field: FieldInfo, *, null: bool = True) -> str:
    """What values a field allows, in words."""
    return says(field.annotation, field.metadata, null=null)


def field_shows(field: FieldInfo, value: Any) -> str:
    """A field's value as one writes it in a configuration or a URL."""
    marks = [*field.metadata]
    if get_origin(field.annotation) in (Union, types.UnionType):
        marks += [
            mark for one in get_args(field.annotation) if get_origin(one) is Annotated for mark in get_args(one)[1:]
        ]
    named = next((mark for mark in marks if isinstance(mark, Says)), None)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        # An asterisk alone would begin an alias in YAML.
        return "[" + ", ".join('"*"' if one == "*" else str(one) for one in value) + "]"
    return named.show(value) if named else str(value)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that a misspelt one most likely means."""
    close = difflib.get_close_matches(name.lower(), list(known), n=1, cutoff=0.6)
    return close[0] if close else None


def place(path: Iterable[str | int]) -> str:
    """``("loader", 1, "timeout")`` as ``loader[1].timeout``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def explain(model: type[BaseModel], error: ErrorDetails, *, null: bool = True) -> str:
    """One of pydantic's errors as a sentence about the field: what it must be, and what came."""
    if error["type"] == "extra_forbidden":
        names = _names_beside(model, error["loc"])
        near = nearest(str(error["loc"][-1]), names)
        return "unknown" + (f"; did you mean {near}?" if near else f"; known here: {', '.join(sorted(names))}")
    field = _field_at(model, error["loc"])
    if error["type"] == "missing":
        return "is required" + (f": {field_says(field, null=null)}" if field else "")
    if error["type"] == "value_error" and "ctx" in error and isinstance(error["ctx"]["error"], Refusal):
        return str(error["ctx"]["error"])
    if field is None:
        return error["msg"]
    given = error["input"]
    shown = field_shows(field, given) if isinstance(given, float) else _short(given)  # 1h, and not 3600.0
    got = "" if _holds_secret(field.annotation) else f", got {shown}"
    unquoted = error["type"] == "string_type" and isinstance(given, (int, float))
    return f"must be {field_says(field, null=null)}{got}" + ("; in quotes it is text" if unquoted else "")


def _short(value: object) -> str:
    text = repr(value) if not isinstance(value, str) else f"{value!r}"
    return text if len(text) <= 60 else text[:57] + "..."


def _holds_secret(annotation: Any) -> bool:
    inside = [field.annotation for model in _models(annotation) for field in model.model_fields.values()]
    return annotation is SecretStr or any(map(_holds_secret, [*get_args(annotation), *inside]))


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for one in get_args(annotation) for model in _models(one)]


def _field_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> FieldInfo | None:
    field, models = None, [model]
    for step in loc:
        found = next((m.model_fields[step] for m in models if isinstance(step, str) and step in m.model_fields), None)
        if found is None and field is not None:
            found = _item(field, step)
        if found is not None:
            field, models = found, _models(found.annotation)
    return field


def _item(field: FieldInfo, step: int | str) -> FieldInfo | None:
    """What stands at a step in the list or the table of a field, if that has no noun of its own."""
    if any(isinstance(mark, Says) for mark in field.metadata):
        return None
    union = get_origin(field.annotation) in (Union, types.UnionType)
    for one in get_args(field.annotation) if union else [field.annotation]:
        if isinstance(step, int) and get_origin(one) in (list, tuple, frozenset, set):
            return FieldInfo.from_annotation(get_args(one)[0])
        if isinstance(step, str) and get_origin(one) is dict:
            return FieldInfo.from_annotation(get_args(one)[1])
    return None


def _names_beside(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    models = [model]
    for step in loc[:-1]:
        found = next((m.model_fields[step] for m in models if isinstance(step, str) and step in m.model_fields), None)
        if found is not None:
            models = _models(found.annotation)
    return [name for m in models for name in m.model_fields]
