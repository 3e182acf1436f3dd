"""Where sources come from: one file a loader."""
