"""What makes pictures: one file or package an engine. Imported in workers only."""

BUILTIN = ("fitter.engines.vips.VipsEngine",)
"""The engines that come with fitter."""
