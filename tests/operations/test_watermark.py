from __future__ import annotations

from typing import Any

import pytest
import pyvips

from fitter import Blob
from fitter.operations.watermark import Watermark
from fitter.wishes import Wishes
from tests.contracts.operation import OperationContract
from tests.material import vectors
from tests.operations.stage import grammar, made, pixel, plain, png, work

WHITE = png(plain(200, 100, 255, 255, 255))
MARK = png(plain(20, 10, 0, 0, 0, 255))


def dark(picture: pyvips.Image) -> tuple[int, int, int, int]:
    """The box of what is dark."""
    left, top, width, height = picture.extract_band(0, n=3).bandmean().find_trim(background=255, threshold=128)
    return left, top, left + width, top + height


def told(**fields: str | int) -> pyvips.Image:
    """A mark whose file says more than its pixels."""
    mark = plain(20, 10, 0, 0, 0).copy()
    for name, value in fields.items():
        mark.set_type(pyvips.GValue.gint_type if isinstance(value, int) else pyvips.GValue.gstr_type, name, value)
    return mark


def marked(arguments: str, mark: Blob = MARK, source: Blob = WHITE) -> pyvips.Image:
    return made(f"filters:watermark(mark.png,{arguments})/a.png", source, mark)


class TestWatermark(OperationContract):
    operation = Watermark

    @pytest.mark.parametrize("case", vectors("thumbor.json", "http_watermark_geometry"))
    def test_thumbors_places(self, case: dict[str, Any]) -> None:
        picture = marked(case["args"])
        assert dark(picture) == pytest.approx(case["dark_bbox_ltrb"], abs=1)
        dots = (picture.extract_band(0, n=3).bandmean() < 128).avg() / 255 * picture.width * picture.height
        assert dots == pytest.approx(case["dark_pixels"], rel=0.01)

    @pytest.mark.parametrize(
        ("arguments", "box"),
        [
            ("left,top,0", (0, 0, 20, 10)),
            ("right,bottom,0", (180, 90, 200, 100)),
            ("center,center,0", (90, 45, 110, 55)),
            ("-50p,-10,0", (80, 80, 100, 90)),
            ("190,95,0", (190, 95, 200, 100)),
            ("-190,-95,0", (0, 0, 10, 5)),
            ("repeat,repeat,0", (0, 0, 200, 100)),
            ("repeat,bottom,0", (0, 90, 200, 100)),
            ("0,0,0,20", (0, 0, 40, 20)),
            ("0,0,0,none,none", (0, 0, 20, 10)),
            ("0,0,0,0,0", (0, 0, 20, 10)),
            ("0,0,0,1000,", (0, 0, 200, 100)),
            ("center,repeat,0,1000", (0, 0, 200, 100)),
        ],
    )
    def test_places(self, arguments: str, box: tuple[int, int, int, int]) -> None:
        assert dark(marked(arguments)) == box

    @pytest.mark.parametrize("arguments", ["0,0,100", "500,0,0", "0,-500,0", "-500,0,0,5"])
    def test_nothing_is_seen_of_it(self, arguments: str) -> None:
        assert marked(arguments).min() == 255

    @pytest.mark.parametrize("ratios", ["5e-324", "none,5e-324", "1e-320,1e-323", "0.001,1000"])
    def test_the_smallest_mark_is_a_pixel(self, ratios: str) -> None:
        picture = marked(f"0,0,0,{ratios}", MARK, png(plain(40, 30, 255, 255, 255)))
        assert [pixel(picture, *at)[0] for at in ((0, 0), (1, 0), (0, 1))] == [0, 255, 255]

    @pytest.mark.parametrize(("alpha", "expected"), [(0, 0), (50, 128), (80, 204), (100, 255)])
    def test_how_much_shines_through(self, alpha: int, expected: int) -> None:
        assert pixel(marked(f"0,0,{alpha}"), 5, 5) == pytest.approx((expected,) * 3, abs=2)

    def test_a_mark_that_is_half_clear_itself(self) -> None:
        half = png(plain(20, 10, 200, 0, 0, 128))
        assert pixel(marked("0,0,50", half), 5, 5) == pytest.approx((241, 191, 191), abs=2)

    @pytest.mark.parametrize("ink", [(60,), (60, 255), (60, 60, 60), (60, 60, 60, 255)])
    @pytest.mark.parametrize("ground", [(200,), (200, 255), (200, 200, 200), (200, 200, 200, 255), (200, 200, 200, 0)])
    def test_grey_and_colour_with_and_without_alpha(self, ink: tuple[int, ...], ground: tuple[int, ...]) -> None:
        picture = marked("10,10,0", png(plain(20, 10, *ink)), png(plain(50, 50, *ground))).colourspace("srgb")
        assert pixel(picture, 15, 15)[:3] == (60, 60, 60)
        assert pixel(picture, 35, 15)[:3] == (200, 200, 200) or ground[-1] == 0
        assert picture.hasalpha() == (len(ground) in (2, 4))
        if picture.hasalpha():
            assert (pixel(picture, 15, 15)[3], pixel(picture, 35, 15)[3]) == (255, ground[-1])

    def test_a_colour_mark_on_a_grey_picture(self) -> None:
        picture = marked("0,0,0", png(plain(20, 10, 250, 0, 0)), png(plain(50, 50, 200)))
        assert (pixel(picture, 5, 5), pixel(picture, 30, 30)) == ((250, 0, 0), (200, 200, 200))

    def test_several_and_one_twice(self) -> None:
        red, blue = png(plain(10, 10, 250, 0, 0)), png(plain(10, 10, 0, 0, 250))
        path = "watermark:r,0,0,0/watermark:b,-0,0,0/watermark:r,center,-0,0/a.png"
        assert list(grammar().parse(path).further) == ["r", "b"]
        picture = made(path, WHITE, red, blue)
        assert [pixel(picture, *at) for at in ((5, 5), (195, 5), (100, 95))] == [(250, 0, 0), (0, 0, 250), (250, 0, 0)]

    def test_the_source_itself_as_mark_is_loaded_once(self) -> None:
        path = "watermark:a.png,0,0,0,50/a.png"
        assert grammar().parse(path).sources == ("a.png",)
        assert dark(made(path, MARK)) == (0, 0, 20, 10)

    def test_it_lies_as_its_camera_was_held(self) -> None:
        lying = told(orientation=6)
        assert dark(marked("0,0,0", Blob(lying.jpegsave_buffer(Q=95)))) == pytest.approx((0, 0, 10, 20), abs=1)

    def test_finer_screens_get_the_same_picture(self) -> None:
        path = "watermark:m.png,10,-20p,0/watermark:m.png,-10,0,0,50/a.png"
        blob = work()(path, WHITE, MARK, wishes=Wishes(density=2))
        picture = pyvips.Image.new_from_buffer(blob.read(), "")
        assert dark(picture.crop(0, 50, 200, 50)) == (20, 10, 60, 30)
        assert dark(picture.crop(0, 0, 200, 50)) == (80, 0, 180, 50)

    def test_nothing_of_the_marks_file_gets_into_the_picture(self) -> None:
        mark = Blob(told(**{"exif-ifd0-Copyright": "the mark's", "orientation": 1}).jpegsave_buffer())
        picture = made("keep:exif/watermark:m,0,0,0/a.jpg", Blob(plain(90, 90, 9, 9, 9).jpegsave_buffer()), mark)
        assert not [name for name in picture.get_fields() if "opyright" in name]
