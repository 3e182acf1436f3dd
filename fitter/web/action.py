"""/get, /show and /redirect."""

from __future__ import annotations

from typing import Any

from tornado.httputil import HTTPHeaders

from fitter.flow.answers.lifetime import NOBODY
from fitter.flow.answers.replying import ACTIONS
from fitter.web.image import ImageHandler


class ActionHandler(ImageHandler):
    """Hands the raw query to the action of the path's name, and its answer to the client."""

    METHODS, ALLOWED = ACTIONS
    LIFETIME = NOBODY

    async def _ask(self, target: str, headers: HTTPHeaders) -> Any:
        actions = self._app.actions
        action = {"get": actions.get, "show": actions.show, "redirect": actions.redirect}[self.path_args[0]]
        return await action(target, headers, self._own.trace)

    def _tell(self, answer: Any) -> None:
        self._send(answer)

    async def delete(self, *_: str) -> None:
        """Refuse: what is purged is a source, by its own path."""
        await self._refuse()

    purge = delete
