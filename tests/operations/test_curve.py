from __future__ import annotations

import pytest

from fitter import BadArgument
from fitter.operations.curve import Curve, Points
from tests.contracts.operation import OperationContract
from tests.operations.stage import grammar, made, pixel, plain, png

THUMBOR = (
    "filters:curve([(0,0),(255,255)],[(0,50),(16,51),(32,69),(58,85),(92,120),(128,170),(140,186),(167,225),(192,245),"
    "(225,255),(244,255),(255,254)],[(0,0),(16,2),(32,18),(64,59),(92,116),(128,182),(167,211),(192,227),(224,240),"
    "(244,247),(255,252)],[(0,48),(16,50),(62,77),(92,110),(128,144),(140,153),(167,180),(192,192),(224,217),(244,225),"
    "(255,225)])/a"
)


class TestCurve(OperationContract):
    operation = Curve

    def test_a_curve_goes_through_its_points_and_is_level_beyond(self) -> None:
        table = Points.parse("20-50;64-90;128-40;200-255").table()
        assert [table[x] for x in (0, 20, 64, 128, 200, 255)] == [50, 50, 90, 40, 255, 255]

    def test_straight_lines_are_exact(self) -> None:
        assert Points.parse("0-0;255-255").table() == bytes(range(256))
        assert Points.parse("0-255;100-155;255-0").table() == bytes(reversed(range(256)))
        assert Points.parse("7-99").table() == bytes([99] * 256)

    def test_between_points_it_is_the_natural_spline(self) -> None:
        # Through (0,0), (100,100), (200,0): at 50 a parabola would give 75, the natural spline gives 68.75.
        table = Points.parse("0-0;100-100;200-0").table()
        assert [table[x] for x in (50, 150)] == [69, 69]
        # Through (0,0), (60,0), (120,60), (180,60): both inner bends are solved together.
        assert Points.parse("0-0;60-0;120-60;180-60").table()[90] == 30

    def test_channels_first_then_all(self) -> None:
        source = png(plain(8, 8, 10, 20, 30, 40))
        assert pixel(made("curve:0-255;255-0,0-100,,0-0;255-0/key.png", source), 4, 4) == (155, 235, 255, 40)

    def test_as_the_clients_of_thumbor_write_it(self) -> None:
        (curve,) = grammar().parse(THUMBOR).operations
        assert isinstance(curve, Curve)
        assert curve.all == Points(((0, 0), (255, 255)))
        assert curve.red.places[:2] == ((0, 50), (16, 51))
        assert [len(one.places) for one in (curve.red, curve.green, curve.blue)] == [12, 11, 11]
        blanks = THUMBOR.replace(",", " , ").replace("[", "[ ").replace(" ", "%20")
        assert grammar().parse(blanks).operations == (curve,)
        assert grammar().parse(grammar().write(grammar().parse(THUMBOR))).operations == (curve,)

    def test_no_points_are_a_straight_line(self) -> None:
        assert grammar().operations("filters:curve([],[],[],[(1,2)])")[0].text == "curve:,,,1-2"

    @pytest.mark.parametrize(
        "text", ["[(0,0)(1,1)]", "[(0,0),(1)]", "[[(0,0)]]", "[(0,0),(0,1)]", "[(9,0),(8,1)]", "[(0,256)]"]
    )
    def test_what_is_no_curve_is_refused(self, text: str) -> None:
        with pytest.raises(BadArgument, match="curve: green must be points from left to right"):
            grammar().parse(f"filters:curve([],[],{text},[])/a")
