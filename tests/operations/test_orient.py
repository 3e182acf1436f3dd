from __future__ import annotations

import pytest

from fitter.errors import BadPath
from fitter.operations.orient import Orient
from tests.contracts.operation import OperationContract
from tests.operations.stage import corners, grammar, made


class TestOrient(OperationContract):
    operation = Orient

    @pytest.mark.parametrize(
        ("path", "size", "colours"),
        [
            ("orient:90/key.png", (60, 80), "BRYG"),
            ("orient:180/key.png", (80, 60), "YBGR"),
            ("orient:0/key.png", (80, 60), "RGBY"),
            ("orient:90/30x/key.png", (30, 40), "BRYG"),
            ("30x/orient:90/key.png", (22, 30), "BRYG"),
            ("filters:orient(90)/key.png", (60, 80), "GYRB"),  # as imagor turns
            ("30x/filters:orient(90)/key.png", (30, 40), "GYRB"),
            ("0x0:40x30/filters:orient(270)/key.png", (40, 30), "BRBR"),
        ],
    )
    def test_quarter_turns(self, path: str, size: tuple[int, int], colours: str) -> None:
        picture = made(path)
        assert ((picture.width, picture.height), corners(picture)) == (size, colours)

    @pytest.mark.parametrize(
        ("path", "canonical"),
        [
            ("30x20/filters:orient(90)/a", "orient:270/30x20/a"),
            ("30x20/filters:orient(90):orient(180)/left/a", "orient:270/orient:180/30x20/left/a"),
            ("30x20/filters:blur(2):orient(90):upscale()/a", "orient:270/upscale/30x20/blur:2,2/a"),
            ("flip/filters:upscale():orient(180)/fit-in/5x/a", "orient:180/flip/upscale/fit-in/5x0/a"),
            ("30x20/orient:90/a", "30x20/orient:90/a"),
        ],
    )
    def test_in_filters_it_goes_first(self, path: str, canonical: str) -> None:
        plan = grammar().parse(path)
        assert grammar().write(plan) == canonical
        assert grammar().parse(canonical) == plan

    def test_too_many_are_refused(self) -> None:
        with pytest.raises(BadPath, match="More than 64"):
            grammar().parse("filters:" + ":".join(["orient(90)"] * 65) + "/a")
