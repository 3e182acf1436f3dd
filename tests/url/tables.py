"""The rows of the tables of paths: a path, and what the others read in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from fitter.url.grammar import Grammar
from fitter.url.signature import Key, Signer
from tests.material import vectors
from tests.url.fields import DEFAULTS, EDGES, Fields
from tests.url.words import FOREIGN_GRAMMAR, MIGRANTS_GRAMMAR

REFUSED: Fields = {"refused": True}


@dataclass(frozen=True)
class Row:
    """A path and what the others read in it; the signature, where there is one, still stands before it."""

    table: str
    url: str
    theirs: Fields
    signer: Signer | None = None

    @property
    def grammar(self) -> Grammar:
        """How the path is read: as by a server that is set up for those who come from there."""
        return FOREIGN_GRAMMAR if self.table in IMAGORS else MIGRANTS_GRAMMAR

    @property
    def path(self) -> str:
        """The path behind the signature; raises BadSignature."""
        return self.url if self.signer is None else self.signer.verify(self.url)


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
    trim = options.pop("trim", None)
    if isinstance(trim, str):  # which no server reads: the source's key begins there
        debug, meta, key = case["expected_url"].split("/", 2)
        return Row(
            "url_generate",
            f"{debug}/{meta}/{key}/{image}",
            DEFAULTS | {debug: True, meta: True, "image": f"{key}/{image}"},
        )
    if trim:
        theirs["trim"] = ("top-left", 0) if trim is True else (trim[0] or "top-left", trim[1] or 0)
    filters = options.pop("filters", "")
    theirs["filters"] = unquote(filters if isinstance(filters, str) else ":".join(filters))
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


IMAGORS = {table for file, table, _ in TABLES if file == "imagor.json"}


def rows() -> list[Any]:
    """Every row of every table; one that is skipped where the tables are not there."""
    cases = [(make, case) for file, table, make in TABLES for case in vectors(file, table)]
    return [make(case) if isinstance(case, dict) else case for make, case in cases if not _is_no_path(case)]


def _is_no_path(case: Any) -> bool:
    """Whether it is about what a client refuses to write."""
    return isinstance(case, dict) and bool(case.get("expected_error"))
