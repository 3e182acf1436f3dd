from __future__ import annotations

from typing import Any

import pytest
import pyvips

from fitter import BadArgument, Blob, UnsupportedImage
from fitter.engines.vips.load import installed
from fitter.operations.format import Format
from tests.contracts.operation import OperationContract
from tests.material import vectors
from tests.operations.stage import answer, corners, quad
from tests.pictures import encoded


class TestFormat(OperationContract):
    operation = Format

    @pytest.mark.parametrize("name", ["jpeg", "jpg", "JPG", "png", "webp", "avif", "gif"])
    def test_the_answer_has_the_format(self, name: str) -> None:
        blob = answer(f"format:{name}/key.png")
        assert blob.media_type == "image/" + name.lower().replace("jpg", "jpeg")
        assert corners(pyvips.Image.new_from_buffer(blob.read(), "")) == "RGBY"

    def test_what_cannot_be_written_is_refused(self) -> None:
        with pytest.raises(BadArgument, match="one of jpeg, png, webp, avif, gif, tiff, jxl, got 'bmp'"):
            answer("format:bmp/key.png")

    @pytest.mark.parametrize("name", ["tiff", *([] if installed("jxlsave_buffer") else ["jxl"])])
    def test_what_is_not_written_here_is_refused(self, name: str) -> None:
        with pytest.raises(BadArgument, match=f"one of jpeg, png, webp, avif, gif.* here, got {name}"):
            answer(f"format:{name}/key.png")


DELIBERATE = {
    ("q100x80.gif", "filters:format(bmp)"): "a format that is not there is told; thumbor keeps the source's",
    ("anim100x80.gif", "filters:format(bmp)"): "a format that is not there is told; thumbor keeps the source's",
    ("q100x80.tif", ""): "TIFF is read only where it is switched on",
    ("q100x80.tif", "50x40"): "TIFF is read only where it is switched on",
    ("q100x80.tif", "filters:format(jpeg)"): "TIFF is read only where it is switched on",
}
"""Rows of thumbor's table that fitter answers in another way, and why."""


@pytest.mark.parametrize("case", vectors("thumbor.json", "http_format_cases"))
def test_as_thumbor(case: dict[str, Any]) -> None:
    options, source = case["options"], case["source"]
    path = f"{options}/{source}" if options else source
    if (source, options) in DELIBERATE:
        with pytest.raises(UnsupportedImage if source.endswith("tif") else BadArgument):
            answer(path, _source(source))
        return
    blob, expected = answer(path, _source(source)), case["expect"]
    assert blob.media_type == expected["content_type"]
    assert [blob.facts[side] for side in ("width", "height")] == [expected["width"], expected["height"]]
    assert blob.facts.get("frames", 1) == expected.get("frames", 1)


def _source(name: str) -> Blob:
    width, height = map(int, name.split(".")[0].lstrip("qanim").split("x"))
    picture = pyvips.Image.new_from_buffer(quad(width, height).read(), "")
    if name.startswith("anim"):
        picture = picture.join(picture.invert(), "vertical").copy()
        picture.set_type(pyvips.GValue.gint_type, "page-height", height)
    return Blob(encoded(picture, "." + name.split(".")[1]))
