"""The configuration of ``fitter serve --dev``: sample pictures, and caches below ``var/``."""

from __future__ import annotations

import ipaddress
import secrets
import subprocess  # the painter runs in a process of its own: this one never imports the imaging library
import sys
from pathlib import Path
from typing import Any

from fitter.problems import ConfigError

SAMPLES = Path("var/samples")

EMBEDDED = f"""
loader: {{use: fitter.storages.files.FileStorage, root: {SAMPLES}}}
result_storage:
  - {{use: fitter.storages.memory.MemoryStorage, bytes: 64MiB}}
  - {{use: fitter.storages.files.FileStorage, root: var/results, bytes: 1GiB}}
sources: {{max_age: 0s}}
"""
"""Used when there is no other configuration."""

TO_OPEN = (
    ("fit-in/600x400", "mountains.jpg"),
    ("400x400/smart/rotate:8,1d2d44", "glass.png"),
    ("fit-in/600x400/flip/grayscale/format:webp", "aurora.webp"),
)
"""Operations and sources of the URLs that are printed."""


def relax(data: dict[str, Any], address: str) -> None:
    """Change settings for development: a random key where there is none, unsigned URLs on loopback, a plain log."""
    security = data.setdefault("security", {})
    server = data.setdefault("server", {})
    if isinstance(security, dict):
        security.setdefault("keys", [secrets.token_hex(32)])
        security["allow_unsigned"] = _is_loopback(address)
    if isinstance(server, dict):
        server["address"] = address
        server["log"] = "plain"


def paint_samples() -> None:
    """Paint the sample pictures unless they are there.

    Raises:
        ConfigError: the folder cannot be written.
    """
    painted = subprocess.run(  # noqa: S603  our own interpreter and arguments
        [sys.executable, "-m", "fitter.engines.vips_samples", str(SAMPLES)], check=False
    )
    if painted.returncode:
        raise ConfigError([f"the sample pictures cannot be painted into {SAMPLES}"])


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
