from __future__ import annotations

from fitter import Output
from fitter.operations.expires import Expires
from fitter.url.grammar import Grammar
from fitter.url.vocabulary import Vocabulary
from tests.contracts.operation import OperationContract


class TestExpires(OperationContract):
    operation = Expires

    def test_the_earliest_counts(self) -> None:
        output = Expires.build(at=20).configure(Expires.build(at=10).configure(Output()))
        assert output.expires == 10

    def test_the_result_is_the_same_before_and_after(self) -> None:
        grammar = Grammar(Vocabulary([Expires]))
        assert grammar.parse("expires:1/key").key("") == grammar.parse("key").key("")
