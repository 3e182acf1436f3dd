"""Where one segment of a path ends and the next one begins."""

from __future__ import annotations

from collections.abc import Iterator

from fitter.url import thumbor

FILTERS = "filters:"
"""How the segment begins that holds thumbor's filters."""


def segment_end(path: str, at: int) -> int:
    """Where the segment that starts there ends; slashes inside a call of ``filters:`` belong to it.

    Raises:
        BadPath: a parenthesis is not closed.
    """
    if path.startswith(FILTERS, at):
        return thumbor.segment_end(path, at)
    end = path.find("/", at)
    return len(path) if end < 0 else end


def split(text: str) -> Iterator[str]:
    """The segments of operations that stand without a source; raises as ``segment_end``."""
    text = text.strip("/")
    at = 0
    while at <= len(text):
        end = segment_end(text, at)
        yield text[at:end]
        at = end + 1
