"""What an S3 needs to know."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, model_validator

import fitter
from fitter import Bytes, Duration, FitterError, Inherit, Refusal, Says
from fitter.fetch.target import Target

_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]")
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def _bucket(text: str) -> str:
    if not _BUCKET.fullmatch(text) or ".." in text:
        raise ValueError("no bucket")
    return text


def _prefix(text: str) -> str:
    if not text.strip("/"):
        return ""
    if _ODD.search(text) or any(part in ("", ".", "..") for part in text.strip("/").split("/")):
        raise ValueError("no prefix")
    return text.strip("/") + "/"


def _endpoint(text: str) -> str:
    target = _url(text)
    if target.path != "/":
        raise Refusal("must be scheme, host and port alone, such as http://minio:9000")
    return target.origin


def _public(text: str) -> str:
    return _url(text).url.rstrip("/") + "/"


def _url(text: str) -> Target:
    try:
        return Target.parse(text)
    except FitterError:  # without the text: somebody may have put a password into it
        raise Refusal("must be a URL such as https://s3.example.com, without user name and password") from None


Bucket = Annotated[str, AfterValidator(_bucket), Says("the name of a bucket")]
Endpoint = Annotated[str, AfterValidator(_endpoint), Says("a URL such as http://minio:9000")]
PublicUrl = Annotated[str, AfterValidator(_public), Says("a URL such as https://cdn.example.com/pictures")]
Prefix = Annotated[str, AfterValidator(_prefix), Says("a path such as images/2024")]
Region = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$"), Says("a region such as eu-central-1")]
StorageClass = Annotated[str, Field(pattern=r"^[A-Z0-9_]{1,60}$"), Says("a storage class such as STANDARD_IA")]
KmsKey = Annotated[str, Field(pattern=r"^[\x21-\x7e]{1,2048}$"), Says("the id or the ARN of a key")]


class S3Options(fitter.Options):
    """Which objects, where, as whom, and how patiently."""

    bucket: Bucket | None = None
    """The bucket."""
    buckets: list[Bucket] = Field([], max_length=1_000)
    """In place of one: the buckets that a key's first part may name, as in `photos/holiday/beach.jpg`."""
    prefix: Prefix | None = Field(None, max_length=250)
    """The folder in the bucket that everything lies below. Null: the bucket itself."""
    serves: Literal["all", "given", "kept"] = "all"
    """What is looked for: what people put there (`given`), what fitter keeps (`kept`), or first this and then that
    (`all`), which is a request more for each picture. A loader mostly wants `given`, a storage `kept`."""
    region: Region | None = None
    """The region. Null: that of the environment or the profile, or else us-east-1; a bucket that is in another one of
    AWS's is found all the same, by one more request."""
    endpoint: Endpoint | None = None
    """Where an S3 other than AWS's is. It may be in a private network: who names it here trusts it. Null: AWS."""
    path_style: bool | Literal["auto"] = "auto"
    """Whether the bucket stands in the path of URLs and not in the host name; auto: at an endpoint of your own, and for
    buckets with a dot."""
    access_key: SecretStr | None = Field(None, min_length=1)
    """The access key. Null: that of the environment, the profile, the container or the machine, renewed in time."""
    secret_key: SecretStr | None = Field(None, min_length=1)
    """The secret of the access key."""
    session_token: SecretStr | None = Field(None, min_length=1)
    """The token of an access key that is lent for a while."""
    profile: str | None = Field(None, min_length=1, max_length=200)
    """The profile of AWS's configuration files to take keys and region from."""
    storage_class: StorageClass | None = None
    """The storage class of what is kept. Null: the bucket's."""
    encryption: Literal["AES256", "aws:kms"] | None = None
    """How S3 encrypts what is kept. Null: as the bucket says."""
    kms_key: KmsKey | None = None
    """The key for `aws:kms`. Null: the account's."""
    ttl: Duration | None = Field(None, gt=0)
    """How long what is kept is found. Null: until it is deleted. It goes by a lifecycle rule of the bucket."""
    timeout: Duration = Field(5, ge=0.1, le=60)
    """Time for all that one request needs: a free connection, keys, the bytes, further attempts."""
    patience: Duration = Field(0.1, ge=0.01, le=60)
    """As a storage: how long a picture is waited for before it is made anew, or four times as long as that usually
    takes, if that is more."""
    connect_timeout: Duration = Field(2, ge=0.05, le=60)
    """Time to resolve the name and connect."""
    retries: int = Field(2, ge=0, le=10)
    """Further attempts where S3 answers that it is busy or failed, after 0.1 s, 0.2 s and so on, within the time."""
    clients: int = Field(50, ge=1, le=1_000)
    """Requests at once; others wait."""
    largest: Annotated[Bytes, Inherit("limits.source_bytes")] = Field(25 * 1024**2, ge=1, le=1024**3)
    """Largest object that is read or kept. Left out: `limits.source_bytes`."""
    public_url: PublicUrl | None = None
    """Where clients get the bucket's objects, for links to them. Null: links are signed, for `presigned`."""
    presigned: Duration = Field(3600, ge=1, le=604_800)
    """How long a signed link is good; the keys may end it sooner."""
    ca_file: str | None = Field(None, max_length=4_096)
    """File of certificates (PEM) to trust in place of the system's. Null: the system's."""

    @model_validator(mode="after")
    def _goes_together(self) -> S3Options:
        if bool(self.bucket) == bool(self.buckets):
            raise Refusal("needs either bucket: a name, or buckets: a list of names")
        if bool(self.access_key) != bool(self.secret_key):
            raise Refusal("needs access_key and secret_key, or neither of them")
        if self.session_token and not self.access_key:
            raise Refusal("needs an access_key for its session_token")
        if self.profile and self.access_key:
            raise Refusal("takes its keys either from a profile or from access_key and secret_key")
        if self.kms_key and self.encryption != "aws:kms":
            raise Refusal("needs encryption: aws:kms for its kms_key")
        return self
