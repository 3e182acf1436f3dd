"""What every purger must do."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from fitter import Purger
from tests.contracts.loader import NASTY

TAG = "fitter-0123456789abcdef01234567"


class PurgerContract:
    """Subclass it, provide the fixture ``purger``, and ``told``: the tags that have arrived where it tells them."""

    def test_is_a_purger(self, purger: Any) -> None:
        assert isinstance(purger, Purger)

    def test_tells_of_every_source(self, purger: Any, told: list[str]) -> None:
        async def scene() -> None:
            for number, key in enumerate(NASTY):
                await purger.purge(key, f"{TAG}{number}")
            await purger.close()

        asyncio.run(scene())
        assert told == [f"{TAG}{number}" for number in range(len(NASTY))]

    def test_tells_of_many_at_once(self, purger: Any, told: list[str]) -> None:
        async def scene() -> None:
            await asyncio.gather(*(purger.purge("a.jpg", f"{TAG}{number}") for number in range(20)))
            await purger.close()

        asyncio.run(scene())
        assert sorted(told) == sorted(f"{TAG}{number}" for number in range(20))


@pytest.fixture
def told() -> list[str]:
    """Nothing yet."""
    return []
