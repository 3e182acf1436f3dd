"""Every row of the tables of thumbor's and imagor's URLs: read as they read it, or otherwise for a reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import unquote

import pytest
from libthumbor import CryptoURL
from pydantic import Field, create_model

from fitter import BadArgument, FitterError, Segment
from fitter.errors import BadSignature
from fitter.operations.manual_crop import ManualCrop
from fitter.operations.resize import Resize
from fitter.operations.trim import Trim
from fitter.url import thumbor
from fitter.url.grammar import Grammar
from fitter.url.plan import Plan
from fitter.url.signature import Key, Signer
from fitter.url.vocabulary import Vocabulary, filter_name
from tests.material import vectors
from tests.url.deliberate import DELIBERATE, STATUS
from tests.url.words import FOREIGN_GRAMMAR

Fields = dict[str, Any]

REFUSED: Fields = {"refused": True}
EDGES = ("left", "top", "right", "bottom")
SWITCHES = ("debug", "meta", "adaptive", "full", "fit_in", "horizontal_flip", "vertical_flip", "smart")
DEFAULTS: Fields = dict.fromkeys(SWITCHES, False) | {
    "trim": None,
    "crop": (0, 0, 0, 0),
    "width": 0,
    "height": 0,
    "halign": "center",
    "valign": "middle",
    "filters": "",
}


@dataclass(frozen=True)
class Row:
    """A path and what the others read in it; the signature, where there is one, still stands before it."""

    table: str
    url: str
    theirs: Fields
    signer: Signer | None = None


# How we read it, in thumbor's words


def read(row: Row) -> Plan:
    path = row.url if row.signer is None else row.signer.verify(row.url)
    return FOREIGN_GRAMMAR.parse(path)


def ours(row: Row) -> Fields:
    try:
        return as_thumbor(read(row))
    except FitterError:
        return REFUSED


def as_thumbor(plan: Plan) -> Fields:
    """thumbor's fields of a plan; none of them where thumbor has no words for it."""
    order = ["debug", "meta", "trim", "manual-crop", "resize", "flop", "flip"]
    places = [order.index(o.name) if o.name in order else len(order) for o in plan.operations]
    known = [place for place in places if place < len(order)]
    if places != sorted(places) or len(known) != len(set(known)):
        return {}
    size = next((o for o in plan.operations if isinstance(o, Resize)), Resize())
    crop = next((o for o in plan.operations if isinstance(o, ManualCrop)), None)
    trim = next((o for o in plan.operations if isinstance(o, Trim)), None)
    names = {operation.name for operation in plan.operations}
    calls = [as_call(o) for o in plan.operations if o.name not in order]
    calls += ["stretch()"] if size.fit == "stretch" else []
    calls += [] if size.upscale is None else ["upscale()" if size.upscale else "no_upscale()"]
    return {
        "debug": "debug" in names,
        "meta": "meta" in names,
        "smart": bool(size.smart),
        "trim": trim and (trim.corner, trim.tolerance),
        "crop": (crop.left, crop.top, crop.right, crop.bottom) if crop else (0, 0, 0, 0),
        "width": size.width,
        "height": size.height,
        "halign": size.halign,
        "valign": size.valign,
        "fit_in": "fit-in" in size.fit,
        "full": "full" in size.fit,
        "adaptive": "adaptive" in size.fit,
        "horizontal_flip": "flop" in names,
        "vertical_flip": "flip" in names,
        "filters": ":".join(calls),
        "image": plan.source,
    }


def as_call(operation: Any) -> str:
    values = [getattr(operation, name) for name in type(operation).model_fields]
    flat = [one for value in values for one in (value if isinstance(value, tuple) else [value])]
    while flat and flat[-1] is None:
        flat.pop()
    return f"{filter_name(type(operation))}({','.join(f'{v:g}' if isinstance(v, float) else str(v) for v in flat)})"


# What stands in the tables, in the same words


def trimmed(text: str | None) -> tuple[str, int] | None:
    if not text:
        return None
    _, corner, tolerance, *_ = f"{text}::".split(":")
    return corner or "top-left", int(tolerance or 0)


def url_parse(case: Fields) -> Row:
    theirs = dict(case["expected"])
    theirs |= {"trim": trimmed(theirs["trim"]), "crop": tuple(theirs["crop"][edge] for edge in EDGES)}
    theirs |= {"filters": unquote(theirs["filters"]), "image": unquote(theirs["image"])}
    return Row("url_parse", case["url"], theirs)


