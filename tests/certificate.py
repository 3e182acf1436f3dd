"""A certificate for 127.0.0.1 that nobody has signed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


def self_signed(folder: Path) -> Path:
    """A file with the key and the certificate; skips the test where there is no openssl to make it with."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    file = folder / "both.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1"
    command += f" -addext subjectAltName=IP:127.0.0.1 -keyout {file} -out {folder / 'certificate.pem'}"
    subprocess.run(command.split(), check=True, capture_output=True)
    with file.open("a") as both:
        both.write((folder / "certificate.pem").read_text())
    return file
