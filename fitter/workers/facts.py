"""The answer to ``meta``: JSON about the source and the result instead of the picture."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fitter.blob import Blob
from fitter.picture import Image
from fitter.placeholders import Sample, placeholders
from fitter.url.plan import Plan
from fitter.values import Output
from fitter.workers import exif
from fitter.workers.noted import Notes


def facts(plan: Plan, opened: Image, made: Image, output: Output, notes: Notes, *, position: bool) -> Blob:
    """The facts.

    Args:
        plan: what was asked for.
        opened: the source.
        made: the result, which is written to know its bytes.
        output: how it is written.
        notes: what was done, in thumbor's words.
        position: whether it may be told where the picture was taken.
    """
    source = _source(opened, position)
    result = _result(made, output)
    # What is not in the key may not be in the body: another URL with the same key would get it.
    operations = [one.text for one in plan.operations if one.in_key and one.name != "meta"]
    told = {"source": source, "operations": operations, "result": result}
    told["thumbor"] = _thumbor(plan.source, source, result, notes)
    return Blob(json.dumps(told, indent=1, ensure_ascii=False).encode() + b"\n", "application/json")


def _source(opened: Image, position: bool) -> dict[str, Any]:
    told = dict(opened.facts())
    tags: Mapping[str, str] = told.pop("exif", {})
    told["exif"] = exif.shown(tags)
    if position:
        told["position"] = exif.position(tags)
    return told


def _result(made: Image, output: Output) -> dict[str, Any]:
    blob = made.encode(output)
    size = Sample.fitting(made.size)
    sample = Sample(size, made.sample(size), output.background)
    shape = {"width": made.size.width, "height": made.size.height, "frames": made.frames}
    return {"format": blob.facts["format"], **shape, "bytes": blob.size, **placeholders(sample)}


def _thumbor(url: str, source: Mapping[str, Any], result: Mapping[str, Any], notes: Notes) -> dict[str, Any]:
    """What thumbor's ``meta`` says, for those who read that; with the size that the source has, and not the result."""
    sized = next((note for note in reversed(notes) if note["type"] == "resize"), result)
    shape = {"width": source["width"], "height": source["height"], "frameCount": source["frames"]}
    target = {"width": sized["width"], "height": sized["height"]}
    return {"source": {"url": url, **shape}, "operations": notes, "target": target}
