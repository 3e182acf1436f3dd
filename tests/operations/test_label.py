from __future__ import annotations

import pytest

from fitter import BadArgument
from fitter.operations.label import Label
from tests.contracts.operation import OperationContract
from tests.operations.stage import grammar, made
from tests.operations.test_text import PAPER, ink


class TestLabel(OperationContract):
    operation = Label

    def test_it_writes_as_text_does(self) -> None:
        assert ink("Hallo,-10,-20,30,black", "label") == ink("Hallo,-10,-20,30,black")
        one = made("filters:label(Hallo,center,top,20,red,40,sans-bold)/key.png", PAPER)
        other = made("text:Hallo,center,top,20,red,40,,,sans-bold/key.png", PAPER)
        assert (one - other).abs().max() == 0

    def test_it_needs_a_place_a_size_and_a_colour(self) -> None:
        with pytest.raises(BadArgument, match="color is required"):
            grammar().parse("filters:label(Hallo,0,0,20)/key.png")

    def test_on_other_screens(self) -> None:
        assert Label.parse(["Hi", "10", "center", "20", "red"]).scaled(2).text == "label:Hi,20,center,40,ff0000"
