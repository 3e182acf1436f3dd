from __future__ import annotations

import json

from fitter.operations.meta import Meta
from tests.contracts.operation import OperationContract
from tests.operations.stage import answer


class TestMeta(OperationContract):
    operation = Meta

    def test_it_tells_of_source_and_result(self) -> None:
        blob = answer("meta/fit-in/40x40/rotate:90/key.png")
        facts = json.loads(blob.read())
        assert blob.media_type == "application/json"
        assert (facts["source"]["format"], facts["source"]["width"], facts["source"]["height"]) == ("png", 80, 60)
        assert facts["operations"] == ["fit-in/40x40", "rotate:90"]
        assert (facts["result"]["width"], facts["result"]["height"]) == (30, 40)
