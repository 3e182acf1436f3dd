from __future__ import annotations

from collections.abc import Iterator

import pytest

from fitter import Blob, UnsupportedImage
from fitter.operations.raw import Raw
from fitter.settings.config import Settings
from fitter.settings.engine import Engine
from fitter.workers.greeting import hello
from fitter.workers.work import Work
from tests.contracts.operation import OperationContract
from tests.operations.stage import answer, grammar, quad

DRAWING = b"<svg xmlns='http://www.w3.org/2000/svg' width='4' height='3'/>"


class TestRaw(OperationContract):
    operation = Raw

    def test_it_is_the_source(self) -> None:
        source = quad()
        blob = answer("raw/key", Blob(source.read(), "text/html", 7.0))
        assert (blob.read(), blob.media_type, blob.modified) == (source.read(), "image/png", 7.0)
        assert (blob.facts["format"], blob.facts["width"], blob.facts["height"]) == ("png", 80, 60)

    def test_what_changes_no_picture_may_stand_beside_it(self) -> None:
        assert grammar().parse("expires:9/raw/attachment:a/max-age:4/fallback:b/preview/key").source == "key"

    @pytest.mark.parametrize("body", [b"<html><body>hello</body></html>", DRAWING, b"%PDF-1.4"])
    def test_what_is_not_read_is_not_answered(self, body: bytes) -> None:
        with pytest.raises(UnsupportedImage):
            answer("raw/key", Blob(body, "image/png"))

    @pytest.fixture
    def drawings(self) -> Iterator[Work]:
        """Libvips' list of allowed decoders belongs to the process, and the last engine wins."""
        yield Work(hello(Settings.model_construct(engine=Engine.model_validate({"read": ["png", "svg"]}))))
        Work(hello(Settings.model_construct()))

    def test_drawing(self, drawings: Work) -> None:
        blob = drawings("raw/key", Blob(DRAWING))
        assert (blob.read(), blob.media_type) == (DRAWING, "image/svg+xml")
