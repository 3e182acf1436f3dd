"""The texts below fields, read out of the source when somebody wants to read them.

pydantic can do that while it makes a class. But then every start of a front or a worker parses the source of all
operations and settings, which is a third of the time that it takes to import them.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from pydantic import BaseModel
from pydantic.fields import FieldInfo


def explained(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a model with their descriptions: those that are given, or else the text below the field."""
    texts: dict[str, str] = {}
    for kind in reversed(model.__mro__):
        texts |= _below(kind) if issubclass(kind, BaseModel) and kind is not BaseModel else {}
    for name, field in model.model_fields.items():
        field.description = field.description or texts.get(name)
    return model.model_fields


@cache
def _below(kind: type) -> dict[str, str]:
    try:
        source = textwrap.dedent(inspect.getsource(kind))
    except (OSError, TypeError):  # made by a program
        return {}
    (body,) = (node.body for node in ast.parse(source).body if isinstance(node, ast.ClassDef))
    return dict(_texts(body))


def _texts(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for field, below in pairwise(body):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                yield name, inspect.cleandoc(text)
