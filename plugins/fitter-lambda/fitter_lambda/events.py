"""What AWS's HTTP fronts hand to a function: requests out of their events, and answers in the form that they want.

The path counts as it was sent, for its bytes are signed. A function URL and a load balancer leave it so. An HTTP API
decodes it, once: there the path is encoded again as fitter itself encodes, and one that was signed in another spelling
cannot be got back.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fitter import Request, Response
from fitter.flow.answers.handing import ASKED
from fitter.url.encoding import encode
from fitter_lambda.headers import Headers

_HEADERS = 16 * 1024  # bytes of an answer that are left to its headers
_PLAIN = ("application/json", "application/problem+json")  # all else is sent in base64


class UnknownEvent(ValueError):
    """The function is called by something that speaks no HTTP."""


class Gateway:
    """A function URL or an HTTP API of the API Gateway: events of the version 2.0."""

    most = (6_291_556 - _HEADERS) // 4 * 3
    """Bytes of a body that fit into an answer: Lambda takes so many of JSON, and base64 makes four of three."""

    def __init__(self, event: Mapping[str, Any]) -> None:
        self._event, self._about = event, event["requestContext"]

    def request(self, number: str) -> Request:
        """The request; the number is its own unless it brings one."""
        query = self._event.get("rawQueryString")
        return _request(self._about["http"]["method"], self._path, query, self._event.get("headers"), number)

    def answer(self, response: Response, method: str) -> dict[str, Any]:
        """What the function returns."""
        return _answer(response, method)

    @property
    def _path(self) -> str:
        path, stage = str(self._event["rawPath"]), self._about.get("stage", "$default")
        if ".lambda-url." in self._about.get("domainName", ""):
            return path
        if stage != "$default" and path.startswith(f"/{stage}/"):
            path = path[len(stage) + 1 :]
        return encode(path)


class Balancer:
    """An application load balancer."""

    most = (1_000_000 - _HEADERS) // 4 * 3
    """As above: a load balancer takes a megabyte."""

    def __init__(self, event: Mapping[str, Any]) -> None:
        self._event = event

    def request(self, number: str) -> Request:
        """The request; the number is its own unless it brings one."""
        event = self._event
        if "multiValueHeaders" in event:
            headers = {name: ", ".join(values) for name, values in event["multiValueHeaders"].items()}
            several = event.get("multiValueQueryStringParameters") or {}
            pairs = [(name, value) for name, values in several.items() for value in values]
        else:
            headers, pairs = event.get("headers") or {}, list((event.get("queryStringParameters") or {}).items())
        query = "&".join(f"{name}={value}" for name, value in pairs)
        return _request(event["httpMethod"], event["path"], query, headers, number)

    def answer(self, response: Response, method: str) -> dict[str, Any]:
        """What the function returns."""
        answer = _answer(response, method)
        answer["statusDescription"] = f"{response.status} {HTTPStatus(response.status).phrase}"
        if "multiValueHeaders" in self._event:
            answer["multiValueHeaders"] = {name: [value] for name, value in answer.pop("headers").items()}
        return answer


def front(event: Any) -> Gateway | Balancer:
    """Who sends the event.

    Raises:
        UnknownEvent: nobody who is known here.
    """
    about = event.get("requestContext") if isinstance(event, dict) else None
    if isinstance(about, dict) and "elb" in about:
        return Balancer(event)
    if isinstance(about, dict) and "http" in about and "rawPath" in event:
        return Gateway(event)
    raise UnknownEvent(
        "The event is none of a function URL, of an HTTP API with the payload format 2.0, or of a load balancer."
    )


def _request(method: str, path: str, query: str | None, headers: Mapping[str, str] | None, number: str) -> Request:
    given = {"x-request-id": number, **{name.lower(): value for name, value in (headers or {}).items()}}
    given.pop(ASKED.lower(), None)  # there is no web server before this that would send a file
    return Request(method, f"{path}?{query}" if query else path, Headers(given))


def _answer(response: Response, method: str) -> dict[str, Any]:
    headers, body = dict(response.headers), response.body if response.has_body(method) else b""
    if method == "HEAD" and response.status not in (204, 304):
        headers["Content-Length"] = str(response.size)
    plain = not body or headers.get("Content-Type") in _PLAIN
    text = body.decode() if plain else base64.b64encode(body).decode()
    return {"statusCode": response.status, "headers": headers, "body": text, "isBase64Encoded": not plain}
