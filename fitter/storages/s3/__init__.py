"""Blobs in S3: the sources that people put there, and what fitter keeps."""

from __future__ import annotations

import secrets
from urllib.parse import quote

from fitter import Blob, Version
from fitter.storages.s3.given import GivenObjects
from fitter.storages.s3.listing import Listing
from fitter.storages.s3.names import given_name, own_name
from fitter.storages.s3.options import S3Options
from fitter.storages.s3.own import OwnObjects
from fitter.storages.s3.requests import Requests


class S3Storage:
    """Serves the objects of a bucket of S3 or its like under their names, and keeps blobs there below `.fitter/`.

    As a loader: the key ``holiday/beach.jpg`` is the object of that name below the prefix. What people put there is
    never changed or deleted.

    As a storage: each object is a plain picture with its `Content-Type`, so that a CDN or a browser may get it from S3;
    what else is known of it stands in headers of its metadata, or, beyond their 2 KB, in an object beside. Everything
    below `.fitter/` is fitter's. Nothing is evicted: that is for a lifecycle rule of the bucket.
    """

    class Options(S3Options):
        """Which objects, where, as whom, and how patiently."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self.patience = options.patience
        self._prefix = options.prefix or ""
        self._requests = Requests(options)
        buckets = [options.bucket] if options.bucket else options.buckets
        store = {
            "x-amz-storage-class": options.storage_class,
            "x-amz-server-side-encryption": options.encryption,
            "x-amz-server-side-encryption-aws-kms-key-id": options.kms_key,
        }
        headers = {name: value for name, value in store.items() if value}
        self._own = {name: OwnObjects(self._requests, name, self._prefix, headers, options.ttl) for name in buckets}
        self._given = {name: GivenObjects(self._requests, name, self._prefix, headers) for name in buckets}

    async def get(self, key: str) -> Blob | None:
        """The blob: bytes if it is at most 1 MiB, otherwise an anonymous file.

        Raises:
            OSError: S3 does not give it, with a sentence that says why.
            SourceTooLarge: somebody's object is larger than the largest that is read.
        """
        bucket, key = self._split(key)
        if bucket not in self._own:
            return None
        own = await self._own[bucket].find(key) if self._options.serves != "given" else None
        return await self._given[bucket].find(key) if own is None and self._options.serves != "kept" else own

    async def revalidate(self, key: str, known: Version) -> Blob | Version | None:
        """The source if it is in another state than the known one, else its version; raises as ``get``."""
        bucket, key = self._split(key)
        if bucket not in self._own:
            return None
        own = await self._own[bucket].find(key) if self._options.serves != "given" else None
        if own is not None or self._options.serves == "kept":
            return own
        return await self._given[bucket].find_if_other(key, known)

    async def put(self, key: str, blob: Blob) -> None:
        """Keep the blob. One that is too large is not kept, and neither is what was there before.

        Raises:
            OSError: S3 does not keep it, or the blob's own file got shorter.
        """
        bucket, rest = self._split(key)
        if bucket not in self._own or self._options.serves == "given":
            raise PermissionError("nothing is kept under this key: fitter.conf names other buckets, or serves: given")
        if blob.size > self._options.largest:
            await self._own[bucket].forget(rest)
        else:
            await self._own[bucket].keep(rest, blob)

    async def give(self, key: str, blob: Blob) -> None:
        """Write an object of that plain name, as people put them there.

        Raises:
            OSError: S3 does not take it, or no object can have this name.
        """
        bucket, rest = self._split(key)
        if bucket not in self._given:
            raise PermissionError("nothing is kept under this key: other buckets are named")
        await self._given[bucket].give(rest, blob)

    async def delete(self, key: str) -> None:
        """Forget what was kept under a key, or with a trailing ``/`` below it.

        Raises:
            OSError: S3 does not delete it.
        """
        bucket, rest = self._split(key)
        if bucket not in self._own:
            return
        if key.endswith("/"):
            await self._own[bucket].forget_below(rest)
        else:
            await self._own[bucket].forget(rest)

    async def url(self, key: str) -> str:
        """Where a client gets what is kept under a key, or given if nothing is kept here: public, or signed for a time.

        Raises:
            OSError: there are no keys to sign with.
            ValueError: no object can have this key.
        """
        bucket, key = self._split(key)
        given = self._options.serves == "given"
        name = given_name(self._prefix, key) if given else own_name(self._prefix, key)
        if bucket not in self._own or name is None:
            raise ValueError("no object can have this key")
        if self._options.public_url is None:
            return await self._requests.url(bucket, name, int(self._options.presigned))
        return self._options.public_url + quote(name if self._options.bucket else f"{bucket}/{name}", safe="/-_.~")

    async def check(self) -> None:
        """Whether all buckets can be listed and read.

        Raises:
            OSError: with a sentence that says what is wrong.
        """
        for bucket, given in self._given.items():
            await Listing(self._requests, bucket).page(self._prefix, most=1)
            await given.find(f"fitter-check-{secrets.token_hex(8)}")
            region, found = self._options.region, self._requests.region(bucket)
            if region not in (None, found):
                raise OSError(f"the bucket {bucket} is in the region {found}, and not in {region}")

    async def check_writing(self) -> None:
        """Whether, besides, something can be kept and deleted in each; raises as ``check``."""
        await self.check()
        for own in self._own.values():
            key = f"fitter-check-{secrets.token_hex(8)}"
            await own.keep(key, Blob(b"written by fitter check --live", "text/plain"))
            await own.forget(key)

    async def close(self) -> None:
        """Close the connections."""
        await self._requests.close()

    def _split(self, key: str) -> tuple[str, str]:
        if self._options.bucket:
            return self._options.bucket, key
        bucket, _, rest = key.lstrip("/").partition("/")
        return bucket, rest
