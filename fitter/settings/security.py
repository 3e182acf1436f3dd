"""The section of the settings that says who may ask for what."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr, field_validator

from fitter.fields import Refusal, Says
from fitter.settings.section import Section

_WEAK = {"MY_SECURE_KEY", "my-security-key", "mysecret", "changeme", "secret", "password", "12345678"}


class SigningKey(Section):
    """A key that URLs are signed with; a text alone is a SHA-256 key."""

    key: SecretStr
    """The secret, at least 8 characters and not one of the well-known ones."""
    algorithm: Literal["sha256", "sha1", "sha512"] = "sha256"
    """The hash under the HMAC; sha1 is for libthumbor clients."""
    length: int | None = Field(None, ge=16, le=88)
    """Characters of the signature; null is all of them, 44 is what imagor's clients send for sha256."""

    @field_validator("key")
    @classmethod
    def _strong(cls, key: SecretStr) -> SecretStr:
        if len(key.get_secret_value()) < 8 or key.get_secret_value() in _WEAK:
            raise Refusal("must have at least 8 characters and be none of the well-known ones; `openssl rand -hex 32`")
        return key


class Allowed(Section):
    """Operations by the names that `fitter ops` prints."""

    allow: list[str] | None = None
    """The operations that a URL may use; null is all."""
    deny: list[str] = Field([])
    """Operations that no URL may use."""


class Security(Section):
    """Who may ask for what."""

    keys: list[
        Annotated[
            SigningKey,
            BeforeValidator(lambda value: {"key": value} if isinstance(value, str) else value),
            Says("text in quotes, or a section with key, algorithm, length"),
        ]
    ] = Field([])
    """Signing keys: the first signs, all verify, so that keys can be rotated."""
    allow_unsigned: bool = False
    """Whether /unsafe/... works without a signature."""
    only_presets: bool = False
    """Whether a URL may hold nothing but presets, ``expires:`` and the source."""
    operations: Allowed = Allowed()
    """What a URL may use besides presets, which may use everything. Sizes and the words round them are ``resize``."""
    sizes: list[str] = Field([])
    """The sizes that a URL may ask for, such as 300x200, 600x or x400; none named means any. Presets may hold more.
    Other operations that change a size, such as crop, are a matter of ``operations``."""
    formats: list[str] = Field([])
    """The formats that a URL may ask for; none named means all that are written. Presets may hold more."""
    blocked_sources: list[Annotated[str, Field(min_length=1)]] = Field([])
    """Keys of sources that nobody gets, further pictures included, such as drafts/* or *portrait.jpg*: a * stands for
    any text. Case, slashes in front, percent-encoding and other spellings of one URL make no difference; a query does,
    and so does http or https. What a server redirects to is its own affair."""
