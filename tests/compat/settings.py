"""thumbor's settings as fitter's: what somebody writes who comes from there and wants to see no difference."""

from __future__ import annotations

from typing import Any

from tests.server import KEY

THUMBOR_KEY = "the key of the old thumbor"
_KEYS = [KEY, {"key": THUMBOR_KEY, "algorithm": "sha1"}]
_FORMATS = ["jpeg", "png", "webp", "avif", "gif"]

SETTINGS: dict[str, Any] = {
    # The filters that thumbor has by default, and the formats that are written here.
    "security": {"keys": _KEYS, "allow_unsigned": True, "operations": {"deny": ["autojpg"]}, "formats": _FORMATS},
    "loader": [
        {"use": "fitter.storages.files.FileStorage", "root": "images"},
        {"use": "tests.compat.plugins.Conflict"},
    ],
    "engine": {"workers": 1, "read": [*_FORMATS, "tiff", "svg"], "png_compression": 1, "png_filter": "none"},  # fast
    "detector": {"use": "tests.compat.plugins.Broken"},
    "limits": {"source_pixels": "75M"},
    "output": {
        "orient": False,
        "auto": [],
        "auto_animations": False,
        "accept_wildcards": True,
        "vary": "always",
        "instead": "png",
    },
    "cache": {"stale_while_revalidate": 0, "stale_if_error": 0, "cors": [], "provisional_max_age": 1},
    "thumbor": {"unknown_filters": "ignore", "segments": "thumbor", "errors": "thumbor"},
}
"""thumbor's defaults."""

_AUTO = {"AUTO_WEBP": "webp", "AUTO_AVIF": "avif", "AUTO_JPG": "jpeg", "AUTO_PNG": "png"}


def changed(config: dict[str, Any]) -> dict[str, Any]:
    """The sections that differ from thumbor's defaults. Settings that do not touch each other share a server."""
    preferred = [{"jpg": "jpeg"}.get(name, name) for name in config.get("AUTO_IMAGE_FORMAT_PREFERENCE", [])]
    auto = [*preferred, *(_AUTO[name] for name in config if name in _AUTO)]
    if auto == ["webp"]:
        return {**_output(auto=auto), "result_storage": {"use": "fitter.storages.files.FileStorage", "root": "results"}}
    if auto == ["avif"] or config.get("MAX_AGE") == 2:
        return {**_output(auto=["avif"]), "cache": {**SETTINGS["cache"], "max_age": 2}}
    if auto == ["png"] or config.get("MAX_AGE") == 3600:
        return {**_output(auto=["png"]), "cache": {**SETTINGS["cache"], "max_age": 3600}}
    if auto == ["webp", "avif"] or config.get("RESPECT_ORIENTATION"):
        return _output(auto=["webp", "avif"], orient=True)
    if "AUTO_PNG_TO_JPG" in config:
        return _output(auto=auto, auto_jpeg=True)
    if auto:
        return _output(auto=auto)
    if config.get("MAX_PIXELS") == 1000:
        return {"limits": {"source_pixels": 1000}}
    if {"ALLOW_UNSAFE_URL", "FILTERS"} & set(config) or config.get("MAX_WIDTH") == 150:
        operations = {"allow": ["rotate", "resize", "meta"]}
        return {"limits": {"width": 150, "height": 150}, "security": {"keys": _KEYS, "operations": operations}}
    return {}


def is_signed(config: dict[str, Any]) -> bool:
    """Whether that server answers to signed paths alone."""
    return not (SETTINGS | changed(config))["security"].get("allow_unsigned", False)


def _output(**output: Any) -> dict[str, Any]:
    return {"output": {**SETTINGS["output"], **output}}
