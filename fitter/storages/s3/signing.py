"""Signatures of requests and of URLs: AWS Signature Version 4.

botocore makes them too, and a test compares the two. But its classes for requests take eight times as long as this, for
each picture that comes out of S3, and who gives keys and endpoint need not wait for it at all.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote

from fitter.fetch.target import Target
from fitter.storages.s3.keys import Keys

_ALGORITHM = "AWS4-HMAC-SHA256"
_URL_BODY = "UNSIGNED-PAYLOAD"  # who signs a URL does not know what comes with it


def signed(
    keys: Keys, region: str, method: str, target: Target, headers: Mapping[str, str], digest: str
) -> dict[str, str]:
    """The headers of a request, and with them the signature over it; the digest is the body's, SHA-256."""
    now = _now()
    named = {**headers, "X-Amz-Content-SHA256": digest, "X-Amz-Date": now}
    if keys.token:
        named["X-Amz-Security-Token"] = keys.token
    lines = {name.lower(): " ".join(value.split()) for name, value in named.items()} | {"host": _host(target)}
    names = ";".join(sorted(lines))
    signature = _signature(keys, region, now, method, target.path, lines, digest)
    scope = f"{keys.access_key}/{_scope(region, now)}"
    named["Authorization"] = f"{_ALGORITHM} Credential={scope}, SignedHeaders={names}, Signature={signature}"
    return named


def presigned(keys: Keys, region: str, target: Target, seconds: int) -> str:
    """A URL that anybody may GET for so long; the target has no query."""
    now = _now()
    query = {
        "X-Amz-Algorithm": _ALGORITHM,
        "X-Amz-Credential": f"{keys.access_key}/{_scope(region, now)}",
        "X-Amz-Date": now,
        "X-Amz-Expires": str(seconds),
        "X-Amz-SignedHeaders": "host",
    }
    if keys.token:
        query["X-Amz-Security-Token"] = keys.token
    path = target.path + "?" + "&".join(f"{name}={quote(value, safe='-_.~')}" for name, value in sorted(query.items()))
    signature = _signature(keys, region, now, "GET", path, {"host": _host(target)}, _URL_BODY)
    return f"{target.origin}{path}&X-Amz-Signature={signature}"


def _signature(keys: Keys, region: str, now: str, method: str, path: str, lines: Mapping[str, str], digest: str) -> str:
    bare, _, query = path.partition("?")  # spelt and sorted as they are to be signed
    head = "".join(f"{name}:{lines[name]}\n" for name in sorted(lines))
    canonical = f"{method}\n{bare}\n{query}\n{head}\n{';'.join(sorted(lines))}\n{digest}"
    text = f"{_ALGORITHM}\n{now}\n{_scope(region, now)}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    return _hmac(_key(keys.secret_key, region, now[:8]), text).hex()


@lru_cache(maxsize=64)
def _key(secret_key: str, region: str, date: str) -> bytes:
    key = f"AWS4{secret_key}".encode()
    for part in (date, region, "s3", "aws4_request"):
        key = _hmac(key, part)
    return key


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), hashlib.sha256)


def _scope(region: str, now: str) -> str:
    return f"{now[:8]}/{region}/s3/aws4_request"


def _host(target: Target) -> str:
    return target.origin.partition("://")[2]


def _now() -> str:
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
