from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from fitter import Blob
from fitter.operations.meta import Meta
from fitter.settings.config import Settings
from fitter.settings.engine import Engine
from fitter.workers.greeting import hello
from fitter.workers.work import Work
from tests.contracts.operation import OperationContract
from tests.operations.stage import answer, grammar, plain


class TestMeta(OperationContract):
    operation = Meta

    def test_it_tells_of_source_and_result(self) -> None:
        blob = answer("meta/fit-in/40x40/rotate:90/key.png")
        facts = json.loads(blob.read())
        assert blob.media_type == "application/json"
        assert (facts["source"]["format"], facts["source"]["width"], facts["source"]["height"]) == ("png", 80, 60)
        assert facts["operations"] == ["fit-in/40x40", "rotate:90"]
        assert (facts["result"]["width"], facts["result"]["height"]) == (30, 40)

    def test_what_is_not_in_the_key_is_not_in_the_body(self) -> None:
        bare, expiring = "meta/40x30/key.png", "meta/40x30/expires:4102444800/key.png"
        assert grammar().parse(bare).key("") == grammar().parse(expiring).key("")
        assert answer(bare).read() == answer(expiring).read()

    @pytest.fixture(autouse=True)
    def decoders(self) -> Iterator[None]:
        """Libvips' list of allowed decoders belongs to the process, and the last engine wins."""
        yield
        Work(hello(Settings.model_construct()))

    @pytest.mark.parametrize(("words", "channels"), [("", 3), ("", 4), ("format:webp/", 3), ("blur:2/rotate:20/", 3)])
    def test_it_tells_the_format_that_is_written(self, words: str, channels: int) -> None:
        engine = Engine.model_validate({"read": ["png", "tiff"]})
        work = Work(hello(Settings.model_construct(engine=engine)))
        tiff = Blob(plain(40, 30, *(9, 90, 200, 128)[:channels]).tiffsave_buffer())
        picture = work(f"{words}key", tiff)
        facts = json.loads(work(f"meta/{words}key", tiff).read())
        assert (facts["source"]["format"], facts["result"]["format"]) == ("tiff", picture.facts["format"])
