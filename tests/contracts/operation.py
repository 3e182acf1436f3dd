"""What every operation must do. A test file for an operation subclasses this and names the operation."""

from __future__ import annotations

from typing import ClassVar

import pytest
import pyvips

from fitter import Blob, Segment
from fitter.explained import explained
from fitter.url.vocabulary import filter_name
from tests.material import ROOT
from tests.operations import stage

PICTURES = ROOT / "docs" / "pictures"
"""The reference page's: each operation's example."""


class OperationContract:
    """Subclass it as ``class TestFlip(OperationContract)``, set ``operation``, and add what is special about it."""

    operation: ClassVar[type[Segment]]
    others: ClassVar[tuple[Blob, ...]] = ()
    """Its further pictures, where the source's own would not do."""

    def test_it_is_registered(self) -> None:
        line = f'"{self.operation.__module__}.{self.operation.__name__}"'
        registered = self.operation in stage.grammar().vocabulary
        assert registered, f"add the line {line} to BUILTIN in fitter/operations/__init__.py"

    def test_it_is_documented(self) -> None:
        text = vars(self.operation).get("__doc__")
        assert text, f"{self.operation.__name__} has no docstring: say what it does"

    def test_its_arguments_are_documented(self) -> None:
        silent = [field for field, info in explained(self.operation).items() if not info.description]
        assert not silent, f'put a text in """ below {", ".join(silent)}; it becomes the reference page'

    def test_its_example_runs(self, request: pytest.FixtureRequest) -> None:
        example = getattr(self.operation, "example", None)
        assert example, f"{self.operation.__name__} has no example: a path without signature that shows what it does"
        plan = stage.grammar().parse(example)
        assert any(isinstance(one, self.operation) for one in plan.operations), f"{example} does not use it"
        shown = [file for file in PICTURES.glob(f"{self.operation.name}.*") if file.suffix != ".json"]
        if not shown:
            assert stage.answer(example, stage.quad(), *self.others).size
            return
        samples = request.getfixturevalue("samples")
        made = stage.answer(example, *(Blob((samples / key).read_bytes()) for key in plan.sources))
        kept = pyvips.Image.new_from_buffer(shown[0].read_bytes(), "")
        size = (made.facts["width"], made.facts["height"])
        assert size == (kept.width, kept.height), f"{shown[0].name} is old: run `make docs`"

    def test_its_canonical_text_reads_as_itself(self) -> None:
        grammar = stage.grammar()
        plan = grammar.parse(self.operation.example)
        assert grammar.parse(grammar.write(plan)) == plan

    def test_it_changes_pixels_or_output(self) -> None:
        own = vars(self.operation)
        missing = f"{self.operation.__name__} has none of apply, combine and configure"
        assert {"apply", "combine", "configure"} & own.keys(), missing

    def test_its_name_in_filters_is_its_own(self) -> None:
        assert stage.grammar().vocabulary.filter(filter_name(self.operation)) is self.operation
