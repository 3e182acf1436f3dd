"""Where blobs are kept: one file a storage; each can also stand as a loader."""