def url_route(case: Fields) -> Row:
    groups = dict(case["groups"])
    unsigned = Signer([], allow_unsigned=True)
    if "unsafe" not in groups:
        return Row("url_route", case["path"], REFUSED, unsigned)
    theirs = DEFAULTS | {"crop": tuple(int(groups.pop(f"crop_{edge}", 0)) for edge in EDGES)}
    theirs |= {name: True for name in ("debug", "meta", "fit_in", "smart") if groups.pop(name, None)}
    theirs |= {name: int(groups.pop(name, 0)) for name in ("width", "height")}
    theirs |= {"trim": trimmed(groups.pop("trim", None))} | groups
    del theirs["unsafe"]
    return Row("url_route", case["path"], theirs, unsigned)


def url_derived_params(case: Fields) -> Row:
    theirs = dict(case["derived"])
    corner, tolerance, should_crop = theirs.pop("trim_pos"), theirs.pop("trim_tolerance"), theirs.pop("should_crop")
    theirs |= {"trim": corner and (corner, tolerance), "crop": tuple(theirs["crop"][edge] for edge in EDGES)}
    assert should_crop is any(theirs["crop"])
    return Row("url_derived_params", case["url"], DEFAULTS | theirs | {"image": "a.jpg"})


def url_generate(case: Fields) -> Row:
    options = dict(case["options"])
    image = options.pop("image_url", "a.jpg")
    theirs = DEFAULTS | {"image": image, "crop": tuple(options.pop(f"crop_{edge}", 0) for edge in EDGES)}
    fits = [name for name in options if name.endswith("fit_in") and options[name]]
    for name in fits:
        del options[name]
        theirs |= {"fit_in": True} | {part: True for part in ("full", "adaptive") if part in name}
    for option, field in (("flip", "horizontal_flip"), ("flop", "vertical_flip")):
        theirs |= {field: options.pop(option)} if option in options else {}
    if crop := options.pop("crop", None):
        theirs["crop"] = (*crop[0], *crop[1])
    if trim := options.pop("trim", None):
        theirs["trim"] = ("top-left", 0) if trim is True else (trim[0] or "top-left", trim[1] or 0)
    filters = options.pop("filters", "")
    theirs["filters"] = unquote(filters if isinstance(filters, str) else ":".join(filters))
    if case.get("expected_error"):
        return Row("url_generate", f"{fits[0].replace('_', '-')}/{image}", REFUSED)
    url = case.get("plain_path") or case["expected_url"]
    if case["fn"] == "generate_options":
        url = f"{url}/{image}".lstrip("/")
    elif "image_url" not in case["options"]:
        theirs["image"] = url.rpartition("/")[2]  # the md5 of the image
    return Row("url_generate", url, theirs | options)


def url_generate_center_helper(case: Fields) -> Row:
    url, width, height = case["expected_prefix"] + "a.jpg", case["width"], case["height"]
    crop = re.match(r"(\d+)x(\d+):(\d+)x(\d+)/", url)
    theirs = {"width": abs(width), "height": abs(height), "horizontal_flip": width < 0, "vertical_flip": height < 0}
    theirs["crop"] = tuple(map(int, crop.groups())) if crop else (0, 0, 0, 0)
    return Row("url_generate_center_helper", url, DEFAULTS | theirs | {"image": "a.jpg"})


def parse_roundtrip(case: Fields) -> Row:
    """imagor's fields; a field that only imagor has stays as it is, and so differs."""
    names = {"h_flip": "horizontal_flip", "v_flip": "vertical_flip", "h_align": "halign", "v_align": "valign"}
    theirs = {names.get(name, name): value for name, value in case["params"].items()}
    for name in ("path", "unsafe", "hash"):
        theirs.pop(name, None)
    theirs["crop"] = tuple(theirs.pop(f"crop_{edge}", 0) for edge in EDGES)
    theirs["full"] = theirs.pop("full_fit_in", False)
    theirs["filters"] = calls_text(theirs.get("filters", []))
    corner, tolerance = theirs.pop("trim_by", "top-left"), theirs.pop("trim_tolerance", 0)
    theirs["trim"] = (corner, tolerance) if theirs.get("trim") else None
    signer = None
    if case["signer"]:
        signer = Signer([Key(case["signer"]["secret"].encode(), case["signer"]["alg"], case["signer"]["truncate"])])
    elif case["uri"].startswith("unsafe/"):
        signer = Signer([], allow_unsigned=True)
    return Row("parse_roundtrip", case["uri"], DEFAULTS | theirs, signer)


def imagor_generate(case: Fields) -> Row:
    width, height = case["params"]["width"], case["params"]["height"]
    theirs = {"width": -width, "height": -height, "horizontal_flip": True, "vertical_flip": True}
    return Row("generate", case["uri"], DEFAULTS | theirs | {"image": "foobar"}, Signer([], allow_unsigned=True))


def parse_filters(case: Fields) -> Row:
    theirs = {"filters": calls_text(case["filters"]), "image": case["image"]}
    return Row("parse_filters", case["input"], DEFAULTS | theirs)


