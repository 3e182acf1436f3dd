"""Replying: a picture or an error becomes the response that goes out, whoever listens."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fitter.errors import FitterError, MethodNotAllowed
from fitter.flow.answers.answer import Answer
from fitter.flow.answers.handing import handed
from fitter.flow.answers.lifetime import of_error
from fitter.flow.answers.ranges import in_range
from fitter.flow.answers.respond import respond, respond_error, respond_error_briefly
from fitter.flow.answers.response import Response
from fitter.flow.answers.telling import Telling
from fitter.flow.request import Request
from fitter.settings.caching import Cache

PICTURES = ("Pictures are read with GET or HEAD, and purged with DELETE or PURGE.", "GET, HEAD, DELETE, PURGE")
ACTIONS = ("Actions are asked for with GET or HEAD.", "GET, HEAD")
"""What may be done there: in a sentence, and for the header ``Allow``."""


@dataclass(frozen=True, slots=True)
class Replying:
    """Makes responses as the settings want them."""

    cache: Cache
    telling: Telling
    briefly: bool  # errors have no text, as thumbor's

    def picture(self, answer: Answer, request: Request) -> Response:
        """The picture, the part of it that is asked for, or 304.

        Raises:
            RangeNotSatisfiable: the part begins behind the end.
        """
        response = respond(answer, self.cache, request.headers)
        asked = request.headers if request.method == "GET" else {}
        return handed(response, answer.blob, asked) or in_range(response, asked)

    def error(self, error: FitterError, request: Request, lifetime: str | None = None) -> Response:
        """The problem; the lifetime is a value of Cache-Control, by default that of the settings."""
        request.why = error.detail
        lifetime = of_error(error, self.cache.errors) if lifetime is None else lifetime
        return respond_error_briefly(error, lifetime) if self.briefly else respond_error(error, request.id, lifetime)

    def not_allowed(self, sentence: str, allowed: str) -> MethodNotAllowed:
        """The error for other methods than those."""
        return MethodNotAllowed(sentence, allowed + (", OPTIONS" if self.cache.cors else ""))

    def told(self, response: Response, request: Request, *sources: str) -> Response:
        """The response with what all of them say; sources are those that the plan does not name."""
        told = self.telling(response, request.headers, request.trace, *sources)
        headers = {"Server": "fitter", **told, "X-Request-Id": request.id}
        if request.trace.cache:
            headers["X-Cache"] = "HIT" if request.trace.cache == "hit" else "MISS"
        return replace(response, headers=headers)


def instead(answer: Answer) -> list[str]:
    """The source that the plan does not name and that the answer is made of, if there is one."""
    return [answer.output.fallback] if answer.fallback and answer.output.fallback else []
