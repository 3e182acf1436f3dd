"""The rules of the house: who may import whom, and that what is there is registered, documented and shown."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pydantic import BaseModel

import fitter
from fitter import abilities, detectors, engines, loaders, operations, purgers, queues, resolve, storages
from fitter.explained import explained
from fitter.segment import Segment
from fitter.settings import config, security
from fitter.url.grammar import Grammar
from fitter.url.vocabulary import Vocabulary, filter_name
from tests.conftest import FIRST
from tests.material import ROOT
from tests.table import table

MODULES = sorted((ROOT / "fitter").rglob("*.py"))
NAMES = [str(path.relative_to(ROOT)) for path in MODULES]
KINDS = {
    "operations": operations,
    "storages": storages,
    "loaders": loaders,
    "engines": engines,
    "detectors": detectors,
    "purgers": purgers,
    "queues": queues,
}


def dotted(name: str) -> str:
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def imported(name: str) -> frozenset[str]:
    """All that a module imports, each as the dotted path of a module or of what is taken from it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / name).read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name} imports relatively"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def importers(package: str) -> set[str]:
    """The modules that import a package or anything below it."""
    return {name for name in NAMES if any(f"{one}.".startswith(f"{package}.") for one in imported(name))}


@table(
    ("package", "allowed"),
    [
        ("pyvips", r"fitter/engines/vips\w*/\w+\.py"),
        ("simplejpeg", r"fitter/engines/vips/turbo\.py"),
        ("yaml", r"fitter/settings/documents\.py"),
        ("tornado.web", r"fitter/(app|web/\w+)\.py"),
        ("tornado.httpserver", r"fitter/web/listener\.py"),
        ("tornado", r"fitter/(app|web/\w+|fetch/\w+|cli/fronts?)\.py"),
        ("pycurl", r"fitter/fetch/\w+\.py"),
        ("click", r"fitter/cli/\w+\.py"),
        ("prometheus_client", r"fitter/metrics\.py"),
        ("redis", r"fitter/storages/redis/\w+\.py"),
        ("blurhash", r"fitter/placeholders/\w+\.py"),
        ("uvloop", r"fitter/cli/front\.py"),
        ("botocore", r"fitter/storages/s3/chain\.py"),
        ("subprocess", r"fitter/(workers/process|cli/fronts|dev)\.py"),
        ("pickle", "nowhere"),
        ("requests", r"fitter/client/\w+\.py"),
        ("defusedxml", r"fitter/warming/sitemap\.py"),
        ("PIL", "nowhere"),
    ],
)
def test_each_library_has_its_place(package: str, allowed: str) -> None:
    assert [name for name in importers(package) if not re.fullmatch(allowed, name)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_core_names_plugins_by_dotted_path_only(kind: str) -> None:
    modules = {
        dotted(name) for name in NAMES if name.startswith(f"fitter/{kind}/") and not name.endswith("__init__.py")
    }
    outside = [name for name in NAMES if not name.startswith(f"fitter/{kind}/")]
    assert [
        (name, one) for name in outside for one in imported(name) for m in modules if f"{one}.".startswith(m + ".")
    ] == []


@pytest.mark.parametrize("kind", KINDS)
def test_plugins_import_public_names_only(kind: str) -> None:
    public = {f"fitter.{name}" for name in fitter.__all__} | {"fitter"}
    public |= {"fitter.values.Color", "fitter.values.Length"}  # behind the public types, which have these names
    own = ("fitter.fetch.", f"fitter.{kind}.")
    for name in NAMES:
        if name.startswith(f"fitter/{kind}/"):
            ours = {one for one in imported(name) if one.partition(".")[0] == "fitter"}
            assert {one for one in ours - public if not one.startswith(own)} == set(), name


@pytest.mark.parametrize(
    "package", ["asyncio", "os", "socket", "tornado", "logging", "pathlib", "subprocess", "io", "time"]
)
def test_url_language_does_nothing_but_think(package: str) -> None:
    assert [name for name in importers(package) if name.startswith("fitter/url/")] == []


def test_front_never_loads_the_imaging_library_nor_what_only_a_plugin_needs() -> None:
    local = "import sys, fitter.cli.transform, fitter.cli.shell, fitter.cli.srcset"
    front = "import fitter.app, fitter.cli"
    code = f"""{local}
assert not {{'tornado', 'botocore', 'pycurl', 'readline', 'prometheus_client'}} & set(sys.modules), sys.modules
{front}
assert not {{'pyvips', '_libvips', 'redis', 'requests'}} & set(sys.modules)"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_client_knows_nothing_of_the_server() -> None:
    pure = (
        "fitter.client.",
        "fitter.url.base.",
        "fitter.url.encoding.",
        "fitter.url.signature.",
        "fitter.operations.NAMES",
    )
    for name in NAMES:
        if name.startswith("fitter/client/"):
            ours = {one for one in imported(name) if one.partition(".")[0] == "fitter"}
            assert {one for one in ours if not one.startswith(pure)} == set(), name


@table("name", NAMES)
def test_module_says_what_it_is(name: str) -> None:
    documented = ast.get_docstring(ast.parse((ROOT / name).read_text()))
    assert documented
    assert documented[0] == documented[0].upper() or not documented[0].isalpha() or documented.startswith("fitter")


@table("name", NAMES)
def test_no_words_that_say_nothing(name: str) -> None:
    classes = [n.name for n in ast.walk(ast.parse((ROOT / name).read_text())) if isinstance(n, ast.ClassDef)]
    assert [one for one in classes if re.search(r"Manager|Helper|Util|Base(?!64)|Context", one)] == []
    assert not re.search(r"manager|helper|util|common|misc", Path(name).stem)


def defined(name: str, kind: str) -> Iterator[str]:
    """The dotted paths of the plugins that a module defines."""
    module = importlib.import_module(dotted(name))
    asked = {
        "operations": "apply",
        "storages": "put",
        "loaders": "get",
        "engines": "describe",
        "detectors": "find",
        "purgers": "purge",
        "queues": "work",
    }
    needed = asked[kind]
    for one in vars(module).values():
        if inspect.isclass(one) and one.__module__ == module.__name__ and callable(getattr(one, needed, None)):
            yield f"{module.__name__}.{one.__name__}"


@pytest.mark.parametrize("kind", KINDS)
def test_every_plugin_is_registered(kind: str) -> None:
    files = [
        n for n in NAMES if n.startswith(f"fitter/{kind}/") and not n.endswith(("__main__.py", f"{kind}/__init__.py"))
    ]
    there = {path for name in files for path in defined(name, kind)}
    registered = KINDS[kind].BUILTIN
    missing = [f'add the line "{path}" to BUILTIN in fitter/{kind}/__init__.py' for path in there - set(registered)]
    extra = [f'take the line "{path}" out of BUILTIN in fitter/{kind}/__init__.py' for path in set(registered) - there]
    assert missing + extra == []
    assert len(set(registered)) == len(registered)


@pytest.mark.parametrize("kind", KINDS)
def test_every_plugin_has_a_test(kind: str) -> None:
    texts = "".join(file.read_text() for file in (ROOT / "tests").rglob("test_*.py"))
    silent = [path for path in KINDS[kind].BUILTIN if not re.search(rf"\b{path.rpartition('.')[2]}\b", texts)]
    assert silent == [], "write a test that subclasses its contract, see CONTRIBUTING.md"


OPERATIONS = resolve.operations([])


def test_operations_are_called_as_the_tables_say_that_load_them() -> None:
    assert [one.name for one in OPERATIONS] == list(operations.NAMES), "an operation is called as its file is"
    assert {
        one.name: one.filter for one in OPERATIONS if filter_name(one) != one.name.replace("-", "_")
    } == operations.FILTERS


@table("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_operation_shows_and_explains_itself(operation: type[Segment]) -> None:
    plan = Grammar(Vocabulary(OPERATIONS)).parse(operation.example)
    assert operation in {type(one) for one in plan.operations}, "the example does not use it"
    assert operation.__doc__
    assert [name for name, field in explained(operation).items() if not field.description] == []


def sections() -> Iterator[tuple[str, type[BaseModel]]]:
    """Every model of settings and of plugins' options."""
    waiting: list[tuple[str, type[BaseModel]]] = [("settings", config.Settings), ("keys", security.SigningKey)]
    for kind in (storages, loaders, engines, detectors, purgers, queues):
        waiting += [(path, getattr(resolve.dotted(path), "Options", fitter.Options)) for path in kind.BUILTIN]
    while waiting:
        place, model = waiting.pop()
        yield place, model
        inner = [(f"{place}.{name}", field.annotation) for name, field in model.model_fields.items()]
        waiting += [(name, kind) for name, kind in inner if inspect.isclass(kind) and issubclass(kind, BaseModel)]


@table(("place", "model"), list(sections()), ids=lambda value: value if isinstance(value, str) else "")
def test_every_setting_is_explained(place: str, model: type[BaseModel]) -> None:
    assert model.__doc__
    assert [f"{place}.{name}" for name, field in explained(model).items() if not field.description] == []


def test_public_names_are_there_and_in_order() -> None:
    assert [name for name in fitter.__all__ if not hasattr(fitter, name)] == []
    assert len(set(fitter.__all__)) == len(fitter.__all__)
    able = {name for name, one in vars(abilities).items() if getattr(one, "__module__", "") == abilities.__name__}
    assert able <= set(fitter.__all__), "what a plugin may do besides is for its author"


def test_what_begins_first_is_there() -> None:
    files = [file for folder in ("tests", "plugins") for file in (ROOT / folder).rglob("test_*.py")]
    assert set(FIRST) <= {f"{file.parent.name}/{file.name}" for file in files}
