"""What went wrong with a download, as an error for the client."""

from __future__ import annotations

import pycurl

from fitter.errors import FitterError, OriginFailed, OriginTimeout, SourceNotAllowed, SourceNotFound, SourceTooLarge

_ENDS = {
    pycurl.E_COULDNT_RESOLVE_HOST: "has no address",
    pycurl.E_COULDNT_CONNECT: "does not take connections",
    pycurl.E_PARTIAL_FILE: "sent less than it announced",
    pycurl.E_GOT_NOTHING: "closed the connection without an answer",
    pycurl.E_RECV_ERROR: "broke the connection",
    pycurl.E_SEND_ERROR: "broke the connection",
    pycurl.E_SSL_CONNECT_ERROR: "has no usable TLS",
    pycurl.E_PEER_FAILED_VERIFICATION: "has a certificate that is not trusted",
}


class ConnectionBroke(OriginFailed):
    """There was a connection, and it broke before the answer was whole: another attempt may well succeed."""


_BROKE = (pycurl.E_PARTIAL_FILE, pycurl.E_GOT_NOTHING, pycurl.E_RECV_ERROR, pycurl.E_SEND_ERROR)


def from_curl(errno: int, origin: str) -> FitterError:
    """The error for libcurl's number; the origin is the subject of its sentence."""
    if errno == pycurl.E_OPERATION_TIMEDOUT:
        return OriginTimeout(f"{origin} did not answer in time")
    kind = ConnectionBroke if errno in _BROKE else OriginFailed
    return kind(f"{origin} {_ENDS.get(errno, 'answered with what is not valid HTTP')}")


def from_status(status: int, retry_after: str = "") -> FitterError:
    """The error for an answer other than 200 and other than a redirect; the origin's Retry-After is passed on."""
    if status in (401, 403, 404, 410):  # whether a thing is secret or missing is not for the client to learn
        return SourceNotFound("The origin does not have the source")
    seconds = int(retry_after) if retry_after.isascii() and retry_after.isdigit() and len(retry_after) < 7 else None
    return OriginFailed(f"The origin of the source answered with status {status}", seconds)


def too_large(limit: int) -> SourceTooLarge:
    """The error for a source of more bytes than the limit."""
    return SourceTooLarge(f"The source is larger than the {limit} bytes that are allowed")


def host_not_allowed() -> SourceNotAllowed:
    """The error for a host outside the settings."""
    return SourceNotAllowed("The host of the source is not among those that this server fetches from")
