"""fitter, an on-demand image server, and the names that a plugin author imports."""

from fitter.errors import (
    BadArgument,
    BadRequest,
    FitterError,
    LimitExceeded,
    OriginFailed,
    OriginTimeout,
    SourceNotAllowed,
    SourceTooLarge,
    UndecodableImage,
    UnsupportedImage,
)
from fitter.fields import Bytes, Color, Count, Duration, Focal, Inherit, Length, Options, SourceFormat, SourceKey
from fitter.focus import Spot, middle, window
from fitter.protocols import Detector, Engine, Image, Loader, Operation, Storage
from fitter.segment import Segment
from fitter.tones import shades
from fitter.values import CLEAR, WHITE, Blob, Box, Descriptor, Output, Size, memory_file

__version__ = "0.1.0"

__all__ = [
    "CLEAR",
    "WHITE",
    "BadArgument",
    "BadRequest",
    "Blob",
    "Box",
    "Bytes",
    "Color",
    "Count",
    "Descriptor",
    "Detector",
    "Duration",
    "Engine",
    "FitterError",
    "Focal",
    "Image",
    "Inherit",
    "Length",
    "LimitExceeded",
    "Loader",
    "Operation",
    "Options",
    "OriginFailed",
    "OriginTimeout",
    "Output",
    "Segment",
    "Size",
    "SourceFormat",
    "SourceKey",
    "SourceNotAllowed",
    "SourceTooLarge",
    "Spot",
    "Storage",
    "UndecodableImage",
    "UnsupportedImage",
    "memory_file",
    "middle",
    "shades",
    "window",
]
