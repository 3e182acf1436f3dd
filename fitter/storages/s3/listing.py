"""What is below a prefix, page by page, and its end."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import unquote_plus

from fitter import Descriptor
from fitter.storages.s3.ask import LISTS, Ask
from fitter.storages.s3.requests import Requests

_PAGE = 1000  # the most that S3 lists or deletes at once
# S3's own flat XML, in which names are percent-encoded when one asks for it: nothing in it needs a parser.
_NAME = re.compile(r"<Contents>.*?<Key>([^<]*)</Key>", re.DOTALL)
_NEXT = re.compile(r"<NextContinuationToken>([^<]+)</NextContinuationToken>")
_FAILED = re.compile(r"<Error>.*?<Code>([A-Za-z0-9.]{1,64})</Code>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Listing:
    """The objects of one bucket."""

    requests: Requests
    bucket: str

    async def page(self, prefix: str, after: str = "", most: int = _PAGE) -> tuple[list[str], str]:
        """Those that begin so, and what to ask for the next page after; empty at the end.

        Raises:
            OSError: S3 does not tell.
        """
        query = {"list-type": "2", "prefix": prefix, "encoding-type": "url", "max-keys": str(most)}
        query |= {"continuation-token": after} if after else {}
        text = _text((await self.requests.do(Ask("list the bucket", "GET", self.bucket, query=query, most=LISTS))).body)
        following = _NEXT.search(text)
        names = [unquote_plus(html.unescape(name)) for name in _NAME.findall(text)]
        return names, html.unescape(following[1]) if following else ""

    async def delete(self, names: Sequence[str]) -> None:
        """Delete a page of objects; one that is not there is no error.

        Raises:
            OSError: S3 does not delete them, or not all.
        """
        if not names:
            return
        objects = "".join(f"<Object><Key>{escape(name)}</Key></Object>" for name in names)
        body = f'<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet>{objects}</Delete>'.encode()
        md5 = base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode()
        headers = {"Content-Type": "application/xml", "Content-MD5": md5}  # S3 insists on it here
        digest = hashlib.sha256(body).hexdigest()
        ask = Ask("delete objects", "POST", self.bucket, "", {"delete": ""}, headers, body, digest, LISTS)
        failed = _FAILED.search(_text((await self.requests.do(ask)).body))
        if failed is not None:
            raise OSError(f"{self.requests.origin} did not delete all objects: {failed[1]}")


def _text(body: bytes | Descriptor | None) -> str:
    content = body.read() if isinstance(body, Descriptor) else body or b""
    return content.decode("utf-8", "replace")
