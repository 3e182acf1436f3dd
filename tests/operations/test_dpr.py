from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitter import BadArgument, LimitExceeded, Segment, Size
from fitter.operations.dpr import Dpr
from fitter.operations.resize import Resize
from tests.contracts.operation import OperationContract
from tests.operations.stage import grammar, made, quad
from tests.table import table
from tests.url.plans import operations
from tests.url.words import OPERATIONS


class TestDpr(OperationContract):
    operation = Dpr

    @pytest.mark.parametrize(
        ("path", "size"),
        [
            ("40x30/dpr:2", (80, 60)),
            ("dpr:2/40x30", (80, 60)),
            ("filters:dpr(2)/40x30", (80, 60)),
            ("40x/dpr:1.5", (60, 45)),
            ("x30/dpr:0.5", (20, 15)),
            ("1x1/dpr:0.1", (1, 1)),
            ("fit-in/40x40/dpr:3", (80, 60)),
            ("origx10/dpr:2", (80, 20)),
            ("dpr:2", (80, 60)),
            ("dpr:3/40x30/dpr:2", (80, 60)),
            ("pad:1,2,3,4/dpr:2", (92, 68)),
            ("pad:3/dpr:1.5", (88, 68)),
            ("10x10:50x40/dpr:2", (40, 30)),
        ],
    )
    def test_sizes_and_borders_grow(self, path: str, size: tuple[int, int]) -> None:
        picture = made(f"{path}/key.png", quad())
        assert (picture.width, picture.height) == size

    @pytest.mark.parametrize("density", ["0", "-1", "8.1", "inf", "x"])
    def test_limits(self, density: str) -> None:
        with pytest.raises(BadArgument):
            Dpr.parse([density])

    def test_what_comes_out_is_checked_before(self) -> None:
        with pytest.raises(LimitExceeded, match="resize"):
            made("4000x2000/dpr:8/key.png")

    def test_what_is_soft_or_sharp_looks_the_same(self) -> None:
        grown = {
            "blur:6": "blur:12",
            "blur:7,3": "blur:14,6",
            "blur:100,140": "blur:150,150",
            "sharpen:2,1.5": "sharpen:2,3",
            "sharpen:2,1.5,lightness": "sharpen:2,2.5,lightness",
            "sharpen:2,0,colors": "sharpen:2,,colors",
            "unsharp:6,2": "unsharp:10,2",
        }
        for text, wanted in grown.items():
            assert grammar().operations(text)[0].scaled(2).text == wanted
        assert grammar().operations("sharpen:1,0.5,colors")[0].scaled(0.1).text == "sharpen:,0,colors"

    def test_a_size_of_the_source_is_not_a_number(self) -> None:
        one = Resize.build(width="orig", height=10).scaled(2)
        assert one.target(Size(7, 5)) == Size(7, 20)


DENSITIES = st.floats(0.01, 8)
SIZES = st.builds(Size, st.integers(1, 5000), st.integers(1, 5000))


def limits(one: Segment, size: Size) -> Size | None:
    """The largest that comes out; None for what cannot be done to that size, such as a crop beside it."""
    try:
        return one.bounds(size)
    except BadArgument:
        return None


@table("kind", OPERATIONS, ids=lambda kind: kind.name)
def test_every_operation_has_every_density(kind: type[Segment]) -> None:
    @settings(max_examples=15)
    @given(operations(kind), DENSITIES, SIZES)
    def scaled(one: Segment, density: float, size: Size) -> None:
        same = one.scaled(1)
        assert (same.text, limits(same, size)) == (one.text, limits(one, size))
        grown = one.scaled(density)
        assert type(grown) is kind
        found = limits(grown, size)
        assert found is None or min(found.width, found.height) >= 1

    scaled()