def calls_text(calls: list[dict[str, str]]) -> str:
    return ":".join(f"{call['name']}({call['args']})" for call in calls)


TABLES = [
    ("thumbor.json", "url_parse", url_parse),
    ("thumbor.json", "url_route", url_route),
    ("thumbor.json", "url_derived_params", url_derived_params),
    ("thumbor.json", "url_generate", url_generate),
    ("thumbor.json", "url_generate_center_helper", url_generate_center_helper),
    ("imagor.json", "parse_roundtrip", parse_roundtrip),
    ("imagor.json", "generate", imagor_generate),
    ("imagor.json", "parse_filters", parse_filters),
]


def only(cases: list[Any], field: str, values: str = ".*") -> list[Any]:
    """The cases where the field has such a value; the one that is skipped stays."""
    return [c for c in cases if not isinstance(c, dict) or (field in c and re.fullmatch(values, str(c[field])))]


def rows() -> list[Any]:
    """Every row of every table; one that is skipped where the tables are not there."""
    cases = [(make, case) for file, table, make in TABLES for case in vectors(file, table)]
    return [make(case) if isinstance(case, dict) else case for make, case in cases]


def name(row: Any) -> str | None:
    return f"{row.table}:{row.url}" if isinstance(row, Row) else None


def done(row: Row) -> str:
    """What we do, as the table of deliberate differences says it."""
    try:
        return FOREIGN_GRAMMAR.write(read(row))
    except FitterError as error:
        return f"{error.status} {error.code}"


@pytest.mark.parametrize("row", rows(), ids=name)
def test_a_path_is_read_as_they_read_it_or_otherwise_for_a_reason(row: Row) -> None:
    if row.url in DELIBERATE:
        assert done(row) == DELIBERATE[row.url][0], DELIBERATE[row.url][1]
    else:
        assert ours(row) == row.theirs


def test_the_table_of_differences_names_all_that_there_are_and_no_other() -> None:
    found = [row for row in rows() if isinstance(row, Row)]
    if not found:
        pytest.skip("the tables are not beside the repository")
    assert {row.url for row in found if ours(row) != row.theirs} == set(DELIBERATE)


@pytest.mark.parametrize("row", [row for row in rows() if not isinstance(row, Row) or row.signer], ids=name)
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


@pytest.mark.parametrize("case", vectors("thumbor.json", "signatures"))
def test_a_path_is_signed_as_thumbor_signs_it(case: Fields) -> None:
    signer = Signer([Key(case["key"].encode(), "sha1")])
    assert signer.sign(case["path"]) == case["signed_url"] == f"/{case['signature']}/{case['path']}"
    assert signer.verify(case["signed_url"]) == case["path"]


@pytest.mark.parametrize("case", vectors("imagor.json", "sign"))
def test_a_path_is_signed_as_imagor_signs_it(case: Fields) -> None:
    key = Key(case["secret"].encode(), case["alg"], case["truncate"] or None)
    assert key.sign(case["path"].encode()).decode() == case["signature"]


@pytest.mark.parametrize("case", vectors("thumbor.json", "signature_rejections", "http_signature_live"))
def test_a_signature_is_accepted_where_thumbor_accepts_it(case: Fields) -> None:
    signer = Signer([Key(case["key"].encode(), "sha1")])
    path, _, _ = case["path"].partition("?")  # the query is cut off before
    try:
        status = 200 if signer.verify(path) else 0
    except BadSignature as error:
        status = error.status
    assert status == STATUS[case.get("expected_status") or case["status"]]


@pytest.mark.parametrize("case", only(vectors("thumbor.json", "url_generate"), "fn", "url_for"))
def test_what_libthumbor_writes_and_signs_is_read(case: Fields) -> None:
    client, options = CryptoURL("a key"), {"image_url": "a.jpg", **case["options"]}
    if case.get("expected_error"):
        with pytest.raises(ValueError, match="fit-in"):
            client.generate(**options)
        return
    path = Signer([Key(b"a key", "sha1")]).verify(client.generate(**options))
    row = url_generate(case | {"plain_path": path, "options": options})
    assert ours(row) == (REFUSED if case["expected_url"] in DELIBERATE else row.theirs)


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
    filter_ = create_model("F", __base__=Segment, **declared, **optional)  # type: ignore[call-overload]
    filter_.name = "f"
    return Grammar(Vocabulary([filter_]))


def arguments(grammar: Grammar, call: str) -> list[Any] | None:
    """The values of a call's arguments, or None where it is refused."""
    try:
        (operation,) = grammar.parse(f"filters:{call}/a.jpg").operations
    except BadArgument:
        return None
    return list(operation.model_dump().values())  # type: ignore[attr-defined]


FILTER_ARGS = vectors("thumbor.json", "filter_args")


@pytest.mark.parametrize("case", only(FILTER_ARGS, "type"))
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
