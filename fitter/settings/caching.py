"""The section of the settings that says what browsers and CDNs are told."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from fitter.fields import Duration, Refusal, Says
from fitter.settings.section import Section

_ORIGIN = re.compile(r"\*|https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::[0-9]{1,5})?")
_TEMPLATE = re.compile(r"(?:https?://[!-z|~]*)?\{source\}[!-z|~]*")  # neither blanks nor other braces


def _origin(text: str) -> str:
    if not _ORIGIN.fullmatch(text.lower()):
        raise Refusal(f"must be *, or an origin such as https://www.example.com without a path, got {text!r}")
    return text.lower()


def _template(text: str) -> str:
    if not _TEMPLATE.fullmatch(text) or set(text) & set('<>"'):
        raise Refusal(f"must be a URL with {{source}} in it, such as https://www.example.com/{{source}}, got {text!r}")
    return text


Origin = Annotated[str, AfterValidator(_origin), Says("* or an origin such as https://www.example.com")]
Template = Annotated[str, AfterValidator(_template), Says("a URL with {source} in it")]
TagHeader = Literal["Cache-Tag", "Surrogate-Key", "Edge-Cache-Tag", "CDN-Tag", "xkey"]
"""The headers in which CDNs look for tags."""


class ErrorAges(Section):
    """How long a CDN may reuse an error, browsers never; 0s is not at all, as for all errors that are not here."""

    malformed: Duration = Field(60.0, ge=0, le=31_536_000)
    """400: a URL that cannot be understood."""
    refused: Duration = Field(10.0, ge=0, le=31_536_000)
    """403: signature, source or operation; short, because a new key must work soon."""
    not_found: Duration = Field(10.0, ge=0, le=31_536_000)
    """404: a source that may come."""
    expired: Duration = Field(60.0, ge=0, le=31_536_000)
    """410: a URL whose time is over."""
    unreadable: Duration = Field(60.0, ge=0, le=31_536_000)
    """413, 415 and 422: a source that is too large, is no picture, or is broken."""


class Cache(Section):
    """What browsers and CDNs are told."""

    max_age: Duration = Field(86400.0, ge=0, le=31_536_000)
    """How long a picture may be reused."""
    from_origin: bool = False
    """Whether a picture may be reused as long as the origins of its sources still say, where they say it, in place of
    max_age and shared_max_age. What a URL says counts before."""
    shared_max_age: Duration | None = Field(None, ge=0, le=31_536_000)
    """How long a CDN may reuse it; null is as long as everyone."""
    stale_while_revalidate: Duration = Field(86400.0, ge=0, le=31_536_000)
    """How long an old picture may still be shown while a new one is fetched."""
    provisional_max_age: Duration = Field(60.0, ge=0, le=31_536_000)
    """How long a picture may be reused that was cut without the detector, because that failed. It is not kept."""
    stale_if_error: Duration = Field(86400.0, ge=0, le=31_536_000)
    """How long an old picture may still be shown while a new one cannot be had."""
    immutable: bool = False
    """Whether browsers are told not to ask again before a picture's time is over, not even when a page is reloaded: for
    sources that get a new name when they change."""
    errors: ErrorAges = ErrorAges()
    """How long a CDN may reuse an error, browsers never; 0s is not at all, as for all errors that are not here."""
    tags: list[TagHeader] = Field(["Cache-Tag", "Surrogate-Key"])
    """Headers that carry a tag for each source of an answer, by which a CDN can purge all that was made of it; [] is
    none."""
    cors: list[Origin] = Field(["*"])
    """Origins whose scripts may read answers: * is all, [] is none. With more than one, answers vary by Origin."""
    canonical: Template | None = None
    """The address of a source's page or file, such as https://www.example.com/{source}: told to search engines with
    each picture; {source} alone is the source's own URL. null is none."""
    server_timing: bool = False
    """Whether answers say how long each step took. A CDN keeps that with the picture, so it is for looking closer."""
