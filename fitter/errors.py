"""Every error that fitter answers with: its status, its stable code and a public sentence.

::

    FitterError                     500 internal
    ├── BadRequest                  400 bad_request
    │   ├── BadPath                 400 bad_path            the URL itself: encoding, length, no source
    │   ├── UnknownOperation        400 unknown_operation
    │   ├── BadArgument             400 bad_argument
    │   └── BadParameters           400 bad_parameters      of a query; all that is wrong with it
    ├── Forbidden                   403 forbidden
    │   ├── BadSignature            403 bad_signature
    │   ├── OperationNotAllowed     403 operation_not_allowed   understood, but the settings forbid it
    │   └── SourceNotAllowed        403 source_not_allowed
    ├── SourceNotFound              404 source_not_found
    ├── MethodNotAllowed            405 method_not_allowed
    ├── TooLate                     408 too_late            the request's body did not arrive in time
    ├── Conflict                    409 conflict            somebody's source has this key
    ├── Expired                     410 expired
    ├── LengthRequired              411 length_required     there is no body
    ├── PreconditionFailed          412 precondition_failed
    ├── SourceTooLarge              413 source_too_large
    ├── UnsupportedImage            415 unsupported_image   not an image, or of a format that is not read
    ├── RangeNotSatisfiable         416 range_not_satisfiable
    ├── UndecodableImage            422 undecodable_image   an image, but broken
    ├── LimitExceeded               422 limit_exceeded      more pixels than a limit allows
    ├── OriginFailed                502 origin_failed
    ├── PurgeFailed                 502 purge_failed        a storage may still have what was to be forgotten
    ├── WorkerCrashed               502 worker_crashed
    ├── Overloaded                  503 overloaded
    ├── QueueFailed                 503 queue_failed        nobody will make the picture behind the answer
    ├── StoreFailed                 503 store_failed        an upload could not be kept, or not be looked for
    ├── StoreFull                   507 store_full
    └── DeadlineExceeded            504 deadline_exceeded
        ├── OriginTimeout           504 origin_timeout
        └── TooSlow                 504 too_slow            a worker had the whole deadline, and needed more

The detail of an error is shown to the client. It says what is wrong and what is allowed, and never names a path, a
host or a key of the server's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence


class FitterError(Exception):
    """A failure with a status and a text for the client."""

    status = 500
    code = "internal"
    title = "Internal error"
    retry_after: int | None = None
    """Seconds after which trying again makes sense."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title


class BadRequest(FitterError):
    """The request cannot be understood."""

    status, code, title = 400, "bad_request", "Bad request"


class BadPath(BadRequest):
    """The path is no fitter URL: bad encoding, too long, no source."""

    code, title = "bad_path", "Malformed URL"


class UnknownOperation(BadRequest):
    """A segment names an operation that does not exist."""

    code, title = "unknown_operation", "Unknown operation"


class BadArgument(BadRequest):
    """An operation's argument is missing, of the wrong type or out of range."""

    code, title = "bad_argument", "Bad argument"


class BadParameters(BadRequest):
    """Parameters of a query are missing, unknown, too many or out of range."""

    code, title = "bad_parameters", "Bad parameters"

    def __init__(self, detail: str = "", problems: Sequence[tuple[str, str]] = ()) -> None:
        """Take all problems, each the name of a parameter and what is wrong with it."""
        super().__init__(detail or " ".join(f"{name}: {_ended(text)}" for name, text in problems))
        self.problems = tuple(problems)


class Forbidden(FitterError):
    """The request is understood and refused."""

    status, code, title = 403, "forbidden", "Forbidden"


class BadSignature(Forbidden):
    """The signature is missing or does not belong to this path."""

    code, title = "bad_signature", "Bad signature"


class OperationNotAllowed(Forbidden):
    """The URL asks for something that exists, but that the settings do not let URLs ask for."""

    code, title = "operation_not_allowed", "Operation not allowed"


class SourceNotAllowed(Forbidden):
    """The source is not among those that the settings allow."""

    code, title = "source_not_allowed", "Source not allowed"


