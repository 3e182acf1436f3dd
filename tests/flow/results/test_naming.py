"""Names of results: one for each, all of a source in one folder, and what can be read of them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from fitter import resolve
from fitter.flow.results.naming import Naming
from fitter.settings.keeping import Naming as Settings
from fitter.url.grammar import Grammar
from fitter.url.vocabulary import Vocabulary
from fitter.values import Output
from tests.url.plans import NASTY_SOURCES

GRAMMAR = Grammar(Vocabulary(resolve.operations([])))
HEX = "[0-9a-f]"


def name(path: str, wishes: str = "", **settings: Any) -> str:
    plan = GRAMMAR.parse(path)
    return Naming(Settings(**settings))(plan, plan.key("", wishes), plan.output(Output()))


@pytest.mark.parametrize(
    ("settings", "path", "pattern"),
    [
        ({}, "300x200/flip/holiday/beach.jpg", f"{HEX}{{64}}/{HEX}{{64}}"),
        ({"suffix": True}, "300x200/holiday/beach.jpg", f"{HEX}{{64}}/{HEX}{{64}}"),
        ({"suffix": True}, "300x200/format:webp/holiday/beach.jpg", rf"{HEX}{{64}}/{HEX}{{64}}\.webp"),
        ({"suffix": True}, "300x200/format:jpeg/holiday/beach.jpg", rf"{HEX}{{64}}/{HEX}{{64}}\.jpg"),
        ({"prefix": "pictures/v2/"}, "flip/a.jpg", f"pictures/v2/{HEX}{{64}}/{HEX}{{64}}"),
        ({"shard": {"depth": 2}}, "flip/a.jpg", rf"({HEX}{{2}})/({HEX}{{2}})/\1\2{HEX}{{60}}/{HEX}{{64}}"),
        ({"shard": {"depth": 1, "width": 3}}, "flip/a.jpg", rf"({HEX}{{3}})/\1{HEX}{{61}}/{HEX}{{64}}"),
        (
            {"names": "readable", "prefix": "p/", "shard": {"depth": 1}, "suffix": True},
            "fit-in/300x200/flip/format:webp/holiday/beach.jpg",
            rf"p/{HEX}{{2}}/holiday/beach\.jpg~{HEX}{{32}}/fit-in_300x200_flip_format_webp~{HEX}{{32}}\.webp",
        ),
        ({"names": "readable"}, "-/a.jpg", rf"a\.jpg~{HEX}{{32}}/plain~{HEX}{{32}}"),
        (
            {"names": "readable"},
            "https://example.com/%C3%A9t%C3%A9/a%20b.jpg",
            rf"https/example\.com/t/a_b\.jpg~{HEX}{{32}}/plain~{HEX}{{32}}",
        ),
        ({"names": "readable"}, "-/%E6%97%A5", rf"~{HEX}{{32}}/plain~{HEX}{{32}}"),
    ],
)
def test_names(settings: dict[str, Any], path: str, pattern: str) -> None:
    assert re.fullmatch(pattern, name(path, **settings)), name(path, **settings)


@pytest.mark.parametrize("names", ["hashed", "readable"])
def test_no_two_results_have_one_name_and_no_two_sources_one_folder(names: str) -> None:
    naming = Naming(Settings(names=names, shard={"depth": 2}))
    sources = [*NASTY_SOURCES, "a/b", "a_b", "a/b/", "x" * 500 + "y", "x" * 500 + "z", "beach.jpg", "beach.jpg/x"]
    folders = {naming.folder(source) for source in sources}
    assert len(folders) == len(set(sources))
    assert not any(one.startswith(other) for one in folders for other in folders - {one})
    assert all(folder.isascii() and len(folder) < 400 and "//" not in folder for folder in folders)
    paths = ["a.jpg", "flip/a.jpg", "flop/a.jpg", "text:%C3%A4/a.jpg", "text:%C3%B6/a.jpg"]
    made = {name(path, wishes, names=names) for path in paths for wishes in ("", "avif", "webp")}
    assert len(made) == len(paths) * 3


@pytest.mark.parametrize("prefix", ["/", "a", "../", "a//", "a/../b/", ".hidden/", "a b/", "a/./"])
def test_no_prefix(prefix: str) -> None:
    with pytest.raises(ValueError, match="prefix"):
        Settings(prefix=prefix)
