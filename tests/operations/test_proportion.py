from __future__ import annotations

import pytest

from fitter import Size
from fitter.operations.proportion import Proportion
from tests.contracts.operation import OperationContract
from tests.material import vectors
from tests.operations.stage import made, quad


def sizes() -> list[object]:
    rows = vectors("thumbor.json", "http_size_cases")
    return [row for row in rows if not isinstance(row, dict) or "proportion" in row["options"]]


class TestProportion(OperationContract):
    operation = Proportion

    @pytest.mark.parametrize("row", sizes())
    def test_sizes_are_those_of_thumbor(self, row: dict[str, dict[str, int]]) -> None:
        small = made(f"{row['options']}/key.png", quad(row["source_width"], row["source_height"]))  # type: ignore[arg-type]  # the row is JSON
        assert (small.width, small.height) == (row["expect"]["width"], row["expect"]["height"])

    def test_it_never_leaves_nothing(self) -> None:
        assert Proportion(factor=0.01).bounds(Size(99, 5000)) == Size(99, 5000)
        assert Proportion(factor=0.01).bounds(Size(100, 199)) == Size(1, 1)
