from __future__ import annotations

from fitter import Output
from fitter.operations.fallback import Fallback
from tests.contracts.operation import OperationContract
from tests.operations.stage import grammar


class TestFallback(OperationContract):
    operation = Fallback

    def test_the_key_is_the_own_sources(self) -> None:
        plan = grammar().parse("fallback:a%2Fb.png/key")
        assert plan.output(Output(fallback="other")).fallback == "a/b.png"
        assert plan.key("") == grammar().parse("key").key("")
