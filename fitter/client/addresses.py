"""Addresses: URLs of pictures, signed, and nothing that asks a server."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Literal

from fitter.client.placing import place
from fitter.url.base import based
from fitter.url.encoding import typed
from fitter.url.signature import PURGE, Key, Signer, upload_purpose

_DENSITIES = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Addresses:
    """URLs of one fitter.

    Args:
        base: where it is: ``https://img.example.com``; empty for paths alone.
        key: the signing key; without one the URLs are unsigned.
        algorithm: sha256, sha1 or sha512, as the key's in the settings.
        length: characters of a signature, if the settings say so of the key.
        segments: thumbor, if ``thumbor.segments`` says so in the settings.
        presets: operations by name, to speak of them here; the server's own are ``preset:name``.
    """

    base: str = ""
    key: str = field(default="", repr=False)
    algorithm: str = "sha256"
    length: int | None = None
    segments: Literal["any", "thumbor"] = "any"
    presets: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Look at the base; raises ValueError for one that is no URL."""
        based(self.base)

    def url(self, source: str, operations: str = "") -> str:
        """The URL of a picture.

        Args:
            source: its plain key, not percent-encoded: ``holiday/two words.jpg``.
            operations: what is to be done, as it stands in a URL: ``fit-in/300x200/quality:70``; or the name of one of
                the presets.
        """
        return self._base + self._signer.sign(self.path(source, operations))

    def path(self, source: str, operations: str = "") -> str:
        """What is signed: the operations and the source, percent-encoded."""
        done = typed(self.presets.get(operations, operations))
        return "/".join([*([done] if done else []), self._place(source)])

    def srcset(
        self,
        source: str,
        operations: str = "{width}x",
        *,
        widths: Iterable[int] = (),
        densities: Iterable[float] = (),
    ) -> str:
        """The value of a ``srcset``.

        Args:
            source: its plain key.
            operations: with ``{width}`` where the width goes: ``fit-in/{width}x600``; for densities as they are.
            widths: one picture for each, as in ``... 320w``.
            densities: one picture for each instead, by the operation ``dpr``, as in ``... 2x``.
        """
        wanted = self.presets.get(operations, operations)
        listed = [*widths]
        if listed:
            return ", ".join(f"{self.url(source, wanted.replace('{width}', str(w)))} {w}w" for w in listed)
        by = [*densities] or _DENSITIES
        if "{width}" in wanted:
            raise ValueError("widths are needed, such as [320, 640]: the operations have a {width}")
        return ", ".join(f"{self.url(source, f'dpr:{one:g}/{wanted}'.rstrip('/'))} {one:g}x" for one in by)

    def img(
        self, source: str, operations: str = "{width}x", *, widths: Iterable[int], sizes: str = "100vw", alt: str = ""
    ) -> str:
        """An ``<img>`` of all these widths; the largest is for browsers that know no ``srcset``."""
        listed = sorted(widths)
        if not listed:
            raise ValueError("widths are needed, such as [320, 640]")
        wanted = self.presets.get(operations, operations)
        largest = self.url(source, wanted.replace("{width}", str(listed[-1])))
        said = {"src": largest, "srcset": self.srcset(source, wanted, widths=listed), "sizes": sizes, "alt": alt}
        return "<img " + " ".join(f'{name}="{escape(text)}"' for name, text in said.items()) + ">"

    def purge_url(self, source: str) -> str:
        """What DELETE is sent to, to forget a source and all that was made of it."""
        return self._base + self._signer.sign(self._place(source), PURGE)

    def upload_url(self, method: str = "POST", source: str = "", *, seconds: int = 600) -> str:
        """What an upload is sent to, for somebody who has neither key nor token, such as a browser.

        Args:
            method: POST, without a source, PUT or DELETE. The signature is good for this alone.
            source: the key that is replaced or deleted.
            seconds: how long the signature is good.
        """
        path = f"upload/{self._place(source)}" if source else "upload"
        until = int(time.time()) + seconds
        signature = self._signer.sign(path, upload_purpose(method, until)).split("/")[1]
        return f"{self._base}/{path}?expires={until}&signature={signature}"

    def _place(self, source: str) -> str:
        return place(source, thumbor=self.segments == "thumbor")

    @property
    def _base(self) -> str:
        return self.base.rstrip("/")

    @property
    def _signer(self) -> Signer:
        return Signer([Key(self.key.encode(), self.algorithm, self.length)] if self.key else [])
