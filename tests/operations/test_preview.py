from __future__ import annotations

from fitter import Output
from fitter.operations.preview import Preview
from tests.contracts.operation import OperationContract
from tests.operations.stage import grammar


class TestPreview(OperationContract):
    operation = Preview

    def test_the_result_is_the_same_and_not_kept(self) -> None:
        plan = grammar().parse("flip/filters:preview()/key")
        assert not plan.output(Output()).stored
        assert plan.key("") == grammar().parse("flip/key").key("")
