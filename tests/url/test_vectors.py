"""Every row of the tables of thumbor's and imagor's URLs: read as they read it, or otherwise for a reason."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import pytest
from click.testing import CliRunner
from libthumbor import CryptoURL
from pydantic import Field, create_model

from fitter import BadArgument, FitterError, Segment
from fitter.cli import main
from fitter.errors import BadSignature
from fitter.operations.trim import Trim
from fitter.url import thumbor
from fitter.url.grammar import Grammar
from fitter.url.plan import Plan
from fitter.url.signature import Key, Signer
from fitter.url.vocabulary import Vocabulary
from tests.cli.run import SECRET, write
from tests.material import vectors
from tests.table import table
from tests.url.deliberate import DELIBERATE
from tests.url.fields import Fields, as_call, as_thumbor
from tests.url.tables import REFUSED, Row, rows, url_generate
from tests.url.words import FOREIGN_GRAMMAR


def only(cases: list[Any], field: str, values: str = ".*") -> list[Any]:
    """The cases where the field has such a value; the one that is skipped stays."""
    return [c for c in cases if not isinstance(c, dict) or (field in c and re.fullmatch(values, str(c[field])))]


def ours(row: Row) -> Fields:
    try:
        return as_thumbor(row.grammar.parse(row.path))
    except FitterError:
        return REFUSED


def theirs(row: Row) -> Fields:
    """What they read, without the filters that both leave out."""
    if row.theirs == REFUSED or not row.theirs["filters"]:
        return row.theirs
    with suppress(FitterError):
        left_out = row.grammar.parse(row.path).ignored
        calls = re.split(r"(?<=\)):(?=[a-z_]+\()", row.theirs["filters"])
        understood = [call for call in calls if call.partition("(")[0] not in left_out]
        return row.theirs | {"filters": ":".join(understood)}
    return row.theirs


def name(row: Any) -> str | None:
    return f"{row.table}:{row.url}" if isinstance(row, Row) else None


def done(row: Row) -> str:
    """What we do, as the table of deliberate differences says it."""
    try:
        return row.grammar.write(row.grammar.parse(row.path))
    except FitterError as error:
        return f"{error.status} {error.code}"


@table("row", rows(), ids=name)
def test_a_path_is_read_as_they_read_it_or_otherwise_for_a_reason(row: Row) -> None:
    if row.url in DELIBERATE:
        assert done(row) == DELIBERATE[row.url][0], DELIBERATE[row.url][1]
    else:
        assert ours(row) == theirs(row)


def test_the_table_of_differences_names_all_that_there_are_and_no_other() -> None:
    found = [row for row in rows() if isinstance(row, Row)]
    if not found:
        pytest.skip("the tables are not beside the repository")
    assert {row.url for row in found if ours(row) != theirs(row)} == set(DELIBERATE)


@table("row", [row for row in rows() if not isinstance(row, Row) or row.signer], ids=name)
def test_what_thumbor_takes_for_a_bad_signature_is_forbidden(row: Row) -> None:
    if row.theirs == REFUSED:
        assert done(row) == "403 bad_signature"
    else:
        assert done(row) != "403 bad_signature"


# What not to copy


@pytest.mark.parametrize("case", only(vectors("thumbor.json", "divergences"), "table", "url_.*"))
def test_a_tolerance_alone_is_a_tolerance_and_is_written_with_its_corner(case: Fields) -> None:
    url = case["case"].get("url") or case["case"]["plain_path"]
    trim, _, source = url.partition("/")
    tolerance = int(trim.rpartition(":")[2])
    plan = FOREIGN_GRAMMAR.parse(url)
    assert plan == Plan((Trim(corner="top-left", tolerance=tolerance),), source)
    assert FOREIGN_GRAMMAR.write(plan) == f"trim:top-left:{tolerance}/{source}"


# Signatures


@table("case", vectors("thumbor.json", "signatures"))
def test_a_path_is_signed_as_thumbor_signs_it(case: Fields) -> None:
    signer = Signer([Key(case["key"].encode(), "sha1")])
    assert signer.sign(case["path"]) == case["signed_url"] == f"/{case['signature']}/{case['path']}"
    assert signer.verify(case["signed_url"]) == case["path"]


@pytest.mark.parametrize("case", vectors("imagor.json", "sign"))
def test_a_path_is_signed_as_imagor_signs_it(case: Fields) -> None:
    key = Key(case["secret"].encode(), case["alg"], case["truncate"] or None)
    assert key.sign(case["path"].encode()).decode() == case["signature"]


@table("case", vectors("thumbor.json", "signature_rejections", "http_signature_live"))
def test_a_signature_is_accepted_where_thumbor_accepts_it(case: Fields) -> None:
    signer = Signer([Key(case["key"].encode(), "sha1")])
    path, _, _ = case["path"].partition("?")  # the query is cut off before
    try:
        status = 200 if signer.verify(path) else 0
    except BadSignature as error:
        status = error.status
    assert (status == 200) is ((case.get("expected_status") or case["status"]) == 200)


@table("case", only(vectors("thumbor.json", "url_generate"), "fn", "url_for"))
def test_what_libthumbor_writes_and_signs_is_read(case: Fields) -> None:
    client, options = CryptoURL("a key"), {"image_url": "a.jpg", **case["options"]}
    if case.get("expected_error"):
        return
    path = Signer([Key(b"a key", "sha1")]).verify(client.generate(**options))
    row = url_generate(case | {"plain_path": path, "options": options})
    assert ours(row) == theirs(row)


@pytest.mark.parametrize("case", only(vectors("thumbor.json", "url_generate"), "expected_error", ".*fit-in.*"))
def test_what_libthumbor_does_not_write_is_not_written_here(case: Fields, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="fit-in"):
        CryptoURL("a key").generate(**case["options"])
    (fit,) = (name.replace("_", "-") for name in case["options"] if name != "image_url")
    command = ["url", "--config", str(write(tmp_path) / "fitter.conf"), fit, "a.jpg"]
    done = CliRunner(env={"FITTER_KEY": SECRET}).invoke(main, command)
    assert done.exit_code == 1
    assert done.output == f"Error: {fit}: needs a size behind it, such as {fit}/300x200.\n"


# Filters


TYPES = {
    "Number": int,
    "PositiveNumber": Annotated[int, Field(ge=0)],
    "PositiveNonZeroNumber": Annotated[int, Field(gt=0)],
    "NegativeNumber": Annotated[int, Field(le=0)],
    "DecimalNumber": float,
    "String": str,
    "Boolean": bool,
}


def typed(*fields: str, default: str | None = None) -> Grammar:
    """A grammar of one filter ``f`` whose arguments have thumbor's types."""
    declared = {f"argument{at}": (TYPES[kind], ...) for at, kind in enumerate(fields)}
    optional = {"optional": (str, default)} if default else {}
    filter_ = create_model("F", __base__=Segment, **declared, **optional)  # type: ignore[call-overload]  # fields are made of rows
    filter_.name = "f"
    return Grammar(Vocabulary([filter_]))