class SourceNotFound(FitterError):
    """No loader has the source."""

    status, code, title = 404, "source_not_found", "Source not found"


class MethodNotAllowed(FitterError):
    """The resource exists, but not for this method."""

    status, code, title = 405, "method_not_allowed", "Method not allowed"

    def __init__(self, detail: str = "", allowed: str = "GET, HEAD") -> None:
        super().__init__(detail)
        self.allowed = allowed


class TooLate(FitterError):
    """The body of the request did not arrive in time."""

    status, code, title = 408, "too_late", "Request took too long"


class Conflict(FitterError):
    """What is there is not to be replaced."""

    status, code, title = 409, "conflict", "Conflict"


class Expired(FitterError):
    """The URL's own ``expires:`` has passed."""

    status, code, title = 410, "expired", "URL expired"


class LengthRequired(FitterError):
    """A body is needed, and the request has none."""

    status, code, title = 411, "length_required", "Body required"


class PreconditionFailed(FitterError):
    """The request was to be done only under a condition."""

    status, code, title = 412, "precondition_failed", "Precondition failed"


class SourceTooLarge(FitterError):
    """The source has more bytes than ``limits.source_bytes``."""

    status, code, title = 413, "source_too_large", "Source too large"


class UnsupportedImage(FitterError):
    """The source is no image, or of a format that is not read."""

    status, code, title = 415, "unsupported_image", "Not an image that is read here"


class RangeNotSatisfiable(FitterError):
    """The request asks for bytes behind the end of the answer."""

    status, code, title = 416, "range_not_satisfiable", "Range not satisfiable"

    def __init__(self, detail: str = "", size: int = 0) -> None:
        super().__init__(detail)
        self.size = size


class UndecodableImage(FitterError):
    """The source is an image, but it is broken or truncated."""

    status, code, title = 422, "undecodable_image", "Image cannot be decoded"


class LimitExceeded(FitterError):
    """The source or the result would be larger than a limit."""

    status, code, title = 422, "limit_exceeded", "Limit exceeded"


class OriginFailed(FitterError):
    """The origin of the source answered with an error or not at all."""

    status, code, title = 502, "origin_failed", "Origin failed"

    def __init__(self, detail: str = "", retry_after: int | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class PurgeFailed(FitterError):
    """Something of a source may still be kept somewhere."""

    status, code, title = 502, "purge_failed", "Purge failed"
    retry_after = 1


class WorkerCrashed(FitterError):
    """The process that made the picture died."""

    status, code, title = 502, "worker_crashed", "Worker crashed"


class Overloaded(FitterError):
    """Too many pictures are waiting to be made."""

    status, code, title = 503, "overloaded", "Overloaded"
    retry_after = 1  # a queue that is full now has usually drained by then


class QueueFailed(FitterError):
    """The queue did not take the picture in."""

    status, code, title = 503, "queue_failed", "Queue failed"
    retry_after = 2


class StoreFailed(FitterError):
    """The storage of uploads does not do what it was asked for."""

    status, code, title = 503, "store_failed", "Storage failed"
    retry_after = 1


class StoreFull(FitterError):
    """There is no room for an upload."""

    status, code, title = 507, "store_full", "No room"


class DeadlineExceeded(FitterError):
    """The picture was not ready within the deadline."""

    status, code, title = 504, "deadline_exceeded", "Deadline exceeded"


class OriginTimeout(DeadlineExceeded):
    """The origin of the source did not answer in time."""

    code, title = "origin_timeout", "Origin timed out"


class TooSlow(DeadlineExceeded):
    """A worker was at the picture and did not finish within the deadline."""

    code, title = "too_slow", "Picture takes too long"


def _ended(text: str) -> str:
    return text if text.endswith("?") else f"{text}."


def _tree(kind: type[FitterError]) -> Iterator[type[FitterError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _tree(child)


def by_code(code: str, detail: str) -> FitterError:
    """Make the error again that a worker sent as its code and detail."""
    for kind in _tree(FitterError):
        if kind.code == code:
            return kind(detail)
    return FitterError(detail)
