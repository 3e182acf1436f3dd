from __future__ import annotations

import pytest

from fitter import BadArgument
from fitter.operations.sharpen import Sharpen
from tests.contracts.operation import OperationContract
from tests.engines.stage import flat
from tests.operations.stage import made, pixel, plain, png

ROWS = {
    (2, 1.0): [98, 98, 96, 94, 90, 84, 73, 71, 178, 176, 165, 159, 155, 153, 151, 151],
    (1, 0.0): [99, 99, 99, 99, 99, 97, 94, 84, 165, 155, 152, 150, 150, 150, 150, 150],
    (6, 2.5): [54, 45, 36, 27, 16, 16, 27, 65, 184, 222, 233, 233, 222, 213, 204, 195],
}
"""What thumbor makes of an edge from 100 to 150, by amount and radius: eight pixels on each side of it."""


class TestSharpen(OperationContract):
    operation = Sharpen

    def test_it_strengthens_edges(self) -> None:
        edge = png(plain(40, 40, 100, 100, 100).insert(plain(20, 40, 150, 150, 150), 20, 0).gaussblur(1).cast("uchar"))
        flat, sharp = made("key.png", edge), made("sharpen:3/key.png", edge)
        assert sharp.max() > flat.max()
        assert sharp.min() < flat.min()

    def test_nought_changes_nothing(self) -> None:
        assert made("sharpen:0/key.png").write_to_memory() == made("key.png").write_to_memory()

    @pytest.mark.parametrize(
        ("path", "row"),
        [
            ("filters:sharpen(2,1.0,false)", ROWS[2, 1.0]),
            ("filters:sharpen(2,1.0,true)", ROWS[2, 1.0]),
            ("sharpen:2,1,colors", ROWS[2, 1.0]),
            ("filters:sharpen(1,0.0,1)", ROWS[1, 0.0]),
            ("filters:sharpen(6,2.5,false)", ROWS[6, 2.5]),
        ],
    )
    def test_as_thumbor(self, path: str, row: list[int]) -> None:
        edge = png(plain(160, 90, 100, 100, 100).insert(plain(80, 90, 150, 150, 150), 80, 0))
        picture = made(f"{path}/key.png", edge)
        assert [pixel(picture, x, 45)[0] for x in range(72, 88)] == pytest.approx(row, abs=2)

    def test_lightness_keeps_the_colours(self) -> None:
        edge = png(plain(80, 40, 200, 60, 60).insert(plain(40, 40, 60, 60, 200), 40, 0))
        lightness, colors = (made(f"sharpen:2,1,{what}/key.png", edge) for what in ("lightness", "colors"))
        red, _, blue = pixel(lightness, 39, 20)[:3]
        assert red - blue == pytest.approx(140, abs=2)
        assert pixel(colors, 39, 20)[0] - pixel(colors, 39, 20)[2] > 200

    def test_grey_and_clear_pictures_stay_so(self) -> None:
        for blob in (png(flat(40, 30, 99)), png(plain(40, 30, 9, 99, 199, 128))):
            before, after = made("key.png", blob), made("sharpen:2,1,lightness/key.png", blob)
            assert (before.bands, before.write_to_memory()) == (after.bands, after.write_to_memory())

    def test_the_finest_edges_are_none(self) -> None:
        assert made("sharpen:10,1e-9/key.png").write_to_memory() == made("key.png").write_to_memory()

    def test_in_filters_the_third_argument_is_checked(self) -> None:
        assert Sharpen.parse_filter(["2", "1.5", "true"]) == Sharpen.build(amount=2, sigma=1.5, what="lightness")
        with pytest.raises(BadArgument, match="one of edges, lightness, colors"):
            Sharpen.parse_filter(["2", "1", "perhaps"])
