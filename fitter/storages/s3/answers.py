"""What S3 says when it does not do what it is asked."""

from __future__ import annotations

import re

from fitter.fetch.exchange import Exchange
from fitter.storages.s3.ask import Ask

_CODE = re.compile(rb"<Code>([A-Za-z0-9.]{1,64})</Code>")
_REGION = re.compile(rb"<Region>([A-Za-z0-9-]{1,40})</Region>")
_LATER = {"SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout", "RequestTimeTooSlow", "OperationAborted"}
_MOVED = {"PermanentRedirect", "AuthorizationHeaderMalformed", "TemporaryRedirect"}
_EXPIRED = {"ExpiredToken", "TokenRefreshRequired", "InvalidAccessKeyId", "InvalidToken"}
_SENTENCES = {
    "SignatureDoesNotMatch": "the secret key does not fit the access key",
    "InvalidAccessKeyId": "the access key is not known there",
    "ExpiredToken": "the session token has expired",
    "InvalidToken": "the session token is not valid there",
    "RequestTimeTooSkewed": "the clock of this machine is too far from the one there",
    "NoSuchBucket": "there is no bucket called {bucket}",
    "InvalidBucketName": "{bucket} is no name for a bucket there",
    "EntityTooLarge": "the object is larger than is taken there",
    "QuotaExceeded": "there is no more room",
}
_UNLISTED = ", or it is not there and the key may not list the bucket (s3:ListBucket)"
_FORBIDDEN = {"SignatureDoesNotMatch", "InvalidAccessKeyId", "ExpiredToken", "InvalidToken", "RequestTimeTooSkewed"}


def code(answer: Exchange) -> str:
    """S3's own word for what is wrong; empty where it gives none, as for HEAD."""
    found = _CODE.search(answer.scraps)
    return found[1].decode() if found else ""


def is_missing(answer: Exchange) -> bool:
    """Whether there is no such object; a bucket that is missing is another matter."""
    return answer.head.status == 404 and code(answer) in ("NoSuchKey", "")


def is_for_later(answer: Exchange) -> bool:
    """Whether S3 wants to be asked again."""
    return answer.head.status in (429, 500, 502, 503, 504) or (answer.head.status >= 400 and code(answer) in _LATER)


def is_expired(answer: Exchange) -> bool:
    """Whether other keys may help."""
    return code(answer) in _EXPIRED


def region(answer: Exchange) -> str:
    """The region that the bucket is in, if that is what is wrong; or empty."""
    if answer.head.status != 301 and code(answer) not in _MOVED:
        return ""
    found = _REGION.search(answer.scraps)
    return answer.head.values.get("x-amz-bucket-region") or (found[1].decode() if found else "")


def failure(answer: Exchange, origin: str, ask: Ask) -> OSError:
    """The error for an answer that nobody can use, with a sentence for whoever runs this."""
    said, status = code(answer), answer.head.status
    refuses = f"{origin} refuses to {ask.doing}"
    if said in _SENTENCES:
        kind = PermissionError if said in _FORBIDDEN else OSError
        return kind(f"{refuses}: {_SENTENCES[said].format(bucket=ask.bucket)}")
    if status == 403:
        reads = ask.name and ask.method in ("GET", "HEAD")
        return PermissionError(f"{refuses}: the access key has no right to it{_UNLISTED if reads else ''}")
    if status == 301:
        return OSError(f"{refuses}: the bucket {ask.bucket} is in another region")
    kind = ConnectionError if is_for_later(answer) else OSError
    return kind(f"{refuses}: status {status} {said}".rstrip())
