from __future__ import annotations

from fitter import Output
from fitter.operations.max_age import MaxAge
from tests.contracts.operation import OperationContract
from tests.operations.stage import grammar


class TestMaxAge(OperationContract):
    operation = MaxAge

    def test_the_last_counts(self) -> None:
        plan = grammar().parse("filters:max_age(20)/max-age:5/key")
        assert plan.output(Output()).max_age == 5
        assert plan.key("") == grammar().parse("key").key("")
