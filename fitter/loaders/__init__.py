"""Where sources come from: one file a loader."""

BUILTIN = ("fitter.loaders.http.HttpLoader",)
"""The loaders that come with fitter besides the storages, in the order of the reference page."""
