"""Uploads at thumbor's addresses, answered as thumbor answers."""

from __future__ import annotations

import re

from fitter.errors import FitterError, SourceNotFound
from fitter.flow.answers.lifetime import NOBODY
from fitter.flow.answers.respond import HARMLESS, respond_error, respond_error_briefly
from fitter.flow.answers.response import Response
from fitter.flow.uploads.kept import is_uploaded
from fitter.flow.uploads.uploaded import Uploaded
from fitter.url.encoding import encode
from fitter.web.upload import UploadHandler

_ID = re.compile(r"[0-9a-f]{32}/[^/]+")
_PAGE = "text/html; charset=UTF-8"


class ThumborHandler(UploadHandler):
    """``/image`` takes pictures, ``/image/<id>/<name>`` gives, replaces and deletes them."""

    PLACE = "image"
    READS = ("GET", "HEAD")

    def _key(self) -> str:
        # Whoever knows an id may read what it stands for; so nothing else is found here.
        if not _ID.fullmatch(key := super()._key()):
            raise SourceNotFound("Uploads here are called <id>/<name>, with an id of 32 digits from 0 to f.")
        return key

    async def get(self, *_: str) -> None:
        """Answer with what was uploaded, as it is."""
        await self._answered(self._read)

    head = get

    async def _read(self) -> None:
        blob = await self._upload.uploads.find(self._key())
        if blob is None or not is_uploaded(blob):
            raise SourceNotFound("There is no upload of this name.")
        headers = {"Content-Type": blob.media_type, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}
        response = Response(200, {**headers, "Content-Security-Policy": HARMLESS}, blob.body)
        await self._give(self._replying.told(response, self._own))

    async def _add(self) -> None:
        self._say(201, await self._upload.add(*self._file(), prefix=""))

    def _say(self, status: int, uploaded: Uploaded) -> None:
        if self.request.method == "PUT":
            self._send(Response(204, {"Cache-Control": NOBODY}))
            return
        headers = {"Content-Type": _PAGE, "Cache-Control": NOBODY, "Location": f"/{self.PLACE}/{encode(uploaded.key)}"}
        self._send(Response(status, headers))

    def _fail(self, error: FitterError) -> None:
        if self._app.settings.thumbor.errors != "thumbor":
            super()._fail(error)
            return
        self._own.why = error.detail
        page = respond_error_briefly(error, NOBODY) if error.status == 405 else respond_error(error, "", NOBODY)
        status = 412 if error.status == 413 else error.status
        content = page.content if error.status == 405 else b""
        self._send(Response(status, {**page.headers, "Content-Type": _PAGE}, content))
