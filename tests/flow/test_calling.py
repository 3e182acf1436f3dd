"""Plugins are called in one way, however they are written."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

import pytest

from fitter.flow.calling import call, close_all


@dataclass
class Unhashable:
    """As a plugin may be: equal to another of its kind."""

    answer: str

    def get(self, key: str) -> str:
        return f"{self.answer} {key}"


@dataclass(frozen=True, slots=True)
class Slotted:
    """And one that nothing can refer to weakly."""

    answer: str

    def get(self, key: str) -> str:
        return f"{self.answer} {key}"


@pytest.mark.parametrize("kind", [Unhashable, Slotted])
def test_any_object_may_be_a_plugin(kind: type[Unhashable] | type[Slotted]) -> None:
    assert asyncio.run(call(kind("found").get, "a")) == "found a"


def test_one_that_cannot_be_closed_keeps_no_other_from_it(caplog: pytest.LogCaptureFixture) -> None:
    closed = []

    class Broken:
        def close(self) -> None:
            raise RuntimeError("no")

    class Whole:
        async def close(self) -> None:
            closed.append(self)

    whole = Whole()
    with caplog.at_level(logging.ERROR, "fitter.plugin"):
        asyncio.run(close_all([Broken(), object(), whole]))
    assert closed == [whole]
    assert "Broken cannot be closed" in caplog.text
    assert "RuntimeError: no" in caplog.text
