"""Starts: what is loaded, and what is not."""

from __future__ import annotations

import gc
import subprocess
import sys

from fitter.loading import loading
from tests.material import ROOT


def test_the_collector_rests_and_then_leaves_what_was_loaded_alone() -> None:
    before = gc.get_freeze_count()
    with loading():
        assert not gc.isenabled()
        loaded = [[number] for number in range(1000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() - before > len(loaded)


def test_an_operation_is_loaded_when_it_is_asked_for() -> None:
    code = """
import sys
from fitter import resolve
words = resolve.vocabulary([])
loaded = lambda: {name for name in sys.modules if name.startswith("fitter.operations.")}
assert "round-corner" in words.names and not loaded(), loaded()
assert words.filter("padding").name == "pad" and words.word("blur").name == "blur"
assert {"fitter.operations.pad", "fitter.operations.blur"} <= loaded()
assert "fitter.operations.rotate" not in loaded()
assert [one.name for one in words] == words.names
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
