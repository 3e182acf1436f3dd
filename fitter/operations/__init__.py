"""What a URL can ask for: one file an operation, and one line of registration here."""

BUILTIN = (
    "fitter.operations.resize.Resize",
    "fitter.operations.manual_crop.ManualCrop",
    "fitter.operations.crop.Crop",
    "fitter.operations.trim.Trim",
    "fitter.operations.flip.Flip",
    "fitter.operations.flop.Flop",
    "fitter.operations.rotate.Rotate",
    "fitter.operations.blur.Blur",
    "fitter.operations.sharpen.Sharpen",
    "fitter.operations.grayscale.Grayscale",
    "fitter.operations.background.Background",
    "fitter.operations.pad.Pad",
    "fitter.operations.extend.Extend",
    "fitter.operations.fill.Fill",
    "fitter.operations.round_corner.RoundCorner",
    "fitter.operations.dpr.Dpr",
    "fitter.operations.format.Format",
    "fitter.operations.quality.Quality",
    "fitter.operations.strip.Strip",
    "fitter.operations.keep.Keep",
    "fitter.operations.expires.Expires",
    "fitter.operations.meta.Meta",
)
"""The operations that come with fitter, in the order of the reference page."""
