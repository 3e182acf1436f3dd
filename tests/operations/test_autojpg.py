from __future__ import annotations

import pytest

from fitter import Blob, Output
from fitter.operations.autojpg import AutoJpg
from fitter.settings.writing import Writing
from tests.contracts.operation import OperationContract
from tests.engines.stage import flat, scene, source
from tests.operations.encoded import soft
from tests.operations.stage import answer

OPAQUE = source(scene(40, 30).bandjoin(255))
ALMOST = source(flat(40, 30, 9, 9, 9, 255).insert(flat(1, 1, 9, 9, 9, 254), 20, 20))


class TestAutoJpg(OperationContract):
    operation = AutoJpg

    @pytest.mark.parametrize(
        ("blob", "path", "format"),
        [
            (soft(), "autojpg/key.png", "jpeg"),
            (OPAQUE, "autojpg/key.png", "jpeg"),
            (OPAQUE, "key.png", "png"),
            (OPAQUE, "autojpg:false/key.png", "png"),
            (OPAQUE, "autojpg/format:png/key.png", "png"),
            (ALMOST, "autojpg/key.png", "png"),
            (ALMOST, "autojpg/background:white/key.png", "jpeg"),
            (source(scene(40, 30), ".webp"), "autojpg/key.webp", "webp"),
        ],
    )
    def test_what_needs_no_transparency(self, blob: Blob, path: str, format: str) -> None:
        made = answer(path, blob)
        assert made.media_type == f"image/{format}"
        assert made.facts["format"] == format

    def test_the_setting(self) -> None:
        assert Writing(auto_jpeg=True).output().auto_jpeg
        assert not AutoJpg.build(enabled=False).configure(Output(auto_jpeg=True)).auto_jpeg
