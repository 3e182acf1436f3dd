"""What a path says, in the words of thumbor's tables."""

from __future__ import annotations

from typing import Any

from fitter.operations.manual_crop import ManualCrop
from fitter.operations.resize import Resize
from fitter.operations.trim import Trim
from fitter.url.plan import Plan
from fitter.url.vocabulary import filter_name

Fields = dict[str, Any]

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
    """A filter as thumbor writes it, with no more arguments than it has there."""
    name = filter_name(type(operation))
    given = [getattr(operation, field) for field in type(operation).model_fields]
    if name == "round_corner":
        across, down, color = given
        return f"round_corner({across}|{down or across},{','.join(map(str, color.rgb))})"
    if name == "blur":
        sigma, radius = given
        given = [radius] if sigma == radius else [radius, sigma]
    flat = [one for value in given for one in (value if isinstance(value, tuple) else [value])]
    flat = flat[:2] if name == "fill" else flat
    while flat and flat[-1] is None:
        flat.pop()
    return f"{name}({','.join(map(_argument, flat))})"


def _argument(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)
