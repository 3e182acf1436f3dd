"""A folder's storage, and looking into the folder past it."""

from __future__ import annotations

import os
from pathlib import Path

from fitter.storages.files import FileStorage


def files(root: Path, **options: object) -> FileStorage:
    return FileStorage(FileStorage.Options(root=root, **options))


def own(root: Path) -> list[str]:
    """The keys' names of all own files below a root."""
    return sorted(str(path.relative_to(root))[: -len(".fitter")] for path in root.rglob("?*.fitter"))


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def aside(root: Path) -> list[str]:
    return names_in(root / ".fitter") if (root / ".fitter").exists() else []


def age(root: Path, name: str, seconds: float) -> None:
    path = root / f"{name}.fitter"
    at = path.stat().st_mtime - seconds
    os.utime(path, (at, at))
