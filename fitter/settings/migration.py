"""The section of the settings for URLs, clients and CDNs that know thumbor."""

from __future__ import annotations

from typing import Literal

from fitter.settings.section import Section


class Thumbor(Section):
    """How much is as in thumbor."""

    unknown_filters: Literal["refuse", "ignore"] = "refuse"
    """What becomes of a filter that is not known, is not allowed here, or has arguments that are not: an error, or, as
    in thumbor, an answer without it. The log and the header X-Fitter-Ignored name what was left out."""
    segments: Literal["any", "thumbor"] = "any"
    """Which segments of a path are operations: all that there are, in any order; or only thumbor's, in thumbor's order,
    so that the key of a source may begin with a word such as cover/ or blur/. All other operations are then written
    inside filters:, such as filters:zoom(2)."""
    errors: Literal["explained", "thumbor"] = "explained"
    """How errors are answered: with a status of their own and a text that says what is wrong, or as thumbor does: 400
    for whatever is refused, and no text."""
    uploads: bool = False
    """Whether uploads, where they are enabled, are also had at thumbor's addresses: POST /image, and GET, PUT and
    DELETE of /image/<id>/<name>. What is uploaded there has the key <id>/<name>."""
