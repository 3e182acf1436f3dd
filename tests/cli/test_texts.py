"""Commands that print something to read: ops, config, --version, --help."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from fitter import resolve
from fitter.explained import explained
from fitter.settings import config, configfile
from tests.cli.run import CONFIG, fitter, write


def test_ops_lists_every_operation_with_an_example(tmp_path: Path) -> None:
    done = fitter(tmp_path, "ops")  # no configuration is needed
    assert done.code == 0
    for operation in resolve.operations([]):
        assert f"example: {operation.example}" in done.out
        for name, field in explained(operation).items():
            assert f"      {name}: {field.description}".splitlines()[0] in done.out


def test_ops_of_the_configuration(tmp_path: Path) -> None:
    done = fitter(write(tmp_path, CONFIG + "operations: [tests.mischief.Wait]\n"), "ops")
    assert (done.code, "example: wait:a/key.jpg" in done.out) == (0, True)


def test_ops_names_the_presets(tmp_path: Path) -> None:
    done = fitter(write(tmp_path, CONFIG + "presets: {card: 300x200/quality:70}\n"), "ops")
    assert done.out.endswith("\npreset:card\n    300x200/quality:70\n")


def test_ops_of_a_configuration_that_is_not_there(tmp_path: Path) -> None:
    for arguments, environment in ((["--config", "nope.conf"], {}), ([], {"FITTER_CONFIG": "nope.conf"})):
        done = fitter(tmp_path, "ops", *arguments, **environment)
        assert (done.code, done.out) == (1, "")
        assert done.lines == ["nope.conf: cannot be read: No such file or directory"]


def test_config_prints_settings_that_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = fitter(tmp_path, "config")
    assert done.code == 0
    monkeypatch.setenv("FITTER_KEY", "long enough for a key")
    printed, bare = configfile.loads(done.out), configfile.loads(CONFIG)
    for section in config.Settings.model_fields:
        if section not in ("security", "loader", "result_storage"):
            assert written(printed, section) == written(bare, section)


def written(settings: config.Settings, section: str) -> object:
    """A section without the engine's own options."""
    value = getattr(settings, section)
    return {name: getattr(value, name) for name in type(value).model_fields} if isinstance(value, BaseModel) else value


def test_version_names_the_library_and_its_formats(tmp_path: Path) -> None:
    done = fitter(tmp_path, "--version", FITTER_KEY="")
    assert done.code == 0
    first, library, reads, writes = done.out.splitlines()
    assert first.startswith("fitter ")
    assert library.startswith("libvips 8.")
    for formats in (reads, writes):
        assert all(name in formats for name in ("jpeg", "png", "webp", "avif", "gif"))


def test_help_names_the_commands(tmp_path: Path) -> None:
    done = fitter(tmp_path, "-h")
    assert done.code == 0
    assert all(f"\n  {name} " in done.out for name in ("serve", "check", "url", "ops", "config"))
    assert "fitter serve --dev" in done.out
