"""The drills of CONTRIBUTING.md, followed to the letter in a copy of the project."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.material import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text()
OPERATION, LINE, OPERATION_TEST, STORAGE, STORAGE_TEST, DETECTOR, DETECTOR_TEST = re.findall(
    r"```python\n(.*?)```", TEXT, re.DOTALL
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project without its history, and without the environment; what is compiled need not be again."""
    for name in ("fitter", "tests"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("*.pyc.*"))
    for name in ("setup.cfg", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def run(copy: Path, *tests: str) -> str:
    """pytest's words on files of the copy; they end with its exit code."""
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n0", *tests]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    return f"{done.stdout}{done.stderr}\nexit {done.returncode}"


def add_operation(copy: Path, source: str = OPERATION, line: str = LINE) -> None:
    (copy / "fitter/operations/posterize.py").write_text(source)
    (copy / "tests/operations/test_posterize.py").write_text(OPERATION_TEST)
    register = copy / "fitter/operations/__init__.py"
    others = register.read_text().replace(LINE, "")  # whoever follows the drill here has it already
    register.write_text(others.replace("BUILTIN = (\n", f"BUILTIN = (\n{line}"))


LOOK_AT_ALL = [
    "tests/operations/test_arguments.py::test_every_argument_is_tried",
    "tests/operations/test_arguments.py::test_what_is_in_the_tables_is_an_operation",
    "tests/test_architecture.py::test_every_plugin_is_registered",
    "tests/test_architecture.py::test_every_plugin_has_a_test",
    "tests/test_architecture.py::test_operations_are_called_as_the_tables_say_that_load_them",
    "tests/test_architecture.py::test_operation_shows_and_explains_itself",
]
"""Tests that look at every operation or plugin: a new one is to be nothing that they do not know."""


def test_each_drill_as_it_is_written(copy: Path) -> None:
    """An operation is one file, one line and one test; a storage and a detector are one file and one test."""
    add_operation(copy)
    (copy / "my_project").mkdir()
    (copy / "my_project/__init__.py").touch()
    (copy / "my_project/table.py").write_text(STORAGE)
    (copy / "tests/storages/test_table.py").write_text(STORAGE_TEST)
    (copy / "my_project/glow.py").write_text(DETECTOR)
    (copy / "tests/test_glow.py").write_text(DETECTOR_TEST)
    mine = ["tests/operations/test_posterize.py", "tests/storages/test_table.py", "tests/test_glow.py"]
    said = run(copy, *mine, *LOOK_AT_ALL)
    assert said.endswith("exit 0"), said


LEFT_OUT = {
    '    """Blur what is small and sharpen what is left, as a poster does."""': "docstring",
    '    """How far it goes."""': "below strength",
    '    example: ClassVar[str] = "300x200/posterize:4/mountains.jpg"': "has no example",
}
"""Lines of the operation's file, and what a test says where one is not there."""


def test_a_line_left_out_fails_a_test_that_says_so(copy: Path) -> None:
    add_operation(copy, line="")
    said = run(copy, "tests/operations/test_posterize.py")
    assert said.endswith("exit 1"), said
    assert "add the line" in said


def test_texts_left_out_each_fail_a_test_that_says_so(copy: Path) -> None:
    source = OPERATION
    for line in LEFT_OUT:
        assert source.count(line + "\n") == 1
        source = source.replace(line + "\n", "")
    add_operation(copy, source)
    said = run(copy, "tests/operations/test_posterize.py")
    assert said.endswith("exit 1"), said
    assert [words for words in LEFT_OUT.values() if words not in said] == []
