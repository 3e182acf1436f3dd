"""Rows of a table in one test: a test of its own for each would cost more than most rows do."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

import pytest

Test = Callable[..., None]


def table(names: str | Sequence[str], rows: Iterable[Any], **_: Any) -> Callable[[Test], Test]:
    """As ``pytest.mark.parametrize``, but one test that goes through all rows and then tells each that failed.

    Fixtures are the same for all rows, so it is for tests that leave nothing behind in theirs.
    """
    columns = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    cases = [(_marks(row), _cells(row, len(columns))) for row in rows]

    def decorate(test: Test) -> Test:
        @wraps(test)
        def through(*given: Any, **fixtures: Any) -> None:
            failed, passed_over = [], []
            for marks, cells in cases:
                if skipped := [mark for mark in marks if mark.name == "skip"]:
                    passed_over.append(skipped[0].kwargs.get("reason", ""))
                    continue
                try:
                    test(*given, **fixtures, **dict(zip(columns, cells, strict=True)))
                except (Exception, pytest.fail.Exception):
                    failed.append(f"{', '.join(map(_short, cells))}\n{traceback.format_exc(limit=-2)}")
            assert not failed, f"{len(failed)} of {len(cases)} rows:\n\n" + "\n".join(failed)
            if passed_over and len(passed_over) == len(cases):
                pytest.skip(passed_over[0])

        signature = inspect.signature(test)
        others = [value for name, value in signature.parameters.items() if name not in columns]
        through.__signature__ = signature.replace(parameters=others)  # type: ignore[attr-defined]  pytest looks there
        return through

    return decorate


def _marks(row: Any) -> list[pytest.Mark]:
    return [getattr(mark, "mark", mark) for mark in getattr(row, "marks", ())]


def _cells(row: Any, count: int) -> tuple[Any, ...]:
    if hasattr(row, "marks"):
        return tuple(row.values)
    return tuple(row) if count > 1 else (row,)


def _short(cell: Any) -> str:
    text = repr(cell)
    return text if len(text) <= 200 else f"{text[:200]}..."
