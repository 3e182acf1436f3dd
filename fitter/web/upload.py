"""POST, PUT and DELETE of sources."""

from __future__ import annotations

import json
from dataclasses import asdict

from fitter.blob import Descriptor
from fitter.errors import BadRequest, MethodNotAllowed
from fitter.flow.answers.lifetime import NOBODY
from fitter.flow.answers.response import Response
from fitter.flow.uploads.upload import Upload
from fitter.flow.uploads.uploaded import Uploaded
from fitter.web.body import BodyHandler

_HEADERS = "Authorization, Content-Type, Content-Disposition, If-None-Match, Slug"


class UploadHandler(BodyHandler):
    """``/upload`` takes pictures, ``/upload/<key>`` replaces and deletes them."""

    PLACE = "upload"
    """What the paths begin with."""
    READS: tuple[str, ...] = ()
    """What anybody may do with a key."""

    def admit(self) -> None:
        """Look at method, key and credentials."""
        method, allowed = self.request.method or "", self._allowed()
        if method == "OPTIONS":
            return
        if method not in allowed:
            offered = ", ".join(allowed)
            raise MethodNotAllowed(f"Here one may {offered or 'do nothing'}; upload.methods says what else.", offered)
        if method not in self.READS:
            query = (self.request.uri or "").partition("?")[2]
            self._app.credentials.check(method, self._path, query, self.request.headers)
        if method != "POST":
            self._upload.check(self._key())  # what is wrong with it is said before the body comes

    @property
    def _upload(self) -> Upload:
        assert self._app.upload is not None  # noqa: S101  for the type checker: there is no route without it
        return self._app.upload

    def _allowed(self) -> list[str]:
        methods = ["POST"] if self._path == self.PLACE else ["PUT", "DELETE"]
        reads = self.READS if self._path != self.PLACE else ()
        return [*reads, *(name for name in methods if name in self._app.settings.upload.methods)]

    def _key(self) -> str:
        """The key in the path, read as in a picture's URL."""
        plan = self._app.grammar.parse(self._path.removeprefix(self.PLACE))
        if plan.operations:
            raise BadRequest(
                f"After /{self.PLACE}/ stands a key and no operation; /-/ before one that looks like them."
            )
        return plan.source

    async def post(self, *_: str) -> None:
        """Keep the body under a key of its own."""
        await self._answered(self._add)

    async def put(self, *_: str) -> None:
        """Keep the body under the key in the path."""
        await self._answered(self._put)

    async def delete(self, *_: str) -> None:
        """Delete what was uploaded under the key in the path."""
        await self._answered(self._remove)

    async def get(self, *_: str) -> None:
        """Say what there is to do instead, as was done before."""

    head = patch = purge = get

    async def options(self, *_: str) -> None:
        """Answer a browser that asks whether a script may upload."""
        if self._refused:
            return
        methods = ", ".join(self._allowed())
        headers = {"Allow": methods, "Cache-Control": NOBODY}
        if self._app.settings.cache.cors:
            headers |= {"Access-Control-Allow-Methods": methods, "Access-Control-Allow-Headers": _HEADERS}
        self._send(Response(204, headers))

    async def _add(self) -> None:
        name, file = self._file()
        self._say(201, await self._upload.add(name, file))

    async def _put(self) -> None:
        only_new = self.request.headers.get("If-None-Match", "").strip() == "*"
        new, uploaded = await self._upload.put(self._key(), self._file()[1], only_new=only_new)
        self._say(201 if new else 200, uploaded)

    async def _remove(self) -> None:
        await self._upload.remove(self._key())
        self._send(Response(204, {"Cache-Control": NOBODY}))

    def _file(self) -> tuple[str, Descriptor]:
        """What came, and what the client calls it."""
        incoming, self._incoming = self._incoming, None
        assert incoming is not None  # noqa: S101  for the type checker: it was made ready for
        return incoming.name, incoming.done()

    def _say(self, status: int, uploaded: Uploaded) -> None:
        body = json.dumps(asdict(uploaded), ensure_ascii=False).encode() + b"\n"
        headers = {"Content-Type": "application/json", "Cache-Control": NOBODY, "X-Content-Type-Options": "nosniff"}
        self._send(Response(status, {**headers, "Location": uploaded.url}, body))
