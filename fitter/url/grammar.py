"""The URL's path after the signature: segments read left to right, then the source."""

from __future__ import annotations

from functools import lru_cache

from fitter.errors import BadArgument, BadPath, FitterError
from fitter.protocols import Operation
from fitter.url import extraction
from fitter.url.encoding import decode, decode_base64, encode
from fitter.url.order import in_order
from fitter.url.plan import Plan
from fitter.url.reading import Reading
from fitter.url.rules import Rules
from fitter.url.segments import segment_end
from fitter.url.vocabulary import Vocabulary

_MOST, _LONGEST = 1000, 500
"""Paths that are remembered, and their characters: what is kept in files or in Redis is asked for again and again."""


class Grammar:
    """Reads paths as plans and writes plans as paths; ``parse(write(plan)) == plan`` for every plan."""

    def __init__(self, vocabulary: Vocabulary, rules: Rules | None = None) -> None:
        """Read with these words; the rules are for paths from outside, a canonical one needs none."""
        self.vocabulary, self.rules = vocabulary, rules or Rules()
        self._remembered = lru_cache(_MOST)(self._parsed)

    def parse(self, path: str) -> Plan:
        """The plan of a raw path: what stands after the signature, still percent-encoded, without the query.

        Presets are replaced by what they stand for.

        Raises:
            BadRequest: in one of its kinds; the text names the segment and what is allowed.
            OperationNotAllowed, LimitExceeded: the rules forbid it.
        """
        return self._remembered(path) if len(path) <= _LONGEST else self._parsed(path)

    def _parsed(self, path: str) -> Plan:
        reading, source = self._read(path, self.rules)
        if reading.extracts:
            place, source = extraction.place(source, self._inner)
            reading.keep_of_source(place)
        return reading.plan(source)

    def _inner(self, path: str) -> Plan:
        """The plan of a URL inside a URL, whose own source stays as it is; nothing of it is done, so all is allowed."""
        reading, source = self._read(path, Rules(ignore_filters=True, only_thumbor=self.rules.only_thumbor))
        return reading.plan(source)

    def _read(self, path: str, rules: Rules) -> tuple[Reading, str]:
        path = path.removeprefix("/")
        reading, at = Reading(self.vocabulary, rules), 0
        if rules.only_thumbor:
            segments, key = in_order(path)
            for segment in segments:
                reading.take(segment)
            return reading, _source(decode(key))
        while (end := segment_end(path, at)) < len(path):
            segment = path[at:end]
            if segment == "-":
                return reading, _source(decode(path[end + 1 :]))
            if _is_url(segment, path[end:]) or not reading.take(segment):
                break
            at = end + 1
        return reading, _read_source(path[at:])

    def operations(self, text: str) -> tuple[Operation, ...]:
        """The operations of a path without a source; raises as ``parse``."""
        plan = self.parse("/".join([*filter(None, [text.strip("/")]), "source"]))
        if plan.source != "source":
            raise self._no_segment(plan.source.partition("/")[0])
        return plan.operations

    def _no_segment(self, text: str) -> FitterError:
        if not self.rules.only_thumbor:
            return self.vocabulary.unknown(text)
        return BadArgument(f"{text[:60]!r} is none of thumbor's segments in its place; filters: holds all others.")

    def write(self, plan: Plan) -> str:
        """The canonical path, without a leading slash."""
        source = encode(plan.source)
        guard = ["-"] if self._misread(source) else []
        return "/".join([*(operation.text for operation in plan.operations), *guard, source])

    def _misread(self, source: str) -> bool:
        end = len(source)
        try:
            end = segment_end(source, 0)
            if source.startswith(("/", "b64:")):
                return True
            if end == len(source) or _is_url(source[:end], source[end:]):
                return False
            # Without rules: a worker that has none reads it too.
            return source[:end] == "-" or Reading(self.vocabulary, Rules()).take(source[:end])
        except FitterError:
            return True


def _is_url(segment: str, rest: str) -> bool:
    # "http://host/key", and "http:/host/key" where a proxy merged the slashes: the loader says what is wrong with it.
    name, colon, tail = segment.partition(":")
    return bool(colon) and not tail and (rest.startswith("//") or name.lower() in ("http", "https"))


def _read_source(text: str) -> str:
    if text.startswith("b64:"):
        return _source(decode_base64(text.removeprefix("b64:")))
    return _source(decode(text))


def _source(key: str) -> str:
    if not key:
        raise BadPath("The URL names no source. It has the form /<signature>/<operations>/<source>.")
    return key
