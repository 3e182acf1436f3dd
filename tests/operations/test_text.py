from __future__ import annotations

import pytest
import pyvips

from fitter import BadArgument, Box, LimitExceeded
from fitter.operations.text import Text
from tests.contracts.operation import OperationContract
from tests.operations.stage import answer, grammar, made, pixel, plain, png

PAPER = png(plain(200, 100, 255, 255, 255))


def ink(arguments: str, name: str = "text") -> Box:
    """Where on white paper of 200x100 something is written in black."""
    return written(made(f"{name}:{arguments}/key.png", PAPER))


def written(picture: pyvips.Image) -> Box:
    left, top, width, height = picture[0].find_trim(threshold=60, background=255)
    return Box(left, top, left + width, top + height)


class TestText(OperationContract):
    operation = Text

    def test_it_is_in_the_middle_of_the_picture(self) -> None:
        box = ink("Hallo")
        assert box.left + box.right == pytest.approx(200, abs=3)
        assert box.top + box.bottom == pytest.approx(100, abs=3)

    @pytest.mark.parametrize(
        ("place", "left", "top", "right", "bottom"),
        [
            ("0,0", 0, 0, None, None),
            ("10,20", 10, 20, None, None),
            ("-10,-20", None, None, 190, 80),
            ("left,bottom", 0, None, None, 100),
            ("right,top", None, 0, 200, None),
            ("10p,20p", 20, 20, None, None),
            ("-10p,-20p", None, None, 180, 80),
        ],
    )
    def test_where_it_stands(
        self, place: str, left: int | None, top: int | None, right: int | None, bottom: int | None
    ) -> None:
        box = ink(f"HEH,{place}")
        for edge, expected in zip((box.left, box.top, box.right, box.bottom), (left, top, right, bottom), strict=True):
            assert expected is None or edge == pytest.approx(expected, abs=1)

    def test_what_is_outside_is_cut(self) -> None:
        assert ink("HHH,180,90,40").right == 200
        assert pixel(made("text:HHH,500,0/key.png", PAPER), 0, 0)[:3] == (255, 255, 255)

    def test_it_repeats(self) -> None:
        one = ink("HH,0,40,20").size
        box = ink("HH,repeat,40,20")
        assert box.size.height == one.height
        assert box.size.width == pytest.approx(200, abs=8)
        assert ink("HH,repeat,repeat,20").size.height == pytest.approx(100, abs=8)
        ground = made("text:HH,repeat,repeat,20/key.png", PAPER)[0]
        assert 0.1 < (ground < 128).avg() / 255 < 0.6

    def test_its_size(self) -> None:
        small, large = ink("H,0,0,20").size, ink("H,0,0,40").size
        assert large.height == pytest.approx(2 * small.height, abs=1)
        assert large.height == pytest.approx(40 * 0.73, abs=1)
        assert ink("H,0,0,40p").size == large
        assert ink("H,0,0,40,black,0,100p,left,sans-bold").size.width > large.width

    def test_its_colour(self) -> None:
        for arguments, colour in [(",red", (255, 0, 0)), (",red,50", (255, 128, 128)), (",ff000080", (255, 127, 127))]:
            picture = made(f"text:H,10,10,90{arguments}/key.png", PAPER)
            assert pixel(picture, 16, 50)[:3] == pytest.approx(colour, abs=2)
        assert made("text:H,10,10,90,red,100/key.png", PAPER)[1].min() == 255

    def test_lines(self) -> None:
        one, two = ink("HH").size, ink("HH%5CnHH").size
        assert two.height > 2 * one.height
        assert ink("b64:SEgKSEg").size == two  # the same in base64url
        assert ink("HH%5C%5CnHH").size.width > 2 * two.width  # a backslash that is meant
        assert ink("H%20H,0,0,24,black,0,30").size.height > 2 * one.height
        assert ink("HHHHHHHHHHHHHHHHHH").size.height > one.height  # wider than the picture

    def test_alignment(self) -> None:
        boxes = {align: ink(f"HHHHHH%5Cnl,0,0,24,black,0,100p,{align}") for align in ("left", "center", "right")}
        assert len({box.size for box in boxes.values()}) == 1
        lines = {
            align: written(made(f"text:HHHHHH%5Cnl,0,0,24,black,0,100p,{align}/crop:0,24,200,40/key.png", PAPER)).left
            for align in boxes
        }
        assert lines["left"] < 10 < lines["center"] < lines["right"]

    def test_turned(self) -> None:
        flat, standing = ink("HHHH").size, ink("HHHH,center,center,24,black,0,100p,left,sans,90").size
        assert (standing.width, standing.height) == (flat.height, flat.width)
        assert ink("HHHH,center,center,24,black,0,100p,left,sans,-30").size.height > 2 * flat.height

    def test_it_has_no_markup(self) -> None:
        plain_size = ink("i,0,0,12").size
        for text in ("<b>i<%2Fb>", "%26lt;", "<", "%26", "<!--"):
            assert ink(f"{text},0,0,12").size.width > plain_size.width

    @pytest.mark.parametrize("text", ["%CE%95%CE%BB%CE%BB", "%D0%9F%D1%80%D0%B8", "%C3%9F%C4%99%C5%A3"])
    def test_other_alphabets(self, text: str) -> None:
        assert ink(text).size.width > 20
        assert ink(text).size != ink("%E6%BC%A2%E6%BC%A2%E6%BC%A2").size  # boxes

    def test_clear_and_grey_pictures(self) -> None:
        picture = made("text:H,0,0,90,red/key.png", png(plain(200, 100, 0, 0, 0, 0)))
        assert (pixel(picture, 6, 50), pixel(picture, 150, 50)[3]) == ((255, 0, 0, 255), 0)
        assert made("grayscale/text:H/key.png", PAPER).bands == 1
        assert made("grayscale/text:H,0,0,90,red/key.png", PAPER).bands == 3

    @pytest.mark.parametrize(
        ("segment", "error", "said"),
        [
            ("text:a,0,0,20,red,0,,,serif", BadArgument, "one of sans, sans-bold, got 'serif'"),
            ("text:%20%20", BadArgument, "nothing to be seen"),
            ("text:%E2%80%8B", BadArgument, "nothing to be seen"),
            ("text:a,0,0,100000", LimitExceeded, "too much room"),
            (f"text:{'W' * 500},0,0,90,red,0,90", LimitExceeded, "cannot be written"),
            (f"text:{'a%5Cn' * 160}a,0,0,5000", LimitExceeded, "too much room"),
            (f"text:{'A' * 250}{'%E2%80%A8' * 249}A,0,0,48,red,0,1000000", LimitExceeded, "500 characters takes too"),
            (f"text:{'A' * 250}{'%E2%80%A9' * 249}A,0,0,48,red,0,1000000", LimitExceeded, "500 characters takes too"),
            ("text:a,0,0,20,red,0,,,serif", BadArgument, "^text: font must be one of"),
            ("label:a,0,0,20,red,0,serif", BadArgument, "^label: font must be one of"),
        ],
    )
    def test_what_cannot_be_written(self, segment: str, error: type[Exception], said: str) -> None:
        with pytest.raises(error, match=said):
            answer(f"{segment}/key.png", PAPER)

    @pytest.mark.parametrize(
        ("call", "text"),
        [
            ("Hi", "text:Hi,0,0"),
            ("'a, b',left,bottom,sans-bold-24,red,20", "text:a%2C%20b,0,-0,,ff0000,20,,,sans-bold"),
            ("Hi,1,2,sans-18,blue,0,normal,80p,centre", "text:Hi,1,2,18,0000ff,,80p,center"),
            ("Hi,1,2,sans,,,,full,high", "text:Hi,1,2,,,,,right"),
        ],
    )
    def test_imagors_filter(self, call: str, text: str) -> None:
        plan = grammar().parse(f"filters:text({call})/key.png")
        assert plan.operations[0].text == text
        assert grammar().parse(grammar().write(plan)) == plan

    @pytest.mark.parametrize(
        "call", ["Hi,0,0,sans-9,red,0,multiply", "Hi,1,2,3,4,5,,7,8,true", "Hi,a", "Hi,0,0,x-9.5.5"]
    )
    def test_what_imagors_filter_has_too(self, call: str) -> None:
        with pytest.raises(BadArgument, match="text: "):
            answer(f"filters:text({call})/key.png", PAPER)

    def test_on_other_screens(self) -> None:
        assert Text.parse(["Hi", "10", "-5p", "10p"]).scaled(2).text == "text:Hi,20,-5p,10p"
        assert Text.parse(["Hi", "", "", "", "", "", "30"]).scaled(1.5).text == "text:Hi,,,36,,,45"
