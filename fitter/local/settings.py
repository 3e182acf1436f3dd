"""The settings of local work: of a configuration what decides over pictures, or defaults for files of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fitter.problems import ConfigError
from fitter.settings.config import Settings
from fitter.settings.configfile import read_file
from fitter.settings.engine import Engine
from fitter.settings.limits import Limits
from fitter.settings.section import Plugin
from fitter.settings.security import Security

_TAKEN = ("engine", "detector", "operations", "presets", "limits", "output")
"""The sections that count; what a server may be asked for, and by whom, is no matter here."""
_NOBODY: dict[str, Any] = {"security": Security(allow_unsigned=True), "loader": [Plugin(use="")]}

_READ = ["jpeg", "png", "webp", "gif", "avif", "jxl", "tiff"]
_ENGINE: dict[str, Any] = {
    "read": _READ,
    "write": _READ,
    "avif_pixels": "80M",
    "deadline": 60,
    "memory": "4GiB",
    "recycle_memory": "1GiB",
}
_LIMITS: dict[str, Any] = {"source_bytes": "1GiB", "source_pixels": "250M", "result_pixels": "250M", "frames": 2000}


def local(file: Path | None) -> Settings:
    """Those of a file, or larger limits than a server's, and TIFF.

    Raises:
        ConfigError: with every problem of the sections that count.
    """
    if file is None:
        return Settings(engine=Engine(**_ENGINE), limits=Limits(**_LIMITS), **_NOBODY)
    reading = read_file(file, _narrow)
    problems = [one for one in reading.problems if not one.path or one.path[0] in _TAKEN]
    if problems or reading.found is None:
        raise ConfigError([reading.document.locate(one) for one in problems])
    return reading.found


def _narrow(data: dict[str, Any]) -> None:
    for name in set(data).difference(_TAKEN):
        del data[name]
    data["security"] = {"allow_unsigned": True}
    data["loader"] = {"use": "fitter.storages.files.FileStorage", "root": "."}
