from __future__ import annotations

import pytest
import pyvips

from fitter import BadArgument
from fitter.engines.vips.decoders import installed
from fitter.operations.format import Format
from tests.contracts.operation import OperationContract
from tests.operations.stage import answer, corners


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
