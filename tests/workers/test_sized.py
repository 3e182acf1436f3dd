"""No result is larger than the settings allow."""

from __future__ import annotations

from typing import Any

import pytest

from fitter.settings import permissions
from fitter.settings.config import Settings
from fitter.settings.limits import Limits
from fitter.url.grammar import Grammar
from fitter.workers.greeting import hello
from fitter.workers.work import Work
from tests.operations.stage import quad


def size(path: str, **limits: Any) -> tuple[int, int]:
    """Of the picture that is made of 800x600, read with the rules of the limits and made with them."""
    settings = Settings.model_construct(limits=Limits(**limits))
    plan = permissions.grammar(settings).parse(path)
    blob = Work(hello(settings))(Grammar(settings.vocabulary()).write(plan), quad(800, 600))
    return blob.facts["width"], blob.facts["height"]


@pytest.mark.parametrize(
    ("path", "limits", "found"),
    [
        ("200x200/a", {"width": 150, "height": 150}, (150, 150)),
        ("a", {"width": 150}, (150, 112)),
        ("a", {"height": 150}, (200, 150)),
        ("200x100/a", {"width": 150}, (150, 100)),
        ("pad:100/a", {"width": 500}, (500, 400)),
        ("x700/a", {"width": 100, "height": 650}, (100, 75)),
        ("100x50/a", {"width": 100, "height": 50}, (100, 50)),
    ],
)
def test_size(path: str, limits: dict[str, int], found: tuple[int, int]) -> None:
    assert size(path, **limits) == found
