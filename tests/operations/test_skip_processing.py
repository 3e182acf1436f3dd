from __future__ import annotations

from fitter import Output
from fitter.operations.skip_processing import SkipProcessing
from fitter.settings.config import Settings
from fitter.settings.writing import Writing
from fitter.workers.greeting import hello
from fitter.workers.work import Work
from tests.contracts.operation import OperationContract
from tests.operations.stage import answer, quad


class TestSkipProcessing(OperationContract):
    operation = SkipProcessing

    def test_sources_of_the_formats_stay(self) -> None:
        assert answer("skip-processing:gif,png/40x/flip/key").read() == quad().read()
        assert answer("skip-processing:png/format:png/40x/key").read() == quad().read()

    def test_all_others_are_changed(self) -> None:
        for words in ("skip-processing:gif/40x", "skip-processing:png/format:jpeg/40x"):
            assert answer(f"{words}/key").facts["width"] == 40

    def test_facts_are_still_told(self) -> None:
        assert answer("skip-processing:png/meta/40x/key").media_type == "application/json"

    def test_the_settings_add_theirs(self) -> None:
        assert SkipProcessing.build(formats=("gif",)).configure(Output(skip=frozenset({"svg"}))).skip == {"gif", "svg"}
        work = Work(hello(Settings.model_construct(output=Writing(skip=["png"]))))
        assert work("40x30/key", quad()).read() == quad().read()
