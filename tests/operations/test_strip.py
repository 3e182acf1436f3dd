from __future__ import annotations

from fitter import Output
from fitter.operations.strip import Strip
from tests.contracts.operation import OperationContract


class TestStrip(OperationContract):
    operation = Strip

    def test_it_wins_over_what_the_settings_keep(self) -> None:
        assert Strip.build().configure(Output(keep=frozenset({"exif"}))).keep == frozenset()