def arguments(grammar: Grammar, call: str) -> list[Any] | None:
    """The values of a call's arguments, or None where it is refused."""
    try:
        (operation,) = grammar.parse(f"filters:{call}/a.jpg").operations
    except BadArgument:
        return None
    return list(operation.model_dump().values())  # type: ignore[attr-defined]  # a model


FILTER_ARGS = vectors("thumbor.json", "filter_args")


@table("case", only(FILTER_ARGS, "type"))
def test_an_argument_has_thumbors_type(case: Fields) -> None:
    found = arguments(typed(case["type"]), f"f({case['arg']})")
    assert found == ([case["expected"]] if case["valid"] else None)


@pytest.mark.parametrize("case", only(FILTER_ARGS, "call"))
def test_an_argument_in_quotes_may_hold_commas(case: Fields) -> None:
    assert arguments(typed("String", "String"), case["call"]) == case["expected"]


@pytest.mark.parametrize("case", only(FILTER_ARGS, "filters"))
def test_a_colon_may_stand_in_an_argument_and_the_last_be_left_out(case: Fields) -> None:
    if "runs" in case:
        plan = FOREIGN_GRAMMAR.parse(f"filters:{case['filters']}/a.jpg")
        assert [as_call(operation) for operation in plan.operations] == case["runs"]
    else:
        call = "f" + case["filters"].removeprefix("my_optional_filter")
        assert arguments(typed("String", default="<default>"), call) == case["args"]


@pytest.mark.parametrize("case", vectors("imagor.json", "split_args"))
def test_arguments_are_split_outside_parentheses(case: Fields) -> None:
    assert thumbor.split_arguments("f", case["args"]) == case["want"]


def test_every_row_of_the_filter_arguments_is_used() -> None:
    used = [case for field in ("type", "call", "filters") for case in only(FILTER_ARGS, field)]
    assert all(case in used for case in FILTER_ARGS)
