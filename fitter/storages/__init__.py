"""Where blobs are kept: one file or package a storage; each can also stand as a loader."""

BUILTIN = (
    "fitter.storages.memory.MemoryStorage",
    "fitter.storages.files.FileStorage",
    "fitter.storages.redis.RedisStorage",
    "fitter.storages.s3.S3Storage",
)
"""The storages that come with fitter, in the order of the reference page."""
