"""Pictures and tables that tests share; what is not in the repository is skipped cleanly where it is missing."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
BESIDE = ROOT.parent / "shared"


def vectors(file: str, *tables: str) -> list[Any]:
    """The cases of tables in one of the vector files; none where the files are not there."""
    path = BESIDE / "vectors" / file
    if not path.exists():
        return [pytest.param(None, marks=pytest.mark.skip(reason=f"{file} is not beside the repository"))]
    data, cases = _read(path), []
    for table in tables:
        content = data[table]
        cases += (
            content if isinstance(content, list) else [c for v in content.values() if isinstance(v, list) for c in v]
        )
    return cases


@cache
def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text())
    return content


def photo(name: str) -> Path:
    """A real photograph; skips the test where it is not there."""
    path = BESIDE / "photos" / name
    if not path.exists():
        pytest.skip(f"{name} is not beside the repository")
    return path


def photos() -> list[Path]:
    """All photographs and drawings; none where they are not there."""
    return sorted(path for path in (BESIDE / "photos").glob("*") if path.suffix != ".md")


def hostile() -> list[Path]:
    """Broken and malicious files; none where they are not there."""
    folder = BESIDE / "hostile"
    return sorted(
        p for p in folder.rglob("*") if p.is_file() and p.suffix not in (".md", ".tsv") and "LICENSE" not in p.name
    )
